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
    for i = 1, count do show_value((select(i, ...))) end
end

local function compiles(text)
    return load(text, "=", "t") ~= nil
end

local function is_expression(text)
    return compiles("return " .. text)
end

-- The variable, with its `local` if any, and the expression of a line that assigns once; nil for other lines.
local function split_assignment(text)
    for at in text:gmatch "()=" do
        local target, expression = text:sub(1, at - 1), text:sub(at + 1)
        local name = target:gsub("^%s*local%f[%W]", ""):gsub("<%s*%a+%s*>%s*$", ""):match "^%s*(.-)%s*$"
        if compiles(("return (%s)"):format(name)) then
            if is_expression(expression) then return target, expression, name end
            return nil
        end
    end
end

--- A line that assigns to one variable, as a function that does it and says why the value is nil when a call of the
-- library could not do its work: the assignment keeps the nil and drops the reason. nil for every other line.
function repl.assignment(text)
    local target, expression, name = split_assignment(text)
    if not target then return nil end
    local chunk = load(("local remark = ... %s = remark(%s\n)"):format(target, expression), "=stdin", "t")
    local function remark(...)
        local why = failure(select("#", ...), ...)
        if why then io.stdout:write(name, " is nil: ", why, "\n") end
        return ...
    end
    return chunk and function() return chunk(remark) end
end

-- The session as a script: values that were shown are shown again, a local lives for its line only.
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
        elseif text:match "^%s*local%f[^%w_]" then
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
