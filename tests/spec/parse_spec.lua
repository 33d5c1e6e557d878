-- Parses: words, sentences, tags, lemmas, heads, names of running text.
local toolkit = require "toolkit"

local function words(parse)
    local list = {}
    for _, form in parse:words() do list[#list + 1] = form end
    return list
end

describe("words and sentences of running text", function()
    it("splits clitics into words with their own bytes", function()
        local text = "They don't like John\u{2019}s car."
        local parse = assert(toolkit.parse(text))
        assert.same({ "They", "do", "n't", "like", "John", "\u{2019}s", "car", "." }, words(parse))
        for _, form, i, j in parse:words() do assert.equal(form, text:sub(i, j)) end
        assert.same({ 1, 2 }, { parse:part(2), parse:part(3) })
        assert.equal(0, parse:part(1))
    end)

    it("does not end a sentence at an abbreviation, an initial or a number", function()
        local parse = assert(toolkit.parse("Mr. J. Smith paid $5.31 million in the U.S. last year. He left at 9 a.m. on Monday."))
        assert.equal(2, parse:sentence_count())
    end)

    it("ends a sentence at a blank line", function()
        assert.equal(2, assert(toolkit.parse("Prices rise again\n\nThe bank said so.")):sentence_count())
    end)

    it("keeps every byte that is not white space, in order", function()
        local text = "a\u{a0}b \u{1F600}!? http://example.org/x?y=1 \u{4e2d}\u{6587}\t(c) ...\r\n\r\n--\u{201c}q\u{201d}"
        local parse, rest, last = assert(toolkit.parse(text)), {}, 0
        for _, form, i, j in parse:words() do
            assert.is_true(i > last and j >= i)
            rest[#rest + 1], last = form, j
        end
        assert.equal((text:gsub("\u{a0}", ""):gsub("%s+", "")), (table.concat(rest):gsub("\u{a0}", "")))
    end)

    it("has nothing to say about nothing", function()
        for _, text in ipairs { "", " \n ", "\n\n" } do
            local parse = assert(toolkit.parse(text))
            assert.equal(0, #parse)
            assert.equal(0, parse:sentence_count())
            assert.equal("string", type(tostring(parse)))
        end
    end)
end)

describe("a parse", function()
    local text = "The minister accused the company of hiding its losses."
    local parse = assert(toolkit.parse(text))

    it("has tags, lemmas and relations", function()
        local verb = 3
        assert.equal("VERB", parse:upos(verb))
        assert.equal(16, parse:upos_id(verb))
        assert.equal("VBD", parse:xpos(verb))
        assert.equal("accuse", parse:lemma(verb))
        assert.equal(0, parse:head(verb))
        assert.equal("root", parse:relation(verb))
        assert.equal(verb, parse:head(2))
        assert.equal("nsubj", parse:relation(2))
        assert.equal("loss", parse:lemma(9))
    end)

    it("gives the span of a subtree in bytes and words", function()
        local i, j, first, last = parse:subtree(2)
        assert.equal("The minister", text:sub(i, j))
        assert.same({ 1, 2 }, { first, last })
        i, j = parse:subtree(3)
        assert.equal(text, text:sub(i, j))
    end)

    it("walks dependents from left to right", function()
        local found = {}
        for n, relation in parse:children(3) do found[#found + 1] = n .. relation end
        assert.equal("2nsubj", found[1])
        assert.equal("10punct", found[#found])
    end)

    it("finds words by byte and counts from the end", function()
        assert.equal(2, parse:at(5))
        assert.equal(2, parse:at(4))
        assert.is_nil(parse:at(#text + 1))
        assert.equal(".", parse:form(-1))
        assert.has_error(function() parse:form(0) end)
        assert.has_error(function() parse:form(#parse + 1) end)
    end)

    it("reads noun phrases and clauses off the tree", function()
        local sentence = "The old mayor said that the new bridge of Trent is closed."
        local tree, phrases, clauses = assert(toolkit.parse(sentence)), {}, {}
        for i, j in tree:noun_phrases() do phrases[#phrases + 1] = sentence:sub(i, j) end
        assert.same({ "The old mayor", "the new bridge", "Trent" }, phrases)
        for i, j, _, _, head in tree:clauses() do clauses[tree:form(head)] = sentence:sub(i, j) end
        assert.same({ said = sentence:sub(1, -2), closed = "the new bridge of Trent is closed" }, clauses)
    end)

    it("finds names and peoples", function()
        local sentence = "President Barack Obama met Angela Merkel in Berlin after the German elections."
        local names = {}
        for kind, i, j in assert(toolkit.parse(sentence)):names() do names[#names + 1] = kind .. ": " .. sentence:sub(i, j) end
        assert.same({ "person: President Barack Obama", "person: Angela Merkel", "place: Berlin", "demonym: German" }, names)
    end)

    it("draws its trees", function()
        assert.matches("accused  VERB root\n  minister  NOUN nsubj\n    The  DET det", tostring(parse), 1, true)
    end)

    it("is a projective tree with one root in every sentence", function()
        local long = assert(toolkit.parse((text .. " \"We don't know,\" he said, (or so they say) that - well, no.\n\n"):rep(3)))
        for s, first, last in long:sentences() do
            local roots = 0
            for n in long:words(s) do
                local head = long:head(n)
                if head == 0 then roots = roots + 1 else assert.is_true(head >= first and head <= last and head ~= n) end
                for between = math.min(n, head) + 1, math.max(n, head) - 1 do
                    local up = between
                    while head > 0 and up ~= 0 and up ~= head and up ~= n do up = long:head(up) end
                    assert.is_true(head == 0 or up ~= 0)
                end
            end
            assert.equal(1, roots)
        end
    end)

    it("is the same each time and for any neighbourhood of the call", function()
        local again = assert(toolkit.parse(text))
        for n = 1, #parse do
            assert.same({ parse:form(n), parse:lemma(n), parse:xpos(n), parse:head(n), parse:relation(n) },
                { again:form(n), again:lemma(n), again:xpos(n), again:head(n), again:relation(n) })
        end
    end)

    it("leaves out the layers that nobody asked for", function()
        local only = assert(toolkit.parse(text, { layers = "tags" }))
        assert.equal("VERB", only:upos(3))
        assert.equal(0, only:head(2))
        assert.has_error(function() toolkit.parse(text, { layers = "tagz" }) end)
        assert.has_error(function() toolkit.parse(text, { layer = "tags" }) end,
            "parse: unknown option 'layer' (did you mean 'layers'?)")
    end)

    it("is closed once", function()
        local closing = assert(toolkit.parse(text))
        closing:close()
        closing:close()
        assert.has_error(function() closing:form(1) end, "this parse is closed")
    end)
end)

describe("a document", function()
    it("is parsed like its text", function()
        local file = os.tmpname()
        local f = assert(io.open(file, "w"))
        f:write("Rivers rise. They fall.\n")
        f:close()
        for document in toolkit.documents(file, { format = "text" }) do
            assert.equal(2, assert(document:parse()):sentence_count())
        end
        os.remove(file)
    end)
end)

describe("parses made ahead", function()
    local texts = {}
    for i = 1, 60 do
        texts[i] = ("Mr. Smith %d of Northwind said that the dam wouldn't hold. "):format(i):rep(i % 7) .. "End."
    end

    local function stream(items)
        local i = 0
        return function()
            i = i + 1
            return items[i]
        end
    end

    local function ahead(items, threads, layers)
        local list = {}
        for item, parse in assert(toolkit.parse_ahead(stream(items), { threads = threads, layers = layers })) do
            list[#list + 1] = item
            list[#list + 1] = tostring(parse)
            for _, form, i, j, lemma, upos, xpos, _, _, _, name in parse:words() do
                list[#list + 1] = table.concat({ form, i, j, lemma, upos, xpos, name or "-" }, " ")
            end
        end
        return list
    end

    it("are those of the texts in order, whatever the number of threads", function()
        local expected = {}
        for _, text in ipairs(texts) do
            local parse = assert(toolkit.parse(text))
            expected[#expected + 1] = text
            expected[#expected + 1] = tostring(parse)
            for _, form, i, j, lemma, upos, xpos, _, _, _, name in parse:words() do
                expected[#expected + 1] = table.concat({ form, i, j, lemma, upos, xpos, name or "-" }, " ")
            end
        end
        for _, threads in ipairs { 1, 2, 5 } do assert.same(expected, ahead(texts, threads)) end
    end)

    it("take anything with a text, and the layers that are wanted", function()
        local items = {}
        for i, text in ipairs(texts) do items[i] = { text = text } end
        local n = 0
        for item, parse in assert(toolkit.parse_ahead(stream(items), { threads = 3, layers = "words" })) do
            n = n + 1
            assert.equal(items[n], item)
            assert.equal(#item.text, select(2, parse:span(#parse)))
            assert.equal(0, parse:head(1))
        end
        assert.equal(#texts, n)
        assert.same({}, ahead({}, 2))
    end)

    it("outlive the loop, may be left early, and pass errors on", function()
        local first = assert(toolkit.parse_ahead(stream(texts), { threads = 4 }))
        local _, kept = first()
        first:close()
        collectgarbage()
        assert.equal("Mr.", kept:form(1))
        local calls = 0
        local step = assert(toolkit.parse_ahead(function()
            calls = calls + 1
            if calls == 3 then error("no more", 0) end
            return "One."
        end, { threads = 2 }))
        assert.has_error(function() for _ in step do end end, "no more")
        assert.has_error(function() toolkit.parse_ahead(stream { {} })() end, "parse_ahead: an item is a string or has a text")
        assert.has_error(function() toolkit.parse_ahead(stream {}, { thread = 2 }) end)
        step:close()
        assert.has_error(step, "this stream of parses is closed")
    end)

    it("give the tags of words alone", function()
        local parse, n = assert(toolkit.parse(texts[3])), 0
        local each = parse:tags()
        for _, _, i, _, _, upos, xpos in parse:words() do
            n = n + 1
            assert.same({ i, upos, xpos }, { each() })
        end
        assert.is_nil(each())
        assert.is_true(n > 10)
    end)
end)
