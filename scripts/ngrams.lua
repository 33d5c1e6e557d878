-- Counts the n-grams of a corpus file: words in a row, or with gaps between them.
--
-- Usage: toolkit scripts/ngrams.lua FILE [OPTIONS]
--
-- FILE is a corpus made by scripts/index.lua.
--
-- Options:
--   -n, --n N             tokens of an n-gram, 1 to 5 (default: 2)
--   --gap N               up to so many tokens may be left out in an n-gram, all gaps together, 0 to 10 (default: 0)
--   --by NAME             attribute to count: word, lower, or what the corpus has (default: lower)
--   --where W             only some documents: KEY:TEXT (source:xinhua), a query in [ or ", an SQL condition,
--                      several of these joined by " & "
--   --within QUERY        only n-grams inside its hits: '<quote/>'
--   --once                leave out the copies that scripts/duplicates.lua --mark found
--   --least N             leave out what is rarer (default: 2)
--   --top N               the first so many rows, 0 for all (default: 100)
--   --across-sentences    let n-grams run over the end of a sentence
--   --with-punctuation    count punctuation as tokens; without it, punctuation ends n-grams
--   -f, --format text|tsv|csv|json|jsonl|md|html   (default: as --out ends, else text)
--   -o, --out FILE        write there: FILE.svg the chart, FILE.html a page with table and chart, else the table
--
-- Output: one row an n-gram: frequency, per million n-grams, documents that have it; on standard error how many n-grams
-- there are and of which documents.
--
-- Example: toolkit scripts/ngrams.lua corpus.db -n 3 --where file:harrow-dam --top 20

local args = require "toolkit.args"
local chart = require "toolkit.chart"
local script = require "toolkit.corpus.script"

script.run(function(corpus, options)
    if options.n == 0 then args.fail("--n: an n-gram has at least one token", 2) end
    local t = corpus:ngrams { n = options.n, gap = options.gap, by = options.by, where = options.where,
        within = options.within, once = options.once, least = options.least,
        top = options.top > 0 and options.top or nil, across_sentences = options.across_sentences,
        with_punctuation = options.with_punctuation }
    return t, chart.bar(t:top(30), { title = t.caption, x = "ngram", y = "frequency" })
end)
