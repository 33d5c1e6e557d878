-- An analyst's decisions over a run, as lines of tab-separated text; the sources stay as they are. Lines:
--
--     date         FILE       ISO-DATE     when the document was written
--     speaker      PLACE      NAME         who says it; ? for unknown, (the outlet), (a reporter)
--     drop         PLACE                   no claim
--     boilerplate  PLACE                   no claims in these bytes
--     merge        NAME       OTHER NAME   two names of one
--     split        NAME       OTHER NAME   ... of two, although they were merged
--     link         PLACE      PLACE        the same claim
--     unlink       PLACE      PLACE        ... not the same
--
-- PLACE is FILE:START-END in bytes from 0, as everywhere in the report; FILE may be the last part of a path. Further
-- columns and lines that start with # are for people. What is already so is no correction: the template that
-- corrections.template() writes can be read back whole and changes nothing.
local rows = require "toolkit.claims.rows"
local tables = require "toolkit.claims.tables"

local corrections = {}

local WANTS = { date = 2, speaker = 2, drop = 1, boilerplate = 1, merge = 2, split = 2, link = 2, unlink = 2 }
local OUTLET, REPORTER, UNKNOWN = "(the outlet)", "(a reporter)", "?"

local base, value = tables.base, tables.value

local function flat(text) return (text:gsub("[%c%s]+", " ")) end

local function place_of(text)
    local file, first, last = text:match("^(.+):(%d+)%-(%d+)$")
    if file then return { file = file, first = math.tointeger(first), last = math.tointeger(last) } end
end

local PLACES = { speaker = { 1 }, drop = { 1 }, boilerplate = { 1 }, link = { 1, 2 }, unlink = { 1, 2 } }

--- Reads corrections. Returns a list of { line =, what =, a =, b =, places... }, or nil and the reason.
function corrections.read(text, name)
    local list, number = {}, 0
    for line in (text .. "\n"):gmatch("(.-)\r?\n") do
        number = number + 1
        if line ~= "" and line:sub(1, 1) ~= "#" then
            local cells = {}
            for cell in (line .. "\t"):gmatch("(.-)\t") do cells[#cells + 1] = cell:match("^%s*(.-)%s*$") end
            local function bad(why) return nil, ("%s:%d: %s"):format(name or "corrections", number, why) end
            local wants = WANTS[cells[1]]
            if not wants then return bad(("'%s' is no correction"):format(cells[1])) end
            for i = 1, wants do
                if (cells[i + 1] or "") == "" then
                    return bad(("%s wants %d columns behind it"):format(cells[1], wants))
                end
            end
            local item = { line = number, what = cells[1], a = cells[2], b = cells[3], place = {} }
            for _, i in ipairs(PLACES[item.what] or {}) do
                item.place[i] = place_of(cells[i + 1])
                if not item.place[i] then return bad(("'%s' is not FILE:START-END"):format(cells[i + 1])) end
            end
            if item.what == "date" and not item.b:find("^%d%d%d%d%-?%d?%d?%-?%d?%d?$") then
                return bad(("'%s' is no date"):format(item.b))
            end
            list[#list + 1] = item
        end
    end
    return list
end

--- What a run needs of a list: by document, by kind.
function corrections.prepare(list)
    local prepared = { list = list, by_file = {}, dates = {}, names = {}, links = {} }
    local function at(file, item)
        prepared.by_file[file] = prepared.by_file[file] or {}
        table.insert(prepared.by_file[file], item)
    end
    for _, item in ipairs(list) do
        item.used = false
        if item.what == "date" then prepared.dates[item.a] = item
        elseif item.what == "merge" or item.what == "split" then table.insert(prepared.names, item)
        else
            if item.place[2] then table.insert(prepared.links, item) end
            item.ids = {}
            for i, place in ipairs(item.place) do at(place.file, { item = item, place = place, side = i }) end
        end
    end
    return prepared
end

-- ---- one document ------------------------------------------------------------------------------------------

local function items_for(prepared, file)
    local list = {}
    for _, key in ipairs(file == base(file) and { file } or { file, base(file) }) do
        for _, found in ipairs(prepared.by_file[key] or {}) do list[#list + 1] = found end
    end
    return list
end

-- Claims at a place: mostly one, two where a claim is nothing but what somebody else is quoted with.
local function claims_at(state, place)
    local list = {}
    for _, c in ipairs(state.claims) do
        if c.bytes[1][1] - 1 == place.first and c.bytes[#c.bytes][2] == place.last then list[#list + 1] = c end
    end
    return list
end

local function within(c, place)
    return c.bytes[1][1] - 1 >= place.first and c.bytes[#c.bytes][2] <= place.last
end

local function remove(state, gone)
    if not next(gone) then return end
    local kept = {}
    for _, c in ipairs(state.claims) do
        if not gone[c] then
            while c.nested and gone[c.nested] do c.nested = c.nested.nested end
            kept[#kept + 1] = c
        end
    end
    for _, c in ipairs(kept) do
        local inner = {}
        for _, i in ipairs(c.inner or {}) do if not gone[i] then inner[#inner + 1] = i end end
        c.inner = inner[1] and inner
    end
    state.claims = kept
end

--- The date that an analyst gives to a document, or nil.
function corrections.date(prepared, file)
    local item = prepared.dates[file] or prepared.dates[base(file)]
    if item then item.used = true end
    return item and item.b
end

--- Applies what concerns one document, before its claims are laid down.
function corrections.document(prepared, state)
    local gone = {}
    for _, found in ipairs(items_for(prepared, state.file)) do
        local item, place = found.item, found.place
        if item.what == "boilerplate" then
            item.used = true
            table.insert(state.boilerplate, { first = place.first + 1, last = place.last, kind = "boilerplate",
                detail = "corrected" })
            for _, c in ipairs(state.claims) do if within(c, place) then gone[c] = true end end
        elseif item.what == "drop" then
            for _, c in ipairs(claims_at(state, place)) do item.used, gone[c] = true, true end
        end
    end
    remove(state, gone)
end

--- Notes which claims the places of links and speakers mean, once claims have ids.
function corrections.note_ids(prepared, state)
    for _, found in ipairs(items_for(prepared, state.file)) do
        if found.item.place[2] or found.item.what == "speaker" then
            local ids = {}
            for i, c in ipairs(claims_at(state, found.place)) do ids[i] = c.id end
            if ids[1] then found.item.ids[found.side] = ids end
        end
    end
end

-- ---- the whole run -------------------------------------------------------------------------------------------

-- Calls visit(ref) for every person, body and name that documents refer to.
local function each_ref(run, visit)
    local seen = {}
    for _, state in ipairs(run.states) do
        for _, ref in ipairs(state.refs) do
            if ref.entity and not seen[ref] then
                seen[ref] = true
                visit(ref)
            end
        end
    end
end

-- Entities by name; one name may stand for several.
local function entities_by_name(run)
    local by_name = {}
    for _, e in ipairs(run.registry.entities) do
        local key = e.name:lower()
        by_name[key] = by_name[key] or {}
        table.insert(by_name[key], e)
    end
    return by_name
end

local function has_alias(list, name)
    for _, e in ipairs(list) do
        for _, alias in ipairs(e.aliases) do if flat(alias) == name then return true end end
    end
    return false
end

local function merge(run, e, other)
    each_ref(run, function(ref) if ref.entity == other then ref.entity = e end end)
    run.registry:alias(e, other.name, "correction")
    for _, alias in ipairs(other.aliases) do run.registry:alias(e, alias, other.reasons[alias]) end
end

-- Makes an entity of its own of a name; false when no text uses it for `e`.
local function split(run, e, name)
    local apart
    each_ref(run, function(ref)
        if ref.entity == e and ref.name:lower() == name:lower() then
            apart = apart or run.registry:add(name, e.kind)
            ref.entity = apart
        end
    end)
    for i = #e.aliases, 1, -1 do
        if apart and e.aliases[i]:lower() == name:lower() then table.remove(e.aliases, i) end
    end
    return apart ~= nil
end

--- Joins and parts entities: changes whom people and names of all documents stand for.
function corrections.names(prepared, run)
    local by_name = #prepared.names > 0 and entities_by_name(run)
    for _, item in ipairs(prepared.names) do
        local list, others = by_name[item.a:lower()] or {}, by_name[item.b:lower()] or {}
        if item.what == "merge" and has_alias(list, item.b) then
            item.used = true
        elseif item.what == "merge" and list[1] and others[1] and list[1] ~= others[1] then
            item.used = true
            merge(run, list[1], others[1])
        elseif item.what == "split" then
            for _, e in ipairs(list) do item.used = split(run, e, item.b) or item.used end
        end
    end
end

local function name_now(c)
    if c.type == "author-statement" then return OUTLET end
    if c.type == "reporter-question" then return REPORTER end
    local ref = c.speaker.ref
    return ref and (ref.entity and ref.entity.name or ref.name) or UNKNOWN
end

-- The person or body of a name as a document's list of them holds it, added when it is new.
local function ref_of(run, state, name, by_name)
    local key = name:lower()
    if not by_name[key] then by_name[key] = { run.registry:add(name, "person") } end
    local e = by_name[key][1]
    for n, ref in ipairs(state.refs) do if ref.entity == e then return ref, n end end
    local ref = { name = name, kind = e.kind, entity = e }
    table.insert(state.refs, ref)
    return ref, #state.refs
end

local function set_speaker(run, state, c, name, by_name)
    c.flags = c.flags or {}
    table.insert(c.flags, "corrected")
    c.speaker = { mode = "explicit" }
    local number = 0
    if name == OUTLET then
        c.type, c.speaker.mode, c.stance = "author-statement", "author", "report"
    elseif name == REPORTER then
        c.type, c.stance = "reporter-question", "question"
        c.speaker.reporter = true
    else
        if c.type == "author-statement" or c.type == "reporter-question" then c.type = "indirect" end
        if name ~= UNKNOWN then
            c.speaker.ref, number = ref_of(run, state, name, by_name)
            state.mentions = run.shelf:put(run.shelf:get(state.mentions) .. ("<I4I4I4"):pack(number, 0, 0))
        end
    end
    local row = run.rows:find(state.index, math.tointeger(c.id:match("%d+$")))
    if row then run.rows:change(row, number, c.type) end
end

local function claim_of(run, id)
    local d, n = id:match("^d(%d+)%.c(%d+)$")
    local state = run.states[math.tointeger(d)]
    return state.claims[math.tointeger(n)], state
end

--- Gives claims other speakers, after people and bodies are known.
function corrections.speakers(prepared, run)
    local by_name = entities_by_name(run)
    for _, item in ipairs(prepared.list) do
        local ids = item.what == "speaker" and item.ids[1]
        if ids then
            item.used = true
            local so = false
            for _, id in ipairs(ids) do so = so or name_now((claim_of(run, id))) == item.b end
            if not so then
                local c, state = claim_of(run, ids[1])
                set_speaker(run, state, c, item.b, by_name)
                run.shelf:lay_again(state)
            end
        end
    end
end

-- The ids that a line about two places means, in the order of links: where places hold several claims, those linked.
local function pair_of(item, by_pair)
    local first
    for _, a in ipairs(item.ids[1] or {}) do
        for _, b in ipairs(item.ids[2] or {}) do
            if tables.id_before(b, a) then a, b = b, a end
            first = first or a ~= b and { a, b }
            if by_pair[a .. " " .. b] then return a, b end
        end
    end
    if first then return first[1], first[2] end
end

--- Adds and takes away links; `linked` is the result of link.run.
function corrections.links(prepared, run, linked)
    if #prepared.links == 0 then return end
    local by_pair, gone, shelf = {}, {}, run.shelf
    for i, handle in ipairs(linked.links) do
        local l = shelf:value(handle)
        by_pair[rows.id(l.a) .. " " .. rows.id(l.b)] = i
    end
    for _, item in ipairs(prepared.links) do
        local a, b = pair_of(item, by_pair)
        local at = a and by_pair[a .. " " .. b]
        item.used = a ~= nil
        if item.what == "unlink" and at then gone[at] = true
        elseif item.what == "link" and a and not at then
            table.insert(linked.links, shelf:keep { a = rows.place_of(a), b = rows.place_of(b), score = 1,
                relation = "same-claim", differences = {}, why = "correction", same_event = false })
        end
    end
    local kept = {}
    for i, handle in ipairs(linked.links) do if not gone[i] then kept[#kept + 1] = handle end end
    linked.links = kept
end

--- Lines of a list that met nothing in the run: text for people.
function corrections.unused(prepared)
    local list = {}
    for _, item in ipairs(prepared.list) do
        if not item.used then
            list[#list + 1] = ("line %d: %s %s meets nothing in these texts"):format(item.line, item.what, item.a)
        end
    end
    return list
end

-- ---- the template --------------------------------------------------------------------------------------------

local function place(c) return ("%s:%d-%d"):format(c.file, c.spans[1][1], c.spans[#c.spans][2]) end

--- Writes what a result says as corrections, to be changed by hand, by calls of put(text); a writer of
--- toolkit.claims.export. The last column is for people.
function corrections.template(result, put)
    local function line(...) put(table.concat({ ... }, "\t") .. "\n") end
    put("# Change lines and pass this file as --corrections. Without changes it changes nothing.\n")
    put("# speaker: change the name (? unknown, (the outlet), (a reporter)) or write drop; "
        .. "merge: write split; link: write unlink\n")
    for _, d in ipairs(result.documents) do
        local date = value(d.date.value)
        if date and date:find("^%d%d%d%d") then line("# date", d.file, date, d.date.how) end
    end
    return function(c)
        local name = tables.speaker_name(c)
        line("speaker", place(c), name == "(unknown)" and UNKNOWN or name, flat(c.text))
    end, function()
        for _, e in ipairs(result.entities) do
            for _, m in ipairs(e.merged) do line("merge", flat(e.name), flat(m.alias), m.why) end
        end
        for _, l in ipairs(result.links) do
            local a, b = result.by_id[l.a], result.by_id[l.b]
            if a and b then line("link", place(a), place(b), flat(l.why)) end
        end
    end
end

return corrections
