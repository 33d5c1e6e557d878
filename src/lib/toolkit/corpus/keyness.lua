--- corpus:keyness: which forms are more, or less, frequent in some documents than in others.

local toolkit = require "toolkit"
local args = require "toolkit.args"
local choice = require "toolkit.corpus.choice"

local OPTIONS = { "target", "reference", "by", "measures", "least", "top", "alpha", "constant", "rounds", "seed",
    "with_punctuation", "once" }
local NAME = "corpus:keyness"

-- The reference when none is given: every document that is not in the target.
local function rest_of(tally, target)
    local rest = {}
    for _, id in ipairs((tally:documents())) do
        if not target[id] then rest[id] = true end
    end
    return rest
end

local function check_sides(tally, target, reference)
    for id in pairs(target) do
        if reference[id] then error(("%s: document %d is in the target and in the reference"):format(NAME, id), 0) end
    end
    local n1, d1 = tally:size(target)
    local n2, d2 = tally:size(reference)
    if n1 == 0 then error(NAME .. ": no document is in the target", 0) end
    if n2 == 0 then error(NAME .. ": no document is in the reference", 0) end
    return n1, d1, n2, d2
end

local function columns_of(by, measures, rounds)
    local columns = {
        { name = by },
        { name = "f1", title = "target", type = "integer", unit = "tokens" },
        { name = "per_million_1", title = "target per million", type = "number", digits = 1 },
        { name = "documents_1", title = "target documents", type = "integer" },
        { name = "dp_1", title = "target DP", type = "number", digits = 3,
            help = "deviation of proportions over the documents (Gries 2008); 0 is even" },
        { name = "f2", title = "reference", type = "integer", unit = "tokens" },
        { name = "per_million_2", title = "reference per million", type = "number", digits = 1 },
        { name = "documents_2", title = "reference documents", type = "integer" },
        { name = "dp_2", title = "reference DP", type = "number", digits = 3 },
    }
    for _, measure in ipairs(measures) do columns[#columns + 1] = { name = measure, type = "number", digits = 3 } end
    for _, column in ipairs {
        { name = "effect", title = "log ratio", type = "number", digits = 3, help = "log2 of the ratio (Hardie 2014)" },
        { name = "low", type = "number", digits = 3, help = "lower end of its exact interval" },
        { name = "high", type = "number", digits = 3, help = "upper end" },
        { name = "p", type = "number", digits = 6, help = "of G2, chi-squared with one degree of freedom" },
        { name = "p_holm", title = "p (Holm)", type = "number", digits = 6 },
        { name = "p_bh", title = "p (Benjamini-Hochberg)", type = "number", digits = 6 },
    } do columns[#columns + 1] = column end
    if rounds then
        columns[#columns + 1] = { name = "p_documents", title = "p (documents)", type = "number", digits = 4,
            help = "permutation test with the document as the unit" }
    end
    return columns
end

-- p of a permutation test in which whole documents change sides.
local function permute(tally, rows, target, reference, options)
    local ids, sizes = tally:documents()
    local order, sorted_sizes, targets = {}, {}, 0
    for _, side in ipairs { target, reference } do
        for i, id in ipairs(ids) do
            if side[id] and sizes[i] > 0 then
                order[#order + 1], sorted_sizes[#sorted_sizes + 1] = i, sizes[i]
                if side == target then targets = targets + 1 end
            end
        end
    end
    for _, row in ipairs(rows) do
        local counts, hits = tally:counts(row[1]), {}
        for k, i in ipairs(order) do hits[k] = counts[i] end
        row[#row + 1] = toolkit.stats.permutation("g2", hits, sorted_sizes, targets,
            { rounds = options.rounds, seed = options.seed })
    end
end

local function keyness(corpus, options)
    options = args.check_options(options, OPTIONS, NAME)
    if options.target == nil then error(NAME .. ": option 'target' is missing (which documents?)", 2) end
    local stats = toolkit.stats
    local by, least = options.by or "lower", options.least or 1
    local measures = choice.measures(options.measures, { "g2", "lrc" }, NAME)
    local tally <close> = assert(corpus:tally { attribute = by, with_punctuation = options.with_punctuation })
    local target, target_words = choice.documents(corpus, options.target, NAME)
    local reference, reference_words = choice.documents(corpus, options.reference, NAME)
    if not reference then reference, reference_words = rest_of(tally, target), "all others" end
    if options.once then
        target, target_words = choice.without_copies(corpus, target, target_words)
        reference, reference_words = choice.without_copies(corpus, reference, reference_words)
    end
    local n1, d1, n2, d2 = check_sides(tally, target, reference)

    local rows, p = {}, {}
    for form, f1, documents1, dp1, f2, documents2, dp2 in tally:rows(least, target, reference) do
        rows[#rows + 1] = { form, f1, choice.per_million(f1, n1), documents1, f1 > 0 and dp1 or nil,
            f2, choice.per_million(f2, n2), documents2, f2 > 0 and dp2 or nil }
        p[#p + 1] = stats.chi2_p(math.abs(stats.keyness("g2", f1, n1, f2, n2)))
    end
    local family = #rows -- every form that was tested, shown or not
    local settings = { alpha = options.alpha, family = math.max(family, 1), constant = options.constant }
    local holm, bh = stats.adjust(p, "holm"), stats.adjust(p, "bh")
    for i, row in ipairs(rows) do
        row.p, row.holm, row.bh = p[i], holm[i], bh[i]
        row[10] = stats.keyness(measures[1], row[2], n1, row[6], n2, settings)
    end
    choice.cut(choice.sort(rows, 10), options.top)
    for _, row in ipairs(rows) do
        local f1, f2 = row[2], row[6]
        for i = 2, #measures do row[9 + i] = stats.keyness(measures[i], f1, n1, f2, n2, settings) end
        local at = 9 + #measures
        row[at + 1] = stats.keyness("log_ratio", f1, n1, f2, n2)
        row[at + 2], row[at + 3] = stats.log_ratio_interval(f1, n1, f1 + f2, n1 + n2, { alpha = options.alpha })
        row[at + 4], row[at + 5], row[at + 6] = row.p, row.holm, row.bh
        row.p, row.holm, row.bh = nil, nil, nil
    end
    if options.rounds then permute(tally, rows, target, reference, options) end
    return choice.table(columns_of(by, measures, options.rounds), rows, {
        caption = ("Keyness of %s: %s against %s"):format(by, target_words, reference_words),
        note = ("target %d tokens in %d documents, reference %d in %d; %d types tested"):format(n1, d1, n2, d2, family),
        methods = choice.row_methods(corpus, by, target),
    })
end

return { keyness = keyness }
