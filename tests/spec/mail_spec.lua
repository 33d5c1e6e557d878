-- Mails and mailboxes: headers, parts, encodings.
local load = require("tests.helper").load

local HEAD = "From: =?utf-8?Q?Ren=C3=A9?= Roos <rene@harbour.example>\r\nTo: desk@harbour.example\r\n"
    .. "Subject: =?iso-8859-1?B?Q2Fm6SA=?=\r\n =?iso-8859-1?B?aXMgb3Blbg==?=\r\nDate: Mon, 05 Jul 2021 10:00:00 +0200\r\nMIME-Version: 1.0\r\n"

local MIXED = HEAD .. 'Content-Type: multipart/mixed; boundary="outer"\r\n\r\npreamble\r\n--outer\r\n'
    .. 'Content-Type: multipart/alternative; boundary=inner\r\n\r\n--inner\r\nContent-Type: text/plain; charset=utf-8\r\n'
    .. "Content-Transfer-Encoding: quoted-printable\r\n\r\nThe caf=C3=A9 is o=\r\npen. All day long.\r\n--inner\r\n"
    .. "Content-Type: text/html\r\n\r\n<p>The same.</p>\r\n--inner--\r\n--outer\r\nContent-Type: text/plain; name=\"../../note.txt\"\r\n"
    .. "Content-Disposition: attachment\r\nContent-Transfer-Encoding: base64\r\n\r\nTm90ZTogdGhlIHNoaXBz\r\nIHdhaXRlZC4gT25lIGxlZnQu\r\n--outer--\r\n"

describe("a mail", function()
    it("gives its text with subject, sender and date", function()
        local doc = load(".eml", HEAD .. "\r\nThe harbour was closed.\r\n")[1]
        assert.same({ "Café is open", "René Roos <rene@harbour.example>", "2021-07-05", "desk@harbour.example" },
            { doc.title, doc.author, doc.date, doc.metadata.to })
        assert.equal("The harbour was closed.", doc.text)
        local a, b = doc:source_span(1, 3)
        assert.equal("The", (HEAD .. "\r\nThe harbour"):sub(a, b))
    end)

    it("prefers the plain version, reads attachments, and leads back through their encodings", function()
        local docs, notes, path = load(".eml", MIXED)
        assert.same({ path, path .. "!note.txt" }, { docs[1].file, docs[2].file })
        assert.equal("The café is open. All day long.", docs[1].text)
        assert.equal("Note: the ships waited. One left.", docs[2].text)
        assert.same({}, notes)
        local function source(doc, text)
            local i, j = doc.text:find(text, 1, true)
            return MIXED:sub(doc:source_span(i, j))
        end
        assert.equal("caf=C3=A9 is o=\r\npen", source(docs[1], "café is open"))
        assert.equal("Tm90ZTog", source(docs[2], "Note: "))
        assert.is_nil(docs[2].title ~= nil and docs[2].title:match("Café") or nil)
        assert.equal("2021-07-05", docs[2].date)
    end)

    it("is not impressed by nesting or by missing ends", function()
        local deep = HEAD .. "Content-Type: multipart/mixed; boundary=b0\r\n\r\n"
        for i = 1, 1000 do deep = deep .. ("--b%d\r\nContent-Type: multipart/mixed; boundary=b%d\r\n\r\n"):format(i - 1, i) end
        assert.is_true(#load(".eml", deep .. "--b1000\r\n\r\nInside.\r\n") <= 1)
        assert.equal("The caf", load(".eml", MIXED:sub(1, (MIXED:find("caf=C3", 1, true)) + 2))[1].text)
        assert.equal(0, #load(".eml", HEAD))
    end)
end)

describe("a mailbox", function()
    it("gives a document for each message", function()
        local box = "From ann Mon Jul  5 10:00:00 2021\nFrom: ann@x.example\nSubject: One\nDate: Mon, 5 Jul 2021 10:00:00 GMT\n\nFirst text.\n\n"
            .. "From bo Tue Jul  6 10:00:00 2021\nFrom: bo@x.example\nSubject: Two\n\nSecond text.\nFrom here on it continues.\n"
        local docs, _, path = load(".mbox", box)
        assert.equal(2, #docs)
        assert.same({ path .. "#1", path .. "#2" }, { docs[1].file, docs[2].file })
        assert.same({ "One", "Two" }, { docs[1].title, docs[2].title })
        local i, j = docs[2].text:find("Second text.\nFrom here", 1, true)
        assert.equal("Second text.\nFrom here", box:sub(docs[2]:source_span(i, j)))
    end)
end)
