-- Which words are more frequent in some documents than in others, with effect size, tests and dispersion.
--
-- Usage: toolkit scripts/keyness.lua FILE --target W [--reference W] [OPTIONS]
--
-- FILE is a corpus made by scripts/index.lua. W chooses documents: KEY:TEXT (metadata that contains the text,
-- source:xinhua), a query in [ or " (documents with a match), or an SQL condition over the view documents
-- ("date >= '2021'").
--
-- Options:
--   --target W         documents whose words are asked for: KEY:TEXT (source:xinhua), a query in [ or ", an SQL
--                      condition, several of these joined by " & "; must be given
--   --reference W      documents to compare with (all others unless given)
--   --by NAME          attribute to count (default: lower)
--   --measures LIST,...  columns; the first one sorts (default: g2,lrc)
--   --least N          leave out what is rarer on both sides together (default: 3)
--   --top N            the first so many rows, 0 for all (default: 50)
--   --alpha X          error rate of lrc and of the interval (default: 0.05)
--   --where W          only documents that this chooses as well, on both sides
--   --within QUERY     only the tokens inside its hits: '<quote/>'
--   --with-punctuation  count punctuation as well
--   --once             leave out the copies that scripts/duplicates.lua --mark found
--   --constant X       what simple_maths adds per million (default: 1)
--   --rounds N         permutation test with the document as the unit, for the rows shown
--   --seed S           of the permutation test (default: 1)
--   -f, --format text|tsv|csv|json|jsonl|md|html   (default: as --out ends, else text)
--   -o, --out FILE     write there: FILE.svg the chart, FILE.html a page with table and chart, else the table
--
-- Output: one row a form: frequency, per million, documents and DP (0: even) in target and reference, the measures, the
-- log ratio with its interval, p of G2, adjusted by Holm and by Benjamini and Hochberg over all forms tested.
--
-- Example: toolkit scripts/keyness.lua corpus.db --target file:harrow-dam --reference file:strait-cable --top 10

local args = require "toolkit.args"
local chart = require "toolkit.chart"
local script = require "toolkit.corpus.script"

script.run(function(corpus, options)
    if not options.target then args.fail("--target is missing", 2) end
    local t = corpus:keyness { target = options.target, reference = options.reference, by = options.by,
        measures = options.measures, least = options.least, top = options.top > 0 and options.top or nil,
        alpha = options.alpha, rounds = options.rounds, seed = options.seed, once = options.once,
        where = options.where, within = options.within, with_punctuation = options.with_punctuation,
        constant = options.constant }
    return t, chart.scatter(t, { title = t.caption, x = "f1", y = "effect", label = options.by, log = true })
end)
