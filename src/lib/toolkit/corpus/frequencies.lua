--- corpus:frequencies: how often each form of an attribute occurs, in all documents or in chosen ones.

local args = require "toolkit.args"
local choice = require "toolkit.corpus.choice"

local OPTIONS = { "by", "where", "least", "top", "with_punctuation", "once" }

local function of_all(corpus, options, by)
    local counts = assert(corpus:ngrams { attribute = by, least = options.least,
        with_punctuation = options.with_punctuation })
    local rows, total, top = {}, counts:total(), options.top or math.huge
    for count, documents, form in counts:iter() do
        if #rows >= top then break end
        rows[#rows + 1] = { form, count, choice.per_million(count, total), documents }
    end
    local types = counts:types()
    counts:close()
    return rows, total, types
end

local function of_chosen(corpus, options, by, ids)
    local tally = assert(corpus:tally { attribute = by, with_punctuation = options.with_punctuation })
    local rows, total, types = {}, tally:size(ids), 0
    for form, count, documents in tally:rows(1, ids) do
        types = types + 1
        if count >= (options.least or 1) then
            rows[#rows + 1] = { form, count, choice.per_million(count, total), documents }
        end
    end
    tally:close()
    return choice.cut(choice.sort(rows, 2), options.top), total, types
end

local function frequencies(corpus, options)
    options = args.check_options(options, OPTIONS, "corpus:frequencies")
    local by = options.by or "lower"
    local ids, words = choice.documents(corpus, options.where, "corpus:frequencies")
    if options.once then ids, words = choice.without_copies(corpus, ids, words) end
    local rows, total, types
    if ids then
        rows, total, types = of_chosen(corpus, options, by, ids)
    else
        rows, total, types = of_all(corpus, options, by)
    end
    return choice.table({
        { name = by },
        { name = "frequency", type = "integer", unit = "tokens" },
        { name = "per_million", title = "per million", type = "number", digits = 1 },
        { name = "documents", type = "integer", help = "documents that have it" },
    }, rows, {
        caption = ("Frequencies of %s"):format(by),
        note = ("%d tokens, %d types; %s"):format(total, types, words),
        methods = choice.row_methods(corpus, by, ids),
    })
end

return { frequencies = frequencies }
