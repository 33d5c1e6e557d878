--- Values as a reader wants to see them: nested tables with limits, text with its control characters visible.
--
-- Keys are printed in a fixed order, cycles are named, long things are cut and say so.

local toolkit = require "toolkit"
local check_options = require("toolkit.args").check_options

local pretty = {}

local OPTIONS = { "depth", "items", "length", "width" }
local KEYWORDS = {}
for word in ([[and break do else elseif end false for function goto if in local nil not or repeat return then true
until while]]):gmatch "%a+" do KEYWORDS[word] = true end

local function quoted(text, length)
    local cut = ""
    if #text > length then
        local shown = #text
        text = toolkit.clip(text, length)
        cut = (" … %d bytes"):format(shown)
    end
    return '"' .. toolkit.visible((text:gsub('[\\"]', "\\%0"))) .. '"' .. cut
end

local RANK = { number = 1, string = 2, boolean = 3 }

local function key_before(a, b)
    local ra, rb = RANK[type(a)] or 4, RANK[type(b)] or 4
    if ra ~= rb then return ra < rb end
    if ra <= 2 then return a < b end
    return tostring(a) < tostring(b)
end

local function key_text(key)
    if type(key) == "string" and key:match "^[%a_][%w_]*$" and not KEYWORDS[key] then return key end
    if type(key) == "string" then return "[" .. quoted(key, 60) .. "]" end
    return "[" .. tostring(key) .. "]"
end

local render

-- The parts of a table, each already text; and how many were left out.
local function parts_of(t, options, depth, path)
    local parts, shown, total = {}, 0, 0
    local length = #t
    for i = 1, length do
        total = total + 1
        if shown < options.items then
            shown = shown + 1
            parts[shown] = render(t[i], options, depth + 1, path)
        end
    end
    local keys = {}
    for key in next, t do
        if not (math.type(key) == "integer" and key >= 1 and key <= length) then keys[#keys + 1] = key end
    end
    table.sort(keys, key_before)
    for _, key in ipairs(keys) do
        total = total + 1
        if shown < options.items then
            shown = shown + 1
            parts[shown] = key_text(key) .. " = " .. render(rawget(t, key), options, depth + 1, path)
        end
    end
    return parts, total - shown
end

local function render_table(t, options, depth, path)
    if path[t] then return "<cycle>" end
    if next(t) == nil then return "{}" end
    if depth >= options.depth then
        local count = 0
        for _ in next, t do count = count + 1 end
        return ("{ … %d item%s }"):format(count, count == 1 and "" or "s")
    end
    path[t] = true
    local parts, left = parts_of(t, options, depth, path)
    path[t] = nil
    if left > 0 then parts[#parts + 1] = ("… %d more"):format(left) end
    local size, broken = 4 + 2 * depth, false
    for _, part in ipairs(parts) do
        size = size + toolkit.width(part) + 2
        broken = broken or part:find("\n", 1, true) ~= nil
    end
    if size <= options.width and not broken then return "{ " .. table.concat(parts, ", ") .. " }" end
    local indent = ("  "):rep(depth + 1)
    return "{\n" .. indent .. table.concat(parts, ",\n" .. indent) .. "\n" .. ("  "):rep(depth) .. "}"
end

function render(value, options, depth, path)
    local kind = type(value)
    if kind == "string" then return quoted(value, options.length) end
    if kind == "table" then
        local mark = getmetatable(value)
        if type(mark) == "table" and mark.__tostring then return toolkit.visible(tostring(value)) end
        return render_table(value, options, depth, path)
    end
    return toolkit.visible(tostring(value))
end

--- A value as text. depth: levels of tables (4), items: per table (50), length: bytes of a text (400), width: columns
-- of a line (the terminal's, or 100).
function pretty.format(value, options)
    options = check_options(options, OPTIONS, "toolkit.pretty.format")
    return render(value, {
        depth = options.depth or 4, items = options.items or 50, length = options.length or 400,
        width = options.width or toolkit.terminal_width() or 100,
    }, 0, {})
end

--- Prints values, one after the other, tables of results as such. Returns its arguments.
function pretty.print(...)
    local Table = require "toolkit.table"
    for i = 1, select("#", ...) do
        local value = (select(i, ...))
        if getmetatable(value) == Table then value:print() else io.stdout:write(pretty.format(value), "\n") end
    end
    return ...
end

return pretty
