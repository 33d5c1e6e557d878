--- corpus:collocates: which forms stand near the hits of a query more often than chance would have it.
--
-- Counted as in the UCS toolkit (Evert 2005): N = tokens of the corpus without those of the hits, R1 = tokens inside
-- the windows (each once), C1 = occurrences of the collocate outside the hits, O11 = those inside the windows.

local toolkit = require "toolkit"
local args = require "toolkit.args"
local choice = require "toolkit.corpus.choice"

local OPTIONS = { "by", "window", "within", "relation", "heads", "measures", "least", "top", "alpha",
    "with_punctuation", "where", "once", "reach", "neighbours" }
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

-- The query for a node and a collocate that depends on it, or that it depends on; nil when the node is more than token
-- patterns, or the collocate more than brackets.
local function joined(query, collocate, relation, heads)
    if query:gsub('"[^"]*"%%?%a*', ""):gsub("%b[]", ""):find("[^%s]") then return nil end
    local dependent = heads and "a" or "b"
    local condition = heads and "head(a) = b" or "head(b) = a"
    if relation then
        condition = ('%s & (%s.relation = "%s(:.*)?")'):format(condition, dependent, relation)
    end
    return ("(a:%s []* b:%s | b:%s []* a:%s) :: %s within s"):format(query, collocate, collocate, query, condition)
end

local function is_word(form)
    return form:find("%w") or form:find("[\x80-\xFF]") and #toolkit.tokenize(form, { keep = "words" }) > 0
end

local function check(options)
    if options.heads ~= nil and not options.relation then
        error(NAME .. ": option 'heads' goes with 'relation'", 3)
    elseif options.relation and (options.window or options.within) then
        error(NAME .. ": 'relation' takes the place of 'window' and 'within'", 3)
    end
end

local function gather(hits, options, by, reach, documents)
    if not options.relation then
        return choice.need(NAME, hits:neighbours { by = by, within = options.within, reach = reach,
            documents = documents })
    end
    local relation = options.relation ~= "any" and options.relation or nil
    return choice.need(NAME, hits:dependents { by = by, relation = relation, heads = options.heads,
        documents = documents })
end

local function columns_of(by, measures, options)
    local node = options.heads and "dependent" or "head"
    local columns = {
        { name = by },
        { name = "observed", type = "integer",
            help = options.relation and "O11: pairs with a hit as the " .. node or "O11: inside the windows" },
        { name = "expected", type = "number", digits = 2, help = "E11 = R1 * C1 / N" },
        { name = "left", type = "integer", help = "of these to the left of a hit" },
        { name = "right", type = "integer", help = "of these to the right of a hit" },
        { name = "frequency", type = "integer",
            help = options.relation and "C1: in this relation, anywhere" or "C1: anywhere but in the hits" },
        { name = "documents", type = "integer", help = "documents with one of these" },
    }
    for _, measure in ipairs(measures) do columns[#columns + 1] = { name = measure, type = "number", digits = 3 } end
    return columns
end

-- The rows for one window, the number of types tested, R1 and N.
local function rows_of(neighbours, options, measures, left, right)
    local walk, r1, n = neighbours:rows(left, right)
    local rows, types = {}, 0
    for form, o11, c1, documents, at_left, at_right in walk do
        types = types + 1
        if o11 >= (options.least or 1) and (options.with_punctuation or is_word(form)) then
            rows[#rows + 1] = { form, o11, r1 * c1 / n, at_left, at_right, c1, documents }
        end
    end
    local settings = { alpha = options.alpha, family = types }
    for _, row in ipairs(rows) do
        row[8] = toolkit.stats.measure(measures[1], row[2], r1, row[6], n, settings)
    end
    choice.cut(choice.sort(rows, 8), options.top)
    for _, row in ipairs(rows) do
        for i = 2, #measures do
            row[7 + i] = toolkit.stats.measure(measures[i], row[2], r1, row[6], n, settings)
        end
    end
    return rows, types, r1, n
end

local function describe(options, left, right)
    local parts = {}
    if options.relation then
        parts[1] = options.heads and "heads on which the hits depend" or "dependents of the hits"
        parts[2] = options.relation ~= "any" and "relation " .. options.relation or nil
    elseif left then
        parts[1] = ("window of %d + %d tokens"):format(left, right)
    end
    if options.within then parts[#parts + 1] = "within " .. options.within end
    return table.concat(parts, ", ")
end

local function collocates(corpus, query, options)
    options = args.check_options(options, OPTIONS, NAME)
    check(options)
    local by = options.by or "lower"
    local measures = choice.measures(options.measures, { "log_dice", "g2", "mi" }, NAME)
    local hits, text, label = choice.find(corpus, query, by, NAME)
    local ids, words = choice.sample(corpus, options, NAME)

    local function of_window(neighbours, left, right)
        local rows, types, r1, n = rows_of(neighbours, options, measures, left, right)
        local methods = {}
        function methods.query(row)
            local collocate = choice.query_of(by, row[1])
            if not text then return nil end
            if options.relation then
                return joined(text, collocate, options.relation ~= "any" and options.relation, options.heads)
            end
            return near(text, collocate, left, right, options.within)
        end
        function methods.concordance(row)
            local wanted = methods.query(row)
            if not wanted then return nil, "this query cannot be made part of another one" end
            return choice.find_in(corpus, wanted, ids)
        end
        local t = choice.table(columns_of(by, measures, options), rows, {
            caption = ("Collocates of %s"):format(label),
            note = ("%s; R1 = %d, N = %d, %d types tested; %s"):format(describe(options, left, right), r1, n, types,
                words),
            methods = methods,
        })
        t.neighbours = neighbours
        function t.window(new_left, new_right)
            return of_window(neighbours, new_left, new_right or new_left)
        end
        return t
    end

    local left, right
    if not options.relation then left, right = read_window(options) end
    local reach = options.reach or (left and math.max(left, right) or 0)
    return of_window(options.neighbours or gather(hits, options, by, reach, ids), left, right)
end

return { collocates = collocates }
