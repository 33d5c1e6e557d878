-- All direct quotations of texts, with who is quoted and where.
--
-- Usage: toolkit scripts/quotes.lua INPUT... [OPTIONS]
--
-- INPUT is a file, a folder, a glob, an archive, - for standard input, or one corpus file.
--
-- Options:
--   --speaker NAME     only quotations of this speaker (a name or part of one)
--   --target NAME      only quotations about this party
--   --event ID         only quotations in documents of this event
--   --since DATE       only documents of this day or later (ISO 8601)
--   --until DATE       only documents of this day or earlier
--   --mixed            also reports that quote a part
--   --marked           leave out what stands without quotation marks (turns of a transcript)
--   -f, --format text|tsv|csv|json|jsonl|md|html   (default: as --out ends, else text)
--   -o, --out FILE     write there: FILE.svg the chart, FILE.html a page with table and chart, else the table
--
-- Output: one row a quotation, in the order of the texts. `mode` says how the speaker was found: explicit, pronoun,
-- carried, turn ...
--
-- Example: toolkit scripts/quotes.lua corpus/ --speaker Karst --marked

local chart = require "toolkit.chart"
local script = require "toolkit.claims.script"
local Table = require "toolkit.table"

local SHOWN = 20

local marks = { '"', "'", "\u{201C}", "\u{201E}", "\u{2018}", "\u{AB}" }

-- Whether a quotation mark stands right before or opens the claim.
local function marked(result, c)
    local text, first = result.texts[c.file], c.spans[1][1] + 1
    for _, mark in ipairs(marks) do
        if text:sub(first - #mark, first - 1) == mark or text:sub(first, first + #mark - 1) == mark then return true end
    end
    return false
end

script.run(function(result, options)
    local document = script.documents(result)
    local t = Table.new({ { "speaker", least = 14, wrap = 28, keep = true }, { "role", least = 12, wrap = 28 },
        { "text", least = 32, wrap = 64, keep = true }, "cue", "mode", { "date", least = 10 }, "source", "place",
        "id" },
        { caption = "Quotations" })
    for _, c in ipairs(result.claims) do
        local quoted = c.type == "direct" or options.mixed and c.type == "mixed"
        if quoted and not (options.marked and not marked(result, c)) then
            local d = document(c)
            t:add { script.speaker(c), script.value(c.speaker.role), script.text(c),
                script.value(c.cue) and c.cue.text, c.speaker.mode, d.date, d.source, script.place(c), c.id }
        end
    end
    local speakers = t:group("speaker", "count"):sort("count desc", "speaker")
    return t, chart.bar(speakers:top(SHOWN), { title = "Quotations by speaker", x = "speaker", y = "count" })
end)
