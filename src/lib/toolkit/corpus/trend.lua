--- corpus:trend: how often something occurs by day, week, month or year; what has no date has a row of its own.

local toolkit = require "toolkit"
local args = require "toolkit.args"
local choice = require "toolkit.corpus.choice"
local periods_of_time = require "toolkit.corpus.period"

local OPTIONS = { "period", "by", "alpha", "where", "once" }
local NAME = "corpus:trend"

local function trend(corpus, query, options)
    options = args.check_options(options, OPTIONS, NAME)
    local length, alpha = options.period or "month", options.alpha or 0.05
    if not periods_of_time.is_known(length) then
        error(('%s: option \'period\' is "day", "week", "month", "year" or "decade", not \'%s\''):format(NAME,
            tostring(length)), 2)
    end
    local hits, text, label = choice.find(corpus, query, options.by or "lower", NAME)
    local counts, dates = hits:by_document(), choice.values(corpus, "date")
    local chosen, words = choice.sample(corpus, options, NAME)
    local ids, _, tokens = choice.sizes(corpus, chosen)
    local periods, order, members = {}, {}, {}
    for i, id in ipairs(ids) do
        local name = periods_of_time.of(dates[id], length) or "undated"
        local period = periods[name]
        if not period then
            period = { name, 0, nil, nil, nil, 0, 0, 0 }
            periods[name], members[name] = period, {}
            order[#order + 1] = period
        end
        members[name][id] = true
        local count = counts[id] or 0
        period[2] = period[2] + count
        period[6] = period[6] + (count > 0 and 1 or 0)
        period[7] = period[7] + 1
        period[8] = period[8] + tokens[i]
    end
    for _, period in ipairs(order) do
        local f, n = period[2], period[8]
        if n > 0 then
            period[3] = f / n * 1e6
            period[4] = f == 0 and 0.0 or toolkit.stats.beta_quantile(alpha / 2, f, n - f + 1) * 1e6
            period[5] = f == n and 1e6 or toolkit.stats.beta_quantile(alpha / 2, f + 1, n - f, true) * 1e6
        end
    end
    table.sort(order, function(a, b)
        if a[1] == "undated" or b[1] == "undated" then return a[1] ~= "undated" end
        return a[1] < b[1]
    end)
    local methods = {}
    function methods.concordance(row)
        if not text then return nil, "these hits have no query that could run again" end
        return choice.find_in(corpus, text, members[row[1]])
    end
    return choice.table({
        { name = "period", title = length },
        { name = "frequency", type = "integer", unit = "hits" },
        { name = "per_million", title = "per million", type = "number", digits = 1 },
        { name = "low", type = "number", digits = 1, help = "exact binomial interval (Clopper and Pearson 1934)" },
        { name = "high", type = "number", digits = 1 },
        { name = "documents", type = "integer", help = "documents with a hit" },
        { name = "all_documents", title = "of documents", type = "integer" },
        { name = "tokens", type = "integer", help = "punctuation counts" },
    }, order, {
        caption = ("%s by %s"):format(label, length),
        note = ("undated: no date, or one that does not say the %s; %s"):format(length, words),
        methods = methods,
    })
end

return { trend = trend }
