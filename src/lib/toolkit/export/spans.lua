--- The formats that write spans, of layers or of hits: brat stand-off, Web Annotation, TSV, JSON Lines. Each names the
--- unit of its positions; all count from 0 and end behind the last.

local brat = require "toolkit.import.brat"
local characters = require "toolkit.export.characters"
local json = require "toolkit.json"

local spans = {}

local AROUND = 32 -- characters of a quote's prefix and suffix

local SPANS = [[SELECT start, stop, layer, label, json FROM spans WHERE document = ?
    ORDER BY start, stop DESC, layer, id]]

-- ---- which spans -----------------------------------------------------------------------------

--- Walks the documents that have spans: id, file, text, list of { start, stop, layer, label, json } (bytes).
local function documents(corpus, chosen, options)
    local layers = {}
    for _, name in ipairs(options.layers or corpus:layers()) do layers[name] = true end
    local of_hits = options.hits and {}
    if of_hits then
        for id, i, j in options.hits:iter() do
            of_hits[id] = of_hits[id] or {}
            table.insert(of_hits[id], { start = i - 1, stop = j, layer = "match" })
        end
    end
    local next_row = corpus:sql("SELECT id, file FROM document WHERE same_as IS NULL ORDER BY id")
    return function()
        for id, file in next_row do
            local list = {}
            if of_hits then
                list = of_hits[id] or list
            elseif not chosen or chosen[id] then
                for start, stop, layer, label, members in corpus:sql(SPANS, id) do
                    if layers[layer] then
                        list[#list + 1] = { start = start, stop = stop, layer = layer, label = label, json = members }
                    end
                end
            end
            if (not chosen or chosen[id]) and #list > 0 then return id, file, corpus:document(id).text, list end
        end
    end
end

local function count(sum, list)
    sum.documents, sum.spans = sum.documents + 1, sum.spans + #list
end

-- ---- rows ------------------------------------------------------------------------------------

local CELL_ESCAPES = { ["\\"] = "\\\\", ["\t"] = "\\t", ["\n"] = "\\n", ["\r"] = "\\r" }

local function tsv_cell(text)
    return (tostring(text or ""):gsub("[\\\t\n\r]", CELL_ESCAPES))
end

--- Tab-separated rows; tab, line end and backslash in a cell are written \t \n \r \\, an empty label, which is not
--- none, \0.
function spans.tsv(corpus, put, chosen, sum, options)
    put("file\tlayer\tstart_byte\tend_byte\tlabel\ttext\tattributes\n")
    for _, file, text, list in documents(corpus, chosen, options) do
        for _, s in ipairs(list) do
            put(table.concat({ tsv_cell(file), s.layer, ("%d\t%d"):format(s.start, s.stop),
                s.label == "" and "\\0" or tsv_cell(s.label),
                tsv_cell(text:sub(s.start + 1, s.stop)), tsv_cell(s.json) }, "\t") .. "\n")
        end
        count(sum, list)
    end
end

--- One JSON object a line.
function spans.jsonl(corpus, put, chosen, sum, options)
    local order = { "file", "layer", "unit", "start", "end", "label", "text", "attributes" }
    for _, file, text, list in documents(corpus, chosen, options) do
        for _, s in ipairs(list) do
            put(json.encode(json.object({
                file = file, layer = s.layer, unit = "byte", start = s.start, ["end"] = s.stop, label = s.label,
                text = text:sub(s.start + 1, s.stop), attributes = s.json and json.decode(s.json),
            }, order)) .. "\n")
        end
        count(sum, list)
    end
end

-- ---- Web Annotation --------------------------------------------------------------------------

local BODY = { "type", "purpose", "format", "value" }

--- The bodies of a span: its label as a tag, its layer as a class, its attributes as JSON.
local function bodies(s)
    local list = json.array {}
    local function add(purpose, value, format)
        list[#list + 1] = json.object({ type = "TextualBody", purpose = purpose, format = format, value = value }, BODY)
    end
    if s.label then add("tagging", s.label) end
    add("classifying", s.layer)
    if s.json then add("describing", s.json, "application/json") end
    return list
end

--- An AnnotationPage in JSON-LD. Positions are characters, as the model wants it; a quote stands beside them.
function spans.web(corpus, put, chosen, sum, options)
    local n = 0
    put('{"@context":"http://www.w3.org/ns/anno.jsonld","id":"#page","type":"AnnotationPage","items":[')
    for _, file, text, list in documents(corpus, chosen, options) do
        local character = characters(text)
        for _, s in ipairs(list) do
            local start, stop = character(s.start), character(s.stop)
            local from = utf8.offset(text, -math.min(AROUND, start), s.start + 1) or 1
            local ahead = text:sub(s.stop + 1, s.stop + 4 * AROUND)
            local to = utf8.offset(ahead, AROUND + 1) or #ahead + 1
            n = n + 1
            put((n > 1 and ",\n" or "\n") .. json.encode(json.object({
                id = ("#%s-%d"):format(s.layer, n), type = "Annotation", body = bodies(s),
                target = json.object({ source = file, selector = json.array {
                    json.object({ type = "TextPositionSelector", start = start, ["end"] = stop },
                        { "type", "start", "end" }),
                    json.object({ type = "TextQuoteSelector", exact = text:sub(s.start + 1, s.stop),
                        prefix = text:sub(from, s.start), suffix = ahead:sub(1, to - 1) },
                        { "type", "exact", "prefix", "suffix" }),
                } }, { "source", "selector" }),
            }, { "id", "type", "body", "target" })))
        end
        count(sum, list)
    end
    put("\n]}\n")
end

-- ---- brat ------------------------------------------------------------------------------------

-- The pieces of a span between line ends, which brat wants apart: bytes from, to (0-based, half-open).
local function pieces(text, start, stop)
    local list = {}
    for from, piece in text:sub(start + 1, stop):gmatch("()([^\r\n]+)") do
        list[#list + 1] = { start + from - 1, start + from - 1 + #piece }
    end
    return list
end

--- The .txt and .ann of each document, through put(name, content). Positions are characters. A label is one of brat's
--- names: other signs become "_". Attributes, the layer and the label as it is go into notes.
function spans.brat(corpus, put, chosen, sum, options)
    for id, _, text, list in documents(corpus, chosen, options) do
        local character, out, name = characters(text), {}, ("%06d"):format(id)
        for n, s in ipairs(list) do
            local places, words = {}, {}
            for k, piece in ipairs(pieces(text, s.start, s.stop)) do
                places[k] = ("%d %d"):format(character(piece[1]), character(piece[2]))
                words[k] = text:sub(piece[1] + 1, piece[2])
            end
            if #places > 0 then
                out[#out + 1] = ("T%d\t%s %s\t%s\n"):format(n, brat.name(s), table.concat(places, ";"),
                    table.concat(words, " "))
                out[#out + 1] = brat.notes(n, s)
            else
                sum.left_out = sum.left_out + 1
            end
        end
        put(name .. ".txt", text)
        put(name .. ".ann", table.concat(out))
        count(sum, list)
    end
end

return spans
