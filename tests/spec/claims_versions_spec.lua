-- Four versions of one event (tests/gold/versions/, invented like the sample corpus): what their comparison must show,
-- what it must not, and that the order in which texts are read changes nothing but ids.
local claims = require "toolkit.claims"
local json = require "toolkit.json"
local toolkit = require "toolkit"
local helper = require "tests.helper"

local FOLDER = "tests/gold/versions/"

local read = helper.read

local gold = assert(json.decode(read("tests/gold/versions.json")))
local result = claims.run { "tests/gold/versions" }

local function base(file) return file:match("[^/]+$") end

local function value(x) return x ~= json.null and x or nil end

-- Does the conflict show the text in span i?
local function shows(k, i, text)
    return k.spans[i] and k.spans[i].text:gsub("%s+", " "):find(text, 1, true) ~= nil
end

local function fits(k, want)
    if k.kind ~= want.kind or want.why and not k.why:find(want.why, 1, true) then return false end
    if want.claim then
        local c = result.by_id[k.claims[1]]
        return c.text:find(want.claim, 1, true) ~= nil
    end
    if not want.b then return shows(k, 1, want.a) end
    return shows(k, 1, want.a) and shows(k, 2, want.b) or shows(k, 2, want.a) and shows(k, 1, want.b)
end

describe("versions of an event", function()
    it("are found to be of one", function()
        assert.equal(1, #result.events)
        assert.equal(#gold.event, #result.events[1].files)
    end)

    for _, want in ipairs(gold.conflicts) do
        it(("show a conflict: %s, %s%s"):format(want.kind, want.a, want.b and " / " .. want.b or ""), function()
            local found
            for _, k in ipairs(result.conflicts) do found = found or fits(k, want) and k end
            assert.is_truthy(found, "not shown")
            assert.is_true(#found.why > 10)
            for _, s in ipairs(found.spans) do assert.equal(s.text, result.texts[s.file]:sub(s.start + 1, s["end"])) end
            for _, id in ipairs(found.claims) do assert.is_table(result.by_id[id]) end
        end)
    end

    for _, bad in ipairs(gold.must_not) do
        it(("show no conflict: %s, %s (%s)"):format(bad.kind, bad.text or bad.file, bad.why), function()
            for _, k in ipairs(result.conflicts) do
                if k.kind == bad.kind then
                    for _, s in ipairs(k.spans) do
                        assert.is_falsy(bad.text and s.text:find(bad.text, 1, true), k.why)
                        assert.is_falsy(bad.file and base(s.file) == bad.file, k.why)
                    end
                end
            end
        end)
    end

    it("say what differs between linked claims", function()
        for _, want in ipairs(gold.differences) do
            local found = false
            for _, l in ipairs(result.links) do
                local a, b = result.by_id[l.a].text, result.by_id[l.b].text
                local fit = a:find(want.a, 1, true) and b:find(want.b, 1, true)
                    or a:find(want.b, 1, true) and b:find(want.a, 1, true)
                found = found or fit and table.concat(l.differences, " "):find(want.difference, 1, true)
            end
            assert.is_truthy(found, want.a)
        end
    end)
end)

describe("a syndicated copy", function()
    it("names its original", function()
        local copies = {}
        for _, d in ipairs(result.documents) do
            local copy = value(d.copy_of)
            if copy then
                copies[base(d.file)] = base(copy.file)
                assert.is_true(copy.share >= 0.5 and copy.share <= 1)
            end
        end
        assert.same(gold.copies, copies)
    end)

    it("counts once with its original", function()
        for _, p in ipairs(claims.tables.talking_points(result)) do assert.is_true(p.files <= #gold.event - 1) end
        local pairs_of = {}
        for _, k in ipairs(result.conflicts) do
            if k.kind == "number" then pairs_of[#pairs_of + 1] = k end
        end
        assert.equal(1, #pairs_of)
        assert.equal(3, #pairs_of[1].files)
    end)

    it("is told in the summary and on the page", function()
        local sentence = "morning%-sentinel%.txt is a copy of northwind%.txt %(%d+ %% of its words in a row%)"
        assert.matches(sentence, claims.format(result, "text"))
        assert.matches(sentence, claims.format(result, "html"))
    end)
end)

describe("the order of documents", function()
    local function ordered(key)
        local documents = {}
        for d in toolkit.documents { FOLDER .. "*.txt" } do documents[#documents + 1] = d end
        for d in toolkit.documents { "corpus" } do documents[#documents + 1] = d end
        table.sort(documents, function(a, b) return key(a) < key(b) end)
        local run = claims.start()
        for _, d in ipairs(documents) do claims.document(run, d) end
        return claims.finish(run)
    end

    -- All that a result says, without ids of claims, entities and events, as sorted lines.
    local function told(r)
        local lines, place = {}, {}
        local function add(...) lines[#lines + 1] = table.concat({ ... }, "\t") end
        for _, c in ipairs(r.claims) do
            place[c.id] = ("%s:%d-%d:%s"):format(c.file, c.spans[1][1], c.spans[#c.spans][2], c.rule)
            add("claim", place[c.id], c.type, value(c.speaker.name) or "?", c.stance, c.evidence_kind, c.confidence)
        end
        local function both(x, y)
            if y < x then x, y = y, x end
            return x .. " " .. y
        end
        for _, l in ipairs(r.links) do
            local differences = {}
            for i, d in ipairs(l.differences) do differences[i] = d:match("^%a+") end
            add("link", both(place[l.a], place[l.b]), l.relation, table.concat(differences, " "))
        end
        for _, k in ipairs(r.conflicts) do
            local spans = {}
            for i, s in ipairs(k.spans) do spans[i] = ("%s:%d-%d"):format(s.file, s.start, s["end"]) end
            table.sort(spans)
            add("conflict", k.kind, table.concat(spans, " "))
        end
        for _, e in ipairs(r.events) do
            local files = {}
            for i, file in ipairs(e.files) do files[i] = file end
            table.sort(files)
            add("event", value(e.date) or "?", table.concat(files, " "))
        end
        for _, d in ipairs(r.documents) do
            add("document", d.file, value(d.date.value) or "?", value(d.copy_of) and d.copy_of.file or "-")
        end
        table.sort(lines)
        return lines
    end

    it("changes nothing but ids", function()
        local forward = told(ordered(function(d) return d.file end))
        local by_hash = told(ordered(function(d) return d.sha256 .. d.file end))
        local backward = told(ordered(function(d) return d.file:reverse() end))
        for i = 1, math.max(#forward, #by_hash) do assert.equal(forward[i], by_hash[i]) end
        for i = 1, math.max(#forward, #backward) do assert.equal(forward[i], backward[i]) end
    end)
end)

describe("spellings of names", function()
    local spelling = require "toolkit.claims.spelling"

    it("are near when a letter or two differ", function()
        for _, pair in ipairs { { "orvald", "orwald" }, { "tessel", "tesel" }, { "hallow", "hlalow" },
            { "stephanopolous", "stephanopoulos" } } do
            assert.is_true(spelling.near(pair[1], pair[2]), pair[1])
            assert.is_true(spelling.near(pair[2], pair[1]), pair[2])
        end
    end)

    it("are not near in short words, endings and other names", function()
        for _, pair in ipairs { { "vane", "vale" }, { "keld", "kelds" }, { "varnia", "varnian" },
            { "democrats", "democratic" }, { "orvald", "tessel" }, { "orvald", "orvald" } } do
            assert.is_false(spelling.near(pair[1], pair[2]), pair[1])
        end
    end)

    it("are found in a list of twenty thousand names without comparing all", function()
        local words, state = {}, 7
        for i = 1, 20000 do
            local letters = {}
            for k = 1, 8 do
                state = (state * 1103515245 + 12345) & 0x7fffffff
                letters[k] = string.char(97 + (state >> 16) % 26)
            end
            words[i] = table.concat(letters)
        end
        local index, compared = spelling.index(words), 0
        local near = spelling.near
        spelling.near = function(a, b)
            compared = compared + 1
            return near(a, b)
        end
        for _, word in ipairs(words) do spelling.near_words(index, word) end
        spelling.near = near
        assert.is_true(compared < 200 * #words)
    end)
end)
