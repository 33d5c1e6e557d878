-- What a claim holds: hedges, evidence, numbers, dates, targets, polarity, stance, confidence. Works on token spans of
-- the view; each finding keeps its bytes.
local apostrophe = require "toolkit.claims.apostrophe"
local toolkit = require "toolkit"
local syntax = require "toolkit.claims.syntax"

local details = {}

local evidential = {}
for w in ([[show shows showed shown prove proves proved proven indicate indicates indicated reveal reveals revealed
suggest
    suggests suggested demonstrate demonstrates demonstrated find finds found report reports reported say says said
    expose
    exposes exposed confirm confirms confirmed disclose disclosed disclosing]]):gmatch("%S+") do evidential[w] = true
    end
local noticing = { noticed = true, noted = true, seen = true, read = true, notice = true, ["citing"] = true,
    cited = true, cites = true, note = true }
local refuting = { any = true, no = true, ["so-called"] = true, without = true, called = true, clear = false }

local wrote = { sent = true, wrote = true, signed = true, issued = true, published = true, submitted = true,
    filed = true, released = true, send = true, writes = true, sends = true }
local investigating = { find = true, found = true, concluded = true, conclude = true, determined = true,
    determine = true, established = true, ruled = true }
local no_aspect = {}

-- ---- what a document holds, found once ----------------------------------------------------------------

--- Numbers and dates of the text, ascending; `anchor` is the document's date or nil.
function details.scan(state, anchor)
    local text = state.v.text
    state.numbers, state.dates = {}, {}
    if toolkit.dates then
        local full = anchor and anchor:match("^%d%d%d%d%-?%d?%d?%-?%d?%d?")
        for i, j, value, precision, how in toolkit.dates(text, full and { anchor = full } or nil) do
            table.insert(state.dates, { first = i, last = j, value = value, precision = precision, how = how })
        end
    end
    if toolkit.numbers then
        for i, j, min, max, unit, hedge, kind in toolkit.numbers(text) do
            table.insert(state.numbers, { first = i, last = j, min = min, max = max, unit = unit, hedge = hedge,
                kind = kind })
        end
    end
end

local function inside(list, byte_spans)
    local found = {}
    for _, s in ipairs(byte_spans) do
        -- binary search for the first item that ends at or behind the start
        local lo, hi = 1, #list + 1
        while lo < hi do
            local mid = (lo + hi) // 2
            if list[mid].last < s[1] then lo = mid + 1 else hi = mid end
        end
        for i = lo, #list do
            local item = list[i]
            if item.first > s[2] then break end
            if item.first >= s[1] and item.last <= s[2] then found[#found + 1] = item end
        end
    end
    return found
end

-- ---- hedges -------------------------------------------------------------------------------------------

local function hedges(v, lexicon, spans)
    local found = {}
    local w = v.w
    for _, s in ipairs(spans) do
        local k = s[1]
        while k <= s[2] do
            local list = lexicon.hedge[w[k]]
            local last
            if list then
                for _, seq in ipairs(list) do
                    local n, p = 1, k
                    while n < #seq do
                        local q = p + 1
                        if w[q] == "-" and seq[n + 1] ~= "-" then q = q + 1 end
                        if q > s[2] or w[q] ~= seq[n + 1] then break end
                        n, p = n + 1, q
                    end
                    if n == #seq then
                        local okay = true
                        if seq.kind == "approximator" and #seq == 1 then
                            -- "about 52,000" but not "about the plan"
                            local t = v.tag[p + 1]
                            okay = t == "NUM" or t == "SYM"
                                or (w[k] == "almost" or w[k] == "nearly" or w[k] == "roughly"
                                or w[k] == "approximately")
                        elseif w[k] == "may" and v.cap[k] then
                            okay = false
                        end
                        if okay then
                            found[#found + 1] = { k, p, kind = seq.kind }
                            last = p
                        end
                        break
                    end
                end
            end
            k = (last or k) + 1
        end
    end
    return found
end

-- ---- evidence --------------------------------------------------------------------------------------------

local function phrase_left(v, k, lo)
    local i = k
    while i > lo and (v.tag[i - 1] == "DET" or v.tag[i - 1] == "ADJ" or v.tag[i - 1] == "NOUN"
        or v.tag[i - 1] == "PROPN" or v.tag[i - 1] == "NUM"
        or syntax.quote_mark[v.w[i - 1]] and v.tag[i] ~= "DET" and i - 1 > lo and v.quote[i - 1]
            and not v.quotes[v.quote[i - 1]].speech
        or v.w[i - 1] == "of" and v.tag[i] == "PROPN" and v.tag[i - 2] == "NOUN") do i = i - 1 end
    while i < k and (v.tag[i] == "PUNCT") do i = i + 1 end
    return i
end

local function evidence(state, c)
    local v, lexicon = state.v, state.lexicon
    local w, tag = v.w, v.tag
    local found = {}
    local covered = {}
    local function add(i, j, kind, named)
        for k = i, j do if covered[k] then return end end
        for k = i, j do covered[k] = true end
        found[#found + 1] = { i, j, kind = kind, named = named }
    end
    if c.type == "reporter-question" or c.caption then return found end
    for _, n in ipairs(c.inner or {}) do
        local info = n.speaker.info
        local source = n.draft and n.draft.source
        if source and info and n.kind ~= "adjective" and (info.kind == "person" or info.kind == "organisation"
            or info.kind == "country"
            or info.kind == "nominal")
            and not n.weak then
            add(source[3] or source[1], source[4] or source[2], info.kind == "organisation" and "institution"
                or info.kind, info.kind ~= "nominal" or info.proper or n.speaker.mode == "explicit")
        end
    end
    -- `medium`: between a cue and its content a statement or letter is where it was said, no evidence for it
    local function look(lo, hi, medium)
        for k = lo, hi do
            local kind = lexicon.evidence[w[k]]
            if kind and (tag[k] == "NOUN" or tag[k] == "PROPN" or tag[k] == "VERB") then
                local i = phrase_left(v, k, lo)
                local proper, refuted = false, refuting[w[i]] or (i > 1 and refuting[w[i - 1]])
                for q = i, k - 1 do
                    if tag[q] == "PROPN" then proper = true end
                    if refuting[w[q]] then refuted = true end
                end
                -- "data from the Response Center"
                local right
                if (w[k + 1] == "from" or w[k + 1] == "of" or w[k + 1] == "by") and k + 2 <= hi then
                    local last = syntax.noun_phrase(v, k + 2, hi, false, lexicon.role)
                    if last then
                        for q = k + 2, last do if tag[q] == "PROPN" then proper = true right = last end end
                    end
                end
                local according = false
                for q = math.max(1, i - 4), i - 1 do if w[q] == "according" then according = true end end
                local verb = k + 1
                while verb <= hi
                    and (tag[verb] == "AUX" or tag[verb] == "ADV" or tag[verb] == "PART") do verb = verb + 1 end
                local subject = (tag[verb] == "VERB" or tag[verb] == "NOUN") and evidential[w[verb]]
                local noticed = i > 1 and (noticing[w[i - 1]])
                local adjunct = (w[i - 1] == "in" or w[i - 1] == "at" or w[i - 1] == "from")
                    and (kind == "document" and w[k] ~= "data" or kind == "testimony" or kind == "leak")
                if refuted then kind = "none" end -- "no evidence" is none
                if kind == "law" then
                    if proper and v.cap[k] then add(i, k, "law", true) end
                elseif kind == "leak" then
                    if proper then add(i, k, "leak", true)
                    elseif (w[k]:find("^revel") or w[k]:find("^disclos")) and tag[k] ~= "VERB" then
                        add(i, k, "leak", false) end
                elseif kind == "fact" then
                    if subject then add(i, verb, "fact", false) end
                elseif kind == "document" and adjunct and not medium
                    and (w[k]:find("^statement") or w[k]:find("^letter") or w[k]:find("^memo")
                    or w[k]:find("^email")) then
                    add(i, k, "statement", true)
                elseif kind == "testimony" and adjunct then
                    add(i, right or k, "testimony", true)
                elseif kind ~= "none" and (according or subject or noticed) then
                    if tag[k] ~= "VERB" or according then add(i, right or k, kind, proper) end
                end
            elseif w[k] == "revealed" and (w[k - 1] == "was" or w[k - 1] == "were" or w[k - 1] == "been") then
                add(k - 1, k, "passive", false)
            elseif w[k] == "according" and w[k + 1] == "to" and k + 2 <= hi then
                local last = syntax.noun_phrase(v, k + 2, hi, false, lexicon.role)
                if last and not lexicon.evidence[w[last]] then
                    local proper = false
                    for q = k + 2, last do if tag[q] == "PROPN" then proper = true end end
                    if not (w[last + 1] == "from" or w[last + 1] == "of") then add(k + 2, last, "source", proper) end
                end
            end
        end
    end
    for _, s in ipairs(c.spans) do look(s[1], s[2]) end
    -- between the cue and what is said: "said at the hearing of ... that"
    if c.draft and c.cue and c.cue[2] + 1 < c.spans[1][1] and c.spans[1][1] - c.cue[2] < 40 and c.kind == "verb" then
        look(c.cue[2] + 1, c.spans[1][1] - 1, true) end
    -- "sent a letter to the minister, hoping that": the letter is where it stands
    if c.draft and c.draft.candidate and c.draft.candidate.how == "g" and c.cue then
        for k = c.draft.candidate.lo, c.cue[1] - 1 do
            if lexicon.evidence[w[k]] == "document" and tag[k] == "NOUN" then
                local i = phrase_left(v, k, c.draft.candidate.lo)
                if i > 1 and wrote[w[i - 1]] then
                    local last = w[k + 1] == "to" and syntax.noun_phrase(v, k + 2, c.cue[1] - 1, false, lexicon.role)
                    add(i, last or k, "document", true)
                end
            end
        end
    end
    -- "the commission and the office did not find that": who looked is named
    for _, s in ipairs(c.spans) do
        for k = s[1] + 2, s[2] - 2 do
            if investigating[w[k]] and tag[k] == "VERB" and w[k + 1] == "that" then
                local g = syntax.verb_group(v, k, s[1], no_aspect)
                local a, _, h, l = syntax.subject(v, g, s[1], lexicon.role)
                local body = false
                for q = a or 1, a and l or 0 do
                    body = body or tag[q] == "PROPN" and (lexicon.institution[apostrophe.strip(w[q])] or false)
                end
                if body then add(h, l, "institution", true) end
            end
        end
    end
    if c.evidence_before then
        local i, j = c.evidence_before[1], c.evidence_before[2]
        while tag[j] == "PUNCT" and j > i do j = j - 1 end
        local proper = false
        for q = i, j do if tag[q] == "PROPN" then proper = true end end
        add(i, j, "source", proper)
    end
    if c.rule == "quoted-as-saying" then
        for k = c.draft.source[1] - 1, math.max(1, c.draft.source[1] - 8), -1 do
            if tag[k] == "PROPN" and w[k] ~= "quoted" then
                local i = phrase_left(v, k, 1)
                add(i, k, "media", true)
                break
            end
        end
        add(c.draft.source[3], c.draft.source[4], "media", true)
    end
    -- the source itself is evidence: "a study found that"
    local info = c.speaker and c.speaker.info
    if info and info.kind == "evidence" and c.draft then
        local proper = false
        for k = c.draft.source[1], c.draft.source[2] do if v.tag[k] == "PROPN" then proper = true end end
        add(c.draft.source[1], c.draft.source[2], lexicon.evidence[info.head], proper)
    end
    table.sort(found, function(a, b) return a[1] < b[1] end)
    return found
end

-- ---- who is named inside ---------------------------------------------------------------------------------

local function parties(state, spans, limit)
    local v, lexicon = state.v, state.lexicon
    local w, tag = v.w, v.tag
    local found, seen = {}, {}
    for _, s in ipairs(spans) do
        local k = s[1]
        while k <= s[2] do
            if tag[k] == "PROPN" then
                local i = k
                while k < s[2]
                    and (tag[k + 1] == "PROPN" or (w[k + 1] == "of" or w[k + 1] == "and" or w[k + 1] == "on")
                    and tag[k + 2] == "PROPN" and k + 2 <= s[2]
                        and (lexicon.institution[w[i]] or lexicon.institution[w[k]] or lexicon.undertaking[w[k]])
                    or w[k + 1] == "." and v.e[k] + 1 == v.s[k + 1] and #w[k] <= 4 and tag[k + 2] == "PROPN"
                        and k + 2 <= s[2]) do
                    if apostrophe.is_possessive(w[k]) then break end
                    k = k + 1
                end
                local ref, kind
                local joined = apostrophe.strip(v.text:sub(v.s[i], v.e[k]))
                local low = joined:lower()
                local first, last = apostrophe.strip(w[i]), apostrophe.strip(w[k])
                local country = lexicon.country[low] or lexicon.country[first]
                if lexicon.country[low] then
                    ref, kind = lexicon.country[low], "country"
                else
                    local person = state.cast:known(last)
                    if person
                        and (#person.tokens > 1
                        and (person.key == low or person.key:find(low, 1, true)
                        or low:find(person.tokens[#person.tokens], 1, true))) then
                        ref, kind = person, "person"
                    else
                        local institution = false
                        for q = i, k do if lexicon.institution[w[q]] then institution = true end end
                        if institution or joined:match("^%u%u+$") then ref, kind = joined, "organisation"
                        elseif country then ref, kind = country, "country"
                        elseif lexicon.title[low] or lexicon.role[low] or syntax.time_word[low] then ref = nil
                        elseif state.known_names and state.known_names[low] then ref, kind = joined, "organisation"
                        else ref, kind = joined, "name" end
                    end
                end
                if ref and not seen[ref] then
                    seen[ref] = true
                    found[#found + 1] = { ref = ref, kind = kind, first = i, last = k }
                    if #found >= limit then return found end
                end
            end
            k = k + 1
        end
    end
    return found
end
details.parties = parties

-- ---- stance --------------------------------------------------------------------------------------------

local performative = { urge = "demand", urges = "demand", demand = "demand", demands = "demand", oppose = "oppose",
    opposes = "oppose",
    condemn = "condemn", condemns = "condemn", deny = "deny", denies = "deny", reject = "reject", rejects = "reject",
    call = "call", calls = "call", promise = "commit", promises = "commit", pledge = "commit", admit = "admit",
        hope = "call" }
local modal_demand = { must = "demand", should = "recommend", ought = "recommend" }

local function stance(state, c, found)
    local v, lexicon = state.v, state.lexicon
    local s = c.stance or "assertive"
    if c.negated and (s == "neutral" or s == "assertive" or s == "report") then return "deny" end
    if s ~= "neutral" and s ~= "assertive" and s ~= "report" and s ~= "factive" then return s end
    local w = v.w
    local first = c.spans[1]
    if c.type == "author-statement" then return "report" end
    -- "We firmly oppose", "China strongly urges": the first verb of the content
    for k = first[1], math.min(first[2], first[1] + 7) do
        if performative[w[k]] and v.tag[k] == "VERB"
            and (w[k] ~= "call" and w[k] ~= "calls" or w[k + 1] == "on" or w[k + 1] == "for") then
            return performative[w[k]], "performative"
        end
    end
    local accusing, modal
    for _, span in ipairs(c.spans) do
        for k = span[1], span[2] do
            if lexicon.accusing[w[k]] then accusing = accusing or k end
            if modal_demand[w[k]] then modal = modal or modal_demand[w[k]] end
        end
    end
    if accusing and #found > 0 and not (modal and found[1].first >= accusing) then
        -- the party is charged when it stands before the charge, or owns it
        for _, p in ipairs(found) do
            local own = p.ref == (c.speaker.ref) or c.speaker.info and c.speaker.info.country == p.ref
            if not own and p.first < accusing then return "accuse", "accusing-content" end
        end
    end
    if modal then return modal end
    for _, span in ipairs(c.spans) do
        if w[span[2]] == "?" then return "question" end
    end
    return s
end

-- ---- all of it ---------------------------------------------------------------------------------------------

--- Fills c.hedges, c.evidence, c.numbers, c.dates, c.parties, c.stance, c.polarity, c.confidence for all claims.
function details.run(state)
    local v, lexicon = state.v, state.lexicon
    for _, c in ipairs(state.claims) do
        if c.nested then
            c.nested.inner = c.nested.inner or {}
            table.insert(c.nested.inner, c)
        end
    end
    local w = v.w
    for _, c in ipairs(state.claims) do
        local bytes = {}
        for _, s in ipairs(c.spans) do bytes[#bytes + 1] = { v.s[s[1]], v.e[s[2]] } end
        c.bytes = bytes
        c.hedges = hedges(v, lexicon, c.spans)
        c.evidence = evidence(state, c)
        local kind = "none"
        for _, e in ipairs(c.evidence) do
            if e.named then kind = "named" break end
            kind = "vague"
        end
        c.evidence_kind = kind
        c.numbers = inside(state.numbers, bytes)
        c.dates = inside(state.dates, bytes)
        c.parties = parties(state, c.spans, 8)
        local negative = 0
        for _, s in ipairs(c.spans) do
            for k = s[1], s[2] do
                local form = w[k]
                if lexicon.negator[form]
                    or (v.tag[k] == "AUX" and (form:find("n't", 1, true) or form:find("n’t", 1, true))) then
                    negative = negative + 1 end
            end
        end
        c.negations = negative
        c.polarity = (negative > 0 or c.negated) and "negative" or "positive"
        c.stance, c.stance_rule = stance(state, c, c.parties)
        local mode = c.speaker and c.speaker.mode
        if c.type == "author-statement" then
            c.confidence = "high"
        elseif not (c.speaker and c.speaker.ref) then
            c.confidence = "low"
        elseif mode == "explicit" or mode == "carried-turn" then
            c.confidence = (c.weak or c.rule == "object" or c.rule == "headline-colon" or c.rule == "noun-cue"
                or c.rule == "noun-alone")
                and "medium" or "high"
        elseif mode == "pronoun" or mode == "nominal" then
            c.confidence = "medium"
        else
            c.confidence = mode == "floating-quote" and "low" or "medium"
        end
    end
end

return details
