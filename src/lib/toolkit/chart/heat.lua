--- A matrix of numbers as shaded cells: who accuses whom, similarity of documents.

local scale = require "toolkit.chart.scale"

local CELL, STEPS = 34, 9
local heat = { options = { "x", "y", "value", "digits" }, columns = { "x", "y", "value" } }

local function axes(rows)
    local xs, ys, seen_x, seen_y, cells, most = {}, {}, {}, {}, {}, 0
    for _, row in ipairs(rows) do
        local x, y = tostring(row.x), tostring(row.y)
        if not seen_x[x] then seen_x[x], xs[#xs + 1] = true, x end
        if not seen_y[y] then
            seen_y[y], ys[#ys + 1] = true, y
            cells[y] = {}
        end
        if type(row.value) == "number" and row.value == row.value then
            cells[y][x] = (cells[y][x] or 0) + row.value
            most = math.max(most, math.abs(cells[y][x]))
        end
    end
    return xs, ys, cells, most
end

local function margins(canvas_class, xs, ys)
    local left, top = 0, 0
    local short_x, short_y = canvas_class.without_folders(xs), canvas_class.without_folders(ys)
    for _, y in ipairs(ys) do left = math.max(left, canvas_class.text_width(short_y(y))) end
    for _, x in ipairs(xs) do top = math.max(top, canvas_class.text_width(short_x(x))) end
    return math.min(left, 200) + 12, math.min(top, 150) * 0.72 + 16
end

function heat.size(rows, canvas_class)
    local xs, ys = axes(rows)
    local left, top = margins(canvas_class, xs, ys)
    return left + #xs * CELL + math.max(40, top * 0.8), top + #ys * CELL + 8
end

function heat.draw(canvas, rows, options)
    local xs, ys, cells, most = axes(rows)
    local left, top = margins(canvas, xs, ys)
    local short_x, short_y = canvas.without_folders(xs), canvas.without_folders(ys)
    for i, x in ipairs(xs) do
        canvas:slanted(left + (i - 0.35) * CELL, top - 8, canvas.shorten(short_x(x), 150), "strong")
    end
    for k, y in ipairs(ys) do
        local row_y = top + (k - 1) * CELL
        canvas:name(left - 8, row_y + CELL / 2 + 4, y, left - 12, short_y)
        for i, x in ipairs(xs) do
            local value = cells[y][x]
            local cell_x = left + (i - 1) * CELL
            if not value or value == 0 then
                canvas:rect(cell_x, row_y, CELL - 2, CELL - 2, "empty")
            else
                local step = math.max(1, math.ceil(math.abs(value) / most * STEPS))
                local text = scale.number(value, options.digits)
                canvas:rect(cell_x, row_y, CELL - 2, CELL - 2, value < 0 and "f2" or "f1",
                    ("%s, %s: %s"):format(y, x, text), (' fill-opacity="%s"'):format(canvas.coordinate(step / STEPS)))
                if canvas.text_width(text, 11) <= CELL - 4 then
                    canvas:text(cell_x + CELL / 2 - 1, row_y + CELL / 2 + 3, text,
                        step / STEPS > 0.6 and "small inverse" or "small strong", "middle")
                end
            end
        end
    end
end

function heat.vega(fields)
    return { mark = { type = "rect", tooltip = true }, encoding = {
        x = { field = fields.x, type = "nominal", sort = false },
        y = { field = fields.y, type = "nominal", sort = false },
        color = { field = fields.value, type = "quantitative" },
    } }
end

function heat.describe(rows, fields)
    local xs, ys = axes(rows)
    return ("A matrix of %s: %d rows (%s), %d columns (%s)."):format(fields.value, #ys, fields.y, #xs, fields.x)
end

return heat
