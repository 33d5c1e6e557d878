-- Two spellings of one name: words that differ by a letter or two, and by more than an ending.
local spelling = {}

-- A shorter word may not differ at all; from LONG letters on two letters may differ.
spelling.shortest = 5
local LONG = 9

-- Endings that make another word of a name: plurals, people, languages, places.
local ending = {}
for e in ("s es ic ics ical al n an ian ans ians ese i ish er ers y ies ie a o e ed ing ism ist land"):gmatch("%S+") do
    ending[e] = true
end

-- Letters that must be put in, left out, changed or exchanged with the next one to turn a into b; at most `most` + 1.
local function distance(a, b, most)
    local n, m = #a, #b
    if math.abs(n - m) > most then return most + 1 end
    local before, row = nil, {}
    for j = 0, m do row[j] = j end
    for i = 1, n do
        local above, best = row, i
        row = { [0] = i }
        local x = a:byte(i)
        for j = 1, m do
            local y = b:byte(j)
            local cost = math.min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (x == y and 0 or 1))
            if before and j > 1 and x == b:byte(j - 1) and a:byte(i - 1) == y then
                cost = math.min(cost, before[j - 2] + 1)
            end
            row[j] = cost
            if cost < best then best = cost end
        end
        if best > most then return most + 1 end
        before = above
    end
    return row[m]
end

local function differ_by_ending(a, b)
    local i = 1
    while a:byte(i) and a:byte(i) == b:byte(i) do i = i + 1 end
    local x, y = a:sub(i), b:sub(i)
    return (x == "" or ending[x]) and (y == "" or ending[y])
end

--- Are the lower-case words `a` and `b` two spellings of one name rather than one word and its plural or people?
function spelling.near(a, b)
    local least = math.min(#a, #b)
    if a == b or least < spelling.shortest then return false end
    local most = least >= LONG and 2 or 1
    return not differ_by_ending(a, b) and distance(a, b, most) <= most
end

-- Words under one key are compared with each other up to so many: beyond that a list of names is no text.
local CROWD = 100

--- An index of words by their first and their last letters: what differs in one letter shares the one or the other.
function spelling.index(words)
    local index = {}
    for _, word in ipairs(words) do
        for _, key in ipairs { "^" .. word:sub(1, 3), word:sub(-3) .. "$" } do
            local list = index[key]
            if not list then
                list = {}
                index[key] = list
            end
            if #list < CROWD then list[#list + 1] = word end
        end
    end
    return index
end

--- The words of an index that are near `word`.
function spelling.near_words(index, word)
    local found, seen = {}, {}
    for _, key in ipairs { "^" .. word:sub(1, 3), word:sub(-3) .. "$" } do
        for _, other in ipairs(index[key] or {}) do
            if not seen[other] and spelling.near(word, other) then
                seen[other] = true
                found[#found + 1] = other
            end
        end
    end
    return found
end

--- Do the words differ in their last two letters only?
function spelling.differ_late(a, b)
    local same = math.max(#a, #b) - 2
    return a:sub(1, same) == b:sub(1, same)
end

return spelling
