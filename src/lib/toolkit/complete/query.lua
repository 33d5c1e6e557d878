--- What Tab offers inside the strings that a corpus reads: attributes, layers and metadata in a query, keys and values
--- of metadata in a condition, names in other options, places and attributes in the keys of hits:sort, group and value.
--- Says nothing about other strings.

local query = {}

local QUERY_WORDS = { "within", "containing", "not", "union", "meet", "MU" }
local PLACES = { "match", "first", "last", "left", "right", "left1", "right1", "doc." }
local SIDES = { s = true, p = true, doc = true }
local QUERIES = { find = true, collocates = true, dispersion = true, trend = true }
local MOST_VALUES = 200 -- of metadata that are offered
local KEYS = { sort = true, group = true, value = true }

-- Where the string that is open at the end of a Lua text begins (behind its quote), and its quote; nil when none is.
local function open_string(text)
    local at = 1
    while at <= #text do
        local c, level = text:sub(at, at), text:match("^%[(=*)%[", at)
        if text:find("^%-%-", at) then return nil end
        if c == '"' or c == "'" then
            local start = at + 1
            at = start
            while text:sub(at, at) ~= c do
                if at > #text then return start, c end
                at = at + (text:sub(at, at) == "\\" and 2 or 1)
            end
            at = at + 1
        elseif level then
            local start = at + #level + 2
            local _, stop = text:find("]" .. level .. "]", start, true)
            if not stop then return start, "[" end
            at = stop + 1
        else
            at = at + 1
        end
    end
end

local function class_of(value)
    local metatable = debug.getmetatable(value)
    return type(metatable) == "table" and rawget(metatable, "__name") or nil
end

local function column(corpus, statement)
    local list = {}
    local called = pcall(function()
        for value in corpus:sql(statement) do list[#list + 1] = value end
    end)
    return called and list or {}
end

local function attributes(corpus)
    local list = {}
    for _, names in ipairs(column(corpus, "SELECT DISTINCT attributes FROM segment")) do
        for name in names:gmatch("%S+") do list[#list + 1] = name end
    end
    return list
end

local function layers(corpus)
    local list = corpus:layers()
    for name in pairs(SIDES) do list[#list + 1] = name end
    return list
end

local function metadata(corpus)
    local list = column(corpus, "SELECT DISTINCT key FROM metadata UNION SELECT DISTINCT name FROM fact WHERE n = 0")
    list[#list + 1] = "file"
    return list
end

-- Whether a query ends inside one of its own strings, and how many brackets are open.
local function inside(pattern)
    local brackets, quote = 0, nil
    for c in pattern:gsub("\\.", "  "):gmatch(".") do
        if quote then
            if c == quote then quote = nil end
        elseif c == '"' or c == "'" then
            quote = c
        elseif c == "[" then
            brackets = brackets + 1
        elseif c == "]" then
            brackets = brackets - 1
        end
    end
    return quote ~= nil, brackets
end

local function of_query(corpus, pattern, word)
    local before = pattern:sub(1, #pattern - #word)
    local quoted, brackets = inside(before)
    if quoted then return {} end
    if brackets > 0 then return before:find("[%[&|(!]%s*$") and attributes(corpus) or {} end
    if before:find("%f[%w]doc%.$") then return metadata(corpus) end
    if before:find("[%w_]%.$") and before:find("::", 1, true) then return attributes(corpus) end
    if before:find("</?$") or before:find("%f[%w]within%s+$") or before:find("%f[%w]containing%s+$") then
        return layers(corpus)
    end
    return word ~= "" and QUERY_WORDS or {}
end

local function of_key(corpus, key, word)
    local before = key:sub(1, #key - #word)
    if before:find("^%-?doc%.$") then return metadata(corpus) end
    if before:find("^%-?[%w_]+%.$") then return attributes(corpus) end
    if not before:find("^%-?$") then return {} end
    local list = attributes(corpus)
    return table.move(PLACES, 1, #PLACES, #list + 1, list)
end

-- "KEY:TEXT", several of them joined by " & ": where the word begins in the condition, and the names.
local function of_condition(corpus, condition)
    local last = condition:match("^.* & ()") or 1
    local key, value_at = condition:match("^([%w_%-]+):()", last)
    if not key then
        local names = metadata(corpus)
        for i, name in ipairs(names) do names[i] = name .. ":" end
        return last, names
    end
    local values = {}
    pcall(function()
        local statement = "SELECT DISTINCT value FROM metadata WHERE key = ? AND length(value) < 60 LIMIT ?"
        for value in corpus:sql(statement, key, MOST_VALUES) do values[#values + 1] = tostring(value) end
    end)
    return value_at, values
end

-- What the string of an option of an operation may hold, by the option's name: where the word begins, and the names.
local OPTIONS = {
    where = of_condition, target = of_condition, reference = of_condition,
    by = function(corpus) return 1, attributes(corpus) end,
    attribute = function(corpus) return 1, attributes(corpus) end,
    parts = function(corpus)
        local names = metadata(corpus)
        names[#names + 1] = "document"
        return 1, names
    end,
    within = function(corpus, text)
        local word = text:match("[%a_][%w_]*$") or ""
        return #text - #word + 1, of_query(corpus, text, word)
    end,
    measures = function() return 1, require("toolkit").stats.measures() end,
    period = function() return 1, { "day", "week", "month", "year", "decade" } end,
}

--- For a text that ends inside a string: where the word begins (a byte) and the names that may stand there, not yet
--- compared with what is typed. nil when the text ends outside of strings. `resolve` finds the value of a chain.
function query.complete(text, resolve)
    local start, quote = open_string(text)
    if not start then return nil end
    local content, call = text:sub(start), text:sub(1, start - 1):gsub("%[=*%[$", ""):gsub("[\"']$", "")
    if quote ~= "[" then content = content:gsub("\\(.)", "%1") end
    local word = content:match("[%a_][%w_]*$") or ""
    local at = #text - #word + 1
    local owner, method, rest = call:match("([%a_][%w_.]*):([%a_][%w_]*)%s*(%(?[^()]*)$")
    local value = owner and resolve(owner)
    local class = value ~= nil and class_of(value)
    local option = rest and (rest:match("([%a_]+)%s*=%s*$") or rest:match("([%a_]+)%s*=%s*{[^{}]*$"))
    if class == "toolkit.Corpus" and OPTIONS[option] and method ~= "find" then
        local from, names = OPTIONS[option](value, content)
        return #text - #content + from, names
    elseif class == "toolkit.Corpus" and QUERIES[method] and not rest:find("[,{]") then
        return at, of_query(value, content, word)
    elseif class == "toolkit.Hits" and KEYS[method] and not rest:find("{", 1, true) then
        local kept = debug.getuservalue(value, 1)
        local corpus = type(kept) == "table" and kept[1]
        if corpus then return at, of_key(corpus, content, word) end
    end
    return at, {}
end

return query
