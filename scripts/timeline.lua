-- Events and claims by date; what has no date stands in a lane of its own.
--
-- Usage: toolkit scripts/timeline.lua INPUT... [OPTIONS]
--
-- INPUT is a file, a folder, a glob, an archive, - for standard input, or one corpus file.
--
-- Options:
--   --date document|mention   the date of the document that reports a claim, or the dates that claims speak of
--                      (default: document)
--   --speaker NAME     only claims of this speaker (a name or part of one)
--   --target NAME      only claims about this party
--   --stance NAME      only claims of this stance: accuse, deny, demand, recommend, admit ...
--   --evidence none|vague|named   only claims on evidence of this kind
--   --event ID         only claims of documents of this event
--   --since DATE       only documents of this day or later (ISO 8601)
--   --until DATE       only documents of this day or earlier
--   -f, --format text|tsv|csv|json|jsonl|md|html   (default: as --out ends, else text)
--   -o, --out FILE     write there: FILE.svg the chart, FILE.html a page with table and chart, else the table
--
-- Output: one row an event (its documents as text) and one a claim, by date. Dates have the precision that the text
-- gives: 2031, 2031-04 or 2031-04-12; rows without a date, or without its year (--04: April), come last. The chart
-- counts the claims of a date and outlet.
--
-- Example: toolkit scripts/timeline.lua corpus/ --speaker Karst

local chart = require "toolkit.chart"
local script = require "toolkit.claims.script"
local Table = require "toolkit.table"

local function dates_of(c, document, kind)
    if kind == "document" then return { document.date or false } end
    local list, seen = {}, {}
    for _, d in ipairs(c.dates) do
        local date = script.value(d.value) or false
        if not seen[date] then
            seen[date] = true
            list[#list + 1] = date
        end
    end
    return list
end

-- The events that the claims shown belong to.
local function add_events(t, result)
    local speaking = {}
    for _, c in ipairs(result.claims) do speaking[c.file] = true end
    for _, e in ipairs(result.events) do
        local files = {}
        for _, file in ipairs(e.files) do
            if speaking[file] then files[#files + 1] = file:match("[^/]+$") end
        end
        if #files > 0 then
            t:add { script.value(e.date), "event", e.id, nil, nil, nil, table.concat(files, ", ") }
        end
    end
end

-- A row a date and outlet, named by what was claimed or, where that is much, by how often.
local function marks_of(t)
    local claims = t:filter { kind = "claim" }:with("lane", function(row) return row.source or "no outlet" end)
    local marks = Table.new { "date", "lane", "label" }
    for group in claims:group({ "date", "lane" }, "count", "first text as text"):each() do
        marks:add { group.date, group.lane, group.count == 1 and group.text or group.count .. " claims" }
    end
    return marks
end

script.run(function(result, options)
    local document = script.documents(result)
    local t = Table.new({ { "date", least = 10, keep = true }, "kind", "event", "source",
        { "speaker", wrap = 28, keep = true }, "stance",
        { "text", least = 32, wrap = 64, keep = true }, "place", "id" },
        { caption = options.date == "document" and "Events and claims by date" or "Dates that claims speak of" })
    if options.date == "document" then add_events(t, result) end
    for _, c in ipairs(result.claims) do
        local d = document(c)
        for _, date in ipairs(dates_of(c, d, options.date)) do
            t:add { date or nil, "claim", d.event, d.source, script.speaker(c), c.stance, script.text(c),
                script.place(c), c.id }
        end
    end
    t = script.by_date(t)
    return t, chart.timeline(marks_of(t), { title = t.caption, date = "date", label = "label", lane = "lane" })
end)
