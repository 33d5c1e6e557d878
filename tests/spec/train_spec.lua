-- Training on a treebank of five sentences: what matters is that it is repeatable and that bad bytes are refused.
local toolkit = require "toolkit"
local bio = require "toolkit.bio"
local brat = require "toolkit.brat"
local helper = require "tests.helper"

local read = helper.read

local treebank = { name = "tiny.conllu", text = read "tests/data/nlp/tiny.conllu" }

local function train(kind, options)
    local all = { kind = kind, data = { treebank }, epochs = 4 }
    for k, v in pairs(options or {}) do all[k] = v end
    return assert(toolkit.train(all))
end

describe("training", function()
    for _, kind in ipairs { "segmenter", "tagger", "lemmatizer", "parser", "names" } do
        it("gives the same " .. kind .. " twice, and says in the header what it is", function()
            local model = train(kind)
            assert.is_true(model == train(kind))
            local header = assert(toolkit.model_header(model))
            assert.matches("^kind: " .. kind .. "\n", header)
            assert.matches("\ndata: tiny.conllu %(5 sentences, 51 words%)\n", header)
            assert.matches("\nseed: 1\n", header)
        end)
    end

    it("gives another model for another seed", function()
        assert.is_false(train("tagger") == train("tagger", { seed = 2 }))
    end)

    it("learns what it was shown", function()
        local models = {}
        for i, kind in ipairs { "segmenter", "tagger", "lemmatizer", "parser" } do
            models[i] = train(kind, { epochs = 40 })
        end
        local parse = assert(assert(toolkit.annotator { models = models }):parse "The mayor of Trent said that the bridge is closed.")
        assert.equal("say", parse:lemma(5))
        assert.equal("NNP", parse:xpos(4))
        assert.equal(0, parse:head(5))
    end)

    it("writes the accuracy on other data into the header", function()
        local header = toolkit.model_header(train("tagger", { dev = { treebank } }))
        assert.matches("\naccuracy: tiny.conllu: UPOS %d+%.%d%d XPOS", header)
    end)

    it("reports progress and stops when the report fails", function()
        local steps = {}
        train("tagger", { progress = function(kind, step) steps[#steps + 1] = kind .. step end })
        assert.same({ "tagger1", "tagger2", "tagger3", "tagger4" }, steps)
        assert.has_error(function() train("tagger", { progress = function() error("enough", 0) end }) end, "enough")
        assert.is_truthy(train "tagger") -- the interrupt does not stay up
    end)

    it("names the line that breaks the format", function()
        local function message(text)
            local model, why = toolkit.train { kind = "tagger", data = { { name = "x.conllu", text = text } } }
            assert.is_nil(model)
            return why
        end
        assert.equal("x.conllu:2: fewer than ten columns", message("# text = a\n1\ta\n"))
        assert.equal("x.conllu:1: the word numbers do not count up", message("2\ta" .. ("\t_"):rep(8) .. "\n"))
        assert.equal("x.conllu:2: a head lies outside its sentence", message("1\ta\t_\t_\t_\t_\t7\t_\t_\t_\n\n"))
        assert.equal("no sentences to learn from", message "\n\n")
    end)

    it("knows its kinds", function()
        assert.equal("no trainer for models of kind 'poet'", select(2, toolkit.train { kind = "poet", data = { treebank } }))
    end)
end)

describe("a model file", function()
    local model = train "lemmatizer"

    it("is refused by name when it is truncated, damaged or foreign", function()
        local function message(bytes) return select(2, toolkit.model_header(bytes, "my.model")) end
        assert.equal(("my.model: truncated model: %d of %d bytes"):format(#model - 1, #model), message(model:sub(1, -2)))
        assert.equal("my.model: bytes behind the end of the model", message(model .. "x"))
        assert.equal("my.model: not a toolkit model", message("GIF89a" .. model))
        assert.equal("my.model: not a toolkit model", message "")
        local middle = #model // 2
        local flipped = string.char(model:byte(middle) ~ 1)
        assert.equal("my.model: damaged model: its checksum does not agree",
            message(model:sub(1, middle - 1) .. flipped .. model:sub(middle + 1)))
        assert.equal("my.model: a model of layout 9; this library reads 1", message(model:sub(1, 8) .. "\9" .. model:sub(10)))
    end)

    it("is refused where another kind is needed", function()
        assert.equal("a model of kind 'lemmatizer' where 'labels' is needed", select(2, toolkit.labeller(model)))
    end)
end)

describe("labels", function()
    local text = 'Anna Berg said the bridge is closed. "It works," the mayor said.\n'
    local annotations = "T1\tCue 10 14\tsaid\nT2\tSource 0 9\tAnna Berg\nT3\tContent 15 35\tthe bridge is closed\n"
        .. "E1\tCue:T1 Source:T2 Content:T3\nT4\tCue 59 63\tsaid\nT5\tSource 49 58\tthe mayor\nT6\tContent 37 48\t\"It works,\"\n"
        .. "E2\tCue:T4 Source:T5 Content:T6\n"

    it("are read from brat with bytes and units", function()
        local spans = brat.spans("\u{e9}t\u{e9} said so", "T1\tCue 4 8\tsaid\nT2\tContent 0 3;9 11\t...\n")
        assert.same({ { label = "Cue", i = 7, j = 10, unit = 1 }, { label = "Content", i = 1, j = 5, unit = 2 },
            { label = "Content", i = 12, j = 13, unit = 2 } }, spans)
        spans = brat.spans("so said", "T1\tCue 3 7\tsaid\nT2\tContent 0 2\tso\nE1\tCue:T1 Content:T2\n")
        assert.same({ { label = "Cue", i = 4, j = 7, unit = 1 }, { label = "Content", i = 1, j = 2, unit = 1 } }, spans)
    end)

    it("are learned from spans and found again", function()
        local options = { kind = "labels", data = { { name = "a", text = text, spans = brat.spans(text, annotations) } },
            labels = { "Cue", "Source", "Content" }, epochs = 6 }
        local model = assert(toolkit.train(options))
        assert.is_true(model == toolkit.train(options))
        local labeller = assert(toolkit.labeller(model))
        assert.equal("toolkit.Labeller: Cue Source Content", tostring(labeller))
        local found = {}
        for _, span in ipairs(assert(labeller:label(assert(toolkit.parse(text))))) do
            found[#found + 1] = span.unit .. " " .. span.label .. "=" .. text:sub(span.i, span.j)
        end
        table.sort(found)
        assert.same({ "1 Content=the bridge is closed", "1 Cue=said", "1 Source=Anna Berg", '2 Content="It works,"', "2 Cue=said",
            "2 Source=the mayor" }, found)
    end)

    it("have a probability, and the least one that is given", function()
        local model = assert(toolkit.train { kind = "labels", labels = { "Cue", "Source", "Content" }, epochs = 6,
            data = { { name = "a", text = text, spans = brat.spans(text, annotations) } } })
        local labeller, new = assert(toolkit.labeller(model)), assert(toolkit.parse("Anna Berg said it is closed, it works."))
        local all = assert(labeller:label(new, { least = 0 }))
        for _, least in ipairs { 0, 0.35, 0.6, 1 } do
            local wanted = {}
            for _, span in ipairs(all) do
                assert.is_true(span.probability > 0 and span.probability <= 1)
                if span.label == "Cue" or span.probability >= least then wanted[#wanted + 1] = span end
            end
            assert.same(wanted, labeller:label(new, { least = least }))
        end
        assert.same(labeller:label(new), labeller:label(new, { least = 0.35 }))
        assert.is_true(#all > #labeller:label(new, { least = 1 }))
        for _, wrong in ipairs { -1, 2, 0 / 0 } do
            assert.has_error(function() labeller:label(new, { least = wrong }) end,
                "option 'least': expected a probability, from 0 to 1")
        end
    end)

    it("are learned from a layer of a corpus", function()
        local base = os.tmpname()
        do
            local corpus <close> = assert(toolkit.open(base .. ".db"))
            local layer <close> = assert(corpus:layer("said"))
            local id = corpus:add(assert(toolkit.document(text, { name = "a.txt" })))
            for _, span in ipairs(brat.spans(text, annotations)) do
                assert(layer:add(id, span.i, span.j, span.label, ('{"unit":%d}'):format(span.unit)))
            end
        end
        local command = "%s scripts/train.lua labels %s.db --layer said --labels Cue,Source,Content --epochs 6"
            .. " --quiet -o %s.model 2>&1"
        local output, code = helper.run(command:format(helper.command, base, base))
        assert.equal(0, code, output)
        local file <close> = assert(io.open(base .. ".model", "rb"))
        local found = assert(toolkit.labeller(file:read("a"))):label(assert(toolkit.parse(text)))
        assert.equal(6, #found)
        for _, ending in ipairs { "", ".db", ".db-wal", ".db-shm", ".model" } do os.remove(base .. ending) end
    end)

    it("go from brat files to a model, a score, a table and a layer at the command line", function()
        local folder = helper.folder { ["a.txt"] = text, ["a.ann"] = annotations, ["b.txt"] = text, ["b.ann"] = annotations,
            ["fr.html"] = '<html lang="fr-FR"><p>' .. text .. "</p></html>",
            ["gb.html"] = '<html lang="en-GB"><p>' .. text .. "</p></html>",
            ["new.txt"] = "Nobody came.\n\nAnna Berg said the bridge is closed.\n" }
        local function run(command)
            local output, code = helper.run(("%s scripts/%s 2>&1"):format(helper.command, command:gsub("@", folder)))
            assert.equal(0, code, output)
            return output
        end
        local output = run("train.lua labels @/a.ann --dev @/b.ann --labels Cue,Source,Content --epochs 6 --quiet"
            .. " -o @/roles.model")
        assert.matches("\naccuracy: b: F1 of exact spans Cue 100.0, Source 100.0, Content 100.0\n", output, 1, true)
        helper.write(folder .. "/b.ann", annotations:gsub("T3\tContent 15 35", "T3\tContent 15 25"))
        output = run("train.lua labels @/a.ann --dev @/b.ann --labels Cue,Source,Content --epochs 6 --quiet -o @/m")
        assert.matches("Cue 100.0, Source 100.0, Content 50.0\n", output, 1, true)

        local rows = { "Cue,said,24,28", "Source,Anna Berg,14,23", "Content,the bridge is closed,29,49" }
        output = run("label.lua @/roles.model @/new.txt --format csv")
        assert.equal("file,unit,label,text,probability,start,end\n", output:match("^[^\n]*\n"))
        for _, row in ipairs(rows) do
            assert.matches(row:gsub(",(%d+,)", ",0%%.%%d+,%1"), output)
        end
        assert.equal(output, run("label.lua @/roles.model @/new.txt --format csv --threads 1"))
        local _, lines = run("label.lua @/roles.model @/new.txt --format csv --least 1"):gsub("\n", "")
        assert.is_true(lines < 4) -- one of three is in doubt

        assert.matches("gb.html,1,Cue,said", run("label.lua @/roles.model @/gb.html --format csv"), 1, true)
        assert.matches("1 document left out: not English", run("label.lua @/roles.model @/fr.html --format csv"), 1, true)

        run("index.lua @/new.txt -o @/new.db")
        assert.matches("^[34] spans in 1 document\n$", run("label.lua @/roles.model @/new.db --layer roles"))
        assert.matches("\nAnna Berg,1,", run("query.lua @/new.db '<roles label=\"Source\"/>' --group match.word"
            .. " --format csv"), 1, true)
    end)

    it("may lie on both sides of their anchor", function()
        local parts, spans, at = {}, {}, 0
        local names = { "Anna", "Berg", "Chris", "Dora", "Emma", "Frank" }
        local things = { "bridge", "road", "school", "port", "tower", "market" }
        local function add(label, unit, first, last) spans[#spans + 1] = { label = label, i = first, j = last, unit = unit } end
        for n = 1, 36 do
            local thing, name = "\"The " .. things[n % 6 + 1] .. " is closed,\"", names[n // 6 % 6 + 1]
            local line = ("%s %s said, \"until Monday.\"\n"):format(thing, name)
            add("Cue", n, at + #thing + #name + 3, at + #thing + #name + 6)
            add("Source", n, at + #thing + 2, at + #thing + #name + 1)
            add("Content", n, at + 1, at + #thing)
            add("Content", n, at + #thing + #name + 9, at + #line - 1)
            parts[n], at = line, at + #line
        end
        local model = assert(toolkit.train { kind = "labels", labels = { "Cue", "Source", "Content" },
            data = { { name = "a", text = table.concat(parts), spans = spans } } })
        local new, found = '"The bank is closed," Berg said, "until Monday."\n', {}
        for _, span in ipairs(assert(assert(toolkit.labeller(model)):label(assert(toolkit.parse(new))))) do
            found[#found + 1] = span.unit .. " " .. span.label .. "=" .. new:sub(span.i, span.j)
        end
        assert.same({ "1 Cue=said", "1 Source=Berg", '1 Content="The bank is closed,"', '1 Content="until Monday."' }, found)
    end)

    it("keep anchors that stand alone where many do", function()
        local data = {}
        for n = 1, 12 do
            local words = { [0] = "storm", "fire", "flood" }
            local word = words[n % 3]
            local line = ("A %s came over the town in May.\n"):format(word)
            data[n] = { name = "t" .. n, text = line:rep(4), spans = {} }
            for k = 0, 3 do
                local at = k * #line
                table.insert(data[n].spans, { label = "Event", i = at + 3, j = at + 2 + #word, unit = k + 1 })
            end
        end
        table.insert(data[1].spans, { label = "Month", i = #data[1].text - 4, j = #data[1].text - 2, unit = 4 })
        local model = assert(toolkit.train { kind = "labels", labels = { "Event", "Month" }, data = data })
        local new, found = "A flood came over the town in May.\n", {}
        for _, span in ipairs(assert(assert(toolkit.labeller(model)):label(assert(toolkit.parse(new))))) do
            found[#found + 1] = span.label .. "=" .. new:sub(span.i, span.j)
        end
        assert.same({ "Event=flood" }, found)
    end)

    it("may be as many as eight", function()
        local names = { "A", "B", "C", "D", "E", "F", "G", "H" }
        local model = assert(toolkit.train { kind = "labels", labels = names, epochs = 2,
            data = { { name = "a", text = text, spans = { { label = "A", i = 1, j = 4, unit = 1 } } } } })
        assert.equal("toolkit.Labeller: A B C D E F G H", tostring(assert(toolkit.labeller(model))))
    end)

    it("of an older version are refused", function()
        local file <close> = assert(io.open("tests/fuzz/seeds/model/labels_1", "rb"))
        assert.equal("labels of version 1; this library reads 2: train them again",
            select(2, toolkit.labeller(file:read("a"))))
    end)

    it("need to be named", function()
        local model, message = toolkit.train { kind = "labels", data = { { name = "a", text = text } } }
        assert.is_nil(model)
        assert.equal("between one and 8 labels are needed", message)
    end)
end)

describe("tags in columns", function()
    it("are read as running text with spans", function()
        local function spans(text)
            local list = {}
            for k, span in ipairs(text.spans) do
                list[k] = ("%s=%s %d"):format(span.label, text.text:sub(span.i, span.j), span.unit)
            end
            return list
        end
        local texts = assert(bio.texts("-DOCSTART- -X- O O\n\nAnna NNP B-NP B-PER\nBerg NNP I-NP I-PER\n, , O O\n"
            .. "1 CD B-NP O\n( ( O O\nVarn NNP B-NP I-LOC\n) ) O O\n\nKeld NNP B-NP B-LOC\nVarn NNP B-NP B-LOC\n"))
        assert.equal(1, #texts)
        assert.equal("Anna Berg, 1 (Varn)\nKeld Varn\n", texts[1].text)
        assert.same({ "PER=Anna Berg 1", "LOC=Varn 2", "LOC=Keld 3", "LOC=Varn 4" }, spans(texts[1]))
        texts = assert(bio.texts("Anna\tB-X\nBerg\tE-X\nVarn\tS-X\nKeld\tU-X\r\n-DOCSTART-\nOdo\tI-Y\nKarst\tI-X\n"))
        assert.same({ "X=Anna Berg 1", "X=Varn 2", "X=Keld 3" }, spans(texts[1]))
        assert.same({ "Y=Odo 1", "X=Karst 2" }, spans(texts[2]))
        texts = assert(bio.texts("a B-P O\nb I-P B-Q\n", 2))
        assert.same({ "P=a b 1" }, spans(texts[1]))
        texts = assert(bio.texts("# newdoc id = x\n1-2\tIt's" .. ("\t_"):rep(8) .. "\n1\tIt" .. ("\t_"):rep(7)
            .. "\tB-X\n2\t's" .. ("\t_"):rep(7) .. "\tO\n"))
        assert.equal("It's\n", texts[1].text)
        assert.same({ "X=It 1" }, spans(texts[1]))
        assert.same({}, bio.texts "")
    end)

    it("that are none are told by their line", function()
        assert.same({ nil, "line 2: the last column is no tag like B-person or O" }, { bio.texts("a O\nb c\n") })
        assert.same({ nil, "line 1: column 3 is no tag like B-person or O" }, { bio.texts("a O\n", 3) })
        assert.same({ nil, "line 1: the last column is no tag like B-person or O" }, { bio.texts("a\n") })
    end)

    it("teach labels of which each is sought by itself", function()
        local lines, names = {}, { "Anna", "Berg", "Chris", "Dora" }
        for n = 1, 60 do
            lines[n] = ("%s B-person\ncame O\nto O\nPort B-place\n%s I-place\nin O\nMay B-month\n. O\n"):format(
                names[n % 4 + 1], names[(n + 1) % 4 + 1])
        end
        local path = helper.file("names.bio", table.concat(lines, "\n"))
        local command = "%s scripts/train.lua labels %s --dev %s --labels person,place,month --quiet -o %s.model 2>&1"
        local output, code = helper.run(command:format(helper.command, path, path, path))
        assert.equal(0, code, output)
        assert.matches("F1 of exact spans person 100.0, place 100.0, month 100.0\n", output, 1, true)
        local found, new = {}, "Dora came to Port Anna in May."
        local labeller = assert(toolkit.labeller(helper.read(path .. ".model")))
        for k, span in ipairs(assert(labeller:label(assert(toolkit.parse(new))))) do
            found[k] = ("%d %s=%s"):format(span.unit, span.label, new:sub(span.i, span.j))
        end
        assert.same({ "1 person=Dora", "2 place=Port Anna", "3 month=May" }, found)
        output, code = helper.run((command:gsub("%-%-labels", "--column 1 --labels")):format(helper.command, path, path, path))
        assert.equal(1, code)
        assert.equal(("scripts/train.lua: %s: line 1: column 1 is no tag like B-person or O\n"):format(path), output)
    end)
end)
