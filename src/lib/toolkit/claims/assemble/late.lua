-- What only the whole text tells: who speaks most, and the names of those who are first called by a role.
local syntax = require "toolkit.claims.syntax"
local speakers = require "toolkit.claims.speakers"

local late = {}

--- The person who makes most claims, the first of several; nil when nobody does.
function late.principal(claims)
    local count, order = {}, {}
    for _, c in ipairs(claims) do
        local ref = c.speaker.ref
        if ref and ref.kind == "person" and not c.nested and c.type ~= "reporter-question" then
            if not count[ref] then
                count[ref] = 0
                order[#order + 1] = ref
            end
            count[ref] = count[ref] + 1
        end
    end
    local best
    for _, ref in ipairs(order) do
        if not best or count[ref] > count[best] then best = ref end
    end
    return best
end

local function has_all(role_words, modifiers)
    for _, word in ipairs(modifiers or {}) do
        if not role_words[word] then return false end
    end
    return true
end

local function has_any(role_words, words)
    for word in pairs(words or {}) do
        if role_words[word] then return true end
    end
    return false
end

-- The person of the text who was mentioned first among those who speak and whose role a description fits: its head, or
-- a word of the same kind, and all of its modifiers.
local function described(cast, lexicon, speaker)
    local head, best = speaker.pending, nil
    for _, p in ipairs(cast.people) do
        local role_words = p.subject and p.role_words
        if role_words and has_all(role_words, speaker.modifiers)
            and (role_words[head] or has_any(role_words, lexicon.nominal[head]))
            and (not best or p.mentioned < best.mentioned) then best = p end
    end
    return best
end

-- "A Foreign Ministry spokesperson" before "Spokesperson Wan Bel": no word of the role speaks against it.
local function is_spokesperson_of(person, speaker)
    local role_words, text = person.role_words, (speaker.info.role or ""):lower()
    if not role_words or not speaker.pending:find("^spokes") then return false end
    for word in pairs(role_words) do
        if not text:find(word, 1, true) and not word:find("^spokes") then return false end
    end
    return role_words.spokesperson or role_words.spokesman or role_words.spokeswoman or false
end

-- "A ministry official has called" before the name: the principal, when the description fits nobody earlier.
local function resolve_pending(walker, principal)
    for _, speaker in ipairs(walker.pending) do
        local fits = principal and (is_spokesperson_of(principal, speaker)
            or described(walker.cast, walker.lexicon, speaker) == principal
            and speakers.holds_portfolio(principal, speaker.portfolio))
        if fits then
            speaker.ref, speaker.forward = principal, true
        end
    end
end

-- "Answer:" where nobody's name is told: the spokesperson whom the text describes, as the name of a role; or nil.
local function described_spokesperson(state)
    local v = state.v
    for k = 1, v.n do
        if v.w[k]:find("^spokes") and not v.w[k]:find("s$") and v.w[k + 1] == "of" then
            local last = syntax.noun_phrase(v, k, v.n, true, state.lexicon.role)
            if last and last > k + 1 then
                local name = v.text:sub(v.s[k], v.e[last]):gsub("%s+", " ")
                return speakers.organisation(state, name:sub(1, 1):upper() .. name:sub(2), "role")
            end
        end
    end
end

-- "The spokesman" before his name: the only one in the text who holds that role.
local function resolve_roles(walker)
    local holder = {}
    for _, c in ipairs(walker.claims) do
        local speaker = c.speaker
        local ref = speaker.ref
        if ref and ref.kind == "role" and ref ~= walker.reporter then
            if holder[ref] == nil then
                holder[ref] = speakers.holder(walker.state, ref, speaker)
                    or ref.answer and described_spokesperson(walker.state) or false
            end
            if holder[ref] then
                speaker.ref, speaker.forward = holder[ref], true
                if speaker.mode == "explicit" then speaker.mode = "nominal" end
            end
        end
    end
end

--- Names the speakers of a walk that its text names behind their claims; `principal` speaks most, or is nil.
function late.names(walker, principal)
    resolve_pending(walker, principal)
    resolve_roles(walker)
end

return late
