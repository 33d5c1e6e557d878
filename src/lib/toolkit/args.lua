--- Command lines of scripts, read from the script's own header.
--
-- The comment block at the top of a script is its manual; this module reads the same block to know the options, so
-- that the two cannot disagree. It never prints on its own except through parse(), which is for the top of a script.

local files = require "toolkit.files"

local args = {}

-- ---- the header ------------------------------------------------------------------------------

--- The leading comment of a script, without "--" and shebang.
function args.header(source)
    local lines, seen = {}, false
    for line in (source .. "\n"):gmatch("(.-)\r?\n") do
        local text = line:match("^%-%-%-?%s?(.*)$")
        if text and not line:match("^%-%-%[=*%[") then
            lines[#lines + 1], seen = text, true
        elseif seen or not (line:match("^#") or line:match("^%s*$")) then
            break
        end
    end
    while lines[#lines] == "" do lines[#lines] = nil end
    return table.concat(lines, "\n")
end

-- ---- what the header declares ----------------------------------------------------------------

local COUNT = { N = true, COUNT = true, K = true }
local INTEGER = { S = true, SEED = true }
local NUMBER = { X = true, NUMBER = true, ALPHA = true, SECONDS = true }

local function key_of(name)
    return (name:gsub("%-", "_"))
end

local function value_of(placeholder)
    if not placeholder then return { type = "flag" } end
    if placeholder:find("|", 1, true) then
        local choices = {}
        for choice in placeholder:gmatch("[^|]+") do choices[#choices + 1] = choice end
        return { type = "string", choices = choices }
    end
    if placeholder:find(",", 1, true) then return { type = "list" } end
    if placeholder:match("%.%.%.$") then
        local inner = value_of(placeholder:sub(1, -4))
        inner.many = true
        return inner
    end
    if COUNT[placeholder] then return { type = "integer", least = 0 } end
    if INTEGER[placeholder] then return { type = "integer" } end
    if NUMBER[placeholder] then return { type = "number" } end
    return { type = "string" }
end

local convert

local function add_option(spec, short, long, placeholder, help)
    local option = value_of(placeholder)
    option.name, option.short, option.value, option.help = long, short, placeholder, help
    option.key = key_of(long)
    local default = help:match("[%(%[]default:? ([^%s%)%];]+)[%)%];]") -- several words say how it is found
    if default and option.type ~= "flag" then
        local value = convert(option, default)
        if value ~= nil then option.default = value end
    end
    spec.options[#spec.options + 1] = option
    spec.by_name["--" .. long] = option
    if short then spec.by_name["-" .. short] = option end
end

local function read_options(spec, text)
    local pending
    local function flush()
        if pending then add_option(spec, pending.short, pending.long, pending.value, pending.help) end
        pending = nil
    end
    for line in (text .. "\n"):gmatch("(.-)\n") do
        local short, rest = line:match("^%s*%-(%w),%s+%-%-(.*)$")
        local long, tail
        if not short then
            rest = line:match("^%s*%-%-(%w.*)$")
            if not rest then
                local letter, more = line:match("^%s*%-(%w)(.*)$")
                if letter then short, rest = letter, letter .. more end
            end
        end
        if rest then
            flush()
            long, tail = rest:match("^([%w%-]+)(.*)$")
            -- "--name VALUE", "--name=VALUE", "--name [VALUE]"; two spaces or more end the left part
            local value, help = tail:match("^[ =](%S+)%s%s+(.*)$")
            if not value then value = tail:match("^[ =](%S+)%s*$") end
            pending = { short = short, long = long, value = value, help = help or tail:match("^%s*(.*)$") or "" }
            if value and not help then pending.help = "" end
        elseif pending and line:match("^%s+%S") then
            pending.help = pending.help .. " " .. line:match("^%s*(.-)%s*$")
        end
    end
    flush()
end

-- Positionals stand in the first usage line: INPUT... FILE.db 'QUERY' [OUT]
local function read_positionals(spec, usage)
    local script_seen = false
    for word in usage:gmatch("%S+") do
        local optional = word:match("^%[") ~= nil
        local bare = word:gsub("[%[%]]", "")
        if bare:match("%.lua$") or (not script_seen and bare == "toolkit") then
            script_seen = true
        elseif bare:match("^%-") then
            break
        elseif bare:match("^['\"]?%u[%u%d_]*") and bare ~= "OPTIONS" then
            local many = bare:match("%.%.%.$") ~= nil
            local name = bare:match("^['\"]?(%u[%u%d_]*)")
            spec.positional[#spec.positional + 1] = {
                name = name, key = name:lower(), many = many, optional = optional,
            }
        end
    end
end

--- Turns a header (or a table in the same words) into a specification.
function args.spec(header)
    if type(header) == "table" then
        if header.by_name then return header end
        local lines = { header.summary or "", "", "Usage: " .. assert(header.usage, "args.spec: usage is missing") }
        if header.options then
            lines[#lines + 1] = "\nOptions:"
            for _, option in ipairs(header.options) do
                lines[#lines + 1] = ("  %s  %s"):format(option[1], option[2] or "")
            end
        end
        header = table.concat(lines, "\n")
    end
    local spec = { header = header, options = {}, by_name = {}, positional = {} }
    local usage = header:match("Usage:%s*([^\n]*)")
    if usage then read_positionals(spec, usage) end
    -- An option list may have paragraphs: it ends at the next heading ("Output:") or at the end.
    local rest = ("\n" .. header):match("\nOptions:[^\n]*\n(.*)$")
    if rest then
        local stop = ("\n" .. rest):find("\n%u%l+[%l ]*:")
        read_options(spec, stop and rest:sub(1, stop - 1) or rest)
    end
    local help = spec.by_name["--help"] or { name = "help", key = "help", type = "flag", help = "" }
    spec.by_name["--help"], spec.by_name["-h"] = help, spec.by_name["-h"] or help
    return spec
end

-- ---- values ----------------------------------------------------------------------------------

function convert(option, text)
    if option.choices then
        for _, choice in ipairs(option.choices) do
            if choice == text then return text end
        end
        return nil, ("expected one of %s, got '%s'"):format(table.concat(option.choices, ", "), text)
    elseif option.type == "integer" then
        local value = math.tointeger(tonumber(text))
        if value and value >= (option.least or value) then return value end
        return nil, ("expected %s, got '%s'"):format(value and "a number from 0" or "an integer", text)
    elseif option.type == "number" then
        local value = tonumber(text)
        if value then return value end
        return nil, ("expected a number, got '%s'"):format(text)
    elseif option.type == "list" then
        local list = {}
        for item in (text .. ","):gmatch("(.-),") do
            if item ~= "" then list[#list + 1] = item end
        end
        return list
    end
    return text
end

-- Edit distance for suggestions; names are short.
local function distance(a, b)
    local row = {}
    for j = 0, #b do row[j] = j end
    for i = 1, #a do
        local diagonal = row[0]
        row[0] = i
        for j = 1, #b do
            local best = diagonal + (a:byte(i) == b:byte(j) and 0 or 1)
            diagonal = row[j]
            row[j] = math.min(best, row[j] + 1, row[j - 1] + 1)
        end
    end
    return row[#b]
end

--- The candidate nearest to a mistyped name, or nil when none is near. Also used by other modules' messages.
function args.nearest(name, candidates)
    local best, least
    for _, candidate in ipairs(candidates) do
        local d = distance(name, candidate)
        if candidate:sub(1, #name) == name and #name >= 2 then d = math.min(d, 1) end
        if d <= math.max(1, #candidate // 3) + 1 and d < #candidate and (not least or d < least) then
            best, least = candidate, d
        end
    end
    return best
end

--- Raises on a key of `options` that is not in `known`, with a suggestion: the rule for options tables everywhere.
function args.check_options(options, known, caller)
    if options == nil then return {} end
    if type(options) ~= "table" then
        error(("%s: expected an options table, got a %s"):format(caller, type(options)), 3)
    end
    local unknown
    for key in pairs(options) do
        local found = false
        for _, name in ipairs(known) do
            if name == key then found = true break end
        end
        if not found and (not unknown or tostring(key) < tostring(unknown)) then unknown = key end
    end
    if unknown ~= nil then
        local guess = type(unknown) == "string" and args.nearest(unknown, known)
        error(("%s: unknown option '%s'%s"):format(caller, tostring(unknown),
            guess and (" (did you mean '%s'?)"):format(guess) or ""), 3)
    end
    return options
end

-- ---- reading a command line ------------------------------------------------------------------

local function option_names(spec)
    local names = {}
    for name in pairs(spec.by_name) do names[#names + 1] = name:gsub("^%-+", "") end
    table.sort(names)
    return names
end

local function store(result, option, value)
    if option.many then
        local list = result[option.key]
        if not list then
            list = {}
            result[option.key] = list
        end
        list[#list + 1] = value
    else
        result[option.key] = value
    end
end

-- The option of a word that begins with a dash, and the value that the word itself gives: "--name=value", "--no-name".
local function find_option(spec, word)
    local name, value = word:match("^(%-%-[^=]+)=(.*)$")
    name = name or word
    local option = spec.by_name[name]
    if not option and name:match("^%-%-no%-") then
        local positive = spec.by_name["--" .. name:sub(6)]
        if positive and positive.type == "flag" then return name, positive, "no" end
    end
    return name, option, value
end

local function unknown_option(spec, name)
    local guess = args.nearest(name:gsub("^%-+", ""), option_names(spec))
    local dashes = guess and (spec.by_name["--" .. guess] and "--" or "-")
    return ("unknown option '%s'%s"):format(name, guess and (" (did you mean '%s%s'?)"):format(dashes, guess) or "")
end

-- Reads the option at argv[i] into `result`. Returns the index of its last word, or nil and what is wrong.
local function read_option(spec, argv, i, result)
    local name, option, value = find_option(spec, argv[i])
    if not option then return nil, unknown_option(spec, name) end
    if option.type == "flag" then
        if value and value ~= "no" then return nil, ("option '%s' takes no value"):format(name) end
        result[option.key] = value == nil
        return i
    end
    if not value then
        i = i + 1
        value = argv[i]
        if not value then return nil, ("option '%s' needs a value (%s)"):format(name, option.value) end
    end
    local converted, message = convert(option, value)
    if converted == nil then return nil, ("option '%s': %s"):format(name, message) end
    store(result, option, converted)
    return i
end

local function fill_defaults(spec, result)
    for _, option in ipairs(spec.options) do
        if result[option.key] == nil and option.default ~= nil then
            result[option.key] = option.many and { option.default } or option.default
        end
    end
end

-- Gives the words their names. A repeated positional takes what the ones behind it leave over. Returns what is wrong.
local function place_words(spec, words, result)
    local at, count = 1, #spec.positional
    for index, positional in ipairs(spec.positional) do
        local last = at
        if positional.many then
            last = #words
            for later = index + 1, count do
                if not spec.positional[later].optional then last = last - 1 end
            end
        end
        local taken = table.move(words, at, math.min(last, #words), 1, {})
        if #taken == 0 and not positional.optional then return ("%s is missing"):format(positional.name) end
        result[positional.key] = positional.many and taken or taken[1]
        at = at + #taken
    end
    if at <= #words and count > 0 then return ("unexpected argument '%s'"):format(words[at]) end
    table.move(words, 1, #words, 1, result)
end

--- Reads `argv` by `spec`. Returns the options, or nil and one line that says what is wrong.
function args.read(spec, argv)
    spec = args.spec(spec)
    local result, words, i, options_over = {}, {}, 1, false
    while i <= #argv do
        local word = argv[i]
        if options_over or word == "-" or not word:match("^%-") or word:match("^%-[%d.]") and tonumber(word) then
            words[#words + 1] = word
        elseif word == "--" then
            options_over = true
        else
            local last, message = read_option(spec, argv, i, result)
            if not last then return nil, message end
            i = last
        end
        i = i + 1
    end
    if result.help then return result end
    fill_defaults(spec, result)
    local wrong = place_words(spec, words, result)
    if wrong then return nil, wrong end
    return result
end

-- ---- for scripts -----------------------------------------------------------------------------

-- What the user called: the name of a script of the library, or its file.
local function called()
    return arg and (arg.name or arg[0]) or "toolkit"
end

--- A header in the words of somebody who calls the scripts of the library by name.
function args.by_name(header)
    return (header:gsub("toolkit scripts/([%w_]+)%.lua", "toolkit %1"):gsub("scripts/([%w_]+)%.lua", "toolkit %1"))
end

local function shown(header)
    return arg and arg.name and args.by_name(header) or header
end

-- Ends a script whose command line is wrong.
local function refuse(header, message)
    io.stderr:write(("%s: %s\n"):format(called(), message))
    local usage = shown(header):match("Usage:[^\n]*")
    if usage then io.stderr:write(usage, "\n") end
    io.stderr:write(("try: toolkit --help %s\n"):format(called()))
    os.exit(2, true)
end

--- For the first line of a script: reads the global `arg` by the header of the running script (arg[0]). Prints the
-- header and exits 0 on --help; explains and exits 2 on a wrong command line.
function args.parse(spec, argv)
    argv = argv or arg or {}
    local script = argv[0] or (arg and arg[0]) or "?"
    if spec == nil then
        local source = assert(files.read(script))
        spec = args.header(source)
    end
    spec = args.spec(spec)
    local result, message = args.read(spec, argv)
    if not result then refuse(spec.header, message) end
    if result.help then
        io.stdout:write(shown(spec.header), "\n")
        os.exit(0, true)
    end
    return result, spec
end

--- Ends a script with a message on standard error: exit 1, or 2 and the usage for a wrong command line.
function args.fail(message, status)
    local source = status == 2 and arg and files.read(arg[0])
    if source then refuse(args.header(source), message) end
    local name = called() .. ": "
    io.stderr:write(message:sub(1, #name) == name and "" or name, message, "\n")
    os.exit(status or 1, true)
end

--- What a call gives, unless that is nil or false: then the end of the script, with the reason that the call gives too.
function args.must(value, message)
    if value == nil or value == false then args.fail(message) end
    return value
end

-- The place in a program, and the method that a script has called for its user.
local PLACES = { "^toolkit[%w_.]*:%d+: ", "^[^\n:]+%.lua:%d+: ", "^corpus:[%l_]+: ", "^table:[%l_]+: ",
    "^export%.write: " }

--- Calls a function and returns what it returns; what it raises ends the script, in one line that leaves out the place
-- in a program: to the user of a script a mistake in what was asked for is no mistake in the script.
function args.try(f, ...)
    local result = table.pack(pcall(f, ...))
    if result[1] then return table.unpack(result, 2, result.n) end
    local message = tostring(result[2])
    for _, place in ipairs(PLACES) do message = message:gsub(place, "") end
    args.fail(message)
end

--- "1 document", "2 documents".
function args.counted(n, noun)
    return ("%d %s%s"):format(n, noun, n == 1 and "" or "s")
end

--- "NAME=VALUE" strings of a repeated option as a table, a repeated name as a list; nil for none. Ends the script on a
-- string without "=".
function args.pairs(list, option)
    local result = {}
    for _, item in ipairs(list or {}) do
        local name, value = item:match("^([^=]+)=(.*)$")
        if not name then args.fail(("--%s: '%s' is not NAME=VALUE"):format(option, item), 2) end
        local before = result[name]
        if type(before) == "table" then
            before[#before + 1] = value
        else
            result[name] = before and { before, value } or value
        end
    end
    return next(result) and result or nil
end

--- What a Lua file returns, a table; nil without a path. Ends the script when the file is wrong.
function args.file(path, option)
    if not path then return nil end
    local chunk, message = loadfile(path)
    if not chunk then args.fail(("--%s: %s"):format(option, message), 2) end
    local ok, result = pcall(chunk)
    if not ok or type(result) ~= "table" then
        args.fail(("--%s: %s"):format(option, ok and path .. " does not return a table" or tostring(result)), 2)
    end
    return result
end

return args
