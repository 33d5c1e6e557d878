--- Who is linked to whom: nodes placed by forces from a fixed start, so that the same links give the same picture.

local network = { options = { "from", "to", "weight", "kind", "directed" },
    columns = { "from", "to", "weight", "kind" } }

local ROUNDS = 300
local ALWAYS_NAMED = 5 -- of the heaviest nodes, whatever stands there
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

-- Forces of one round: all nodes push each other away, links pull their ends together, and everything is drawn to the
-- middle, most of all what hangs on nothing else.
local function add_forces(nodes, links, ideal)
    for _, node in ipairs(nodes) do node.dx, node.dy = -node.x * 0.35, -node.y * 0.35 end
    for i, a in ipairs(nodes) do
        for k = i + 1, #nodes do
            local b = nodes[k]
            local dx, dy = a.x - b.x, a.y - b.y
            local force = ideal * ideal / math.max(0.01, dx * dx + dy * dy)
            a.dx, a.dy = a.dx + dx * force, a.dy + dy * force
            b.dx, b.dy = b.dx - dx * force, b.dy - dy * force
        end
    end
    for _, link in ipairs(links) do
        local a, b = nodes[link.a], nodes[link.b]
        local dx, dy = a.x - b.x, a.y - b.y
        local force = math.sqrt(dx * dx + dy * dy) / ideal
        a.dx, a.dy = a.dx - dx * force, a.dy - dy * force
        b.dx, b.dy = b.dx + dx * force, b.dy + dy * force
    end
end

-- Stretches the places over the canvas.
local function fit(nodes)
    local x_low, x_high, y_low, y_high = math.huge, -math.huge, math.huge, -math.huge
    for _, node in ipairs(nodes) do
        x_low, x_high = math.min(x_low, node.x), math.max(x_high, node.x)
        y_low, y_high = math.min(y_low, node.y), math.max(y_high, node.y)
    end
    for _, node in ipairs(nodes) do
        node.x = MARGIN + (node.x - x_low) / math.max(1e-9, x_high - x_low) * (WIDTH - 2 * MARGIN)
        node.y = MARGIN / 2 + (node.y - y_low) / math.max(1e-9, y_high - y_low) * (HEIGHT - 1.25 * MARGIN)
    end
end

-- Fruchterman & Reingold 1991 with gravity, from a spiral (no chance anywhere).
local function place(nodes, links)
    local ideal = 100
    for i, node in ipairs(nodes) do
        local angle, distance = 2.399963 * i, ideal * math.sqrt(i) -- the golden angle: evenly over a disc
        node.x, node.y = math.cos(angle) * distance, math.sin(angle) * distance
    end
    for round = 1, ROUNDS do
        local heat = 2 * ideal * (1 - round / ROUNDS) + 0.5
        add_forces(nodes, links, ideal)
        for _, node in ipairs(nodes) do
            local length = math.max(1e-9, math.sqrt(node.dx * node.dx + node.dy * node.dy))
            local step = math.min(length, heat)
            node.x, node.y = node.x + node.dx / length * step, node.y + node.dy / length * step
        end
    end
    if #nodes == 1 then nodes[1].x, nodes[1].y = WIDTH / 2, HEIGHT / 2 else fit(nodes) end
end

local function radius(node, most)
    return 5 + 11 * math.sqrt(node.weight / most)
end

-- Names below their nodes; above, right or left of them where something else stands there already. The heaviest nodes
-- come first; a name without room is left to pointing at its node.
local function name_nodes(canvas, nodes, most)
    local taken = {}
    for i, node in ipairs(nodes) do
        local r = radius(node, most)
        taken[i] = { node.x - r, node.y - r, node.x + r, node.y + r }
    end
    local order = table.move(nodes, 1, #nodes, 1, {})
    for i, node in ipairs(nodes) do node.at = i end
    table.sort(order, function(a, b)
        if a.weight ~= b.weight then return a.weight > b.weight end
        return a.at < b.at
    end)
    for rank, node in ipairs(order) do
        local r = radius(node, most)
        local text = canvas.shorten(node.name, 150)
        local width = canvas.text_width(text)
        local center = math.min(WIDTH - width - 2, math.max(2, node.x - width / 2))
        local places = { { center, node.y + r + 13 }, { center, node.y - r - 5 }, { node.x + r + 5, node.y + 4 },
            { node.x - r - 5 - width, node.y + 4 }, { node.x + r, node.y - r - 2 }, { node.x + r, node.y + r + 8 },
            { node.x - r - width, node.y - r - 2 }, { node.x - r - width, node.y + r + 8 } }
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
        if not chosen and rank <= ALWAYS_NAMED then chosen = places[1] end
        if chosen then
            taken[#taken + 1] = { chosen[1], chosen[2] - 10, chosen[1] + width, chosen[2] + 3 }
            canvas:text(chosen[1], chosen[2], text, "halo", "start", node.name)
        end
    end
end

-- A link as a curve, with an arrow when it is directed. A slight bend keeps the two directions of a pair apart.
local function draw_link(canvas, link, a, b, most, width, directed)
    local at = canvas.coordinate
    local words = ("%s → %s: %g"):format(a.name, b.name, link.weight)
    if a == b then
        canvas:curve(("M%s %sc-26 -30 26 -30 0 0"):format(at(a.x), at(a.y - radius(a, most))), "edge", words, width)
        return
    end
    local bend = directed and 0.12 or 0
    local mx, my = (a.x + b.x) / 2 - (b.y - a.y) * bend, (a.y + b.y) / 2 + (b.x - a.x) * bend
    local ex, ey = b.x - mx, b.y - my
    local along = math.max(0.1, math.sqrt(ex * ex + ey * ey))
    ex, ey = ex / along, ey / along
    local stop = radius(b, most) + (directed and 6 or 0)
    local tx, ty = b.x - ex * stop, b.y - ey * stop
    canvas:curve(("M%s %sQ%s %s %s %s"):format(at(a.x), at(a.y), at(mx), at(my), at(tx), at(ty)), "edge", words, width)
    if directed then
        local wing = 3.5 + width / 2
        canvas:path({ { tx + ex * 6, ty + ey * 6 }, { tx - ey * wing - ex * 3, ty + ex * wing - ey * 3 },
            { tx + ey * wing - ex * 3, ty - ex * wing - ey * 3 } }, "arrow", true)
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
    for _, link in ipairs(links) do
        draw_link(canvas, link, nodes[link.a], nodes[link.b], most, 1 + 4 * link.weight / heaviest,
            options.directed ~= false)
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
