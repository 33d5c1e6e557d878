-- Trains a model of the language layer from CoNLL-U treebanks.
--
-- Usage: toolkit scripts/train.lua KIND DATA... -o FILE [OPTIONS]
--
-- KIND: segmenter, tagger, lemmatizer, parser, names or labels. DATA: CoNLL-U files.
--
-- Options:
--   -o, --output FILE   where the model goes (needed)
--   --dev FILE...       score the model on this file afterwards; may be repeated
--   --seed N            order of the examples (default: 1)
--   --epochs COUNT      passes over the data (default: by kind)
--   --features COUNT    the most features to keep (default: by kind)
--   --licence TEXT      licence of the data, for the model's header
--   --quiet             no progress
--
-- Output: the model file; progress and accuracy on standard error. The same data, options and seed give the same bytes.
--
-- Example: toolkit scripts/train.lua tagger train.conllu -o tagger.model --dev dev.conllu

local toolkit = require "toolkit"
local args = require "toolkit.args"

local options = args.parse()
if not options.output then args.fail("option '--output' is missing", 2) end

local function read(path)
    local file, message = io.open(path, "rb")
    if not file then args.fail(message) end
    local text = file:read("a")
    file:close()
    return { name = path:match("[^/]+/[^/]+$") or path, text = text }
end

local function read_all(paths)
    local list = {}
    for i, path in ipairs(paths or {}) do list[i] = read(path) end
    return list
end

local data, names = read_all(options.data), {}
for i, text in ipairs(data) do names[i] = text.name end

local model, message = toolkit.train {
    kind = options.kind, data = data, dev = read_all(options.dev),
    seed = options.seed, epochs = options.epochs, features = options.features, licence = options.licence,
    command = ("toolkit scripts/train.lua %s %s --seed %d%s%s"):format(options.kind, table.concat(names, " "),
        options.seed, options.epochs and " --epochs " .. options.epochs or "",
        options.features and " --features " .. options.features or ""),
    progress = not options.quiet and function(what, step, item)
        io.stderr:write(("%s %d: %s\n"):format(what, step, item))
    end or nil,
}
if not model then args.fail(message) end

local file = assert(io.open(options.output, "wb"))
assert(file:write(model))
assert(file:close())
io.stderr:write(("%s: %d bytes\n%s"):format(options.output, #model, toolkit.model_header(model)))
