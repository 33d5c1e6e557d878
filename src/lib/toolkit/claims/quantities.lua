-- Which numbers of two versions of one claim measure the same thing, and so contradict each other. "211 crowns on
-- average" and "an average of 214 crowns" do; "two people were injured" and "12,400 people left" have a unit in common
-- and nothing else.
local toolkit = require "toolkit"

local quantities = {}

--- Numbers with one unit are compared up to this ratio; for ten times more they need a word in common around them, for
--- a hundred times more two, and so on.
quantities.ratio = 2

--- How many words on either side tell what a number measures.
quantities.context = 5

local silent = {}
for word in ([[a an the of to in on at by for with from and or as that this these those it its is are was were be been
    has have had not no other others more most less least than over under above below about some nearly almost up only
    just per each every said says]]):gmatch("%S+") do silent[word] = true end

local function unit_word(unit) return unit and (unit:lower():match("%a+$") or unit:lower()) end

local function equal(n, m) return n.min == m.min and n.max == m.max end

local function contains(list, number)
    for _, other in ipairs(list) do if equal(number, other) then return true end end
    return false
end

-- The stems beside a number, inside its claim and without its unit.
local function context_of(c, number)
    local text, first, last = c.state.text, c.bytes[1][1], c.bytes[#c.bytes][2]
    local before, behind = {}, {}
    for word in text:sub(first, number.first - 1):lower():gmatch("[%a\128-\255]+") do before[#before + 1] = word end
    for word in text:sub(number.last + 1, last):lower():gmatch("[%a\128-\255]+") do behind[#behind + 1] = word end
    local set = {}
    local function keep(word) if word and not silent[word] then set[toolkit.stem(word)] = true end end
    for k = 1, quantities.context do
        keep(before[#before + 1 - k])
        keep(behind[k])
    end
    return set
end

local function shared(a, b)
    local count = 0
    for word in pairs(a) do if b[word] then count = count + 1 end end
    return count
end

-- How many times one is the other; 1 where both have no end in common to compare.
local function ratio(n, m)
    local x, y = n.max or n.min, m.max or m.min
    if not x or not y or x <= 0 or y <= 0 then return x == y and 1 or math.huge end
    return math.max(x, y) / math.min(x, y)
end

-- Does a number without one of its bounds ("thousands", "up to 50") leave room for the other?
local function leaves_room(n, m)
    if n.min and n.max and m.min and m.max then return false end
    return (n.min or -math.huge) <= (m.max or math.huge) and (m.min or -math.huge) <= (n.max or math.huge)
end

-- How surely two numbers measure the same thing; nil when nothing speaks for it or they do not
-- contradict each other.
local function likeness(n, m, near_n, near_m)
    if n.max and m.max and (n.max == m.max or n.min == m.min) then return math.huge end
    if unit_word(n.unit) ~= unit_word(m.unit) or leaves_room(n, m) then return nil end
    local words, times = shared(near_n, near_m), ratio(n, m)
    if times > quantities.ratio * 10 ^ words then return nil end
    return words + 1 / times
end

--- The pairs of numbers in which two claims differ, the surest first; no number is in two pairs.
---@return {[1]: table, [2]: table}[]
function quantities.differing(a, b)
    local pairs_found = {}
    for i, n in ipairs(a.numbers) do
        local near = not contains(b.numbers, n) and context_of(a, n)
        for k, m in ipairs(b.numbers) do
            local like = near and not contains(a.numbers, m) and likeness(n, m, near, context_of(b, m))
            if like then pairs_found[#pairs_found + 1] = { n, m, like = like, i = i, k = k } end
        end
    end
    table.sort(pairs_found, function(x, y)
        if x.like ~= y.like then return x.like > y.like end
        if x.i ~= y.i then return x.i < y.i end
        return x.k < y.k
    end)
    local used, out = {}, {}
    for _, pair in ipairs(pairs_found) do
        if not used[pair[1]] and not used[pair[2]] then
            used[pair[1]], used[pair[2]] = true, true
            out[#out + 1] = pair
        end
    end
    return out
end

return quantities
