-- Real news texts and real attributions, when they lie beside the working copy: what must never happen to them.
local claims = require "toolkit.claims"
local json = require "toolkit.json"
local record = require "toolkit.claims.record"
local helper = require "tests.helper"

local function value(x) return x ~= json.null and x or nil end

local function assert_verbatim(result)
    for _, c in ipairs(result.claims) do
        local parts = {}
        for i, s in ipairs(c.spans) do
            assert.is_true(s[1] < s[2])
            parts[i] = result.texts[c.file]:sub(s[1] + 1, s[2])
        end
        assert.equal(table.concat(parts, record.separator), c.text)
        if value(c.speaker.start) then
            assert.equal(result.texts[c.file]:sub(c.speaker.start + 1, c.speaker["end"]), c.speaker.text)
        end
        if value(c.cue) then assert.equal(result.texts[c.file]:sub(c.cue.start + 1, c.cue["end"]), c.cue.text) end
    end
end

describe("press conferences in translation", function()
    local folder = helper.shared("seeds")
    if not helper.shared("README.md") then
        pending("../shared is not here")
        return
    end
    folder = folder or "../shared/seeds"
    local result = claims.run({ folder }, { explain = true })

    local function claims_in(name)
        local list = {}
        for _, c in ipairs(result.claims) do
            if c.file:find(name, 1, true) then list[#list + 1] = c end
        end
        return list
    end

    it("are quoted byte by byte", function() assert_verbatim(result) end)

    it("have an explanation for every claim", function()
        for _, c in ipairs(result.claims) do assert.matches("speaker", (claims.explain(result, c.id))) end
    end)

    it("take no names or codes for numbers", function()
        for _, c in ipairs(result.claims) do
            for _, n in ipairs(c.numbers) do
                for _, bad in ipairs { "9.11", "9/11", "360", "5G", "APT-C-39", "NBJS8850", "6374560" } do
                    assert.is_not.equal(bad, n.text)
                end
            end
        end
    end)

    it("take no distancing marks for speech", function()
        for _, c in ipairs(result.claims) do
            for _, bad in ipairs { "back doors", "allies", "Matrix", "cyber security", "national security", "clean network" } do
                assert.is_not.equal(bad, c.text)
            end
        end
    end)

    it("make no claims of scripts, credits and footers", function()
        for _, c in ipairs(result.claims) do
            for _, bad in ipairs { "slotbydup", "Editor", "SHARE THIS", "alternate addresses", "Alamy", "Post a Comment" } do
                assert.is_nil(c.text:find(bad, 1, true), c.text)
            end
        end
    end)

    it("keep the question of a reporter from the spokesman", function()
        for _, c in ipairs(claims_in("002_")) do
            if c.text:find("nondisclosure", 1, true) then assert.is_not.equal("Wang Wenbin", value(c.speaker.name)) end
        end
    end)

    it("keep what an outlet states itself from the spokesman", function()
        for _, c in ipairs(claims_in("003_")) do
            for _, words in ipairs { "confidentiality orders", "prior permission", "stop transferring" } do
                if c.text:find(words, 1, true) then assert.is_not.equal("Wang Wenbin", value(c.speaker.name)) end
            end
        end
    end)

    it("do not break sentences behind U.S.", function()
        for _, c in ipairs(result.claims) do assert.is_nil(c.text:find("the U%.S%.$"), c.text) end
    end)

    it("compare no numbers of different things", function()
        for _, k in ipairs(result.conflicts) do
            if k.kind == "number" then
                for _, s in ipairs(k.spans) do assert.is_nil(s.text:find("10 years", 1, true)) end
            end
        end
    end)
end)

describe("annotated news", function()
    if not helper.shared("README.md") then
        pending("../shared is not here")
        return
    end

    it("is quoted byte by byte", function()
        assert_verbatim(claims.run({ "../shared/data/polnear/dev/text" }, { links = false }))
    end)
end)
