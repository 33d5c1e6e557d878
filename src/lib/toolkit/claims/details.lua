-- What a claim holds: hedges, numbers, dates, polarity, confidence; evidence, parties, targets and stance are found
-- next door. Works on token spans of the view; each finding keeps its bytes.
local evidence = require "toolkit.claims.evidence"
local parties = require "toolkit.claims.parties"
local stance = require "toolkit.claims.stance"
local targets = require "toolkit.claims.targets"
local toolkit = require "toolkit"

local details = {}

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

-- The last token of the words of `seq` from token k on, a hyphen between them or not; nil when they are not all there.
local function sequence_end(w, seq, k, hi)
    local p = k
    for n = 2, #seq do
        p = p + 1
        if w[p] == "-" and seq[n] ~= "-" then p = p + 1 end
        if p > hi or w[p] ~= seq[n] then return nil end
    end
    return p
end

local always_approximate = { almost = true, nearly = true, roughly = true, approximately = true }

-- Is the sequence at tokens k..p a hedge here? "about 52,000" but not "about the plan"; not the month of May.
local function is_hedge(v, seq, k, p)
    if seq.kind == "approximator" and #seq == 1 then
        local t = v.tag[p + 1]
        return t == "NUM" or t == "SYM" or always_approximate[v.w[k]]
    end
    return v.w[k] ~= "may" or not v.cap[k]
end

-- The longest sequence of `list` at token k: its last token when it is a hedge there, and its kind.
local function hedge_at(v, list, k, hi)
    for _, seq in ipairs(list) do
        local p = sequence_end(v.w, seq, k, hi)
        if p then return is_hedge(v, seq, k, p) and p or nil, seq.kind end
    end
end

local function hedges(v, lexicon, spans)
    local found, w, by_head = {}, v.w, lexicon.hedge
    for _, s in ipairs(spans) do
        local k = s[1]
        while k <= s[2] do
            local list = by_head[w[k]]
            if list then
                local last, kind = hedge_at(v, list, k, s[2])
                if last then
                    found[#found + 1] = { k, last, kind = kind }
                    k = last
                end
            end
            k = k + 1
        end
    end
    return found
end

-- ---- all of it ---------------------------------------------------------------------------------------------

local function evidence_kind(found)
    for _, e in ipairs(found) do
        if e.named then return "named" end
    end
    return #found > 0 and "vague" or "none"
end

local function is_negation(v, lexicon, k)
    local form = v.w[k]
    return lexicon.negator[form]
        or v.tag[k] == "AUX" and (form:find("n't", 1, true) or form:find("n’t", 1, true))
end

local function negations(v, lexicon, spans)
    local n = 0
    for _, s in ipairs(spans) do
        for k = s[1], s[2] do
            if is_negation(v, lexicon, k) then n = n + 1 end
        end
    end
    return n
end

-- Rules that err more often than the rest.
local loose_rule = { object = true, ["headline-colon"] = true, ["noun-cue"] = true, ["noun-alone"] = true }

-- How sure the speaker of a claim is, by the way that led to it.
local function confidence(c)
    if c.type == "author-statement" then return "high" end
    if not (c.speaker and c.speaker.ref) then return "low" end
    local mode = c.speaker.mode
    if mode == "explicit" or mode == "carried-turn" then
        return (c.weak or loose_rule[c.rule]) and "medium" or "high"
    end
    return mode == "floating-quote" and "low" or "medium"
end

local function bytes_of(v, spans)
    local bytes = {}
    for i, s in ipairs(spans) do bytes[i] = { v.s[s[1]], v.e[s[2]] } end
    return bytes
end

-- A claim knows those that are nested in it.
local function link_nested(list)
    for _, c in ipairs(list) do
        if c.nested then
            c.nested.inner = c.nested.inner or {}
            table.insert(c.nested.inner, c)
        end
    end
end

-- A claim names this many parties at most.
local PARTIES = 8

--- Fills c.hedges, c.evidence, c.numbers, c.dates, c.parties, c.about, c.stance, c.polarity, c.confidence for all
--- claims.
function details.run(state)
    local v, lexicon = state.v, state.lexicon
    link_nested(state.claims)
    for _, c in ipairs(state.claims) do
        c.bytes = bytes_of(v, c.spans)
        c.hedges = hedges(v, lexicon, c.spans)
        c.evidence = evidence.find(state, c)
        c.evidence_kind = evidence_kind(c.evidence)
        c.numbers = inside(state.numbers, c.bytes)
        c.dates = inside(state.dates, c.bytes)
        c.mentions = parties.of_claim(state, c)
        c.parties = parties.of(c.mentions, PARTIES)
        c.negations = negations(v, lexicon, c.spans)
        c.polarity = (c.negations > 0 or c.negated) and "negative" or "positive"
        c.stance, c.stance_rule = stance.of(state, c)
        c.confidence = confidence(c)
    end
    targets.run(state)
    for _, c in ipairs(state.claims) do stance.carry_on(c) end
end

return details
