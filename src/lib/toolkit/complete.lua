--- What Tab offers: keywords, globals, fields, methods, the options of the function whose table is being typed, and
--- inside queries what the corpus has.
--
-- Looks at values without running any of their code: no metamethod is called except our own lazy modules.

local manual = require "toolkit.manual"
local in_query = require "toolkit.complete.query"

local KEYWORDS = {}
for word in ([[and break do else elseif end false for function goto if in local nil not or repeat return then true
until while]]):gmatch "%a+" do KEYWORDS[#KEYWORDS + 1] = word end

local function class_of(value)
    local metatable = debug.getmetatable(value)
    local name = type(metatable) == "table" and rawget(metatable, "__name")
    return type(name) == "string" and name or nil, metatable
end

-- The names that may stand behind `value.` or `value:`.
local function names_of(value, methods_only, put)
    local name, metatable = class_of(value)
    if type(value) == "table" then
        for key, member in next, value do
            if type(key) == "string" and (not methods_only or type(member) == "function") then put(key) end
        end
        if value == package.loaded.toolkit then
            for module in pairs(package.preload) do
                local short = module:match "^toolkit%.([%a_]+)$"
                if short and manual.entry(module) then put(short) end
            end
        end
    end
    if type(metatable) == "table" then
        local index = rawget(metatable, "__index")
        if type(index) == "table" and index ~= value then
            for key, member in next, index do
                local fits = type(key) == "string" and (not methods_only or type(member) == "function")
                if fits and key:sub(1, 2) ~= "__" then put(key) end
            end
        end
        if type(value) == "userdata" then
            for key in pairs(manual.methods_of(metatable)) do if type(key) == "string" then put(key) end end
        end
    end
    if name then
        for _, member in ipairs(manual.members(name)) do
            if not methods_only or member.kind == "method" then put(member.short) end
        end
    end
end

-- Follows a chain of names from the globals: "toolkit.stats" -> its table. nil when it leads nowhere.
local function resolve(chain)
    local value, first = nil, true
    for name in chain:gmatch "[%a_][%w_]*" do
        if first then
            value = rawget(_G, name)
        elseif type(value) == "table" then
            local member = rawget(value, name)
            if member == nil and value == package.loaded.toolkit and package.preload["toolkit." .. name] then
                member = require("toolkit." .. name)
            end
            value = member
        else
            return nil
        end
        first = false
        if value == nil then return nil end
    end
    return value
end

-- The call whose options table is open at the end of `text`: "corpus:find" in `corpus:find("x", { with|`.
local function open_call(text)
    local depth, at = 0, #text
    while at > 0 do
        local c = text:sub(at, at)
        if c == "}" or c == ")" or c == "]" then
            depth = depth + 1
        elseif c == "{" or c == "(" or c == "[" then
            if depth > 0 then
                depth = depth - 1
            else
                if c ~= "{" then return nil end
                local before = text:sub(1, at - 1)
                local direct = before:match "([%a_][%w_.]*:?[%a_][%w_]*)%s*$" -- f { ... }
                if direct then return direct end
                -- f(..., { ... }: the parenthesis that is open in front of it
                local inner = 0
                for back = #before, 1, -1 do
                    local b = before:sub(back, back)
                    if b == ")" or b == "}" or b == "]" then
                        inner = inner + 1
                    elseif b == "(" or b == "{" or b == "[" then
                        if inner == 0 then
                            return b == "(" and before:sub(1, back - 1):match "([%a_][%w_.]*:?[%a_][%w_]*)%s*$" or nil
                        end
                        inner = inner - 1
                    end
                end
                return nil
            end
        end
        at = at - 1
    end
    return nil
end

local function entries_of_call(call)
    local owner, method = call:match "^(.-):([%a_][%w_]*)$"
    if method then
        local value = resolve(owner)
        local class = value ~= nil and class_of(value)
        local entry = class and manual.entry(class .. ":" .. method)
        if entry then return { entry } end
    else
        local value = resolve(call)
        local name = value ~= nil and manual.name_of(value)
        local entry = name and manual.entry(name)
        if entry then return { entry } end
        method = call:match "([%a_][%w_]*)$"
    end
    local found = {}
    for _, entry in ipairs(manual.search(method)) do
        if entry.short == method then found[#found + 1] = entry end
    end
    return found
end

--- Completes the end of `text`. Returns where the word begins (a byte) and the candidates, sorted.
return function(text)
    local found, seen = {}, {}
    local at, names = in_query.complete(text, resolve)
    if at then
        local typed = text:sub(at)
        for _, name in ipairs(names) do
            if not seen[name] and name:sub(1, #typed) == typed then found[#found + 1] = name end
            seen[name] = true
        end
        table.sort(found)
        return at, found
    end
    local chain = text:match "[%a_][%w_.:]*$" or ""
    if chain == "" and text:match "[%w_%)%]\"'][.:]$" then return #text + 1, {} end
    local owner, separator, word = chain:match "^(.-)([.:])([%w_]*)$"
    if not owner then word = chain end
    local function put(name)
        if not seen[name] and name:sub(1, #word) == word then
            seen[name] = true
            found[#found + 1] = name
        end
    end
    if owner then
        local value = resolve(owner)
        if value ~= nil then names_of(value, separator == ":", put) end
    else
        local call = open_call(text:sub(1, #text - #word))
        local position = text:sub(1, #text - #word):match "[{,]%s*$"
        if call and position then
            for _, entry in ipairs(entries_of_call(call)) do
                for _, option in ipairs(manual.options(entry)) do put(option[1]) end
            end
            for i, name in ipairs(found) do found[i] = name .. " = " end
        end
        if #found == 0 then
            for _, keyword in ipairs(KEYWORDS) do if word ~= "" then put(keyword) end end
            for name in next, _G do if type(name) == "string" then put(name) end end
        end
    end
    table.sort(found)
    return #text - #word + 1, found
end
