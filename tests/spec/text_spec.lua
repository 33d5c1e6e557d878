-- Tokens, folding, UTF-8, against the data files of Unicode.
local toolkit = require "toolkit"

describe("toolkit.tokenize", function()
    it("gives words, numbers, punctuation and symbols with their bytes", function()
        local list = {}
        for form, i, j, kind in toolkit.tokenize("I can't pay $3.50 — don’t!"):iter() do
            list[#list + 1] = ("%s %d-%d %s"):format(form, i, j, kind)
        end
        assert.same({ "I 1-1 word", "can't 3-7 word", "pay 9-11 word", "$ 13-13 symbol", "3.50 14-17 number",
            "— 19-21 punctuation", "don’t 23-29 word", "! 30-30 punctuation" }, list)
    end)

    it("keeps what it is asked to keep", function()
        assert.same({ "a", "1" }, toolkit.tokenize("a, 1!", { keep = "words" }):forms())
        assert.same({ "a", ",", "1", "!" }, toolkit.tokenize("a, 1!"):forms())
        assert.same({ "a", ",", " ", "1", "!" }, toolkit.tokenize("a, 1!", { keep = "all" }):forms())
        assert.error_matches(function() toolkit.tokenize("a", { keeps = "all" }) end, "did you mean 'keep'")
        assert.error_matches(function() toolkit.tokenize("a", { keep = "some" }) end, "'some'")
    end)

    it("tiles any text, valid UTF-8 or not", function()
        for _, text in ipairs { "", "a\0b", "caf\xe9 ol\xe9", "\xf0\x9f", "日本語 テキスト", ("é"):rep(100) } do
            assert.equal(text, table.concat(toolkit.tokenize(text, { keep = "all" }):forms()))
            assert.equal(text, table.concat(toolkit.graphemes(text):forms()))
            assert.equal(text, table.concat(toolkit.sentences(text):forms()))
        end
    end)

    it("is reached by number and by byte", function()
        local tokens = toolkit.tokenize("one two three")
        assert.equal(3, #tokens)
        assert.same({ "two", 5, 7, "word" }, { tokens:get(2) })
        assert.same({ 9, 13 }, { tokens:span(-1) })
        assert.equal("word", tokens:kind(1))
        assert.same({ 1, 2, 2, 3 }, { tokens:at(3), tokens:at(4), (tokens:at(5)), (tokens:at(8)) })
        assert.is_nil(tokens:at(14))
        assert.error_matches(function() tokens:get(4) end, "no token has this number")
        assert.equal("toolkit.Tokens: 3 words", tostring(tokens))
        tokens:close()
        tokens:close()
        assert.error_matches(function() return #tokens end, "closed")
    end)

    it("keeps the text alive", function()
        local tokens = toolkit.tokenize(("word "):rep(100) .. tostring(os.time()))
        collectgarbage()
        collectgarbage()
        assert.equal("word", (tokens:get(100)))
    end)
end)

describe("folding", function()
    it("makes texts that differ in case only equal", function()
        assert.equal(toolkit.fold("STRASSE ÉΣ"), toolkit.fold("straße e\u{301}ς"))
        assert.equal("zoe", toolkit.fold("Zoë", { strip_marks = true }))
        assert.equal("zoë", toolkit.fold("Zoë"))
        assert.equal("fi 1", toolkit.fold("ﬁ １", { compatibility = true }))
        assert.equal("a\u{fffd}b", toolkit.fold("A\xffB"))
    end)

    it("orders a long run of marks in the time of a short one", function()
        local function seconds(n)
            local start = os.clock()
            toolkit.normalize("a" .. ("\u{315}\u{316}"):rep(n), "NFD")
            return os.clock() - start
        end
        local small, large = math.huge, math.huge
        for _ = 1, 3 do small, large = math.min(small, seconds(20000)), math.min(large, seconds(200000)) end
        assert.is_true(large <= 30 * small + 0.1, ("%.3f s, then %.3f s"):format(small, large))
    end)

    it("stems", function()
        assert.same({ "run", "haus", "national" },
            { toolkit.stem("Running"), toolkit.stem("Häuser", "de"), toolkit.stem("nationaux", "french") })
        assert.error_matches(function() toolkit.stem("a", "klingon") end, "no stemmer for language 'klingon'")
    end)
end)

describe("toolkit.utf8_check", function()
    it("finds the first bad byte", function()
        assert.is_true(toolkit.utf8_check("abc é 日 🇩🇪"))
        for bad, position in pairs { ["ab\xff"] = 3, ["é\xc3"] = 3, ["\xc0\x80"] = 1, ["ab\xed\xa0\x80"] = 3,
            ["\xf4\x90\x80\x80"] = 1, ["a\xe2\x82"] = 2, [("x"):rep(100) .. "\x80"] = 101 } do
            assert.same({ nil, position }, { toolkit.utf8_check(bad) })
        end
    end)
end)
