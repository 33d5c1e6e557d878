-- Every output format of a result, by name. A format is written piece by piece, so that a result of hundreds of
-- thousands of claims needs no more memory than one of ten.
local bibliography = require "toolkit.claims.bibliography"
local brat = require "toolkit.claims.brat"
local corrections = require "toolkit.claims.corrections"
local graphs = require "toolkit.claims.graphs"
local record = require "toolkit.claims.record"
local summary = require "toolkit.claims.summary"
local tables = require "toolkit.claims.tables"
local files = require "toolkit.files"
local json = require "toolkit.json"

local export = {}

-- Claims that are put into one table of a CSV file.
local ROWS = 500

local function csv(result, put)
    local from, count = 1, #result.claims
    repeat
        local to = math.min(from + ROWS - 1, count)
        put(tables.claims(result, from, to):csv { header = from == 1 })
        from = to + 1
    until from > count
end

local function jsonl(result, put)
    for _, c in ipairs(result.claims) do
        put(json.encode(c))
        put("\n")
    end
end

-- A format that is made in one piece.
local function whole(make)
    return function(result, put, options) put(make(result, options)) end
end

--- Format name -> function(result, put, options); put(text) is called for every piece.
export.formats = {
    text = whole(function(result, options) return summary.text(result, options and options.width) end),
    json = record.write,
    jsonl = jsonl,
    csv = csv,
    md = summary.markdown,
    gexf = whole(graphs.gexf),
    graphml = whole(graphs.graphml),
    annotations = graphs.annotations,
    ris = whole(bibliography.ris),
    bibtex = whole(bibliography.bibtex),
    csl = whole(bibliography.csl),
    corrections = corrections.template,
    html = whole(function(result, options) return require("toolkit.claims.page").html(result, options) end),
}

local FILES = { { "text", "claims.txt" }, { "html", "claims.html" }, { "json", "claims.json" },
    { "jsonl", "claims.jsonl" }, { "csv", "claims.csv" },
    { "md", "claims.md" }, { "gexf", "claims.gexf" }, { "graphml", "claims.graphml" },
    { "annotations", "annotations.jsonl" }, { "ris", "sources.ris" }, { "bibtex", "sources.bib" },
    { "csl", "sources.json" }, { "corrections", "corrections.tsv" } }
local TABLES = { "speakers", "accusations", "evidence", "conflicts", "links", "numbers", "entities", "documents" }

local function writer_of(name)
    return export.formats[name] or error("claims: no format is called '" .. tostring(name) .. "'", 3)
end

--- Writes a result in a format by calls of put(text). Raises on a format that is not known.
function export.stream(result, name, put, options)
    writer_of(name)(result, put, options)
end

--- A result in a format, as one string.
function export.format(result, name, options)
    local out = {}
    writer_of(name)(result, function(text) out[#out + 1] = text end, options)
    return table.concat(out)
end

-- The texts and annotations for brat, into a folder that exists.
local function save_brat(result, folder)
    for name, text, annotations in brat.documents(result) do
        local okay, message = files.write(("%s/%s.txt"):format(folder, name), text)
        if okay then okay, message = files.write(("%s/%s.ann"):format(folder, name), annotations) end
        if not okay then return nil, message end
    end
    return files.write(folder .. "/annotation.conf", brat.configuration)
end

--- Writes every format and the other tables as CSV into `folder`, and the annotations for brat into the folder that the
--- option `brat` names; both exist. Returns true, or nil and the reason.
function export.write(result, folder, options)
    for _, item in ipairs(FILES) do
        local okay, message = files.write(folder .. "/" .. item[2], function(put)
            export.stream(result, item[1], put, options)
        end)
        if not okay then return nil, message end
    end
    for _, name in ipairs(TABLES) do
        local okay, message = files.write(folder .. "/" .. name .. ".csv", tables[name](result):csv())
        if not okay then return nil, message end
    end
    if options and options.brat then return save_brat(result, options.brat) end
    return true
end

return export
