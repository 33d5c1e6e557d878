-- Syndicated copies: of the documents of one event, those that repeat most of another one's words in a row. A copy is
-- no second witness: it counts once with its original.
local toolkit = require "toolkit"

local copies = {}

-- Words in a row that are compared, and the share of them that makes a copy.
local ROW = 6
copies.least = 0.5
-- Events of more documents are not compared: those are series.
local MOST_DOCUMENTS = 40
-- A text of fewer rows is too short to tell.
local SHORTEST = 20

-- The text of a document without its boilerplate.
local function body_of(state)
    local parts, at = {}, 1
    for _, b in ipairs(state.boilerplate) do
        if b.first > at then parts[#parts + 1] = state.text:sub(at, b.first - 1) end
        at = math.max(at, b.last + 1)
    end
    parts[#parts + 1] = state.text:sub(at)
    return table.concat(parts, " ")
end

-- Which of two documents is the original: the earlier, the longer (in rows), the first by name.
local function is_before(a, rows_a, b, rows_b)
    local x, y = a.date.value or "", b.date.value or ""
    local is_known = x ~= "" and y ~= "" and x:sub(1, 1) ~= "-" and y:sub(1, 1) ~= "-"
    if is_known and x ~= y then return x < y end
    if rows_a ~= rows_b then return rows_a > rows_b end
    return a.file < b.file
end

--- Is the document of `copy` a copy of that of `state`?
function copies.is_of(copy, state)
    return copy.copy_of ~= nil and copy.copy_of.file == state.file
end

--- Marks the copies among the documents of an event: state.copy_of = { file, share }.
function copies.mark(event)
    local states = event.states
    if #states < 2 or #states > MOST_DOCUMENTS then return end
    local finder = toolkit.duplicates { shingle = ROW, least_shared = math.ceil(SHORTEST * copies.least),
        containment = copies.least }
    for _, state in ipairs(states) do finder:add(body_of(state)) end
    for i, j, _, share, _, rows_i, rows_j in finder:pairs() do
        if share >= copies.least and rows_i >= SHORTEST and rows_j >= SHORTEST then
            local original, copy = states[i], states[j]
            if not is_before(original, rows_i, copy, rows_j) then original, copy = copy, original end
            local known = copy.copy_of
            if not known or share > known.share then copy.copy_of = { file = original.file, share = share } end
        end
    end
    finder:close()
end

return copies
