-- From drafts to claims of one document: walks blocks and sentences in order, settles who speaks (name, pronoun,
-- nominal, turn label, carry-over, floating quotation), what is nested in what, and what is the outlet's own voice.
-- The rooms of this house are in assemble/: the walker, turns, prose and quoted sentences, spans, nesting, late names.
local Walker = require "toolkit.claims.assemble.walker"
local cast = require "toolkit.claims.cast"
local late = require "toolkit.claims.assemble.late"
local prose = require "toolkit.claims.assemble.prose"
local speakers = require "toolkit.claims.speakers"
local turns = require "toolkit.claims.assemble.turns"
local view = require "toolkit.claims.view"

local assemble = {}

-- ---- what the text is ------------------------------------------------------------------------------------

-- Does the text tell of a press conference?
local function is_briefing(v, lexicon)
    local text = v.text:lower()
    for _, phrase in ipairs(lexicon.source.briefing) do
        if text:find(phrase, 1, true) then return true end
    end
    return false
end

-- A name in apposition behind the head of a source, which ends with token l: its first and last token, or nil.
local function name_behind(v, source, l)
    local w, tag = v.w, v.tag
    while l < source[2] and w[l + 1] ~= "," and tag[l + 1] ~= "VERB" and tag[l + 1] ~= "PUNCT" do l = l + 1 end
    if w[l + 1] ~= "," then return nil end
    local first, last = l + 2, source[2]
    while last > first and tag[last] == "PUNCT" do last = last - 1 end
    if last - first < 1 or last - first > 3 then return nil end
    for k = first, last do
        if tag[k] ~= "PROPN" then return nil end
    end
    return first, last
end

-- What speakers.resolve() keeps and asks about a document.
local function prepare(state)
    local v, lexicon = state.v, state.lexicon
    state.slice = view.slice
    state.name_behind = function(source, l) return name_behind(v, source, l) end
    state.cast = cast.new(state.registry, lexicon, state.file)
    state.organisations, state.organisation_list, state.acronyms = {}, {}, {}
    state.places = speakers.places(v, lexicon)
end

-- ---- blocks ----------------------------------------------------------------------------------------------

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
    elseif turns.has_label(block) then
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
    for k = lo + 1, math.min(hi - 2, lo + TITLE_REACH) do
        if v.w[k] == ":" and not v.quote[k] then return k end
    end
end

-- "Ministry: S", otherwise the drafts of the sentence.
local function walk_title(walker, block, principal)
    local v, state = walker.v, walker.state
    local function emit(c) return walker:emit(c) end
    for m = block.sentence, block.sentence_last do
        state.m = m
        local colon = colon_of(v, m)
        local claim = colon and speakers.headline(state, emit, v.sfirst[m], colon, v.slast[m], principal)
        if not claim then walker:emit_drafts(v.drafts[m], nil) end
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
    prepare(state)
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
