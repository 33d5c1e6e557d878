-- Copies planted among texts: edited, shortened, under a new headline, merged. Precision and recall of pairs, and what
-- mark_copies() joins, on generated texts always, on real transcripts where they are at hand.
local toolkit = require "toolkit"

local TRANSCRIPTS = "../shared/data/au-pm/transcripts.tar.gz"
local EDITS, PRECISION, RECALL = 0.1, 0.99, 0.97
local random = math.random

local function words_of(text)
    local words = {}
    for word in text:gmatch("%S+") do words[#words + 1] = word end
    return words
end

-- ---- ways to copy ----------------------------------------------------------------------------

-- One word in ten replaced, left out or doubled by another.
local function edited(words, pool)
    local copy = {}
    for _, word in ipairs(words) do
        local other = pool[random(#pool)]
        local what = random() < EDITS and random(4) or 0
        if what == 0 then copy[#copy + 1] = word
        elseif what <= 2 then copy[#copy + 1] = other
        elseif what == 3 then copy[#copy + 1], copy[#copy + 2] = word, other end
    end
    return copy
end

local function shortened(words)
    return table.move(words, 1, math.ceil(#words * (0.3 + 0.5 * random())), 1, {})
end

local function retitled(words, pool)
    local copy = {}
    for i = 1, 12 do copy[i] = pool[random(#pool)] end
    return table.move(words, 1 + math.min(15, #words // 10), #words, 13, copy)
end

local function merged(words, _, others)
    return table.move(others, 1, #others, #words + 1, table.move(words, 1, #words, 1, {}))
end

-- ---- planting and judging --------------------------------------------------------------------

-- Adds copies of some texts: the longer list, the texts that each one is made of, and the pairs to be found.
local function plant(texts, most)
    local made_of, wanted, pool, chosen = {}, {}, {}, {}
    for n, text in ipairs(texts) do
        made_of[n] = { [n] = true }
        local words = words_of(text)
        if #words >= 120 then chosen[#chosen + 1] = { number = n, words = words } end
        if #pool < 100000 then table.move(words, 1, #words, #pool + 1, pool) end
    end
    local list = table.move(texts, 1, #texts, 1, {})
    local function add(words, ...)
        list[#list + 1] = table.concat(words, " ")
        made_of[#list] = {}
        for _, origin in ipairs { ... } do
            made_of[#list][origin.number] = true
            wanted[#wanted + 1] = { origin.number, #list }
        end
    end
    local step = math.max(1, #chosen // most)
    for i = 1, #chosen - step, step do
        local origin, other = chosen[i], chosen[i + step]
        add(edited(origin.words, pool), origin)
        add(shortened(origin.words), origin)
        add(retitled(origin.words, pool), origin)
        add(merged(origin.words, pool, other.words), origin, other)
    end
    return list, made_of, wanted
end

local function pairs_of(texts)
    local finder <close> = toolkit.duplicates()
    local found = {}
    for _, text in ipairs(texts) do finder:add(text) end
    for a, b in finder:pairs() do found[#found + 1] = { a, b } end
    return found
end

local function key(a, b) return math.min(a, b) << 32 | math.max(a, b) end

-- Precision and recall of the planted pairs. Texts are related when they are made of one text, or of texts that were
-- alike before anything was planted.
local function judge(texts, most)
    local alike = {}
    for _, pair in ipairs(pairs_of(texts)) do alike[key(pair[1], pair[2])] = true end
    local list, made_of, wanted = plant(texts, most)
    local function related(x, y)
        for a in pairs(made_of[x]) do
            for b in pairs(made_of[y]) do
                if a == b or alike[key(a, b)] then return true end
            end
        end
        return false
    end
    local right, found, seen = 0, pairs_of(list), {}
    for _, pair in ipairs(found) do
        seen[key(pair[1], pair[2])] = true
        if related(pair[1], pair[2]) then right = right + 1 end
    end
    local recalled = 0
    for _, pair in ipairs(wanted) do
        if seen[key(pair[1], pair[2])] then recalled = recalled + 1 end
    end
    return right / #found, recalled / #wanted, list, related
end

local function check(texts, most)
    local precision, recall, list, related = judge(texts, most)
    assert.is_true(precision >= PRECISION, ("precision %.4f"):format(precision))
    assert.is_true(recall >= RECALL, ("recall %.4f"):format(recall))
    local corpus <close> = assert(toolkit.open())
    local path = os.tmpname()
    local file = assert(io.open(path .. ".jsonl", "w"))
    for _, text in ipairs(list) do file:write(toolkit.json.encode { text = text }, "\n") end
    file:close()
    assert(corpus:add(path .. ".jsonl"))
    os.remove(path)
    os.remove(path .. ".jsonl")
    assert.equal(#list, #corpus)
    local copies = assert(corpus:mark_copies())
    assert.is_true(#copies > 0)
    local function number(name) return math.tointeger(name:match("#(%d+)$")) end
    local wrong = 0
    for row in copies:each() do
        if not related(number(row.file), number(row.original)) then wrong = wrong + 1 end
    end
    assert.equal(0, wrong)
end

describe("planted copies", function()
    before_each(function() math.randomseed(20310512) end)

    it("are found in generated texts, and nothing else is", function()
        local texts = {}
        for n = 1, 250 do
            local words = {}
            for i = 1, random(60, 700) do words[i] = ("w%d"):format(3000 ^ random() // 1) end -- Zipf's law, nearly
            texts[n] = table.concat(words, " ")
        end
        check(texts, 60)
    end)

    it("are found among transcripts, and nothing unrelated is joined", function()
        local file = io.open(TRANSCRIPTS, "rb")
        if not file then
            pending("needs " .. TRANSCRIPTS)
            return
        end
        file:close()
        local texts = {}
        for document in toolkit.documents(TRANSCRIPTS) do
            if #texts < 1500 then texts[#texts + 1] = document.text end
        end
        check(texts, 150)
    end)
end)
