-- The query language, hits, concordances, counts over three little texts.
local toolkit = require "toolkit"

local TEXTS = {
    { "one.txt", "The minister said that the reports are false. The spokesman said nothing at all. Résumé ends." },
    { "two.txt", "He said that she said that they said so. The end is near, said the minister; the end." },
    { "three.txt", "Back doors were found. A back door was opened in the Back Doors report. No doors!" },
}

local function sample()
    local corpus = assert(toolkit.open())
    local ids = {}
    for _, t in ipairs(TEXTS) do
        ids[#ids + 1] = assert(corpus:add(assert(toolkit.document(t[2], { name = t[1] }))))
    end
    return corpus, ids
end

local function count(corpus, query, options) return assert(corpus:find(query, options)):count() end

--- The matched texts, joined.
local function matches(corpus, query, options)
    local list = {}
    for _, match in assert(corpus:find(query, options)):kwic { context = 0 } do list[#list + 1] = match end
    return table.concat(list, " | ")
end

describe("the query language", function()
    local corpus, ids
    setup(function() corpus, ids = sample() end)
    teardown(function() corpus:close() end)

    -- Query, number of hits.
    local COUNTS = {
        { '"said"', 6 }, { '[word="said"]', 6 }, { '"the"', 4 }, { '"the"%c', 7 }, { '[lower="the"]', 7 },
        { '"resume"%cd', 1 }, { '"resume"%c', 0 }, { '"Résumé"', 1 }, { '"."%l', 7 },
        { '"s.id"', 6 }, { '"s.id"%l', 0 }, { '[word="th.*" & word!="the"]', 4 },
        { '[lower="back"] [lower="doors?"]', 3 }, { '("back" | "Back") "doors?"%c', 3 },
        { '"said" "that"?', 6 }, { '"said" []{0,2} "that"', 3 }, { '"said" []{2}', 6 }, { '"end"{2}', 0 },
        { '<s> "The"', 3 }, { '"said" []* </s>', 4 }, { '"said" []* "said" within s', 2 },
        { '(?longest) "said" []* "said" within s', 1 }, { '(?shortest) "said" []* "said" within s', 2 },
        { '(?traditional) "said" []* "said" within s', 2 },
        { '"The" (?= "minister")', 1 }, { '"The" (?! "minister")', 2 }, { '(?<= "that") []', 3 }, { '(?<! "that") "she"', 0 },
        { 'a:[] []{0,3} b:[] :: a.lower = b.lower & a.word = "said"', 2 }, { 'a:"said" b:[] :: b.word = "that"', 3 },
        { '[] [] :: match.lower = "the" & matchend.lower = "end"', 2 }, { 'a:"said" []* b:"said" :: distance(a, b) < 4', 2 },
        { '"said" containing "that"', 0 }, { '"said" []{3} containing ("that" "she")', 1 }, { '"said" []{1} within 1', 0 },
        { '"said" not within s', 0 }, { '"said" :: match.doc_file = "two.txt"', 4 },
        { '[word="said" & doc_file="one.*"]', 2 }, { '<doc file="three.txt"> []', 1 },
        { 'MU(meet "said" "that" 1 1)', 3 }, { '(meet "said" "minister" s)', 2 }, { 'MU(union "said" "that")', 9 },
        { '"said" cut 2', 2 }, { '[word="said" -> word="x"]', 60 - 6 }, { '"said" "that" | "the" "minister"', 4 },
        { '@"said" "that"', 3 }, { "'said'", 6 }, { '[word >= "s" & word < "t"]', 9 },
        { '[word=="."]', 7 }, { '[word!=="."]', 53 }, { '[word=="s.id"]', 0 }, { '[word=="SAID"%c]', 6 },
        { '[strlen(word) = 6]', 3 }, { '"Résumé" | [strlen(word) > 8]', 2 }, { '[strlen(word) = strlen(lower)]', 60 },
        { 'MU "said"', 6 }, { 'MU [word="that"]', 3 }, { '"said" []{0,2} containing ("that" []?)', 0 },
        { '(?longest) "said" []{0,2} containing ("that" []{0,9})', 3 },
        { '(?= <s>) "The"', 3 }, { '(?! <s>) "The"', 0 }, { '(?<= </s>) "The"', 2 }, { '"doors" "!" <doc>', 0 },
        { '"." <doc>', 0 }, { '</doc> "He"', 0 }, { '(?<= </doc>) "He"', 0 },
        { '"said" a:"that"? [] :: a', 3 }, { '"said" a:"that"? [] :: !(a.word = "that")', 6 },
        { '"said" a:"that"? [] :: a.doc_file = ".*"', 3 }, { '"said" a:"that"? [] :: a.doc_file != "one.txt"', 2 },
        { '"said" a:"that"? [word=".*" & a.doc_file="two.*"]', 2 }, { '"said" a:"that"? [] :: !(a.doc_file = ".*")', 6 },
        { '"said" a:"that"? [] :: a.word != "x"', 3 }, { '"said" a:"that"? [] :: a.word = ".*"', 3 },
        { 'a:[] "minister" b:[] :: f(a.word) > f(b.word)', 1 },
    }
    for _, case in ipairs(COUNTS) do
        it(case[1], function() assert.equal(case[2], count(corpus, case[1])) end)
    end

    it("takes word lists and subcorpora", function()
        local lists = { verbs = { "said", "found", "opened" } }
        assert.equal(8, count(corpus, "[word=$verbs]", { lists = lists }))
        assert.equal(52, count(corpus, "[word!=$verbs]", { lists = lists }))
        local sentences = assert(corpus:find('(?longest) []+ containing "minister" within s'))
        assert.equal(2, count(corpus, '"said"', { within = sentences }))
        assert.equal("unknown word list", (select(2, corpus:find("[word=$x]")) or ""):match("unknown word list"))
    end)

    it("knows how often a form occurs, in all segments and without removed documents", function()
        local other <close> = (sample())
        for round = 1, 2 do
            local tokens = {}
            for n in other:count_ngrams({ with_punctuation = true, across_sentences = true }):iter() do
                tokens[n] = (tokens[n] or 0) + n
            end
            for n, expected in pairs(tokens) do
                assert.equal(expected, count(other, ("[f(word) = %d]"):format(n)))
                assert.equal(expected, count(other, ("a:[] :: f(a.word) = %d"):format(n)))
                assert.equal(expected, count(other, ("a:[] :: f(match.word) >= %d & %d >= f(a.word)"):format(n, n)))
            end
            if round == 1 then assert(other:remove("two.txt")) end
        end
        assert.equal(2, count(other, '[f(word) = 2 & word = "said"]'))
    end)

    it("points at the character of a mistake", function()
        local MISTAKES = {
            { '[word="said"', "query: expected ']' at 13: the query ends here" },
            { '[word="said" "x"', 'query: expected \']\' at 14: "x"' },
            { '"é" [word=', "query: expected an attribute at 11: the query ends here" },
            { '[lema="x"]', "query: no attribute 'lema' at 2 (there are: word lower)" },
            { '[doc_sorce="x"]', "query: no document has metadata 'sorce' at 2" },
            { '[word=said]', "query: no attribute 'said' at 7 (a word stands in quotes)" },
            { '"a" within', "query: expected a layer, a number or a pattern at 11: the query ends here" },
            { '"a" within zzz', "query: no layer 'zzz' at 5 (there are: s p doc" },
            { '[pos="x"]', "query: no attribute 'pos' at 2 (there are: word lower; annotation adds this one)" },
            { '"a" :: b.word = "x"', 'query: unknown label (there are: match matchend) at 8: b.word = "x"' },
            { '"a"{3,2}', "query: expected the larger number second at 4: {3,2}" },
            { '"a" "(" ', "query: bad regular expression at 5:" },
            { '"a" )', "query: unexpected ')' at 5: )" },
            { '"a"%x', "query: expected one of the flags c, d, l at 5: x" },
            { '[f(word)]', "query: expected an operator (= != < <= > >=) at 9: ]" },
            { '[f("x") > 1]', 'query: expected an attribute at 4: "x") > 1]' },
            { '[f(word) = "x"]', 'query: expected a number to compare with at 12: "x"]' },
            { '[f(doc_file) > 1]', "query: expected an attribute of tokens, not 'doc_file' at 4" },
            { '"a" :: f(b.word) > 1', "query: unknown label (there are: match matchend) at 10: b.word) > 1" },
            { '"a', 'query: expected \'"\' to end the string at 1: "a' },
        }
        for _, m in ipairs(MISTAKES) do
            local hits, message, code = corpus:find(m[1])
            assert.is_nil(hits)
            assert.equal(m[2], message:sub(1, #m[2]))
            assert.equal("query error", code)
        end
    end)

    it("refuses what is too much, by name", function()
        assert.matches("nested", select(2, corpus:find(("("):rep(200) .. '"a"' .. (")"):rep(200))))
        assert.matches("4096 tokens", select(2, corpus:find('([]{1000}){1000}')))
        assert.matches("quantifiers", select(2, corpus:find('"a"' .. ("?"):rep(1000))))
    end)

    it("gives labels and captures their places", function()
        local hits = assert(corpus:find('a:"said" (?<what> "that" [])'))
        assert.same({ "a", "what" }, hits:labels())
        local found = {}
        for n = 1, #hits do
            local i, j = hits:capture(n, "what")
            local id = hits:at(n)
            found[n] = corpus:document(id).text:sub(i, j) .. "/" .. hits:value(n, "a.word")
        end
        assert.same({ "that the/said", "that she/said", "that they/said" }, found)
        assert.is_nil((assert(corpus:find('"said" x:"nowhere"?')):capture(1, "x")))
    end)

    it("explains its plan", function()
        local plan = assert(corpus:find('[] [] "reports"')):explain()
        assert.matches("1 of %d+ tokens are anchors .*2 to 2 behind the start", plan)
    end)

    it("finds the longest, the shortest, the first", function()
        assert.equal("said that she said that they said", matches(corpus, '(?longest) "said" []* "said" within s'))
        assert.equal("said that she said | said that they said", matches(corpus, '(?shortest) "said" []* "said" within s'))
    end)

    it("never matches over the end of a document or in a removed one", function()
        local other <close> = (sample())
        assert.equal(0, count(other, '"ends" "." "He"'))
        assert(other:remove("two.txt"))
        assert.equal(2, count(other, '"said"'))
        assert.equal(0, count(other, '"she"'))
    end)

    it("keeps seeing the state that it was opened on", function()
        local other <close> = (sample())
        local hits = assert(other:find('"said"'))
        assert(other:remove("two.txt"))
        assert.equal(6, #hits)
        assert.equal(2, count(other, '"said"'))
    end)

    it("knows the documents of its hits", function()
        local files = {}
        for id, i, j, file in assert(corpus:find('"minister"')):iter() do
            assert.equal("minister", corpus:document(id).text:sub(i, j))
            files[#files + 1] = file
            assert.equal(ids[file == "one.txt" and 1 or 2], id)
        end
        assert.same({ "one.txt", "two.txt" }, files)
    end)
end)

describe("hits", function()
    local corpus
    setup(function() corpus = sample() end)
    teardown(function() corpus:close() end)

    it("come as a concordance with any unit of context", function()
        local hits = assert(corpus:find('"said" :: match.doc_file = "one.txt"'))
        local left, match, right, file, i, j, line, column = hits:kwic { context = 2 }()
        assert.same({ "The minister ", "said", " that the", "one.txt", 14, 17, 1, 14 },
            { left, match, right, file, i, j, line, column })
        left, match, right = hits:kwic { unit = "char", context = 3 }()
        assert.same({ "er ", "said", " th" }, { left, match, right })
        left, match, right = hits:kwic { unit = "s" }()
        assert.same({ "The minister ", "said", " that the reports are false." }, { left, match, (right:gsub("%s+$", "")) })
        assert.has_error(function() hits:kwic { unit = "verse" } end,
            "no unit of context 'verse': word, char, s, p or a layer")
    end)

    it("sort as a language does", function()
        local c <close> = assert(toolkit.open())
        assert(c:add(assert(toolkit.document("Zoo öl apple azur Äpfel cote côté coté Ål resume résumé Resume zebra",
            { name = "a" }))))
        local function sorted(collation)
            local hits = assert(c:find("[]")):sort("match", { collation = collation })
            local words = {}
            for n = 1, #hits do words[n] = hits:value(n, "match") end
            return table.concat(words, " ")
        end
        assert.equal("Ål Äpfel apple azur cote coté côté öl Resume resume résumé zebra Zoo", sorted())
        local called, message = pcall(sorted, "sv")
        if not called and message:find("no ICU", 1, true) then return pending("this build has no ICU") end
        assert.equal("apple azur cote coté côté resume Resume résumé zebra Zoo Ål Äpfel öl", sorted("sv"))
        assert.equal("Ål Äpfel apple azur cote coté côté öl resume Resume résumé zebra Zoo", sorted("de"))
        assert.equal("Äpfel Ål apple azur cote coté côté öl resume Resume résumé zebra Zoo", sorted("de-u-co-phonebk"))
        for _, wrong in ipairs { "xx", "", "e n", "english", "../sv" } do
            assert.has_error(function() sorted(wrong) end,
                ("no language '%s' to collate by: a tag as 'en', 'sv' or 'de-u-co-phonebk'"):format(wrong))
        end
        assert.error_matches(function() assert(c:find("[]")):sort("match", { collate = "sv" }) end, "collat")
    end)

    it("sort and group by keys", function()
        local hits = assert(corpus:find('"said" []')):sort("-doc.file", "right")
        local list = {}
        for _, match in hits:kwic() do list[#list + 1] = match end
        assert.same({ "said so", "said the", "said that", "said that", "said nothing", "said that" }, list)
        local rows = {}
        for n, documents, word in assert(corpus:find('"said" []')):group("last.word"):iter() do
            rows[#rows + 1] = ("%s %d %d"):format(word, n, documents)
        end
        assert.same({ "that 3 2", "nothing 1 1", "so 1 1", "the 1 1" }, { rows[1], rows[2], rows[3], rows[4] })
        local two = assert(corpus:find('"said"')):group("doc.file", "right1.word", { least = 2 })
        local n, documents, file, word = two:row(1)
        assert.same({ 2, 1, "two.txt", "that" }, { n, documents, file, word })
        assert.equal(1, #two)
        assert.equal(6, two:total())
    end)

    it("combine as sets", function()
        local said, two = assert(corpus:find('"said"')), assert(corpus:find('[] :: match.doc_file = "two.txt"'))
        assert.equal(#two + 2, #said:union(two))
        assert.equal(#said - 2, #said:intersection(two))
        assert.equal(2, #said:difference(two))
    end)

    it("are sampled by a seed and cut without hiding the total", function()
        local function some(options)
            local list = {}
            for id, i in assert(corpus:find("[]", options)):iter() do list[#list + 1] = id .. ":" .. i end
            return table.concat(list, " ")
        end
        assert.equal(some { sample = 7, seed = 3 }, some { sample = 7, seed = 3 })
        assert.not_equal(some { sample = 7, seed = 3 }, some { sample = 7, seed = 4 })
        local hits = assert(corpus:find("[]", { limit = 4 }))
        assert.equal(4, #hits)
        assert.equal(60, hits:count())
        assert.equal(3, #hits:sample(3, 1))
    end)

    it("can be closed, and then say so", function()
        local hits = assert(corpus:find('"said"'))
        hits:close()
        hits:close()
        assert.has_error(function() return #hits end, "these hits are closed")
    end)
end)

describe("n-grams", function()
    it("are counted inside sentences, without punctuation", function()
        local corpus <close> = (sample())
        local rows = {}
        local counts = assert(corpus:count_ngrams { n = 2, by = "lower", least = 2 })
        for n, documents, a, b in counts:iter() do rows[#rows + 1] = ("%d %d %s %s"):format(n, documents, a, b) end
        assert.same({ "3 2 said that", "2 1 back doors", "2 1 the end", "2 2 the minister" }, rows)
        assert.equal(assert(corpus:find('[word="\\w+"] [word="\\w+"] within s', { strategy = "traditional" })):count(),
            counts:total())
    end)

    it("of any length agree with queries", function()
        local corpus <close> = (sample())
        for n = 1, 5 do
            local counts = assert(corpus:count_ngrams { n = n, with_punctuation = true, across_sentences = true })
            assert.equal(count(corpus, ("[]"):rep(n, " "), { strategy = "traditional" }), counts:total())
            local times, _, a = counts:row(1)
            if n == 1 then assert.equal(count(corpus, ('"%s"%%l'):format(a)), times) end
        end
        assert.is_nil((corpus:count_ngrams { by = "nix" }))
        assert.is_nil((corpus:count_ngrams { n = 6 }))
    end)

    it("of two forms are those that counting by hand finds, in their order, over several segments", function()
        local forms = { "a", "b", "ab", "B", "a1", "é", "zu", ".", "," }
        for round = 1, 40 do
            local corpus <close> = assert(toolkit.open())
            local lists = {}
            for n = 1, math.random(1, 9) do
                local words = { "w" .. n }
                for _ = 1, math.random(0, 30) do words[#words + 1] = forms[math.random(#forms)] end
                local id = assert(corpus:add(assert(toolkit.document(table.concat(words, " "), { name = n .. ".txt" }))))
                lists[id] = words
                if math.random(4) == 1 then
                    assert(corpus:remove(id))
                    lists[id] = nil
                end
            end
            local punctuation, least = round % 2 == 0, round % 3
            local rows, by_key, total, types = {}, {}, 0, 0
            for id, words in pairs(lists) do
                for i = 2, #words do
                    local a, b = words[i - 1], words[i]
                    if punctuation or not (a .. b):find("[.,]") then
                        local row = by_key[a .. "\t" .. b] or { 0, 0, a, b }
                        by_key[a .. "\t" .. b] = row
                        row[1], total = row[1] + 1, total + 1
                        if row.last ~= id then row[2], row.last = row[2] + 1, id end
                    end
                end
            end
            for _, row in pairs(by_key) do
                row.last, types = nil, types + 1
                if row[1] >= least then rows[#rows + 1] = row end
            end
            table.sort(rows, function(x, y)
                if x[1] ~= y[1] then return x[1] > y[1] end
                if x[3] ~= y[3] then return x[3] < y[3] end
                return x[4] < y[4]
            end)
            local counts = assert(corpus:count_ngrams {
                n = 2, least = least, across_sentences = true, with_punctuation = punctuation,
            })
            local got = {}
            for n, documents, a, b in counts:iter() do got[#got + 1] = { n, documents, a, b } end
            assert.same(rows, got)
            assert.same({ total, types }, { counts:total(), counts:types() })
        end
    end)
end)

describe("a query that takes too long", function()
    it("is stopped by the limit query_milliseconds", function()
        local corpus <close> = (sample())
        local words = {}
        for i = 1, 60000 do words[i] = i % 7 == 0 and "the" or "w" end
        assert(corpus:add(assert(toolkit.document(table.concat(words, " "), { name = "long.txt" }))))
        local before = toolkit.limit("query_milliseconds")
        toolkit.limit("query_milliseconds", 20)
        local hits = assert(corpus:find('(?longest) "the" []* :: distance(match, matchend) < 0'))
        local ok, message = pcall(hits.count, hits)
        toolkit.limit("query_milliseconds", before)
        assert.is_false(ok)
        assert.matches("limit query_milliseconds %(20%) reached", message)
    end)
end)
