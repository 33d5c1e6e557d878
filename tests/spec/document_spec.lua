-- Documents from memory and from folders: text, map, facts, blocks.
local toolkit = require "toolkit"
local helper = require "tests.helper"

local collect, folder = helper.documents, helper.folder

describe("a document from memory", function()
    it("keeps its text and knows its hash", function()
        local doc = assert(toolkit.document("A headline of few words\n\nThe harbour was closed on Monday. Ships waited.\n"))
        assert.equal("A headline of few words\n\nThe harbour was closed on Monday. Ships waited.\n", doc.text)
        assert.equal(#doc.text, #doc)
        assert.equal("A headline of few words", doc.title)
        assert.equal("text", doc.metadata.format)
        assert.equal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", toolkit.document("").sha256)
    end)

    it("shows blocks as values that text:sub understands", function()
        local doc = toolkit.document("A headline of few words\n\nThe harbour was closed on Monday. Ships waited.\n")
        local seen = {}
        for kind, i, j, _, _, _, _, is_body in doc:blocks() do
            seen[#seen + 1] = kind .. ":" .. doc.text:sub(i, j):sub(1, 10) .. ":" .. tostring(is_body)
        end
        assert.same({ "title:A headline:false", "lead:The harbou:true" }, seen)
        assert.equal("lead", (doc:block(2)))
        assert.equal("lead", (doc:block(-1)))
        assert.has_error(function() doc:block(3) end)
    end)

    it("refuses an option that it does not know", function()
        assert.error_matches(function() toolkit.document("x", { formt = "text" }) end, "did you mean 'format'")
        assert.is_nil((toolkit.document("x", { format = "nonsense" })))
    end)

    it("leads every sentence back to the bytes of its source", function()
        local latin = "Caf\xE9 na\xEFve. D\xE9j\xE0 vu was said. \x93Quoted\x94 \x96 done.\n"
        local doc = toolkit.document(latin)
        assert.equal("windows-1252", doc.metadata.encoding)
        for sentence, i, j in doc:sentences():iter() do
            local a, b = doc:source_span(i, j)
            assert.equal(sentence, toolkit.document(latin:sub(a, b), { encoding = "windows-1252" }).text)
        end
    end)

    it("reads UTF-16 with and without a mark", function()
        local wide = ("Two ships waited. One left."):gsub(".", "%0\0")
        for _, bytes in ipairs { wide, "\xFF\xFE" .. wide } do
            local doc = toolkit.document(bytes)
            assert.equal("Two ships waited. One left.", (doc.text:gsub("^\u{FEFF}", "")))
            local i, j = doc.text:find("One left.", 1, true)
            local a, b = doc:source_span(i, j)
            assert.equal(("One left."):gsub(".", "%0\0"), bytes:sub(a, b))
        end
    end)
end)

describe("documents from folders", function()
    it("come in bytewise order, links back and odd files are noted", function()
        local name = folder { ["b.txt"] = "Second text here.", ["a.txt"] = "First text here.", ["sub/c.md"] = "# Third\n\nText.",
            ["Z.txt"] = "Capital first.", ["x.png"] = "\x89PNG\r\n\26\n\0\0\0\0" }
        os.execute(("ln -s .. %s/sub/loop; mkfifo %s/pipe"):format(name, name))
        local notes = {}
        local docs = collect(name, { note = function(n) notes[#notes + 1] = n.file:match("[^/]+$") .. ": " .. n.error end })
        local files = {}
        for i, doc in ipairs(docs) do files[i] = doc.file:sub(#name + 2) end
        assert.same({ "Z.txt", "a.txt", "b.txt", "sub/c.md" }, files)
        assert.same({ "pipe: not supported", "loop: not supported", "x.png: not supported" }, notes)
        assert.equal("Third", docs[4].title)
        os.execute("rm -r " .. name)
    end)

    it("come from globs, and what is missing is noted", function()
        local name = folder { ["b.txt"] = "Second text here.", ["a.txt"] = "First text here." }
        local notes = {}
        local note = function(n) notes[#notes + 1] = n.error end
        assert.equal(2, #collect(name .. "/*.txt", { note = note }))
        assert.equal(1, #collect({ name .. "/a.txt", name .. "/none.txt", name .. "/*.doc" }, { note = note }))
        assert.same({ "not found", "not found" }, notes)
        os.execute("rm -r " .. name)
    end)

    it("can be closed early, and an error in a note comes through", function()
        local name = folder { ["b.txt"] = "Second text here.", ["a.txt"] = "First text here." }
        local docs = toolkit.documents(name)
        assert.truthy(docs())
        docs:close()
        assert.error_matches(function() docs() end, "closed")
        assert.error_matches(function()
            collect(name .. "/none", { note = function() error("from the note") end })
        end, "from the note")
        os.execute("rm -r " .. name)
    end)

    it("takes fields from the caller and from a table in the folder", function()
        local name = folder {
            ["metadata.csv"] = "file,title,outlet,rating\na.txt,Given title,Harbour Chronicle,5\nsub/c.txt,,Northwind,\n",
            ["a.txt"] = "A headline of few words\n\nThe harbour was closed on Monday. Ships waited for hours.\n",
            ["b.txt"] = "Second text here.", ["sub/c.txt"] = "Third text here.",
        }
        local docs = collect(name, { set = { author = "Ann Lee", kind = "news" } })
        assert.equal(3, #docs)
        assert.same({ "Given title", "Harbour Chronicle", "5", "Ann Lee", "news" },
            { docs[1].title, docs[1].source, docs[1].metadata.rating, docs[1].author, docs[1].metadata.kind })
        assert.same({ nil, "Ann Lee", "news" }, { docs[2].source, docs[2].author, docs[2].metadata.kind })
        assert.equal("Northwind", docs[3].source)
        assert.same({ "Given title", "sidecar" }, { docs[1]:fact("title") })
        assert.same({ "Ann Lee", "given" }, { docs[1]:fact("author") })
        os.execute("rm -r " .. name)
    end)

    it("know their language when they have a few words", function()
        for language, text in pairs {
            en = "The minister said on Monday that the bridge is not safe and has been closed.",
            de = "Der Minister sagte am Montag, dass die Brücke nicht mehr sicher ist und gesperrt werden muss.",
            fr = "Le ministre a dit lundi que le pont est fermé pour les voitures et les piétons.",
            ru = "Министр сказал, что мост закрыт и не будет открыт до конца года, но это не так.",
            nl = "De burgemeester zei dat de brug in het centrum van de stad niet veilig is en dat er in de raad geen plan was.",
            zh = "部长周一表示,大桥已经关闭。", ja = "大臣は月曜日に橋が閉鎖されたと述べた。",
        } do
            assert.equal(language, toolkit.document(text).language)
        end
        assert.is_nil(toolkit.document("xyz 123").language)
        assert.is_not.equal("en", toolkit.document("Regeringen siger at det er en god idé at have et nyt system for alle i "
            .. "byen, og at man vil se på sagen i morgen for at finde en løsning.").language)
    end)
end)
