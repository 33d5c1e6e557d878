-- Where a run keeps its documents: frozen, so that thousands of them take little memory, and beyond a limit in a
-- temporary file. What is looked at again is thawed; the documents used last stay thawed.
local toolkit = require "toolkit"

local shelf = {}
shelf.__index = shelf

--- Bytes of frozen documents that stay in memory; what comes later goes to a temporary file.
shelf.memory = 32 << 20
--- Claims that stay thawed: so many of the documents used last, and up to as many again.
shelf.thawed = 6000

-- What a document and bytes of its text weigh beside a claim when things stay thawed.
local DOCUMENT, TEXT = 10, 2000

--- An empty shelf.
function shelf.new()
    return setmetatable({ held = {}, bytes = 0, count = 0, file = nil, at = 0, young = {}, old = {}, young_claims = 0 },
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

-- What of a document lies on the shelf; the rest of a state is always at hand.
local LAID_DOWN = { "claims", "dates", "names", "all_blocks", "boilerplate" }
local laid_down = {}
for _, key in ipairs(LAID_DOWN) do laid_down[key] = true end

--- What was laid down of a document, thawed when it is not at hand.
function shelf:body(state)
    local index = state.index
    local body = self.young[index]
    if body then return body end
    body = self.old[index]
    if not body then
        body = toolkit.thaw(self:get(state.handle), state.refs)
        for _, c in ipairs(body.claims) do
            c.state = state
            for _, p in ipairs(c.parties) do p.entity = p.slot.entity end
        end
    end
    if self.young_claims > shelf.thawed then
        self.old, self.young, self.young_claims = self.young, {}, 0
    end
    self.young[index] = body
    self.young_claims = self.young_claims + #body.claims + DOCUMENT
    return body
end

--- Lays a document down again whose thawed claims were changed.
function shelf:lay_again(state)
    local body = self:body(state)
    local copy = {}
    for _, key in ipairs(LAID_DOWN) do copy[key] = body[key] end
    for _, c in ipairs(body.claims) do
        c.state = nil
        for _, p in ipairs(c.parties) do p.entity = nil end
    end
    state.handle = self:put(toolkit.freeze(copy, state.refs))
    self.young[state.index], self.old[state.index] = nil, nil
end

--- Lays a document down: `state` loses what can be thawed again and answers for it from now on. `refs` are the tables
--- that stay at hand although claims refer to them.
function shelf:lay(state, refs)
    local body = {}
    for _, key in ipairs(LAID_DOWN) do body[key] = state[key] end
    local kept = { index = state.index, refs = refs }
    kept.handle = self:put(toolkit.freeze(body, refs))
    kept.text_handle = self:put(state.text)
    return setmetatable(kept, { __index = function(_, key)
        if laid_down[key] then return self:body(kept)[key] end
        if key == "text" then
            local thawed = self:body(kept)
            if not thawed.text then
                thawed.text = self:get(kept.text_handle)
                self.young_claims = self.young_claims + #thawed.text // TEXT
            end
            return thawed.text
        end
    end })
end

return shelf
