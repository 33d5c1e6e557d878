-- What the scripts over claims share: read texts, make a table of their claims, write it and its chart.
local args = require "toolkit.args"
local claims = require "toolkit.claims"
local files = require "toolkit.files"
local inputs = require "toolkit.corpus.inputs"
local output = require "toolkit.report.output"
local report = require "toolkit.report"
local tables = require "toolkit.claims.tables"
local toolkit = require "toolkit"

local script = {}

local value = tables.value

-- Options of scripts that choose claims, see claims.filter.
local FILTERS = { "speaker", "target", "stance", "evidence", "event", "since", "until" }
-- Options of a command line that do not change what is found.
local SILENT = { input = true, format = true, out = true, explain = true, list_rules = true, help = true,
    quiet = true, threads = true }
-- Formats that are no table.
local GRAPHS = { gexf = true, graphml = true }

--- What was said by whom, for people: the name, or a word in brackets where there is none.
script.speaker = tables.speaker_name
--- What JSON calls null as nil.
script.value = tables.value
--- Where a claim stands: "file:start-end", bytes of the text from 0.
script.place = tables.anchor

--- The document of each claim as a function of the claim: { file =, date =, source =, event =, title = }, nil where the
-- document does not say.
function script.documents(result)
    local by_file = {}
    for _, d in ipairs(result.documents) do
        local title = value(d.title)
        by_file[d.file] = { file = tables.base(d.file), date = value(d.date.value), source = value(d.source.name),
            event = value(d.event), title = title and title.text }
    end
    return function(c) return by_file[c.file] end
end

--- Names of the parties that a claim is about, as a function of the claim: text (nil for none), and the list.
function script.targets(result)
    local names = tables.names_of(result)
    return function(c)
        local list = {}
        for i, id in ipairs(c.targets) do list[i] = names[id] or id end
        return #list > 0 and table.concat(list, "; ") or nil, list
    end
end

--- The text of a claim on one line.
function script.text(c)
    return (c.text:gsub("%s+", " "))
end

--- Sorts rows by their column `date`. Dates without a year (--04: April) are no place in time: they stand last with
-- the empty ones, and are counted in the note.
function script.by_date(t)
    local sorted, undated = t:sort(function(row) return row.date and row.date:match("^%d%d%d%d.*") end), 0
    for row in t:each() do
        if not (row.date and row.date:find("^%d%d%d%d")) then undated = undated + 1 end
    end
    if undated > 0 then
        sorted.note = ("%d of %d rows have no date, or no year; they stand last."):format(undated, #t)
    end
    return sorted
end

--- The corrections that the option `corrections` of a command line names, or nil.
function script.corrections(options)
    if not options.corrections then return nil end
    local text = args.must(files.read(options.corrections))
    local list, message = claims.read_corrections(text, options.corrections)
    return list or args.fail(message, 2)
end

local function check_days(options)
    for _, name in ipairs { "since", "until" } do
        local day = options[name]
        if day and not (day:find "^%d%d%d%d$" or day:find "^%d%d%d%d%-%d%d$" or day:find "^%d%d%d%d%-%d%d%-%d%d$") then
            args.fail(("--%s: '%s' is no date like 2021, 2021-04 or 2021-04-12"):format(name, day), 2)
        end
    end
end

-- Does a member of the list have `wish` in its field? Otherwise what they have, as a sorted list.
local function find_wish(list, field, wish)
    local names, known = {}, {}
    for _, item in ipairs(list) do
        local name = item[field]
        if name == wish then return true end
        if not known[name] then known[name], names[#names + 1] = true, name end
    end
    table.sort(names)
    return false, names
end

-- What was asked for and does not occur, as text; nil when everything does.
local function unknown_wish(result, options)
    local wishes = { { "event", result.events, "id" }, { "stance", result.claims, "stance" } }
    for _, item in ipairs(wishes) do
        local name, list, field = table.unpack(item)
        local wish = options[name]
        local found, names = not wish, nil
        if wish then found, names = find_wish(list, field, wish) end
        if not found then
            local guess = args.nearest(wish, names)
            return ("--%s: nothing has the %s '%s'%s"):format(name, name, wish,
                guess and (" (did you mean '%s'?)"):format(guess) or "")
        end
    end
end

-- Dates given to documents that are not there, one message each, in order.
local function unknown_anchors(result, anchors)
    local known, list = {}, {}
    for _, d in ipairs(result.documents) do known[d.file], known[tables.base(d.file)] = true, true end
    for file in pairs(anchors or {}) do
        if not known[file] then list[#list + 1] = ("--anchor: no document is called '%s'"):format(file) end
    end
    table.sort(list)
    return list
end

-- How much a script's memory may grow between two collections, in percent of what is in use.
local CAREFUL = 150

--- Reads the texts that a command line names and keeps the claims that its filters ask for; `settings` are further
-- options of claims.run. What cannot be read, what was asked for in vain, and corrections that met nothing, are told on
-- standard error.
function script.read(options, settings)
    check_days(options)
    local function tell(text) io.stderr:write(toolkit.visible(text), "\n") end
    settings.note = function(n) tell(n.message or n.file) end
    settings.reading = inputs.options(options)
    settings.reading.threads = options.threads or 2
    collectgarbage("incremental", CAREFUL)
    local result = args.try(claims.run, options.input, settings)
    if #result.documents == 0 then inputs.none(options.input) end
    local vain = unknown_wish(result, options)
    if vain then tell(vain) end
    for _, line in ipairs(unknown_anchors(result, settings.anchors)) do tell(line) end
    for _, line in ipairs(result.unused_corrections) do tell(("%s: %s"):format(options.corrections, line)) end
    local chosen = {}
    for _, name in ipairs(FILTERS) do chosen[name] = options[name] end
    return claims.filter(result, chosen)
end

--- The documents of a result as inputs of a stamp.
function script.inputs(result)
    local list = {}
    for i, d in ipairs(result.documents) do list[i] = { file = d.file, sha256 = d.sha256 } end
    return list
end

--- The options that change what a result holds, for its stamp.
function script.asked(options)
    local asked = {}
    for name, option in pairs(options) do
        if not SILENT[name] then asked[name] = option or nil end
    end
    return asked
end

--- Reads the command line and its texts, calls make(result, options) and writes the table that it returns, its chart
-- (second result, or nil) and whatever fill(page) (third result, or nil) adds to an HTML page. --format and --out may
-- also ask for the network of the claims as GEXF or GraphML, where a script offers them.
function script.run(make)
    local options = args.parse()
    if options.out then args.must(files.check_writable(options.out)) end -- before the work, not behind it
    local result = script.read(options, {})
    local kind = output.kind(options)
    local graph = GRAPHS[options.format] and options.format or GRAPHS[kind] and kind
    if graph then
        local text = claims.format(result, graph)
        if options.out then args.must(files.write(options.out, text)) else io.write(text) end
        return
    end
    local t, drawing, fill = make(result, options)
    output.write(t, drawing, options, { fill = fill, stamp = claims.stamp(result,
        report.stamp { script = arg[0], options = options, inputs = script.inputs(result) }) })
end

return script
