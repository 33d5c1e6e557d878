-- From drafts to claims of one document: walks blocks and sentences in order, settles who speaks (name, pronoun,
-- nominal, turn label, carry-over, floating quotation), what is nested in what, and what is the outlet's own voice.
local apostrophe = require "toolkit.claims.apostrophe"
local names = require "toolkit.claims.names"
local speakers = require "toolkit.claims.speakers"
local syntax = require "toolkit.claims.syntax"

local assemble = {}

-- ---- spans ---------------------------------------------------------------------------------------

local sentence_end = { ["."] = true, ["?"] = true, ["!"] = true, ["…"] = true }

-- Cuts what is not said: outer quotation marks, leading commas and "that", a trailing comma outside the marks.
local function trim(v, i, j)
    local w, tag, quote, quotes = v.w, v.tag, v.quote, v.quotes
    local changed = true
    while changed and i <= j do
        changed = false
        local form = w[i]
        local q = quote[i] and quotes[quote[i]]
        if form == "that" and tag[i] == "SCONJ" and i < j then
            i, changed = i + 1, true
        elseif q and q.open == i and (not q.close or q.close >= j - 1 or q.close > j) then
            i, changed = q.first, true
        elseif q and (q.close == i or q.close_last == i) then
            i, changed = i + 1, true
        elseif (form == "," or form == ":" or form == ";" or form == "—" or form == "–" or form == "." or form == "-")
            and not (form == "-" and false) then
            i, changed = i + 1, true
        end
        form = w[j]
        q = quote[j] and quotes[quote[j]]
        if i <= j then
            if q and (q.close == j or q.close_last == j) and (q.open < i) then
                j, changed = q.last, true
            elseif (form == "," or form == ":" or form == ";" or form == "—" or form == "–" or form == "-")
                and not (q and q.last == j and q.speech) then
                j, changed = j - 1, true
            elseif sentence_end[form] and not q and j > i and quote[j - 1] and quotes[quote[j - 1]].close_last == j - 1
                and quotes[quote[j - 1]].open < i then
                j, changed = j - 1, true
            elseif (form == "and" or form == "but") and j > i then
                j, changed = j - 1, true
            end
        end
    end
    if i > j then return nil end
    return i, j
end

-- "MAREN, June 2 (Northwind) - More than": the first token behind a dateline, or i.
local function behind_dateline(v, i, j)
    local w = v.w
    if not v.first[i] or not v.text:find("^%u%u[%u ]+[,%( ]", v.s[i]) then return i end
    for k = i + 1, math.min(j - 2, i + 14) do
        local form, tag = w[k], v.tag[k]
        if (form == "-" or form == "—" or form == "–") and v.s[k] > v.e[k - 1] + 1 then return k + 1 end
        if form == "-" and w[k + 1] == "-" then return k + 2 end
        if tag ~= "PROPN" and tag ~= "NUM" and tag ~= "PUNCT" and tag ~= "NOUN" then return i end
    end
    return i
end

local function span_type(v, spans, free)
    local inside, outside = 0, 0
    for _, s in ipairs(spans) do
        for k = s[1], s[2] do
            if v.kind[k] == "word" or v.kind[k] == "number" then
                if v.quote[k] then inside = inside + 1 else outside = outside + 1 end
            end
        end
    end
    if free then return "direct" end
    if inside == 0 then return "indirect" end
    if outside == 0 then
        local q = v.quotes[v.quote[spans[1][1]] or 0]
        if q and not q.speech and spans[1][1] > q.first then return "indirect" end
        return "direct"
    end
    return "mixed"
end

-- ---- one document -----------------------------------------------------------------------------------

local briefing_patterns

local function is_briefing(v, lexicon)
    if not briefing_patterns then
        briefing_patterns = {}
        for _, phrase in ipairs(lexicon.source.briefing) do briefing_patterns[#briefing_patterns + 1] = phrase end
    end
    local text = v.text:lower()
    for _, phrase in ipairs(briefing_patterns) do
        if text:find(phrase, 1, true) then return true end
    end
    return false
end

local answering = { answer = true, reply = true, respond = true, ["point"] = true }

-- What a state does by saying it.
local acting = { urge = true, call = true, oppose = true, demand = true, hope = true, condemn = true, welcome = true,
    support = true, reject = true, deplore = true }

local function head_of_role(info)
    return info.role and info.role:lower():find("^spokes") ~= nil
end

local function same_ref(a, b)
    return a and b and a == b
end

--- Claims of a document. `state` needs v (view with drafts), lexicon, registry, file.
function assemble.run(state)
    local v, lexicon = state.v, state.lexicon
    local w = v.w
    state.slice = function(view, i, j) return view.text:sub(view.s[i], view.e[j]) end
    -- a name in apposition behind the head of a source: its first and last token
    state.name_behind = function(source, l)
        while l < source[2] and w[l + 1] ~= "," and v.tag[l + 1] ~= "VERB" and v.tag[l + 1] ~= "PUNCT" do l = l + 1 end
        local a, b = l + 2, source[2]
        if w[l + 1] ~= "," then return nil end
        while b > a and v.tag[b] == "PUNCT" do b = b - 1 end
        if b - a < 1 or b - a > 3 then return nil end
        for k = a, b do if v.tag[k] ~= "PROPN" then return nil end end
        return a, b
    end
    state.cast = names.cast(state.registry, lexicon, state.file)
    state.organisations, state.organisation_list, state.acronyms = {}, {}, {}
    state.places = speakers.places(v, lexicon)
    local claims = {}
    state.claims = claims
    state.briefing = is_briefing(v, lexicon)
    local pending = {}

    local function emit(c)
        local spans = {}
        for _, s in ipairs(c.content) do
            local i, j = trim(v, behind_dateline(v, s[1], s[2]), s[2])
            if i then
                local words = 0
                for k = i, j do if v.kind[k] == "word" or v.kind[k] == "number" then words = words + 1 end end
                if words > 0 then spans[#spans + 1] = { i, j } end
            end
        end
        if #spans == 0 then return nil end
        c.spans = spans
        c.type = c.type or span_type(v, spans, c.free)
        c.sentence = c.sentence or state.m
        c.caption = v.blocks[v.sblock[c.sentence]].kind == "caption" or nil
        if c.type == "direct" and not c.nested and c.speaker.ref and c.speaker.ref.kind == "person" then
            state.last_direct = c.speaker end
        claims[#claims + 1] = c
        return c
    end

    local function continue(speaker, mode)
        local copy = {}
        for k, value in pairs(speaker) do copy[k] = value end
        copy.mode, copy.carried_from = mode, speaker
        return copy
    end

    local function content_size(d)
        local n = 0
        for _, part in ipairs(d.content) do n = n + part[2] - part[1] + 1 end
        return n
    end

    -- Drafts of one sentence: who is inside whom. A parent says more than its child, so there are no circles.
    local function arrange(drafts)
        if #drafts < 2 then
            if drafts[1] then drafts[1].parent = nil end
            return
        end
        for _, d in ipairs(drafts) do d.size = content_size(d) end
        for a, d in ipairs(drafts) do
            d.parent = nil
            for b, other in ipairs(drafts) do
                if a ~= b and other.size > d.size then
                    for _, part in ipairs(other.content) do
                        if d.cue[1] >= part[1] and d.cue[2] <= part[2] and d.source[1] >= part[1] then
                            if not d.parent or (other.content[1][1] >= d.parent.content[1][1]) then d.parent = other end
                        end
                    end
                end
            end
        end
    end

    local weak_rule = { object = true, infinitive = true, complement = true, preposition = true }

    local function nested_allowed(d, inside_speech)
        local h = d.source[3] or d.source[1]
        local form = apostrophe.before(w[h])
        if v.tag[h] == "PRON" and h == (d.source[4] or d.source[2]) then
            if form == "i" or form == "we" or form == "you" or form == "it" then return false end
            if weak_rule[d.rule] then return false end
            return true
        end
        local head = w[d.source[4] or d.source[2]]
        if lexicon.evidence[head] == "fact" then return false end
        if d.rule == "according-to" and h == (d.source[4] or d.source[2]) and lexicon.vague[head] then
            return false -- "according to reports" is evidence, nobody's claim
        end
        if weak_rule[d.rule] then
            local info = names.read(v, h, d.source[4] or d.source[2], lexicon)
            if inside_speech then return false end
            return info.kind == "person" or info.kind == "organisation"
        end
        if d.candidate and d.candidate.entry.weak and inside_speech then return false end
        return true
    end

    -- "Varn calls on all states" in the mouth of Varn's spokesperson is the spokesperson's own act.
    local function own_house(d, outer)
        local words = outer and outer.speaker.ref and outer.speaker.ref.role_words
        local h, l = d.source[3] or d.source[1], d.source[4] or d.source[2]
        if not words or v.tag[l] ~= "PROPN" or l - h > 1 then return false end
        if words[w[l]] then return true end
        -- a spokesperson's "Varn urges", in the present, when nothing says that Varn is somebody else
        local own
        for word in pairs(words) do own = own or lexicon.country[word] end
        local other = own and lexicon.country[w[l]] and lexicon.country[w[l]] ~= own
        return not other and d.candidate ~= nil and d.candidate.how == "s" and acting[d.lemma]
            and (words.spokesman or words.spokeswoman or words.spokesperson or words.ministry) or false
    end

    -- Emits the drafts of sentence m; `outer` is the claim around them, or nil.
    local function emit_drafts(drafts, outer)
        arrange(drafts)
        local first
        for _, d in ipairs(drafts) do
            local parent = d.parent
            while parent and parent.dropped do parent = parent.parent end
            local inside = outer or parent
            local speech = outer and outer.type ~= "indirect" or parent and parent.free
            local okay = not inside
                or nested_allowed(d, speech) and not own_house(d, outer or parent and parent.claim)
            if okay then
                local speaker = d.anonymous and { mode = "nominal" } or speakers.resolve(state, d.source)
                -- the first sentence of a quotation has its source and cue; the sentence beside them goes on with it
                if d.carried and not inside then speaker = continue(speaker, "carried") end
                local c = { content = d.content, speaker = speaker, cue = not d.carried and d.cue or nil,
                    rule = d.rule, stance = d.stance,
                    kind = d.kind,
                    free = d.free, negated = d.negated, lemma = d.lemma, nested = parent and parent.claim or outer,
                        target = d.target, draft = d,
                    weak = d.candidate and d.candidate.entry.weak }
                if d.free and not d.quote then c.type = nil end
                local claim = emit(c)
                d.claim = claim
                if claim then
                    if not inside then
                        first = first or claim
                        if not speaker.first_person and not d.anonymous then
                            state.last = speaker
                            if speaker.ref and speaker.ref.kind == "person" then state.last_person = speaker end
                        end
                        state.block_speaker = speaker
                    end
                    -- the quotations that belong to it
                    for _, s in ipairs(claim.spans) do
                        local q = v.quote[s[2]] or v.quote[s[1]]
                        if q and not inside and (v.quotes[q].speech) then v.quotes[q].claim = claim end
                    end
                    if d.quote and not inside then d.quote.claim = claim end
                    if d.quote_after and not inside then d.quote_after.claim = claim end
                    if speaker.pending then pending[#pending + 1] = speaker end
                end
            else
                d.dropped = true
            end
        end
        return first
    end

    local function sentence_span(m)
        return { { v.sfirst[m], v.slast[m] } }
    end

    -- The claim that a quotation opening in sentence m goes on with: its sentence ends with the cue.
    local function resumes(m, quote)
        if v.sfirst[m] ~= quote.open then return nil end
        for n = #claims, math.max(1, #claims - 6), -1 do
            local before = claims[n]
            local d, last = before.draft, before.spans[#before.spans][2]
            if last < v.sfirst[m - 1] then return nil end
            if d and not before.nested and (before.type == "direct" or before.type == "mixed")
                and (d.rule == "said-after" or d.rule == "said-inverted") and last <= v.slast[m - 1]
                and before.spans[1][2] < d.cue[1] then return before end
        end
    end

    -- Inside a question, behind an attributed sentence: what has no subject goes on with that source ("Effectively
    -- regulated by the courts."), what has one is a premise of the reporter.
    local function emit_fragment(m, first_m, outer)
        local k = v.sfirst[m]
        if m == first_m or #v.drafts[m] > 0 or #v.drafts[m - 1] == 0 or w[v.slast[m]] == "?" then return end
        local previous = v.drafts[m - 1][1].claim
        if not previous then return end
        if v.tag[k] == "ADV" then k = k + 1 end
        if v.tag[k] == "VERB" then
            emit { content = sentence_span(m), speaker = continue(previous.speaker, "carried"), nested = outer,
                rule = "fragment-after", kind = "carried", stance = previous.stance }
        elseif syntax.has_verb(v, k, v.slast[m]) then
            emit { content = sentence_span(m), speaker = continue(outer.speaker, "carried-turn"), nested = outer,
                type = "reporter-question", rule = "premise", kind = "carried", stance = "question" }
        end
    end

    local function in_quote(m)
        -- the speech quotation that holds the whole sentence, or nil
        local i, j = v.sfirst[m], v.slast[m]
        local q = v.quote[i]
        if not q or not v.quotes[q].speech then return nil end
        local close = v.quotes[q].close_last or v.quotes[q].last
        if j <= close then return v.quotes[q] end
        for k = close + 1, j do
            if v.tag[k] ~= "PUNCT" then return nil end
        end
        return v.quotes[q]
    end

    -- A paragraph that only asks, before one in which somebody answers: a reporter's question without a label.
    local function asks(at, block)
        local m, next_block = block.sentence, v.blocks[at + 1]
        if not m or m ~= block.sentence_last or w[v.slast[m]] ~= "?" or not next_block then return false end
        local d = next_block.sentence and next_block.sentence <= next_block.sentence_last
            and v.drafts[next_block.sentence][1]
        return d and answering[d.lemma] and d.source[1] <= v.sfirst[next_block.sentence] + 1
    end

    -- Does a sentence inside a turn tell again who speaks ("The spokesman said that", "He stressed that")?
    local function retold(d, m, speaker)
        if not d or d.source[1] > v.sfirst[m] + 1 or d.parent
            or d.rule ~= "that-clause" and d.rule ~= "said-free" and d.rule ~= "said-clause" then return false end
        local info = names.read(v, d.source[3] or d.source[1], d.source[4] or d.source[2], lexicon)
        if info.kind == "person" then return same_ref(state.cast:known(info.name:lower():match("%S+$")),
            speaker.ref) end
        return speaker.ref and speaker.ref.answer and (info.kind == "nominal" and info.definite and head_of_role(info)
            or info.kind == "pronoun" and (info.pronoun == "he" or info.pronoun == "she"))
    end

    local function has_content(m)
        local words = 0
        for k = v.sfirst[m], v.slast[m] do
            if v.kind[k] == "word" then words = words + 1 end
        end
        return words
    end

    local reporter_ref = { name = "reporter", kind = "role" }
    local function reporter_speaker(first, last, mode)
        return { first = first, last = last, text_first = first, text_last = last, ref = reporter_ref, mode = mode
            or "explicit" }
    end

    -- "A reporter asked a question." "another reporter asked: ...": the token behind which the question starts
    local function reporter_intro(m)
        for k = v.sfirst[m], math.min(v.slast[m] - 1, v.sfirst[m] + 14) do
            if lexicon.reporter[w[k]] and v.tag[k] ~= "ADJ"
                and (w[k + 1] == "asked" or w[k + 1] == "asks" or w[k + 1] == "inquired") then
                local last = k + 1
                local i = k
                while i > v.sfirst[m]
                    and (v.tag[i - 1] == "DET" or v.tag[i - 1] == "ADJ" or v.tag[i - 1] == "PROPN") do i = i - 1 end
                for q = k + 2, math.min(v.slast[m], k + 8) do
                    if w[q] == ":" then return i, k, last, q + 1 end
                end
                local rest = w[last + 1]
                if last + 1 >= v.slast[m] or (rest == "a" and w[last + 2] == "question") or rest == "." then
                    return i, k, last, nil
                end
            end
        end
    end

    -- ---- titles wait until the body is known ----
    local titles = {}

    for at, block in ipairs(v.blocks) do
        local first_m, last_m = block.sentence, block.sentence_last
        state.block_speaker = nil
        local carry, carry_type, carry_mode
        if asks(at, block) then
            state.m = first_m
            names.scan(v, first_m, state.cast)
            emit { content = { { v.sfirst[first_m], v.slast[last_m] } }, speaker = { ref = reporter_ref,
                mode = "carried-turn" }, type = "reporter-question", stance = "question", rule = "turn-question",
                kind = "turn", sentence = first_m }
        elseif block.kind == "title" or block.kind == "heading" then
            titles[#titles + 1] = block
            for m = first_m, last_m do names.scan(v, m, state.cast) end
        elseif block.speaker_first and (block.speaker_last < block.from and block.from > block.first
            or block.speaker_first < block.first) then
            state.m = first_m
            local speaker
            if state.label_block and state.label_at == block.speaker_first then
                speaker = continue(state.label_block, "carried-turn")
            else
                speaker = speakers.of_label(state, block)
                state.label_block, state.label_at = speaker, block.speaker_first
            end
            if speaker.reporter or block.kind == "question" then
                if first_m <= last_m then
                    local asker = { byte_first = block.speaker_first, byte_last = block.speaker_last,
                        ref = reporter_ref, mode = speaker.mode, label = true }
                    local c = emit { content = { { v.sfirst[first_m], v.slast[last_m] } }, speaker = asker,
                        type = "reporter-question",
                        stance = "question", rule = "turn-question", kind = "turn", sentence = first_m,
                            label_cue = speaker.mode == "explicit" and block or nil }
                    local before = state.last
                    for m = first_m, last_m do
                        state.m = m
                        names.scan(v, m, state.cast)
                        if c then
                            emit_drafts(v.drafts[m], c)
                            emit_fragment(m, first_m, c)
                        end
                    end
                    state.last = before
                end
            else
                state.turn = speaker
                for m = first_m, last_m do
                    state.m = m
                    names.scan(v, m, state.cast)
                    if has_content(m) > 0 then
                        local content = sentence_span(m)
                        local d1 = v.drafts[m][1]
                        local cue_own, told
                        -- "I would like to point out that S": the speaker's own cue
                        if d1 and (w[d1.source[1]] == "i" or w[d1.source[1]] == "we") and (d1.rule == "that-clause")
                            and d1.source[1] <= v.sfirst[m] + 1 then
                            content = d1.content
                            cue_own = d1.cue
                        elseif retold(d1, m, speaker) then
                            content, cue_own, told = d1.content, d1.cue, d1
                        else
                            local own = assemble.own_cue(v, m)
                            if own then content = { { own[3], v.slast[m] } } cue_own = { own[1], own[2] } end
                        end
                        local fragment = w[v.sfirst[m]] == "according"
                            and not syntax.has_verb(v, v.sfirst[m] + 2, v.slast[m])
                        if fragment then
                            state.evidence_fragment = { v.sfirst[m] + 2, v.slast[m] }
                        else
                            local c = emit { content = content, speaker = m == first_m and speaker
                                or continue(speaker, "carried-turn"), type = not told and "direct" or nil,
                                free = told and told.free,
                                rule = "turn-answer", kind = "turn", stance = nil, cue = cue_own,
                                    label_cue = m == first_m and speaker.mode == "explicit" and block or nil,
                                evidence_before = state.evidence_fragment }
                            state.evidence_fragment = nil
                            local drafts = v.drafts[m]
                            if told then drafts = table.move(drafts, 2, #drafts, 1, {}) end
                            if c then emit_drafts(drafts, c) end
                        end
                    end
                end
                state.last = speaker
                state.turn = nil
            end
        elseif block.kind == "question" and not (block.body and block.from == block.first and v.drafts[first_m]
            and #v.drafts[first_m] > 0) then
            if first_m <= last_m then
                state.m = first_m
                emit { content = { { v.sfirst[first_m], v.slast[last_m] } },
                    speaker = { ref = reporter_ref, mode = "carried-turn" }, type = "reporter-question",
                    stance = "question", rule = "turn-question", kind = "turn", sentence = first_m }
            end
        elseif block.body or block.kind == "caption" then
            local m = first_m
            while m <= last_m do
                state.m = m
                names.scan(v, m, state.cast)
                local drafts = v.drafts[m]
                local ri, rk, rlast, rfrom = reporter_intro(m)
                if ri and (rfrom or m < last_m) then
                    -- the rest of the block is the reporter's
                    local from = rfrom or v.sfirst[m + 1]
                    local asker = reporter_speaker(ri, rk)
                    local c = emit { content = { { from, v.slast[last_m] } }, speaker = asker,
                        type = "reporter-question", stance = "question",
                        rule = "reporter-asked", kind = "verb", cue = { rlast, rlast }, sentence = m }
                    local before = state.last
                    for n = m, last_m do
                        state.m = n
                        if n > m then names.scan(v, n, state.cast) end
                        local kept = {}
                        for _, d in ipairs(v.drafts[n]) do
                            if d.cue[1] > from then kept[#kept + 1] = d end
                        end
                        if c then emit_drafts(kept, c) end
                        if c then emit_fragment(n, m, c) end
                    end
                    state.last = before
                    break
                end
                local quote = in_quote(m)
                if quote then
                    -- a sentence of a quotation: the cue may stand before, behind, or nowhere
                    local owner = quote.claim
                    local c
                    if owner then
                        c = emit { content = sentence_span(m), speaker = continue(owner.speaker, "carried"),
                            type = "direct", rule = "quotation-goes-on",
                            kind = "carried", stance = owner.stance }
                    else
                        local attr
                        -- a later sentence of this block holds the cue for this quotation
                        for n = m + 1, math.min(last_m, m + 12) do
                            for _, d in ipairs(v.drafts[n]) do
                                if d.quote == quote then attr = d break end
                            end
                            if attr then break end
                            local inside = v.quote[v.sfirst[n]]
                            if v.bare[n] and (not inside or v.quotes[inside] ~= quote) then
                                local before = v.sfirst[n] - 1
                                if v.quote[before] and v.quotes[v.quote[before]] == quote then attr = v.bare[n] end
                                break
                            end
                            if not (inside and v.quotes[inside] == quote) then break end
                        end
                        if attr then
                            local speaker = speakers.resolve(state, attr.source)
                            c = emit { content = sentence_span(m), speaker = speaker, type = "direct",
                                rule = attr.rule, cue = attr.cue, kind = "verb",
                                stance = attr.stance, lemma = attr.lemma, draft = attr }
                            state.last = speaker
                            attr.given = true
                        elseif m > first_m and resumes(m, quote) then
                            -- "S1," X said. "S2": the quotation that the cue interrupts is one claim
                            c = resumes(m, quote)
                            local i, j = trim(v, v.sfirst[m], v.slast[m])
                            if i then c.spans[#c.spans + 1] = { i, j } end
                        else
                            local speaker
                            local rule = "floating-quotation"
                            local after = v.drafts[m + 1]
                            local close_m = m
                            while close_m < last_m and in_quote(close_m + 1) == quote do close_m = close_m + 1 end
                            local next_draft = close_m < last_m and v.drafts[close_m + 1][1]
                            if next_draft and next_draft.source[1] == v.sfirst[close_m + 1]
                                and (next_draft.rule == "that-clause" or next_draft.rule == "said-clause"
                                or next_draft.rule == "said-quote") then
                                speaker = continue(speakers.resolve(state, next_draft.source), "floating-quote")
                                rule = "quotation-before-cue"
                            elseif state.block_speaker then
                                speaker = continue(state.block_speaker, "carried")
                                rule = "quotation-after-cue"
                            elseif state.last_direct or state.last_person or state.last then
                                speaker = continue(state.last_direct or state.last_person or state.last,
                                    "floating-quote")
                            else
                                speaker = { mode = "floating-quote" }
                            end
                            c = emit { content = sentence_span(m), speaker = speaker, type = "direct", rule = rule,
                                kind = "carried", after = after and nil }
                        end
                        if c then quote.claim = c end
                    end
                    if c then
                        c.quote = quote
                        emit_drafts(drafts, c)
                    end
                else
                    -- drafts whose quotation was already claimed by an earlier sentence of it
                    for _, d in ipairs(drafts) do
                        d.carried = d.given and d.quote and d.content[1][1] >= d.quote.open or nil
                    end
                    arrange(drafts)
                    local top
                    for _, d in ipairs(drafts) do if not d.parent then top = top or d end end
                    local outer
                    local skip_drafts = false
                    if carry then
                        local own = false
                        if top then
                            local info = names.read(v, top.source[3] or top.source[1], top.source[4] or top.source[2],
                                lexicon)
                            if info.kind == "pronoun" then own = info.pronoun == "he" or info.pronoun == "she"
                                if weak_rule[top.rule] then own = false end
                                if (info.pronoun == "i" or info.pronoun == "we") then own = false end
                            elseif info.kind == "person" then
                                local tokens = info.name:lower():match("%S+$")
                                local person = state.cast:known(tokens)
                                own = same_ref(person, carry.ref)
                            elseif info.kind == "nominal" and info.definite then
                                own = same_ref(state.cast:by_nominal(info.head), carry.ref)
                            end
                        end
                        if top and not own and top.source[1] <= v.sfirst[m] + 1
                            and (top.lemma == "say" or top.lemma == "tell")
                            and carry_type ~= "direct" then
                            local info = names.read(v, top.source[3] or top.source[1], top.source[4] or top.source[2],
                                lexicon)
                            -- another person or group that simply "said": the outlet goes on with its next source
                            if info.kind == "person" or info.kind == "group" then carry, own = nil, true end
                        end
                        local fragment = w[v.sfirst[m]] == "according"
                            and not syntax.has_verb(v, v.sfirst[m] + 2, v.slast[m])
                        if fragment then
                            state.evidence_fragment = { v.sfirst[m] + 2, v.slast[m] }
                            skip_drafts = true
                        elseif not own and carry and has_content(m) > 0 then
                            outer = emit { content = sentence_span(m),
                                speaker = continue(carry, carry_mode or "carried"), free = carry_type == "direct",
                                rule = "carried", kind = "carried", evidence_before = state.evidence_fragment }
                            state.evidence_fragment = nil
                        end
                    end
                    local before = state.last
                    local claim = not skip_drafts and emit_drafts(drafts, outer)
                    if outer then
                        state.last = before
                        state.block_speaker = carry
                    end
                    if v.bare[m] and not claim and not v.bare[m].given and m == first_m then
                        -- "She continued." opens nothing
                        state.last = speakers.resolve(state, v.bare[m].source)
                    end
                    if claim and not outer then
                        local d = claim.draft
                        local starts = d.source[1] <= v.sfirst[m] + 2 or m == first_m and v.tag[v.sfirst[m]] == "ADP"
                            and not syntax.has_verb(v, v.sfirst[m], d.source[1] - 1)
                        local ref = claim.speaker.ref
                        if d.free then
                            carry, carry_type, carry_mode = claim.speaker, "direct", "carried"
                        elseif (state.briefing or block.kind == "answer") and starts
                            and (d.rule == "that-clause" or d.rule == "said-free"
                            or (d.rule == "said-clause" and d.lemma == "say"))
                            and ref and ref.kind == "person" and not claim.draft.candidate.entry.weak then
                            carry, carry_type, carry_mode = claim.speaker, nil, "carried"
                        elseif not starts and carry and ref ~= carry.ref then
                            carry = nil
                        elseif carry and d.rule == "said-after" and ref ~= carry.ref then
                            carry = nil
                        end
                    elseif not claim and not outer and has_content(m) > 2 and not v.bare[m] then
                        emit { content = sentence_span(m), speaker = { mode = "author" }, type = "author-statement",
                            rule = "outlet-voice", kind = "author",
                            stance = "report" }
                    end
                end
                m = m + 1
            end
        end
    end

    -- ---- titles: "X: S", otherwise the drafts of the sentence ----
    local principal = assemble.principal(claims)
    state.principal = principal
    for _, block in ipairs(titles) do
        for m = block.sentence, block.sentence_last do
            state.m = m
            local lo, hi = v.sfirst[m], v.slast[m]
            local colon
            for k = lo + 1, math.min(hi - 2, lo + 22) do
                if w[k] == ":" and not v.quote[k] then colon = k break end
            end
            local c
            if colon then
                c = speakers.headline(state, emit, lo, colon, hi, principal)
            end
            if not c then emit_drafts(v.drafts[m], nil) end
        end
    end

    -- ---- forward reference: "A ministry official has called" before the name ----
    for _, speaker in ipairs(pending) do
        local found = state.cast:by_nominal(speaker.pending, 0)
        if found then
            -- fits only when nothing in the phrase speaks against the role
            local best
            for _, p in ipairs(state.cast.people) do
                local okay = p.role_words and p.subject
                for _, word in ipairs(okay and speaker.modifiers or {}) do
                    if not p.role_words[word] then okay = false end
                end
                if okay then
                    local fits = lexicon.nominal[speaker.pending]
                    for word in pairs(p.role_words) do
                        if word == speaker.pending or fits and fits[word] then
                            if not best or p.mentioned < best.mentioned then best = p end
                            break
                        end
                    end
                end
            end
            if best and principal == best then
                speaker.ref = best
                speaker.forward = true
            end
        end
    end
    -- ---- "the spokesman" before his name: the only one in the text who holds that role ----
    local holder = {}
    for _, c in ipairs(claims) do
        local ref, speaker = c.speaker.ref, c.speaker
        if ref and ref.kind == "role" and ref ~= reporter_ref then
            if holder[ref] == nil then holder[ref] = speakers.holder(state, ref, speaker) or false end
            if holder[ref] then
                speaker.ref, speaker.forward = holder[ref], true
                speaker.mode = speaker.mode == "explicit" and "nominal" or speaker.mode
            end
        end
    end
    table.sort(claims, function(a, b)
        local x, y = a.spans[1][1], b.spans[1][1]
        if x ~= y then return x < y end
        local p, q = a.spans[#a.spans][2], b.spans[#b.spans][2]
        if p ~= q then return p > q end
        return a.rule < b.rule
    end)
    return claims
end

--- "I would like to point out that", "I want to say that", "Let me say that" at the start of sentence m: first and
--- last token of the cue and the first of what is said.
function assemble.own_cue(v, m)
    local w = v.w
    local lo, hi = v.sfirst[m], v.slast[m]
    if w[lo] ~= "i" and w[lo] ~= "we" and w[lo] ~= "let" then return nil end
    for k = lo + 1, math.min(hi - 3, lo + 10) do
        if w[k] == "that" and (v.tag[k - 1] == "VERB" or w[k - 1] == "out" or w[k - 1] == "again") then
            local to = false
            for q = lo + 1, k - 1 do if w[q] == "to" or w[q] == "say" or w[q] == "must" or w[q] == "me" then
                to = true end end
            if to then return { lo, k, k + 1 } end
        end
    end
end

--- The one who speaks most, when one does.
function assemble.principal(claims)
    local count, best = {}, nil
    local order = {}
    for _, c in ipairs(claims) do
        local ref = c.speaker.ref
        if ref and ref.kind == "person" and not c.nested and c.type ~= "reporter-question" then
            if not count[ref] then
                count[ref] = 0
                order[#order + 1] = ref
            end
            count[ref] = count[ref] + 1
        end
    end
    for _, ref in ipairs(order) do
        if not best or count[ref] > count[best] then best = ref end
    end
    return best, best and count[best]
end

return assemble
