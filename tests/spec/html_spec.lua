-- Web pages: text, blocks, hints, hostile markup.
local toolkit = require "toolkit"
local helper = require "tests.helper"

local function read(html, options)
    options = options or {}
    options.name = options.name or "page.html"
    return assert(toolkit.document(html, options))
end

--- Blocks as "kind:text" or "kind/detail:text".
local blocks = helper.blocks

local function file(name)
    local f = assert(io.open("tests/data/html/" .. name, "rb"))
    local content = f:read("a")
    f:close()
    return content
end

describe("text of HTML", function()
    local function text(html) return read(html).text end

    it("collapses white space and keeps words apart", function()
        assert.equal("One two three.\n\nFour.", text("<p>One\n  two <b>th</b>ree.</p>\n\n<p> Four. </p>"))
        assert.equal("a\n\nb", text("a<div></div>b"))
        assert.equal("line one\nline two", text("<p>line one<br> line two"))
        assert.equal("one\n\ntwo", text("<p>one<br>\n&nbsp;<br/>two</p>"))
    end)

    it("decodes character references once", function()
        assert.equal("Caf\u{e9} & <b> \u{201c}x\u{201d} &amp;", text("<p>Caf&eacute; &amp; &lt;b&gt; &#147;x&#148; &amp;amp;</p>"))
    end)

    it("leaves out scripts, styles and comments", function()
        assert.equal("a\n\nb", text("<p>a</p><script>if (1<2) x('</p>')</script><style>p{}</style><!-- no --><p>b</p>"))
    end)

    it("keeps preformatted text as it is", function()
        assert.equal("a  b\n  c", text("<pre>a  b\n  c</pre>"))
    end)

    it("puts a row of a table on a line of its own", function()
        assert.same({ "table:Year\tShips", "table:1990\t12" },
            blocks(read("<table><tr><th>Year<th>Ships<tr><td>1990<td>12</table>")))
    end)

    it("closes what browsers close", function()
        assert.same({ "list:one", "list:two", "paragraph:after" }, blocks(read("<ul><li>one<li>two</ul>after")))
        assert.same({ "paragraph:a", "paragraph:b" }, blocks(read("<p>a<p>b")))
    end)

    it("leads back to the bytes of the page", function()
        local html = "<p>Caf&eacute;  was\n <i>closed</i>. Ships&nbsp;waited&hellip;</p><p>Two.</p>"
        local doc = read(html)
        local i, j = doc.text:find("Caf\u{e9} was closed.", 1, true)
        local a, b = doc:source_span(i, j)
        assert.equal("Caf&eacute;  was\n <i>closed</i>.", html:sub(a, b))
        i, j = doc.text:find("\u{2026}", 1, true)
        a, b = doc:source_span(i, j)
        assert.equal("&hellip;", html:sub(a, b))
        i, j = doc.text:find("Two.", 1, true)
        a, b = doc:source_span(i, j)
        assert.equal("Two.", html:sub(a, b))
    end)

    it("takes the encoding that the page declares", function()
        local doc = read('<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-2"><p>\xB3\xF3d\xBC')
        assert.equal("\u{142}\u{f3}d\u{17a}", doc.text)
        assert.equal("declared", doc.metadata.encoding_how)
    end)
end)

describe("a news page", function()
    local page = file("news.html")

    it("gives title, date, author, outlet, address and language with the way they were found", function()
        local doc = read(page)
        assert.equal("Harbour bridge closes for repairs", doc.title)
        assert.equal("2021-03-04", doc.date)
        assert.equal("The Harbour Gazette", doc.source)
        assert.equal("Ada Quill", doc.author)
        assert.equal("https://gazette.example/2021/03/04/bridge", doc.url)
        assert.equal("en-GB", doc.language)
    end)

    it("falls back to the date in the address", function()
        local doc = read('<link rel=canonical href="https://a.example/2020/02/29/tide.html"><title>x</title><p>Text of it.</p>')
        assert.equal("2020-02-29", doc.date)
        doc = read('<link rel=canonical href="https://a.example/2020/13/40/tide.html"><title>x</title><p>Text of it.</p>')
        assert.is_nil(doc.date)
    end)

    it("keeps the article and names what is not its text", function()
        local doc = read(page)
        local seen = blocks(doc)
        assert.equal("title:Harbour bridge closes for repairs", seen[1])
        local kinds = {}
        for _, b in ipairs(seen) do
            local kind = b:match("^[^:]+")
            kinds[kind] = (kinds[kind] or 0) + 1
        end
        assert.equal(4, kinds.paragraph)
        assert.equal(1, kinds.quote)
        assert.equal(1, kinds.caption)
        assert.equal(2, kinds.comment)
        assert.is_nil(doc.text:find("Subscribe", 1, true))
        assert.is_nil(doc.text:find("Share", 1, true))
        assert.is_nil(doc.text:find("Privacy", 1, true))
    end)

    it("keeps everything on request, marked", function()
        local doc = read(page, { keep = "all" })
        local i, j = assert(doc.text:find("Privacy", 1, true))
        local kind, detail
        for k, a, b, d in doc:blocks() do
            if a <= i and j <= b then kind, detail = k, d end
        end
        assert.equal("boilerplate", kind)
        assert.equal("site-footer", detail)
    end)

    it("leads every sentence of the text back to the page", function()
        local doc = read(page)
        for sentence, i, j in doc:sentences():iter() do
            local a, b = doc:source_span(i, j)
            local again = read("<p>" .. page:sub(a, b), { name = "part.html", keep = "all" }).text
            assert.equal((sentence:gsub("%s+", " ")), (again:gsub("%s+", " ")))
        end
    end)
end)

describe("hostile HTML", function()
    it("is read in linear time however deep it nests", function()
        local function seconds(n)
            local html = ("<div><b>"):rep(n) .. "deep"
            local start = os.clock()
            assert.equal("deep", read(html).text)
            return os.clock() - start
        end
        local small, large = math.huge, math.huge
        for _ = 1, 3 do small, large = math.min(small, seconds(20000)), math.min(large, seconds(200000)) end
        assert.is_true(large <= 30 * small + 0.2, ("%.3f s, then %.3f s"):format(small, large))
    end)

    it("gives a document, not an error", function()
        for _, html in ipairs {
            "<", "<!", "<a", "<a b='", "</", "<!--", "&", "&#", "&#x", "<p\0>x", "<html><title>", "<script>", "<svg><![CDATA[",
            ("<table><tr><td>"):rep(2000) .. "x", ("</p>"):rep(5000), ("<a b=c"):rep(3000), ("<p a=1 a=2"):rep(10) .. ">x",
        } do
            assert.is_string(read(html).text)
        end
    end)
end)

describe("press briefings", function()
    it("have titles and turns", function()
        local folder = helper.shared("data/whitehouse/0.html")
        if not folder then pending("../shared is not here") return end
        local n, titles = 0, 0
        for doc in toolkit.documents("../shared/data/whitehouse") do
            n = n + 1
            if doc.title then titles = titles + 1 end
        end
        assert.equal(213, n)
        assert.equal(213, titles)
    end)
end)
