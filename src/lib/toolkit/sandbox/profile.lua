--- What an untrusted script gets. Runs once in the guest state, with the full libraries; returns the script's globals.
--
-- Everything is handed out by name: what is not named here does not exist for the script. The libraries that stay
-- behind in the guest's real globals lose what touches the outside as well, because trusted modules live there.

local getmetatable, setmetatable, type, rawget, rawlen, error, pairs, select, tostring, ipairs =
    getmetatable, setmetatable, type, rawget, rawlen, error, pairs, select, tostring, ipairs
local concat = table.concat

return function(patterns, write, load_text, largest)
    -- ---- nothing that reaches outside is left in this state ----
    local date, time, clock, difftime = os.date, os.time, os.clock, os.difftime
    for name in pairs(os) do os[name] = nil end
    os.date, os.time, os.clock, os.difftime = date, time, clock, difftime
    package.path, package.cpath, package.loadlib, package.searchpath = "", "", nil, nil
    package.searchers = { package.searchers[1] } -- preload
    local real_require = require
    _G.dofile, _G.loadfile, _G.load, _G.collectgarbage = nil, nil, nil, nil

    -- ---- bounded versions of what could run long inside C ----
    for name, bounded in pairs(patterns) do string[name] = bounded end
    string.dump = nil
    local repeat_text = string.rep
    function string.rep(s, n, separator)
        local size = (#s + (separator and #separator or 0)) * n
        if size > largest then error("resulting string too large", 2) end
        return repeat_text(s, n, separator)
    end

    local MOST = 10000000
    local function plain(t, name)
        local metatable = getmetatable(t)
        if type(t) ~= "table" or (metatable ~= nil and (metatable == false or rawget(metatable, "__len") ~= nil)) then
            error(("table.%s: expected a table without __len"):format(name), 3)
        end
        if rawlen(t) > MOST then error(("table.%s: more than %d values"):format(name, MOST), 3) end
    end
    for _, name in ipairs { "sort", "insert", "remove" } do
        local original = table[name]
        table[name] = function(t, ...)
            plain(t, name)
            return original(t, ...)
        end
    end
    local original_move, original_concat = table.move, table.concat
    function table.move(a, from, to, at, b)
        if math.type(from) ~= "integer" or math.type(to) ~= "integer" or to - from > MOST or to - from < -MOST then
            error("table.move: bad or too wide range", 2)
        end
        return original_move(a, from, to, at, b)
    end
    function table.concat(t, separator, i, j)
        plain(t, "concat")
        if (j or rawlen(t)) - (i or 1) > MOST then error("table.concat: too many values", 2) end
        return original_concat(t, separator, i, j)
    end

    -- A finalizer runs without hooks: an endless one could not be stopped.
    local function safe_setmetatable(t, metatable)
        if type(metatable) == "table" and rawget(metatable, "__gc") ~= nil then
            error("setmetatable: __gc is not available here", 2)
        end
        return setmetatable(t, metatable)
    end

    -- ---- the globals of the script ----
    local function read_only(t)
        return setmetatable({}, {
            __index = t,
            __newindex = function(_, key) error(("this table is read only: '%s'"):format(tostring(key)), 2) end,
            __pairs = function() return next, t, nil end,
            __len = function() return #t end,
            __metatable = false,
        })
    end
    local function only(t, names)
        local picked = {}
        for name in names:gmatch "%S+" do picked[name] = t[name] end
        return picked
    end

    getmetatable("").__metatable = false
    local toolkit = real_require "toolkit"
    local stats = only(toolkit.stats, [[measures describe measure keyness log_ratio_interval chi2_p normal_p beta_p
        beta_quantile adjust mann_whitney dispersion dispersion_of_positions diversity readability syllables]])
    local modules = {
        toolkit = only(toolkit, [[version tokenize sentences graphemes fold normalize stem utf8_check regex regex_quote
            width clip visible sha256]]),
    }
    modules.toolkit.stats = read_only(stats)
    for _, name in ipairs { "json", "table", "pretty", "chart", "report" } do
        modules["toolkit." .. name] = real_require("toolkit." .. name)
    end
    -- Classes are tables of methods with themselves as __index: they stay as they are, this state is the script's own.
    for _, name in ipairs { "json", "table", "pretty", "chart", "report" } do
        modules.toolkit[name] = modules["toolkit." .. name]
    end
    modules.toolkit = read_only(modules.toolkit)

    local globals = only(_G, [[assert error ipairs next pairs pcall xpcall select tonumber tostring type rawequal rawget
        rawlen rawset getmetatable _VERSION]])
    for _, name in ipairs { "string", "table", "math", "utf8", "coroutine" } do globals[name] = read_only(_G[name]) end
    globals.os = read_only { date = date, time = time, clock = clock, difftime = difftime }
    globals.setmetatable = safe_setmetatable
    globals._G = globals

    function globals.print(...)
        local parts = {}
        for i = 1, select("#", ...) do parts[i] = tostring((select(i, ...))) end
        write(concat(parts, "\t") .. "\n")
    end

    function globals.load(chunk, name, mode, environment)
        if type(chunk) == "function" then
            local parts = {}
            for piece in chunk do
                if type(piece) ~= "string" then error("reader function must return a string", 2) end
                if piece == "" then break end
                parts[#parts + 1] = piece
            end
            chunk = concat(parts)
        end
        if type(chunk) ~= "string" then error("bad argument #1 to 'load' (string expected)", 2) end
        if mode == "b" then return nil, "attempt to load a text chunk (mode is 'b')" end
        return load_text(chunk, type(name) == "string" and name or "=(load)", environment or globals)
    end

    function globals.require(name)
        local module = modules[name]
        if module == nil then
            error(("module '%s' is not available to an untrusted script"):format(tostring(name)), 2)
        end
        return module
    end

    return globals
end
