-- What a reader must look at: two versions that differ in a number, a polarity, a name, a date, a voice; a date that
-- cannot be right; what one version leaves out; a headline whose grammar points at the wrong speaker. Each conflict
-- names the claims, the files and the bytes, and says why. Nothing is corrected.
local apostrophe = require "toolkit.claims.apostrophe"
local quantities = require "toolkit.claims.quantities"

local conflicts = {}

--- The kinds, most urgent first; reports sort by this order.
conflicts.order = { "polarity", "number", "agent", "date-internal", "speaker-role", "voice", "name", "date-precision",
    "omission", "undated" }

local function base(file) return file:match("[^/]+$") or file end

local function span(state, first, last)
    return { file = state.file, text = state.text:sub(first, last), start = first - 1, stop = last }
end

local function claim_span(c) return span(c.state, c.bytes[1][1], c.bytes[#c.bytes][2]) end

-- ---- numbers ------------------------------------------------------------------------------------------------

local function show(n)
    if n.min and n.max and n.min ~= n.max then return ("%s to %s"):format(n.min, n.max) end
    if n.min and not n.max then return ("at least %s"):format(n.min) end
    if n.max and not n.min then return ("up to %s"):format(n.max) end
    return tostring(n.max or n.min)
end

local function number_conflicts(p, add)
    for _, pair in ipairs(quantities.differing(p.a, p.b)) do
        local n, m = pair[1], pair[2]
        local lost = n.max == m.max or n.min == m.min
        add("number", { p.a, p.b }, { span(p.a.state, n.first, n.last), span(p.b.state, m.first, m.last) },
            ("%s against %s%s"):format(show(n), show(m), lost and ": one version leaves out a bound" or ""))
    end
end

-- ---- polarity ---------------------------------------------------------------------------------------------------

local function polarity_conflict(p, add)
    if p.relation == "contradicts" then
        add("polarity", { p.a, p.b }, { claim_span(p.a), claim_span(p.b) }, "one version is negated, the other is not")
    end
end

-- ---- names --------------------------------------------------------------------------------------------------------

local function tokens_of(text)
    local set, n = {}, 0
    for word in text:lower():gmatch("[%w\128-\255]+") do
        if word ~= "the" and word ~= "of" and word ~= "on" and word ~= "and" and word ~= "s" and word ~= "for" then
            set[word] = true
            n = n + 1
        end
    end
    return set, n
end

local function overlap(a, b)
    local x, n = tokens_of(a)
    local y, m = tokens_of(b)
    local shared = 0
    for word in pairs(x) do if y[word] then shared = shared + 1 end end
    return shared, math.min(n, m), math.max(n, m)
end

local function name_conflicts(p, add)
    local a, b = p.a.speaker, p.b.speaker
    local ra, rb = a.ref, b.ref
    local explicit = (a.mode == "explicit" or a.mode == "nominal") and (b.mode == "explicit" or b.mode == "nominal")
    if explicit and ra and rb and a.info and b.info and a.byte_first and b.byte_first then
        local na, nb = a.info.name, b.info.name
        if na and nb and na ~= nb then
            local same_kind = a.info.kind == b.info.kind
            local shared = overlap(na, nb)
            local same_entity = ra.entity == rb.entity
            if same_kind and a.info.kind == "person" and (same_entity or shared >= 1) and p.score >= 0.4 then
                if not same_entity or ra.name ~= rb.name then
                    add("name", { p.a, p.b },
                        { span(p.a.state, a.byte_first, a.byte_last), span(p.b.state, b.byte_first, b.byte_last) },
                        same_entity and "the same person under two forms of the name" or "nearly the same name")
                end
            elseif same_kind and a.info.kind == "organisation" and not same_entity
                and (shared >= 1 or p.score >= 0.45) then
                add("name", { p.a, p.b },
                    { span(p.a.state, a.byte_first, a.byte_last), span(p.b.state, b.byte_first, b.byte_last) },
                    "the same claim is given to bodies with different names: one body or two?")
            end
        end
    end
    -- names inside the claims: same words, other order or a word more
    for _, x in ipairs(p.a.parties) do
        for _, y in ipairs(p.b.parties) do
            if x.kind ~= "country" and y.kind ~= "country" then
                local tx = apostrophe.strip(p.a.state.text:sub(x.byte_first, x.byte_last))
                local ty = apostrophe.strip(p.b.state.text:sub(y.byte_first, y.byte_last))
                local fx, fy = x.long or tx, y.long or ty
                local shared, least, most = overlap(fx, fy)
                if x.entity ~= y.entity and fx:lower() ~= fy:lower() and least >= 2 and shared >= 2
                    and shared >= least * 0.7 and most <= least + 2 then
                    add("name", { p.a, p.b },
                        { span(p.a.state, x.byte_first, x.byte_last), span(p.b.state, y.byte_first, y.byte_last) },
                        "two forms of one name: " .. fx:gsub("%s+", " ") .. " / " .. fy:gsub("%s+", " "))
                    return
                end
            end
        end
    end
end

-- ---- dates ----------------------------------------------------------------------------------------------------------

-- Dates of the sentence around the claim: in it, or in the attribution before it.
local function dates_around(c)
    local list = {}
    for _, d in ipairs(c.state.dates) do
        if d.first >= c.sentence_bytes[1] and d.last <= c.sentence_bytes[2] then list[#list + 1] = d end
    end
    return list
end

local vague = { recently = true, earlier = true, lately = true }

local function vague_time(c)
    local text = c.state.text:sub(c.sentence_bytes[1], c.sentence_bytes[2])
    local low = text:lower()
    for word in pairs(vague) do
        local i, j = low:find("%f[%a]" .. word .. "%f[%A]")
        if i then return c.sentence_bytes[1] + i - 1, c.sentence_bytes[1] + j - 1 end
    end
end

local function is_day(d) return d.value and d.value:match("^%d%d%d%d%-%d%d%-%d%d$") or d.value
    and d.value:match("^%-%-%d%d%-%d%d$") end

local function date_conflict(p, add)
    local da, db = dates_around(p.a), dates_around(p.b)
    local function has_day(list)
        for _, d in ipairs(list) do if is_day(d) then return d end end
    end
    local x, y = has_day(da), has_day(db)
    if (x and not y) or (y and not x) then
        local exact, c_exact, c_other = x or y, x and p.a or p.b, x and p.b or p.a
        local i, j = vague_time(c_other)
        if i and p.score >= 0.4 then
            add("date-precision", { p.a, p.b },
                { span(c_exact.state, exact.first, exact.last), span(c_other.state, i, j) },
                "one version gives the day, the other only \"" .. c_other.state.text:sub(i, j) .. "\"")
        end
    end
end

local function month_day(value)
    local m, d = value:match("(%d%d)%-(%d%d)$")
    return m and m .. d
end

local past_verbs = { sent = true, said = true, issued = true, wrote = true, met = true, signed = true,
    reported = true, announced = true, held = true }

local function internal_dates(state, add)
    local own = state.date.value
    if not own or own:sub(1, 2) == "--" or #own < 10 then return end
    local seen = {}
    for _, d in ipairs(state.dates) do
        local text = state.text:sub(d.first, d.last)
        local written_year = text:match("%d%d%d%d")
        local value = d.value
        -- a day without a year that lies behind the document's own date when read in its year
        if value and is_day(d) and not seen[d.first] then
            local md = month_day(value)
            local own_md = month_day(own:sub(1, 10))
            local later
            if written_year then later = value:sub(1, 2) ~= "--" and value > own:sub(1, 10)
            else later = (d.how == "explicit-no-year" or d.how == "inconsistent" or value:sub(1, 2) == "--")
                and md > own_md end
            if later then
                -- the innermost claim that holds it, told in the past tense
                local holder
                for _, c in ipairs(state.claims) do
                    for _, s in ipairs(c.bytes) do
                        if d.first >= s[1] and d.last <= s[2]
                            and (not holder or s[2] - s[1] < holder.bytes[1][2] - holder.bytes[1][1]) then
                            holder = c end
                    end
                end
                if holder then
                    local past, future = false, false
                    for i, form in ipairs(holder.words) do
                        if past_verbs[form] or holder.tags[i] == "VERB" and form:sub(-2) == "ed" then past = true end
                        if form == "will" or form == "next" or form == "upcoming" or form == "until" then
                            future = true end
                    end
                    if past and not future then
                        seen[d.first] = true
                        add("date-internal", { holder },
                            { span(state, d.first, d.last), state.date.first
                            and span(state, state.date.first, state.date.last) or nil },
                            ("%s lies behind the document's own date %s, yet it is told as past"):format(text, own))
                    end
                end
            end
        end
    end
end

-- ---- voice, agent
-- ------------------------------------------------------------------------------------------------------

local function chain(c)
    local list = {}
    local o = c.nested
    while o do
        list[#list + 1] = o
        o = o.nested
    end
    return list
end

local function voice_conflict(p, add)
    local a, b = p.a, p.b
    local ca, cb = chain(a), chain(b)
    if (#ca == 0) ~= (#cb == 0) then
        local inner, other = #ca > 0 and a or b, #ca > 0 and b or a
        local outer = chain(inner)[1]
        local who = outer.type == "reporter-question" and "in a reporter's question"
            or "cited by " .. (outer.speaker.ref and outer.speaker.ref.entity and outer.speaker.ref.entity.name
                or "another speaker")
        if other.type ~= "author-statement" or true then
            add("voice", { a, b }, { claim_span(a), claim_span(b) },
                ("%s has it %s, %s in the outlet's own voice"):format(base(inner.state.file), who,
                    base(other.state.file)))
        end
    elseif #ca == 0 and (a.type == "author-statement") ~= (b.type == "author-statement") then
        local said, stated = a.type == "author-statement" and b or a, a.type == "author-statement" and a or b
        add("voice", { a, b }, { claim_span(a), claim_span(b) },
            ("%s gives it to %s, %s states it itself"):format(base(said.state.file), said.speaker.ref
                and said.speaker.ref.entity and said.speaker.ref.entity.name or "a speaker",
                base(stated.state.file)))
    end
end

local function agent_conflict(p, add)
    local a, b = p.a, p.b
    if a.stance ~= "accuse" and b.stance ~= "accuse" and p.score < 0.6 then return end
    local pa, pb = a.parties, b.parties
    local x, y = pa[1] and pa[1].entity, pa[2] and pa[2].entity
    local u, w = pb[1] and pb[1].entity, pb[2] and pb[2].entity
    if x and y and u and w and x ~= y and x == w and y == u and p.score >= 0.5 then
        add("agent", { a, b }, { claim_span(a), claim_span(b) },
            ("who does it to whom is turned round: %s first, then %s"):format(x.name, u.name))
    end
end

local function speaker_conflict(p, add)
    local a, b = p.a, p.b
    local x, y = a.speaker.ref and a.speaker.ref.entity, b.speaker.ref and b.speaker.ref.entity
    if x and y and x ~= y and x.kind == "person" and y.kind == "person" and not a.nested and not b.nested
        and p.score >= 0.7
        and a.speaker.mode == "explicit" and b.speaker.mode == "explicit" then
        add("speaker-role", { a, b }, { claim_span(a), claim_span(b) },
            ("given to %s in one version, to %s in the other"):format(x.name, y.name))
    end
end

-- ---- omission
-- --------------------------------------------------------------------------------------------------------------

local function omissions(linked, add)
    for _, event in ipairs(linked.events) do
        if #event.states >= 2 and #event.states <= 12 then
            for _, state in ipairs(event.states) do
                -- every word of the other versions
                local known = {}
                for _, other in ipairs(event.states) do
                    if other ~= state then
                        for word in other.text:lower():gmatch("[%w\128-\255]+") do known[word] = true end
                    end
                end
                local found = {}
                for _, c in ipairs(state.claims) do
                    if not linked.linked[c.id] and not c.nested and c.type ~= "author-statement"
                        and c.type ~= "reporter-question" and not c.title then
                        local covered = false
                        for _, inner in ipairs(c.inner or {}) do
                            if linked.linked[inner.id] then covered = true end
                        end
                        if not covered then
                            local new_names, new_words = {}, 0
                            for i, word in ipairs(c.words) do
                                local form = apostrophe.strip(word)
                                if not known[form] and #form > 2 then
                                    if c.tags[i] == "PROPN" then new_names[#new_names + 1] = form end
                                    new_words = new_words + 1
                                end
                            end
                            if #c.words >= 6 then
                                found[#found + 1] = { c = c,
                                    score = #new_names * 3 + new_words + (#c.numbers > 0 and 2 or 0),
                                    names = #new_names, words = new_words }
                            end
                        end
                    end
                end
                table.sort(found, function(a, b)
                    if a.score ~= b.score then return a.score > b.score end
                    return a.c.bytes[1][1] < b.c.bytes[1][1]
                end)
                local files = {}
                for _, other in ipairs(event.states) do if other ~= state then
                    files[#files + 1] = base(other.file) end end
                for i = 1, math.min(3, #found) do
                    if found[i].score >= 4 then
                        add("omission", { found[i].c }, { claim_span(found[i].c) },
                            ("only in %s; %d of its words are in no other version"):format(base(state.file),
                                found[i].words), files)
                    end
                end
            end
        end
    end
end

-- A list of conflicts and the function that adds to it; the same conflict of the same claims is added once.
local function collector()
    local list, seen = {}, {}
    return list, function(kind, claims, spans, why)
        local ids, files, known = {}, {}, {}
        for i, c in ipairs(claims) do ids[i] = c.id end
        local key = kind .. table.concat(ids, " ") .. (kind == "number" and why or "")
        if seen[key] then return end
        seen[key] = true
        for _, s in ipairs(spans) do
            if not known[s.file] then known[s.file] = true files[#files + 1] = s.file end
        end
        list[#list + 1] = { kind = kind, claims = ids, files = files, spans = spans, why = why }
    end
end

-- A date without a year may still get one from another version of the event.
local function waits_for_year(state) return state.date.value and state.date.value:sub(1, 2) == "--" end

--- The conflicts that a document shows by itself, before others are known; nil when there is none.
function conflicts.of_document(state)
    local list, add = collector()
    for _, c in ipairs(state.claims) do
        for _, flag in ipairs(c.flags or {}) do
            if flag == "headline-grammar" then
                add("speaker-role", { c },
                    { span(state, state.title.first or c.bytes[1][1], state.title.last or c.bytes[1][2]) },
                    "the headline's grammar makes another party speak; the body gives it to this one")
            end
        end
    end
    if not waits_for_year(state) then internal_dates(state, add) end
    return list[1] and list
end

-- The claim of an id.
local function claim_of(run, id)
    local d, n = id:match("^d(%d+)%.c(%d+)$")
    return run.states[math.tointeger(d)].claims[math.tointeger(n)]
end

--- All conflicts of a run, most urgent first.
function conflicts.run(run, linked)
    local list, add = collector()
    for _, state in ipairs(run.states) do
        table.move(state.conflicts or {}, 1, #(state.conflicts or {}), #list + 1, list)
        if state.date_written then internal_dates(state, add) end
    end
    for _, p in ipairs(linked.links) do
        if p.same_event then
            local a_row, b_row = p.a, p.b
            p.a, p.b = claim_of(run, p.a_id), claim_of(run, p.b_id)
            number_conflicts(p, add)
            polarity_conflict(p, add)
            name_conflicts(p, add)
            date_conflict(p, add)
            voice_conflict(p, add)
            agent_conflict(p, add)
            speaker_conflict(p, add)
            p.a, p.b = a_row, b_row
        end
    end
    omissions(linked, add)
    for _, state in ipairs(run.states) do
        if not state.date.value and #run.states > 1 and #run.states <= 200 then
            local first = state.claims[1]
            if first then
                add("undated", { first }, { claim_span(first) },
                "no date in the text; what happened when is not knowable from it") end
        end
    end
    local rank = {}
    for i, kind in ipairs(conflicts.order) do rank[kind] = i end
    for i, k in ipairs(list) do k.n = i end
    table.sort(list, function(a, b)
        if rank[a.kind] ~= rank[b.kind] then return rank[a.kind] < rank[b.kind] end
        return a.n < b.n
    end)
    return list
end

return conflicts
