-- What a script says to a wrong command line, and to inputs from which nothing can be read: the place, the reason, a way
-- out, and an exit status that a shell can use.
local helper = require "tests.helper"
local args = require "toolkit.args"
local files = require "toolkit.files"

local folder, corpus

local function run(arguments)
    return helper.run(("%s %s 2>&1"):format(helper.command, arguments))
end

setup(function()
    folder = os.tmpname()
    os.remove(folder)
    assert(os.execute("mkdir -p " .. folder .. "/empty"))
    assert(files.write(folder .. "/binary", "\137PNG\r\n" .. ("\0\1\2\255"):rep(100)))
    corpus = folder .. "/corpus.db"
    assert.equal("", (run("index corpus/harrow-dam --quiet -o " .. corpus)))
end)

teardown(function() os.execute("rm -r " .. folder) end)

local READERS = { "claims", "compare", "duplicates", "extract", "network", "quotes", "timeline", "tokens" }

describe("a script", function()
    it("explains a wrong option, with the usage", function()
        for name in io.popen("ls scripts"):lines() do
            local output, status = run(("scripts/%s --fromat x"):format(name))
            assert.equal(2, status, name)
            assert.matches("unknown option '--fromat'", output, 1, true)
            assert.matches("\nUsage: toolkit scripts/" .. name, output, 1, true)
            assert.matches("\ntry: toolkit --help scripts/" .. name, output, 1, true)
        end
    end)

    it("speaks of itself as it was called", function()
        local output, status = run("frequencies")
        assert.equal(2, status)
        assert.equal("frequencies: FILE is missing\nUsage: toolkit frequencies FILE [OPTIONS]\ntry: toolkit --help frequencies\n",
            output)
        local by_name, by_file = run("--help frequencies"), run("--help scripts/frequencies.lua")
        assert.matches("FILE is a corpus made by toolkit index.\n", by_name, 1, true)
        assert.matches("FILE is a corpus made by scripts/index.lua.\n", by_file, 1, true)
        assert.equal(by_name, (run("frequencies -h")))
        assert.equal(by_file, (run("scripts/frequencies.lua --help")))
    end)

    it("shares the names of its options with the others", function()
        for name in io.popen("ls scripts"):lines() do
            local spec = args.spec(args.header(files.read("scripts/" .. name)))
            assert.matches("toolkit scripts/" .. name .. "[^\n]*%[OPTIONS%]\n", spec.header)
            local format, out = spec.by_name["--format"], spec.by_name["--out"]
            if format then assert.equal("f", format.short, name) end
            if out then assert.equal("o", out.short, name) end
            for _, option in ipairs { "to", "from", "output", "attribute" } do
                assert.is_nil(spec.by_name["--" .. option], name)
            end
        end
    end)

    it("writes the format that the file of --out ends in", function()
        local out = folder .. "/table"
        for ending, start in pairs { csv = "^lower,frequency,", tsv = "^lower\tfrequency\t", json = "^[%[{]",
            jsonl = '^{"lower":', md = "^Frequencies[^\n]*\n\n| lower ", txt = "^Frequencies[^\n]*\nlower  ",
            html = "^<!DOCTYPE html>", svg = "^<svg " } do
            local _, status = run(("frequencies %s --top 3 --out %s.%s"):format(corpus, out, ending))
            assert.equal(0, status, ending)
            assert.matches(start, files.read(out .. "." .. ending))
        end
        run(("query %s warnings --out %s.csv"):format(corpus, out))
        assert.matches("^left,match,right,", files.read(out .. ".csv"))
        run(("tokens corpus/harrow-dam --layers words --out %s.vrt"):format(out))
        assert.matches("^<doc file=", files.read(out .. ".vrt"))
        run(("export %s --query warnings --out %s.jsonl"):format(corpus, out))
        assert.matches("^{", files.read(out .. ".jsonl"))
        run(("frequencies %s --top 3 --format csv --out %s.txt"):format(corpus, out))
        assert.matches("^lower,", files.read(out .. ".txt"))
        local output, status = run(("query %s warnings --out %s.svg"):format(corpus, out))
        assert.equal(1, status)
        assert.matches("table.svg: this result has no chart\n$", output)
    end)

    it("shows the usage when it misses something itself", function()
        for arguments, message in pairs {
            ["scripts/index.lua corpus"] = "-o FILE.db is missing",
            ["scripts/train.lua tagger x"] = "-o FILE is missing",
            ["scripts/ngrams.lua " .. corpus .. " -n 0"] = "--n: an n-gram has at least one token",
            ["scripts/train.lua taggr x -o y"] = "KIND: expected one of segmenter, tagger, ",
            ["scripts/dashboard.lua " .. corpus .. " --out page.pdf"] = "--out: a dashboard is HTML, 'page.pdf' is not",
            ["scripts/dashboard.lua " .. corpus] = "--out PAGE.html is missing",
            ["scripts/label.lua roles.model " .. corpus .. " corpus --layer x"] = "--layer wants one corpus file",
            ["scripts/label.lua README.md corpus --least 2"] = "--least wants a probability, from 0 to 1",
            ["scripts/measures.lua"] = "TABLE is missing",
            ["scripts/frequencies.lua x.db --top -3"] = "option '--top': expected a number from 0, got '-3'",
            ["scripts/claims.lua corpus --since yesterday"] = "--since: 'yesterday' is no date like 2021, 2021-04",
            ["scripts/quotes.lua corpus --top 3"] = "unknown option '--top'\n", -- which is not like --help
        } do
            local output, status = run(arguments)
            assert.equal(2, status, arguments)
            assert.matches(message, output, 1, true)
            assert.matches("\nUsage: ", output, 1, true)
        end
    end)

    it("says what was asked for wrongly in one line, without places in programs", function()
        for arguments, message in pairs {
            ["readability %s --sort flech"] = "readability: no column 'flech' (did you mean 'flesch'?)",
            ["contrast %s a b"] = "contrast: 'a' is no condition: no such column: a (documents are chosen by",
            ["query %s '[lower=\"the\"' --count"] = "query: expected ']' at 13: the query ends here",
            ["query %s '[]' --sort nothing.at.all"] = "no key 'nothing.at.all'",
            ["keyness %s --target file:harrow --by lemma"] = "keyness: the corpus has no attribute 'lemma' (there are: word lower; annotation adds this one)",
            ["export %s --query '[['"] = "query: ",
            ["query %s ''"] = "query: an empty query",
            ["contrast %s file:harrow file:nowhere"] = "contrast: no document fits file:nowhere",
            ["frequencies %s --where file:nowhere"] = "frequencies: no document fits file:nowhere",
            ["trend %s said --where nokey:x"] = "trend: no document fits nokey:x",
            ["export %s --format tsv --layers ent"] = "export: no layer is called 'ent' (there are none)",
            ["export %s --where 'date > 2999'"] = "export: no document fits date > 2999",
            ["duplicates %s --jaccard 7"] = "option 'jaccard': expected a number above 0 and at most 1",
            ["tokens corpus --layers tag,lemma --out %s.out"] = "'tag' is none of words, tags, ",
            ["extract corpus --reader html5 --out %s.out"] = "no format is called 'html5'",
            ["extract corpus --encoding klingon --out %s.out"] = "unknown encoding 'klingon'",
        } do
            local output, status = run(arguments:format(corpus))
            assert.equal(1, status, arguments)
            assert.matches(message, output, 1, true)
            assert.matches("^%l+: [^\n]+\n$", output)
            assert.not_matches("%d: %l+:", output:gsub("at %d+: ", ""))
        end
    end)

    it("fails when no document could be read", function()
        for _, name in ipairs(READERS) do
            for _, input in ipairs { "/nosuch", folder .. "/empty", folder .. "/binary" } do
                local output, status = run(("%s %s"):format(name, input))
                assert.equal(1, status, name .. " " .. input)
                assert.matches("no document could be read\n$", output)
                if not input:find "empty" then assert.matches(input .. ": ", output, 1, true) end
            end
        end
        local output, status = run(("index /nosuch --quiet -o %s/new.db"):format(folder))
        assert.equal(1, status)
        assert.matches("^/nosuch: No such file or directory\nindex: /nosuch: no document could be read\n$", output)
        assert.is_false(files.exists(folder .. "/new.db"))
        output = run(("tokens %s/empty %s/binary 2>&1"):format(folder, folder))
        assert.matches("\ntokens: [^\n]+/empty and 1 more: no document could be read\n$", output)
    end)

    it("reads standard input", function()
        for _, name in ipairs { "claims", "quotes", "extract", "tokens", "duplicates", "timeline", "network" } do
            local output, status = helper.run(("%s %s - <corpus/harrow-dam/northwind-agency.txt 2>&1"):format(
                helper.command, name))
            assert.equal(0, status, name .. ": " .. output)
        end
    end)

    it("names the file whose bytes it could not parse", function()
        for name, text in pairs { ["deep.json"] = ("["):rep(1000), ["cut.json"] = '{"text": "He said',
            ["deep.xml"] = "<?xml version='1.0'?>" .. ("<a>"):rep(1000) } do
            assert(files.write(folder .. "/" .. name, text))
            assert.matches("^" .. folder .. "/" .. name .. ": %u+: [^\n]+\n", (run(("extract %s/%s"):format(folder, name))))
        end
    end)

    it("does not write to a corpus that may not be written, and makes none of an empty file", function()
        assert(files.write(folder .. "/empty.db", ""))
        for _, arguments in ipairs { "duplicates --mark %s", "import %s x.tsv" } do
            local output, status = run(arguments:format(folder .. "/empty.db"))
            assert.equal(1, status)
            assert.matches("empty.db: empty, not a corpus file\n$", output)
        end
        assert.equal("", files.read(folder .. "/empty.db"))
    end)

    it("says why a file could not grow, and leaves no empty corpus behind", function()
        local output, status = helper.run(("(ulimit -f 50; %s index corpus -o %s/small.db 2>&1)"):format(helper.command, folder))
        assert.equal(1, status)
        assert.matches("small.db: disk I/O error: File too large\n$", output)
    end)

    it("says when nothing has what was asked for", function()
        local output, status = run("claims corpus --stance acuse")
        assert.equal(0, status)
        assert.matches("--stance: nothing has the stance 'acuse' (did you mean 'accuse'?)\n", output, 1, true)
        assert.matches("--anchor: no document is called 'nosuch.txt'\n",
            (run "claims corpus --anchor nosuch.txt=2031-06-02,ferry-courier.txt=2031-09-01"), 1, true)
        assert.matches("nothing has the event 'E99'", (run "timeline corpus --event E99"), 1, true)
    end)

    it("reads the documents of a corpus file", function()
        for arguments, expected in pairs {
            ["claims %s | head -n 1"] = "^4 documents, ", ["extract %s 2>/dev/null | wc -l"] = "^4\n",
            ["duplicates %s --format jsonl"] = "4 documents, ",
            ["tokens %s --format tsv | cut -f 1 | uniq | wc -l"] = "^5\n",
        } do
            local output, status = run(arguments:format(corpus))
            assert.equal(0, status, output)
            assert.matches(expected, output)
        end
    end)

    it("says what to do with a folder or a text in the place of a corpus file", function()
        local output, status = run("frequencies corpus")
        assert.equal(1, status)
        assert.matches("corpus: a folder, not a corpus file; to make one: toolkit index corpus -o FILE.db\n", output, 1, true)
        output = run("query README.md '[]'")
        assert.matches("README.md: not a corpus file; to make one: toolkit index README.md -o FILE.db\n", output, 1, true)
        output = run("index corpus -o /nosuch/x.db")
        assert.matches("/nosuch/x.db: no such folder: /nosuch/\n", output, 1, true)
    end)

    it("does not read the corpus file that it writes, nor SQLite's files beside it", function()
        local at = folder .. "/texts"
        assert(os.execute(("mkdir %s && cp corpus/strait-cable/coastline-news.txt %s"):format(at, at)))
        for _, expected in ipairs { "1 added", "1 unchanged" } do
            local output, status = helper.run(("cd %s && $OLDPWD/%s index . -o texts.db 2>&1"):format(at, helper.command))
            assert.equal(0, status, output)
            assert.matches("^texts.db: 1 document %(" .. expected .. "%)\n", output)
            assert.not_matches("skipped", output)
        end
    end)

    it("says that it may not read or write, as who it runs as", function()
        -- root may do everything, unless these rights are taken away
        local rights = "setpriv --bounding-set=-dac_override,-dac_read_search"
        local is_root = helper.run("id -u") == "0\n"
        if is_root and not os.execute(rights .. " true 2>/dev/null") then return pending("setpriv is not there") end
        local at = folder .. "/shut"
        assert(os.execute(("mkdir -p %s && cp corpus/strait-cable/coastline-news.txt %s/shut.txt && cp %s %s/shut.db && "
            .. "chmod 0 %s/shut.txt %s/shut.db && chmod 500 %s"):format(at, at, corpus, at, at, at, at)))
        for arguments, expected in pairs {
            ["extract %s/shut.txt"] = "/shut.txt: Permission denied\n0 documents, 0 bytes; skipped 1, warnings 0\n"
                .. "  reasons: permission denied 1\n",
            ["query %s/shut.db said --count"] = "query: .-/shut.db: Permission denied\n$",
            ["index corpus -o %s/new.db"] = "index: .-/new.db: cannot be made: Permission denied\n$",
            ["claims corpus --out %s/report"] = "claims: .-/report: Permission denied\n$",
        } do
            local output, status = helper.run(("%s %s %s 2>&1"):format(is_root and rights or "", helper.command,
                arguments:format(at)))
            assert.equal(1, status, arguments)
            assert.matches(expected, output)
        end
        os.execute("chmod 700 " .. at)
    end)

    it("does not write a table under a name that promises something else", function()
        for _, ending in ipairs { "xlsx", "pdf", "png" } do
            local output, status = run(("frequencies %s -o %s/table.%s"):format(corpus, folder, ending))
            assert.equal(2, status)
            assert.matches(("^frequencies: .-/table.%s: %s is not written; .csv is for spreadsheets"):format(ending, ending), output)
            assert.is_nil(io.open(("%s/table.%s"):format(folder, ending)))
        end
    end)

    it("does not write where it cannot", function()
        local output, status = run("claims corpus --out LICENSE")
        assert.equal(1, status)
        assert.matches("LICENSE: a file, not a folder\n$", output)
        for _, script in ipairs { "extract corpus", "claims corpus", "claims corpus --format html", "query " .. corpus .. " '[]'",
            "--help", "--help claims", "claims --help", "--version", "-e 'print(1) os.exit(0)'" } do
            output, status = helper.run(("%s %s 2>&1 >/dev/full"):format(helper.command, script))
            assert.equal(1, status, script)
            assert.matches("^[^\n]*: standard output: No space left on device\n$", output:gsub("^%d+ hits?\n", ""))
        end
    end)

    it("ends quietly when nobody reads on, even in a loop that nothing else ends", function()
        -- each writes more than a pipe holds
        for _, command in ipairs { "extract corpus corpus corpus corpus --quiet", "tokens corpus", "-e 'while true do print(1) end'",
            [[-e 'pcall(function() while true do io.write("1\n") end end) while true do end']] } do
            helper.run(("{ timeout 20 %s %s 2>%s/said; echo status $? >>%s/said; } | head -n 1 >/dev/null"):format(
                helper.command, command, folder, folder))
            assert.equal("status 1\n", helper.run(("cat %s/said"):format(folder)), command)
        end
    end)
end)
