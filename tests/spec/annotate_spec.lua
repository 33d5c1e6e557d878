-- The language layer of a corpus file: what annotation adds, what it leaves as it is, and labels as a layer.
local toolkit = require "toolkit"
local helper = require "tests.helper"

local TEXTS = {
    ["a.txt"] = "The ministry accused Alice Miller of spying in Paris. She doesn't agree with it.\n\n" ..
        "Critics said they cannot accept the report.\n",
    ["b.txt"] = "Investigators accuse the company of fraud. The company's lawyers deny it.\n",
    ["c.txt"] = "Die Firma hat die Vorwürfe zurückgewiesen und erklärt, dass sie nicht mit der Regierung arbeitet. " ..
        "Das ist nicht neu, und die Kunden wissen es auch schon seit langer Zeit.\n",
}
local VRT = "<s>\nAlpha\talpha\nruns\trun\n</s>\n<s>\nBeta\tbeta\n</s>\n"

local function with_folder(files, f) f(helper.folder(files)) end

-- Hits of a query as a list of "FILE:START-END".
local function places(corpus, query)
    local list = {}
    for _, i, j, file in assert(corpus:find(query)):iter() do
        list[#list + 1] = ("%s:%d-%d"):format(file:match("[^/]+$"), i, j)
    end
    return list
end

local function words(corpus, query)
    local list = {}
    for _, match in assert(corpus:find(query)):kwic { context = 0 } do list[#list + 1] = match end
    return list
end

-- The words of the English texts for which `holds(parse, n)`.
local function expected(holds)
    local list = {}
    for _, name in ipairs { "a.txt", "b.txt" } do
        local parse = assert(toolkit.parse(TEXTS[name]))
        for n = 1, #parse do
            local i, j = parse:span(n)
            if holds(parse, n) then list[#list + 1] = ("%s:%d-%d"):format(name, i, j) end
        end
    end
    return list
end

local function check_columns(corpus)
    assert.same(expected(function(p, n) return p:lemma(n) == "accuse" and p:upos(n) == "VERB" end),
        places(corpus, '[lemma="accuse" & pos="VERB"]'))
    assert.equal(2, #places(corpus, '[lemma="accuse" & pos="VERB"]'))
    for _, relation in ipairs { "nsubj", "obj", "det", "root" } do
        assert.same(expected(function(p, n) return p:relation(n) == relation end),
            places(corpus, ('[relation="%s"]'):format(relation)))
    end
    assert.same(places(corpus, '[relation="nsubj"]'), places(corpus, '[rel="nsubj"]'))
    assert.same(expected(function(p, n) return p:xpos(n) == "NN" end), places(corpus, '[xpos="NN"]'))
    assert.same(expected(function(p, n) return p:head(n) > 0 and p:head(n) == n - 2 end), places(corpus, '[head="-2"]'))
    assert.same(expected(function(p, n) return p:entity(n) == "place" end), places(corpus, '[ent="place"]'))
    assert.same(expected(function(p, n) return p:form(n):lower() == "the" end), places(corpus, '[lower="the"]'))
end

describe("an annotated corpus", function()
    it("has the words of toolkit.parse, with their columns", function()
        with_folder(TEXTS, function(dir)
            local corpus <close> = assert(toolkit.open())
            local notes = {}
            local sum = assert(corpus:add(dir, { annotate = true,
                note = function(note) notes[#notes + 1] = note.message end }))
            assert.equal(3, sum.added)
            assert.equal(2, sum.annotated)
            assert.equal(1, sum.other_language)
            assert.equal(1, #notes)
            assert.matches("c%.txt: not English but 'de': indexed without annotation", notes[1])
            check_columns(corpus)
            assert.equal(0, #places(corpus, '[word="Firma" & pos!=""]'))
            assert.equal(1, #places(corpus, '[word="Firma"]'))
            assert.is_true((corpus:verify()))
        end)
    end)

    it("parts clitics into words with their own bytes", function()
        with_folder(TEXTS, function(dir)
            local corpus <close> = assert(toolkit.open())
            corpus:add(dir, { annotate = true })
            assert.same({ "doesn't" }, words(corpus, '"does" [word="n\'t" & lemma="not"]'))
            assert.same({ "cannot" }, words(corpus, '"can" "not"'))
            assert.same({ "company's" }, words(corpus, '"company" "\'s"'))
        end)
    end)

    it("has its sentences and names as regions", function()
        with_folder(TEXTS, function(dir)
            local corpus <close> = assert(toolkit.open())
            corpus:add(dir, { annotate = true })
            local sentences, names = {}, {}
            for _, name in ipairs { "a.txt", "b.txt" } do
                local parse = assert(toolkit.parse(TEXTS[name]))
                for _, _, _, i, j in parse:sentences() do
                    sentences[#sentences + 1] = ("%s:%d-%d"):format(name, i, j)
                end
                for _, i, j in parse:names() do names[#names + 1] = ("%s:%d-%d"):format(name, i, j) end
            end
            local found = {}
            for _, place in ipairs(places(corpus, "<s/>")) do
                if not place:find("^c") then found[#found + 1] = place end
            end
            assert.same(sentences, found)
            assert.same(names, places(corpus, "<ent/>"))
            local persons = {}
            for kind, i, j in assert(toolkit.parse(TEXTS["a.txt"])):names() do
                if kind == "person" then persons[#persons + 1] = ("a.txt:%d-%d"):format(i, j) end
            end
            assert.is_true(#persons > 0)
            assert.same(persons, places(corpus, '<ent label="person"/>'))
            local layer = assert(corpus:layer("ent"))
            assert.equal(#names, #layer)
        end)
    end)

    it("comes out the same when it is annotated later", function()
        with_folder(TEXTS, function(dir)
            local now <close> = assert(toolkit.open())
            local later <close> = assert(toolkit.open())
            assert(now:add(dir, { annotate = true }))
            assert(later:add(dir))
            local plain = later:find("[]"):count()
            local sum = assert(later:annotate())
            assert.same({ annotated = 2, other_language = 1, tokens = now:find("[]"):count(), spans = 0 }, sum)
            assert.is_true(plain < sum.tokens)
            check_columns(later)
            for _, query in ipairs { "[]", "<s/>", "<ent/>", '[pos="VERB"]', '[head="1"]' } do
                assert.same(places(now, query), places(later, query))
            end
            assert.is_true((later:verify()))
            assert.same({ annotated = 0, other_language = 1, tokens = 0, spans = 0 }, (later:annotate()))
        end)
    end)

    it("is the same file for any number of threads", function()
        local texts = {}
        for n = 1, 30 do -- texts of many sizes, two of them alike, so that workers overtake each other
            texts[("%02d.txt"):format(n)] = (TEXTS["a.txt"] .. " Number %d.\n\n"):format(n):rep(n * 7 % 11 + 1)
        end
        texts["31.txt"] = texts["30.txt"]
        texts["32.txt"] = TEXTS["c.txt"]
        local function bytes_of(path)
            local file <close> = assert(io.open(path, "rb"))
            return file:read("a")
        end
        with_folder(texts, function(dir)
            local files = {}
            for _, threads in ipairs { 1, 2, 5 } do
                for _, later in ipairs { false, true } do
                    local path = os.tmpname()
                    local corpus <close> = assert(toolkit.open(path))
                    local sum = assert(corpus:add(dir, { annotate = not later, threads = threads }))
                    if later then sum = assert(corpus:annotate { threads = threads }) end
                    assert.equal(30, sum.annotated)
                    assert.equal(1, sum.other_language)
                    corpus:close()
                    local as = later and "later" or "now"
                    files[as] = files[as] or bytes_of(path)
                    assert.is_true(files[as] == bytes_of(path), ("%d threads, %s"):format(threads, as))
                    os.remove(path)
                end
            end
        end)
    end)

    it("answers to what words depend on", function()
        with_folder(TEXTS, function(dir)
            local corpus <close> = assert(toolkit.open())
            corpus:add(dir, { annotate = true })
            local subjects = expected(function(p, n)
                return p:relation(n) == "nsubj" and p:lemma(p:head(n)) == "accuse"
            end)
            assert.equal(2, #subjects)
            assert.same(subjects, places(corpus, '[rel="nsubj" & head.lemma="accuse"]'))
            assert.same(expected(function(p, n) return p:head(n) > 0 and p:upos(p:head(n)) ~= "VERB" end),
                places(corpus, '[head.pos!="VERB" & pos!=""]'))
            local without_verb = expected(function(p, n) return p:head(n) == 0 or p:upos(p:head(n)) ~= "VERB" end)
            assert.same(without_verb, places(corpus, '[!(head.pos="VERB") & pos!=""]'))

            local function pairs_of(holds) -- of words n < m
                local list = {}
                for _, name in ipairs { "a.txt", "b.txt" } do
                    local parse = assert(toolkit.parse(TEXTS[name]))
                    for n = 1, #parse do
                        for m = n + 1, math.min(#parse, n + 6) do
                            local i, _, j = parse:span(n), parse:span(m)
                            if holds(parse, n, m) then list[("%s:%d-%d"):format(name, i, j)] = true end
                        end
                    end
                end
                local sorted = {}
                for place in pairs(list) do sorted[#sorted + 1] = place end
                table.sort(sorted)
                return sorted
            end
            local function sorted_places(query)
                local list = places(corpus, query)
                table.sort(list)
                return list
            end
            local before = pairs_of(function(p, n, m) return p:head(n) == m and p:relation(n) == "nsubj" end)
            assert.is_true(#before >= 4)
            assert.same(before, sorted_places('a:[] []{0,5} b:[] :: head(a) = b & a.rel = "nsubj"'))
            assert.same(before, sorted_places('a:[] []{0,5} b:[] :: a.head = distance(a, b) & a.rel = "nsubj"'))
            assert.same(pairs_of(function(p, n, m) return p:head(m) == n and p:relation(m) == "obj" end),
                sorted_places('a:[] []{0,5} b:[rel="obj"] :: head(b) = a'))
            assert.same(pairs_of(function(p, n, m)
                return p:head(n) > 0 and p:head(n) == p:head(m) and p:relation(n) == "nsubj" and p:relation(m) == "obj"
            end), sorted_places('a:[rel="nsubj"] []{0,5} b:[rel="obj"] :: head(a) = head(b)'))
        end)
    end)

    it("says where a condition on heads is wrong", function()
        local corpus <close> = assert(toolkit.open())
        corpus:add(assert(toolkit.document("They deny it.", { name = "a.txt" })))
        local function message(query)
            local hits, why = corpus:find(query)
            if not hits then return why end
            local _, raised = pcall(hits.count, hits)
            return tostring(raised)
        end
        assert.matches("no attribute 'head' at 2", message('[head.word="deny"]'))
        assert.matches("unknown label", message('a:[] :: head(b) = a'))
        assert.matches("expected a label", message('a:[] :: head() = a'))
    end)

    it("notes the models that it used", function()
        local corpus <close> = assert(toolkit.open())
        local function models()
            local list = {}
            for name, value in assert(corpus:sql("SELECT name, value FROM setting WHERE name LIKE 'model.%' ORDER BY name")) do
                list[#list + 1] = name
                assert.matches("^%d+%.%d+%.%d+ %x+$", value)
            end
            return list
        end
        corpus:add(assert(toolkit.document("They deny it.", { name = "a.txt" })))
        assert.same({}, models())
        assert(corpus:annotate())
        assert.same({ "model.lemmatizer", "model.lexicon", "model.names", "model.parser", "model.segmenter", "model.tagger" },
            models())
    end)

    it("keeps the tokens that came with a text", function()
        with_folder({ ["v.vrt"] = VRT, ["w.txt"] = TEXTS["b.txt"] }, function(dir)
            local corpus <close> = assert(toolkit.open())
            assert(corpus:add(dir, { attributes = "word,lemma" }))
            local before = { places(corpus, '[lemma="run"]'), places(corpus, "<s/>")[1] }
            assert.equal(1, assert(corpus:annotate()).annotated)
            assert.same(before, { places(corpus, '[lemma="run"]'), places(corpus, "<s/>")[1] })
            assert.same({ "Alpha runs", "Beta" }, { table.unpack(words(corpus, "<s/>"), 1, 2) })
            assert.same({ "accuse" }, words(corpus, '[lemma="accuse"]'))
            assert.same({ "run" }, { corpus:find('[lemma="run"]'):value(1, "match.lemma") })
            assert.is_true((corpus:verify()))
        end)
    end)

    it("stays in the order of its documents when segments are many", function()
        local corpus <close> = assert(toolkit.open())
        for n = 1, 20 do
            local path = ("%d.txt"):format(n)
            corpus:add(assert(toolkit.document(("Number %d said it. They deny it."):format(n), { name = path })))
        end
        corpus:remove("7.txt")
        local sum = assert(corpus:annotate())
        assert.equal(19, sum.annotated)
        local files, count = {}, 0
        for _, _, _, file in corpus:find('[lemma="say"]'):iter() do files[#files + 1] = tonumber(file:match("%d+")) end
        for n = 2, #files do assert.is_true(files[n - 1] < files[n]) end
        for _ in corpus:find('<s/>'):iter() do count = count + 1 end
        assert.equal(19, #files)
        assert.equal(38, count)
        assert.is_true((corpus:verify()))
    end)

    it("takes documents, too", function()
        local corpus <close> = assert(toolkit.open())
        local id, what = corpus:add(assert(toolkit.document(TEXTS["b.txt"], { name = "b.txt" })), { annotate = true })
        assert.equal("added", what)
        assert.equal("b.txt", select(4, corpus:find('[lemma="accuse" & pos="VERB"]'):at(1)))
        assert.equal(id, (corpus:find('[lemma="deny"]'):at(1)))
    end)
end)

describe("labels in a corpus", function()
    it("come from a trained model into a layer", function()
        local text, spans = {}, {}
        local at = 0
        for n = 1, 40 do
            local who = ({ "Miller", "Jones", "Smith", "Brown" })[n % 4 + 1]
            local cue = ({ "said", "claimed" })[n % 2 + 1]
            local line = ("%s %s the plan failed. "):format(who, cue)
            spans[#spans + 1] = { label = "Cue", i = at + #who + 2, j = at + #who + 1 + #cue, unit = n }
            spans[#spans + 1] = { label = "Source", i = at + 1, j = at + #who, unit = n }
            text[n] = line
            at = at + #line
        end
        local model = assert(toolkit.train { kind = "labels", labels = { "Cue", "Source" }, epochs = 6,
            data = { { name = "a", text = table.concat(text), spans = spans } } })
        local corpus <close> = assert(toolkit.open())
        local new = "Jones claimed the plan failed. Nobody was there."
        corpus:add(assert(toolkit.document(new, { name = "n.txt" })))
        for _ = 1, 2 do -- the second run replaces the first
            local sum = assert(corpus:annotate { model = model, layer = "attribution" })
            local found = {}
            for label, piece, unit in corpus:sql(
                "SELECT label, text, json_extract(json, '$.unit') FROM spans WHERE layer = 'attribution' ORDER BY id") do
                found[#found + 1] = ("%s %s %d"):format(label, piece, unit)
            end
            local by_hand = {}
            for _, span in ipairs(assert(assert(toolkit.labeller(model)):label(toolkit.parse(new)))) do
                by_hand[#by_hand + 1] = ("%s %s %d"):format(span.label, new:sub(span.i, span.j), span.unit)
            end
            assert.same({ "Cue claimed 1", "Source Jones 1" }, found)
            assert.same(by_hand, found)
            assert.equal(2, sum.spans)
        end
        assert.same({ "claimed" }, words(corpus, '<attribution label="Cue"/>'))

        for n = 1, 25 do -- many texts, in several threads
            local news = ("Miller said the plan failed. It was number %d. "):format(n):rep(n % 7 + 1)
            corpus:add(assert(toolkit.document(news, { name = n .. ".txt" })))
        end
        local function labels(threads)
            local sum = assert(corpus:annotate { model = model, layer = "attribution", threads = threads })
            local list = { sum.spans, sum.annotated }
            for id, document, start, stop, label, json in corpus:sql(
                "SELECT id, document, start, stop, label, json FROM span ORDER BY id") do
                list[#list + 1] = ("%d %d %d %s %s %s"):format(id, document, start, stop, label, json)
            end
            return list
        end
        local one = labels(1)
        assert.equal(26, one[2])
        assert.is_true(one[1] > 26)
        for threads = 2, 5, 3 do assert.same(one, labels(threads)) end

        local function written(least) return corpus:annotate({ model = model, layer = "attribution", least = least }).spans end
        assert.is_true(written(1) < written(nil) and written(nil) <= written(0))
        for probability in corpus:sql("SELECT json_extract(json, '$.probability') FROM span") do
            assert.is_true(probability > 0 and probability <= 1)
        end
    end)

    it("want a model and a layer", function()
        local corpus <close> = assert(toolkit.open())
        assert.has_error(function() corpus:annotate { layer = "x" } end,
            "annotate: the options 'model' and 'layer' belong together")
        local done, message = corpus:annotate { model = "no model", layer = "x" }
        assert.is_nil(done)
        assert.matches("model", message)
    end)
end)
