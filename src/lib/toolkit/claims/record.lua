-- The record of a run, as toolkit.claims/1 says: offsets are bytes, 0-based, end exclusive; keys in a fixed order.
local apostrophe = require "toolkit.claims.apostrophe"
local json = require "toolkit.json"
local toolkit = require "toolkit"

local record = {}

local null = json.null

--- Parts of a claim's text are joined by this.
record.separator = " … "

local function span(text, first, last)
    return json.object({ text = text:sub(first, last), start = first - 1, ["end"] = last }, { "text", "start", "end" })
end
record.span = span

-- ---- facts of a document -----------------------------------------------------------------------------

--- Title, date, outlet, language of a document into `state`; `anchors` may set the date of a file.
function record.facts(state, document, anchors)
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
    local given = anchors and (anchors[state.file] or anchors[base])
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
        local words, tags = {}, {}
        for _, s in ipairs(c.spans) do
            for k = s[1], s[2] do
                if v.kind[k] == "word" or v.kind[k] == "number" then words[#words + 1], tags[#tags + 1] = v.w[k],
                    v.tag[k] end
            end
        end
        c.words, c.tags = words, tags
    end
end

--- Drops the columns of a document: a run keeps claims, text and names only.
function record.release(state)
    state.v = nil
    for _, c in ipairs(state.claims) do
        c.draft = c.draft and { rule = c.draft.rule, source = c.draft.source }
    end
    -- closures over the columns
    for _, key in ipairs { "slice", "name_behind", "label_block", "last", "last_person", "last_direct", "block_speaker",
        "evidence_fragment", "turn", "acronyms" } do state[key] = nil end
end

-- ---- the whole -----------------------------------------------------------------------------------------

local CLAIM_ORDER = { "id", "file", "type", "speaker", "cue", "spans", "text", "nested_in", "stance", "targets",
    "evidence",
    "evidence_kind", "numbers", "dates", "hedges", "polarity", "rule", "confidence", "flags" }
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

local function claim_record(state, c)
    local text = state.text
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
            id = null, kind = e.named and (e.kind or "source") or "vague" }, { "text", "start", "end", "id", "kind" })
        evidence[i] = item
    end
    local numbers = {}
    for i, n in ipairs(c.numbers) do
        numbers[i] = json.object({ text = text:sub(n.first, n.last), start = n.first - 1, ["end"] = n.last,
            min = n.min or null, max = n.max or null,
            unit = n.unit or null, hedge = n.hedge or null }, { "text", "start", "end", "min", "max", "unit", "hedge" })
    end
    local dates = {}
    for i, d in ipairs(c.dates) do
        dates[i] = json.object({ text = text:sub(d.first, d.last), start = d.first - 1, ["end"] = d.last,
            value = d.value or null, how = d.how },
            { "text", "start", "end", "value", "how" })
    end
    local hedge = {}
    for i, h in ipairs(c.hedges) do
        hedge[i] = json.object({ text = text:sub(h.byte_first, h.byte_last), start = h.byte_first - 1,
            ["end"] = h.byte_last, kind = h.kind },
            { "text", "start", "end", "kind" })
    end
    local targets = {}
    for i, e in ipairs(c.targets or {}) do targets[i] = e.id end
    local cue = null
    if c.cue_bytes then
        cue = json.object({ text = text:sub(c.cue_bytes[1], c.cue_bytes[2]), start = c.cue_bytes[1] - 1,
            ["end"] = c.cue_bytes[2],
            kind = c.kind or "verb", factivity = factivity(c.stance) }, { "text", "start", "end", "kind", "factivity" })
    end
    local item = json.object({ id = c.id, file = state.file, type = c.type, speaker = speaker, cue = cue,
        spans = json.array(spans), text = c.text,
        nested_in = c.nested and c.nested.id or null, stance = c.stance, targets = json.array(targets),
            evidence = json.array(evidence),
        evidence_kind = c.evidence_kind, numbers = json.array(numbers), dates = json.array(dates),
            hedges = json.array(hedge), polarity = c.polarity,
        rule = c.rule, confidence = c.confidence, flags = json.array(flags_of(c)) }, CLAIM_ORDER)
    c.record = item
    return item
end

local function fact_span(state, fact)
    return fact.first and span(state.text, fact.first, fact.last) or null
end

local function document_record(state)
    local date = state.date
    local candidates = {}
    for i, c in ipairs(state.candidates) do
        candidates[i] = json.object({ value = c.value or null, how = c.how or null, precision = c.precision or null },
            { "value", "how", "precision" })
    end
    local blocks = {}
    for i, b in ipairs(state.all_blocks) do
        blocks[i] = json.object({ start = b.first - 1, ["end"] = b.last, kind = b.kind,
            speaker = b.speaker_first and state.text:sub(b.speaker_first, b.speaker_last) or null },
                { "start", "end", "kind", "speaker" })
    end
    local boilerplate = {}
    for i, b in ipairs(state.boilerplate) do
        boilerplate[i] = json.object({ start = b.first - 1, ["end"] = b.last, kind = b.detail or b.kind },
            { "start", "end", "kind" })
    end
    return json.object({ file = state.file, sha256 = state.sha256, title = fact_span(state, state.title),
        date = json.object({ value = date.value or null, precision = date.precision or null, how = date.how or null,
            evidence = fact_span(state, date),
            candidates = json.array(candidates) }, { "value", "precision", "how", "evidence", "candidates" }),
        source = json.object({ name = state.source.value or null, how = state.source.how or null,
            evidence = fact_span(state, state.source) },
            { "name", "how", "evidence" }),
        event = state.event or null, language = state.language_fact.value or null, blocks = json.array(blocks),
            boilerplate = json.array(boilerplate) },
        { "file", "sha256", "title", "date", "source", "event", "language", "blocks", "boilerplate" })
end

--- The result: documents, entities, claims, links, conflicts, events, stamp.
function record.result(run, linked, conflicts)
    local result = { schema = "toolkit.claims/1", documents = {}, entities = {}, claims = {}, links = {},
        conflicts = {}, events = {} }
    local used = {}
    local by_id = {}
    for _, state in ipairs(run.states) do
        result.documents[#result.documents + 1] = document_record(state)
        for _, c in ipairs(state.claims) do
            local item = claim_record(state, c)
            result.claims[#result.claims + 1] = item
            by_id[c.id] = item
            local function mention(e, first, last)
                if not e then return end
                if not used[e] then used[e] = {} end
                if first then table.insert(used[e], { file = state.file, first = first, last = last }) end
            end
            local sp = c.speaker
            if sp.ref and sp.ref.entity then
                if sp.mode == "explicit" or sp.mode == "nominal" or sp.mode == "pronoun" then
                    mention(sp.ref.entity, sp.byte_first, sp.byte_last)
                else mention(sp.ref.entity) end
                if sp.byte_first and sp.mode == "explicit" and sp.info and sp.info.name then
                    run.registry:alias(sp.ref.entity, sp.info.name, "surname after the full name") end
            end
            for _, p in ipairs(c.parties) do
                if p.entity then
                    mention(p.entity, p.byte_first, p.byte_last)
                    local form = apostrophe.strip(state.text:sub(p.byte_first, p.byte_last))
                    run.registry:alias(p.entity, form, "country name or demonym")
                end
            end
        end
    end
    for _, e in ipairs(run.registry.entities) do
        if used[e] then
            local mentions, seen = {}, {}
            for _, m in ipairs(used[e]) do
                local key = m.file .. "\0" .. m.first
                if not seen[key] then
                    seen[key] = true
                    mentions[#mentions + 1] = json.object({ file = m.file, start = m.first - 1, ["end"] = m.last },
                        { "file", "start", "end" })
                end
            end
            local why = {}
            for _, alias in ipairs(e.aliases) do why[#why + 1] = json.object({ alias = alias,
                why = e.reasons[alias] }, { "alias", "why" }) end
            result.entities[#result.entities + 1] = json.object({ id = e.id, name = e.name, kind = e.kind,
                role = e.role or null,
                aliases = json.array(e.aliases), merged = json.array(why), mentions = json.array(mentions) },
                { "id", "name", "kind", "role", "aliases", "merged", "mentions" })
        end
    end
    for i, l in ipairs(linked.links) do
        result.links[i] = json.object({ a = l.a.id, b = l.b.id, relation = l.relation, score = l.score,
            differences = json.array(l.differences), why = l.why },
            { "a", "b", "relation", "score", "differences", "why" })
    end
    for i, k in ipairs(conflicts) do
        local ids, spans = {}, {}
        for n, c in ipairs(k.claims) do ids[n] = c.id end
        for n, s in ipairs(k.spans or {}) do
            spans[n] = json.object({ file = s.file, text = s.text, start = s.start, ["end"] = s.stop },
                { "file", "text", "start", "end" })
        end
        result.conflicts[i] = json.object({ kind = k.kind, claims = json.array(ids), files = json.array(k.files),
            spans = json.array(spans), why = k.why },
            { "kind", "claims", "files", "spans", "why" })
    end
    for i, e in ipairs(linked.events) do
        result.events[i] = json.object({ id = e.id, date = e.date or null, files = json.array(e.files),
            why = json.array(e.why) }, { "id", "date", "files", "why" })
    end
    result.stamp = json.object({ toolkit = toolkit.version, documents = #run.states, tokens = run.words,
        claims = #result.claims }, { "toolkit", "documents", "tokens", "claims" })
    result.by_id = by_id
    -- for reports and explanations, not part of the record
    result.texts, result.inner = {}, {}
    for _, state in ipairs(run.states) do
        result.texts[state.file] = state.text
        if run.options.keep_views then
            for _, c in ipairs(state.claims) do result.inner[c.id] = c end
        end
    end
    return result
end

-- ---- JSON ----------------------------------------------------------------------------------------------

local find, concat, encode = string.find, table.concat, json.encode

local function quote(s)
    if s == null then return "null" end
    if find(s, '[%c"\\]') or find(s, "[\128-\255]") and not utf8.len(s) then return encode(s) end
    return '"' .. s .. '"'
end

local function number(n)
    if n == null then return "null" end
    return math.type(n) == "integer" and tostring(n) or encode(n)
end

-- A list of flat objects: `keys` are written in order, those of `numeric` without quotes.
local function objects(list, keys, numeric)
    if #list == 0 then return "[]" end
    local out = {}
    for i, item in ipairs(list) do
        local parts = {}
        for k, key in ipairs(keys) do parts[k] = '"' .. key .. '":' .. (numeric[key] and number or quote)(item[key]) end
        out[i] = "{" .. concat(parts, ",") .. "}"
    end
    return "[" .. concat(out, ",") .. "]"
end

local function strings(list)
    local out = {}
    for i, s in ipairs(list) do out[i] = quote(s) end
    return "[" .. concat(out, ",") .. "]"
end

local NUMERIC = { start = true, ["end"] = true, min = true, max = true }
local EVIDENCE, NUMBER, DATE = { "text", "start", "end", "id", "kind" },
    { "text", "start", "end", "min", "max", "unit", "hedge" },
    { "text", "start", "end", "value", "how" }
local HEDGE = { "text", "start", "end", "kind" }

--- One claim as a line of JSON: what json.encode gives, several times as fast, for results of many claims.
function record.encode_claim(c)
    local spans = {}
    for i, s in ipairs(c.spans) do spans[i] = "[" .. s[1] .. "," .. s[2] .. "]" end
    local sp, cue = c.speaker, c.cue
    return concat { '{"id":', quote(c.id), ',"file":', quote(c.file), ',"type":', quote(c.type),
        ',"speaker":{"text":', quote(sp.text), ',"start":', number(sp.start), ',"end":', number(sp["end"]), ',"id":',
            quote(sp.id),
        ',"name":', quote(sp.name), ',"role":', quote(sp.role), ',"mode":', quote(sp.mode), '},"cue":',
        cue == null and "null" or concat { '{"text":', quote(cue.text), ',"start":', number(cue.start), ',"end":',
            number(cue["end"]),
            ',"kind":', quote(cue.kind), ',"factivity":', quote(cue.factivity), "}" },
        ',"spans":[', concat(spans, ","), '],"text":', quote(c.text), ',"nested_in":', quote(c.nested_in),
            ',"stance":', quote(c.stance),
        ',"targets":', strings(c.targets), ',"evidence":', objects(c.evidence, EVIDENCE, NUMERIC),
            ',"evidence_kind":', quote(c.evidence_kind),
        ',"numbers":', objects(c.numbers, NUMBER, NUMERIC), ',"dates":', objects(c.dates, DATE, NUMERIC),
            ',"hedges":', objects(c.hedges, HEDGE, NUMERIC),
        ',"polarity":', quote(c.polarity), ',"rule":', quote(c.rule), ',"confidence":', quote(c.confidence),
            ',"flags":', strings(c.flags), "}" }
end

--- The result as a JSON object with keys in the order of the schema.
function record.encode(result)
    local out = { '{"schema":', encode(result.schema), ',"stamp":', encode(result.stamp) }
    local function list(name, items, write)
        out[#out + 1] = (',"%s":['):format(name)
        for i, item in ipairs(items) do
            if i > 1 then out[#out + 1] = "," end
            out[#out + 1] = write(item)
        end
        out[#out + 1] = "]"
    end
    list("documents", result.documents, encode)
    list("entities", result.entities, encode)
    list("claims", result.claims, record.encode_claim)
    list("links", result.links, encode)
    list("conflicts", result.conflicts, encode)
    list("events", result.events, encode)
    out[#out + 1] = "}"
    return concat(out)
end

return record
