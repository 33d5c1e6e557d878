---@meta toolkit.brat

--- Annotations in the stand-off format of brat: spans with labels, in characters, beside a text.
---@class toolkit.brat
local brat = {}

--- Reads the spans of `annotations` (the content of an .ann file) over `text`: label, bytes i to j, and a unit number.
--- What one event holds is one unit (a cue with its source and content), under the labels of the spans; a span of no
--- event is a unit of its own.
---@param text string
---@param annotations string
---@return { label: string, i: integer, j: integer, unit: integer }[]
function brat.spans(text, annotations) end

return brat
