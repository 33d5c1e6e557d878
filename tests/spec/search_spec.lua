-- The search box: its language, its ranking, its snippets.
require "tests.helper"
local toolkit = require "toolkit"

local TEXTS = {
    { "a.txt", "Huawei opened a back door. Cisco said so." },
    { "b.txt", "The backdoors of Cisco are many; Cisco again, and a door at the back." },
    { "c.txt", "Nothing about Huawei but its name: Huawei, Huawei." },
    { "d.txt", "A long text about other things, with one word on Cisco and the rest about weather, the sea, ships and sails." },
}

describe("corpus:search", function()
    local corpus
    setup(function()
        corpus = assert(toolkit.open())
        for _, t in ipairs(TEXTS) do assert(corpus:add(assert(toolkit.document(t[2], { name = t[1] })))) end
    end)
    teardown(function() corpus:close() end)

    local function files(text)
        local list, found = {}, assert(corpus:search(text))
        for i, r in ipairs(found) do list[i] = r.file:sub(1, 1) end
        table.sort(list)
        return table.concat(list)
    end

    for _, case in ipairs {
        { "cisco", "abd" }, { "CISCO", "abd" }, { "huawei cisco", "a" }, { "huawei AND cisco", "a" },
        { "huawei OR cisco", "abcd" },
        { '"back door"', "a" }, { "backdoor*", "b" }, { '"back door" OR backdoor*', "ab" }, { "cisco -huawei", "bd" },
        { "cisco NOT huawei", "bd" }, { "NOT cisco", "c" }, { "door NEAR/3 back", "ab" }, { "door NEAR/0 back", "a" },
        { "(huawei OR cisco) NEAR/4 many", "b" }, { "cisco file:b", "b" }, { "file:txt weather", "d" }, { "nowhere", "" },
        { "cisco (weather OR many)", "bd" },
    } do
        it(case[1], function() assert.equal(case[2], files(case[1])) end)
    end

    it("ranks by BM25", function()
        local results = assert(corpus:search("cisco"))
        assert.equal(3, results.total)
        assert.equal("b.txt", results[1].file) -- twice
        assert.equal("d.txt", results[3].file) -- once, in the longest text
        local n, f = 3, 2
        local idf = math.log(1 + (4 - n + 0.5) / (n + 0.5))
        local tokens = {}
        for file, count in corpus:sql("SELECT file, tokens FROM document") do tokens[file] = count end
        local average = (tokens["a.txt"] + tokens["b.txt"] + tokens["c.txt"] + tokens["d.txt"]) / 4
        local length = tokens["b.txt"]
        local expected = idf * f * 2.2 / (f + 1.2 * (0.25 + 0.75 * length / average))
        assert.is_true(math.abs(results[1].score - expected) < 1e-12)
    end)

    it("shows what it found", function()
        local results = assert(corpus:search('"back door"', { marks = { "<", ">" } }))
        assert.equal("Huawei opened a <back door>. Cisco said so.", results[1].snippet)
        assert.equal(1, #assert(corpus:search("cisco", { limit = 1 })))
    end)

    it("points at mistakes", function()
        for text, message in pairs {
            ["(cisco"] = "search: expected ')' at 7", ['"cisco'] = "search: expected '\"' to end the phrase at 1",
            ["cisco)"] = "search: unexpected ')' at 6", [""] = "search: expected a word at 1: the search ends here",
            ["cisco sorce:x"] = "search: no field 'sorce': date, title,",
            ["(a b) NEAR c"] = "search: NEAR wants words, phrases or a choice of them at 1",
        } do
            local results, told = corpus:search(text)
            assert.is_nil(results)
            assert.equal(message, told:sub(1, #message))
        end
        assert.matches("inside each other", select(2, corpus:search(("("):rep(100))))
    end)

    it("finds regular expressions in the texts", function()
        local found = {}
        for _, i, j, file, what in corpus:regex("(back)[ -]?doors?", "i") do
            found[#found + 1] = ("%s %d-%d %s"):format(file, i, j, what)
        end
        assert.same({ "a.txt 17-25 back", "b.txt 5-13 back" }, found)
        assert.has_error(function() corpus:regex("(") end)
    end)

    it("read only texts where a regular expression can match", function()
        local function plan(pattern, flags)
            local step, told = corpus:regex(pattern, flags)
            for _ in step do end
            local sets = {}
            for i, set in ipairs(told.literals or {}) do sets[i] = table.concat(set, "|") end
            return sets[1] and table.concat(sets, " ") or "-"
        end
        for pattern, known in pairs {
            ["minister"] = "minister", ["minister|president"] = "minister|president", ["minister|.*"] = "-",
            ["(back)[ -]?doors?"] = "back door", ["ab?c"] = "-", ["abc*def"] = "def ab", ["xab+cd"] = "xab cd", ["(foo)?barn"] = "barn",
            ["(?:foo|quux)+x"] = "foo|quux", ["(?i)minister"] = "-", ["(?!minister)"] = "-", ["(?<=minister)s"] = "-",
            ["[minister]+"] = "-", ["\\bsaid\\b"] = "said", ["\\Qsaid\\E"] = "-", ["(a|bc) said"] = "said", ["a{2}bcd"] = "bcd", ["(bc){0}"] = "-",
            ["(?<who>said) so"] = "said so", ["a said{,2}"] = "-", ["[]ab]cdef"] = "cdef", ["sai(?#not)d"] = "-",
        } do
            assert.equal(known, plan(pattern), pattern)
        end
        assert.equal("-", plan("sa id", "x"))
        local step, told = corpus:regex("backdoors?|nowhere to be found")
        for _ in step do end
        assert.is_true(told.read < 3)
    end)

    it("find with the index what they find without it", function()
        local pieces = { "ab", "Ab", "k", "s", "aſb", "\u{212A}", "ba1", "1", "é", "e\u{301}", "-", "'", ".", " ", " ", "_",
            "\u{AD}", "x", "日" }
        local parts = { "ab", "a", "b", "k", "s", "1", "ba", ".", "a?", "b+", "k*", "[ab]", "[^]a]", "(ab|k)", "(?:ba|s1)?",
            "(a|)", "\\b", "\\w+", " ", "é", "|", "x{2}", "b{0,1}", "(?<n>ab)", "^", "sk", "(?i)" }
        local function random(list, most)
            local out = {}
            for i = 1, math.random(most) do out[i] = list[math.random(#list)] end
            return table.concat(out)
        end
        -- Its tokens are its own: "ab" lies in none.
        local given = {}
        for i, form in ipairs { "a", "b1", "kl" } do
            given[i] = ("%d\t%s\t_\t_\t_\t_\t%d\t%s\t_\t%s\n"):format(i, form, i > 1 and 1 or 0, i > 1 and "dep" or "root",
                i == 1 and "SpaceAfter=No" or "_")
        end
        local asked = 0
        for _ = 1, 12 do
            local some <close> = assert(toolkit.open())
            for n = 1, 12 do
                assert(some:add(assert(toolkit.document(n .. " " .. random(pieces, 12), { name = n .. ".txt" }))))
            end
            assert(some:add(assert(toolkit.document(table.concat(given) .. "\n", { name = "given.conllu" }))))
            assert.equal(1, some:find('[word="b1"]'):count())
            for _ = 1, 60 do
                local pattern, flags = random(parts, 5), math.random(2) == 1 and "i" or ""
                local ok, regex = pcall(toolkit.regex, pattern, flags)
                if ok then
                    local expected, got = {}, {}
                    for id, text in some:sql("SELECT id, text FROM documents WHERE same_as IS NULL ORDER BY id") do
                        for i, j in regex:gfind(text) do expected[#expected + 1] = ("%d %d-%d"):format(id, i, j) end
                    end
                    local step, plan = some:regex(pattern, flags)
                    for id, i, j in step do got[#got + 1] = ("%d %d-%d"):format(id, i, j) end
                    assert.same(expected, got, pattern)
                    asked = asked + (plan.literals and 1 or 0)
                end
            end
        end
        assert.is_true(asked > 50)
    end)
end)
