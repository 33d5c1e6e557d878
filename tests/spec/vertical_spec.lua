-- Vertical text and CoNLL-U: columns become attributes, elements become layers.
local toolkit = require "toolkit"
local helper = require "tests.helper"

local function corpus_of(name, content, options)
    local corpus = assert(toolkit.open())
    return corpus, assert(corpus:add(helper.file(name, content), options))
end

local function rows(corpus, sql)
    local list = {}
    for a, b, c in corpus:sql(sql) do list[#list + 1] = table.concat({ tostring(a), tostring(b), tostring(c) }, "|") end
    return list
end

local VRT = [[
<?xml version="1.0"?>
<corpus>
<doc id="d1" title="The &quot;first&quot;" date="2021-07-05">
<p n="1">
<s>
Alpha	alpha	NP
<unknown x="1"/>
is	be	VB
<g/>
n't	not	RB
R&amp;D	r&d	NN
</s>
</p>
<p n="2">
<formul>	-	FO
done	do	VB
</p>
</doc>
<doc id="d2">
Beta	beta	NP	more
</doc>
</corpus>
]]

describe("vertical text", function()
    it("becomes documents, tokens and layers", function()
        local corpus <close>, sum = corpus_of("c.vrt", VRT, { attributes = "word,lemma,tag" })
        assert.equal(2, sum.added)
        assert.equal(7, sum.tokens)
        local texts = {}
        for doc in corpus:documents() do texts[#texts + 1] = doc.text end
        assert.same({ "Alpha isn't R&D\n\n<formul> done\n", "Beta\n" }, texts)
        assert.same({ "doc|d1|nil", "doc|d2|nil", "p|1|nil", "p|2|nil", "s|nil|nil" }, rows(corpus,
            "SELECT layer, coalesce(json_extract(json, '$.id'), json_extract(json, '$.n')) FROM spans ORDER BY layer, id"))
        assert.same({ "Alpha isn't R&D|nil|nil" }, rows(corpus, "SELECT text FROM spans WHERE layer = 's'"))
        assert.same({ "The \"first\"|2021-07-05|6" }, rows(corpus,
            "SELECT title, date, tokens FROM documents ORDER BY id LIMIT 1"))
        assert.same({ "word lower lemma tag|nil|nil" }, rows(corpus, "SELECT attributes FROM segment"))
    end)

    it("leads back to the bytes of its tokens", function()
        local corpus <close> = corpus_of("c.vrt", VRT, { attributes = "word,lemma,tag" })
        local doc = corpus:documents()()
        local i, j = doc.text:find("Alpha")
        local from, to = doc:source_span(i, j)
        assert.equal("Alpha", VRT:sub(from, to))
    end)

    it("wants a column called word", function()
        local corpus <close> = assert(toolkit.open())
        local path = os.tmpname() .. ".vrt"
        local f = assert(io.open(path, "wb"))
        f:write(VRT)
        f:close()
        local seen
        corpus:add(path, { attributes = "form,lemma", note = function(note) seen = note.message end })
        assert.matches("one of the columns must be 'word'", seen)
        os.remove(path)
    end)
end)

describe("CoNLL-U", function()
    it("keeps words, sentences and the text's spacing", function()
        local corpus <close>, sum = corpus_of("c.conllu", table.concat({
            "# newdoc id = n1", "# sent_id = s1",
            "1\tShe\tshe\tPRON\tPRP\t_\t2\tnsubj\t_\t_",
            "2-3\tdoesn't\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No",
            "2\tdoes\tdo\tAUX\tVBZ\t_\t0\troot\t_\t_",
            "3\tn't\tnot\tPART\tRB\t_\t2\tadvmod\t_\t_",
            "4\t.\t.\tPUNCT\t.\t_\t2\tpunct\t_\t_", "",
            "# newdoc id = n2", "# sent_id = s2",
            "1\tNo\tno\tINTJ\tUH\t_\t0\troot\t_\t_", "" }, "\n"))
        assert.equal(2, sum.added)
        assert.equal(5, sum.tokens)
        local texts = {}
        for doc in corpus:documents() do texts[#texts + 1] = doc.text end
        assert.same({ "She doesn't.\n", "No\n" }, texts)
        assert.same({ "s1|She doesn't.|nil", "s2|No|nil" }, rows(corpus,
            "SELECT json_extract(json, '$.sent_id'), text FROM spans WHERE layer = 's' ORDER BY id"))
        assert.same({ "n1|nil|nil", "n2|nil|nil" }, rows(corpus, "SELECT value FROM metadata WHERE key = 'id'"))
    end)
end)
