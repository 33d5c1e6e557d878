-- Drafts of claims: for every sentence the cue candidates, then the first rule of the sieve that answers for each.
-- Writes v.drafts[sentence] = list of drafts in order of their cues; speakers are settled later.
local args = require "toolkit.args"
local candidates = require "toolkit.claims.candidates"
local cues = require "toolkit.claims.cues"
local rules = require "toolkit.claims.rules"
local tree = require "toolkit.claims.tree"

local extract = {}

local open_question = cues.set "when where why how what who whether if"
local conditional = cues.set "if whether unless should"

-- "if the minister denies N": nobody has
local function is_conditional(c)
    local first = c.subject and c.subject[1]
    return first and first > c.lo and conditional[c.v.w[first - 1]]
end

local neither = cues.set "neither nor"
local answering = cues.set "comment confirm deny respond reply answer"
local says_less = cues.set "object preposition"

-- "neither confirmed nor denied N", "nor has the office commented on N", "did not confirm N": nothing is said of N.
local function is_kept_back(c, draft)
    if not answering[c.entry.lemma] or not says_less[draft.rule] then return false end
    local w, subject = c.v.w, c.subject
    return c.negated or neither[w[c.g]] or neither[w[c.g - 1]]
        or subject and (neither[w[subject[1]]] or neither[w[subject[1] - 1]])
end

-- Has the content of a draft been said at all?
local function is_said(c, draft)
    -- what somebody would, should or will say has not been said, unless it is quoted
    if c.unreal and not (draft.quote or draft.quote_after) then return false end
    -- "Would he advise them to go?"
    if c.v.tag[c.lo] == "AUX" and c.v.w[c.hi] == "?" and not c.v.quote[c.k] then return false end
    -- "declined to comment on N" is a refusal, found as such; nothing is said of N
    if c.refused then return false end
    if is_kept_back(c, draft) or c.negated and draft.rule == "infinitive" then return false end
    -- "did not say when": nothing was said
    return not (c.negated and open_question[c.v.w[draft.content[1][1]]])
end

-- The reading that was turned down: what the next rule behind `at` would have made of the candidate.
local function turned_down(c, active, at)
    for i = at + 1, #active do
        local other = active[i].test(c)
        if other then return { rule = active[i].name, content = other.content } end
    end
end

-- The draft of the first rule that answers for a candidate, or nil when none does or nothing was said.
local function sieve(c, active, explain)
    for at, r in ipairs(active) do
        local draft = r.test(c)
        if draft then
            draft.rule = r.name
            if not is_said(c, draft) then return nil end
            r.hits = r.hits + 1
            draft.candidate, draft.sentence = c, c.m
            draft.stance = draft.stance or c.entry.stance
            draft.lemma = c.entry.lemma
            draft.negated = c.negated
            draft.kind = draft.kind or "verb"
            if explain then draft.rejected = turned_down(c, active, at) end
            return draft
        end
    end
end

-- A bare cue starts within this many tokens of its sentence, one more.
local BARE_WITHIN = 3

-- "He said.": a source and a cue alone; they belong to the quotation before. nil when the sentence is none.
local function bare_cue(v, m, list)
    local lo, hi = v.sfirst[m], v.slast[m]
    for _, c in ipairs(list) do
        local ends = c.p > hi or c.p == hi and v.tag[hi] == "PUNCT"
        if c.subject and c.entry.frame.q and ends and c.subject[1] <= lo + BARE_WITHIN then
            return { rule = "bare-cue", source = c.subject, cue = { c.g, c.k }, stance = c.entry.stance, kind = "verb",
                lemma = c.entry.lemma, candidate = c, content = {}, sentence = m }
        end
    end
end

-- Adds what the rules for whole sentences find; one with a trigger is asked only when a word called for it.
local function add_others(drafts, v, m, lexicon, others, triggered)
    local sentence = { v = v, lo = v.sfirst[m], hi = v.slast[m], drafts = drafts, roles = lexicon.role,
        lexicon = lexicon }
    for _, r in ipairs(others) do
        local more = (not r.trigger or triggered[r.trigger]) and r.test(sentence)
        for _, draft in ipairs(more or {}) do
            r.hits = r.hits + 1
            draft.sentence = m
            drafts[#drafts + 1] = draft
        end
    end
end

--- Runs the sieve over sentence `m` of the view.
function extract.sentence(v, m, lexicon, active, others, explain)
    local list, triggered = candidates.of(v, m, lexicon)
    local drafts = {}
    for _, c in ipairs(list) do
        if not is_conditional(c) then drafts[#drafts + 1] = sieve(c, active, explain) end
    end
    if #drafts == 0 then v.bare[m] = bare_cue(v, m, list) end
    add_others(drafts, v, m, lexicon, others, triggered)
    return drafts
end

-- A rule as this run counts it.
local function counted(r)
    return { name = r.name, describe = r.describe, test = r.test, trigger = r.trigger, hits = 0 }
end

--- The rules of a run, each with its own count: those that are shipped without the `disabled` (set of names), and
--- `added` ones, { name =, describe =, test =, before = name of a rule, sentence = true for rules that look at a whole
--- sentence }, first of all where `before` is not given. Raises on names that no rule has.
function extract.rules(disabled, added)
    local chosen, place = { list = {}, others = {} }, {}
    for _, kind in ipairs { "list", "others" } do
        for _, r in ipairs(rules[kind]) do
            place[r.name] = kind
            if not (disabled and disabled[r.name]) then table.insert(chosen[kind], counted(r)) end
        end
    end
    local names = {}
    for name in pairs(place) do names[#names + 1] = name end
    table.sort(names)
    local function check(name)
        if place[name] then return end
        local near = args.nearest(name, names)
        near = near and (", did you mean '%s'?"):format(near) or ""
        error(("claims: no rule is called '%s'%s"):format(name, near), 0)
    end
    for name in pairs(disabled or {}) do check(name) end
    local front = { list = 0, others = 0 }
    for _, r in ipairs(added or {}) do
        args.check_options(r, { "name", "describe", "test", "before", "sentence" }, "claims rule")
        if type(r.name) ~= "string" or type(r.test) ~= "function" then
            error("claims: a rule wants a name and a function test", 0)
        end
        local kind = r.sentence and "others" or "list"
        local target, at = chosen[kind], nil
        if r.before then
            check(r.before)
            for i, other in ipairs(target) do if other.name == r.before then at = i end end
        end
        if not at then
            front[kind] = front[kind] + 1
            at = front[kind]
        end
        table.insert(target, at, { name = r.name, describe = r.describe or "added", test = r.test, hits = 0 })
    end
    return chosen
end

--- All sentences of a view; `chosen` are rules of extract.rules(); `explain`: keep what the next rule would have said.
function extract.run(v, lexicon, chosen, explain)
    v.drafts, v.bare, v.cue_verb = {}, {}, lexicon.verb
    for m = 1, v.sentences do
        v.drafts[m] = extract.sentence(v, m, lexicon, chosen.list, chosen.others, explain)
    end
    tree.release(v)
    return v.drafts
end

return extract
