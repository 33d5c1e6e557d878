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

local finite = { VERB = true, AUX = true }

--- Finds the quotations of the view: a list of { open = token, close = token (nil when the block ended first),
--- first, last = tokens inside, block = index, speech = bool }; column v.quote[k] = the outermost one around token k.
function quotes.find(v)
    local list, quote = {}, {}
    for b, block in ipairs(v.blocks) do
        local first, last = block.token, block.token_last
        local open, depth = nil, 0
        local k = first
        while k <= last do
            local form = v.w[k]
            local opens, closes = opening[form], closing[form]
            local width = 1
            if form == '"' or (form == "'" and v.w[k + 1] == "'" and k < last and v.s[k + 1] == v.e[k] + 1) then
                if form == "'" then width = 2 end
                local direction = is_open(v, k, first, last)
                if width == 2 then
                    direction = k == first or v.s[k] > v.e[k - 1] + 1 or v.w[k - 1] == "("
                end
                if open then
                    if direction == true and depth == 0 then opens = true
                    elseif direction == true then opens = true
                    else closes = true end
                else
                    opens = direction ~= false
                end
            elseif form == "‘" and not open then
                opens = k < last and v.s[k + 1] == v.e[k] + 1
            elseif form == "’" and open and open.single then
                closes = k == last or v.s[k + 1] > v.e[k] + 1 or v.kind[k + 1] == "punctuation"
            end
            if opens then
                if not open then
                    open = { open = k, first = k + width, block = b, single = form == "‘" }
                    depth = 0
                else
                    depth = depth + 1
                end
            elseif closes and open then
                if depth > 0 then
                    depth = depth - 1
                    -- a mark right behind another closing one, or the last of its block, ends everything
                    if k == last then depth = -1 end
                else
                    depth = -1
                end
                if depth < 0 then
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
    for index, q in ipairs(list) do
        local words, verb = 0, false
        for k = q.first, q.last do
            if v.kind[k] == "word" then
                words = words + 1
                if finite[v.tag[k]] then verb = true end
            end
        end
        local tail = v.w[q.last]
        local sentence_final = q.last >= q.first and (tail == "." or tail == "?" or tail == "!" or tail == ",")
        local after = q.close_last and v.w[q.close_last + 1]
        if not sentence_final and after and (after == "," or after == ".") and words >= 6 and verb then
            sentence_final = true end
        q.words = words
        q.speech = words >= 2 and ((sentence_final and (verb or words >= 4)) or (verb and words >= 8) or not q.close)
        local starts = q.open == v.blocks[q.block].token
        for s_ = v.blocks[q.block].sentence, v.blocks[q.block].sentence_last do
            if v.sfirst[s_] == q.open then starts = true end
        end
        if starts and sentence_final and words >= 1 then q.speech = true end
        q.starts = starts
        for k = q.open, q.close_last or q.last do quote[k] = index end
    end
    v.quotes, v.quote = list, quote
    return list
end

return quotes
