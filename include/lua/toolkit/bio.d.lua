---@meta toolkit.bio

--- Spans in columns, one token a line, as CoNLL's shared tasks hand them out.
---@class toolkit.bio
local bio = {}

--- Reads tokens with tags: B-person begins a span, I-person goes on, O is outside; E- and S- (IOBES), L- and U- (BILOU)
--- are read as well. Columns are separated by tabs, where a line has any, else by blanks. The first column is the token
--- (the second in CoNLL-U, which counts its lines), column `column` (from 1; the last one without) the tag. Sentences end
--- with an empty line; a line -DOCSTART- or "# newdoc" begins a text. Tokens are put together as running text with a
--- sentence a line. nil and the reason with its line when a tag is none. O(length).
---@param content string
---@param column? integer
---@return { text: string, spans: { label: string, i: integer, j: integer, unit: integer }[] }[]? texts
---@return string? message
function bio.texts(content, column) end

return bio
