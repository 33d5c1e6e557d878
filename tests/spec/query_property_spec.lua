-- The index answers like a naive scan: random queries over random little corpora, with several segments, removed
-- documents, a layer of regions, all strategies and filters. TOOLKIT_TEST_QUERIES sets how many (default: 1500).
local toolkit = require "toolkit"

local QUERIES = tonumber(os.getenv("TOOLKIT_TEST_QUERIES") or 1500)
local ALPHABET = { "a", "b", "c", "A", "B" }

-- ---- a little language: trees that print as CQL and match naively ------------------------------

local random = math.random
local function pick(list) return list[random(#list)] end

local make = {}

function make.word()
    local w = pick(ALPHABET)
    return { text = ('"%s"'):format(w), test = function(t) return t.word == w end }
end
function make.any() return { text = "[]", test = function() return true end } end
function make.no_case()
    local w = pick { "a", "b" }
    return { text = ('"%s"%%c'):format(w), test = function(t) return t.word:lower() == w end }
end
function make.lower()
    local w = pick { "a", "b", "c" }
    return { text = ('[lower="%s"]'):format(w), test = function(t) return t.word:lower() == w end }
end
function make.unlike()
    local w = pick(ALPHABET)
    return { text = ('[word!="%s"]'):format(w), test = function(t) return t.word ~= w end }
end
function make.regex()
    return { text = '[word="[a-b]"]', test = function(t) return t.word:match("^[ab]$") ~= nil end }
end
function make.both()
    return { text = '[lower="a" & !word="A"]', test = function(t) return t.word == "a" end }
end
function make.either()
    return { text = '[word="c" | lower="b"]', test = function(t) return t.word == "c" or t.word:lower() == "b" end }
end
function make.inside() return { text = "[x]", test = function(t) return t.region ~= nil end } end

local LEAVES = { "word", "word", "word", "any", "no_case", "lower", "unlike", "regex", "both", "either", "inside" }

-- Written so that they do not pair.
local TAGS = { { kind = "open", text = "(<x>|<x>)" }, { kind = "close", text = "(</x>|</x>)" } }

local function token()
    local leaf = make[pick(LEAVES)]()
    leaf.kind = "token"
    return leaf
end

-- What stands in a look-around: a token or two, a border, something optional.
local function looked_for()
    local a, b = token(), pick { token(), pick(TAGS) }
    return pick {
        a, a, pick(TAGS),
        { kind = "sequence", a = a, b = b, text = ("%s %s"):format(a.text, b.text) },
        { kind = "choice", a = a, b = b, text = ("%s | %s"):format(a.text, b.text) },
        { kind = "repeat", a = a, min = 0, max = 1, text = a.text .. "?" },
    }
end

local function node(depth)
    local kind = depth <= 0 and 1 or random(16)
    if kind <= 4 then
        return token()
    elseif kind <= 7 then
        local a, b = node(depth - 1), node(depth - 1)
        return { kind = "sequence", a = a, b = b, text = ("(%s %s)"):format(a.text, b.text) }
    elseif kind == 8 then
        local a, b = node(depth - 1), node(depth - 1)
        return { kind = "choice", a = a, b = b, text = ("(%s | %s)"):format(a.text, b.text) }
    elseif kind <= 10 then
        local a = node(depth - 1)
        local how = pick { { "?", 0, 1 }, { "*", 0, 99 }, { "+", 1, 99 }, { "{2}", 2, 2 }, { "{0,2}", 0, 2 }, { "{1,3}", 1, 3 } }
        return { kind = "repeat", a = a, min = how[2], max = how[3], text = ("(%s)%s"):format(a.text, how[1]) }
    elseif kind == 11 then
        local a, negative, behind = looked_for(), random(2) == 1, random(2) == 1
        return { kind = "look", a = a, negative = negative, behind = behind,
            text = ("(?%s%s %s)"):format(behind and "<" or "", negative and "!" or "=", a.text) }
    end
    if kind == 12 then return pick(TAGS) end
    if kind <= 14 then -- paired tags: both of one region
        local a = node(depth - 1)
        local layer = pick { "x", "x", "n" }
        return { kind = "region", layer = layer, a = a, text = ("(<%s> %s </%s>)"):format(layer, a.text, layer) }
    elseif kind == 15 then
        local layer = pick { "x", "n" }
        local any = { kind = "repeat", min = 1, max = 99, a = { kind = "token", test = function() return true end } }
        return { kind = "region", layer = layer, a = any, text = pick { "<%s/>", "/region[%s]" }:format(layer) }
    end
    local a, min = token(), random(0, 2)
    local max = min + random(0, 9)
    return { kind = "repeat", a = a, min = min, max = max, text = ("%s{%d,%d}"):format(a.text, min, max) }
end

-- The set of ends of a tree from position i (tokens i .. end-1), inside [1, limit).
local ends_of

local function ends_all(tree, doc, starts, limit)
    local out = {}
    for i in pairs(starts) do
        for e in pairs(ends_of(tree, doc, i, limit)) do out[e] = true end
    end
    return out
end

function ends_of(tree, doc, i, limit)
    local kind = tree.kind
    if kind == "token" then
        if i < limit and tree.test(doc[i]) then return { [i + 1] = true } end
        return {}
    elseif kind == "sequence" then
        return ends_all(tree.b, doc, ends_of(tree.a, doc, i, limit), limit)
    elseif kind == "choice" then
        local out = ends_of(tree.a, doc, i, limit)
        for e in pairs(ends_of(tree.b, doc, i, limit)) do out[e] = true end
        return out
    elseif kind == "repeat" then
        local out, now = {}, { [i] = true }
        for n = 0, math.min(tree.max, #doc + 1) do
            if n >= tree.min then
                local grown = false
                for e in pairs(now) do
                    if not out[e] then out[e], grown = true, true end
                end
                if not grown then break end
            end
            now = ends_all(tree.a, doc, now, limit)
        end
        return out
    elseif kind == "look" then
        local yes = false
        if tree.behind then
            for j = 1, i do yes = yes or ends_of(tree.a, doc, j, i)[i] == true end
        else
            yes = next(ends_of(tree.a, doc, i, #doc + 1)) ~= nil
        end
        return yes ~= tree.negative and { [i] = true } or {}
    elseif kind == "labels" then
        return tree.ends(doc, i, limit)
    elseif kind == "region" then
        local out = {}
        for _, r in ipairs(doc.layers[tree.layer]) do
            if r.first == i and r.last < limit and ends_of(tree.a, doc, i, r.last + 1)[r.last + 1] then out[r.last + 1] = true end
        end
        return out
    elseif kind == "open" then
        return doc[i] and doc[i].region and doc[i].region.first == i and { [i] = true } or {}
    end
    local before = doc[i - 1]
    return before and before.region and before.region.last == i - 1 and { [i] = true } or {}
end

local FILTERS = {
    { "" },
    { " within x", limit = function(doc, s) local r = doc[s].region return r and r.last + 1 or 0 end },
    { " within 3", limit = function(_, s) return s + 3 end },
    { " not within x", keep = function(doc, s, e)
        local r = doc[s].region
        return not (r and e - 1 <= r.last)
    end },
    { " containing x", keep = function(doc, s, e)
        for k = s, e - 1 do
            local r = doc[k].region
            if r and r.first >= s and r.last < e then return true end
        end
        return false
    end },
    { ' containing "b"', keep = function(doc, s, e)
        for k = s, e - 1 do if doc[k].word == "b" then return true end end
        return false
    end },
    { ' containing ("b" []{0,2})', keep = function(doc, s, e)
        for k = s, e - 1 do if doc[k].word == "b" then return true end end
        return false
    end },
    { ' within ("b" []{0,4})', limit = function(doc, s) -- as far as the last "b" before allows
        for k = s, math.max(1, s - 4), -1 do if doc[k].word == "b" then return k + 5 end end
        return 0
    end },
    { ' not containing ("a" "b")', keep = function(doc, s, e)
        for k = s, e - 2 do if doc[k].word == "a" and doc[k + 1].word == "b" then return false end end
        return true
    end },
    { " :: match.word = matchend.word", accept = function(doc, s, e) return doc[s].word == doc[e - 1].word end },
    { " :: match.lower != matchend.lower", accept = function(doc, s, e)
        return doc[s].word:lower() ~= doc[e - 1].word:lower()
    end },
}

local function naive(tree, doc, strategy, filter)
    local found = {}
    for s = 1, #doc do
        local limit = #doc + 1
        if filter.limit then limit = math.min(limit, filter.limit(doc, s)) end
        if limit > s then
            local best
            for e in pairs(ends_of(tree, doc, s, limit)) do
                if e > s and (not filter.accept or filter.accept(doc, s, e)) and
                    (not best or (strategy == "longest" and e > best) or (strategy ~= "longest" and e < best)) then
                    best = e
                end
            end
            if best then found[#found + 1] = { s, best } end
        end
    end
    local kept = {}
    for i, m in ipairs(found) do
        local keep = true
        for j, other in ipairs(found) do
            if strategy == "standard" and j < i and other[2] == m[2] then keep = false end
            if strategy == "longest" and j ~= i and other[1] <= m[1] and other[2] >= m[2] then keep = false end
            if strategy == "shortest" and j ~= i and other[1] >= m[1] and other[2] <= m[2] then keep = false end
        end
        if keep and (not filter.keep or filter.keep(doc, m[1], m[2])) then kept[#kept + 1] = m end
    end
    return kept
end

-- ---- corpora ------------------------------------------------------------------------------------

local function random_corpus()
    local corpus = assert(toolkit.open())
    local layer, nested = assert(corpus:layer("x")), assert(corpus:layer("n"))
    local docs, ids = {}, {}
    for n = 1, random(2, 5) do
        local doc, words = {}, {}
        for i = 1, random(1, 14) do
            words[i] = pick(ALPHABET)
            doc[i] = { word = words[i] }
        end
        local text = ("%s %d"):format(table.concat(words, " "), n) -- the number keeps texts apart
        doc[#doc + 1] = { word = tostring(n) }
        local id = assert(corpus:add(assert(toolkit.document(text, { name = n .. ".txt" }))))
        doc.layers = { x = {}, n = {} }
        for _ = 1, random(0, 4) do -- these may overlap
            local first = random(#doc)
            local region = { first = first, last = math.min(#doc, first + random(0, 5)) }
            table.insert(doc.layers.n, region)
            assert(nested:add(id, 2 * region.first - 1, region.last == #doc and #text or 2 * region.last - 1))
        end
        local i = random(1, 3)
        while i <= #doc do
            local last = math.min(#doc, i + random(0, 3))
            local region = { first = i, last = last }
            table.insert(doc.layers.x, region)
            for k = i, last do doc[k].region = region end
            assert(layer:add(id, 2 * i - 1, 2 * last - 1))
            i = last + 1 + random(0, 3)
        end
        docs[#docs + 1], ids[#ids + 1] = doc, id
    end
    if random(3) == 1 and #docs > 1 then
        local gone = random(#docs)
        assert(corpus:remove(ids[gone]))
        table.remove(docs, gone)
        table.remove(ids, gone)
    end
    return corpus, docs, ids
end

describe("a query", function()
    it(("answers like a naive scan, %d times"):format(QUERIES), function()
        math.randomseed(20211122)
        local done, matched = 0, 0
        while done < QUERIES do
            local corpus, docs, ids = random_corpus()
            for _ = 1, 25 do
                local tree, filter = node(3), pick(FILTERS)
                local strategy = pick { "standard", "standard", "longest", "shortest", "traditional" }
                local text = ("(?%s) %s%s"):format(strategy, tree.text, filter[1])
                local expected, got = {}, {}
                for d, doc in ipairs(docs) do
                    for _, m in ipairs(naive(tree, doc, strategy, filter)) do
                        expected[#expected + 1] = ("%d:%d-%d"):format(ids[d], 2 * m[1] - 1, 2 * (m[2] - 1) - 1)
                    end
                end
                local hits, message = corpus:find(text)
                if not hits then
                    assert.matches("at most 8 different tags", message) -- the only reason to refuse one of these
                else
                    for id, i, j in hits:iter() do got[#got + 1] = ("%d:%d-%d"):format(id, i, j) end
                    local words = {}
                    for _, doc in ipairs(docs) do
                        local line = {}
                        for i, t in ipairs(doc) do line[i] = t.word .. (t.region and "_" .. t.region.first or "") end
                        words[#words + 1] = table.concat(line, " ")
                    end
                    assert.equal(table.concat(expected, " "), table.concat(got, " "),
                        text .. " over " .. table.concat(words, " / "))
                    assert.equal(#expected, assert(corpus:find(text)):count(), text)
                    matched = matched + #expected
                end
                done = done + 1
            end
            corpus:close()
        end
        assert.is_true(matched > QUERIES) -- the random queries are not empty ones
    end)

    -- Labels: a:T []{m,n} b:T, sometimes []{m,n} c:T, with conditions between them.
    local CONDITIONS = {
        { ":: a.lower = b.lower", function(a, b) return a:lower() == b:lower() end },
        { ":: a.word != b.word", function(a, b) return a ~= b end },
        { ":: a.word < b.word", function(a, b) return a < b end },
        { ':: a.word = b.word | a.word = "A"', function(a, b) return a == b or a == "A" end },
        { ":: !(a.lower = b.lower) & distance(a, b) > 1", function(a, b, d) return a:lower() ~= b:lower() and d > 1 end },
        { ":: a.word = matchend.word", function(a, _, _, last) return a == last end },
    }
    local BOUNDS = { { "", 99 }, { " within 3", 3 }, { " within 7", 7 } }

    it("agrees about labels", function()
        math.randomseed(4)
        for _ = 1, QUERIES // 50 do
            local corpus, docs, ids = random_corpus()
            for _ = 1, 25 do
                local t, condition, bound = {}, pick(CONDITIONS), pick(BOUNDS)
                local strategy = pick { "standard", "longest", "shortest", "traditional" }
                local least, most = random(0, 1), random(1, 5)
                local gaps, parts = random(2), { "a:[]", ("[]{%d,%d}"):format(least, most), "b:[]" }
                local inside = random(4) == 1
                for n = 1, 3 do t[n] = make[pick { "any", "word", "lower" }]() end
                parts[1], parts[3] = "a:" .. t[1].text, "b:" .. t[2].text
                if inside then condition, parts[3], t[2] = { "", CONDITIONS[1][2] }, "b:[lower = a.lower]", make.any() end
                if gaps == 2 then parts[4], parts[5] = parts[2], "c:" .. t[3].text end
                local tree = { kind = "labels" }
                local function ends(doc, s, limit)
                    local found = {}
                    for i = s + 1 + least, s + 1 + most do
                        local lasts = {}
                        if gaps == 1 then
                            lasts[1] = i
                        else
                            for k = i + 1 + least, i + 1 + most do lasts[#lasts + 1] = k end
                        end
                        for _, k in ipairs(lasts) do
                            if k < limit and t[1].test(doc[s]) and t[2].test(doc[i]) and (gaps == 1 or t[3].test(doc[k])) and
                                condition[2](doc[s].word, doc[i].word, i - s, doc[k].word) then
                                found[k + 1] = true
                            end
                        end
                    end
                    return found
                end
                tree.ends = ends
                local text = ("(?%s) %s %s%s"):format(strategy, table.concat(parts, " "), condition[1], bound[1])
                local expected, got = {}, {}
                for d, doc in ipairs(docs) do
                    local filter = { limit = function(_, s) return s + bound[2] end }
                    for _, m in ipairs(naive(tree, doc, strategy, filter)) do
                        expected[#expected + 1] = ("%d:%d-%d"):format(ids[d], 2 * m[1] - 1, 2 * (m[2] - 1) - 1)
                    end
                end
                for id, i, j in assert(corpus:find(text)):iter() do got[#got + 1] = ("%d:%d-%d"):format(id, i, j) end
                assert.equal(table.concat(expected, " "), table.concat(got, " "), text)
            end
            corpus:close()
        end
    end)
end)
