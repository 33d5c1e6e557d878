--- Where a word occurs: a lane for each document, a stroke for each hit; documents in the order given, or by date.

local scale = require "toolkit.chart.scale"

local LANE = 22
local dispersion = { options = { "document", "position", "length", "series" },
    columns = { "document", "position", "length", "series" } }

local function lanes_of(rows)
    local lanes, by_name, longest = {}, {}, 0
    for _, row in ipairs(rows) do
        local name = tostring(row.document)
        local lane = by_name[name]
        if not lane then
            lane = { name = name, hits = {}, length = 0 }
            by_name[name], lanes[#lanes + 1] = lane, lane
        end
        if row.position then lane.hits[#lane.hits + 1] = { row.position, row.series } end
        lane.length = math.max(lane.length, row.length or 0, row.position or 0)
        longest = math.max(longest, lane.length)
    end
    return lanes, longest
end

function dispersion.size(rows)
    return 720, #lanes_of(rows) * LANE + 46
end

function dispersion.draw(canvas, rows)
    local lanes, longest = lanes_of(rows)
    local left, names = 0, {}
    for i, lane in ipairs(lanes) do names[i] = lane.name end
    local short = canvas.without_folders(names)
    for _, name in ipairs(names) do left = math.max(left, canvas.text_width(short(name))) end
    left = math.min(left + 12, 240)
    local right = canvas.width - 40
    local x, ticks = scale.linear(0, math.max(longest, 1), left, right, { nice = false })
    local bottom = #lanes * LANE + 6
    local colors, series, count = {}, {}, 0
    for i, lane in ipairs(lanes) do
        local y = (i - 1) * LANE + 6
        canvas:name(left - 8, y + LANE / 2 + 2, lane.name, left - 12, short)
        canvas:rect(left, y, x(lane.length) - left, LANE - 6, "lane")
        for _, hit in ipairs(lane.hits) do
            local name = hit[2] == nil and "" or tostring(hit[2])
            if not colors[name] then
                count = count + 1
                series[count] = name
                colors[name] = (count - 1) % 8 + 1
            end
            canvas:line(x(hit[1]), y, x(hit[1]), y + LANE - 6, "tick l" .. colors[name])
        end
        canvas:text(x(lane.length) + 6, y + LANE / 2 + 2, ("%d"):format(#lane.hits), "small")
    end
    for _, tick in ipairs(ticks) do canvas:text(x(tick), bottom + 16, scale.number(tick), "small", "middle") end
    if count > 1 then canvas:legend(left, bottom + 34, series) end
end

function dispersion.vega(fields)
    return { mark = { type = "tick", tooltip = true }, encoding = {
        y = { field = fields.document, type = "nominal", sort = false },
        x = { field = fields.position, type = "quantitative" },
        color = fields.series and { field = fields.series, type = "nominal" } or nil,
    } }
end

function dispersion.describe(rows)
    local lanes, hits = lanes_of(rows), 0
    for _, lane in ipairs(lanes) do hits = hits + #lane.hits end
    return ("%d hits in %d documents, each document a lane from its first to its last word."):format(hits, #lanes)
end

return dispersion
