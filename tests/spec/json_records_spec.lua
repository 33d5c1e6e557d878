-- JSON and JSON Lines as documents.
local load = require("tests.helper").load

describe("JSON", function()
    it("takes an object with a text for one document", function()
        local doc = load(".json", [[{"title": "Gates opened", "body": ["One \"two\" three.", "Caf\u00e9 \ud83d\ude00 four."],
            "date": "2031-03-14T10:00:00Z", "source": {"id": 7, "name": "Harbour Chronicle"}, "tags": ["dam", "flood"], "n": 5}]])[1]
        assert.equal("Gates opened\n\nOne \"two\" three.\n\nCafé 😀 four.", doc.text)
        assert.same({ "Gates opened", "2031-03-14", "Harbour Chronicle" }, { doc.title, doc.date, doc.source })
        assert.same({ "dam, flood", "5", "7" }, { doc.metadata.tags, doc.metadata.n, doc.metadata["source.id"] })
        assert.equal("title", (doc:block(1)))
    end)

    it("leads back through escapes to the bytes of the file", function()
        local bytes = [[{"text": "A\n\nCaf\u00e9 \ud83d\ude00 four. And \"five\"."}]]
        local doc = load(".json", bytes)[1]
        local function source(text)
            local i, j = doc.text:find(text, 1, true)
            return bytes:sub(doc:source_span(i, j))
        end
        assert.equal([[Caf\u00e9]], source("Café"))
        assert.equal([[\ud83d\ude00 four]], source("😀 four"))
        assert.equal([[\"five\".]], source('"five".'))
    end)

    it("takes an array, or the array in an object, for many", function()
        local one = load(".json", [=[[{"text": "First one."}, 5, {"text": "Second one."}, "Third one."]]=])
        local two = load(".json", [[{"total": 2, "articles": [{"content": "First one."}, {"content": "Second one."}]}]])
        assert.same({ "First one.", "Second one.", "Third one." }, { one[1].text, one[2].text, one[3].text })
        assert.matches("%.json#3$", one[2].file)
        assert.same({ "First one.", "Second one." }, { two[1].text, two[2].text })
    end)

    it("reads turns of speakers", function()
        local doc = load(".json", [[{"turns": [{"speaker": "Host", "text": "Why?"}, {"speaker": "Ann Lee", "text": "Because."}]}]])[1]
        assert.equal("Host: Why?\n\nAnn Lee: Because.", doc.text)
        assert.equal("question", (doc:block(1)))
    end)

    it("goes by the mapping", function()
        local doc = load(".json", [[{"a": {"b": "The text."}, "h": "The head", "when": "05/07/2021"}]],
            { mapping = { text = "a.b", title = "h", date = "when", date_order = "dmy" } })[1]
        assert.same({ "The head\n\nThe text.", "The head", "2021-07-05" }, { doc.text, doc.title, doc.date })
        local none = load(".json", [[{"text": "The text.", "when": "05/07/2021"}]], { mapping = { date = "when" } })[1]
        assert.is_not.equal("2021-05-07", none.date)
    end)

    it("says what is wrong, and where", function()
        for bytes, message in pairs {
            ['{"text": "a", "b": }'] = "a value expected at byte 19 %(line 1%)",
            ['{"text": "a"'] = "the end of the text inside a value",
            ['{"text": "a",}'] = "a comma before the end",
            ['{"a": "b", "c": 1}'] = "no member holds the text %(a, c%)",
            [("["):rep(100000)] = "limit json_depth %(256%) reached",
            ['{"text": "' .. ("x"):rep(1000)] = "a string without end",
            [""] = "is empty",
            ['{"text": 5}'] = "no member holds the text",
        } do
            local docs, notes = load(".json", bytes)
            assert.equal(0, #docs)
            assert.matches(message, notes[1])
        end
    end)

    it("survives lone surrogates, NUL, bad UTF-8, UTF-16 and a byte-order mark", function()
        assert.equal("a\u{FFFD}b.", load(".json", [[{"text": "a\ud800b."}]])[1].text)
        assert.equal("a\0b.", load(".json", [[{"text": "a\u0000b."}]])[1].text)
        assert.equal("né.", load(".json", '{"text": "n\xE9."}')[1].text)
        assert.equal("né.", load(".json", '\u{FEFF}{"text": "né."}')[1].text)
        assert.equal("ok.", load(".json", (('{"text": "ok."}'):gsub(".", "%0\0")))[1].text)
    end)
end)

describe("JSON Lines", function()
    it("makes a document of each line and passes over bad ones", function()
        local bytes = '{"text": "One."}\r\n\n{"text": broken}\n{"id": 4}\n{"text": "Five.", "headline": "Head"}'
        local docs, notes, path = load(".jsonl", bytes)
        assert.same({ path .. "#1", path .. "#5" }, { docs[1].file, docs[2].file })
        assert.equal("Head\n\nFive.", docs[2].text)
        local i, j = docs[2].text:find("Five.", 1, true)
        assert.equal("Five.", bytes:sub(docs[2]:source_span(i, j)))
        assert.equal(2, #notes)
        assert.matches("#3: JSON: a value expected at byte 9", notes[1])
        assert.matches("#4: .*no member holds the text %(id%)", notes[2])
    end)

    it("is known by its content too", function()
        local docs = load(".log", '{"text": "One."}\n{"text": "Two."}\n')
        assert.equal("jsonl", docs[1].metadata.format)
        assert.equal(2, #docs)
    end)
end)
