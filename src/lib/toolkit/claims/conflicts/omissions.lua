-- What one version of an event leaves out: claims that only one of them has, those with the most that no other version
-- mentions first.
local apostrophe = require "toolkit.claims.apostrophe"
local copies = require "toolkit.claims.copies"
local place = require "toolkit.claims.conflicts.place"
local rows = require "toolkit.claims.rows"

-- Events of more documents are no versions of one report.
local MOST_DOCUMENTS = 12
-- A claim of fewer words is no loss; so many claims of a document are told, each with this score at least.
local WORDS, TOLD, SCORE = 6, 3, 4
-- What a new name, a number, a charge and named evidence weigh beside a new word.
local NAME, NUMBER, CHARGE, EVIDENCE = 3, 2, 2, 2
local grave = { accuse = true, condemn = true, deny = true, admit = true }

-- The words of the documents of an event: of each, and how many have each word.
local function words_of_event(event)
    local of, having = {}, {}
    for _, state in ipairs(event.states) do
        local set = {}
        for word in state.text:lower():gmatch("[%w\128-\255]+") do
            if not set[word] then
                set[word] = true
                having[word] = (having[word] or 0) + 1
            end
        end
        of[state] = set
    end
    return of, having
end

-- Tells whether a document of an event other than `own`, and no copy of it, has a word.
local function known_elsewhere(event, own, of, having)
    local left_out = {}
    for _, state in ipairs(event.states) do
        if state == own or copies.is_of(state, own) then left_out[#left_out + 1] = of[state] end
    end
    return function(word)
        local count = having[word] or 0
        if count > #left_out then return true end
        for _, set in ipairs(left_out) do
            if set[word] then count = count - 1 end
        end
        return count > 0
    end
end

-- Is the claim, or one inside it, told elsewhere?
local function is_told_elsewhere(c, told)
    if told[rows.place_of(c.id)] then return true end
    for _, inner in ipairs(c.inner or {}) do
        if told[rows.place_of(inner.id)] then return true end
    end
    return false
end

local function is_worth_it(c)
    return not c.nested and c.type ~= "author-statement" and c.type ~= "reporter-question" and not c.title
end

-- How much of a claim the other versions do not have, and in how many words.
local function loss(c, is_known)
    local new_words, new_names = 0, 0
    for i, word in ipairs(c.words) do
        local form = apostrophe.strip(word)
        if #form > 2 and not is_known(form) then
            new_words = new_words + 1
            if c.tags[i] == "PROPN" then new_names = new_names + 1 end
        end
    end
    local score = new_names * NAME + new_words
    if new_words > 0 then
        if #c.numbers > 0 then score = score + NUMBER end
        if grave[c.stance] then score = score + CHARGE end
        if c.evidence_kind == "named" then score = score + EVIDENCE end
    end
    return score, new_words
end

local function by_score(x, y)
    if x.score ~= y.score then return x.score > y.score end
    return x.c.bytes[1][1] < y.c.bytes[1][1]
end

local function of_document(event, state, is_known, told, add)
    local found, others = {}, {}
    for _, c in ipairs(state.claims) do
        if is_worth_it(c) and #c.words >= WORDS and not is_told_elsewhere(c, told) then
            local score, words = loss(c, is_known)
            if score >= SCORE then found[#found + 1] = { c = c, score = score, words = words } end
        end
    end
    table.sort(found, by_score)
    for _, other in ipairs(event.states) do
        if other ~= state and not other.copy_of then others[#others + 1] = place.base(other.file) end
    end
    for i = 1, math.min(TOLD, #found) do
        add("omission", { found[i].c }, { place.claim(found[i].c) },
            ("only in %s; %d of its words are in no other version (%s)"):format(place.base(state.file),
                found[i].words, table.concat(others, ", ")))
    end
end

--- Adds what the versions of an event leave out; a copy leaves out what its original does. `told`: places of the
--- claims that another document tells as well.
return function(event, told, add)
    if #event.states < 2 or #event.states > MOST_DOCUMENTS then return end
    local of, having = words_of_event(event)
    for _, state in ipairs(event.states) do
        if not state.copy_of then
            of_document(event, state, known_elsewhere(event, state, of, having), told, add)
        end
    end
end
