--- Search for people who do not write queries: words, "phrases", prefix*, AND OR NOT NEAR, fields. Documents come
--- ranked by BM25 with a snippet each; every leaf of the expression is a token query (CQL) underneath, so that nothing
--- is counted in two ways. Also regular expressions over the texts of a corpus.

local toolkit = require "toolkit"
local args = require "toolkit.args"
local literals = require "toolkit.search.literals"

local search = {}

local DEPTH = 50           -- parentheses inside parentheses
local K1, B = 1.2, 0.75    -- Robertson and Zaragoza (2009), the usual values
local NEAR = 10            -- NEAR without a number

-- ---- the expression: { kind = "and" | "or" | "not" | "leaf" | "field", ... } --------------------

local Parser = {}
Parser.__index = Parser

local function fail(at, what, text)
    local rest = at > #text and "the search ends here" or text:sub(at, at + 39)
    error({ message = ("search: %s at %d: %s"):format(what, at, rest) }, 0)
end

function Parser:skip() self.at = self.text:match("^%s*()", self.at) end

--- The operator that stands here (in capitals), without taking it.
function Parser:operator()
    self:skip()
    return self.text:match("^(%u+)%f[^%w]", self.at) or ""
end

-- Words are what has a letter or digit; what stands between them does not count, neither in phrases nor for NEAR.
local WORD = [=[[word=".*[\p{L}\p{N}].*"]]=]
local BETWEEN = [=[[word!=".*[\p{L}\p{N}].*"]*]=]

-- The words of a text as token conditions: case and accents do not count.
local function conditions(text, prefix)
    local list = {}
    local tokens <close> = toolkit.tokenize(text, { keep = "visible" })
    for form in tokens:iter() do
        if form:match("[%w\x80-\xff]") then list[#list + 1] = toolkit.fold(form, { strip_marks = true }) end
    end
    for i, form in ipairs(list) do
        local pattern = prefix and i == #list and '[lower="%s.*"%%d]' or '[lower="%s"%%ld]'
        if prefix and i == #list then form = form:gsub("%p", "\\%0") end
        list[i] = pattern:format((form:gsub('"', '""')))
    end
    return list
end

local function leaf(list)
    if #list == 1 then return { kind = "leaf", pattern = list[1], is_word = true } end
    return { kind = "leaf", pattern = "(" .. table.concat(list, " " .. BETWEEN .. " ") .. ")" }
end

function Parser:primary()
    self:skip()
    local at, text = self.at, self.text
    local c = text:sub(at, at)
    if c == "" then fail(at, "expected a word", text) end
    if c == "(" then
        self.depth = self.depth + 1
        if self.depth > DEPTH then fail(at, "too many parentheses inside each other", text) end
        self.at = at + 1
        local node = self:any()
        self:skip()
        if text:sub(self.at, self.at) ~= ")" then fail(self.at, "expected ')'", text) end
        self.at, self.depth = self.at + 1, self.depth - 1
        return node
    end
    local field, colon = text:match("^(%a[%w_]*):()", at)
    if field and text:match("^%S", colon) then
        local value, behind = text:match('^"([^"]*)"()', colon)
        if not value then value, behind = text:match("^([^%s()]+)()", colon) end
        if not value then fail(colon, "expected a value", text) end
        self.at = behind
        return { kind = "field", name = field:lower(), value = value }
    end
    if c == '"' or text:sub(at, at + 2) == "“" then
        local phrase, behind = text:match('^"([^"]*)"()', at)
        if not phrase then phrase, behind = text:match("^“(.-)”()", at) end
        if not phrase then fail(at, "expected '\"' to end the phrase", text) end
        local list = conditions(phrase)
        if #list == 0 then fail(at, "expected words in the phrase", text) end
        self.at = behind
        return leaf(list)
    end
    local word, behind = text:match('^([^%s()"]+)()', at)
    if not word then fail(at, "expected a word", text) end
    local list = conditions((word:gsub("%*$", "")), word:sub(-1) == "*")
    if #list == 0 then fail(at, "expected a word", text) end
    self.at = behind
    return leaf(list)
end

-- What stands beside NEAR must be words or phrases, or a choice of them.
local function pattern_of(node, parser, at)
    if node.kind == "leaf" and not node.shows then return node.pattern end
    if node.kind == "or" then
        local list = {}
        for i, part in ipairs(node) do list[i] = pattern_of(part, parser, at) end
        return "(" .. table.concat(list, " | ") .. ")"
    end
    fail(at, "NEAR wants words, phrases or a choice of them", parser.text)
end

function Parser:near()
    self:skip()
    local at, node = self.at, self:primary()
    while self:operator() == "NEAR" do
        local place = self.at
        local n, behind = self.text:match("^NEAR/(%d+)()", place)
        self.at = behind or place + 4
        n = math.min(tonumber(n) or NEAR, 1000)
        self:skip()
        local right_at, right = self.at, self:primary()
        local a, b = pattern_of(node, self, at), pattern_of(right, self, right_at)
        if node.is_word and right.is_word then
            local pattern = ("MU(meet %s %s -%d %d %s)"):format(a, b, n + 1, n + 1, WORD)
            node = { kind = "leaf", pattern = pattern, shows = { a, b } }
        else
            local gap = ("%s (%s %s){0,%d}"):format(BETWEEN, WORD, BETWEEN, n)
            node = { kind = "leaf", pattern = ("(%s %s %s | %s %s %s)"):format(a, gap, b, b, gap, a) }
        end
    end
    return node
end

function Parser:negation()
    self:skip()
    if self:operator() == "NOT" then
        self.at = self.at + 3
        return { kind = "not", self:near() }
    elseif self.text:match("^%-[^%s%-]", self.at) then
        self.at = self.at + 1
        return { kind = "not", self:near() }
    end
    return self:near()
end

function Parser:all()
    local node = { kind = "and", self:negation() }
    while true do
        local operator = self:operator()
        if operator == "AND" then
            self.at = self.at + 3
        elseif operator == "OR" or self.at > #self.text or self.text:sub(self.at, self.at) == ")" then
            break
        end
        node[#node + 1] = self:negation()
    end
    return #node == 1 and node[1] or node
end

function Parser:any()
    local node = { kind = "or", self:all() }
    while self:operator() == "OR" do
        self.at = self.at + 2
        node[#node + 1] = self:all()
    end
    return #node == 1 and node[1] or node
end

local function parse(text)
    local parser = setmetatable({ text = text, at = 1, depth = 0 }, Parser)
    local node = parser:any()
    parser:skip()
    if parser.at <= #text then fail(parser.at, "unexpected ')'", text) end
    return node
end

-- ---- evaluation: sets of documents (id -> true), scores ----------------------------------------

local COLUMNS = { title = true, source = true, author = true, language = true, url = true, file = true }

local function documents_where(corpus, condition, ...)
    local set = {}
    for id in corpus:sql("SELECT id FROM documents WHERE same_as IS NULL AND " .. condition, ...) do set[id] = true end
    return set
end

local function like(text) return "%" .. text:gsub("[\\%%_]", "\\%0") .. "%" end

local function field_set(corpus, node)
    local name, value = node.name, node.value
    if name == "date" then
        local from, to = value:match("^(.-)%.%.(.*)$")
        if not from then return documents_where(corpus, "date LIKE ? || '%'", value) end
        return documents_where(corpus, "date >= ? AND (? = '' OR date <= ? OR date LIKE ? || '%')", from, to, to, to)
    elseif COLUMNS[name] then
        return documents_where(corpus, name .. " LIKE ? ESCAPE '\\'", like(value))
    end
    if not corpus:sql("SELECT 1 FROM metadata WHERE lower(key) = ? LIMIT 1", name)() then
        error({ message = ("search: no field '%s': date, title, source, author, language, url, file or metadata")
            :format(name) }, 0)
    end
    return documents_where(corpus, "EXISTS (SELECT 1 FROM metadata m WHERE m.document = documents.id" ..
        " AND lower(m.key) = ? AND m.value LIKE ? ESCAPE '\\')", name, like(value))
end

--- How often a leaf occurs in each document.
local function frequencies(corpus, node)
    local hits <close> = assert(corpus:find(node.pattern, { strategy = "traditional" }))
    local list, count = {}, 0
    for id, n in hits:documents() do list[id], count = n, count + 1 end
    return list, count
end

local function evaluate(state, node, positive)
    if node.kind == "leaf" then
        local list, count = frequencies(state.corpus, node)
        if positive then
            local idf = math.log(1 + (state.documents - count + 0.5) / (count + 0.5))
            for _, pattern in ipairs(node.shows or { node.pattern }) do table.insert(state.leaves, pattern) end
            for id, n in pairs(list) do
                local norm = K1 * (1 - B + B * (state.length[id] or 0) / state.average)
                state.score[id] = (state.score[id] or 0) + idf * n * (K1 + 1) / (n + norm)
            end
        end
        return list
    elseif node.kind == "field" then
        return field_set(state.corpus, node)
    elseif node.kind == "not" then
        local out, out_of = {}, evaluate(state, node[1], false)
        for id in pairs(state.length) do if not out_of[id] then out[id] = true end end
        return out
    end
    local set = evaluate(state, node[1], positive)
    for i = 2, #node do
        local other, joined = evaluate(state, node[i], positive), {}
        for id in pairs(set) do if node.kind == "or" or other[id] then joined[id] = true end end
        if node.kind == "or" then for id in pairs(other) do joined[id] = true end end
        set = joined
    end
    return set
end

--- The stretch of a document that shows most of what was searched: its text, with marks around the hits.
local function snippet(corpus, patterns, document, size, marks)
    local query = ('%s :: match.doc_document = "%d"'):format(table.concat(patterns, " | "), document)
    local hits <close> = assert(corpus:find(query, { strategy = "longest", limit = 1000 }))
    local spans, text = {}, nil
    for id, i, j in hits:iter() do
        if not text then
            for content in corpus:sql("SELECT content FROM text WHERE document = ?", id) do text = content end
        end
        spans[#spans + 1] = { i, j }
    end
    if not text then return "" end
    local best, most = 1, 0
    local last = 1
    for first = 1, #spans do -- the window that holds most hits
        while last < #spans and spans[last + 1][2] - spans[first][1] < size do last = last + 1 end
        if last - first + 1 > most then best, most = first, last - first + 1 end
    end
    local stop = spans[best + most - 1][2]
    local room = math.max(size - (stop - spans[best][1]), 40)
    local from = math.max(1, spans[best][1] - room // 2)
    local to = math.min(#text, stop + room // 2)
    if from > 1 then from = text:match("%s+()%S", from) or from end
    if to < #text then to = #text:sub(1, to):gsub("%S*$", "") end
    from, to = math.min(from, spans[best][1]), math.max(to, stop)
    local parts, at = { from > 1 and "… " or "" }, from
    for n = best, best + most - 1 do
        local i, j = spans[n][1], spans[n][2]
        if i >= at then
            parts[#parts + 1] = text:sub(at, i - 1)
            parts[#parts + 1] = marks[1] .. text:sub(i, j) .. marks[2]
            at = j + 1
        end
    end
    parts[#parts + 1] = text:sub(at, to)
    parts[#parts + 1] = to < #text and " …" or ""
    return (table.concat(parts):gsub("%s+", " "))
end

-- A mistake in what was searched is a result; any other error goes on.
local function refuse(mistake)
    if type(mistake) == "table" and mistake.message then return nil, mistake.message, "query error" end
    error(mistake, 0)
end

--- corpus:search(text, options), see toolkit.d.lua.
function search.search(corpus, text, options)
    options = args.check_options(options, { "limit", "snippet", "marks" }, "search")
    local parsed, node = pcall(parse, text)
    if not parsed then return refuse(node) end
    local state = { corpus = corpus, score = {}, length = {}, leaves = {}, documents = 0, average = 1 }
    local tokens = 0
    for id, count in corpus:sql("SELECT id, tokens FROM document WHERE same_as IS NULL") do
        state.length[id] = count or 0
        state.documents, tokens = state.documents + 1, tokens + (count or 0)
    end
    state.average = math.max(tokens / math.max(state.documents, 1), 1)
    local found, size = {}, options.snippet or 240
    local evaluated, set = pcall(evaluate, state, node, true)
    if not evaluated then return refuse(set) end
    for id in pairs(set) do
        found[#found + 1] = { document = id, score = state.score[id] or 0 }
    end
    table.sort(found, function(a, b)
        if a.score ~= b.score then return a.score > b.score end
        return a.document < b.document
    end)
    local results = { total = #found }
    for i = 1, math.min(#found, options.limit or 10) do
        local r = found[i]
        for file, title, date in corpus:sql("SELECT file, title, date FROM documents WHERE id = ?", r.document) do
            r.file, r.title, r.date = file, title or nil, date or nil
        end
        r.snippet = size > 0 and #state.leaves > 0
            and snippet(corpus, state.leaves, r.document, size, options.marks or { "[", "]" }) or ""
        results[i] = r
    end
    return results
end

-- The documents where a regular expression can match, as far as the index tells: a list of ids, and the sets of
-- literals that it was asked for; or nil. A literal of ASCII letters and digits lies inside one token, where the
-- toolkit found the tokens; documents that came with theirs, and such without an index, are always among them.
local function candidates(corpus, pattern, flags)
    local sets = literals.of(pattern, flags)
    if #sets == 0 then return nil end
    local case = (flags or ""):find("i", 1, true) and "i" or ""
    local ids, held = {}, {}
    for _, set in ipairs(sets) do
        local query = ('[word="(?s%s).*(?:%s).*"]'):format(case, table.concat(set, "|"))
        local hits <close> = corpus:find(query)
        if not hits then return nil end
        for id in hits:documents() do held[id] = (held[id] or 0) + 1 end
    end
    for id in corpus:sql("SELECT document FROM token UNION SELECT id FROM document WHERE tokens IS NULL") do
        held[id] = #sets
    end
    for id, count in pairs(held) do
        if count == #sets then ids[#ids + 1] = id end
    end
    return ids, sets
end

--- corpus:regex(pattern, flags), see toolkit.d.lua.
function search.regex(corpus, pattern, flags)
    local regex = toolkit.regex(pattern, flags)
    local plan = { read = 0 }
    local statement = "SELECT id, file, text FROM documents WHERE same_as IS NULL %s ORDER BY id"
    local ids, sets = candidates(corpus, pattern, flags)
    local rows
    if ids then
        plan.literals = sets
        local chosen = "AND id IN (SELECT value FROM json_each(?))"
        rows = corpus:sql(statement:format(chosen), "[" .. table.concat(ids, ",") .. "]")
    else
        rows = corpus:sql(statement:format(""))
    end
    local id, file, text, step
    local function deliver(i, j, ...)
        if i then return id, i, j, file, ... end
    end
    return function()
        while true do
            if not step then
                id, file, text = rows()
                if not id then return nil end
                plan.read = plan.read + 1
                step = regex:gfind(text)
            end
            local found = table.pack(step())
            if found[1] then return deliver(table.unpack(found, 1, found.n)) end
            step = nil
        end
    end, plan
end

return search
