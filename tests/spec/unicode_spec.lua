-- The conformance files of the Unicode character database, whole, as Debian's unicode-data installs them.
local toolkit = require "toolkit"
require "tests.helper"

local FOLDER = "/usr/share/unicode/"

-- Lines of a break test: "÷ 0061 × 0308 ÷" gives the text and its segments.
local function cases(file)
    local list = {}
    for line in io.lines(FOLDER .. file) do
        local body = line:match("^%s*(÷[^#]*)")
        if body then
            local text, segments, current = {}, {}, {}
            for token in body:gmatch("%S+") do
                if token == "÷" then
                    if #current > 0 then segments[#segments + 1] = table.concat(current) end
                    current = {}
                elseif token ~= "×" then
                    local c = utf8.char(tonumber(token, 16))
                    current[#current + 1] = c
                    text[#text + 1] = c
                end
            end
            list[#list + 1] = { text = table.concat(text), segments = segments, line = line }
        end
    end
    return list
end

local function check(file, expected, segment)
    local f = io.open(FOLDER .. file)
    if not f then return pending("unicode-data is not installed: no " .. FOLDER .. file) end
    f:close()
    local list = cases(file)
    for _, case in ipairs(list) do
        assert.same(case.segments, segment(case.text):forms(), case.line)
    end
    assert.equal(expected, #list)
end

describe("UAX #29", function()
    it("word boundaries", function()
        check("auxiliary/WordBreakTest.txt", 1823, function(text) return toolkit.tokenize(text, { keep = "all" }) end)
    end)

    it("sentence boundaries", function()
        check("auxiliary/SentenceBreakTest.txt", 502, function(text) return toolkit.sentences(text) end)
    end)

    it("grapheme clusters", function()
        check("auxiliary/GraphemeBreakTest.txt", 602, function(text) return toolkit.graphemes(text) end)
    end)
end)

describe("normal forms", function()
    it("agree with every line of NormalizationTest", function()
        local f = io.open(FOLDER .. "NormalizationTest.txt.bz2")
        if not f then return pending("unicode-data is not installed: no NormalizationTest.txt.bz2") end
        f:close()
        local function decode(field)
            return (field:gsub("%x+ ?", function(hex) return utf8.char(tonumber(hex:match("%x+"), 16)) end))
        end
        local lines, wrong = 0, {}
        local pipe = assert(io.popen("bzip2 -dc " .. FOLDER .. "NormalizationTest.txt.bz2"))
        for line in pipe:lines() do
            local a, b, c, d, e = line:match("^([%x ]+);([%x ]+);([%x ]+);([%x ]+);([%x ]+);")
            if a then
                lines = lines + 1
                a, b, c, d, e = decode(a), decode(b), decode(c), decode(d), decode(e)
                local function equal(form, from, want)
                    if toolkit.normalize(from, form) ~= want then wrong[#wrong + 1] = form .. " " .. line end
                end
                for _, from in ipairs { a, b, c } do
                    equal("NFC", from, b)
                    equal("NFD", from, c)
                end
                equal("NFC", d, d)
                equal("NFC", e, d)
                equal("NFD", d, e)
                equal("NFD", e, e)
                for _, from in ipairs { a, b, c, d, e } do
                    equal("NFKC", from, d)
                    equal("NFKD", from, e)
                end
            end
        end
        pipe:close()
        assert.same({}, wrong)
        assert.is_true(lines > 18000, "only " .. lines .. " lines")
    end)
end)
