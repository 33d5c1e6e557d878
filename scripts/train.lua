-- Trains a model of the language layer.
--
-- Usage: toolkit scripts/train.lua KIND DATA... -o FILE [OPTIONS]
--
-- KIND: segmenter, tagger, lemmatizer, parser, names (DATA: CoNLL-U), labels (DATA: .ann files of brat, other files
-- with a token a line and BIO tags in a column, or corpus files with --layer), lexicon (DATA: the files index.* and
-- data.* of WordNet).
--
-- Options:
--   -o, --out FILE   where the model goes (needed)
--   --dev FILE...       score the model on these afterwards, files as DATA; may be repeated
--   --seed N            order of the examples (default: 1)
--   --epochs COUNT      passes over the data (default: by kind)
--   --features COUNT    the most features to keep (default: by kind)
--   --lexicon FILE      a lexicon in place of the library's own
--   --labels A,B,C      labels: which ones, the anchor of the others first; where nothing in DATA belongs
--                       together, each is learned by itself
--   --layer NAME        labels: DATA are corpus files; learn from the spans of this layer
--   --column N          labels: the column of BIO tags (default: the last one)
--   --texts DIR         labels: where NAME.txt of NAME.ann or NAME_annotator.ann lies (default: beside it)
--   --evidence words|tags|parse   labels: what to learn from (default: parse)
--   --licence TEXT      licence of the data, for the model's header
--   --quiet             no progress
--
-- Output: the model file; progress and accuracy on standard error. The same data, options and seed give the same bytes.
--
-- Example: toolkit scripts/train.lua tagger train.conllu -o tagger.model --dev dev.conllu

local toolkit = require "toolkit"
local args = require "toolkit.args"
local bio = require "toolkit.bio"
local brat = require "toolkit.brat"
local files = require "toolkit.files"
local json = require "toolkit.json"

local options = args.parse()
if not options.out then args.fail("-o FILE is missing", 2) end
args.must(files.check_writable(options.out)) -- before the work, not behind it
local KINDS = { "segmenter", "tagger", "lemmatizer", "parser", "names", "labels", "lexicon" }
if not (" " .. table.concat(KINDS, " ") .. " "):find(" " .. options.kind .. " ", 1, true) then
    args.fail(("KIND: expected one of %s, got '%s'"):format(table.concat(KINDS, ", "), options.kind), 2)
end

local function read(path)
    return { name = path:match("[^/]+/[^/]+$") or path, text = args.must(files.read(path)) }
end

-- An .ann file with its text: one annotator's file of each text.
local seen = {}
local function read_annotated(path)
    local base = path:gsub("%.ann$", "")
    if options.texts then base = options.texts .. "/" .. base:match("[^/]*$") end
    local text = files.read(base .. ".txt")
    while not text and base:match("_[^_/]*$") do
        base = base:gsub("_[^_/]*$", "")
        text = files.read(base .. ".txt")
    end
    if not text then args.fail(path .. ": its text is not there") end
    if seen[base] then return nil end
    seen[base] = true
    return { name = base:match("[^/]*$"), text = text, spans = brat.spans(text, read(path).text) }
end

-- Appends the texts of a file with BIO tags to `data`.
local function read_columns(path, data)
    local item = read(path)
    local texts, message = bio.texts(item.text, options.column)
    if not texts then args.fail(path .. ": " .. message) end
    for _, text in ipairs(texts) do
        text.name = item.name
        data[#data + 1] = text
    end
end

-- Appends the documents of a corpus that have spans in the layer to `data`. Spans of one {"unit": n} belong together,
-- as Corpus:annotate writes them.
local function read_layer(path, data)
    local corpus <close> = args.must(toolkit.open(path, { mode = "read" }))
    local layer <close> = args.must(corpus:layer(options.layer, { create = false }))
    local last, item, units
    for id, i, j, label, attributes in layer:spans() do
        if id ~= last then
            local document = args.must(corpus:document(id))
            last, units = id, 0
            item = { name = document.file, text = document.text, spans = {} }
            data[#data + 1] = item
        end
        units = units + 1
        local unit = attributes and json.decode(attributes).unit
        item.spans[#item.spans + 1] = { label = label, i = i, j = j, unit = unit or units }
    end
end

local function read_all(paths)
    local data = {}
    for _, path in ipairs(paths) do
        if options.layer then
            read_layer(path, data)
        elseif options.kind == "labels" and path:find("%.ann$") then
            data[#data + 1] = read_annotated(path)
        elseif options.kind == "labels" then
            read_columns(path, data)
        else
            data[#data + 1] = read(path)
        end
    end
    return data
end

local data, dev, names = read_all(options.data), read_all(options.dev or {}), {}
for i, text in ipairs(data) do names[i] = text.name end
if #names > 8 then names = { #names .. " texts" } end

local model, message = toolkit.train {
    kind = options.kind, data = data, dev = dev, seed = options.seed, epochs = options.epochs,
    features = options.features, licence = options.licence, labels = options.labels,
    evidence = options.kind == "labels" and options.evidence or nil,
    lexicon = options.lexicon and read(options.lexicon).text,
    command = ("toolkit scripts/train.lua %s %s --seed %d%s%s"):format(options.kind, table.concat(names, " "),
        options.seed, options.epochs and " --epochs " .. options.epochs or "",
        options.features and " --features " .. options.features or ""),
    progress = not options.quiet and function(what, step, item)
        io.stderr:write(("%s %d: %s\n"):format(what, step, item))
    end or nil,
}
if not model then args.fail(message) end

args.must(files.write(options.out, model))
io.stderr:write(("%s: %d bytes\n%s"):format(options.out, #model, toolkit.model_header(model)))
