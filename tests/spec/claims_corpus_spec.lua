-- The report of corpus/ measured against its gold answers (tests/gold/corpus.json). The floors are what was reached;
-- TOOLKIT_SHOW=1 prints the figures and what is missing.
local claims = require "toolkit.claims"
local helper = require "tests.helper"
local json = require "toolkit.json"

local read = helper.read

local gold = assert(json.decode(read("tests/gold/corpus.json")))
local result = claims.run { "corpus" }
local show = os.getenv("TOOLKIT_SHOW") and print or function() end

local function ends_with(file, name)
    return file:sub(-#name) == name
end

local function value(x) return x ~= json.null and x or nil end

local documents = {}
for _, d in ipairs(result.documents) do documents[#documents + 1] = d end

local function document_of(name)
    for _, d in ipairs(documents) do if ends_with(d.file, name) then return d end end
end

-- gold id -> the claim that covers it best
local match, counts = {}, { claims = 0, found = 0, strict = 0, speaker = 0, type = 0 }
for _, g in ipairs(gold.documents) do
    local d = document_of(g.file)
    for _, c in ipairs(g.claims or {}) do
        counts.claims = counts.claims + 1
        local text = d and result.texts[d.file]
        local i, j
        if text then i, j = text:find(c.text, 1, true) end
        assert(i, "the gold text is not in " .. g.file .. ": " .. c.text)
        local best, best_score
        for _, p in ipairs(result.claims) do
            if p.file == d.file then
                local shared, size = 0, 0
                for _, s in ipairs(p.spans) do
                    shared = shared + math.max(0, math.min(s[2], j) - math.max(s[1], i - 1))
                    size = size + s[2] - s[1]
                end
                local iou = shared / (size + (j - i + 1) - shared)
                if shared >= 0.8 * (j - i + 1) or iou >= 0.5 then
                    local name = (value(p.speaker.name) or ""):lower()
                    local right = name == c.speaker:lower() or name:find(c.speaker:lower(), 1, true) ~= nil or p.type == "author-statement" and c.speaker == "author"
                    local score = (iou >= 0.5 and 4 or 0) + (right and 2 or 0) + iou
                    if not best or score > best_score then best, best_score = { claim = p, iou = iou, right = right }, score end
                end
            end
        end
        if best then
            match[c.id] = best.claim
            counts.found = counts.found + 1
            if best.iou >= 0.5 then counts.strict = counts.strict + 1 end
            if best.right then counts.speaker = counts.speaker + 1
            else show("speaker", c.id, value(best.claim.speaker.name), "wanted", c.speaker, best.claim.rule, best.claim.text:sub(1, 60)) end
            if best.claim.type == c.type then counts.type = counts.type + 1 else show("type", c.id, best.claim.type, "wanted", c.type) end
        else
            show("missed", c.id, c.text)
        end
    end
end
show(("claims %d found %d strict %d speaker %d type %d"):format(counts.claims, counts.found, counts.strict, counts.speaker, counts.type))

describe("the sample corpus", function()
    it("is read claim by claim", function()
        assert.is_true(counts.strict >= 0.96 * counts.claims, "strict " .. counts.strict .. " of " .. counts.claims)
        assert.is_true(counts.speaker >= 0.97 * counts.claims, "speaker " .. counts.speaker .. " of " .. counts.claims)
        assert.is_true(counts.type >= 0.95 * counts.claims, "type " .. counts.type .. " of " .. counts.claims)
    end)

    it("has the right dates", function()
        for _, g in ipairs(gold.documents) do
            local d = document_of(g.file)
            if d and type(g.date) == "string" then
                local found = value(d.date.value)
                if found ~= g.date then show("date", g.file, found, "wanted", g.date) end
                local okay = found == nil or found == g.date or g.date:find(found:gsub("^%-%-", ""), 1, true) ~= nil
                if not okay and d.date.how == "inferred" then okay = found:sub(-5) == g.date:sub(-5) end
                assert.is_true(okay, g.file .. ": " .. tostring(found))
            end
        end
    end)

    it("groups the versions of an event", function()
        local right, wrong, missed = 0, 0, 0
        for a = 1, #gold.documents do
            for b = a + 1, #gold.documents do
                local x, y = gold.documents[a], gold.documents[b]
                local p, q = document_of(x.file), document_of(y.file)
                if p and q then
                    local want = value(x.event) and x.event == y.event
                    local got = p.event == q.event
                    if want and got then right = right + 1 elseif got then wrong = wrong + 1 show("wrongly together", x.file, y.file)
                    elseif want then missed = missed + 1 show("not together", x.file, y.file) end
                end
            end
        end
        show("event pairs: right", right, "wrong", wrong, "missed", missed)
        assert.is_true(2 * right / (2 * right + wrong + missed) >= 0.92)
    end)

    it("links the same claims and shows what differs", function()
        local found = 0
        for _, l in ipairs(gold.links) do
            local a, b = match[l.a], match[l.b]
            local okay = false
            for _, p in ipairs(result.links) do
                if a and b and (p.a == a.id and p.b == b.id or p.a == b.id and p.b == a.id) then okay = true end
            end
            if okay then found = found + 1 else show("not linked", l.a, l.b, a and a.text:sub(1, 70), b and b.text:sub(1, 70)) end
        end
        show("links", found, "of", #gold.links)
        assert.is_true(found >= 0.8 * #gold.links, found .. " of " .. #gold.links)
        local shown = 0
        for _, k in ipairs(gold.conflicts) do
            local okay = false
            for _, p in ipairs(result.conflicts) do
                if p.kind == k.kind then
                    for _, id in ipairs(p.claims) do
                        for _, want in ipairs(k.claims) do if match[want] and match[want].id == id then okay = true end end
                    end
                end
            end
            if okay then shown = shown + 1 else show("conflict not shown", k.kind, table.concat(k.claims, " "), k.why) end
        end
        show("conflicts", shown, "of", #gold.conflicts)
        assert.is_true(shown >= 0.85 * #gold.conflicts, shown .. " of " .. #gold.conflicts)
    end)

    it("tells on what evidence", function()
        local right, all = 0, 0
        for _, g in ipairs(gold.documents) do
            for _, c in ipairs(g.claims) do
                if c.evidence and match[c.id] then
                    all = all + 1
                    if match[c.id].evidence_kind == c.evidence then right = right + 1
                    else show("evidence", c.id, match[c.id].evidence_kind, "wanted", c.evidence, c.text) end
                end
            end
        end
        show("evidence", right, "of", all)
        assert.is_true(right >= 0.9 * all, right .. " of " .. all)
    end)

    it("finds the numbers", function()
        local right, all = 0, 0
        for _, g in ipairs(gold.documents) do
            for _, c in ipairs(g.claims) do
                for _, want in ipairs(match[c.id] and c.numbers or {}) do
                    local okay = false
                    for _, n in ipairs(match[c.id].numbers) do
                        okay = okay or n.text:find(want, 1, true) ~= nil or want:find(n.text, 1, true) ~= nil
                    end
                    all = all + 1
                    if okay then right = right + 1 else show("number", c.id, want) end
                end
            end
        end
        show("numbers", right, "of", all)
        assert.is_true(right >= 0.9 * all, right .. " of " .. all)
    end)

    it("takes no names for numbers, no marked words for speech, no silence for a claim", function()
        for _, bad in ipairs(gold.must_not) do
            for _, c in ipairs(result.claims) do
                if bad.what == "number" then
                    for _, n in ipairs(c.numbers) do assert.is_not.equal(bad.text, n.text) end
                elseif bad.what == "speaker" then
                    assert.is_not.equal(bad.text, c.text)
                elseif bad.what == "claim" and c.stance ~= "deny" then
                    assert.is_not.equal(bad.text, c.text:sub(1, #bad.text))
                end
            end
        end
    end)
end)
