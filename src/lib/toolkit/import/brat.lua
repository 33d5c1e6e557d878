--- Spans from the stand-off format of brat: an .ann beside the .txt that it belongs to. What toolkit.export wrote
--- comes back; of other files text-bound annotations (T) come in, with a number for the event (E) that they belong to;
--- relations and attributes are counted as left out.

local byte_finder = require "toolkit.import.bytes"
local json = require "toolkit.json"

local brat = {}

local ESCAPES = { ["\\"] = "\\\\", ["\t"] = "\\t", ["\n"] = "\\n", ["\r"] = "\\r" }
local UNESCAPE = { ["\\"] = "\\", t = "\t", n = "\n", r = "\r" }

local function name_of(label)
    return (label:gsub("[^%w_%-]", "_"))
end

--- What brat calls a span: its label, or its layer; signs that brat does not take become "_".
function brat.name(span)
    return name_of(span.label and span.label ~= "" and span.label or span.layer)
end

--- The lines behind the one of annotation n that say what it cannot: attributes, layer, the label as it is.
function brat.notes(n, span)
    local out = {}
    local function note(kind, text)
        out[#out + 1] = ("#%d\t%s T%d\t%s\n"):format(n, kind, n, text)
    end
    local layer = name_of(span.layer)
    if span.json then note("AnnotatorNotes", (span.json:gsub("[\r\n]", " "))) end
    if span.label or span.layer ~= layer then note("Layer", span.layer) end
    if span.label and (span.label ~= brat.name(span) or span.label == layer) then
        note("Label", (span.label:gsub("[\\\t\n\r]", ESCAPES)))
    end
    return table.concat(out)
end

--- The document of that text: the one of the number that the file is called by, or the first.
local function document_of(corpus, text, name)
    local wanted, found = math.tointeger(tonumber(name:match("(%d+)%.ann$") or "")), nil
    for id, file in corpus:sql([[SELECT id, file FROM document WHERE bytes = ? AND same_as IS NULL
        ORDER BY id]], #text) do
        if (not found or id == wanted) and corpus:document(id).text == text then found = file end
    end
    return found
end

--- Notes by annotation: { T1 = { Layer = ..., Label = ..., AnnotatorNotes = ... } }.
local function read_notes(text)
    local notes = {}
    for kind, id, note in text:gmatch("#%d+\t(%S+) (T%d+)\t([^\r\n]*)") do
        notes[id] = notes[id] or {}
        notes[id][kind] = note
    end
    return notes
end

--- The number of the first event that an annotation belongs to, by its id.
local function read_events(text)
    local events = {}
    for number, roles in text:gmatch("%f[^\n\0]E(%d+)\t([^\r\n]*)") do
        for id in roles:gmatch(":(T%d+)") do events[id] = events[id] or number end
    end
    return events
end

--- The pieces of an annotation: bytes from, to; pieces that at most white space parts are one. And their text, as brat
--- quotes it.
local function read_places(where, text, finder, places, fail)
    local list, words = {}, {}
    if not (places .. ";"):find("^[%d ;]+$") then fail(where, "'%s' is no place", places) end
    for piece in (places .. ";"):gmatch("([^;]*);") do
        local start, stop = piece:match("^(%d+) (%d+)$")
        start, stop = math.tointeger(tonumber(start)), math.tointeger(tonumber(stop))
        if not start or not stop or stop < start then fail(where, "'%s' is no place", piece) end
        local from, to
        if stop <= #text then from, to = finder(start, stop) end
        if not from or not to then fail(where, "character %d to %d lies outside the text", start, stop) end
        words[#words + 1] = text:sub(from + 1, to):gsub("[\r\n]", " ")
        local last = list[#list]
        if last and from >= last[2] and not text:sub(last[2] + 1, from):find("%S") then
            last[2] = to
        else
            list[#list + 1] = { from, to }
        end
    end
    return list, table.concat(words, " ")
end

--- Layer, label and attributes of an annotation that brat calls `name`.
local function meaning(state, name, note, unit)
    local layer, label, attributes = note.Layer or state.layer or name, nil, note.AnnotatorNotes
    if note.Label then
        label = note.Label:gsub("\\(.)", UNESCAPE)
    elseif name ~= name_of(layer) then
        label = name
    end
    if attributes and not attributes:find("^%s*{") then
        attributes = json.encode(json.object { comment = attributes })
    end
    return layer, label, attributes or unit and ('{"unit":%s}'):format(unit) or nil
end

--- One line of a text-bound annotation.
local function read_line(state, where, line, context)
    local text, put, fail = context.text, context.put, context.fail
    local id, name, places, quoted = line:match("^(T%d+)\t(%S+) ([^\t]+)\t([^\r]*)\r?$")
    if not id then fail(where, "not of the form 'T1<TAB>LABEL START END<TAB>TEXT'") end
    local pieces, found = read_places(where, text, context.finder, places, fail)
    if found ~= quoted then fail(where, "the text at %s is '%s', not '%s'", places, found, quoted) end
    local unit = context.events[id] or #pieces > 1 and id:sub(2)
    local layer, label, attributes = meaning(state, name, context.notes[id] or {}, unit)
    for _, piece in ipairs(pieces) do
        put(state, where, { file = context.file, layer = layer, start = piece[1], stop = piece[2], label = label,
            json = attributes })
    end
end

--- Reads one .ann; `put` takes a span, `fail` ends it all.
function brat.read(state, source, put, fail)
    if not source.beside then fail(source.name, "brat is files: an .ann beside its .txt") end
    local text, message = source.beside()
    if not text then fail(source.name, "%s", message) end
    local file = document_of(state.corpus, text, source.name)
    if not file then fail(source.name, "the corpus has no document of the text beside it") end
    local context = { text = text, file = file, notes = read_notes(source.text), finder = byte_finder(text),
        events = read_events(source.text), put = put, fail = fail }
    local n = 0
    for line in source.text:gmatch("([^\n]*)\n?") do
        n = n + 1
        local where = ("%s:%d"):format(source.name, n)
        if not utf8.len(line) then fail(where, "not valid UTF-8") end
        if line:find("^T") then
            read_line(state, where, line, context)
        elseif line:find("%S") and not line:find("^[#E]") then
            state.sum.left_out = state.sum.left_out + 1
        end
    end
end

return brat
