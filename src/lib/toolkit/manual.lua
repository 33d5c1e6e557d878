--- The Lua manual (include/lua) as data: what exists, its signature, its text.
--
-- Reads the LuaCATS pages that travel inside the library. help() prints from here, Tab completes from here, a spec
-- compares it with the live module.

local pages = require "toolkit.manual.pages"

local manual = {}

-- entries: by full name ("toolkit.open", "toolkit.Corpus:find", "toolkit.Corpus"), in the order of the pages
local entries, order = {}, {}

local function add(entry)
    if entries[entry.name] then return entries[entry.name] end
    entries[entry.name] = entry
    order[#order + 1] = entry
    return entry
end

-- The type at the head of a text: "fun(a: b): c, d", "{ a?: b }", "string? name" ... and what follows it.
local function split_type(text)
    local depth, at = 0, 1
    while at <= #text do
        local c = text:sub(at, at)
        if c:find "[%(%[{<]" then
            depth = depth + 1
        elseif c:find "[%)%]}>]" then
            depth = depth - 1
        elseif c == " " and depth == 0 then
            -- a type goes on behind "," ":" and "|"
            local before, after = text:sub(at - 1, at - 1), text:sub(at + 1, at + 1)
            if not before:find "[,:|]" and after ~= "|" then break end
        end
        at = at + 1
    end
    return text:sub(1, at - 1), text:sub(at + 1)
end

local function read_page(text)
    local doc, class, params, returns, fields, seen = {}, nil, {}, {}, {}, false
    local owner_of = {} -- local name -> full name
    local function reset() doc, class, params, returns, fields, seen = {}, nil, {}, {}, {}, false end
    local function declare_class()
        local kind = class.name:match "%.%u" and "class" or "module"
        local entry = add { name = class.name, kind = kind, doc = doc, fields = {} }
        for _, field in ipairs(fields) do
            field.owner, field.kind = entry.name, "field"
            entry.fields[#entry.fields + 1] = field
            add { name = entry.name .. "." .. field.field, kind = "field", doc = { field.text }, type = field.type,
                owner = entry.name, short = field.field }
        end
        return entry
    end
    for line in (text .. "\n"):gmatch "(.-)\n" do
        local tag, rest = line:match "^%-%-%-@(%a+)%s*(.*)$"
        local comment = not tag and line:match "^%-%-%-%s?(.*)$"
        if tag == "class" then
            class = { name = rest:match "^([%w_.]+)" }
        elseif tag == "field" then
            local field, tail = rest:match "^(%S+)%s+(.*)$"
            local kind, what = split_type(tail or "")
            fields[#fields + 1] = { field = field:gsub("%?$", ""), type = kind, text = what }
        elseif tag == "param" then
            local name, tail = rest:match "^(%S+)%s+(.*)$"
            local kind, what = split_type(tail or "")
            local optional = name:find "%?$" ~= nil
            params[#params + 1] = { name = name:gsub("%?$", ""), optional = optional, type = kind, text = what }
        elseif tag == "return" then
            local kind, what = split_type(rest)
            returns[#returns + 1] = { type = kind, name = what:match "^%S+" }
        elseif comment then
            doc[#doc + 1], seen = comment, true
        elseif line:match "^local%s+[%w_]+" then
            local name = line:match "^local%s+([%w_]+)"
            if class then
                owner_of[name] = class.name
                declare_class()
            end
            reset()
        elseif line:match "^function%s" then
            local owner, separator, name, arguments = line:match "^function%s+([%w_.]-)([.:])([%w_]+)%((.-)%)"
            local full = owner_of[owner] or owner
            if name then
                add { name = full .. separator .. name, kind = separator == ":" and "method" or "function", doc = doc,
                    params = params, returns = returns, owner = full, short = name, arguments = arguments }
            end
            reset()
        elseif line == "" then
            if class then declare_class() end -- a class of fields only
            if seen or class then reset() end
        end
    end
end

for _, page in ipairs(pages) do read_page(page[2]) end

--- The entry of a full name, or nil: { name, kind = "function" | "method" | "class" | "module" | "field", doc = lines,
-- params, returns, fields, owner, short }.
function manual.entry(name)
    return entries[name]
end

--- All entries, in the order of the pages.
function manual.entries()
    return order
end

--- What belongs to a class or module, in order.
function manual.members(owner)
    local list = {}
    for _, entry in ipairs(order) do
        if entry.owner == owner then list[#list + 1] = entry end
    end
    return list
end

--- The first sentence of an entry.
function manual.summary(entry)
    local text = {}
    for _, line in ipairs(entry.doc or {}) do
        if line == "" then break end
        text[#text + 1] = line
    end
    text = table.concat(text, " ")
    return text:match "^(.-%.)%s" or text
end

--- The names that the options table of a function knows, with what their type says: { { name, type }, ... }. From the
-- type of its last table parameter, or from the words in backticks behind "Options:".
function manual.options(entry)
    local list, seen = {}, {}
    local function put(name, kind)
        if not seen[name] then
            seen[name] = true
            list[#list + 1] = { name, kind }
        end
    end
    for _, param in ipairs(entry.params or {}) do
        local inside = param.type:match "^[%a|]-{(.*)}$" -- alone, or beside what else may stand there
        if inside then
            for name, kind in inside:gmatch "([%a_][%w_]*)%??:%s*([^,{}]+)" do put(name, kind:match "^%s*(.-)%s*$") end
        end
    end
    local text = table.concat(entry.doc or {}, " ")
    local behind = text:match "[Oo]ptions[^:]-:%s*(.*)$"
    if behind then
        for name in behind:gmatch "`([%a_][%w_]*)`" do put(name) end
    end
    return list
end

--- Entries whose name is, ends in, or contains what was asked for: the first of these three that finds any.
function manual.search(wanted)
    wanted = wanted:gsub("%(%)$", ""):gsub(":", "."):lower()
    local finds = {
        function(name) return name == wanted or name == "toolkit." .. wanted end,
        function(name)
            local tail = name:sub(-#wanted)
            local before = name:sub(-#wanted - 1, -#wanted - 1)
            return tail == wanted and before == "."
        end,
        function(name) return #wanted > 1 and name:find(wanted, 1, true) ~= nil end,
    }
    for _, find in ipairs(finds) do
        local list = {}
        for _, entry in ipairs(order) do
            if find((entry.name:gsub(":", "."):lower())) then list[#list + 1] = entry end
        end
        if #list > 0 then return list end
    end
    return {}
end

-- ---- the live side ---------------------------------------------------------------------------

--- The classes of userdata: their metatables by name, with their methods. Metatables are hidden from getmetatable.
function manual.classes()
    local found = {}
    for name, metatable in pairs(debug.getregistry()) do
        if type(name) == "string" and name:match "^toolkit%.%u" and type(metatable) == "table" then
            found[name] = metatable
        end
    end
    return found
end

local function methods_of(metatable)
    local index = rawget(metatable, "__index")
    if type(index) == "table" then return index end
    -- Classes with fields keep their methods in an upvalue of __index or under __methods.
    if type(rawget(metatable, "__methods")) == "table" then return metatable.__methods end
    if type(index) == "function" then
        for n = 1, 8 do
            local name, value = debug.getupvalue(index, n)
            if not name then break end
            if type(value) == "table" then return value end
        end
    end
    return {}
end
manual.methods_of = methods_of

--- The full name of a live function, module, class or object; nil when the manual does not know it.
function manual.name_of(value)
    if type(value) == "userdata" then
        local metatable = debug.getmetatable(value)
        return metatable and rawget(metatable, "__name")
    end
    if type(value) == "table" then
        local metatable = debug.getmetatable(value)
        if metatable and type(rawget(metatable, "__name")) == "string" then return metatable.__name end
    end
    for name, module in pairs(package.loaded) do
        if name == "toolkit" or name:match "^toolkit%." then
            if module == value then return name end
            if type(module) == "table" and type(value) == "function" then
                for key, member in pairs(module) do
                    if member == value and type(key) == "string" then
                        if entries[name .. "." .. key] then return name .. "." .. key end
                        local class = rawget(module, "__name")
                        if type(class) == "string" and entries[class .. ":" .. key] then return class .. ":" .. key end
                    elseif name == "toolkit" and type(member) == "table" and type(key) == "string" then
                        for inner, deeper in pairs(member) do
                            if deeper == value and entries["toolkit." .. key .. "." .. tostring(inner)] then
                                return "toolkit." .. key .. "." .. inner
                            end
                        end
                    end
                end
            end
        end
    end
    if type(value) == "table" then
        local root = package.loaded.toolkit
        for key, member in pairs(root) do
            if member == value and entries["toolkit." .. tostring(key)] then return "toolkit." .. key end
        end
    elseif type(value) == "function" then
        for name, metatable in pairs(manual.classes()) do
            for key, method in pairs(methods_of(metatable)) do
                if method == value then return name .. ":" .. key end
            end
        end
    end
    return nil
end

return manual
