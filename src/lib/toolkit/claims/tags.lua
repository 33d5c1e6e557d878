-- Coarse word classes (universal tag names) for English, from word lists and neighbours: enough to find verb groups
-- and noun phrases. A step that knows better (a trained tagger) may overwrite the column.
local words = require "toolkit.claims.words"

local tags = {}

local closed = {}
local function class(tag, list)
    for word in list:gmatch("%S+") do closed[word] = tag end
end

class("DET", [[the a an this that these those each every any some no all both either neither another such my your his
her
    its our their whose which what many several few most more much half]])
class("ADP", [[of in to for on with at from by about into over after before through between under against during without
    within among amid upon toward towards across behind beyond despite since until off near above below along around
    down up out via per inside outside onto regarding concerning throughout amongst following unlike like past alongside
    besides beneath]])
class("PRON", [[he she they it i we you who whom him them me us himself herself itself themselves myself ourselves
    yourself everyone everybody someone somebody anyone anybody nobody none something anything everything nothing one
    others mine yours theirs ours there]])
class("CCONJ", "and or but nor & yet")
class("SCONJ",
    "that because although though while whereas if unless whether as when where why how once than so till lest")
class("AUX", [[be is are was were been being am have has had having do does did will would can could may might shall
should must
    ought isn't aren't wasn't weren't haven't hasn't hadn't don't doesn't didn't won't wouldn't can't couldn't shouldn't
    mustn't cannot isn’t aren’t wasn’t weren’t haven’t hasn’t hadn’t don’t doesn’t didn’t won’t wouldn’t can’t couldn’t
    shouldn’t mustn’t 'll 've 'd 're 'm ’ll ’ve ’d ’re ’m]])
class("PRON", [[you'll you'd you’ll you’d that'll that’ll he's she's it's they're we're you're i'm he’s she’s it’s
they’re we’re you’re i’m he'd she'd they'd
we'd i'd
    he’d she’d they’d we’d i’d i've we've they've you've i’ve we’ve they’ve you’ve he'll she'll it'll we'll they'll i'll
    he’ll she’ll it’ll we’ll they’ll i’ll that's that’s there's there’s who's who’s]])
class("PART", "not n't never")
class("ADV", [[also just only even still already again now then here ever often always sometimes very too quite
rather perhaps
    maybe instead later soon once twice yesterday today tomorrow tonight almost nearly far well however meanwhile
    moreover furthermore therefore thus otherwise nevertheless nonetheless additionally further ago away back together
    recently earlier simply merely long first last somewhat somehow elsewhere else indeed further yet]])
class("NOUN", [[monday tuesday wednesday thursday friday saturday sunday january february march april june july
august september
    october november december percent people officials government officials news media reporters others statement
    interview conference report press morning afternoon evening night week month year years time]])
class("ADJ", [[new other own former good great public national political american chinese russian british french german
    european japanese first second third next last same different many old young long high low big small large early
    international recent several senior top current social economic foreign federal local military white black]])
tags.closed = closed

-- form -> how: b base, s third person, d past or participle, g -ing. The value is the lemma; sure[form] how surely
-- verb.
local lemma_of, shape, sure = {}, {}, {}
tags.lemma_of, tags.shape = lemma_of, shape

--- Forms that can be a past participle.
tags.past = setmetatable({}, { __index = function(_, form) return shape[form] == "d" end })

local doubling = {}
for w in ([[plan admit commit permit refer occur prefer stop drop cut get put run sit set win begin control
    compel expel rebel propel regret submit omit transmit infer confer defer deter ban beg slam rap rip brag pan grab
    grin
    nod rub plot spot step strip trap trim wrap clap chat ship slip pin spin swim hop pop quip blog hit knit dub tap
    tag]]):gmatch("%S+") do
    doubling[w] = true
end

local function put(form, lemma, how, level)
    if not lemma_of[form] or sure[form] < level then
        lemma_of[form], shape[form], sure[form] = lemma, how, level
    end
end

--- Adds a verb with its regular forms. `level`: 3 nearly always a verb, 2 as often as not, 1 seldom.
function tags.add_verb(lemma, level)
    put(lemma, lemma, "b", level)
    local last, before = lemma:sub(-1), lemma:sub(-2, -2)
    local consonant_y = last == "y" and not before:match("[aeiou]")
    local s = consonant_y and lemma:sub(1, -2) .. "ies"
        or (last:match("[sxzo]") or lemma:match("[cs]h$")) and lemma .. "es" or lemma .. "s"
    put(s, lemma, "s", level)
    local stem = doubling[lemma] and lemma .. last or lemma
    local ed = consonant_y and lemma:sub(1, -2) .. "ied" or last == "e" and lemma .. "d" or stem .. "ed"
    put(ed, lemma, "d", level == 1 and 2 or 3)
    local ing = lemma:match("ie$") and lemma:sub(1, -3) .. "ying"
        or last == "e" and not lemma:match("[eoy]e$") and lemma:sub(1, -2) .. "ing" or stem .. "ing"
    put(ing, lemma, "g", level == 1 and 2 or 3)
end

for w in words.nouns:gmatch("%S+") do tags.add_verb(w, 1) end
for w in words.both:gmatch("%S+") do tags.add_verb(w, 2) end
for w in words.verbs:gmatch("%S+") do tags.add_verb(w, 3) end
-- "found" is the past of "find" before it is a verb of its own.
for form, lemma in words.irregular:gmatch("(%S+):(%S+)") do put(form, lemma, "d", 4) end

local adjective = {}
for w in words.adjectives:gmatch("%S+") do adjective[w] = true end
local adjective_ending = { ble = true, ous = true, ful = true, ess = true, ive = true, ish = true, ary = true }

local nominative = { he = true, she = true, they = true, i = true, we = true, you = true, it = true, who = true }

-- ---- one token ---------------------------------------------------------------------------------------------

local money = { ["$"] = true, ["€"] = true, ["£"] = true, ["%"] = true }

local function class_of_sign(form)
    return money[form] and "SYM" or form == "&" and "CCONJ" or "PUNCT"
end

-- Words that are names when they have a capital inside a sentence, whatever they are without.
local name_with_capital = { us = true, may = true, march = true, will = true }

-- A capital inside a sentence: a short word of a closed class keeps it ("House Of Lords"), others are names.
local function class_with_capital(form)
    if name_with_capital[form] then return "PROPN" end
    if form == "i" then return "PRON" end
    local c = closed[form]
    return c and c ~= "NOUN" and c ~= "ADJ" and #form < 5 and c or "PROPN"
end

local function class_of_closed(form, listed, previous)
    if form == "that" or form == "so" then return "SCONJ" end
    if form == "like" and (previous == "PRON" or previous == "PART") then return "VERB" end
    if form == "her" or form == "his" then return "DET" end
    return listed
end

-- Auxiliaries that only a verb follows.
local wants_verb = {}
for word in ("can will would could should must may might did do does didn't"):gmatch("%S+") do
    wants_verb[word] = true
end

local noun_behind = { DET = true, ADJ = true, NUM = true }
local name_like = { PROPN = true, NOUN = true, NUM = true }

local function is_plural(before)
    return before and (before:sub(-1) == "s" or before == "people" or before == "police")
end

-- A form that may be a verb, by the class of the word before it and that word, `before`.
local function class_of_verb(form, how, previous, before)
    local level = sure[form]
    if how == "d" then return "VERB" end
    if how == "g" then return previous == "DET" and "NOUN" or "VERB" end
    if how == "s" and level >= 2 and (before == "this" or before == "which") then return "VERB" end
    if noun_behind[previous] then return level == 3 and previous ~= "DET" and "VERB" or "NOUN" end
    local is_verb
    if previous == "AUX" then is_verb = level >= 2 or wants_verb[before]
    elseif previous == "PART" then is_verb = level >= 2
    elseif previous == "ADP" then is_verb = before == "to"
    elseif previous == "PRON" then is_verb = true
    elseif previous == "VERB" then is_verb = false
    elseif how == "s" then is_verb = name_like[previous] and (level >= 2 or previous == "PROPN")
    else is_verb = level == 2 and (previous == "ADV" or name_like[previous] and is_plural(before))
    end
    return (is_verb or level == 3) and "VERB" or "NOUN"
end

-- A word that no list knows, by its ending.
local function class_by_ending(form, is_capital)
    local two = form:sub(-2)
    if two == "ed" and #form > 4 and not adjective[form] then return "VERB" end
    if two == "ly" then return "ADV" end
    if adjective[form] or adjective_ending[form:sub(-3)] then return "ADJ" end
    return is_capital and "PROPN" or "NOUN"
end

--- Fills `tag` for tokens 1..n from the lower-case forms `w`, capitalisation `cap`, kinds `kind`
--- ("word", "number", "punctuation", "symbol") `first[k]` (k opens a sentence) and `title[k]` (k stands in a
--- headline whose words are capitalised).
function tags.fill(n, w, cap, kind, first, title, tag)
    local previous = "PUNCT"
    for k = 1, n do
        local form, kd, is_capital = w[k], kind[k], cap[k]
        local listed, how = closed[form], shape[form]
        local t
        if first[k] then previous = "PUNCT" end
        if kd == "punctuation" or kd == "symbol" then
            t = class_of_sign(form)
        elseif kd == "number" then
            t = "NUM"
        elseif is_capital and title[k] and (how == "s" or how == "d") and sure[form] >= 2
            and (previous == "PROPN" or previous == "NOUN") and not listed then
            t = "VERB" -- a headline in capitals: "Graham Says"
        elseif is_capital and not first[k] and previous ~= "PUNCT" then
            t = class_with_capital(form)
        else
            if listed then
                t = class_of_closed(form, listed, previous)
            elseif how then
                t = class_of_verb(form, how, previous, w[k - 1])
                if is_capital and t == "VERB" and kind[k + 1] == "word" and cap[k + 1] and how ~= "g" then
                    t = "PROPN"
                end
            else
                t = class_by_ending(form, is_capital)
            end
            if is_capital and (t == "ADJ" or t == "NOUN") and cap[k + 1] then t = "PROPN" end
        end
        tag[k] = t
        previous = t
    end
    -- "that" and "which" before a noun without a following verb stay conjunctions: clauses start there.
    return tag
end

tags.nominative = nominative
return tags
