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

--- Prints values one after the other, tables of results as such. Returns its arguments.
---@param ... any
function pretty.print(...) end

return pretty
