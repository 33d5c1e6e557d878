-- Claims inside claims: which draft of a sentence stands inside which, and which of those inside another claim are
-- claims of somebody else.
local apostrophe = require "toolkit.claims.apostrophe"
local names = require "toolkit.claims.names"
local spans = require "toolkit.claims.assemble.spans"

local nesting = {}

--- Rules that find less than a clause: "praised the plan", "asked him to go".
nesting.weak_rule = { object = true, infinitive = true, complement = true, preposition = true }

local weak_rule = nesting.weak_rule
-- Pronouns that, inside speech, mean the one who speaks, the one spoken to, or nobody.
local no_other = { i = true, we = true, you = true, it = true }
-- What a state does by saying it.
local acting = { urge = true, call = true, oppose = true, demand = true, hope = true, condemn = true, welcome = true,
    support = true, reject = true, deplore = true, express = true, believe = true, maintain = true, advocate = true,
    regret = true, insist = true }

local function content_size(d)
    local n = 0
    for _, part in ipairs(d.content) do n = n + part[2] - part[1] + 1 end
    return n
end

local function holds(outer, d)
    for _, part in ipairs(outer.content) do
        if d.cue[1] >= part[1] and d.cue[2] <= part[2] and d.source[1] >= part[1] then return true end
    end
    return false
end

--- Sets the `parent` of each draft of a sentence: the nearest one whose content holds its cue and source, or nil. A
--- parent says more than its child, so there are no circles.
function nesting.arrange(drafts)
    for _, d in ipairs(drafts) do d.size = content_size(d) end
    for _, d in ipairs(drafts) do
        d.parent = nil
        for _, other in ipairs(drafts) do
            local nearer = other.size > d.size
                and (not d.parent or other.content[1][1] >= d.parent.content[1][1])
            if nearer and holds(other, d) then d.parent = other end
        end
    end
end

--- The drafts of a sentence, arranged, each behind its parent; otherwise in their order.
function nesting.outer_first(drafts)
    local ordered, done, chain = {}, {}, {}
    for _, d in ipairs(drafts) do
        local depth = 0
        while d and not done[d] do
            depth = depth + 1
            chain[depth], d = d, d.parent
        end
        for n = depth, 1, -1 do
            ordered[#ordered + 1] = chain[n]
            done[chain[n]] = true
        end
    end
    return ordered
end

--- The nearest draft around d that became a claim, or nil.
function nesting.kept_parent(d)
    local parent = d.parent
    while parent and parent.dropped do parent = parent.parent end
    return parent
end

--- Is draft d, inside another claim, a claim of its own? `inside_speech`: the other one tells speech.
function nesting.allowed(v, lexicon, d, inside_speech)
    local h, l = spans.head(d.source)
    local weak = weak_rule[d.rule]
    if v.tag[h] == "PRON" and h == l then
        return not no_other[apostrophe.before(v.w[h])] and not weak
    end
    local head = v.w[l]
    if lexicon.evidence[head] == "fact" then return false end
    -- "according to reports" is evidence, nobody's claim
    if d.rule == "according-to" and h == l and lexicon.vague[head] then return false end
    if weak then
        if inside_speech then return false end
        local kind = names.read(v, h, l, lexicon).kind
        return kind == "person" or kind == "organisation"
    end
    return not (inside_speech and d.candidate and d.candidate.entry.weak)
end

local function speaks_for_house(role_words)
    return role_words.spokesman or role_words.spokeswoman or role_words.spokesperson or role_words.ministry
end

-- Does a name mean another country than those that a role names?
local function is_foreign(lexicon, role_words, name)
    local named, has_country = lexicon.country[name], false
    for word in pairs(role_words) do
        local country = lexicon.country[word]
        if country and country == named then return false end
        has_country = has_country or country ~= nil
    end
    return named ~= nil and has_country
end

--- "Varn calls on all states" in the mouth of Varn's spokesperson is the spokesperson's own act. `outer` is the claim
--- around draft d, or nil.
function nesting.own_house(v, lexicon, d, outer)
    local role_words = outer and outer.speaker.ref and outer.speaker.ref.role_words
    local h, l = spans.head(d.source)
    if not role_words or v.tag[l] ~= "PROPN" or l - h > 1 then return false end
    if role_words[v.w[l]] then return true end
    -- a spokesperson's "Varn urges", in the present, when nothing says that Varn is somebody else
    local in_present = d.candidate and d.candidate.how == "s"
    return in_present and acting[d.lemma] and speaks_for_house(role_words)
        and not is_foreign(lexicon, role_words, v.w[l])
end

return nesting
