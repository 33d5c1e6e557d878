-- What the steps look at: one document as columns. Tokens 1..n have `s`, `e` (bytes of the text, 1-based inclusive),
-- `w` (lower-case form), `cap` (starts with a capital), `kind`, `tag`; sentences have `sfirst`, `slast` (tokens) and
-- `sblock`; blocks come from the document. Made once per document; the steps add columns, they never change the text.
local toolkit = require "toolkit"
local tags = require "toolkit.claims.tags"

local view = {}

local find, sub, byte, lower = string.find, string.sub, string.byte, string.lower

local quote_forms = { ['"'] = true, ["“"] = true, ["”"] = true, ["„"] = true, ["«"] = true, ["»"] = true,
    ["''"] = true, ["``"] = true, ["‘"] = true, ["’"] = true, ["'"] = true }

-- TEMPORARY tokenizer
local function tokenize(text, from, to, s, e, kind, n)
    local pos = from
    while pos <= to do
        local c = byte(text, pos)
        if c <= 32 then
            pos = find(text, "[^%s]", pos) or to + 1
        elseif c == 0xC2 and byte(text, pos + 1) == 0xA0 then
            pos = pos + 2
        else
            local q = pos
            local letter, digit = false, false
            while q <= to do
                local d = byte(text, q)
                if d >= 48 and d <= 57 then digit = true q = q + 1
                elseif (d >= 65 and d <= 90) or (d >= 97 and d <= 122) or d == 95 then letter = true q = q + 1
                elseif d >= 0xC3 and d ~= 0xE2 then letter = true q = find(text, "[\0-\127\192-\255]", q + 1) or to + 1
                elseif q > pos and (d == 39 or d == 46 or (d == 0xE2 and sub(text, q, q + 2) == "’")) and find(sub(text, q + (d == 0xE2 and 3 or 1), q + (d == 0xE2 and 3 or 1)), "%w") then
                    q = q + (d == 0xE2 and 3 or 1)
                elseif q > pos and d == 44 and digit and find(text, "^%d", q + 1) then q = q + 1
                else break end
            end
            n = n + 1
            s[n] = pos
            if q > pos then
                e[n] = q - 1
                kind[n] = letter and "word" or "number"
            else
                local last = c < 128 and pos or (find(text, "[\0-\127\192-\255]", pos + 1) or to + 1) - 1
                e[n] = last
                kind[n] = (c == 36 or c == 37) and "symbol" or "punctuation"
            end
            pos = e[n] + 1
        end
    end
    return n
end

local abbreviations = {}
for a in ([[mr mrs ms dr prof sen rep gov gen col lt capt maj adm sgt rev hon st jr sr inc corp ltd co vs no jan feb mar apr
    jun jul aug sept oct nov dec u.s u.k u.n e.u d.c p.m a.m r-wis d-mo calif ariz fla wis mass conn ill mich ore pa va
    wash tex ala ark colo del ga ind kan ky la md minn miss mo mont neb nev okla tenn vt wyo ph.d]]):gmatch("%S+") do
    abbreviations[a] = true
end

local function split(v, from, to, add)
    -- TEMPORARY sentence splitter over tokens from..to
    local start = from
    local k = from
    local w, text = v.w, v.text
    while k <= to do
        local form = w[k]
        if form == "." or form == "?" or form == "!" or form == "…" then
            local last = k
            while last < to and (quote_forms[w[last + 1]] or w[last + 1] == ")" or w[last + 1] == "." or w[last + 1] == "!" or w[last + 1] == "?")
                and v.s[last + 1] == v.e[last] + 1 do last = last + 1 end
            local after = last + 1
            local boundary = true
            if after <= to then
                local nxt = after
                while nxt < to and quote_forms[w[nxt]] do nxt = nxt + 1 end
                if v.s[after] == v.e[last] + 1 then boundary = false
                elseif form == "." and last == k and k > from and v.e[k - 1] + 1 == v.s[k] and (abbreviations[w[k - 1]] or #w[k - 1] == 1)
                    then
                    boundary = (w[k-1] == "u.s" or w[k-1] == "d.c" or w[k-1]=="p.m" or w[k-1]=="a.m") and v.cap[after] and (tags.closed[w[after]] ~= nil)
                elseif not v.cap[nxt] and v.kind[nxt] ~= "number" and not (v.kind[nxt] == "punctuation") then boundary = false end
                if w[after] == "." then boundary = false end
            end
            if boundary then add(start, last) start = last + 1 end
            k = last
        end
        k = k + 1
    end
    if start <= to then add(start, to) end
end

--- A view of `text` with `blocks` = { {first=, last=, kind=, body=bool, speaker=, label=} ... } in bytes, 1-based inclusive.
function view.new(text, blocks)
    local v = { text = text, blocks = blocks, s = {}, e = {}, w = {}, cap = {}, kind = {}, tag = {}, first = {},
        sfirst = {}, slast = {}, sblock = {} }
    local n = 0
    for b, block in ipairs(blocks) do
        block.token = n + 1
        n = tokenize(text, block.from or block.first, block.last, v.s, v.e, v.kind, n)
        block.token_last = n
    end
    v.n = n
    local s, e, w, cap = v.s, v.e, v.w, v.cap
    for k = 1, n do
        local form = sub(text, s[k], e[k])
        w[k] = lower(form)
        local c = byte(form)
        cap[k] = (c >= 65 and c <= 90) or (c == 0xC3 and byte(form, 2) < 0x9F)
    end
    local sfirst, slast, sblock, first = v.sfirst, v.slast, v.sblock, v.first
    for b, block in ipairs(blocks) do
        block.sentence = #sfirst + 1
        split(v, block.token, block.token_last, function(i, j)
            local m = #sfirst + 1
            sfirst[m], slast[m], sblock[m] = i, j, b
            first[i] = true
            if quote_forms[w[i]] and i < j then first[i + 1] = true end
        end)
        block.sentence_last = #sfirst
    end
    v.sentences = #sfirst
    tags.fill(n, w, cap, v.kind, first, v.tag)
    return v
end

--- The bytes of tokens i..j as text.
function view.slice(v, i, j)
    return sub(v.text, v.s[i], v.e[j])
end

return view
