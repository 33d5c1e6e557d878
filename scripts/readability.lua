-- Readability and lexical diversity of the documents of a corpus file.
--
-- Usage: toolkit scripts/readability.lua FILE [OPTIONS]
--
-- FILE is a corpus made by scripts/index.lua.
--
-- Options:
--   --diversity        lexical diversity (TTR, MATTR, MTLD, Yule's K ...) instead of readability
--   --by NAME          with --diversity: attribute whose forms are the words (default: lower)
--   --window N         words of a MATTR window (default: 100)
--   --where W          only some documents: KEY:TEXT (source:xinhua), a query in [ or ", an SQL condition,
--                      several of these joined by " & "
--   --within QUERY     only the tokens inside its hits: '<quote/>'
--   --once             leave out the copies that scripts/duplicates.lua --mark found
--   --sort COLUMN      order the documents by a column, the largest first: words, flesch, mattr ...
--   --top N            the first so many documents, 0 for all (default: 0)
--   -f, --format text|tsv|csv|json|jsonl|md|html   (default: as --out ends, else text)
--   -o, --out FILE     write there: FILE.svg the chart, FILE.html a page with table and chart, else the table
--
-- Output: one row a document: sentences, words, and the formulas of Flesch, Flesch-Kincaid, Gunning (Fog), SMOG, ARI,
-- Coleman-Liau, LIX. They were made for English; syllables are estimated from the spelling. With --diversity: tokens,
-- types, hapax legomena and the measures made from them.
--
-- Example: toolkit scripts/readability.lua corpus.db

local chart = require "toolkit.chart"
local script = require "toolkit.corpus.script"

script.run(function(corpus, options)
    local t, x, y
    if options.diversity then
        t = corpus:diversity { where = options.where, within = options.within, once = options.once,
            by = options.by, window = options.window }
        x, y = "tokens", "mattr"
    else
        t = corpus:readability { where = options.where, within = options.within, once = options.once }
        x, y = "words", "flesch"
    end
    if #t == 0 then return t, nil end
    if options.sort then t = t:sort(options.sort .. " desc") end
    if options.top > 0 then t = t:top(options.top) end
    return t, chart.scatter(t, { title = t.caption, x = x, y = y, label = "file" })
end)
