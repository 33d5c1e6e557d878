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
end)
