-- How often a word or query occurs by day, week, month or year; undated documents have a row of their own.
--
-- Usage: toolkit scripts/trend.lua FILE QUERY [OPTIONS]
--
-- FILE is a corpus made by scripts/index.lua; QUERY a word, words in a row ("climate change"), words with * for any
-- letters (climat*), or a query of scripts/query.lua.
--
-- Options:
--   --period day|week|month|year|decade   (default: month)
--   --by NAME          attribute that a word is looked up in (default: lower)
--   --alpha X          error rate of the interval (default: 0.05)
--   --where W          only some documents: KEY:TEXT (source:xinhua), a query in [ or ", an SQL condition,
--                      several of these joined by " & "
--   --once             leave out the copies that scripts/duplicates.lua --mark found
--   -f, --format text|tsv|csv|json|jsonl|md|html   (default: as --out ends, else text)
--   -o, --out FILE     write there: FILE.svg the chart, FILE.html a page with table and chart, else the table
--
-- Output: one row a period: hits, per million tokens with its exact binomial interval, documents with a hit, documents,
-- tokens. Periods without documents have no row.
--
-- Example: toolkit scripts/trend.lua corpus.db '[lower="dam|dams"]' --period day

local chart = require "toolkit.chart"
local script = require "toolkit.corpus.script"

script.run(function(corpus, options)
    local t = corpus:trend(options.query, { period = options.period, by = options.by, alpha = options.alpha,
        where = options.where, once = options.once })
    local drawing = { title = t.caption, x = "period", y = "per_million", low = "low", high = "high" }
    return t, options.period == "week" and chart.bar(t, drawing) or chart.line(t, drawing)
end)
