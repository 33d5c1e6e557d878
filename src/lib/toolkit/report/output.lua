--- Where scripts put their result: a table, its chart or a page with both, by --format and the name given to --out.

local args = require "toolkit.args"

local output = {}

local function write_page(t, drawing, options, more)
    local report = require "toolkit.report"
    local page = report.new { title = t.caption,
        stamp = more.stamp or report.stamp { script = arg[0], options = options } }
    local section = page:section(drawing and "Chart and table" or "Table")
    if drawing then section:chart(drawing) end
    if more.fill then
        more.fill(page)
        section = page:section("All rows", { count = #t })
    end
    section:table(t, { note = t.note })
    args.must(page:write(options.out))
end

--- The ending of the file that --out names, in lower case, or nil.
function output.kind(options)
    return options.out and options.out:lower():match("%.(%a+)$")
end

--- Writes the table `t` as the options `format` and `out` of a command line say: FILE.svg takes the chart `drawing`
-- (may be nil), FILE.html a page with both, every other --out the table. `more.stamp` is the stamp of the page,
-- `more.fill` adds sections to it, between chart and table. What the table notes goes to standard error.
function output.write(t, drawing, options, more)
    local kind = output.kind(options)
    if kind == "html" then
        write_page(t, drawing, options, more or {})
    elseif kind == "svg" then
        if not drawing then args.fail("there is nothing to draw") end
        args.must(drawing:write(options.out))
        args.must(t:write(options.format))
    else
        args.must(t:write(options.format, options.out))
    end
    if t.note and (options.format ~= "text" or options.out) then io.stderr:write(t.note, "\n") end
end

return output
