--- corpus:frequencies and corpus:ngrams: how often each form, or sequence of forms, of an attribute occurs, in all
-- documents or in chosen ones, or inside the hits of a query.

local args = require "toolkit.args"
local choice = require "toolkit.corpus.choice"
local Table = require "toolkit.table"

local SAMPLE = { "by", "where", "within", "least", "top", "with_punctuation", "once" }
local OF_FORMS = table.move(SAMPLE, 1, #SAMPLE, 2, { "dispersion" })
local OF_NGRAMS = table.move(SAMPLE, 1, #SAMPLE, 4, { "n", "gap", "across_sentences" })

-- What is counted: documents (nil: all), hits (nil: everything), and both in words.
local function read_sample(corpus, options, by, name)
    local ids, words = choice.sample(corpus, options, name)
    if not options.within then return ids, nil, words end
    local inside, text = choice.find(corpus, options.within, by, name)
    return ids, inside, ("%s, inside %s"):format(words, text or "hits")
end

local function make_table(counts, column, unit, top, more, more_column)
    local total = counts:total()
    more.count = math.min(#counts, top or math.maxinteger)
    more.make = more.make or function(i)
        local frequency, documents, form = counts:row(i)
        return { form, frequency, choice.per_million(frequency, total), documents }
    end
    return Table.new({
        column,
        { name = "frequency", type = "integer", unit = unit },
        { name = "per_million", title = "per million", type = "number", digits = 1 },
        { name = "documents", type = "integer", help = "documents that have it" },
        more_column,
    }, more)
end

-- The deviation of proportions of each form over the documents of the sample: a second pass, for who asks.
local function spread(corpus, options, by, ids, inside, name)
    local tally <close> = choice.need(name, corpus:tally { by = by, inside = inside,
        with_punctuation = options.with_punctuation })
    local dp = {}
    for form, _, _, value in tally:rows(options.least or 1, ids) do dp[form] = value end
    return dp
end

local function frequencies(corpus, options)
    local name = "corpus:frequencies"
    options = args.check_options(options, OF_FORMS, name)
    local by = options.by or "lower"
    local ids, inside, words = read_sample(corpus, options, by, name)
    local counts = choice.need(name, corpus:count_ngrams { by = by, least = options.least,
        with_punctuation = options.with_punctuation, documents = ids, inside = inside })
    local total = counts:total()
    local dp = options.dispersion and spread(corpus, options, by, ids, inside, name)
    return make_table(counts, { name = by }, "tokens", options.top, {
        make = dp and function(i)
            local frequency, documents, form = counts:row(i)
            return { form, frequency, choice.per_million(frequency, total), documents, dp[form] }
        end,
        caption = ("Frequencies of %s"):format(by),
        note = ("%d tokens, %d types; %s"):format(total, counts:types(), words),
        methods = choice.row_methods(corpus, by, ids, inside),
    }, dp and { name = "dp", title = "DP", type = "number", digits = 3,
        help = "deviation of proportions over the documents (Gries 2008); 0 is even" })
end

-- The query for the places of an n-gram. Gaps hold what the n-gram may leave out.
local function ngram_query(forms, by, options, more)
    local between = ""
    if options.gap and options.gap > 0 then
        local token = options.with_punctuation and "[]" or ([==[[%s=".*[\p{L}\p{N}].*"]]==]):format(by)
        between = (" %s{0,%d}"):format(token, options.gap)
    end
    local parts = {}
    for i, form in ipairs(forms) do parts[i] = choice.query_of(by, form, i == 1 and more or nil) end
    return table.concat(parts, between .. " ") .. (options.across_sentences and "" or " within s")
        .. (between ~= "" and (" within %d"):format(#forms + options.gap) or "")
end

local function describe(options, n)
    local gap = options.gap and options.gap > 0 and (" with up to %d token%s left out"):format(options.gap,
        options.gap == 1 and "" or "s") or ""
    return ("%d-grams%s"):format(n, gap)
end

local function ngrams(corpus, options)
    local name = "corpus:ngrams"
    options = args.check_options(options, OF_NGRAMS, name)
    local by, n = options.by or "lower", options.n or 2
    local ids, inside, words = read_sample(corpus, options, by, name)
    local counts = choice.need(name, corpus:count_ngrams { n = n, gap = options.gap, by = by,
        least = options.least, across_sentences = options.across_sentences,
        with_punctuation = options.with_punctuation, documents = ids, inside = inside })
    local total, forms_of = counts:total(), {}
    return make_table(counts, { name = "ngram", title = ("%d-gram"):format(n) }, nil, options.top, {
        make = function(i)
            local found = table.pack(counts:row(i))
            local forms = table.move(found, 3, found.n, 1, {})
            local ngram = table.concat(forms, " ")
            forms_of[ngram] = forms
            return { ngram, found[1], choice.per_million(found[1], total), found[2] }
        end,
        caption = ("%s of %s"):format(describe(options, n), by),
        note = ("%d %s, %d different; %s"):format(total, describe(options, n), counts:types(), words),
        methods = choice.row_methods(corpus, by, ids, inside, function(row, more)
            return ngram_query(forms_of[row[1]], by, options, more)
        end),
    })
end

return { frequencies = frequencies, ngrams = ngrams }
