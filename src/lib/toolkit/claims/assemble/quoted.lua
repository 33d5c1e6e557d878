-- A sentence of the text that stands inside a quotation: its cue may stand before, behind, or nowhere.
local Walker = require "toolkit.claims.assemble.walker"
local spans = require "toolkit.claims.assemble.spans"
local speakers = require "toolkit.claims.speakers"

local quoted = {}

-- Sentences in which the cue of a quotation must follow, and claims among which one it interrupts is looked for.
local CUE_REACH, RESUME_REACH = 12, 6

local interrupting = { ["said-after"] = true, ["said-inverted"] = true }
local announcing = { ["that-clause"] = true, ["said-clause"] = true, ["said-quote"] = true }

-- The draft in sentence n whose cue belongs to `quote`, or nil.
local function draft_of(v, n, quote)
    for _, d in ipairs(v.drafts[n]) do
        if d.quote == quote then return d end
    end
end

-- The draft or bare cue ("He said.") behind sentence m that tells whose `quote` is, or nil.
local function later_cue(v, m, last, quote)
    for n = m + 1, math.min(last, m + CUE_REACH) do
        local d = draft_of(v, n, quote)
        if d then return d end
        local first = v.sfirst[n]
        if spans.quotation(v, first) ~= quote then
            return spans.quotation(v, first - 1) == quote and v.bare[n] or nil
        end
    end
end

-- "S1," X said. "S2": the claim that a quotation opening in sentence m goes on with; its sentence ends with the cue.
local function interrupted_claim(walker, block, m, quote)
    local v, claims = walker.v, walker.claims
    if m == block.sentence or spans.opening(v, m) ~= quote.open then return nil end
    local first, last = v.sfirst[m - 1], v.slast[m - 1]
    for n = #claims, math.max(1, #claims - RESUME_REACH), -1 do
        local before = claims[n]
        local d, stop = before.draft, before.spans[#before.spans][2]
        if stop < first then return nil end
        local is_quotation = before.type == "direct" or before.type == "mixed"
        if d and is_quotation and not before.nested and interrupting[d.rule] and stop <= last
            and before.spans[1][2] < d.cue[1] then return before end
    end
end

-- The draft with which the sentence behind a quotation opens, when it announces more of the same speaker.
local function announced_behind(v, block, m, quote)
    local last = m
    while last < block.sentence_last and spans.speech_around(v, last + 1) == quote do last = last + 1 end
    local d = last < block.sentence_last and v.drafts[last + 1][1]
    return d and d.source[1] == v.sfirst[last + 1] and announcing[d.rule] and d or nil
end

-- Whose a quotation without a cue is, and the name of the guess.
local function floating_speaker(walker, block, m, quote)
    local state = walker.state
    local behind = announced_behind(walker.v, block, m, quote)
    if behind then
        local speaker = speakers.resolve(state, behind.source)
        return Walker.continue(speaker, "floating-quote"), "quotation-before-cue"
    end
    if walker.block_speaker then return Walker.continue(walker.block_speaker, "carried"), "quotation-after-cue" end
    local last = walker.last_direct or walker.last_person or state.last
    return last and Walker.continue(last, "floating-quote") or { mode = "floating-quote" }, "floating-quotation"
end

local function goes_on(walker, m, owner)
    return walker:emit { content = spans.sentence(walker.v, m), speaker = Walker.continue(owner.speaker, "carried"),
        type = "direct", rule = "quotation-goes-on", kind = "carried", stance = owner.stance }
end

local function told_later(walker, m, cue)
    local state = walker.state
    local speaker = speakers.resolve(state, cue.source)
    local claim = walker:emit { content = spans.sentence(walker.v, m), speaker = speaker, type = "direct",
        rule = cue.rule, cue = cue.cue, kind = "verb", stance = cue.stance, lemma = cue.lemma, draft = cue }
    state.last = speaker
    -- its own sentence goes on with this claim
    cue.given = true
    return claim
end

local function resume(v, m, claim)
    local i, j = spans.trim(v, spans.opening(v, m), v.slast[m])
    if i then claim.spans[#claim.spans + 1] = { i, j } end
    return claim
end

local function float(walker, block, m, quote)
    local speaker, rule = floating_speaker(walker, block, m, quote)
    return walker:emit { content = spans.sentence(walker.v, m), speaker = speaker, type = "direct", rule = rule,
        kind = "carried" }
end

-- The claim with which `quote` opens in sentence m of a block.
local function open(walker, block, m, quote)
    local cue = later_cue(walker.v, m, block.sentence_last, quote)
    if cue then return told_later(walker, m, cue) end
    local interrupted = interrupted_claim(walker, block, m, quote)
    if interrupted then return resume(walker.v, m, interrupted) end
    return float(walker, block, m, quote)
end

--- Sentence m of a block, inside `quote`.
function quoted.sentence(walker, block, m, quote)
    local claim
    if quote.claim then
        claim = goes_on(walker, m, quote.claim)
    else
        claim = open(walker, block, m, quote)
        quote.claim = claim
    end
    if claim then walker:emit_drafts(walker.v.drafts[m], claim) end
end

return quoted
