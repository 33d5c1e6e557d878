---@meta toolkit.json

--- JSON: strict reading with positions, writing with a fixed order of keys. The same value gives the same bytes.
---@class toolkit.json
---@field null any stands for null in lists and objects, both ways
local json = {}

--- Writes a value. Options: `pretty` (true, or the number of spaces), `order` (keys that come first in every object, in
--- this order; the others are sorted), `html` (markup characters escaped, for use inside <script>), `depth` (256).
--- Raises on what JSON cannot say (functions, inf, lists with holes), naming the path.
---@param value any
---@param options? { pretty?: boolean|integer, order?: string[], html?: boolean, depth?: integer }
---@return string
function json.encode(value, options) end

--- Reads one JSON text. Returns the value, or nil, "line L, column C: reason" and the byte. Options: `null` (what null
--- becomes; default json.null), `depth` (256).
---@param text string
---@param options? { null?: any, depth?: integer }
---@return any value
---@return string? message
---@return integer? byte
function json.decode(text, options) end

--- Marks a table as an object, so that an empty one is {}; `order` puts these keys first.
---@param t? table
---@param order? string[]
---@return table
function json.object(t, order) end

--- Marks a table as a list (an empty unmarked table is one already).
---@param t? table
---@return table
function json.array(t) end

--- The shortest decimal that reads back as the same number; nil for inf and nan.
---@param x number
---@return string?
function json.number(x) end

return json
