-- The walk through one document: what has been found and who spoke last, and the one way in which drafts become claims.
-- The kinds of block (turns, prose) and of sentence (quoted) are modules that use it.
local apostrophe = require "toolkit.claims.apostrophe"
local nesting = require "toolkit.claims.assemble.nesting"
local spans = require "toolkit.claims.assemble.spans"
local speakers = require "toolkit.claims.speakers"

local Walker = {}
Walker.__index = Walker

--- A walk through the document of `state`, see toolkit.claims.document. Fields that speakers.resolve() reads stay on
--- `state`: `m`, the sentence at hand; `last`, who spoke last; `turn`, whose labelled turn this is.
function Walker.new(state)
    return setmetatable({
        state = state, v = state.v, lexicon = state.lexicon, cast = state.cast,
        claims = {},            -- those found, in order of discovery
        titles = {},            -- blocks that wait until the body is known
        pending = {},           -- speakers like "a ministry official" that the text may name later
        reporter = { name = "reporter", kind = "role" }, -- who asks: one for all questions
        is_briefing = false,    -- does the text tell of a press conference?
        last_person = nil,      -- the last speaker who is a person
        last_direct = nil,      -- the last person who was quoted
        label = nil,            -- the speaker that the last turn label named, and its first byte:
        label_at = nil,         -- blocks of one turn share their label
        over = nil,             -- first byte of the label whose turn ended before its blocks do
        evidence = nil,         -- tokens of a sentence that only names evidence; it belongs to the next claim
        block_speaker = nil,    -- who spoke last in this block
        carry = nil,            -- { speaker =, direct = }: with whom sentences of this block without a cue go on
    }, Walker)
end

--- Moves on to sentence m and registers whom it introduces.
function Walker:enter(m)
    self.state.m = m
    self.cast:scan(self.v, m)
end

--- The same speaker by way of another sentence; `mode` says how.
function Walker.continue(speaker, mode)
    local copy = {}
    for key, value in pairs(speaker) do copy[key] = value end
    copy.mode, copy.carried_from = mode, speaker
    return copy
end

--- The evidence that waits for a claim, once.
function Walker:take_evidence()
    local evidence = self.evidence
    self.evidence = nil
    return evidence
end

--- Adds claim c { content =, speaker =, rule =, ... } when its content says something. Returns it, or nil.
function Walker:emit(c)
    local v = self.v
    c.spans = spans.said(v, c.content)
    if #c.spans == 0 then return nil end
    c.type = c.type or c.free and "direct" or spans.type(v, c.spans)
    c.sentence = c.sentence or self.state.m
    c.caption = v.blocks[v.sblock[c.sentence]].kind == "caption" or nil
    local ref = c.speaker.ref
    if c.type == "direct" and not c.nested and ref and ref.kind == "person" then self.last_direct = c.speaker end
    self.claims[#self.claims + 1] = c
    return c
end

-- The quotations that belong to a claim: those at the ends of its spans, and those its draft was read from.
local function own_quotations(v, claim, d)
    for _, s in ipairs(claim.spans) do
        local q = spans.quotation(v, s[2]) or spans.quotation(v, s[1])
        if q and q.speech then q.claim = claim end
    end
    if d.quote then d.quote.claim = claim end
    if d.quote_after then d.quote_after.claim = claim end
end

-- Remembers who made a claim that stands inside no other.
function Walker:remember(claim)
    local speaker = claim.speaker
    if not speaker.first_person and not claim.draft.anonymous then
        self.state.last = speaker
        if speaker.ref and speaker.ref.kind == "person" then self.last_person = speaker end
    end
    -- a quotation behind "according to the statistics" is not theirs
    if not speaker.ref or speaker.ref.kind ~= "evidence" then self.block_speaker = speaker end
end

-- "We remind you that": outside of speech the outlet speaks of itself.
function Walker:is_outlets_own(d)
    local v, first = self.v, d.source[1]
    local form = apostrophe.before(v.w[first])
    return first == d.source[2] and form == "we" and not v.quote[first] and not self.state.turn
        and not (self.carry and self.carry.direct)
end

-- "The reporter of the Daily asked whether S": is it a question of the press?
function Walker:is_press_question(d, speaker)
    local info = speaker.info
    return (d.lemma == "ask" or d.lemma == "inquire") and info and info.kind == "nominal"
        and self.lexicon.reporter[info.head] ~= nil
end

-- Emits draft d; `parent` is the draft around it and `outer` the claim around its sentence, each or nil.
function Walker:emit_draft(d, parent, outer)
    local on_top = not (parent or outer)
    if on_top and self:is_outlets_own(d) then return nil end
    local speaker = d.anonymous and { mode = "nominal" } or d.resolved or speakers.resolve(self.state, d.source)
    -- the first sentence of a quotation has its source and cue; the sentence beside them goes on with it
    if d.carried and on_top then speaker = Walker.continue(speaker, "carried") end
    -- who "they" are inside speech, the text around it does not tell
    local pronoun = (parent or outer) and self.v.quote[d.source[1]] and speaker.info and speaker.info.pronoun
    if pronoun == "they" or pronoun == "it" then speaker.ref = nil end
    local claim = self:emit { content = d.content, speaker = speaker, cue = not d.carried and d.cue or nil,
        rule = d.rule, stance = d.stance, kind = d.kind, free = d.free, negated = d.negated, lemma = d.lemma,
        nested = parent and parent.claim or outer, target = d.target, draft = d,
        weak = d.candidate and d.candidate.entry.weak }
    d.claim = claim
    if not claim then return nil end
    if on_top and self:is_press_question(d, speaker) then
        claim.type, claim.stance, speaker.ref = "reporter-question", "question", self.reporter
        return claim
    end
    if on_top then
        self:remember(claim)
        own_quotations(self.v, claim, d)
    end
    if speaker.pending then self.pending[#self.pending + 1] = speaker end
    return claim
end

--- Emits the drafts of a sentence; `outer` is the claim around them, or nil. Returns the first that stands inside no
--- other, or nil.
function Walker:emit_drafts(drafts, outer)
    local v, lexicon = self.v, self.lexicon
    nesting.arrange(drafts)
    -- "She believes that S, reports the Courier": who stands first in the text is read first
    for _, d in ipairs(drafts) do
        local is_before = d.parent and not d.anonymous and d.source[1] < d.parent.source[1]
        if is_before then d.resolved = speakers.resolve(self.state, d.source) end
    end
    local first
    for _, d in ipairs(nesting.outer_first(drafts)) do
        local parent = nesting.kept_parent(d)
        local inside = outer or parent
        local in_speech = outer and outer.type ~= "indirect" or parent and parent.free
        if inside and (not nesting.allowed(v, lexicon, d, in_speech)
            or nesting.own_house(v, lexicon, d, outer or parent.claim)) then
            d.dropped = true
        else
            local claim = self:emit_draft(d, parent, outer)
            if not inside then first = first or claim end
        end
    end
    return first
end

return Walker
