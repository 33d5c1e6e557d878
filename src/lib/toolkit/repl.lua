--- The manners of the prompt: what values look like, `last`, `help`, the commands that begin with a colon.
--
-- Called by src/cli/repl.c; nothing here is for scripts.

local toolkit = require "toolkit"
local args = require "toolkit.args"
local files = require "toolkit.files"
local pretty = require "toolkit.pretty"

local repl = {}

local ROWS = 25 -- of a table that is echoed
local LENGTH = 4000 -- bytes of a text that is echoed
local lines = {} -- what ran without an error, for :save

local COMMANDS = [[
:save FILE.lua   write the lines so far as a script that runs alone
:help            this list; help() lists the library, help(x) explains x
:quit            leave (so does Ctrl-D)
Tab completes names and options. Ctrl-C stops what runs and keeps the variables. `last` is the last value.
What a line declares with `local` lives on.
]]

--- Before the first line.
function repl.start()
    if rawget(_G, "help") == nil then rawset(_G, "help", require "toolkit.help") end
    io.stdout:write("help() lists the library, :help the keys\n")
end

local function show_value(value)
    io.stdout:write(pretty.text(value, { rows = ROWS, length = LENGTH }))
end

-- Why a call could not do its work, if that is what its values say: nil, a message and perhaps a code.
local function failure(count, value, why)
    if value == nil and type(why) == "string" and (count == 2 or count == 3) then return toolkit.visible(why) end
end

-- What a generic `for` is given: the iterator, and itself again to be closed.
local function is_loop(count, iterator, state, start, closed)
    return count == 4 and iterator ~= nil and iterator == closed and state == nil and start == nil
end

-- A function of the library that a call has given, which nothing is written about.
local function is_iterator(text, value)
    return type(value) == "function" and text:find "[%)}\"']%s*$" and not text:find "^%s*function"
        and debug.getinfo(value, "S").what == "C" and not require("toolkit.manual").name_of(value)
end

--- After a line ran: shows its values and keeps the first in `last`.
function repl.show(text, ...)
    lines[#lines + 1] = text
    local count = select("#", ...)
    if count == 0 then return end
    rawset(_G, "last", (...))
    local why = failure(count, ...)
    if why then
        io.stdout:write("nil: ", why, "\n")
        return
    end
    if is_loop(count, ...) then count = 1 end
    if count == 1 and is_iterator(text, (...)) then
        local call = text:match "^%s*=?%s*(.-)%s*$"
        io.stdout:write("a function to loop over: for a, b in ", call, " do print(a, b) end\n")
        return
    end
    for i = 1, count do show_value((select(i, ...))) end
end

local function compiles(text)
    return load(text, "=", "t") ~= nil
end

local function is_expression(text)
    return compiles("return " .. text)
end

-- A line that is one `local`, as an assignment to globals: at the prompt what a line declares lives on, so that the
-- parts of scripts can be tried one by one. Other lines as they are.
local function without_local(text)
    local rest = text:match "^%s*local(%s.*)$"
    if not rest then return text end
    local name, body = rest:match "^%s+function%s+([%a_][%w_]*)(.*)$"
    if name then return is_expression("function" .. body) and "function " .. name .. body or text end
    local names, values = rest:match "^([%w_%s,<>]*)=(.*)$"
    if not names then names, values = rest, " nil" end
    names = names:gsub("<%s*%a+%s*>", "")
    if not (is_expression(values) and compiles(names .. "= nil")) then return text end
    return names:match "^%s*(.*)$" .. "=" .. values
end

-- The variable and the expression of a line that assigns once; nil for other lines.
local function split_assignment(text)
    for at in text:gmatch "()=" do
        local target, expression = text:sub(1, at - 1), text:sub(at + 1)
        if compiles(("return (%s)"):format(target)) then
            if is_expression(expression) then return target, expression end
            return nil
        end
    end
end

--- How the prompt runs a line otherwise than Lua would: a `local` lives on, and an assignment to one variable says
-- why its value is nil when a call of the library could not do its work: it keeps the nil and drops the reason. A
-- function, or nil for every other line.
function repl.statement(text)
    local global = without_local(text)
    local target, expression = split_assignment(global)
    if not target then return global ~= text and load(global, "=stdin", "t") or nil end
    local function remark(...)
        local why = failure(select("#", ...), ...)
        if why then io.stdout:write(target:match "^%s*(.-)%s*$", " is nil: ", why, "\n") end
        return ...
    end
    local line = "local remark = ... " .. target .. " = remark(" .. expression
    local chunk = load(line .. ")", "=stdin", "t") or load(line .. "\n)", "=stdin", "t") -- behind a comment
    return chunk and function() return chunk(remark) end
end

-- The session as a script: values that were shown are shown again.
local function script()
    local out = {
        'local toolkit = require "toolkit"',
        'local show = require("toolkit.pretty").print',
        "local last",
        "",
    }
    for _, text in ipairs(lines) do
        if text:match "^%s*help%f[^%w_]" then
            out[#out + 1] = "-- " .. text:gsub("\n", "\n-- ")
        elseif is_expression(text) then
            out[#out + 1] = ("last = show(%s)"):format(text)
        elseif text:match "^%s*local%f[^%w_]" and without_local(text) == text then
            out[#out + 1] = ("do %s end"):format(text)
        else
            out[#out + 1] = text
        end
    end
    return table.concat(out, "\n") .. "\n"
end

local function save(path)
    local saved, message = files.write(path, script())
    if saved then message = ("saved %s to %s"):format(args.counted(#lines, "line"), path) end
    io.stdout:write(toolkit.visible(message), "\n")
end

--- A line that begins with a colon.
function repl.command(text)
    local name, rest = text:match "^:(%a*)%s*(.-)%s*$"
    if name == "save" and rest ~= "" then
        save(rest)
    elseif name == "quit" or name == "q" then
        os.exit(true, true)
    else
        io.stdout:write(COMMANDS)
    end
end

return repl
