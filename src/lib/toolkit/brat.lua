--- Annotations in the stand-off format of brat: spans with labels, in characters, beside a text.

local brat = {}

-- Character offset -> byte offset (both from 0), for a text in UTF-8; asked in any order.
local function byte_map(text)
    local map, n = {}, 0
    for byte in utf8.codes(text, true) do
        map[n] = byte - 1
        n = n + 1
    end
    map[n] = #text
    return map
end

--- Reads the spans of `annotations` (the content of an .ann file) over `text`. What one event holds is one unit, under
--- the labels of the spans; a span of no event is a unit of its own.
function brat.spans(text, annotations)
    local byte, units = byte_map(text), 0
    local entities, order, spans, used = {}, {}, {}, {}
    for line in annotations:gmatch("[^\r\n]+") do
        local id, label, places = line:match("^(T%d+)\t(%S+) ([%d ;]+)")
        if id then
            entities[id] = { label = label, places = places }
            order[#order + 1] = id
        end
    end
    local function add(id, unit)
        for first, last in entities[id].places:gmatch("(%d+) (%d+)") do
            local i, j = byte[tonumber(first)], byte[tonumber(last)]
            if i and j and i < j then
                spans[#spans + 1] = { label = entities[id].label, i = i + 1, j = j, unit = unit }
            end
        end
    end
    for line in annotations:gmatch("[^\r\n]+") do
        local roles = line:match("^E%d+\t(.+)")
        if roles then
            units = units + 1
            for id in roles:gmatch(":(T%d+)") do
                if entities[id] then
                    add(id, units)
                    used[id] = true
                end
            end
        end
    end
    for _, id in ipairs(order) do
        if not used[id] then
            units = units + 1
            add(id, units)
        end
    end
    return spans
end

return brat
