-- Compiles the lexicon into tables keyed by word form, so that finding a cue is one look-up a token. Lists are read in
-- the order of their names: a word on two of them always belongs to the same one.
local tags = require "toolkit.claims.tags"
local toolkit = require "toolkit"

local cues = {}

-- How sure a verb of the lexicon that the word lists do not know is a verb: as often as not.
local AS_OFTEN = 2

local function set(list)
    local t = {}
    for w in list:gmatch("%S+") do t[w] = true end
    return t
end
cues.set = set

-- Like pairs(), in the order of the keys.
local function ordered(lists)
    local keys, i = {}, 0
    for key in pairs(lists) do keys[#keys + 1] = key end
    table.sort(keys)
    return function()
        i = i + 1
        return keys[i], lists[keys[i]]
    end
end

-- { kind = "word word" } -> word -> kind
local function inverted(lists)
    local t = {}
    for kind, list in ordered(lists) do
        for w in list:gmatch("%S+") do t[w] = kind end
    end
    return t
end

-- "call:np/for,on" -> "call", "np", "for,on"
local function parse(item)
    local lemma, frames, preps = item:match("^([a-z]+):([a-z]*)/?(.*)$")
    if not lemma then error("claims lexicon: malformed verb '" .. item .. "'") end
    return lemma, frames, preps
end

-- ---- verbs -------------------------------------------------------------------------------------------

-- Adds the verbs of one stance to `entries` (lemma -> entry) and `order`; the first stance of a frame keeps it.
local function add_verbs(entries, order, stance, list)
    for item in list:gmatch("%S+") do
        local lemma, frames, preps = parse(item)
        local entry = entries[lemma]
        if not entry then
            entry = { lemma = lemma, stance = stance, frame = {}, prep = {} }
            entries[lemma] = entry
            order[#order + 1] = lemma
        end
        for letter in frames:gmatch(".") do entry.frame[letter] = entry.frame[letter] or stance end
        for prep in preps:gmatch("[a-z]+") do entry.prep[prep] = entry.prep[prep] or stance end
    end
end

-- lemma -> entry; a verb that is neutral in one frame is neutral before all else.
local function verb_entries(lexicon)
    local entries, order = {}, {}
    add_verbs(entries, order, "neutral", lexicon.verbs.neutral or "")
    for stance, list in ordered(lexicon.verbs) do
        if stance ~= "neutral" then add_verbs(entries, order, stance, list) end
    end
    local weak = set(lexicon.weak)
    for _, lemma in ipairs(order) do
        entries[lemma].weak = weak[lemma]
        if not tags.lemma_of[lemma] then tags.add_verb(lemma, AS_OFTEN) end
    end
    return entries
end

-- form -> entry
local function verb_forms(entries)
    local forms = {}
    for form, lemma in pairs(tags.lemma_of) do forms[form] = entries[lemma] end
    return forms
end

-- ---- nouns and triggers -------------------------------------------------------------------------------

-- form -> { stance, lemma, frames = set of prepositions, free = needs no owner }
local function noun_forms(lexicon)
    local forms = {}
    for stance, list in ordered(lexicon.nouns) do
        for lemma in list:gmatch("%S+") do
            local plural = lemma:sub(-1) == "y" and lemma:sub(1, -2) .. "ies" or lemma .. "s"
            local entry = { stance = stance, lemma = lemma, frames = {}, free = false }
            forms[lemma], forms[plural] = entry, entry
        end
    end
    for preposition, list in pairs(lexicon.noun_frames) do
        for lemma in list:gmatch("%S+") do
            if forms[lemma] then forms[lemma].frames[preposition] = true end
        end
    end
    for lemma in lexicon.nouns_alone:gmatch("%S+") do forms[lemma].free = true end
    return forms
end

-- form -> the rule for whole sentences that it calls for
local function triggers(compiled)
    local rule = { according = "according-to", asked = "asked-whether", as = "as-told" }
    for form in pairs(compiled.impersonal) do rule[form] = "impersonal" end
    for form in pairs(compiled.adjective) do rule[form] = "adjective-that" end
    for form in pairs(compiled.noun) do rule[form] = "noun-cue" end
    return rule
end

-- ---- other words -------------------------------------------------------------------------------------

-- stem -> the stem that stands for its spellings
local function variant_stems(lexicon)
    local variant = {}
    for _, list in ipairs(lexicon.variants) do
        local first
        for w in list:gmatch("%S+") do
            local term = toolkit.stem(w)
            first = first or term
            variant[term] = first
        end
    end
    return variant
end

-- "spokesman" -> the words of roles that it can stand for, itself among them
local function nominal_roles(lexicon)
    local nominal = {}
    for w, list in pairs(lexicon.nominals) do nominal[w] = set(list .. " " .. w) end
    return nominal
end

-- name or demonym in lower case -> country
local function country_names(lexicon)
    local country = {}
    for name, list in ordered(lexicon.countries) do
        country[name:lower()] = name
        for w in list:gmatch("%S+") do country[w] = name end
    end
    return country
end

local function longer_first(a, b)
    if #a ~= #b then return #a > #b end
    return table.concat(a, " ") < table.concat(b, " ")
end

-- first word -> list of { words..., kind = }, longest first
local function hedge_sequences(lexicon)
    local hedge = {}
    for kind, list in ordered(lexicon.hedges) do
        for _, phrase in ipairs(list) do
            local seq = { kind = kind }
            for w in phrase:gmatch("[^%s%-]+") do seq[#seq + 1] = w end
            local head = seq[1]
            hedge[head] = hedge[head] or {}
            table.insert(hedge[head], seq)
        end
    end
    for _, list in pairs(hedge) do table.sort(list, longer_first) end
    return hedge
end

-- first word -> lists of words, longest first
local function group_sequences(lexicon)
    local group = {}
    for _, phrase in ipairs(lexicon.groups or {}) do
        local words = {}
        for w in phrase:gmatch("%S+") do words[#words + 1] = w end
        group[words[1]] = group[words[1]] or {}
        table.insert(group[words[1]], words)
    end
    for _, list in pairs(group) do table.sort(list, longer_first) end
    return group
end

-- Words between two words of a saying, on average.
local SAYING = 5

-- last word -> list of { words = sets of forms in order, reach = tokens it may take, gloss = }
local function idiom_sequences(lexicon)
    local idiom = {}
    for phrase, gloss in ordered(lexicon.idioms or {}) do
        local item = { words = {}, gloss = gloss }
        for forms in phrase:gmatch("%S+") do item.words[#item.words + 1] = set((forms:gsub("|", " "))) end
        item.reach = SAYING * (#item.words - 1)
        for form in pairs(item.words[#item.words]) do
            idiom[form] = idiom[form] or {}
            table.insert(idiom[form], item)
        end
    end
    return idiom
end

--- lexicon -> tables by word form: `verb` (form -> entry), `noun`, `adjective`, `evidence`, `country`, `hedge`, sets of
--- titles, roles and others. An entry is shared by the forms of a verb: { lemma, stance, frame = letter -> stance,
--- prep = word -> stance, weak }.
function cues.compile(lexicon)
    local entries = verb_entries(lexicon)
    local compiled = {
        source = lexicon,
        entries = entries,
        verb = verb_forms(entries),
        shape = tags.shape,
        noun = noun_forms(lexicon),
        adjective = inverted(lexicon.adjectives),
        evidence = inverted(lexicon.evidence),
        variant = variant_stems(lexicon),
        nominal = nominal_roles(lexicon),
        country = country_names(lexicon),
        hedge = hedge_sequences(lexicon),
        idiom = idiom_sequences(lexicon),
        group = group_sequences(lexicon),
        collective = set(lexicon.collectives),
        governing = set(lexicon.governing),
        impersonal = set(lexicon.impersonal),
        stage = set(lexicon.stage),
        opinion = set(lexicon.opinions),
        title = set(lexicon.titles),
        role = set(lexicon.roles),
        institution = set(lexicon.institutions),
        undertaking = set(lexicon.undertakings),
        vague = set(lexicon.vague),
        reporter = set(lexicon.reporter),
        accusing = set(lexicon.accusing),
        accusing_verb = set(lexicon.accusing_verbs),
        negator = set(lexicon.negators),
    }
    compiled.trigger = triggers(compiled)
    return compiled
end

return cues
