-- Quotations: pairs quotation marks inside a block by direction, lets straight marks nest, starts afresh at every
-- block, and never fails on an odd number. Tells speech from scare quotes.
local quotes = {}

local opening = { ["“"] = true, ["„"] = true, ["«"] = true, ["``"] = true }
local closing = { ["”"] = true, ["»"] = true }

-- Is the straight mark at token k an opening one? By the white space around it.
local function is_open(v, k, first, last)
    local before = k == first or v.s[k] > v.e[k - 1] + 1
    local after = k == last or v.s[k + 1] > v.e[k] + 1
    if before and not after then return true end
    if after and not before then return false end
    if before and after then return nil end
    local p = v.w[k - 1]
    return p == "(" or p == "[" or p == "—" or p == "–" or p == "-" or p == "“" or p == "‘" or p == '"' or nil
end

-- Two straight apostrophes written for one mark.
local function is_double_apostrophe(v, k, last)
    return v.w[k] == "'" and k < last and v.w[k + 1] == "'" and v.s[k + 1] == v.e[k] + 1
end

local function follows_space(v, k, first)
    return k == first or v.s[k] > v.e[k - 1] + 1
end

local function touches_next(v, k, last)
    return k < last and v.s[k + 1] == v.e[k] + 1
end

-- What the token k of the block first..last does inside the quotation `open` (nil outside of one): "open", "close" or
-- nil, and how many tokens the mark has.
local function mark_at(v, k, first, last, open)
    local form = v.w[k]
    -- »S«, as German and Danish print it
    if form == "»" and not open and follows_space(v, k, first) and touches_next(v, k, last) then return "open", 1 end
    if form == "«" and open and open.inward then return "close", 1 end
    if opening[form] then return "open", 1 end
    if closing[form] then return "close", 1 end
    if form == '"' then
        local direction = is_open(v, k, first, last)
        if open then return direction and "open" or "close", 1 end
        return direction ~= false and "open" or nil, 1
    elseif is_double_apostrophe(v, k, last) then
        local opens = follows_space(v, k, first) or v.w[k - 1] == "("
        return (opens and "open") or (open and "close") or nil, 2
    elseif form == "‘" and not open then
        return touches_next(v, k, last) and "open" or nil, 1
    elseif form == "’" and open and open.single then
        local ends = k == last or v.s[k + 1] > v.e[k] + 1 or v.kind[k + 1] == "punctuation"
        return ends and "close" or nil, 1
    end
    return nil, 1
end

-- Adds the quotations of block b to `list`. A block that ends inside one ends it, unless its mark was single.
local function pair_block(v, b, list)
    local block = v.blocks[b]
    local first, last = block.token, block.token_last
    local open, depth = nil, 0
    local k = first
    while k <= last do
        local does, width = mark_at(v, k, first, last, open)
        if does == "open" then
            if open then
                depth = depth + 1
            else
                open = { open = k, first = k + width, block = b, single = v.w[k] == "‘",
                    inward = v.w[k] == "»" }
                depth = 0
            end
        elseif does == "close" and open then
            depth = depth - 1
            -- the last mark of a block ends everything
            if depth < 0 or k == last then
                open.close, open.last, open.close_last = k, k - 1, k + width - 1
                list[#list + 1] = open
                open = nil
            end
        end
        k = k + width
    end
    if open and not open.single then
        open.last = last
        list[#list + 1] = open
    end
end

-- How many words a quotation has, and whether one is a finite verb.
local function words_of(v, q)
    local words, verb = 0, false
    for k = q.first, q.last do
        if v.kind[k] == "word" then
            words = words + 1
            local t = v.tag[k]
            verb = verb or t == "VERB" or t == "AUX"
        end
    end
    return words, verb
end

local sentence_mark = { ["."] = true, ["?"] = true, ["!"] = true, [","] = true }

-- Does a quotation end as speech does, by its last mark or by the one behind it?
local function ends_sentence(v, q, verb)
    if q.last >= q.first and sentence_mark[v.w[q.last]] then return true end
    local after = q.close_last and v.w[q.close_last + 1]
    return (after == "," or after == ".") and q.words >= 6 and verb
end

-- Does a quotation open its block or a sentence?
local function starts_sentence(v, q)
    local block = v.blocks[q.block]
    if q.open == block.token then return true end
    for m = block.sentence, block.sentence_last do
        if v.sfirst[m] == q.open then return true end
    end
    return false
end

-- Tells speech from scare quotes: by length, a verb, and how it starts and ends.
local function is_speech(q, verb, ends)
    if q.starts and ends and q.words >= 1 then return true end
    if q.words < 2 then return false end
    return ends and (verb or q.words >= 4) or verb and q.words >= 8 or not q.close
end

--- Finds the quotations of the view: a list of { open = token, close = token (nil when the block ended first),
--- first, last = tokens inside, block = index, words, starts = opens a sentence, speech = bool }; column v.quote[k] =
--- the outermost one around token k.
function quotes.find(v)
    local list, quote = {}, {}
    for b = 1, #v.blocks do pair_block(v, b, list) end
    for index, q in ipairs(list) do
        local verb
        q.words, verb = words_of(v, q)
        q.starts = starts_sentence(v, q)
        q.speech = is_speech(q, verb, ends_sentence(v, q, verb))
        for k = q.open, q.close_last or q.last do quote[k] = index end
    end
    v.quotes, v.quote = list, quote
    return list
end

return quotes
