-- "according to X, S" and "S, according to X": what was said lies behind the source or before it.
local boundaries = require "toolkit.claims.boundaries"
local cues = require "toolkit.claims.cues"
local syntax = require "toolkit.claims.syntax"

local according = {}

local has_verb, quote_mark, set = syntax.has_verb, syntax.quote_mark, cues.set

-- A source that opens its sentence runs on to a comma within this many tokens ("data from the centre, in 2020, S").
local RUNS_ON = 14

local quotes_others = set "citing quoting"
-- Nobody is behind "according to law".
local no_source = set [[law laws plan plans schedule rules need needs regulations procedure custom tradition taste
    size merit]]
-- "information according to which S"
local relative = set "which whom"
local before_cue = { CCONJ = true, ADV = true }
local set_off = { [","] = true, ["("] = true, ["—"] = true }
local opens_clause = { ["that"] = true, [";"] = true, [":"] = true }
local goes_on = { VERB = true, PRON = true, DET = true, PROPN = true, ADP = true }
local ends_source = { [";"] = true, ["("] = true, ["—"] = true }
local behind_source = { CCONJ = true, VERB = true, SCONJ = true }

-- The tokens that the cue at k may reach: its sentence, inside a quotation no more than that.
local function reach(s, k)
    local quotation = s.v.quotes[s.v.quote[k]]
    if not quotation then return s.lo, s.hi end
    return math.max(s.lo, quotation.first), math.min(s.hi, quotation.last)
end

-- The token before the cue at k and what belongs to it: conjunctions, adverbs, quotation marks.
local function left_of(v, k, lo)
    local start = k
    while start > lo and (before_cue[v.tag[start - 1]] or quote_mark[v.w[start - 1]]) do start = start - 1 end
    return start - 1, start
end

-- Does the cue open its clause, `left` being the token before it?
local function opens(v, left, start, lo)
    local w = v.w
    if start == lo then return true end
    if left < lo then return false end
    return opens_clause[w[left]] or w[left] == "," and (w[left - 1] == "that" or not has_verb(v, lo, left - 1))
end

-- "According to the Post, citing two survivors, S": the first token behind the source of the source, or p.
local function behind_second_source(v, p, hi)
    if not quotes_others[v.w[p]] then return p end
    for q = p + 1, math.min(hi, p + RUNS_ON) do
        if v.w[q] == "," then return q + 1 end
    end
    return p
end

-- What is said behind a source that ends at token `outer`: its spans or nil, and the end of the source.
local function said_behind(v, outer, hi)
    local w, p = v.w, outer + 1
    if w[p] ~= "," then
        for q = p, math.min(hi, p + RUNS_ON) do
            if w[q] == "," then
                outer, p = q - 1, q
                break
            end
            if v.tag[q] == "AUX" then break end
        end
    end
    if w[p] == "," then p = behind_second_source(v, p + 1, hi) end
    return p <= hi and has_verb(v, p, hi) and { { p, boundaries.before_remark(v, p, hi) } } or nil, outer
end

-- Does the source run on behind token p - 1: "a memo released on Friday by the agency", "X, who ..."?
local function source_goes_on(v, p, hi)
    local w, tag = v.w, v.tag
    if p >= hi then return false end
    if goes_on[tag[p]] or w[p] == "who" then return true end
    return w[p] == "," and (tag[p + 1] == "DET" and not has_verb(v, p + 1, hi) or w[p + 1] == "who"
        or w[p + 1] == "which")
end

-- The last token of a source that runs on from token p.
local function source_end(v, p, hi)
    local w, r = v.w, p
    while r <= hi and not (ends_source[w[r]] or w[r] == "." and r >= hi - 1
        or w[r] == "," and r > p and behind_source[v.tag[r + 1]]) do r = r + 1 end
    local outer = r - 1
    while v.tag[outer] == "PUNCT" and outer > p do outer = outer - 1 end
    return outer
end

-- "X said that S, according to Y": what X said ends before the cue at k.
local function shorten_others(s, k, lo, left, stop)
    for _, d in ipairs(s.drafts) do
        local content = d.content
        if d.cue[2] < k and content[1][1] > lo and content[1][1] < k and not d.quote
            and content[#content][2] >= left then content[#content][2] = stop end
    end
end

-- What is said before the cue at k: its spans or nil, and the end of the source.
local function said_before(s, k, lo, hi, left, is_set_off, outer)
    local v = s.v
    local stop = is_set_off and left - 1 or k - 1
    if source_goes_on(v, outer + 1, hi) then outer = source_end(v, outer + 1, hi) end
    shorten_others(s, k, lo, left, stop)
    if v.w[outer + 1] == ":" and has_verb(v, outer + 2, hi) then return { { outer + 2, hi } }, outer end
    return stop >= lo and { { lo, stop } } or nil, outer
end

-- The last token of the source that starts at token p, and the last of its apposition; nil when there is none. Where
-- the words in front of a name are taken for others than nouns ("fire chief Ane Borg, S"), it ends at the comma.
local function source_at(s, p, hi)
    local v = s.v
    local last, outer = syntax.noun_phrase(v, p, hi, true, s.roles)
    if last or v.tag[p] ~= "VERB" then return last, outer end
    for q = p + 1, math.min(hi, p + RUNS_ON) do
        if v.w[q] == "," then return v.tag[q - 1] == "PROPN" and q - 1 or nil end
    end
end

-- The draft of the cue at tokens k, k + 1, or nil.
local function draft_at(s, k)
    local v = s.v
    local lo, hi = reach(s, k)
    local last, outer = source_at(s, k + 2, hi)
    if not last or last == k + 2 and no_source[v.w[last]] or relative[v.w[k + 2]] then return nil end
    outer = outer or last
    local left, start = left_of(v, k, lo)
    local is_set_off = left >= lo and set_off[v.w[left]]
    local is_opener = opens(v, left, start, lo)
    local content
    if is_opener then
        content, outer = said_behind(v, outer, hi)
    else
        content, outer = said_before(s, k, lo, hi, left, is_set_off, outer)
    end
    return content and { rule = "according-to", content = content, source = { k + 2, outer, k + 2, last },
        cue = { k, k + 1 }, stance = "neutral", kind = "according-to",
        nested = left >= lo and not is_set_off and is_opener }
end

--- The drafts of a sentence, or nil.
function according.drafts(s)
    local w, drafts = s.v.w, nil
    for k = s.lo, s.hi - 2 do
        local draft = w[k] == "according" and w[k + 1] == "to" and draft_at(s, k)
        if draft then
            drafts = drafts or {}
            drafts[#drafts + 1] = draft
        end
    end
    return drafts
end

return according
