-- Whom a claim is about: of the parties that it names, those that stand where the one stands who acts or is charged.
-- The subject goes before what follows the verb; the speaker and the own side are never meant; "it" and "such a
-- country" carry on whom the speaker spoke of before.
local cues = require "toolkit.claims.cues"
local parties = require "toolkit.claims.parties"
local syntax = require "toolkit.claims.syntax"

local set = cues.set

local targets = {}

-- A claim is about this many parties at most.
local MOST = 3
-- "it is X that" holds so many tokens; whom a speaker spoke of is carried on over so many claims.
local CLEFT, NEAR = 12, 4

-- Stances that turn to somebody: whom they address and whom they speak of are both meant.
local addresses = set "demand recommend call"
local turns_to = set "demand recommend call oppose condemn accuse"

local opens_relative = set "who which that whose whom"
local carries_on = set "it they he she"
local points_back = set "this these such"
local being = set "is was are were"
local passing_on = set [[find found finds conclude concluded show shows showed prove proves proved proven report
    reported reports]]
local lists = set "and or , like as such &"
local quote_mark = syntax.quote_mark

-- May a claim be about who is mentioned? Laws do nothing; a country in front of a noun only owns it.
local function is_eligible(mention)
    return mention.party and not mention.own and not mention.modifier and mention.kind ~= "law"
end

-- ---- the subject -----------------------------------------------------------------------------------------

local function is_finite(v, k, lo)
    local t, form = v.tag[k], v.w[k]
    if t == "AUX" then return v.w[k - 1] ~= "to" end
    if t ~= "VERB" or k > lo and v.w[k - 1] == "to" or form:sub(-3) == "ing" then return false end
    return v.w[k + 1] ~= "by"
end

-- Where the clause of tokens lo..hi starts behind conjunctions and a circumstance ("And yet, ", "If NATO cares, ").
local function clause_start(v, lo, hi)
    local tag, w = v.tag, v.w
    while lo < hi and (tag[lo] == "CCONJ" or tag[lo] == "ADV" or w[lo] == "," or w[lo] == "that"
        or quote_mark[w[lo]]) do lo = lo + 1 end
    if tag[lo] ~= "ADP" and tag[lo] ~= "SCONJ" and w[lo]:sub(-3) ~= "ing" then return lo end
    for k = lo + 1, hi - 1 do
        if w[k] == "," then return k + 1 end
    end
    return lo
end

-- The first finite verb of the clause that starts at lo, or nil.
local function main_verb(v, lo, hi)
    local relative = false
    for k = lo, hi do
        if opens_relative[v.w[k]] and k > lo then
            relative = true
        elseif is_finite(v, k, lo) then
            if not relative then return k end
            relative = v.tag[k] == "AUX" and (v.tag[k + 1] == "VERB" or v.tag[k + 1] == "AUX")
        end
    end
end

-- Does the verb group at token k tell what somebody found or showed? What follows says more than its subject.
local function passes_on(v, k, hi)
    for q = k, math.min(hi, k + 3) do
        if passing_on[v.w[q]] then return true end
    end
    return false
end

-- Are only commas, articles and list words between tokens i and j?
local function is_listed(v, i, j)
    for k = i, j do
        if not lists[v.w[k]] and v.tag[k] ~= "DET" then return false end
    end
    return true
end

-- ---- choice ----------------------------------------------------------------------------------------------

-- A choice among the mentions of claim c: whom it is about, in `about`.
local function choice(state, c)
    return { v = state.v, mentions = c.mentions, about = {}, known = {} }
end

local function take(chosen, mention)
    local party, about = mention.party, chosen.about
    if chosen.known[party] or #about == MOST then return end
    chosen.known[party] = true
    about[#about + 1] = party
end

-- Takes the first fitting mention of tokens lo..hi and those that are listed with it.
local function take_first(chosen, lo, hi)
    local last
    for _, mention in ipairs(chosen.mentions) do
        if mention.first >= lo and mention.last <= hi then
            if last and not is_listed(chosen.v, last + 1, mention.first - 1) then return end
            if is_eligible(mention) then
                take(chosen, mention)
                last = mention.last
            end
        end
    end
end

-- "it is the United States that": takes who stands between, wherever it is said.
local function take_cleft(chosen, lo, hi)
    local w = chosen.v.w
    for k = lo, hi - 2 do
        if w[k] == "it" and being[w[k + 1]] then
            for q = k + 2, math.min(hi, k + CLEFT) do
                if w[q] == "that" or w[q] == "who" then take_first(chosen, k + 2, q - 1) end
            end
        end
    end
end

-- Takes up to `most` of those who are mentioned from token lo on; things with a name and groups only when they are
-- `addressed`.
local function take_objects(chosen, lo, most, addressed)
    for _, mention in ipairs(chosen.mentions) do
        if #chosen.about >= most then return end
        local is_actor = mention.kind ~= "name" and (addressed or mention.kind ~= "group")
        if mention.first >= lo and is_actor and is_eligible(mention) then take(chosen, mention) end
    end
end

-- Whom the claim is about by its own words, or whom the speaker spoke of before: a list, and is it carried on?
local function of_words(state, c, before)
    local v = state.v
    local lo, hi = c.spans[1][1], c.spans[#c.spans][2]
    local chosen = choice(state, c)
    take_cleft(chosen, lo, hi)
    if #chosen.about > 0 then return chosen.about end
    local start = clause_start(v, lo, hi)
    local verb = main_verb(v, start, hi)
    if not (verb and passes_on(v, verb, hi)) then take_first(chosen, start, verb or hi) end
    local addressed = addresses[c.stance]
    local most = turns_to[c.stance] and 2 or 1
    if c.charged and not chosen.known[c.charged] then return { c.charged } end
    if #chosen.about > 0 then
        if addressed and chosen.about[1].kind == "group" then take_objects(chosen, verb or start, most) end
        return chosen.about
    end
    local form = v.w[start]
    if carries_on[form] then
        take_first(chosen, lo, start)
        if #chosen.about == 0 and before then return before, true end
    end
    take_objects(chosen, verb or start, most, addressed)
    if #chosen.about == 0 and points_back[form] and before then return before, true end
    return chosen.about
end

-- Whom the claims inside a claim are about, when it only passes them on.
local function of_inner(c)
    local about, known = {}, {}
    for _, inner in ipairs(c.inner) do
        for _, party in ipairs(inner.about) do
            if not known[party.ref] and #about < MOST then about[#about + 1] = party end
            known[party.ref] = true
        end
    end
    return about
end

-- "accused the ministry of hiding": whom the verb of the cue has for its object outside of what is said, a party of
-- the claim from now on; or nil.
local function of_cue(state, c)
    if not c.target or c.target[1] >= c.spans[1][1] then return nil end
    local about = parties.of(parties.mentions(state, { c.target }), MOST)
    for i, party in ipairs(about) do
        for _, known in ipairs(c.parties) do
            if known.ref == party.ref then about[i] = known end
        end
        if about[i] == party then c.parties[#c.parties + 1] = party end
    end
    return #about > 0 and about or nil
end

--- Sets c.about, a list of parties, for the claims of a document, which come in text order; c.about_carried when it was
--- the speaker's claim before that named them.
function targets.run(state)
    local last_of = {}
    for n, c in ipairs(state.claims) do
        local ref = c.speaker.ref
        local last = ref and last_of[ref]
        c.about = {}
        if c.type ~= "author-statement" then
            c.about = of_cue(state, c)
            if not c.about then
                c.about, c.about_carried = of_words(state, c, last and n - last.n <= NEAR and last.about)
            end
        end
        if ref and #c.about > 0 then last_of[ref] = { n = n, about = c.about } end
    end
    for _, c in ipairs(state.claims) do
        if c.inner and c.inner[1] then
            local about = of_inner(c)
            if #about > 0 then c.about = about end
        end
    end
end

return targets
