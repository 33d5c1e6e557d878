-- Reads annotations of other programs into the layers of a corpus file.
--
-- Usage: toolkit scripts/import.lua FILE ANNOTATIONS... [OPTIONS]
--
-- FILE is a corpus made by scripts/index.lua, which has the documents; ANNOTATIONS are spans in them, as W3C Web
-- Annotation (JSON-LD), brat (.ann beside .txt), TSV or JSON Lines: what scripts/export.lua writes, or another program
-- in the same shape. Documents are named as the corpus names them; for brat, one is the document of the same text.
-- Tokens come in through scripts/index.lua instead (VRT, CoNLL-U).
--
-- Options:
--   --reader web|brat|tsv|jsonl   read them in this format (default: as the names end: .json .jsonld, .ann, .tsv .tab,
--                               .jsonl .ndjson)
--   --layer NAME                the layer for spans that name none
--   --layers NAME,...           take only spans of these layers
--   --replace                   empty each layer that is met before it is filled
--
-- Output: how many spans came in. All or nothing: the first span that does not fit its document is named with file,
-- line and reason on standard error, nothing is changed, exit status 1.
--
-- Example: toolkit scripts/export.lua news.db --format tsv --layers ent --out names.tsv
--          toolkit scripts/import.lua other.db names.tsv --replace
--          toolkit scripts/import.lua other.db annotated/*.ann --layer role

local toolkit = require "toolkit"
local args = require "toolkit.args"

local options = args.parse()
local corpus <close> = args.must(toolkit.open(options.file, { mode = "existing" }))
local sum = args.must(corpus:import(options.reader, options.annotations, {
    layer = options.layer, layers = options.layers, replace = options.replace,
}))
print(("%s in %s"):format(args.counted(sum.spans, "span"), args.counted(sum.documents, "document")))
if sum.moved > 0 then print(args.counted(sum.moved, "span") .. " found by the quotation, not at the position") end
if sum.left_out > 0 then print(args.counted(sum.left_out, "line") .. " left out: relations, attributes") end
