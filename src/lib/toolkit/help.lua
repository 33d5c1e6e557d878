--- help(x) at the prompt: the manual page of a function, class, module, object or name.

local toolkit = require "toolkit"
local args = require "toolkit.args"
local manual = require "toolkit.manual"

local help = {}

-- Prose is easier to read in shorter lines than tables are.
local WIDEST, WIDEST_TABLE = 100, 120

local function columns(widest)
    return math.min(toolkit.terminal_width() or 80, widest or WIDEST)
end

-- Breaks a line that is too long. It goes on below its last column, or four columns further in.
local function hang(line, width)
    local second, out = line:match "^ *%S.*   +()%S" or line:match "^ *%S.-  +()%S", {}
    local at = second and second <= width // 2 and second - 1 or #line:match "^ *" + 4
    while toolkit.width(line) > width do
        local cut = toolkit.clip(line, width)
        local kept = line:find("^ ", #cut + 1) and cut or cut:match "^(.*%S) +%S*$"
        if not kept or #kept <= at then break end
        out[#out + 1] = kept
        line = (" "):rep(at) .. line:sub(#kept + 1):match "^ *(.*)$"
    end
    out[#out + 1] = line
    return table.concat(out, "\n")
end

-- Paragraphs are filled, indented lines (examples, lists) keep their shape.
local function fill(lines, indent, width)
    local out, paragraph = {}, {}
    local function flush()
        local line = indent
        for word in table.concat(paragraph, " "):gmatch "%S+" do
            if line ~= indent and toolkit.width(line) + 1 + toolkit.width(word) > width then
                out[#out + 1] = line
                line = indent
            end
            line = line == indent and line .. word or line .. " " .. word
        end
        if line ~= indent then out[#out + 1] = line end
        paragraph = {}
    end
    for _, line in ipairs(lines) do
        if line == "" then
            flush()
            out[#out + 1] = ""
        elseif line:match "^%s%s" then
            flush()
            out[#out + 1] = hang(indent .. line, math.max(width, columns(WIDEST_TABLE)))
        else
            paragraph[#paragraph + 1] = line
        end
    end
    flush()
    return table.concat(out, "\n")
end

local function signature(entry)
    if entry.kind == "field" then return ("%s: %s"):format(entry.name, entry.type) end
    if not entry.params then return entry.name end
    local names = {}
    for i, param in ipairs(entry.params) do
        names[i] = param.optional and "[" .. param.name .. "]" or param.name
    end
    if #names == 0 and entry.arguments ~= "" then names[1] = entry.arguments end
    local returns = {}
    for i, value in ipairs(entry.returns) do
        returns[i] = value.name and value.type .. " " .. value.name or value.type
    end
    return ("%s(%s)%s"):format(entry.name, table.concat(names, ", "),
        #returns > 0 and "  ->  " .. table.concat(returns, ", ") or "")
end

-- Two columns: names and their first sentences.
local function listing(pairs_of, width)
    local widest, out = 0, {}
    for _, pair in ipairs(pairs_of) do widest = math.max(widest, math.min(#pair[1], 34)) end
    for i, pair in ipairs(pairs_of) do
        local room = width - widest - 6
        local text, cut = toolkit.clip(pair[2], room)
        if cut then text = toolkit.clip(pair[2], room - 1) .. "…" end
        out[i] = (("  %-" .. widest .. "s  %s"):format(pair[1], text):gsub("%s+$", ""))
    end
    return table.concat(out, "\n")
end

local function member_name(entry)
    local names = {}
    for i, param in ipairs(entry.params or {}) do names[i] = param.name end
    if entry.kind == "field" then return entry.short end
    return (entry.kind == "method" and ":" or "") .. entry.short .. "(" .. table.concat(names, ", ") .. ")"
end

local function page(entry)
    local width = columns()
    local out = { hang(signature(entry), width), "" }
    if #(entry.doc or {}) > 0 then out[#out + 1] = fill(entry.doc, "", width) end
    if entry.params and #entry.params > 0 then
        local list = {}
        for i, param in ipairs(entry.params) do
            list[i] = { param.name, param.type .. (param.text ~= "" and "  " .. param.text or "") }
        end
        out[#out + 1] = ""
        for line in listing(list, 10000):gmatch "[^\n]+" do out[#out + 1] = hang(line, width) end
    end
    local members = manual.members(entry.name)
    if entry.kind == "module" and entry.name == "toolkit" then return help.overview() end
    if #members > 0 then
        local list = {}
        for i, member in ipairs(members) do list[i] = { member_name(member), manual.summary(member) } end
        out[#out + 1] = ""
        out[#out + 1] = listing(list, width)
    end
    return table.concat(out, "\n") .. "\n"
end

--- The page of a figure of toolkit.stats: "g2", "dp_norm". Raises for other names.
function help.figure(name)
    local formula, source, reading, range, caution, group = toolkit.stats.describe(name)
    local lines = { ("%s (%s)"):format(name, group) }
    for _, pair in ipairs { { "formula", formula }, { "source", source }, { "range", range }, { "reading", reading },
        { "not", caution } } do
        lines[#lines + 1] = hang(("  %-8s  %s"):format(pair[1], pair[2]), columns())
    end
    return table.concat(lines, "\n") .. "\n"
end

local function figure_of(name)
    for _, known in ipairs(toolkit.stats.reference()) do
        if known == name then return help.figure(name) end
    end
end

--- Everything in one screen or two: functions, modules, classes.
function help.overview()
    local width = columns()
    local groups = { ["function"] = {}, module = {}, class = {} }
    for _, entry in ipairs(manual.entries()) do
        local group = groups[entry.kind]
        if group and (entry.kind ~= "function" or entry.owner == "toolkit") and entry.name ~= "toolkit" then
            group[#group + 1] = { entry.kind == "function" and member_name(entry) or entry.name:gsub("^toolkit%.", ""),
                manual.summary(entry) }
        end
    end
    return table.concat({
        "toolkit " .. toolkit.version, "",
        "Functions (toolkit.NAME)", listing(groups["function"], width), "",
        "Modules (toolkit.NAME)", listing(groups.module, width), "",
        "Classes", listing(groups.class, width), "",
        "help(toolkit.tokenize)   a function, module, class or object",
        'help "find"              whatever has this name; help "g2": a measure',
    }, "\n") .. "\n"
end

--- The text that help(x) prints.
function help.text(...)
    if select("#", ...) == 0 then return help.overview() end
    local value = ...
    local name = value
    if type(value) ~= "string" then
        name = manual.name_of(value)
        if not name then
            return ("nothing is written about this %s; try help \"name\"\n"):format(type(value))
        end
    end
    local entry = manual.entry(name)
    if entry then return page(entry) end
    local found = manual.search(name)
    local figure = figure_of(name)
    if figure and #found == 0 then return figure end
    if #found == 1 then return page(found[1]) .. (figure and "\n" .. figure or "") end
    if #found > 1 then
        local list = {}
        for i, one in ipairs(found) do list[i] = { one.name, manual.summary(one) } end
        return ("%d entries have this name:\n%s\n%s"):format(#found, listing(list, columns()),
            figure and "\n" .. figure or "")
    end
    local names = toolkit.stats.reference()
    for _, one in ipairs(manual.entries()) do
        names[#names + 1] = one.name
        if one.short then names[#names + 1] = one.short end
    end
    local guess = args.nearest(name, names)
    return ("nothing is called '%s'%s\n"):format(toolkit.visible(name),
        guess and (" (did you mean '%s'?)"):format(guess) or "")
end

return setmetatable(help, {
    __call = function(_, ...) io.stdout:write(help.text(...)) end,
    __tostring = function() return "help(x) explains x, help() lists everything" end,
})
