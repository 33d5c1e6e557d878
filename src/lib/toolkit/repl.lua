--- The manners of the prompt: what values look like, `last`, the commands that begin with a colon.
--
-- Called by src/cli/repl.c; nothing here is for scripts.

local pretty = require "toolkit.pretty"
local Table = require "toolkit.table"

local repl = {}

local ROWS = 25 -- of a table that is echoed
local lines = {} -- what ran without an error, for :save

function repl.start()
end

local function show_value(value)
    if getmetatable(value) == Table then
        io.stdout:write(value:text { rows = ROWS })
    elseif type(value) == "string" then
        io.stdout:write(pretty.format(value, { length = 4000 }), "\n")
    else
        io.stdout:write(pretty.format(value), "\n")
    end
end

--- After a line ran: shows its values and keeps the first in `last`.
function repl.show(text, ...)
    lines[#lines + 1] = text
    local count = select("#", ...)
    if count == 0 then return end
    rawset(_G, "last", (...))
    for i = 1, count do show_value((select(i, ...))) end
end

local function save(path)
    local file, message = io.open(path, "w")
    if not file then return print(message) end
    file:write("local toolkit = require \"toolkit\"\n\n", table.concat(lines, "\n"), "\n")
    file:close()
    print(("saved %d line%s to %s"):format(#lines, #lines == 1 and "" or "s", path))
end

--- A line that begins with a colon.
function repl.command(text)
    local name, rest = text:match("^:(%a*)%s*(.-)%s*$")
    if name == "save" and rest ~= "" then return save(rest) end
    print(":save FILE.lua   writes the lines so far as a script")
end

return repl
