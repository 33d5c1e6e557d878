-- Noun phrases, verb groups and clause limits by local rules over the tag column. A step with a real parse may
-- replace these functions: rules ask only for subject(), noun_phrase(), verb_group() and has_verb().
local apostrophe = require "toolkit.claims.apostrophe"

local syntax = {}

local nominal = { DET = true, ADJ = true, NOUN = true, PROPN = true, NUM = true, SYM = true }
local attach = { of = true, ["for"] = true, at = true, ["in"] = true, from = true, with = true, on = true, to = true,
    by = true, against = true, about = true, behind = true, within = true, between = true, near = true }
local subject_pronoun = { he = true, she = true, they = true, it = true, i = true, we = true, you = true, who = true,
    which = true, everyone = true, everybody = true, someone = true, nobody = true, one = true, others = true,
    none = true, anyone = true, there = false, what = false }
local time_word = {}
for w in ([[monday tuesday wednesday thursday friday saturday sunday yesterday today tomorrow tonight morning
afternoon evening
    night week month year january february march april may june july august september october november december earlier
    recently later early late last this next past]]):gmatch("%S+") do time_word[w] = true end
syntax.time_word = time_word

local venue = {}
for w in ([[statement interview speech conference hearing letter tweet email briefing debate report rally address
    press article blog post message memo filing ruling opinion appearance event meeting call telephone phone testimony
    television radio show program twitter facebook instagram podcast column op-ed editorial book note release
    editorial court session forum summit town hall ceremony reception visit trip panel broadcast remarks
    comments]]):gmatch("%S+") do venue[w] = true end
syntax.venue = venue

local quote_mark = { ['"'] = true, ["“"] = true, ["”"] = true, ["''"] = true, ["'"] = true, ["‘"] = true, ["’"] = true,
    ["«"] = true, ["»"] = true }
syntax.quote_mark = quote_mark

--- The verb group that ends in the verb at k: its first token, is it negated, is it passive, the "to" in it.
function syntax.verb_group(v, k, lo, aspect)
    local w, tag = v.w, v.tag
    local g, negated, passive, to = k, false, false, false
    local be = false
    while g > lo do
        local form, t = w[g - 1], tag[g - 1]
        if t == "AUX" then
            if form:find("n't", 1, true) or form:find("n’t", 1, true) or form == "cannot" then negated = true end
            if form == "be" or form == "is" or form == "are" or form == "was" or form == "were" or form == "been"
                or form == "being" then be = true end
        elseif t == "PART" then
            negated = true
        elseif (t == "ADV" or form == "long") and tag[g - 2] ~= "DET" then
            if time_word[form] and g - 1 == lo then break end
        elseif form == "to" and g - 2 >= lo and aspect[v.w[g - 2]] then
            local a = aspect[v.w[g - 2]]
            if a == "no" then negated = true end
            to = true
            g = g - 1
        elseif form == "to" and g - 3 >= lo and w[g - 2] == "on" and aspect[w[g - 3]] then -- "went on to warn"
            to = true
            g = g - 2
        else
            break
        end
        g = g - 1
    end
    while g < k and tag[g] == "ADV" and (g == lo or tag[g - 1] == "PUNCT" and w[g - 1] ~= ",") do g = g + 1 end
    if be and (v.shape_d and v.shape_d[w[k]]) then passive = true end
    return g, negated, passive, to
end

--- Is there a finite-looking verb among tokens i..j?
function syntax.has_verb(v, i, j)
    local tag = v.tag
    for k = i, j do
        local t = tag[k]
        if t == "AUX" then return true end
        if t == "VERB" and v.w[k]:sub(-3) ~= "ing" and v.w[k - 1] ~= "to" then return true end
        if t == "PRON" and apostrophe.at(v.w[k]) then return true end
    end
    return false
end

local function skip_left_parenthesis(v, h, lo)
    for k = h - 1, math.max(lo, h - 12), -1 do
        if v.w[k] == "(" then return k - 1 end
    end
end

local breaks_apposition = { that = true, because = true, ["if"] = true, ["while"] = true, when = true, although = true,
    though = true, ["and"] = true, but = true, ["or"] = true, said = true, says = true, as = true, where = true }

-- Does i..j look like what stands between a name and its verb: ", who lost the primaries,", ", a spokesman for X,"?
local function is_insertion(v, i, j, roles)
    local form, t = v.w[i], v.tag[i]
    if i > j then return false end
    if form == "who" or form == "which" or form == "whose" or form == "whom" then return true end
    if form == "including" or form == "speaking" or form == "along" or form == "like" or form == "himself"
        or form == "herself" then return true end
    if t == "NUM" and j - i <= 1 then return true end
    if form == "jr" or form == "sr" or form == "iii" then return true end
    if breaks_apposition[form] then return false end
    if syntax.has_verb(v, i, j) then return false end
    if t == "VERB" and (form:sub(-3) == "ing" or form:sub(-2) == "ed") then return true end
    if t == "PRON" or t == "ADV" then return false end
    if t == "ADP" then
        if form == "in" or form == "on" or form == "at" or form == "during" then return not time_word[v.w[i + 1]]
            or true end
        return true
    end
    if t == "DET" or t == "ADJ" or roles[form] then return true end
    if t == "NOUN" then return true end
    if t == "PROPN" then return true end
    return false
end

-- Walks left over one noun phrase that ends in h. Returns its first token or nil.
local function phrase_left(v, h, lo)
    local w, tag = v.w, v.tag
    local k = h
    if tag[k] == "PRON" then
        return subject_pronoun[w[k]] and k or nil
    end
    if not nominal[tag[k]] and not (tag[k] == "VERB" and v.cap[k]) and w[k] ~= ")" and not quote_mark[w[k]] then
        return nil end
    local start = nil
    while k >= lo do
        local t, form = tag[k], w[k]
        if nominal[t] then
            start = k
        elseif form == "that" and start and start == k + 1 and (tag[start] == "NOUN" or tag[start] == "ADJ")
            and (k == lo or tag[k - 1] == "PUNCT" or tag[k-1] == "ADP") then
            start = k
            break
        elseif t == "ADP" and attach[form] and k > lo and start == k + 1 then
            local b = tag[k - 1]
            if not (b == "NOUN" or b == "PROPN" or b == "NUM" or b == "SYM" or w[k - 1] == ")" or (b == "DET"
                and form == "of")
                or (b == "ADJ" and (form == "of" or tag[k - 2] == "NOUN" and k - 2 >= lo))
                    or (b == "PRON" and form == "of")) then break end
            if time_word[w[k - 1]] and form ~= "of" then break end
        elseif t == "CCONJ" and start == k + 1 and k > lo and nominal[tag[k - 1]] then
            -- coordination of two nominals
            if form == "but" or form == "nor" then break end
        elseif form == "." and k > lo and v.s[k] == v.e[k - 1] + 1 and (#w[k - 1] <= 4) and tag[k - 1] == "PROPN" then
            -- an abbreviation: Mr. Gov. J.
            start = start
        elseif form == "-" or form == "/" then
            if not (k > lo and v.s[k] == v.e[k - 1] + 1 and v.s[k + 1] == v.e[k] + 1) then break end
        elseif form == ")" then
            local o = skip_left_parenthesis(v, k, lo)
            if not o then break end
            k = o + 1
        elseif quote_mark[form] and start and k > lo and (nominal[tag[k - 1]]) and v.w[k - 1] ~= "," then
            -- a quoted word inside a name
            if v.quote[k] and v.quotes[v.quote[k]] and v.quotes[v.quote[k]].speech then break end
        elseif (t == "VERB" and v.cap[k] and not v.first[k]) then
            start = k
        elseif t == "VERB" and start == k + 1 and form:sub(-3) == "ing" and k > lo
            and (tag[k - 1] == "DET" or tag[k - 1] == "ADJ") then
            start = k
        elseif t == "VERB" and start == k + 1 and form:sub(-2) == "ed" and k > lo and (tag[k - 1] == "DET") then
            start = k
        elseif t == "ADV" and start == k + 1 and k > lo and tag[k - 1] == "DET" then
            start = k
        elseif t == "PRON" and start and (start == k + 2 and w[k + 1] == "of"
            or form == "one" and start == k + 1 and (tag[start] == "NOUN" or tag[start] == "ADJ")) then
            start = k
        else
            break
        end
        k = k - 1
    end
    return start
end

local clause_opener = { after = true, before = true, since = true, ["until"] = true, like = true, despite = false }

-- "On Monday Trump", "In a statement Trump": cut the leading prepositional phrase.
local function strip_lead(v, i, h)
    local w, tag = v.w, v.tag
    while i < h and (tag[i] == "CCONJ" or tag[i] == "ADV") do i = i + 1 end
    local opener = v.w[i - 1]
    if i <= h and opener and tag[i - 1] == "ADP" and not v.first[i] and not clause_opener[opener] then
        -- the phrase hangs on a preposition that found nothing to attach to: only what follows may be the subject
        local last_name = nil
        for k = i + 1, h do
            if tag[k] == "PROPN" and tag[k - 1] ~= "PROPN" and tag[k - 1] ~= "ADP" and w[k - 1] ~= "."
                and not time_word[w[k]] then last_name = k end
            if tag[k] == "DET" and tag[k - 1] ~= "ADP" and tag[k - 1] ~= "DET" then last_name = k end
            if time_word[w[k - 1]] and not time_word[w[k]] and nominal[tag[k]] then last_name = k end
        end
        return last_name
    end
    -- a time noun in front: "Monday Trump said"
    if time_word[w[i]] and i < h and tag[i + 1] ~= "NOUN" then
        local k = i
        while k < h and (time_word[w[k]] or tag[k] == "NUM") do k = k + 1 end
        if k <= h then return k end
    end
    return i
end

local dash_or_comma = { [","] = true, ["—"] = true, ["–"] = true, ["--"] = true }
local opens_relative = { who = true, which = true, whose = true }

-- Between its two marks an insertion has at most so many tokens; with a relative clause inside it has more.
local INSERTION, RELATIVE = 45, 60

-- The mark that opens the insertion which the same mark closes at token h, or nil.
local function opening_mark(v, h, lo)
    local w, mark = v.w, v.w[h]
    local k, steps = h - 1, 0
    while k > lo and steps < INSERTION do
        if w[k] == mark then return k end
        if w[k] == ")" then k = (skip_left_parenthesis(v, k, lo) or k - 1) + 1 end
        k = k - 1
        steps = steps + 1
    end
end

-- A farther mark than `o`: a relative clause may hold commas itself, and so may a list. nil when there is none.
local function farther_mark(v, o, lo, mark, roles)
    local w = v.w
    for k = o - 1, math.max(lo + 1, o - RELATIVE), -1 do
        if w[k] == mark then
            if opens_relative[w[k + 1]] then return k end
            if w[o + 1] == "and" and is_insertion(v, k + 1, o - 1, roles) then return k end
        end
    end
end

-- The token before the insertion that ends at token h; nil when what ends there is none.
local function before_insertion(v, h, lo, roles)
    local w, tag = v.w, v.tag
    local o = opening_mark(v, h, lo)
    if o and not is_insertion(v, o + 1, h - 1, roles) then o = farther_mark(v, o, lo, w[h], roles) end
    if not o then return nil end
    local is_nominal = nominal[tag[o - 1]] or w[o - 1] == ")" or w[o - 1] == "."
    return is_nominal and o - 1 or nil
end

-- Insertions between a subject and its verb, at most.
local INSERTIONS = 3

-- The last token of the head phrase left of token h, behind which insertions stand; nil when one is broken. And whether
-- there are any.
local function skip_insertions(v, h, lo, roles)
    local w, skipped = v.w, false
    for _ = 1, INSERTIONS do
        if h < lo then break end
        if dash_or_comma[w[h]] then
            h = before_insertion(v, h, lo, roles)
        elseif w[h] == ")" then
            h = skip_left_parenthesis(v, h, lo)
        else
            break
        end
        if not h then return nil end
        skipped = true
    end
    return h, skipped
end

local ends_clause = { PUNCT = true, CCONJ = true, SCONJ = true }

-- Past forms that are no participle: "the remarks came after N said".
local past_only = {}
for w in ([[came became went gave took wrote saw knew began ran rose fell spoke chose drove grew threw drew flew broke
    was were had did said]]):gmatch("%S+") do past_only[w] = true end

-- A reduced relative clause in front of the phrase that starts at i: "a report released last year found", "people
-- interviewed by the paper said". First and last token of what it hangs on, or nil.
local function before_reduced_relative(v, i, lo)
    local w, tag = v.w, v.tag
    local p = i - 1
    if p > lo + 1 and tag[p] == "ADP" then p = p - 1 end
    if p <= lo or tag[p] ~= "VERB" or not v.shape_d[w[p]] or past_only[w[p]] then return nil end
    if tag[p - 1] ~= "NOUN" and tag[p - 1] ~= "PROPN" then return nil end
    local first = phrase_left(v, p - 1, lo)
    if first and (first == lo or ends_clause[tag[first - 1]]) then return first, p - 1 end
end

-- Is what stands between the head phrase i..h and its verb a circumstance, no apposition?
local function is_circumstance(v, i, h)
    local w, opener = v.w, h + 2
    local form, t = w[opener], v.tag[opener]
    if w[h + 1] == "(" then return false end
    if t == "ADP" or t == "ADV" or t == "SCONJ" and form ~= "who" then return true end
    return t == "VERB" and form:sub(-3) == "ing" or i == h and (form == "who" or form == "whose")
end

-- The last token of the subject i..outer whose head phrase ends in h: an apposition belongs to it, a circumstance does
-- not.
local function trim_outer(v, i, h, outer)
    local w, tag = v.w, v.tag
    if is_circumstance(v, i, h) then return h end
    while outer > h and (tag[outer] == "PUNCT" and w[outer] ~= ")" and w[outer] ~= "." or tag[outer] == "ADV") do
        outer = outer - 1
    end
    return outer
end

local near = { last = true, this = true, next = true }

-- "the minister on Monday": the last token without the time.
local function trim_time(v, i, h)
    local w, tag = v.w, v.tag
    local cut = h
    while cut > i and (time_word[w[cut]] or tag[cut] == "NUM") do cut = cut - 1 end
    if cut == h or cut <= i then return h end
    if tag[cut] == "ADP" and time_word[w[cut + 1]] then return cut - 1 end
    -- "a report last month"
    return near[w[cut + 1]] and cut + 2 == h and tag[cut] == "NOUN" and cut or h
end

-- Can the phrase i..h not speak: is it a bare time?
local function is_time_only(v, i, h)
    return time_word[v.w[h]] and (v.tag[h] ~= "PROPN" or i == h or v.tag[h - 1] == "NUM")
end

--- The subject whose verb group starts at g: first and last token (apposition and relative clause included), and the
--- first and last token of its head phrase. nil when there is none.
function syntax.subject(v, g, lo, roles)
    local w, tag = v.w, v.tag
    local h = g - 1
    while h > lo and tag[h] == "ADV" do h = h - 1 end
    if h < lo then return nil end
    local inner, skipped = skip_insertions(v, h, lo, roles)
    if not inner then return nil end
    local outer = skipped and g - 1 or h
    h = inner
    if h > lo and (w[h] == "there" or w[h] == "here") and nominal[tag[h - 1]] then h = h - 1 end
    if h < lo then return nil end
    -- ", 45, a baker," : a bare number is an insertion as well
    if tag[h] == "NUM" and h > lo + 1 and w[h - 1] == "," then h = h - 2 end
    local i = phrase_left(v, h, lo)
    if not i then return nil end
    local first, last = before_reduced_relative(v, i, lo)
    if first then return first, outer, first, last end
    if w[i - 1] == "by" and i > lo then -- "a study published in May by the school concludes"
        local a, b, c, d = syntax.opening_subject(v, g, lo, roles)
        if a then return a, b, c, d end
    end
    i = strip_lead(v, i, h)
    if not i or i > h then return nil end
    if outer > h then
        outer = trim_outer(v, i, h, outer)
    else
        h = trim_time(v, i, h)
        outer = h
    end
    if is_time_only(v, i, h) then return nil end
    return i, outer, i, h
end

-- ---- the phrase that opens a sentence ---------------------------------------------------------------------

-- Is i..j, between two commas, beside the main clause: a circumstance, an apposition or a participle with its clause
-- ("stating that the dam is old")?
local function is_beside(v, i, j, roles)
    local t = v.tag[i]
    if t == "VERB" and (v.w[i]:sub(-3) == "ing" or v.shape_d[v.w[i]]) then return true end
    if t == "SCONJ" then return v.w[i] == "as" or v.w[i] == "while" or v.w[i] == "when" end
    return is_insertion(v, i, j, roles)
end

-- Do the tokens i..j hold a participle that hangs on a noun, and no finite verb?
local function is_reduced_relative(v, i, j)
    if v.tag[i] ~= "VERB" or not v.shape_d[v.w[i]] or past_only[v.w[i]] then return false end
    for k = i + 1, j do
        local t = v.tag[k]
        if t == "AUX" or t == "PUNCT" or t == "PRON" or t == "VERB" and not v.shape_d[v.w[k]] then return false end
    end
    return true
end

-- Behind these a form is no verb of its own: "in a written statement".
local inside_phrase = { DET = true, ADJ = true, ADP = true }

--- The noun phrase lo.. that a sentence opens with, as the subject of the verb group at g far behind it: between them
--- stand only things beside the main clause ("X, on Friday, in reply to N, stated") or participles ("a letter seen by N
--- and dated D warns"). As subject(); nil when anything else does.
function syntax.opening_subject(v, g, lo, roles)
    local w, first = v.w, lo
    if inside_phrase[v.tag[g - 1]] then return nil end
    while v.tag[first] == "CCONJ" or v.tag[first] == "ADV" or w[first] == "," do first = first + 1 end
    local last = nominal[v.tag[first]] and syntax.noun_phrase(v, first, g - 2, false, roles)
    if not last or last >= g - 2 or time_word[w[last]] or time_word[w[first]] then return nil end
    local whole = syntax.noun_phrase(v, first, g - 2, true, roles)
    if is_reduced_relative(v, whole + 1, g - 1) then return first, whole, first, last end
    if w[last + 1] ~= "," or w[g - 1] ~= "," then return nil end
    local from = last + 2
    for k = from, g - 1 do
        if w[k] == "," and not v.quote[k] then
            if k <= from or not is_beside(v, from, k - 1, roles) then return nil end
            from = k + 1
        end
    end
    return first, last, first, last
end

-- ---- noun phrases to the right ---------------------------------------------------------------------------

local follows_link = { ADP = true, CCONJ = true, DET = true, PUNCT = true }

-- Does a new phrase start at the nominal token k of the phrase that starts at i: another article, or a time?
local function starts_anew(v, k, i)
    local before = v.tag[k - 1]
    if k == i then return false end
    if v.tag[k] == "DET" and not follows_link[before] then return true end
    local form = v.w[k]
    return time_word[form] and (before == "PROPN" or before == "NOUN")
        and (form:find("day$") or form == "last" or form == "this" or form == "earlier")
end

-- Does the preposition at k attach a nominal to the phrase? A time, or "in the interview", it does not.
local function attaches(v, k, whole)
    local w, tag, form = v.w, v.tag, v.w[k]
    if not nominal[tag[k + 1]] then return false end
    local is_link = form == "of"
        or whole and attach[form] and form ~= "to" and form ~= "by" and form ~= "about" and form ~= "on"
    if not is_link or time_word[w[k + 1]] then return false end
    return form ~= "in" or tag[k + 1] ~= "NUM" and not (venue[w[k + 2]] and tag[k + 1] == "DET")
end

-- "X and Y said"
local function coordinates(v, k, whole)
    local t = v.tag[k + 1]
    return nominal[t] and v.w[k] ~= "but" and (t ~= "DET" or whole)
end

-- Does the mark at k stand inside a name: the point of an abbreviation, a hyphen, a mark around a quoted word?
local function is_inside_name(v, k, hi, is_adjacent)
    if k == 1 then return false end
    local form, glued = v.w[k], v.s[k] == v.e[k - 1] + 1
    if form == "-" or form == "/" then return glued and k < hi and v.s[k + 1] == v.e[k] + 1 end
    if not is_adjacent or v.tag[k + 1] ~= "PROPN" then return false end
    if form == "." then return glued and #v.w[k - 1] <= 4 and k < hi end
    return quote_mark[form] and v.quote[k] and not v.quotes[v.quote[k]].speech
end

-- Does the phrase go on over the token k, which is no nominal?
local function goes_on(v, k, hi, whole, is_adjacent)
    local t = v.tag[k]
    if is_adjacent and t == "ADP" and attaches(v, k, whole) then return true end
    if is_adjacent and t == "CCONJ" and coordinates(v, k, whole) then return true end
    return is_inside_name(v, k, hi, is_adjacent)
end

-- Tokens of a parenthesis and of an apposition, at most.
local PARENTHESIS, APPOSITION = 10, 45

local function closing_parenthesis(v, k, hi)
    for q = k + 1, math.min(hi, k + PARENTHESIS) do
        if v.w[q] == ")" then return q end
    end
end

-- The closing mark of a phrase between marks that opens at k (told the "Evening Courier", accused "certain media"), or
-- nil.
local function quoted_name_end(v, k, hi)
    local quote = quote_mark[v.w[k]] and v.quotes and v.quote[k] and v.quotes[v.quote[k]]
    if not quote or quote.speech or quote.open ~= k or not quote.close or quote.close > hi then return nil end
    for q = k + 1, quote.close - 1 do
        if not nominal[v.tag[q]] and not attach[v.w[q]] then return nil end
    end
    return quote.close
end

-- The last token of the phrase that starts at i, or nil.
local function phrase_right(v, i, hi, whole)
    local w, tag = v.w, v.tag
    local last
    local k = i
    while k <= hi do
        local t = tag[k]
        if nominal[t] then
            if starts_anew(v, k, i) then return k - 1 end
            last = k
        elseif w[k] == "(" and last == k - 1 then
            local close = closing_parenthesis(v, k, hi)
            if not close then break end
            if whole then last = close end
            k = close
        elseif t == "VERB" and v.cap[k] and k > i then
            last = k
        elseif quoted_name_end(v, k, hi) then
            last = quoted_name_end(v, k, hi)
            k = last
        elseif not goes_on(v, k, hi, whole, last == k - 1) then
            break
        end
        k = k + 1
    end
    return last
end

local opens_apposition = { DET = true, ADJ = true, NOUN = true }

-- The last token of the apposition behind the comma at k, or nil.
local function apposition_end(v, k, hi, roles)
    local w, opener = v.w, v.w[k + 1]
    local close
    for q = k + 1, math.min(hi, k + APPOSITION - 1) do
        local form = w[q]
        if form == "," or form == "." and q == hi or form == ";" or form == "—" then
            close = q
            break
        end
        if quote_mark[form] then return nil end
    end
    if not close or close <= k + 1 or opener == "including" then return nil end
    if not is_insertion(v, k + 1, close - 1, roles) then return nil end
    local belongs = opens_relative[opener] or opens_apposition[v.tag[k + 1]] or roles[opener]
    return belongs and close - 1 or nil
end

local no_roles = {}

--- The noun phrase that starts at k: its last token, and the last of its apposition when `whole`; nil when none starts
--- there.
function syntax.noun_phrase(v, k, hi, whole, roles)
    if k > hi then return nil end
    local is_numeral = v.w[k] == "one" and nominal[v.tag[k + 1]] -- "one Western diplomat"
    if v.tag[k] == "PRON" and not is_numeral then return k end
    local last = phrase_right(v, is_numeral and k + 1 or k, hi, whole)
    if not last then return nil end
    local outer = whole and last < hi and v.w[last + 1] == "," and apposition_end(v, last + 1, hi, roles or no_roles)
    return last, outer or last
end

--- The source behind its verb ("said X, a teacher who ..."): the last token of its head phrase and the last of all that
--- belongs to it. nil when no phrase starts at k.
function syntax.source_behind(v, k, hi, roles)
    local w, tag = v.w, v.tag
    local last, outer = syntax.noun_phrase(v, k, hi, true, roles)
    if not last then return nil end
    outer = outer or last
    local p = outer + 1
    if w[p] == "who" then
        while p <= hi and w[p] ~= "," and tag[p] ~= "PUNCT" do p = p + 1 end
        return last, p - 1
    end
    if w[p] ~= "," then return last, outer end
    local opener, t = w[p + 1], tag[p + 1]
    if opener == "who" and (last == k or tag[p + 2] == "VERB" and v.cue_verb
        and v.cue_verb[w[p + 2]]) then return last, outer end
    if not (opener == "who" or opener == "whose" or opener == "which" or t == "DET" or t == "ADJ" or t == "NOUN"
        or t == "PROPN" or t == "NUM" or roles[opener]) or time_word[opener] then return last, outer end
    for q = p + 1, hi do
        local form = w[q]
        if quote_mark[form] and v.quote[q] and v.quotes[v.quote[q]].speech and v.quotes[v.quote[q]].open == q then
            return last, w[q - 1] == "," and q - 2 or q - 1
        elseif form == ";" or form == ":" or form == "." and q >= hi - 1 then
            return last, q - 1
        elseif form == "," and tag[q + 1] == "VERB" and w[q + 1]:sub(-3) == "ing" then
            return last, q - 1
        end
    end
    return last, hi
end

return syntax
