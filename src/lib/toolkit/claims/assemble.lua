-- From drafts to claims of one document: walks blocks and sentences in order, settles who speaks (name, pronoun,
-- nominal, turn label, carry-over, floating quotation), what is nested in what, and what is the outlet's own voice.
-- Its parts are in assemble/: the walker and its state, turns, prose, quoted sentences, spans, nesting, late names.
local Walker = require "toolkit.claims.assemble.walker"
local cast = require "toolkit.claims.cast"
local labels = require "toolkit.claims.labels"
local late = require "toolkit.claims.assemble.late"
local prose = require "toolkit.claims.assemble.prose"
local speakers = require "toolkit.claims.speakers"
local turns = require "toolkit.claims.assemble.turns"

local assemble = {}

-- Does the text tell of a press conference?
local function is_briefing(v, lexicon)
    local text = v.text:lower()
    for _, phrase in ipairs(lexicon.source.briefing) do
        if text:find(phrase, 1, true) then return true end
    end
    return false
end

-- A title is read when the body is known; the people it names are known at once.
local function hear_title(walker, block)
    walker.titles[#walker.titles + 1] = block
    for m = block.sentence, block.sentence_last do walker.cast:scan(walker.v, m) end
end

-- A question in prose that attributes something is read like prose: its sentences are not one reporter's.
local function is_attributed_prose(v, block)
    local drafts = v.drafts[block.sentence]
    return block.body and block.from == block.first and drafts and #drafts > 0
end

local function walk_block(walker, at)
    local v = walker.v
    local block = v.blocks[at]
    walker.block_speaker = nil
    if turns.asks(walker, at) then
        walker:enter(block.sentence)
        turns.question(walker, block)
    elseif block.kind == "title" or block.kind == "heading" then
        hear_title(walker, block)
    elseif turns.has_label(block) and not turns.is_over(walker, block) then
        turns.labelled(walker, block)
    elseif block.kind == "question" and not is_attributed_prose(v, block) then
        turns.question(walker, block)
    elseif block.body or block.kind == "caption" then
        prose.block(walker, block)
    end
end

-- Tokens of a title among which the colon behind a source is looked for.
local TITLE_REACH = 22

local function colon_of(v, m)
    local lo, hi = v.sfirst[m], v.slast[m]
    for k = lo + 1, math.min(hi - 1, lo + TITLE_REACH) do
        if v.w[k] == ":" and not v.quote[k] then return k end
    end
end

-- "Ministry: S", otherwise the drafts of the sentence.
local function walk_title(walker, block, principal)
    local v, state = walker.v, walker.state
    for m = block.sentence, block.sentence_last do
        state.m = m
        local colon = colon_of(v, m)
        local headline = colon and (labels.headline_tail(state, v.sfirst[m], v.slast[m])
            or labels.headline(state, v.sfirst[m], colon, v.slast[m], principal))
        if not (headline and walker:emit(headline)) then
            for _, d in ipairs(v.drafts[m]) do d.free = nil end -- a headline is nobody's very words
            walker:emit_drafts(v.drafts[m], nil)
        end
    end
end

-- In the order of the text, the longer one first where two start together.
local function comes_before(a, b)
    local x, y = a.spans[1][1], b.spans[1][1]
    if x ~= y then return x < y end
    local p, q = a.spans[#a.spans][2], b.spans[#b.spans][2]
    if p ~= q then return p > q end
    return a.rule < b.rule
end

--- Claims of a document. `state` needs v (view with drafts), lexicon, registry, file; it gains cast, claims, principal
--- and what speakers.lua keeps.
function assemble.run(state)
    state.cast = cast.new(state.registry, state.lexicon, state.file)
    speakers.prepare(state)
    local walker = Walker.new(state)
    walker.is_briefing = is_briefing(state.v, state.lexicon)
    state.claims = walker.claims
    for at = 1, #state.v.blocks do walk_block(walker, at) end
    state.principal = late.principal(walker.claims)
    for _, block in ipairs(walker.titles) do walk_title(walker, block, state.principal) end
    late.names(walker, state.principal)
    table.sort(walker.claims, comes_before)
    return walker.claims
end

return assemble
