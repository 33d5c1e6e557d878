--- Points of two measures, the outstanding ones named: keyness as effect against frequency.

local scale = require "toolkit.chart.scale"

local NAMED = 24 -- names that are tried; those that would collide are left out
local scatter = { options = { "x", "y", "label", "series", "log", "digits", "names" },
    columns = { "x", "y", "label", "series" } }

function scatter.size()
    return 720, 440
end

function scatter.draw(canvas, rows, options)
    local x_low, x_high, y_low, y_high = math.huge, -math.huge, math.huge, -math.huge
    local points, colors, series, count = {}, {}, {}, 0
    for _, row in ipairs(rows) do
        if type(row.x) == "number" and type(row.y) == "number" and row.x == row.x and row.y == row.y
            and math.abs(row.x) ~= math.huge and math.abs(row.y) ~= math.huge and (not options.log or row.x > 0) then
            points[#points + 1] = row
            x_low, x_high = math.min(x_low, row.x), math.max(x_high, row.x)
            y_low, y_high = math.min(y_low, row.y), math.max(y_high, row.y)
        end
    end
    if #points == 0 then x_low, x_high, y_low, y_high = 1, 10, 0, 1 end
    local top, bottom, right = 28, canvas.height - 46, canvas.width - 16
    local y, y_ticks = scale.linear(y_low, y_high, bottom, top, { ticks = 6 })
    local left = 0
    for _, tick in ipairs(y_ticks) do left = math.max(left, canvas.text_width(scale.number(tick), 11)) end
    left = left + 14
    local x, x_ticks
    if options.log then
        x, x_ticks = scale.log(x_low, x_high, left + 10, right - 10)
    else
        x, x_ticks = scale.linear(x_low, x_high, left + 4, right - 4, { ticks = 6 })
    end
    for _, tick in ipairs(y_ticks) do
        canvas:line(left, y(tick), right, y(tick), tick == 0 and "axis" or "grid")
        canvas:text(left - 8, y(tick) + 4, scale.number(tick), "small", "end")
    end
    for _, tick in ipairs(x_ticks) do
        canvas:line(x(tick), top, x(tick), bottom, "grid")
        canvas:text(x(tick), bottom + 17, scale.number(tick), "small", "middle")
    end
    canvas:text(right, bottom + 36, options.x_title .. (options.log and " (log scale)" or ""), "small", "end")
    canvas:text(left, 12, options.y_title, "small")
    for _, row in ipairs(points) do
        local name = row.series == nil and "" or tostring(row.series)
        if not colors[name] then
            count = count + 1
            series[count] = name
            colors[name] = (count - 1) % 8 + 1
        end
        canvas:circle(x(row.x), y(row.y), 4, "point soft-point f" .. colors[name], ("%s%s, %s"):format(
            row.label and tostring(row.label) .. ": " or "", scale.number(row.x, options.digits),
            scale.number(row.y, options.digits)))
    end
    if count > 1 then canvas:legend(left, bottom + 36, series) end
    -- Name the points far from the middle first; a name that would cover another is left out.
    local order, taken = {}, {}
    for i, row in ipairs(points) do
        taken[i] = { x(row.x) - 3, y(row.y) - 3, x(row.x) + 3, y(row.y) + 3 }
        local dx = (x(row.x) - (left + right) / 2) / (right - left)
        local dy = (y(row.y) - (top + bottom) / 2) / (bottom - top)
        order[i] = { row = row, weight = dx * dx + dy * dy, at = i }
    end
    table.sort(order, function(a, b)
        if a.weight ~= b.weight then return a.weight > b.weight end
        return a.at < b.at
    end)
    for i = 1, math.min(options.names or NAMED, #order) do
        local row = order[i].row
        if row.label ~= nil then
            local text = canvas.shorten(tostring(row.label), 140)
            local width = canvas.text_width(text)
            local px, py = x(row.x), y(row.y)
            for _, side in ipairs { 1, -1 } do
                local from = side == 1 and px + 7 or px - 7 - width
                local free = from >= left and from + width <= canvas.width
                for _, box in ipairs(taken) do
                    local beside = from < box[3] and box[1] < from + width
                    if beside and py - 7 < box[4] and box[2] < py + 7 then free = false end
                end
                if free then
                    taken[#taken + 1] = { from, py - 7, from + width, py + 7 }
                    canvas:text(side == 1 and px + 7 or px - 7, py + 4, text, "halo", side == 1 and "start" or "end")
                    break
                end
            end
        end
    end
end

function scatter.vega(fields, _, options)
    return { mark = { type = "point", filled = true, tooltip = true }, encoding = {
        x = { field = fields.x, type = "quantitative", scale = options.log and { type = "log" } or nil },
        y = { field = fields.y, type = "quantitative" },
        color = fields.series and { field = fields.series, type = "nominal" } or nil,
        tooltip = fields.label and { { field = fields.label, type = "nominal" },
            { field = fields.x, type = "quantitative" }, { field = fields.y, type = "quantitative" } } or nil,
    } }
end

function scatter.describe(rows, fields)
    return ("%d points: %s across, %s upwards."):format(#rows, fields.x, fields.y)
end

return scatter
