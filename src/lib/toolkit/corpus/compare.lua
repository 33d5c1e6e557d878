--- corpus:compare: two sets of documents side by side.

local args = require "toolkit.args"
local choice = require "toolkit.corpus.choice"
local Table = require "toolkit.table"

local OPTIONS = { "by", "where", "within", "once", "with_punctuation" }
local NAME = "corpus:compare"

local function profile_of(tally, ids)
    local tokens, documents = tally:size(ids)
    local counts, types, hapax = {}, 0, 0
    for form, count in tally:rows(1, ids) do
        counts[form], types = count, types + 1
        if count == 1 then hapax = hapax + 1 end
    end
    return { ids = ids, tokens = tokens, documents = documents, counts = counts, types = types, hapax = hapax }
end

-- Counts as they are, rates to what is worth reading.
local function show_figure(value)
    if value == nil then return "" end
    if math.type(value) == "integer" then return ("%d"):format(value) end
    return (value >= 10 and "%.1f" or "%.3f"):format(value)
end

local function ratio(p, q) return q > 0 and p / q or nil end

local function figures(t, x, y)
    local shared, product, norm_x, norm_y = 0, 0, 0, 0
    for form, count in pairs(x.counts) do
        norm_x = norm_x + count * count
        if y.counts[form] then shared, product = shared + 1, product + count * y.counts[form] end
    end
    for _, count in pairs(y.counts) do norm_y = norm_y + count * count end
    for _, figure in ipairs { "documents", "tokens", "types", "hapax" } do t:add { figure, x[figure], y[figure] } end
    t:add { "tokens per document", ratio(x.tokens, x.documents), ratio(y.tokens, y.documents) }
    t:add { "shared types", shared, shared }
    local jaccard = ratio(shared, x.types + y.types - shared)
    t:add { "jaccard", jaccard, jaccard }
    local cosine = ratio(product, math.sqrt(norm_x) * math.sqrt(norm_y))
    t:add { "cosine", cosine, cosine }
end

-- What the concordance of a figure shows: hapax legomena, types that both sides have, else every token that counts.
local function forms_of(figure, here, there)
    local wanted = figure == "hapax" and function(_, count) return count == 1 end
        or (figure == "shared types" or figure == "jaccard" or figure == "cosine")
        and function(form) return there.counts[form] end
    if not wanted then return nil end
    local list = {}
    for form, count in pairs(here.counts) do
        if wanted(form, count) then list[#list + 1] = form end
    end
    table.sort(list)
    return list
end

local function compare(corpus, a, b, options)
    options = args.check_options(options, OPTIONS, NAME)
    local by = options.by or "lower"
    local inside = options.within and choice.find(corpus, options.within, by, NAME) or nil
    local tally <close> = choice.need(NAME, corpus:tally { by = by, inside = inside,
        with_punctuation = options.with_punctuation })
    local sample, words = choice.sample(corpus, options, NAME)
    local ids_a, words_a = choice.documents(corpus, a, NAME)
    local ids_b, words_b = choice.documents(corpus, b, NAME)
    ids_a, ids_b = choice.both(sample, ids_a), choice.both(sample, ids_b)
    local x = profile_of(tally, choice.some(ids_a, words_a, NAME))
    local y = profile_of(tally, choice.some(ids_b, words_b, NAME))
    local methods = {}
    function methods.concordance(row, side)
        if side ~= nil and side ~= "a" and side ~= "b" then
            error(('%s: row:concordance takes "a" or "b", not \'%s\''):format(NAME, tostring(side)), 2)
        end
        local here, there = x, y
        if side == "b" then here, there = y, x end
        local forms = forms_of(row.figure, here, there)
        return choice.find_forms(corpus, by, forms, here.ids, inside, options.with_punctuation)
    end
    local t = Table.new({ "figure", { name = "a", title = words_a, type = "number", format = show_figure },
        { name = "b", title = words_b, type = "number", format = show_figure } },
        { caption = ("%s and %s"):format(words_a, words_b), note = ("types of %s; %s"):format(by, words),
            methods = methods })
    figures(t, x, y)
    t.keyness = function()
        return corpus:keyness { target = a, reference = b, by = by, where = options.where, within = options.within,
            once = options.once, with_punctuation = options.with_punctuation }
    end
    return t
end

return { compare = compare }
