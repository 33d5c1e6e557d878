-- How evenly words or queries are spread over the documents of a corpus file.
--
-- Usage: toolkit scripts/dispersion.lua FILE QUERY... [OPTIONS]
--
-- FILE is a corpus made by scripts/index.lua; QUERY a word, words in a row ("climate change"), words with * for any
-- letters (climat*), or a query of scripts/query.lua.
--
-- Options:
--   --parts KEY        parts: document, what the metadata says under a key, or copy_of: a document with the copies that
--                      scripts/duplicates.lua --mark found (default: document)
--   --by NAME          attribute that words are looked up in (default: lower)
--   --where W          only some documents: KEY:TEXT (source:xinhua), a query in [ or ", an SQL condition,
--                      several of these joined by " & "
--   --once             leave out the copies that scripts/duplicates.lua --mark found
--   -f, --format text|tsv|csv|json|jsonl|md|html   (default: as --out ends, else text)
--   -o, --out FILE     write there: FILE.svg the plot, FILE.html a page with table and plot, else the table
--
-- Output: one row a query: frequency, per million, range (parts that have it), DP and its variants, Juilland's D,
-- Carroll's D2, Rosengren's S, Lyne's D3, Zhang's DC, KLD, DA; ARF, AWT, ALD of the positions. The plot has a lane for
-- each document (the 40 with most hits, by date) and a stroke for each hit.
--
-- Example: toolkit scripts/dispersion.lua corpus.db dam gates ministry --out dispersion.html

local Table = require "toolkit.table"
local chart = require "toolkit.chart"
local choice = require "toolkit.corpus.choice"
local script = require "toolkit.corpus.script"

local LANES = 40

local function plot(corpus, options)
    local lengths, strokes, counts = {}, {}, {}
    local chosen = choice.sample(corpus, options, "dispersion")
    local dates = {}
    for id, bytes, date in corpus:sql("SELECT id, bytes, date FROM documents") do
        lengths[id], dates[id] = bytes, date
    end
    for _, query in ipairs(options.query) do
        for id, i, _, file in choice.find(corpus, query, options.by, "dispersion"):iter() do
            if not chosen or chosen[id] then
                strokes[#strokes + 1] = { id, file, i, query }
                counts[id] = (counts[id] or 0) + 1
            end
        end
    end
    local ids = {}
    for id in pairs(counts) do ids[#ids + 1] = id end
    table.sort(ids, function(a, b)
        if counts[a] ~= counts[b] then return counts[a] > counts[b] end
        return a < b
    end)
    local shown = {}
    for n = 1, math.min(LANES, #ids) do shown[ids[n]] = true end
    table.sort(strokes, function(a, b) -- lanes by date, undated ones last
        local x, y = dates[a[1]] or "~", dates[b[1]] or "~"
        if x ~= y then return x < y end
        if a[1] ~= b[1] then return a[1] < b[1] end
        return a[3] < b[3]
    end)
    local t = Table.new { "document", { name = "position", type = "integer" }, { name = "length", type = "integer" },
        "query" }
    for _, stroke in ipairs(strokes) do
        local date = dates[stroke[1]]
        if shown[stroke[1]] then
            t:add { ("%s%s"):format(stroke[2], date and ", " .. date or ""), stroke[3], lengths[stroke[1]], stroke[4] }
        end
    end
    if #t == 0 then return nil end
    return chart.dispersion(t, { title = ("In the documents: %s"):format(table.concat(options.query, ", ")),
        series = #options.query > 1 and "query" or nil })
end

script.run(function(corpus, options)
    local t = corpus:dispersion(options.query, { by = options.by, parts = options.parts, where = options.where,
        once = options.once })
    return t, plot(corpus, options)
end)
