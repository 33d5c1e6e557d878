-- Further ways out of a result for other programs: GraphML of the network, W3C Web Annotations of the claims.
local characters = require "toolkit.export.characters"
local json = require "toolkit.json"
local tables = require "toolkit.claims.tables"

local graphs = {}

local value = tables.value

local function escape(text)
    return (tostring(text):gsub("[%z\1-\8\11\12\14-\31]", "")
        :gsub("[&<>\"]", { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;" }))
end

-- Counts who speaks about whom, by source, target and stance, each a string that holds no zero, into walk.edges: for
-- every claim of a walk. nil when another writer of the same walk counts already.
local function counter(walk)
    if walk.edges then return nil end
    local edges = {}
    walk.edges = edges
    return function(c)
        local id = value(c.speaker.id)
        if not id or c.type == "author-statement" or c.type == "reporter-question" then return end
        for _, target in ipairs(c.targets) do
            local key = id .. "\0" .. target .. "\0" .. c.stance
            edges[key] = (edges[key] or 0) + 1
        end
    end
end

-- Who speaks about whom: nodes in order of their ids, edges { source, target, stance, count } in a fixed order.
local function network(result, counts)
    local names = tables.names_of(result)
    local known, nodes, edges = {}, {}, {}
    local function node(id)
        if not known[id] then
            known[id] = true
            nodes[#nodes + 1] = { id, names[id] or id }
        end
    end
    for key, count in pairs(counts) do
        local id, target, stance = key:match("^([^\0]*)\0([^\0]*)\0([^\0]*)$")
        node(id)
        node(target)
        edges[#edges + 1] = { id, target, stance, count, key }
    end
    table.sort(nodes, function(a, b) return a[1] < b[1] end)
    table.sort(edges, function(a, b) return a[5] < b[5] end)
    return nodes, edges
end

local function as_graphml(nodes, edges)
    local out = { '<?xml version="1.0" encoding="UTF-8"?>', '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
        '<key id="label" for="node" attr.name="label" attr.type="string"/>',
        '<key id="stance" for="edge" attr.name="stance" attr.type="string"/>',
        '<key id="claims" for="edge" attr.name="claims" attr.type="int"/>', '<graph edgedefault="directed">' }
    for _, n in ipairs(nodes) do
        out[#out + 1] = ('<node id="%s"><data key="label">%s</data></node>'):format(escape(n[1]), escape(n[2]))
    end
    for i, e in ipairs(edges) do
        out[#out + 1] = ('<edge id="e%d" source="%s" target="%s"><data key="stance">%s</data>'
            .. '<data key="claims">%d</data></edge>'):format(i, escape(e[1]), escape(e[2]), escape(e[3]), e[4])
    end
    out[#out + 1] = "</graph>"
    out[#out + 1] = "</graphml>\n"
    return table.concat(out, "\n")
end

local function as_gexf(nodes, edges)
    local out = { '<?xml version="1.0" encoding="UTF-8"?>', '<gexf xmlns="http://gexf.net/1.3" version="1.3">',
        '<graph mode="static" defaultedgetype="directed">',
        '<attributes class="edge"><attribute id="0" title="stance" type="string"/></attributes>', "<nodes>" }
    for _, n in ipairs(nodes) do
        out[#out + 1] = ('<node id="%s" label="%s"/>'):format(escape(n[1]), escape(n[2]))
    end
    out[#out + 1] = "</nodes>"
    out[#out + 1] = "<edges>"
    for i, e in ipairs(edges) do
        out[#out + 1] = ('<edge id="%d" source="%s" target="%s" weight="%d"><attvalues>'
            .. '<attvalue for="0" value="%s"/></attvalues></edge>'):format(
            i, escape(e[1]), escape(e[2]), e[4], escape(e[3]))
    end
    out[#out + 1] = "</edges>"
    out[#out + 1] = "</graph>"
    out[#out + 1] = "</gexf>\n"
    return table.concat(out, "\n")
end

--- Writes the network as GraphML; a writer of toolkit.claims.export.
function graphs.graphml(result, put, walk)
    return counter(walk), function() put(as_graphml(network(result, walk.edges))) end
end

--- Writes the network as GEXF 1.3; a writer of toolkit.claims.export.
function graphs.gexf(result, put, walk)
    return counter(walk), function() put(as_gexf(network(result, walk.edges))) end
end

local ANNOTATION_ORDER = { "@context", "id", "type", "motivation", "body", "target" }

local EXACT_ORDER, POSITION_ORDER, TARGET_ORDER = { "type", "exact" }, { "type", "start", "end" },
    { "source", "selector" }
local BODY_ORDER = { "type", "purpose", "format", "value" }

--- Writes the claims as W3C Web Annotations, one a line, by calls of put(text); a writer of toolkit.claims.export. The
--- body says who and how, the target quotes the text and gives code points, as the TextPositionSelector of the standard
--- wants them.
function graphs.annotations(result, put)
    local file, text, character
    return function(c)
        if c.file ~= file then
            file, text = c.file, result.texts[c.file]
            character = characters(text)
        end
        local selectors = {}
        for _, s in ipairs(c.spans) do
            selectors[#selectors + 1] = json.object({ type = "TextQuoteSelector", exact = text:sub(s[1] + 1, s[2]) },
                EXACT_ORDER)
            selectors[#selectors + 1] = json.object({ type = "TextPositionSelector", start = character(s[1]),
                ["end"] = character(s[2]) }, POSITION_ORDER)
        end
        local body = json.object({ type = "TextualBody", purpose = "describing", format = "text/plain",
            value = ("%s (%s, %s)"):format(tables.speaker_name(c), c.type, c.stance) }, BODY_ORDER)
        put(json.encode(json.object({ ["@context"] = "http://www.w3.org/ns/anno.jsonld", id = "#" .. c.id,
            type = "Annotation", motivation = "identifying", body = body,
            target = json.object({ source = c.file, selector = selectors }, TARGET_ORDER) },
            ANNOTATION_ORDER)) .. "\n")
    end
end

return graphs
