---@meta toolkit.table

--- Tables of results: columns with names, types and units; rows; a way out in every usual format. Every operation
--- returns a new table; rows are shared and never changed. `#t` counts the rows.
---
---     local Table = require "toolkit.table"
---     local t = Table.new { "word", { name = "f", type = "integer", unit = "hits" } }
---     t:add { "the", 10 }
---     t:add { word = "of", f = 7 }
---     t:sort("f desc", "word"):top(20):print()
---@class toolkit.table
---@field formats string[] the names that t:format() knows, for the choices of a --format option
---@field null any what an empty cell of JSON is
local Table = {}

--- A table. `t.rows` are its rows (`row.word` and `row[1]` both work), `t.columns` its columns, `t.caption`, `t.note`.
---@class toolkit.Table
local T = {}

--- A new table. columns: names, or tables with `name` (or the name as [1]), `title` (shown instead), `type` ("text",
--- "integer", "number", "boolean"), `unit`, `digits` (behind the point, where a reader looks at it), `align`, `format`
--- ("%.2g" for numbers, or function(value, row)), `href` (function(row): an address for HTML), `html`
--- (function(value, row): markup that a program made), `help`, `least` (places of a terminal that the column has at
--- least), `keep` (when a terminal is too narrow for all columns the last are left out, those with `keep` = false first
--- and those with `keep` = true never), `wrap` (as text, cells longer than so many places go on below). Options:
--- `caption`, `note`, `rows`, or
--- `count` and `make` (function(i): the cells of row i, called when it is looked at);
--- `methods` (functions that every row answers to: `row:concordance()`).
---@param columns (string|table)[]
---@param options? table
---@return toolkit.Table
function Table.new(columns, options) end

--- Reads CSV or TSV text with a header line; columns of numbers become numbers. Options: `types` = false keeps text,
--- `header` (a list of names, for text without a header line). Returns nil and the reason on malformed text.
---@param text string
---@param format "csv"|"tsv"
---@param options? table
---@return toolkit.Table?
---@return string? message
function Table.parse(text, format, options) end

--- Reads a .csv or .tsv file, see parse.
---@param path string
---@param options? table
---@return toolkit.Table?
---@return string? message
function Table.read(path, options) end

--- Adds a row: a list in the order of the columns, or a table by column name. Returns the row.
---@param values table
---@return table row
function T:add(values) end

--- Iterates the rows.
---@return fun(): table?
function T:each() end

--- The values of one column as a list; nothing becomes false.
---@param name string|integer
---@return any[]
function T:column(name) end

--- Sorted by "name", "name desc" or a function of the row, one key after the other; stable; empty cells last.
---@param ... string|fun(row: table): any
---@return toolkit.Table
function T:sort(...) end

--- The first n rows; with a column name, the n rows with the largest values there.
---@param n integer
---@param name? string
---@return toolkit.Table
function T:top(n, name) end

--- The rows for which the test holds: a function of the row, or a table of wanted cells.
---@param test table|fun(row: table): any
---@return toolkit.Table
function T:filter(test) end

--- Only these columns, in this order.
---@param ... string
---@return toolkit.Table
function T:select(...) end

--- One column more (or replaced), computed from each row.
---@param column string|table
---@param compute fun(row: table): any
---@return toolkit.Table
function T:with(column, compute) end

--- One row for each distinct value of keys (a name or a list), in order of first appearance, with summaries: "count",
--- "sum f", "mean f as average"; also min, max, median, first, last, distinct, list; or
--- `{ as =, by = function(rows) }`.
---@param keys string|string[]
---@param ... string|table
---@return toolkit.Table
function T:group(keys, ...) end

--- Rows of both tables with equal keys. Options: `kind` = "inner" (default), "left", "full"; `suffix` ("_2") for
--- columns of the other table whose name is taken.
---@param other toolkit.Table
---@param keys string|string[]
---@param options? { kind?: "inner"|"left"|"full", suffix?: string }
---@return toolkit.Table
function T:join(other, keys, options) end

--- A cross table: a row for each value of `rows`, a column for each value of `across`, in the cells the summary `how`
--- ("sum") of `value`; without value the number of rows.
---@param rows string
---@param across string
---@param value? string
---@param how? string
---@return toolkit.Table
function T:pivot(rows, across, value, how) end

--- The table in a format: "text", "csv", "tsv", "json", "jsonl", "md", "html".
---@param name string
---@param options? table those of the method of that name
---@return string
function T:format(name, options) end

--- Aligned text, fitted to the terminal (to nothing elsewhere). Options: `width` (0 = unlimited), `rows`, `header`,
--- `caption` = false. Control characters are shown as escapes.
---@param options? table
---@return string
function T:text(options) end

--- Prints text().
---@param options? table
function T:print(options) end

--- CSV (RFC 4180, line feeds). Options: `safe` (default true: cells that a spreadsheet would run as formulas get an
--- apostrophe in front), `header` = false, `separator`. Numbers keep every digit.
---@param options? table
---@return string
function T:csv(options) end

--- TSV: one line a row; tabs, breaks and backslashes in cells as \t \n \r \\. Options: `safe`, `header`.
---@param options? table
---@return string
function T:tsv(options) end

--- A JSON list of objects whose keys stand in the order of the columns. Options: `pretty`, `html`.
---@param options? table
---@return string
function T:json(options) end

--- One JSON object a line.
---@param options? table
---@return string
function T:jsonl(options) end

--- A Markdown pipe table.
---@return string
function T:markdown() end

--- An HTML table with caption, headers with scope, numbers right-aligned by class "n" and exact in data-v. Options:
--- `id`, `class`, `caption`, `rows`.
---@param options? table
---@return string
function T:html(options) end

--- Writes a format to a file, or to standard output without a path. Returns true, or nil and the reason.
---@param name string
---@param path? string
---@param options? table
---@return true?
---@return string? message
function T:write(name, path, options) end

return Table
