-- The report of the sample corpus against its gold answers (tests/gold/corpus.json).
--
-- Floors, not wishes: they stand a little below what is measured, and rise with it. Run with TOOLKIT_TEST_VERBOSE=1 to
-- see what is missed.
local helper = require "tests.helper"
local json = require "toolkit.json"
local toolkit = require "toolkit"

local FLOOR = {
    claims = 0.96,    -- gold claims covered by a claim with IoU >= 0.5
    speakers = 0.97,  -- ... and of those, with the right speaker
    links = 0.80,
    conflicts = 6,    -- of 8
    events = 0.70,    -- pairs of documents that tell one event; two events never become one
}

local verbose = os.getenv("TOOLKIT_TEST_VERBOSE")
local function tell(...) if verbose then print(...) end end

local gold, report, texts, blocks

local function overlap(spans, from, to)
    local shared, size = 0, 0
    for _, span in ipairs(spans) do
        shared = shared + math.max(0, math.min(span[2], to) - math.max(span[1], from))
        size = size + span[2] - span[1]
    end
    return shared / (size + to - from - shared)
end

local function speaker_matches(claim, wanted)
    if wanted == "reporter" then return claim.type == "reporter-question" end
    local speaker = claim.speaker or {}
    for _, key in ipairs { "name", "text" } do
        local name = type(speaker[key]) == "string" and speaker[key]:lower() or ""
        if name ~= "" and (name:find(wanted:lower(), 1, true) or wanted:lower():find(name, 1,
            true)) then return true end
    end
    return false
end

setup(function()
    local file = assert(io.open("tests/gold/corpus.json"))
    gold = assert(json.decode(file:read("a")))
    file:close()
    local output, status = helper.run(helper.command .. " scripts/claims.lua corpus --format json")
    assert.equal(0, status)
    report = assert(json.decode(output))
    texts, blocks = {}, {}
    for document in toolkit.documents("corpus") do
        local name = document.file:gsub("^corpus/", "")
        texts[name], blocks[name] = document.text, {}
        for kind, i, j, _, _, _, _, is_body in document:blocks() do
            table.insert(blocks[name], { i = i, j = j, struck = not is_body and kind ~= "title" })
        end
    end
end)

--- claim of the report by gold claim id
local found = {}

describe("the sample corpus", function()
    it("is read whole", function()
        for _, document in ipairs(gold.documents) do assert.is_string(texts[document.file], document.file) end
        assert.equal(#gold.documents, #report.documents)
    end)

    it("has its dates, and no wrong one", function()
        local dates = {}
        for _, document in ipairs(report.documents) do
            dates[document.file:gsub("^corpus/", "")] = document.date and document.date.value
        end
        for _, document in ipairs(gold.documents) do
            local want, got = document.date, dates[document.file]
            if want:match("^%-%-") then -- year unknown in the text: the part alone, or a full date that ends with it
                local part = want:gsub("^%-+", "")
                local text = type(got) == "string" and got or ""
                assert.is_true(text == "" or text:sub(1, 10):sub(-#part) == part, document.file .. ": " .. text)
            else
                assert.equal(want, type(got) == "string" and got:sub(1, 10), document.file)
            end
        end
    end)

    it("strikes its boilerplate and nothing else", function()
        for _, document in ipairs(gold.documents) do
            for _, plate in ipairs(document.boilerplate) do
                local i, j = texts[document.file]:find(plate.text, 1, true)
                assert.is_number(i, plate.text)
                local struck = false
                for _, block in ipairs(blocks[document.file]) do
                    struck = struck or (block.struck and block.i <= i and block.j >= j)
                end
                assert.is_true(struck, document.file .. ": not struck: " .. plate.text)
            end
            for _, claim in ipairs(document.claims) do
                local i = texts[document.file]:find(claim.text, 1, true)
                for _, block in ipairs(blocks[document.file]) do
                    assert.is_false(block.struck and block.i <= i and block.j >= i,
                        document.file .. ": struck: " .. claim.text)
                end
            end
        end
    end)

    it("yields its claims with their speakers", function()
        local all, covered, right = 0, 0, 0
        for _, document in ipairs(gold.documents) do
            for _, want in ipairs(document.claims) do
                all = all + 1
                local from, to = texts[document.file]:find(want.text, 1, true)
                assert.is_number(from, document.file .. ": " .. want.text)
                local best, best_claim = 0, nil
                for _, claim in ipairs(report.claims) do
                    if claim.file:gsub("^corpus/", "") == document.file then
                        local share = overlap(claim.spans, from - 1, to) + (speaker_matches(claim, want.speaker)
                            and 0.01 or 0)
                        if share > best then best, best_claim = share, claim end
                    end
                end
                if best >= 0.5 then
                    covered = covered + 1
                    found[want.id] = best_claim
                    if speaker_matches(best_claim, want.speaker) then
                        right = right + 1
                    else
                        tell("speaker", want.id, want.speaker, best_claim.speaker and best_claim.speaker.name)
                    end
                else
                    tell("missed", want.id, ("%.2f"):format(best), want.text)
                end
            end
        end
        tell(("claims %d: covered %d, speaker right %d"):format(all, covered, right))
        assert.is_true(covered / all >= FLOOR.claims, ("covered %d of %d"):format(covered, all))
        assert.is_true(right / covered >= FLOOR.speakers, ("speakers right %d of %d"):format(right, covered))
    end)

    it("links the versions of a claim", function()
        local linked, hits = {}, 0
        for _, link in ipairs(report.links) do
            linked[link.a .. " " .. link.b], linked[link.b .. " " .. link.a] = true, true
        end
        for _, link in ipairs(gold.links) do
            local a, b = found[link.a], found[link.b]
            if a and b and linked[a.id .. " " .. b.id] then hits = hits + 1 else tell("not linked", link.a, link.b) end
        end
        assert.is_true(hits / #gold.links >= FLOOR.links, ("%d of %d links"):format(hits, #gold.links))
    end)

    it("shows its conflicts", function()
        local shown = 0
        for _, want in ipairs(gold.conflicts) do
            local hit = false
            for _, conflict in ipairs(report.conflicts) do
                for _, id in ipairs(conflict.claims) do
                    for _, wanted in ipairs(want.claims) do
                        hit = hit or (conflict.kind == want.kind and found[wanted] and found[wanted].id == id)
                    end
                end
            end
            if hit then shown = shown + 1 else tell("not shown", want.kind, want.why) end
        end
        assert.is_true(shown >= FLOOR.conflicts, ("%d of %d conflicts"):format(shown, #gold.conflicts))
    end)

    it("groups the versions of an event, and only those", function()
        local event_of, together, wanted = {}, 0, 0
        for _, document in ipairs(report.documents) do event_of[document.file:gsub("^corpus/", "")] = document.event end
        for i, a in ipairs(gold.documents) do
            for j = i + 1, #gold.documents do
                local b = gold.documents[j]
                local same = event_of[a.file] == event_of[b.file]
                if a.event == b.event then
                    wanted = wanted + 1
                    if same then together = together + 1 else tell("apart", a.file, b.file) end
                else
                    assert.is_false(same, a.file .. " and " .. b.file)
                end
            end
        end
        tell(("event pairs %d of %d"):format(together, wanted))
        assert.is_true(together / wanted >= FLOOR.events, ("%d of %d pairs"):format(together, wanted))
    end)

    it("does not take names and codes for numbers, nor scare quotes for speech", function()
        for _, claim in ipairs(report.claims) do
            for _, number in ipairs(claim.numbers or {}) do
                assert.is_nil(number.text:match("^404"), number.text)
                assert.is_nil(number.text:match("C%-12"), number.text)
            end
            assert.not_equal("foreign device", claim.text)
        end
    end)

    it("keeps every claim verbatim", function()
        for _, claim in ipairs(report.claims) do
            local text, parts = texts[claim.file:gsub("^corpus/", "")], {}
            for i, span in ipairs(claim.spans) do parts[i] = text:sub(span[1] + 1, span[2]) end
            local at = 1
            for _, part in ipairs(parts) do
                local i, j = claim.text:find(part, at, true)
                assert.is_number(i, claim.id)
                at = j + 1
            end
        end
    end)
end)
