-- Charts of every kind: the picture, the specification, the words that describe it; scales.
local chart = require "toolkit.chart"
local Table = require "toolkit.table"
local json = require "toolkit.json"
local scale = require "toolkit.chart.scale"
local helper = require "tests.helper"

local function samples()
    local bars = Table.new({ "who", { name = "n", type = "integer" }, "low", "high" })
    bars:add { "<A> & co", 5, 3, 8 }
    bars:add { "B", 2, 1, 4 }
    local dates = Table.new { "date", "n", "word" }
    for _, row in ipairs { { "2021-01", 1, "x" }, { "2021-02-03", 4, "x" }, { "2021", 2, "y" }, { "--07-05", 9, "y" } } do dates:add(row) end
    local hits = Table.new({ "document", "position", "length" }, { rows = { { "d1", 5, 50 }, { "d1", 20, 50 }, { "d2", 1, 9 } } })
    local points = Table.new({ "w", "f", "lr" }, { rows = { { "a", 10, 2.5 }, { "b", 1000, -1 }, { "c", 100, 0 / 0 } } })
    local cells = Table.new({ "from", "to", "n" }, { rows = { { "a", "b", 3 }, { "b", "a", 1 }, { "a", "a", 2 }, { "a", "b", 1 } } })
    return {
        chart.bar(bars, { title = "Bars", x = "who", y = "n", low = "low", high = "high" }),
        chart.line(dates, { title = "Lines", x = "date", y = "n", series = "word" }),
        chart.dispersion(hits, { title = "Hits" }),
        chart.scatter(points, { title = "Points", x = "f", y = "lr", label = "w", log = true }),
        chart.heat(cells, { title = "Cells", x = "to", y = "from", value = "n" }),
        chart.timeline(dates, { title = "Time", date = "date", label = "word", lane = "word" }),
        chart.network(cells, { title = "Links", weight = "n" }),
    }
end

describe("toolkit.chart", function()
    it("draws the same bytes twice", function()
        local first, second = samples(), samples()
        for i, c in ipairs(first) do
            assert.equal(c:svg(), second[i]:svg())
            assert.equal(c:json(), second[i]:json())
        end
    end)

    it("is well-formed XML without scripts, styles inside or outside addresses", function()
        local path = os.tmpname()
        for _, c in ipairs(samples()) do
            local svg = c:svg()
            for _, word in ipairs { "<script", "<style", " style=", "href", " onload", " onclick", "NaN", "nan", "inf" } do
                assert.is_nil(svg:find(word, 1, true), c.kind .. ": " .. word)
            end
            assert.matches("<title>" .. c.title .. "</title>", svg, 1, true)
            assert.matches("<desc>[^<]+</desc>", svg)
            local f = assert(io.open(path, "wb"))
            f:write(c:svg { standalone = true })
            f:close()
            local output = helper.run("python3 -c 'import sys, xml.dom.minidom as m; m.parse(sys.argv[1])' " .. path .. " 2>&1")
            assert.equal("", output, c.kind)
        end
        os.remove(path)
    end)

    it("escapes names", function()
        assert.matches("&lt;A&gt; &amp; co", samples()[1]:svg(), 1, true)
    end)

    it("says in words what it shows", function()
        local words = {}
        for i, c in ipairs(samples()) do words[i] = c.description end
        assert.same({
            "Bars of n for 2 values of who. The longest is <A> & co with 5.",
            "Lines of n over date: 2 series, 4 points.",
            "3 hits in 2 documents, each document a lane from its first to its last word.",
            "3 points: f across, lr upwards.",
            "A matrix of n: 2 rows (from), 2 columns (to).",
            "3 events in 2 lanes along time, 1 without a date.",
            "A network of 2 names and 3 links; thicker lines are heavier links.",
        }, words)
    end)

    it("counts what has no date", function()
        assert.matches("without a date: 1", samples()[2]:svg(), 1, true)
        assert.matches("without a date", samples()[6]:svg(), 1, true)
    end)

    it("is a Vega-Lite specification", function()
        for _, c in ipairs(samples()) do
            local spec = assert(json.decode(c:json()))
            assert.equal("https://vega.github.io/schema/vega-lite/v5.json", spec["$schema"])
            assert.equal(c.title, spec.title)
            local layer = spec.layer and spec.layer[1] or spec
            assert.is_truthy(spec.mark or layer.mark)
            assert.is_truthy((spec.data or layer.data).values[1])
        end
        assert.equal(json.null, assert(json.decode(samples()[4]:json())).data.values[3].lr)
    end)

    it("takes no data for an answer", function()
        local none = Table.new { "x", "y", "value", "document", "position", "date", "from", "to" }
        for _, kind in ipairs { "bar", "line", "scatter", "heat", "dispersion", "timeline", "network" } do
            assert.matches("no data", chart[kind](none, { title = "t" }):svg(), 1, true)
        end
    end)

    it("explains wrong columns and options", function()
        local t = Table.new { "word", "freq" }
        assert.has_error(function() chart.bar(t, { title = "t", x = "wrod", y = "freq" }) end,
            "chart.bar: no column 'wrod' (did you mean 'word'?)")
        assert.has_error(function() chart.bar(t, { title = "t", x = "word" }) end,
            "chart.bar: which column is `y`? (y = \"NAME\")")
        assert.has_error(function() chart.bar(t, { title = "t", lowest = 1 }) end, "chart.bar: unknown option 'lowest'")
        assert.has_error(function() chart.bar(t, {}) end, "chart.bar: a chart needs a title")
    end)

    it("makes sparklines for pages and terminals", function()
        assert.equal("▁▅█", chart.blocks { 0, 5, 10 })
        assert.equal("▁ █", chart.blocks { 0, false, 10 })
        assert.matches('^<svg .- aria%-label="1, 3, 2">', chart.sparkline { 1, 3, 2 })
        assert.equal("", chart.sparkline {})
    end)
end)

describe("scales", function()
    it("have round ticks", function()
        local _, ticks = scale.linear(0, 97, 0, 1)
        assert.same({ 0.0, 20.0, 40.0, 60.0, 80.0, 100.0 }, ticks)
        _, ticks = scale.log(1, 1000, 0, 1)
        assert.same({ 1.0, 10.0, 100.0, 1000.0 }, ticks)
    end)

    it("know the calendar", function()
        assert.equal(0, scale.day_of "1970-01-01")
        assert.equal(11016, scale.day_of "2000-02-29")
        assert.equal(18809, scale.day_of "2021-07")
        assert.is_nil(scale.day_of "--07-05")
        local _, ticks = scale.time(scale.day_of "2021-01-01", scale.day_of "2021-12-31", 0, 1, 4)
        assert.equal("Jan 2021", ticks[1][2])
        _, ticks = scale.time(scale.day_of "2001-01-01", scale.day_of "2021-12-31", 0, 1, 4)
        for _, tick in ipairs(ticks) do assert.equal(0, tonumber(tick[2]) % 5) end
    end)

    it("print numbers for readers", function()
        assert.same({ "1,234,567", "−0.5", "0", "12.35", "1e-05", "–" },
            { scale.number(1234567), scale.number(-0.5), scale.number(-0.0), scale.number(12.345, 2), scale.number(1e-5), scale.number(0 / 0) })
    end)
end)
