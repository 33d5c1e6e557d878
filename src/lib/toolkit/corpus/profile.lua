--- corpus:diversity and corpus:readability: figures of the style of each document, a row each.

local toolkit = require "toolkit"
local args = require "toolkit.args"
local choice = require "toolkit.corpus.choice"

local READABILITY_OPTIONS = { "where", "within", "once" }
local DIVERSITY_OPTIONS = { "where", "within", "once", "by", "window" }

local NAMES = { "sentences", "words", "syllables", "characters", "polysyllables", "long_words" }
local DIVERSITY = { "tokens", "types", "hapax", "ttr", "mattr", "mtld", "hdd", "yule_k", "simpson", "guiraud", "herdan",
    "hapax_growth" }
local COUNTED = { tokens = true, types = true, hapax = true }
local READABILITY = { "flesch", "flesch_kincaid", "fog", "smog", "ari", "coleman_liau", "lix" }

-- Rows for the chosen documents in the order of their ids, and what was chosen: make(file, figures of corpus:style() by
-- position).
local function each_document(corpus, options, name, style, make)
    local ids, words = choice.sample(corpus, options, name)
    if options.within then
        local text
        style.inside, text = choice.find(corpus, options.within, "lower", name)
        words = ("%s, inside %s"):format(words, text or "hits")
    end
    local files, found = choice.values(corpus, "file"), {}
    local walk = corpus:style(style)
    local function step(id, ...)
        if id == nil then return false end
        if not ids or ids[id] then found[#found + 1] = { id = id, row = make(files[id], ...) } end
        return true
    end
    while step(walk()) do end
    table.sort(found, function(a, b) return a.id < b.id end)
    local rows = {}
    for _, document in ipairs(found) do rows[#rows + 1] = document.row or nil end
    return rows, words
end

local function diversity(corpus, options)
    options = args.check_options(options, DIVERSITY_OPTIONS, "corpus:diversity")
    local columns = { { name = "file" } }
    for i, figure in ipairs(DIVERSITY) do
        columns[i + 1] = COUNTED[figure] and { name = figure, type = "integer" }
            or { name = figure, type = "number", digits = 3 }
    end
    local by = options.by or "lower"
    local rows, words = each_document(corpus, options, "corpus:diversity",
        { diversity = true, window = options.window, by = by },
        function(file, _, _, _, _, _, _, tokens, types, hapax, ttr, mattr, mtld, yule_k, simpson, growth, hdd, guiraud,
            herdan)
            return { file, tokens, types, hapax, ttr, mattr, mtld, hdd, yule_k, simpson, guiraud, herdan, growth }
        end)
    return choice.table(columns, rows, { caption = "Lexical diversity of " .. by, note = words,
        methods = choice.document_methods(corpus) })
end

local function readability(corpus, options)
    options = args.check_options(options, READABILITY_OPTIONS, "corpus:readability")
    local columns = { { name = "file" }, { name = "sentences", type = "integer" },
        { name = "words", type = "integer" },
        { name = "words_per_sentence", title = "words per sentence", type = "number", digits = 1 } }
    for _, figure in ipairs(READABILITY) do columns[#columns + 1] = { name = figure, type = "number", digits = 1 } end
    local rows, words = each_document(corpus, options, "corpus:readability", {}, function(file, ...)
        local counts = {}
        for i, name in ipairs(NAMES) do counts[name] = select(i, ...) end
        if counts.sentences == 0 then return false end
        local figures = toolkit.stats.readability(counts)
        local row = { file, counts.sentences, counts.words, counts.words / counts.sentences }
        for _, figure in ipairs(READABILITY) do row[#row + 1] = figures[figure] end
        return row
    end)
    return choice.table(columns, rows, { caption = "Readability",
        note = "formulas for English; syllables are estimated from the spelling; " .. words,
        methods = choice.document_methods(corpus) })
end

return { diversity = diversity, readability = readability }
