-- Values as the prompt shows them.
local pretty = require "toolkit.pretty"
local toolkit = require "toolkit"
local Table = require "toolkit.table"

describe("toolkit.pretty", function()
    it("shows values in a fixed order, on one line when they fit", function()
        assert.equal('{ 1, "a", b = true, ["two words"] = 2 }', pretty.format({ 1, "a", b = true, ["two words"] = 2 }, { width = 80 }))
        assert.equal('{ a = 2, ["end"] = 1 }', pretty.format({ a = 2, ["end"] = 1 }, { width = 80 }))
        assert.equal("{}", pretty.format {})
        assert.equal("{\n  1,\n  2\n}", pretty.format({ 1, 2 }, { width = 5 }))
    end)

    it("cuts what is long or deep and says so", function()
        assert.equal("{ 1, 2, … 3 more }", pretty.format({ 1, 2, 3, 4, 5 }, { items = 2, width = 80 }))
        assert.equal("{ a = { … 1 item } }", pretty.format({ a = { b = 1 } }, { depth = 1, width = 80 }))
        assert.equal('"abc" … 6 bytes', pretty.format("abcdef", { length = 3 }))
    end)

    it("stands cycles and shows control characters", function()
        local t = {}
        t.me = t
        assert.equal("{ me = <cycle> }", pretty.format(t, { width = 80 }))
        assert.equal([["\x1B\"\\\u{202E}"]], pretty.format "\27\"\\\u{202E}")
    end)

    it("shows tables of results as tables", function()
        assert.equal("a\n─\n1\n… 1 more row\n", pretty.text(Table.new({ "a" }, { rows = { { 1 }, { 2 } } }), { rows = 1, width = 40 }))
    end)

    it("shows a row by its columns", function()
        local t = require("toolkit.table").new { "word", { name = "dp", type = "number", digits = 2 }, "note" }
        t:add { "dam", 0.256 }
        assert.equal("word  dam\ndp    0.26\nnote\n", pretty.text(t.rows[1], { width = 40 }))
    end)

    it("shows hits as a concordance and counts as a list", function()
        local corpus <close> = assert(toolkit.open())
        assert(corpus:add "corpus")
        local text = pretty.text(assert(corpus:find [[ [word="the"] [] ]]), { rows = 5, width = 90 })
        local lines = {}
        for line in text:gmatch "[^\n]+" do lines[#lines + 1] = line end
        assert.equal(8, #lines)
        assert.matches("^%d+ hits, 5 shown$", lines[8])
        local at
        for i = 3, 7 do
            assert.is_true(toolkit.width(lines[i]) <= 90)
            local column = toolkit.width(lines[i]:match "^(.-)  the ")
            assert.equal(at or column, column)
            at = column
        end
        for _, line in ipairs(lines) do
            local place = line:match "%S+$"
            if toolkit.width(place) == 28 and place:find ":" then assert.matches("^…", place) end
        end
        local list = pretty.text(assert(corpus:count_ngrams { by = "word" }), { rows = 3, width = 60 })
        assert.matches("^count  documents  key\n", list)
        assert.matches("\n%d+ types, %d+ tokens, 3 shown\n$", list)
    end)

    it("shows the rows of a statement, and documents as a list", function()
        local corpus <close> = assert(toolkit.open())
        assert(corpus:add "corpus/harrow-dam")
        local width = { width = 60 }
        assert.equal("n  n:2\n─  ───\n1    2\n", pretty.text(assert(corpus:sql "SELECT 1 AS n, 2 AS n"), width))
        assert.equal("no rows\n", pretty.text(assert(corpus:sql "SELECT 1 WHERE 0"), width))
        local list = pretty.text(corpus:documents(), { rows = 2, width = 90 })
        assert.matches("^id  file  .*\n 1  .*\n 2  .*\nthe first 2 rows\n$", list)
    end)

    it("names functions, and keeps the lines of a tree", function()
        assert.equal("{ f = function toolkit.fold }", pretty.format { f = toolkit.fold })
        assert.matches("^toolkit.Parse: 3 words, 1 sentence\ndenied  VERB root\n  He ",
            pretty.text(assert(toolkit.parse "He denied.")))
    end)
end)
