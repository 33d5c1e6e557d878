-- Pages of HTML: escapes, links, policy, landmarks, the same bytes twice.
local report = require "toolkit.report"
local Table = require "toolkit.table"
local toolkit = require "toolkit"
local helper = require "tests.helper"

local function sample()
    local r = report.new { title = "A <b> & B", subtitle = "sub", stamp = report.stamp {
        script = "tests/helper.lua", options = { limit = 3, format = "html" },
        inputs = { { file = "x<y.txt", sha256 = ("0"):rep(64) } },
    } }
    local t = Table.new({ "word", { name = "f", type = "integer" } }, { caption = "Words & counts" })
    for i = 1, 9 do t:add { "<script>alert(" .. i .. ")</script>", i } end
    local s = r:section("Results", { count = 9, intro = "What was found." })
    s:figures { { 9, "words", "of 10" } }
    s:table(t)
    s:section("Details"):card { id = "c1", title = "T", quote = "q < r", cite = "f:1-2", badges = { report.badge("x", "warn") } }
    r:section("Results"):text("again ", report.link("javascript:alert(1)", "no link"), " ", report.link("https://a.example/", "a link"))
    return r
end

describe("toolkit.report", function()
    it("escapes everything that is text", function()
        local html = sample():html()
        assert.is_nil(html:find("<script>alert", 1, true))
        assert.matches("&lt;script&gt;alert(1)&lt;/script&gt;", html, 1, true)
        assert.matches("<h1>A &lt;b&gt; &amp; B</h1>", html, 1, true)
        assert.matches("q &lt; r", html, 1, true)
        assert.matches("x&lt;y.txt", html, 1, true)
    end)

    it("links to the web and into the page only", function()
        local html = sample():html()
        assert.is_nil(html:find("javascript:", 1, true))
        assert.matches('<a href="https://a.example/" rel="noopener noreferrer">a link</a>', html, 1, true)
        for _, url in ipairs { "javascript:x", " https://a", "data:text/html,x", "//a.example", "HTTPS://a\nb", "file:///etc" } do
            assert.is_nil(report.safe_url(url), url)
        end
        assert.equal("#c1", report.safe_url "#c1")
    end)

    it("refuses elements and attributes that could run code", function()
        assert.has_error(function() report.tag("script", nil, "x") end)
        assert.has_error(function() report.tag("p", { onclick = "x" }) end)
        assert.has_error(function() report.tag("p", { style = "x" }) end)
        assert.has_error(function() report.tag("p", { ['x"y'] = "x" }) end)
        assert.equal('<p class="a&quot;b" id="i">1&lt;2</p>', report.tag("p", { id = "i", class = 'a"b' }, "1<2").html)
    end)

    it("names its style and script by hash in the policy", function()
        local html = sample():html()
        local policy = html:match('Content%-Security%-Policy" content="([^"]+)"')
        assert.matches("default-src 'none'", policy, 1, true)
        assert.is_nil(policy:find("unsafe", 1, true))
        local path = os.tmpname()
        for kind in pairs { style = true, script = true } do
            local body = html:match("<" .. kind .. ">(.-)</" .. kind .. ">")
            local f = assert(io.open(path, "wb"))
            f:write(body)
            f:close()
            local digest = helper.run("openssl dgst -sha256 -binary " .. path .. " | base64"):gsub("%s", "")
            if digest ~= "" then assert.matches("'sha256-" .. digest .. "'", policy, 1, true) end
        end
        os.remove(path)
    end)

    it("loads nothing from anywhere", function()
        local html = sample():html()
        for _, word in ipairs { "<link", "<img", "@import", "url(", " src=", "fetch(", "XMLHttpRequest" } do
            assert.is_nil(html:find(word, 1, true), word)
        end
    end)

    it("has landmarks, a skip link, headings in order, unique ids, captions and scopes", function()
        local html = sample():html()
        for _, piece in ipairs { '<a class="skip" href="#main">', '<main id="main">', "<header>", '<nav aria-label="Contents">', "<footer>",
            '<html lang="en">', "<caption>Words &amp; counts</caption>", '<th scope="col"', '<th scope="row">' } do
            assert.matches(piece, html, 1, true)
        end
        local last, ids = 0, {}
        for level in html:gmatch "<h(%d)[ >]" do
            level = tonumber(level)
            assert.is_true(level <= last + 1)
            last = level
        end
        for id in html:gmatch ' id="([^"]+)"' do
            assert.is_nil(ids[id], id)
            ids[id] = true
        end
        assert.is_true(ids["results"] and ids["results-2"])
    end)

    it("is the same bytes twice, with the time of SOURCE_DATE_EPOCH only", function()
        assert.equal(sample():html(), sample():html())
        local script = os.tmpname()
        local f = assert(io.open(script, "w"))
        f:write('print(require("toolkit").report.stamp({}).time)')
        f:close()
        assert.equal("2001-09-09T01:46:40Z\n", (helper.run("SOURCE_DATE_EPOCH=1000000000 " .. helper.command .. " " .. script)))
        assert.equal("nil\n", (helper.run("env -u SOURCE_DATE_EPOCH " .. helper.command .. " " .. script)))
        os.remove(script)
    end)

    it("stamps versions, script, options and inputs", function()
        local stamp = report.stamp { script = "tests/helper.lua", options = { a = 1 }, inputs = { { file = "f", sha256 = "0" } } }
        local f = assert(io.open("tests/helper.lua", "rb"))
        assert.equal(toolkit.sha256(f:read "a"), stamp.script_sha256)
        f:close()
        assert.equal(toolkit.version, stamp.toolkit)
        assert.equal('{"file":"f","sha256":"0"}', require("toolkit.json").encode(stamp.inputs[1]))
    end)

    it("marks spans that overlap and nest", function()
        assert.equal('a<mark class="x">b</mark><mark class="x y" title="t">&lt;</mark><mark class="y" title="t">d</mark>e',
            report.highlight("ab<de", { { 2, 3, class = "x" }, { 3, 4, class = "y", title = "t" } }).html)
        assert.equal('<mark id="m">a</mark><mark class="q">b</mark><mark>c</mark>',
            report.highlight("abc", { { 1, 3, id = "m" }, { 2, 2, class = "q" } }).html)
        assert.equal("<del>ab</del>", report.highlight("ab", { { -3, 9, tag = "del" } }).html)
        assert.equal("ab", report.highlight("ab", {}).html)
    end)

    it("shows bytes that HTML forbids", function()
        assert.equal("a\\x00\\xFFb", report.escape "a\0\xFFb")
    end)

    it("is well-formed for tidy", function()
        local path = os.tmpname()
        assert(sample():write(path))
        local output, status = helper.run("command -v tidy >/dev/null || exit 9; tidy -q -e " .. path .. " 2>&1")
        os.remove(path)
        if status == 9 then return pending "tidy is not installed" end
        assert.equal("", output)
    end)

    it("explains wrong options", function()
        local s = report.new { title = "x" }:section "y"
        assert.has_error(function() s:card { titel = "x" } end, "report.card: unknown option 'titel' (did you mean 'title'?)")
        assert.has_error(function() s:table(Table.new { "a" }) end, "report:table: a table needs a caption")
        assert.has_error(function() report.new {} end, "report.new: the report needs a title")
    end)
end)
