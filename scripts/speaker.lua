-- Everything one person or body said, by date and event, with evidence and place.
--
-- Usage: toolkit scripts/speaker.lua NAME INPUT... [OPTIONS]
--
-- NAME is a name or part of one. INPUT is a file, a folder, a glob, an archive, - for standard input, or one corpus
-- file.
--
-- Options:
--   --target NAME      only claims about this party
--   --stance NAME      only claims of this stance: accuse, deny, demand, recommend, admit ...
--   --evidence none|vague|named   only claims on evidence of this kind
--   --event ID         only claims of documents of this event
--   --since DATE       only documents of this day or later (ISO 8601)
--   --until DATE       only documents of this day or earlier
--   -f, --format text|tsv|csv|json|jsonl|md|html   (default: as --out ends, else text)
--   -o, --out FILE     write there: FILE.svg the chart, FILE.html a page with table and chart, else the table
--
-- Output: one row a claim, by date, in the order of the text; undated documents come last. `type` tells direct speech
-- from reports of it, `evidence` is what the claim rests on. A note says which names NAME has found.
--
-- Example: toolkit scripts/speaker.lua "Odo Karst" corpus/

local args = require "toolkit.args"
local chart = require "toolkit.chart"
local claims = require "toolkit.claims"
local script = require "toolkit.claims.script"
local Table = require "toolkit.table"

script.run(function(all, options)
    local result = claims.filter(all, { speaker = options.name })
    if #result.claims == 0 then args.fail(("nobody called '%s' was found to say anything"):format(options.name)) end
    local document, targets = script.documents(result), script.targets(result)
    local t = Table.new({ { "date", least = 10, keep = true }, "event", "source", { "speaker", wrap = 28 },
        { "text", least = 32, wrap = 64, keep = true }, "type", "stance", { "targets", wrap = 24 },
        { "evidence", wrap = 32 }, "place", "id" }, { caption = options.name .. ": what was said" })
    for _, c in ipairs(result.claims) do
        local d, evidence = document(c), {}
        for i, e in ipairs(c.evidence) do evidence[i] = e.text end
        t:add { d.date, d.event, d.source, script.speaker(c), script.text(c), c.type, c.stance, targets(c),
            evidence[1] and table.concat(evidence, "; "), script.place(c), c.id }
    end
    t = script.by_date(t)
    local found = "Found as: " .. table.concat(t:group("speaker", "count"):column("speaker"), ", ")
    t.note = t.note and found .. ". " .. t.note or found
    local drawing = chart.timeline(t, { title = t.caption, date = "date", label = "text", lane = "event" })
    return t, drawing
end)
