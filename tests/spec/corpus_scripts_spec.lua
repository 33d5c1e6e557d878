-- The scripts of the analyst over a corpus file that is built from the sample corpus.
local helper = require "tests.helper"
local toolkit = require "toolkit"
local Table = require "toolkit.table"
local json = require "toolkit.json"

local base = os.tmpname()
local path = base .. ".db"

local function run(script, arguments)
    return helper.run(("%s scripts/%s.lua %s %s"):format(helper.command, script, path, arguments))
end

local function tsv(script, arguments)
    local output, status = run(script, arguments .. " --format tsv 2>/dev/null")
    assert.equal(0, status)
    return assert(Table.parse(output, "tsv"))
end

local read = helper.read

describe("scripts over a corpus file:", function()
    local corpus
    setup(function()
        assert.equal(0, select(2, helper.run(("%s scripts/index.lua corpus -o %s --quiet"):format(helper.command, path))))
        corpus = assert(toolkit.open(path, { mode = "read" }))
    end)
    teardown(function()
        corpus:close()
        for _, ending in ipairs { "", ".db", ".db-wal", ".db-shm", ".svg", ".html", ".csv" } do os.remove(base .. ending) end
    end)

    it("an index of another format: both versions are named, nothing is called damaged, nothing is written", function()
        if select(2, helper.run("command -v sqlite3 > /dev/null")) ~= 0 then return pending("no sqlite3 shell") end
        local other = base .. ".other.db"
        finally(function() os.execute(("rm -f %s %s-wal %s-shm"):format(other, other, other)) end)
        for format, said in pairs { [1] = "is older than this program's %d+: make the corpus anew\n$",
            [999] = "is newer than this program's %d+\n$" } do
            os.remove(other)
            assert.equal(0, select(2, helper.run(("%s scripts/index.lua corpus -o %s --quiet"):format(helper.command, other))))
            assert.equal(0, select(2, helper.run(("sqlite3 %s 'UPDATE segment SET format = %d'"):format(other, format))))
            local before = read(other)
            local wanted = ("%s: index segment format %d "):format(other:gsub("%p", "%%%0"), format) .. said
            for _, command in ipairs { "index.lua corpus -o " .. other, "query.lua " .. other .. " '\"said\"'",
                "query.lua " .. other .. " said --search", "verify.lua " .. other, "frequencies.lua " .. other } do
                local output, status = helper.run(("%s scripts/%s 2>&1"):format(helper.command, command))
                assert.equal(1, status, command)
                assert.matches(wanted, output)
                assert.is_nil(output:find("damaged", 1, true) or output:find("traceback", 1, true), output)
            end
            assert.equal(before, read(other))
            local old <close> = assert(toolkit.open(other, { mode = "read" }))
            assert.is_true(#old > 0)
            assert.is_true(#assert(old:document(1)).text > 0)
        end
    end)

    it("frequencies", function()
        local t = tsv("frequencies", "--where file:harrow-dam --top 3")
        assert.same({ "the", "of", "said" }, t:column("lower"))
        local files = {}
        for file in corpus:sql("SELECT file FROM document WHERE file LIKE '%harrow-dam%'") do files[#files + 1] = file end
        local hits = assert(corpus:find('[lower="said" & doc_file=$files]', { lists = { files = files } }))
        assert.equal(hits:count(), t.rows[3].frequency)
        local output, status = run("frequencies", "--where 'nonsense ~' 2>&1")
        assert.equal(1, status)
        assert.matches("nonsense", output)
    end)

    it("n-grams of a part of the corpus", function()
        local t = tsv("ngrams", "-n 3 --where file:harrow-dam --top 1")
        assert.same({ "of the valley", 4, 3 }, { t.rows[1].ngram, t.rows[1].frequency, t.rows[1].documents })
        local wide = tsv("ngrams", "--gap 2 --where file:harrow-dam --top 0 --least 1")
        local narrow = tsv("ngrams", "--where file:harrow-dam --top 0 --least 1")
        assert.is_true(wide:group({}, "sum frequency").rows[1][1] > narrow:group({}, "sum frequency").rows[1][1])
        local quoted = tsv("ngrams", [[--within '(?longest) "said" []{0,5} within s' --top 1]])
        assert.matches("said", quoted.rows[1].ngram)
        local output, status = run("ngrams", "--gap 11 2>&1")
        assert.equal(1, status)
        assert.matches("gaps of 11 tokens: at most 10", output)
    end)

    it("collocates", function()
        local t = tsv("collocates", "dam --window 4 --measures g2,log_dice --top 5")
        assert.equal("gates", t.rows[1].lower)
        local again = tsv("collocates", "dam --window 4,4 --measures g2 --top 5")
        assert.equal(t.rows[1].g2, again.rows[1].g2)
        local output, status = run("collocates", "dam --window wide 2>&1")
        assert.equal(2, status)
        assert.matches("%-%-window wants N or LEFT,RIGHT", output)
        local _, wrong = run("collocates", "'[lower=' 2>/dev/null")
        assert.equal(1, wrong)
    end)

    it("keyness", function()
        local t = tsv("keyness", "--target file:harrow-dam --reference file:strait-cable --top 10 --rounds 49")
        assert.equal("valley", t.rows[1].lower)
        assert.is_true(t.rows[1].p_holm >= t.rows[1].p)
        assert.is_true(t.rows[1].p_documents <= 0.1)
        local output, status = run("keyness", "2>&1")
        assert.equal(2, status)
        assert.matches("%-%-target is missing", output)
    end)

    it("dispersion, trend, readability, similar", function()
        local t = tsv("dispersion", "dam '[lower=\"gates\"]'")
        assert.equal(corpus:find('[lower="gates"]'):count(), t.rows[2].frequency)
        t = tsv("trend", "'[lower=\"dam|dams\"]' --period day")
        assert.equal(corpus:find('[lower="dam|dams"]'):count(), t:group({}, "sum frequency").rows[1][1])
        assert.equal(#corpus, #tsv("readability", ""))
        assert.equal(#corpus, #tsv("readability", "--diversity"))
        t = tsv("similar", "corpus/harrow-dam/valley-messenger.txt --top 3")
        assert.matches("harrow%-dam", t.rows[1].file)
        assert.equal(t:csv(), tsv("similar", "valley-messenger.txt --top 3"):csv())
        assert.matches("more than one document is called 'northwind%-agency.txt'",
            (run("similar", "northwind-agency.txt 2>&1")))
        assert.matches("no document of this name", (run("similar", "messenger.txt 2>&1")))
        local decades = tsv("trend", "dam --period decade --where 'date >= 2031'")
        assert.equal("2030s", decades.rows[1].period)
        assert.equal("borg", tsv("similar", "corpus/harrow-dam/northwind-agency.txt --terms --measure bm25 --top 1").rows[1].lower)
    end)

    it("contrast", function()
        local t = tsv("contrast", "file:harrow-dam file:strait-cable")
        assert.same({ "documents", 4, 5 }, { t.rows[1].figure, t.rows[1].a, t.rows[1].b })
        t = tsv("contrast", "file:harrow-dam file:strait-cable --words 5")
        assert.equal(10, #t)
        for row in t:each() do assert.equal(row.side == "a", row.log_ratio > 0) end
    end)

    it("duplicates --explain", function()
        local command = helper.command .. " scripts/duplicates.lua corpus --explain "
        assert.matches("correction.txt makes no pair with another document", (helper.run(command .. "correction.txt")))
        local output, status = helper.run(command .. "nowhere.txt 2>&1")
        assert.equal(1, status)
        assert.matches("no document is called 'nowhere.txt'", output)
    end)

    it("duplicates --mark", function()
        local copy = base .. ".csv"
        local file = assert(io.open(copy, "wb"))
        file:write(read(path))
        file:close()
        local command = ("%s scripts/duplicates.lua %s --mark --format tsv 2>/dev/null"):format(helper.command, copy)
        local output, status = helper.run(command)
        assert.equal(0, status)
        local marked = assert(toolkit.open(copy, { mode = "read" }))
        local count = 0
        for _ in marked:sql("SELECT document FROM metadata WHERE key = 'copy_of'") do count = count + 1 end
        assert.equal(#assert(Table.parse(output, "tsv")), count)
        marked:close()
        assert.equal(1, select(2, helper.run(helper.command .. " scripts/duplicates.lua corpus --mark 2>/dev/null")))
    end)

    it("write tables, charts and pages", function()
        for _, call in ipairs { { "frequencies", "--top 5" }, { "ngrams", "--top 5" }, { "collocates", "dam" }, { "dispersion", "dam gates" },
            { "keyness", "--target file:harrow" }, { "contrast", "file:harrow file:strait --words 9" }, { "trend", "dam --period week" }, { "readability", "" }, { "similar", "1" } } do
            local _, status = run(call[1], ("%s --out %s.svg >/dev/null 2>&1"):format(call[2], base))
            assert.equal(0, status, call[1])
            local first = read(base .. ".svg")
            assert.matches("^<svg", (first:gsub("^<%?xml.-%?>%s*", "")), call[1])
            assert.equal(0, select(2, run(call[1], ("%s --out %s.html 2>/dev/null"):format(call[2], base))), call[1])
            assert.matches("<svg", read(base .. ".html"), 1, true)
            run(call[1], ("%s --out %s.svg >/dev/null 2>&1"):format(call[2], base))
            assert.equal(first, read(base .. ".svg"), call[1])
        end
        assert.equal(0, select(2, run("frequencies", ("--format csv --top 2 --out %s.csv 2>/dev/null"):format(base))))
        assert.matches("^lower,frequency,per_million,documents", read(base .. ".csv"))
        local output = run("frequencies", "--format json --top 2 2>/dev/null")
        assert.is_truthy(json.decode(output))
    end)

    it("dashboard", function()
        local command = ("--words dam,cables --period day --out %s.html"):format(base)
        assert.equal(0, select(2, run("dashboard", command)))
        local page = read(base .. ".html")
        for _, title in ipairs { "In short", "Documents", "Words", "Followed words", "Key terms", "Likeness", "Readability" } do
            assert.matches(title, page, 1, true)
        end
        assert.is_nil(page:match('src="http'))
        assert.equal(0, select(2, run("dashboard", command)))
        assert.equal(page, read(base .. ".html"))
        assert.equal(2, select(2, run("dashboard", "2>/dev/null")))
        local part = ("--words dam --where file:harrow-dam --once --period month --out %s.html"):format(base)
        assert.equal(0, select(2, run("dashboard", part)))
        page = read(base .. ".html")
        assert.matches("file:harrow-dam, copies counted once", page, 1, true)
        assert.matches("valley-messenger.txt", page, 1, true)
        assert.is_nil(page:find("strait-cable", 1, true))
    end)
end)
