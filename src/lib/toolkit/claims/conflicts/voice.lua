-- Who vouches for what two versions tell: the outlet itself, a speaker, a speaker by way of another one, a reporter's
-- question. A reader of one version alone cannot know.
local place = require "toolkit.claims.conflicts.place"

local voice = {}

-- Least score of two claims whose voices are compared.
local LEAST = 0.4

-- Rules whose content names a thing and states nothing about it.
local names_a_thing = { object = true, complement = true, preposition = true, ["noun-cue"] = true,
    ["passive-by"] = true, ["accuse-of"] = true }

local states_something = { VERB = true, AUX = true }

-- Does the claim state something, rather than name it or ask for it?
local function is_statement(c)
    if names_a_thing[c.rule] or c.stance == "question" then return false end
    local last = c.bytes[#c.bytes][2]
    if c.state.text:sub(last, last) == "?" then return false end
    for _, tag in ipairs(c.tags) do
        if states_something[tag] then return true end
    end
    return false
end

-- The voice of a claim: "outlet", "question", "chain" or "speaker", and for people how it has it.
local function voice_of(c)
    if c.type == "author-statement" then return "outlet", "states it itself" end
    local outer = c.nested
    if c.type == "reporter-question" or outer and outer.type == "reporter-question" then
        return "question", "has it in a reporter's question"
    end
    local name = place.speaker_name(c)
    if outer then return "chain", ("has %s cite %s"):format(place.speaker_name(outer), name) end
    return "speaker", ("gives it to %s"):format(name)
end

-- Voices that differ, the gravest first: what one attributes another states as a fact.
local gravity = { outlet = { speaker = 1, question = 1, chain = 1 }, question = { speaker = 2, chain = 2 },
    chain = { speaker = 3 } }

-- "X said" beside "X, as cited by X's house": the chain is only deeper.
local function is_own_house(a, b)
    local inner, other = a, b
    if not a.nested then inner, other = b, a end
    local x, y = inner.nested.speaker.ref, other.speaker.ref
    return x and y and x.entity and x.entity == y.entity
end

-- How grave the difference in voice of a pair is (1 is worst), and why; nil when there is none.
local function compare(p)
    local a, b = p.a, p.b
    if p.relation == "partial" or p.score < LEAST or not is_statement(a) or not is_statement(b) then return nil end
    local x, says_a = voice_of(a)
    local y, says_b = voice_of(b)
    local grave = gravity[x] and gravity[x][y] or gravity[y] and gravity[y][x]
    if not grave or grave == 3 and is_own_house(a, b) then return nil end
    return grave, ("%s %s, %s %s"):format(place.base(a.state.file), says_a, place.base(b.state.file), says_b)
end

--- A list of differences in voice. One question or citation is told once for each document that it stands against, by
--- its best pair.
function voice.new() return setmetatable({ by_key = {}, list = {}, added = {} }, { __index = voice }) end

--- Looks at a pair.
function voice:pair(p)
    local grave, why = compare(p)
    if not grave then return end
    local told = p.a.nested and p.a or p.b.nested and p.b or p.a.type == "author-statement" and p.a or p.b
    local other = told == p.a and p.b or p.a
    local key = (told.nested or told).id .. "\0" .. other.state.file
    local item = self.by_key[key]
    local where = place.order(p.a) .. place.order(p.b)
    if item and (item.score > p.score or item.score == p.score and item.where <= where) then return end
    if not item then
        item = {}
        self.by_key[key], self.list[#self.list + 1] = item, item
    end
    item.score, item.where, item.grave, item.why = p.score, where, grave, why
    item.claims, item.spans = { { id = p.a.id }, { id = p.b.id } }, { place.claim(p.a), place.claim(p.b) }
end

--- Adds what the pairs of an event showed; of each only what sorts it is kept.
function voice:add(add)
    for _, item in ipairs(self.list) do
        local handle = add("voice", item.claims, item.spans, item.why)
        if handle then
            self.added[#self.added + 1] = { handle = handle, grave = item.grave, score = item.score,
                where = item.where }
        end
    end
    self.by_key, self.list = {}, {}
end

--- The handles of all conflicts of voice: those that were added here behind the others, the gravest first.
function voice:ordered(handles)
    table.sort(self.added, function(x, y)
        if x.grave ~= y.grave then return x.grave < y.grave end
        if x.score ~= y.score then return x.score > y.score end
        return x.where < y.where
    end)
    local own, list = {}, {}
    for _, item in ipairs(self.added) do own[item.handle] = true end
    for _, handle in ipairs(handles) do
        if not own[handle] then list[#list + 1] = handle end
    end
    for _, item in ipairs(self.added) do list[#list + 1] = item.handle end
    return list
end

return voice
