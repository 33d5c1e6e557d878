--- What the operations on a corpus share: choosing documents, queries for words, tables whose rows open a concordance.

local toolkit = require "toolkit"
local Table = require "toolkit.table"

local choice = {}

--- A result, or an error under the name of the operation.
function choice.need(name, value, message)
    if value == nil then error(("%s: %s"):format(name, message), 0) end
    return value
end

-- ---- documents -------------------------------------------------------------------------------

local COLUMNS = { file = true, title = true, date = true, source = true, author = true, language = true, url = true }

--- What the documents say under a key (a column of the view `documents`, else metadata): id -> value.
function choice.values(corpus, key)
    local values = {}
    if COLUMNS[key] then
        for id, value in corpus:sql(("SELECT id, %s FROM documents"):format(key)) do values[id] = value end
    else
        for id, value in corpus:sql("SELECT document, value FROM metadata WHERE key = ?", key) do values[id] = value end
    end
    return values
end

--- The id of a document: an id, a file, or the end of one file's path ("harrow-dam/valley-messenger.txt").
function choice.id_of(corpus, document, name)
    if math.type(document) == "integer" then return document end
    if type(document) ~= "string" then
        error(("%s: a document is a file or an id, not a %s"):format(name, type(document)), 0)
    end
    local id, message = corpus:id(document)
    if id then return id end
    local found, file_found
    local statement = "SELECT id, file FROM document WHERE same_as IS NULL AND substr(file, -length(?1)) = ?1"
    for other, file in corpus:sql(statement, document) do
        if file:sub(-#document - 1, -#document - 1):find("^[/!]") then
            if found then
                error(("%s: more than one document is called '%s': %s, %s"):format(name, document, file_found, file), 0)
            end
            found, file_found = other, file
        end
    end
    return found or error(("%s: %s"):format(name, message), 0)
end

local function of_list(corpus, list, name)
    local ids = {}
    for _, document in ipairs(list) do ids[choice.id_of(corpus, document, name)] = true end
    return ids
end

local function of_hits(hits)
    local ids = {}
    for id in pairs(hits:by_document()) do ids[id] = true end
    return ids
end

-- The parts of a condition that " & " joins, outside brackets and quotation marks.
local function conditions_of(where)
    local parts, from, depth, quote = {}, 1, 0, nil
    for at = 1, #where do
        local c = where:sub(at, at)
        if quote then
            quote = c ~= quote and quote or nil
        elseif c == '"' or c == "'" and depth == 0 and not where:sub(at - 1, at - 1):find("%w") then
            quote = c
        elseif c == "[" or c == "(" then
            depth = depth + 1
        elseif c == "]" or c == ")" then
            depth = depth - 1
        elseif depth == 0 and where:find("^ & ", at) then
            parts[#parts + 1], from = where:sub(from, at - 1), at + 3
        end
    end
    parts[#parts + 1] = where:sub(from)
    return parts
end

local function of_condition(corpus, where, name)
    local key, text = where:match("^([%a_][%w_%-]*):(.+)$")
    if key then
        local ids = {}
        text = text:lower()
        for id, value in pairs(choice.values(corpus, key)) do
            if tostring(value):lower():find(text, 1, true) then ids[id] = true end
        end
        return ids
    elseif where:match('^[%["]') then
        return of_hits(choice.need(name, corpus:find(where)))
    end
    local ids = {}
    local ok, message = pcall(function()
        for id in corpus:sql(("SELECT id FROM documents WHERE (%s)"):format(where)) do ids[id] = true end
    end)
    if not ok then
        error(("%s: '%s' is no condition: %s (documents are chosen by KEY:TEXT, a query in [ or \", SQL)"):format(name,
            where, tostring(message):match("sql: (.*)") or message), 0)
    end
    return ids
end

--- The documents that a condition chooses, id -> true, and the condition in words; nil for all. Conditions:
-- "KEY:TEXT" (metadata that contains the text, case aside), a query (documents with a match), an SQL condition over the
-- view `documents`, several of these joined by " & "; toolkit.Hits (documents that hold one); a list of ids or files.
function choice.documents(corpus, where, name)
    if where == nil then return nil, "all documents" end
    if type(where) == "table" then
        return of_list(corpus, where, name), ("%d chosen documents"):format(#where)
    elseif type(where) == "userdata" then
        return of_hits(where), "documents with a hit"
    elseif type(where) ~= "string" then
        error(("%s: a condition is a string, a list of documents or hits, not a %s"):format(name, type(where)), 0)
    end
    local chosen
    for _, condition in ipairs(conditions_of(where)) do
        chosen = choice.both(chosen, of_condition(corpus, condition, name))
    end
    return chosen, where
end

--- Raises when a choice holds no document; `words` say what was asked for.
function choice.some(ids, words, name)
    if ids and next(ids) == nil then error(("%s: no document fits %s"):format(name, words), 0) end
    return ids
end

--- The documents in both of two choices (nil: all).
function choice.both(a, b)
    if not a or not b then return a or b end
    local ids = {}
    for id in pairs(a) do ids[id] = b[id] end
    return ids
end

--- Every document that is not in a choice.
function choice.all_but(corpus, ids)
    local rest = {}
    for id in corpus:sql("SELECT id FROM document WHERE same_as IS NULL") do
        if not ids[id] then rest[id] = true end
    end
    return rest
end

--- The choice without what corpus:mark_copies() marked: a choice and the words for it.
function choice.without_copies(corpus, ids, words)
    local kept, copies = {}, 0
    local statement = "SELECT id, id IN (SELECT document FROM metadata WHERE key = 'copy_of') FROM document"
    for id, is_copy in corpus:sql(statement) do
        if not ids or ids[id] then
            kept[id] = is_copy == 0 or nil
            copies = copies + is_copy
        end
    end
    return kept, ("%s, copies counted once (%d left out)"):format(words, copies)
end

--- The sample that the options `where` and `once` describe: a choice (nil for all) and the words for it.
function choice.sample(corpus, options, name)
    local ids, words = choice.documents(corpus, options.where, name)
    if options.once then return choice.without_copies(corpus, ids, words) end
    return ids, words
end

--- Files and tokens of the indexed documents of a choice, in the order of their ids: lists of ids, files, tokens.
function choice.sizes(corpus, chosen)
    local ids, files, tokens = {}, {}, {}
    local statement = "SELECT id, file, ifnull(tokens, 0) FROM document WHERE same_as IS NULL ORDER BY id"
    for id, file, count in corpus:sql(statement) do
        if not chosen or chosen[id] then
            ids[#ids + 1], files[#files + 1], tokens[#tokens + 1] = id, file, count
        end
    end
    return ids, files, tokens
end

-- ---- queries ---------------------------------------------------------------------------------

-- A form as a regular expression.
local function as_pattern(form)
    return (form:gsub("[%^%$%(%)%.%[%]%*%+%?{}|\\]", "\\%0"))
end

--- The query for one form of an attribute.
function choice.query_of(attribute, form, more)
    local quoted, flag = form, "%l"
    if form:find("\\", 1, true) then quoted, flag = as_pattern(form), "" end
    return ('[%s="%s"%s%s]'):format(attribute, quoted:gsub('"', '""'), flag, more or "")
end

-- The query for what somebody types as it is read: a form of the attribute ("NOUN"), words in a row ("climate change"),
-- words with * for any letters ("climat*").
local function query_of_words(corpus, attribute, text)
    if attribute == "lower" then text = toolkit.fold(text) end
    local whole = choice.query_of(attribute, text)
    local hits = corpus:find(whole)
    if not hits or hits:count() > 0 then return whole end
    local tokens = {}
    for part in text:gmatch("%S+") do
        if part:find("*", 1, true) then
            local pattern = as_pattern(part):gsub("\\%*", ".*")
            tokens[#tokens + 1] = ('[%s="%s"]'):format(attribute, pattern:gsub('"', '""'))
        else
            for token in toolkit.tokenize(part):iter() do
                tokens[#tokens + 1] = choice.query_of(attribute, token)
            end
        end
    end
    return #tokens > 0 and table.concat(tokens, " ") or whole
end

--- A query from what a user gives: a query, or a word, words in a row, words with * for any letters.
function choice.pattern(corpus, text, attribute)
    if not text:find "%S" then error("an empty query", 0) end
    return text:find('[%[%]"<>()]') and text or query_of_words(corpus, attribute, text)
end

--- Hits of a query, of words, or the hits themselves; the query's text (nil for hits); what a caption calls them.
function choice.find(corpus, query, attribute, name)
    if type(query) == "userdata" then return query, nil, "hits" end
    if type(query) ~= "string" then
        error(("%s: expected a word, a query or hits, got a %s"):format(name, type(query)), 0)
    end
    local text = choice.pattern(corpus, query, attribute)
    return choice.need(name, corpus:find(text)), text, query
end

-- Chosen documents as the word list `$documents` of a query: their ids, because metadata may be called `file` as well.
local function id_list(ids)
    local list = {}
    for id in pairs(ids) do list[#list + 1] = tostring(id) end
    table.sort(list)
    return list
end

--- Hits of a query in chosen documents only.
function choice.find_in(corpus, query, ids)
    if not ids then return assert(corpus:find(query)) end
    local inside = { documents = id_list(ids) }
    local whole = assert(corpus:find("(?longest) [doc_document=$documents]+", { lists = inside }))
    return assert(corpus:find(query, { within = whole }))
end

--- Methods for rows whose first column is a form of `attribute`: row:query(), row:concordance() in chosen documents and
-- inside hits. `query_of(row, more)` makes another query than that of the form.
function choice.row_methods(corpus, attribute, ids, inside, query_of)
    local documents = ids and id_list(ids)
    local methods = {}
    function methods.query(row)
        local more = ids and " & doc_document=$documents"
        return query_of and query_of(row, more) or choice.query_of(attribute, row[1], more)
    end
    function methods.concordance(row)
        local lists = documents and { documents = documents }
        return assert(corpus:find(methods.query(row), { lists = lists, within = inside }))
    end
    return methods
end

--- Hits of one form in chosen documents and inside hits.
function choice.find_form(corpus, attribute, form, ids, inside)
    local query = choice.query_of(attribute, form, ids and " & doc_document=$documents")
    return assert(corpus:find(query, { lists = ids and { documents = id_list(ids) }, within = inside }))
end

--- Hits of forms of a list (nil: every word, or every token) in chosen documents and inside hits.
function choice.find_forms(corpus, attribute, forms, ids, inside, with_punctuation)
    local conditions, lists = {}, {}
    if forms then
        conditions[1], lists.forms = ("%s=$forms"):format(attribute), forms
    elseif not with_punctuation then
        conditions[1] = ([=[%s=".*[\p{L}\p{N}].*"]=]):format(attribute)
    end
    if ids then conditions[#conditions + 1], lists.documents = "doc_document=$documents", id_list(ids) end
    return assert(corpus:find(("[%s]"):format(table.concat(conditions, " & ")), { lists = lists, within = inside }))
end

--- Methods for rows whose first column is the file of a document: row:open().
function choice.document_methods(corpus)
    return {
        open = function(row) return assert(corpus:document(row[1])) end,
    }
end

-- ---- tables ----------------------------------------------------------------------------------

--- A table from rows that are lists already (they become its rows).
function choice.table(columns, rows, options)
    local t = Table.new(columns, options)
    for i, row in ipairs(rows) do rows[i] = setmetatable(row, t.row_class) end
    t.rows = rows
    return t
end

--- Occurrences in a million tokens.
function choice.per_million(count, tokens)
    return tokens > 0 and count / tokens * 1e6 or nil
end

--- Keeps the first `top` rows of a list.
function choice.cut(rows, top)
    for i = #rows, top and top + 1 or math.maxinteger, -1 do rows[i] = nil end
    return rows
end

--- Falling by one column, then by the first; what is not a number last.
function choice.sort(rows, column)
    local function number(row)
        local value = row[column]
        return value and value == value and value or -math.huge
    end
    table.sort(rows, function(a, b)
        local x, y = number(a), number(b)
        if x ~= y then return x > y end
        return a[1] < b[1]
    end)
    return rows
end

--- Names of measures, checked.
function choice.measures(names, fallback, name)
    local args = require "toolkit.args"
    local known = {}
    for _, measure in ipairs(toolkit.stats.measures()) do known[measure] = true end
    for _, measure in ipairs(names or fallback) do
        if not known[measure] then
            local guess = args.nearest(tostring(measure), toolkit.stats.measures())
            error(("%s: no measure is called '%s'%s"):format(name, tostring(measure),
                guess and (" (did you mean '%s'?)"):format(guess) or ""), 0)
        end
    end
    return names or fallback
end

return choice
