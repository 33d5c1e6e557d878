-- What a reader must look at: two versions that differ in a number, a polarity, a name, a date, a voice, in who does it
-- to whom; a date that cannot be right; damage; what one version leaves out; a headline whose grammar points at the
-- wrong speaker. Each conflict names the claims, the files and the bytes, and says why. Nothing is corrected.
local agents = require "toolkit.claims.conflicts.agents"
local copies = require "toolkit.claims.copies"
local dates = require "toolkit.claims.conflicts.dates"
local names = require "toolkit.claims.conflicts.names"
local numbers = require "toolkit.claims.conflicts.numbers"
local omissions = require "toolkit.claims.conflicts.omissions"
local place = require "toolkit.claims.conflicts.place"
local rows = require "toolkit.claims.rows"
local voice = require "toolkit.claims.conflicts.voice"

local conflicts = {}

--- The kinds, most urgent first; reports sort by this order.
conflicts.order = { "polarity", "number", "agent", "date-internal", "speaker-role", "voice", "name", "damage",
    "date-precision", "omission", "undated" }

-- From this score on two claims are one, and two people behind it a contradiction.
local ONE_CLAIM = 0.7
-- An event is looked at for names up to so many documents; documents without a date are told up to so many in all.
local EVENT_DOCUMENTS, FEW_DOCUMENTS = 40, 200

-- ---- a list of conflicts ---------------------------------------------------------------------------------

-- Makes the function that adds conflicts, by calls of put(conflict), whose result is its own; the same conflict of the
-- same claims is added once. `copied`: id of a claim -> files that repeat it.
local function collector(put, copied)
    local seen = {}
    return function(kind, claims, spans, why)
        local ids, files, known = {}, {}, {}
        for i, c in ipairs(claims) do ids[i] = c.id end
        local key = table.concat({ kind, why, table.unpack(ids) }, "\0")
        if seen[key] then return end
        seen[key] = true
        local function add_file(file)
            if not known[file] then known[file], files[#files + 1] = true, file end
        end
        for _, s in ipairs(spans) do add_file(s.file) end
        for _, id in ipairs(ids) do
            for _, file in ipairs(copied and copied[id] or {}) do add_file(file) end
        end
        return put { kind = kind, claims = ids, files = files, spans = spans, why = why }
    end
end

-- ---- one document ----------------------------------------------------------------------------------------

-- A date without a year may still get one from another version of the event.
local function waits_for_year(state) return state.date.value and state.date.value:sub(1, 2) == "--" end

local function headline_grammar(state, add)
    for _, c in ipairs(state.claims) do
        for _, flag in ipairs(c.flags or {}) do
            if flag == "headline-grammar" then
                add("speaker-role", { c },
                    { place.span(state, state.title.first or c.bytes[1][1], state.title.last or c.bytes[1][2]) },
                    "the headline's grammar makes another party speak; the body gives it to this one")
            end
        end
    end
end

local function damaged(state, add)
    for _, item in ipairs(state.damage) do
        add("damage", { item.claim or names.claim_at(state, item.first, item.last) },
            { place.span(state, item.first, item.last) }, ("%s: %s"):format(item.sort, item.why))
    end
end

--- The conflicts that a document shows by itself, before others are known; nil when there is none.
function conflicts.of_document(state)
    local list = {}
    local add = collector(function(k) list[#list + 1] = k end)
    headline_grammar(state, add)
    if not waits_for_year(state) then dates.document(state, add) end
    damaged(state, add)
    return list[1] and list
end

-- ---- two versions of a claim -----------------------------------------------------------------------------

local function polarity(p, add)
    if p.relation == "contradicts" then
        add("polarity", { p.a, p.b }, { place.claim(p.a), place.claim(p.b) },
            "one version is negated, the other is not")
    end
end

-- Two people, not one under two spellings.
local function are_two(x, y)
    return x ~= y and x.kind == "person" and y.kind == "person" and not names.are_spellings(x.name, y.name)
end

local function other_speaker(p, add)
    local a, b = p.a, p.b
    local x, y = a.speaker.ref and a.speaker.ref.entity, b.speaker.ref and b.speaker.ref.entity
    if x and y and are_two(x, y) and not a.nested and not b.nested and p.score >= ONE_CLAIM
        and a.speaker.mode == "explicit" and b.speaker.mode == "explicit" then
        add("speaker-role", { a, b }, { place.claim(a), place.claim(b) },
            ("given to %s in one version, to %s in the other"):format(x.name, y.name))
    end
end

local function claim_of(run, at)
    local d, n = rows.parts(at)
    return run.states[d].claims[n]
end

-- What the links say together: of each event the handles of those inside it; the places of claims that only repeat one
-- of the original; of each original, by id, the files that repeat it; and the places of claims that a document tells
-- which is no copy.
local function look_at_links(run, handles)
    local states, by_event, repeats, copied, told = run.states, {}, {}, {}, {}
    local function note(copy, copy_at, state, at)
        if copies.is_of(copy, state) and not repeats[copy_at] then
            local id = rows.id(at)
            repeats[copy_at] = true
            copied[id] = copied[id] or {}
            table.insert(copied[id], copy.file)
        end
    end
    for _, handle in ipairs(handles) do
        local p = run.shelf:value(handle)
        local a, b = states[rows.parts(p.a)], states[rows.parts(p.b)]
        if p.same_event then
            by_event[a.event] = by_event[a.event] or {}
            table.insert(by_event[a.event], handle)
            if p.relation == "same-claim" and #p.differences == 0 then
                note(a, p.a, b, p.b)
                note(b, p.b, a, p.a)
            end
        end
        if not copies.is_of(a, b) and not copies.is_of(b, a) then told[p.a], told[p.b] = true, true end
    end
    return by_event, repeats, copied, told
end

local function look_at_pair(p, add, voices, lexicon)
    numbers(p, add)
    polarity(p, add)
    names.pair(p, add, lexicon)
    dates.pair(p, add)
    voices:pair(p)
    agents.pair(p, add, lexicon)
    other_speaker(p, add)
end

-- ---- the whole run ---------------------------------------------------------------------------------------

local function undated(run, add)
    if #run.states < 2 or #run.states > FEW_DOCUMENTS then return end
    for _, state in ipairs(run.states) do
        local first = not state.date.value and state.claims[1]
        if first then
            add("undated", { first }, { place.claim(first) },
                "no date in the text; what happened when is not knowable from it")
        end
    end
end

-- The conflicts of a run on its shelf: a list of handles for each kind.
local function by_kind(run)
    local lists = {}
    for _, kind in ipairs(conflicts.order) do lists[kind] = {} end
    return lists, function(k)
        local list, handle = lists[k.kind], run.shelf:keep(k)
        list[#list + 1] = handle
        return handle
    end
end

--- All conflicts of a run, most urgent first, as handles of the run's shelf. Events are looked at one by one.
function conflicts.run(run, linked)
    for _, event in ipairs(linked.events) do copies.mark(event) end
    local by_event, repeats, copied, told = look_at_links(run, linked.links)
    local lists, put = by_kind(run)
    local add = collector(put, copied)
    for _, state in ipairs(run.states) do
        for _, k in ipairs(state.conflicts or {}) do put(k) end
        if state.date_written then dates.document(state, add) end
    end
    local voices = voice.new()
    for _, event in ipairs(linked.events) do
        for _, handle in ipairs(by_event[event.id] or {}) do
            local p = run.shelf:value(handle)
            if not repeats[p.a] and not repeats[p.b] then
                p.a, p.b = claim_of(run, p.a), claim_of(run, p.b)
                look_at_pair(p, add, voices, run.lexicon)
            end
        end
        voices:add(add)
        if #event.states > 1 and #event.states <= EVENT_DOCUMENTS then names.event(event, add, run.lexicon) end
        omissions(event, told, add)
    end
    lists.voice = voices:ordered(lists.voice)
    undated(run, add)
    local all = {}
    for _, kind in ipairs(conflicts.order) do table.move(lists[kind], 1, #lists[kind], #all + 1, all) end
    return all
end

return conflicts
