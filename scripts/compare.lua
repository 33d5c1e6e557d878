-- Two documents or outlets side by side: what both tell and how it differs, what only one tells.
--
-- Usage: toolkit scripts/compare.lua INPUT... [OPTIONS]
--
-- INPUT is a file, a folder, a glob, an archive, - for standard input, or one corpus file; two documents, or more with
-- --sides.
--
-- Options:
--   --sides A,B        the two sides: parts of the names of outlets or files (needed for more than two documents)
--   --event ID         only documents of this event
--   --own              also what the outlets say in their own voice, where the other side has no such claim
--   -f, --format text|tsv|csv|json|jsonl|md|html   (default: as --out ends, else text)
--   -o, --out FILE     write there: FILE.svg the chart, FILE.html a page with the versions side by side, else the table
--
-- Output: one row a pair of claims, in the order of the first side, then what stands alone. `relation` is same,
-- differs, contradicts or partial; `only` with one side empty; `conflict` for names, dates and the like outside pairs.
-- `differences` says in what: numbers, polarity, speaker, type ... A claim may have more than one partner.
--
-- Example: toolkit scripts/compare.lua corpus/ --event E2 --sides keld-water,evening

local args = require "toolkit.args"
local chart = require "toolkit.chart"
local pairing = require "toolkit.claims.pairing"
local report = require "toolkit.report"
local script = require "toolkit.claims.script"

local function version(title, speaker, text, place)
    if not text then return { title, report.tag("p", nil, "-") } end
    return { title, { report.tag("blockquote", nil, report.tag("p", nil, text)),
        report.tag("p", { class = "cite" }, speaker and speaker .. " · " or "", report.tag("code", nil, place)) } }
end

-- The versions side by side, one part a relation.
local function side_by_side(t, sides)
    return function(page)
        for _, relation in ipairs(pairing.relations) do
            local rows = t:filter { relation = relation }
            if #rows > 0 then
                local section = page:section(pairing.titles[relation], { count = #rows })
                for row in rows:each() do
                    section:columns { version(sides[1].name, row.speaker_a, row.a, row.place_a),
                        version(sides[2].name, row.speaker_b, row.b, row.place_b) }
                    if row.differences then section:note(row.differences) end
                end
            end
        end
    end
end

script.run(function(result, options)
    local sides, message = pairing.sides(result, options.sides)
    if not sides then args.fail(message, 2) end
    local t = pairing.table(result, sides, { own = options.own })
    local counts = t:group("relation", "count as claims")
    return t, chart.bar(counts, { title = t.caption, x = "relation", y = "claims" }), side_by_side(t, sides)
end)
