--- What the scripts over a corpus file share: open FILE, run, write the table and its chart.

local toolkit = require "toolkit"
local args = require "toolkit.args"
local choice = require "toolkit.corpus.choice"
local files = require "toolkit.files"
local output = require "toolkit.report.output"

local script = {}

--- Ends a script whose --where fits no document: a table of nothing would hide the slip.
function script.check_where(corpus, where)
    args.try(function() choice.some(choice.documents(corpus, where, "corpus:where"), where, "corpus:where") end)
end

--- Reads the command line, calls make(corpus, options) and writes the table that it returns and its chart, which is the
-- second result (or nil): FILE.svg and FILE.json take the chart (JSON: Vega-Lite, unless --format json), FILE.html a
-- page with both, every other --out the table. What the table notes goes to standard error.
function script.run(make)
    local options = args.parse()
    if options.out then args.must(files.check_writable(options.out)) end -- before the work, not behind it
    local corpus <close> = args.must(toolkit.open(options.file, { mode = "read" }))
    script.check_where(corpus, options.where)
    local t, drawing = args.try(make, corpus, options)
    output.write(t, drawing, options)
end

--- A window of the command line: "5", "3,2" (left, right) or nothing.
function script.window(text)
    if not text then return nil end
    local left, right = text:match("^(%d+),(%d+)$")
    if left then return { math.tointeger(left), math.tointeger(right) } end
    local width = math.tointeger(tonumber(text))
    if not width or width < 0 then args.fail(("--window wants N or LEFT,RIGHT, got '%s'"):format(text), 2) end
    return width
end

return script
