-- toolkit.regex: PCRE2 under the names of Lua's string functions.
local toolkit = require "toolkit"

local function collect(iterator)
    local list = {}
    for a, b, c, d in iterator do list[#list + 1] = { a, b, c, d } end
    return list
end

describe("toolkit.regex", function()
    it("finds like string.find", function()
        local r = toolkit.regex("(\\w+)@(\\w+)")
        assert.same({ 4, 8, "me", "xy" }, { r:find("to me@xy now") })
        assert.same({ "me", "xy" }, { r:match("to me@xy now") })
        assert.is_nil(r:find("nobody"))
        assert.same({ 3, 3 }, { toolkit.regex("a"):find("aba", 2) })
        assert.same({ 3, 3 }, { toolkit.regex("a"):find("aba", -1) })
        assert.same({ 4, 3 }, { toolkit.regex(""):find("aba", 4) })
        assert.is_nil(toolkit.regex(""):find("aba", 5))
        assert.equal("b", toolkit.regex("b"):match("abc", -100))
    end)

    it("looks behind init but never starts before it", function()
        assert.is_nil(toolkit.regex("^b"):find("ab", 2))
        assert.same({ 2, 2 }, { toolkit.regex("(?<=a)b"):find("ab", 2) })
    end)

    it("gives false for a group that took no part", function()
        assert.same({ 1, 1, false, "b" }, { toolkit.regex("(a)|(b)"):find("b") })
        assert.same({ 1, 1, false, false, 1, 1 }, { toolkit.regex("(a)|(b)"):spans("b") })
    end)

    it("names groups", function()
        local i, j, groups = toolkit.regex("(?<year>\\d{4})-(?<month>\\d\\d)(?<day>-\\d\\d)?"):groups("on 2024-05.")
        assert.same({ 4, 10 }, { i, j })
        assert.same({ "2024", "05", false, year = "2024", month = "05", day = false }, groups)
    end)

    it("walks as Lua's gmatch does", function()
        for _, case in ipairs { { "%w*", "\\w*" }, { "a*", "a*" }, { "b", "b" }, { "()", "" } } do
            for _, text in ipairs { "", "ab", "aab  b", "xaxbaa" } do
                local lua, ours = {}, {}
                for i, j in text:gmatch("()" .. case[1]:gsub("^%(%)$", "") .. "()") do lua[#lua + 1] = i .. "-" .. j - 1 end
                for i, j in toolkit.regex(case[2]):gfind(text) do ours[#ours + 1] = i .. "-" .. j end
                assert.same(lua, ours, case[1] .. " on '" .. text .. "'")
            end
        end
        assert.same({ { "k", "v" }, { "x", "" } }, collect(toolkit.regex("(\\w)=(\\w?)"):gmatch("k=v, x=")))
        assert.same({ { 3, 3, 3, 3 } }, collect(toolkit.regex("(b)"):gspans("bab", 2)))
    end)

    it("replaces as Lua's gsub does", function()
        local r = toolkit.regex("(\\w+) (\\w+)")
        assert.same({ "b a, d c", 2 }, { r:gsub("a b, c d", "%2 %1") })
        assert.same({ "<a b>, c d", 1 }, { r:gsub("a b, c d", "<%0>", 1) })
        assert.same({ "100%", 1 }, { toolkit.regex("x"):gsub("x", "100%%") })
        assert.same({ "[x]", 1 }, { toolkit.regex("x"):gsub("x", "[%1]") })
        assert.same({ "1 c", 2 }, { toolkit.regex("\\w"):gsub("a c", { a = 1 }) })
        assert.same({ "A-b", 2 }, { toolkit.regex("\\w"):gsub("a-b", function(c) return c == "a" and "A" end) })
        assert.same({ "-a-b-", 3 }, { toolkit.regex(""):gsub("ab", "-") })
        assert.same({ "2024", 1 }, { toolkit.regex("(?<d>\\d+)\\.(?<y>\\d+)"):gsub("5.2024", "%{y}") })
        assert.error_matches(function() r:gsub("a b", "%3") end, "group %%3")
        assert.error_matches(function() r:gsub("a b", "%{z}") end, "'z'")
        assert.error_matches(function() r:gsub("a b", "%x") end, "invalid use of '%%'")
        assert.error_matches(function() r:gsub("a b", function() return {} end) end, "a table")
    end)

    it("may be used again inside its own callback", function()
        local r = toolkit.regex("(\\w)(\\w)")
        assert.equal("[a.b] [c.d]", (r:gsub("ab cd", function(a, b)
            assert.equal("q", r:match("qr"))
            return "[" .. a .. "." .. b .. "]"
        end)))
    end)

    it("splits", function()
        local comma = toolkit.regex(",\\s*")
        assert.same({ { "a", 1, 1 }, { "b", 4, 4 }, { "", 6, 5 } }, collect(comma:split("a, b,")))
        assert.same({ { "", 1, 0 } }, collect(comma:split("")))
        assert.same({ { "a", 1, 1 }, { "b,c", 3, 5 } }, collect(comma:split("a,b,c", 2)))
        assert.same({ { "ä", 1, 2 }, { "b", 3, 3 } }, collect(toolkit.regex(""):split("äb")))
    end)

    it("knows Unicode", function()
        assert.equal("Émile", toolkit.regex("\\b\\p{Lu}\\w+"):match("par Émile Zola"))
        assert.same({ 1, 4 }, { toolkit.regex("ÉÀ", "i"):find("éà") })
        assert.equal("K", toolkit.regex("k", "i"):match("\u{212A}") and "K")
        -- A pattern that names a character beyond ASCII finds its ASCII case variant too.
        assert.equal("k", toolkit.regex("\\x{212A}", "i"):match("k"))
        assert.same({ 3, 3 }, { toolkit.regex("."):find("éa", 2) }) -- init inside a character
    end)

    it("copes with texts that are not UTF-8", function()
        assert.same({ 3, 4 }, { toolkit.regex("\\w+"):find("\xff\xfeab") })
        assert.is_nil(toolkit.regex("a.b"):find("a\xffb"))
    end)

    it("tells where a pattern is wrong", function()
        assert.error_matches(function() toolkit.regex("ab(c") end, "parenthesis at byte 5, behind 'ab%(c'")
        assert.error_matches(function() toolkit.regex("a", "q") end, "unknown flag 'q'")
    end)

    it("stops at a named limit", function()
        assert.error_matches(function() toolkit.regex("(a+)+$"):find(("a"):rep(40) .. "b") end, "limit regex_match")
    end)

    it("matches long subjects that overflow the small stack", function()
        local text = ("ab"):rep(50000)
        assert.same({ 1, 100000, "a" }, { toolkit.regex("(?:(a)|b)*"):find(text) })
    end)

    it("gives the same expression for the same pattern", function()
        assert.equal(toolkit.regex("a+", "i"), toolkit.regex("a+", "i"))
        assert.not_equal(toolkit.regex("a+", "i"), toolkit.regex("a+"))
        assert.equal("toolkit.Regex: /a+/i", tostring(toolkit.regex("a+", "i")))
        for n = 1, 2000 do assert.equal("x" .. n, toolkit.regex("x" .. n):match("x" .. n)) end
    end)

    it("quotes", function()
        for _, text in ipairs { "a.b*c", "[x] (y) {z}", "a\\E", "x # y", "1-2", "\n$^" } do
            for _, flags in ipairs { "", "x" } do
                assert.equal(text, toolkit.regex("^" .. toolkit.regex_quote(text) .. "$", flags):match(text))
            end
        end
    end)
end)
