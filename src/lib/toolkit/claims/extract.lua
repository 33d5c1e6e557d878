-- Drafts of claims: for every sentence the cue candidates, then the first rule of the sieve that answers for each.
-- Writes v.drafts[sentence] = list of drafts in order of their cues; speakers are settled later.
local args = require "toolkit.args"
local apostrophe = require "toolkit.claims.apostrophe"
local rules = require "toolkit.claims.rules"
local syntax = require "toolkit.claims.syntax"
local tree = require "toolkit.claims.tree"
local cues = require "toolkit.claims.cues"

local extract = {}

-- Verbs before "to" that belong to the cue: "continued to call for", "declined to say".
local aspect = {}
for w in ([[continue continues continued continuing begin began begins started start go going went goes seemed seems
appeared
    appears wants want had has have used]]):gmatch("%S+") do aspect[w] = "yes" end
for w in ([[declined declines decline refused refuses refuse failed fails fail refusing declining]]):gmatch("%S+") do
aspect[w] = "no" end
aspect.seemed, aspect.seems, aspect.appeared, aspect.appears = "yes", "yes", "yes", "yes"
aspect.has, aspect.have, aspect.had, aspect.want, aspect.wants = nil, nil, nil, nil, nil

-- Participles that open a claim of their own behind a comma.
local participle = cues.set [[adding saying noting arguing claiming insisting stressing emphasizing emphasising warning
    explaining telling pointing urging accusing calling declaring suggesting stating citing writing asking alleging
    complaining describing recalling promising vowing acknowledging denying criticizing asserting contending concluding
    predicting tweeting predicting pledging referring]]

local time_word = syntax.time_word
local venue = syntax.venue

-- The first token behind the cue and what may stand between it and the content: recipient, time, place.
local function after_cue(v, k, hi, entry, roles)
    local w, tag = v.w, v.tag
    local p = k + 1
    local cue_last
    if entry.lemma == "point" and w[p] == "out" then cue_last = p p = p + 1 end
    if entry.lemma == "lash" and w[p] == "out" then p = p + 1 end
    if entry.lemma == "write" and (w[p] == "back" or w[p] == "in") and (w[p + 1] == ":" or w[p + 1] == "that") then
        p = p + 1 end
    if entry.lemma == "go" then return p end
    if entry.frame.r then
        local t = tag[p]
        if t == "PRON" or t == "PROPN" or t == "DET" or t == "NOUN" or t == "ADJ" or t == "NUM" then
            local last, outer = syntax.noun_phrase(v, p, hi, true, roles)
            -- "told Fox News Trump lied": stop where a name follows a name is beyond tokens; take the phrase
            if last and last < hi and not (entry.frame.o and w[last + 1] == "to") then p = (outer or last) + 1 end
        end
    end
    for _ = 1, 4 do
        local form, t = w[p], tag[p]
        if p > hi then break end
        if form == "as" and w[p + 1] == "early" and w[p + 2] == "as" then
            p = p + 4
            form, t = w[p], tag[p]
        end
        if time_word[form] and form ~= "that" and (t ~= "DET" or time_word[w[p + 1]]) and form ~= "last"
            and form ~= "may" or (form == "last" and time_word[w[p + 1]]) then
            local q = p + 1
            while q <= hi and (time_word[w[q]] or tag[q] == "NUM") do q = q + 1 end
            p = q
        elseif t == "ADP" and form ~= "of" and not entry.prep[form] then
            -- time or venue, or anything that "that" or a quotation soon follows
            local head = p + 1
            local q = p + 1
            local found_venue = time_word[w[q]]
            while q <= hi and (tag[q] == "DET" or tag[q] == "ADJ" or tag[q] == "NOUN" or tag[q] == "PROPN"
                or tag[q] == "NUM"
                or tag[q] == "CCONJ" and tag[q + 1] ~= "VERB" or w[q] == "." and v.e[q - 1] + 1 == v.s[q]
                    and #w[q - 1] < 5
                or w[q] == "-"
                    or (tag[q] == "ADP" and (w[q] == "of" or w[q] == "with" or w[q] == "on" or w[q] == "at"
                    or w[q] == "in" or w[q] == "to" or w[q] == "for" or w[q] == "by" or w[q] == "from"))
                or tag[q] == "VERB" and v.cap[q] or (tag[q] == "SYM")) do
                if venue[w[q]] or time_word[w[q]]
                    and not (time_word[w[q]] and (w[q] == "year" or w[q] == "past" or w[q] == "years")) then
                    found_venue = found_venue or q end
                q = q + 1
            end
            local stop = w[q]
            if q > p + 1
                and (stop == "that" or stop == ":" or (stop == "," and (v.quote[q + 1] or w[q + 1] == "that"))
                or (v.quote[q] and v.quotes[v.quote[q]].open == q and v.quotes[v.quote[q]].speech)
                or q > hi or stop == ".") then
                p = q
                if stop == "," and w[q + 1] == "that" then p = q + 1 end
            elseif found_venue and found_venue ~= true and head then
                -- "said in a statement Clinton would ..." : cut behind the venue word
                p = found_venue + 1
            elseif found_venue then
                local r = p + 1
                while r <= hi and (time_word[w[r]] or tag[r] == "NUM") do r = r + 1 end
                if r == p + 1 then break end
                p = r
            else
                break
            end
        elseif t == "ADV" and (w[p + 1] == "that" or v.quote[p + 1] or w[p + 1] == ":" or w[p+1] == "," ) then
            p = p + 1
        elseif form == "," and p < hi and tag[p + 1] == "VERB" and w[p + 1]:sub(-3) == "ing"
            and not participle[w[p + 1]] then
            break
        elseif form == "," and tag[p + 1] == "ADV" and w[p + 2] == "," then
            p = p + 3
        else
            break
        end
    end
    return p, cue_last
end
extract.after_cue = after_cue

-- Auxiliaries of what has not happened (yet).
local modal = cues.set [[will would should could can may might must cannot can't can’t won't won’t wouldn't wouldn’t
    couldn't couldn’t shouldn't shouldn’t 'll ’ll 'd ’d]]

local function apostrophe_after(form)
    local at = apostrophe.at(form)
    return at and not modal[form] and form:sub(at) or form
end

local refusing = cues.set "declined declines decline refused refuses refuse"

local function main_subject(v, lo, k, roles)
    for q = lo, k - 1 do
        local t = v.tag[q]
        if (t == "VERB" and v.w[q]:sub(-3) ~= "ing" and v.w[q - 1] ~= "to") or t == "AUX" then
            local g = syntax.verb_group(v, q, lo, aspect)
            local a, b, h, l = syntax.subject(v, g, lo, roles)
            if a and v.w[a] ~= "who" and v.w[a] ~= "which" then return a, b, h, l end
        end
    end
end

-- Openers of a clause that is beside what was said.
local aside = { after = true, ["while"] = true, though = true, although = true, as = true, ["but"] = true,
    ["and"] = true }

local function candidates(v, m, lo, hi, lexicon)
    local w, tag = v.w, v.tag
    local list = {}
    local verb, trigger = lexicon.verb, lexicon.trigger
    local roles = lexicon.role
    local triggered = {}
    for k = lo, hi do
        local rule = trigger[w[k]]
        if rule then triggered[rule] = true end
        local entry = verb[w[k]]
        if entry and tag[k] == "VERB" and w[k] ~= "according" then
            local from, to = lo, hi
            local q = v.quote[k]
            if q then
                local quotation = v.quotes[q]
                from, to = math.max(lo, quotation.first), math.min(hi, quotation.last)
            end
            local how = lexicon.shape[w[k]]
            local g, negated, passive, by_to = syntax.verb_group(v, k, from, aspect)
            local unreal = false
            for aux = g, k - 1 do if modal[apostrophe_after(w[aux])] then unreal = true break end end
            local c = { v = v, m = m, k = k, g = g, entry = entry, how = how, negated = negated, passive = passive,
                unreal = unreal, refused = by_to and refusing[w[k - 2]],
                lo = from, hi = to,
                aspect = aspect, roles = roles, lexicon = lexicon, all = list, index = #list + 1 }
            if w[k - 1] == "to" and not by_to then
                -- an infinitive: it speaks only for its own governor
                c.infinitive = true
            end
            if not c.infinitive or by_to then
                local a, b, h, l = syntax.subject(v, g, from, roles)
                if not a and not passive and how ~= "g" then a, b, h, l = tree.subject(v, m, k, from, g) end
                if a and (w[a] == "that" or w[a] == "there") then a = nil end
                if a and how ~= "g" and how ~= "d" and how ~= "s" and how ~= "b" then a = nil end
                if how == "g" and tag[k - 1] ~= "AUX" and tag[g] ~= "AUX" then
                    a = nil
                    -- a participle: its subject is that of the clause it hangs on
                    local previous = list[#list]
                    local from_clause = from
                    if not participle[w[k]] then
                        -- a participle of another kind belongs to the clause it stands in
                        for i = #list, 1, -1 do
                            if w[list[i].p] == "that" then from_clause = list[i].p + 1 break end
                        end
                    end
                    local comma = w[g - 1]
                    if comma == "," or comma == "—" or w[g - 1] == "and" and w[g - 2] == "," or participle[w[k]] then
                        for i = 1, #list do
                            if list[i].subject and list[i].entry.frame.q and not list[i].relative
                                and list[i].lo == from then
                                previous = list[i]
                                break
                            end
                        end
                        if previous and previous.subject and not previous.relative and previous.lo == from
                            and from_clause == from then
                            a, b, h, l = table.unpack(previous.subject)
                        else
                            a, b, h, l = main_subject(v, from_clause, k, roles)
                        end
                        if participle[w[k]] and (comma == "," or comma == "and" or comma == "—") then
                            c.boundary = g - 1 end
                    end
                elseif not a and (w[g - 1] == "and" or w[g - 1] == "but") and (how == "d" or how == "s")
                    and tag[g] ~= "AUX"
                    and entry.frame.q then
                    -- coordinated: "X met Y and said that"
                    local previous
                    for i = #list, 1, -1 do
                        if list[i].subject and list[i].lo == from then previous = list[i] break end
                    end
                    if previous then
                        a, b, h, l = table.unpack(previous.subject)
                    else
                        a, b, h, l = main_subject(v, from, g - 1, roles)
                    end
                    c.boundary = g - 1
                    if w[g - 2] == "," then c.boundary = g - 2 end
                elseif a and aside[w[a - 1]] and w[a - 2] == "," and (entry.frame.q or entry.frame.s or entry.frame.t)
                    and how ~= "g" and not entry.weak then
                    -- ", though she noted", ", after the ministry disclosed": what was said before ends at the comma
                    c.boundary = a - 2
                end
                if a then
                    c.subject = { a, b, h, l }
                    c.relative = w[a] == "who" or w[a] == "which"
                end
            end
            c.p, c.cue_last = after_cue(v, k, to, entry, roles)
            -- "X said" at the end: what stands before ends at the comma
            if c.subject and entry.frame.q and (c.p > to or w[c.p] == "." and c.p == to)
                and w[c.subject[1] - 1] == "," then
                c.boundary = c.subject[1] - 1
            end
            if not (c.infinitive and not c.subject) then list[#list + 1] = c end
        end
    end
    return list, triggered
end

local open_question = cues.set "when where why how what who whether if"

local conditional = { ["if"] = true, whether = true, unless = true, should = true }

--- Runs the sieve over sentence `m` of the view.
function extract.sentence(v, m, lexicon, active, others, explain)
    local lo, hi = v.sfirst[m], v.slast[m]
    -- outer closing marks and stray points belong to no content
    local list, triggered = candidates(v, m, lo, hi, lexicon)
    local drafts = {}
    for _, c in ipairs(list) do
        local skip = false
        if c.subject then
            local before = v.w[c.subject[1] - 1]
            if c.subject[1] > c.lo and conditional[before] and not c.entry.frame.q then skip = true end
        end
        if not skip then
            for at, r in ipairs(active) do
                local draft = r.test(c)
                -- what somebody would, should or will say has not been said, unless it is quoted
                if draft and c.unreal and not (draft.quote or draft.quote_after) then break end
                -- "did not say when": nothing was said
                -- "declined to comment on N" is a refusal, found as such; nothing is said of N
                if draft and c.refused then break end
                if draft and c.negated and open_question[v.w[draft.content[1][1]]] then break end
                if draft then
                    r.hits = r.hits + 1
                    draft.rule = r.name
                    draft.candidate = c
                    draft.stance = draft.stance or c.entry.stance
                    draft.lemma = c.entry.lemma
                    draft.negated = c.negated
                    draft.kind = draft.kind or "verb"
                    draft.sentence = m
                    drafts[#drafts + 1] = draft
                    if explain then
                        -- the reading that was turned down: what the next rule would have made of it
                        for next_at = at + 1, #active do
                            local other = active[next_at].test(c)
                            if other then
                                draft.rejected = { rule = active[next_at].name, content = other.content }
                                break
                            end
                        end
                    end
                    break
                end
            end
        end
    end
    if #drafts == 0 then
        -- "He said.": a source and a cue alone; they belong to the quotation before
        for _, c in ipairs(list) do
            if c.subject and c.entry.frame.q and (c.p > hi or c.p == hi and v.tag[hi] == "PUNCT")
                and c.subject[1] <= lo + 3 then
                v.bare[m] = { rule = "bare-cue", source = c.subject, cue = { c.g, c.k }, stance = c.entry.stance,
                    kind = "verb",
                    lemma = c.entry.lemma, candidate = c, content = {}, sentence = m }
                break
            end
        end
    end
    local state = { v = v, lo = lo, hi = hi, drafts = drafts, roles = lexicon.role, lexicon = lexicon }
    for _, r in ipairs(others) do
        local more = (not r.trigger or triggered[r.trigger]) and r.test(state)
        if more then
            for _, draft in ipairs(more) do
                r.hits = r.hits + 1
                draft.sentence = m
                drafts[#drafts + 1] = draft
            end
        end
    end
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
