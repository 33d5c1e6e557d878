--- corpus:frequencies: how often each form of an attribute occurs, in all documents or in chosen ones.

local args = require "toolkit.args"
local choice = require "toolkit.corpus.choice"
local Table = require "toolkit.table"

local OPTIONS = { "by", "where", "least", "top", "with_punctuation", "once" }

local NAME = "corpus:frequencies"

local function count(corpus, options, by, ids)
    local punctuation = options.with_punctuation
    if not ids then
        return choice.need(NAME, corpus:ngrams { attribute = by, least = options.least,
            with_punctuation = punctuation })
    end
    local tally <close> = choice.need(NAME, corpus:tally { attribute = by, with_punctuation = punctuation })
    return tally:frequencies(options.least, ids)
end

local function frequencies(corpus, options)
    options = args.check_options(options, OPTIONS, NAME)
    local by = options.by or "lower"
    local ids, words = choice.sample(corpus, options, NAME)
    local counts = count(corpus, options, by, ids)
    local total = counts:total()
    return Table.new({
        { name = by },
        { name = "frequency", type = "integer", unit = "tokens" },
        { name = "per_million", title = "per million", type = "number", digits = 1 },
        { name = "documents", type = "integer", help = "documents that have it" },
    }, {
        count = math.min(#counts, options.top or math.maxinteger),
        make = function(i)
            local frequency, documents, form = counts:row(i)
            return { form, frequency, choice.per_million(frequency, total), documents }
        end,
        caption = ("Frequencies of %s"):format(by),
        note = ("%d tokens, %d types; %s"):format(total, counts:types(), words),
        methods = choice.row_methods(corpus, by, ids),
    })
end

return { frequencies = frequencies }
