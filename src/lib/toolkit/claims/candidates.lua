-- Cue candidates: the verbs of a sentence that may show a claim, each with its verb group, its subject, where what is
-- said may start, and what bounds it. What the rules of the sieve look at; nothing is decided here.
local apostrophe = require "toolkit.claims.apostrophe"
local boundaries = require "toolkit.claims.boundaries"
local cues = require "toolkit.claims.cues"
local syntax = require "toolkit.claims.syntax"
local tree = require "toolkit.claims.tree"

local candidates = {}

local set = cues.set
local time_word = syntax.time_word
local venue = syntax.venue

-- Verbs before "to" that belong to the cue: "continued to call for" ("yes"), "declined to say" ("no").
local aspect = {}
for w in ([[continue continues continued continuing begin began begins started start go going went goes seemed seems
    appeared appears used]]):gmatch("%S+") do
    aspect[w] = "yes"
end
for w in ("declined declines decline refused refuses refuse failed fails fail refusing declining"):gmatch("%S+") do
    aspect[w] = "no"
end

-- Participles that open a claim of their own behind a comma.
local opening_participle = set [[adding saying noting arguing claiming insisting stressing emphasizing emphasising
    warning explaining telling pointing urging accusing calling declaring suggesting stating citing writing asking
    alleging complaining describing recalling promising vowing acknowledging denying criticizing asserting contending
    concluding predicting tweeting pledging referring contradicting rejecting dismissing confirming reiterating
    refuting disputing condemning blaming demanding announcing revealing estimating hinting repeating underlining
    underscoring highlighting admitting conceding]]

-- Auxiliaries of what has not happened (yet).
local modal = set [[will would should could can may might must cannot can't can’t won't won’t wouldn't wouldn’t
    couldn't couldn’t shouldn't shouldn’t 'll ’ll 'd ’d]]

local no_roles = {}

local refusing = set "declined declines decline refused refuses refuse"

-- Openers of a clause that is beside what was said.
local aside = set "after while though although as but and whereas"

-- Tokens of an insertion between a cue and "that", at most.
local INSERTION = 20

-- ---- where what is said starts -------------------------------------------------------------------------

-- Particles that belong to the verb: "pointed out", "wrote back that". The token behind, and the last of the cue.
local function behind_particle(v, k, lemma)
    local w, p = v.w, k + 1
    local form, after = w[p], w[p + 1]
    if lemma == "point" and form == "out" then return p + 1, p end
    if lemma == "lash" and form == "out" then return p + 1 end
    local is_written = lemma == "write" and (form == "back" or form == "in")
    return is_written and (after == ":" or after == "that") and p + 1 or p
end

local in_circumstance = set "DET ADJ NOUN PROPN NUM SYM"
local opens_recipient = set "PRON PROPN DET NOUN ADJ NUM"

-- "told a press conference held on Monday": the token behind the time and place, or p.
local function behind_holding(v, p, hi)
    if v.w[p] ~= "held" or v.tag[p + 1] ~= "ADP" then return p end
    local q = p + 1
    while q <= hi and (v.tag[q] == "ADP" or in_circumstance[v.tag[q]]) do q = q + 1 end
    return q
end

-- "told Fox News": where a name follows a name without a mark is beyond tokens, the whole phrase is taken.
local function behind_recipient(v, p, hi, entry, roles)
    if not opens_recipient[v.tag[p]] then return p end
    local last, outer = syntax.noun_phrase(v, p, hi, true, roles)
    if not last or last >= hi or entry.frame.o and v.w[last + 1] == "to" then return p end
    return behind_holding(v, (outer or last) + 1, hi)
end

local function behind_times(v, p, hi)
    while p <= hi and (time_word[v.w[p]] or v.tag[p] == "NUM") do p = p + 1 end
    return p
end

-- Does a time start at token p? "last" and an article only before another word of time; "may" is the verb.
local function is_time(v, p)
    local form = v.w[p]
    if not time_word[form] or form == "may" then return false end
    return form ~= "last" and v.tag[p] ~= "DET" or time_word[v.w[p + 1]]
end

local goes_on_with = set "of with on at in to for by from"

-- Is token q inside a circumstance ("in an interview with the paper on Monday")?
local function is_circumstance(v, q)
    local w, t = v.w, v.tag[q]
    if in_circumstance[t] then return true end
    if t == "ADP" then return goes_on_with[w[q]] end
    if t == "CCONJ" then return v.tag[q + 1] ~= "VERB" end
    -- "in a written statement"
    if t == "VERB" then return v.cap[q] or v.tag[q - 1] == "DET" and v.tag[q + 1] == "NOUN" end
    return w[q] == "-" or w[q] == "." and v.e[q - 1] + 1 == v.s[q] and #w[q - 1] < 5
end

-- Does a clause with "that", a quotation or the end come at token q?
local function is_content_near(v, q, hi)
    local w, stop = v.w, v.w[q]
    if stop == "that" or stop == ":" or stop == "." or q > hi then return true end
    if stop == "," and (v.quote[q + 1] or w[q + 1] == "that") then return true end
    local quotation = v.quotes[v.quote[q]]
    return quotation and quotation.open == q and quotation.speech
end

-- The token behind the circumstance that the preposition at p opens: a time, a venue, or anything that "that" or a
-- quotation soon follows. nil when it belongs to what is said.
local function behind_circumstance(v, p, hi)
    local w = v.w
    local starts_with_time = time_word[w[p + 1]]
    local place
    local q = p + 1
    while q <= hi and is_circumstance(v, q) do
        local form = w[q]
        if venue[form] or time_word[form] and form ~= "year" and form ~= "past" then place = place or q end
        q = q + 1
    end
    if q > p + 1 and is_content_near(v, q, hi) then
        return w[q] == "," and w[q + 1] == "that" and q + 1 or q
    end
    if starts_with_time then
        local r = behind_times(v, p + 1, hi)
        return r > p + 1 and r or nil
    end
    -- "said in a statement Clinton would ...": cut behind the venue word
    return place and place + 1
end

-- "wrote, with reference to a source, that S": the "that" behind the insertion which the comma at p opens, or nil.
local function behind_insertion(v, p, hi)
    for q = p + 1, math.min(hi - 2, p + INSERTION) do
        if v.quote[q] then return nil end
        if v.w[q] == "," then
            return v.w[q + 1] == "that" and not syntax.has_verb(v, p + 1, q - 1) and q + 1 or nil
        end
    end
end

-- The token behind the time, place or adverb that starts at p, or nil when none does.
local function behind_aside(v, p, hi, entry)
    local form, t, after = v.w[p], v.tag[p], v.w[p + 1]
    if is_time(v, p) then return behind_times(v, p + 1, hi) end
    if after == "times" and v.w[p + 2] == "that" then return p + 2 end -- "has pointed out many times that"
    if t == "ADP" and form ~= "of" and not entry.prep[form] then return behind_circumstance(v, p, hi) end
    if t == "ADV" and (after == "that" or after == ":" or after == "," or v.quote[p + 1]) then return p + 1 end
    if form == "," and v.tag[p + 1] == "ADV" and v.w[p + 2] == "," then return p + 3 end
    if form == "," and t ~= "VERB" then return behind_insertion(v, p, hi) end
end

-- Times and places between a cue and its content, at most.
local ASIDES = 4

-- The first token behind the cue and what may stand between it and the content: recipient, time, place. And the last
-- token of the cue when it is not the verb.
local function after_cue(v, k, hi, entry, roles)
    local w = v.w
    local p, cue_last = behind_particle(v, k, entry.lemma)
    if entry.lemma == "go" then return p end
    if entry.frame.r then p = behind_recipient(v, p, hi, entry, roles) end
    for _ = 1, ASIDES do
        if p > hi then break end
        if w[p] == "as" and w[p + 1] == "early" and w[p + 2] == "as" then p = p + 4 end
        local behind = behind_aside(v, p, hi, entry)
        if not behind then break end
        p = behind
    end
    return p, cue_last
end

-- ---- whose verb it is ------------------------------------------------------------------------------------

-- The subject of the finite verb at token q, from `lo` on; nil when it has none or q is no such verb.
local function subject_at(v, q, lo, roles)
    local t = v.tag[q]
    if t == "VERB" and v.w[q]:sub(-3) ~= "ing" and v.w[q - 1] ~= "to" or t == "AUX" then
        local a, b, h, l = syntax.subject(v, syntax.verb_group(v, q, lo, aspect), lo, roles)
        if a and v.w[a] ~= "who" and v.w[a] ~= "which" then return a, b, h, l end
    end
end

-- The subject of the first finite verb among tokens lo..k-1 that has one.
local function main_subject(v, lo, k, roles)
    for q = lo, k - 1 do
        local a, b, h, l = subject_at(v, q, lo, roles)
        if a then return a, b, h, l end
    end
end

-- The subject of the last finite verb among tokens lo..k-1 that has one.
local function nearest_subject(v, lo, k, roles)
    for q = k - 1, lo, -1 do
        local a, b, h, l = subject_at(v, q, lo, roles)
        if a then return a, b, h, l end
    end
end

-- The subject that stands before the verb group.
local function own_subject(c)
    local v = c.v
    local a, b, h, l = syntax.subject(v, c.g, c.lo, c.roles)
    if not a and not c.passive and c.how ~= "g" then
        a, b, h, l = syntax.opening_subject(v, c.g, c.lo, c.roles)
        if not a and not c.inverted then a, b, h, l = tree.subject(v, c.m, c.k, c.lo, c.g) end
    end
    if a and (v.w[a] == "that" or v.w[a] == "there") then return nil end
    return a, b, h, l
end

local function is_participle(c)
    local tag = c.v.tag
    return c.how == "g" and tag[c.k - 1] ~= "AUX" and tag[c.g] ~= "AUX"
end

-- Where the clause of a participle starts: one that opens no claim of its own belongs to the clause it stands in.
local function clause_start(c)
    local w = c.v.w
    for i = #c.all, 1, -1 do
        local p = c.all[i].p
        if w[p] == "that" then return p + 1 end
    end
    return c.lo
end

-- The candidate whose subject a participle shares: the first one of the sentence that may quote, else the last.
local function governor(c)
    local list = c.all
    for _, other in ipairs(list) do
        if other.subject and other.entry.frame.q and not other.relative and other.lo == c.lo then return other end
    end
    local last = list[#list]
    if last and last.subject and not last.relative and last.lo == c.lo then return last end
end

-- "Noting that the dam was old, X left": the subject stands behind the comma.
local function subject_behind(c)
    local v = c.v
    local comma = boundaries.main_clause(v, c.k + 1, c.hi)
    local last, outer = syntax.noun_phrase(v, (comma or c.hi) + 1, c.hi, true, c.roles)
    if last then return comma + 1, outer or last, comma + 1, last end
end

-- The subject of a participle is that of the clause it hangs on.
local function participle_subject(c)
    local w, g = c.v.w, c.g
    if g == c.lo and opening_participle[w[c.k]] then return subject_behind(c) end
    local opens = opening_participle[w[c.k]]
    local at = g - 1
    if opens and syntax.quote_mark[w[at]] and w[at - 1] == "," then at = at - 1 end -- "S," citing N
    local before = w[at]
    local is_set_off = before == "," or before == "—" or before == "and" and w[g - 2] == ","
    if not opens and not is_set_off then return nil end
    local is_beside = is_set_off or before == "and" or before == "but"
    if opens and is_beside then c.boundary = g - 1 end
    local from = opens and c.lo or clause_start(c)
    -- "the remarks came after the office issued a report claiming that": the clause it stands in
    if not is_beside and c.lexicon.evidence[before] then return syntax.subject(c.v, g, c.lo, c.roles) end
    if not is_beside then return nearest_subject(c.v, from, c.k, c.roles) end
    local other = from == c.lo and governor(c)
    if other then return table.unpack(other.subject) end
    return main_subject(c.v, from, c.k, c.roles)
end

-- "X met Y and said that"
local function is_coordinated(c)
    local before = c.v.w[c.g - 1]
    return (before == "and" or before == "but") and (c.how == "d" or c.how == "s") and c.v.tag[c.g] ~= "AUX"
        and c.entry.frame.q
end

local function coordinated_subject(c)
    c.boundary, c.coordinated = c.v.w[c.g - 2] == "," and c.g - 2 or c.g - 1, true
    for i = #c.all, 1, -1 do
        local other = c.all[i]
        if other.subject and other.lo == c.lo then return table.unpack(other.subject) end
    end
    return main_subject(c.v, c.lo, c.g - 1, c.roles)
end

-- ", though she noted", ", after the ministry disclosed": what was said before ends at the comma.
local function is_beside(c, a)
    local w, frame = c.v.w, c.entry.frame
    local can_claim = frame.q or frame.s or frame.t and c.v.tag[c.k + 1] == "SCONJ"
    return aside[w[a - 1]] and w[a - 2] == "," and can_claim and c.how ~= "g"
        and not c.entry.weak
end

-- Settles c.subject (first and last token, those of the head), c.relative and the token that bounds the claim before.
local function find_subject(c)
    local a, b, h, l
    if is_participle(c) then
        a, b, h, l = participle_subject(c)
    else
        if is_coordinated(c) then a, b, h, l = coordinated_subject(c) end
        if not a then
            a, b, h, l = own_subject(c)
            if a and is_beside(c, a) then c.boundary = a - 2 end
        end
    end
    if not a then return end
    local opener = c.v.w[a]
    c.subject = { a, b, h, l }
    c.relative = opener == "who" or opener == "which"
end

-- ---- candidates ------------------------------------------------------------------------------------------

-- An auxiliary without what it is written together with: "he'll" -> "'ll"; "won't" is one word.
local function auxiliary(form)
    local at = apostrophe.at(form)
    return at and not modal[form] and form:sub(at) or form
end

local function is_unreal(w, g, k)
    for q = g, k - 1 do
        if modal[auxiliary(w[q])] then return true end
    end
    return false
end

-- The tokens that a cue at k may reach: its sentence, inside a quotation no more than that.
local function reach(v, m, k)
    local lo, hi = v.sfirst[m], v.slast[m]
    local quotation = v.quotes[v.quote[k]]
    if not quotation then return lo, hi end
    return math.max(lo, quotation.first), math.min(hi, quotation.last)
end

-- "X said" at the end: what stands before ends at the comma.
local function is_tail(c)
    local w, p = c.v.w, c.p
    local comma = c.subject and c.subject[1] - 1
    if comma and syntax.quote_mark[w[comma]] then comma = comma - 1 end -- "S," X said
    return comma and c.entry.frame.q and (p > c.hi or w[p] == "." and p == c.hi) and w[comma] == ","
end

-- "S, reports the Courier.": does the form at token k with a name behind it end sentence m?
local function is_inverted_tail(v, m, k)
    local hi = v.slast[m]
    if v.w[k - 1] ~= "," or v.tag[k + 1] ~= "PROPN" and v.tag[k + 1] ~= "DET" then return false end
    local last = syntax.noun_phrase(v, k + 1, hi, false, no_roles)
    return last ~= nil and last >= hi - 1 and syntax.has_verb(v, v.sfirst[m], k - 2)
end

-- The candidate of the verb at token k; `list` holds those before it.
local function candidate(v, m, k, entry, list, lexicon)
    local w = v.w
    local lo, hi = reach(v, m, k)
    local g, negated, passive, by_to = syntax.verb_group(v, k, lo, aspect)
    local c = { v = v, m = m, k = k, g = g, entry = entry, how = lexicon.shape[w[k]], negated = negated,
        passive = passive, unreal = is_unreal(w, g, k), refused = by_to and refusing[w[k - 2]], lo = lo, hi = hi,
        aspect = aspect, roles = lexicon.role, lexicon = lexicon, all = list, index = #list + 1,
        -- an infinitive speaks only for its own governor
        infinitive = w[k - 1] == "to" and not by_to or nil }
    c.inverted = entry.frame.q and not entry.frame.r and is_inverted_tail(v, m, k)
    if not c.infinitive then find_subject(c) end
    if c.inverted and not c.subject then c.boundary = k - 1 end
    c.p, c.cue_last = after_cue(v, k, hi, entry, c.roles)
    if is_tail(c) then c.boundary = c.subject[1] - 1 end
    return c
end

-- Is the form at token k, a noun to the tagger, the verb of a quotation ("S," objects X) or of "S, X estimates."?
local function is_misread_verb(v, m, k, entry, how)
    local w, tag, hi = v.w, v.tag, v.slast[m]
    if tag[k] ~= "NOUN" or how ~= "s" or not entry.frame.q then return false end
    local before = v.quotes[v.quote[k - 1]]
    if before and before.speech and before.close_last == k - 1 and k < hi then
        return w[k - 2] == "," and in_circumstance[tag[k + 1]]
    end
    if is_inverted_tail(v, m, k) then return true end
    if k ~= hi - 1 or w[hi] ~= "." or tag[k - 1] ~= "PROPN" then return false end
    local q = k - 1
    while q > v.sfirst[m] and (tag[q] == "PROPN" or tag[q] == "DET") do q = q - 1 end
    return w[q] == "," and syntax.has_verb(v, v.sfirst[m], q)
end

--- The candidates of sentence m in order, and the set of rules for whole sentences that its words call for. Each is
--- { v, m, k = verb, g = first of its group, entry, how = shape, negated, passive, unreal, refused, infinitive, lo, hi,
--- subject = { first, last, head first, head last }, relative, boundary, p = behind the cue, cue_last, all, index }.
function candidates.of(v, m, lexicon)
    local w, tag = v.w, v.tag
    local verb, trigger = lexicon.verb, lexicon.trigger
    local list, triggered = {}, {}
    for k = v.sfirst[m], v.slast[m] do
        local form = w[k]
        local rule = trigger[form]
        if rule then triggered[rule] = true end
        local entry = verb[form]
        if entry and is_misread_verb(v, m, k, entry, lexicon.shape[form]) then tag[k] = "VERB" end
        if entry and tag[k] == "VERB" and form ~= "according" then
            local c = candidate(v, m, k, entry, list, lexicon)
            if not c.infinitive then list[#list + 1] = c end
        end
    end
    return list, triggered
end

return candidates
