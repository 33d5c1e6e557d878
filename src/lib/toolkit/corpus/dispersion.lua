--- corpus:dispersion: how evenly words or queries are spread over documents, or over groups of documents.

local toolkit = require "toolkit"
local args = require "toolkit.args"
local choice = require "toolkit.corpus.choice"

local OPTIONS = { "by", "parts", "where", "once" }
local NAME = "corpus:dispersion"

local UNITS = { document = "documents", copy_of = "documents with their copies" }
local OVER_PARTS = { "range", "dp", "dp_norm", "juilland_d", "carroll_d2", "rosengren_s", "lyne_d3", "zhang_dc", "kld",
    "kld_o2p", "kld_base_2", "kld_base_e", "da", "dp_norm_2008", "dp_egbert", "juilland_d_raw", "carroll_d2_raw" }
local OVER_POSITIONS = { "arf", "awt", "fawt", "ald", "fald" }

-- The part that each document lies in: id -> number; and the sizes of the parts. Without a value: a part of their own.
-- Parts by "copy_of" are a document with its copies.
local function parts_of(corpus, key, chosen)
    local ids, files, tokens = choice.sizes(corpus, chosen)
    local values = key ~= "document" and choice.values(corpus, key)
    local part_of, sizes, numbers = {}, {}, {}
    for i, id in ipairs(ids) do
        if tokens[i] > 0 then
            local value = values and values[id] or key == "copy_of" and files[i] or id
            if not numbers[value] then
                sizes[#sizes + 1] = 0
                numbers[value] = #sizes
            end
            part_of[id] = numbers[value]
            sizes[part_of[id]] = sizes[part_of[id]] + tokens[i]
        end
    end
    return part_of, sizes
end

local function dispersion(corpus, queries, options)
    options = args.check_options(options, OPTIONS, NAME)
    local by, key = options.by or "lower", options.parts or "document"
    local ids, words = choice.sample(corpus, options, NAME)
    local part_of, sizes = parts_of(corpus, key, ids)
    local columns = {
        { name = "query" },
        { name = "frequency", type = "integer", unit = "hits" },
        { name = "per_million", title = "per million", type = "number", digits = 1 },
    }
    for _, list in ipairs { OVER_PARTS, OVER_POSITIONS } do
        for _, measure in ipairs(list) do
            columns[#columns + 1] = { name = measure, type = "number", digits = 3 }
        end
    end
    columns[4] = { name = "range", type = "integer", help = "parts that have it" }
    local rows, texts = {}, {}
    for i, query in ipairs(type(queries) == "table" and queries or { queries }) do
        local hits, text = choice.find(corpus, query, by, NAME)
        local counts = {}
        for part = 1, #sizes do counts[part] = 0 end
        for id, count in pairs(hits:by_document()) do
            local part = part_of[id]
            if part then counts[part] = counts[part] + count end
        end
        local positions, tokens = hits:positions { documents = ids }
        local row = { type(query) == "string" and query or "hits", #positions, choice.per_million(#positions, tokens) }
        local over_parts = #sizes > 0 and #positions > 0 and toolkit.stats.dispersion(counts, sizes) or {}
        for k, measure in ipairs(OVER_PARTS) do row[3 + k] = over_parts[measure] end
        row[4] = math.tointeger(row[4] or 0)
        local over_positions = #positions > 0 and toolkit.stats.dispersion_of_positions(positions, tokens) or {}
        for k, measure in ipairs(OVER_POSITIONS) do row[3 + #OVER_PARTS + k] = over_positions[measure] end
        rows[i], texts[row] = row, text or query
    end
    local methods = {}
    function methods.query(row)
        return type(texts[row]) == "string" and texts[row] or nil
    end
    function methods.concordance(row)
        return type(texts[row]) == "string" and choice.find_in(corpus, texts[row], ids) or texts[row]
    end
    return choice.table(columns, rows, {
        caption = ("Dispersion over %s"):format(UNITS[key] or key),
        note = ("%d parts; punctuation counts as tokens; %s"):format(#sizes, words),
        methods = methods,
    })
end

return { dispersion = dispersion }
