-- Syndicated copies: of the documents of one event, those that repeat most of another one's words in a row. A copy is
-- no second witness: it counts once with its original.
local copies = {}

-- Words in a row that are compared, and the share of them that makes a copy.
local ROW = 6
copies.least = 0.5
-- Events of more documents are not compared: those are series.
local MOST_DOCUMENTS = 40
-- A text of fewer rows is too short to tell.
local SHORTEST = 20

-- The rows of words of a text as a set, and how many there are.
local function rows_of(text)
    local words, set, count = {}, {}, 0
    for word in text:lower():gmatch("[%w\128-\255]+") do words[#words + 1] = word end
    for i = 1, #words - ROW + 1 do
        local row = table.concat(words, " ", i, i + ROW - 1)
        if not set[row] then
            set[row] = true
            count = count + 1
        end
    end
    return { set = set, count = count }
end

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

-- The share of the rows of `a` that `b` has too.
local function share(a, b)
    local shared = 0
    for row in pairs(a.set) do
        if b.set[row] then shared = shared + 1 end
    end
    return shared / a.count
end

-- Which of two documents is the original: the earlier, the longer, the first by name.
local function is_before(a, rows_a, b, rows_b)
    local x, y = a.date.value or "", b.date.value or ""
    local is_known = x ~= "" and y ~= "" and x:sub(1, 1) ~= "-" and y:sub(1, 1) ~= "-"
    if is_known and x ~= y then return x < y end
    if rows_a.count ~= rows_b.count then return rows_a.count > rows_b.count end
    return a.file < b.file
end

--- Is the document of `copy` a copy of that of `state`?
function copies.is_of(copy, state)
    return copy.copy_of ~= nil and copy.copy_of.file == state.file
end

--- Marks the copies among the documents of an event: state.copy_of = { file, share }.
function copies.mark(event)
    if #event.states < 2 or #event.states > MOST_DOCUMENTS then return end
    local rows = {}
    for i, state in ipairs(event.states) do rows[i] = rows_of(body_of(state)) end
    for i, state in ipairs(event.states) do
        for j, other in ipairs(event.states) do
            if i ~= j and rows[i].count >= SHORTEST and rows[j].count >= SHORTEST
                and is_before(other, rows[j], state, rows[i]) then
                local least = math.min(rows[i].count, rows[j].count)
                local part = share(rows[i].count == least and rows[i] or rows[j],
                    rows[i].count == least and rows[j] or rows[i])
                local known = state.copy_of
                if part >= copies.least and (not known or part > known.share) then
                    state.copy_of = { file = other.file, share = part }
                end
            end
        end
    end
end

return copies
