-- The HTML report of claims for everybody who reads it: by keyboard, by screen reader, in the dark, on paper, offline.
local claims = require "toolkit.claims"
local helper = require "tests.helper"

local result = claims.run { "corpus" }
local html = claims.format(result, "html")
local style = html:match("<style.->(.-)</style>")
local body = html:match("<body.*"):gsub("<script.->.-</script>", "")

local function count(text, pattern) return select(2, text:gsub(pattern, "")) end

describe("the page", function()
    it("has landmarks and a language", function()
        assert.matches('<html lang="en"', html)
        for _, name in ipairs { "main", "nav", "header" } do assert.equal(1, count(body, "<" .. name .. "[ >]"), name) end
        assert.matches('<a class="skip" href="#', body)
        assert.matches("<title>Claims</title>", html)
        assert.matches('name="viewport"', html)
    end)

    it("has headings in order", function()
        local before = 0
        for level in body:gmatch("<h(%d)[ >]") do
            level = tonumber(level)
            assert.is_true(level <= before + 1, "h" .. level .. " behind h" .. before)
            before = level
        end
        assert.equal(1, count(body, "<h1[ >]"))
    end)

    it("names every place once and leads to places that are there", function()
        local ids = {}
        for id in body:gmatch('%sid="([^"]+)"') do
            assert.is_nil(ids[id], "twice: " .. id)
            ids[id] = true
        end
        local links = 0
        for target in body:gmatch('href="#([^"]+)"') do
            links = links + 1
            assert.is_true(ids[target], "nowhere: " .. target)
        end
        assert.is_true(links > 100)
    end)

    it("shows the most telling conflicts, and folds the rest", function()
        local section = body:match('<h2 id="first%-h">.-</section>')
        local open, folded = section:match("^(.-)<details><summary>%d+ more</summary>(.*)$")
        assert.is_true(count(open, '<article class="card"') >= 6)
        assert.equal(#result.conflicts, count(open .. folded, '<article class="card"'))
        assert.equal(tonumber(section:match "<summary>(%d+) more"), count(folded, '<article class="card"'))
    end)

    it("leads from every conflict and claim to the bytes in the text", function()
        local shown = 0
        for _, c in ipairs(result.claims) do
            local name = c.id:gsub("%.", "-")
            if c.type ~= "author-statement" and body:find('href="#t-' .. name .. '"', 1, true) then
                shown = shown + 1
                assert.is_truthy(body:find('id="t-' .. name .. '"', 1, true), c.id)
            end
        end
        assert.is_true(shown >= 0.9 * #result.claims - 40, shown .. " of " .. #result.claims)
    end)

    it("has tables with captions and headers", function()
        local tables = 0
        for t in body:gmatch("<table.-</table>") do
            tables = tables + 1
            assert.matches("<caption>[^<]+</caption>", t)
            assert.matches('<th scope="col"', t)
            for th in t:gmatch("<th[ >][^>]*>") do assert.matches("scope=", th) end
        end
        assert.is_true(tables >= 6)
    end)

    it("says in words what its drawings show", function()
        local drawings = 0
        for svg in body:gmatch("<svg.-</svg>") do
            drawings = drawings + 1
            assert.matches('role="img"', svg)
            assert.matches("<title", svg)
            assert.matches("<desc", svg)
        end
        assert.is_true(drawings >= 3)
        for img in body:gmatch("<img[^>]*>") do assert.matches("alt=", img) end
    end)

    it("asks nothing of the network", function()
        assert.matches("default%-src 'none'", html)
        assert.is_nil(style:find("url(", 1, true))
        assert.is_nil(style:find("@import", 1, true))
        for _, attribute in ipairs { "src", "href", "action", "srcset", "data", "poster" } do
            for value in body:gmatch("%s" .. attribute .. '="([^"]*)"') do assert.matches("^#", value) end
        end
        assert.is_nil(html:find("<link[ >]"))
        assert.is_nil(html:find("<iframe"))
        for _, call in ipairs { "fetch(", "XMLHttpRequest", "WebSocket", "sendBeacon" } do
            assert.is_nil(html:find(call, 1, true))
        end
    end)

    it("is well-formed for tidy", function()
        local path = os.tmpname()
        local file = assert(io.open(path, "wb"))
        file:write(html)
        file:close()
        local output, status = helper.run("command -v tidy >/dev/null || exit 9; tidy -q -e " .. path .. " 2>&1")
        os.remove(path)
        if status == 9 then return pending "tidy is not installed" end
        assert.equal("", output)
    end)

    it("shows where the keyboard is", function()
        assert.matches(":focus%-visible %{ outline: %.16rem solid var%(%-%-accent%)", style)
        assert.equal(count(style, "outline: *0"), 0)
        assert.is_nil(style:find("outline: none", 1, true))
        for region in body:gmatch('<div class="table"[^>]*>') do assert.matches('tabindex="0"', region) end
    end)
end)

-- ---- contrast, computed from the colours of the style sheet --------------------------------------------------

local function luminance(hex)
    local sum = 0
    for i, weight in ipairs { 0.2126, 0.7152, 0.0722 } do
        local c = tonumber(hex:sub(2 * i, 2 * i + 1), 16) / 255
        c = c <= 0.04045 and c / 12.92 or ((c + 0.055) / 1.055) ^ 2.4
        sum = sum + weight * c
    end
    return sum
end

local function contrast(a, b)
    local x, y = luminance(a), luminance(b)
    if x < y then x, y = y, x end
    return (x + 0.05) / (y + 0.05)
end

-- text on ground, as the style sheet puts them together
local PAIRS = { "ink paper", "ink surface", "soft paper", "soft surface", "accent paper", "accent surface",
    "accent accent-soft", "good good-soft", "warn warn-soft", "bad bad-soft", "ink line", "ink warn-soft", "ink bad-soft",
    "soft bad-soft", "soft warn-soft", "accent bad-soft", "accent warn-soft", "ink mark", "ink mark-2", "ink mark-3",
    "ink accent-soft" }

describe("contrast", function()
    it("is computed as the standard says", function()
        assert.near(21, contrast("#000000", "#ffffff"), 1e-9)
        assert.near(4.54, contrast("#767676", "#ffffff"), 0.01)
    end)

    local light = style:match(":root %{(.-)%}")
    local dark = style:match("prefers%-color%-scheme: dark%) %{%s*:root %{(.-)%}")
    for name, scheme in pairs { light = light, dark = dark } do
        it("is enough for text in the " .. name .. " scheme", function()
            local colours = {}
            for key, hex in scheme:gmatch("%-%-([%w%-]+): (#%x%x%x%x%x%x)") do colours[key] = hex end
            for _, pair in ipairs(PAIRS) do
                local text, ground = pair:match("(%S+) (%S+)")
                local ratio = contrast(assert(colours[text], text), assert(colours[ground], ground))
                assert.is_true(ratio >= 4.5, ("%s on %s: %.2f"):format(text, ground, ratio))
            end
            -- lines that carry meaning: the frame of what has the focus
            assert.is_true(contrast(colours.accent, colours.paper) >= 3)
        end)
    end
end)

describe("a page of many documents", function()
    it("stays small and is folded by document and event", function()
        local page = require "toolkit.claims.page"
        local kept_cards, kept_texts = page.cards, page.texts
        page.cards, page.texts = 20, 2000
        local okay, small = pcall(claims.format, result, "html")
        page.cards, page.texts = kept_cards, kept_texts
        assert(okay, small)
        assert.is_true(#small < #html)
        assert.matches("more claims are in claims%.csv", small)
        assert.matches("more texts are left out", small)
        local ids = {}
        for id in small:gmatch('%sid="([^"]+)"') do ids[id] = true end
        for target in small:gmatch('href="#([^"]+)"') do assert.is_true(ids[target], "nowhere: " .. target) end
    end)
end)

describe("limits", function()
    local limits = require "toolkit.claims.limits"
    local readme = assert(io.open("README.md")):read("a")

    it("stand in the report", function()
        for _, m in ipairs(limits.measured) do assert.is_truthy(html:find(m[2], 1, true), m[2]) end
        for _, text in ipairs(limits.failures) do
            assert.is_truthy(html:find((text:gsub('"', "&quot;"):gsub("'", "&#39;")), 1, true), text)
        end
        assert.is_truthy(html:find("Measured on " .. limits.date, 1, true))
    end)

    it("stand in the README with the same figures", function()
        assert.is_truthy(readme:find(limits.date, 1, true))
        for row in limits.table():each() do
            assert.is_truthy(readme:find(("| %s | %s | %s |"):format(row.what, row.figure, row.data), 1, true), row.what)
        end
        for _, text in ipairs(limits.failures) do assert.is_truthy(readme:find("- " .. text, 1, true), text) end
    end)
end)
