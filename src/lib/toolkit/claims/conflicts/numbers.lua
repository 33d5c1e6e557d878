-- Two versions of a claim with different numbers for one thing, or with a bound that one of them leaves out.
local place = require "toolkit.claims.conflicts.place"
local quantities = require "toolkit.claims.quantities"

local function show(n)
    if n.min and n.max and n.min ~= n.max then return ("%s to %s"):format(n.min, n.max) end
    if n.min and not n.max then return ("at least %s"):format(n.min) end
    if n.max and not n.min then return ("up to %s"):format(n.max) end
    return tostring(n.max or n.min)
end

-- The digits of a number, sorted, without those zeros that only say how large it is.
local function digits(n)
    local list = {}
    for digit in tostring(n):gsub("%.0$", ""):gsub("0+$", ""):gmatch("%d") do list[#list + 1] = digit end
    table.sort(list)
    return table.concat(list)
end

-- What speaks for a slip of the pen rather than of the facts.
local function slip(n, m)
    local x, y = n.max or n.min, m.max or m.min
    if not x or not y or x == 0 or y == 0 then return "" end
    local ratio = math.max(x, y) / math.min(x, y)
    for _, factor in ipairs { 10, 100, 1000, 10000 } do
        if ratio == factor then return (": a factor of %d, as between units that count differently"):format(factor) end
    end
    local a, b = digits(x), digits(y)
    return #a > 1 and a == b and ": the same digits in another order" or ""
end

--- Adds the numbers in which the claims of pair p differ.
return function(p, add)
    for _, pair in ipairs(quantities.differing(p.a, p.b)) do
        local n, m = pair[1], pair[2]
        local lost = n.max == m.max or n.min == m.min
        add("number", { p.a, p.b }, { place.span(p.a.state, n.first, n.last), place.span(p.b.state, m.first, m.last) },
            ("%s against %s%s"):format(show(n), show(m),
                lost and ": one version leaves out a bound" or slip(n, m)))
    end
end
