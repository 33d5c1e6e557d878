-- Writes a corpus file in a format of other programs.
--
-- Usage: toolkit scripts/export.lua FILE [OPTIONS]
--
-- FILE is a corpus made by scripts/index.lua. vrt and conllu hold every token and are read again by scripts/index.lua;
-- what came from CoNLL-U goes back byte for byte, with comments, multi-word tokens and empty nodes;
-- brat, web (W3C Web Annotation), tsv and jsonl hold the spans of layers, or the hits of a query, and are read again by
-- scripts/import.lua.
--
-- Options:
--   -f, --format vrt|conllu|brat|web|tsv|jsonl   (default: as --out ends, else vrt)
--   --query QUERY      write the hits of a word, words in a row or a query instead of layers
--   --layers NAME,...  the layers to write, all when left out
--   --where W          only some documents: KEY:TEXT (source:xinhua), a query in [ or ", an SQL condition,
--                      several of these joined by " & "
--   -o, --out FILE     write there instead of standard output; for brat a folder, which is made
--
-- Output: the format's text. Positions count from 0 and end behind the last: bytes in tsv and jsonl, characters in
-- brat and web. On standard error what was written, and the columns of vrt for --attributes of scripts/index.lua.
--
-- Example: toolkit scripts/export.lua news.db --format tsv --query '[lower="said"]'

local toolkit = require "toolkit"
local args = require "toolkit.args"
local export = require "toolkit.export"
local choice = require "toolkit.corpus.choice"
local files = require "toolkit.files"
local output = require "toolkit.report.output"
local script = require "toolkit.corpus.script"

local options = args.parse()

local corpus <close> = args.must(toolkit.open(options.file, { mode = "read" }))
script.check_where(corpus, options.where)
local format = output.format(options, "vrt", { "vrt", "conllu", "web", "tsv", "jsonl" })
local settings = { where = options.where, layers = options.layers }
if options.query then
    settings.hits = args.must(corpus:find(args.try(choice.pattern, corpus, options.query, "lower")))
end

local put, finish
if format == "brat" then
    if not options.out then args.fail("--format brat wants --out FOLDER", 2) end
    args.must(files.make_folder(options.out))
    put = function(name, content) args.must(files.write(options.out .. "/" .. name, content)) end
else
    local out = output.open(options)
    put = function(piece) out:write(piece) end
    finish = function() out:close() end
end

local result = args.try(export.write, corpus, format, put, settings)
if finish then finish() end
io.stderr:write(("%s, %s, %s\n"):format(args.counted(result.documents, "document"),
    args.counted(result.tokens, "token"), args.counted(result.spans, "span")))
if result.left_out > 0 then io.stderr:write(args.counted(result.left_out, "span"), " left out\n") end
if result.attributes then io.stderr:write(("columns: %s\n"):format(result.attributes)) end
