-- What a result of claims can be turned into, each read back by a parser: bibliographies, graphs, annotations, brat;
-- filters; an analyst's corrections; results that are larger than memory should hold.
local claims = require "toolkit.claims"
local helper = require "tests.helper"
local json = require "toolkit.json"
local shelf = require "toolkit.claims.shelf"
local toolkit = require "toolkit"

local result = claims.run { "corpus" }

local function null(x) return x ~= json.null and x or nil end

local function corrected(lines)
    return claims.run({ "corpus" }, { corrections = assert(claims.read_corrections(table.concat(lines, "\n"))) })
end

local function place(c) return ("%s:%d-%d"):format(c.file:match("[^/]+$"), c.spans[1][1], c.spans[#c.spans][2]) end

-- The elements of well-formed XML: { name, attributes, text }; fails on what is not well-formed.
local function elements(text)
    local list, open, at = {}, {}, 1
    text = text:gsub("^<%?xml.-%?>%s*", "")
    while at <= #text do
        local i, j, slash, name, attributes, closed = text:find("^<(/?)([%w:]+)(.-)(/?)>", at)
        if i then
            if slash == "/" then
                assert.equal(table.remove(open), name)
            else
                local item = { name = name, attributes = {} }
                local rest = attributes:gsub('%s+([%w:%.]+)="([^"<]*)"', function(key, value)
                    item.attributes[key] = value:gsub("&(%w+);", { lt = "<", gt = ">", quot = '"', amp = "&" })
                    return ""
                end)
                assert.matches("^%s*$", rest)
                list[#list + 1] = item
                if closed == "" then open[#open + 1] = name end
            end
            at = j + 1
        else
            local stop = text:find("<", at, true) or #text + 1
            assert.is_nil(text:sub(at, stop - 1):gsub("&%w+;", ""):find("[&>]"))
            at = math.max(stop, at + 1)
        end
    end
    assert.equal(0, #open)
    return list
end

describe("networks", function()
    it("are graphs whose edges join nodes", function()
        for format, names in pairs { gexf = { "node", "edge", "weight" }, graphml = { "node", "edge" } } do
            local nodes, edges = {}, 0
            for _, e in ipairs(elements(claims.format(result, format))) do
                if e.name == names[1] then nodes[e.attributes.id] = true end
            end
            for _, e in ipairs(elements(claims.format(result, format))) do
                if e.name == names[2] then
                    edges = edges + 1
                    assert.is_true(nodes[e.attributes.source] and nodes[e.attributes.target])
                    if names[3] then assert.is_true(math.tointeger(e.attributes.weight) >= 1) end
                end
            end
            assert.is_true(edges > 5)
        end
    end)
end)

describe("bibliographies", function()
    it("have an entry for every document, as CSL-JSON", function()
        local items = assert(json.decode(claims.format(result, "csl")))
        assert.equal(#result.documents, #items)
        local ids = {}
        for i, item in ipairs(items) do
            local date = null(result.documents[i].date.value)
            assert.is_nil(ids[item.id])
            ids[item.id] = true
            assert.is_string(item.title)
            if date and date:find("^%d%d%d%d") then
                assert.equal(tonumber(date:sub(1, 4)), item.issued["date-parts"][1][1])
            else
                assert.is_nil(item.issued)
            end
        end
    end)

    it("are RIS records", function()
        local records, open = 0, false
        for line in claims.format(result, "ris"):gmatch("(.-)\r\n") do
            if line ~= "" then
                local tag = line:match("^(%u[%u%d])  %- ")
                assert(tag, line)
                if tag == "TY" then
                    assert.is_false(open)
                    open = true
                elseif tag == "ER" then
                    open, records = false, records + 1
                end
            end
        end
        assert.equal(#result.documents, records)
    end)

    it("are BibTeX with balanced braces", function()
        local text, entries = claims.format(result, "bibtex"), 0
        for key, body in text:gmatch("@misc{([^,]+),(.-)\n}\n") do
            entries = entries + 1
            assert.matches("^[%w_]+$", key)
            local depth = 0
            for brace in body:gsub("\\[{}]", ""):gmatch("[{}]") do
                depth = depth + (brace == "{" and 1 or -1)
                assert.is_true(depth >= 0)
            end
            assert.equal(0, depth)
        end
        assert.equal(#result.documents, entries)
    end)

    it("survive what titles hold", function()
        local run = claims.start()
        claims.document(run, toolkit.document("100% {wrong} & \\odd_title #1\n\nAnna Berg said that it rained.\n",
            { name = "a b.txt", format = "text" }))
        local text = claims.format(claims.finish(run), "bibtex")
        assert.equal(select(2, text:gsub("\\[{}]", ""):gsub("{", "")), select(2, text:gsub("\\[{}]", ""):gsub("}", "")))
    end)
end)

describe("annotations for brat", function()
    it("point at the characters of their text", function()
        local brat = require "toolkit.claims.brat"
        local files, events = 0, 0
        for name, text, annotations in brat.documents(result) do
            files = files + 1
            assert.matches("^[%w%._%-]+$", name)
            local known = {}
            for id, label, places, quote in annotations:gmatch("(T%d+)\t(%a+) ([%d ;]+)\t([^\n]*)") do
                local parts = {}
                for first, last in places:gmatch("(%d+) (%d+)") do
                    local i, j = utf8.offset(text, first + 1), utf8.offset(text, last + 1) - 1
                    parts[#parts + 1] = text:sub(i, j):gsub("\t", " ")
                    assert.is_nil(parts[#parts]:find("\n"))
                end
                assert.equal(table.concat(parts, " "), quote)
                known[id] = label
            end
            for roles in annotations:gmatch("\nE%d+\t([^\n]+)") do
                events = events + 1
                for id in roles:gmatch(":(T%d+)") do assert.is_string(known[id]) end
            end
        end
        assert.equal(#result.documents, files)
        assert.equal(#result.claims, events)
    end)
end)

describe("filters", function()
    it("work together and say what they left", function()
        local c
        for _, candidate in ipairs(result.claims) do
            if #candidate.targets > 0 and null(candidate.speaker.name) and candidate.evidence_kind == "none" then
                c = c or candidate
            end
        end
        local names = {}
        for _, e in ipairs(result.entities) do names[e.id] = e.name end
        local options = { speaker = c.speaker.name, target = names[c.targets[1]], stance = c.stance, evidence = "none" }
        local less = claims.filter(result, options)
        local n = 0
        for _, other in ipairs(less.claims) do
            n = n + 1
            assert.equal(c.stance, other.stance)
            assert.equal("none", other.evidence_kind)
            assert.matches(c.speaker.name, other.speaker.name, 1, true)
        end
        assert.is_true(n >= 1 and n < #result.claims)
        assert.same({ n, #result.claims }, { less.filtered.claims, less.filtered.of_claims })
        for _, format in ipairs { "text", "md", "html" } do
            assert.matches(("%d of %d claims"):format(n, #result.claims), claims.format(less, format), 1, true)
        end
        assert.equal(c.id, less.by_id[c.id].id)
    end)

    it("keep the days between since and until, both included", function()
        local function days(options)
            local list = {}
            for _, d in ipairs(claims.filter(result, options).documents) do list[#list + 1] = d.date.value end
            table.sort(list)
            return list
        end
        local all = days { since = "0001" }
        local first, last = all[1], all[#all]
        assert.same(all, days { since = first, ["until"] = last })
        for _, date in ipairs(days { ["until"] = first }) do assert.is_true(date <= first) end
        assert.is_true(#days { ["until"] = first } < #all)
        assert.same({}, days { since = "9999" })
    end)

    it("turn away options that do not exist", function()
        assert.has_error(function() claims.filter(result, { untill = "2031" }) end)
    end)
end)

describe("corrections", function()
    local function find(r, wanted)
        for _, c in ipairs(r.claims) do if c.text == wanted.text and c.file == wanted.file then return c end end
    end
    local first
    for _, c in ipairs(result.claims) do
        if c.type == "indirect" and null(c.speaker.id) then first = first or c end
    end

    it("of a template change nothing", function()
        local lines = {}
        claims.stream(result, "corrections", function(text) lines[#lines + 1] = text end)
        local again = claims.run({ "corpus" }, { corrections = assert(claims.read_corrections(table.concat(lines))) })
        assert.same({}, again.unused_corrections)
        assert.equal(claims.format(result, "json"), claims.format(again, "json"))
    end)

    it("give a claim to another speaker", function()
        local r = corrected { "speaker\t" .. place(first) .. "\tZoe Quill" }
        local c = find(r, first)
        assert.equal("Zoe Quill", c.speaker.name)
        assert.equal("zoe_quill", c.speaker.id)
        assert.matches("corrected", table.concat(c.flags, " "))
        assert.equal("author-statement", find(corrected { "speaker\t" .. place(first) .. "\t(the outlet)" }, first).type)
        assert.is_nil(null(find(corrected { "speaker\t" .. place(first) .. "\t?" }, first).speaker.name))
    end)

    it("take claims away", function()
        local r = corrected { "drop\t" .. place(first) }
        assert.is_nil(find(r, first))
        assert.is_true(#r.claims < #result.claims)
        r = corrected { "boilerplate\t" .. place(first) }
        assert.is_nil(find(r, first))
        local found = false
        for _, d in ipairs(r.documents) do
            for _, b in ipairs(d.boilerplate) do found = found or b.kind == "corrected" end
        end
        assert.is_true(found)
    end)

    it("join and part names", function()
        local a, b
        for _, e in ipairs(result.entities) do
            if e.kind == "person" and #e.mentions > 0 then
                if not a then a = e elseif not b then b = e end
            end
        end
        local r = corrected { ("merge\t%s\t%s"):format(a.name, b.name) }
        local kept, gone
        for _, e in ipairs(r.entities) do
            if e.id == a.id then kept = e end
            if e.id == b.id then gone = e end
        end
        assert.is_nil(gone)
        assert.equal(#a.mentions + #b.mentions, #kept.mentions)
        assert.is_true(#r.unused_corrections == 0)
    end)

    it("link and unlink claims, and date documents", function()
        local l = result.links[1]
        local a, b = result.by_id[l.a], result.by_id[l.b]
        local r = corrected { ("unlink\t%s\t%s"):format(place(a), place(b)) }
        assert.equal(#result.links - 1, #r.links)
        r = corrected { ("link\t%s\t%s"):format(place(result.claims[1]), place(result.claims[#result.claims])) }
        assert.equal(#result.links + 1, #r.links)
        assert.equal("correction", r.links[#r.links].why)
        r = corrected { "date\t" .. result.documents[1].file:match("[^/]+$") .. "\t1999-12-31" }
        assert.equal("1999-12-31", r.documents[1].date.value)
        assert.equal("given", r.documents[1].date.how)
    end)

    it("say what they could not use and what is no correction", function()
        local r = corrected { "drop\tnowhere.txt:1-2", "# a remark", "", "merge\tNobody\tNo One" }
        assert.equal(2, #r.unused_corrections)
        for _, bad in ipairs { "drp\tx:1-2", "drop\tx", "speaker\tx:1-2", "date\tx\tsoon", "link\tx:1-2\ty" } do
            local list, message = claims.read_corrections(bad, "my.tsv")
            assert.is_nil(list)
            assert.matches("^my%.tsv:1: ", message)
        end
    end)
end)

describe("a result larger than memory", function()
    it("is the same from a temporary file", function()
        local memory, thawed = shelf.memory, shelf.thawed
        shelf.memory, shelf.thawed = 0, 0
        local okay, message = pcall(function()
            local again = claims.run { "corpus" }
            for _, format in ipairs { "json", "csv", "md", "text", "annotations" } do
                assert.equal(claims.format(result, format), claims.format(again, format))
            end
        end)
        shelf.memory, shelf.thawed = memory, thawed
        assert(okay, message)
    end)

    it("is the same for any number of threads", function()
        for _, threads in ipairs { 2, 5 } do
            local again = claims.run({ "corpus" }, { reading = { threads = threads } })
            assert.equal(claims.format(result, "json"), claims.format(again, "json"))
        end
    end)

    it("keeps little of each document at hand", function()
        local memory = shelf.memory
        shelf.memory = 0
        local okay, message = pcall(function()
            local run = claims.start { links = false }
            local function read(times)
                for _ = 1, times do
                    for document in toolkit.documents { "corpus/harrow-dam" } do claims.document(run, document) end
                end
                collectgarbage()
                collectgarbage()
                return collectgarbage("count")
            end
            local before, documents = read(5), #run.states
            local after = read(50)
            -- a document of these has some 3,000 bytes of text and a dozen claims
            assert.is_true((after - before) / (#run.states - documents) < 12)
        end)
        shelf.memory = memory
        assert(okay, message)
    end)

    it("is a list like any other", function()
        local n = 0
        for i, c in pairs(result.claims) do
            n = n + 1
            assert.equal(n, i)
            assert.is_string(c.id)
        end
        assert.equal(#result.claims, n)
        assert.is_nil(result.claims[0])
        assert.is_nil(result.claims[n + 1])
        assert.has_error(function() result.claims[1] = {} end)
        assert.equal(json.encode(result.claims[1]), json.encode(result.claims):sub(2, #json.encode(result.claims[1]) + 1))
    end)
end)

describe("the script", function()
    it("filters, corrects and explains", function()
        local output, status = helper.run(helper.command
            .. " scripts/claims.lua corpus --stance accuse --since 2000 --until 2100 --evidence none")
        assert.equal(0, status)
        assert.matches("Only stance accuse, evidence none, since 2000, until 2100: %d+ of %d+ claims", output)
        output, status = helper.run(helper.command .. " scripts/claims.lua corpus --explain all")
        assert.equal(0, status)
        assert.equal(#result.claims, select(2, output:gsub("%f[^\n%z]claim  ", "")))
        local path = os.tmpname()
        local file = assert(io.open(path, "w"))
        file:write("drop\tnowhere.txt:1-2\n")
        file:close()
        output = helper.run(helper.command .. " scripts/claims.lua corpus --corrections " .. path .. " 2>&1")
        assert.matches("line 1: drop nowhere.txt:1%-2 meets nothing", output)
        os.remove(path)
    end)

    it("writes one format into a file, all into a folder", function()
        local folder = helper.folder()
        local function run(out, more)
            local said, status = helper.run(("%s scripts/claims.lua corpus/harrow-dam --out %s/%s %s 2>&1"):format(
                helper.command, folder, out, more or ""))
            assert.equal(0, status, said)
            return said
        end
        for name, start in pairs { ["a.html"] = "<!DOCTYPE html>", ["a.json"] = "{", ["a.csv"] = "id,", ["a.txt"] = "4 doc",
            ["a.md"] = "# ", ["a.bib"] = "@", ["a.gexf"] = "<?xml" } do
            assert.equal("", run(name))
            assert.equal(start, helper.read(folder .. "/" .. name):sub(1, #start))
        end
        assert.equal("", run("b.txt", "--format jsonl"))
        assert.matches("^{.*}\n$", helper.read(folder .. "/b.txt"))
        assert.matches("^4 documents, ", run "report")
        for _, name in ipairs { "claims.html", "claims.json", "sources.bib" } do
            assert.is_true(#helper.read(folder .. "/report/" .. name) > 100)
        end
        local taken = helper.folder { ["page.html/note.txt"] = "" } .. "/page.html"
        local said, status = helper.run(("%s scripts/claims.lua corpus/harrow-dam --out %s 2>&1"):format(helper.command,
            taken))
        assert.equal(1, status)
        assert.equal(("scripts/claims.lua: %s: Is a directory\n"):format(taken), said)
    end)

    it("takes fields of records by a mapping", function()
        local path = os.tmpname()
        local file = assert(io.open(path .. ".csv", "w"))
        file:write("head,body,when\nA title,Anna Berg said that the harbour was closed.,2031-05-03\n")
        file:close()
        local output = helper.run(helper.command .. " scripts/claims.lua " .. path
            .. ".csv --map title=head --map text=body --map date=when -f json")
        local r = assert(json.decode(output))
        assert.equal("2031-05-03", r.documents[1].date.value)
        assert.equal("Anna Berg", r.claims[#r.claims].speaker.name)
        os.remove(path .. ".csv")
        os.remove(path)
    end)
end)
