--- Events on a time line, a lane for each group, those without a date in a lane of their own.

local scale = require "toolkit.chart.scale"

local DOT, LINE = 5, 13
local timeline = { options = { "date", "label", "lane" }, columns = { "date", "label", "lane" } }

local function lanes_of(rows)
    local lanes, by_name, low, high, undated = {}, {}, math.huge, -math.huge, {}
    for _, row in ipairs(rows) do
        local day = scale.day_of(row.date)
        if day then
            local name = row.lane == nil and "" or tostring(row.lane)
            local lane = by_name[name]
            if not lane then
                lane = { name = name, events = {} }
                by_name[name], lanes[#lanes + 1] = lane, lane
            end
            lane.events[#lane.events + 1] = { day = day, row = row, at = #lane.events }
            low, high = math.min(low, day), math.max(high, day)
        else
            undated[#undated + 1] = row
        end
    end
    for _, lane in ipairs(lanes) do
        table.sort(lane.events, function(a, b)
            if a.day ~= b.day then return a.day < b.day end
            return a.at < b.at
        end)
    end
    if low > high then low, high = 0, 1 end
    return lanes, undated, low, high
end

-- The lanes with the height that their pile of same-day dots needs.
local function lay_out(rows)
    local lanes, undated, low, high = lanes_of(rows)
    local y = 8
    for _, lane in ipairs(lanes) do
        local pile, most = {}, 1
        for _, event in ipairs(lane.events) do
            -- Dots nearer than two radii share a pile: days become columns of that width.
            local column = high > low and (event.day - low) * 480 // (high - low) // (2 * DOT + 2) or 0
            pile[column] = (pile[column] or 0) + 1
            event.level = pile[column]
            most = math.max(most, pile[column])
        end
        lane.height = most * LINE + 14
        lane.y = y
        y = y + lane.height
    end
    return lanes, undated, low, high, y
end

function timeline.size(rows)
    local _, undated, _, _, y = lay_out(rows)
    return 720, y + 34 + (#undated > 0 and 30 or 0)
end

local function title(row)
    return ("%s%s"):format(row.date and tostring(row.date) .. ": " or "", row.label and tostring(row.label) or "")
end

function timeline.draw(canvas, rows)
    local lanes, undated, low, high, bottom = lay_out(rows)
    local left = #undated > 0 and canvas.text_width "without a date" or 0
    for _, lane in ipairs(lanes) do left = math.max(left, canvas.text_width(lane.name)) end
    left = math.min(left + 14, 190)
    local right = canvas.width - 24
    local x, ticks = scale.time(low, high, left + 10, right)
    for _, tick in ipairs(ticks) do
        canvas:line(x(tick[1]), 4, x(tick[1]), bottom, "grid")
        canvas:text(x(tick[1]), bottom + 16, tick[2], "small", "middle")
    end
    for i, lane in ipairs(lanes) do
        local base = lane.y + lane.height - 8
        canvas:line(left, base, right + 8, base, "axis")
        canvas:text(left - 8, base, canvas.shorten(lane.name, left - 10), "strong", "end")
        for _, event in ipairs(lane.events) do
            canvas:circle(x(event.day), base - (event.level - 1) * LINE - DOT - 1, DOT, "point f" .. (i - 1) % 8 + 1,
                title(event.row))
        end
    end
    if #undated > 0 then
        local y = bottom + 42
        canvas:text(left - 8, y + 4, "without a date", "strong", "end")
        local room = math.max(1, (right - left) // (2 * DOT + 3))
        for i = 1, math.min(#undated, room - 3) do
            canvas:circle(left + 10 + (i - 1) * (2 * DOT + 3), y, DOT, "point f7", title(undated[i]))
        end
        if #undated > room - 3 then
            canvas:text(left + 10 + (room - 3) * (2 * DOT + 3), y + 4, ("+%d"):format(#undated - room + 3), "small")
        end
    end
end

function timeline.vega(fields)
    return { transform = { { filter = ("isValid(datum[%q])"):format(fields.date) } },
        mark = { type = "circle", size = 80, tooltip = true }, encoding = {
            x = { field = fields.date, type = "temporal" },
            y = fields.lane and { field = fields.lane, type = "nominal", sort = false } or nil,
            tooltip = fields.label and { { field = fields.date, type = "nominal" },
                { field = fields.label, type = "nominal" } } or nil,
        } }
end

function timeline.describe(rows)
    local lanes, undated = lanes_of(rows)
    return ("%d events in %d lanes along time, %d without a date."):format(#rows - #undated, #lanes, #undated)
end

return timeline
