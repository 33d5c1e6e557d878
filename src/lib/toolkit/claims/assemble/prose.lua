-- Paragraphs and captions, sentence by sentence: attributed, carried over from the speaker before, or the outlet's own
-- voice. Carry-over is rare: it wants an account of a press conference, an answer, or speech without marks.
local Walker = require "toolkit.claims.assemble.walker"
local names = require "toolkit.claims.names"
local nesting = require "toolkit.claims.assemble.nesting"
local quoted = require "toolkit.claims.assemble.quoted"
local spans = require "toolkit.claims.assemble.spans"
local speakers = require "toolkit.claims.speakers"
local syntax = require "toolkit.claims.syntax"
local turns = require "toolkit.claims.assemble.turns"

local prose = {}

-- ---- carry-over ------------------------------------------------------------------------------------------

-- Marks the drafts whose quotation was already claimed by an earlier sentence of it.
local function mark_carried(drafts)
    for _, d in ipairs(drafts) do
        d.carried = d.given and d.quote and d.content[1][1] >= d.quote.open or nil
    end
end

-- The first draft of a sentence that stands inside no other, or nil.
local function top_draft(drafts)
    nesting.arrange(drafts)
    for _, d in ipairs(drafts) do
        if not d.parent then return d end
    end
end

-- Does the source of draft `top`, read as `info`, mean the one who is carried over ("He added that")?
local function means_carrier(walker, top, info, ref)
    local meant
    if info.kind == "pronoun" then
        return (info.pronoun == "he" or info.pronoun == "she") and not nesting.weak_rule[top.rule]
    elseif info.kind == "person" then
        meant = walker.cast:known(info.name:lower():match("%S+$"))
    elseif info.kind == "nominal" and info.definite then
        meant = walker.cast:by_nominal(info.head)
    end
    return meant and meant == ref
end

-- Another person or group that simply "said": the outlet goes on with its next source.
local function hands_over(walker, m, top, info)
    return (top.lemma == "say" or top.lemma == "tell") and top.source[1] <= walker.v.sfirst[m] + 1
        and (info.kind == "person" or info.kind == "group")
end

-- Settles how sentence m stands to the speaker who is carried over. Returns true when it has a speaker of its own; the
-- carry-over may end here.
local function has_own_speaker(walker, m, top)
    if not top then return false end
    if top.anonymous and top.stance == "question" then return true end
    local carry = walker.carry
    local h, l = spans.head(top.source)
    local info = names.read(walker.v, h, l, walker.lexicon)
    if means_carrier(walker, top, info, carry.speaker.ref) then return true end
    if carry.direct or not hands_over(walker, m, top, info) then return false end
    walker.carry = nil
    return true
end

-- The claim of the speaker who is carried over around sentence m, or nil, and whether the sentence only names evidence.
local function carry_over(walker, m)
    local v, carry = walker.v, walker.carry
    local own = has_own_speaker(walker, m, top_draft(v.drafts[m]))
    local evidence = spans.evidence_alone(v, m)
    if evidence then
        walker.evidence = evidence
        return nil, true
    end
    if own or spans.words(v, m) == 0 then return nil, false end
    return walker:emit { content = spans.sentence(v, m), speaker = Walker.continue(carry.speaker, "carried"),
        free = carry.direct, rule = "carried", kind = "carried", evidence_before = walker:take_evidence() }, false
end

-- Does sentence m open with the source of draft d ("He said", "At a briefing, he said")?
local function opens_with_source(v, block, m, d)
    local first = v.sfirst[m]
    return d.source[1] <= first + 2
        or m == block.sentence and v.tag[first] == "ADP" and not syntax.has_verb(v, first, d.source[1] - 1)
end

-- In an account of a press conference or in an answer, sentences behind a person's claim are that person's.
local function opens_account(walker, block, claim)
    local d, ref = claim.draft, claim.speaker.ref
    local by_rule = d.rule == "that-clause" or d.rule == "said-free" or d.rule == "said-clause" and d.lemma == "say"
    return (walker.is_briefing or block.kind == "answer") and by_rule and ref and ref.kind == "person"
        and not d.candidate.entry.weak
end

-- With whom the sentences behind sentence m go on, now that `claim` was made in it.
local function set_carry(walker, block, m, claim)
    local d, ref, carry = claim.draft, claim.speaker.ref, walker.carry
    local opens = opens_with_source(walker.v, block, m, d)
    if d.free then
        walker.carry = { speaker = claim.speaker, direct = true }
    elseif opens and opens_account(walker, block, claim) then
        walker.carry = { speaker = claim.speaker, direct = false }
    elseif carry and ref ~= carry.speaker.ref and (not opens or d.rule == "said-after") then
        walker.carry = nil
    end
end

-- ---- sentences -------------------------------------------------------------------------------------------

local function emit_outlet_voice(walker, m)
    walker:emit { content = spans.sentence(walker.v, m), speaker = { mode = "author" }, type = "author-statement",
        rule = "outlet-voice", kind = "author", stance = "report" }
end

-- "She continued." claims nothing, but tells who speaks next when a block opens with it.
local function hear_bare_cue(walker, block, m, bare)
    if m == block.sentence and not bare.given then
        walker.state.last = speakers.resolve(walker.state, bare.source)
    end
end

-- Sentence m as part of what the speaker before goes on to say, `outer`.
local function inside_carried(walker, m, outer)
    local state, last = walker.state, walker.state.last
    walker:emit_drafts(walker.v.drafts[m], outer)
    state.last, walker.block_speaker = last, walker.carry.speaker
end

-- Sentence m of a block, outside quotations.
local function plain_sentence(walker, block, m)
    local v = walker.v
    local drafts, bare = v.drafts[m], v.bare[m]
    mark_carried(drafts)
    local outer, is_evidence
    if walker.carry then outer, is_evidence = carry_over(walker, m) end
    if outer then
        inside_carried(walker, m, outer)
        if bare then hear_bare_cue(walker, block, m, bare) end
        return
    end
    local claim = not is_evidence and walker:emit_drafts(drafts, nil)
    if claim then
        set_carry(walker, block, m, claim)
    elseif bare then
        hear_bare_cue(walker, block, m, bare)
    elseif spans.words(v, m) > 2 then
        emit_outlet_voice(walker, m)
    end
end

--- A paragraph or caption.
function prose.block(walker, block)
    walker.carry = nil
    for m = block.sentence, block.sentence_last do
        local intro = turns.reporter_intro(walker, m, block.sentence_last)
        if intro then return turns.asked_in_prose(walker, block, m, intro) end
        walker:enter(m)
        local quote = spans.speech_around(walker.v, m)
        if quote then
            quoted.sentence(walker, block, m, quote)
        else
            plain_sentence(walker, block, m)
        end
    end
end

return prose
