-- Every output format of a result, by name; `write` puts them all into a folder.
local graphs = require "toolkit.claims.graphs"
local record = require "toolkit.claims.record"
local summary = require "toolkit.claims.summary"
local tables = require "toolkit.claims.tables"

local export = {}

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
    gexf = graphs.gexf,
    graphml = graphs.graphml,
    annotations = graphs.annotations,
    html = function(result, options) return require("toolkit.claims.page").html(result, options) end,
}

local files = { { "text", "claims.txt" }, { "html", "claims.html" }, { "json", "claims.json" },
    { "jsonl", "claims.jsonl" }, { "csv", "claims.csv" },
    { "md", "claims.md" }, { "gexf", "claims.gexf" }, { "graphml", "claims.graphml" },
    { "annotations", "annotations.jsonl" } }

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
