-- Writes a report with every part and every chart, for tests/suites/browser.sh: toolkit tests/cli/page.lua FILE.html
local report = require "toolkit.report"
local chart = require "toolkit.chart"
local Table = require "toolkit.table"

local page = report.new { title = "Every part", subtitle = "A page for the browser test", stamp = report.stamp { script = arg[0] } }

local words = Table.new({ "word", { name = "f", type = "integer" }, { name = "score", digits = 2 },
    { name = "trend", html = function(v) return chart.sparkline(v) end, format = chart.blocks } }, { caption = "Words" })
for i = 1, 12 do words:add { ("word%02d"):format(i * 7 % 12), i * i % 17, i / 3, { i, i % 5, i % 3 } } end

local first = page:section("Parts", { intro = "Everything that a report is made of.", count = 9 })
first:figures { { 12, "words" }, { 3, "documents", "one undated" } }
first:callout("Look here", "Two versions differ.", "warn")
first:table(words)
first:cards { { id = "c1", eyebrow = "Direct", title = "Somebody", quote = report.highlight("They said so.", { { 1, 4, class = "speaker" } }),
    cite = "a.txt:0-13", badges = { report.badge("accuses", "bad") }, facts = { { "Cue", "said" } } } }
first:columns { { "One", "text" }, { "Two", report.link("#c1", "to the card") } }
first:details("More", report.tag("p", { id = "inside" }, "hidden until opened"))
first:document("A line.\n\nAnother line.")

local charts = page:section "Charts"
local function add(kind, columns, rows, options)
    options.title = options.title or kind
    charts:chart(chart[kind](Table.new(columns, { rows = rows }), options))
end
add("bar", { "x", "y", "low", "high" }, { { "a", 3, 2, 5 }, { "b", -1, -2, 0 } }, {})
add("line", { "x", "y", "series" }, { { "2020-01", 1, "p" }, { "2020-05", 3, "p" }, { "2020-01", 2, "q" }, { "--05", 2, "q" } }, {})
add("scatter", { "x", "y", "label" }, { { 1, 2, "a" }, { 100, -1, "b" } }, { log = true })
add("heat", { "x", "y", "value" }, { { "a", "b", 3 }, { "b", "b", 1 } }, {})
add("dispersion", { "document", "position", "length" }, { { "a.txt", 5, 80 }, { "b.txt", 60, 90 } }, {})
add("timeline", { "date", "label", "lane" }, { { "2020-01-05", "x", "l" }, { "2020-02", "y", "m" }, { "--07", "z", "m" } }, {})
add("network", { "from", "to", "weight" }, { { "a", "b", 2 }, { "b", "c", 1 }, { "c", "a", 1 } }, {})

assert(page:write(arg[1]))
