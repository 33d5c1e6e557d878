--- Points of two measures, the outstanding ones named: keyness as effect against frequency.

local scale = require "toolkit.chart.scale"

local NAMED = 48 -- names that are tried; those that would collide are left out
local scatter = { options = { "x", "y", "label", "series", "log", "digits", "names" },
    columns = { "x", "y", "label", "series" } }

function scatter.size()
    return 720, 440
end

local function is_finite(value)
    return type(value) == "number" and value == value and math.abs(value) ~= math.huge
end

-- The rows that have a place, and their bounds.
local function gather(rows, log)
    local points, x_low, x_high, y_low, y_high = {}, math.huge, -math.huge, math.huge, -math.huge
    for _, row in ipairs(rows) do
        if is_finite(row.x) and is_finite(row.y) and (not log or row.x > 0) then
            points[#points + 1] = row
            x_low, x_high = math.min(x_low, row.x), math.max(x_high, row.x)
            y_low, y_high = math.min(y_low, row.y), math.max(y_high, row.y)
        end
    end
    if #points == 0 then return points, 1, 10, 0, 1 end
    return points, x_low, x_high, y_low, y_high
end

-- Axes and grid; the scales of both directions and the frame { left, right, top, bottom }.
local function draw_axes(canvas, options, x_low, x_high, y_low, y_high)
    local top, bottom, right, left = 28, canvas.height - 46, canvas.width - 16, 0
    local y, y_ticks = scale.linear(y_low, y_high, bottom, top, { ticks = 6 })
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
    return x, y, { left = left, right = right, top = top, bottom = bottom }
end

local function draw_points(canvas, points, x, y, frame, digits)
    local colors, series, count = {}, {}, 0
    for _, row in ipairs(points) do
        local name = row.series == nil and "" or tostring(row.series)
        if not colors[name] then
            count = count + 1
            series[count] = name
            colors[name] = (count - 1) % 8 + 1
        end
        canvas:circle(x(row.x), y(row.y), 4, "point soft-point f" .. colors[name], ("%s%s, %s"):format(
            row.label and tostring(row.label) .. ": " or "", scale.number(row.x), scale.number(row.y, digits)))
    end
    if count > 1 then canvas:legend(frame.left, frame.bottom + 36, series) end
end

-- The points that are named: the first rows, which are the best ones of a ranked table, and those far from the middle,
-- by turns.
local function order_of_names(points, x, y, frame)
    local far = {}
    for i, row in ipairs(points) do
        local dx = (x(row.x) - (frame.left + frame.right) / 2) / (frame.right - frame.left)
        local dy = (y(row.y) - (frame.top + frame.bottom) / 2) / (frame.bottom - frame.top)
        far[i] = { at = i, distance = dx * dx + dy * dy }
    end
    table.sort(far, function(a, b)
        if a.distance ~= b.distance then return a.distance > b.distance end
        return a.at < b.at
    end)
    local order, seen = {}, {}
    for i = 1, #points do
        for _, at in ipairs { far[i].at, i } do
            if not seen[at] then
                seen[at] = true
                order[#order + 1] = points[at]
            end
        end
    end
    return order
end

-- Names beside their points; one that would cover another name or a point is left out.
local function draw_names(canvas, points, x, y, frame, most)
    local taken, names = {}, {}
    for i, row in ipairs(points) do
        taken[i] = { x(row.x) - 3, y(row.y) - 3, x(row.x) + 3, y(row.y) + 3 }
        names[i] = tostring(row.label)
    end
    local short = canvas.without_folders(names)
    local function is_free(from, width, py)
        if from < frame.left or from + width > canvas.width then return false end
        for _, box in ipairs(taken) do
            if from < box[3] and box[1] < from + width and py - 7 < box[4] and box[2] < py + 7 then return false end
        end
        return true
    end
    local order = order_of_names(points, x, y, frame)
    for i = 1, math.min(most, #order) do
        local row = order[i]
        local text = row.label ~= nil and canvas.shorten(short(tostring(row.label)), 140)
        local width, px, py = canvas.text_width(text or ""), x(row.x), y(row.y)
        for _, side in ipairs(text and { 1, -1 } or {}) do
            local from = side == 1 and px + 7 or px - 7 - width
            if is_free(from, width, py) then
                taken[#taken + 1] = { from, py - 7, from + width, py + 7 }
                canvas:text(px + 7 * side, py + 4, text, "halo", side == 1 and "start" or "end", tostring(row.label))
                break
            end
        end
    end
end

function scatter.draw(canvas, rows, options)
    local points, x_low, x_high, y_low, y_high = gather(rows, options.log)
    local x, y, frame = draw_axes(canvas, options, x_low, x_high, y_low, y_high)
    draw_points(canvas, points, x, y, frame, options.digits)
    draw_names(canvas, points, x, y, frame, options.names or NAMED)
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
