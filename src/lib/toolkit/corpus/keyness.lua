--- corpus:keyness: which forms are more, or less, frequent in some documents than in others.

local toolkit = require "toolkit"
local args = require "toolkit.args"
local choice = require "toolkit.corpus.choice"
local Table = require "toolkit.table"

local OPTIONS = { "target", "reference", "by", "measures", "least", "top", "alpha", "constant", "rounds", "seed",
    "with_punctuation", "where", "once", "within" }
local NAME = "corpus:keyness"

local function columns_of(by, measures, rounds)
    local columns = {
        { name = by },
        { name = "f1", title = "target", type = "integer", unit = "tokens" },
        { name = "per_million_1", title = "target per million", type = "number", digits = 1, keep = false },
        { name = "documents_1", title = "target documents", type = "integer", keep = false },
        { name = "dp_1", title = "target DP", type = "number", digits = 3, keep = false,
            help = "deviation of proportions over the documents (Gries 2008); 0 is even" },
        { name = "f2", title = "reference", type = "integer", unit = "tokens" },
        { name = "per_million_2", title = "reference per million", type = "number", digits = 1, keep = false },
        { name = "documents_2", title = "reference documents", type = "integer", keep = false },
        { name = "dp_2", title = "reference DP", type = "number", digits = 3, keep = false },
    }
    for _, measure in ipairs(measures) do columns[#columns + 1] = { name = measure, type = "number", digits = 3 } end
    for _, column in ipairs {
        { name = "effect", title = "log ratio", type = "number", digits = 3, help = "log2 of the ratio (Hardie 2014)" },
        { name = "low", type = "number", digits = 3, help = "lower end of its exact interval" },
        { name = "high", type = "number", digits = 3, help = "upper end" },
        { name = "p", type = "number", format = "%.2g", keep = false,
            help = "of G2, chi-squared with one degree of freedom" },
        { name = "p_holm", title = "p (Holm)", type = "number", format = "%.2g" },
        { name = "p_bh", title = "p (Benjamini-Hochberg)", type = "number", format = "%.2g", keep = false },
    } do columns[#columns + 1] = column end
    if rounds then
        columns[#columns + 1] = { name = "p_documents", title = "p (documents)", type = "number", digits = 4,
            help = "permutation test with the document as the unit" }
    end
    return columns
end

-- p of a permutation test in which whole documents change sides: a function of a form.
local function permutation(tally, target, reference, options)
    local ids, sizes = tally:documents()
    local order, sorted_sizes, targets = {}, {}, 0
    for _, is_target in ipairs { true, false } do
        for i, id in ipairs(ids) do
            local on_side = is_target and target[id] or
                not is_target and not target[id] and (not reference or reference[id])
            if on_side and sizes[i] > 0 then
                order[#order + 1], sorted_sizes[#sorted_sizes + 1] = i, sizes[i]
                if is_target then targets = targets + 1 end
            end
        end
    end
    return function(form)
        local counts, hits = tally:counts(form), {}
        for k, i in ipairs(order) do hits[k] = counts[i] end
        return toolkit.stats.permutation("g2", hits, sorted_sizes, targets,
            { rounds = options.rounds, seed = options.seed })
    end
end

local function keyness(corpus, options)
    options = args.check_options(options, OPTIONS, NAME)
    if options.target == nil then error(NAME .. ": option 'target' is missing (which documents?)", 2) end
    local by = options.by or "lower"
    local measures = choice.measures(options.measures, { "g2", "lrc" }, NAME)
    local inside = options.within and choice.find(corpus, options.within, by, NAME) or nil
    local tally = choice.need(NAME, corpus:tally { by = by, with_punctuation = options.with_punctuation,
        inside = inside })
    local target, target_words = choice.documents(corpus, options.target, NAME)
    local reference, reference_words = choice.documents(corpus, options.reference, NAME)
    if options.where then
        local sample, words = choice.documents(corpus, options.where, NAME)
        reference = choice.both(sample, reference or choice.all_but(corpus, target))
        target = choice.both(sample, target)
        target_words = ("%s (of %s)"):format(target_words, words)
    end
    if options.once then
        reference = reference or choice.all_but(corpus, target)
        target, target_words = choice.without_copies(corpus, target, target_words)
        reference, reference_words = choice.without_copies(corpus, reference, reference_words)
    end
    choice.some(target, target_words, NAME)
    choice.some(reference, reference_words, NAME)
    if not options.reference then reference_words = reference_words:gsub("^all documents", "all others") end
    local ranked, message = tally:keyness { target = target, reference = reference, measure = measures[1],
        least = options.least, alpha = options.alpha, constant = options.constant }
    if not ranked then error(("%s: %s"):format(NAME, message), 0) end
    local n1, d1, n2, d2 = ranked:sizes()
    local p_documents = options.rounds and permutation(tally, target, reference, options)

    -- The row as Keyness:row() gives it, with rates, the other measures and the effect in their places.
    local function make(i)
        local form, f1, documents1, dp1, f2, documents2, dp2, score, p, holm, bh = ranked:row(i)
        local row = { form, f1, choice.per_million(f1, n1), documents1, dp1, f2, choice.per_million(f2, n2),
            documents2, dp2, score }
        for k = 2, #measures do row[9 + k] = ranked:measure(i, measures[k]) end
        local at = 9 + #measures
        row[at + 1] = ranked:measure(i, "log_ratio")
        row[at + 2], row[at + 3] = ranked:interval(i)
        row[at + 4], row[at + 5], row[at + 6] = p, holm, bh
        if p_documents then row[at + 7] = p_documents(form) end
        return row
    end
    -- The lines of a row are those of the target, or of the other side when asked: row:concordance("reference").
    local methods = choice.row_methods(corpus, by, target, inside)
    function methods.concordance(row, side)
        local ids = target
        if side == "reference" then
            ids = reference or choice.all_but(corpus, target)
        elseif side ~= nil and side ~= "target" then
            error(('%s: row:concordance takes "target" or "reference", not \'%s\''):format(NAME, tostring(side)), 2)
        end
        return choice.find_form(corpus, by, row[1], ids, inside)
    end
    return Table.new(columns_of(by, measures, options.rounds), {
        count = math.min(#ranked, options.top or math.maxinteger),
        make = make,
        caption = ("Keyness of %s: %s against %s"):format(by, target_words, reference_words),
        note = ("target %d tokens in %d documents, reference %d in %d; %d types tested"):format(n1, d1, n2, d2,
            #ranked),
        methods = methods,
    })
end

return { keyness = keyness }
