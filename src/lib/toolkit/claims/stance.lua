-- What a claim does: demands, promises, denies, accuses ... The cue decides; a cue that leaves it open ("said") leaves
-- it to the content: a verb that does what it says, a charge against somebody who is named, a modal verb.
local apostrophe = require "toolkit.claims.apostrophe"
local cues = require "toolkit.claims.cues"

local set = cues.set

local stance = {}

local performative = { urge = "demand", urges = "demand", demand = "demand", demands = "demand", oppose = "oppose",
    opposes = "oppose", condemn = "condemn", condemns = "condemn", deny = "deny", denies = "deny", reject = "reject",
    rejects = "reject", call = "call", calls = "call", promise = "commit", promises = "commit", pledge = "commit",
    admit = "admit", hope = "call" }
local modal_demand = { must = "demand", should = "recommend", ought = "recommend" }
local being = set "is are was were be been being"

-- Stances of cues that leave it to the content.
local open_stance = set "neutral assertive report factive"

-- A verb that does what it says stands among this many first tokens, one more.
local PERFORMATIVE = 7
-- A negation, a duty or an auxiliary that belongs to a charge stands within so many tokens before it; "is", whose
-- predicate it is, within more; the verb, whose object it is, in between.
local NEAR, PREDICATE, OBJECT = 3, 8, 5

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

-- ---- charges ---------------------------------------------------------------------------------------------

local function is_charge(v, lexicon, k)
    local form = v.w[k]
    return lexicon.accusing[form] or lexicon.accusing_verb[form] and v.tag[k] == "VERB"
end

-- Is the charge at token k denied, or a duty ("must not attack")?
local function is_lifted(v, lexicon, k, lo)
    for q = math.max(lo, k - NEAR), k - 1 do
        local form = v.w[q]
        if lexicon.negator[form] or modal_demand[form] or form:find("n't$") or form:find("n’t$") then return true end
    end
    return false
end

-- Is the verb at token k a passive: who stands before it bears it?
local function is_passive(v, k, lo)
    if not v.shape_d[v.w[k]] then return false end
    for q = math.max(lo, k - NEAR), k - 1 do
        if being[v.w[q]] then return true end
    end
    return v.w[k + 1] == "by" or v.tag[k - 1] == "NOUN" or v.tag[k - 1] == "PROPN"
end

-- The "is" whose predicate token k is ("is in fact the biggest threat"), or nil.
local function copula(v, k, lo)
    for q = k - 1, math.max(lo, k - PREDICATE), -1 do
        if being[v.w[q]] then return q end
        if v.tag[q] == "VERB" or v.w[q] == "," or v.w[q] == "." then return nil end
    end
end

-- The verb whose object token k is ("conducts pervasive espionage"), or nil.
local function verb_of_object(v, k, lo)
    for q = k - 1, math.max(lo, k - OBJECT), -1 do
        local t = v.tag[q]
        if t == "VERB" then return not is_passive(v, q, lo) and q or nil end
        if t ~= "ADJ" and t ~= "NOUN" and t ~= "DET" and t ~= "ADV" then return nil end
    end
end

local function last_before(mentions, k)
    local found
    for _, mention in ipairs(mentions) do
        local may_act = not (mention.modifier or mention.doubtful) and mention.kind ~= "law"
        if mention.last < k and may_act then found = mention end
    end
    return found
end

-- "attacks by Norway": who stands right behind the "by" at token k, or nil.
local function behind_by(v, mentions, k)
    if v.w[k] ~= "by" then return nil end
    for _, mention in ipairs(mentions) do
        if mention.first == k + 1 or mention.first == k + 2 and v.tag[k + 1] == "DET" then return mention end
    end
end

-- "Norway's reckless attack": the owner in front of the charge at token k, or nil.
local function owner(v, mentions, k)
    local mention = last_before(mentions, k)
    if not mention or not apostrophe.is_possessive(v.w[mention.last]) then return nil end
    for q = mention.last + 1, k - 1 do
        if v.tag[q] ~= "ADJ" and v.tag[q] ~= "NOUN" and v.tag[q] ~= "ADV" then return nil end
    end
    return mention
end

-- "Norway itself top threat to the sea": the party of a headline that has its predicate without a verb, or nil.
local function subject_of_headline(v, mentions, k, lo)
    local mention = mentions[1]
    if not mention or mention.first > lo + 1 or mention.last >= k then return nil end
    for q = mention.last + 1, k - 1 do
        if v.tag[q] == "ADP" or v.tag[q] == "VERB" or v.tag[q] == "PUNCT" then return nil end
    end
    return mention.last + 1
end

-- The verb of the charge at token k, or nil: what stands before it is charged.
local function verb_of(v, mentions, k, lo)
    local t = v.tag[k]
    if t == "VERB" then return not is_passive(v, k, lo) and k or nil end
    if t == "ADV" then return v.tag[k + 1] == "VERB" and k or nil end
    if v.w[k] == "violation" and v.w[k - 1] == "in" then return k - 1 end
    return copula(v, k, lo) or verb_of_object(v, k, lo) or subject_of_headline(v, mentions, k, lo)
end

-- Who is charged by the word at token k, a mention of the claim; nil, true when its subject only points back.
local function charged(v, mentions, k, lo)
    local by = behind_by(v, mentions, k + 1)
    if by then return by end
    local own = v.tag[k] ~= "VERB" and owner(v, mentions, k)
    if own then return own end
    local verb = verb_of(v, mentions, k, lo)
    local mention = verb and last_before(mentions, verb)
    return mention, verb and not mention
end

-- Whom the first charge of the spans charges that stands; nil, true when all that do only point back.
local function charge(state, c)
    local v, lexicon = state.v, state.lexicon
    local lo = c.spans[1][1]
    local pointing = false
    for _, span in ipairs(c.spans) do
        for k = span[1], span[2] do
            if is_charge(v, lexicon, k) and not is_lifted(v, lexicon, k, lo) then
                local mention, is_open = charged(v, c.mentions, k, lo)
                if mention and mention.kind ~= "group" and not mention.own then return mention end
                pointing = pointing or is_open
            end
        end
    end
    return nil, pointing
end

-- ---- all of it -------------------------------------------------------------------------------------------

local function modal(w, spans)
    for _, span in ipairs(spans) do
        for k = span[1], span[2] do
            if modal_demand[w[k]] then return modal_demand[w[k]] end
        end
    end
end

--- The stance of a claim that has its mentions; the rule when its content decides; c.charged = the party that it
--- charges, c.charge_open = it charges whom the speaker spoke of before.
function stance.of(state, c)
    local v = state.v
    local of_cue = c.stance or "assertive"
    if not open_stance[of_cue] then return of_cue end
    if c.negated and of_cue ~= "factive" then return "deny" end
    if c.type == "author-statement" then return "report" end
    local does = performed(v, c.spans[1])
    if does then return does, "performative" end
    local mention, is_open = charge(state, c)
    if mention then
        c.charged = mention.party
        return "accuse", "accusing-content"
    end
    c.charge_open = is_open or nil
    local demanded = modal(v.w, c.spans)
    if demanded then return demanded end
    for _, span in ipairs(c.spans) do
        if v.w[span[2]] == "?" then return "question" end
    end
    return of_cue
end

--- "This kind of behaviour violates the treaty": the charge is carried on with whom the claim is about.
function stance.carry_on(c)
    if c.about_carried and c.charge_open and open_stance[c.stance] then
        c.stance, c.stance_rule = "accuse", "accusing-carried"
    end
end

return stance
