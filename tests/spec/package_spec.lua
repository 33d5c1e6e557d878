-- Office files, EPUB, WARC and PDF; damaged packages.
local toolkit = require "toolkit"
local helper = require "tests.helper"

local folder

local function collect(name, options) return helper.documents(folder .. "/" .. name, options) end

local blocks = helper.blocks

--- The bytes of a part of a zip package.
local function part(name, inside)
    local pipe = assert(io.popen(("python3 -c \"import zipfile,sys; sys.stdout.buffer.write(zipfile.ZipFile('%s/%s').read('%s'))\"")
        :format(folder, name, inside)))
    local bytes = pipe:read("a")
    pipe:close()
    return bytes
end

setup(function()
    folder = os.tmpname()
    os.remove(folder)
    assert(os.execute("mkdir -p " .. folder))
    assert(os.execute("cd tests/data/packages && python3 make.py " .. folder))
end)
teardown(function() os.execute("rm -rf " .. folder) end)

describe("DOCX", function()
    it("gives headings, paragraphs, lists, tables, footnotes and properties", function()
        local doc = collect("report.docx")[1]
        assert.same({ "title:Tides of the year", "heading:North quay", "paragraph:The water was high\tand cold, they say.",
            "list:first item", "table:Month\tCentimetres", "table:May\t12 & more", "paragraph/footnote:A note on water." }, blocks(doc))
        assert.equal("Tides of the year", doc.title)
        assert.equal("Ada Quill", doc.author)
        assert.equal("2019-02-03", doc.date)
        assert.equal("docx", doc.metadata.format)
    end)

    it("leads back to the part that holds the text", function()
        local doc = collect("report.docx")[1]
        assert.equal("word/document.xml", doc.metadata.part)
        local i, j = doc.text:find("12 & more", 1, true)
        local a, b = doc:source_span(i, j)
        assert.equal("12 &amp; more", part("report.docx", "word/document.xml"):sub(a, b))
    end)
end)

describe("ODT", function()
    it("gives headings, paragraphs, lists, tables, footnotes and properties", function()
        local doc = collect("report.odt")[1]
        assert.same({ "heading:North quay", "paragraph:The water was high\tand cold.", "paragraph/footnote:A note on water.",
            "list:first item", "table:May\t12" }, blocks(doc))
        assert.equal("Tides", doc.title)
        assert.equal("Ada Quill", doc.author)
        assert.equal("2019-02-03", doc.date)
    end)
end)

describe("EPUB", function()
    it("gives a document for each text of the reading order", function()
        local docs = collect("book.epub")
        assert.equal(2, #docs)
        assert.equal(folder .. "/book.epub!OEBPS/one.xhtml", docs[1].file)
        assert.same({ "heading:Chapter one", "paragraph:It was low tide." }, blocks(docs[1]))
        assert.equal("Low Tide", docs[2].title)
        assert.equal("Ada Quill", docs[2].author)
        assert.equal("en", docs[2].language)
        local i, j = docs[2].text:find("The end", 1, true)
        local a, b = docs[2]:source_span(i, j)
        assert.equal("The end", part("book.epub", "OEBPS/two.xhtml"):sub(a, b))
        assert.equal(toolkit.sha256(part("book.epub", "OEBPS/two.xhtml")), docs[2].sha256)
    end)
end)

describe("WARC", function()
    it("gives pages and texts, packed or not", function()
        for _, name in ipairs { "crawl.warc", "crawl.warc.gz" } do
            local docs, notes = collect(name)
            assert.same({}, notes)
            assert.equal(3, #docs)
            assert.equal(folder .. "/" .. name .. "#2", docs[1].file)
            assert.equal("The quay is open again.", docs[1].text:match("The quay is open again%."))
            assert.equal("https://quay.example/", docs[1].metadata.target_uri)
            assert.equal("Chunks of caf\u{e9} text.", docs[2].text:match("Chunks.*text%."))
            assert.equal("Plain words of a page.", docs[3].text:match("Plain.*page%."))
        end
    end)

    it("leads back through chunks to the bytes of the file", function()
        local doc = collect("crawl.warc")[2]
        local f = assert(io.open(folder .. "/crawl.warc", "rb"))
        local bytes = f:read("a")
        f:close()
        local i, j = doc.text:find("text.", 1, true)
        local a, b = doc:source_span(i, j)
        assert.equal("text.", bytes:sub(a, b))
    end)
end)

describe("PDF", function()
    it("is read by pdftotext, or refused with advice", function()
        if (os.getenv("LD_PRELOAD") or "") ~= "" then return pending("a sanitizer does not fit into the subprocess's memory limit") end
        local docs, notes = collect("page.pdf")
        if os.execute("command -v pdftotext >/dev/null") then
            assert.equal("The harbour was closed on Monday.", docs[1].text:match("The harbour.*%."))
            docs, notes = collect("broken.pdf")
        end
        assert.equal(0, #docs)
        assert.matches("pdftotext", notes[1])
    end)
end)

describe("a damaged package", function()
    it("costs one document and says why", function()
        for _, name in ipairs { "cut.docx", "empty.docx", "cut.epub", "nobook.epub" } do
            local docs, notes = collect(name)
            assert.equal(0, #docs, name)
            assert.equal(1, #notes, name)
        end
    end)
end)
