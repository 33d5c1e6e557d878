-- Who speaks about whom, and who accuses whom, as a network.
--
-- Usage: toolkit scripts/network.lua INPUT... [OPTIONS]
--
-- INPUT is a file, a folder, a glob, an archive, - for standard input, or one corpus file.
--
-- Options:
--   --stance NAME      only claims of this stance: accuse, deny, demand, recommend, admit ...
--   --speaker NAME     only claims of this speaker (a name or part of one)
--   --target NAME      only claims about this party
--   --evidence none|vague|named   only claims on evidence of this kind
--   --event ID         only claims of documents of this event
--   --since DATE       only documents of this day or later (ISO 8601)
--   --until DATE       only documents of this day or earlier
--   --least N          leave out pairs with fewer claims (default: 1)
--   --top N            draw so many pairs, the heaviest (default: 40)
--   -f, --format text|tsv|csv|json|jsonl|md|html|gexf|graphml   (default: as --out ends, else text)
--   -o, --out FILE     write there: FILE.svg the drawing, FILE.html a page with table and drawing, FILE.gexf or
--                      FILE.graphml the network for other programs (every pair), else the table
--
-- Output: one row a speaker and target: claims, how many of them accuse or condemn, how many name no evidence, one
-- claim with its place. Statements of the outlets and questions of reporters are left out.
--
-- Example: toolkit scripts/network.lua corpus/ --stance accuse --out accusations.svg

local chart = require "toolkit.chart"
local script = require "toolkit.claims.script"
local Table = require "toolkit.table"

script.run(function(result, options)
    local targets = script.targets(result)
    local each = Table.new { { "speaker", least = 20, wrap = 28, keep = true },
        { "target", least = 16, wrap = 28, keep = true }, "accusing", "bare",
        { "example", least = 32, wrap = 64 }, "place" }
    for _, c in ipairs(result.claims) do
        if c.type ~= "author-statement" and c.type ~= "reporter-question" then
            local accusing = c.stance == "accuse" or c.stance == "condemn"
            local _, list = targets(c)
            for _, target in ipairs(list) do
                each:add { script.speaker(c), target, accusing and 1 or 0,
                    c.evidence_kind == "none" and 1 or 0, script.text(c), script.place(c) }
            end
        end
    end
    local t = each:group({ "speaker", "target" }, "count as claims", "sum accusing as accusing",
        "sum bare as no_evidence", "first example as example", "first place as place")
    t = t:filter(function(row) return row.claims >= options.least end):sort("claims desc", "speaker", "target")
    t.caption = options.stance and ("Who speaks about whom: " .. options.stance) or "Who speaks about whom"
    if #t == 0 then return t end
    return t, chart.network(t:top(options.top, "claims"), { title = t.caption, from = "speaker", to = "target",
        weight = "claims" })
end)
