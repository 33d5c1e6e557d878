-- Damaged and hostile variants of every markup and container format: a document or a reason, never a crash.
local toolkit = require "toolkit"
local helper = require "tests.helper"

local bytes = helper.read

local fixtures = {
    { "page.html", "tests/data/html/news.html" },
    { "records.xml", "tests/data/xml/records.xml" },
    { "feed.rss", "tests/data/xml/feed.xml" },
    { "play.xml", "tests/data/xml/play.xml" },
    { "wire.sgm", "tests/data/xml/wire.sgm" },
    { "report.docx", "tests/fuzz/seeds/packages/docx" },
    { "report.odt", "tests/fuzz/seeds/packages/odt" },
    { "book.epub", "tests/fuzz/seeds/packages/epub" },
    { "some.tar", "tests/fuzz/seeds/packages/tar" },
    { "note.txt.gz", "tests/fuzz/seeds/packages/gz" },
    { "note.txt.xz", "tests/fuzz/seeds/packages/xz" },
    { "crawl.warc", "tests/fuzz/seeds/warc/crawl" },
}

local variants = {
    ["empty"] = function() return "" end,
    ["only a byte-order mark"] = function() return "\xEF\xBB\xBF" end,
    ["behind a byte-order mark"] = function(s) return "\xEF\xBB\xBF" .. s end,
    ["cut to its first bytes"] = function(s) return s:sub(1, 12) end,
    ["cut in the middle"] = function(s) return s:sub(1, #s // 2) end,
    ["without its beginning"] = function(s) return s:sub(#s // 3) end,
    ["with NUL bytes"] = function(s) return (s:gsub("(" .. ("."):rep(37) .. ")", "%1\0")) end,
    ["with every seventh byte changed"] = function(s)
        return (s:gsub("(......)(.)", function(a, b) return a .. string.char(b:byte() ~ 0x5A) end))
    end,
    ["with bytes that are no UTF-8"] = function(s) return (s:gsub("e", "\xE9\xFF")) end,
    ["as UTF-16 without a mark"] = function(s) return (s:sub(1, 4000):gsub(".", "%0\0")) end,
    ["twice"] = function(s) return s .. s end,
    ["with one byte a thousand times over"] = function(s) return s .. (s:sub(-1)):rep(100000) end,
    ["with all its brackets turned"] = function(s) return (s:gsub("[<>]", { ["<"] = ">", [">"] = "<" })) end,
    ["in overlong UTF-8 and surrogates"] = function(s) return (s:gsub("o", "\xC0\xAF\xED\xA0\x80")) end,
}

describe("hostile variants", function()
    for _, fixture in ipairs(fixtures) do
        local name, path = table.unpack(fixture)
        it("of " .. name .. " give a document or a reason", function()
            local original = bytes(path)
            assert(toolkit.document(original, { name = name }))
            for what, change in pairs(variants) do
                local doc, message = toolkit.document(change(original), { name = name })
                if doc then
                    assert.truthy(utf8.len(doc.text, 1, -1, false), name .. " " .. what .. ": text is no UTF-8")
                    local last = 0
                    for _, i, j in doc:blocks() do
                        assert.is_true(i > last and j >= i and j <= #doc.text, name .. " " .. what .. ": blocks")
                        last = j
                    end
                else
                    assert.is_string(message, name .. " " .. what)
                    assert.is_nil(message:find("\n", 1, true), name .. " " .. what .. ": one line")
                end
            end
        end)
    end
end)
