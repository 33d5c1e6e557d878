-- Who asks and who answers: labelled turns of interviews and briefings, and what a reporter says in prose. All of a
-- question is one claim of the reporter, what it attributes to others is nested in it; an answer is claim by claim.
local Walker = require "toolkit.claims.assemble.walker"
local labels = require "toolkit.claims.labels"
local names = require "toolkit.claims.names"
local spans = require "toolkit.claims.assemble.spans"
local syntax = require "toolkit.claims.syntax"

local turns = {}

local answering = { answer = true, reply = true, respond = true, point = true }
local asking = { asked = true, asks = true, inquired = true }

-- Tokens of an aside of the stenographer, at most.
local ASIDE = 8

-- ---- questions -------------------------------------------------------------------------------------------

--- Is block number `at` a paragraph that only asks, before one in which somebody answers: a question without a label?
function turns.asks(walker, at)
    local v = walker.v
    local block, after = v.blocks[at], v.blocks[at + 1]
    local m = block.sentence
    if not m or m ~= block.sentence_last or v.w[v.slast[m]] ~= "?" or not after then return false end
    local next_m = after.sentence
    local d = next_m and next_m <= after.sentence_last and v.drafts[next_m][1]
    return d and answering[d.lemma] and d.source[1] <= v.sfirst[next_m] + 1
end

--- Emits the whole of a block as a reporter's question; `asker` is the speaker of its label, or nil.
function turns.question(walker, block, asker)
    local m = block.sentence
    if m > block.sentence_last then return nil end
    walker.state.m = m
    local labelled = asker and asker.mode == "explicit"
    return walker:emit { content = spans.sentences(walker.v, m, block.sentence_last),
        speaker = asker or { ref = walker.reporter, mode = "carried-turn" }, type = "reporter-question",
        stance = "question", rule = "turn-question", kind = "turn", label_cue = labelled and block or nil }
end

-- Inside a question, behind an attributed sentence: what has no subject goes on with that source ("Effectively
-- regulated by the courts."), what has one is a premise of the reporter.
local function emit_fragment(walker, m, question)
    local v, drafts = walker.v, walker.v.drafts
    local first, last = v.sfirst[m], v.slast[m]
    if #drafts[m] > 0 or #drafts[m - 1] == 0 or v.w[last] == "?" then return end
    local previous = drafts[m - 1][1].claim
    if not previous then return end
    if v.tag[first] == "ADV" then first = first + 1 end
    if v.tag[first] == "VERB" then
        walker:emit { content = spans.sentence(v, m), speaker = Walker.continue(previous.speaker, "carried"),
            nested = question, rule = "fragment-after", kind = "carried", stance = previous.stance }
    elseif syntax.has_verb(v, first, last) then
        walker:emit { content = spans.sentence(v, m), speaker = Walker.continue(question.speaker, "carried-turn"),
            nested = question, type = "reporter-question", rule = "premise", kind = "carried", stance = "question" }
    end
end

-- The drafts whose cue stands behind token `from`.
local function drafts_behind(drafts, from)
    local kept = {}
    for _, d in ipairs(drafts) do
        if d.cue[1] > from then kept[#kept + 1] = d end
    end
    return kept
end

-- Walks the sentences first..last of a question, whose words start at token `from`; `question` is its claim, or nil.
local function walk_question(walker, first, last, from, question)
    local state = walker.state
    -- whom a reporter quotes is not who speaks
    local before = state.last
    for m = first, last do
        walker:enter(m)
        if question then
            walker:emit_drafts(drafts_behind(walker.v.drafts[m], from), question)
            if m > first then emit_fragment(walker, m, question) end
        end
    end
    state.last = before
end

-- What "reporter" at token k introduces when it asks: { first, last (tokens of who asks), cue, from }, `from` being the
-- token behind a colon; nil when it does not simply ask.
local function intro_at(v, k, lo, hi)
    local w, tag = v.w, v.tag
    if tag[k] == "ADJ" or not asking[w[k + 1]] then return nil end
    local intro = { first = k, last = k, cue = k + 1 }
    while intro.first > lo do
        local before = tag[intro.first - 1]
        if before ~= "DET" and before ~= "ADJ" and before ~= "PROPN" then break end
        intro.first = intro.first - 1
    end
    for q = k + 2, math.min(hi, k + 8) do
        if w[q] == ":" then
            intro.from = q + 1
            return intro
        end
    end
    local rest = w[k + 2]
    -- "Some reporters asked, the minister says N, what is your comment?"
    if rest == "," and w[hi] == "?" and k + 3 < hi then
        intro.from = k + 3
        return intro
    end
    local nothing_more = k + 2 >= hi or rest == "." or rest == "a" and w[k + 3] == "question"
    return nothing_more and intro or nil
end

--- "A reporter asked a question.", "another reporter asked: ...": who asks in sentence m of a block that ends with
--- sentence `last`, and where the question starts; nil when none does.
function turns.reporter_intro(walker, m, last)
    local v, reporter = walker.v, walker.lexicon.reporter
    local lo, hi = v.sfirst[m], v.slast[m]
    for k = lo, math.min(hi - 1, lo + 14) do
        local intro = reporter[v.w[k]] and intro_at(v, k, lo, hi)
        if intro then
            if not intro.from and m == last then return nil end
            intro.from = intro.from or v.sfirst[m + 1]
            return intro
        end
    end
end

--- The rest of a block, from sentence m, is the question that `intro` introduces.
function turns.asked_in_prose(walker, block, m, intro)
    local v, last = walker.v, block.sentence_last
    local asker = { first = intro.first, last = intro.last, text_first = intro.first, text_last = intro.last,
        ref = walker.reporter, mode = "explicit" }
    walker.state.m = m
    local question = walker:emit { content = { { intro.from, v.slast[last] } }, speaker = asker,
        type = "reporter-question", stance = "question", rule = "reporter-asked", kind = "verb",
        cue = { intro.cue, intro.cue } }
    walk_question(walker, m, last, intro.from, question)
end

-- ---- labelled turns --------------------------------------------------------------------------------------

--- Does a label name who speaks in this block? It stands at its start or before it.
function turns.has_label(block)
    if not block.speaker_first then return false end
    return block.speaker_first < block.first or block.speaker_last < block.from and block.from > block.first
end

-- "Colonel Odo Karst, spokesman for the ministry, said that": does a block open with what a spokesperson whom it names
-- says? Behind "Answer:" that is the report going on.
local function introduces_spokesperson(walker, block)
    local v, m = walker.v, block.sentence
    local d = v.drafts[m] and v.drafts[m][1]
    if not d or d.source[1] > v.sfirst[m] + 1 then return false end
    local h, l = spans.head(d.source)
    local info = names.read(v, h, l, walker.lexicon)
    local known = info.kind == "person" and walker.cast:known(info.name:lower():match("%S+$"))
    local role = known and known.role_text or ""
    local text = v.text:sub(v.s[d.source[1]], v.e[d.source[2]]) .. " " .. role
    return info.kind == "person" and text:lower():find("%f[%a]spokes") ~= nil
end

--- Does the outlet speak of itself in a further block of a turn ("did not respond to a request for comment")? Then the
--- turn is over from there on.
function turns.is_over(walker, block)
    if block.speaker_first >= block.first then return false end
    if walker.over == block.speaker_first then return true end
    if labels.is_answer(walker.v.text:sub(block.speaker_first, block.speaker_last))
        and introduces_spokesperson(walker, block) then
        walker.over = block.speaker_first
        return true
    end
    local text = walker.v.text:sub(block.first, block.last):lower()
    for _, phrase in ipairs(walker.lexicon.source.asides or {}) do
        if text:find(phrase, 1, true) then
            walker.over = block.speaker_first
            return true
        end
    end
    return false
end

-- The speaker of a turn; its further blocks share the label of the first.
local function speaker_of(walker, block)
    if walker.label and walker.label_at == block.speaker_first then
        return Walker.continue(walker.label, "carried-turn")
    end
    walker.label, walker.label_at = labels.speaker(walker.state, block), block.speaker_first
    return walker.label
end

local function is_he_or_she(info)
    return info.kind == "pronoun" and (info.pronoun == "he" or info.pronoun == "she")
end

local function is_spokesperson(info)
    return info.kind == "nominal" and info.definite and info.role and info.role:lower():find("^spokes") ~= nil
end

local clause_rule = { ["that-clause"] = true, ["said-free"] = true, ["said-clause"] = true }

-- Does draft d tell again, in sentence m of a turn, who speaks ("The spokesman said that", "He stressed that")?
local function retells(walker, d, m, speaker)
    local v, ref = walker.v, speaker.ref
    if d.source[1] > v.sfirst[m] + 1 or not clause_rule[d.rule] then return false end
    local h, l = spans.head(d.source)
    local info = names.read(v, h, l, walker.lexicon)
    if info.kind == "person" then
        local person = walker.cast:known(info.name:lower():match("%S+$"))
        return person and person == ref
    end
    return ref and ref.answer and (is_spokesperson(info) or is_he_or_she(info))
end

-- "I would like to point out that", "I want to say that", "Let me say that" at the start of sentence m: the last token
-- of the cue, or nil.
local function own_cue(v, m)
    local w, lo, hi = v.w, v.sfirst[m], v.slast[m]
    if w[lo] ~= "i" and w[lo] ~= "we" and w[lo] ~= "let" then return nil end
    local wants = false
    for k = lo + 1, math.min(hi - 3, lo + 10) do
        local before = w[k - 1]
        if wants and w[k] == "that" and (v.tag[k - 1] == "VERB" or before == "out" or before == "again") then
            return k
        end
        wants = wants or w[k] == "to" or w[k] == "say" or w[k] == "must" or w[k] == "me"
    end
end

-- What sentence m of a turn says: its content, the speaker's own cue when there is one, and the draft that only tells
-- again who speaks.
local function said_in_turn(walker, m, speaker)
    local v = walker.v
    local first, last = v.sfirst[m], v.slast[m]
    local d = v.drafts[m][1]
    if d and d.rule == "that-clause" and d.source[1] <= first + 1 then
        local form = v.w[d.source[1]]
        if form == "i" or form == "we" then return d.content, d.cue end
    end
    if d and retells(walker, d, m, speaker) then return d.content, d.cue, d end
    local cue = own_cue(v, m)
    if cue then return { { cue + 1, last } }, { first, cue } end
    return spans.sentence(v, m)
end

-- "(Laughter.)": what the stenographer heard beside the words.
local function is_aside(walker, m)
    local v = walker.v
    local lo, hi = v.sfirst[m], v.slast[m]
    return v.w[lo] == "(" and (v.w[hi] == ")" or v.w[hi - 1] == ")") and hi - lo <= ASIDE
        and walker.lexicon.stage[v.w[lo + 1]] ~= nil
end

local function answer_sentence(walker, block, m, speaker)
    local v = walker.v
    if spans.words(v, m) == 0 or is_aside(walker, m) then return end
    local evidence = spans.evidence_alone(v, m)
    if evidence then
        walker.evidence = evidence
        return
    end
    local opens = m == block.sentence
    local content, cue, retold = said_in_turn(walker, m, speaker)
    local claim = walker:emit { content = content, type = not retold and "direct" or nil, free = retold and retold.free,
        speaker = opens and speaker or Walker.continue(speaker, "carried-turn"), rule = "turn-answer", kind = "turn",
        cue = cue, label_cue = opens and speaker.mode == "explicit" and block or nil,
        evidence_before = walker:take_evidence() }
    if not claim then return end
    local drafts = v.drafts[m]
    if retold then drafts = table.move(drafts, 2, #drafts, 1, {}) end
    walker:emit_drafts(drafts, claim)
end

local function walk_answer(walker, block, speaker)
    local state = walker.state
    state.turn = speaker
    for m = block.sentence, block.sentence_last do
        walker:enter(m)
        answer_sentence(walker, block, m, speaker)
    end
    state.last, state.turn = speaker, nil
end

--- A block under a label: a question when the label is a reporter's, otherwise an answer or a speech.
function turns.labelled(walker, block)
    walker.state.m = block.sentence
    local speaker = speaker_of(walker, block)
    if speaker.reporter or block.kind == "question" then
        local asker = { byte_first = block.speaker_first, byte_last = block.speaker_last, ref = walker.reporter,
            mode = speaker.mode, label = true }
        local question = turns.question(walker, block, asker)
        walk_question(walker, block.sentence, block.sentence_last, 0, question)
    else
        walk_answer(walker, block, speaker)
    end
end

return turns
