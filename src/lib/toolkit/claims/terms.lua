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

--- The terms of a claim (`words` and `tags` as columns) in order.
function terms.of(c, lexicon)
    local list = {}
    local words = c.words
    local i, next_form = 1, words[1] and apostrophe.strip(words[1])
    while i <= #words do
        local form = next_form
        next_form = words[i + 1] and apostrophe.strip(words[i + 1])
        local country = lexicon.country[form]
        if next_form and lexicon.country[form .. " " .. next_form] then
            list[#list + 1] = "@" .. lexicon.country[form .. " " .. next_form]
            i = i + 1
            next_form = words[i + 1] and apostrophe.strip(words[i + 1])
        elseif country and (form ~= "us" or c.tags[i] == "PROPN") then
            list[#list + 1] = "@" .. country
        elseif not stop[form] then
            local term = number_words[form] or stem(form)
            list[#list + 1] = lexicon.variant[term] or term
        end
        i = i + 1
    end
    return list
end

return terms
