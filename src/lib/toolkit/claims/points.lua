-- Talking points: groups of linked claims, the widest first. A group is a claim with all that link to it directly; a
-- claim is shown in the widest group that holds it. Of hundreds of thousands of links only numbers are kept at hand.
local json = require "toolkit.json"
local rows = require "toolkit.claims.rows"
local sequence = require "toolkit.claims.sequence"

-- The linked claims of a result as columns, in the order of documents and claims: `place` (see rows), and of each that
-- is there `file`, `size` of its text, `is_own` of the outlet; and `number`: place -> number in the columns.
local function linked_claims(result)
    local place, number = {}, {}
    for _, l in ipairs(result.links) do
        for _, id in ipairs { l.a, l.b } do
            local at = rows.place_of(id)
            if not number[at] then place[#place + 1], number[at] = at, true end
        end
    end
    table.sort(place)
    local file, size, is_own = {}, {}, {}
    for i, at in ipairs(place) do
        local c = result.by_id[rows.id(at)]
        number[at] = i
        file[i], size[i], is_own[i] = c and c.file or false, c and #c.text or 0, c and c.type == "author-statement"
    end
    return { place = place, file = file, size = size, is_own = is_own, number = number }
end

-- The neighbours of each claim, one list after the other: those of claim i are to[from[i]] .. to[from[i + 1] - 1], in
-- the order of links.
local function neighbours(result, columns)
    local left, right, from = {}, {}, {}
    for i = 1, #columns.place + 1 do from[i] = 0 end
    for n, l in ipairs(result.links) do
        local a, b = columns.number[rows.place_of(l.a)], columns.number[rows.place_of(l.b)]
        left[n], right[n] = a, b
        from[a], from[b] = from[a] + 1, from[b] + 1
    end
    local total = 1
    for i = 1, #from do from[i], total = total, total + from[i] end
    local to, free = {}, table.move(from, 1, #from, 1, {})
    for i = 1, total - 1 do to[i] = 0 end
    for n, a in ipairs(left) do
        local b = right[n]
        to[free[a]], free[a] = b, free[a] + 1
        to[free[b]], free[b] = a, free[b] + 1
    end
    return from, to
end

-- What each document counts as: itself, or what it is a copy of; and the events.
local function originals(result)
    local event_of, original = {}, {}
    for _, d in ipairs(result.documents) do
        local copy = d.copy_of ~= json.null and d.copy_of
        event_of[d.file] = d.event ~= json.null and d.event or nil
        original[d.file] = copy and (original[copy.file] or copy.file) or d.file
    end
    return event_of, original
end

-- Of each claim's group: in how many documents it is told, copies with their originals, and how many claims it has.
local function count_groups(columns, from, to, original)
    local files, counts = {}, {}
    for i = 1, #columns.place do
        local known, n, count = {}, 0, 0
        local function add(j)
            local file = original[columns.file[j]]
            if not columns.file[j] then return end
            count = count + 1
            if not known[file] then known[file], n = true, n + 1 end
        end
        add(i)
        for k = from[i], from[i + 1] - 1 do add(to[k]) end
        files[i], counts[i] = n, count
    end
    return files, counts
end

--- The talking points of a result, a list: { claims = {...}, files = n, event =, first = claim }, made when they are
--- asked for. Copies count with their originals.
return function(result)
    local columns = linked_claims(result)
    local from, to = neighbours(result, columns)
    columns.number = nil
    local event_of, original = originals(result)
    local files, counts = count_groups(columns, from, to, original)
    local order, place, size = {}, columns.place, columns.size
    for i = 1, #place do
        if columns.file[i] and not columns.is_own[i] then order[#order + 1] = i end
    end
    table.sort(order, function(a, b)
        if files[a] ~= files[b] then return files[a] > files[b] end
        if counts[a] ~= counts[b] then return counts[a] > counts[b] end
        if size[a] ~= size[b] then return size[a] < size[b] end
        return rows.id(place[a]) < rows.id(place[b])
    end)
    local shown, kept = {}, {}
    for _, i in ipairs(order) do
        if not shown[i] then
            kept[#kept + 1], shown[i] = i, true
            for k = from[i], from[i + 1] - 1 do shown[to[k]] = true end
        end
    end
    return sequence.new(#kept, function(_, n)
        local i = kept[n]
        local first = result.by_id[rows.id(place[i])]
        local list = { first }
        for k = from[i], from[i + 1] - 1 do list[#list + 1] = result.by_id[rows.id(place[to[k]])] end
        return { first = first, claims = list, files = files[i], event = event_of[first.file] }
    end)
end
