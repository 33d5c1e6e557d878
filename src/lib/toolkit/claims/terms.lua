-- What a claim is compared by: the stems of its words without those that every text holds; countries by name, numbers
-- as digits, variants of a word by their first.
local apostrophe = require "toolkit.claims.apostrophe"
local toolkit = require "toolkit"

local terms = {}

local stop = {}
for w in ([[a an the and or but nor so of to in on at by for with from into about as than then that this these those
    it its he she
    they them their his her him we us our you your i me my is are was were be been being am has have had having do
    does did
    will would shall should can could may might must not no also just only more most much many very such same other
    another
    there here what which who whom whose when where why how if while because though although over under out up down
    off again
    once own too even still yet between through during before after against per s t re ve ll all any each both few some
    said says say told according one two like]]):gmatch("%S+") do stop[w] = true end

--- Is the word one that says nothing about what a claim is about?
function terms.is_stop(form) return stop[form] ~= nil end

local stems = {}

--- The stem of a lower-case word.
function terms.stem(form)
    local s = stems[form]
    if not s then
        s = toolkit.stem(form)
        stems[form] = s
    end
    return s
end
local stem = terms.stem

local number_words = {}
do
    local n = 0
    for word in ([[three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
        eighteen nineteen twenty]]):gmatch("%S+") do
        n = n + 1
        number_words[word] = tostring(n + 2)
    end
end

--- Is the lower-case word a number? It says how many, not what is so.
function terms.is_number(form)
    return number_words[form] ~= nil or form == "one" or form == "two" or form:find("^%d") ~= nil
end

-- A country, or the first word of one: what stands behind the word has to be looked at.
local LOOK = {}

-- A form that is no country as a term; false when it says nothing.
local function plain(lexicon, form)
    if stop[form] then return false end
    local term = number_words[form] or stem(form)
    return lexicon.variant[term] or term
end

--- What is known of the words of a run: `of` finds each only once. `vocabulary`: set of the terms found so far.
function terms.book(lexicon)
    local book = { lexicon = lexicon, vocabulary = {}, opens = {} }
    for name in pairs(lexicon.country) do
        local first = name:match("^(%S+) %S+$")
        if first then book.opens[first] = true end
    end
    book.term = setmetatable({}, { __index = function(known, word)
        local form = apostrophe.strip(word)
        local term = (lexicon.country[form] or book.opens[form]) and LOOK or plain(lexicon, form)
        known[word] = term
        if term and term ~= LOOK then book.vocabulary[term] = true end
        return term
    end })
    return book
end

-- The term at word i that may be a country, nil for none, and how many words it takes.
local function country_at(c, i, book)
    local lexicon, form, behind = book.lexicon, apostrophe.strip(c.words[i]), c.words[i + 1]
    local pair = behind and book.opens[form] and lexicon.country[form .. " " .. apostrophe.strip(behind)]
    if pair then return "@" .. pair, 2 end
    local country = lexicon.country[form]
    if country and (form ~= "us" or c.tags[i] == "PROPN") then return "@" .. country, 1 end
    return plain(lexicon, form) or nil, 1
end

--- The terms of a claim (`words` and `tags` as columns) in order; `book` from terms.book().
function terms.of(c, book)
    local list, n, words, term_of = {}, 0, c.words, book.term
    local i, last = 1, #words
    while i <= last do
        local term, length = term_of[words[i]], 1
        if term == LOOK then
            term, length = country_at(c, i, book)
            if term then book.vocabulary[term] = true end
        end
        if term then
            n = n + 1
            list[n] = term
        end
        i = i + length
    end
    return list
end

return terms
