--- Horizontal bars, one for each row, with intervals when there are any: frequencies, shares, effect sizes.

local scale = require "toolkit.chart.scale"

local ROW, GAP = 26, 6
local bar = { options = { "x", "y", "low", "high", "digits" }, columns = { "x", "y", "low", "high" } }

function bar.size(rows)
    return 720, #rows * ROW + 44
end

function bar.draw(canvas, rows, options)
    local low, high, widest, names = 0, 0, 0, {}
    for i, row in ipairs(rows) do names[i] = tostring(row.x) end
    local short = canvas.without_folders(names)
    for _, row in ipairs(rows) do
        low = math.min(low, row.y, row.low or row.y)
        high = math.max(high, row.y, row.high or row.y)
        widest = math.max(widest, canvas.text_width(short(tostring(row.x))))
    end
    local left = math.min(widest + 14, canvas.width * 0.36)
    local right = canvas.width - 62
    local x, ticks = scale.linear(low, high, left, right, { zero = true, nice = false, ticks = 5 })
    local bottom = #rows * ROW + 8
    for _, tick in ipairs(ticks) do
        canvas:line(x(tick), 4, x(tick), bottom, "grid")
        canvas:text(x(tick), bottom + 16, scale.number(tick), "small", "middle")
    end
    if options.y_title then canvas:text(right, bottom + 32, options.y_title, "small", "end") end
    for i, row in ipairs(rows) do
        local y = (i - 1) * ROW + 8
        local middle = y + (ROW - GAP) / 2
        local a, b = x(math.min(0, row.y)), x(math.max(0, row.y))
        local text = scale.number(row.y, options.digits)
        canvas:rect(a, y, b - a, ROW - GAP, row.y < 0 and "f2" or "f1", ("%s: %s"):format(row.x, text))
        canvas:name(left - 8, middle + 4, names[i], left - 12, short)
        local label_at = b
        if row.low and row.high then
            canvas:line(x(row.low), middle, x(row.high), middle, "whisker")
            canvas:line(x(row.low), middle - 4, x(row.low), middle + 4, "whisker")
            canvas:line(x(row.high), middle - 4, x(row.high), middle + 4, "whisker")
            label_at = math.max(b, x(row.high))
        end
        canvas:text(label_at + 6, middle + 4, text, "small")
    end
    canvas:line(x(0), 4, x(0), bottom, "axis")
end

function bar.vega(fields)
    local layer = { { mark = { type = "bar", tooltip = true } } }
    if fields.low and fields.high then
        layer[2] = { mark = "rule", encoding = { x = { field = fields.low, type = "quantitative" },
            x2 = { field = fields.high } } }
    end
    return { layer = layer, encoding = {
        y = { field = fields.x, type = "nominal", sort = false, title = "" },
        x = { field = fields.y, type = "quantitative" },
    } }
end

function bar.describe(rows, fields)
    local top = rows[1]
    for _, row in ipairs(rows) do if row.y > top.y then top = row end end
    return ("Bars of %s for %d values of %s. The longest is %s with %s."):format(
        fields.y, #rows, fields.x, tostring(top.x), scale.number(top.y))
end

return bar
