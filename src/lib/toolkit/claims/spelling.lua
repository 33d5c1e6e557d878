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

--- Do the words differ in their last two letters only?
function spelling.differ_late(a, b)
    local same = math.max(#a, #b) - 2
    return a:sub(1, same) == b:sub(1, same)
end

return spelling
