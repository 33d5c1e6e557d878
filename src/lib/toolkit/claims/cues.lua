-- Compiles the lexicon into tables keyed by word form, so that finding a cue is one look-up a token.
local tags = require "toolkit.claims.tags"
local toolkit = require "toolkit"

local cues = {}

local function set(list)
    local t = {}
    for w in list:gmatch("%S+") do t[w] = true end
    return t
end
cues.set = set

-- "call:np/for,on" -> "call", { n = true, p = true }, { "for", "on" }
local function parse(item)
    local lemma, frames, preps = item:match("^([a-z]+):([a-z]*)/?(.*)$")
    if not lemma then error("claims lexicon: malformed verb '" .. item .. "'") end
    return lemma, frames, preps
end

--- lexicon -> { verb = form -> entry, noun = form -> {stance, lemma}, ... }. An entry is shared by the forms of a
--- verb: { lemma, stance, frame = letter -> stance, prep = word -> stance }.
function cues.compile(lexicon)
    local compiled = { verb = {}, noun = {}, source = lexicon }
    local entries, order = {}, {}
    local stances = {}
    for stance in pairs(lexicon.verbs) do stances[#stances + 1] = stance end
    table.sort(stances, function(a, b) return (a == "neutral" and "" or a) < (b == "neutral" and "" or b) end)
    for _, stance in ipairs(stances) do
        for item in lexicon.verbs[stance]:gmatch("%S+") do
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
    compiled.entries = entries
    local weak = set(lexicon.weak)
    for _, lemma in ipairs(order) do
        entries[lemma].weak = weak[lemma]
        if not tags.lemma_of[lemma] then tags.add_verb(lemma, 2) end
    end
    for form, lemma in pairs(tags.lemma_of) do
        if entries[lemma] then compiled.verb[form] = entries[lemma] end
    end
    for stance, list in pairs(lexicon.nouns) do
        for lemma in list:gmatch("%S+") do
            local plural = lemma:sub(-1) == "y" and lemma:sub(1, -2) .. "ies" or lemma .. "s"
            local entry = { stance = stance, lemma = lemma, frames = {}, free = false }
            compiled.noun[lemma], compiled.noun[plural] = entry, entry
        end
    end
    compiled.adjective = {}
    for stance, list in pairs(lexicon.adjectives) do
        for word in list:gmatch("%S+") do compiled.adjective[word] = stance end
    end
    for preposition, list in pairs(lexicon.noun_frames) do
        for lemma in list:gmatch("%S+") do
            if compiled.noun[lemma] then compiled.noun[lemma].frames[preposition] = true end
        end
    end
    compiled.trigger = { according = "according-to", asked = "asked-whether" }
    for form in pairs(compiled.adjective) do compiled.trigger[form] = "adjective-that" end
    for form in pairs(compiled.noun) do compiled.trigger[form] = "noun-cue" end
    for lemma in lexicon.nouns_alone:gmatch("%S+") do compiled.noun[lemma].free = true end
    compiled.shape = tags.shape
    compiled.variant = {}
    for _, list in ipairs(lexicon.variants) do
        local first
        for w in list:gmatch("%S+") do
            local term = toolkit.stem(w)
            first = first or term
            compiled.variant[term] = first
        end
    end
    compiled.title = set(lexicon.titles)
    compiled.role = set(lexicon.roles)
    compiled.institution = set(lexicon.institutions)
    compiled.undertaking = set(lexicon.undertakings)
    compiled.vague = set(lexicon.vague)
    compiled.reporter = set(lexicon.reporter)
    compiled.accusing = set(lexicon.accusing)
    compiled.negator = set(lexicon.negators)
    compiled.nominal = {}
    for w, list in pairs(lexicon.nominals) do compiled.nominal[w] = set(list .. " " .. w) end
    compiled.evidence = {}
    for kind, list in pairs(lexicon.evidence) do
        for w in list:gmatch("%S+") do compiled.evidence[w] = kind end
    end
    compiled.country = {}
    for name, list in pairs(lexicon.countries) do
        compiled.country[name:lower()] = name
        for w in list:gmatch("%S+") do compiled.country[w] = name end
    end
    -- sequences: first word -> list of { words..., kind = }, longest first
    compiled.hedge = {}
    for kind, list in pairs(lexicon.hedges) do
        for _, phrase in ipairs(list) do
            local seq = { kind = kind }
            for w in phrase:gmatch("[^%s%-]+") do seq[#seq + 1] = w end
            local head = seq[1]
            compiled.hedge[head] = compiled.hedge[head] or {}
            table.insert(compiled.hedge[head], seq)
        end
    end
    for _, list in pairs(compiled.hedge) do
        table.sort(list, function(a, b)
            if #a ~= #b then return #a > #b end
            return table.concat(a, " ") < table.concat(b, " ")
        end)
    end
    return compiled
end

return cues
