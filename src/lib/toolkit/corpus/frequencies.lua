--- corpus:frequencies: how often each form of an attribute occurs, in all documents or in chosen ones.

local args = require "toolkit.args"
local choice = require "toolkit.corpus.choice"
local Table = require "toolkit.table"

local OPTIONS = { "by", "where", "within", "least", "top", "with_punctuation", "once" }

local NAME = "corpus:frequencies"

local function count(corpus, options, by, ids, inside)
    local punctuation = options.with_punctuation
    if not ids and not inside then
        return choice.need(NAME, corpus:ngrams { attribute = by, least = options.least,
            with_punctuation = punctuation })
    end
    local tally <close> = choice.need(NAME, corpus:tally { attribute = by, with_punctuation = punctuation,
        inside = inside })
    return tally:frequencies(options.least, ids)
end

local function frequencies(corpus, options)
    options = args.check_options(options, OPTIONS, NAME)
    local by = options.by or "lower"
    local ids, words = choice.sample(corpus, options, NAME)
    local inside, text
    if options.within then
        inside, text = choice.find(corpus, options.within, by, NAME)
        words = words .. ", inside " .. (text or "hits")
    end
    local counts = count(corpus, options, by, ids, inside)
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
        methods = choice.row_methods(corpus, by, ids, inside),
    })
end

return { frequencies = frequencies }
