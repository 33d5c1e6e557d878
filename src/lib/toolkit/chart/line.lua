--- Lines over numbers or dates, one for each series, with a band for intervals. Rows without a date are counted below.

local scale = require "toolkit.chart.scale"

local line = { options = { "x", "y", "low", "high", "series", "digits", "zero" },
    columns = { "x", "y", "low", "high", "series" } }

function line.size()
    return 720, 340
end

-- Rows by series in order of appearance, sorted along x; and whether x is a date.
local function gather(rows)
    local series, by_name, dated, undated = {}, {}, false, 0
    for _, row in ipairs(rows) do
        if type(row.x) == "string" and scale.day_of(row.x) then dated = true end
    end
    for _, row in ipairs(rows) do
        local x = row.x
        if dated then x = scale.day_of(row.x) end
        if type(x) == "number" then
            local name = row.series == nil and "" or tostring(row.series)
            if not by_name[name] then
                by_name[name] = { name = name, points = {} }
                series[#series + 1] = by_name[name]
            end
            local points = by_name[name].points
            points[#points + 1] = { x = x, y = row.y, low = row.low, high = row.high, shown = row.x, at = #points }
        else
            undated = undated + 1
        end
    end
    for _, one in ipairs(series) do
        table.sort(one.points, function(a, b)
            if a.x ~= b.x then return a.x < b.x end
            return a.at < b.at
        end)
    end
    return series, dated, undated
end

-- Bounds of all series; intervals count up to 1.5 times the highest point, so that a period of a few words does not
-- press all others flat. Bands are cut off there.
local function extent(series)
    local x_low, x_high, y_low, y_high, top = math.huge, -math.huge, math.huge, -math.huge, -math.huge
    for _, one in ipairs(series) do
        for _, p in ipairs(one.points) do
            x_low, x_high = math.min(x_low, p.x), math.max(x_high, p.x)
            y_low, y_high = math.min(y_low, p.low or p.y), math.max(y_high, p.y)
            top = math.max(top, p.high or p.y)
        end
    end
    if #series == 0 then return 0, 1, 0, 1 end
    local most = y_high > 0 and 1.5 * y_high or y_high
    return x_low, x_high, y_low, math.max(y_high, math.min(top, most))
end

local function draw_y_axis(canvas, y, ticks, left, right)
    for _, tick in ipairs(ticks) do
        canvas:line(left, y(tick), right, y(tick), "grid")
        canvas:text(left - 8, y(tick) + 4, scale.number(tick), "small", "end")
    end
end

-- The axis of numbers or dates, and its scale.
local function draw_x_axis(canvas, low, high, left, right, bottom, dated)
    local x, ticks
    if dated then
        x, ticks = scale.time(low, high, left + 6, right - 6)
    else
        local plain
        x, plain = scale.linear(low, high, left + 6, right - 6, { nice = false, ticks = 6 })
        ticks = {}
        for i, tick in ipairs(plain) do ticks[i] = { tick, scale.number(tick) } end
    end
    canvas:line(left, bottom, right, bottom, "axis")
    for _, tick in ipairs(ticks) do
        canvas:line(x(tick[1]), bottom, x(tick[1]), bottom + 4, "axis")
        canvas:text(x(tick[1]), bottom + 18, tick[2], "small", "middle")
    end
    return x
end

-- One series: its band, its line, its points. Returns where it ends.
local function draw_series(canvas, one, x, y, top, color, digits)
    local curve, band_high, band_low = {}, {}, {}
    for _, p in ipairs(one.points) do
        curve[#curve + 1] = { x(p.x), y(p.y) }
        if p.low and p.high then
            band_high[#band_high + 1] = { x(p.x), math.max(top, y(p.high)) }
            table.insert(band_low, 1, { x(p.x), y(p.low) })
        end
    end
    if #band_high > 1 then
        table.move(band_low, 1, #band_low, #band_high + 1, band_high)
        canvas:path(band_high, "band f" .. color, true)
    end
    if #curve > 1 then canvas:path(curve, "line l" .. color) end
    for k, p in ipairs(one.points) do
        if #one.points <= 60 then
            canvas:circle(curve[k][1], curve[k][2], 3, "point f" .. color, ("%s%s: %s"):format(
                one.name ~= "" and one.name .. ", " or "", tostring(p.shown), scale.number(p.y, digits)))
        end
    end
    return curve[#curve]
end

-- Names at the ends of their lines, pushed apart.
local function draw_names(canvas, ends, right)
    table.sort(ends, function(a, b)
        if a.y ~= b.y then return a.y < b.y end
        return a.color < b.color
    end)
    local last = -math.huge
    for _, mark in ipairs(ends) do
        local place = math.max(mark.y, last + 14)
        local name = canvas.shorten(mark.name, canvas.width - right - 10)
        canvas:text(right + 8, place + 4, name, "f" .. mark.color .. " name", "start", mark.name)
        last = place
    end
end

function line.draw(canvas, rows, options)
    local series, dated, undated = gather(rows)
    local x_low, x_high, y_low, y_high = extent(series)
    local top, bottom = 14, canvas.height - (undated > 0 and 52 or 34)
    local y, y_ticks = scale.linear(y_low, y_high, bottom, top, { zero = options.zero ~= false })
    local left, widest = 0, 0
    for _, tick in ipairs(y_ticks) do left = math.max(left, canvas.text_width(scale.number(tick), 11)) end
    for _, one in ipairs(series) do widest = math.max(widest, canvas.text_width(one.name)) end
    left = left + 12
    local right = canvas.width - (#series > 1 and math.min(widest + 16, canvas.width * 0.25) or 14)
    draw_y_axis(canvas, y, y_ticks, left, right)
    local x = draw_x_axis(canvas, x_low, x_high, left, right, bottom, dated)
    if undated > 0 then
        canvas:text(right, bottom + 36, ("without a date: %d"):format(undated), "small", "end")
    end
    local ends = {}
    for i, one in ipairs(series) do
        local color = (i - 1) % 8 + 1
        local last = draw_series(canvas, one, x, y, top, color, options.digits)
        ends[i] = { y = last[2], name = one.name, color = color }
    end
    if #series > 1 then draw_names(canvas, ends, right) end
end

function line.vega(fields, rows)
    local dated = false
    for _, row in ipairs(rows) do dated = dated or (type(row.x) == "string" and scale.day_of(row.x) ~= nil) end
    local color = fields.series and { field = fields.series, type = "nominal" } or nil
    local layer = { { mark = { type = "line", point = true, tooltip = true },
        encoding = { y = { field = fields.y, type = "quantitative" } } } }
    if fields.low and fields.high then
        table.insert(layer, 1, { mark = { type = "area", opacity = 0.2 }, encoding = {
            y = { field = fields.low, type = "quantitative" }, y2 = { field = fields.high } } })
    end
    return { layer = layer, encoding = {
        x = { field = fields.x, type = dated and "temporal" or "quantitative" }, color = color,
    } }
end

function line.describe(rows, fields)
    local series = gather(rows)
    return ("Lines of %s over %s: %d series, %d points."):format(fields.y, fields.x, #series, #rows)
end

return line
