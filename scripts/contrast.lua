-- Two sets of documents side by side: sizes, vocabulary, how alike they are; and the words that tell them apart.
--
-- Usage: toolkit scripts/contrast.lua FILE A B [OPTIONS]
--
-- FILE is a corpus made by scripts/index.lua. A and B choose documents: KEY:TEXT (metadata that contains the text,
-- source:xinhua), a query in [ or " (documents with a match), or an SQL condition over the view documents
-- ("date >= '2021'").
--
-- Options:
--   --by NAME          attribute to compare by (default: lower)
--   --words N          a table of the so many key words of each side instead
--   --where W          only documents that this chooses as well, on both sides
--   --within QUERY     only the tokens inside its hits: '<quote/>'
--   --once             leave out the copies that scripts/duplicates.lua --mark found
--   --with-punctuation  count punctuation as well
--   -f, --format text|tsv|csv|json|jsonl|md|html   (default: as --out ends, else text)
--   -o, --out FILE     write there: FILE.svg the chart, FILE.html a page with table and chart, else the table
--
-- Output: one row a figure: documents, tokens, types, hapax legomena, shared types, Jaccard index of the types, cosine
-- of the frequencies. With --words: the words, the side that they are key for, frequencies, G2, log ratio, adjusted p.
--
-- Example: toolkit scripts/contrast.lua corpus.db file:harrow-dam file:strait-cable --words 10

local chart = require "toolkit.chart"
local script = require "toolkit.corpus.script"
local Table = require "toolkit.table"

local function key_words(corpus, options)
    local t = Table.new({ options.by, "side", { name = "a", type = "integer", unit = "tokens" },
        { name = "b", type = "integer", unit = "tokens" }, { name = "g2", type = "number", digits = 2 },
        { name = "log_ratio", type = "number", digits = 2 }, { name = "p_holm", title = "p (Holm)", type = "number",
        format = "%.2g" } },
        { caption = ("Key words: %s (a) and %s (b)"):format(options.a, options.b) })
    local keyness = corpus:keyness { target = options.a, reference = options.b, by = options.by,
        where = options.where, within = options.within, once = options.once,
        with_punctuation = options.with_punctuation, measures = { "g2", "log_ratio" } }
    local rows = keyness.rows
    for i = 1, math.min(options.words, #rows) do
        local row = rows[i]
        if row.g2 > 0 then t:add { row[1], "a", row.f1, row.f2, row.g2, row.log_ratio, row.p_holm } end
    end
    for i = #rows, math.max(#rows - options.words + 1, 1), -1 do
        local row = rows[i]
        if row.g2 < 0 then t:add { row[1], "b", row.f1, row.f2, row.g2, row.log_ratio, row.p_holm } end
    end
    t.note = keyness.note
    return t, chart.bar(t, { title = t.caption, x = options.by, y = "g2" })
end

script.run(function(corpus, options)
    if options.words then return key_words(corpus, options) end
    return corpus:compare(options.a, options.b, { by = options.by, where = options.where, within = options.within,
        once = options.once, with_punctuation = options.with_punctuation })
end)
