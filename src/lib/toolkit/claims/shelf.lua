-- Where a run keeps its documents: frozen, so that thousands of them take little memory, and beyond a limit in a
-- temporary file. What is looked at again is thawed; the documents used last stay thawed.
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

-- What of a document lies on the shelf, in parts that are thawed alone; the rest of a state is always at hand.
local CLAIMS, BLOCKS, TEXTS, PARTS = 0, 1, 2, 3
local KEYS = { [CLAIMS] = { "claims", "dates", "names" }, [BLOCKS] = { "all_blocks", "boilerplate" } }
local part_of = { text = TEXTS }
for part, keys in pairs(KEYS) do
    for _, key in ipairs(keys) do part_of[key] = part end
end

-- Puts for the claims that a claim refers to what `other` has for them: claims inside claims inside claims are no depth
-- to freeze when they are numbers.
local function exchange(c, other)
    c.nested = other[c.nested] or c.nested
    for i, inner in ipairs(c.inner or {}) do c.inner[i] = other[inner] or inner end
end

local function thaw(self, state, part)
    if part == TEXTS then return self:get(state.text_handle) end
    if part == BLOCKS then return self:value(state.block_handle) end
    local body = toolkit.thaw(self:get(state.handle), state.refs)
    for _, c in ipairs(body.claims) do
        c.state = state
        exchange(c, body.claims)
        for _, p in ipairs(c.parties) do p.entity = p.slot.entity end
    end
    return body
end

-- A part of a document, thawed when it is not at hand.
local function at_hand(self, state, part)
    local key = state.index * PARTS + part
    local found = self.young[key]
    if found then return found end
    found = self.old[key] or thaw(self, state, part)
    if self.weight > shelf.thawed then self.old, self.young, self.weight = self.young, {}, 0 end
    self.young[key] = found
    self.weight = self.weight + PART
        + (part == TEXTS and #found // TEXT or part == CLAIMS and #found.claims or 0)
    return found
end

--- The claims of a document, its dates and names.
function shelf:body(state) return at_hand(self, state, CLAIMS) end

local function freeze(self, from, part, refs)
    local copy = {}
    for _, key in ipairs(KEYS[part]) do copy[key] = from[key] end
    local number = {}
    for i, c in ipairs(copy.claims or {}) do number[c] = i end
    for _, c in ipairs(copy.claims or {}) do exchange(c, number) end
    return self:put(toolkit.freeze(copy, refs))
end

--- Lays a document down again whose thawed claims were changed.
function shelf:lay_again(state)
    local body = self:body(state)
    for _, c in ipairs(body.claims) do
        c.state = nil
        for _, p in ipairs(c.parties) do p.entity = nil end
    end
    state.handle = freeze(self, body, CLAIMS, state.refs)
    local key = state.index * PARTS + CLAIMS
    self.young[key], self.old[key] = nil, nil
end

--- Lays a document down: `state` loses what can be thawed again and answers for it from now on. `refs` are the tables
--- that stay at hand although claims refer to them.
function shelf:lay(state, refs)
    local kept = { index = state.index, refs = refs, handle = freeze(self, state, CLAIMS, refs),
        block_handle = freeze(self, state, BLOCKS), text_handle = self:put(state.text) }
    return setmetatable(kept, { __index = function(_, key)
        local part = part_of[key]
        if not part then return nil end
        local found = at_hand(self, kept, part)
        if part == TEXTS then return found end
        return found[key]
    end })
end

return shelf
