-- A list whose members are made when they are asked for: #, indexing, ipairs, pairs and JSON see a plain list. It keeps
-- no member itself.
local sequence = {}

local COUNT, GET, OWNER = {}, {}, {}
local mark = { __name = "toolkit.claims.Sequence", __json = "array" }

function mark.__len(list) return rawget(list, COUNT) end

function mark.__index(list, i)
    if math.type(i) == "integer" and i >= 1 and i <= rawget(list, COUNT) then
        return rawget(list, GET)(rawget(list, OWNER), i)
    end
end

function mark.__newindex() error("this list cannot be changed", 2) end

function mark.__pairs(list)
    return function(_, i)
        i = i + 1
        local item = list[i]
        if item ~= nil then return i, item end
    end, list, 0
end

--- A list of `count` members; member i is get(owner, i).
function sequence.new(count, get, owner)
    return setmetatable({ [COUNT] = count, [GET] = get, [OWNER] = owner }, mark)
end

return sequence
