-- What the steps look at: one document as columns. Tokens 1..n have `s`, `e` (bytes of the text, 1-based inclusive),
-- `w` (lower-case form), `cap` (starts with a capital), `kind`, `tag`; sentences have `sfirst`, `slast` (tokens) and
-- `sblock`; blocks have their tokens and sentences. Made once per document; steps add columns, the text stays.
local toolkit = require "toolkit"
local tags = require "toolkit.claims.tags"

local view = {}

--- A longer sentence, in tokens, is cut at the next punctuation mark: no English sentence needs more, and the rules
--- look at all of a sentence for each of its verbs.
view.longest = 250
local closed = tags.closed

local sub, byte, lower, find = string.sub, string.byte, string.lower, string.find

local quote_forms = { ['"'] = true, ["“"] = true, ["”"] = true, ["„"] = true, ["«"] = true, ["»"] = true,
    ["‘"] = true, ["’"] = true, ["'"] = true }

-- Lower-case forms are interned once per run: most tokens repeat.
local lowered = setmetatable({}, { __mode = "k" })
local capital = {}

local function know(form)
    local low = lower(form)
    lowered[form] = low
    local c = byte(form)
    if (c >= 65 and c <= 90) or (c == 0xC3 and byte(form, 2) < 0x9F) then capital[form] = true end
    return low
end

--- A view of `text` with `blocks` = { { first=, last=, from=, kind=, body=bool, speaker=, ... } } in bytes, 1-based
--- inclusive; `from` is the first byte behind a turn label. `document` knows whether its lines are wrapped.
function view.new(text, blocks, document)
    local s, e, w, cap, kind, tag, first = {}, {}, {}, {}, {}, {}, {}
    local sfirst, slast, sblock = {}, {}, {}
    local v = { text = text, blocks = blocks, s = s, e = e, w = w, cap = cap, kind = kind, tag = tag, first = first,
        sfirst = sfirst, slast = slast, sblock = sblock, shape_d = tags.past }
    local n, b = 0, 1
    local block = blocks[1]
    local from, last = block and (block.from or block.first), block and block.last
    if block then block.token = 1 end
    local columns <close> = toolkit.tokenize(text)
    for form, i, j, k in columns:iter() do
        while block and i > last do
            block.token_last = n
            b = b + 1
            block = blocks[b]
            if block then
                from, last = block.from or block.first, block.last
                block.token = n + 1
            end
        end
        if not block then break end
        if i >= from then
            n = n + 1
            s[n], e[n], kind[n] = i, j, k
            w[n] = lowered[form] or know(form)
            cap[n] = capital[form]
        end
    end
    while block do
        block.token_last = n
        b = b + 1
        block = blocks[b]
        if block then block.token = n + 1 end
    end
    v.n = n
    -- sentences, clipped to blocks
    local m = 0
    b = 1
    block = blocks[1]
    if block then block.sentence = 1 end
    local k = 1
    local sentences <close> = document and document.sentences and document:sentences()
        or toolkit.sentences(text, { mode = "news" })
    for _, _, j in sentences:iter() do
        while k <= n and s[k] <= j do
            while block and k > block.token_last do
                block.sentence_last = m
                b = b + 1
                block = blocks[b]
                if block then block.sentence = m + 1 end
            end
            local stop = k
            local limit = block.token_last
            while stop < limit and s[stop + 1] <= j do
                stop = stop + 1
                if stop - k >= view.longest and (kind[stop] == "punctuation" or stop - k >= 2 * view.longest) then
                    break end
            end
            local before = m > 0 and sblock[m] == b and k - 1
            if before and w[before] == "." and find(w[before - 1], "^%a%.%a") and not closed[w[k]] and cap[k] then
                -- "the U.S. | House of Representatives": an abbreviation with points does not end a sentence there
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
    while block do
        block.sentence_last = m
        b = b + 1
        block = blocks[b]
        if block then block.sentence = m + 1 end
    end
    v.sentences = m
    local title = {}
    for at = 1, m do
        local capitals, words = 0, 0
        for t = sfirst[at], slast[at] do
            if kind[t] == "word" and e[t] - s[t] >= 3 then
                words = words + 1
                if cap[t] then capitals = capitals + 1 end
            end
        end
        if words >= 4 and capitals >= 0.75 * words then
            for t = sfirst[at], slast[at] do title[t] = true end
        end
    end
    tags.fill(n, w, cap, kind, first, title, tag)
    view.retag(v, title)
    return v
end

-- The open classes, where the trained tagger knows better; closed-class words keep what the rules rely on.
local open_class = { NOUN = true, VERB = true, ADJ = true, PROPN = true, ADV = true }

--- Overwrites the classes of open-class words by those of the trained tagger. Without a model nothing changes.
function view.retag(v, title)
    if not toolkit.parse then return end
    local parse = toolkit.parse(v.text, { layers = "words tags" })
    if not parse then return end
    local s, tag, n, w, cap, first = v.s, v.tag, v.n, v.w, v.cap, v.first
    local inside = {}
    for t = 1, n do
        if tag[t] == "PROPN" and not first[t] then inside[w[t]] = true end
    end
    local k = 1
    for _, _, i, _, _, upos in parse:words() do
        while k <= n and s[k] < i do k = k + 1 end
        if k > n then break end
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

view.find = find
return view
