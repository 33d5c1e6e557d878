--- Who is linked to whom: nodes placed by forces from a fixed start, so that the same links give the same picture.

local network = { options = { "from", "to", "weight", "kind", "directed" },
    columns = { "from", "to", "weight", "kind" } }

local ROUNDS = 300
local WIDTH, HEIGHT, MARGIN = 720, 520, 60

-- Nodes in order of appearance with their summed weight; links merged by their ends.
local function graph(rows)
    local nodes, index, links, by_ends = {}, {}, {}, {}
    local function node(name)
        name = tostring(name)
        if not index[name] then
            nodes[#nodes + 1] = { name = name, weight = 0 }
            index[name] = #nodes
        end
        return index[name]
    end
    for _, row in ipairs(rows) do
        if row.from ~= nil and row.to ~= nil then
            local a, b, weight = node(row.from), node(row.to), row.weight or 1
            nodes[a].weight = nodes[a].weight + weight
            nodes[b].weight = nodes[b].weight + weight
            local key = a .. ":" .. b
            local link = by_ends[key]
            if not link then
                link = { a = a, b = b, weight = 0, kind = row.kind }
                by_ends[key], links[#links + 1] = link, link
            end
            link.weight = link.weight + weight
        end
    end
    return nodes, links
end

-- Fruchterman & Reingold 1991 with gravity, from a circle; no chance anywhere.
local function place(nodes, links)
    local n = #nodes
    local ideal = math.sqrt((WIDTH - 2 * MARGIN) * (HEIGHT - 2 * MARGIN) / math.max(n, 1)) * 0.75
    for i, node in ipairs(nodes) do
        local angle = 2 * math.pi * (i - 1) / n
        node.x, node.y = WIDTH / 2 + math.cos(angle) * WIDTH / 3, HEIGHT / 2 + math.sin(angle) * HEIGHT / 3
    end
    for round = 1, ROUNDS do
        local heat = WIDTH / 8 * (1 - round / ROUNDS) + 0.5
        for _, node in ipairs(nodes) do node.dx, node.dy = 0, 0 end
        for i = 1, n do
            local a = nodes[i]
            for k = i + 1, n do
                local b = nodes[k]
                local dx, dy = a.x - b.x, a.y - b.y
                local distance = math.max(0.1, math.sqrt(dx * dx + dy * dy))
                local force = ideal * ideal / distance / distance
                a.dx, a.dy = a.dx + dx * force, a.dy + dy * force
                b.dx, b.dy = b.dx - dx * force, b.dy - dy * force
            end
            a.dx = a.dx + (WIDTH / 2 - a.x) * 0.12
            a.dy = a.dy + (HEIGHT / 2 - a.y) * 0.2
        end
        for _, link in ipairs(links) do
            local a, b = nodes[link.a], nodes[link.b]
            local dx, dy = a.x - b.x, a.y - b.y
            local distance = math.max(0.1, math.sqrt(dx * dx + dy * dy))
            local force = distance / ideal
            a.dx, a.dy = a.dx - dx * force, a.dy - dy * force
            b.dx, b.dy = b.dx + dx * force, b.dy + dy * force
        end
        for _, node in ipairs(nodes) do
            local length = math.max(0.1, math.sqrt(node.dx * node.dx + node.dy * node.dy))
            local step = math.min(length, heat)
            node.x = math.min(WIDTH - MARGIN, math.max(MARGIN, node.x + node.dx / length * step))
            node.y = math.min(HEIGHT - MARGIN / 2, math.max(MARGIN, node.y + node.dy / length * step))
        end
    end
end

local function radius(node, most)
    return 5 + 11 * math.sqrt(node.weight / most)
end

-- Names below their nodes; above, right or left of them where something else stands there already.
local function name_nodes(canvas, nodes, most)
    local taken = {}
    for i, node in ipairs(nodes) do
        local r = radius(node, most)
        taken[i] = { node.x - r, node.y - r, node.x + r, node.y + r }
    end
    for _, node in ipairs(nodes) do
        local r = radius(node, most)
        local text = canvas.shorten(node.name, 150)
        local width = canvas.text_width(text)
        local center = math.min(WIDTH - width - 2, math.max(2, node.x - width / 2))
        local places = { { center, node.y + r + 13 }, { center, node.y - r - 5 }, { node.x + r + 5, node.y + 4 },
            { node.x - r - 5 - width, node.y + 4 } }
        local chosen
        for _, spot in ipairs(places) do
            local x, y = spot[1], spot[2]
            local free = x >= 0 and x + width <= WIDTH and y >= 10 and y <= HEIGHT
            for _, box in ipairs(taken) do
                if x < box[3] and box[1] < x + width and y - 10 < box[4] and box[2] < y + 3 then free = false end
            end
            if free then
                chosen = spot
                break
            end
        end
        chosen = chosen or places[1]
        taken[#taken + 1] = { chosen[1], chosen[2] - 10, chosen[1] + width, chosen[2] + 3 }
        canvas:text(chosen[1], chosen[2], text, "halo")
    end
end

function network.size()
    return WIDTH, HEIGHT
end

function network.draw(canvas, rows, options)
    local nodes, links = graph(rows)
    place(nodes, links)
    local most, heaviest = 1e-9, 1e-9
    for _, node in ipairs(nodes) do most = math.max(most, node.weight) end
    for _, link in ipairs(links) do heaviest = math.max(heaviest, link.weight) end
    local at = canvas.coordinate
    for _, link in ipairs(links) do
        local a, b = nodes[link.a], nodes[link.b]
        local width = 1 + 4 * link.weight / heaviest
        local words = ("%s → %s: %s"):format(a.name, b.name, ("%g"):format(link.weight))
        local dx, dy = b.x - a.x, b.y - a.y
        if link.a == link.b then
            local r = radius(a, most)
            canvas:curve(("M%s %sc-26 -30 26 -30 0 0"):format(at(a.x), at(a.y - r)), "edge", words, width)
        else
            -- A slight bend keeps the two directions of a pair apart.
            local bend = options.directed == false and 0 or 0.12
            local mx, my = (a.x + b.x) / 2 - dy * bend, (a.y + b.y) / 2 + dx * bend
            local ex, ey = b.x - mx, b.y - my
            local along = math.max(0.1, math.sqrt(ex * ex + ey * ey))
            ex, ey = ex / along, ey / along
            local stop = radius(b, most) + (options.directed == false and 0 or 6)
            local tx, ty = b.x - ex * stop, b.y - ey * stop
            canvas:curve(("M%s %sQ%s %s %s %s"):format(at(a.x), at(a.y), at(mx), at(my), at(tx), at(ty)), "edge", words,
                width)
            if options.directed ~= false then
                local wing = 3.5 + width / 2
                canvas:path({ { tx + ex * 6, ty + ey * 6 }, { tx - ey * wing - ex * 3, ty + ex * wing - ey * 3 },
                    { tx + ey * wing - ex * 3, ty - ex * wing - ey * 3 } }, "arrow", true)
            end
        end
    end
    for _, node in ipairs(nodes) do
        canvas:circle(node.x, node.y, radius(node, most), "point f1", ("%s: %g"):format(node.name, node.weight))
    end
    name_nodes(canvas, nodes, most)
end

function network.vega(_, rows)
    local nodes, links = graph(rows)
    place(nodes, links)
    local points, lines = {}, {}
    for i, node in ipairs(nodes) do
        points[i] = { name = node.name, weight = node.weight, x = node.x, y = -node.y }
    end
    for i, link in ipairs(links) do
        local a, b = nodes[link.a], nodes[link.b]
        lines[i] = { x = a.x, y = -a.y, x2 = b.x, y2 = -b.y, weight = link.weight, from = a.name, to = b.name }
    end
    local function axis(field) return { field = field, type = "quantitative", axis = false } end
    return { data = false, layer = {
        { data = { values = lines }, mark = { type = "rule", opacity = 0.5, tooltip = true }, encoding = {
            x = axis "x", y = axis "y", x2 = { field = "x2" }, y2 = { field = "y2" },
            size = { field = "weight", type = "quantitative", legend = false } } },
        { data = { values = points }, mark = { type = "circle", opacity = 1, tooltip = true }, encoding = {
            x = axis "x", y = axis "y", size = { field = "weight", type = "quantitative", legend = false } } },
        { data = { values = points }, mark = { type = "text", dy = 16 }, encoding = {
            x = axis "x", y = axis "y", text = { field = "name", type = "nominal" } } },
    } }
end

function network.describe(rows)
    local nodes, links = graph(rows)
    return ("A network of %d names and %d links; thicker lines are heavier links."):format(#nodes, #links)
end

return network
