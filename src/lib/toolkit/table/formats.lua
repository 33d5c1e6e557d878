--- How a toolkit.Table looks outside: fitted text, CSV, TSV, JSON, JSON lines, Markdown, HTML; and CSV and TSV back.
--
-- Text formats show numbers with the digits of their column; the data formats keep every digit.

local toolkit = require "toolkit"
local args = require "toolkit.args"
local json = require "toolkit.json"

local width, clip, visible = toolkit.width, toolkit.clip, toolkit.visible
local concat = table.concat

local formats = { writers = {}, names = { "text", "csv", "tsv", "json", "jsonl", "md", "html" } }
local writers = formats.writers

-- ---- cells -----------------------------------------------------------------------------------

-- Every digit that matters, the same on every machine.
local function exact(value)
    if type(value) == "number" then
        return json.number(value) or tostring(value):gsub("^%-nan$", "nan")
    end
    return tostring(value)
end

local function is_numeric(column, self, position)
    if column.type then return column.type == "integer" or column.type == "number" end
    for _, row in ipairs(self.rows) do
        local value = rawget(row, position)
        if value ~= nil then return type(value) == "number" end
    end
    return false
end

-- Digits for a column of floats whose declaration does not say: three, more where all values are small.
local function shown_number(value, digits)
    if math.type(value) == "integer" and not digits then return ("%d"):format(value) end
    if value ~= value then return "nan" end
    if value == math.huge or value == -math.huge then return value > 0 and "inf" or "-inf" end
    if digits then return ("%." .. digits .. "f"):format(value) end
    local size = math.abs(value)
    if size == 0 or (size >= 0.001 and size < 1e9) then return ("%.3f"):format(value) end
    return ("%.3g"):format(value)
end

local function shown(column, value, row)
    if type(column.format) == "function" then return tostring(column.format(value, row)) end
    if value == nil or value == json.null then return "" end
    if column.format and type(value) == "number" then return column.format:format(value) end
    if type(value) == "number" then return shown_number(value, column.digits) end
    if type(value) == "boolean" then return value and "yes" or "no" end
    return tostring(value)
end

local function title_of(column)
    local title = column.title or column.name
    if column.unit then title = ("%s (%s)"):format(title, column.unit) end
    return title
end

local function alignment(column, self, position)
    return column.align or (is_numeric(column, self, position) and "right" or "left")
end

-- ---- text ------------------------------------------------------------------------------------

local LEAST = 8 -- columns of text are not squeezed below this, or their own `least`

-- Cuts the widest columns to one width, so that all take `available` together. Columns without a floor stay.
local function fit(widths, floors, available)
    local function at(level, i)
        return floors[i] and math.min(widths[i], math.max(level, floors[i])) or widths[i]
    end
    local function total(level)
        local sum = 0
        for i in ipairs(widths) do sum = sum + at(level, i) end
        return sum
    end
    local low, high = 0, math.max(0, table.unpack(widths))
    while low < high do
        local middle = (low + high + 1) // 2
        if total(middle) <= available then low = middle else high = middle - 1 end
    end
    local spare = available - total(low)
    for i, w in ipairs(widths) do
        widths[i] = at(low, i)
        if widths[i] < w and widths[i] == low and spare > 0 then
            widths[i], spare = low + 1, spare - 1
        end
    end
end

-- Names of files differ at their ends: they are cut in front, as is what stands to the right; other texts behind.
local function cut(text, columns, align)
    if align ~= "right" and (not text:find "/" or text:find "%s") then return clip(text, columns - 1) .. "…" end
    local from = #text + 1
    while from > 1 do
        local before = utf8.offset(text, -1, from)
        if width(text:sub(before)) > columns - 1 then break end
        from = before
    end
    return "…" .. text:sub(from)
end

local function pad(text, columns, align)
    local have = width(text)
    if have > columns then
        text = cut(text, columns, align)
        have = width(text)
    end
    local space = (" "):rep(columns - have)
    if align == "right" then return space .. text end
    if align == "center" then
        local left = (columns - have) // 2
        return (" "):rep(left) .. text .. (" "):rep(columns - have - left)
    end
    return text .. space
end

-- The words of a text over as many lines as a column of this width needs; a word that is longer is broken.
local function break_lines(text, columns)
    local lines = {}
    for word in text:gmatch "%S+" do
        local last = lines[#lines]
        if last and width(last) + 1 + width(word) <= columns then
            lines[#lines] = last .. " " .. word
        else
            while width(word) > columns do
                local piece = clip(word, columns)
                if piece == "" then break end
                lines[#lines + 1], word = piece, word:sub(#piece + 1)
            end
            lines[#lines + 1] = word
        end
    end
    return #lines > 0 and lines or { "" }
end

local function longest_word(text)
    local most = 0
    for word in text:gmatch "%S+" do most = math.max(most, width(word)) end
    return most
end

local function sum_of(widths)
    local total = 2 * (#widths - 1)
    for _, w in ipairs(widths) do total = total + w end
    return total
end

-- The widths of the columns at `positions`, squeezed towards `limit` but not below what `floors` says.
local function squeeze(positions, natural, floors, limit)
    local widths, flexible = {}, {}
    for k, i in ipairs(positions) do widths[k], flexible[k] = natural[i], floors[i] end
    fit(widths, flexible, limit - 2 * (#widths - 1))
    return widths
end

-- The column to leave out next, as an index into `positions`: the last of those that may go first, else the last that
-- need not be kept; nil when none can go.
local function next_to_go(columns, positions)
    for _, keep in ipairs { false, "no wish" } do
        for k = #positions, 1, -1 do
            local wish = columns[positions[k]].keep
            if wish == nil then wish = "no wish" end
            if wish == keep and #positions > 2 then return k end
        end
    end
end

-- Makes columns fit into `limit`: heads break into lines, texts are cut, then columns are left out; what is kept at any
-- price is cut further. Returns the positions of the columns that are shown, and their widths.
local function fit_columns(columns, heads, cell_widths, floors, limit)
    local positions, natural, broken = {}, {}, {}
    for i, head in ipairs(heads) do
        positions[i] = i
        natural[i] = math.max(cell_widths[i], width(head))
        broken[i] = math.max(cell_widths[i], longest_word(head))
    end
    if not limit or limit <= 0 or sum_of(natural) <= limit then return positions, natural end
    local widths = squeeze(positions, broken, floors, limit)
    while sum_of(widths) > limit do
        local gone = next_to_go(columns, positions)
        if not gone then break end
        table.remove(positions, gone)
        widths = squeeze(positions, broken, floors, limit)
    end
    if sum_of(widths) > limit then
        local lower = {}
        for i, floor in ipairs(floors) do lower[i] = floor and math.min(floor, LEAST) end
        widths = squeeze(positions, broken, lower, limit)
    end
    return positions, widths
end

local function text_grid(self, last)
    local grid, widths = {}, {}
    for i in ipairs(self.columns) do widths[i] = 0 end
    for r = 1, last do
        local row, cells = self.rows[r], {}
        for i, column in ipairs(self.columns) do
            cells[i] = visible(shown(column, rawget(row, i), row))
            widths[i] = math.max(widths[i], math.min(width(cells[i]), column.wrap or math.huge))
        end
        grid[r] = cells
    end
    return grid, widths
end

-- Puts one row of the table, of as many lines as its longest list of lines; shorter lists stand at the top, or at the
-- bottom.
local function put_lines(put, lists, at_bottom)
    local height = 1
    for _, list in ipairs(lists) do height = math.max(height, #list) end
    for line = 1, height do
        local cells = {}
        for i, list in ipairs(lists) do cells[i] = list[at_bottom and #list - height + line or line] or "" end
        put(cells)
    end
end

-- The heads of the columns at `positions` and the rule below them; heads of several lines stand on the rule.
local function put_heads(put, heads, positions, widths)
    local broken, rules = {}, {}
    for k, w in ipairs(widths) do
        local head = heads[positions[k]]
        broken[k] = width(head) <= w and { head } or break_lines(head, w)
        rules[k] = ("─"):rep(w)
    end
    put_lines(put, broken, true)
    put(rules)
end

-- A row: texts of columns that wrap over several lines.
local function put_row(put, columns, cells, positions, widths)
    local broken = {}
    for k, w in ipairs(widths) do
        local i = positions[k]
        broken[k] = columns[i].wrap and width(cells[i]) > w and break_lines(cells[i], w) or { cells[i] }
    end
    put_lines(put, broken)
end

local TEXT_OPTIONS = { "width", "rows", "header", "caption" }

--- Aligned text. width: columns to fit into (default: the terminal's; unlimited elsewhere; 0 = unlimited): heads and
-- the columns that wrap break, other texts are cut, columns are left out and named; rows: print at most so
-- many and say how many more there are.
function writers.text(self, options)
    options = args.check_options(options, TEXT_OPTIONS, "table:text")
    local limit = options.width or toolkit.terminal_width()
    local last = math.min(options.rows or #self.rows, #self.rows)
    local grid, cell_widths = text_grid(self, last)
    local heads, aligns, floors, out = {}, {}, {}, {}
    for i, column in ipairs(self.columns) do
        heads[i] = options.header ~= false and visible(title_of(column)) or ""
        aligns[i] = alignment(column, self, i)
        floors[i] = not is_numeric(column, self, i) and (column.least or LEAST)
    end
    local positions, widths = fit_columns(self.columns, heads, cell_widths, floors, limit)
    local function put(cells)
        local parts = {}
        for k, i in ipairs(positions) do parts[k] = pad(cells[k], widths[k], aligns[i]) end
        out[#out + 1] = concat(parts, "  "):match("^.*%S") or ""
    end
    if self.caption and options.caption ~= false then out[#out + 1] = visible(self.caption) end
    if options.header ~= false then put_heads(put, heads, positions, widths) end
    for r = 1, last do put_row(put, self.columns, grid[r], positions, widths) end
    local more = #self.rows - last
    if more > 0 then out[#out + 1] = ("… %d more row%s"):format(more, more == 1 and "" or "s") end
    if #positions < #heads then
        local names, k = {}, 1
        for i, column in ipairs(self.columns) do
            if positions[k] == i then k = k + 1 else names[#names + 1] = column.name end
        end
        out[#out + 1] = ("… also %s"):format(visible(concat(names, ", ")))
    end
    if self.note then out[#out + 1] = visible(self.note) end
    return concat(out, "\n") .. "\n"
end

-- ---- CSV and TSV -----------------------------------------------------------------------------

-- A spreadsheet takes a cell that starts so for a formula. An apostrophe in front makes it text; a plain number stays
-- as it is, and so do signs alone ("-", "=", a word of many a corpus), which compute nothing.
local function safe_cell(text)
    if text:find("^[=+%-@\t\r]") and text:find("[%w\x80-\xff]") and not tonumber(text) then return "'" .. text end
    return text
end

local CSV_OPTIONS = { "safe", "header", "separator" }

--- RFC 4180 with "\n". safe (default true): text cells that a spreadsheet would run as formulas get an apostrophe.
function writers.csv(self, options)
    options = args.check_options(options, CSV_OPTIONS, "table:csv")
    local safe, separator = options.safe ~= false, options.separator or ","
    local special = '[%c"' .. separator:gsub("%W", "%%%0") .. "]"
    local function cell(value)
        if value == nil or value == json.null then return "" end
        local text = exact(value)
        if type(value) ~= "number" then
            if safe then text = safe_cell(text) end
            if text:find(special) or text:find("^ ") or text:find(" $") then
                text = '"' .. text:gsub('"', '""') .. '"'
            end
        end
        return text
    end
    local out = {}
    if options.header ~= false then
        local names = {}
        for i, column in ipairs(self.columns) do names[i] = cell(column.name) end
        out[1] = concat(names, separator)
    end
    local n = #self.columns
    for _, row in ipairs(self.rows) do
        local cells = {}
        for i = 1, n do cells[i] = cell(rawget(row, i)) end
        out[#out + 1] = concat(cells, separator)
    end
    out[#out + 1] = ""
    return concat(out, "\n")
end

local TSV_ESCAPES = { ["\t"] = "\\t", ["\n"] = "\\n", ["\r"] = "\\r", ["\\"] = "\\\\" }
local TSV_OPTIONS = { "safe", "header" }

--- One line a row; tabs, line breaks and backslashes inside cells are written \t \n \r \\.
function writers.tsv(self, options)
    options = args.check_options(options, TSV_OPTIONS, "table:tsv")
    local safe = options.safe ~= false
    local function cell(value)
        if value == nil or value == json.null then return "" end
        local text = exact(value)
        if type(value) ~= "number" and safe then text = safe_cell(text) end
        return (text:gsub("[\t\n\r\\]", TSV_ESCAPES))
    end
    local out = {}
    if options.header ~= false then
        local names = {}
        for i, column in ipairs(self.columns) do names[i] = cell(column.name) end
        out[1] = concat(names, "\t")
    end
    local n = #self.columns
    for _, row in ipairs(self.rows) do
        local cells = {}
        for i = 1, n do cells[i] = cell(rawget(row, i)) end
        out[#out + 1] = concat(cells, "\t")
    end
    out[#out + 1] = ""
    return concat(out, "\n")
end

--- CSV text as a list of lists of cells; nil and the reason when a quote does not end. Linear in the text.
function formats.read_csv(text)
    local lines, cells, at, length, line = {}, {}, 1, #text, 1
    if text:sub(1, 3) == "\u{FEFF}" then at = 4 end
    while at <= length do
        local value, stop
        if text:byte(at) == 34 then
            local parts, from, opened = {}, at + 1, line
            while true do
                local quote = text:find('"', from, true)
                if not quote then return nil, ("line %d: a quoted cell does not end"):format(opened) end
                parts[#parts + 1] = text:sub(from, quote - 1)
                from = quote + 1
                if text:byte(from) ~= 34 then break end
                parts[#parts + 1] = '"'
                from = from + 1
            end
            value, stop = concat(parts), from
            local _, breaks = value:gsub("\n", "")
            line = line + breaks
            if stop <= length and not text:find("^[,\r\n]", stop) then
                return nil, ("line %d: something follows a quoted cell"):format(line)
            end
        else
            stop = text:find("[,\r\n]", at) or length + 1
            value = text:sub(at, stop - 1)
        end
        cells[#cells + 1] = value
        local c = text:byte(stop)
        if c == 44 then
            at = stop + 1
            if at > length then cells[#cells + 1] = "" end
        else
            if c == 13 and text:byte(stop + 1) == 10 then stop = stop + 1 end
            at, line = stop + 1, line + 1
            if #cells > 1 or cells[1] ~= "" then lines[#lines + 1] = cells end
            cells = {}
        end
    end
    if #cells > 0 then lines[#lines + 1] = cells end
    return lines
end

local TSV_UNESCAPES = { t = "\t", n = "\n", r = "\r", ["\\"] = "\\" }

--- TSV text as a list of lists of cells.
function formats.read_tsv(text)
    local lines = {}
    if text:sub(1, 3) == "\u{FEFF}" then text = text:sub(4) end
    for line in text:gmatch("([^\n]+)") do
        line = line:gsub("\r$", "")
        local cells = {}
        for cell in (line .. "\t"):gmatch("(.-)\t") do
            if cell:find("\\", 1, true) then cell = cell:gsub("\\([tnr\\])", TSV_UNESCAPES) end
            cells[#cells + 1] = cell
        end
        lines[#lines + 1] = cells
    end
    return lines
end

-- ---- JSON ------------------------------------------------------------------------------------

local function json_row(self, row)
    local object, order = {}, {}
    for i, column in ipairs(self.columns) do
        local value = rawget(row, i)
        if type(value) == "number" and not json.number(value) then value = nil end
        order[i] = column.name
        object[column.name] = value == nil and json.null or value
    end
    return json.object(object, order)
end

local JSON_OPTIONS = { "pretty", "html" }

--- A list of objects whose keys stand in the order of the columns. Not-a-number and infinities become null.
function writers.json(self, options)
    options = args.check_options(options, JSON_OPTIONS, "table:json")
    local list = {}
    for i, row in ipairs(self.rows) do list[i] = json_row(self, row) end
    return json.encode(json.array(list), options) .. "\n"
end

function writers.jsonl(self, options)
    options = args.check_options(options, JSON_OPTIONS, "table:jsonl")
    local out = {}
    for i, row in ipairs(self.rows) do out[i] = json.encode(json_row(self, row), { html = options.html }) end
    out[#out + 1] = ""
    return concat(out, "\n")
end

-- ---- Markdown and HTML -----------------------------------------------------------------------

local function markdown_cell(text)
    text = text:gsub("[%c]+", " "):gsub("\\", "\\\\"):gsub("|", "\\|"):gsub("<", "&lt;")
    return text
end

local NO_OPTIONS = {}

--- A pipe table, as GitHub and pandoc read it.
function writers.markdown(self, options)
    args.check_options(options, NO_OPTIONS, "table:markdown")
    local out, heads, rules = {}, {}, {}
    for i, column in ipairs(self.columns) do
        heads[i] = markdown_cell(title_of(column))
        rules[i] = alignment(column, self, i) == "right" and "---:" or "---"
    end
    if self.caption then out[1] = markdown_cell(self.caption) .. "\n" end
    out[#out + 1] = "| " .. concat(heads, " | ") .. " |"
    out[#out + 1] = "| " .. concat(rules, " | ") .. " |"
    for _, row in ipairs(self.rows) do
        local cells = {}
        for i, column in ipairs(self.columns) do cells[i] = markdown_cell(shown(column, rawget(row, i), row)) end
        out[#out + 1] = "| " .. concat(cells, " | ") .. " |"
    end
    out[#out + 1] = ""
    return concat(out, "\n")
end
writers.md = writers.markdown

local HTML_ESCAPES = { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;", ["'"] = "&#39;" }

-- Text in HTML: what is not allowed there (controls, ill-formed bytes) is shown as an escape.
local function escape(text)
    text = tostring(text)
    if text:find("[%z\1-\8\11\12\14-\31\127]") or not utf8.len(text) then
        text = visible(text, { newline = true, tab = true })
    end
    return (text:gsub("[&<>\"']", HTML_ESCAPES))
end
formats.escape = escape

--- A cell as a reader sees it.
formats.shown = shown

-- Only these may be linked to: the web and places inside the page.
local function safe_href(href)
    if href and (href:find("^https?://") or href:find("^#")) then return href end
end

local HTML_OPTIONS = { "id", "class", "caption", "rows" }

-- How wide a column of text wants to be: "short" never breaks, "long" keeps room for a sentence.
local SHORT, LONG, ROOM = 16, 80, 24

local function width_class(grid, position, column)
    local most = 0
    for _, cells in ipairs(grid) do most = math.max(most, #cells[position]) end
    local long = most >= LONG or (column.least or 0) >= ROOM and most > ROOM
    return most <= SHORT and "short" or long and "long" or nil
end

--- A <table> with caption, column headers with scope, numbers marked class="n" and their exact value in data-v.
function writers.html(self, options)
    options = args.check_options(options, HTML_OPTIONS, "table:html")
    local last = math.min(options.rows or #self.rows, #self.rows)
    local grid, classes, numeric = {}, {}, {}
    for r = 1, last do
        local row, cells = self.rows[r], {}
        for i, column in ipairs(self.columns) do cells[i] = shown(column, rawget(row, i), row) end
        grid[r] = cells
    end
    local out = { ("<table%s%s>"):format(options.id and (' id="%s"'):format(escape(options.id)) or "",
        options.class and options.class ~= "" and (' class="%s"'):format(escape(options.class)) or "") }
    local caption = options.caption or self.caption
    if caption then out[2] = ("<caption>%s</caption>"):format(escape(caption)) end
    out[#out + 1] = "<thead><tr>"
    for i, column in ipairs(self.columns) do
        numeric[i] = alignment(column, self, i) == "right"
        local class = numeric[i] and "n" or not column.html and width_class(grid, i, column)
        classes[i] = class and (' class="%s"'):format(class) or ""
        out[#out + 1] = ('<th scope="col"%s%s>%s</th>'):format(numeric[i] and classes[i] or "",
            column.help and (' title="%s"'):format(escape(column.help)) or "", escape(title_of(column)))
    end
    out[#out + 1] = "</tr></thead>\n<tbody>"
    for r = 1, last do
        local row, cells = self.rows[r], {}
        for i, column in ipairs(self.columns) do
            local value = rawget(row, i)
            local text = column.html and column.html(value, row) or escape(grid[r][i])
            local href = column.href and safe_href(column.href(row))
            if href then text = ('<a href="%s">%s</a>'):format(escape(href), text) end
            local attributes = classes[i]
            if type(value) == "number" then attributes = ('%s data-v="%s"'):format(attributes, exact(value)) end
            if i == 1 and not numeric[i] then
                cells[i] = ('<th scope="row"%s>%s</th>'):format(attributes, text)
            else
                cells[i] = ("<td%s>%s</td>"):format(attributes, text)
            end
        end
        out[#out + 1] = "<tr>" .. concat(cells) .. "</tr>"
    end
    out[#out + 1] = "</tbody></table>\n"
    return concat(out, "\n")
end

return formats
