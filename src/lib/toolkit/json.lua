--- JSON: strict reading with positions, writing with a fixed order of keys.
--
-- The same value always gives the same bytes: keys are sorted, or follow an order that is asked for. Text that is
-- not UTF-8 is written with U+FFFD, so that what is written is always valid JSON.

local json = {}

local find, sub, byte, format, gsub = string.find, string.sub, string.byte, string.format, string.gsub
local concat, sort, math_type = table.concat, table.sort, math.type

local check_options = require("toolkit.args").check_options
local toolkit = require "toolkit"

--- Stands for JSON's null, in lists and objects, in both directions.
json.null = setmetatable({}, { __name = "toolkit.json.null", __tostring = function() return "null" end })

local array_mark = { __name = "toolkit.json.array", __json = "array" }
local object_mark = { __name = "toolkit.json.object", __json = "object" }
-- The mark of an order of keys: objects of one shape share it.
local ordered_marks = setmetatable({}, { __mode = "k" })

--- Marks a table as a list: needed for nothing but clarity, an empty table is a list anyway.
function json.array(t)
    return setmetatable(t or {}, array_mark)
end

--- Marks a table as an object (an empty table would become []); `order` puts these keys first, in this order.
function json.object(t, order)
    if not order then return setmetatable(t or {}, object_mark) end
    local mark = ordered_marks[order]
    if not mark then
        mark = { __json = "object", __json_order = order }
        ordered_marks[order] = mark
    end
    return setmetatable(t or {}, mark)
end

-- ---- writing ---------------------------------------------------------------------------------

local ESCAPES = { ['"'] = '\\"', ["\\"] = "\\\\", ["\b"] = "\\b", ["\f"] = "\\f", ["\n"] = "\\n",
    ["\r"] = "\\r", ["\t"] = "\\t", ["\127"] = "\\u007f" }
for i = 0, 31 do
    local c = string.char(i)
    ESCAPES[c] = ESCAPES[c] or format("\\u%04x", i)
end
local HTML = { ["<"] = "\\u003c", [">"] = "\\u003e", ["&"] = "\\u0026", ["\u{2028}"] = "\\u2028",
    ["\u{2029}"] = "\\u2029" }

--- Text with every ill-formed byte replaced by U+FFFD.
local function repair(s)
    local out, at = {}, 1
    while at <= #s do
        local length, bad = utf8.len(s, at)
        if length then
            out[#out + 1] = sub(s, at)
            break
        end
        out[#out + 1] = sub(s, at, bad - 1)
        out[#out + 1] = "\u{FFFD}"
        at = bad + 1
    end
    return concat(out)
end

local function quote(s, html)
    if find(s, "[\128-\255]") and not utf8.len(s) then s = repair(s) end
    if find(s, '[%c"\\]') then s = gsub(s, '[%c"\\]', ESCAPES) end
    if html then
        s = gsub(s, "[<>&]", HTML)
        s = gsub(s, "\u{2028}", HTML)
        s = gsub(s, "\u{2029}", HTML)
    end
    return '"' .. s .. '"'
end

--- The shortest decimal that reads back as the same number; nil for what JSON cannot say (inf, nan).
function json.number(x)
    if math_type(x) == "integer" then return format("%d", x) end
    if x ~= x or x == math.huge or x == -math.huge then return nil end
    local s = format("%.15g", x)
    if tonumber(s) ~= x then
        s = format("%.16g", x)
        if tonumber(s) ~= x then s = format("%.17g", x) end
    end
    if not find(s, "[.eE]") then s = s .. ".0" end
    return s
end
local number = json.number

local function fail(state, message)
    local path = {}
    for i = 1, state.depth do
        local key = state.path[i]
        path[#path + 1] = type(key) == "number" and "[" .. key .. "]" or "." .. tostring(key)
    end
    error(("json.encode: value%s: %s"):format(concat(path), message), 0)
end

-- "array" or "object", and how long an array is.
local function shape(state, t)
    local meta = getmetatable(t)
    local mark = type(meta) == "table" and meta.__json
    if mark == "object" then return "object" end
    local n, count = #t, 0
    if mark == "array" and meta.__len then return "array", n end -- its members are made when they are asked for
    for key in next, t do
        count = count + 1
        if math_type(key) ~= "integer" or key < 1 or key > n then
            if n > 0 then fail(state, "a table with list items and other keys") end
            if mark == "array" then fail(state, "a list with a key that is not an index") end
            return "object"
        end
    end
    if count ~= n then fail(state, "a list with holes") end
    return "array", n
end

local function ordered_keys(state, t)
    local keys, n = {}, 0
    for key in next, t do
        if type(key) ~= "string" then fail(state, "object keys are strings, got a " .. type(key)) end
        n = n + 1
        keys[n] = key
    end
    local mark = getmetatable(t)
    local order = type(mark) == "table" and mark.__json_order
    local rank = state.rank
    if order then
        rank = state.ranks[order]
        if not rank then
            rank = {}
            for i, key in ipairs(order) do rank[key] = i end
            state.ranks[order] = rank
        end
    end
    sort(keys)
    if rank then
        -- Objects of one shape come in crowds: each shape is ordered once.
        local shapes = state.shapes[rank]
        if not shapes then
            shapes = {}
            state.shapes[rank] = shapes
        end
        local name = concat(keys, "\0")
        if not shapes[name] then
            sort(keys, function(a, b)
                local ra, rb = rank[a], rank[b]
                if ra and rb then return ra < rb end
                if ra or rb then return ra ~= nil end
                return a < b
            end)
            shapes[name] = keys
        end
        keys = shapes[name]
    end
    return keys, n
end

local write

local function newline(state)
    if state.indent then
        state.n = state.n + 1
        state.out[state.n] = "\n" .. state.indent:rep(state.depth)
    end
end

local function put(state, text)
    local n = state.n + 1
    state.n = n
    state.out[n] = text
end

local function write_array(state, t, n)
    if n == 0 then return put(state, "[]") end
    -- Short lists of plain numbers (spans) stay on one line.
    local flat = not state.indent
    if state.indent and n <= 16 then
        flat = true
        for i = 1, n do
            if type(t[i]) ~= "number" then flat = false break end
        end
    end
    put(state, "[")
    state.depth = state.depth + 1
    for i = 1, n do
        if i > 1 then put(state, flat and state.indent and ", " or ",") end
        if not flat then newline(state) end
        state.path[state.depth] = i
        write(state, t[i])
    end
    state.depth = state.depth - 1
    if not flat then newline(state) end
    put(state, "]")
end

local function write_object(state, t)
    local keys, n = ordered_keys(state, t)
    if n == 0 then return put(state, "{}") end
    put(state, "{")
    state.depth = state.depth + 1
    for i = 1, n do
        local key = keys[i]
        if i > 1 then put(state, ",") end
        newline(state)
        local quoted = state.quoted[key]
        if not quoted then
            quoted = quote(key, state.html) .. (state.indent and ": " or ":")
            state.quoted[key] = quoted
        end
        put(state, quoted)
        state.path[state.depth] = key
        write(state, t[key])
    end
    state.depth = state.depth - 1
    newline(state)
    put(state, "}")
end

function write(state, value)
    local kind = type(value)
    if kind == "string" then
        put(state, quote(value, state.html))
    elseif kind == "number" then
        put(state, number(value) or fail(state, "JSON has no " .. tostring(value)))
    elseif kind == "boolean" then
        put(state, value and "true" or "false")
    elseif value == json.null or value == nil then
        put(state, "null")
    elseif kind == "table" then
        if state.depth >= state.max_depth then
            fail(state, ("nested deeper than %d (a cycle?)"):format(state.max_depth))
        end
        local form, n = shape(state, value)
        if form == "array" then write_array(state, value, n) else write_object(state, value) end
    else
        fail(state, "cannot write a " .. kind)
    end
end

local ENCODE_OPTIONS = { "pretty", "order", "html", "depth" }

--- Writes a value. Raises on what JSON cannot say, naming the path.
function json.encode(value, options)
    options = check_options(options, ENCODE_OPTIONS, "json.encode")
    local plain = next(options) == nil and toolkit.json_text(value, json.null)
    if plain then return plain end
    local state = { out = {}, n = 0, depth = 0, path = {}, ranks = {}, shapes = {}, quoted = {}, html = options.html,
        max_depth = options.depth or 256 }
    if options.pretty then
        state.indent = type(options.pretty) == "number" and (" "):rep(options.pretty) or "  "
    end
    if options.order then
        state.rank = {}
        for i, key in ipairs(options.order) do state.rank[key] = i end
    end
    write(state, value)
    return concat(state.out)
end

-- ---- reading ---------------------------------------------------------------------------------

local UNESCAPE = { ['"'] = '"', ["\\"] = "\\", ["/"] = "/", b = "\b", f = "\f", n = "\n", r = "\r", t = "\t" }

local function position(text, at)
    local line, start = 1, 1
    for stop in text:gmatch("()\n") do
        if stop >= at then break end
        line, start = line + 1, stop + 1
    end
    return line, at - start + 1
end

local failure = {} -- marks our own errors among those that pcall brings back

local function bad(text, at, message)
    local line, column = position(text, at)
    error(setmetatable({ message = ("line %d, column %d: %s"):format(line, column, message), at = at }, failure), 0)
end

local function read_string(text, at) -- `at` is behind the opening quote
    local stop = find(text, '["\\%c]', at)
    if stop and byte(text, stop) == 34 then return sub(text, at, stop - 1), stop + 1 end
    local parts, from = {}, at
    while true do
        stop = find(text, '["\\%c]', at)
        if not stop then bad(text, #text + 1, "the text ends inside a string") end
        local c = byte(text, stop)
        if c == 34 then
            parts[#parts + 1] = sub(text, from, stop - 1)
            return concat(parts), stop + 1
        elseif c == 127 then
            at = stop + 1
        elseif c ~= 92 then
            bad(text, stop, "a control character inside a string")
        else
            parts[#parts + 1] = sub(text, from, stop - 1)
            local letter = sub(text, stop + 1, stop + 1)
            if letter == "u" then
                local hex = text:match("^%x%x%x%x", stop + 2)
                if not hex then bad(text, stop, "\\u needs four hexadecimal digits") end
                local code = tonumber(hex, 16)
                at = stop + 6
                if code >= 0xD800 and code <= 0xDBFF then
                    local low = text:match("^\\u([dD][c-fC-F]%x%x)", at)
                    if not low then bad(text, stop, "half of a surrogate pair") end
                    code = 0x10000 + (code - 0xD800) * 0x400 + (tonumber(low, 16) - 0xDC00)
                    at = at + 6
                elseif code >= 0xDC00 and code <= 0xDFFF then
                    bad(text, stop, "half of a surrogate pair")
                end
                parts[#parts + 1] = utf8.char(code)
            else
                local plain = UNESCAPE[letter]
                if not plain then bad(text, stop, "unknown escape") end
                parts[#parts + 1] = plain
                at = stop + 2
            end
            from = at
        end
    end
end

local function read_number(text, at)
    local _, stop = find(text, "^-?%d+", at)
    if not stop then bad(text, at, "expected a value") end
    if find(text, "^-?0%d", at) then bad(text, at, "a number with a leading zero") end
    local _, fraction = find(text, "^%.%d+", stop + 1)
    stop = fraction or stop
    local _, exponent = find(text, "^[eE][+-]?%d+", stop + 1)
    stop = exponent or stop
    if find(text, "^[%w.]", stop + 1) then bad(text, at, "malformed number") end
    return tonumber(sub(text, at, stop)), stop + 1
end

local function blank(text, at)
    local c = byte(text, at)
    if c == 32 or c == 10 or c == 13 or c == 9 then
        local _, stop = find(text, "^[ \n\r\t]*", at)
        return stop + 1
    end
    return at
end

local read

local function read_array(text, at, depth, null)
    local list, n = {}, 0
    at = blank(text, at)
    if byte(text, at) == 93 then return list, at + 1 end
    while true do
        n = n + 1
        list[n], at = read(text, at, depth, null)
        at = blank(text, at)
        local c = byte(text, at)
        if c == 93 then return list, at + 1 end
        if c ~= 44 then bad(text, at, "expected ',' or ']'") end
        at = blank(text, at + 1)
    end
end

local function read_object(text, at, depth, null)
    local object, first = {}, true
    at = blank(text, at)
    if byte(text, at) == 125 then return setmetatable(object, object_mark), at + 1 end
    while true do
        if byte(text, at) ~= 34 then bad(text, at, first and "expected a key or '}'" or "expected a key") end
        first = false
        local key
        key, at = read_string(text, at + 1)
        at = blank(text, at)
        if byte(text, at) ~= 58 then bad(text, at, "expected ':'") end
        object[key], at = read(text, blank(text, at + 1), depth, null)
        at = blank(text, at)
        local c = byte(text, at)
        if c == 125 then return object, at + 1 end
        if c ~= 44 then bad(text, at, "expected ',' or '}'") end
        at = blank(text, at + 1)
    end
end

function read(text, at, depth, null)
    local c = byte(text, at)
    if c == 34 then
        return read_string(text, at + 1)
    elseif c == 123 or c == 91 then
        if depth == 0 then bad(text, at, "nested too deeply") end
        if c == 123 then return read_object(text, at + 1, depth - 1, null) end
        return read_array(text, at + 1, depth - 1, null)
    elseif c == 116 and find(text, "^true", at) then
        return true, at + 4
    elseif c == 102 and find(text, "^false", at) then
        return false, at + 5
    elseif c == 110 and find(text, "^null", at) then
        return null, at + 4
    elseif not c then
        bad(text, at, "the text ends where a value should be")
    end
    return read_number(text, at)
end

local DECODE_OPTIONS = { "depth", "null" }

--- Reads one JSON text. Returns the value, or nil, "line L, column C: reason" and the byte. null becomes json.null,
-- or `options.null`.
function json.decode(text, options)
    if type(text) ~= "string" then
        error(("bad argument #1 to 'decode' (string expected, got %s)"):format(type(text)), 2)
    end
    options = check_options(options, DECODE_OPTIONS, "json.decode")
    local null = json.null
    if options.null ~= nil then null = options.null end
    local ok, value = pcall(function()
        local valid, where = utf8.len(text)
        if not valid then bad(text, where, "not valid UTF-8") end
        local result, stop = read(text, blank(text, 1), options.depth or 256, null)
        stop = blank(text, stop)
        if stop <= #text then bad(text, stop, "something follows the value") end
        return result
    end)
    if ok then return value end
    if getmetatable(value) == failure then return nil, value.message, value.at end
    error(value, 0)
end

return json
