--- The formats that write every token: VRT and CoNLL-U. Both are read again by corpus:add: tokens, attributes,
--- sentences and, for VRT, layers come back as they were.

local tokens = {}

local PARAGRAPH_RANK = { p = 1, s = 2 }
local DERIVED = { word = true, lower = true } -- of the text itself: the index makes them anew

-- ---- what a document is made of --------------------------------------------------------------

--- The attributes of the corpus besides word, in the order of the index.
local function attributes(corpus)
    local list, seen = {}, {}
    for names in corpus:sql("SELECT attributes FROM segment ORDER BY id") do
        for name in names:gmatch("%S+") do
            if not seen[name] and not DERIVED[name] then list[#list + 1] = name end
            seen[name] = true
        end
    end
    return list
end

--- Walks the chosen documents in the order of the index: id, file, tokens { i, j, values of `names` }.
local function documents(corpus, names, chosen)
    local hits = assert(corpus:find("[]"))
    local n, count, keys = 1, #hits, {}
    for k, name in ipairs(names) do keys[k] = "match." .. name end
    return function()
        while n <= count do
            local id, _, _, file = hits:at(n)
            local wanted, list = not chosen or chosen[id], {}
            while n <= count do
                local document, i, j = hits:at(n)
                if document ~= id then break end
                if wanted then
                    local token = { i = i, j = j }
                    for k, key in ipairs(keys) do token[k] = hits:value(n, key) end
                    list[#list + 1] = token
                end
                n = n + 1
            end
            if wanted then return id, file, list end
        end
        hits:close()
    end
end

--- Turns bytes [start, stop) into a run of tokens: the first that begins in it and the last that ends in it.
local function run_of(list, start, stop)
    local low, high = 1, #list + 1
    while low < high do
        local middle = (low + high) // 2
        if list[middle].i > start then high = middle else low = middle + 1 end
    end
    local first = low
    high = #list + 1
    while low < high do
        local middle = (low + high) // 2
        if list[middle].j > stop then high = middle else low = middle + 1 end
    end
    if low > first then return first, low - 1 end
end

local function spans_of(corpus, id, statement)
    local spans = {}
    for start, stop, layer, json in corpus:sql(statement, id) do
        spans[#spans + 1] = { start = start, stop = stop, layer = layer, json = json }
    end
    return spans
end

local LAYERS = [[SELECT start, stop, layer, CASE WHEN label IS NULL THEN json
    ELSE json_patch(json_object('label', label), ifnull(json, '{}')) END
    FROM spans WHERE document = ? ORDER BY start, stop DESC, layer, id]]
local SENTENCES = "SELECT start, stop, 's', NULL FROM sentences WHERE document = ? ORDER BY start"
local PARAGRAPHS = "SELECT start, stop, 'p', NULL FROM block WHERE document = ? ORDER BY start"

local function has(spans, layer)
    for _, span in ipairs(spans) do
        if span.layer == layer then return true end
    end
    return false
end

local function append(list, more)
    table.move(more, 1, #more, #list + 1, list)
end

-- ---- VRT -------------------------------------------------------------------------------------

local ENTITIES = { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;", ["\t"] = "&#9;", ["\n"] = "&#10;",
    ["\r"] = "&#13;" }

local function escape(text)
    return (text:gsub('[&<>"\t\n\r]', ENTITIES))
end

local function tag(name, pairs_of)
    local parts = { "<" .. name }
    for _, pair in ipairs(pairs_of) do
        local key = pair[1]:gsub("[^%w_%-.:\x80-\xFF]", "_")
        if key:find("^[^%a_\x80-\xFF]") then key = "_" .. key end
        parts[#parts + 1] = (' %s="%s"'):format(key, escape(tostring(pair[2])))
    end
    return table.concat(parts) .. ">\n"
end

-- The members of a JSON object as pairs, in their order.
local function members(corpus, json)
    local list = {}
    if json then
        for key, value in corpus:sql("SELECT key, value FROM json_each(?)", json) do
            list[#list + 1] = { key, value or "" }
        end
    end
    return list
end

local FACTS = "SELECT name, value FROM fact WHERE document = ? AND n = 0 ORDER BY name"
local METADATA = "SELECT key, value FROM metadata WHERE document = ? ORDER BY key"

-- Fields of a document that did not come with a tag of its own.
local function fields(corpus, id, file)
    local list, seen = { { "file", file } }, { file = true }
    local function add(key, value)
        if value and not seen[key] then list[#list + 1] = { key, value } end
        seen[key] = true
    end
    for key, value in corpus:sql(FACTS, id) do add(key, value) end
    for key, value in corpus:sql(METADATA, id) do add(key, value) end
    return list
end

-- The tags in front of and behind each token. Tags must nest: what crosses another span is left out and counted.
local function structure(corpus, spans, list, sum)
    local opens, closes, open = {}, {}, {}
    for _, span in ipairs(spans) do
        span.first, span.last = run_of(list, span.start, span.stop)
    end
    local placed = {}
    for _, span in ipairs(spans) do
        if span.first and span.layer:find("^[%a_]") and span.layer ~= "g" then
            placed[#placed + 1] = span
        else
            sum.left_out = sum.left_out + 1
        end
    end
    for n, span in ipairs(placed) do span.n = n end
    table.sort(placed, function(a, b)
        if a.first ~= b.first then return a.first < b.first end
        if a.last ~= b.last then return a.last > b.last end
        local x, y = PARAGRAPH_RANK[a.layer] or 3, PARAGRAPH_RANK[b.layer] or 3
        if x ~= y then return x < y end
        if a.layer ~= b.layer then return a.layer < b.layer end
        return a.n < b.n
    end)
    for _, span in ipairs(placed) do
        while #open > 0 and open[#open].last < span.first do table.remove(open) end
        if #open > 0 and open[#open].last < span.last then
            sum.left_out = sum.left_out + 1
        else
            open[#open + 1] = span
            opens[span.first] = (opens[span.first] or "") .. tag(span.layer, members(corpus, span.json))
            closes[span.last] = "</" .. span.layer .. ">\n" .. (closes[span.last] or "")
        end
    end
    return opens, closes
end

--- Writes vertical text.
function tokens.vrt(corpus, put, chosen, sum)
    local names = attributes(corpus)
    sum.attributes = table.concat({ "word", table.unpack(names) }, ",")
    put("<!-- columns: " .. sum.attributes .. " -->\n")
    for id, file, list in documents(corpus, names, chosen) do
        local text, spans, whole = corpus:document(id).text, {}, nil
        for _, span in ipairs(spans_of(corpus, id, LAYERS)) do
            if span.layer ~= "doc" and span.layer ~= "text" then
                spans[#spans + 1] = span
            elseif whole then
                sum.left_out = sum.left_out + 1
            else
                whole = span
            end
        end
        if not has(spans, "s") then append(spans, spans_of(corpus, id, SENTENCES)) end
        if not has(spans, "p") then append(spans, spans_of(corpus, id, PARAGRAPHS)) end
        local opens, closes = structure(corpus, spans, list, sum)
        local element = whole and whole.layer or "doc"
        put(tag(element, whole and members(corpus, whole.json) or fields(corpus, id, file)))
        for n, token in ipairs(list) do
            if n > 1 and token.i == list[n - 1].j + 1 then put("<g/>\n") end
            put(opens[n] or "")
            local cells = { escape(text:sub(token.i, token.j)) }
            for k = 1, #names do cells[k + 1] = escape(token[k]) end
            put(table.concat(cells, "\t") .. "\n" .. (closes[n] or ""))
        end
        put("</" .. element .. ">\n")
        sum.documents, sum.tokens = sum.documents + 1, sum.tokens + #list
    end
end

-- ---- CoNLL-U ---------------------------------------------------------------------------------

local function cell(text)
    text = text and text:gsub("[\t\r\n]", " ") or ""
    return text == "" and "_" or text
end

-- Runs of tokens that make a sentence each; what lies between two sentences makes one of its own.
local function sentences(spans, list)
    local runs, n = {}, 1
    for _, span in ipairs(spans) do
        local first, last = run_of(list, span.start, span.stop)
        if first and first >= n then
            if first > n then runs[#runs + 1] = { first = n, last = first - 1 } end
            runs[#runs + 1] = { first = first, last = last, json = span.json }
            n = last + 1
        end
    end
    if n <= #list then runs[#runs + 1] = { first = n, last = #list } end
    return runs
end

local function head_of(token, columns, id)
    local head = columns.head and tonumber(token[columns.head])
    if not head then return "_" end
    if head == 0 then return "0" end
    return ("%d"):format(id + head)
end

-- What a sentence that came from CoNLL-U has besides words: comments, and by word number the lines that stand before a
-- word (multi-word tokens) or behind it (empty nodes).
local function imported(corpus, json)
    local found = { before = {}, behind = {} }
    if not json then return found end
    local nodes
    found.id, found.comments, nodes = corpus:sql(
        "SELECT json_extract(?1, '$.sent_id'), json_extract(?1, '$.comments'), json_extract(?1, '$.nodes')", json)()
    for line in (nodes or ""):gmatch("[^\n]+") do
        local number, mark = line:match("^(%d+)([-.])")
        local place = mark == "." and found.behind or found.before
        number = tonumber(number)
        if number then place[number] = (place[number] or "") .. line .. "\n" end
    end
    return found
end

--- Writes CoNLL-U. Sentences that came from CoNLL-U come back as they were; the others get `# sent_id` and `# text`.
function tokens.conllu(corpus, put, chosen, sum)
    local names, columns = attributes(corpus), {}
    for k, name in ipairs(names) do columns[name] = k end
    local xpos = columns.xpos or columns.tag
    for id, file, list in documents(corpus, names, chosen) do
        local text = corpus:document(id).text
        local spans = {}
        for _, span in ipairs(spans_of(corpus, id, LAYERS)) do
            if span.layer == "s" then spans[#spans + 1] = span end
        end
        if #spans == 0 then spans = spans_of(corpus, id, SENTENCES) end
        local begins = {}
        for _, block in ipairs(spans_of(corpus, id, PARAGRAPHS)) do
            local first = run_of(list, block.start, block.stop)
            if first then begins[first] = true end
        end
        local name = corpus:sql("SELECT value FROM metadata WHERE document = ? AND key = 'id'", id)() or file
        for number, run in ipairs(sentences(spans, list)) do
            local given = imported(corpus, run.json)
            local lines, words = { given.behind[0] }, {}
            for n = run.first, run.last do
                local token, following, position = list[n], list[n + 1], n - run.first + 1
                local word = cell(text:sub(token.i, token.j))
                local glued = following and following.i == token.j + 1
                local function field(k) return cell(k and token[k]) end
                words[#words + 1] = word .. ((glued or n == run.last) and "" or " ")
                lines[#lines + 1] = given.before[position]
                lines[#lines + 1] = table.concat({
                    ("%d"):format(position), word, field(columns.lemma), field(columns.pos), field(xpos),
                    field(columns.feats), head_of(token, columns, position), field(columns.relation),
                    field(columns.deps),
                    given.comments and columns.misc and field(columns.misc) or glued and "SpaceAfter=No" or "_",
                }, "\t") .. "\n"
                lines[#lines + 1] = given.behind[position]
            end
            -- A first document without "# newdoc" needs none: nothing is before it.
            local marked = given.comments and (sum.documents == 0 or given.comments:find("# ?newdoc"))
            if number == 1 and not marked then put("# newdoc id = " .. cell(name) .. "\n") end
            if given.comments then
                put(given.comments .. (given.comments == "" and "" or "\n"))
            else
                if begins[run.first] then put("# newpar\n") end
                put("# sent_id = " .. cell(given.id or ("%s-%d"):format(name, number)) .. "\n")
                put("# text = " .. table.concat(words) .. "\n")
            end
            put(table.concat(lines) .. "\n")
        end
        sum.documents, sum.tokens = sum.documents + 1, sum.tokens + #list
    end
end

return tokens
