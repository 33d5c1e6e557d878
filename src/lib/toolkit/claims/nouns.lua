-- Nouns that report: "his claim that S", "a warning from the office that S", "the allegation that S", "Halb's call for
-- N". Looks at one sentence and returns drafts; whose noun it is may be unknown.
local apostrophe = require "toolkit.claims.apostrophe"
local syntax = require "toolkit.claims.syntax"

local nouns = {}

local owner_word = { his = true, her = true, their = true, our = true, my = true, its = true }

-- The owner of the noun at k: "his", "the minister's". First and last token, or nil.
local function owner_of(v, lo, k)
    local w, tag = v.w, v.tag
    local i = k - 1
    while i > lo and (tag[i] == "ADJ" or tag[i] == "NOUN" or tag[i] == "ADV") and not apostrophe.is_possessive(w[i]) do
        i = i - 1
    end
    if i < lo then return nil end
    if owner_word[w[i]] then return i, i end
    if not apostrophe.is_possessive(w[i]) or tag[i] ~= "PROPN" and tag[i] ~= "NOUN" then return nil end
    local a = i
    while a > lo and (tag[a - 1] == "PROPN" or tag[a - 1] == "ADJ" or tag[a - 1] == "DET" or tag[a - 1] == "NOUN"
        or w[a - 1] == "." and tag[a - 2] == "PROPN") do a = a - 1 end
    return a, i
end

-- "from the office", "by Ane Borg" behind the noun at k: first and last token of who is named, or nil.
local function giver_of(v, k, hi, roles)
    local form = v.w[k + 1]
    if form ~= "from" and form ~= "by" then return nil end
    local last, outer = syntax.noun_phrase(v, k + 2, hi, true, roles)
    if last then return k + 2, outer or last end
end

-- Behind a word of these classes a verb is none, or goes on with the clause it stands in.
local beside_verb = { PART = true, CCONJ = true, ADV = true, PRON = true, SCONJ = true, DET = true, ADP = true }

-- Where a clause or phrase that hangs on a noun ends: before a comma, or before the verb of the sentence around it.
local function end_of(v, p, hi, finite)
    local verbs = 0
    local quotation = v.quotes[v.quote[p]]
    local behind = quotation and quotation.open == p and quotation.close_last and quotation.close_last + 1
    -- "the claim that 'S' has been denied"
    if behind and behind <= hi and (v.tag[behind] == "AUX" or v.tag[behind] == "VERB") then return behind - 1 end
    for q = p, hi do
        local t, form = v.tag[q], v.w[q]
        if not v.quote[q] then
            if form == "," or form == ";" or form == "—" or form == "–" or form == "--" then return q - 1 end
            local before = v.tag[q - 1]
            if (t == "AUX" or t == "VERB" and form:sub(-3) ~= "ing" and v.w[q - 1] ~= "to") and before ~= "AUX"
                and not beside_verb[before] and v.w[q - 1] ~= "-" then
                verbs = verbs + 1
                if verbs > (finite and 1 or 0) and q > p + 1 then return q - 1 end
            elseif (t == "AUX" or t == "VERB") and before == "PRON" then
                verbs = verbs + 1
            end
        end
    end
    return hi
end

-- The content behind the noun at k: its first token, whether it is a clause, and the last token of the cue.
local function content_of(v, k, behind, hi, frames)
    local form = v.w[behind]
    if form == "that" and v.tag[behind + 1] ~= "VERB" and v.tag[behind + 1] ~= "AUX" then
        return behind + 1, true, k
    end
    if frames and frames[form] and behind < hi then
        local t = v.tag[behind + 1]
        if form == "to" then
            if t == "VERB" then return behind, false, k end
        elseif t ~= "VERB" and t ~= "PUNCT" then
            return behind + 1, false, behind
        end
    end
end

-- "a claim that officials deny": does the clause lack the object of its verb, a cue, at its end?
local function is_relative(s, p, last)
    while s.v.tag[last] == "PUNCT" do last = last - 1 end
    for q = p + 1, last - 1 do
        -- "an allegation that the mayor rejected as fantasy"
        local entry = s.v.w[q + 1] == "as" and s.v.tag[q] == "VERB" and s.lexicon.verb[s.v.w[q]]
        if entry and (entry.frame.n or entry.frame.c) then return true end
    end
    return s.v.tag[last] == "VERB" and s.lexicon.verb[s.v.w[last]] ~= nil
end

--- Drafts of the sentence s = { v, lo, hi, lexicon, roles }.
function nouns.drafts(s)
    local v, drafts = s.v, nil
    local w, tag = v.w, v.tag
    for k = s.lo, s.hi - 2 do
        local noun = s.lexicon.noun[w[k]]
        if noun and tag[k] == "NOUN" then
            local a, b = owner_of(v, s.lo, k)
            local behind = k + 1
            if not a then
                a, b = giver_of(v, k, s.hi, s.roles)
                if a then behind = b + 1 end
            end
            local p, clause, cue_last = content_of(v, k, behind, s.hi, a and noun.frames)
            if p and (a or clause and noun.free) then
                local last = end_of(v, p, s.hi, clause)
                if last > p and (not clause or syntax.has_verb(v, p, last) and (a or not is_relative(s, p, last))) then
                    drafts = drafts or {}
                    drafts[#drafts + 1] = { rule = a and "noun-cue" or "noun-alone", content = { { p, last } },
                        source = a and { a, b, a, b } or { k, k, k, k }, anonymous = not a, cue = { k, cue_last },
                        stance = noun.stance, kind = "noun", nested = true }
                end
            end
        end
    end
    return drafts
end

return nouns
