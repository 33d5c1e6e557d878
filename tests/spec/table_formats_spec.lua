-- CSV and subtitles as documents.
local load = require("tests.helper").load

describe("CSV", function()
    local rows = 'id,headline,date,text,outlet\r\n7,"The dam, again",2031-06-02,"He said ""no"".\nThen he left.",Harbour Chronicle\r\n'
        .. "8,Short,2031-06-03,Second text.,\r\n"

    it("makes a document of each row, by the names of the columns", function()
        local docs, _, path = load(".csv", rows)
        assert.equal(2, #docs)
        assert.equal(path .. "#1", docs[1].file)
        assert.equal('The dam, again\n\nHe said "no".\nThen he left.', docs[1].text)
        assert.same({ "The dam, again", "2031-06-02", "Harbour Chronicle", "7" },
            { docs[1].title, docs[1].date, docs[1].source, docs[1].metadata.id })
        assert.is_nil(docs[2].source)
    end)

    it("leads back through doubled quotes", function()
        local doc = load(".csv", rows)[1]
        local i, j = doc.text:find('said "no"', 1, true)
        assert.equal('said ""no""', rows:sub(doc:source_span(i, j)))
        i, j = doc.text:find("Then he left.", 1, true)
        assert.equal("Then he left.", rows:sub(doc:source_span(i, j)))
    end)

    it("finds other separators, a missing header, and the widest column", function()
        local semicolon = load(".csv", "\u{FEFF}name;speech\nAnn;It is late, and the ships wait.\nBo;They left.\n", { mapping = { text = "speech" } })
        assert.same({ "It is late, and the ships wait.", "Ann" }, { semicolon[1].text, semicolon[1].metadata.name })
        local bare = load(".tsv", "1\tThe harbour was closed on Monday morning.\n2\tIt was opened again on Tuesday evening.\n")
        assert.same({ "The harbour was closed on Monday morning.", "1" }, { bare[1].text, bare[1].metadata["1"] })
        assert.equal(2, #bare)
    end)

    it("takes a quote that is never closed as text", function()
        local docs, notes = load(".csv", 'id,text\n1,"It began\n2,Second text.\n')
        assert.equal(2, #docs)
        assert.equal('"It began', docs[1].text)
        assert.matches("#1: a quote at byte 8 is never closed", notes[1])
    end)

    it("says when no column holds a text", function()
        local docs, notes = load(".csv", "a,b\n1,2\n3,4\n")
        assert.equal(0, #docs)
        assert.matches("no column holds the text %(a, b", notes[1])
    end)
end)

describe("subtitles", function()
    it("become running text", function()
        local srt = "1\r\n00:00:01,000 --> 00:00:02,500\r\nThe harbour was <i>closed</i>\r\non Monday.\r\n\r\n"
            .. "2\r\n00:00:02,600 --> 00:00:04,000\r\nShips waited.\r\n\r\n3\r\n00:00:20,000 --> 00:00:21,000\r\n- Why?\r\n"
        local doc = load(".srt", srt)[1]
        assert.equal("The harbour was closed on Monday. Ships waited.\n\n- Why?", doc.text)
        local i, j = doc.text:find("closed on Monday", 1, true)
        assert.equal("closed</i>\r\non Monday", srt:sub(doc:source_span(i, j)))
    end)

    it("keep the voices of WebVTT as labels", function()
        local doc = load(".vtt", "WEBVTT\n\nNOTE not this\n\nid\n00:01.000 --> 00:02.000\n<v Host>Why &amp; how?\n\n00:02.000 --> 00:03.000\n<v Ann Lee>Because.\n")[1]
        assert.equal("Host: Why & how?\n\nAnn Lee: Because.", doc.text)
        assert.equal("question", (doc:block(1)))
    end)
end)
