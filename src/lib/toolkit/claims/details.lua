-- What a claim holds: hedges, numbers, dates, targets, polarity, stance, confidence; its evidence is found next door.
-- Works on token spans of the view; each finding keeps its bytes.
local evidence = require "toolkit.claims.evidence"
local parties = require "toolkit.claims.parties"
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

-- ---- stance --------------------------------------------------------------------------------------------

local performative = { urge = "demand", urges = "demand", demand = "demand", demands = "demand", oppose = "oppose",
    opposes = "oppose", condemn = "condemn", condemns = "condemn", deny = "deny", denies = "deny", reject = "reject",
    rejects = "reject", call = "call", calls = "call", promise = "commit", promises = "commit", pledge = "commit",
    admit = "admit", hope = "call" }
local modal_demand = { must = "demand", should = "recommend", ought = "recommend" }

-- Stances of cues that leave it to the content.
local open_stance = { neutral = true, assertive = true, report = true, factive = true }

-- A verb that does what it says stands among this many first tokens, one more.
local PERFORMATIVE = 7

-- "We firmly oppose", "China strongly urges": the stance of the first verb of the content, or nil.
local function performed(v, span)
    local w = v.w
    for k = span[1], math.min(span[2], span[1] + PERFORMATIVE) do
        local form = w[k]
        local does = v.tag[k] == "VERB" and performative[form]
        local is_call = form == "call" or form == "calls"
        if does and (not is_call or w[k + 1] == "on" or w[k + 1] == "for") then return does end
    end
end

-- The first charge of the spans (a token), and the stance of their first modal verb.
local function charge_and_modal(w, lexicon, spans)
    local charge, modal
    for _, span in ipairs(spans) do
        for k = span[1], span[2] do
            local form = w[k]
            charge = charge or lexicon.accusing[form] and k
            modal = modal or modal_demand[form]
        end
    end
    return charge, modal
end

-- Is somebody but the speaker charged: does a party with a name stand before the charge?
local function is_accusation(c, found, charge)
    local speaker = c.speaker
    for _, p in ipairs(found) do
        local is_own = p.ref == speaker.ref or speaker.info and speaker.info.country == p.ref
        if not is_own and p.kind ~= "group" and p.first < charge then return true end
    end
    return false
end

-- "This kind of behaviour violates the treaty": the charge is carried on against whom the speaker spoke of before.
local function charge_carried(state, c)
    if not c.about_carried or not open_stance[c.stance] then return end
    if charge_and_modal(state.v.w, state.lexicon, c.spans) then
        c.stance, c.stance_rule = "accuse", "accusing-carried"
    end
end

-- The stance of a claim with the parties `found`, and the reason when its content decides.
local function stance(state, c, found)
    local v = state.v
    local of_cue = c.stance or "assertive"
    if not open_stance[of_cue] then return of_cue end
    if c.negated and of_cue ~= "factive" then return "deny" end
    if c.type == "author-statement" then return "report" end
    local does = performed(v, c.spans[1])
    if does then return does, "performative" end
    local charge, modal = charge_and_modal(v.w, state.lexicon, c.spans)
    if charge and #found > 0 and not (modal and found[1].first >= charge) and is_accusation(c, found, charge) then
        return "accuse", "accusing-content"
    end
    if modal then return modal end
    for _, span in ipairs(c.spans) do
        if v.w[span[2]] == "?" then return "question" end
    end
    return of_cue
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
        c.mentions = parties.mentions(state, c.spans)
        c.parties = parties.of(c.mentions, PARTIES)
        c.negations = negations(v, lexicon, c.spans)
        c.polarity = (c.negations > 0 or c.negated) and "negative" or "positive"
        c.stance, c.stance_rule = stance(state, c, c.parties)
        c.confidence = confidence(c)
    end
    targets.run(state)
    for _, c in ipairs(state.claims) do charge_carried(state, c) end
end

return details
