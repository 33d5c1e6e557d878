--- Corpora in the formats of other programs: every token (VRT, CoNLL-U) or the spans of layers and hits (brat, Web
--- Annotation, TSV, JSON Lines).

local check_options = require("toolkit.args").check_options
local choice = require "toolkit.corpus.choice"
local spans = require "toolkit.export.spans"
local tokens = require "toolkit.export.tokens"
local files = require "toolkit.files"

local export = {}

local WRITERS = {
    vrt = tokens.vrt, conllu = tokens.conllu,
    brat = spans.brat, web = spans.web, tsv = spans.tsv, jsonl = spans.jsonl,
}
local OPTIONS = { "where", "layers", "hits" }

--- The names of the formats.
function export.formats()
    local names = {}
    for name in pairs(WRITERS) do names[#names + 1] = name end
    table.sort(names)
    return names
end

local function check_layers(corpus, wanted)
    local known = corpus:layers()
    for _, name in ipairs(wanted or {}) do
        local found = false
        for _, other in ipairs(known) do found = found or other == name end
        if not found then
            error(("export.write: no layer is called '%s' (%s)"):format(name,
                #known > 0 and "there are: " .. table.concat(known, " ") or "there are none"), 0)
        end
    end
end

--- Writes `corpus` through `put`, which gets piece after piece (for brat: name and content of each file). Returns what
--- was written.
function export.write(corpus, format, put, options)
    options = check_options(options, OPTIONS, "export.write")
    local writer = WRITERS[format]
    if not writer then
        error(("export.write: no format '%s': %s"):format(format, table.concat(export.formats(), ", ")), 2)
    end
    if writer == tokens.vrt or writer == tokens.conllu then
        if options.hits or options.layers then
            error(("export.write: %s holds whole documents: choose them by `where`"):format(format), 2)
        end
    end
    check_layers(corpus, options.layers)
    local chosen = choice.documents(corpus, options.where, "export.write")
    local sum = { documents = 0, tokens = 0, spans = 0, left_out = 0 }
    writer(corpus, put, chosen, sum, options)
    return sum
end

--- The same as one text; not for brat, whose documents are files.
function export.text(corpus, format, options)
    if format == "brat" then error("export.text: brat is a folder of files: use export.write", 2) end
    local pieces = {}
    local sum = export.write(corpus, format, function(piece) pieces[#pieces + 1] = piece end, options)
    return table.concat(pieces), sum
end

--- corpus:export(format, path, options): into a file, for brat into a folder that is there; without a path as text.
function export.corpus(corpus, format, path, options)
    if path == nil then return export.text(corpus, format, options) end
    if format == "brat" then
        local failed
        local sum = export.write(corpus, format, function(name, content)
            local done, message = files.write(path .. "/" .. name, content)
            failed = failed or (not done and message) or nil
        end, options)
        if failed then return nil, failed end
        return sum
    end
    local sum
    local done, message = files.write(path, function(put) sum = export.write(corpus, format, put, options) end)
    if not done then return nil, message end
    return sum
end

--- hits:export(format, path, options): the hits as spans of a layer "match".
function export.hits(corpus, hits, format, path, options)
    local own = {}
    for name, value in pairs(options or {}) do own[name] = value end
    own.hits = hits
    return export.corpus(corpus, format, path, own)
end

return export
