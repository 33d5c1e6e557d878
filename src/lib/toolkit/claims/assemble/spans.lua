-- Stretches of tokens: what of a draft's content is said at all, whether it stands in quotation marks, and small
-- questions about the sentences and quotations of a view. Looks only at columns, never at who speaks.
local syntax = require "toolkit.claims.syntax"

local spans = {}

local function set(...)
    local members = {}
    for _, form in ipairs { ... } do members[form] = true end
    return members
end

local sentence_end = set(".", "?", "!", "…")
local dash = set("-", "—", "–")
local leading_mark = set(",", ":", ";", "—", "–", ".", "-")
local trailing_mark = set(",", ":", ";", "—", "–", "-")
local said = set("word", "number")

--- The outermost quotation around token k, or nil.
function spans.quotation(v, k)
    return v.quotes[v.quote[k] or 0]
end

local quotation = spans.quotation

-- ---- trimming --------------------------------------------------------------------------------------------

-- Is the "that" at token i a word of what is said ("That is unacceptable", "That report is false")?
local function is_demonstrative(v, i)
    return v.first[i] or v.tag[i + 1] == "AUX"
end

-- Where a span that starts at i starts instead: behind "that", an outer opening mark or stray punctuation.
local function cut_front(v, i, j)
    local form, q = v.w[i], quotation(v, i)
    if form == "that" and v.tag[i] == "SCONJ" and i < j and not is_demonstrative(v, i) then return i + 1 end
    if q and q.open == i and (not q.close or q.close >= j - 1) then return q.first end
    if q and (q.close == i or q.close_last == i) then return i + 1 end
    return leading_mark[form] and i + 1 or i
end

-- Does a quotation that opened before token i close at token k?
local function closes_from_outside(q, k, i)
    return q and q.close_last == k and q.open < i
end

-- Where a span that ends at j ends instead: before an outer closing mark, stray punctuation or a dangling "and".
local function cut_back(v, i, j)
    local form, q = v.w[j], quotation(v, j)
    if q and (q.close == j or q.close_last == j) and q.open < i then return q.last end
    -- the comma that ends quoted speech belongs to it
    if trailing_mark[form] and not (q and q.last == j and q.speech) then return j - 1 end
    if j == i then return j end
    if sentence_end[form] and not q and closes_from_outside(quotation(v, j - 1), j - 1, i) then return j - 1 end
    if form == "and" or form == "but" then return j - 1 end
    return j
end

--- Tokens i..j without what is not said: outer quotation marks, leading commas and "that", a trailing comma outside
--- the marks. Nil when nothing is left.
function spans.trim(v, i, j)
    local from, to
    repeat
        from, to = i, j
        i = cut_front(v, i, j)
        if i <= j then j = cut_back(v, i, j) end
        if i > j then return nil end
    until i == from and j == to
    return i, j
end

-- Tokens in which a dateline must have ended.
local DATELINE = 14
local dateline_tag = set("PROPN", "NUM", "PUNCT", "NOUN")

-- "MAREN, June 2 (Northwind) - More than", "Northwind News, Maren, 2 June. - More than": the first token behind a
-- dateline, or i. Without a place in capitals a day tells that it is one.
local function behind_dateline(v, i, j)
    local w = v.w
    if not v.first[i] or v.tag[i] ~= "PROPN" then return i end
    local is_one = v.text:find("^%u%u[%u ]+[,%( ]", v.s[i]) ~= nil
    for k = i + 1, math.min(j - 2, i + DATELINE) do
        local form = w[k]
        local is_dash = dash[form] and v.s[k] > v.e[k - 1] + 1
        if is_dash or form == "-" and w[k + 1] == "-" then
            return is_one and (is_dash and k + 1 or k + 2) or i
        end
        -- "Harbour Net, Maren, June 2 (Reporter Ane Borg) More than"
        if form == ")" and is_one and not dash[w[k + 1]] and w[k + 1] ~= "," then return k + 1 end
        if not dateline_tag[v.tag[k]] then return i end
        is_one = is_one or v.tag[k] == "NUM" and v.s[k] > v.e[k - 1] + 1
    end
    return i
end

local function says_something(v, i, j)
    for k = i, j do
        if said[v.kind[k]] then return true end
    end
    return false
end

--- The parts of `content` that say something, trimmed.
function spans.said(v, content)
    local kept = {}
    for _, part in ipairs(content) do
        local i, j = spans.trim(v, behind_dateline(v, part[1], part[2]), part[2])
        if i and says_something(v, i, j) then kept[#kept + 1] = { i, j } end
    end
    return kept
end

--- How `list` of spans is told, by its words inside and outside quotation marks: "direct", "indirect" or "mixed".
function spans.type(v, list)
    local inside, outside = 0, 0
    for _, s in ipairs(list) do
        for k = s[1], s[2] do
            if said[v.kind[k]] then
                if v.quote[k] then inside = inside + 1 else outside = outside + 1 end
            end
        end
    end
    if inside == 0 then return "indirect" end
    if outside > 0 then return "mixed" end
    -- a piece out of marked words ("so-called") is not the words of anybody
    local first = list[1][1]
    local q = quotation(v, first)
    return q and not q.speech and first > q.first and "indirect" or "direct"
end

-- ---- sentences -------------------------------------------------------------------------------------------

--- Sentence m as content.
function spans.sentence(v, m)
    return { { v.sfirst[m], v.slast[m] } }
end

--- Sentences m..last as content.
function spans.sentences(v, m, last)
    return { { v.sfirst[m], v.slast[last] } }
end

--- The number of words of sentence m.
function spans.words(v, m)
    local words = 0
    for k = v.sfirst[m], v.slast[m] do
        if v.kind[k] == "word" then words = words + 1 end
    end
    return words
end

--- The first token of sentence m; a dash in front of a quotation does not count (- "S2" behind "S1", said X).
function spans.opening(v, m)
    local first = v.sfirst[m]
    if dash[v.w[first]] and quotation(v, first + 1) then return first + 1 end
    local behind = behind_dateline(v, first, v.slast[m])
    local q = behind > first and quotation(v, behind)
    return q and q.open == behind and behind or first
end

--- The speech quotation that holds the whole of sentence m but for its punctuation, or nil.
function spans.speech_around(v, m)
    local q = quotation(v, spans.opening(v, m))
    if not q or not q.speech then return nil end
    for k = (q.close_last or q.last) + 1, v.slast[m] do
        if v.tag[k] ~= "PUNCT" then return nil end
    end
    return q
end

--- "According to the ministry." as a sentence of its own: the tokens that name the evidence, or nil.
function spans.evidence_alone(v, m)
    local first, last = v.sfirst[m], v.slast[m]
    if v.w[first] ~= "according" or syntax.has_verb(v, first + 2, last) then return nil end
    return { first + 2, last }
end

--- First and last token of the head of a source phrase.
function spans.head(source)
    return source[3] or source[1], source[4] or source[2]
end

return spans
