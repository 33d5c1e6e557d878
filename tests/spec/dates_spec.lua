-- Dates and quantities in running text.
require "tests.helper"
local toolkit = require "toolkit"

-- A table of cases, one a line: columns by tab, "-" for nil, # comments.
local function rows(file)
    local list = {}
    for line in io.lines(file) do
        if line ~= "" and line:sub(1, 1) ~= "#" then
            local row = { line = line }
            for field in (line .. "\t"):gmatch("([^\t]*)\t") do row[#row + 1] = field end
            list[#list + 1] = row
        end
    end
    return list
end

local function shown(...)
    local list = {}
    for k = 1, select("#", ...) do
        local v = (select(k, ...))
        list[k] = v == nil and "-" or type(v) == "number" and ("%.6g"):format(v) or tostring(v)
    end
    return table.concat(list, " | ")
end

describe("dates", function()
    for n, row in ipairs(rows("tests/data/dates.tsv")) do
        it(("%03d %s"):format(n, row[2]), function()
            local anchor, order = row[1]:match("^(%S*)%s*(%S*)$")
            local options = { anchor = anchor ~= "-" and anchor or nil, order = order ~= "" and order or nil }
            local found = {}
            for i, j, value, _, how in toolkit.dates(row[2], options) do
                found[#found + 1] = shown(row[2]:sub(i, j), value, how)
            end
            local expected = {}
            for k = 3, #row do
                if row[k] ~= "" and row[k] ~= "-" then expected[#expected + 1] = row[k] end
            end
            assert.same(expected, found)
        end)
    end

    it("refuse an anchor or order that is none", function()
        assert.has_error(function() toolkit.dates("x", { anchor = "Monday" }) end,
            "anchor 'Monday' is no date: write 2021-07-05, 2021-07 or 2021")
        assert.has_error(function() toolkit.dates("x", { order = "ymd" }) end, "order 'ymd': expected 'dmy' or 'mdy'")
        assert.error_matches(function() toolkit.dates("x", { ancor = "2021" }) end, "did you mean 'anchor'")
    end)

    it("are found far into a long text, at the right place", function()
        local text = ("word "):rep(100000) .. "on July 5, 2021 and " .. ("word "):rep(5000) .. "in 2019"
        local found = {}
        for i, j, value in toolkit.dates(text) do found[#found + 1] = text:sub(i, j) .. " = " .. value end
        assert.same({ "July 5, 2021 = 2021-07-05", "2019 = 2019" }, found)
    end)
end)

describe("numbers", function()
    for n, row in ipairs(rows("tests/data/numbers.tsv")) do
        it(("%03d %s"):format(n, row[1]), function()
            local found = {}
            for i, j, min, max, unit, hedge, kind in toolkit.numbers(row[1]) do
                found[#found + 1] = shown(row[1]:sub(i, j), min, max, unit, hedge, kind)
            end
            local expected = {}
            for k = 2, #row do
                if row[k] ~= "" and row[k] ~= "-" then expected[#expected + 1] = row[k] end
            end
            assert.same(expected, found)
        end)
    end
end)
