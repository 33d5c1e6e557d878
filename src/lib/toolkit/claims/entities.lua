-- People and organisations across documents: one entity for each, with aliases, mentions, and the reason of every
-- merge. Names that only look alike stay apart.
local entities = {}

local function words_of(text)
    local list = {}
    for word in text:lower():gmatch("[%w\128-\255]+") do list[#list + 1] = word end
    return list
end

-- "Ministry of Foreign Affairs" and "Foreign Ministry" are one key; a demonym is kept apart.
local skip = { the = true, of = true, ["for"] = true, ["and"] = true, affairs = true, s = true, ["in"] = true,
    on = true }
local function organisation_key(name, lexicon)
    local list, demonym = {}, nil
    for _, word in ipairs(words_of(name)) do
        if lexicon.country[word] and not demonym then
            demonym = lexicon.country[word]
        elseif not skip[word] then
            list[#list + 1] = word
        end
    end
    table.sort(list)
    return table.concat(list, " "), demonym
end

-- Words of a role, as text, that are in a set.
local function role_overlap(text, set)
    local n = 0
    for word in (text or ""):gmatch("%S+") do
        if set and set[word] and #word > 2 then n = n + 1 end
    end
    return n
end

-- People with a full name: one entity a name. Returns the entities by first and last word, and the people of one word.
local function full_names(run)
    local reg, by_token, singles = run.registry, {}, {}
    local function index(token, e)
        by_token[token] = by_token[token] or {}
        if not by_token[token][e] then
            by_token[token][e] = true
            table.insert(by_token[token], e)
        end
    end
    for _, state in ipairs(run.states) do
        for _, person in ipairs(state.people) do
            if person.is_full then
                local e = reg:get(person.name, "person")
                person.entity = e
                e.role = e.role or person.role_text
                if person.role_text and #person.role_text > #(e.role or "") and #person.role_text < 80 then
                    e.role = person.role_text end
                e.role_words = e.role_words or {}
                for word in (person.role_words or ""):gmatch("%S+") do e.role_words[word] = true end
                reg:alias(e, person.name, "same full name")
                index(person.first, e)
                index(person.last, e)
            else
                singles[#singles + 1] = person
            end
        end
    end
    return by_token, singles
end

-- The entity of a full name that a person of one word is, by surname and role; nil when there is none. A common name
-- has thousands of namesakes: each name with each role is looked for once.
local function namesake(person, by_token, known)
    local list = person.role_words and by_token[person.first]
    if not list then return nil end
    local key = person.first .. "\0" .. person.role_words
    if known[key] == nil then
        known[key] = false
        for _, e in ipairs(list) do
            if role_overlap(person.role_words, e.role_words) >= 2 then
                known[key] = e
                break
            end
        end
    end
    return known[key] or nil
end

-- People of one word: they join a full name when surname and role fit.
local function single_names(run, by_token, singles)
    local reg, known = run.registry, {}
    for _, person in ipairs(singles) do
        local found = namesake(person, by_token, known)
        if found then
            person.entity = found
            reg:alias(found, person.name, "same surname and role (" .. (person.role_text or "") .. ")")
        else
            local e = reg:get(person.name, "person")
            person.entity = e
            e.role = e.role or person.role_text
        end
    end
end

-- Bodies and countries by the words of their names; everything else that speaks by its name. A body that was taken for
-- a person elsewhere is one entity with it.
local function organisations(run)
    local reg, lexicon, by_key, order = run.registry, run.lexicon, {}, {}
    for _, state in ipairs(run.states) do
        for _, ref in ipairs(state.organisations) do
            if ref.kind == "organisation" or ref.kind == "country" then
                local country = lexicon.country[ref.name:lower():gsub("^the ", "")]
                local key, demonym = organisation_key(ref.name, lexicon)
                if country or key == "" then key, demonym = "=" .. (country or demonym or ref.name:lower()), nil end
                local slot = by_key[key]
                if not slot then
                    slot = { refs = {}, demonyms = {}, count = 0 }
                    by_key[key] = slot
                    order[#order + 1] = slot
                end
                if demonym and not slot.demonyms[demonym] then
                    slot.demonyms[demonym] = true
                    slot.count = slot.count + 1
                end
                slot.refs[#slot.refs + 1] = { ref = ref, demonym = demonym, country = country }
            else
                ref.entity = reg:get(ref.name, ref.kind == "role" and "role" or ref.kind)
            end
        end
    end
    for _, slot in ipairs(order) do
        local made = {}
        for _, item in ipairs(slot.refs) do
            -- without a demonym it joins the only one there is
            local sub_key = slot.count <= 1 and "" or item.demonym or ""
            local e = made[sub_key]
            if not e then
                e = reg:party(item.country or item.ref.name, item.country and "country" or item.ref.kind)
                made[sub_key] = e
            end
            item.ref.entity = e
            reg:alias(e, item.ref.name, "same words in the name")
            if item.ref.acronym then
                reg:alias(e, item.ref.acronym, "acronym in parentheses")
                reg:answer_for(e, item.ref.acronym)
            end
        end
    end
end

-- Parties inside claims.
local function parties(run)
    local reg = run.registry
    for _, p in ipairs(run.parties) do
        if not p.party then
            p.entity = p.entity or reg:get(p.name, "person")
        elseif p.kind == "country" then
            p.entity = reg.by_key["o:" .. p.name:lower()] or reg:get(p.name, "country")
        else
            p.entity = reg:party(p.name, p.kind)
        end
    end
end

--- Gives every speaker and party of every claim its entity.
function entities.merge(run)
    single_names(run, full_names(run))
    for _, e in ipairs(run.registry.entities) do e.role_words = nil end
    organisations(run)
    parties(run)
    -- the forms that texts use
    for _, state in ipairs(run.states) do
        local aliases, at = run.shelf:get(state.aliases), 1
        while at <= #aliases do
            local n, name, reason
            n, name, reason, at = ("<I4s4s4"):unpack(aliases, at)
            local e = state.refs[n].entity
            if e then run.registry:alias(e, name, reason) end
        end
    end
end

--- Whom a claim is about: at most three entities; the speaker only when it admits something.
function entities.targets(c)
    local own = c.speaker and c.speaker.ref and c.speaker.ref.entity
    if c.stance == "admit" then return { own } end
    local list, seen = {}, {}
    for _, p in ipairs(c.about) do
        local e = p.entity
        if e and e ~= own and not seen[e] then
            seen[e] = true
            list[#list + 1] = e
        end
    end
    return list
end

return entities
