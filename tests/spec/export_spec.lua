-- Formats that a corpus is written in; what is written can be read again.
local toolkit = require "toolkit"
local helper = require "tests.helper"
local export = require "toolkit.export"
local json = require "toolkit.json"

--- A corpus of one file in a folder of its own.
local function corpus_of(name, content, options)
    local corpus = assert(toolkit.open())
    return corpus, assert(corpus:add(helper.file(name, content), options))
end

--- Everything that a format of tokens promises to keep.
local function substance(corpus)
    local list = {}
    local names = corpus:sql("SELECT attributes FROM segment")()
    local hits = assert(corpus:find("[]"))
    for n = 1, #hits do
        local _, i, j = hits:at(n)
        local row = { i, j }
        for name in names:gmatch("%S+") do row[#row + 1] = hits:value(n, "match." .. name) end
        list[#list + 1] = table.concat(row, "|")
    end
    for doc in corpus:documents() do list[#list + 1] = doc.text end
    for layer, start, stop, attributes in corpus:sql(
        "SELECT layer, start, stop, json FROM spans ORDER BY document, layer, start, stop, json") do
        list[#list + 1] = ("%s %d %d %s"):format(layer, start, stop, attributes)
    end
    for document, start, stop in corpus:sql("SELECT document, start, stop FROM sentences ORDER BY 1, 2") do
        list[#list + 1] = ("sentence %d %d %d"):format(document, start, stop)
    end
    return list
end

local VRT = [[
<doc id="d1" title="The &quot;first&quot; &lt;one&gt;" date="2021-07-05">
<p n="1">
<s>
<np head="Alpha" kind="name">
Alpha	alpha	NP
</np>
is	be	VB
<g/>
n't	not	RB
R&amp;D	r&d	NN
</s>
</p>
<p n="2">
<s>
&lt;formul&gt;	-	FO
Größe	größe	NN
<g/>
.	.	.
</s>
</p>
</doc>
<doc id="d2">
Beta	beta	NP
</doc>
]]

local CONLLU = table.concat({
    "# newdoc id = n1", "# newpar", "# sent_id = s1", "# text = She doesn't.",
    "1\tShe\tshe\tPRON\tPRP\tCase=Nom\t2\tnsubj\t_\t_",
    "2\tdoes\tdo\tAUX\tVBZ\t_\t0\troot\t_\tSpaceAfter=No",
    "3\tn't\tnot\tPART\tRB\t_\t2\tadvmod\t_\tSpaceAfter=No",
    "4\t.\t.\tPUNCT\t.\t_\t2\tpunct\t_\t_", "",
    "# newpar", "# sent_id = s2", "# text = No way",
    "1\tNo\tno\tDET\tDT\t_\t2\tdet\t_\t_",
    "2\tway\tway\tNOUN\tNN\t_\t0\troot\t_\t_", "",
    "# newdoc id = n2", "# newpar", "# sent_id = s3", "# text = Größe",
    "1\tGröße\tGröße\tNOUN\tNN\t_\t0\troot\t_\t_", "", "" }, "\n")

-- Multi-word tokens, empty nodes, enhanced dependencies, both kinds of columns full, comments of every kind, a comment
-- before "# newdoc", MISC that only looks like SpaceAfter.
local CONLLU_WHOLE = table.concat({
    "# newdoc id = w1", "# meta::author = N. N. \\ \"quoted\"", "# newpar id = w1-p1", "# sent_id = w1-1", "# s_type = decl",
    "# text = Didn't Bill's dog bark, and Sue's?", "#no blank", "# translit =",
    "1-2\tDidn't\t_\t_\t_\t_\t_\t_\t_\t_",
    "1\tDid\tdo\tAUX\tVBD\tMood=Ind|Tense=Past\t6\taux\t6:aux\tMSeg=Did|Note=a",
    "2\tn't\tnot\tPART\tRB\tPolarity=Neg\t6\tadvmod\t6:advmod\t_",
    "3-4\tBill's\t_\t_\t_\tTypo=Yes\t_\t_\t_\tRange=1|SpaceAfter=No",
    "3\tBill\tBill\tPROPN\tNNP\t_\t5\tnmod:poss\t5:nmod:poss\t_",
    "4\t's\t's\tPART\tPOS\t_\t3\tcase\t3:case\t_",
    "5\tdog\tdog\tNOUN\tNN\tNumber=Sing\t6\tnsubj\t6:nsubj\tCorrectSpaceAfter=No",
    "6\tbark\tbark\tVERB\tVB\t_\t0\troot\t0:root\tSpaceAfter=No|Sp=a\\sb",
    "7\t,\t,\tPUNCT\t,\t_\t6\tpunct\t6:punct\t_",
    "8\tand\tand\tCCONJ\tCC\t_\t9\tcc\t9.1:cc\t_",
    "9\tSue's\tSue\tPROPN\tNNP\t_\t6\tconj\t9.1:nsubj\tSpaceAfter=No",
    "9.1\tbark\tbark\tVERB\tVB\t_\t_\t_\t0:root|6:conj:and\tCopyOf=6",
    "9.2\t_\t_\tPRON\t_\t_\t_\t_\t9.1:obj\t_",
    "10\t?\t?\tPUNCT\t.\t_\t6\tpunct\t6:punct\tSpacesAfter=\\n", "",
    "0.1\tIt\tit\tPRON\tPRP\t_\t_\t_\t1:nsubj\t_",
    "1\tRains\train\tVERB\tVBZ\t_\t0\troot\t0:root\t_", "",
    "# global.columns = 10", "# newdoc", "# sent_id = w2-1", "# text = _", "1\t_\t_\tSYM\t_\t_\t0\troot\t0:root\t_", "", "" }, "\n")

local PROSE = "Headline of the day\n\nThe <b> dam \"broke\" & fell. She said: it's over!\n\nZoë's café closed.\n"

describe("toolkit.export", function()
    it("writes VRT that comes back as it was", function()
        local first <close> = corpus_of("c.vrt", VRT, { attributes = "word,lemma,tag" })
        local text, sum = export.text(first, "vrt")
        assert.equal("word,lemma,tag", sum.attributes)
        assert.equal(2, sum.documents)
        assert.equal(8, sum.tokens)
        assert.equal(0, sum.left_out)
        local second <close> = corpus_of("c.vrt", text, { attributes = sum.attributes })
        local before, after = substance(first), substance(second)
        -- the second document had no paragraph and no sentence of its own: it gets those of its text
        local added = {}
        for _, line in ipairs(after) do added[line] = true end
        for _, line in ipairs(before) do assert.truthy(added[line], line) end
        assert.equal(text, (export.text(second, "vrt")))
    end)

    it("writes CoNLL-U that comes back byte for byte", function()
        local first <close> = corpus_of("c.conllu", CONLLU)
        local text = export.text(first, "conllu")
        assert.equal(CONLLU, text)
        local second <close> = corpus_of("c.conllu", text)
        assert.same(substance(first), substance(second))
    end)

    it("keeps everything of CoNLL-U: ranges, empty nodes, DEPS, MISC, comments", function()
        local first <close> = corpus_of("w.conllu", CONLLU_WHOLE)
        assert.equal(2, first:sql("SELECT count(*) FROM document")())
        assert.equal(CONLLU_WHOLE, (export.text(first, "conllu")))
        assert.equal(2, #assert(first:find('[deps=".*:conj.*|.*:nsubj" | misc="CorrectSpaceAfter=No"]')))
        local vrt, sum = export.text(first, "vrt")
        local second <close> = corpus_of("w.vrt", vrt, { attributes = sum.attributes })
        assert.equal(CONLLU_WHOLE, (export.text(second, "conllu")))
        local doc = first:document(first:sql("SELECT min(id) FROM document")())
        assert.equal("Didn't Bill'sdog bark, and Sue's? Rains", doc.text:match("^[^\n]+"))
    end)

    for _, path in ipairs { "ud-ewt/dev.conllu", "ud-gum/dev.conllu" } do
        it("gives back the treebank " .. path .. " byte for byte", function()
            local file = io.open("../shared/data/" .. path, "rb")
            if not file then return pending("no ../shared/data/" .. path) end
            local wanted = file:read("a")
            file:close()
            local corpus <close> = assert(toolkit.open())
            assert(corpus:add("../shared/data/" .. path))
            local text = export.text(corpus, "conllu")
            assert.equal(#wanted, #text)
            assert.is_true(wanted == text)
        end)
    end

    it("reads CoNLL-U with the line ends of DOS", function()
        local corpus <close> = corpus_of("w.conllu", (CONLLU_WHOLE:gsub("\n", "\r\n")))
        assert.equal(CONLLU_WHOLE, (export.text(corpus, "conllu")))
    end)

    it("does not say newdoc when the file does not", function()
        local content = CONLLU:gsub("# newdoc[^\n]*\n", "")
        local corpus <close> = corpus_of("c.conllu", content)
        assert.equal(content, (export.text(corpus, "conllu")))
    end)

    it("writes plain text so that its tokens and sentences come back", function()
        for _, format in ipairs { "vrt", "conllu" } do
            local first <close> = corpus_of("c.txt", PROSE)
            local text, sum = export.text(first, format)
            local second <close> = corpus_of("c." .. format, text, { attributes = sum.attributes })
            local words, again = {}, {}
            for _, list in ipairs { { first, words }, { second, again } } do
                local hits = assert(list[1]:find("[]"))
                for n = 1, #hits do list[2][n] = hits:value(n, "match.word") end
                list[2].sentences = list[1]:sql("SELECT count(*) FROM sentences")()
            end
            assert.same(words, again)
            assert.is_true(#words > 20)
            assert.equal(text, (export.text(second, format)))
        end
    end)

    it("leaves out of VRT what cannot be an element", function()
        local corpus <close> = corpus_of("c.txt", "one two three four\n")
        local id = corpus:id((corpus:documents()()).file)
        local a, b, c = corpus:layer("a"), corpus:layer("b"), corpus:layer("c")
        a:add(id, 1, 7, nil, '{"x":"1"}')
        b:add(id, 5, 13, "name") -- crosses a
        c:add(id, 2, 2) -- inside a token
        local text, sum = export.text(corpus, "vrt")
        assert.equal(2, sum.left_out)
        assert.truthy(text:find('<a x="1">\none\ntwo\n</a>\n', 1, true), text)
        assert.falsy(text:find("<b", 1, true))
    end)

    local function marked()
        local corpus = corpus_of("c.txt", "Zoë said\nthat “Größe” fell.\n")
        local doc = corpus:documents()()
        local id = corpus:id(doc.file)
        local function span(layer, text, ...)
            local i, j = doc.text:find(text, 1, true)
            corpus:layer(layer):add(id, i, j, ...)
        end
        span("name", "Zoë", "PER", '{"id":"7"}')
        span("quote", "Größe")
        return corpus, doc, id
    end

    it("writes spans as TSV and JSON Lines, in bytes", function()
        local corpus, doc = marked()
        local tsv = export.text(corpus, "tsv", { layers = { "name" } })
        assert.equal("file\tlayer\tstart_byte\tend_byte\tlabel\ttext\tattributes\n"
            .. doc.file .. '\tname\t0\t4\tPER\tZoë\t{"id":"7"}\n', tsv)
        local n = 0
        for line in export.text(corpus, "jsonl"):gmatch("[^\n]+") do
            local row = json.decode(line)
            assert.equal("byte", row.unit)
            assert.equal(row.text, doc.text:sub(row.start + 1, row["end"]))
            n = n + 1
        end
        assert.equal(2, n)
    end)

    it("writes brat in characters, which toolkit.brat reads again", function()
        local corpus, doc = marked()
        local files = {}
        local sum = export.write(corpus, "brat", function(name, content) files[name] = content end)
        assert.equal(2, sum.spans)
        assert.equal(doc.text, files["000001.txt"])
        assert.truthy(files["000001.ann"]:find("T1\tPER 0 3\tZoë\n#1\tAnnotatorNotes T1\t{\"id\":\"7\"}\n", 1, true))
        local found = {}
        for _, span in ipairs(toolkit.brat.spans(doc.text, files["000001.ann"])) do
            found[#found + 1] = span.label .. " " .. doc.text:sub(span.i, span.j)
        end
        assert.same({ "PER Zoë", "quote Größe" }, found)
    end)

    it("writes Web Annotations whose positions and quotes agree", function()
        local corpus, doc = marked()
        local page = json.decode((export.text(corpus, "web")))
        assert.equal("AnnotationPage", page.type)
        assert.equal(2, #page.items)
        for _, item in ipairs(page.items) do
            assert.equal(doc.file, item.target.source)
            local place, quote = item.target.selector[1], item.target.selector[2]
            local from, to = utf8.offset(doc.text, place.start + 1), utf8.offset(doc.text, place["end"] + 1)
            assert.equal(quote.exact, doc.text:sub(from, to - 1))
            assert.truthy(doc.text:find(quote.prefix .. quote.exact .. quote.suffix, 1, true))
        end
        assert.equal("PER", page.items[1].body[1].value)
    end)

    it("writes hits instead of layers", function()
        local corpus = marked()
        local hits = assert(corpus:find('"said" "that"'))
        local text, sum = export.text(corpus, "tsv", { hits = hits })
        assert.equal(1, sum.spans)
        assert.truthy(text:find("\tmatch\t5\t14\t\tsaid\\nthat\t\n", 1, true), text)
        local ann
        export.write(corpus, "brat", function(name, content) ann = name:find("ann$") and content or ann end, { hits = hits })
        assert.equal("T1\tmatch 4 8;9 13\tsaid that\n", ann)
    end)

    it("says what it does not take", function()
        local corpus = marked()
        assert.error_matches(function() export.text(corpus, "xml") end, "no format 'xml': brat, conllu")
        assert.error_matches(function() export.text(corpus, "brat") end, "a folder of files")
        assert.error_matches(function() export.text(corpus, "vrt", { layers = {} }) end, "whole documents")
        assert.error_matches(function() export.text(corpus, "tsv", { layer = {} }) end, "layers")
    end)

    it("serves scripts/export.lua", function()
        local db = os.tmpname()
        os.remove(db)
        local run, command = helper.run, helper.command
        run(("%s scripts/index.lua corpus/ -o %s --quiet"):format(command, db))
        local vrt = run(("%s scripts/export.lua %s 2>/dev/null"):format(command, db))
        assert.matches("^<!%-%- columns: word %-%->\n<doc file=", vrt)
        local tsv = run(("%s scripts/export.lua %s --format tsv --query '\"said\"' 2>/dev/null"):format(command, db))
        local count = run(("%s scripts/query.lua %s '\"said\"' --count"):format(command, db))
        assert.equal(tonumber(count), select(2, tsv:gsub("\n", "")) - 1)
        local folder = db .. ".brat"
        run(("%s scripts/export.lua %s --format brat --query '\"said\"' --out %s 2>/dev/null"):format(command, db, folder))
        assert.truthy(io.open(folder .. "/000001.ann"))
        os.execute(("rm -r %s %s"):format(db, folder))
    end)

    it("is a method of corpora and of hits", function()
        local corpus <close> = assert(toolkit.open())
        assert(corpus:add(assert(toolkit.document("The cat sat. The dog ran.", { name = "a.txt" }))))
        assert.equal((toolkit.export.text(corpus, "vrt")), (corpus:export("vrt")))
        local hits = assert(corpus:find('"The" []'))
        assert.equal((toolkit.export.text(corpus, "tsv", { hits = hits })), (hits:export("tsv")))
        local name = os.tmpname()
        assert.equal(2, assert(hits:export("jsonl", name)).spans)
        local file = assert(io.open(name))
        assert.equal((hits:export("jsonl")), file:read("a"))
        file:close()
        os.remove(name)
        local done, message = corpus:export("vrt", "/nowhere/at/all")
        assert.is_nil(done)
        assert.matches("/nowhere/at/all", message)
        assert.equal(2, (hits:sample(1, 1):export("tsv")):gsub("[^\n]+", ""):len())
    end)
end)
