---@meta toolkit.import

--- Spans from files of other programs, or of `toolkit.export`, into the layers of a corpus that has the documents.
---
---     web      W3C Web Annotation (JSON-LD)   characters; found again by the quotation where positions do not agree
---     brat     an .ann beside its .txt        characters; the document is the one of that text
---     tsv      rows, the columns named first  bytes
---     jsonl    an object a line               bytes
---
--- What toolkit.export wrote comes back: layers, places, labels, attributes (from jsonl as the same JSON value, its
--- keys sorted). Columns of tsv: `file layer start_byte end_byte label text attributes`; members of jsonl: `file layer
--- unit start end label text attributes`; file, start and end must be there. `text` is checked against the document.
--- A cell's tab, line ends and backslash are `\t \n \r \\`, an empty label, which is not none, is `\0`. Positions
--- count from 0 and end behind the last.
---
--- A Web Annotation has one target, whose `source` is the document's name, with a TextPositionSelector, a
--- TextQuoteSelector or both. Bodies: the value of one for "tagging" is the label, for "classifying" the layer, for
--- "describing" in application/json the attributes; any other becomes the attribute `comment`.
---
--- In brat, notes of the types Layer and Label, as toolkit.export writes them, say what a name cannot; without them the
--- name is the layer, or with the option `layer` the label. A note that is a JSON object is the attributes. What one
--- event holds, and pieces that more than white space parts, get the same number as their attribute `unit`; relations and
--- attributes are left out. Line ends at the edges of a span are lost, since brat has no place for them.
---
--- All or nothing: the first span that does not fit ends it, and the message names file, line and reason.
---@class toolkit.import
local import = {}

--- The names of the formats.
---@return string[]
function import.formats() end

--- The format that the ending of a file's name tells: .tsv .tab, .jsonl .ndjson, .json .jsonld, .ann.
---@param path string
---@return string?
function import.format_of(path) end

--- What `corpus:import(format, path, options)` calls: reads the spans in a file or in several, in one transaction;
--- format nil: as the names end. Returns the counts `spans`, `documents` (that got some), `moved` (found by their
--- quotation) and `left_out` (lines of brat that are no spans), or nil and the message. Options: `layer` = for spans that name none; `layers` = take only these;
--- `replace` = empty each layer when it is first met, so that the same file can be read again.
---@param corpus toolkit.Corpus
---@param format "web"|"brat"|"tsv"|"jsonl"|nil
---@param path string|string[]
---@param options? { layer?: string, layers?: string[], replace?: boolean }
---@return { spans: integer, documents: integer, moved: integer, left_out: integer }? counts
---@return string? message
function import.corpus(corpus, format, path, options) end

--- The same from a text, but for brat; `name` stands for the file in messages ("text").
---@param corpus toolkit.Corpus
---@param format "web"|"tsv"|"jsonl"
---@param text string
---@param options? { layer?: string, layers?: string[], replace?: boolean, name?: string }
---@return { spans: integer, documents: integer, moved: integer, left_out: integer }? counts
---@return string? message
function import.text(corpus, format, text, options) end

return import
