-- Formats at their edges: what the standards allow and files really contain.
local helper = require "tests.helper"

--- All documents of a file, and the text of each.
local function load(name, bytes) return (helper.load(name, bytes)) end

local function blocks(doc)
    local list = {}
    for kind, i, j, detail, speaker_i, speaker_j in doc:blocks() do
        list[#list + 1] = kind .. (detail and "/" .. detail or "") .. (speaker_i and "[" .. doc:slice(speaker_i, speaker_j)
            .. "]" or "") .. ":" .. doc:slice(i, j)
    end
    return list
end

local function mail(parts)
    return "From: a@b.example\r\nSubject: x\r\nContent-Type: multipart/mixed; boundary=o\r\n\r\n" ..
        table.concat(parts) .. "--o--\r\n"
end

describe("a mail", function()
    local function attachment(header)
        local docs = load("x.eml", mail { "--o\r\n\r\nThe text of it.\r\n", "--o\r\nContent-Type: text/plain\r\n" ..
            header .. "\r\n\r\nThe attached words.\r\n" })
        return docs[2].file:match("!(.*)$")
    end

    it("names attachments in every notation", function()
        local to = "Content-Disposition: attachment; "
        assert.equal("a b.txt", attachment(to .. 'filename="a b.txt"'))
        assert.equal("B\u{E4}r datei.txt",
            attachment(to .. "filename*0*=utf-8''B%C3%A4r; filename*1*=%20datei;\r\n filename*2=.txt"))
        assert.equal("B\u{E4}r.txt", attachment(to .. "filename*=iso-8859-1'de'B%E4r.txt"))
        assert.equal("B\u{E4}r.txt", attachment(to .. 'filename="=?utf-8?q?B=C3=A4r.txt?="'))
        assert.equal("passwd", attachment(to .. "filename*=utf-8''..%2F..%2Fetc%2Fpasswd"))
    end)

    it("may lie in a mail", function()
        local docs = load("x.eml", mail { "--o\r\n\r\nThe outer text.\r\n", "--o\r\nContent-Type: message/rfc822\r\n\r\n" ..
            "From: c@d.example\r\nSubject: Inner\r\n\r\nThe inner text.\r\n" })
        assert.same({ "The outer text.", "The inner text.", "Inner" }, { docs[1].text, docs[2].text, docs[2].title })
    end)

    it("has no metadata that its header does not have", function()
        local doc = load("x.eml", "From: a@b.example\nSubject: x\n\nWords.\n")[1]
        assert.is_nil(doc.metadata.message_id)
        assert.is_nil(doc.metadata.to)
    end)
end)

describe("a mailbox", function()
    it("writes lines that begin like a message with a mark, which is taken off", function()
        local bytes = "From a@b Mon Jan  1 00:00:00 2031\nSubject: one\n\nOne.\n>From here on.\n>>From there.\nEnd.\n"
        local doc = load("x.mbox", bytes)[1]
        assert.equal("One.\nFrom here on.\n>From there.\nEnd.", doc.text)
        local i = doc.text:find("From here", 1, true)
        assert.equal("From here on.", bytes:sub(doc:source_span(i, i + 12)))
        i = doc.text:find("End.", 1, true)
        assert.equal("End.", bytes:sub(doc:source_span(i, i + 3)))
    end)
end)

describe("TEI", function()
    it("keeps notes and the other halves of choices out of the line", function()
        local doc = load("x.xml", [[<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body><p>A text with a note<note>The note.</note> in
            it, an <choice><sic>eror</sic><corr>error</corr></choice> and a<lb break="no"/>gain.</p></body></text></TEI>]])[1]
        assert.same({ "paragraph:A text with a note in it, an error and again.", "paragraph/footnote:The note." }, blocks(doc))
    end)
end)

describe("a feed", function()
    it("may have titles in HTML, and texts in two fields", function()
        local doc = load("x.xml", [==[<?xml version="1.0"?><rss><channel><title>Valley</title><item>
            <title>Dam &amp;amp; water</title><description>Short.</description>
            <content:encoded xmlns:content="c"><![CDATA[<p>The long <b>text</b>.</p>]]></content:encoded></item></channel></rss>]==])[1]
        assert.equal("Dam & water", doc.title)
        assert.same({ "title:Dam & water", "paragraph:The long text." }, blocks(doc))
        assert.is_nil(doc.metadata["content:encoded"])
    end)
end)

describe("JSON", function()
    it("may have a list of objects with a paragraph each", function()
        local doc = load("x.jsonl", '{"title":"T","body":[{"p":"One."},{"p":"Two."}]}\n')[1]
        assert.equal("T\n\nOne.\n\nTwo.", doc.text)
    end)
end)

describe("WebVTT", function()
    it("names who speaks", function()
        local doc = load("x.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000 align:start\n<v Ane Borg>The water <c.red>is</c> here.\n\n" ..
            "00:02.000 --> 00:03.000\n<v Reporter>Where?</v>\n\n00:09.000 --> 00:10.000\nMusic.\n")[1]
        assert.same({ "answer[Ane Borg]:Ane Borg: The water is here.", "question[Reporter]:Reporter: Where?", "paragraph:Music." },
            blocks(doc))
    end)
end)
