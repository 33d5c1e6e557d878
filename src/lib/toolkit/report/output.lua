--- Where scripts put their result: a table, its chart or a page with both, by --format and the name given to --out.

local args = require "toolkit.args"
local formats = require "toolkit.table.formats"

local output = {}

-- Endings of files that are no names of formats.
local ENDINGS = { txt = "text", htm = "html", tab = "tsv", ndjson = "jsonl", markdown = "md", conll = "conllu" }

-- Endings that promise what is not written.
local FOREIGN = {}
for name in ("xls xlsx ods pdf doc docx odt rtf png jpg jpeg gif"):gmatch "%a+" do FOREIGN[name] = true end

local function page_of(t, drawing, options, more)
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
    return page:html()
end

--- What the name of the file that --out names ends in, as a format is called; nil for none.
function output.kind(options)
    local ending = options.out and options.out:lower():match("%.(%a+)$")
    return ENDINGS[ending] or ending
end

--- The format to write: the option `format`, else one of `names` (formats of tables unless given) that the file of
-- --out ends in, else `default`.
function output.format(options, default, names)
    if options.format then return options.format end
    local kind = output.kind(options)
    for _, name in ipairs(names or formats.names) do
        if name == kind then return name end
    end
    return default
end

local EPIPE <const> = 32

local Sink = {}
Sink.__index = Sink

-- A reader that has left is no failure to talk about.
function Sink:check(ok, message, code)
    if ok then return self end
    if code == EPIPE then os.exit(1, true) end
    args.fail(("%s: %s"):format(self.name, message:match("([^:]+)$"):gsub("^ ", "")))
end

function Sink:write(...) return self:check(self.file:write(...)) end

function Sink:close()
    if self.file == io.stdout then return self:check(self.file:flush()) end
    return self:check(self.file:close())
end

--- Where a script writes piece by piece: the file of --out, or standard output. What cannot be written ends the script
-- with the name of the file and the reason. To be closed at the end.
function output.open(options)
    return setmetatable({ file = options.out and args.must(io.open(options.out, "wb")) or io.stdout,
        name = options.out or "standard output" }, Sink)
end

--- Writes the table `t` as the options `format` and `out` of a command line say: FILE.svg takes the chart `drawing`
-- (may be nil), HTML is a page with both, every other --out the table in the format that the file ends in, unless
-- `format` is given. `more.stamp` is the stamp of the page, `more.fill` adds sections to it, between chart and table,
-- `more.default` is another format than text where nothing says one. What the table notes goes to standard error.
function output.write(t, drawing, options, more)
    more = more or {}
    local kind, format = output.kind(options), output.format(options, more.default or "text")
    if FOREIGN[kind] then
        args.fail(("%s: %s is not written; .csv is for spreadsheets, .html for reading, .svg for charts"):format(
            options.out, kind), 2)
    elseif kind == "svg" then
        if not drawing then args.fail(options.out .. ": this result has no chart") end
        args.must(drawing:write(options.out))
    end
    local is_page = kind == "html" or format == "html"
    local text = is_page and page_of(t, drawing, options, more) or t:format(format)
    output.open({ out = kind ~= "svg" and options.out or nil }):write(text):close()
    if t.note and (format ~= "text" or options.out) then io.stderr:write(t.note, "\n") end
end

return output
