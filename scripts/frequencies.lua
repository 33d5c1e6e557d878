-- Frequency list of a corpus file: how often each word (or lemma, tag ...) occurs, in how many documents.
--
-- Usage: toolkit scripts/frequencies.lua FILE [OPTIONS]
--
-- FILE is a corpus made by scripts/index.lua.
--
-- Options:
--   --by NAME          attribute to count: word, lower, or what the corpus has (default: lower)
--   --where W          only some documents: KEY:TEXT (source:xinhua), a query in [ or ", an SQL condition,
--                      several of these joined by " & "
--   --least N          leave out what is rarer (default: 1)
--   --top N            the first so many rows, 0 for all (default: 50)
--   --within QUERY     only the tokens inside its hits: '<quote/>'
--   --dispersion       also how evenly it is spread over the documents: DP (Gries 2008), 0 is even
--   --once             leave out the copies that scripts/duplicates.lua --mark found
--   --with-punctuation  count punctuation as well
--   -f, --format text|tsv|csv|json|jsonl|md|html   (default: as --out ends, else text)
--   -o, --out FILE     write there: FILE.svg the chart, FILE.html a page with table and chart, else the table
--
-- Output: one row a form: frequency, per million tokens, documents that have it, with --dispersion its DP.
--
-- Example: toolkit scripts/frequencies.lua corpus.db --where file:harrow-dam --top 20

local chart = require "toolkit.chart"
local script = require "toolkit.corpus.script"

script.run(function(corpus, options)
    local t = corpus:frequencies { by = options.by, where = options.where, least = options.least,
        top = options.top > 0 and options.top or nil, with_punctuation = options.with_punctuation,
        once = options.once, within = options.within, dispersion = options.dispersion }
    return t, chart.bar(t:top(30), { title = t.caption, x = options.by, y = "frequency" })
end)
