--- corpus:collocates: which forms stand near the hits of a query more often than chance would have it.
--
-- Counted as in the UCS toolkit (Evert 2005): N = tokens of the corpus without those of the hits, R1 = tokens inside
-- the windows (each once), C1 = occurrences of the collocate outside the hits, O11 = those inside the windows.

local toolkit = require "toolkit"
local args = require "toolkit.args"
local choice = require "toolkit.corpus.choice"

local OPTIONS = { "by", "window", "within", "measures", "least", "top", "alpha", "with_punctuation", "neighbours" }
local NAME = "corpus:collocates"

-- Tokens to the left and to the right; nil, nil: up to the bounds.
local function read_window(options)
    local window = options.window
    if window == nil then
        if options.within then return nil, nil end
        return 5, 5
    elseif type(window) == "table" then
        return window[1] or window.left or 0, window[2] or window.right or 0
    end
    return window, window
end

-- The query with a collocate in its window; nil when it is more than token patterns in parentheses.
local function near(query, collocate, left, right, within)
    local rest = query:gsub('"[^"]*"%%?%a*', ""):gsub("%b[]", "")
    if rest:find("[%a:<]") or rest:find("%(%?") then return nil end
    local function gap(size) return size == nil and "[]*" or ("[]{0,%d}"):format(math.max(size - 1, 0)) end
    local parts = {}
    if left ~= 0 then parts[#parts + 1] = ("%s %s (%s)"):format(collocate, gap(left), query) end
    if right ~= 0 then parts[#parts + 1] = ("(%s) %s %s"):format(query, gap(right), collocate) end
    return table.concat(parts, " | ") .. (within and " within " .. within or "")
end

local function is_word(form)
    return form:find("%w") or form:find("[\x80-\xFF]") and #toolkit.tokenize(form, { keep = "words" }) > 0
end

local function collocates(corpus, query, options)
    options = args.check_options(options, OPTIONS, NAME)
    local by = options.by or "lower"
    local left, right = read_window(options)
    local measures = choice.measures(options.measures, { "log_dice", "g2", "mi" }, NAME)
    local hits, text = choice.find(corpus, query, by, NAME)
    local neighbours = options.neighbours or assert(hits:neighbours { attribute = by, within = options.within,
        reach = left and math.max(left, right) or 0 })
    local walk, r1, n = neighbours:rows(left, right)
    local rows, columns = {}, {
        { name = by },
        { name = "observed", type = "integer", help = "O11: inside the windows" },
        { name = "expected", type = "number", digits = 2, help = "E11 = R1 * C1 / N" },
        { name = "left", type = "integer", help = "of these to the left of a hit" },
        { name = "right", type = "integer", help = "of these to the right of a hit" },
        { name = "frequency", type = "integer", help = "C1: anywhere but in the hits" },
        { name = "documents", type = "integer", help = "documents with one inside a window" },
    }
    for _, measure in ipairs(measures) do columns[#columns + 1] = { name = measure, type = "number", digits = 3 } end
    local all, types = {}, 0
    for form, o11, c1, documents, at_left, at_right in walk do
        types = types + 1
        if o11 >= (options.least or 1) and (options.with_punctuation or is_word(form)) then
            all[#all + 1] = { form, o11, r1 * c1 / n, at_left, at_right, c1, documents }
        end
    end
    local settings = { alpha = options.alpha, family = types }
    for _, row in ipairs(all) do
        for i, measure in ipairs(measures) do
            row[7 + i] = toolkit.stats.measure(measure, row[2], r1, row[6], n, settings)
        end
        rows[#rows + 1] = row
    end
    choice.cut(choice.sort(rows, 8), options.top)
    local where, methods = {}, {}
    if left then where[1] = ("window of %d + %d tokens"):format(left, right) end
    if options.within then where[#where + 1] = "within " .. options.within end
    function methods.query(row)
        return text and near(text, choice.query_of(by, row[1]), left, right, options.within)
    end
    function methods.concordance(row)
        local wanted = methods.query(row)
        if not wanted then return nil, "this query cannot be made part of another one" end
        return corpus:find(wanted)
    end
    local t = choice.table(columns, rows, {
        caption = ("Collocates of %s"):format(text or "hits"),
        note = ("%s; R1 = %d, N = %d, %d types tested"):format(table.concat(where, ", "), r1, n, types),
        methods = methods,
    })
    t.neighbours = neighbours
    return t
end

return { collocates = collocates }
