--- Charts: SVG that needs no script, from a toolkit.Table; the same rows give the same bytes.
--
-- Every chart has a title, a description in words, the table behind it, and a Vega-Lite form for other tools. How a
-- kind is drawn stands in toolkit/chart/KIND.lua.

local args = require "toolkit.args"
local files = require "toolkit.files"
local json = require "toolkit.json"
local Table = require "toolkit.table"
local Canvas = require "toolkit.chart.canvas"
local style = require "toolkit.chart.style"

local chart = {}

local Chart = { __name = "toolkit.Chart" }
Chart.__index = Chart

local COMMON = { "title", "description", "caption", "width", "height" }

-- ---- making one ------------------------------------------------------------------------------

-- Rows as the drawing wants them: its own names, whatever the columns are called.
local function bind(kind, name, t, options)
    local fields, rows = {}, {}
    for i, wanted in ipairs(kind.columns) do
        local column = options[wanted]
        if column == nil and t.index[wanted] then column = wanted end
        if column ~= nil then
            if not t.index[column] then
                local names = {}
                for k, c in ipairs(t.columns) do names[k] = c.name end
                local guess = args.nearest(tostring(column), names)
                error(("chart.%s: no column '%s'%s"):format(name, tostring(column),
                    guess and (" (did you mean '%s'?)"):format(guess) or ""), 3)
            end
            fields[wanted] = column
        elseif i <= kind.needs then
            error(("chart.%s: which column is `%s`? (%s = \"NAME\")"):format(name, wanted, wanted), 3)
        end
    end
    for i, row in ipairs(t.rows) do
        local values = {}
        for wanted, column in pairs(fields) do values[wanted] = row[column] end
        rows[i] = values
    end
    return rows, fields
end

local function make(name, kind, t, options)
    if getmetatable(t) ~= Table then
        error(("bad argument #1 to '%s' (toolkit.Table expected, got %s)"):format(name, type(t)), 3)
    end
    local known = table.move(COMMON, 1, #COMMON, 1, {})
    table.move(kind.options, 1, #kind.options, #known + 1, known)
    options = args.check_options(options, known, "chart." .. name)
    if type(options.title) ~= "string" then error(("chart.%s: a chart needs a title"):format(name), 3) end
    local rows, fields = bind(kind, name, t, options)
    local drawing = {}
    for key, value in pairs(options) do drawing[key] = value end
    for _, axis in ipairs { "x", "y" } do
        local column = fields[axis] and t.columns[t.index[fields[axis]]]
        if column then drawing[axis .. "_title"] = column.title or column.name end
        if axis == "y" and column and drawing.digits == nil then drawing.digits = column.digits end
    end
    return setmetatable({
        kind = name, title = options.title, caption = options.caption or options.title, table = t,
        description = options.description or (#rows > 0 and kind.describe(rows, fields) or "No data."),
        rows = rows, fields = fields, options = drawing,
    }, Chart)
end

local KINDS = {
    bar = { needs = 2 }, line = { needs = 2 }, scatter = { needs = 2 }, heat = { needs = 3 },
    dispersion = { needs = 2 }, timeline = { needs = 1 }, network = { needs = 2 },
}

for name, settings in pairs(KINDS) do
    local kind = require("toolkit.chart." .. name)
    kind.needs = settings.needs
    chart[name] = function(t, options) return make(name, kind, t, options) end
end

-- ---- what it can do --------------------------------------------------------------------------

local SVG_OPTIONS = { "standalone" }

--- The picture. In a report (toolkit.report) the page brings the colours; standalone = true brings them along.
function Chart:svg(options)
    options = args.check_options(options, SVG_OPTIONS, "chart:svg")
    local kind = require("toolkit.chart." .. self.kind)
    local width, height = kind.size(self.rows, Canvas)
    local canvas = Canvas.new(math.ceil(self.options.width or width), math.ceil(self.options.height or height))
    if #self.rows > 0 then
        kind.draw(canvas, self.rows, self.options)
    else
        canvas:text(canvas.width / 2, canvas.height / 2, "no data", "small", "middle")
    end
    return canvas:svg { title = self.title, description = self.description,
        style = options.standalone and style.variables .. style.rules or nil }
end

--- The chart as a Vega-Lite 5 specification (a table for toolkit.json).
function Chart:vega()
    local kind = require("toolkit.chart." .. self.kind)
    local spec = kind.vega(self.fields, self.rows, self.options)
    spec["$schema"] = "https://vega.github.io/schema/vega-lite/v5.json"
    spec.title, spec.description = self.title, self.description
    if spec.data == false then
        spec.data = nil
    else
        local values = json.array {}
        for i, row in ipairs(self.rows) do
            local value = {}
            for wanted, column in pairs(self.fields) do
                local cell = row[wanted]
                if type(cell) == "number" and not json.number(cell) then cell = nil end
                value[column] = cell == nil and json.null or cell
            end
            values[i] = json.object(value)
        end
        spec.data = { values = values }
    end
    return json.object(spec, { "$schema", "title", "description", "data" })
end

--- The Vega-Lite specification as JSON text.
function Chart:json()
    return json.encode(self:vega(), { pretty = true }) .. "\n"
end

--- Writes NAME.svg (standalone) or NAME.json (Vega-Lite), by the name. Returns true, or nil and the reason.
function Chart:write(path)
    local text
    if path:match "%.svg$" then
        text = self:svg { standalone = true }
    elseif path:match "%.json$" then
        text = self:json()
    else
        error(("chart:write: '%s' is neither .svg nor .json"):format(path), 2)
    end
    return files.write(path, text)
end

function Chart:__tostring()
    return ("toolkit.Chart: %s, %d rows: %s"):format(self.kind, #self.rows, self.title)
end

-- ---- sparklines ------------------------------------------------------------------------------

local function bounds(values)
    local low, high = math.huge, -math.huge
    for _, v in ipairs(values) do
        if v and v == v then low, high = math.min(low, v), math.max(high, v) end
    end
    return math.min(low, 0), high
end

--- A tiny line for a cell of an HTML table (column option html): SVG with its values as title.
function chart.sparkline(values, options)
    options = args.check_options(options, { "width", "height", "title" }, "chart.sparkline")
    local width, height = options.width or 88, options.height or 20
    local low, high = bounds(values)
    if high < low or #values == 0 then return "" end
    local span = high > low and high - low or 1
    local points = {}
    for i, v in ipairs(values) do
        if v and v == v then
            points[#points + 1] = { 2 + (width - 6) * (#values > 1 and (i - 1) / (#values - 1) or 0.5),
                height - 3 - (height - 6) * (v - low) / span }
        end
    end
    local canvas = Canvas.new(width, height)
    canvas:path(points, "line l1")
    canvas:circle(points[#points][1], points[#points][2], 2.2, "f2")
    local shown = {}
    for i, v in ipairs(values) do shown[i] = v and ("%g"):format(v) or "–" end
    local escape = require("toolkit.table.formats").escape
    return ('<svg xmlns="http://www.w3.org/2000/svg" class="tk" viewBox="0 0 %d %d" width="%d" height="%d" role="img" '
        .. 'aria-label="%s">%s</svg>'):format(width, height, width, height,
        escape(options.title or table.concat(shown, ", ")), table.concat(canvas.parts))
end

local BLOCKS = { "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" }

--- The same in one line of text, for terminals: ▁▃█▂.
function chart.blocks(values)
    local low, high = bounds(values)
    local out = {}
    for i, v in ipairs(values) do
        if not v or v ~= v then
            out[i] = " "
        else
            out[i] = BLOCKS[high > low and math.min(8, 1 + math.floor((v - low) / (high - low) * 8)) or 1]
        end
    end
    return table.concat(out)
end

--- The style sheet that charts need when they stand in a page of one's own (toolkit.report has it).
chart.style = style.variables .. style.rules

return chart
