---@meta toolkit.export

--- Corpora in the formats of other programs.
---
---     vrt      every token with its attributes, layers as elements   read again by corpus:add
---     conllu   every token, sentences, paragraphs; comments,         read again by corpus:add
---              multi-word tokens and empty nodes of CoNLL-U
---     brat     spans: a .txt and an .ann for each document           characters
---     web      spans: W3C Web Annotation, JSON-LD                    characters, with a quote
---     tsv      spans: rows                                           bytes
---     jsonl    spans: an object a line                               bytes
---
--- The last four are read again by `Corpus:import`: spans of layers come back as they were. Positions count from 0 and
--- end behind the last. What vrt and conllu write comes back the same when it is added to a corpus and written again:
--- tokens, attributes, sentences, paragraphs; with vrt also layers and the fields of documents (a span's label comes
--- back as its attribute "label", its ends at tokens). A file of CoNLL-U comes back byte for byte. White space is
--- normalised to what these formats can say: a blank, none, or a new paragraph.
---@class toolkit.export
local export = {}

--- The names of the formats.
---@return string[]
function export.formats() end

--- Writes a corpus through `put`, which gets piece after piece; for brat, name and content of each file. Returns
--- counts: `documents`, `tokens`, `spans`, `left_out` (spans that the format cannot say: in VRT one that crosses
--- another or holds no whole token), and for VRT `attributes`, its columns as corpus:add wants them. Options: `where` =
--- which documents, as in Corpus:keyness; `layers` = names (default: all); `hits` = write these instead of layers, as
--- layer "match". The last two are for formats of spans.
---@param corpus toolkit.Corpus
---@param format "vrt"|"conllu"|"brat"|"web"|"tsv"|"jsonl"
---@param put fun(piece: string, content?: string)
---@param options? { where?: toolkit.Where, layers?: string[], hits?: toolkit.Hits }
---@return table counts
function export.write(corpus, format, put, options) end

--- What `corpus:export(format, path, options)` calls: writes to a file, for brat into a folder that is there, and
--- returns the counts; without a path the text and the counts, as export.text.
---@param corpus toolkit.Corpus
---@param format "vrt"|"conllu"|"brat"|"web"|"tsv"|"jsonl"
---@param path? string
---@param options? { where?: toolkit.Where, layers?: string[], hits?: toolkit.Hits }
---@return table|string|nil counts_or_text
---@return string|table|nil message_or_counts
function export.corpus(corpus, format, path, options) end

--- What `hits:export(format, path, options)` calls: the hits as spans of a layer "match", in a format of spans.
---@param corpus toolkit.Corpus
---@param hits toolkit.Hits
---@param format "brat"|"web"|"tsv"|"jsonl"
---@param path? string
---@param options? { where?: toolkit.Where }
---@return table|string|nil counts_or_text
---@return string|table|nil message_or_counts
function export.hits(corpus, hits, format, path, options) end

--- The same as one text, and the counts; not for brat.
---@param corpus toolkit.Corpus
---@param format "vrt"|"conllu"|"web"|"tsv"|"jsonl"
---@param options? { where?: toolkit.Where, layers?: string[], hits?: toolkit.Hits }
---@return string text
---@return table counts
function export.text(corpus, format, options) end

return export
