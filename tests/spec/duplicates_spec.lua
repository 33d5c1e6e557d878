-- Near-duplicates and shared passages, on texts made of a small vocabulary by a fixed seed.
local toolkit = require "toolkit"

--- A generator of pseudo-random words; the same for a seed everywhere.
local function words_of(seed, count)
    local state, list = seed, {}
    for i = 1, count do
        state = (state * 6364136223846793005 + 1442695040888963407)
        list[i] = ("w%d"):format((state >> 33) % 5000)
    end
    return list
end

local function edited(words, every)
    local copy = table.move(words, 1, #words, 1, {})
    for i = every, #copy, every do copy[i] = "edited" .. i end
    return copy
end

local function found(texts, options)
    local finder <close> = toolkit.duplicates(options)
    for _, words in ipairs(texts) do finder:add(table.concat(words, " ")) end
    local pairs_found = {}
    for a, b, jaccard, containment in finder:pairs() do
        pairs_found[#pairs_found + 1] = ("%d-%d"):format(a, b)
        assert.is_true(jaccard > 0 and jaccard <= 1 and containment >= jaccard)
    end
    return pairs_found, #finder
end

describe("near-duplicates", function()
    it("finds edited, shortened and merged copies, and only those", function()
        local story, other = words_of(1, 600), words_of(2, 500)
        local merged = table.move(other, 1, #other, #story + 1, table.move(story, 1, #story, 1, {}))
        local texts = {
            story, other,
            edited(story, 10),                       -- every tenth word replaced
            table.move(story, 1, 200, 1, {}),        -- the first third only
            merged,
            words_of(3, 600), words_of(4, 80),
        }
        local pairs_found, count = found(texts)
        assert.equal(7, count)
        assert.same({ "1-3", "1-4", "1-5", "2-5", "3-4", "3-5", "4-5" }, pairs_found)
    end)

    it("equals the naive comparison of all pairs", function()
        local texts = {}
        for n = 1, 60 do texts[n] = words_of(n % 20, 120 + n) end
        local function shingles(words)
            local set = {}
            for i = 1, #words - 4 do set[table.concat(words, " ", i, i + 4)] = true end
            return set
        end
        local expected = {}
        for a = 1, #texts do
            for b = a + 1, #texts do
                local x, y, shared, union = shingles(texts[a]), shingles(texts[b]), 0, 0
                for s in pairs(x) do
                    union = union + 1
                    if y[s] then shared = shared + 1 end
                end
                for s in pairs(y) do union = union + (x[s] and 0 or 1) end
                if shared / union >= 0.35 then expected[#expected + 1] = ("%d-%d"):format(a, b) end
            end
        end
        assert.same(expected, (found(texts, { containment = 1 })))
        assert.is_true(#expected > 50)
    end)

    it("finds a short text inside a long one", function()
        local missed = 0
        for seed = 1, 40 do
            local long = words_of(seed, 4000)
            local short = table.move(long, 2000, 2069, 1, {})
            missed = missed + 1 - #found { long, words_of(seed + 100, 3000), short }
        end
        assert.is_true(missed <= 1, missed .. " of 40 missed") -- 66 shingles, of which the index holds every fourth
    end)

    it("finds every copy of a text that is copied three hundred times", function()
        local story, texts, in_pair, count = words_of(5, 150), {}, {}, 0
        for n = 1, 300 do texts[n] = table.concat(story, " ") end
        local finder <close> = toolkit.duplicates()
        for _, text in ipairs(texts) do finder:add(text) end
        for a, b in finder:pairs() do
            for _, n in ipairs { a, b } do
                count = count + (in_pair[n] and 0 or 1)
                in_pair[n] = true
            end
        end
        assert.equal(300, count)
    end)

    it("takes short and empty texts", function()
        assert.same({}, (found { {}, { "one" }, { "one" } }))
    end)

    it("rejects wrong options", function()
        assert.has_error(function() toolkit.duplicates { jacard = 0.5 } end,
            "duplicates: unknown option 'jacard' (did you mean 'jaccard'?)")
        assert.has_error(function() toolkit.duplicates { jaccard = 2 } end)
    end)
end)

describe("shared passages", function()
    it("gives the bytes of both sides, whatever the case", function()
        local a = "Before. The gates of the dam were opened at night by mistake, he said. After."
        local b = "Elsewhere THE GATES of the dam were opened at night by mistake; more followed."
        local n = 0
        for i, j, k, l, words in toolkit.passages(a, b) do
            n = n + 1
            assert.equal("The gates of the dam were opened at night by mistake", a:sub(i, j))
            assert.equal("THE GATES of the dam were opened at night by mistake", b:sub(k, l))
            assert.equal(11, words)
        end
        assert.equal(1, n)
    end)

    it("has a least length", function()
        local count = 0
        for _ in toolkit.passages("a b c d x", "y a b c d", { words = 4 }) do count = count + 1 end
        assert.equal(1, count)
        for _ in toolkit.passages("a b c d x", "y a b c d", { words = 5 }) do count = count + 1 end
        assert.equal(1, count)
    end)
end)
