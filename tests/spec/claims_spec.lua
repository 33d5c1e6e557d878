-- Claims, sentence by sentence: speakers, spans, explanations, and the report over two documents.
local toolkit = require "toolkit"
local claims = require "toolkit.claims"
local json = require "toolkit.json"
local helper = require "tests.helper"

local claims_of = helper.claims

local function null(x) return x ~= json.null and x or nil end

-- "speaker|type|text" of the claims that are not the outlet's own.
local function said(text)
    local list = {}
    for _, c in ipairs(claims_of(text).claims) do
        if c.type ~= "author-statement" then list[#list + 1] = ("%s|%s|%s"):format(null(c.speaker.name) or "?", c.type, c.text) end
    end
    return list
end

describe("claims of a sentence", function()
    it("finds a clause behind that", function()
        assert.same({ "Anna Berg|indirect|the harbour would stay closed." }, said "Minister Anna Berg said on Monday that the harbour would stay closed.\n")
    end)

    it("leaves out that", function()
        assert.same({ "Anna Berg|indirect|the harbour was closed." }, said "Anna Berg said the harbour was closed.\n")
    end)

    it("finds the source behind the clause", function()
        assert.same({ "Anna Berg|indirect|The harbour will stay closed until May" }, said "The harbour will stay closed until May, Anna Berg said.\n")
    end)

    it("joins an interrupted quotation", function()
        local list = claims_of("\"We closed the harbour,\" Anna Berg said, \"because it was unsafe.\"\n").claims
        assert.equal(1, #list)
        assert.equal(2, #list[1].spans)
        assert.equal("direct", list[1].type)
    end)

    it("reads accusations, calls and infinitives", function()
        assert.same({ "Anna Berg|indirect|hiding the report." }, said "Anna Berg accused the company of hiding the report.\n")
        assert.same({ "Anna Berg|indirect|the company to publish the report." }, said "Anna Berg called on the company to publish the report.\n")
        assert.same({ "Anna Berg|indirect|to open the harbour in May." }, said "Anna Berg promised to open the harbour in May.\n")
    end)

    it("follows according to on both sides", function()
        assert.same({ "Harbour Agency|indirect|the bridge was unsafe." }, said "According to the Harbour Agency, the bridge was unsafe.\n")
        assert.same({ "Harbour Agency|indirect|The bridge was unsafe" }, said "The bridge was unsafe, according to the Harbour Agency.\n")
    end)

    it("separates what is added", function()
        assert.same({ "Anna Berg|indirect|the harbour was closed", "Anna Berg|indirect|it would open in May." },
            said "Anna Berg said that the harbour was closed, adding that it would open in May.\n")
    end)

    it("nests a chain of sources", function()
        local list = claims_of("Anna Berg said that the Harbour Agency had reported that the bridge was unsafe.\n").claims
        assert.equal(2, #list)
        assert.equal(list[1].id, list[2].nested_in)
    end)

    it("gives what was quoted to the one who is quoted", function()
        assert.same({ "Northwind Agency|indirect|the bridge was unsafe." }, said "The Daily Post quoted Northwind Agency as saying that the bridge was unsafe.\n")
    end)

    it("does not take scare quotes for speech", function()
        assert.same({}, said "The so-called \"clean water\" programme began in May.\n")
    end)
end)

describe("speakers", function()
    it("resolves surnames and pronouns", function()
        local list = said "Minister Anna Berg said that the harbour was closed. Berg said that it was unsafe.\n\nShe added that work would begin.\n"
        assert.equal(3, #list)
        for _, line in ipairs(list) do assert.matches("^Anna Berg|", line) end
    end)

    it("resolves a description by its role", function()
        local list = said "Foreign Ministry spokesman Pavel Novak said that talks had failed.\n\nThe official said that no date was set.\n"
        assert.matches("^Pavel Novak|", list[2])
    end)

    it("carries a spokesperson through the account of a press conference", function()
        local list = said "Ministry spokesman Pavel Novak held a regular press conference.\n\nPavel Novak said that talks had failed. No date was set. Both sides had left.\n"
        assert.same({ "Pavel Novak|indirect|talks had failed.", "Pavel Novak|indirect|No date was set.", "Pavel Novak|indirect|Both sides had left." }, list)
    end)

    it("keeps turns apart", function()
        local result = claims_of "Q: Will the harbour open?\n\nMR. NOVAK: It will open in May. We have said so.\n\nQ: And the bridge?\n\nMR. NOVAK: The bridge is safe.\n"
        local types = {}
        for i, c in ipairs(result.claims) do types[i] = c.type end
        assert.same({ "reporter-question", "direct", "direct", "reporter-question", "direct" }, types)
        assert.equal("Novak", result.claims[2].speaker.name)
        assert.equal("carried-turn", result.claims[3].speaker.mode)
    end)

    it("keep their letters whatever the apostrophe", function()
        local result = claims_of "Anna Berg’s spokesman said that Pavel Novak’s plan failed. Novak’s party said that it rained.\n"
        for _, e in ipairs(result.entities) do assert.is_true(utf8.len(e.name) ~= nil, e.name) end
        for _, c in ipairs(result.claims) do assert.is_true(utf8.len(null(c.speaker.name) or "") ~= nil) end
    end)

    it("never gives the outlet's own sentences to a speaker", function()
        local result = claims_of "The harbour closed in May. Ships now use the canal.\n"
        for _, c in ipairs(result.claims) do assert.equal("author-statement", c.type) end
    end)
end)

describe("quotation marks", function()
    it("survive an odd number", function()
        local result = claims_of("Anna Berg said: \"We closed it.\n\nThe harbour \"is\" closed. She said \"no.\n\"\n\n\"\"\"\n")
        assert.is_true(#result.claims >= 1)
    end)

    it("may stand alone", function()
        for _, text in ipairs { "x\n", "\"", "“”", "said", ": :", "\" \" \"" } do assert.has_no.errors(function() claims_of(text) end) end
    end)
end)

describe("endless sentences", function()
    it("are cut, not refused", function()
        local result = claims_of("The minister said that " .. ("the ministry, which said that the official noted, "):rep(400) .. "rain.\n")
        assert.is_true(#result.claims > 1)
    end)
end)

describe("explanations", function()
    it("name the rule and the reading that was turned down", function()
        local run = claims.start { explain = true }
        claims.document(run, toolkit.document("Anna Berg said that the harbour was closed.\n", { name = "a.txt" }))
        local text = claims.explain(claims.finish(run), "d1.c1")
        assert.matches("that%-clause", text)
        assert.matches("turned down", text)
        assert.matches("Anna Berg", text)
    end)
end)

describe("details", function()
    it("finds numbers, hedges and evidence", function()
        local c = claims_of("Anna Berg said that, according to the Harbour Agency report, about 2,400 ships may have been delayed.\n").claims[1]
        assert.equal("named", c.evidence_kind)
        assert.is_true(#c.numbers >= 1)
        local hedges = {}
        for _, h in ipairs(c.hedges) do hedges[h.kind] = true end
        assert.is_true(hedges.modal)
    end)

    it("knows a negated claim", function()
        assert.equal("negative", claims_of("Anna Berg said that the harbour was not safe.\n").claims[1].polarity)
        assert.equal("positive", claims_of("Anna Berg said that the harbour was safe.\n").claims[1].polarity)
    end)
end)

describe("two documents of one event", function()
    local function two(a, b)
        local run = claims.start()
        claims.document(run, toolkit.document(a, { name = "a.txt" }))
        claims.document(run, toolkit.document(b, { name = "b.txt" }))
        return claims.finish(run)
    end
    local result = two("Harbour minister Anna Berg held a press conference on 3 May 2031.\n\nBerg said that the harbour agency had inspected 240 bridges in the northern district. "
        .. "She said that the old lighthouse was not safe for visitors.\n\nBerg said that the ferry company had ignored every warning of the district council.\n",
        "3 May 2031\n\nMinister Anna Berg said that the harbour agency had inspected 420 bridges in the northern district.\n\n"
        .. "Anna Berg said that the old lighthouse was safe for visitors.\n\nAnna Berg said that the ferry company had ignored every warning of the district council.\n")

    it("are one event with linked claims", function()
        assert.equal(1, #result.events)
        assert.is_true(#result.links >= 3)
    end)

    it("show the number and the polarity that differ", function()
        local kinds = {}
        for _, k in ipairs(result.conflicts) do kinds[k.kind] = true end
        assert.is_true(kinds.number)
        assert.is_true(kinds.polarity)
    end)
end)

describe("the report", function()
    local result = claims.run { "corpus" }

    it("quotes bytes", function()
        local record = require "toolkit.claims.record"
        for _, c in ipairs(result.claims) do
            local parts = {}
            for i, s in ipairs(c.spans) do parts[i] = result.texts[c.file]:sub(s[1] + 1, s[2]) end
            assert.equal(table.concat(parts, record.separator), c.text)
        end
    end)

    it("is the same each time, in every format", function()
        local again = claims.run { "corpus" }
        for _, name in ipairs { "text", "json", "jsonl", "csv", "md", "gexf", "graphml", "annotations", "html" } do
            assert.equal(claims.format(result, name), claims.format(again, name))
        end
    end)

    it("fits on a screen", function()
        local _, lines = claims.format(result, "text"):gsub("\n", "")
        assert.is_true(lines <= 60)
    end)

    it("is valid JSON with the promised keys", function()
        local decoded = assert(json.decode(claims.format(result, "json")))
        assert.equal("toolkit.claims/1", decoded.schema)
        for _, key in ipairs { "documents", "entities", "claims", "links", "conflicts", "events", "stamp" } do assert.is_table(decoded[key]) end
    end)

    it("annotates code points", function()
        local first = assert(json.decode((claims.format(result, "annotations"):match("^[^\n]*"))))
        local quote, position = first.target.selector[1], first.target.selector[2]
        local text = result.texts[first.target.source]
        local i, j = utf8.offset(text, position.start + 1), utf8.offset(text, position["end"] + 1) - 1
        assert.equal(quote.exact, text:sub(i, j))
    end)

    it("explains every claim", function()
        for _, c in ipairs(result.claims) do assert.matches("rule", (claims.explain(result, c.id))) end
        assert.is_nil((claims.explain(result, "d0.c0")))
    end)

    it("can be filtered", function()
        local less = claims.filter(result, { stance = "accuse" })
        assert.is_true(#less.claims > 0 and #less.claims < #result.claims)
        for _, c in ipairs(less.claims) do assert.equal("accuse", c.stance) end
        assert.has_error(function() claims.filter(result, { stanse = "accuse" }) end)
    end)

    it("counts how often each rule fires and lets one be switched off", function()
        local function hits(r, name)
            for _, rule in ipairs(claims.rules(r)) do if rule.name == name then return rule.hits end end
        end
        assert.is_true(hits(result, "that-clause") > 0)
        local without = claims.run({ "corpus" }, { disabled = { ["that-clause"] = true } })
        assert.is_nil(hits(without, "that-clause"))
        assert.is_true(hits(result, "that-clause") > 0)
        assert.has_error(function() claims.start { disabled = { ["that-claus"] = true } } end,
            "claims: no rule is called 'that-claus', did you mean 'that-clause'?")
    end)

    it("takes rules of one's own", function()
        -- "the word is that S": nobody's verb, but a claim for somebody who looks for rumours
        local rumour = { name = "the-word-is", describe = "the word is that S", sentence = true, test = function(s)
            local w = s.v.w
            for k = s.lo, s.hi - 3 do
                if w[k] == "word" and w[k + 1] == "is" and w[k + 2] == "that" then
                    return { { rule = "the-word-is", content = { { k + 3, s.hi } }, source = { k - 1, k, k, k },
                        cue = { k, k + 1 }, stance = "neutral", kind = "noun" } }
                end
            end
        end }
        local run = claims.start { rules = { rumour } }
        claims.document(run, toolkit.document("The word is that the harbour will close.\n", { name = "a.txt" }))
        local r = claims.finish(run)
        assert.equal("the harbour will close.", r.claims[1].text)
        assert.equal("the-word-is", r.claims[1].rule)
        for _, rule in ipairs(claims.rules(r)) do
            if rule.name == "the-word-is" then assert.equal(1, rule.hits) end
        end
        for _, bad in ipairs { { name = "x" }, { name = "x", test = print, before = "nothing" },
            { name = "x", test = print, befor = "object" } } do
            assert.has_error(function() claims.start { rules = { bad } } end)
        end
    end)
end)

describe("steps", function()
    it("can be used alone", function()
        -- the text of the manual's example
        local text = "Anna Berg said that the harbour was closed. \"It was unsafe,\" she added.\n"
        local document = toolkit.document(text, { name = "a.txt" })
        local view = claims.view.new(text, { { kind = "paragraph", first = 1, last = #text } }, document)
        assert.equal(2, view.sentences)
        local quotations = claims.quotes.find(view)
        assert.equal("It was unsafe,", text:sub(view.s[quotations[1].first], view.e[quotations[1].last]))
        local lexicon = claims.cues.compile(claims.lexicon)
        local drafts = claims.extract.run(view, lexicon, claims.extract.rules())
        assert.equal("that-clause", drafts[1][1].rule)
        assert.equal("said", text:sub(view.s[drafts[1][1].cue[1]], view.e[drafts[1][1].cue[2]]))
    end)

    it("count and compare as tables", function()
        local result = claims.run { "corpus/harrow-dam" }
        assert.equal(#result.claims, #claims.tables.claims(result))
        local sides = assert(claims.pairing.sides(result, { "keld", "maren" }))
        local t = claims.pairing.table(result, sides, {})
        assert.is_true(#t:filter { relation = "only" } > 0)
        assert.is_nil((claims.pairing.sides(result, { "keld", "nobody" })))
        assert.is_nil(claims.nothing)
    end)
end)

describe("the script", function()
    it("prints a summary and writes every format", function()
        local folder = os.tmpname()
        os.remove(folder)
        local output, status = helper.run(helper.command .. " scripts/claims.lua corpus --out " .. folder)
        assert.equal(0, status)
        assert.matches("WHO SPEAKS", output)
        for _, name in ipairs { "claims.txt", "claims.html", "claims.json", "claims.jsonl", "claims.csv", "claims.md", "claims.gexf", "speakers.csv" } do
            local f = assert(io.open(folder .. "/" .. name))
            assert.is_true(f:seek("end") > 0)
            f:close()
        end
        os.execute("rm -r '" .. folder .. "'")
    end)

    it("is quiet when asked, and the same with any number of threads", function()
        local folder = os.tmpname()
        os.remove(folder)
        local line = helper.command .. " scripts/claims.lua corpus/strait-cable --format csv "
        assert.equal("", (helper.run(line .. "--quiet --out " .. folder)))
        local f = assert(io.open(folder .. "/claims.csv"))
        local rows = f:read "a"
        f:close()
        for threads = 1, 3 do assert.equal(rows, (helper.run(line .. "--threads " .. threads))) end
        os.execute("rm -r '" .. folder .. "'")
    end)
end)

describe("a text beyond what people write", function()
    it("may nest claims deeper than a stack", function()
        local result = helper.claims(("He said no and "):rep(300), "deep.txt")
        assert.is_true(#result.claims > 200)
        assert.is_string(result.claims[#result.claims].nested_in)
    end)

    it("is passed over by name when it is longer than the limit claims_bytes", function()
        local before, notes = toolkit.limit("claims_bytes", 1000), {}
        local folder = helper.folder { ["long.txt"] = ("Ane Borg said no.\n"):rep(100), ["short.txt"] = "Ane Borg said no.\n" }
        for _, threads in ipairs { 1, 2 } do
            local result = claims.run({ folder }, { reading = { threads = threads },
                note = function(note) notes[#notes + 1] = note.message end })
            assert.equal(1, #result.documents)
            assert.equal(folder .. "/long.txt: limit claims_bytes (1000) reached", notes[threads])
        end
        toolkit.limit("claims_bytes", before)
    end)
end)
