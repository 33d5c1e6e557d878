-- The record of a run, as toolkit.claims/1 says: offsets are bytes, 0-based, end exclusive; keys in a fixed order.
local apostrophe = require "toolkit.claims.apostrophe"
local conflicts = require "toolkit.claims.conflicts"
local entities = require "toolkit.claims.entities"
local json = require "toolkit.json"
local link = require "toolkit.claims.link"
local rows = require "toolkit.claims.rows"
local sequence = require "toolkit.claims.sequence"
local toolkit = require "toolkit"
local view = require "toolkit.claims.view"

local record = {}

local null, encode = json.null, json.encode

local LINK_ORDER = { "a", "b", "relation", "score", "differences", "why" }
local SPAN_ORDER, CONFLICT_ORDER = { "file", "text", "start", "end" }, { "kind", "claims", "files", "spans", "why" }
local EVENT_ORDER = { "id", "date", "files", "why" }

--- Parts of a claim's text are joined by this.
record.separator = " … "

-- ---- facts of a document -----------------------------------------------------------------------------

--- Title, date, outlet, language of a document into `state`; `anchors` may set the date of a file, as does `corrected`.
function record.facts(state, document, anchors, corrected)
    local function fact(name)
        local value, how, precision, i, j = document:fact(name)
        return { value = value, how = how, precision = precision, first = i, last = j }
    end
    state.title, state.date, state.source, state.language_fact = fact("title"), fact("date"), fact("source"),
        fact("language")
    state.sha256 = document.sha256
    state.candidates = {}
    if document.candidates then
        for value, how, precision, i, j in document:candidates("date") do
            state.candidates[#state.candidates + 1] = { value = value or nil, how = how, precision = precision,
                first = i, last = j }
        end
    end
    local base = state.file:match("[^/]+$")
    local given = corrected or anchors and (anchors[state.file] or anchors[base])
    if given then state.date = { value = given, how = "given", precision = #given == 10 and "day" or #given == 7
        and "month" or "year" } end
end

-- ---- claims of a document ------------------------------------------------------------------------------

local function text_of(text, bytes)
    local parts = {}
    for i, s in ipairs(bytes) do parts[i] = text:sub(s[1], s[2]) end
    return table.concat(parts, record.separator)
end

--- Turns token spans into bytes, so that the columns of the document can be dropped.
function record.document(state)
    local v = state.v
    local text = state.text
    for n, c in ipairs(state.claims) do
        c.id = ("d%d.c%d"):format(state.index, n)
        c.text = text_of(text, c.bytes)
        local sp = c.speaker
        if sp.text_first then
            sp.byte_first, sp.byte_last = v.s[sp.text_first], v.e[sp.text_last]
            if text:sub(sp.byte_last, sp.byte_last) == "," then sp.byte_last = sp.byte_last - 1 end
        end
        if c.cue then
            c.cue_bytes = { v.s[c.cue[1]], v.e[c.cue[2]] }
        elseif c.label_cue then
            local first, last = c.label_cue.speaker_last + 1, c.label_cue.from - 1
            while first <= last and text:sub(first, first):match("%s") do first = first + 1 end
            while last >= first and text:sub(last, last):match("%s") do last = last - 1 end
            if first <= last then c.cue_bytes = { first, last } end
        end
        local function bytes_of(list)
            for _, item in ipairs(list) do item.byte_first, item.byte_last = v.s[item[1]], v.e[item[2]] end
        end
        bytes_of(c.hedges)
        bytes_of(c.evidence)
        for _, p in ipairs(c.parties) do p.byte_first, p.byte_last = v.s[p.first], v.e[p.last] end
        c.sentence_bytes = { v.s[v.sfirst[c.sentence]], v.e[v.slast[c.sentence]] }
        local last_m = c.sentence
        while last_m < v.sentences and v.slast[last_m] < c.spans[#c.spans][2] do last_m = last_m + 1 end
        c.sentence_bytes[2] = v.e[v.slast[last_m]]
        -- words for the comparison between documents, as columns
        local words, tags, w, tag, kind, count = {}, {}, v.w, v.tag, v.kind, 0
        for _, s in ipairs(c.spans) do
            for k = s[1], s[2] do
                local is = kind[k]
                if is == "word" or is == "number" then
                    count = count + 1
                    words[count], tags[count] = w[k], tag[k]
                end
            end
        end
        c.words, c.tags = words, tags
    end
end

-- ---- laying a document down ------------------------------------------------------------------------------

-- What the steps behind need of a person; the rest was for finding out who speaks. People of one name and role are one
-- table: they will be one entity.
local function slim(run, ref)
    if ref.kind ~= "person" then return ref end
    local role, tokens = {}, ref.tokens or {}
    for word in pairs(ref.role_words or {}) do role[#role + 1] = word end
    table.sort(role)
    local role_words = role[1] and table.concat(role, " ") or nil
    local key = table.concat({ ref.name, ref.role_text or "", role_words or "", table.unpack(tokens) }, "\0")
    local known = run.people[key]
    if not known then
        known = { name = ref.name, kind = ref.kind, first = tokens[1], last = tokens[#tokens],
            is_full = #tokens >= 2 or nil, role_text = ref.role_text, role_words = role_words }
        run.people[key] = known
    end
    return known
end

-- Where speech was carried over from, as bytes instead of a chain of speakers.
local function cut_chain(sp)
    local root, step = sp.carried_from, 0
    while root and root.carried_from and step < 8 do root, step = root.carried_from, step + 1 end
    if root and root.byte_first and not root.carried_from then
        sp.carried_bytes = { root.byte_first, root.byte_last }
    end
end

-- The reading that was turned down, as text.
local function rejected_text(v, rejected)
    local parts = {}
    for i, s in ipairs(rejected.content) do parts[i] = v.text:sub(v.s[s[1]], v.e[s[2]]):gsub("%s+", " ") end
    return { rule = rejected.rule, text = table.concat(parts, record.separator) }
end

-- Columns and drafts are for one document; what is kept of a claim is bytes, words and plain findings.
local DROPPED = { "content", "spans", "draft", "cue", "label_cue", "text", "mentions", "target", "charged" }

local function strip(state)
    local v = state.v
    for _, c in ipairs(state.claims) do
        local rejected = c.draft and c.draft.rejected
        c.rejected = rejected and rejected_text(v, rejected)
        cut_chain(c.speaker)
    end
    for _, c in ipairs(state.claims) do
        for _, key in ipairs(DROPPED) do c[key] = nil end
        c.speaker.carried_from = nil
        for _, list in ipairs { c.hedges, c.evidence } do
            for _, item in ipairs(list) do item[1], item[2] = nil, nil end
        end
    end
    for _, b in ipairs(state.all_blocks) do
        for _, key in ipairs { "token", "token_last", "sentence", "sentence_last" } do b[key] = nil end
    end
end

-- Why another form of a party is the same party.
local WHY_ALIAS = setmetatable({ country = "country name or demonym", person = "full name or title" },
    { __index = function() return "the same name" end })

-- The people, bodies and names that claims of a document refer to, as they stay (`kept`) and as they were (`refs`);
-- `mentions`: number in the list, first and last byte (0: spoken by, not named there); `aliases`: number,
-- name, reason, packed.
local function collect(run, state)
    local refs, kept, number = {}, {}, {}
    local function number_of(ref)
        local n = number[ref]
        if not n then
            n = #refs + 1
            number[ref], refs[n], kept[n] = n, ref, slim(run, ref)
        end
        return n
    end
    local people, organisations, mentions, aliases, known = {}, {}, {}, {}, {}
    -- number, name, reason; each pair of number and name once
    local function alias(n, name, reason)
        local names = known[n]
        if not names then
            names = {}
            known[n] = names
        elseif names[name] then
            return
        end
        names[name] = true
        aliases[#aliases + 1] = ("<I4s4s4"):pack(n, name, reason)
    end
    for _, p in ipairs(state.cast.people) do
        if p.subject or p.strong then people[#people + 1] = kept[number_of(p)] end
    end
    for _, ref in ipairs(state.organisation_list) do organisations[#organisations + 1] = kept[number_of(ref)] end
    local function mention(n, first, last) mentions[#mentions + 1] = ("<I4I4I4"):pack(n, first or 0, last or 0) end
    for _, c in ipairs(state.claims) do
        local sp = c.speaker
        if sp.ref then
            local n = number_of(sp.ref)
            local near = sp.mode == "explicit" or sp.mode == "nominal" or sp.mode == "pronoun"
            mention(n, near and sp.byte_first, near and sp.byte_last)
            if sp.byte_first and sp.mode == "explicit" and sp.info and sp.info.name then
                alias(n, sp.info.name, "surname after the full name")
            end
        end
        for _, p in ipairs(c.parties) do
            local slot = p.ref
            if type(slot) ~= "table" then
                local key = p.kind .. ":" .. slot
                slot = run.slots[key]
                if not slot then
                    slot = { name = p.ref, kind = p.kind, party = true }
                    run.slots[key] = slot
                    run.parties[#run.parties + 1] = slot
                end
                p.ref, p.slot = nil, slot
                number_of(slot)
            else
                local n = number[slot]
                p.ref, p.slot = nil, slot
                if not n then run.parties[#run.parties + 1] = kept[number_of(slot)] end
            end
            mention(number[slot], p.byte_first, p.byte_last)
            alias(number[slot], apostrophe.strip(state.text:sub(p.byte_first, p.byte_last)), WHY_ALIAS[p.kind])
        end
    end
    return { refs = refs, kept = kept, number = number, people = people, organisations = organisations,
        mentions = table.concat(mentions), aliases = table.concat(aliases) }
end

--- Lays a finished document down on the shelf of its run. Returns what stays at hand of it; claims, dates, blocks and
--- the text come back when they are asked for.
function record.lay(run, state)
    local found = collect(run, state)
    local terms = run.options.links ~= false and link.collect(run, state, found.number) or nil
    local document, own = record.describe(state), conflicts.of_document(state)
    strip(state)
    local laid = run.shelf:lay(state, found.refs)
    laid.refs, laid.terms = found.kept, terms and run.shelf:put(terms)
    laid.people, laid.organisations = found.people, found.organisations
    laid.mentions, laid.aliases = run.shelf:put(found.mentions), run.shelf:put(found.aliases)
    laid.principal = state.principal and found.kept[found.number[state.principal]]
    laid.file, laid.date, laid.title, laid.document = state.file, state.date, state.title, run.shelf:keep(document)
    laid.conflicts = own or nil
    return laid
end

-- ---- the whole -----------------------------------------------------------------------------------------

local CLAIM_ORDER = { "id", "file", "type", "speaker", "cue", "spans", "text", "nested_in", "stance", "targets",
    "evidence",
    "evidence_kind", "numbers", "dates", "hedges", "polarity", "rule", "confidence", "flags" }
local CUE_ORDER = { "text", "start", "end", "kind", "factivity" }
local EVIDENCE_ORDER, NUMBER_ORDER = { "text", "start", "end", "id", "kind" },
    { "text", "start", "end", "min", "max", "unit", "hedge" }
local FOUND_DATE_ORDER, HEDGE_ORDER = { "text", "start", "end", "value", "how" }, { "text", "start", "end", "kind" }
local SPEAKER_ORDER = { "text", "start", "end", "id", "name", "role", "mode" }

local function flags_of(c)
    local flags = {}
    for _, f in ipairs(c.flags or {}) do flags[#flags + 1] = f end
    if c.negated then flags[#flags + 1] = "negated-cue" end
    if c.speaker.forward then flags[#flags + 1] = "forward-reference" end
    if c.speaker.metonymy then flags[#flags + 1] = "metonymy" end
    if c.evidence_before then flags[#flags + 1] = "evidence-cut-off" end
    if c.free then flags[#flags + 1] = "speech-without-marks" end
    if c.title then flags[#flags + 1] = "headline" end
    return flags
end

local function factivity(stance)
    if stance == "factive" or stance == "admit" then return "factive" end
    if stance == "doubtful" then return "doubtful" end
    return "neutral"
end

local function claim_record(state, c, text)
    local sp = c.speaker
    local entity = sp.ref and sp.ref.entity
    local speaker = json.object({
        text = sp.byte_first and text:sub(sp.byte_first, sp.byte_last) or null,
        start = sp.byte_first and sp.byte_first - 1 or null,
        ["end"] = sp.byte_last or null,
        id = entity and entity.id or (sp.reporter or sp.ref and sp.ref.name == "reporter") and "reporter" or null,
        name = entity and entity.name or sp.ref and sp.ref.name or null,
        role = sp.ref and (sp.ref.role_text or entity and entity.role) or null,
        mode = sp.mode or "explicit",
    }, SPEAKER_ORDER)
    if c.type == "author-statement" then speaker.name, speaker.id = "author", "author" end
    local spans = {}
    for i, s in ipairs(c.bytes) do spans[i] = { s[1] - 1, s[2] } end
    local evidence = {}
    for i, e in ipairs(c.evidence) do
        local item = json.object({ text = text:sub(e.byte_first, e.byte_last), start = e.byte_first - 1,
            ["end"] = e.byte_last,
            id = null, kind = e.named and (e.kind or "source") or "vague" }, EVIDENCE_ORDER)
        evidence[i] = item
    end
    local numbers = {}
    for i, n in ipairs(c.numbers) do
        numbers[i] = json.object({ text = text:sub(n.first, n.last), start = n.first - 1, ["end"] = n.last,
            min = n.min or null, max = n.max or null,
            unit = n.unit or null, hedge = n.hedge or null }, NUMBER_ORDER)
    end
    local dates = {}
    for i, d in ipairs(c.dates) do
        dates[i] = json.object({ text = text:sub(d.first, d.last), start = d.first - 1, ["end"] = d.last,
            value = d.value or null, how = d.how }, FOUND_DATE_ORDER)
    end
    local hedge = {}
    for i, h in ipairs(c.hedges) do
        hedge[i] = json.object({ text = text:sub(h.byte_first, h.byte_last), start = h.byte_first - 1,
            ["end"] = h.byte_last, kind = h.kind }, HEDGE_ORDER)
    end
    local targets = {}
    for i, e in ipairs(entities.targets(c)) do targets[i] = e.id end
    local cue = null
    if c.cue_bytes then
        cue = json.object({ text = text:sub(c.cue_bytes[1], c.cue_bytes[2]), start = c.cue_bytes[1] - 1,
            ["end"] = c.cue_bytes[2],
            kind = c.kind or "verb", factivity = factivity(c.stance) }, CUE_ORDER)
    end
    local item = json.object({ id = c.id, file = state.file, type = c.type, speaker = speaker, cue = cue,
        spans = json.array(spans), text = text_of(text, c.bytes),
        nested_in = c.nested and c.nested.id or null, stance = c.stance, targets = json.array(targets),
            evidence = json.array(evidence),
        evidence_kind = c.evidence_kind, numbers = json.array(numbers), dates = json.array(dates),
            hedges = json.array(hedge), polarity = c.polarity,
        rule = c.rule, confidence = c.confidence, flags = json.array(flags_of(c)) }, CLAIM_ORDER)
    return item
end

local BLOCK_ORDER = { "start", "end", "kind", "speaker" }
local BOILERPLATE_ORDER = { "start", "end", "kind" }
local DOCUMENT_ORDER = { "file", "sha256", "title", "date", "source", "event", "language", "copy_of",
    "blocks", "boilerplate" }
local DATE_ORDER = { "value", "precision", "how", "evidence", "candidates" }

local function block_record(state, i)
    local b = state.all_blocks[i]
    return json.object({ start = b.first - 1, ["end"] = b.last, kind = b.kind,
        speaker = b.speaker_first and state.text:sub(b.speaker_first, b.speaker_last) or null }, BLOCK_ORDER)
end

local function boilerplate_record(state, i)
    local b = state.boilerplate[i]
    return json.object({ start = b.first - 1, ["end"] = b.last, kind = b.detail or b.kind }, BOILERPLATE_ORDER)
end

local function fact_span(state, fact)
    return fact.first and { text = state.text:sub(fact.first, fact.last), start = fact.first - 1,
        ["end"] = fact.last } or nil
end

--- What the record of a document holds as far as the document alone decides it.
function record.describe(state)
    local candidates = {}
    for i, c in ipairs(state.candidates) do
        candidates[i] = { value = c.value, how = c.how, precision = c.precision }
    end
    return { file = state.file, sha256 = state.sha256, title = fact_span(state, state.title),
        evidence = fact_span(state, state.date), candidates = candidates,
        source = { name = state.source.value, how = state.source.how, evidence = fact_span(state, state.source) },
        language = state.language_fact.value, blocks = #state.all_blocks, boilerplate = #state.boilerplate }
end

local CANDIDATE_ORDER, SOURCE_ORDER = { "value", "how", "precision" }, { "name", "how", "evidence" }
local FACT_ORDER = { "text", "start", "end" }

-- An object with null for what is not there; nil for nil.
local function object(item, order)
    if item == nil then return null end
    for _, key in ipairs(order) do
        if item[key] == nil then item[key] = null end
    end
    return json.object(item, order)
end

-- ... and with what the other documents say: the event, a date inferred from it.
local function document_record(run, state)
    local d, date = run.shelf:value(state.document), state.date
    for _, c in ipairs(d.candidates) do object(c, CANDIDATE_ORDER) end
    d.source.evidence = object(d.source.evidence, FACT_ORDER)
    return json.object({ file = d.file, sha256 = d.sha256, title = object(d.title, FACT_ORDER),
        date = object({ value = date.value, precision = date.precision, how = date.how,
            evidence = object(d.evidence, FACT_ORDER), candidates = json.array(d.candidates) }, DATE_ORDER),
        source = object(d.source, SOURCE_ORDER), event = state.event or null, language = d.language or null,
        copy_of = state.copy_of and json.object({ file = state.copy_of.file,
            share = math.floor(state.copy_of.share * 100 + 0.5) / 100 }, { "file", "share" }) or null,
        blocks = sequence.new(d.blocks, block_record, state),
        boilerplate = sequence.new(d.boilerplate, boilerplate_record, state) }, DOCUMENT_ORDER)
end

-- ---- entities --------------------------------------------------------------------------------------------

local MENTION_ORDER, MERGED_ORDER = { "file", "start", "end" }, { "alias", "why" }
local ENTITY_ORDER = { "id", "name", "kind", "role", "aliases", "merged", "mentions" }

-- A mention is one number: the document above the first byte above the length, for there may be millions. Where the
-- length does not fit, it is LONG, and the list has the last byte in `long`.
local DOCUMENT, FIRST, LONG = 43, 11, (1 << 11) - 1

local function pack_mention(list, document, first, last)
    local length = last - first
    if length >= LONG then
        list.long = list.long or {}
        list.long[#list + 1], length = last, LONG
    end
    list[#list + 1] = document << DOCUMENT | first << FIRST | length
end

local function unpack_mention(list, i)
    local first, length = list[i] >> FIRST & (1 << DOCUMENT - FIRST) - 1, list[i] & LONG
    return list[i] >> DOCUMENT, first, length < LONG and first + length or list.long[i]
end

-- Where each entity is mentioned: entity -> list of numbers; entities that no claim needs have none.
local function mentions_of(run)
    local used = {}
    for index, state in ipairs(run.states) do
        local seen, mentions = {}, run.shelf:get(state.mentions)
        for at = 1, #mentions, 12 do
            local n, first, last = ("<I4I4I4"):unpack(mentions, at)
            local e = state.refs[n].entity
            if e then
                local list = used[e] or {}
                used[e] = list
                local known = seen[e]
                if not known then
                    known = {}
                    seen[e] = known
                end
                if first > 0 and not known[first] then
                    known[first] = true
                    pack_mention(list, index, first, last)
                end
            end
        end
    end
    return used
end

local function entity_record(run, e, mentions)
    local why = {}
    local function mention(list, i)
        local document, first, last = unpack_mention(list, i)
        return json.object({ file = run.states[document].file, start = first - 1, ["end"] = last }, MENTION_ORDER)
    end
    for i, alias in ipairs(e.aliases) do
        why[i] = json.object({ alias = alias, why = e.reasons[alias] }, MERGED_ORDER)
    end
    return json.object({ id = e.id, name = e.name, kind = e.kind, role = e.role or null,
        aliases = json.array(e.aliases), merged = json.array(why),
        mentions = sequence.new(#mentions, mention, mentions) }, ENTITY_ORDER)
end

-- The records of the entities that claims need, made when they are asked for.
local function entities_of(run, used)
    local list = {}
    for _, e in ipairs(run.registry.entities) do
        if used[e] then list[#list + 1] = e end
    end
    return sequence.new(#list, function(_, i) return entity_record(run, list[i], used[list[i]]) end)
end

-- ---- claims as a list --------------------------------------------------------------------------------------

-- The record of a document's claim, nil when there is none; it goes when the claims are laid down again.
local function record_of(run, state, n)
    local body = run.shelf:body(state)
    local found = body.records[n]
    if not found then
        local c = body.claims[n]
        found = c and claim_record(state, c, state.text)
        body.records[n] = found
    end
    return found
end

local function id_parts(id)
    local d, n = tostring(id):match("^d(%d+)%.c(%d+)$")
    return math.tointeger(d), math.tointeger(n)
end

--- The claim of an id as the steps see it, nil when there is none.
function record.claim(run, id)
    local d, n = id_parts(id)
    local state = d and run.states[d]
    return state and state.claims[n]
end

-- Claim i of all; remembers the document of the last answer, for claims are mostly asked for in order.
local function claim_at(list, i)
    local starts, d = list.starts, list.last
    if not (starts[d] < i and i <= starts[d + 1]) then
        local lo, hi = 1, #starts - 1
        while lo < hi do
            local mid = (lo + hi) // 2
            if starts[mid + 1] < i then lo = mid + 1 else hi = mid end
        end
        d = lo
        list.last = d
    end
    return record_of(list.run, list.run.states[d], i - starts[d])
end

local function claims_of(run)
    local starts = { 0 }
    for i, state in ipairs(run.states) do starts[i + 1] = starts[i] + state.count end
    return sequence.new(starts[#starts], claim_at, { run = run, starts = starts, last = 1 })
end

--- What was there to find new people and bodies goes: all documents are read.
function record.end_reading(run)
    run.slots, run.people, run.book.term = nil, nil, nil
    view.forget()
end

--- What was there to find out who is one goes: people and bodies are known.
function record.end_merging(run)
    run.parties = nil
    run.registry:close()
    for _, state in ipairs(run.states) do state.aliases, state.people, state.organisations = nil, nil, nil end
end

-- What only the comparison needed goes: a result of many documents lives long.
local function release(run)
    run.rows, run.first_row, run.book = nil, nil, nil
    for _, state in ipairs(run.states) do state.terms, state.mentions = nil, nil end
end

local function link_record(run, handle)
    local l = run.shelf:value(handle)
    return json.object({ a = rows.id(l.a), b = rows.id(l.b), relation = l.relation, score = l.score,
        differences = json.array(l.differences), why = l.why }, LINK_ORDER)
end

local function conflict_record(run, handle)
    local k, spans = run.shelf:value(handle), {}
    for n, s in ipairs(k.spans) do
        spans[n] = json.object({ file = s.file, text = s.text, start = s.start, ["end"] = s.stop }, SPAN_ORDER)
    end
    return json.object({ kind = k.kind, claims = json.array(k.claims), files = json.array(k.files),
        spans = json.array(spans), why = k.why }, CONFLICT_ORDER)
end

-- A list of what lies on the shelf.
local function laid(run, handles, make)
    return sequence.new(#handles, function(_, i) return make(run, handles[i]) end)
end

--- The result: documents, entities, claims, links, conflicts, events, stamp.
function record.result(run, linked, found)
    local states = run.states
    local result = { schema = "toolkit.claims/1",
        documents = sequence.new(#states, function(_, i) return document_record(run, states[i]) end),
        claims = claims_of(run), entities = entities_of(run, mentions_of(run)),
        links = laid(run, linked.links, link_record), conflicts = laid(run, found, conflict_record), events = {} }
    for i, e in ipairs(linked.events) do
        result.events[i] = json.object({ id = e.id, date = e.date or null, files = json.array(e.files),
            why = json.array(e.why) }, EVENT_ORDER)
    end
    result.stamp = json.object({ toolkit = toolkit.version, documents = #run.states, tokens = run.words,
        claims = #result.claims }, { "toolkit", "documents", "tokens", "claims" })
    release(run)
    -- for reports and explanations, not part of the record
    result.by_id = setmetatable({}, { __index = function(_, id)
        local d, n = id_parts(id)
        local state = d and run.states[d]
        return state and record_of(run, state, n)
    end })
    result.files = setmetatable({}, { __index = function(_, id)
        local d = id_parts(id)
        return d and run.states[d] and run.states[d].file
    end })
    local by_file = {}
    for _, state in ipairs(run.states) do by_file[state.file] = state end
    result.texts = setmetatable({}, { __index = function(_, file)
        return by_file[file] and by_file[file].text
    end })
    result.inner = setmetatable({}, { __index = function(_, id) return record.claim(run, id) end })
    return result
end

-- ---- JSON ----------------------------------------------------------------------------------------------

-- Writes a list of the result under its name.
local function write_list(result, name, put)
    put((',"%s":['):format(name))
    for i, item in ipairs(result[name]) do
        if i > 1 then put(",") end
        put(encode(item))
    end
    put("]")
end

--- Writes the result as a JSON object with keys in the order of the schema, by calls of put(text); a writer of
--- toolkit.claims.export.
function record.write(result, put, walk)
    put('{"schema":' .. encode(result.schema) .. ',"stamp":' .. encode(result.stamp))
    for _, name in ipairs { "documents", "entities" } do write_list(result, name, put) end
    put(',"claims":[')
    local is_first = true
    return function(c)
        if not is_first then put(",") end
        is_first = false
        put(walk.json(c))
    end, function()
        put("]")
        for _, name in ipairs { "links", "conflicts", "events" } do write_list(result, name, put) end
        put("}\n")
    end
end

return record
