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

-- Rows that are put into one table of a CSV file.
local ROWS = 500

-- Writes make(from, to), a table of rows `from` to `to`, as CSV in pieces.
local function csv_in_pieces(count, put, make)
    local from = 1
    repeat
        local to = math.min(from + ROWS - 1, count)
        put(make(from, to):csv { header = from == 1 })
        from = to + 1
    until from > count
end

local function csv(result, put)
    local done, n = 0, 0
    local function flush()
        put(tables.claims(result, done + 1, n):csv { header = done == 0 })
        done = n
    end
    return function()
        n = n + 1
        if n - done == ROWS then flush() end
    end, function()
        if n > done or n == 0 then flush() end
    end
end

local function jsonl(_, put, walk)
    return function(c)
        put(walk.json(c))
        put("\n")
    end
end

-- A format that is made in one piece.
local function whole(make)
    return function(result, put, walk) put(make(result, walk.options)) end
end

--- Format name -> writer(result, put, walk): calls put(text) for every piece. A writer that wants to see all claims
--- returns what is to be called with each, in order, and what is to be called behind the last. walk.json(claim) is the
--- claim as JSON, made once for all writers; walk.options are those of the caller; writers may leave there what others
--- of the same walk can use.
export.formats = {
    text = whole(function(result, options) return summary.text(result, options and options.width) end),
    json = record.write,
    jsonl = jsonl,
    csv = csv,
    md = summary.markdown,
    gexf = graphs.gexf,
    graphml = graphs.graphml,
    annotations = graphs.annotations,
    ris = whole(bibliography.ris),
    bibtex = whole(bibliography.bibtex),
    csl = whole(bibliography.csl),
    corrections = corrections.template,
    html = whole(function(result, options) return require("toolkit.claims.page").html(result, options) end),
}

-- Writes a result in several formats while its claims are walked over once: `writers` as above, puts[i] takes what
-- writers[i] writes.
local function walk_over(result, writers, puts, options)
    local last, text
    local walk = { options = options, json = function(c)
        if c ~= last then last, text = c, json.encode(c) end
        return text
    end }
    local each, done = {}, {}
    for i, write in ipairs(writers) do
        local on_claim, on_end = write(result, puts[i], walk)
        each[#each + 1], done[#done + 1] = on_claim, on_end
    end
    if #each > 0 then
        for _, c in ipairs(result.claims) do
            for i = 1, #each do each[i](c) end
        end
    end
    for _, on_end in ipairs(done) do on_end() end
end

local FILES = { { "text", "claims.txt" }, { "html", "claims.html" }, { "json", "claims.json" },
    { "jsonl", "claims.jsonl" }, { "csv", "claims.csv" },
    { "md", "claims.md" }, { "gexf", "claims.gexf" }, { "graphml", "claims.graphml" },
    { "annotations", "annotations.jsonl" }, { "ris", "sources.ris" }, { "bibtex", "sources.bib" },
    { "csl", "sources.json" }, { "corrections", "corrections.tsv" } }
-- Tables for spreadsheets: those with a number of rows in a list are made in pieces.
local TABLES = { { "speakers" }, { "accusations" }, { "evidence" },
    { "conflicts", function(result) return #result.conflicts end },
    { "links", function(result) return #result.links end },
    { "numbers", function(result) return #tables.overview(result).numbers end }, { "entities" }, { "documents" } }

local function writer_of(name)
    return export.formats[name] or error("claims: no format is called '" .. tostring(name) .. "'", 3)
end

--- Writes a result in a format by calls of put(text). Raises on a format that is not known.
function export.stream(result, name, put, options)
    walk_over(result, { writer_of(name) }, { put }, options)
end

--- A result in a format, as one string.
function export.format(result, name, options)
    local out = {}
    walk_over(result, { writer_of(name) }, { function(text) out[#out + 1] = text end }, options)
    return table.concat(out)
end

-- Writes all formats into their files, side by side.
local function save_formats(result, folder, options)
    local writers, puts, closers, okay, message = {}, {}, {}, true, nil
    for i, item in ipairs(FILES) do
        local put, close = files.writer(folder .. "/" .. item[2])
        if not put then
            okay, message = nil, close
            break
        end
        writers[i], puts[i], closers[i] = writer_of(item[1]), put, close
    end
    if okay then walk_over(result, writers, puts, options) end
    for _, close in ipairs(closers) do
        local closed, problem = close()
        if not closed then okay, message = nil, message or problem end
    end
    return okay, message
end

-- Writes one of the tables into a file.
local function save_table(result, name, count, path)
    local make = tables[name]
    if not count then return files.write(path, make(result):csv()) end
    return files.write(path, function(put)
        csv_in_pieces(count(result), put, function(from, to)
            return make(result, from, to)
        end)
    end)
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
    local okay, message = save_formats(result, folder, options)
    for _, item in ipairs(okay and TABLES or {}) do
        okay, message = save_table(result, item[1], item[2], ("%s/%s.csv"):format(folder, item[1]))
        if not okay then break end
    end
    if not okay then return nil, message end
    if options and options.brat then return save_brat(result, options.brat) end
    return true
end

return export
