--- Tables of results: columns with names, types and units; rows; a way out in every usual format.
--
-- Every operation returns a new table and leaves the old one as it was; rows are shared, never changed. Nothing
-- depends on the order of pairs(): the same rows give the same bytes.

local args = require "toolkit.args"
local files = require "toolkit.files"
local json = require "toolkit.json"
local formats = require "toolkit.table.formats"

local Table = {}
Table.__index = Table
Table.__name = "toolkit.Table"

-- ---- columns and rows ------------------------------------------------------------------------

local COLUMN_FIELDS = { "name", "title", "type", "unit", "digits", "align", "format", "href", "help", "html",
    "least", "wrap", "keep" }
local TYPES = { text = true, integer = true, number = true, boolean = true }

local function make_column(declared, position)
    if type(declared) == "string" then declared = { name = declared } end
    if type(declared) ~= "table" then
        error(("toolkit.table: column %d: expected a name or a table, got a %s"):format(position, type(declared)), 3)
    end
    local column = {}
    for key, value in pairs(declared) do column[key] = value end
    if column[1] then column.name, column[1] = column.name or column[1], nil end
    args.check_options(column, COLUMN_FIELDS, ("toolkit.table: column %d"):format(position))
    if type(column.name) ~= "string" then error(("toolkit.table: column %d has no name"):format(position), 3) end
    if column.type and not TYPES[column.type] then
        error(("toolkit.table: column '%s': unknown type '%s' (text, integer, number, boolean)"):format(
            column.name, tostring(column.type)), 3)
    end
    return column
end

-- Rows answer to column numbers and column names; what is neither is looked up in `methods`.
local function make_row_class(self)
    local index, methods = self.index, self.methods
    return {
        __index = function(row, key)
            local position = index[key]
            if position then return rawget(row, position) end
            return methods[key]
        end,
        __name = "toolkit.Row",
        columns = self.columns, -- for those who print a row
    }
end

local function build(columns, rows, options)
    local self = setmetatable({ columns = columns, rows = rows or {}, index = {}, methods = {} }, Table)
    for position, column in ipairs(columns) do
        if self.index[column.name] then
            error(("toolkit.table: two columns are called '%s'"):format(column.name), 3)
        end
        self.index[column.name] = position
    end
    if options then
        self.caption, self.note = options.caption, options.note
        self.methods = options.methods or self.methods
    end
    self.row_class = make_row_class(self)
    return self
end

-- A list whose rows are made when they are looked at: make(i) gives the cells of row i.
local function lazy_rows(self, count, make)
    return setmetatable({}, {
        __len = function() return count end,
        __index = function(rows, i)
            if math.type(i) ~= "integer" or i < 1 or i > count then return nil end
            local row = setmetatable(make(i), self.row_class)
            rawset(rows, i, row)
            return row
        end,
        __newindex = function(rows, i, row)
            rawset(rows, i, row)
            count = math.max(count, i)
        end,
    })
end

local NEW_OPTIONS = { "caption", "note", "methods", "rows", "count", "make" }

--- A new table. `columns`: names, or tables {name, title=, type=, unit=, digits=, align=, format=, href=, help=,
--- least=, keep=, wrap=}.
-- Its rows: `rows`, a list; or `count` rows that make(i) makes when they are looked at.
function Table.new(columns, options)
    if type(columns) ~= "table" then
        error(("bad argument #1 to 'new' (list of columns expected, got %s)"):format(type(columns)), 2)
    end
    options = args.check_options(options, NEW_OPTIONS, "toolkit.table.new")
    local list = {}
    for position, column in ipairs(columns) do list[position] = make_column(column, position) end
    local self = build(list, nil, options)
    if options.make then self.rows = lazy_rows(self, options.count, options.make) end
    for _, row in ipairs(options.rows or {}) do self:add(row) end
    return self
end

local function names_of(self)
    local names = {}
    for i, column in ipairs(self.columns) do names[i] = column.name end
    return names
end

--- Adds a row: a list in the order of the columns, or a table by column name. Returns the row.
function Table:add(values)
    local row, count = {}, #self.columns
    if rawget(values, 1) == nil and next(values) ~= nil and type(next(values)) == "string" then
        for key, value in pairs(values) do
            local position = self.index[key]
            if not position then
                local guess = args.nearest(tostring(key), names_of(self))
                error(("table: unknown column '%s'%s"):format(tostring(key),
                    guess and (" (did you mean '%s'?)"):format(guess) or ""), 2)
            end
            row[position] = value
        end
    else
        for i = 1, count do row[i] = values[i] end
        if values[count + 1] ~= nil then error(("table: a row has more than %d values"):format(count), 2) end
    end
    self.rows[#self.rows + 1] = setmetatable(row, self.row_class)
    return row
end

function Table:__len()
    return #self.rows
end

--- Iterates the rows: `for row in t:each() do print(row.word, row[2]) end`.
function Table:each()
    local i, rows = 0, self.rows
    return function()
        i = i + 1
        return rows[i]
    end
end

local function position_of(self, name, caller)
    local position = self.index[name]
    if position then return position end
    if math.type(name) == "integer" and self.columns[name] then return name end
    local guess = type(name) == "string" and args.nearest(name, names_of(self))
    error(("%s: no column '%s'%s"):format(caller, tostring(name),
        guess and (" (did you mean '%s'?)"):format(guess) or ""), 3)
end

--- The values of one column, as a list (nil becomes false, so that the list has no holes).
function Table:column(name)
    local position, values = position_of(self, name, "table:column"), {}
    for i, row in ipairs(self.rows) do
        local value = rawget(row, position)
        if value == nil then value = false end
        values[i] = value
    end
    return values
end

local function derive(self, rows)
    local result = setmetatable({}, Table)
    for key, value in pairs(self) do result[key] = value end
    result.rows = rows
    return result
end

-- ---- order -----------------------------------------------------------------------------------

local RANK = { number = 1, string = 2, boolean = 3 }

-- -1, 0, 1; numbers before text before booleans; nothing comes last, whatever the direction.
local function compare(a, b)
    if a == b then return 0 end
    local ra, rb = RANK[type(a)] or 4, RANK[type(b)] or 4
    if ra ~= rb then return ra < rb and -1 or 1 end
    if ra == 1 then
        if a ~= a then return b ~= b and 0 or 1 end -- not a number: behind the numbers
        if b ~= b then return -1 end
        return a < b and -1 or 1
    elseif ra == 2 then
        return a < b and -1 or 1
    elseif ra == 3 then
        return b and -1 or 1
    end
    return 0
end

local function sort_keys(self, caller, ...)
    local keys = {}
    for i, key in ipairs { ... } do
        if type(key) == "function" then
            keys[i] = { get = key }
        else
            local name, direction = tostring(key), nil
            if not self.index[name] then name, direction = name:match("^(.-)%s+(%a+)$") end
            name = name or key
            if direction and direction ~= "asc" and direction ~= "desc" then
                error(("%s: '%s': expected asc or desc behind the name"):format(caller, key), 3)
            end
            local position = position_of(self, name, caller)
            keys[i] = { position = position, descending = direction == "desc" }
        end
    end
    return keys
end

--- Sorted by one key after the other: "name", "name desc", or a function of the row. Stable.
function Table:sort(...)
    local keys = sort_keys(self, "table:sort", ...)
    local decorated = {}
    for i, row in ipairs(self.rows) do
        local entry = { row = row, at = i }
        for k, key in ipairs(keys) do
            if key.get then entry[k] = key.get(row) else entry[k] = rawget(row, key.position) end
        end
        decorated[i] = entry
    end
    table.sort(decorated, function(a, b)
        for k, key in ipairs(keys) do
            local x, y = a[k], b[k]
            if x == nil or y == nil then
                if x ~= y then return y == nil end
            else
                local order = compare(x, y)
                if order ~= 0 then return (order < 0) ~= (key.descending == true) end
            end
        end
        return a.at < b.at
    end)
    local rows = {}
    for i, entry in ipairs(decorated) do rows[i] = entry.row end
    return derive(self, rows)
end

--- The first n rows; with a column name, the n rows with the largest values there.
function Table:top(n, name)
    local source = name and self:sort(name .. " desc") or self
    return derive(source, table.move(source.rows, 1, math.min(n, #source.rows), 1, {}))
end

--- The rows for which `test(row)` is true, or whose cells equal those of a table: `t:filter { tag = "NN" }`.
function Table:filter(test)
    local rows = {}
    if type(test) == "table" then
        local wanted = {}
        for name, value in pairs(test) do wanted[position_of(self, name, "table:filter")] = value end
        test = function(row)
            for position, value in pairs(wanted) do
                if rawget(row, position) ~= value then return false end
            end
            return true
        end
    end
    for _, row in ipairs(self.rows) do
        if test(row) then rows[#rows + 1] = row end
    end
    return derive(self, rows)
end

-- A new table with other columns: cells(row) gives a row's cells.
-- A table of other columns; rows that are made when they are looked at stay so.
local function project(self, columns, cells)
    local result = build(columns, {}, self)
    if getmetatable(self.rows) then
        result.rows = lazy_rows(result, #self.rows, function(i) return cells(self.rows[i]) end)
        return result
    end
    for i, row in ipairs(self.rows) do result.rows[i] = setmetatable(cells(row), result.row_class) end
    return result
end

--- Only these columns, in this order.
function Table:select(...)
    local columns, positions = {}, {}
    for i, name in ipairs { ... } do
        positions[i] = position_of(self, name, "table:select")
        columns[i] = self.columns[positions[i]]
    end
    return project(self, columns, function(row)
        local cells = {}
        for i, position in ipairs(positions) do cells[i] = rawget(row, position) end
        return cells
    end)
end

--- One column more (or replaced), computed from each row.
function Table:with(column, compute)
    column = make_column(column, #self.columns + 1)
    local columns = table.move(self.columns, 1, #self.columns, 1, {})
    local position = self.index[column.name] or #columns + 1
    columns[position] = column
    return project(self, columns, function(row)
        local cells = {}
        for i = 1, #self.columns do cells[i] = rawget(row, i) end
        cells[position] = compute(row)
        return cells
    end)
end

-- ---- summarising -----------------------------------------------------------------------------

local function sum(values)
    local total = 0
    for _, v in ipairs(values) do total = total + v end
    return total
end

local AGGREGATES = {
    sum = sum,
    mean = function(values) if #values > 0 then return sum(values) / #values end end,
    min = function(values)
        local best
        for _, v in ipairs(values) do if best == nil or compare(v, best) < 0 then best = v end end
        return best
    end,
    max = function(values)
        local best
        for _, v in ipairs(values) do if best == nil or compare(v, best) > 0 then best = v end end
        return best
    end,
    median = function(values)
        local n, sorted = #values, table.move(values, 1, #values, 1, {})
        if n == 0 then return nil end
        table.sort(sorted, function(a, b) return compare(a, b) < 0 end)
        if n % 2 == 1 then return sorted[n // 2 + 1] end
        return (sorted[n // 2] + sorted[n // 2 + 1]) / 2
    end,
    first = function(values) return values[1] end,
    last = function(values) return values[#values] end,
    distinct = function(values)
        local seen, n = {}, 0
        for _, v in ipairs(values) do if not seen[v] then seen[v], n = true, n + 1 end end
        return n
    end,
    list = function(values)
        local seen, list = {}, {}
        for _, v in ipairs(values) do
            if not seen[v] then seen[v] = true list[#list + 1] = tostring(v) end
        end
        return table.concat(list, ", ")
    end,
}
local AGGREGATE_NAMES = { "count", "sum", "mean", "min", "max", "median", "first", "last", "distinct", "list" }
local INTEGER_RESULT = { count = true, distinct = true }

-- "count", "sum words", "mean words as average", or { as = "name", by = function(rows) ... end }
local function read_aggregate(self, wish)
    if type(wish) == "table" then
        if type(wish.by) ~= "function" or type(wish.as) ~= "string" then
            error("table:group: a summary table needs as = name and by = function(rows)", 3)
        end
        return { column = make_column(wish.column or wish.as, 1), by = wish.by }
    end
    local text, name = wish:match("^(.-)%s+as%s+(.+)$")
    local how, from = (text or wish):match("^(%S+)%s*(.-)$")
    if how == "count" and from == "" then
        return { column = { name = name or "count", type = "integer" }, by = function(rows) return #rows end }
    end
    local compute = AGGREGATES[how]
    if not compute then
        local guess = args.nearest(how, AGGREGATE_NAMES)
        error(("table:group: no summary '%s'%s"):format(how,
            guess and (" (did you mean '%s'?)"):format(guess)
                or (" (" .. table.concat(AGGREGATE_NAMES, ", ") .. ")")), 3)
    end
    local position = position_of(self, from, "table:group")
    local source = self.columns[position]
    local column = { name = name or how .. "_" .. source.name, unit = not INTEGER_RESULT[how] and source.unit or nil,
        type = INTEGER_RESULT[how] and "integer" or how ~= "list" and how ~= "mean" and source.type or nil,
        least = source.least, keep = source.keep, wrap = source.wrap }
    return { column = column, by = function(rows)
        local values = {}
        for _, row in ipairs(rows) do values[#values + 1] = rawget(row, position) end
        return compute(values)
    end }
end

local function group_key(row, positions)
    local parts = {}
    for i, position in ipairs(positions) do
        local value = rawget(row, position)
        parts[i] = math.type(value) == "float" and ("%a"):format(value) or type(value) .. ":" .. tostring(value)
    end
    return table.concat(parts, "\0")
end

local function gather(self, positions)
    local groups, order = {}, {}
    for _, row in ipairs(self.rows) do
        local key = group_key(row, positions)
        local group = groups[key]
        if not group then
            group = {}
            groups[key], order[#order + 1] = group, group
        end
        group[#group + 1] = row
    end
    return order, groups
end

local function key_list(keys)
    return type(keys) == "table" and keys or { keys }
end

--- One row for each distinct value of `keys` (a name or a list of names), in order of first appearance, with
-- summaries: `t:group("speaker", "count", "sum words", "mean words as average")`.
function Table:group(keys, ...)
    local columns, positions, summaries = {}, {}, {}
    for i, name in ipairs(key_list(keys)) do
        positions[i] = position_of(self, name, "table:group")
        columns[i] = self.columns[positions[i]]
    end
    for i, wish in ipairs { ... } do
        summaries[i] = read_aggregate(self, wish)
        columns[#columns + 1] = summaries[i].column
    end
    local result = build(columns, {}, nil)
    result.caption = self.caption
    for _, rows in ipairs((gather(self, positions))) do
        local cells = {}
        for i, position in ipairs(positions) do cells[i] = rawget(rows[1], position) end
        for i, summary in ipairs(summaries) do cells[#positions + i] = summary.by(rows) end
        result.rows[#result.rows + 1] = setmetatable(cells, result.row_class)
    end
    return result
end

local JOIN_OPTIONS = { "kind", "suffix" }

--- Rows of both tables whose `keys` are equal. kind: "inner" (default), "left", "full". A column of `other` whose
-- name is taken gets `suffix` (default "_2").
function Table:join(other, keys, options)
    if getmetatable(other) ~= Table then
        error(("bad argument #1 to 'join' (toolkit.Table expected, got %s)"):format(type(other)), 2)
    end
    options = args.check_options(options, JOIN_OPTIONS, "table:join")
    local kind, suffix = options.kind or "inner", options.suffix or "_2"
    if kind ~= "inner" and kind ~= "left" and kind ~= "full" then
        error(("table:join: unknown kind '%s' (inner, left, full)"):format(tostring(kind)), 2)
    end
    local mine, theirs, is_key = {}, {}, {}
    for i, name in ipairs(key_list(keys)) do
        mine[i] = position_of(self, name, "table:join")
        theirs[i] = position_of(other, name, "table:join")
        is_key[theirs[i]] = true
    end
    local columns, extra = table.move(self.columns, 1, #self.columns, 1, {}), {}
    for position, column in ipairs(other.columns) do
        if not is_key[position] then
            extra[#extra + 1] = position
            local copy = make_column(column, position)
            if self.index[copy.name] then copy.name = copy.name .. suffix end
            columns[#columns + 1] = copy
        end
    end
    local result, width = build(columns, {}, self), #self.columns
    local _, groups = gather(other, theirs)
    local used = {}
    local function emit(left, right)
        local cells = {}
        for i = 1, width do cells[i] = left and rawget(left, i) end
        if not left then
            for i, position in ipairs(mine) do cells[position] = rawget(right, theirs[i]) end
        end
        for i, position in ipairs(extra) do cells[width + i] = right and rawget(right, position) end
        for i = 1, #columns do if cells[i] == false and not (left and right) then cells[i] = nil end end
        result.rows[#result.rows + 1] = setmetatable(cells, result.row_class)
    end
    for _, row in ipairs(self.rows) do
        local key = group_key(row, mine)
        local matches = groups[key]
        used[key] = true
        if matches then
            for _, match in ipairs(matches) do emit(row, match) end
        elseif kind ~= "inner" then
            emit(row, nil)
        end
    end
    if kind == "full" then
        for _, row in ipairs(other.rows) do
            if not used[group_key(row, theirs)] then emit(nil, row) end
        end
    end
    return result
end

--- A cross table: a row for each value of `rows`, a column for each value of `across` (sorted), in each cell the
-- summary of `value` ("sum" by default; "count" needs no value).
function Table:pivot(rows, across, value, how)
    local row_at, column_at = position_of(self, rows, "table:pivot"), position_of(self, across, "table:pivot")
    local summary = read_aggregate(self, value and (how or "sum") .. " " .. value or "count")
    local heads, seen = {}, {}
    for _, row in ipairs(self.rows) do
        local head = rawget(row, column_at)
        if head ~= nil and not seen[head] then
            seen[head], heads[#heads + 1] = true, head
        end
    end
    table.sort(heads, function(a, b) return compare(a, b) < 0 end)
    local columns, place = { self.columns[row_at] }, {}
    for i, head in ipairs(heads) do
        columns[i + 1] = { name = tostring(head), type = summary.column.type, unit = summary.column.unit }
        place[head] = i + 1
    end
    local result = build(columns, {}, nil)
    result.caption = self.caption
    for _, group in ipairs((gather(self, { row_at }))) do
        local cells, parts = { rawget(group[1], row_at) }, {}
        for _, row in ipairs(group) do
            local head = rawget(row, column_at)
            if head ~= nil then
                parts[head] = parts[head] or {}
                table.insert(parts[head], row)
            end
        end
        for _, head in ipairs(heads) do
            if parts[head] then cells[place[head]] = summary.by(parts[head]) end
        end
        result.rows[#result.rows + 1] = setmetatable(cells, result.row_class)
    end
    return result
end

-- ---- out and in ------------------------------------------------------------------------------

--- The table in a format: text, csv, tsv, json, jsonl, md (markdown), html.
function Table:format(name, options)
    local writer = formats.writers[name]
    if not writer then
        local guess = args.nearest(tostring(name), formats.names)
        error(("table:format: unknown format '%s'%s"):format(tostring(name), guess and
            (" (did you mean '%s'?)"):format(guess) or (" (" .. table.concat(formats.names, ", ") .. ")")), 2)
    end
    return writer(self, options)
end

function Table:csv(options) return formats.writers.csv(self, options) end
function Table:tsv(options) return formats.writers.tsv(self, options) end
function Table:json(options) return formats.writers.json(self, options) end
function Table:jsonl(options) return formats.writers.jsonl(self, options) end
function Table:markdown(options) return formats.writers.markdown(self, options) end
function Table:html(options) return formats.writers.html(self, options) end
function Table:text(options) return formats.writers.text(self, options) end

--- Prints the table fitted to the terminal. Returns nothing.
function Table:print(options)
    io.stdout:write(self:text(options))
end

--- Writes the table to a file (path) or to standard output (no path). Returns true, or nil and the reason.
function Table:write(name, path, options)
    local text = self:format(name, options)
    if not path then
        local ok, message = io.stdout:write(text)
        if not ok then return nil, "standard output: " .. message end
        return true
    end
    return files.write(path, text)
end

function Table:__tostring()
    return ("toolkit.Table: %d rows x %d columns"):format(#self.rows, #self.columns)
end

local PARSE_OPTIONS = { "types", "header" }

--- Reads CSV or TSV text whose first line names the columns. Columns in which every cell is a number become
-- numbers (types = false keeps text). Returns nil and the reason on malformed text.
function Table.parse(text, format, options)
    options = args.check_options(options, PARSE_OPTIONS, "toolkit.table.parse")
    local lines, message
    if format == "csv" then
        lines, message = formats.read_csv(text)
    elseif format == "tsv" then
        lines = formats.read_tsv(text)
    else
        error(("toolkit.table.parse: unknown format '%s' (csv, tsv)"):format(tostring(format)), 2)
    end
    if not lines then return nil, message end
    local head = options.header or table.remove(lines, 1) or {}
    local columns = {}
    for i, name in ipairs(head) do columns[i] = { name = name } end
    local self = build(columns, {}, nil)
    for number, cells in ipairs(lines) do
        if #cells > #columns then
            return nil, ("row %d has %d cells, the header has %d"):format(number, #cells, #columns)
        end
    end
    if options.types ~= false then
        for i, column in ipairs(columns) do
            local numeric, integers, some = true, true, false
            for _, cells in ipairs(lines) do
                local cell = cells[i]
                if cell and cell ~= "" then
                    some = true
                    local value = cell:match("^%s*[-+]?%.?%d[%d.eE+-]*%s*$") and tonumber(cell)
                    if not value then numeric = false break end
                    if math.type(value) ~= "integer" then integers = false end
                end
            end
            if numeric and some then
                column.type = integers and "integer" or "number"
                for _, cells in ipairs(lines) do
                    local value = cells[i] and tonumber(cells[i])
                    if value and not integers then value = value + 0.0 end
                    cells[i] = value
                end
            end
        end
    end
    for i, cells in ipairs(lines) do self.rows[i] = setmetatable(cells, self.row_class) end
    return self
end

--- Reads a .csv or .tsv file. Returns the table, or nil and the reason.
function Table.read(path, options)
    local format = path:lower():match("%.(%a+)$")
    if format == "txt" or format == "tab" then format = "tsv" end
    local text, message = files.read(path)
    if not text then return nil, message end
    local result
    result, message = Table.parse(text, format == "csv" and "csv" or "tsv", options)
    if not result then return nil, ("%s: %s"):format(path, message) end
    return result
end

--- The names that format() knows, for the choices of a --format option.
Table.formats = formats.names
Table.null = json.null

return Table
