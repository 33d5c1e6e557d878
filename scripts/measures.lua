-- Measures of association or keyness on a table of counts that one already has.
--
-- Usage: toolkit scripts/measures.lua [TABLE] --measures a,b,... [OPTIONS]
--
-- TABLE is a TSV or CSV file whose first line names the columns (lines that begin with # are passed over).
--
-- Options:
--   --measures LIST,...   the measures to add, a column each; `all` for every one
--   --o11 COL             association: joint frequency
--   --r1 COL              association: frequency of the first item (a column or a number)
--   --c1 COL              association: frequency of the second item (a column or a number)
--   --n COL               association: sample size (a column or a number)
--   --o12 COL             instead of the margins: the second cell of the table
--   --o21 COL             the third cell
--   --o22 COL             the fourth cell
--   --f1 COL              keyness: frequency in the target
--   --n1 COL              keyness: size of the target (a column or a number)
--   --f2 COL              keyness: frequency in the reference
--   --n2 COL              keyness: size of the reference (a column or a number)
--   --alpha X             error rate of lrc and of intervals (default: 0.05)
--   --family N            number of items tested, for Bonferroni's correction (default: 1)
--   --constant X          what simple_maths adds per million (default: 1)
--   -f, --format text|tsv|csv|json|jsonl|md|html   (default: as --out ends, else tsv)
--   -o, --out FILE        write there: FILE.html a page, else the table
--   --list                list all figures of toolkit: formula, source, range, how to read them, when not to use them;
--                         with --out PAGE.html as a page
--   --explain LIST,...    the same for some, as text
--
-- Output: the table with one column more per measure, numbers with 17 significant digits (all that a double holds).
--
-- Example: toolkit scripts/measures.lua counts.tsv --f1 news --n1 120000 --f2 speech --n2 98000 --measures g2,log_ratio

local toolkit = require "toolkit"
local args = require "toolkit.args"
local files = require "toolkit.files"
local help = require "toolkit.help"
local report = require "toolkit.report"
local output = require "toolkit.report.output"
local Table = require "toolkit.table"
local stats = toolkit.stats

local function list_measures()
    local list = Table.new({ "group", "name", "formula", "source", "range",
        { name = "reading", title = "how to read it" }, { name = "caution", title = "when not to use it" },
    }, { caption = "Measures and tests" })
    for _, name in ipairs(stats.reference()) do
        local formula, source, reading, range, caution, group = stats.describe(name)
        list:add { group, name, formula, source, range, reading, caution }
    end
    return list
end

--- The list as a page, a section for each group.
local function write_page(list, path)
    local page = report.new { title = "Measures and tests",
        subtitle = "What they are, how to read them, when not to use them" }
    for _, group in ipairs(list:group("group"):column("group")) do
        local part = list:filter { group = group }:select("name", "formula", "source", "range", "reading", "caution")
        page:section(group, { count = #part }):table(part, { caption = group })
    end
    return page:write(path)
end

local function explain(names)
    for i, name in ipairs(names) do
        local known, page = pcall(help.figure, name)
        if not known then
            local guess = args.nearest(name, stats.reference())
            args.fail(("no measure is called '%s'%s; --list shows all"):format(name,
                guess and (" (did you mean '%s'?)"):format(guess) or ""), 2)
        end
        io.stdout:write(i > 1 and "\n" or "", page)
    end
end

local function check_names(names)
    local known = {}
    for _, name in ipairs(stats.measures()) do known[name] = true end
    for _, name in ipairs(names) do
        if not known[name] then
            local guess = args.nearest(name, stats.measures())
            args.fail(("no measure is called '%s'%s; --list shows all"):format(name,
                guess and (" (did you mean '%s'?)"):format(guess) or ""), 2)
        end
    end
end

--- A function row -> integer for a column name or a number.
local function counter(counts, name, option)
    local fixed = math.tointeger(tonumber(name))
    if fixed then return function() return fixed end end
    if not counts.index[name] then args.fail(("--%s: the table has no column '%s'"):format(option, name), 2) end
    return function(row)
        local value = math.tointeger(tonumber(row[name]))
        if not value then
            error(("column '%s' holds '%s', which is not a count"):format(name, tostring(row[name])), 0)
        end
        return value
    end
end

--- Chooses how a row becomes the four margins o11, r1, c1, n.
local function margins(counts, options)
    local function need(...)
        local columns = {}
        for i, name in ipairs { ... } do
            if not options[name] then args.fail(("--%s is missing"):format(name), 2) end
            columns[i] = counter(counts, options[name], name)
        end
        return table.unpack(columns)
    end
    if options.f1 then
        local f1, n1, f2, n2 = need("f1", "n1", "f2", "n2")
        return function(row) return f1(row), n1(row), f1(row) + f2(row), n1(row) + n2(row) end
    elseif options.o12 then
        local a, b, c, d = need("o11", "o12", "o21", "o22")
        return function(row)
            return a(row), a(row) + b(row), a(row) + c(row), a(row) + b(row) + c(row) + d(row)
        end
    end
    local o11, r1, c1, n = need("o11", "r1", "c1", "n")
    return function(row) return o11(row), r1(row), c1(row), n(row) end
end

local function read_table(path)
    local text = ("\n" .. args.must(files.read(path))):gsub("\n#[^\n]*", ""):sub(2)
    local format = path:lower():match("%.csv$") and "csv" or "tsv"
    local counts, message = Table.parse(text, format, { types = false }) -- the given columns stay as they were written
    return counts or args.fail(path .. ": " .. message)
end

local function main(options)
    if options.list then return list_measures() end
    if not options.table then args.fail("TABLE is missing", 2) end
    local counts = read_table(options.table)
    local names = options.measures or args.fail("--measures is missing", 2)
    if names[1] == "all" then names = stats.measures() end
    check_names(names)
    local of_row = margins(counts, options)
    local settings = { alpha = options.alpha, family = options.family, constant = options.constant }
    for _, name in ipairs(names) do
        counts = counts:with({ name = name, type = "number", format = "%.17g" }, function(row)
            local o11, r1, c1, n = of_row(row)
            return stats.measure(name, o11, r1, c1, n, settings)
        end)
    end
    return counts
end

local options = args.parse()
if options.explain then
    explain(options.explain)
    return
end
local result = args.try(main, options)
if options.list and output.kind(options) == "html" then
    args.must(write_page(result, options.out))
else
    output.write(result, nil, options, { default = "tsv" })
end
