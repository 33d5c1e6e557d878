-- Counts words and n-grams of a corpus file.
--
-- Usage: toolkit scripts/ngrams.lua FILE [OPTIONS]
--
-- FILE is a corpus made by scripts/index.lua.
--
-- Options:
--   -n, --n N             tokens of an n-gram, 1 to 5 (default: 1)
--   --attribute NAME      what is counted: word, lower, lemma ... (default: lower)
--   --least N             leave out what occurs less often (default: 2)
--   --top N               the most frequent so many rows (default: 100; 0 = all)
--   --across-sentences    let n-grams run over the end of a sentence
--   --punctuation         count punctuation as tokens
--   --format text|tsv|csv|json|jsonl|md|html   (default: text)
--   --out FILE            write there instead of standard output
--
-- Output: one row an n-gram: rank, n-gram, frequency, per million n-grams, documents; on standard error the number of
-- n-grams, of different ones, and of the rows shown.
--
-- Example: toolkit scripts/ngrams.lua news.db -n 3 --top 20

local toolkit = require "toolkit"
local args = require "toolkit.args"
local Table = require "toolkit.table"

local options = args.parse()

local corpus <close> = args.must(toolkit.open(options.file, { mode = "read" }))
local counts <close> = args.must(corpus:ngrams {
    n = options.n, attribute = options.attribute, least = options.least,
    across_sentences = options.across_sentences, with_punctuation = options.punctuation,
})

local top = options.top == 0 and #counts or math.min(options.top, #counts)
local total = counts:total()
local rows = Table.new({
    { name = "rank", type = "integer" }, { name = "ngram", title = "n-gram" },
    { name = "count", type = "integer" },
    { name = "per_million", title = "per million", type = "number", digits = 2 },
    { name = "documents", type = "integer" },
}, { caption = ("%d-grams of %s"):format(options.n, options.attribute) })
for rank = 1, top do
    local row = table.pack(counts:row(rank))
    rows:add { rank, table.concat(row, " ", 3, row.n), row[1], row[1] / total * 1e6, row[2] }
end
args.must(rows:write(options.format, options.out))
io.stderr:write(("%d n-grams, %d different, %d shown\n"):format(total, counts:types(), top))
