--- Values as a reader wants to see them: nested tables with limits, text with its control characters visible.
--
-- Keys are printed in a fixed order, cycles are named, long things are cut and say so.

local toolkit = require "toolkit"
local check_options = require("toolkit.args").check_options

local pretty = {}

local OPTIONS = { "depth", "items", "length", "width" }
local KEYWORDS = {}
for word in ([[and break do else elseif end false for function goto if in local nil not or repeat return then true
until while]]):gmatch "%a+" do KEYWORDS[word] = true end

local function quoted(text, length)
    local cut = ""
    if #text > length then
        local shown = #text
        text = toolkit.clip(text, length)
        cut = (" … %d bytes"):format(shown)
    end
    return '"' .. toolkit.visible((text:gsub('[\\"]', "\\%0"))) .. '"' .. cut
end

local RANK = { number = 1, string = 2, boolean = 3 }

local function key_before(a, b)
    local ra, rb = RANK[type(a)] or 4, RANK[type(b)] or 4
    if ra ~= rb then return ra < rb end
    if ra <= 2 then return a < b end
    return tostring(a) < tostring(b)
end

local function key_text(key)
    if type(key) == "string" and key:match "^[%a_][%w_]*$" and not KEYWORDS[key] then return key end
    if type(key) == "string" then return "[" .. quoted(key, 60) .. "]" end
    return "[" .. tostring(key) .. "]"
end

local render

-- The parts of a table, each already text; and how many were left out.
local function parts_of(t, options, depth, path)
    local parts, shown, total = {}, 0, 0
    local length = #t
    for i = 1, length do
        total = total + 1
        if shown < options.items then
            shown = shown + 1
            parts[shown] = render(t[i], options, depth + 1, path)
        end
    end
    local keys = {}
    for key in next, t do
        if not (math.type(key) == "integer" and key >= 1 and key <= length) then keys[#keys + 1] = key end
    end
    table.sort(keys, key_before)
    for _, key in ipairs(keys) do
        total = total + 1
        if shown < options.items then
            shown = shown + 1
            parts[shown] = key_text(key) .. " = " .. render(rawget(t, key), options, depth + 1, path)
        end
    end
    return parts, total - shown
end

local function render_table(t, options, depth, path)
    if path[t] then return "<cycle>" end
    if next(t) == nil then return "{}" end
    if depth >= options.depth then
        local count = 0
        for _ in next, t do count = count + 1 end
        return ("{ … %d item%s }"):format(count, count == 1 and "" or "s")
    end
    path[t] = true
    local parts, left = parts_of(t, options, depth, path)
    path[t] = nil
    if left > 0 then parts[#parts + 1] = ("… %d more"):format(left) end
    local size, broken = 4 + 2 * depth, false
    for _, part in ipairs(parts) do
        size = size + toolkit.width(part) + 2
        broken = broken or part:find("\n", 1, true) ~= nil
    end
    if size <= options.width and not broken then return "{ " .. table.concat(parts, ", ") .. " }" end
    local indent = ("  "):rep(depth + 1)
    return "{\n" .. indent .. table.concat(parts, ",\n" .. indent) .. "\n" .. ("  "):rep(depth) .. "}"
end

function render(value, options, depth, path)
    local kind = type(value)
    if kind == "string" then return quoted(value, options.length) end
    if kind == "table" then
        local mark = getmetatable(value)
        if type(mark) == "table" and mark.__tostring then return toolkit.visible(tostring(value)) end
        return render_table(value, options, depth, path)
    end
    local name = kind == "function" and require("toolkit.manual").name_of(value)
    return name and "function " .. name or toolkit.visible(tostring(value), { newline = true })
end

--- A value as text. depth: levels of tables (4), items: per table (50), length: bytes of a text (400), width: columns
-- of a line (the terminal's, or 100).
function pretty.format(value, options)
    options = check_options(options, OPTIONS, "toolkit.pretty.format")
    return render(value, {
        depth = options.depth or 4, items = options.items or 50, length = options.length or 400,
        width = options.width or toolkit.terminal_width() or 100,
    }, 0, {})
end

-- ---- results of the library ------------------------------------------------------------------

-- The end of a text that fits into so many columns; white space is one blank.
local function tail(text, columns)
    text = toolkit.visible((text:gsub("%s+", " "):gsub(" $", "")))
    while toolkit.width(text) > columns do
        local excess = toolkit.width(text) - columns
        text = text:sub(utf8.offset(text, math.max(1, excess // 2) + 1) or #text + 1)
    end
    return text
end

local function head(text, columns)
    return (toolkit.clip(toolkit.visible((text:gsub("%s+", " "):gsub("^ ", ""))), columns))
end

-- A concordance: context, match, context, place.
local function hits_text(hits, options)
    local Table = require "toolkit.table"
    local width = options.width or toolkit.terminal_width() or 100
    local lines, widest, place = {}, 5, 4
    for left, match, right, file, i in hits:kwic() do
        if #lines >= options.rows then break end
        local where = ("%s:%d"):format(file:match "[^/]*$", i)
        match = head(match, 30)
        widest, place = math.max(widest, toolkit.width(match)), math.max(place, toolkit.width(where))
        lines[#lines + 1] = { left, match, right, where }
    end
    place = math.min(place, 28)
    local context = math.max(10, (width - widest - place - 6) // 2)
    local t = Table.new { { "left", title = "", align = "right" }, { "match" }, { "right", title = "" },
        { "place" } }
    for _, line in ipairs(lines) do
        local where = toolkit.width(line[4]) > place and "…" .. tail(line[4], place - 1) or line[4]
        t:add { tail(line[1], context), line[2], head(line[3], context), where }
    end
    local total = hits:count()
    t.note = ("%d hit%s%s"):format(total, total == 1 and "" or "s",
        #lines < total and (", %d shown"):format(#lines) or "")
    return t:text { width = width }
end

-- A frequency list.
local function counts_text(counts, options)
    local Table = require "toolkit.table"
    local rows, keys = {}, 1
    for count, documents, a, b, c, d in counts:iter() do
        if #rows >= options.rows then break end
        rows[#rows + 1] = { count, documents, a, b, c, d }
        keys = math.max(keys, (d and 4) or (c and 3) or (b and 2) or 1)
    end
    local columns = { { "count", type = "integer" }, { "documents", type = "integer" } }
    for k = 1, keys do columns[k + 2] = { "key" .. (keys > 1 and k or ""), type = "text" } end
    local t = Table.new(columns)
    for _, row in ipairs(rows) do t:add(row) end
    t.note = ("%d types, %d tokens%s"):format(counts:types(), counts:total(),
        #rows < #counts and (", %d shown"):format(#rows) or "")
    return t:text { width = options.width }
end

local function names_once(names)
    local seen = {}
    for i, name in ipairs(names) do
        seen[name] = (seen[name] or 0) + 1
        if seen[name] > 1 then names[i] = ("%s:%d"):format(name, seen[name]) end
    end
    return names
end

-- The next rows of a statement, which gives each of them once; of documents what a list of them needs.
local function statement_text(statement, options)
    local Table = require "toolkit.table"
    local t, more
    repeat
        local values = table.pack(statement())
        if values.n == 0 or values[1] == nil then break end
        if type(values[1]) == "userdata" then
            local document, id = values[1], values[2]
            t = t or Table.new { "id", "file", "date", "source", "title" }
            values = { id, document.file, document.date, document.source, document.title }
        else
            t = t or Table.new(names_once(statement:columns()))
        end
        if #t < options.rows then t:add(values) else more = true end
    until more
    if not t then return "no rows\n" end
    if more then t.note = ("the first %d rows"):format(#t) end
    return t:text { width = options.width }
end

-- A row of a table: a line for each of its columns.
local function row_text(row, options)
    local Table = require "toolkit.table"
    local shown = require("toolkit.table.formats").shown
    local t = Table.new { "column", "value" }
    for i, column in ipairs(debug.getmetatable(row).columns) do
        t:add { column.name, shown(column, rawget(row, i), row) }
    end
    return t:text { header = false, width = options.width }
end

local RESULTS = {
    ["toolkit.Row"] = row_text,
    ["toolkit.Statement"] = statement_text,
    ["toolkit.Hits"] = hits_text,
    ["toolkit.Counts"] = counts_text,
    ["toolkit.Table"] = function(t, options) return t:text { rows = options.rows, width = options.width } end,
}

local TEXT_OPTIONS = { "rows", "width", "length" }

--- What the prompt shows of a value, with its line end: tables, hits and frequency lists as tables that fit the
-- terminal, everything else as format() has it.
function pretty.text(value, options)
    options = check_options(options, TEXT_OPTIONS, "toolkit.pretty.text")
    local metatable = debug and debug.getmetatable(value)
    local class = type(metatable) == "table" and rawget(metatable, "__name")
    local show = (type(value) == "userdata" or type(value) == "table") and RESULTS[class]
    if show then
        return show(value, { rows = options.rows or math.huge, width = options.width })
    end
    return pretty.format(value, { length = options.length, width = options.width }) .. "\n"
end

--- Prints values as the prompt shows them, one after the other. Returns its arguments.
function pretty.print(...)
    for i = 1, select("#", ...) do io.stdout:write(pretty.text((select(i, ...)), { rows = 1000 })) end
    return ...
end

return pretty
