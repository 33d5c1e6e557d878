-- Suspected damage, by translation or transmission: what no English writer means, with the place and a word of why.
-- Nothing is mended. The checks look at the tokens of the body; each is a function(search, k) for token k, called for
-- the words that it is listed under, or a function(search) for the whole document.
local apostrophe = require "toolkit.claims.apostrophe"
local cues = require "toolkit.claims.cues"
local forms = require "toolkit.claims.forms"
local spelling = require "toolkit.claims.spelling"
local syntax = require "toolkit.claims.syntax"
local tags = require "toolkit.claims.tags"
local terms = require "toolkit.claims.terms"

local damage = {}

--- Findings of one sort that a document shows; the rest are counted.
damage.shown = 3

local set = cues.set

-- Notes tokens i..j; `sort` groups findings, `why` explains this one.
local function note(search, sort, i, j, why)
    search:add(sort, search.v.s[i], search.v.e[j], why)
end

-- ---- words -----------------------------------------------------------------------------------------------

local doubled_class = set "DET ADP AUX CCONJ SCONJ PRON PART"
-- What good writers double ("that that", "had had"), and what speakers do.
local doubled_on_purpose = set "that had her is was you no not so do in on it who what this to there i we he she they"

local function are_adjacent(v, k)
    return v.text:find("^[ \t]+", v.e[k] + 1) and v.text:sub(v.e[k] + 1, v.s[k + 1] - 1):find("^[ \t]+$")
end

-- "of the of the", "the the"
local function doubled_word(search, k)
    local v = search.v
    local form = v.w[k]
    if doubled_class[v.tag[k]] and not doubled_on_purpose[form] and not v.cap[k + 1] and are_adjacent(v, k) then
        note(search, "doubled word", k, k + 1, ("the word \"%s\" stands twice"):format(form))
    end
end

local function idiom(search, k)
    local v = search.v
    for _, item in ipairs(search.lexicon.idiom[v.w[k]]) do
        local words, p = item.words, k
        local n = #words - 1
        while n > 0 and p > v.sfirst[search.m] and k - p < item.reach do
            p = p - 1
            if words[n][v.w[p]] then n = n - 1 end
        end
        if n == 0 then
            note(search, "idiom", p, k, ("a saying put into English word by word: %s"):format(item.gloss))
            return
        end
    end
end

-- ---- agreement -------------------------------------------------------------------------------------------

local plural_opener = set "these those several many"
local singular_opener = set "a an another each every this"
-- Plural forms that are one, singular forms that are many, words between that make many of one.
local one_of_many = set [[news series means species headquarters politics economics physics mathematics ethics
    crossroads works sports gallows barracks diabetes lens basis crisis analysis thesis emphasis times odds
    savings arms goods customs majority minority number couple lot]]
local many_of_one = set [[people police percent hundred thousand million billion dozen kind sort type series species
    aircraft sheep deer fish offspring youth staff personnel folk cattle clergy data media criteria bacteria
    phenomena more other others same us like two three lot bit dollar pound year-old]]
local counts_more = set "few many hundred thousand million billion dozen couple good great several"

local ends_phrase = set "PUNCT ADP AUX SCONJ CCONJ PRON"

-- The noun behind the determiner at token k and its adjectives, when it ends its phrase and is no verb; nil otherwise.
local function noun_behind(v, k, last)
    local p = k + 1
    while p < last and v.tag[p] == "ADJ" do
        local form = v.w[p]
        if counts_more[form] or terms.is_number(form) or apostrophe.at(form) then return nil end
        p = p + 1
    end
    if p > last or v.tag[p] ~= "NOUN" or v.cap[p] then return nil end
    local after = v.tag[p + 1]
    if p < last and (after == "NOUN" or after == "PROPN" or after == "ADJ" or after == "NUM") then return nil end
    local form = v.w[p]
    if apostrophe.at(form) or v.w[p + 1] == "'" or v.w[p + 1] == "’" or v.w[p + 1] == "-" then return nil end
    if form:find("[%d%-]") or form:find("ing$") or tags.lemma_of[form] then return nil end
    return (p == last or ends_phrase[after]) and p or nil, form
end

local function determiner(search, k)
    local v = search.v
    local xpos = v.xpos
    local p, form = noun_behind(v, k, v.slast[search.m])
    if not p or not xpos[p] then return end
    if plural_opener[v.w[k]] then
        if xpos[p] == "NN" and not form:find("s$") and not many_of_one[form] then
            note(search, "agreement", k, p, "a word for many beside a noun for one")
        end
    elseif xpos[p] == "NNS" and form:find("[^su]s$") and not form:find("ics$") and not one_of_many[form] then
        note(search, "agreement", k, p, "a word for one beside a noun for many")
    end
end

-- Pronoun -> the forms of verbs that it cannot have.
local wrong_verb = {}
for word in ("he she"):gmatch("%S+") do wrong_verb[word] = set "are have were" end
for word in ("they we"):gmatch("%S+") do wrong_verb[word] = set "is has was does" end

-- Words before a pronoun behind which its verb may be another's or a wish.
local shifts_verb = set "if though and or nor that than wish would did does do is are was were has have had"

local function pronoun(search, k)
    local v = search.v
    local before = v.w[k - 1]
    if not wrong_verb[v.w[k]][v.w[k + 1]] or k == v.slast[search.m] then return end
    if not v.first[k] and (shifts_verb[before] or v.tag[k - 1] == "AUX") then return end
    note(search, "agreement", k, k + 1, ("\"%s %s\""):format(v.w[k], v.w[k + 1]))
end

-- Is the name one of a group, whose plural is no possessive ("Republicans support")?
local function is_group(owner, form)
    return owner:find("[ai]n$") or owner:find("crat$") or owner:find("i[as]t?l?$") or form:find("%u.*%u")
end

-- "What is Varns comment": a possessive without its apostrophe.
local function possessive(search, k)
    local v = search.v
    local form = v.w[k]
    local owner = form:sub(1, -2)
    if not v.cap[k] or v.title[k] or v.tag[k + 1] ~= "NOUN" or v.cap[k + 1] or v.w[k - 1] == "the" then return end
    local country = search.lexicon.country
    if is_group(owner, v.text:sub(v.s[k], v.e[k])) then return end
    if country[form] or not (country[owner] and country[owner]:lower() == owner or (search.names[owner] or 0) >= 2) then
        return
    end
    note(search, "apostrophe", k, k + 1, "a possessive without its apostrophe?")
end

-- ---- numbers and signs -----------------------------------------------------------------------------------

local month = set [[january february march april may june july august september october november december jan feb mar
    apr jun jul aug sept sep oct nov dec]]
local many = set "thousand million billion trillion percent"
local event_word = set [[incident incidents event events attack attacks terrorist terrorism terror affair massacre
    earthquake movement uprising]]

-- Is token k all that stands in quotation marks?
local function is_in_marks(v, k)
    return syntax.quote_mark[v.w[k - 1]] and syntax.quote_mark[v.w[k + 1]]
end

-- Numbers written as no number is: "1,80 orders", "12,4000"; a day written as a decimal: "the 9.11 incident".
local function number(search, k)
    local v = search.v
    local text = v.text:sub(v.s[k], v.e[k])
    local m, d = text:match("^(%d%d?)%.(%d%d?)$")
    if m and tonumber(m) <= 12 and tonumber(d) <= 31 and (event_word[v.w[k + 1]] or is_in_marks(v, k)) then
        note(search, "number", k, k, "a day written as a decimal number?")
        return
    end
    local head, tail = text:match("^(%d%d?%d?),([%d,]+)$")
    if not head or v.tag[k + 1] == "PUNCT" and v.w[k + 1] ~= "." or v.tag[k - 1] == "NUM" then return end
    local groups = true
    for group in tail:gmatch("[^,]+") do groups = groups and #group == 3 end
    if not groups and (v.tag[k + 1] == "NOUN" or many[v.w[k + 1]]) and not month[v.w[k - 1]] then
        note(search, "number", k, k + 1, "thousands in groups of three digits, but not here: is a digit lost?")
    end
end

-- "between 2,600 and 1,800"
local function reversed(search)
    local text = search.v.text
    for i, x, y, j in text:gmatch("()[Bb]etween (%d[%d,%.]*) and (%d[%d,%.]*)()") do
        local from, to = tonumber((x:gsub(",", ""))), tonumber((y:gsub("%.$", ""):gsub(",", "")))
        if from and to and from > to and (to < 1000 or to > 2200) and not text:find("^%-?[%d:]", j) then
            search:add("number", i, j - 1, "a range that runs downwards")
        end
    end
end

local REPLACED = "\u{FFFD}"

local function lost_signs(search)
    local text, at = search.v.text, 1
    while true do
        local i, j = text:find(REPLACED, at, true)
        if not i then return end
        search:add("lost sign", i, j, "a sign of the source could not be read")
        at = j + 1
    end
end

-- ---- sentences and names -----------------------------------------------------------------------------------

-- "According to the report. The ministry ...": what the sentence behind rests on stands alone.
local function cut_off(search)
    local v = search.v
    for _, c in ipairs(search.claims) do
        local span = c.evidence_before
        if span then
            search:add("sentence", v.s[span[1]], v.e[span[2]],
                "what the next sentence rests on is cut off by a full stop", c)
        end
    end
end

-- A name that stands once and differs by a letter from one that stands often.
local function misspelled(search)
    local words, order = forms.words(search.state.names)
    local lexicon, often = search.lexicon, {}
    local function is_name(key) return not tags.lemma_of[key] and not lexicon.country[key] end
    for _, key in ipairs(order) do
        if words[key].times > 1 and is_name(key) then often[#often + 1] = key end
    end
    local index = spelling.index(often)
    for _, key in ipairs(order) do
        local word = words[key]
        for _, other in ipairs(word.times == 1 and is_name(key) and spelling.near_words(index, key) or {}) do
            if forms.are_one(word, words[other]) then
                search:add("name", word.first, word.last,
                    ("%s, elsewhere in this text %s"):format(word.word, words[other].word))
                break
            end
        end
    end
end

-- ---- all of it ---------------------------------------------------------------------------------------------

-- Word -> check
local checks = {}
for word in pairs(plural_opener) do checks[word] = determiner end
for word in pairs(singular_opener) do checks[word] = determiner end
for word in pairs(wrong_verb) do checks[word] = pronoun end

local function add(search, sort, first, last, why, claim)
    local list = search.by_sort[sort]
    if not list then
        list = { sort = sort }
        search.by_sort[sort], search.sorts[#search.sorts + 1] = list, list
    end
    list[#list + 1] = { first = first, last = last, why = why, claim = claim }
end

local function walk(search)
    local v = search.v
    local w, kind, cap, idioms = v.w, v.kind, v.cap, search.lexicon.idiom
    for m = 1, v.sentences do
        search.m = m
        local last = v.slast[m]
        for k = v.sfirst[m], last do
            local form = w[k]
            local check = checks[form]
            if check then check(search, k) end
            if form == w[k + 1] and k < last then doubled_word(search, k) end
            if idioms[form] then idiom(search, k) end
            if kind[k] == "number" then number(search, k) end
            if cap[k] and k < last and form:byte(-1) == 115 then possessive(search, k) end
        end
    end
end

--- What looks damaged in the document of `state`: { { first, last = bytes, sort =, why =, claim = the one it belongs to
--- when it stands outside } ... }, at most damage.shown of a sort; the last of a sort says how many more there are.
function damage.find(state)
    local search = { state = state, v = state.v, lexicon = state.lexicon, claims = state.claims, names = {},
        by_sort = {}, sorts = {}, add = add }
    for name, _, _, times in forms.each(state.names) do search.names[name:lower()] = times end
    walk(search)
    reversed(search)
    lost_signs(search)
    cut_off(search)
    misspelled(search)
    local found = {}
    for _, list in ipairs(search.sorts) do
        local shown = math.min(damage.shown, #list)
        for i = 1, shown do
            local item = list[i]
            item.sort = list.sort
            if i == shown and #list > shown then
                item.why = ("%s (and %d more like it in this text)"):format(item.why, #list - shown)
            end
            found[#found + 1] = item
        end
    end
    return found
end

return damage
