--- corpus:diversity and corpus:readability: figures of the style of each document, a row each.

local toolkit = require "toolkit"
local args = require "toolkit.args"
local choice = require "toolkit.corpus.choice"

local DIVERSITY_OPTIONS = { "where", "window" }
local READABILITY_OPTIONS = { "where" }

-- Walks id, file, number of sentences, words of the chosen documents.
local function each_document(corpus, where, name)
    local ids = choice.documents(corpus, where, name)
    local statement = corpus:sql("SELECT id, file, sentences, text FROM documents WHERE same_as IS NULL ORDER BY id")
    return function()
        while true do
            local id, file, sentences, text = statement()
            if id == nil then return nil end
            if not ids or ids[id] then
                local words = {}
                for word in toolkit.tokenize(text, { keep = "words" }):iter() do words[#words + 1] = word end
                return id, file, sentences, words
            end
        end
    end
end

local DIVERSITY = { "tokens", "types", "hapax", "ttr", "mattr", "mtld", "yule_k", "simpson", "hapax_growth" }
local COUNTED = { tokens = true, types = true, hapax = true }

local function diversity(corpus, options)
    options = args.check_options(options, DIVERSITY_OPTIONS, "corpus:diversity")
    local columns, rows = { { name = "document" } }, {}
    for i, figure in ipairs(DIVERSITY) do
        columns[i + 1] = COUNTED[figure] and { name = figure, type = "integer" }
            or { name = figure, type = "number", digits = 3 }
    end
    for _, file, _, words in each_document(corpus, options.where, "corpus:diversity") do
        if #words > 0 then
            for i, word in ipairs(words) do words[i] = toolkit.fold(word) end
            local figures, row = toolkit.stats.diversity(words, { window = options.window }), { file }
            for i, figure in ipairs(DIVERSITY) do
                local value = figures[figure]
                row[i + 1] = COUNTED[figure] and math.tointeger(value) or value
            end
            rows[#rows + 1] = row
        end
    end
    return choice.table(columns, rows, { caption = "Lexical diversity", note = "words without regard to case" })
end

local READABILITY = { "flesch", "flesch_kincaid", "fog", "smog", "ari", "coleman_liau", "lix" }

local function readability(corpus, options)
    options = args.check_options(options, READABILITY_OPTIONS, "corpus:readability")
    local columns = { { name = "document" }, { name = "sentences", type = "integer" },
        { name = "words", type = "integer" },
        { name = "words_per_sentence", title = "words per sentence", type = "number", digits = 1 } }
    for _, figure in ipairs(READABILITY) do columns[#columns + 1] = { name = figure, type = "number", digits = 1 } end
    local rows = {}
    for _, file, sentences, words in each_document(corpus, options.where, "corpus:readability") do
        local counts = { sentences = sentences, words = #words, syllables = 0, characters = 0, polysyllables = 0,
            long_words = 0 }
        for _, word in ipairs(words) do
            local syllables, letters = toolkit.stats.syllables(word), utf8.len(word) or #word
            counts.syllables = counts.syllables + syllables
            counts.characters = counts.characters + letters
            if syllables >= 3 then counts.polysyllables = counts.polysyllables + 1 end
            if letters > 6 then counts.long_words = counts.long_words + 1 end
        end
        if #words > 0 and (sentences or 0) > 0 then
            local figures = toolkit.stats.readability(counts)
            local row = { file, sentences, #words, #words / sentences }
            for _, figure in ipairs(READABILITY) do row[#row + 1] = figures[figure] end
            rows[#rows + 1] = row
        end
    end
    return choice.table(columns, rows, { caption = "Readability",
        note = "formulas for English; syllables are estimated from the spelling" })
end

return { diversity = diversity, readability = readability }
