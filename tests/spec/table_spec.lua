-- toolkit.table: columns, sorting, joining, formats; text for a terminal.
local Table = require "toolkit.table"
local toolkit = require "toolkit"

local function words()
    local t = Table.new({ "word", { name = "f", type = "integer", unit = "hits" }, { name = "score", digits = 2 } })
    t:add { "the", 10, 1.5 }
    t:add { word = "of", f = 7, score = -2 / 3 }
    t:add { "and", 7 }
    return t
end

local function column(t, name) return table.concat(t:column(name), " ") end

describe("toolkit.table", function()
    it("answers to names and numbers", function()
        local t = words()
        assert.equal(3, #t)
        assert.equal("of", t.rows[2].word)
        assert.equal(7, t.rows[2][2])
        assert.is_nil(t.rows[3].score)
        local seen = {}
        for row in t:each() do seen[#seen + 1] = row.f end
        assert.same({ 10, 7, 7 }, seen)
    end)

    it("explains wrong columns", function()
        assert.has_error(function() words():add { wrod = "x" } end, "table: unknown column 'wrod' (did you mean 'word'?)")
        assert.has_error(function() words():sort("scor desc") end, "table:sort: no column 'scor' (did you mean 'score'?)")
        assert.has_error(function() words():add { 1, 2, 3, 4 } end, "table: a row has more than 3 values")
        assert.has_error(function() Table.new { "a", "a" } end, "toolkit.table: two columns are called 'a'")
        assert.has_error(function() words():format "cvs" end, "table:format: unknown format 'cvs' (did you mean 'csv'?)")
    end)

    it("sorts stably, nothing last, and leaves the original alone", function()
        local t = words()
        assert.equal("of and the", column(t:sort("f"), "word"))
        assert.equal("the and of", column(t:sort("f desc", "word"), "word"))
        assert.equal("the of and", column(t:sort("score desc"), "word"))
        assert.equal("of the and", column(t:sort("score"), "word"))
        assert.equal("the of and", column(t, "word"))
        assert.equal("of the and", column(t:sort(function(row) return #row.word end), "word"))
    end)

    it("filters, cuts, selects, computes", function()
        local t = words()
        assert.equal("of and", column(t:filter { f = 7 }, "word"))
        assert.equal("the", column(t:filter(function(row) return row.f > 7 end), "word"))
        assert.equal("the of", column(t:top(2, "score"), "word"))
        assert.equal("10 7 7", column(t:select("f"), "f"))
        assert.equal("20 14 14", column(t:with({ name = "double" }, function(row) return row.f * 2 end), "double"))
    end)

    it("groups with summaries in order of appearance", function()
        local g = words():group("f", "count", "sum score as total", "list word", "distinct word as kinds")
        assert.equal("f,count,total,list_word,kinds\n10,1,1.5,the,1\n7,2,-0.6666666666666666,\"of, and\",2\n", g:csv())
        assert.has_error(function() words():group("f", "sun score") end,
            "table:group: no summary 'sun' (did you mean 'sum'?)")
        assert.equal("median 7", "median " .. words():with("all", function() return 1 end):group("all", "median f").rows[1].median_f)
    end)

    it("joins inner, left and full", function()
        local other = Table.new({ "word", "f", "tag" }, { rows = { { "of", 1, "IN" }, { "to", 2, "TO" } } })
        assert.equal("word,f,score,f_2,tag\nof,7,-0.6666666666666666,1,IN\n", words():join(other, "word"):csv())
        assert.equal(3, #words():join(other, "word", { kind = "left" }))
        local full = words():join(other, "word", { kind = "full" })
        assert.equal("to,,,2,TO", full:csv():match("([^\n]*)\n$"))
    end)

    it("pivots", function()
        local t = Table.new({ "who", "year", "n" }, { rows = { { "a", 2001, 1 }, { "b", 2000, 2 }, { "a", 2000, 3 }, { "a", 2001, 4 } } })
        assert.equal("who,2000,2001\na,3,5\nb,2,\n", t:pivot("who", "year", "n"):csv())
        assert.equal("who,2000,2001\na,1,2\nb,1,\n", t:pivot("who", "year"):csv())
    end)

    it("fits text into a width by display columns", function()
        local t = Table.new({ "text", { name = "n", type = "integer" } })
        t:add { "日本語の長い文字列です", 1 }
        t:add { "short", 22 }
        assert.equal("text         n\n──────────  ──\n日本語の…    1\nshort       22\n", t:text { width = 14 })
        for line in t:text { width = 14 }:gmatch("[^\n]+") do assert.is_true(toolkit.width(line) <= 14) end
        assert.equal("text                    n\n──────────────────────  ─\n日本語の長い文字列です  1\n… 1 more row\n",
            t:text { width = 0, rows = 1 })
    end)

    it("breaks heads, then leaves the last columns out, to fit a width", function()
        local t = Table.new({ "word", { name = "n", title = "per million words", type = "integer" },
            { name = "p", title = "p value", type = "number", format = "%.2g" } })
        t:add { "dam", 12345, 1.5e-20 }
        assert.equal("word  per million words  p value\n────  ─────────────────  ───────\n"
            .. "dam               12345  1.5e-20\n", t:text { width = 40 })
        assert.equal("          per\n      million\nword    words  p value\n────  ───────  ───────\ndam     12345  1.5e-20\n",
            t:text { width = 24 })
        assert.equal("          per\n      million\nword    words\n────  ───────\ndam     12345\n… also p\n",
            t:text { width = 14 })
        local files = Table.new { "file" }
        files:add { "corpus/harrow-dam/agency.txt" }
        assert.equal("file\n──────────────\n…am/agency.txt\n", files:text { width = 14 })
    end)

    it("makes rows when they are looked at", function()
        local made = {}
        local t = Table.new({ { name = "n", type = "integer" } }, { count = 1000, make = function(i)
            made[#made + 1] = i
            return { i * i }
        end })
        assert.equal(1000, #t)
        assert.equal(49, t.rows[7].n)
        assert.equal(49, t.rows[7].n)
        assert.same({ 7 }, made)
        assert.is_nil(t.rows[1001])
        assert.same({ 1, 4, 9 }, t:top(3):column("n"))
        assert.equal("1000000", t:sort("n desc"):top(1):csv { header = false }:match("%d+"))
        t:add { 5 }
        assert.equal(1001, #t)
        assert.equal(5, t.rows[1001].n)
    end)

    it("shows control characters of untrusted text", function()
        local t = Table.new({ "x" }, { rows = { { "\27[31mred\u{202E}\n" } } })
        assert.equal("x\n─────────────────────\n\\x1B[31mred\\u{202E}\\n\n", t:text { width = 0 })
    end)

    it("writes CSV that no spreadsheet runs, and reads it back", function()
        local t = Table.new({ "a", "b" }, { rows = { { "=1+1", -5 }, { "x,\"y\"\nz", 0.1 }, { "-7", 2 }, { "@r", 1 } } })
        assert.equal("a,b\n'=1+1,-5\n\"x,\"\"y\"\"\nz\",0.1\n-7,2\n'@r,1\n", t:csv())
        local signs = Table.new({ "lemma" }, { rows = { { "-" }, { "--" }, { "=" }, { "-é" } } })
        assert.equal("lemma\n-\n--\n=\n'-é\n", signs:csv())
        assert.equal("lemma\n-\n--\n=\n'-é\n", signs:tsv())
        assert.equal("=1+1", t:csv { safe = false }:match("\n(=1%+1),"))
        local back = assert(Table.parse(t:csv { safe = false }, "csv"))
        assert.same({ "=1+1", "x,\"y\"\nz", "-7", "@r" }, back:column "a")
        assert.equal(0.1, back.rows[2].b)
    end)

    it("keeps tabs and breaks out of TSV, and reads it back", function()
        local t = Table.new({ "a", "b" }, { rows = { { "x\ty\\n\nz", "1" }, { "", "2" } } })
        assert.equal("a\tb\nx\\ty\\\\n\\nz\t1\n\t2\n", t:tsv())
        local back = assert(Table.parse(t:tsv(), "tsv"))
        assert.equal("x\ty\\n\nz", back.rows[1].a)
        assert.same({ 1, 2 }, back:column "b")
    end)

    it("says what is wrong with CSV", function()
        local t, why = Table.parse('a,b\n"x,1\n', "csv")
        assert.is_nil(t)
        assert.equal("line 2: a quoted cell does not end", why)
        t, why = Table.parse("a\n1,2\n", "csv")
        assert.is_nil(t)
        assert.equal("row 1 has 2 cells, the header has 1", why)
    end)

    it("writes JSON lines in column order, Markdown and HTML escaped", function()
        local t = Table.new({ "b", "a" }, { rows = { { "<i>|", 0 / 0 } }, caption = "R&D" })
        assert.equal('{"b":"<i>|","a":null}\n', t:jsonl())
        assert.equal("R&D\n\n| b | a |\n| --- | ---: |\n| &lt;i>\\| | nan |\n", t:markdown())
        local html = t:html()
        assert.matches("<caption>R&amp;D</caption>", html, 1, true)
        assert.matches('<th scope="row" class="short">&lt;i&gt;|</th>', html, 1, true)
    end)

    it("links only to the web and into the page", function()
        local t = Table.new({ { name = "x", href = function(row) return row.x end } },
            { rows = { { "javascript:alert(1)" }, { "https://a.example/?a&b" }, { "#s1" } } })
        local _, links = t:html():gsub("<a href=", "")
        assert.equal(2, links)
        assert.matches('<a href="https://a.example/?a&amp;b">', t:html(), 1, true)
    end)

    it("gives the methods of a row", function()
        local t = Table.new({ "w" }, { methods = { shout = function(row) return row.w:upper() end }, rows = { { "x" } } })
        assert.equal("X", t:filter(function() return true end).rows[1]:shout())
        assert.equal("X", t:with("n", function() return 1 end).rows[1]:shout())
    end)
end)

describe("text for a terminal", function()
    it("has a width in columns", function()
        local facts = { [""] = 0, abc = 3, ["日本"] = 4, ["e\u{301}"] = 1, ["👩‍👩‍👧"] = 2, ["🇩🇪"] = 2, ["a\xFFb"] = 3, ["\27["] = 1 }
        for text, columns in pairs(facts) do assert.equal(columns, toolkit.width(text), text) end
    end)

    it("is cut between clusters", function()
        assert.equal("e\u{301}", (toolkit.clip("e\u{301}x", 1)))
        assert.equal("日", (toolkit.clip("日本", 3)))
        assert.is_true(select(2, toolkit.clip("日本", 3)))
    end)

    it("is made visible", function()
        assert.equal("\\0", (toolkit.visible("\0"):gsub("x00", "0")))
        assert.equal("a\\tb\\x1B\\u{9B}\\u{202E}\\u{E0001}\\xFFé", toolkit.visible("a\tb\27\u{9B}\u{202E}\u{E0001}\xFFé"))
        assert.equal("a\tb\n", toolkit.visible("a\tb\n", { tab = true, newline = true }))
    end)

    it("keeps the columns of text that ask for room and leaves out the last", function()
        local t = Table.new { "who", { "said", least = 20 }, "place" }
        t:add { "Anna Berg of Maren", "The harbour was closed in May.", "northwind-agency.txt:12-40" }
        local text = t:text { width = 34 }
        assert.matches("The harbour was clo", text, 1, true)
        assert.matches("also place", text, 1, true)
        for line in text:gmatch("[^\n]+") do assert.is_true(utf8.len(line) <= 34, line) end
    end)

    it("goes on below where a column wraps, and loses nothing", function()
        local t = Table.new { "who", { "said", wrap = 12 }, "place" }
        t:add { "Berg", "The harbour was closed in May.", "a.txt:12" }
        t:add { "Orrel", "unvorhersehbarerweise 日本日本日本日本", "b.txt:3" }
        assert.equal([[
who    said          place
─────  ────────────  ────────
Berg   The harbour   a.txt:12
       was closed
       in May.
Orrel  unvorhersehb  b.txt:3
       arerweise
       日本日本日本
       日本
]], t:text { width = 0 })
        assert.matches("The harbour was closed in May.", t:csv(), 1, true)
    end)

    it("leaves out what may go first, never what must stay, and cuts what stands to the right in front", function()
        local t = Table.new { { "left", align = "right", least = 12, keep = true }, { "match", keep = true },
            { "right", least = 12, keep = true }, { "start", type = "integer", keep = false }, "place" }
        t:add { "warned that the gates of the", "dam", "were opened at night", 1234, "agency.txt:12" }
        assert.matches("…at the gates of the  dam    were opened at night   1234  agency.txt:12", t:text { width = 71 },
            1, true)
        assert.matches("… also start\n", t:text { width = 49 }, 1, true)
        for width = 25, 90 do
            local text = t:text { width = width }
            for line in text:gmatch "[^\n]+" do assert.is_true(line:find "also" ~= nil or utf8.len(line) <= width, line) end
            assert.matches("dam", text, 1, true)
            assert.matches("of the", text, 1, true)
            assert.matches("were", text, 1, true)
        end
    end)
end)
