-- Where what is said ends: at the end of its sentence, before the next cue that opens a claim of its own, or where the
-- outlet adds something of its own behind it. Kinds of content: "t", "s" clauses; "i", "o" infinitives; "n", "c", "p",
-- "a" phrases, which end earlier.
local cues = require "toolkit.claims.cues"
local syntax = require "toolkit.claims.syntax"
local tags = require "toolkit.claims.tags"

local boundaries = {}

local quote_mark = syntax.quote_mark

local phrase = { n = true, c = true, p = true, a = true }
local infinitive = { i = true, o = true }

local weekday = cues.set "monday tuesday wednesday thursday friday saturday sunday"
local relative = cues.set "which who whose where"
local part_of_time = cues.set "next last this"
local dash = cues.set "( : — –"
-- The object of a verb goes on behind these ("Senator Vane (Harrow)", "ideas: that ...").
local inside_object = cues.set "( :"
local not_before_day = cues.set "ADP DET PUNCT ADJ"
-- Words that open a clause beside the main one; what is said in it ends with it.
local subordinator = cues.set "while as though although when after before since because if once whereas until"
boundaries.subordinator = subordinator
local opens_clause = cues.set "DET PRON PROPN NOUN NUM ADJ"

-- ---- what ends it ----------------------------------------------------------------------------------------

-- Is the comma at k the start of an apposition, not of the next item of a list?
local function closes_list(v, k, stop)
    for q = k + 1, math.min(stop, k + 12) do
        if v.w[q] == "and" or v.w[q] == "or" then return false end
        if v.tag[q] == "PUNCT" then return true end
    end
    return true
end

-- Does a quotation end right before token k?
local function is_behind_quotation(v, k)
    local quotation = v.quotes[v.quote[k - 1]]
    return quotation ~= nil and quotation.close_last == k - 1
end

-- Does the comma at k end what is said?
local function at_comma(v, k, stop, kind)
    local after, t = v.w[k + 1], v.tag[k + 1]
    if phrase[kind] or infinitive[kind] then
        if relative[after] or t == "VERB" and after:sub(-3) == "ing" and after ~= "including" then return true end
    end
    if phrase[kind] and (t == "DET" and closes_list(v, k, stop) or quote_mark[after]) then return true end
    if infinitive[kind] and after == "but" then return true end
    return is_behind_quotation(v, k) and (t == "CCONJ" or t == "VERB")
end

-- "refused to V and said": does the conjunction at k join another finite verb to the cue?
local function joins_finite_verb(v, k)
    local q = k + 1
    while v.tag[q] == "ADV" do q = q + 1 end
    local how = tags.shape[v.w[q]]
    return v.tag[q] == "VERB" and (how == "s" or how == "d")
end

-- Is the hyphen at k a dash: free on both sides?
local function is_free_hyphen(v, k)
    return v.w[k] == "-" and v.s[k] > v.e[k - 1] + 1 and v.s[k + 1] > v.e[k] + 1
end

-- A day behind a phrase tells when it was said.
local function is_day(v, k)
    local before = v.w[k - 1]
    return weekday[v.w[k]] and not not_before_day[v.tag[k - 1]] and not part_of_time[before]
end

-- "S - a claim that officials deny": does the outlet go on behind the dash at k?
local function opens_remark(v, k)
    return (dash[v.w[k]] or is_free_hyphen(v, k)) and v.tag[k + 1] == "DET" and v.tag[k + 2] == "NOUN"
        and (v.w[k + 3] == "that" or v.w[k + 3] == "which")
end

--- The last of tokens p..stop before a remark of the outlet.
function boundaries.before_remark(v, p, stop)
    for k = p + 1, stop - 2 do
        if opens_remark(v, k) then return k - 1 end
    end
    return stop
end

local function ends_at(v, k, p, stop, kind)
    local form = v.w[k]
    if opens_remark(v, k) then return true end
    if form == "," then return at_comma(v, k, stop, kind) end
    if kind == "n" and inside_object[form] then return false end
    if phrase[kind] and (dash[form] or is_free_hyphen(v, k)) then return true end
    if (infinitive[kind] or kind == "n") and v.tag[k] == "CCONJ" and joins_finite_verb(v, k) then return true end
    if form == ";" then return kind ~= "t" end
    if form == "." then return quote_mark[v.w[k + 1]] and k > p + 2 end
    if v.tag[k] == "CCONJ" and v.tag[k + 1] == "VERB" and v.w[k + 1]:sub(-3) ~= "ing"
        and is_behind_quotation(v, k) then return true end
    return phrase[kind] and is_day(v, k)
end

-- Cuts from p..stop what the outlet adds behind what was said.
local function narrow(v, p, stop, kind)
    for k = p + 1, stop - 1 do
        local quotation = v.quotes[v.quote[k]]
        local is_outside = not quotation or (quotation.close_last or 0) == k
        if is_outside and ends_at(v, k, p, stop, kind) then return k - 1 end
    end
    return stop
end

-- Does the cue stand in a clause before the main one: "While X said that S, Y ..."; "Noting that S, X ..."?
local function is_fronted(c)
    local v = c.v
    if c.how == "g" and c.g == c.lo then return true end
    local first = c.subject and c.subject[1]
    return first and first > c.lo and first < c.k and subordinator[v.w[first - 1]]
        and (first - 1 == c.lo or v.w[first - 2] == "," or v.tag[first - 2] == "CCONJ" or v.tag[first - 2] == "ADV")
end

--- The comma behind token p after which the main clause starts, or nil.
function boundaries.main_clause(v, p, stop)
    for k = p + 1, stop - 3 do
        if v.w[k] == "," and (not v.quote[k] or is_behind_quotation(v, k) or v.quote[k + 1] ~= v.quote[k])
            and opens_clause[v.tag[k + 1]] and not relative[v.w[k + 1]] and syntax.has_verb(v, k + 1, stop) then
            return k
        end
    end
end

-- ---- the end ---------------------------------------------------------------------------------------------

local asks = cues.set "what how why do does did could can would will may is are has have"

-- "claimed that S, what is your comment?": the last token of S where the sentence goes on to ask, or nil.
local function before_question(v, p, stop)
    if v.w[stop] ~= "?" then return nil end
    for k = p + 1, stop - 2 do
        if v.w[k] == "," and asks[v.w[k + 1]] and (not v.quote[k] or is_behind_quotation(v, k)) then return k - 1 end
    end
end

-- "Y, who had called it Z, said S": the last token of the relative clause that holds cue c; nil when it is in none that
-- ends before a further cue.
local function end_of_relative(c, p)
    local w = c.v.w
    for i = c.index + 1, c.relative and #c.all or 0 do
        local d = c.all[i]
        if d.subject and d.subject[4] < c.k and w[d.g - 1] == "," and d.g - 2 >= p then return d.g - 2 end
    end
end

--- The last token of what candidate `c` says from token p on; `kind` as above, nil for the whole clause.
function boundaries.content_end(c, p, kind)
    local v, stop = c.v, c.hi
    for i = c.index + 1, #c.all do
        local d = c.all[i]
        if d.boundary and d.boundary > p and d.boundary <= stop and d.k > c.k
            and not (v.quote[d.k] and v.quote[d.k] ~= v.quote[c.k]) then
            return d.boundary - 1
        end
    end
    stop = end_of_relative(c, p) or before_question(v, p, stop) or stop
    if kind and (is_fronted(c) or c.all[1] and c.all[1].how == "g" and c.all[1].g == c.lo) then
        local comma = boundaries.main_clause(v, p, stop)
        if comma then return comma - 1 end
    end
    if kind and not (v.quote[p] and v.quote[p] == v.quote[c.hi]) then stop = narrow(v, p, stop, kind) end
    return stop
end

return boundaries
