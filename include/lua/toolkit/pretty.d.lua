---@meta toolkit.pretty

--- Values as a reader wants to see them, as the prompt shows them.
---@class toolkit.pretty
local pretty = {}

--- A value as text: keys in a fixed order, cycles named, control characters visible, long things cut. Options: `depth`
--- (4 levels), `items` (50 a table), `length` (400 bytes of a text), `width` (columns of a line).
---@param value any
---@param options? { depth?: integer, items?: integer, length?: integer, width?: integer }
---@return string
function pretty.format(value, options) end

--- What the prompt shows of a value, with its line end: a toolkit.Table, hits as a concordance and counts as a list,
--- fitted to the terminal; everything else as format() has it. Options: `rows` (all), `width`, `length`.
---@param value any
---@param options? { rows?: integer, width?: integer, length?: integer }
---@return string
function pretty.text(value, options) end

--- Prints values as the prompt shows them, one after the other (at most 1,000 rows each). Returns its arguments.
---@param ... any
---@return any ...
function pretty.print(...) end

return pretty
