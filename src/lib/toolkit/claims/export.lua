-- Every output format of a result, by name; `write` puts them all into a folder.
local record = require "toolkit.claims.record"
local summary = require "toolkit.claims.summary"
local tables = require "toolkit.claims.tables"

local export = {}

local value = tables.value

local function escape(text)
    return (tostring(text):gsub("[%z\1-\8\11\12\14-\31]", ""):gsub("[&<>\"]",
        { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;" }))
end

-- Speakers and targets as a network: who speaks about whom, with the stance.
local function gexf(result)
    local out = { '<?xml version="1.0" encoding="UTF-8"?>', '<gexf xmlns="http://gexf.net/1.3" version="1.3">',
        '<graph mode="static" defaultedgetype="directed">',
            '<attributes class="edge"><attribute id="0" title="stance" type="string"/></attributes>', "<nodes>" }
    local names = tables.names_of(result)
    local nodes, order = {}, {}
    local edges, edge_order = {}, {}
    local function node(id)
        if not nodes[id] then
            nodes[id] = true
            order[#order + 1] = id
        end
    end
    for _, c in ipairs(result.claims) do
        local id = value(c.speaker.id)
        if id and c.type ~= "author-statement" and c.type ~= "reporter-question" then
            for _, target in ipairs(c.targets) do
                node(id)
                node(target)
                local key = id .. "\0" .. target .. "\0" .. c.stance
                if not edges[key] then
                    edges[key] = { id, target, c.stance, 0 }
                    edge_order[#edge_order + 1] = key
                end
                edges[key][4] = edges[key][4] + 1
            end
        end
    end
    table.sort(order)
    for _, id in ipairs(order) do out[#out + 1] = ('<node id="%s" label="%s"/>'):format(escape(id),
        escape(names[id] or id)) end
    out[#out + 1] = "</nodes>"
    out[#out + 1] = "<edges>"
    table.sort(edge_order)
    for i, key in ipairs(edge_order) do
        local e = edges[key]
        out[#out + 1] = ('<edge id="%d" source="%s" target="%s" weight="%d"><attvalues>'
            .. '<attvalue for="0" value="%s"/></attvalues></edge>'):format(
            i, escape(e[1]), escape(e[2]), e[4], escape(e[3]))
    end
    out[#out + 1] = "</edges>"
    out[#out + 1] = "</graph>"
    out[#out + 1] = "</gexf>\n"
    return table.concat(out, "\n")
end

--- format name -> function(result, options) -> text
export.formats = {
    text = function(result, options) return summary.text(result, options and options.width) end,
    json = function(result) return record.encode(result) .. "\n" end,
    jsonl = function(result)
        local out = {}
        for i, c in ipairs(result.claims) do out[i] = record.encode_claim(c) end
        out[#out + 1] = ""
        return table.concat(out, "\n")
    end,
    csv = function(result) return tables.claims(result):csv() end,
    md = function(result) return summary.markdown(result) end,
    gexf = gexf,
    html = function(result, options) return require("toolkit.claims.page").html(result, options) end,
}

local files = { { "text", "claims.txt" }, { "html", "claims.html" }, { "json", "claims.json" },
    { "jsonl", "claims.jsonl" }, { "csv", "claims.csv" },
    { "md", "claims.md" }, { "gexf", "claims.gexf" } }

--- A result in a format. Raises on a format that is not known.
function export.format(result, name, options)
    local writer = export.formats[name]
    if not writer then error("claims: no format is called '" .. tostring(name) .. "'", 2) end
    return writer(result, options)
end

--- Writes every format, and the other tables as CSV, into `folder`. Returns true, or nil and the reason.
function export.write(result, folder, options)
    local function put(name, text)
        local file, message = io.open(folder .. "/" .. name, "wb")
        if not file then return nil, message end
        file:write(text)
        return file:close()
    end
    for _, item in ipairs(files) do
        local okay, message = put(item[2], export.format(result, item[1], options))
        if not okay then return nil, message end
    end
    for _, name in ipairs { "speakers", "accusations", "evidence", "conflicts", "links", "numbers", "entities",
        "documents" } do
        local okay, message = put(name .. ".csv", tables[name](result):csv())
        if not okay then return nil, message end
    end
    return true
end

return export
