-- scripts/compare, timeline, network, speaker and quotes over the sample corpus: facts that a reader can check there.
local helper = require "tests.helper"
local Table = require "toolkit.table"
local files = require "toolkit.files"

local DAM = "corpus/harrow-dam/"
local PAIR = DAM .. "keld-water-ministry.md " .. DAM .. "maren-evening-post.html"

local function run(script, arguments)
    return helper.run(("%s scripts/%s.lua %s 2>&1"):format(helper.command, script, arguments))
end

--- The rows that a script prints.
local function rows_of(script, arguments)
    local output, status = helper.run(("%s scripts/%s.lua %s --format tsv 2>/dev/null"):format(helper.command, script,
        arguments))
    assert.equal(0, status)
    return assert(Table.parse(output, "tsv"))
end

--- What a script writes into a file with this ending.
local function written(script, arguments, ending)
    local path = os.tmpname()
    os.remove(path)
    local output, status = run(script, ("%s --out %s.%s"):format(arguments, path, ending))
    assert.equal(0, status, output)
    local text = assert(files.read(path .. "." .. ending))
    os.remove(path .. "." .. ending)
    return text
end

describe("scripts/compare.lua", function()
    it("shows the houses of both versions side by side, with the conflict", function()
        local found
        for row in rows_of("compare", PAIR):each() do
            if row.a == "About 340 houses were flooded." and row.b == "About 430 houses were flooded" then found = row end
        end
        assert.is_table(found)
        assert.equal("differs", found.relation)
        assert.matches("number: 340 against 430", found.differences, 1, true)
        assert.equal("rescue service", found.speaker_b)
        assert.matches("^keld%-water%-ministry%.md:404%-", found.place_a)
    end)

    it("lists what only one side tells, on its side", function()
        local alone = {}
        for row in rows_of("compare", PAIR):each() do
            if row.relation == "only" then
                assert.is_true((row.a ~= "") ~= (row.b ~= ""))
                alone[row.a ~= "" and row.a or row.b] = row.a ~= "" and "a" or "b"
            end
        end
        assert.equal("a", alone["the water level would fall by Wednesday."])
        assert.equal("b", alone["the dam might not survive a second flood."])
        assert.is_nil(alone["About 430 houses were flooded"])
    end)

    it("turns round with its sides", function()
        local one, other = rows_of("compare", PAIR), rows_of("compare", PAIR .. " --sides maren,keld")
        assert.equal(#one, #other)
        local seen = {}
        for row in one:each() do seen[row.a .. "\0" .. row.b] = true end
        for row in other:each() do assert.is_true(seen[row.b .. "\0" .. row.a]) end
    end)

    it("takes outlets by name", function()
        local t = rows_of("compare", "corpus/harrow-dam --sides 'valley messenger,evening post' --event E1")
        local contradicts = t:filter { relation = "contradicts" }
        assert.equal(1, #contradicts)
        assert.equal("The siren of Lower Harrow did work.", contradicts.rows[1].a)
        assert.equal("the siren of Lower Harrow did not work.", contradicts.rows[1].b)
    end)

    it("says what is missing", function()
        local output, status = run("compare", "corpus")
        assert.equal(2, status)
        assert.matches("choose two outlets or files with --sides A,B", output, 1, true)
        assert.matches("no document or outlet is called 'nix'", (run("compare", "corpus --sides nix,maren")), 1, true)
    end)

    it("writes a page with the versions in columns", function()
        local html = written("compare", PAIR, "html")
        assert.matches("Both tell it, with differences", html, 1, true)
        assert.matches("About 430 houses were flooded", html, 1, true)
        assert.matches("<svg", html, 1, true)
    end)
end)

describe("scripts/speaker.lua", function()
    it("lists the claims of Odo Karst in order", function()
        local texts, last = {}, ""
        for row in rows_of("speaker", "'Odo Karst' corpus"):each() do
            assert.is_true(row.date >= last)
            last = row.date
            if row.place:match("^keld%-water") then texts[#texts + 1] = row.text end
        end
        assert.same({ "Warnings were issued at six in the evening to every village in the valley,",
            "the water level would fall by Wednesday.", "reports that the gates had been opened by mistake.",
            "It was the right decision, and it was mine,",
            "every family would receive 5,000 crowns within ten days." }, texts)
        assert.equal("2031-06-09", last)
    end)

    it("names whom it found, or nobody", function()
        assert.matches("Found as: .*Odo Karst", (run("speaker", "Karst corpus")))
        local output, status = run("speaker", "'Nobody Here' corpus")
        assert.equal(1, status)
        assert.matches("nobody called 'Nobody Here'", output, 1, true)
    end)
end)

describe("scripts/quotes.lua", function()
    it("lists direct speech with speaker and a place that holds it", function()
        local t = rows_of("quotes", DAM .. "northwind-agency.txt --marked")
        local source, by = assert(files.read(DAM .. "northwind-agency.txt")), {}
        for row in t:each() do
            by[row.text] = row.speaker
            local first, last = row.place:match(":(%d+)%-(%d+)$")
            assert.equal(row.text, (source:sub(first + 1, last):gsub("%s+", " ")))
        end
        assert.equal("Marta Fenn", by["Nobody warned us."])
        assert.equal("Ane Borg", by["The minister must resign,"])
    end)

    it("leaves turns without marks out with --marked, and adds mixed ones with --mixed", function()
        local all, marked = rows_of("quotes", "corpus"), rows_of("quotes", "corpus --marked")
        assert.is_true(#marked > 0 and #marked < #all)
        for row in marked:each() do assert.not_matches("^chancellery%-briefing", row.place) end
        assert.is_true(#rows_of("quotes", "corpus --mixed") > #all)
    end)
end)

describe("scripts/network.lua", function()
    it("counts who accuses whom", function()
        local t = rows_of("network", "corpus --stance accuse")
        assert.is_true(#t > 0)
        local found = false
        for row in t:each() do
            assert.equal(row.claims, row.accusing)
            found = found or row.speaker == "Dara Venn" and row.target == "Keld"
        end
        assert.is_true(found)
    end)

    it("keeps the heavier pairs", function()
        local all, heavy = rows_of("network", "corpus"), rows_of("network", "corpus --least 2")
        assert.is_true(#heavy > 0 and #heavy < #all)
        for row in heavy:each() do assert.is_true(row.claims >= 2) end
    end)

    it("writes drawings and networks", function()
        assert.matches("^<svg", (written("network", "corpus", "svg"):gsub("^<%?xml.-%?>%s*", "")))
        assert.matches('<gexf xmlns="http://gexf.net/1.3"', written("network", "corpus", "gexf"), 1, true)
        assert.matches("<graphml", written("network", "corpus", "graphml"), 1, true)
        assert.matches("<graphml", (run("network", "corpus --format graphml")), 1, true)
    end)
end)

describe("scripts/timeline.lua", function()
    it("puts events and claims in order of their dates, the undated last", function()
        local last, undated, events = "", 0, {}
        for row in rows_of("timeline", "corpus"):each() do
            if not row.date:find("^%d%d%d%d") then
                undated = undated + 1
            else
                assert.equal(0, undated)
                assert.is_true(row.date >= last)
                last = row.date
            end
            if row.kind == "event" then events[row.date] = true end
        end
        assert.is_true(undated > 1)
        assert.is_true(events["2031-03-14"])
        assert.is_true(events["2031-06-02"])
    end)

    it("has a lane for what is undated", function()
        assert.matches("without a date", written("timeline", "corpus", "svg"), 1, true)
    end)

    it("orders by the dates that claims speak of", function()
        local t = rows_of("timeline", "corpus --date mention")
        local found = false
        for row in t:each() do
            assert.equal("claim", row.kind)
            found = found or row.date == "2027" and row.text:find("2027", 1, true) ~= nil
        end
        assert.is_true(found)
    end)
end)

describe("the page of claims", function()
    it("shows twelve conflicts openly and folds the rest", function()
        local html = helper.run(helper.command .. " scripts/claims.lua corpus/harrow-dam corpus/strait-cable --format html")
        local total = math.tointeger(tonumber(html:match('Look at these first <span class="count">(%d+)<')))
        local open, folded = html:match('<section id="first".-(<article.-)<details>(.-)</details>')
        local function cards(part) return select(2, part:gsub("<article", "")) end
        assert.equal(12, cards(open))
        assert.equal(total - 12, cards(folded))
        assert.matches(("<summary>%d more</summary>"):format(total - 12), folded, 1, true)
    end)
end)
