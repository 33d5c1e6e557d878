-- What is reported beside the usual frames: by nobody ("it is reported that S", "S, it is said"), in a clause with "as"
-- ("as the agency noted, S", "as noted by Ane Borg, S") and as somebody's opinion ("in her view, S"). Looks at one
-- sentence and returns drafts.
local apostrophe = require "toolkit.claims.apostrophe"
local cues = require "toolkit.claims.cues"
local syntax = require "toolkit.claims.syntax"

local reported = {}

local has_verb = syntax.has_verb

local being = cues.set "is was are were been be being"
local real = cues.set "is was has had have also been being widely since it's it’s"
local of_time = cues.set "ADV ADP NUM"
-- Between "as" and the comma behind its clause stand at most so many tokens.
local CLAUSE = 24
-- "As you know, S": nobody's word.
local knows = cues.set "you we i one it is everyone everybody they facts"

-- "it has also been" before the participle at k: the token "it", or nil. What must or may be said has not been.
local function subject_of_nobody(v, k, lo)
    local q = k - 1
    if not being[v.w[q]] and v.tag[q] ~= "ADV" and not v.w[q]:find("^it.s$") then return nil end
    while q > lo and real[v.w[q]] do q = q - 1 end
    if real[v.w[q]] then q = q - 1 end
    local form = v.w[q]
    if form == "it" then return q end
    return v.w[q + 1]:find("^it.+s$") and q + 1 or nil
end

-- "X said that S, it is understood": what others said ends before "it".
local function end_others(s, it)
    for _, d in ipairs(s.drafts) do
        local last = d.content[#d.content]
        if d.cue[2] < it and last[1] < it and last[2] >= it - 1 then last[2] = it - 2 end
    end
end

local function before_semicolon(v, p, hi)
    for k = p, hi do
        if v.w[k] == ";" and not v.quote[k] then return k - 1 end
    end
    return hi
end

--- Drafts of what "it is reported that" opens, with nobody as the source. s = { v, lo, hi, lexicon, roles }.
function reported.impersonal(s)
    local v, w, drafts = s.v, s.v.w, nil
    for k = s.lo + 1, s.hi do
        local entry = s.lexicon.impersonal[w[k]] and s.lexicon.verb[w[k]]
        local it = entry and (v.tag[k] == "VERB" or v.tag[k] == "ADJ") and subject_of_nobody(v, k, s.lo)
        if it then
            local last = w[k + 1] == "out" and k + 1 or k
            local quotation = v.quotes[v.quote[k]]
            local hi = quotation and math.min(s.hi, quotation.last) or s.hi
            local content
            if w[last + 1] == "that" and has_verb(v, last + 2, hi) then
                content = { last + 2, before_semicolon(v, last + 2, hi) }
            elseif it > s.lo and w[it - 1] == "," and v.tag[last + 1] == "PUNCT" and has_verb(v, s.lo, it - 2) then
                content = { s.lo, it - 2 }
                end_others(s, it)
            end
            if content then
                drafts = drafts or {}
                drafts[#drafts + 1] = { rule = "impersonal", content = { content }, source = { it, it, it, it },
                    anonymous = true, cue = { it + 1 > k and k or it + 1, last }, kind = "verb", nested = true,
                    stance = entry.frame.s or entry.frame.t or entry.stance, lemma = entry.lemma }
            end
        end
    end
    return drafts
end

-- The comma behind the clause that starts at token k, or nil.
local function comma_behind(v, k, hi)
    for q = k, math.min(hi - 2, k + CLAUSE) do
        if v.w[q] == "," then return q end
        if v.quote[q] then return nil end
    end
end

local function can_tell(entry)
    local frame = entry and entry.frame
    return frame and (frame.q or frame.s or frame.t) and not entry.weak
end

-- The source and the cue of the clause k..last behind "as": "noted by Ane Borg", "the agency has reported earlier".
local function teller(s, k, last)
    local v, w = s.v, s.v.w
    local entry = s.lexicon.verb[w[k]]
    if can_tell(entry) and w[k + 1] == "by" then
        local name, outer = syntax.noun_phrase(v, k + 2, last, true, s.roles)
        if name then return { k + 2, outer or name, k + 2, name }, { k, k }, entry end
    end
    if knows[w[k]] then return nil end
    local name = syntax.noun_phrase(v, k, last, false, s.roles)
    local q = name and name + 1
    while q and q < last and (v.tag[q] == "AUX" or v.tag[q] == "ADV") do q = q + 1 end
    entry = q and s.lexicon.verb[w[q]]
    if not can_tell(entry) or v.tag[q] ~= "VERB" or s.lexicon.shape[w[q]] == "g" then return nil end
    for p = q + 1, last do
        if not of_time[v.tag[p]] and not syntax.time_word[w[p]] and w[p] ~= "out" then return nil end
    end
    return { k, name, k, name }, { name + 1, w[q + 1] == "out" and q + 1 or q }, entry
end

--- The draft of a sentence that opens with "as the agency noted," or nil.
function reported.as_told(s)
    local v = s.v
    if v.w[s.lo] ~= "as" then return nil end
    local comma = comma_behind(v, s.lo + 1, s.hi)
    if not comma or not has_verb(v, comma + 1, s.hi) then return nil end
    local source, cue, entry = teller(s, s.lo + 1, comma - 1)
    return source and { { rule = "as-told", content = { { comma + 1, s.hi } }, source = source, cue = cue,
        kind = "verb", stance = entry.frame.s or entry.stance, lemma = entry.lemma } } or nil
end

-- "In her opinion, S" opens within this many tokens.
local OPINION = 10
local owners = cues.set "his her their its my our"

--- The draft of a sentence that opens with "in her opinion,", "in the minister's view," or "in the words of X,"; or
--- nil.
function reported.opinion(s)
    local v, w, lo = s.v, s.v.w, s.lo
    if w[lo] ~= "in" then return nil end
    for k = lo + 2, math.min(s.hi - 3, lo + OPINION) do
        local comma = w[k] == "," and k
        if comma then return nil end
        if s.lexicon.opinion[w[k]] and v.tag[k] == "NOUN" then
            local first, last, outer = lo + 1, k - 1, nil
            comma = k + 1
            if w[k + 1] == "of" then
                last, outer = syntax.noun_phrase(v, k + 2, s.hi, true, s.roles)
                first, comma = k + 2, (outer or last or k) + 1
            elseif not (owners[w[first]] or apostrophe.is_possessive(w[last])) then
                return nil
            end
            if not last or w[comma] ~= "," or not has_verb(v, comma + 1, s.hi) then return nil end
            return { { rule = "opinion", content = { { comma + 1, s.hi } }, kind = "noun", stance = "assertive",
                source = { first, outer or last, first, last }, cue = { lo, k } } }
        end
    end
end

return reported
