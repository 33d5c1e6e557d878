-- On what evidence a claim rests: documents, data, laws, leaks and witnesses that it names, who is quoted inside it,
-- what stands around it. Works on token spans of the view; evidence that is said to be missing is none.
local apostrophe = require "toolkit.claims.apostrophe"
local syntax = require "toolkit.claims.syntax"
local cues = require "toolkit.claims.cues"

local evidence = {}

-- Verbs whose subject is evidence: "the records show".
local evidential = cues.set [[show shows showed shown prove proves proved proven indicate indicates indicated reveal
    reveals revealed suggest suggests suggested demonstrate demonstrates demonstrated find finds found report reports
    reported say says said expose exposes exposed confirm confirms confirmed disclose disclosed disclosing]]

-- Verbs whose object is evidence: "citing the records".
local noticing = cues.set "noticed noted seen read notice citing cited cites note"

-- Words that deny the evidence behind them: "no evidence", "any proof", "so-called facts".
local refuting = cues.set "any no so-called without called clear"

-- Verbs whose object is a document that holds what follows: "sent a letter".
local wrote = cues.set "sent wrote signed issued published submitted filed released send writes sends"

-- Verbs whose subject has looked: "the commission found that".
local investigating = cues.set "find found concluded conclude determined determine established ruled"

local source_kind = cues.set "person organisation country nominal"
local place_word = cues.set "in at from"
local being = cues.set "was were been"
local in_phrase = cues.set "DET ADJ NOUN PROPN NUM"
local names_evidence = cues.set "NOUN PROPN VERB"
local beside_verb = cues.set "AUX ADV PART"
local no_aspect = {}

-- "according" stands at most this many tokens before what it is according to.
local ACCORDING = 4
-- Between a cue and its content a medium stands within this many tokens.
local BEFORE_CONTENT = 40
-- "quoted by the Harbour Post as saying": the medium stands within this many tokens before the speaker.
local BEFORE_QUOTED = 8

-- Notes tokens i..j as evidence, unless a part of them is already.
local function add(search, i, j, kind, named)
    local covered = search.covered
    for k = i, j do
        if covered[k] then return end
    end
    for k = i, j do covered[k] = true end
    search.found[#search.found + 1] = { i, j, kind = kind, named = named }
end

local function holds_name(v, i, j)
    for k = i, j do
        if v.tag[k] == "PROPN" then return true end
    end
    return false
end

-- "the 360 company report": a body whose name is a number.
local function holds_numbered_body(v, lexicon, i, j)
    for k = i, j - 1 do
        if v.kind[k] == "number" and lexicon.institution[v.w[k + 1]] then return true end
    end
    return false
end

-- Does the phrase that starts at token i go on to the left?
local function extends_left(v, i, lo)
    local w, tag = v.w, v.tag
    local before = i - 1
    if in_phrase[tag[before]] then return true end
    if w[before] == "of" then return tag[i] == "PROPN" and tag[i - 2] == "NOUN" end
    return syntax.quote_mark[w[before]] and tag[i] ~= "DET" and before > lo and v.quote[before]
        and not v.quotes[v.quote[before]].speech
end

-- The first token of the phrase that ends in token k.
local function phrase_left(v, k, lo)
    local i = k
    while i > lo and extends_left(v, i, lo) do i = i - 1 end
    while i < k and v.tag[i] == "PUNCT" do i = i + 1 end
    return i
end

-- ---- words of evidence ---------------------------------------------------------------------------------

local function is_refuted(w, i, k)
    for q = math.max(1, i - 1), math.max(i, k - 1) do
        if refuting[w[q]] then return true end
    end
    return false
end

local function is_according(w, i)
    for q = math.max(1, i - ACCORDING), i - 1 do
        if w[q] == "according" then return true end
    end
    return false
end

-- "data from the Response Center": the last token of a named giver behind token k, or nil.
local function named_giver(search, k, hi)
    local v, form = search.v, search.v.w[k + 1]
    if form ~= "from" and form ~= "of" and form ~= "by" or k + 2 > hi then return nil end
    local last = syntax.noun_phrase(v, k + 2, hi, false, search.lexicon.role)
    return last and holds_name(v, k + 2, last) and last or nil
end

-- The verb behind token k when it lets evidence speak, or nil.
local function evidential_verb(v, k, hi)
    local tag, verb = v.tag, k + 1
    while verb <= hi and beside_verb[tag[verb]] do verb = verb + 1 end
    return (tag[verb] == "VERB" or tag[verb] == "NOUN") and evidential[v.w[verb]] and verb or nil
end

local function is_message(form)
    return form:find("^statement") or form:find("^letter") or form:find("^memo") or form:find("^email")
end

local function is_disclosure(form)
    return form:find("^revel") or form:find("^disclos")
end

-- Kinds of evidence with terms of their own. Each is called with the phrase i..k; false lets the common terms decide.
local special = {}

function special.law(search, i, k, hi)
    local is_named = holds_name(search.v, i, k - 1) or named_giver(search, k, hi)
    if is_named and search.v.cap[k] then add(search, i, k, "law", true) end
    return true
end

function special.leak(search, i, k, hi)
    local v = search.v
    if holds_name(v, i, k - 1) or named_giver(search, k, hi) then
        add(search, i, k, "leak", true)
    elseif is_disclosure(v.w[k]) and v.tag[k] ~= "VERB" then
        add(search, i, k, "leak", false)
    end
    return true
end

function special.fact(search, i, k, hi)
    local verb = evidential_verb(search.v, k, hi)
    if verb then add(search, i, verb, "fact", false) end
    return true
end

-- "in a statement": where it was said
function special.document(search, i, k, _, medium)
    local w = search.v.w
    if medium or not place_word[w[i - 1]] or not is_message(w[k]) then return false end
    add(search, i, k, "statement", true)
    return true
end

-- "at the hearing"
function special.testimony(search, i, k, hi)
    if not place_word[search.v.w[i - 1]] then return false end
    add(search, i, named_giver(search, k, hi) or k, "testimony", true)
    return true
end

-- A word of evidence at token k. `medium`: between a cue and its content a statement or letter is where it was said, no
-- evidence for it.
local function take_word(search, k, lo, hi, kind, medium)
    local v = search.v
    local w, tag = v.w, v.tag
    local i = phrase_left(v, k, lo)
    if is_refuted(w, i, k) then return end
    if special[kind] and special[kind](search, i, k, hi, medium) then return end
    local according = is_according(w, i)
    if tag[k] == "VERB" and not according then return end
    if according or evidential_verb(v, k, hi) or i > 1 and noticing[w[i - 1]] then
        local giver = named_giver(search, k, hi)
        add(search, i, giver or k, kind, giver ~= nil or holds_name(v, i, k - 1)
            or holds_numbered_body(v, search.lexicon, i, k))
    end
end

-- "according to the office" at token k
local function take_according(search, k, hi)
    local v, lexicon = search.v, search.lexicon
    local last = syntax.noun_phrase(v, k + 2, hi, false, lexicon.role)
    if not last or lexicon.evidence[v.w[last]] then return end
    local behind = v.w[last + 1]
    if behind ~= "from" and behind ~= "of" then
        add(search, k + 2, last, "source", holds_name(v, k + 2, last))
    end
end

-- All evidence among tokens lo..hi.
local function look(search, lo, hi, medium)
    local w, tag, kinds = search.v.w, search.v.tag, search.lexicon.evidence
    for k = lo, hi do
        local form = w[k]
        local kind = kinds[form]
        if kind and names_evidence[tag[k]] then
            take_word(search, k, lo, hi, kind, medium)
        elseif form == "revealed" and being[w[k - 1]] then
            add(search, k - 1, k, "passive", false)
        elseif form == "according" and w[k + 1] == "to" and k + 2 <= hi then
            take_according(search, k, hi)
        end
    end
end

-- ---- around the claim ----------------------------------------------------------------------------------

-- Who is quoted inside the claim.
local function take_inner_sources(search, c)
    for _, n in ipairs(c.inner or {}) do
        local info, source = n.speaker.info, n.draft and n.draft.source
        if source and info and source_kind[info.kind] and n.kind ~= "adjective" and not n.weak then
            local kind = info.kind == "organisation" and "institution" or info.kind
            local named = info.kind ~= "nominal" or info.proper or n.speaker.mode == "explicit"
            add(search, source[3] or source[1], source[4] or source[2], kind, named)
        end
    end
end

-- Between the cue and what is said: "said at the hearing of ... that".
local function take_medium(search, c)
    if not c.draft or not c.cue or c.kind ~= "verb" then return end
    local lo, hi = c.cue[2] + 1, c.spans[1][1] - 1
    if lo <= hi and hi + 1 - c.cue[2] < BEFORE_CONTENT then look(search, lo, hi, true) end
end

-- "sent a letter to the minister, hoping that": the letter is where it stands.
local function take_letter(search, c)
    local candidate = c.draft and c.draft.candidate
    if not candidate or candidate.how ~= "g" or not c.cue then return end
    local v, lexicon = search.v, search.lexicon
    local hi = c.cue[1] - 1
    for k = candidate.lo, hi do
        if lexicon.evidence[v.w[k]] == "document" and v.tag[k] == "NOUN" then
            local i = phrase_left(v, k, candidate.lo)
            if i > 1 and wrote[v.w[i - 1]] then
                local last = v.w[k + 1] == "to" and syntax.noun_phrase(v, k + 2, hi, false, lexicon.role)
                add(search, i, last or k, "document", true)
            end
        end
    end
end

local function names_institution(v, lexicon, i, j)
    for q = i, j do
        if v.tag[q] == "PROPN" and lexicon.institution[apostrophe.strip(v.w[q])] then return true end
    end
    return false
end

-- "the commission and the office did not find that": who looked is named.
local function take_investigators(search, lo, hi)
    local v, lexicon = search.v, search.lexicon
    for k = lo + 2, hi - 2 do
        if investigating[v.w[k]] and v.tag[k] == "VERB" and v.w[k + 1] == "that" then
            local g = syntax.verb_group(v, k, lo, no_aspect)
            local a, _, h, l = syntax.subject(v, g, lo, lexicon.role)
            if a and names_institution(v, lexicon, a, l) then add(search, h, l, "institution", true) end
        end
    end
end

-- A source that the assembly found in front of the claim.
local function take_source_before(search, span)
    local tag, i, j = search.v.tag, span[1], span[2]
    while tag[j] == "PUNCT" and j > i do j = j - 1 end
    add(search, i, j, "source", holds_name(search.v, i, j))
end

-- "X was quoted by the Harbour Post as saying": the medium, and who was quoted.
local function take_quoting_medium(search, source, speaker, cue)
    local v = search.v
    if v.w[cue[2] + 1] == "by" then -- "was quoted as saying by Velm Radio"
        local last = syntax.noun_phrase(v, cue[2] + 2, #v.w, false, search.lexicon.role)
        if last then add(search, cue[2] + 2, last, "media", holds_name(v, cue[2] + 2, last)) end
    end
    for k = source[1] - 1, math.max(1, source[1] - BEFORE_QUOTED), -1 do
        if v.tag[k] == "PROPN" and v.w[k] ~= "quoted" then
            add(search, phrase_left(v, k, 1), k, "media", true)
            break
        end
    end
    if speaker.info and speaker.info.kind == "organisation" then add(search, source[3], source[4], "media", true) end
end

-- The source itself is evidence: "a study found that".
local function take_speaker(search, c)
    local info = c.speaker and c.speaker.info
    if not info or info.kind ~= "evidence" or not c.draft then return end
    local i, j = c.draft.source[1], c.draft.source[2]
    add(search, i, j, search.lexicon.evidence[info.head], holds_name(search.v, i, j)
        or holds_numbered_body(search.v, search.lexicon, i, j))
end

--- Evidence of a claim of the assembly: list of { first, last = tokens, kind =, named = bool } in text order.
function evidence.find(state, c)
    local found = {}
    if c.type == "reporter-question" or c.caption then return found end
    local search = { v = state.v, lexicon = state.lexicon, found = found, covered = {} }
    take_inner_sources(search, c)
    for _, s in ipairs(c.spans) do look(search, s[1], s[2]) end
    take_medium(search, c)
    take_letter(search, c)
    for _, s in ipairs(c.spans) do take_investigators(search, s[1], s[2]) end
    if c.evidence_before then take_source_before(search, c.evidence_before) end
    if c.rule == "quoted-as-saying" then take_quoting_medium(search, c.draft.source, c.speaker, c.cue) end
    take_speaker(search, c)
    table.sort(found, function(a, b) return a[1] < b[1] end)
    return found
end

return evidence
