-- XML: mappings of fields, known vocabularies, hostile input.
local toolkit = require "toolkit"
local helper = require "tests.helper"

local bytes, collect = helper.read, helper.documents

describe("XML with a mapping", function()
    local path = "tests/data/xml/records.xml"
    local mapping = { document = "protocol", text = "minutes", title = "heading", date = "held", chair = "chair", number = "@id" }

    it("gives a document for each element, with its fields", function()
        local docs = collect(path, { mapping = mapping })
        assert.equal(2, #docs)
        assert.equal(path .. "#1", docs[1].file)
        assert.equal(path .. "#2", docs[2].file)
        assert.equal("Opening of the new quay", docs[1].title)
        assert.equal("2021-07-05", docs[1].date)
        assert.equal("2021-12-31", docs[2].date)
        assert.equal("Reyes, Tom\u{e1}s", docs[1].metadata.chair)
        assert.equal("p2", docs[2].metadata.number)
        assert.equal("Opening of the new quay\n\nCHAIR: The quay is open.\n\nFishers & ferries may use it.", docs[1].text)
        assert.equal("Second meeting\n\nFirst paragraph of the minutes,\nin two lines.\n\nSecond paragraph <with a bracket.",
            docs[2].text)
    end)

    it("reads digits in the order that the mapping says", function()
        local us = {}
        for k, v in pairs(mapping) do us[k] = v end
        us.date_order = "mdy"
        local docs = collect(path, { mapping = us })
        assert.equal("2021-05-07", docs[1].date)
        assert.equal("2021-12-31", docs[2].date)
    end)

    it("leads back through CDATA and references to the bytes of the file", function()
        local doc, source = collect(path, { mapping = mapping })[1], bytes(path)
        local function at(text)
            local i, j = assert(doc.text:find(text, 1, true))
            local a, b = doc:source_span(i, j)
            return source:sub(a, b)
        end
        assert.equal("Fishers &amp; ferries", at("Fishers & ferries"))
        assert.equal("Opening of  the", at("Opening of the"))
    end)

    it("says when no such element is there", function()
        local said
        assert.equal(0, #collect(path, { mapping = { document = "minute" }, note = function(n) said = n.message end }))
        assert.matches("holds no element 'minute'", said)
    end)
end)

describe("XML vocabularies", function()
    it("RSS: one document an item", function()
        local docs = collect("tests/data/xml/feed.xml")
        assert.equal(2, #docs)
        assert.equal("Bridge & ferry", docs[1].title)
        assert.equal("2021-03-04", docs[1].date)
        assert.equal("Ada Quill", docs[1].author)
        assert.equal("Harbour Gazette", docs[1].source)
        assert.equal("https://gazette.example/1", docs[1].url)
        assert.equal("Bridge & ferry\n\nThe bridge is closed.\n\nThe ferry runs\u{a0}often.", docs[1].text)
        assert.equal("Gulls\n\nGulls came back, caf\u{e9} owners said.", docs[2].text)
    end)

    it("Atom: one document an entry", function()
        local doc = assert(toolkit.document([[<feed xmlns="http://www.w3.org/2005/Atom"><title>Tides</title>
            <entry><title>Low</title><link href="https://tides.example/low"/><published>2020-02-29T10:00:00Z</published>
            <content type="xhtml"><div><p>Low water at <b>nine</b>.</p></div></content></entry></feed>]], { name = "a.atom" }))
        assert.equal("Low\n\nLow water at nine.", doc.text)
        assert.equal("2020-02-29", doc.date)
        assert.equal("https://tides.example/low", doc.url)
        assert.equal("Tides", doc.source)
    end)

    it("TEI: header, headings, speakers", function()
        local doc = collect("tests/data/xml/play.xml")[1]
        assert.equal("The Lighthouse", doc.title)
        assert.equal("1911-05", doc.date)
        assert.equal("Ada Quill", doc.author)
        local seen = {}
        for kind, i, j, _, a, b in doc:blocks() do
            seen[#seen + 1] = kind .. ":" .. (a and doc.text:sub(a, b) .. ">" or "") .. doc.text:sub(i, j)
        end
        assert.same({ "title:The Lighthouse", "heading:Act I", "credit:KEEPER", "answer:KEEPER>The lamp is out.",
            "paragraph:He climbs the stairs." }, seen)
    end)

    it("newswire SGML", function()
        local docs = collect("tests/data/xml/wire.sgm")
        assert.equal(2, #docs)
        assert.equal("HARBOUR TRAFFIC UP", docs[1].title)
        assert.equal("1987-02-26", docs[1].date)
        assert.equal("1", docs[1].metadata.NEWID)
        assert.equal("HARBOUR TRAFFIC UP\n\nTraffic in the harbour rose\ntwo pct, the port said.\n\nShips <all flags> paid more.\n"
            .. " Reuter", docs[1].text)
    end)

    it("anything else: its elements that hold text", function()
        local doc = assert(toolkit.document("<book><title>Tides</title><part><para>One <i>two</i>.</para><para>Three.</para></part></book>",
            { name = "b.xml" }))
        assert.equal("Tides", doc.title)
        assert.matches("One two%.\n\nThree%.", doc.text)
    end)
end)

describe("hostile XML", function()
    it("entities do not explode", function()
        local laughs = { '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "lollollollol">' }
        for i = 1, 9 do
            local name, before = string.char(97 + i), string.char(96 + i)
            laughs[#laughs + 1] = ("<!ENTITY %s \"%s\">"):format(name, ("&" .. before .. ";"):rep(10))
        end
        laughs[#laughs + 1] = "]><l>&j;</l>"
        local doc, message = toolkit.document(table.concat(laughs), { name = "laughs.xml" })
        assert.is_nil(doc)
        assert.matches("amplification", message)
    end)

    it("nothing outside the file is read", function()
        local doc = assert(toolkit.document(
            '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a><p>before &x; after</p></a>',
            { name = "x.xml" }))
        assert.is_nil(doc.text:find("root:", 1, true))
    end)

    it("deep nesting is refused by name", function()
        local doc, message = toolkit.document("<?xml version='1.0'?>" .. ("<a>"):rep(100000) .. ("</a>"):rep(100000), { name = "deep.xml" })
        assert.is_nil(doc)
        assert.matches("markup_depth", message)
    end)

    it("broken XML is read as far as its tags can be told, with a warning", function()
        local said
        local name = os.tmpname() .. ".xml"
        local f = assert(io.open(name, "wb"))
        f:write("<?xml version='1.0'?><doc><title>T</title><p>One & two</p><p>three</doc>")
        f:close()
        local docs = collect(name, { note = function(n) said = n.message end })
        os.remove(name)
        assert.equal(1, #docs)
        assert.matches("One & two", docs[1].text, 1, true)
        assert.matches("line 1: ", said)
    end)
end)
