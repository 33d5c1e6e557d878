-- Two sides of a story: which claims of the one are told by the other, with what differences, and what stands alone.
local Table = require "toolkit.table"
local tables = require "toolkit.claims.tables"

local pairing = {}

local value = tables.value

-- Columns of a terminal that what a side tells keeps.
local SIDE = 40 -- places of a terminal for the words of one side

--- How two claims, or one, stand to the other side, in the order of interest, and titles for people.
pairing.relations = { "contradicts", "differs", "partial", "conflict", "same", "only" }
pairing.titles = { contradicts = "They contradict each other", differs = "Both tell it, with differences",
    partial = "One tells a part", conflict = "Other conflicts", same = "Both tell it", only = "Only one tells it" }

local function holds(text, part)
    return text and text:lower():find(part:lower(), 1, true) ~= nil
end

local NAMED = 8 -- documents in a message

-- "a.txt, b.txt (Agency) and 3 more": what --sides may name.
local function choice(documents)
    local list = {}
    for i = 1, math.min(NAMED, #documents) do
        local outlet = value(documents[i].source.name)
        list[i] = tables.base(documents[i].file) .. (outlet and " (" .. outlet .. ")" or "")
    end
    local more = #documents > NAMED and (" and %d more"):format(#documents - NAMED) or ""
    return table.concat(list, ", ") .. more
end

--- The two sides { name =, files = set, first = document }: documents whose outlet or file holds each of the two
--- `names`; without names the result must be of two documents. Returns nil and the reason when that does not work out.
function pairing.sides(result, names)
    local documents = result.documents
    if not names then
        if #documents ~= 2 then
            return nil, ("choose two outlets or files with --sides A,B; there are %d documents: %s")
                :format(#documents, choice(documents))
        end
        names = { tables.base(documents[1].file), tables.base(documents[2].file) }
    elseif #names ~= 2 then
        return nil, "--sides wants two names: A,B"
    end
    local sides, taken = {}, {}
    for i, name in ipairs(names) do
        local side = { name = name, files = {}, count = 0 }
        for _, d in ipairs(documents) do
            if not taken[d.file] and (holds(tables.base(d.file), name) or holds(value(d.source.name), name)) then
                side.files[d.file], taken[d.file] = true, true
                side.count = side.count + 1
            end
        end
        if side.count == 0 then return nil, ("no document or outlet is called '%s'; there are %s"):format(name,
            choice(documents)) end
        sides[i] = side
    end
    return sides
end

local function one_line(text)
    return (text:gsub("%s+", " "))
end

local function relation_of(link)
    if link.relation ~= "same-claim" then return link.relation end
    return #link.differences > 0 and "differs" or "same"
end

-- The conflicts between claims of both sides by pair ("a\0b"), and those that no pair of claims shows.
local function conflicts_of(result, side_of, linked)
    local by_pair, rest = {}, {}
    for _, k in ipairs(result.conflicts) do
        local ids = { {}, {} }
        for _, id in ipairs(k.claims) do
            local c = result.by_id[id]
            local side = c and side_of[c.file]
            if side then table.insert(ids[side], id) end
        end
        local paired = false
        for _, a in ipairs(ids[1]) do
            for _, b in ipairs(ids[2]) do
                local key = a .. "\0" .. b
                if linked[key] then
                    by_pair[key] = by_pair[key] or {}
                    table.insert(by_pair[key], k.kind .. ": " .. k.why)
                    paired = true
                end
            end
        end
        if not paired then
            local spans = {}
            for _, s in ipairs(k.spans) do
                local side = side_of[s.file]
                if side and not spans[side] then spans[side] = s end
            end
            if spans[1] and spans[2] then rest[#rest + 1] = { kind = k.kind, why = k.why, spans = spans } end
        end
    end
    return by_pair, rest
end

--- The table of a comparison: relation, differences, then speaker, text and place on each side. Option `own`: also what
--- outlets say in their own voice without a partner.
function pairing.table(result, sides, options)
    local t = Table.new({ { "relation", least = 11, keep = true }, { "differences", least = 16, wrap = 30 },
        { "speaker_a", title = "speaker", wrap = 20 },
        { "a", title = sides[1].name, least = SIDE, wrap = SIDE, keep = true },
        { "speaker_b", title = "speaker", wrap = 20 },
        { "b", title = sides[2].name, least = SIDE, wrap = SIDE, keep = true },
        { "place_a", title = "place" }, { "place_b", title = "place" }, "claims" },
        { caption = ("%s and %s"):format(sides[1].name, sides[2].name) })
    local side_of = {}
    for i, side in ipairs(sides) do
        for file in pairs(side.files) do side_of[file] = i end
    end
    local links, linked, partners = {}, {}, {}
    for _, l in ipairs(result.links) do
        local a, b = result.by_id[l.a], result.by_id[l.b]
        local x, y = side_of[a.file], side_of[b.file]
        if x and y and x ~= y then
            if x == 2 then a, b = b, a end
            local key = a.id .. "\0" .. b.id
            links[a.id] = links[a.id] or {}
            table.insert(links[a.id], { link = l, other = b, key = key })
            linked[key], partners[b.id] = true, true
        end
    end
    local by_pair, rest = conflicts_of(result, side_of, linked)
    for _, c in ipairs(result.claims) do
        for _, pair in ipairs(links[c.id] or {}) do
            local what = { table.concat(pair.link.differences, ", ") }
            for _, why in ipairs(by_pair[pair.key] or {}) do what[#what + 1] = why end
            local differences = table.concat(what, "; ")
            local b = pair.other
            t:add { relation_of(pair.link), differences ~= "" and differences or nil, tables.speaker_name(c),
                one_line(c.text), tables.speaker_name(b), one_line(b.text), tables.anchor(c), tables.anchor(b),
                c.id .. " " .. b.id }
        end
    end
    for _, k in ipairs(rest) do
        local a, b = k.spans[1], k.spans[2]
        t:add { "conflict", k.kind .. ": " .. k.why, nil, one_line(a.text), nil, one_line(b.text),
            ("%s:%d-%d"):format(tables.base(a.file), a.start, a["end"]),
            ("%s:%d-%d"):format(tables.base(b.file), b.start, b["end"]) }
    end
    for side = 1, 2 do
        for _, c in ipairs(result.claims) do
            local alone = side_of[c.file] == side and not links[c.id] and not partners[c.id]
            if alone and (options.own or c.type ~= "author-statement") and c.type ~= "reporter-question" then
                local mark = side == 1 and "a" or "b"
                t:add { relation = "only", ["speaker_" .. mark] = tables.speaker_name(c), [mark] = one_line(c.text),
                    ["place_" .. mark] = tables.anchor(c), claims = c.id }
            end
        end
    end
    return t
end

return pairing
