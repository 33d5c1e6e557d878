-- Documents like a given one, and its key terms.
--
-- Usage: toolkit scripts/similar.lua FILE DOCUMENT [OPTIONS]
--
-- FILE is a corpus made by scripts/index.lua; DOCUMENT a file name in it, or its id.
--
-- Options:
--   --terms            the key terms of the document instead
--   --measure tf_idf|bm25   of the key terms (default: tf_idf)
--   --by NAME          attribute to compare by (default: lower)
--   --top N            the first so many rows (default: 20)
--   --least N          with --terms: leave out what is rarer in the document (default: 1)
--   --where W          compare with some documents only: KEY:TEXT (source:xinhua), a query in [ or ", an SQL condition,
--                      several of these joined by " & "
--   --once             leave out the copies that scripts/duplicates.lua --mark found
--   -f, --format text|tsv|csv|json|jsonl|md|html   (default: as --out ends, else text)
--   -o, --out FILE     write there: FILE.svg the chart, FILE.html a page with table and chart, else the table
--
-- Output: one row a document: title, cosine of the TF-IDF vectors, shared types; with --terms one row a term: its
-- frequency, how many documents have it, its weight. Copies are found by scripts/duplicates.lua.
--
-- Example: toolkit scripts/similar.lua corpus.db corpus/harrow-dam/valley-messenger.txt --top 5

local chart = require "toolkit.chart"
local script = require "toolkit.corpus.script"

script.run(function(corpus, options)
    local document = math.tointeger(tonumber(options.document)) or options.document
    if options.terms then
        local t = corpus:terms(document, { by = options.by, measure = options.measure, top = options.top,
            least = options.least, where = options.where, once = options.once })
        return t, chart.bar(t, { title = t.caption, x = options.by, y = options.measure })
    end
    local t = corpus:similar(document, { by = options.by, top = options.top, where = options.where,
        once = options.once })
    return t, chart.bar(t, { title = t.caption, x = "file", y = "cosine" })
end)
