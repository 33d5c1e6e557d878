-- What stands near a word or query more often than by chance.
--
-- Usage: toolkit scripts/collocates.lua FILE QUERY [OPTIONS]
--
-- FILE is a corpus made by scripts/index.lua; QUERY a word, words in a row ("climate change"), words with * for any
-- letters (climat*), or a query of scripts/query.lua.
--
-- Options:
--   --window SIZE      tokens on each side, or LEFT,RIGHT (5 unless --within is given)
--   --within NAME      the window stays in: s (the sentence) or a layer; without --window all of it
--   --relation NAME    instead of a window: tokens that depend on the query's (obj, nsubj, amod ... or any); wants an
--                      annotated corpus
--   --heads            with --relation: the tokens that the query's depend on
--   --by NAME          attribute to count (default: lower)
--   --measures LIST,...  columns; the first one sorts (default: log_dice,g2,mi)
--   --alpha X          error rate of lrc (default: 0.05)
--   --least N          leave out what is rarer near the query (default: 3)
--   --top N            the first so many rows, 0 for all (default: 50)
--   --with-punctuation  rows for punctuation as well
--   --where W          only some documents: KEY:TEXT (source:xinhua), a query in [ or ", an SQL condition,
--                      several of these joined by " & "
--   --once             leave out the copies that scripts/duplicates.lua --mark found
--   -f, --format text|tsv|csv|json|jsonl|md|html   (default: as --out ends, else text)
--   -o, --out FILE     write there: FILE.svg the chart, FILE.html a page with table and chart, else the table
--
-- Output: one row a form: how often it stands in a window (observed), the frequency that chance would give (expected),
-- to the left, to the right, anywhere but in the hits, in how many documents, and the measures. Every token counts
-- once, as in the UCS toolkit; `scripts/measures.lua --list` explains the measures.
--
-- Example: toolkit scripts/collocates.lua corpus.db dam --window 4 --measures g2,log_dice
--          toolkit scripts/collocates.lua corpus.db '[lemma="build"]' --relation obj --by lemma

local chart = require "toolkit.chart"
local script = require "toolkit.corpus.script"

script.run(function(corpus, options)
    local t = corpus:collocates(options.query, { by = options.by, window = script.window(options.window),
        within = options.within, relation = options.relation, heads = options.heads or nil,
        measures = options.measures, alpha = options.alpha, least = options.least,
        top = options.top > 0 and options.top or nil, with_punctuation = options.with_punctuation,
        where = options.where, once = options.once })
    return t, chart.bar(t:top(30), { title = t.caption, x = options.by, y = options.measures[1] })
end)
