-- Dates and quantities of real texts against hand-made answers, where they are at hand.
local helper = require "tests.helper"
local json = require "toolkit.json"
local toolkit = require "toolkit"

local gold_file = helper.shared("gold/seeds_visible.json")

local read = helper.read

-- Answers that no rule can give: they need knowledge of the world or of another text.
local OUTSIDE = { ["inconsistent"] = true, ["inferred"] = true }

describe("the annotated texts", function()
    if not gold_file then
        it("are compared", function() pending("../shared/gold is not here") end)
        return
    end
    for _, document in ipairs(json.decode(read(gold_file)).documents) do
        local text = read(helper.shared("seeds/" .. document.file:match("[^/]+$")))

        it("have their dates: " .. document.file, function()
            local compared = 0
            for _, mention in ipairs(document.date_mentions) do
                local got, got_how
                for i, j, value, _, how in toolkit.dates(text, { anchor = document.date.value }) do
                    if i - 1 < mention["end"] and j > mention.start then got, got_how = value, how end
                end
                assert.is_truthy(got_how, mention.text)
                if not OUTSIDE[mention.how] and not mention.text:find("ago") then
                    local wanted = mention.value
                    if wanted == json.null then wanted = nil end
                    assert.equal(wanted, got, mention.text)
                    compared = compared + 1
                end
            end
            assert.is_true(compared > 3)
        end)

        it("have their quantities: " .. document.file, function()
            for _, claim in ipairs(document.claims) do
                for _, number in ipairs(claim.numbers or {}) do
                    local min, max
                    for i, j, a, b in toolkit.numbers(text) do
                        if i - 1 < number["end"] and j > number.start then min, max = a, b end
                    end
                    local low, high = number.low or number.value, number.high or number.value
                    if number.op == "<=" then low = nil end
                    assert.same({ low, high }, { min, max }, number.text)
                end
            end
        end)
    end
end)
