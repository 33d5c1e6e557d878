-- The sieve: named rules, most precise first, each a test on one cue candidate. The first rule that answers gives the
-- draft of a claim. Rules are data: list them, count them (`hits`), switch one off (`disabled`), add your own.
--
-- A candidate `c` has: k (cue token), g (first token of its verb group), entry, how ("b","s","d","g"), negated,
-- passive,
-- lo, hi (limits of the sentence or of the quotation around it), p (first token behind the cue and its adjuncts),
-- subject = {first, last, head_first, head_last} or nil, before (token left of source and cue).
-- A rule returns { content = {{i,j},...}, source = {i,j}, cue = {i,j}, stance =, kind = } or nil.
local according = require "toolkit.claims.according"
local apostrophe = require "toolkit.claims.apostrophe"
local boundaries = require "toolkit.claims.boundaries"
local nouns = require "toolkit.claims.nouns"
local reported = require "toolkit.claims.reported"
local syntax = require "toolkit.claims.syntax"


local rules = {}

local list = {}
rules.list = list

local function rule(name, describe, test)
    list[#list + 1] = { name = name, describe = describe, test = test, hits = 0 }
end

local quote_mark = syntax.quote_mark
local has_verb = syntax.has_verb
local content_end = boundaries.content_end

local function is_open_quote(v, k)
    local q = v.quote[k]
    return q and v.quotes[q].open == k and v.quotes[q] or nil
end

local function closes_before(v, k, lo)
    -- is token k the end of a quotation (its closing mark)?
    if k < lo then return nil end
    local q = v.quote[k]
    return q and (v.quotes[q].close_last or v.quotes[q].close) == k and v.quotes[q] or nil
end

-- A clause opens at p: something nominal there and a verb soon.
local function clause_at(c, p)
    local v = c.v
    if p > c.hi then return false end
    local t = v.tag[p]
    if t == "PUNCT" and not quote_mark[v.w[p]] then return false end
    if t == "VERB" and v.w[p]:sub(-3) ~= "ing" then return false end
    if t == "AUX" or t == "CCONJ" then return false end
    if t == "SCONJ" and (v.w[p] == "as" or v.w[p] == "than") then return false end
    local stop = content_end(c, p)
    return has_verb(v, p, stop)
end

local function cue_span(c, last)
    return { c.g, last or c.k }
end

local visual = { photo = true, photos = true, video = true, footage = true, tape = true, screenshot = true,
    recording = true }
local finding = { show = true, find = true, suggest = true, indicate = true, reveal = true, put = true, give = true }

local function source_of(c)
    return c.subject and { c.subject[1], c.subject[2], c.subject[3], c.subject[4] }
end

rule("quoted-as-saying", "Y quoted X as saying S; X was quoted as saying S", function(c)
    local v = c.v
    local w = v.w
    if c.entry.lemma ~= "say" and c.entry.lemma ~= "tell" and c.entry.lemma ~= "state" then return end
    if c.how ~= "g" or w[c.k - 1] ~= "as" then return end
    local from, to = nil, c.k - 2
    for k = c.k - 2, math.max(c.lo, c.k - 25), -1 do
        if w[k] == "quoted" or w[k] == "cited" or w[k] == "quote" or w[k] == "quotes" or w[k] == "quoting" then
            from = k break end
    end
    if not from then return end
    local last = c.k
    local p = c.k + 1
    if w[p] == "that" then p, last = p + 1, p end
    local source
    local g = syntax.verb_group(v, from, c.lo, c.aspect)
    if from < to then
        source = { from + 1, to, from + 1, to }
        if w[from + 1] == "by" then source = nil end
    end
    if not source then
        local a, b, h, l = syntax.subject(v, g, c.lo, c.roles)
        if a then source = { a, b, h, l } end
    end
    if not source then return end
    local before = source[1] - 1
    local quote = closes_before(v, before, c.lo) or v.w[before] == "," and closes_before(v, before - 1, c.lo)
    if quote and (p > c.hi or v.tag[p] == "PUNCT" and not is_open_quote(v, p) or v.tag[p] == "ADP") then
        -- "S", X was quoted as saying by Z
        return { content = { { math.max(quote.open, c.lo), before } }, source = source, cue = { g, last },
            quote = quote,
            stance = "cite" }
    end
    return { content = { { p, content_end(c, p) } }, source = source, cue = { c.k, last }, stance = "cite" }
end)

-- A quoted name has at most so many words.
local NAME_WORDS = 3

-- Does the dash at token b close an insertion that another one opens?
local function closes_dash(v, b, lo)
    local form = v.w[b]
    if form ~= "—" and form ~= "–" and form ~= "--" then return false end
    for k = b - 1, lo + 1, -1 do
        if v.w[k] == form then return true end
    end
    return false
end

rule("said-inverted", "\"S\", said X", function(c)
    local v = c.v
    if not c.entry.frame.q or c.how == "g" or c.how == "b" then return end
    local b = c.g - 1
    if v.w[b] == "-" and (quote_mark[v.w[b - 1]] or v.w[b - 1] == ",") then b = b - 1 end -- "S", - said X
    if b < c.lo then return end
    local form = v.w[b]
    local quote = closes_before(v, b, c.lo)
    if not (form == "," or quote or form == "?" or form == "!" or form == "—" or form == "–") then return end
    if not quote and form == "," then quote = closes_before(v, b - 1, c.lo) end
    if c.subject and not quote then return end
    -- "the host of “Morning Hour” suggested"; "Karst — named by all as the next — told"
    if quote and not quote.speech and quote.words <= NAME_WORDS and quote.open > c.lo then return end
    if not quote and closes_dash(v, b, c.lo) then return end
    local last, outer = syntax.source_behind(v, c.k + 1, c.hi, c.roles)
    if not last then return end
    local t = v.tag[last + 1]
    if t == "VERB" or t == "AUX" then return end
    if v.tag[c.k + 1] == "PRON" and not quote then return end
    local from = quote and v.quote[c.lo] and math.max(c.lo, quote.open) or c.lo
    if not quote and not has_verb(v, c.lo, b) then return end
    local content = { { from, b } }
    -- an interrupted quotation goes on behind the source
    local after = (outer or last) + 1
    if v.w[after] == "," and is_open_quote(v, after + 1) then content[2] = { after + 1, content_end(c, after + 1) } end
    return { content = content, source = { c.k + 1, outer or last, c.k + 1, last }, cue = cue_span(c), quote = quote }
end)

rule("said-after", "S, X said. \"S\" X said. \"S\", X said, \"S\"", function(c)
    local v = c.v
    if not c.entry.frame.q and not c.entry.frame.s then return end
    if not c.subject or c.how == "g" or c.how == "b" and v.tag[c.k - 1] ~= "AUX" and not c.entry.frame.q then return end
    local b = c.subject[1] - 1
    if b < c.lo or c.coordinated then return end
    local form = v.w[b]
    local quote = closes_before(v, b, c.lo)
    if not (form == "," or quote or form == "?" or form == "!" or form == "—" or form == "–" or form == "--"
        or form == "-") then return end
    if not quote and form == "," then quote = closes_before(v, b - 1, c.lo) end
    local p = c.p
    local at = v.w[p]
    local ends = p > c.hi or at == "." or at == ";" or at == "?" or at == "!"
    if not ends and v.tag[p] == "PUNCT" and p >= c.hi - 1 and not is_open_quote(v, p) then ends = true end
    local open = is_open_quote(v, p) or (at == "," or at == ":") and is_open_quote(v, p + 1)
        or v.tag[p + 1] == "CCONJ" and at == "," and is_open_quote(v, p + 2)
    if open and not quote and boundaries.subordinator[v.w[c.lo]] then return end -- "While she would not guess, she ..."
    -- "Asked about the “wall”, X said it was old": the marks hold no speech
    if quote and not quote.speech and not open and not ends and has_verb(v, p, c.hi) then return end
    if quote and not open and at ~= "that" and not ends then
        -- "S", X said of the plan. / after the vote.
        ends = at ~= ":"
    end
    if at == "," and not quote and not ends then
        -- S, X said, S: the parts belong together when the first has no verb of its own or the sentence goes on in
        -- lower case
        local first_has = has_verb(v, c.lo, b - 1)
        local rest = content_end(c, p)
        if c.boundary_next == p then
            ends = first_has
        elseif c.entry.frame.q and (first_has or has_verb(v, p + 1, rest)) and b > c.lo then
            if v.tag[p + 1] == "VERB" and v.w[p + 1]:sub(-3) == "ing" then ends = first_has
            elseif v.w[p + 1] == "who" or v.w[p + 1] == "which" then return
            else
                return { content = { { c.lo, b - 1 }, { p + 1, rest } }, source = source_of(c), cue = cue_span(c) }
            end
        end
    end
    if not ends and not (quote and open) then return end
    if not quote and not has_verb(v, c.lo, b) then
        if not (ends and b - c.lo >= 3) then return end
    end
    local content = { { c.lo, b } }
    if quote and v.quote[c.lo] and v.quotes[v.quote[c.lo]] == quote then
        content = { { math.max(quote.open, c.lo), b } } end
    local rest
    if open then
        local q = open
        content[2] = { q.open, math.min(content_end(c, q.open), c.hi) }
        rest = q
    end
    return { content = content, source = source_of(c), cue = cue_span(c), quote = quote, quote_after = rest }
end)

rule("that-clause", "X said that S; X told Y that S", function(c)
    local v = c.v
    local f = c.entry.frame
    if c.passive or not c.subject and c.how ~= "g" then return end
    local stance = f.s or f.t or f.r
    if not stance then
        if c.entry.lemma == "point" and v.w[c.k + 1] == "out" then stance = "assertive" else return end
    end
    local p = c.p
    if v.w[p] == "time" and v.w[p + 1] == "and" then
        p = p + 2
        while v.w[p] == "time" or v.w[p] == "again" or v.w[p] == "and" do p = p + 1 end
    end
    if v.w[p] ~= "that" or p >= c.hi - 1 then return end
    if v.tag[p + 1] == "VERB" and v.w[p + 1]:sub(-3) ~= "ing" and not v.cap[p + 1] then return end
    if not c.subject then return end
    return { content = { { p + 1, content_end(c, p + 1, "t") } }, source = source_of(c), cue = cue_span(c, c.cue_last),
        stance = stance }
end)

rule("said-quote", "X said: \"S\"; X said, \"S\"; X said \"S\"", function(c)
    local v = c.v
    local f = c.entry.frame
    if c.passive or not (f.q or f.s or f.n or f.r or f.p) or not c.subject then return end
    local p = c.p
    if v.w[p] == ":" or v.w[p] == "," then p = p + 1 end
    if v.w[p] == "that" then p = p + 1 end
    local q = is_open_quote(v, p)
    if not q then return end
    if not f.q and not f.s and v.w[c.p] ~= ":" and v.w[c.p] ~= "," then return end
    if not q.speech and v.w[c.p] ~= ":" and v.w[c.p] ~= "," and (c.entry.weak or not f.s and not f.q) then return end
    return { content = { { q.open, content_end(c, q.open) } }, source = source_of(c), cue = cue_span(c),
        quote_after = q }
end)

rule("said-colon", "X said: S", function(c)
    local v = c.v
    if c.passive or not c.entry.frame.q or not c.subject then return end
    if v.w[c.p] ~= ":" or c.p + 2 > c.hi then return end
    return { content = { { c.p + 1, content_end(c, c.p + 1) } }, source = source_of(c), cue = cue_span(c), free = true }
end)

rule("said-free", "X said, I ...: speech without marks, as translations have it", function(c)
    local v = c.v
    if c.passive or not c.entry.frame.q or not c.subject or v.w[c.p] ~= "," then return end
    if v.w[c.lo] == "as" and c.subject[1] == c.lo + 1 then return end -- "as X noted, S" has a rule of its own
    local p = c.p + 1
    local t = v.tag[p]
    if t ~= "PRON" and t ~= "DET" and t ~= "NOUN" and not v.cap[p] or v.w[p] == "who"
        or v.w[p] == "which" then return end
    if not v.cap[p] and t ~= "PRON" and c.subject[1] > v.sfirst[c.m] + 1 then return end
    if not has_verb(v, p, c.hi) then return end
    return { content = { { p, content_end(c, p) } }, source = source_of(c), cue = cue_span(c), free = true }
end)

rule("accuse-of", "X accused Y of S", function(c)
    local v = c.v
    if not c.entry.frame.a or c.passive or not c.subject then return end
    for k = c.k + 2, math.min(c.hi - 1, c.k + 20) do
        local form = v.w[k]
        if (form == "of" and (v.w[k + 1]:sub(-3) == "ing" or v.tag[k + 1] ~= "PROPN" and k - c.k <= 6))
            or (form == "with" and c.entry.lemma == "charge") then
            return { content = { { k + 1, content_end(c, k + 1, "a") } }, source = source_of(c), cue = cue_span(c),
                target = { c.k + 1, k - 1 }, stance = "accuse" }
        end
        if v.tag[k] == "PUNCT" and form ~= "." and form ~= "-" and not quote_mark[form] then break end
    end
end)

rule("said-clause", "X said S", function(c)
    local v = c.v
    local f = c.entry.frame
    if c.passive or not (f.s or f.r) or not c.subject or c.entry.frame.t and not f.s then return end
    local p = c.p
    -- "warned the toll could rise": who seemed to be told is the subject of what is said
    if f.s and f.r and v.tag[p] == "AUX" and p > c.k + 1 and p < c.hi then p = c.k + 1 end
    if f.q and v.tag[p] == "AUX" and p == c.k + 1 and p < c.hi and c.how ~= "g" then
        -- "a strike that executives said could last": what is said lacks its subject
        return { content = { { p, content_end(c, p) } }, source = source_of(c), cue = cue_span(c), stance = f.s }
    end
    if not clause_at(c, p) then return end
    if c.entry.lemma == "answer" then return end -- "answered a question whether"
    if f.o and v.w[p] == "to" then return end
    if f.i and v.w[p] == "to" then return end
    local t = v.tag[p]
    if t == "ADP" then
        -- "said in the past five years agencies had issued": a noun phrase, then a clause of its own
        if f.n and not c.entry.frame.q or c.entry.weak or c.entry.prep[v.w[p]] then return end
        if v.tag[p + 1] == "VERB" and v.w[p + 1]:sub(-3) == "ing" then return end -- "said after meeting the mayor"
        if not (c.entry.lemma == "say" or c.entry.lemma == "believe" or c.entry.lemma == "think") then return end
        return { content = { { p, content_end(c, p, "s") } }, source = source_of(c), cue = cue_span(c), stance = f.s }
    end
    if f.n or f.c or c.entry.weak or f.o then
        -- verbs that take a plain object too: the verb must follow the first phrase closely
        local last = syntax.noun_phrase(v, p, c.hi, false, c.roles)
        if not last then return end
        -- "lies repeated a thousand times are still lies"
        if f.n and v.w[last] == "times" then return end
        local n = last + 1
        while n <= c.hi and (v.tag[n] == "ADV" or is_open_quote(v, n)) do n = n + 1 end
        if not (v.tag[n] == "AUX" or v.tag[n] == "VERB" and v.w[n]:sub(-3) ~= "ing") then
            if not (v.tag[p] == "PRON" and apostrophe.at(v.w[p])) then return end
        end
    elseif t == "PUNCT" and not is_open_quote(v, p) then
        return
    end
    return { content = { { p, content_end(c, p, "s") } }, source = source_of(c), cue = cue_span(c), stance = f.s
        or f.r }
end)

-- What is measured ends within so many tokens behind the verb.
local MEASURED = 12

-- Does a measure start at token p: a number, perhaps behind "about" or a currency sign?
local function is_measure(v, p)
    for k = p, p + 3 do
        local t = v.tag[k]
        if t == "NUM" then return true end
        if t ~= "ADP" and t ~= "DET" and t ~= "ADV" and t ~= "ADJ" and t ~= "SYM" and t ~= "SCONJ" then return false end
    end
    return false
end

rule("put-at", "X put the toll at N", function(c)
    local v = c.v
    if not c.entry.frame.m or c.passive or not c.subject then return end
    for k = c.k + 2, math.min(c.hi - 1, c.k + MEASURED) do
        if v.w[k] == "at" and is_measure(v, k + 1) then
            return { content = { { c.k + 1, content_end(c, c.k + 1, "n") } }, source = source_of(c), cue = cue_span(c) }
        end
        if v.tag[k] == "PUNCT" or v.tag[k] == "AUX" then return end
    end
end)

rule("object-infinitive", "X urged Y to S; X called on Y to S", function(c)
    local v = c.v
    local f = c.entry.frame
    if c.passive or not c.subject then return end
    local p = c.p
    if f.p and (v.w[p] == "on" or v.w[p] == "upon" or v.w[p] == "for") and c.entry.prep[v.w[p]]
        and c.entry.lemma == "call" then
        return { content = { { p + 1, content_end(c, p + 1, "o") } }, source = source_of(c), cue = cue_span(c, p),
            stance = "call",
            target = v.w[p] ~= "for" and { p + 1, syntax.noun_phrase(v, p + 1, c.hi, false, c.roles) or p + 1 } or nil }
    end
    if not f.o then return end
    local last = syntax.noun_phrase(v, p, c.hi, false, c.roles)
    if not last then return end
    local n = last + 1
    if v.w[n] == "not" then n = n + 1 end
    if v.w[n] ~= "to" then return end
    return { content = { { p, content_end(c, p, "o") } }, source = source_of(c), cue = cue_span(c), stance = f.o,
        target = { p, last } }
end)

-- "asked not to be named" is no claim.
local anonymity = { named = true, identified = true, quoted = true }

rule("infinitive", "X promised to S", function(c)
    local v = c.v
    local f = c.entry.frame
    if c.passive or not f.i or not c.subject then return end
    local p = c.p
    if v.w[p] == "not" then p = p + 1 end
    if v.w[p + 1] == "be" and anonymity[v.w[p + 2]] then return end
    if v.w[p] ~= "to" or v.tag[p + 1] ~= "VERB" and v.tag[p + 1] ~= "AUX" and v.tag[p + 1] ~= "ADV"
        and not quote_mark[v.w[p + 1]] then return end
    return { content = { { c.p, content_end(c, c.p, "i") } }, source = source_of(c), cue = cue_span(c), stance = f.i }
end)

rule("preposition", "X spoke about N; X complained of N; X referred to N; X asked whether S", function(c)
    local v = c.v
    local f = c.entry.frame
    if c.passive or not f.p or not c.subject then return end
    local p = c.p
    local stance = c.entry.prep[v.w[p]]
    if not stance then return end
    if c.entry.weak and v.w[p] ~= "like" then return end
    local content = p + 1
    local cue_last = p
    if v.tag[p] == "SCONJ" or v.w[p] == "what" or v.w[p] == "who" or v.w[p] == "whether" or v.w[p] == "if" then
        content, cue_last = p, c.k
    end
    if content > c.hi then return end
    return { content = { { content, content_end(c, content, "p") } }, source = source_of(c), cue = cue_span(c,
        cue_last),
        stance = stance }
end)

rule("complement", "X called Y Z; X described Y as Z", function(c)
    local v = c.v
    local f = c.entry.frame
    if c.passive or not f.c or not c.subject then return end
    local p = c.p
    local t = v.tag[p]
    if p > c.hi or not (t == "DET" or t == "PRON" or t == "PROPN" or t == "NOUN" or t == "ADJ" or t == "NUM"
        or is_open_quote(v, p) or t == "SCONJ") then return end
    if c.entry.weak or c.entry.lemma == "name" then
        return
    end
    if c.entry.lemma == "see" or c.entry.lemma == "view" or c.entry.lemma == "regard" or c.entry.lemma == "quote" then
        local found
        for k = p, math.min(c.hi, p + 12) do
            if v.w[k] == "as" then
                if v.w[k + 1] == "saying" then return end -- the chain has a rule of its own
                found = true
                break
            end
        end
        if not found and c.entry.lemma ~= "view" then return end
    end
    return { content = { { p, content_end(c, p, "c") } }, source = source_of(c), cue = cue_span(c), stance = f.c }
end)

-- The last token of the phrase i..j before its first preposition: "poll" of "a poll from the Harbour School".
local function head_noun(v, i, j)
    for k = i + 1, j do
        if v.tag[k] == "ADP" then return k - 1 end
    end
    return j
end

rule("finding", "a poll shows N V-ing: what a report or data show", function(c)
    local v = c.v
    if c.passive or not c.subject or not finding[c.entry.lemma] or c.how == "g" then return end
    local head = apostrophe.strip(v.w[head_noun(v, c.subject[3], c.subject[4])])
    local kind = c.lexicon.evidence[head]
    -- "The photo shows" is a caption
    if kind ~= "report" and kind ~= "data" and kind ~= "document" or visual[head] then return end
    local p = c.p
    local t = v.tag[p]
    if p > c.hi or not (t == "DET" or t == "PRON" or t == "PROPN" or t == "NOUN" or t == "ADJ" or t == "NUM"
        or t == "SCONJ" or is_open_quote(v, p)) then return end
    return { content = { { p, content_end(c, p, "t") } }, source = source_of(c), cue = cue_span(c), stance = "factive" }
end)

rule("passive-by", "N was rejected by X; N was accused by X of S", function(c)
    local v = c.v
    local f = c.entry.frame
    if not c.passive or not c.subject or not (f.n or f.a or f.c) or c.entry.weak or v.w[c.k + 1] ~= "by" then return end
    local last, outer = syntax.noun_phrase(v, c.k + 2, c.hi, true, c.roles)
    if not last or v.tag[c.k + 2] == "VERB" then return end
    local content = { { c.subject[1], c.subject[2] } }
    local behind = (outer or last) + 1
    local form = v.w[behind]
    if (form == "of" or form == "for" or form == "as" or form == "over") and behind < c.hi then
        content[2] = { behind, content_end(c, behind, "n") }
    end
    return { content = content, source = { c.k + 2, outer or last, c.k + 2, last }, cue = cue_span(c),
        stance = f.n or f.a or f.c }
end)

local object_break = { while_ = true, ["because"] = true, ["while"] = true, ["although"] = true, ["though"] = true,
    ["but"] = true, ["since"] = true, ["until"] = true }

rule("object", "X criticized N; X cited N; X rejected N", function(c)
    local v = c.v
    local f = c.entry.frame
    if c.passive or not f.n or not c.subject or c.entry.weak then return end
    local p = c.p
    if v.w[p] == "as" and is_open_quote(v, p + 1) and v.quotes[v.quote[p + 1]].close_last then
        -- "rejected as 'a fabrication' a report"
        p = v.quotes[v.quote[p + 1]].close_last + 1
    end
    local t = v.tag[p]
    if p > c.hi then return end
    if not (t == "DET" or t == "PRON" or t == "PROPN" or t == "NOUN" or t == "ADJ" or t == "NUM" or is_open_quote(v, p)
        or (t == "VERB" and v.w[p]:sub(-3) == "ing")
            or (t == "SCONJ"
            and (v.w[p] == "how" or v.w[p] == "why" or v.w[p] == "what" or v.w[p] == "whether"))) then return end
    -- "does not believe the minister"
    if c.entry.lemma == "believe" and c.lexicon.role[v.w[syntax.noun_phrase(v, p, c.hi, false, c.roles) or p]] then
        return
    end
    if v.w[p] == "himself" or v.w[p] == "herself" or v.w[p] == "themselves" then return end
    local stop = content_end(c, p, "n")
    for k = p + 1, stop do
        local form = v.w[k]
        if form == "as" and v.w[k + 1] == "saying" then return end -- the chain has a rule of its own
        if object_break[form] or v.w[k] == ","
            and (v.tag[k + 1] == "CCONJ" or v.tag[k + 1] == "PRON" or v.tag[k + 1] == "SCONJ"
            or v.tag[k + 1] == "VERB" and v.w[k + 1] ~= "including") and not v.quote[k] then
            if v.w[k + 1] ~= "while" then stop = k - 1 end
            break
        end
        if form == "and" and v.tag[k + 1] == "VERB" and not v.quote[k] and v.w[k + 1]:sub(-3) ~= "ing" then
            stop = k - 1 break end
    end
    if stop < p or t == "PRON" and p >= stop - 2 then return end
    return { content = { { p, stop } }, source = source_of(c), cue = cue_span(c, c.cue_last), stance = f.n }
end)

--- Rules that do not hang on a verb: each looks at a sentence and returns drafts. A rule with a `trigger` is asked only
--- when the sentence holds a word that the lexicon's `trigger` gives this name.
local others = {}
rules.others = others
local function other(name, describe, test, is_always)
    others[#others + 1] = { name = name, describe = describe, test = test, hits = 0,
        trigger = not is_always and name or nil }
end

other("according-to", "according to X, S; S, according to X", according.drafts)

other("impersonal", "it is reported that S; S, it is understood", reported.impersonal)

other("as-told", "as X noted, S; as noted by X, S", reported.as_told)

other("opinion", "in X's opinion, S; in the words of X, S", reported.opinion, true)

other("noun-cue", "X's claim that S; a warning from X that S; X's call for N; the allegation that S", nouns.drafts)

local feeling = { am = true, is = true, are = true, was = true, were = true, be = true, been = true, feels = true,
    feel = true, felt = true, seems = true, remains = true, remained = true, became = true }

local asking = { ["if"] = true, whether = true, about = true, what = true, how = true, why = true, who = true,
    when = true }

local before_asked = { when = true, was = true, were = true, [","] = true }

other("asked-whether", "Asked whether S, X said; he said when asked by X about N", function(s)
    local v, drafts = s.v, nil
    local w = v.w
    for k = s.lo, s.hi - 2 do
        if w[k] == "asked" and (k == s.lo or before_asked[w[k - 1]] or quote_mark[w[k - 1]]) then
            local p, a, b = k + 1, nil, nil
            if w[p] == "by" then
                local last = syntax.noun_phrase(v, p + 1, s.hi, false, s.roles)
                if last then
                    a, b, p = p + 1, last, last + 1
                    while p < s.hi and not asking[w[p]] and p - last < 4 do p = p + 1 end
                end
            end
            if asking[w[p]] and not v.quote[p] then
                local stop = s.hi
                for q = p + 1, s.hi do
                    if w[q] == "," or quote_mark[w[q]] and v.quote[q] and v.quotes[v.quote[q]].speech then
                        stop = q - 1
                        break
                    end
                end
                local content = w[p] == "about" and p + 1 or p
                if stop > content then
                    drafts = drafts or {}
                    drafts[#drafts + 1] = { rule = "asked-whether", content = { { content, stop } },
                        source = a and { a, b, a, b } or { k, k, k, k }, anonymous = not a,
                        cue = { k, w[p] == "about" and p or k }, stance = "question", kind = "verb", nested = true }
                end
            end
        end
    end
    return drafts
end)

other("adjective-that", "X is confident that S", function(s)
    local v, drafts = s.v, nil
    local w = v.w
    for k = s.lo + 2, s.hi - 2 do
        local stance = w[k + 1] == "that" and s.lexicon.adjective[w[k]]
        if stance and v.tag[k + 2] ~= "VERB" then
            local g = k - 1
            while g > s.lo and (v.tag[g] == "ADV" or v.tag[g] == "PART") do g = g - 1 end
            if feeling[w[g]] then
                while g > s.lo and (v.tag[g - 1] == "AUX" or v.tag[g - 1] == "PART"
                    or v.tag[g - 1] == "ADV") do g = g - 1 end
                local a, b, h, l = syntax.subject(v, g, s.lo, s.roles)
                if a and w[a] ~= "it" and w[a] ~= "that" then
                    drafts = drafts or {}
                    drafts[#drafts + 1] = { rule = "adjective-that", content = { { k + 2, s.hi } }, source = { a, b,
                        h, l },
                        cue = { g, k }, stance = stance, kind = "adjective", nested = true }
                end
            end
        end
    end
    return drafts
end)

return rules
