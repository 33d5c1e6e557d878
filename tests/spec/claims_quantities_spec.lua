-- Numbers of two versions of one claim: which of them contradict each other, and which only share a unit.
local claims = require "toolkit.claims"
local toolkit = require "toolkit"

-- What both texts tell, so that they are two versions of one event.
local FRAME = [[
Harrow dam and the mills of Maren

Maren, 3 June 2031. The Keld Water Ministry and the Trade Office of Maren met the press on Monday about Harrow dam, the
grain levy and the mills in the valley of the Harrow.

]]

--- The conflicts of one kind between two texts of one event, as "text / text".
local function conflicts_of(kind, one, other)
    local run = claims.start()
    claims.document(run, toolkit.document(FRAME .. one .. "\n", { name = "one.txt" }))
    claims.document(run, toolkit.document(FRAME .. other .. "\n", { name = "other.txt" }))
    local list = {}
    for _, k in ipairs(claims.finish(run).conflicts) do
        if k.kind == kind then list[#list + 1] = k.spans[1].text .. " / " .. k.spans[2].text end
    end
    return list
end

local function numbers(one, other) return conflicts_of("number", one, other) end

describe("numbers of two versions", function()
    it("conflict where they measure the same thing", function()
        assert.same({ "340 houses / 430 houses" }, numbers(
            "Odo Karst said that 340 houses in the Harrow valley were flooded on Monday.",
            "Odo Karst said that 430 houses in the Harrow valley were flooded on Monday."))
        assert.same({ "5.31 million crowns / 531 million crowns" }, numbers(
            "Odo Karst said that the repair of Harrow dam cost 5.31 million crowns.",
            "Odo Karst said that the repair of Harrow dam cost 531 million crowns."))
    end)

    it("are matched with their best partner, each once", function()
        assert.same({ "211 crowns / 214 crowns" }, numbers(
            "Ira Vale said the mills paid 211 crowns a tonne of grain on average, well above the 198 crowns of last year.",
            "Ira Vale said the mills paid 214 crowns a tonne of grain on average, nine crowns above the cost."))
    end)

    it("of one unit alone do not conflict", function()
        assert.same({}, numbers(
            "Odo Karst said that the houses in Harrow valley were flooded and two people were injured.",
            "Odo Karst said that 12,400 people left the houses in Harrow valley, which were flooded."))
    end)
end)

describe("a negated version", function()
    it("contradicts what shares its verb", function()
        assert.equal(1, #conflicts_of("polarity", "Odo Karst said that two of the seven investigations found dumping.",
            "Ketta Moran said that none of the seven investigations found dumping."))
    end)

    it("does not contradict what shares its number", function()
        assert.same({}, conflicts_of("polarity", "Odo Karst said that Tarsk has started seven investigations of mills.",
            "Ketta Moran said that none of the seven investigations found dumping at the mills."))
    end)
end)
