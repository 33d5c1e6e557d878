-- Where a run keeps its documents: frozen, so that thousands of them take little memory, and beyond a limit in a
-- temporary file. What is looked at again is thawed; the documents used last stay thawed.
local sequence = require "toolkit.claims.sequence"
local toolkit = require "toolkit"

local shelf = {}
shelf.__index = shelf

--- Bytes of frozen documents that stay in memory; what comes later goes to a temporary file.
shelf.memory = 32 << 20
--- Claims that stay thawed: so many of the documents used last, and up to as many again.
shelf.thawed = 6000

-- What a part of a document and bytes of its text weigh beside a claim when things stay thawed.
local PART, TEXT = 10, 2000

--- An empty shelf.
function shelf.new()
    return setmetatable({ held = {}, bytes = 0, count = 0, file = nil, at = 0, young = {}, old = {}, weight = 0 },
        shelf)
end

-- ---- bytes -----------------------------------------------------------------------------------------------

local function spill(self)
    if self.file == nil then self.file = io and io.tmpfile and io.tmpfile() or false end
    return self.file
end

--- Keeps a string; returns what get() wants.
function shelf:put(bytes)
    self.count = self.count + 1
    local handle = self.count
    if self.bytes + #bytes > shelf.memory and spill(self) then
        local okay, message = self.file:seek("set", self.at)
        if okay then okay, message = self.file:write(bytes) end
        if not okay then error("claims: the temporary file cannot be written: " .. message, 0) end
        self.held[handle] = self.at << 32 | #bytes
        self.at = self.at + #bytes
    else
        self.held[handle] = bytes
        self.bytes = self.bytes + #bytes
    end
    return handle
end

--- The string of a handle.
function shelf:get(handle)
    local held = self.held[handle]
    if type(held) == "string" then return held end
    local length = held & 0xFFFFFFFF
    if length == 0 then return "" end
    local okay, message = self.file:seek("set", held >> 32)
    local bytes
    if okay then bytes, message = self.file:read(length) end
    if not bytes or #bytes ~= length then
        error("claims: the temporary file cannot be read: " .. (message or "it is too short"), 0)
    end
    return bytes
end

--- Keeps a table of plain values; returns what value() wants.
function shelf:keep(item) return self:put(toolkit.freeze(item)) end

--- A table that was kept, made anew.
function shelf:value(handle) return toolkit.thaw(self:get(handle)) end

-- ---- documents -----------------------------------------------------------------------------------------------

-- What of a document lies on the shelf, in parts that are thawed alone, claims one by one; the rest of a state is
-- always at hand.
local CLAIMS, BLOCKS, TEXTS, FINDINGS, PARTS = 0, 1, 2, 3, 4
local KEYS = { [FINDINGS] = { "dates", "names" }, [BLOCKS] = { "all_blocks", "boilerplate" } }
local part_of = { text = TEXTS, claims = CLAIMS }
for part, keys in pairs(KEYS) do
    for _, key in ipairs(keys) do part_of[key] = part end
end

-- Tells the parties of a claim, and those that it is about, who they are: the entity of their slot, or nothing. What
-- one claim is about may be a party of another one.
local function settle(c, is_known)
    for _, p in ipairs(c.parties) do p.entity = is_known and p.slot.entity or nil end
    for _, p in ipairs(c.about) do p.entity = is_known and p.slot and p.slot.entity or nil end
end

-- Claim n of a document of which `part` is at hand; what it refers to is made with it.
local function claim_of(part, n)
    local found = part.made[n]
    if found or n < 1 or n > part.state.count then return found end
    local new
    found, new = toolkit.thaw_member(part.frozen, part.state.refs, n, part.made)
    for _, i in ipairs(new) do
        local c = part.made[i]
        c.state = part.state
        settle(c, true)
    end
    part.shelf.weight = part.shelf.weight + #new
    return found
end

-- A part of a document and what it weighs.
local function thaw(self, state, part)
    if part == TEXTS then
        local text = self:get(state.text_handle)
        return text, PART + #text // TEXT
    elseif part == CLAIMS then
        local found = { shelf = self, state = state, frozen = self:get(state.handle), made = {}, records = {} }
        found.claims = sequence.new(state.count, claim_of, found)
        return found, PART + #found.frozen // TEXT
    end
    return self:value(part == BLOCKS and state.block_handle or state.finding_handle), PART
end

-- A part of a document, thawed when it is not at hand.
local function at_hand(self, state, part)
    local key = state.index * PARTS + part
    local found = self.young[key]
    if found then return found end
    local weight = PART
    found = self.old[key]
    if not found then found, weight = thaw(self, state, part) end
    if self.weight > shelf.thawed then self.old, self.young, self.weight = self.young, {}, 0 end
    self.young[key] = found
    self.weight = self.weight + weight
    return found
end

--- What is at hand of the claims of a document: `claims`, a list, and `records`, where those who make something of a
--- claim may keep it as long.
function shelf:body(state) return at_hand(self, state, CLAIMS) end

-- The keys of a part as a table on the shelf.
local function keep_part(self, from, part)
    local copy = {}
    for _, key in ipairs(KEYS[part]) do copy[key] = from[key] end
    return self:keep(copy)
end

--- Lays a document down again whose thawed claims were changed.
function shelf:lay_again(state)
    local list = {}
    for i, c in ipairs(self:body(state).claims) do list[i] = c end
    for _, c in ipairs(list) do
        c.state = nil
        settle(c, false)
    end
    state.handle = self:put(toolkit.freeze_list(list, state.refs))
    local key = state.index * PARTS + CLAIMS
    self.young[key], self.old[key] = nil, nil
end

-- What is asked of a document that was laid down and is not at hand: thawed by the shelf that it names.
local laid = { __index = function(state, key)
    local part = part_of[key]
    if not part then return nil end
    local found = at_hand(state.shelf, state, part)
    if part == TEXTS then return found end
    return found[key]
end }

--- Lays a document down: `state` loses what can be thawed again and answers for it from now on. `refs` are the tables
--- that stay at hand although claims refer to them.
function shelf:lay(state, refs)
    return setmetatable({ shelf = self, index = state.index, refs = refs, count = #state.claims,
        handle = self:put(toolkit.freeze_list(state.claims, refs)), finding_handle = keep_part(self, state, FINDINGS),
        block_handle = keep_part(self, state, BLOCKS), text_handle = self:put(state.text) }, laid)
end

return shelf
