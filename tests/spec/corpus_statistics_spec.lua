-- Frequencies, collocates, keyness, dispersion, trends of a corpus: equal to counting by hand over random corpora, with
-- several segments and removed documents; and worked examples on the sample corpus.
local toolkit = require "toolkit"
local stats = toolkit.stats

local CORPORA = tonumber(os.getenv("TOOLKIT_TEST_CORPORA") or 40)
local ALPHABET = { "a", "b", "c", "d", "A", "B", ".", "," }
local random = math.random

-- A corpus and its documents as lists of words with sentence numbers.
local function random_corpus()
    local corpus, docs = assert(toolkit.open()), {}
    for n = 1, random(3, 7) do
        local doc, words = { tokens = 0 }, {}
        for i = 1, random(1, 25) do words[i] = ALPHABET[random(#ALPHABET)] end
        words[#words + 1] = "w" .. n -- keeps texts apart
        doc.id = assert(corpus:add(assert(toolkit.document(table.concat(words, " "), { name = n .. ".txt" }))))
        doc.words = words
        docs[#docs + 1] = doc
    end
    if random(2) == 1 then
        local gone = random(#docs)
        assert(corpus:remove(docs[gone].id))
        table.remove(docs, gone)
    end
    return corpus, docs
end

local function is_word(form) return form:find("%w") ~= nil end

-- Counts of lower-case words: form -> { count, documents }, and the total.
local function count(docs)
    local forms, total = {}, 0
    for _, doc in ipairs(docs) do
        local seen = {}
        for _, word in ipairs(doc.words) do
            local form = word:lower()
            if is_word(form) then
                local row = forms[form] or { 0, 0 }
                forms[form] = row
                row[1], total = row[1] + 1, total + 1
                if not seen[form] then row[2], seen[form] = row[2] + 1, true end
            end
        end
    end
    return forms, total
end

local function choose(docs)
    local chosen, rest, ids = {}, {}, {}
    for i, doc in ipairs(docs) do
        if i == 1 or (i > 2 and random(2) == 1) then
            chosen[#chosen + 1], ids[#ids + 1] = doc, doc.id
        else
            rest[#rest + 1] = doc
        end
    end
    return chosen, rest, ids
end

local function check_frequencies(t, docs)
    local forms, total = count(docs)
    local n = 0
    for _ in pairs(forms) do n = n + 1 end
    assert.equal(n, #t)
    local before = math.huge
    for row in t:each() do
        assert.same(forms[row.lower], { row.frequency, row.documents })
        assert.equal(row.frequency / total * 1e6, row.per_million)
        assert.is_true(row.frequency <= before)
        before = row.frequency
        assert.equal(row.frequency, row:concordance():count())
    end
end

-- Deviation of proportions over documents, by its definition.
local function dp(docs, form)
    local sizes, hits, tokens, f = {}, {}, 0, 0
    for i, doc in ipairs(docs) do
        sizes[i], hits[i] = 0, 0
        for _, word in ipairs(doc.words) do
            if is_word(word) then sizes[i] = sizes[i] + 1 end
            if word:lower() == form then hits[i] = hits[i] + 1 end
        end
        tokens, f = tokens + sizes[i], f + hits[i]
    end
    if f == 0 then return nil end
    local sum = 0
    for i = 1, #docs do sum = sum + math.abs(sizes[i] / tokens - hits[i] / f) end
    return sum / 2
end

describe("operations on random corpora", function()
    before_each(function() math.randomseed(20310512) end)

    it("count frequencies", function()
        for _ = 1, CORPORA do
            local corpus, docs = random_corpus()
            check_frequencies(corpus:frequencies(), docs)
            local chosen, _, ids = choose(docs)
            check_frequencies(corpus:frequencies { where = ids }, chosen)
            local some = corpus:frequencies { where = ids, least = 2, top = 2 }
            assert.is_true(#some <= 2)
            for row in some:each() do assert.is_true(row.frequency >= 2) end
            for row in corpus:frequencies({ where = ids, dispersion = true }):each() do
                assert.is_true(math.abs(row.dp - dp(chosen, row.lower)) < 1e-12)
            end
            corpus:close()
        end
    end)

    it("count collocates in any window", function()
        for _ = 1, CORPORA do
            local corpus, docs = random_corpus()
            local left, right = random(0, 4), random(0, 4)
            local neighbours = assert(corpus:find('[lower="a"]')):neighbours { by = "lower", reach = 4 }
            local walk, r1, n = neighbours:rows(left, right)
            local o11, c1, total, near, documents = {}, {}, 0, 0, {}
            for _, doc in ipairs(docs) do
                local seen = {}
                for p, word in ipairs(doc.words) do
                    local form = word:lower()
                    if form ~= "a" then
                        total, c1[form] = total + 1, (c1[form] or 0) + 1
                        local inside = false
                        for q = p - right, p + left do
                            inside = inside or (q ~= p and doc.words[q] ~= nil and doc.words[q]:lower() == "a")
                        end
                        if inside then
                            near, o11[form] = near + 1, (o11[form] or 0) + 1
                            if not seen[form] then documents[form], seen[form] = (documents[form] or 0) + 1, true end
                        end
                    end
                end
            end
            assert.same({ near, total }, { r1, n })
            local rows = 0
            for form, joint, frequency, range in walk do
                assert.same({ o11[form], c1[form], documents[form] }, { joint, frequency, range })
                rows = rows + 1
            end
            for _ in pairs(o11) do rows = rows - 1 end
            assert.equal(0, rows)

            local t = corpus:collocates("a", { window = { left, right }, measures = { "g2", "mi" }, with_punctuation = true })
            local again = corpus:collocates("a", { window = { left, right }, measures = { "g2", "mi" },
                with_punctuation = true, neighbours = neighbours })
            assert.equal(t:csv(), again:csv())
            for row in t:each() do
                local value = stats.measure("g2", o11[row.lower], near, c1[row.lower], total)
                assert.equal(tostring(value), tostring(row.g2))
            end
            corpus:close()
        end
    end)

    it("keep a window inside its region", function()
        for _ = 1, CORPORA do
            local corpus, docs = random_corpus()
            local layer, ends = assert(corpus:layer("part")), {}
            for d, doc in ipairs(docs) do
                local byte, start, limit = 1, 1, random(1, 6)
                ends[d] = {}
                for p, word in ipairs(doc.words) do
                    ends[d][p] = limit
                    if p == limit or p == #doc.words then
                        assert(layer:add(doc.id, start, byte + #word - 1))
                        start, limit = byte + #word + 1, p + random(1, 6)
                    end
                    byte = byte + #word + 1
                end
            end
            local walk, r1 = assert(corpus:find('[lower="a"]')):neighbours({ by = "lower", within = "part",
                reach = 3 }):rows()
            local expected, got = {}, {}
            local near = 0
            for d, doc in ipairs(docs) do
                for p, word in ipairs(doc.words) do
                    local inside = false
                    for q = math.max(1, p - 3), math.min(#doc.words, p + 3) do
                        inside = inside or (doc.words[q]:lower() == "a" and ends[d][q] == ends[d][p])
                    end
                    if word:lower() ~= "a" and inside then
                        near, expected[word:lower()] = near + 1, (expected[word:lower()] or 0) + 1
                    end
                end
            end
            for form, joint in walk do got[form] = joint end
            assert.same(expected, got)
            assert.equal(near, r1)
            corpus:close()
        end
    end)

    it("count dependents and heads", function()
        local RELATIONS = { "obj", "nsubj", "nsubj:pass", "root" }
        for _ = 1, CORPORA do
            local lines, docs = {}, {}
            for d = 1, random(2, 4) do
                lines[#lines + 1] = ("# newdoc id = d%d"):format(d)
                docs[d] = {}
                for _ = 1, random(1, 4) do
                    local size, first = random(1, 6), #docs[d]
                    for i = 1, size do
                        local head = random(0, size)
                        if head == i then head = 0 end
                        local token = { form = ALPHABET[random(6)], relation = RELATIONS[random(#RELATIONS)],
                            head = head > 0 and first + head or nil, document = d }
                        docs[d][first + i] = token
                        lines[#lines + 1] = ("%d\t%s\t_\t_\t_\t_\t%d\t%s\t_\t_"):format(i, token.form, head, token.relation)
                    end
                    lines[#lines + 1] = ""
                end
            end
            local path = os.tmpname()
            local file = assert(io.open(path .. ".conllu", "w"))
            file:write(table.concat(lines, "\n"), "\n")
            file:close()
            local corpus = assert(toolkit.open())
            assert(corpus:add(path .. ".conllu"))
            os.remove(path)
            os.remove(path .. ".conllu")
            for _, wanted in ipairs { "nsubj", "obj", "any" } do
                for _, heads in ipairs { false, true } do
                    local pairs_, r1, o11, c1, documents = 0, 0, {}, {}, {}
                    for d, tokens in ipairs(docs) do
                        local seen = {}
                        for _, token in ipairs(tokens) do
                            local head = token.head and tokens[token.head]
                            if head and (wanted == "any" or token.relation:match("^%a+") == wanted) then
                                local node, other = heads and token or head, heads and head or token
                                pairs_, c1[other.form] = pairs_ + 1, (c1[other.form] or 0) + 1
                                if node.form == "a" then
                                    r1, o11[other.form] = r1 + 1, (o11[other.form] or 0) + 1
                                    if not seen[other.form] then
                                        documents[other.form], seen[other.form] = (documents[other.form] or 0) + 1, d
                                    end
                                end
                            end
                        end
                    end
                    local near = assert(corpus:find('"a"')):dependents { relation = wanted ~= "any" and wanted or nil,
                        heads = heads }
                    local walk, near_r1, n = near:rows()
                    assert.same({ r1, pairs_ }, { near_r1, n })
                    local got = 0
                    for form, joint, frequency, range in walk do
                        assert.same({ o11[form], c1[form], documents[form] }, { joint, frequency, range })
                        got = got + joint
                    end
                    assert.equal(r1, got)
                    local t = corpus:collocates('[word="a"]', { by = "word", relation = wanted, heads = heads })
                    for row in t:each() do assert.is_true(row:concordance():count() > 0) end
                end
            end
            corpus:close()
        end
    end)

    it("count what lies inside the hits of a query", function()
        for _ = 1, CORPORA do
            local corpus, docs = random_corpus()
            local forms, total = {}, 0
            for _, doc in ipairs(docs) do
                for p, word in ipairs(doc.words) do
                    local inside = word == "a" or doc.words[p - 1] == "a" and p > 1
                    if word == "a" and p == #doc.words then inside = doc.words[p - 1] == "a" end -- no token behind it
                    if inside and is_word(word) then
                        forms[word:lower()], total = (forms[word:lower()] or 0) + 1, total + 1
                    end
                end
            end
            local t, sum = corpus:frequencies { within = '(?longest) "a" []' }, 0
            for row in t:each() do
                assert.equal(forms[row.lower], row.frequency)
                sum = sum + row.frequency
            end
            assert.equal(total, sum)
            corpus:close()
        end
    end)

    -- Token numbers of the hits of a query in each document: id -> list of { first, last }.
    local function places(corpus, docs, query)
        local number = {} -- id -> byte -> token
        for _, doc in ipairs(docs) do
            local at = 1
            number[doc.id] = {}
            for p, word in ipairs(doc.words) do
                for byte = at, at + #word do number[doc.id][byte] = p end
                at = at + #word + 1
            end
        end
        local list = {}
        for id, i, j in assert(corpus:find(query)):iter() do
            list[id] = list[id] or {}
            table.insert(list[id], { number[id][i], number[id][j] })
        end
        return list
    end

    local function holds(list, first, last)
        for _, place in ipairs(list or {}) do
            if place[1] <= first and last <= place[2] then return true end
        end
        return false
    end

    -- Every n-gram of chosen documents by its definition: text -> { count, documents }, and their sum.
    local function count_ngrams(docs, n, o, sentences, inside)
        local found, total = {}, 0
        for _, doc in ipairs(docs) do
            local words, seen = doc.words, {}
            local function take(forms, first, last)
                if #forms == n then
                    if inside and not holds(inside[doc.id], first, last) then return end
                    if not o.across_sentences and not holds(sentences[doc.id], first, last) then return end
                    local text = table.concat(forms, " ")
                    local row = found[text] or { 0, 0 }
                    found[text] = row
                    row[1], total = row[1] + 1, total + 1
                    if not seen[text] then row[2], seen[text] = row[2] + 1, true end
                    return
                end
                for p = last + 1, math.min(#words, first + n - 1 + o.gap) do
                    if not o.with_punctuation and not is_word(words[p]) then return end
                    take(table.move({ words[p]:lower() }, 1, 1, #forms + 1, table.move(forms, 1, #forms, 1, {})), first, p)
                end
            end
            for p, word in ipairs(words) do
                if o.with_punctuation or is_word(word) then take({ word:lower() }, p, p) end
            end
        end
        return found, total
    end

    it("count n-grams with and without gaps in any part of a corpus", function()
        for round = 1, CORPORA * 2 do
            local corpus, docs = random_corpus()
            local chosen, _, ids = choose(docs)
            local n, o = random(5), { gap = random(0, 2), across_sentences = random(2) == 1,
                with_punctuation = random(2) == 1 }
            if n == 1 then o = { gap = 0, with_punctuation = o.with_punctuation, across_sentences = true } end
            local part, query = random(2) == 1, random(2) == 1 and "[lower='a'] []{0,3} [lower='b|c']" or nil
            if round % 4 == 0 then query = '"a" []+' end -- hits of one start, hits in hits
            local found, total = count_ngrams(part and chosen or docs, n, o, places(corpus, docs, "<s/>"),
                query and places(corpus, docs, query))
            local t = corpus:ngrams { n = n, gap = o.gap, across_sentences = o.across_sentences, within = query,
                with_punctuation = o.with_punctuation, where = part and ids or nil }
            local sum, before = 0, math.huge
            for row in t:each() do
                assert.same(found[row.ngram], { row.frequency, row.documents }, row.ngram)
                assert.is_true(row.frequency <= before)
                sum, before = sum + row.frequency, row.frequency
                if o.gap == 0 and not query then
                    assert.equal(row.frequency, row:concordance():count())
                elseif not query then
                    assert.is_true(row:concordance():count() > 0)
                end
            end
            assert.equal(total, sum)
            local types = 0
            for _ in pairs(found) do types = types + 1 end
            assert.equal(types, #t)
            corpus:close()
        end
    end)

    it("tell chosen documents apart whose metadata name the same file", function()
        local corpus <close> = assert(toolkit.open())
        local ids = {}
        for n, text in ipairs { "a b a c", "a b b", "c a b" } do
            local doc = assert(toolkit.document(text, { name = n .. ".txt", set = { file = "same" } }))
            ids[n] = assert(corpus:add(doc))
        end
        local where = { where = { ids[2] } }
        local row = corpus:collocates("a", where).rows[1]
        assert.equal("b", row[1])
        assert.equal(1, corpus:frequencies(where).rows[2]:concordance():count())
        assert.equal(2, corpus:frequencies(where).rows[1]:concordance():count())
    end)

    it("count chosen documents as a corpus of these alone", function()
        for _ = 1, CORPORA do
            local corpus, docs = random_corpus()
            local chosen, _, ids = choose(docs)
            local small = assert(toolkit.open())
            for n, doc in ipairs(chosen) do
                assert(small:add(assert(toolkit.document(table.concat(doc.words, " "), { name = n .. ".txt" }))))
            end
            local where = { where = ids }
            for _, operation in ipairs { "frequencies", "collocates", "dispersion", "trend" } do
                local some, alone
                if operation == "frequencies" then
                    some, alone = corpus:frequencies(where), small:frequencies()
                else
                    some, alone = corpus[operation](corpus, "b", where), small[operation](small, "b")
                end
                assert.equal(alone:csv(), some:csv())
                for i, row in ipairs(some.rows) do
                    local here, there = row:concordance(), alone.rows[i]:concordance()
                    assert.equal(there:count(), here:count())
                end
            end
            corpus:close()
            small:close()
        end
    end)

    it("add up: two halves merged are the whole", function()
        for _ = 1, CORPORA do
            local texts, cut = {}, random(1, 5)
            for n = 1, 6 do
                local words = {}
                for i = 1, random(1, 25) do words[i] = ALPHABET[random(#ALPHABET)] end
                texts[n] = table.concat(words, " ") .. " w" .. n
            end
            local function build(from, to, corpus)
                corpus = corpus or assert(toolkit.open())
                local path = os.tmpname()
                local file = assert(io.open(path .. ".jsonl", "w"))
                for n = from, to do file:write(toolkit.json.encode { text = texts[n] }, "\n") end
                file:close()
                assert(corpus:add(path .. ".jsonl"))
                os.remove(path)
                os.remove(path .. ".jsonl")
                return corpus
            end
            local whole, merged = build(1, 6), build(cut + 1, 6, build(1, cut))
            assert.equal(whole:frequencies():csv(), merged:frequencies():csv())
            assert.equal(whole:collocates("b"):csv(), merged:collocates("b"):csv())
            assert.equal(whole:dispersion({ "a", "b" }):csv(), merged:dispersion({ "a", "b" }):csv())
            local first = {}
            for id in merged:sql("SELECT id FROM document ORDER BY id LIMIT 3") do first[#first + 1] = id end
            assert.equal(whole:keyness({ target = first }):csv(), merged:keyness({ target = first }):csv())
            -- sums of the halves
            local sums = {}
            for _, half in ipairs { { 1, cut }, { cut + 1, 6 } } do
                local part <close> = build(half[1], half[2])
                for row in part:frequencies():each() do
                    local sum = sums[row.lower] or { 0, 0 }
                    sums[row.lower] = { sum[1] + row.frequency, sum[2] + row.documents }
                end
            end
            for row in whole:frequencies():each() do
                assert.same(sums[row.lower], { row.frequency, row.documents })
            end
            whole:close()
            merged:close()
        end
    end)

    it("compute keyness of every form", function()
        for _ = 1, CORPORA do
            local corpus, docs = random_corpus()
            local chosen, rest, ids = choose(docs)
            local t = corpus:keyness { target = ids, measures = { "g2", "log_ratio", "lrc" } }
            local target, n1 = count(chosen)
            local reference, n2 = count(rest)
            local all, family = count(docs), 0
            for _ in pairs(all) do family = family + 1 end
            assert.equal(family, #t)
            local p = {}
            for i, row in ipairs(t.rows) do
                local one, two = target[row.lower] or { 0, 0 }, reference[row.lower] or { 0, 0 }
                assert.same(one, { row.f1, row.documents_1 })
                assert.same(two, { row.f2, row.documents_2 })
                local g2 = stats.keyness("g2", one[1], n1, two[1], n2)
                assert.equal(g2, row.g2)
                assert.equal(stats.keyness("lrc", one[1], n1, two[1], n2, { family = family }), row.lrc)
                assert.equal(row.log_ratio, row.effect)
                p[i] = stats.chi2_p(math.abs(g2))
                assert.equal(p[i], row.p)
                for side, parts in ipairs { chosen, rest } do
                    local even = dp(parts, row.lower)
                    assert.equal(even == nil, row["dp_" .. side] == nil)
                    if even then assert.is_true(math.abs(even - row["dp_" .. side]) < 1e-12) end
                end
                assert.equal(row.f1, row:concordance():count())
            end
            local holm = stats.adjust(p, "holm")
            for i, row in ipairs(t.rows) do assert.is_true(math.abs(holm[i] - row.p_holm) < 1e-12) end
            corpus:close()
        end
    end)

    it("compare documents", function()
        for _ = 1, CORPORA do
            local corpus, docs = random_corpus()
            local with, vectors = count(docs), {}
            for d, doc in ipairs(docs) do
                local forms = count { doc }
                vectors[d] = {}
                for form, row in pairs(forms) do vectors[d][form] = row[1] * math.log(#docs / with[form][2]) end
            end
            local function product(x, y)
                local sum = 0
                for form, weight in pairs(x) do sum = sum + weight * (y[form] or 0) end
                return sum
            end
            local tally, seen = assert(corpus:tally { by = "lower" }), 0
            for number, cosine, shared, types in tally:likeness(1) do
                local x, y, both, own = vectors[1], vectors[number], 0, 0
                for form in pairs(y) do
                    own = own + 1
                    if x[form] then both = both + 1 end
                end
                local scale = math.sqrt(product(x, x) * product(y, y))
                assert.is_true(math.abs(cosine - (scale > 0 and product(x, y) / scale or 0)) < 1e-12)
                assert.same({ both, own }, { shared, types })
                seen = seen + 1
            end
            assert.equal(#docs, seen)
            assert.has_error(function() tally:likeness(0) end)
            tally:close()
            assert.has_error(function() tally:size() end, "this tally is closed")
            corpus:close()
        end
    end)

    it("find positions and dispersion", function()
        for _ = 1, CORPORA do
            local corpus, docs = random_corpus()
            local positions, hits, sizes, at = {}, {}, {}, 0
            for d, doc in ipairs(docs) do
                hits[d], sizes[d] = 0, #doc.words
                for _, word in ipairs(doc.words) do
                    at = at + 1
                    if word == "b" then
                        positions[#positions + 1], hits[d] = at, hits[d] + 1
                    end
                end
            end
            local found, tokens = assert(corpus:find('"b"')):positions()
            assert.same(positions, found)
            assert.equal(at, tokens)
            if #positions > 0 then
                local row = corpus:dispersion('[word="b"]').rows[1]
                local over_parts, over_positions = stats.dispersion(hits, sizes),
                    stats.dispersion_of_positions(positions, at)
                for _, name in ipairs { "range", "dp", "kld", "carroll_d2", "da" } do
                    assert.equal(tostring(over_parts[name] + 0.0), tostring(row[name] + 0.0), name)
                end
                for _, name in ipairs { "arf", "awt", "ald" } do assert.equal(over_positions[name], row[name], name) end
            end
            corpus:close()
        end
    end)
end)

describe("operations on the sample corpus", function()
    local corpus
    setup(function()
        corpus = assert(toolkit.open())
        assert(corpus:add("corpus/"))
    end)
    teardown(function() corpus:close() end)

    it("choose documents in every way", function()
        local by_key = corpus:frequencies { where = "file:harrow-dam" }
        local by_sql = corpus:frequencies { where = "file LIKE '%harrow-dam%'" }
        local files = {}
        for file in corpus:sql("SELECT file FROM document WHERE file LIKE '%harrow-dam%'") do files[#files + 1] = file end
        assert.equal(4, #files)
        assert.equal(by_sql:csv(), by_key:csv())
        assert.equal(by_sql:csv(), corpus:frequencies({ where = files }):csv())
        local dam = corpus:frequencies { where = '[lower="dam"]' }
        assert.equal(dam:csv(), corpus:frequencies({ where = corpus:find('[lower="dam"]') }):csv())
        assert.has_error(function() corpus:frequencies { were = "x" } end,
            "corpus:frequencies: unknown option 'were' (did you mean 'where'?)")
        assert.has_error(function() corpus:keyness { target = "file:nowhere" } end,
            "corpus:keyness: no document fits file:nowhere")
        assert.has_error(function() corpus:keyness { target = "file:harrow", reference = "id > 0" } end)
        assert.has_error(function() corpus:collocates("dam", { measures = { "log_dic" } }) end,
            "corpus:collocates: no measure is called 'log_dic' (did you mean 'log_dice'?)")
    end)

    it("open concordances from rows", function()
        local row = corpus:collocates("dam", { least = 3, measures = { "g2" } }).rows[1]
        assert.equal("gates", row.lower)
        for _, match in row:concordance():kwic() do
            assert.matches("dam", match:lower())
            assert.matches("gates", match:lower())
        end
        local t = corpus:collocates('"dam" within s', { within = "s", top = 1 })
        local hits, message = t.rows[1]:concordance()
        assert.is_nil(hits)
        assert.matches("cannot be made part", message)
    end)

    it("follow a word through time", function()
        local t, all = corpus:trend("dam", { period = "month" }), 0
        for row in t:each() do
            all = all + row.frequency
            assert.equal(row.frequency, row:concordance():count())
            assert.is_true(row.low <= row.per_million and row.per_million <= row.high)
        end
        assert.equal(corpus:find('[lower="dam"]'):count(), all)
        assert.equal("undated", t.rows[#t].period)
    end)

    it("group days into ISO weeks", function()
        local path = os.tmpname() .. ".jsonl"
        local file = assert(io.open(path, "w"))
        for i, date in ipairs { "2020-12-31", "2021-01-03", "2021-01-04", "2024-12-30", "2027-01-01" } do
            file:write(('{"text": "x number %d", "date": "%s"}\n'):format(i, date))
        end
        file:close()
        local small = assert(toolkit.open())
        assert(small:add(path))
        os.remove(path)
        assert.same({ "2020-W53", "2021-W01", "2025-W01", "2026-W53" }, small:trend("x", { period = "week" }):column("period"))
        small:close()
    end)

    it("mark copies and count them once", function()
        local text = toolkit.document(table.concat({ "The minister opened the gates of the dam at four in the morning,",
            "before any warning had gone out, and thousands of people in the valley left their houses within hours,",
            "while the ministry said that the release had been announced in time and that no one had been in danger." },
            " "), { name = "first.txt" })
        local small = assert(toolkit.open())
        assert(small:add(text))
        assert(small:add(toolkit.document("Exclusive: " .. text.text, { name = "copy.txt" })))
        assert(small:add(toolkit.document("The minister said nothing about cables, ships or the harbour on Monday.",
            { name = "other.txt" })))
        local before = small:frequencies()
        assert.same({ { "copy.txt", "first.txt" } }, { { small:mark_copies().rows[1].file,
            small:mark_copies().rows[1].original } })
        assert.equal(1, #small:mark_copies())
        assert.equal(#toolkit.tokenize("Exclusive: " .. text.text), small:find('[doc_copy_of="first.txt"]'):count())
        assert.equal(before:csv(), small:frequencies():csv())
        local once = small:frequencies { once = true }
        assert.matches("copies counted once", once.note)
        assert.equal(small:frequencies({ where = { "first.txt", "other.txt" } }):csv(), once:csv())
        local keyness = small:keyness { target = "file:t.txt", reference = "file:other", once = true }
        assert.matches("in 1 documents, reference", keyness.note)
        local word = toolkit.fold((text.text:match("%a+")))
        local apart, together = small:dispersion(word), small:dispersion(word, { parts = "copy_of" })
        assert.same({ 3, 2 }, { tonumber(apart.note:match("^%d+")), tonumber(together.note:match("^%d+")) })
        assert.equal(apart.rows[1].range, together.rows[1].range + 1)
        assert.matches("documents with their copies", together.caption)
        local originals = { where = { "first.txt", "other.txt" } }
        for _, operation in ipairs { "collocates", "dispersion", "trend" } do
            local t = small[operation](small, word, { once = true })
            assert.matches("copies counted once", t.note)
            assert.equal(small[operation](small, word, originals):csv(), t:csv())
        end
        small:close()
    end)

    it("count letters and syllables of every document as its words give them", function()
        local seen = 0
        for id, _, words, syllables, characters, polysyllables, long_words, tokens, types in corpus:style {
            diversity = true } do
            local expected, kinds = { 0, 0, 0, 0, 0 }, {}
            for word in toolkit.tokenize(corpus:document(id).text, { keep = "words" }):iter() do
                local folded, letters = toolkit.fold(word), 0
                for _, code in utf8.codes(word) do
                    local c = utf8.char(code)
                    if c:match("^[%w\x80-\xFF]") and c ~= "’" and c ~= "‑" then letters = letters + 1 end
                end
                local beats = stats.syllables(folded)
                for i, more in ipairs { 1, beats, letters, beats >= 3 and 1 or 0, letters > 6 and 1 or 0 } do
                    expected[i] = expected[i] + more
                end
                kinds[folded] = true
            end
            assert.same(expected, { words, syllables, characters, polysyllables, long_words })
            local different = 0
            for _ in pairs(kinds) do different = different + 1 end
            assert.same({ words, different }, { tokens, types })
            seen = seen + 1
        end
        assert.equal(#corpus, seen)
    end)

    it("choose documents by several conditions", function()
        local both = corpus:frequencies { where = "file:harrow-dam & [lower='gates' & word='.*'] & date >= '2031'" }
        local files = {}
        local hits = assert(corpus:find("[lower='gates' & doc_file='.*harrow-dam.*' & doc_date='203.*']"))
        for id in pairs(hits:by_document()) do files[#files + 1] = id end
        assert.is_true(#files > 0 and #files < 4)
        assert.equal(corpus:frequencies({ where = files }):csv(), both:csv())
        assert.matches("is no condition", select(2, pcall(corpus.frequencies, corpus, { where = "file:harrow & nix ~" })))
        assert.equal(0, #corpus:frequencies { where = "file:harrow-dam & file:strait-cable" })
    end)

    it("take a part of the corpus for everything that they compute", function()
        local part = "file:harrow-dam"
        local files = corpus:readability({ where = part }):column("file")
        local small <close> = assert(toolkit.open())
        for _, file in ipairs(files) do assert(small:add(file)) end
        local document = files[1]
        assert.equal(small:terms(document):csv(), corpus:terms(document, { where = part }):csv())
        assert.equal(small:compare("file:valley", "file:northwind"):csv(),
            corpus:compare("file:valley", "file:northwind", { where = part }):csv())
        assert.equal(small:keyness({ target = "file:valley" }):csv(),
            corpus:keyness({ target = "file:valley", where = part }):csv())
        assert.equal(small:diversity({ by = "word" }):csv(), corpus:diversity({ by = "word", where = part }):csv())
        for row in corpus:similar(document, { where = part, top = 50 }):each() do
            assert.matches("harrow%-dam", row.file)
            assert.equal(row.file, row:open().file)
        end
        assert.equal(3, #corpus:similar(document, { where = part, top = 50 }))
    end)

    it("describe the style of what lies inside hits", function()
        local all, inside = corpus:readability(), corpus:readability { within = "<s/>" }
        assert.equal(all:csv(), inside:csv())
        local hits = assert(corpus:find('(?longest) [lower="said"] []* within s'))
        local counted = {}
        for row in corpus:readability({ within = hits }):each() do counted[row.file] = row end
        local by_document = hits:by_document()
        for id, n in pairs(by_document) do
            local row = counted[corpus:document(id).file]
            assert.is_true(row.sentences <= n and row.sentences > 0)
        end
        for row in corpus:diversity({ within = "[lower='said']", by = "lower" }):each() do
            assert.equal(1, row.types)
            assert.equal(corpus:find("[lower='said']"):by_document()[corpus:id(row.file)], row.tokens)
        end
        assert.is_false((pcall(corpus.diversity, corpus, { by = "nix" })))
    end)

    it("open what the figures of a comparison count", function()
        local rows = {}
        local t = corpus:compare("file:harrow-dam", "file:strait-cable")
        for row in t:each() do rows[row.figure] = row end
        assert.equal(rows.tokens.a, rows.tokens:concordance():count())
        assert.equal(rows.tokens.b, rows.documents:concordance("b"):count())
        assert.equal(rows.hapax.a, rows.hapax:concordance("a"):count())
        local shared, key = 0, t.keyness()
        for row in key:each() do shared = shared + (row.f1 > 0 and row.f2 > 0 and row.f2 or 0) end
        assert.equal(shared, rows["shared types"]:concordance("b"):count())
        assert.has_error(function() rows.tokens:concordance("c") end,
            "corpus:compare: row:concordance takes \"a\" or \"b\", not 'c'")
    end)

    it("take words as they are read", function()
        local function same(words, query)
            local t = corpus:dispersion({ words, query })
            assert.is_true(t.rows[1].frequency > 0, words)
            assert.equal(t.rows[2].frequency, t.rows[1].frequency, words)
            assert.equal(t.rows[1].frequency, t.rows[1]:concordance():count())
            assert.matches(words, corpus:trend(words).caption, 1, true)
        end
        same("Harrow dam", '[lower="harrow"] [lower="dam"]')
        same("GATES", '[lower="gates"]')
        same("cable*", '[lower="cable.*"]')
        same("* cables", '[lower=".*"] [lower="cables"]')
        same("12,400 people", '[lower="12,400"] [lower="people"]')
        assert.equal(0, corpus:dispersion("nosuchword").rows[1].frequency)
        assert.equal(0, corpus:dispersion("no such.*word").rows[1].frequency)
        local collocates = corpus:collocates("Harrow dam", { top = 3 })
        for row in collocates:each() do assert.is_true(row:concordance():count() > 0) end
        assert.equal(corpus:find('[word="Harrow"]'):count(), corpus:dispersion("Harrow", { by = "word" }).rows[1].frequency)
    end)

    it("open both sides of a key word", function()
        local t = corpus:keyness { target = "file:harrow-dam", reference = "file:strait-cable", within = "<s/>" }
        for i = 1, #t, 97 do
            local row = t.rows[i]
            assert.equal(row.f1, row:concordance():count())
            assert.equal(row.f1, row:concordance("target"):count())
            assert.equal(row.f2, row:concordance("reference"):count())
        end
        local others = corpus:keyness { target = "file:harrow-dam", top = 5 }
        for row in others:each() do assert.equal(row.f2, row:concordance("reference"):count()) end
        assert.has_error(function() others.rows[1]:concordance("left") end)
    end)

    it("describe documents", function()
        assert.has_error(function() corpus:similar "northwind-agency.txt" end, "corpus:similar: more than one document is called "
            .. "'northwind-agency.txt': corpus/grain-levy/northwind-agency.txt, corpus/harrow-dam/northwind-agency.txt")
        local readability, diversity = corpus:readability(), corpus:diversity()
        assert.equal(#corpus, #readability)
        local words = toolkit.tokenize(corpus:document(1).text, { keep = "words" })
        assert.equal(#words, readability.rows[1].words)
        assert.equal(#words, diversity.rows[1].tokens)
        local terms = corpus:terms("corpus/strait-cable/varn-global-net.txt", { top = 5 })
        assert.equal(5, #terms)
        for row in terms:each() do
            assert.is_true(math.abs(row.frequency * math.log(#corpus / row.documents) - row.tf_idf) < 1e-12)
            assert.equal(row.frequency, row:concordance():count())
        end
        local similar = corpus:similar("corpus/harrow-dam/valley-messenger.txt", { top = 3 })
        assert.equal(3, #similar)
        assert.matches("harrow%-dam", similar.rows[1].file)
        local figures = {}
        for row in corpus:compare("file:harrow-dam", "file:strait-cable"):each() do figures[row.figure] = { row.a, row.b } end
        assert.same({ 4, 5 }, figures.documents)
        assert.equal(figures.cosine[1], figures.cosine[2])
    end)
end)
