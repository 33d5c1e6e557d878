-- The corpus file: adding, replacing, removing, SQL, layers, verification, the script that builds it.
local toolkit = require "toolkit"
local helper = require "tests.helper"

local folder, write = helper.folder, helper.write

local function one(corpus, sql, ...)
    return corpus:sql(sql, ...)()
end

--- Everything that a document says of itself, as one string.
local function describe_document(doc)
    local parts = { doc.file, doc.text, doc.sha256, tostring(doc.bytes) }
    for _, name in ipairs { "title", "date", "source", "author", "language", "url", "modified" } do
        for _, value in ipairs(table.pack(doc:fact(name))) do parts[#parts + 1] = tostring(value) end
        for a, b, c, i, j in doc:candidates(name) do
            parts[#parts + 1] = ("%s %s %s %s %s"):format(a, b, c, i, j)
        end
    end
    for kind, i, j, detail, si, sj, body, is_body in doc:blocks() do
        parts[#parts + 1] = ("%s %s %s %s %s %s %s %s"):format(kind, i, j, detail, si, sj, body, is_body)
    end
    for i = 1, #doc, 7 do parts[#parts + 1] = ("%d-%d"):format(doc:source_span(i, math.min(i + 3, #doc))) end
    local keys = {}
    for key in pairs(doc.metadata) do keys[#keys + 1] = key end
    table.sort(keys)
    for _, key in ipairs(keys) do parts[#parts + 1] = key .. "=" .. doc.metadata[key] end
    return table.concat(parts, "\n")
end

describe("a corpus", function()
    it("gives back the documents that were put in", function()
        local corpus <close> = assert(toolkit.open())
        assert(corpus:add("corpus"))
        local count = 0
        for doc in toolkit.documents("corpus") do
            count = count + 1
            local stored = assert(corpus:document(doc.file))
            assert.equal(describe_document(doc), describe_document(stored))
        end
        assert.is_true(count >= 12)
        assert.equal(count, #corpus)
    end)

    it("is a file that says what it is", function()
        local path = os.tmpname()
        local corpus = assert(toolkit.open(path))
        corpus:close()
        local f = assert(io.open(path, "rb"))
        local header = f:read(100)
        f:close()
        assert.equal("SQLite format 3\0", header:sub(1, 16))
        assert.equal("tkit", header:sub(69, 72))
        assert.equal(1, (">I4"):unpack(header, 61))
        os.remove(path)
    end)

    it("refuses files that are something else", function()
        local path = os.tmpname()
        write(path, ("not a database "):rep(100))
        local corpus, message, code = toolkit.open(path)
        assert.is_nil(corpus)
        assert.equal("malformed input", code)
        assert.matches("not a corpus file", message)
        os.remove(path)
        assert.equal("input/output error", select(3, toolkit.open("/no/such/folder/x.db")))
        assert.equal("input/output error", select(3, toolkit.open("/no/such.db", { mode = "read" })))
        assert.has_error(function() toolkit.open(path, { mod = "read" }) end,
            "open: unknown option 'mod' (did you mean 'mode'?)")
    end)

    it("keeps what was there and takes what is new, changed, renamed, identical", function()
        local dir = folder { ["a.txt"] = "Alpha speaks of the harbour.\n", ["b.txt"] = "Beta says nothing.\n" }
        local corpus <close> = assert(toolkit.open())
        local sum = assert(corpus:add(dir))
        assert.equal(2, sum.added)
        local b = assert(corpus:id(dir .. "/b.txt"))
        sum = assert(corpus:add(dir))
        assert.equal(2, sum.unchanged)
        assert.equal(0, sum.added)

        write(dir .. "/a.txt", "Alpha speaks of the mountains now.\n")
        assert(os.rename(dir .. "/b.txt", dir .. "/c.txt"))
        write(dir .. "/d.txt", "Beta says nothing.\n")
        sum = assert(corpus:add(dir))
        assert.equal(1, sum.replaced)
        assert.equal(1, sum.renamed)
        assert.equal(1, sum.identical)
        assert.equal(0, sum.missing)
        assert.equal(b, corpus:id(dir .. "/c.txt"))
        assert.is_nil((corpus:document(dir .. "/b.txt")))
        assert.matches("mountains", corpus:document(dir .. "/a.txt").text)
        assert.equal("Beta says nothing.\n", corpus:document(dir .. "/d.txt").text)
        assert.equal(3, #corpus)

        -- The heir of a removed document keeps its content.
        assert(corpus:remove(dir .. "/c.txt"))
        assert.equal("Beta says nothing.\n", corpus:document(dir .. "/d.txt").text)
        assert.equal(2, #corpus)

        assert(os.remove(dir .. "/d.txt"))
        sum = assert(corpus:add(dir))
        assert.equal(1, sum.missing)
        sum = assert(corpus:add(dir, { prune = true }))
        assert.equal(1, sum.removed)
        assert.equal(1, #corpus)
        os.execute("rm -r " .. dir)
    end)

    it("adds documents from memory", function()
        local corpus <close> = assert(toolkit.open())
        local doc = assert(toolkit.document("One line.\n", { name = "one.txt" }))
        local id, outcome = corpus:add(doc)
        assert.equal("added", outcome)
        assert.same({ id, "unchanged" }, { corpus:add(doc) })
        assert.equal("replaced", select(2, corpus:add(toolkit.document("Another line.\n", { name = "one.txt" }))))
        assert.equal("identical", select(2, corpus:add(toolkit.document("Another line.\n", { name = "two.txt" }))))
    end)

    it("reports unreadable files and goes on", function()
        local dir = folder { ["good.txt"] = "A good text.\n", ["bad.zip"] = "PK\3\4 broken" }
        local corpus <close> = assert(toolkit.open())
        local notes = {}
        local sum = assert(corpus:add(dir, { note = function(note) notes[#notes + 1] = note.file end }))
        assert.equal(1, sum.added)
        assert.equal(1, sum.skipped)
        assert.same({ dir .. "/bad.zip" }, notes)
        assert.has_error(function() corpus:add(dir .. "/bad.zip", { note = function() error("stop", 0) end }) end, "stop")
        os.execute("rm -r " .. dir)
    end)

    it("lets one process write at a time", function()
        local path = os.tmpname()
        local first <close> = assert(toolkit.open(path))
        local second <close> = assert(toolkit.open(path))
        first:transaction(function()
            first:layer("x")
            local layer, message, code = second:layer("y")
            assert.is_nil(layer)
            assert.equal("busy", code)
            assert.matches("another process", message)
        end)
        assert(second:layer("y"))
        assert.same({ "x", "y" }, first:layers())
        os.execute("rm -f " .. path .. "*")
    end)

    it("closes", function()
        local corpus = assert(toolkit.open())
        assert.matches("in memory", tostring(corpus))
        corpus:close()
        corpus:close()
        assert.matches("closed", tostring(corpus))
        assert.has_error(function() corpus:layers() end, "this corpus is closed")
    end)
end)

describe("corpus:sql", function()
    local corpus
    before_each(function()
        corpus = assert(toolkit.open())
        corpus:add(toolkit.document("The harbour was closed.\n", { name = "h.txt" }))
    end)
    after_each(function() corpus:close() end)

    it("knows table-valued functions, from the first statement on", function()
        local fresh <close> = assert(toolkit.open())
        assert.equal("a", fresh:sql("SELECT key FROM json_each(?)", '{"a":1}')())
        assert.has_error(function() fresh:sql("UPDATE sqlite_master SET sql = ''") end)
    end)

    it("gives rows as values and takes parameters", function()
        assert.same({ 1, "h.txt", 24 }, { one(corpus, "SELECT id, file, bytes FROM document WHERE file = ?", "h.txt") })
        assert.same({ false, 2.5, "x" }, { one(corpus, "SELECT NULL, ?, ?", 2.5, "x") })
        assert.same({ "a", "b" }, corpus:sql("SELECT 1 AS a, 2 AS b"):columns())
        assert.is_nil(one(corpus, "SELECT 1 WHERE 0"))
    end)

    it("cannot change, attach or load anything", function()
        for _, sql in ipairs { "DELETE FROM document", "ATTACH 'x.db' AS x", "PRAGMA user_version = 7",
            "SELECT load_extension('x')", "BEGIN", "CREATE TABLE t(x)", "PRAGMA journal_mode = DELETE", "VACUUM" } do
            assert.has_error(function() for _ in corpus:sql(sql) do end end)
        end
        assert.equal(1, #corpus)
    end)

    it("names mistakes", function()
        assert.has_error(function() corpus:sql("SELEC 1") end, 'sql: near "SELEC": syntax error')
        assert.has_error(function() corpus:sql("SELECT 1; SELECT 2") end, "sql: one statement at a time")
        assert.has_error(function() corpus:sql("SELECT 1", 2) end, "sql: the statement has no parameter 1")
        assert.has_error(function() corpus:sql("") end, "sql: empty statement")
    end)

    it("writes only through execute", function()
        assert(corpus:execute("INSERT INTO run(version, script) VALUES(?, ?)", "1", "x.lua"))
        assert.equal("x.lua", one(corpus, "SELECT script FROM run"))
    end)

    it("undoes a transaction that raises", function()
        assert.has_error(function()
            corpus:transaction(function()
                corpus:execute("INSERT INTO run(version) VALUES('1')")
                error("no", 0)
            end)
        end, "no")
        assert.equal(0, one(corpus, "SELECT count(*) FROM run"))
        assert.same({ true, 7 }, { corpus:transaction(function(x) return x end, 7) })
    end)
end)

describe("a layer", function()
    it("holds spans with labels and attributes, in the order of the text", function()
        local corpus <close> = assert(toolkit.open())
        local id = corpus:add(toolkit.document("The harbour was closed.\n", { name = "h.txt" }))
        local layer = assert(corpus:layer("quote"))
        assert(layer:add(id, 13, 22, "verb"))
        assert(layer:add(id, 1, 11, "noun", '{"n":1}'))
        assert.equal(2, #layer)
        assert.equal("quote", layer:name())
        assert.same({ "quote" }, corpus:layers())
        local seen = {}
        for document, i, j, label, json in layer:spans() do
            seen[#seen + 1] = { document, i, j, label, json }
        end
        assert.same({ { id, 1, 11, "noun", '{"n":1}' }, { id, 13, 22, "verb" } }, seen)
        assert.same({ "The harbour", "noun" }, { one(corpus, "SELECT text, label FROM spans ORDER BY start") })
        local n = 0
        for _ in layer:spans(id + 1) do n = n + 1 end
        assert.equal(0, n)
        assert(layer:clear(id))
        assert.equal(0, #layer)
    end)

    it("refuses what lies outside the text", function()
        local corpus <close> = assert(toolkit.open())
        local id = corpus:add(toolkit.document("Short.\n", { name = "h.txt" }))
        local layer = assert(corpus:layer("quote"))
        assert.equal("invalid argument", select(3, layer:add(id, 1, 100)))
        assert.equal("not found", select(3, layer:add(99, 1, 2)))
        assert.equal("invalid argument", select(3, layer:add(id, 1, 2, "x", "[1]")))
        assert.equal("invalid argument", select(3, corpus:layer("no spaces")))
        assert.equal("not found", select(3, corpus:layer("absent", { create = false })))
    end)

    it("goes with its document", function()
        local corpus <close> = assert(toolkit.open())
        local id = corpus:add(toolkit.document("Short.\n", { name = "h.txt" }))
        local layer = assert(corpus:layer("quote"))
        assert(layer:add(id, 1, 5))
        assert(corpus:remove(id))
        assert.equal(0, #layer)
    end)
end)

describe("corpus:verify", function()
    -- Where every text and every blob lies in the file: in a small corpus each is in one piece. Bytes that are there twice
    -- (short ones, or left over in a free page) say nothing.
    local function pieces(path, bytes)
        local list, total = {}, 0
        local corpus <close> = assert(toolkit.open(path, { mode = "read" }))
        for _, sql in ipairs { "SELECT 1, content FROM text", "SELECT 1, data FROM segment_part" } do
            for _, data in corpus:sql(sql) do
                local at = #data > 16 and bytes:find(data, 1, true)
                if at and not bytes:find(data, at + 1, true) then
                    list[#list + 1] = { at = at, size = #data }
                    total = total + #data
                end
            end
        end
        return list, total
    end

    it("finds a thousand of a thousand flipped bits", function()
        local path = os.tmpname()
        local corpus = assert(toolkit.open(path))
        corpus:add("corpus")
        assert.is_true((corpus:verify()))
        corpus:close()
        local file = assert(io.open(path, "r+b"))
        file:setvbuf("no")
        local bytes = file:read("a")
        local list, total = pieces(path, bytes)
        assert.is_true(#list > 20)
        math.randomseed(7)
        local found = 0
        for _ = 1, 1000 do
            local place = math.random(total)
            local n = 1
            while place > list[n].size do
                place = place - list[n].size
                n = n + 1
            end
            local at = list[n].at + place - 1
            file:seek("set", at - 1)
            file:write(string.char(bytes:byte(at) ~ (1 << math.random(0, 7))))
            local damaged <close> = assert(toolkit.open(path, { mode = "read" }))
            local sound, faults, sum = damaged:verify()
            if not sound and #faults > 0 and sum.faults == #faults then found = found + 1 end
            file:seek("set", at - 1)
            file:write(bytes:sub(at, at))
        end
        file:close()
        assert.equal(1000, found)
        local output, status = helper.run(helper.command .. " scripts/verify.lua " .. path)
        assert.equal(0, status)
        assert.matches("sound", output)
        os.execute("rm -f " .. path .. "*")
    end)

    it("survives a file that ends early", function()
        local path = os.tmpname()
        local corpus = assert(toolkit.open(path))
        corpus:add("corpus")
        corpus:close()
        local file = assert(io.open(path, "rb"))
        local bytes = file:read("a")
        file:close()
        for part = 1, 9 do
            write(path, bytes:sub(1, #bytes * part // 10))
            local damaged = toolkit.open(path, { mode = "read" })
            if damaged then
                local ok, sound = pcall(damaged.verify, damaged)
                assert.is_true(not ok or not sound)
                damaged:close()
            end
        end
        os.execute("rm -f " .. path .. "*")
    end)
end)

describe("scripts/index.lua", function()
    it("builds a corpus file and brings it up to date", function()
        local path = os.tmpname()
        os.remove(path)
        local command = ("%s scripts/index.lua corpus -o %s 2>&1"):format(helper.command, path)
        local output, status = helper.run(command)
        assert.equal(0, status)
        assert.matches("%d+ added", output)
        output, status = helper.run(command)
        assert.equal(0, status)
        assert.matches("%d+ unchanged%)", output)
        os.execute("rm -f " .. path .. "*")
        output = helper.run(("%s scripts/index.lua corpus -o %s --summary jsonl 2>/dev/null"):format(helper.command, path))
        local sum = require("toolkit.json").decode(output:match("([^\n]*)\n$"))
        assert.equal(sum.documents, sum.added)
        assert.is_true(sum.formats.html > 0 and sum.encodings["UTF-8"] > 0)
        os.execute("rm -f " .. path .. "*")
        status = select(2, helper.run(helper.command .. " scripts/index.lua corpus 2>/dev/null"))
        assert.equal(2, status)
    end)
end)

describe("computed attributes", function()
    local function parts(corpus)
        local list = {}
        for id, data in corpus:sql("SELECT id & 0xffffffff, data FROM segment_part ORDER BY id") do
            list[#list + 1] = id .. " " .. data
        end
        return table.concat(list)
    end

    it("has stems from the start, from later on, and for what is added then", function()
        local early <close> = assert(toolkit.open(":memory:"))
        assert(early:add("corpus", { attributes = "word,lower,stem" }))
        assert.equal(early:find('[lower="closed|closing|close|closes"]'):count(), early:find('[stem="close"]'):count())
        local late <close> = assert(toolkit.open(":memory:"))
        assert(late:add("corpus"))
        assert.is_nil((late:find('[stem="close"]')))
        assert(late:add("corpus", { attributes = "stem" }))
        assert.equal(parts(early), parts(late))
        local before = late:find('[stem="close"]'):count()
        late:add(toolkit.document("They were closing the closed gates.\n", { name = "gates.txt" }))
        assert.equal(before + 2, late:find('[stem="close"]'):count())
        assert.is_true((late:verify()))
    end)

    it("writes the same with two threads", function()
        local single <close> = assert(toolkit.open(":memory:"))
        local double <close> = assert(toolkit.open(":memory:"))
        assert(single:add("corpus", { attributes = "word,stem", threads = 1 }))
        assert(double:add("corpus", { attributes = "word,stem", threads = 2 }))
        assert.equal(parts(single), parts(double))
    end)

    it("refuses languages that it does not know, and a second one", function()
        local corpus <close> = assert(toolkit.open(":memory:"))
        local ok, message = corpus:add("corpus", { attributes = "stem:klingon" })
        assert.is_nil(ok)
        assert.matches("no stemmer for language 'klingon'", message)
        assert(corpus:add("corpus", { attributes = "stem:german" }))
        ok, message = corpus:add("corpus", { attributes = "stem" })
        assert.is_nil(ok)
        assert.matches("stems of 'german' already", message)
    end)
end)
