-- What the steps look at: one document as columns. Tokens 1..n have `s`, `e` (bytes of the text, 1-based inclusive),
-- `w` (lower-case form), `cap` (starts with a capital), `kind`, `tag`, `xpos` (finer, of the trained tagger), `title`
-- (in a line of capitalised words); sentences have `sfirst`, `slast` (tokens) and `sblock`; blocks have their tokens
-- and sentences. Made once per document; steps add columns, the text stays.
local toolkit = require "toolkit"
local tags = require "toolkit.claims.tags"

local view = {}

--- A longer sentence, in tokens, is cut at the next punctuation mark: no English sentence needs more, and the rules
--- look at all of a sentence for each of its verbs.
view.longest = 250
--- The layers of a text that are looked at, see toolkit.parse().
view.layers = "words tags names"

local closed = tags.closed

local sub, byte, lower, find = string.sub, string.byte, string.lower, string.find

local quote_forms = { ['"'] = true, ["“"] = true, ["”"] = true, ["„"] = true, ["«"] = true, ["»"] = true,
    ["‘"] = true, ["’"] = true, ["'"] = true }

-- Lower-case forms are interned once per run: most tokens repeat.
local lowered = {}
local capital = {}

--- Forgets the forms of the texts so far.
function view.forget() lowered, capital = {}, {} end

local function know(form)
    local low = lower(form)
    lowered[form] = low
    local c = byte(form)
    if (c >= 65 and c <= 90) or (c == 0xC3 and byte(form, 2) < 0x9F) then capital[form] = true end
    return low
end

-- The tokens of the blocks, into the columns of the view; each block gets its first and last token.
local function read_tokens(v)
    local s, e, w, cap, kind, blocks = v.s, v.e, v.w, v.cap, v.kind, v.blocks
    local n, b = 0, 1
    local block = blocks[1]
    local from, last = block and (block.from or block.first), block and block.last
    if block then block.token = 1 end
    -- ends the block; the next one starts with the token to come
    local function next_block()
        block.token_last = n
        b = b + 1
        block = blocks[b]
        if block then
            from, last = block.from or block.first, block.last
            block.token = n + 1
        end
    end
    local columns <close> = toolkit.tokenize(v.text)
    for form, i, j, k in columns:iter() do
        while block and i > last do next_block() end
        if not block then break end
        if i >= from then
            n = n + 1
            s[n], e[n], kind[n] = i, j, k
            w[n] = lowered[form] or know(form)
            cap[n] = capital[form]
        end
    end
    while block do next_block() end
    v.n = n
end

-- The last token of the sentence that starts at token k and ends at byte j, inside its block; a long one is cut.
local function sentence_end(v, k, limit, j)
    local s, kind = v.s, v.kind
    local stop = k
    while stop < limit and s[stop + 1] <= j do
        stop = stop + 1
        local length = stop - k
        if length >= 2 * view.longest or length >= view.longest and kind[stop] == "punctuation" then break end
    end
    return stop
end

-- Does the sentence that starts at token k belong to the one before ("the U.S. | House of Representatives")? An
-- abbreviation with points does not end a sentence in front of a capital.
local function goes_on(v, k)
    local w = v.w
    return k > 2 and w[k - 1] == "." and find(w[k - 2], "^%a%.%a") and not closed[w[k]] and v.cap[k]
end

-- The sentences, clipped to blocks; each block gets its first and last one.
local function read_sentences(v, document)
    local n, s, w, blocks = v.n, v.s, v.w, v.blocks
    local sfirst, slast, sblock, first = v.sfirst, v.slast, v.sblock, v.first
    local m, b, k = 0, 1, 1
    local block = blocks[1]
    if block then block.sentence = 1 end
    local function next_block()
        block.sentence_last = m
        b = b + 1
        block = blocks[b]
        if block then block.sentence = m + 1 end
    end
    local sentences <close> = document and document.sentences and document:sentences()
        or toolkit.sentences(v.text, { mode = "news" })
    for _, _, j in sentences:iter() do
        while k <= n and s[k] <= j do
            while block and k > block.token_last do next_block() end
            local stop = sentence_end(v, k, block.token_last, j)
            if m > 0 and sblock[m] == b and goes_on(v, k) then
                slast[m] = stop
            else
                m = m + 1
                sfirst[m], slast[m], sblock[m] = k, stop, b
                first[k] = true
            end
            if quote_forms[w[k]] and k < stop then first[k + 1] = true end
            k = stop + 1
        end
    end
    while block do next_block() end
    v.sentences = m
end

-- A headline in capitals has at least so many words of four letters, and this share of them with a capital.
local HEADLINE_WORDS, HEADLINE_SHARE = 4, 0.75

-- The tokens of sentences whose words are capitalised: token -> true.
local function capitalised(v)
    local s, e, cap, kind = v.s, v.e, v.cap, v.kind
    local title = {}
    for m = 1, v.sentences do
        local capitals, words = 0, 0
        for t = v.sfirst[m], v.slast[m] do
            if kind[t] == "word" and e[t] - s[t] >= 3 then
                words = words + 1
                if cap[t] then capitals = capitals + 1 end
            end
        end
        if words >= HEADLINE_WORDS and capitals >= HEADLINE_SHARE * words then
            for t = v.sfirst[m], v.slast[m] do title[t] = true end
        end
    end
    return title
end

--- A view of `text` with `blocks` = { { first=, last=, from=, kind=, body=bool, speaker=, ... } } in bytes, 1-based
--- inclusive; `from` is the first byte behind a turn label. `document` knows whether its lines are wrapped; `parse` has
--- the layers of the text that are looked at, which are made here when they are not given.
function view.new(text, blocks, document, parse)
    local v = { text = text, blocks = blocks, s = {}, e = {}, w = {}, cap = {}, kind = {}, tag = {}, first = {},
        sfirst = {}, slast = {}, sblock = {}, xpos = {}, inside = {}, name_last = {}, name_kind = {},
        shape_d = tags.past }
    read_tokens(v)
    read_sentences(v, document)
    v.title = capitalised(v)
    tags.fill(v.n, v.w, v.cap, v.kind, v.first, v.title, v.tag)
    view.retag(v, parse)
    return v
end

-- The open classes, where the trained tagger knows better; closed-class words keep what the rules rely on.
local open_class = { NOUN = true, VERB = true, ADJ = true, PROPN = true, ADV = true }

-- The names that the model finds: `name_last`, first token -> last token, and `name_kind`, first token -> class.
local function read_names(v, parse)
    local s, e, n, k = v.s, v.e, v.n, 1
    for kind, i, j in parse:names() do
        while k <= n and e[k] < i do k = k + 1 end
        local last = k
        while last < n and s[last + 1] <= j do last = last + 1 end
        if k <= n then v.name_last[k], v.name_kind[k] = last, kind end
    end
end

-- Fills `inside`: the words that are names inside a sentence, unless they are more often written small ("cyber" in a
-- text with "the Cyber Security Company").
local function find_inside(v)
    local w, count = v.w, {}
    for t = 1, v.n do
        local step = not v.cap[t] and -1 or v.tag[t] == "PROPN" and not v.first[t] and 1 or 0
        count[w[t]] = (count[w[t]] or 0) + step
        if step == 1 then v.inside[w[t]] = true end
    end
    for word in pairs(v.inside) do
        if count[word] < 0 then v.inside[word] = nil end
    end
end

--- Overwrites the classes of open-class words by those of the trained tagger, and fills `xpos`, the finer ones,
--- `inside`, `name_last` and `name_kind`. Without a model the classes stay.
--- `parse` is closed.
function view.retag(v, parse)
    local s, tag, n, w, cap, first, title, fine = v.s, v.tag, v.n, v.w, v.cap, v.first, v.title, v.xpos
    local inside = v.inside
    find_inside(v)
    parse = parse or toolkit.parse and toolkit.parse(v.text, { layers = view.layers })
    if not parse then return end
    read_names(v, parse)
    local k = 1
    for i, upos, xpos in parse:tags() do
        while k <= n and s[k] < i do k = k + 1 end
        if k > n then break end
        if s[k] == i then fine[k] = xpos end
        if s[k] == i and open_class[tag[k]] and open_class[upos] and not title[k] and not closed[w[k]]
            and not (tag[k] == "PROPN" and cap[k] and (not first[k] or cap[k + 1] or inside[w[k]])) then
            -- capitals inside a sentence stay names: "Chinese Foreign Ministry" is one; so does a name that opens one
            tag[k] = upos
        end
    end
    parse:close()
end

--- The bytes of tokens i..j as text.
function view.slice(v, i, j)
    return sub(v.text, v.s[i], v.e[j])
end

return view
