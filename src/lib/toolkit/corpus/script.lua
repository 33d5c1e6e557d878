--- What the scripts over a corpus file share: open FILE, run, write the table and its chart.

local toolkit = require "toolkit"
local args = require "toolkit.args"

local script = {}

local function must(value, message)
    if not value then args.fail(message) end
    return value
end

local function write_page(t, drawing, options)
    local report = require "toolkit.report"
    local page = report.new { title = t.caption, stamp = report.stamp { script = arg[0], options = options } }
    local section = page:section(t.caption)
    if drawing then section:chart(drawing) end
    section:table(t, { note = t.note })
    must(page:write(options.out))
end

--- Reads the command line, calls make(corpus, options) and writes the table that it returns and its chart, which is the
-- second result (or nil): FILE.svg and FILE.json take the chart (JSON: Vega-Lite, unless --format json), FILE.html a
-- page with both, every other --out the table. What the table notes goes to standard error.
function script.run(make)
    local options = args.parse()
    local corpus <close> = must(toolkit.open(options.file, { mode = "read" }))
    local ok, t, drawing = pcall(make, corpus, options)
    if not ok then args.fail(t) end
    local kind = options.out and options.out:lower():match("%.(%a+)$")
    if kind == "html" then
        write_page(t, drawing, options)
    elseif kind == "svg" then
        if not drawing then args.fail("there is nothing to draw") end
        must(drawing:write(options.out))
        must(t:write(options.format))
    else
        must(t:write(options.format, options.out))
    end
    if t.note and (options.format ~= "text" or options.out) then io.stderr:write(t.note, "\n") end
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
