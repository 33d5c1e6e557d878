-- Pairs of sets that share much, against counting by hand.
local toolkit = require "toolkit"

local function list(overlap, options)
    local found = {}
    for a, b, cosine, containment, shared in overlap:pairs(options) do
        found[#found + 1] = { a = a, b = b, cosine = cosine, containment = containment, shared = shared }
    end
    return found
end

describe("overlap of sets", function()
    local overlap = toolkit.overlap()
    overlap:add(1, { "harbour", "closed", "unsafe", "bridge" })
    overlap:add(1, { "harbour", "closed", "unsafe" })
    overlap:add(2, { "harbour", "closed", "bridge", "may", "may" })
    overlap:add(3, { "grain", "levy" })

    it("weighs what is shared", function()
        local found = list(overlap, { cosine = 0.01 })
        assert.equal(2, #found)
        assert.same({ 1, 3, 3 }, { found[1].a, found[1].b, found[1].shared })
        -- by hand: weights ln(1 + 4/df), df: harbour 3, closed 3, unsafe 2, bridge 2, may 1
        local w3, w2, w1 = math.log(1 + 4 / 3), math.log(3), math.log(5)
        local common, left, right = 2 * w3 + w2, 2 * w3 + 2 * w2, 2 * w3 + w2 + w1
        assert.near(common / math.sqrt(left * right), found[1].cosine, 1e-12)
        assert.near(common / left, found[1].containment, 1e-12)
        assert.near(left, overlap:weight(1), 1e-12)
    end)

    it("takes the lines of a text as sets, and joins neighbours that make a word", function()
        local lines <close> = toolkit.overlap()
        assert.equal(3, lines:add_lines(1, "back\tdoors\tfound\n\nback\tfound\n", { back = { doors = "backdoors" } }))
        assert.equal(4, lines:add_lines(2, "backdoors\tdoors\tfound"))
        assert.equal(4, #lines)
        local _, _, shared = lines:compare(1, 4)
        assert.equal(3, shared)
        assert.equal(0, select(3, lines:compare(2, 4)))
        assert.equal(1, select(3, lines:compare(3, 4)))
        assert.has_error(function() lines:add_lines(1, "x", "y") end)
    end)

    it("does not compare sets of one group", function()
        for _, pair in ipairs(list(overlap, { cosine = 0.01 })) do assert.is_false(pair.a == 1 and pair.b == 2) end
    end)

    it("compares any two sets", function()
        local first = list(overlap, { cosine = 0.01 })[1]
        local cosine, containment, shared = overlap:compare(1, 3)
        assert.same({ first.cosine, first.containment, first.shared }, { cosine, containment, shared })
        assert.same({ 0.0, 0.0, 0 }, { overlap:compare(1, 4) })
        assert.near(1, (overlap:compare(2, 2)), 1e-12)
        assert.has_error(function() overlap:compare(1, 0) end)
    end)

    it("names the shared terms, the heaviest first", function()
        local terms, count = overlap:shared(1, 3)
        assert.same({ "bridge", "harbour", "closed" }, terms)
        assert.equal(3, count)
        assert.same({ "bridge" }, (overlap:shared(1, 3, 1)))
        assert.is_true(overlap:has "levy")
        assert.is_false(overlap:has "tax")
    end)

    it("looks among members, and counts frequent terms there", function()
        assert.same({}, list(overlap, { cosine = 0.01, members = { 1, 4 } }))
        assert.equal(0, #list(overlap, { cosine = 0.01, common = 1 }))
        assert.equal(1, #list(overlap, { cosine = 0.01, common = 2, members = { 1, 3 } }))
    end)

    it("says when it is used wrongly", function()
        assert.has_error(function() overlap:add(1, { {} }) end)
        assert.has_error(function() overlap:add(-1, {}) end)
        assert.has_error(function() overlap:shared(1, 9) end)
        assert.has_error(function() overlap:pairs { members = { 9 } } end)
        assert.has_error(function() overlap:pairs { cosin = 1 } end)
        local closed = toolkit.overlap()
        closed:close()
        closed:close()
        assert.has_error(function() closed:add(1, {}) end)
    end)

    it("agrees with a comparison of all pairs", function()
        local state = 7
        local function random(n)
            state = (state * 1103515245 + 12345) % 2147483648
            return state // 65536 % n + 1
        end
        local sets, all = {}, toolkit.overlap()
        for i = 1, 120 do
            local set, terms = {}, {}
            for _ = 1, random(12) do terms[#terms + 1] = "t" .. random(40) end
            for _, term in ipairs(terms) do set[term] = true end
            sets[i] = set
            all:add(i, terms)
        end
        local df = {}
        for _, set in ipairs(sets) do for term in pairs(set) do df[term] = (df[term] or 0) + 1 end end
        local function weight(set)
            local sum = 0
            for term in pairs(set) do sum = sum + math.log(1 + #sets / df[term]) end
            return sum
        end
        local expected = {}
        for a = 1, #sets do
            for b = a + 1, #sets do
                local shared, n = {}, 0
                for term in pairs(sets[a]) do if sets[b][term] then shared[term], n = true, n + 1 end end
                if n >= 2 and weight(shared) / math.sqrt(weight(sets[a]) * weight(sets[b])) >= 0.3 then
                    expected[#expected + 1] = a .. "-" .. b
                end
            end
        end
        local got = {}
        for a, b in all:pairs { cosine = 0.3, common = 1000 } do got[#got + 1] = a .. "-" .. b end
        assert.is_true(#expected > 20)
        assert.same(expected, got)
    end)
end)
