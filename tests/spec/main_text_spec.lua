-- The main text of pages: every layout of tests/data/pages in nine languages. What is text must be there, what is not must not.
local toolkit = require "toolkit"
local texts = dofile("tests/data/pages/texts.lua")
local layouts = dofile("tests/data/pages/layouts.lua")

local LANGUAGES = { "en", "de", "fr", "es", "ru", "zh", "ja", "ar", "th" }
local NEUTRAL = { title = true, byline = true, date = true }
local LISTS = { p = "p", h = "h", li = "li", nav = "nav", related = "related", comment = "comments" }

local function value(text, name)
    local list, n = name:match("^(%a+)(%d)$")
    if list then return text[LISTS[list]][tonumber(n)] end
    return text[name]
end

local function body(html)
    local parts = {}
    local doc = assert(toolkit.document(html, { name = "page.html" }))
    for _, i, j, _, _, _, _, is_body in doc:blocks() do
        if is_body then parts[#parts + 1] = doc:slice(i, j) end
    end
    return table.concat(parts, "\n"), doc
end

--- Names of the places that went wrong: -p1 is missing, +nav1 should not be there.
local function check(layout, text)
    local used, keep, wrong = {}, {}, {}
    local html = layout.html:gsub("%$(%a+%d?)", function(name)
        used[name] = true
        return assert(value(text, name), name)
    end)
    for name in layout.keep:gmatch("%S+") do keep[name] = true end
    local found, doc = body(html)
    local kept = {} -- a short word such as the name of a section may also stand inside a sentence of the text
    for name in pairs(keep) do kept[#kept + 1] = value(text, name) end
    local all = table.concat(kept, "\n")
    for name in pairs(used) do
        local is_there = found:find(value(text, name), 1, true) ~= nil
        if keep[name] and not is_there then
            wrong[#wrong + 1] = "-" .. name
        elseif not keep[name] and not NEUTRAL[name] and is_there and not all:find(value(text, name), 1, true) then
            wrong[#wrong + 1] = "+" .. name
        end
    end
    table.sort(wrong)
    return table.concat(wrong, " "), doc
end

describe("main text", function()
    for _, layout in ipairs(layouts) do
        it("of a page: " .. layout.name, function()
            for _, language in ipairs(LANGUAGES) do
                local wrong, doc = check(layout, texts[language])
                assert.equal(language .. ": ", language .. ": " .. wrong)
                assert.equal(texts[language].title, doc.title)
            end
        end)
    end
end)
