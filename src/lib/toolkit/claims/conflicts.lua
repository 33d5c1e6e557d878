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

-- A list of conflicts and the function that adds to it; the same conflict of the same claims is added once. `copied`:
-- id of a claim -> files that repeat it.
local function collector(copied)
    local list, seen = {}, {}
    return list, function(kind, claims, spans, why)
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
        list[#list + 1] = { kind = kind, claims = ids, files = files, spans = spans, why = why }
    end
end

local function by_urgency(list)
    local rank = {}
    for i, kind in ipairs(conflicts.order) do rank[kind] = i end
    for i, k in ipairs(list) do k.n = i end
    table.sort(list, function(a, b)
        if rank[a.kind] ~= rank[b.kind] then return rank[a.kind] < rank[b.kind] end
        return a.n < b.n
    end)
    return list
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
    local list, add = collector()
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

local function claim_of(run, id)
    local d, n = id:match("^d(%d+)%.c(%d+)$")
    return run.states[math.tointeger(d)].claims[math.tointeger(n)]
end

-- Claims that only repeat one of the original: id -> true; of each original the files that repeat it; and the claims
-- that a document tells which is no copy.
local function copied_claims(run, links)
    local repeats, copied, told, states = {}, {}, {}, run.states
    local function state_of(id) return states[math.tointeger(id:match("%d+"))] end
    local function note(copy_id, copy, id, state)
        if copies.is_of(copy, state) and not repeats[copy_id] then
            repeats[copy_id] = true
            copied[id] = copied[id] or {}
            table.insert(copied[id], copy.file)
        end
    end
    for _, p in ipairs(links) do
        local a, b = state_of(p.a_id), state_of(p.b_id)
        if p.same_event and p.relation == "same-claim" and #p.differences == 0 then
            note(p.a_id, a, p.b_id, b)
            note(p.b_id, b, p.a_id, a)
        end
        if not copies.is_of(a, b) and not copies.is_of(b, a) then told[p.a_id], told[p.b_id] = true, true end
    end
    return repeats, copied, told
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

--- All conflicts of a run, most urgent first.
function conflicts.run(run, linked)
    for _, event in ipairs(linked.events) do copies.mark(event) end
    local repeats, copied, told = copied_claims(run, linked.links)
    local list, add = collector(copied)
    for _, state in ipairs(run.states) do
        table.move(state.conflicts or {}, 1, #(state.conflicts or {}), #list + 1, list)
        if state.date_written then dates.document(state, add) end
    end
    local voices = voice.new()
    for _, p in ipairs(linked.links) do
        if p.same_event and not repeats[p.a_id] and not repeats[p.b_id] then
            local a_row, b_row = p.a, p.b
            p.a, p.b = claim_of(run, p.a_id), claim_of(run, p.b_id)
            look_at_pair(p, add, voices, run.lexicon)
            p.a, p.b = a_row, b_row
        end
    end
    voices:add(add)
    for _, event in ipairs(linked.events) do
        if #event.states > 1 and #event.states <= EVENT_DOCUMENTS then names.event(event, add, run.lexicon) end
        omissions(event, told, add)
    end
    undated(run, add)
    return by_urgency(list)
end

return conflicts
