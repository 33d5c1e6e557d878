-- The worked numbers of the literature. Sources: Dunning 1993; Manning & Schuetze 1999; Gries 2008, 2013, 2020; Gabrielatos &
-- Marchi 2012; and values recomputed from the published formulas.
local stats = require("toolkit").stats
local helper = require "tests.helper"

local function near(expected, got, tolerance)
    local size = tolerance and math.abs(expected) or math.max(1, math.abs(expected))
    assert.is_true(math.abs(got - expected) <= (tolerance or 1e-6) * size,
        ("expected %.10g, got %.10g"):format(expected, got))
end

--- A measure on the four cells, as the literature prints tables.
local function cells(name, o11, o12, o21, o22, options)
    return stats.measure(name, o11, o11 + o12, o11 + o21, o11 + o12 + o21 + o22, options)
end

describe("association", function()
    it("reproduces published values", function()
        near(167.2298, cells("g2", 10, 0, 3, 31764), 1e-5)
        near(270.7219, cells("g2", 110, 2442, 111, 29114), 1e-6)
        near(31777, cells("chi2", 3, 0, 0, 31774))
        near(0.5, cells("chi2_yates", 1, 3, 3, 1) * -1)
        near(0.480, stats.chi2_p(0.5), 2e-3)
        near(0.999932, stats.measure("t", 8, 15828, 4675, 14307668), 1e-5)
        near(11.3, stats.measure("mi", 8, 1105, 44, 15000000), 5e-3)
        near(0.032, cells("delta_p_21", 5610, 168938, 2257, 10233063), 1e-2)
        near(0.697, cells("delta_p_12", 5610, 168938, 2257, 10233063), 1e-3)
        near(0.08, stats.measure("dice", 130, 3121, 143, 1000000), 1e-2)
        near(0.016699, cells("min_sensitivity", 17, 240, 1001, 1298742), 1e-4)
        near(0.62, cells("phi2", 31950, 12004, 4793, 848330), 5e-3)
    end)

    it("computes Fisher's exact test in both tails", function()
        -- 1 of 4 against 3 of 4 (Pedersen 1996)
        near(0.4857142857142857, stats.measure("fisher", 1, 4, 4, 8), 1e-14)
        near(0.24285714285714288, stats.measure("fisher_left", 1, 4, 4, 8), 1e-14)
        near(0.9857142857142858, stats.measure("fisher_right", 1, 4, 4, 8), 1e-14)
        assert.is_true(stats.measure("fisher", 500, 1000, 600, 1000000) < 1e-300)
    end)

    it("has two keyness statistics of one name, under two names", function()
        local function key(name, options) return stats.keyness(name, 56, 10000, 18, 9000, options) end
        near(16.678493, key("g2_rayson"), 1e-7)
        near(16.740118, key("g2"), 1e-7)
        near(6.826298, key("bic"), 1e-6)
        near(1.485427, key("log_ratio"))
        near(1.458730, key("log_ratio_walter"))
        near(180, key("percent_diff"))
        near(2.8, key("relative_risk"))
        near(2.810137, key("odds_ratio"))
        near(0.473684, key("difference_coefficient"))
        near(2.799100, key("simple_maths"))
        near(2.714286, key("simple_maths", { constant = 100 }))
        near(88.7, stats.keyness("percent_diff", 206523, 959641, 178174, 1562358), 1e-3)
    end)

    it("gives conservative effect sizes", function()
        -- The lemma MRSA in 1,177 tokens of target, 341,805 of reference, 20,109 items tested (Evert 2022).
        local family = { family = 20109 }
        near(4711.9164991754, stats.keyness("g2", 411, 1177, 13, 341805), 1e-12)
        near(13.1111658598, stats.keyness("log_ratio_walter", 411, 1177, 13, 341805), 1e-10)
        near(2530.4955884, stats.keyness("simple_maths", 411, 1177, 13, 341805, { constant = 100 }), 1e-9)
        near(11.5305513000, stats.keyness("lrc", 411, 1177, 13, 341805, family), 1e-9)
        assert.equal(0, stats.keyness("lrc", 5, 1000, 6, 1000))
        local low, high = stats.log_ratio_interval(5, 1000, 11, 2000)
        assert.is_true(low < 0 and high > 0)
    end)

    it("names limits instead of hiding them", function()
        assert.equal(-math.huge, stats.measure("mi", 0, 10, 10, 100))
        assert.equal(-1, stats.measure("npmi", 0, 10, 10, 100))
        assert.equal(math.huge, stats.keyness("relative_risk", 3, 100, 0, 100))
        assert.has_error(function() stats.measure("mi", 11, 10, 10, 100) end)
        assert.has_error(function() stats.measure("nonsense", 1, 10, 10, 100) end)
    end)

    -- 50-digit arithmetic; the plain formulas lose all digits here
    it("keeps its digits near independence and in large samples", function()
        local big = { 722025701, 469624433, 1444051401, 939248865 }
        near(-2.87754320824161484e-9, cells("salience", table.unpack(big)), 1e-13)
        near(-1.47463844830711968e-11, cells("log_ratio_walter", table.unpack(big)), 1e-12)
        near(1.8735906137097254e-9, cells("delta_p_12", 913701717, 59303836, 1827403434, 118607673), 1e-13)
        near(-589.220840923548139, cells("t", 209177869, 665118031, 167052999, 469617882), 1e-14)
        near(-4.03280712431677434e-05, cells("g2", 3621, 25638, 7243, 51276), 1e-6)
    end)

    it("equals the values of the UCS toolkit", function()
        local path = helper.shared("gold/stats/am-ucs-gold-100.ds")
        if not path then return pending("the reference tables are not here") end
        local decimal = math.log(2, 10) -- there logarithms are those to base 10
        local names = { ["am.Dice"] = "dice", ["am.Jaccard"] = "jaccard", ["am.MI"] = "mi", ["am.MI2"] = "mi2",
            ["am.MI3"] = "mi3", ["am.MS"] = "min_sensitivity", ["am.Poisson.Stirling"] = "poisson_stirling",
            ["am.chi.squared"] = "chi2", ["am.chi.squared.corr"] = "chi2_yates", ["am.gmean"] = "gmean",
            ["am.local.MI"] = "local_mi", ["am.log.likelihood"] = "g2", ["am.simple.ll"] = "simple_ll",
            ["am.odds.ratio.disc"] = "odds_ratio_discounted", ["am.t.score"] = "t", ["am.z.score"] = "z",
            ["am.z.score.corr"] = "z_yates" }
        local scale = { mi = decimal, mi2 = decimal, mi3 = decimal, local_mi = decimal, odds_ratio_discounted = decimal,
            poisson_stirling = 1 / math.log(10) }
        local head, rows = nil, 0
        for line in io.lines(path) do
            local fields = {}
            for field in (line .. "\t"):gmatch("([^\t]*)\t") do fields[#fields + 1] = field end
            if not head and not line:find("^#") then
                head = fields
            elseif head then
                local row = {}
                for i, name in ipairs(head) do row[name] = tonumber(fields[i]) end
                local f, f1, f2, n = math.tointeger(row.f), math.tointeger(row.f1), math.tointeger(row.f2),
                    math.tointeger(row.N)
                for theirs, ours in pairs(names) do
                    near(row[theirs], stats.measure(ours, f, f1, f2, n) * (scale[ours] or 1), 1e-12)
                end
                rows = rows + 1
            end
        end
        assert.equal(94, rows)
    end)

    it("equals the reference tables to twelve digits", function()
        local path = helper.shared("gold/stats/corpora-MRSAKeywords.tsv")
        if not path then return pending("the reference tables are not here") end
        local n = 0
        for line in io.lines(path) do
            local f1, f2, g2, lr, _, sm, lrc, positive =
                line:match("^[^#\t]+\t(%d+)\t(%d+)\t(%S+)\t(%S+)\t(%S+)\t(%S+)\t(%S+)\t(%S+)")
            if f1 then
                local function key(name, options)
                    return stats.keyness(name, math.tointeger(f1), 1177, math.tointeger(f2), 341805, options)
                end
                near(tonumber(g2), key("g2"), 1e-12)
                near(tonumber(lr), key("log_ratio_walter"), 1e-12)
                near(tonumber(sm), key("simple_maths", { constant = 100 }), 1e-12)
                near(tonumber(lrc), key("lrc", { family = 20109 }), 1e-9)
                near(tonumber(positive), key("lrc_positive", { family = 20109 }), 1e-9)
                n = n + 1
            end
        end
        assert.equal(702, n)
    end)
end)

describe("dispersion", function()
    -- The toy corpus of Gries 2008: five parts, 50 tokens, the word "a".
    local parts = { "b a m n i b e u p", "k b a s a t b e w q", "n b c a g a b e s t", "a b a g h a b e a a",
                    "t b a h a a b e a x a" }

    it("reproduces the toy corpus", function()
        local hits, sizes, positions, n = {}, {}, {}, 0
        for i, part in ipairs(parts) do
            hits[i], sizes[i] = 0, 0
            for word in part:gmatch("%S") do
                n, sizes[i] = n + 1, sizes[i] + 1
                if word == "a" then
                    hits[i] = hits[i] + 1
                    positions[#positions + 1] = n
                end
            end
        end
        assert.same({ 1, 2, 2, 5, 5 }, hits)
        local d = stats.dispersion_of_positions(positions, n)
        near(10.8, d.arf)
        near(3.18, d.awt)
        near(0.62841695, d.ald, 1e-7)
        near(11.76394681, d.fald, 1e-8)
        near(9.32835821, d.fawt, 1e-8)
    end)

    it("knows every variant by its name", function()
        local d = stats.dispersion({ 1, 2, 3, 4, 5 }, { 9, 10, 10, 10, 11 })
        near(0.18, d.dp)
        near(0.219512, d.dp_norm)
        near(0.225, d.dp_norm_2008)
        near(0.785150, d.juilland_d)
        near(0.764298, d.juilland_d_raw)
        near(0.937921, d.carroll_d2)
        near(0.925634, d.carroll_d2_raw)
        near(0.949816, d.rosengren_s)
        near(0.136972, d.kld, 1e-5)
        near(0.879529, d.kld_o2p)
        near(0.909426, d.kld_base_2)
        near(0.871995, d.kld_base_e)
        near(0.697450, d.da)
        near(0.944, stats.dispersion({ 1, 2, 3, 4, 5 }, { 10, 10, 10, 10, 10 }).lyne_d3, 1e-3)
        near(0.937, stats.dispersion({ 1, 2, 3, 4, 5 }, { 10, 10, 10, 10, 10 }).zhang_dc, 1e-3)
        near(0.8277, stats.dispersion({ 2, 1, 1, 1, 0 }, { 9, 9, 9, 9, 9 }).carroll_d2, 1e-4)
        near(0.6464, stats.dispersion({ 0, 4, 3, 2, 1 }, { 9, 9, 9, 9, 9 }).juilland_d, 1e-4)
        near(0.5, stats.dispersion({ 2, 1, 0 }, { 9, 9, 9 }).dp_norm)
        local even = stats.dispersion({ 0, 0, 1, 2, 5 }, { 9, 9, 9, 9, 9 })
        near(0.475, even.dp)
        near(0.59375, even.dp_norm)
        near(1.023133, even.kld)
        assert.has_error(function() stats.dispersion({ 1 }, { 0 }) end)
    end)
end)

describe("tests and corrections", function()
    it("adjusts p-values", function()
        local p = { 0.01, 0.04, 0.03, 0.005 }
        assert.same({ 0.04, 0.16, 0.12, 0.02 }, stats.adjust(p, "bonferroni"))
        local holm, bh = stats.adjust(p, "holm"), stats.adjust(p, "bh")
        for i, want in ipairs { 0.03, 0.06, 0.06, 0.02 } do near(want, holm[i]) end
        for i, want in ipairs { 0.02, 0.04, 0.04, 0.02 } do near(want, bh[i]) end
        near(1, stats.adjust({ 0.2 }, "bonferroni", 10)[1])
        assert.same({ 0.01, 0.04, 0.03, 0.005 }, p)
    end)

    it("inverts the beta distribution in the tails", function()
        for _, case in ipairs { { 1e-12, 3, 400 }, { 0.5, 0.5, 0.5 }, { 1e-6, 411, 14 }, { 0.999, 7, 2 } } do
            local p, a, b = table.unpack(case)
            near(p, stats.beta_p(stats.beta_quantile(p, a, b), a, b), 1e-10)
            near(p, stats.beta_p(stats.beta_quantile(p, a, b, true), a, b, true), 1e-10)
        end
        near(0.05, stats.chi2_p(5.991464547107979, 2), 1e-12)
        near(0.05, stats.chi2_p(11.070497693516351, 5), 1e-12)
        near(0.05, stats.normal_p(1.959963984540054), 1e-12)
    end)

    it("ranks documents", function()
        local u, z, p, superiority = stats.mann_whitney({ 1, 2, 3 }, { 4, 5, 6, 7 })
        assert.equal(0, u)
        assert.equal(0, superiority)
        assert.is_true(z < 0 and p < 0.06)
        local same = select(3, stats.mann_whitney({ 1, 2, 2, 3 }, { 1, 2, 2, 3 }))
        assert.equal(1, same)
    end)

    -- wilcox.test(exact = TRUE), R 4.2.2
    it("counts the orders of small samples without ties", function()
        near(0.1111111111111111, (select(5, stats.mann_whitney({ 1.1, 2.2, 3.3, 4.4 }, { 2.5, 3.5, 5.5, 6.5, 7.5 }))), 1e-13)
        assert.is_nil((select(5, stats.mann_whitney({ 1, 2, 2 }, { 2, 3 }))))
        local a, b = {}, {}
        for i = 1, 49 do a[i] = 2 * i end
        for i = 1, 48 do b[i] = 2 * i + 21 end
        near(0.0015223498383626238, (select(5, stats.mann_whitney(a, b))), 1e-13)
        a[50] = 1
        assert.is_nil((select(5, stats.mann_whitney(a, b))))
    end)

    -- pchisq, pnorm, phyper with log.p = TRUE, fisher.test, qbeta, R 4.2.2; the interval of a rate near 0 in a large corpus
    -- by 60-digit arithmetic
    it("goes on where p is below the smallest double", function()
        near(-5004.8310615136461, stats.chi2_log_p(1e4), 1e-13)
        near(-4969.1084809047043, stats.chi2_log_p(1e4, 10), 1e-13)
        near(-37.448385655751672, stats.chi2_log_p(100, 10), 1e-13)
        near(-1254.13821395886, stats.normal_log_p(-50), 1e-13)
        near(-5004.8816187762886, stats.fisher_log_p(1000, 1001000, 3000, 1001003000, "right"), 1e-13)
        near(-19.900463590153411, stats.fisher_log_p(0, 1000000, 2000, 101002000, "left"), 1e-13)
        near(math.log(stats.measure("fisher", 3, 4, 5, 15)), stats.fisher_log_p(3, 4, 5, 15), 1e-13)
        assert.equal(1, stats.measure("fisher", 8, 10, 17, 20)) -- two tables share the mode
        near(4.3283360394190891e-08, stats.beta_p(2e-6, 2, 1e7, true), 1e-13)
        near(0.12465201800915528, stats.beta_p(5e-9, 3, 1e9, true), 1e-13)
    end)

    it("shuffles documents, the same way for a seed", function()
        local hits, sizes = { 9, 8, 9, 0, 1, 0, 1, 0 }, {}
        for i = 1, #hits do sizes[i] = 100 end
        local p = stats.permutation("g2", hits, sizes, 3, { rounds = 999, seed = 7 })
        assert.is_true(p < 0.05)
        assert.equal(p, stats.permutation("g2", hits, sizes, 3, { rounds = 999, seed = 7 }))
        assert.is_true(stats.permutation("g2", { 1, 2, 1, 2 }, { 10, 10, 10, 10 }, 2) > 0.5)
    end)
end)

describe("diversity and readability", function()
    it("counts types over tokens", function()
        local words = {}
        for word in ("a b a c a b d a a e"):gmatch("%S") do words[#words + 1] = word end
        local d = stats.diversity(words, { window = 5 })
        assert.equal(10, d.tokens)
        assert.equal(5, d.types)
        assert.equal(3, d.hapax)
        near(0.5, d.ttr)
        near(1e4 * (25 + 4 + 3 - 10) / 100, d.yule_k)
        near((5 * 4 + 2) / 90, d.simpson)
        near((3 + 3 + 4 + 4 + 3 + 4) / 6 / 5, d.mattr)
        near(0.5, d.hdd) -- fewer than 42 tokens: all are drawn
    end)

    -- sum(1 - dhyper(0, f, n - f, 42)) / 42, R 4.2.2
    it("draws 42 tokens without replacement for HD-D", function()
        local words = {}
        for i, f in ipairs { 20, 10, 10, 5, 3, 1, 1 } do
            for _ = 1, f do words[#words + 1] = "w" .. i end
        end
        local d = stats.diversity(words)
        near(0.15897896253783661, d.hdd, 1e-13)
        near(0.98994949366116647, d.guiraud, 1e-13)
        near(0.49741786956652773, d.herdan, 1e-13)
    end)

    it("estimates English readability", function()
        for word, want in pairs { cat = 1, table = 2, government = 3, said = 1, stopped = 1, wanted = 2, decided = 3,
                                  nations = 2, houses = 2, makes = 1, security = 4 } do
            assert.equal(want, stats.syllables(word), word)
        end
        local r = stats.readability { sentences = 2, words = 20, syllables = 30, characters = 90, polysyllables = 3,
                                      long_words = 5 }
        near(206.835 - 10.15 - 126.9, r.flesch)
        near(0.39 * 10 + 11.8 * 1.5 - 15.59, r.flesch_kincaid)
        near(10 + 25, r.lix)
        near(0.4 * (10 + 15), r.fog)
    end)
end)

describe("the reference", function()
    local known = {}
    for _, name in ipairs(stats.reference()) do
        assert(not known[name], name)
        known[name] = true
    end

    it("has every figure that is computed", function()
        local figures = stats.measures()
        for _, values in ipairs {
            stats.dispersion({ 1, 2 }, { 10, 10 }), stats.dispersion_of_positions({ 1, 5 }, 10),
            stats.diversity { "a", "b" }, stats.readability { sentences = 1, words = 2 },
        } do
            for name in pairs(values) do figures[#figures + 1] = name end
        end
        for _, name in ipairs { "log_ratio_interval", "mann_whitney", "permutation", "cosine", "tf_idf", "bm25" } do
            figures[#figures + 1] = name
        end
        local counts = { frequency = true, tokens = true, types = true, hapax = true }
        for _, name in ipairs(figures) do assert.is_true(known[name] or counts[name], name) end
    end)

    it("says all there is to say of each", function()
        for _, name in ipairs(stats.reference()) do
            local fields = { stats.describe(name) }
            assert.equal(6, #fields)
            for _, field in ipairs(fields) do assert.is_true(#field > 2, name) end
            assert.matches("%d%d%d%d", fields[2], nil, name) -- a source has a year
        end
        assert.error_matches(function() stats.describe("g3") end, "no measure is called 'g3'")
    end)

    it("is what help and measures.lua print", function()
        local help = require "toolkit.help"
        assert.matches("Lijffijt & Gries 2012", help.text "dp_norm")
        local page = helper.run(helper.command .. " scripts/measures.lua --explain dp_norm,lrc")
        assert.equal(help.figure "dp_norm" .. "\n" .. help.figure "lrc", page)
        local list = helper.run(helper.command .. " scripts/measures.lua --list")
        for _, name in ipairs(stats.reference()) do assert.matches("\n[%a ]+\t" .. name .. "\t", list) end
    end)
end)
