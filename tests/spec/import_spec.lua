-- Spans of others put into layers: brat, Web Annotation, tables; what export wrote comes back.
local toolkit = require "toolkit"
local helper = require "tests.helper"
local import = require "toolkit.import"
local json = require "toolkit.json"

local TEXTS = {
    ["a.txt"] = "Zoë said\nthat “Größe” fell.\tAnd fell again.\n",
    ["folder/b\tc.txt"] = "One two three. \u{1F600} four, one two.\n",
}

local function new_corpus()
    local corpus = assert(toolkit.open())
    for _, name in ipairs { "a.txt", "folder/b\tc.txt" } do
        assert(corpus:add(assert(toolkit.document(TEXTS[name], { name = name }))))
    end
    return corpus
end

--- Every span of a corpus as a line.
local function spans_of(corpus)
    local list = {}
    for layer, document, start, stop, label, attributes in corpus:sql(
        "SELECT layer, document, start, stop, quote(label), quote(json) FROM spans ORDER BY layer, document, start, stop, label, json") do
        list[#list + 1] = ("%s %d %d %d %s %s"):format(layer, document, start, stop, label, attributes)
    end
    return list
end

--- A corpus whose layers hold what is hard to write: no label and an empty one, signs that formats mean something by,
--- spans without a byte, spans that cross, spans twice.
local function marked()
    local corpus = new_corpus()
    local function span(layer, file, i, j, label, attributes)
        assert(assert(corpus:layer(layer)):add(corpus:id(file), i, j, label, attributes))
    end
    span("name", "a.txt", 1, 4, "PER", '{"id":"7"}')
    span("name", "a.txt", 1, 9, 'a\tb\\n"c"\n<&>\r', '{"note":"tab\\tand \\"quote\\"","n":[1,2.5,null,true]}')
    span("name", "a.txt", 6, 15, "")
    span("quote", "a.txt", 15, 22)
    span("quote", "a.txt", 5, 4, "nothing", "{}")
    span("quote", "a.txt", #TEXTS["a.txt"] + 1, #TEXTS["a.txt"], "\\0")
    span("name", "folder/b\tc.txt", 5, 13, "ends #'\u{2028}", '{"a":{"b":{}}}')
    span("name", "folder/b\tc.txt", 5, 13, "ends #'\u{2028}", '{"a":{"b":{}}}')
    span("x-1", "folder/b\tc.txt", 16, 19, "emoji")
    return corpus
end

describe("toolkit.import", function()
    for _, format in ipairs { "tsv", "jsonl", "web" } do
        it("takes back what export wrote: " .. format, function()
            local first <close> = marked()
            local text = first:export(format)
            local second <close> = new_corpus()
            local sum = assert(import.text(second, format, text))
            assert.same({ spans = 9, documents = 2, moved = 0, left_out = 0 }, sum)
            if format == "jsonl" then -- the same JSON value, its keys in order
                assert.equal(#spans_of(first), #spans_of(second))
            else
                assert.same(spans_of(first), spans_of(second))
            end
            assert.equal(text, (second:export(format)))
            assert.is_true((second:verify()))
        end)

        it("takes back any spans: " .. format, function()
            local seed, text = 7, TEXTS["a.txt"]
            local function random(n)
                seed = (seed * 1103515245 + 12345) % 2147483648
                return seed // 65536 % n
            end
            local starts = {} -- of characters, and the end
            for at in utf8.codes(text) do starts[#starts + 1] = at end
            starts[#starts + 1] = #text + 1
            local first <close> = new_corpus()
            local id, labels = first:id("a.txt"), { "PER", "", "ü\\t", "a b" }
            for _ = 1, 300 do
                local from = 1 + random(#starts)
                local to = from + random(#starts - from + 1)
                first:layer("l" .. random(3)):add(id, starts[from], starts[to] - 1, labels[1 + random(5)],
                    random(2) == 0 and ('{"n":%d}'):format(random(9)) or nil)
            end
            local second <close> = new_corpus()
            local written = first:export(format)
            assert.equal(300, assert(import.text(second, format, written)).spans)
            assert.same(spans_of(first), spans_of(second))
            assert.equal(written, (second:export(format)))
        end)
    end

    it("reads files as their names end, several at once", function()
        local first <close> = marked()
        local base = os.tmpname()
        assert(first:export("tsv", base .. ".tsv", { layers = { "name" } }))
        assert(first:export("web", base .. ".jsonld", { layers = { "quote", "x-1" } }))
        local second <close> = new_corpus()
        assert.same({ spans = 9, documents = 2, moved = 0, left_out = 0 }, second:import(nil, { base .. ".tsv", base .. ".jsonld" }))
        assert.same(spans_of(first), spans_of(second))
        os.remove(base .. ".tsv")
        os.remove(base .. ".jsonld")
        os.remove(base)
    end)

    it("adds, replaces, and chooses layers", function()
        local first <close> = marked()
        local text = first:export("tsv")
        local second <close> = new_corpus()
        assert.equal(5, assert(import.text(second, "tsv", text, { layers = { "name" } })).spans)
        assert.same({ "name" }, second:layers())
        assert(import.text(second, "tsv", text))
        assert.equal(14, #spans_of(second))
        assert(import.text(second, "tsv", text, { replace = true }))
        assert.same(spans_of(first), spans_of(second))
    end)

    it("makes layers that queries use", function()
        local corpus <close> = new_corpus()
        local rows = "file\tstart_byte\tend_byte\tlabel\r\na.txt\t0\t4\tperson\r\n\r\n"
        assert.equal(1, assert(import.text(corpus, "tsv", rows, { layer = "who" })).spans)
        assert.equal(1, #assert(corpus:find('<who label="person"/> "said"')))
    end)

    it("reads what other programs write as Web Annotations", function()
        local corpus <close> = new_corpus()
        local page = json.encode { first = { items = {
            { type = "Annotation", id = "http://x/1", body = "a comment", target = { source = "a.txt",
                selector = { type = "TextQuoteSelector", exact = "fell", prefix = "And " } } },
            { type = "Annotation", body = { type = "TextualBody", purpose = "tagging", value = "size" },
                target = { { source = "a.txt", selector = { { type = "TextPositionSelector", start = 3, ["end"] = 8 },
                    { type = "TextQuoteSelector", exact = "Größe" } } } } },
            { type = "Annotation", target = { source = "a.txt",
                selector = { type = "TextPositionSelector", start = 0, ["end"] = 3 } } },
        } } }
        local sum = assert(import.text(corpus, "web", page, { layer = "notes" }))
        assert.same({ spans = 3, documents = 1, moved = 1, left_out = 0 }, sum)
        local found = {}
        for text, label, attributes in corpus:sql("SELECT text, coalesce(label, '-'), coalesce(json, '-') FROM spans ORDER BY start") do
            found[#found + 1] = ("%s %s %s"):format(text, label, attributes)
        end
        assert.same({ "Zoë - -", "Größe size -", 'fell - {"comment":"a comment"}' }, found)
    end)

    --- Writes files into a new folder, calls f(folder), takes it away.
    local function with_files(files, f) f(helper.folder(files)) end

    local function brat_of(corpus)
        local files = {}
        toolkit.export.write(corpus, "brat", function(name, content) files[name] = content end)
        return files
    end

    it("takes back what export wrote: brat", function()
        local first <close> = marked()
        for layer, label in ("name name,name na_me,a.b a_b,a.b a.b,n-1 n-1,n.2 -"):gmatch("([^ ,]+) ([^,]+)") do
            first:layer(layer):add(1, 1, 4, label ~= "-" and label or nil)
        end
        first:execute("DELETE FROM span WHERE start = stop") -- brat has no place for a span without a byte
        local files = brat_of(first)
        with_files(files, function(dir)
            local second <close> = new_corpus()
            local sum = assert(second:import(nil, { dir .. "/000001.ann", dir .. "/000002.ann" }))
            assert.same({ spans = 13, documents = 2, moved = 0, left_out = 0 }, sum)
            assert.same(spans_of(first), spans_of(second))
            assert.same(files, brat_of(second))
        end)
    end)

    it("reads what other programs write as brat", function()
        local text = TEXTS["a.txt"]
        local ann = "T1\tPerson 0 1;1 3\tZ oë\nT2\tContent 14 21;26 30\tGröße\u{201D} And\nE1\tSay:T1 what:T2\r\n"
            .. "#1\tAnnotatorNotes T1\tnot sure\nA1\tNegation E1\n"
        local places = {}
        for word in ("Größe\u{201D} And"):gmatch("%S+") do
            local i, j = text:find(word, 1, true)
            places[#places + 1] = ("%d %d"):format(utf8.len(text, 1, i - 1, true), utf8.len(text, 1, j, true))
        end
        ann = ann:gsub("14 21;26 30", table.concat(places, ";"))
        with_files({ ["x.txt"] = text, ["x.ann"] = ann, ["y.ann"] = ann, ["z.txt"] = "other", ["z.ann"] = ann,
            ["w.txt"] = text, ["w.ann"] = "T1\tPerson 0 900\tZoë\n", ["v.txt"] = text, ["v.ann"] = "\nT1 Person",
            ["u.txt"] = text, ["u.ann"] = "T1\tPerson 0 3\tZoe\n" }, function(dir)
            local corpus <close> = new_corpus()
            local sum = assert(corpus:import("brat", dir .. "/x.ann", { layer = "role" }))
            assert.same({ spans = 3, documents = 1, moved = 0, left_out = 1 }, sum)
            local found = {}
            for layer, said, label, attributes in corpus:sql("SELECT layer, text, label, json FROM spans ORDER BY start") do
                found[#found + 1] = ("%s %s %s %s"):format(layer, said, label, attributes)
            end
            assert.same({ 'role Zoë Person {"comment":"not sure"}', 'role Größe” Content {"unit":1}',
                'role And Content {"unit":1}' }, found)
            local function refused(name, pattern)
                local done, message = corpus:import(nil, ("%s/%s.ann"):format(dir, name))
                assert.is_nil(done)
                assert.matches(pattern, message)
            end
            refused("y", "y%.txt: No such file")
            refused("z", "z%.ann: the corpus has no document of the text beside it$")
            refused("w", "w%.ann:1: character 0 to 900 lies outside the text$")
            refused("v", "v%.ann:2: not of the form 'T1<TAB>LABEL START END<TAB>TEXT'$")
            refused("u", "u%.ann:1: the text at 0 3 is 'Zoë', not 'Zoe'$")
            local done, message = import.text(corpus, "brat", ann)
            assert.is_nil(done)
            assert.equal("text: brat is files: an .ann beside its .txt", message)
        end)
    end)

    local HEAD = "file\tlayer\tstart_byte\tend_byte\tlabel\ttext\tattributes\n"
    local function annotation(target, body)
        return '{"type":"AnnotationPage","items":[\n{"id":"#n-1","body":{"purpose":"classifying","value":"l"},"target":'
            .. '{"source":"a.txt","selector":{"type":"TextPositionSelector","start":0,"end":3}}},\n{"id":"#n-2","body":'
            .. (body or '{"purpose":"classifying","value":"l"}') .. ',"target":' .. target .. "}]}"
    end
    local good = "a.txt\tl\t0\t4\t\t\t\n"
    local REFUSED = {
        { "tsv", "", "^f: the line with the names of the columns is missing$" },
        { "tsv", "file\tstart\tend_byte\n", "^f:1: unknown column 'start' %(did you mean 'start_byte'%?%)$" },
        { "tsv", "file\tstart_byte\n", "^f:1: the column 'end_byte' is missing$" },
        { "tsv", "file\tfile\tstart_byte\tend_byte\n", "^f:1: the column 'file' is there twice$" },
        { "tsv", "file\tstart_byte\tend_byte\na.txt\t0\t4\n", "^f:2: no layer is named: say which by the option 'layer'$" },
        { "tsv", HEAD .. good:gsub("\t\t\t", "\tZoë\t"):gsub("l\t0", "l\t1"), "^f:2: 6 cells, but 7 columns$" },
        { "tsv", HEAD .. "a.txt\tl\t1\t4\t\tZoë\t\n", "^f:2: the text of 'a.txt' at 1 to 4 is 'oë', not 'Zoë'$" },
        { "tsv", HEAD .. "a.txt\tl\t4\t1\t\t\t\n", "^f:2: 4 to 1 lies outside the text of %d+ bytes$" },
        { "tsv", HEAD .. "a.txt\tl\t-1\t4\t\t\t\n", "^f:2: start and end are whole numbers, not '%-1' and '4'$" },
        { "tsv", HEAD .. "a.txt\tl\t0\t99999999999999999999\t\t\t\n", "^f:2: start and end are whole numbers" },
        { "tsv", HEAD .. "a.txt\tl\t0\t1e3\t\t\t\n", "^f:2: start and end are whole numbers" },
        { "tsv", HEAD .. "a.txt\tl\t0\t400\t\t\t\n", "^f:2: 0 to 400 lies outside the text" },
        { "tsv", HEAD .. "z.txt\tl\t0\t4\t\t\t\n", "^f:2: the corpus has no document 'z.txt'$" },
        { "tsv", HEAD .. "\tl\t0\t4\t\t\t\n", "^f:2: the name of the document is missing$" },
        { "tsv", HEAD .. "a.txt\tl\t0\t4\t\\q\tZoë\t\n", "^f:2: '\\q' is no escape: " },
        { "tsv", HEAD .. "a.txt\tl\t0\t4\t\tZoë\t[1]\n", "^f:2: attributes are a JSON object$" },
        { "tsv", HEAD .. "a.txt\tl\t0\t4\t\tZoë\t{\"a\":}\n", "^f:2: attributes: line 1, column 6: expected a value$" },
        { "tsv", HEAD .. "a.txt\tno name\t0\t4\t\tZoë\t\n", "^f:2: 'no name' cannot be the name of a layer$" },
        { "tsv", HEAD .. "a.txt\tl\t0\t4\tx\0y\tZoë\t\n", "^f:2: a label is text without NUL$" },
        { "tsv", HEAD .. "a.txt\tl\t0\t4\t\255\tZoë\t\n", "^f:2: not valid UTF%-8$" },
        { "jsonl", "[1]\n", "^f:1: not a JSON object$" },
        { "jsonl", "\n{\"file\":\"a.txt\",\n", "^f:2: column %d+: " },
        { "jsonl", '{"file":"a.txt","layer":"l","start":0,"end":4,"colour":1}', "^f:1: unknown member 'colour'$" },
        { "jsonl", '{"file":"a.txt","layer":"l","start":0.5,"end":4}', "^f:1: start and end are whole numbers, not '0.5' and '4'$" },
        { "jsonl", '{"file":"a.txt","layer":"l","start":0,"end":4,"unit":"character"}', "^f:1: the unit is \"byte\", not \"character\"$" },
        { "jsonl", '{"file":"a.txt","layer":"l","start":0,"end":4,"text":"Zoe"}', "is 'Zoë', not 'Zoe'$" },
        { "jsonl", '{"file":"a.txt","layer":"l","start":0,"end":4,"label":7}', "^f:1: a label is text without NUL$" },
        { "jsonl", '{"file":"a.txt","layer":"l","start":0,"end":4,"attributes":"{}"}', "^f:1: attributes are a JSON object$" },
        { "jsonl", '{"file":"a.txt","layer":["l"],"start":0,"end":4}', "^f:1: no layer is named" },
        { "jsonl", '{"file":"a.txt","layer":"l","start":0,"end":4,"label":"\\u0000"}', "without NUL$" },
        { "jsonl", ("["):rep(100000), "^f:1: column 257: nested too deeply$" },
        { "jsonl", '{"file":"a\255.txt"}', "not valid UTF%-8$" },
        { "web", "{", "^f: line 1, column 2: expected a key or '}'$" },
        { "web", "{}", "^f: no AnnotationPage, AnnotationCollection, Annotation or list of annotations$" },
        { "web", annotation('"a.txt#char=0,3"'), "^f:3: annotation 2: a target is one object with a source and a selector$" },
        { "web", annotation('{"source":"a.txt"}'), "^f:3: annotation 2: no TextPositionSelector and no TextQuoteSelector$" },
        { "web", annotation('{"source":"b.txt","selector":[]}'), "^f:3: annotation 2: the corpus has no document 'b.txt'$" },
        { "web", annotation('{"source":"a.txt","selector":{"type":"TextPositionSelector","start":2,"end":1}}'),
            "^f:3: annotation 2: '2' to '1' is no place$" },
        { "web", annotation('{"source":"a.txt","selector":{"type":"TextPositionSelector","start":0,"end":49}}'),
            "^f:3: annotation 2: character 0 to 49 lies outside the text$" },
        { "web", annotation('{"source":"a.txt","selector":{"type":"TextPositionSelector","start":0,"end":4000000000}}'),
            "^f:3: annotation 2: character 0 to 4000000000 lies outside the text$" },
        { "web", annotation('{"source":"a.txt","selector":{"type":"TextQuoteSelector","exact":"fell"}}'),
            "^f:3: annotation 2: the text holds 'fell' more than once$" },
        { "web", annotation('{"source":"a.txt","selector":{"type":"TextQuoteSelector","exact":"rose"}}'),
            "^f:3: annotation 2: the text does not hold 'rose'$" },
        { "web", annotation('{"source":"a.txt","selector":{"type":"TextQuoteSelector","exact":7}}'),
            "^f:3: annotation 2: 'exact' of the quotation is no text$" },
        { "web", annotation('{"source":"a.txt","selector":{"type":"TextQuoteSelector"}}'),
            "^f:3: annotation 2: an empty quotation has no place$" },
        { "web", annotation("null", "[7]"), "^f:3: annotation 2: " },
        { "web", '[{"target":{}}]', "^f: annotation 1: a target is one object with a source and a selector$" },
        { "web", '[{"target":{"source":"a.txt"}}]', "^f: annotation 1: no layer is named" },
    }

    for n, case in ipairs(REFUSED) do
        it(("refuses, and changes nothing: %s %d"):format(case[1], n), function()
            local corpus <close> = new_corpus()
            assert(corpus:layer("l")):add(corpus:id("a.txt"), 1, 4, "kept")
            local text = case[2]
            if case[1] == "jsonl" then -- a span that fits stands before
                text = '{"file":"a.txt","layer":"l","start":0,"end":4}\n' .. text
            end
            local pattern = case[1] == "jsonl" and case[3]:gsub("%^f:(%d)", function(d) return "^f:" .. d + 1 end) or case[3]
            local sum, message = import.text(corpus, case[1], text, { name = "f", replace = true })
            assert.is_nil(sum)
            assert.matches(pattern, message)
            assert.same({ "l 1 0 4 'kept' NULL" }, spans_of(corpus))
        end)
    end

    it("survives files cut off or changed anywhere", function()
        local first <close> = marked()
        for _, format in ipairs { "tsv", "jsonl", "web" } do
            local text = first:export(format)
            local corpus <close> = new_corpus()
            for at = 1, #text, 7 do
                for _, broken in ipairs { text:sub(1, at), text:sub(1, at - 1) .. "\255" .. text:sub(at + 1),
                    text:sub(1, at) .. "{" .. text:sub(at + 1), text:sub(1, at - 1) .. text:sub(at + 1) } do
                    local sum, message = import.text(corpus, format, broken, { replace = true })
                    assert.is_true(sum ~= nil or type(message) == "string")
                end
            end
            assert.is_true((corpus:verify()))
        end
    end)

    it("says what it does not take", function()
        local corpus <close> = new_corpus()
        assert.error_matches(function() corpus:import("vrt", "x") end, "import: no format 'vrt': brat, jsonl, tsv, web")
        assert.error_matches(function() corpus:import("tsv", "x", { layr = "y" }) end, "layr.*did you mean 'layer'")
        local sum, message = corpus:import(nil, "/nowhere/at/all.tsv")
        assert.is_nil(sum)
        assert.matches("/nowhere/at/all.tsv", message)
        local name = os.tmpname()
        sum, message = corpus:import(nil, name)
        assert.is_nil(sum)
        assert.equal(name .. ": which format? brat, jsonl, tsv, web", message)
        os.remove(name)
    end)

    it("serves scripts/import.lua", function()
        local run, command, db = helper.run, helper.command, os.tmpname()
        os.remove(db)
        run(("%s scripts/index.lua corpus/grain-levy -o %s --annotate --quiet"):format(command, db))
        local before = run(("%s scripts/export.lua %s --format jsonl --layers ent --out %s.jsonl 2>&1"):format(command, db, db))
        local count = before:match("(%d+ spans?)")
        run(("%s scripts/index.lua corpus/grain-levy -o %s.2 --quiet"):format(command, db))
        local said = run(("%s scripts/import.lua %s.2 %s.jsonl"):format(command, db, db))
        assert.matches("^" .. count .. " in %d+ documents\n$", said)
        run(("%s scripts/export.lua %s.2 --format jsonl --out %s.again 2>&1"):format(command, db, db))
        assert.equal("", run(("cmp %s.jsonl %s.again 2>&1"):format(db, db)))
        os.execute(("echo nonsense >> %s.jsonl"):format(db))
        said = run(("%s scripts/import.lua %s.2 %s.jsonl --replace 2>&1"):format(command, db, db))
        assert.matches("jsonl:%d+: column 1: expected a value", said)
        os.execute(("rm -f %s %s.*"):format(db, db))
    end)
end)
