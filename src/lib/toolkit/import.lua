--- Spans that other programs wrote, or toolkit.export did, into the layers of a corpus: W3C Web Annotation, brat, TSV,
--- JSON Lines. All or nothing: a span that does not fit its document ends the import with the place and the reason.

local args = require "toolkit.args"
local brat = require "toolkit.import.brat"
local byte_finder = require "toolkit.import.bytes"
local json = require "toolkit.json"

local import = {}

local OPTIONS = { "layer", "layers", "replace", "name" }
local CACHE_BYTES = 64 << 20 -- of texts that are kept at hand
local SHOWN = 40 -- characters of a quotation in a message

local failure = {} -- marks our own errors among those that a transaction brings back

local function fail(where, message, ...)
    error(setmetatable({ message = ("%s: %s"):format(where, message:format(...)) }, failure), 0)
end

-- ---- where a span goes -----------------------------------------------------------------------

--- The document that a file name means: id and text.
local function document_of(state, where, file)
    if type(file) ~= "string" then fail(where, "the name of the document is missing") end
    local known = state.texts[file]
    if known then return known.id, known.text end
    local id = state.corpus:id(file)
    if not id then fail(where, "the corpus has no document '%s'", file) end
    local text = assert(state.corpus:document(id)).text
    state.bytes = state.bytes + #text
    if state.bytes > CACHE_BYTES then state.texts, state.bytes = {}, #text end
    state.texts[file] = { id = id, text = text }
    return id, text
end

--- The layer of that name, emptied when it is met first and is to be replaced; nil when it is not wanted.
local function layer_of(state, where, name)
    name = name or state.layer
    if type(name) ~= "string" then fail(where, "no layer is named: say which by the option 'layer'") end
    if state.wanted and not state.wanted[name] then return nil end
    local layer = state.layers[name]
    if not layer then
        local message
        layer, message = state.corpus:layer(name, { create = true })
        if not layer then fail(where, "%s", message) end
        if state.replace then assert(layer:clear()) end
        state.layers[name] = layer
    end
    return layer
end

local function shown(text) -- a slice may begin or end inside a character
    if not utf8.len(text) then text = json.decode(json.encode(text)) end
    local stop = utf8.offset(text, SHOWN + 1)
    return stop and stop <= #text and text:sub(1, stop - 1) .. "..." or text
end

--- Is the quotation what stands there? A half character was written as U+FFFD.
local function is_quoted(slice, quoted)
    return slice == quoted or json.decode(json.encode(slice)) == quoted
end

local function check_place(where, text, start, stop)
    if math.type(start) ~= "integer" or math.type(stop) ~= "integer" then
        fail(where, "start and end are whole numbers, not '%s' and '%s'", tostring(start), tostring(stop))
    end
    if start < 0 or stop < start or stop > #text then
        fail(where, "%d to %d lies outside the text of %d bytes", start, stop, #text)
    end
end

local function check_attributes(where, text)
    if text == nil then return end
    local value, message = json.decode(text)
    if message then fail(where, "attributes: %s", message) end
    if type(value) ~= "table" or value == json.null or not text:find("^[ \t\r\n]*{") then
        fail(where, "attributes are a JSON object")
    end
end

--- One span: file, layer, start, stop (bytes from 0, half-open), label, json; quoted = the text that is expected there.
local function put(state, where, row)
    local layer = layer_of(state, where, row.layer)
    if not layer then return end
    local id, text = document_of(state, where, row.file)
    check_place(where, text, row.start, row.stop)
    local slice = text:sub(row.start + 1, row.stop)
    if row.quoted and not is_quoted(slice, row.quoted) then
        fail(where, "the text of '%s' at %d to %d is '%s', not '%s'", row.file, row.start, row.stop, shown(slice),
            shown(row.quoted))
    end
    if row.label and (type(row.label) ~= "string" or row.label:find("\0", 1, true)) then
        fail(where, "a label is text without NUL")
    end
    check_attributes(where, row.json)
    local added, message = layer:add(id, row.start + 1, row.stop, row.label, row.json)
    if not added then fail(where, "%s", message) end
    state.sum.spans = state.sum.spans + 1
    if not state.seen[id] then
        state.seen[id] = true
        state.sum.documents = state.sum.documents + 1
    end
end

-- ---- rows ------------------------------------------------------------------------------------

--- The lines of a source with their places: "FILE:LINE", line.
local function numbered(source)
    local next_line, n = source.text:gmatch("([^\n]*)\n?"), 0
    return function()
        local line = next_line()
        if not line then return nil end
        n = n + 1
        return ("%s:%d"):format(source.name, n), (line:gsub("\r$", ""))
    end
end

local CELLS = { ["\\"] = "\\", t = "\t", n = "\n", r = "\r", ["0"] = "" }

local function cell(where, text)
    if not text:find("\\", 1, true) then return text end
    return (text:gsub("\\(.?)", function(letter)
        return CELLS[letter] or fail(where, "'\\%s' is no escape: \\\\ \\t \\n \\r \\0", letter)
    end))
end

local COLUMNS = { "file", "layer", "start_byte", "end_byte", "label", "text", "attributes" }
local NEEDED = { "file", "start_byte", "end_byte" }

--- Cells between tabs.
local function split(line)
    local cells = {}
    for piece in (line .. "\t"):gmatch("([^\t]*)\t") do cells[#cells + 1] = piece end
    return cells
end

local function header(where, line)
    local known, place = {}, {}
    for _, name in ipairs(COLUMNS) do known[name] = true end
    for n, name in ipairs(split((line:gsub("^\u{FEFF}", "")))) do
        if not known[name] then
            local near = args.nearest(name, COLUMNS)
            fail(where, "unknown column '%s'%s", name, near and (" (did you mean '%s'?)"):format(near) or "")
        end
        if place[name] then fail(where, "the column '%s' is there twice", name) end
        place[name] = n
    end
    for _, name in ipairs(NEEDED) do
        if not place[name] then fail(where, "the column '%s' is missing", name) end
    end
    return place
end

local function read_tsv(state, source)
    local place, width
    for where, line in numbered(source) do
        if line ~= "" and not place then
            place, width = header(where, line), #split(line)
        elseif line ~= "" then
            if not utf8.len(line) then fail(where, "not valid UTF-8") end
            local cells = split(line)
            if #cells ~= width then fail(where, "%d cells, but %d columns", #cells, width) end
            local function value(name) -- nil when empty: an empty text is written \0
                local text = place[name] and cells[place[name]] or ""
                return text ~= "" and cell(where, text) or nil
            end
            local function number(name)
                local text = value(name) or ""
                return text:find("^%d+$") and math.tointeger(tonumber(text)) or text
            end
            put(state, where, { file = value("file"), layer = value("layer"), start = number("start_byte"),
                stop = number("end_byte"), label = value("label"), json = value("attributes"),
                quoted = place.text and (value("text") or "") })
        end
    end
    if not place then fail(source.name, "the line with the names of the columns is missing") end
end

local MEMBERS = { "file", "layer", "unit", "start", "end", "label", "text", "attributes" }

local function read_jsonl(state, source)
    local known = {}
    for _, name in ipairs(MEMBERS) do known[name] = true end
    for where, line in numbered(source) do
        if line:find("%S") then
            local row, message = json.decode(line)
            if message then fail(where, "%s", (message:gsub("^line 1, ", ""))) end
            if type(row) ~= "table" or #row > 0 or row == json.null then fail(where, "not a JSON object") end
            for name, value in pairs(row) do
                if not known[name] then fail(where, "unknown member '%s'", tostring(name)) end
                if value == json.null then row[name] = nil end
            end
            if row.unit and row.unit ~= "byte" then
                fail(where, "the unit is \"byte\", not %s", json.encode(row.unit))
            end
            if row.text and type(row.text) ~= "string" then fail(where, "'text' is no text") end
            put(state, where, { file = row.file, layer = row.layer, start = row.start, stop = row["end"],
                label = row.label, quoted = row.text, json = row.attributes and json.encode(row.attributes) })
        end
    end
end

-- ---- Web Annotation --------------------------------------------------------------------------

--- One thing or a list of them, as a list.
local function list_of(value)
    if value == nil or value == json.null then return {} end
    if type(value) == "table" and (#value > 0 or next(value) == nil) then return value end
    return { value }
end

--- Where the quotation stands, if it stands there once.
local function find_quote(where, text, quote)
    local function part(name)
        local value = quote[name]
        if value ~= nil and type(value) ~= "string" then fail(where, "'%s' of the quotation is no text", name) end
        return value or ""
    end
    local prefix, exact, suffix = part("prefix"), part("exact"), part("suffix")
    if exact == "" then fail(where, "an empty quotation has no place") end
    local whole = prefix .. exact .. suffix
    local first = text:find(whole, 1, true)
    if not first then fail(where, "the text does not hold '%s'", shown(exact)) end
    if text:find(whole, first + 1, true) then fail(where, "the text holds '%s' more than once", shown(exact)) end
    return first - 1 + #prefix, first - 1 + #prefix + #exact
end

--- The bytes that the selectors of a target choose: by position, as long as the quotation agrees, else by that.
local function select(state, where, file, selectors)
    local _, text = document_of(state, where, file)
    local position, quote
    for _, s in ipairs(list_of(selectors)) do
        if type(s) ~= "table" then fail(where, "a selector is an object") end
        position = s.type == "TextPositionSelector" and s or position
        quote = s.type == "TextQuoteSelector" and s or quote
    end
    if not position and not quote then fail(where, "no TextPositionSelector and no TextQuoteSelector") end
    if position then
        local start, stop = position.start, position["end"]
        if math.type(start) ~= "integer" or math.type(stop) ~= "integer" or start < 0 or stop < start then
            fail(where, "'%s' to '%s' is no place", tostring(start), tostring(stop))
        end
        if state.finder_of ~= file then state.finder, state.finder_of = byte_finder(text), file end
        local from, to
        if stop <= #text then from, to = state.finder(start, stop) end
        if from and to and (not quote or is_quoted(text:sub(from + 1, to), quote.exact)) then return from, to end
        if not quote then fail(where, "character %d to %d lies outside the text", start, stop) end
    end
    local from, to = find_quote(where, text, quote)
    if position then state.sum.moved = state.sum.moved + 1 end
    return from, to
end

--- Layer, label and attributes of the bodies: those of toolkit.export, or tags and comments of others.
local function read_bodies(where, bodies, row)
    for _, body in ipairs(list_of(bodies)) do
        if type(body) == "string" then body = { value = body } end
        if type(body) ~= "table" or type(body.value) ~= "string" then
            fail(where, "a body is text, or an object with a text as its value")
        end
        if body.purpose == "tagging" then
            row.label = body.value
        elseif body.purpose == "classifying" then
            row.layer = body.value
        elseif body.purpose == "describing" and body.format == "application/json" then
            row.json = body.value
        else
            row.json = json.encode(json.object { comment = body.value })
        end
    end
end

local function read_annotation(state, where, item)
    if type(item) ~= "table" or item.target == nil then fail(where, "an annotation without a target") end
    local targets = list_of(item.target)
    local target = targets[1]
    if #targets ~= 1 or type(target) ~= "table" then
        fail(where, "a target is one object with a source and a selector")
    end
    local row = { file = target.source }
    read_bodies(where, item.body, row)
    if not layer_of(state, where, row.layer) then return end
    row.start, row.stop = select(state, where, target.source, target.selector)
    put(state, where, row)
end

--- The annotations of a page, a collection with its first page, a list, or one alone.
local function items_of(value)
    if type(value) ~= "table" then return nil end
    if type(value.first) == "table" then value = value.first end
    if type(value.items) == "table" then return value.items end
    if value.target ~= nil then return { value } end
    return #value > 0 and value or nil
end

--- "FILE:LINE: annotation N", the line being that of its id.
local function place_of(source, content, n, item)
    local id = type(item) == "table" and type(item.id) == "string" and json.encode(item.id)
    local at = id and content:find(id, 1, true)
    if not at then return ("%s: annotation %d"):format(source.name, n) end
    local _, breaks = content:sub(1, at):gsub("\n", "")
    return ("%s:%d: annotation %d"):format(source.name, breaks + 1, n)
end

local function read_web(state, source)
    local content = source.text
    local page, message = json.decode(content)
    if message then fail(source.name, "%s", message) end
    local items = items_of(page)
    if not items then
        fail(source.name, "no AnnotationPage, AnnotationCollection, Annotation or list of annotations")
    end
    for n, item in ipairs(items) do
        -- the place costs a look through the file: only a failure pays for it
        local done, why = pcall(read_annotation, state, "", item)
        if not done and getmetatable(why) == failure then
            fail(place_of(source, content, n, item), "%s", (why.message:gsub("^: ", "")))
        end
        if not done then error(why, 0) end
    end
end

-- ---- the whole -------------------------------------------------------------------------------

local function read_brat(state, source)
    brat.read(state, source, put, fail)
end

local READERS = { tsv = read_tsv, jsonl = read_jsonl, web = read_web, brat = read_brat }
local ENDINGS = { ann = "brat", tsv = "tsv", tab = "tsv", jsonl = "jsonl", ndjson = "jsonl", json = "web",
    jsonld = "web" }

--- The names of the formats.
function import.formats()
    local names = {}
    for name in pairs(READERS) do names[#names + 1] = name end
    table.sort(names)
    return names
end

--- The format that the ending of a file's name tells, or nil.
function import.format_of(path)
    return ENDINGS[(path:match("%.(%w+)$") or ""):lower()]
end

local function read_file(path)
    local file, message = io.open(path, "rb")
    if not file then return nil, message end
    local content, why = file:read("a")
    file:close()
    if not content then return nil, ("%s: %s"):format(path, why) end
    return content
end

local function source_of_text(name, text)
    return { name = name, text = text }
end

--- Reads sources in one transaction. Returns the counts, or nil and the message.
local function run(corpus, format, sources, options)
    local state = { corpus = corpus, layer = options.layer, replace = options.replace, layers = {}, texts = {},
        bytes = 0, seen = {}, sum = { documents = 0, spans = 0, moved = 0, left_out = 0 } }
    if options.layers then
        state.wanted = {}
        for _, name in ipairs(options.layers) do state.wanted[name] = true end
    end
    local done, result, message = pcall(corpus.transaction, corpus, function()
        for _, source in ipairs(sources) do READERS[format or source.format](state, source) end
    end)
    for _, layer in pairs(state.layers) do layer:close() end
    if done and result then return state.sum end
    if done then return nil, message end
    if getmetatable(result) == failure then return nil, result.message end
    error(result, 0)
end

local function check_format(format, caller)
    if format == nil or READERS[format] then return end
    error(("%s: no format '%s': %s"):format(caller, tostring(format), table.concat(import.formats(), ", ")), 3)
end

--- Reads the spans in `text`.
function import.text(corpus, format, text, options)
    options = args.check_options(options, OPTIONS, "import.text")
    if format == nil then error("import.text: the format is missing", 2) end
    check_format(format, "import.text")
    return run(corpus, format, { source_of_text(options.name or "text", text) }, options)
end

--- corpus:import(format, path, options): reads the spans in a file, or in several; format nil: as their names end.
function import.corpus(corpus, format, path, options)
    options = args.check_options(options, OPTIONS, "import")
    check_format(format, "import")
    local sources = {}
    for n, name in ipairs(type(path) == "table" and path or { path }) do
        local content, message = read_file(name)
        if not content then return nil, message end
        sources[n] = source_of_text(name, content)
        sources[n].format = format or import.format_of(name)
        sources[n].beside = function() return read_file((name:gsub("%.ann$", "") .. ".txt")) end
        if not sources[n].format then
            return nil, ("%s: which format? %s"):format(name, table.concat(import.formats(), ", "))
        end
    end
    return run(corpus, nil, sources, options)
end

return import
