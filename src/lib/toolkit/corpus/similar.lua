--- corpus:terms, corpus:similar: what a document is about, which others are like it.

local args = require "toolkit.args"
local choice = require "toolkit.corpus.choice"

local TERMS_OPTIONS = { "by", "measure", "least", "top", "tally", "where", "once" }
local SIMILAR_OPTIONS = { "by", "top", "tally", "where", "once" }

-- Of BM25 (Robertson and Zaragoza 2009).
local K1, B = 1.2, 0.75

local function number_of(tally, id, name)
    local ids, sizes = tally:documents()
    for n, other in ipairs(ids) do
        if other == id then return n, ids, sizes end
    end
    error(("%s: document %d is not in the index (removed, or identical to another one)"):format(name, id), 0)
end

local document_counts = setmetatable({}, { __mode = "k" }) -- tally -> form -> documents that have it

-- Of all documents, which serves several calls, or of chosen ones.
local function documents_of(tally, chosen)
    if not chosen and document_counts[tally] then return document_counts[tally] end
    local documents = {}
    for form, _, count in tally:rows(1, chosen) do documents[form] = count end
    if not chosen then document_counts[tally] = documents end
    return documents
end

-- The tally of the options, which stays open, or one of its own.
local function tally_of(corpus, options, name)
    return options.tally or choice.need(name, corpus:tally { by = options.by or "lower" })
end

local function terms(corpus, document, options)
    options = args.check_options(options, TERMS_OPTIONS, "corpus:terms")
    local by, measure = options.by or "lower", options.measure or "tf_idf"
    if measure ~= "tf_idf" and measure ~= "bm25" then
        error(("corpus:terms: option 'measure' is \"tf_idf\" or \"bm25\", not '%s'"):format(tostring(measure)), 2)
    end
    local tally = tally_of(corpus, options, "corpus:terms")
    local n, ids, sizes = number_of(tally, choice.id_of(corpus, document, "corpus:terms"), "corpus:terms")
    local chosen, words = choice.sample(corpus, options, "corpus:terms")
    if chosen then chosen[ids[n]] = true end -- its own forms have to be somewhere
    local tokens, count_all = tally:size(chosen)
    local with, rows, least = documents_of(tally, chosen), {}, options.least or 1
    for form, count in tally:document(n) do
        local df, score = with[form]
        if measure == "tf_idf" then
            score = count * math.log(count_all / df)
        else
            local idf = math.log(1 + (count_all - df + 0.5) / (df + 0.5))
            score = idf * count * (K1 + 1) / (count + K1 * (1 - B + B * sizes[n] * count_all / tokens))
        end
        if count >= least then rows[#rows + 1] = { form, count, df, score } end
    end
    return choice.table({
        { name = by },
        { name = "frequency", type = "integer", help = "in this document" },
        { name = "documents", type = "integer", help = "documents that have it" },
        { name = measure, title = measure == "tf_idf" and "TF-IDF" or "BM25", type = "number", digits = 3 },
    }, choice.cut(choice.sort(rows, 4), options.top), {
        caption = "Key terms",
        note = ("%s; %s"):format(measure == "tf_idf" and "TF-IDF = f ln(D / d)" or "BM25 with k1 = 1.2, b = 0.75",
            words),
        methods = choice.row_methods(corpus, by, { [ids[n]] = true }),
    })
end

local function similar(corpus, document, options)
    options = args.check_options(options, SIMILAR_OPTIONS, "corpus:similar")
    local tally = tally_of(corpus, options, "corpus:similar")
    local n, ids = number_of(tally, choice.id_of(corpus, document, "corpus:similar"), "corpus:similar")
    local chosen, words = choice.sample(corpus, options, "corpus:similar")
    local files, titles, rows = choice.values(corpus, "file"), choice.values(corpus, "title"), {}
    for other, cosine, shared, types in tally:likeness(n) do
        if other ~= n and shared > 0 and (not chosen or chosen[ids[other]]) then
            rows[#rows + 1] = { files[ids[other]], titles[ids[other]], cosine, shared, types }
        end
    end
    return choice.table({
        { name = "file" },
        { name = "title" },
        { name = "cosine", type = "number", digits = 3, help = "of the TF-IDF vectors" },
        { name = "shared", type = "integer", unit = "types" },
        { name = "types", type = "integer" },
    }, choice.cut(choice.sort(rows, 3), options.top or 10), {
        caption = "Documents like " .. files[ids[n]],
        note = "cosine of f ln(D / d), weights of the whole corpus; " .. words,
        methods = choice.document_methods(corpus),
    })
end

return { terms = terms, similar = similar }
