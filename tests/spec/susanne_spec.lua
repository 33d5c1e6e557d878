-- The features of CQP, one query each or more, over SUSANNE: the index answers like a few lines of Lua over the vertical text.
local toolkit = require "toolkit"
local helper = require "tests.helper"

local vrt, gold = helper.shared("data/susanne/susanne.vrt"), helper.shared("gold/susanne-hits.tsv")

-- Tokens with their paragraph and document: a gap of one empty place between documents, so that nothing reaches over it. Paragraphs
-- run over the border of documents; `part` is what of them lies in one document.
local function read_tokens()
    local tokens, n, p, doc, part = {}, 0, nil, nil, nil
    for line in io.lines(vrt) do
        local word, lemma, tag = line:match("^([^\t]*)\t([^\t]*)\t([^\t]*)")
        if word then
            n = n + 1
            tokens[n] = { word = word, lower = word:lower(), lemma = lemma, tag = tag, p = p, part = part, doc = doc, at = n }
            part.first = part.first or n
            part.last = n
            if not p.first then p.first = n end
            if not doc.first then doc.first = n end
            p.last, doc.last = n, n
        elseif line:match("^<doc") then
            n = n + 1
            part = {}
            doc = { file = line:match('file="([^"]*)"'), n = tonumber(line:match('n="([^"]*)"')) }
        elseif line:match("^<p[ >]") then
            p, part = {}, {}
        end
    end
    return tokens, n
end

describe("SUSANNE", function()
    if not vrt or not gold then
        pending("../shared/data/susanne is not here")
        return
    end
    local corpus, t, size
    setup(function()
        corpus = assert(toolkit.open())
        assert(corpus:add(vrt, { attributes = "word,lemma,tag" }))
        t, size = read_tokens()
    end)
    teardown(function() corpus:close() end)

    local lists = { small = { "the", "a", "no" }, forms = { "th[aeiou]", "an?" } }
    local function count(query) return assert(corpus:find(query, { lists = lists })):count() end

    --- How many tokens there are for which `test(token, previous, next)` holds.
    local function tokens(test)
        local found = 0
        for i = 1, size do
            if t[i] and test(t[i], t[i - 1], t[i + 1]) then found = found + 1 end
        end
        return found
    end

    --- How many different ends the matches have that `ends(i)` gives for each start: the strategy "standard".
    local function matches(ends)
        local taken, found = {}, 0
        for i = 1, size do
            local last = t[i] and ends(i)
            if last and not taken[last] then
                taken[last] = true
                found = found + 1
            end
        end
        return found
    end

    local function noun(x) return x ~= nil and x.tag:match("^NN") ~= nil end

    it("gives the counts of CQP and Manatee", function()
        local rows = 0
        for line in io.lines(gold) do
            local query, hits = line:match("^([^#\t][^\t]*)\t(%d+)\t")
            if query then
                assert.equal(tonumber(hits), count(query), query)
                rows = rows + 1
            end
        end
        assert.is_true(rows >= 10)
        assert.equal(395, count('(?traditional) [tag="JJ.*"]{2,3} [tag="NN.*"]'))
    end)

    it("tests single tokens", function()
        local the = tokens(function(x) return x.word == "the" end)
        local no_case = tokens(function(x) return x.lower == "the" end)
        for query, expected in pairs {
            ['"the"'] = the,
            ["'the'"] = the,
            ['[word = "the"]'] = the,
            ['"the"%c'] = no_case,
            ['[word = "THE" %c]'] = no_case,
            ['"thé"%d'] = the,
            ['"THÉ" %cd'] = no_case,
            ['"."%l'] = tokens(function(x) return x.word == "." end),
            ['"."'] = tokens(function(x) return utf8.len(x.word) == 1 end),
            ["[]"] = tokens(function() return true end),
            ['[word != "the"]'] = tokens(function(x) return x.word ~= "the" end),
            ['[!(word = "the") & tag = "AT.*"]'] = tokens(function(x) return x.word ~= "the" and x.tag:match("^AT") end),
            ['[lemma = "be" & (word = "was" | tag = "VBZ")]'] =
                tokens(function(x) return x.lemma == "be" and (x.word == "was" or x.tag == "VBZ") end),
            ['[lemma = "be" -> word = "was"]'] = tokens(function(x) return x.lemma ~= "be" or x.word == "was" end),
            ['"[0-9]+"'] = tokens(function(x) return x.word:match("^%d+$") end),
            ['[word = "[0-9]+" & word >= 1900]'] =
                tokens(function(x) return x.word:match("^%d+$") and tonumber(x.word) >= 1900 end),
            ['[word >= "zoo"]'] = tokens(function(x) return x.word >= "zoo" end),
            ["[word = $small]"] = tokens(function(x) return x.word == "the" or x.word == "a" or x.word == "no" end),
            ["[word = $small %c]"] = tokens(function(x) return x.lower == "the" or x.lower == "a" or x.lower == "no" end),
            ["[word = RE($forms)]"] =
                tokens(function(x) return x.word:match("^th[aeiou]$") or x.word == "a" or x.word == "an" end),
            ['[word = "the" & _.doc_file = "A01"]'] = tokens(function(x) return x.word == "the" and x.doc.file == "A01" end),
            ["[lbound(p)]"] = tokens(function(x) return x.p.first == x.at end),
            ['[rbound(p) & word != "\\."]'] = tokens(function(x) return x.p.last == x.at and x.word ~= "." end),
        } do
            assert.equal(expected, count(query), query)
        end
    end)

    it("knows forms by their frequency and length", function()
        local lemmas, words = {}, {}
        for i = 1, size do
            if t[i] then
                lemmas[t[i].lemma] = (lemmas[t[i].lemma] or 0) + 1
                words[t[i].word] = (words[t[i].word] or 0) + 1
            end
        end
        for query, expected in pairs {
            ["[f(word) = 1]"] = tokens(function(x) return words[x.word] == 1 end),
            ['[word = ".*able" & f(word) < 3]'] = tokens(function(x) return x.word:match("able$") and words[x.word] < 3 end),
            ["[f(lemma) >= 2 & f(lemma) <= 3]"] = tokens(function(x) return lemmas[x.lemma] == 2 or lemmas[x.lemma] == 3 end),
            ['[word = ".*ment" & strlen(word) >= 10]'] =
                tokens(function(x) return x.word:match("ment$") and utf8.len(x.word) >= 10 end),
            ['a:[tag = "JJ"] b:[tag = "NN.*"] :: f(a.lemma) > f(b.lemma)'] = tokens(function(x, _, b)
                return x.tag == "JJ" and noun(b) and lemmas[x.lemma] > lemmas[b.lemma]
            end),
            ['a:[tag = "JJ"] b:[tag = "NN.*"] :: strlen(a.word) = strlen(b.word)'] = tokens(function(x, _, b)
                return x.tag == "JJ" and noun(b) and utf8.len(x.word) == utf8.len(b.word)
            end),
            ['[word == "."]'] = words["."],
            ['[word !== "." & tag == "YF"]'] = tokens(function(x) return x.tag == "YF" and x.word ~= "." end),
        } do
            assert.equal(expected, count(query), query)
        end
    end)

    it("finds sequences, gaps and regions", function()
        local function gap(least, most, limit)
            return function(i)
                if t[i].word ~= "the" then return nil end
                for k = i + 1 + least, i + 1 + most do
                    if not t[k] or t[k].doc ~= t[i].doc or (limit and not limit(t[i], t[k])) then return nil end
                    if t[k].word == "of" then return k end
                end
            end
        end
        local function same_p(a, b) return a.part == b.part end
        for query, expected in pairs {
            ['"the" []{0,5} "of"'] = matches(gap(0, 5)),
            ['"the" []{,5} "of" within p'] = matches(gap(0, 5, same_p)),
            ['"the" []{2,} "of" within p'] = matches(gap(2, 1000, same_p)),
            ['"the" []* "of" within 4'] = matches(gap(0, 2)),
            ['a:"the" []* b:"of" :: distabs(b, a) < 4 within p'] = matches(gap(0, 2, same_p)),
            ['"the" [tag = "JJ.*"]* [tag = "NN.*"]'] = matches(function(i)
                if t[i].word ~= "the" then return nil end
                local k = i + 1
                while t[k] and t[k].tag:match("^JJ") do k = k + 1 end
                return noun(t[k]) and k
            end),
            ['<p> "The"'] = tokens(function(x) return x.p.first == x.at and x.word == "The" end),
            ['[word != "\\."] </p>'] = tokens(function(x) return x.p.last == x.at and x.word ~= "." end),
            ['<p> []* "of" []* </p>'] = tokens(function(x)
                if x.p.first ~= x.at then return false end
                for i = x.part.first, x.part.last do if t[i].word == "of" then return true end end
            end),
            ['<p> [tag = "AT.*"] []* "." </p>'] = tokens(function(x)
                return x.p.first == x.at and x.tag:match("^AT") and x.part.last > x.at and utf8.len(t[x.part.last].word) == 1
            end),
            ['"The" []* </p> <p> "He"'] = matches(function(i)
                if t[i].word ~= "The" then return nil end
                for k = i + 1, t[i].doc.last do
                    if t[k].word == "He" and t[k].p.first == k then return k end
                end
            end),
            ['<doc_file = "A.*" & n > 1> [tag = "AT.*"]'] = tokens(function(x)
                return x.doc.first == x.at and x.doc.file:match("^A") and x.doc.n > 1 and x.tag:match("^AT")
            end),
            ["/region[p]"] = tokens(function(x) return x.p.first == x.at end),
            ['<p/> not containing "the"'] = tokens(function(x)
                if x.p.first ~= x.at then return false end
                for i = x.part.first, x.part.last do if t[i].word == "the" then return false end end
                return true
            end),
            ['"the" not within (<p> []{1,20})'] = tokens(function(x)
                return x.word == "the" and (x.part.first ~= x.p.first or x.at - x.p.first >= 20)
            end),
        } do
            assert.equal(expected, count(query), query)
        end
    end)

    it("compares labels, looks around, meets", function()
        local function near(word, low, high)
            return function(x)
                for d = low, high do
                    if d ~= 0 and t[x.at + d] and t[x.at + d].doc == x.doc and t[x.at + d].word == word then return true end
                end
            end
        end
        local before, around = near("of", 1, 3), near("and", -10, 10)
        for query, expected in pairs {
            ['a:[tag = "NN.*"] "and" b:[tag = "NN.*"] :: a.tag = b.tag'] = tokens(function(x, a, b)
                return x.word == "and" and noun(a) and noun(b) and a.tag == b.tag
            end),
            ['1:[tag = "NN.*"] "and" 2:[tag = "NN.*"] & 1.tag = 2.tag'] = tokens(function(x, a, b)
                return x.word == "and" and noun(a) and noun(b) and a.tag == b.tag
            end),
            ["a:[] [] [word = a.word & word != '-']"] = tokens(function(x)
                local c = t[x.at + 2]
                return t[x.at + 1] and c and c.word == x.word and c.word ~= "-"
            end),
            ['a:[] b:[] :: a.tag = b.tag & a.word < b.word'] = tokens(function(x, _, b)
                if not b or x.tag ~= b.tag then return false end
                local n, m = tonumber(x.word), tonumber(b.word)
                if n and m and x.word:match("^%d+$") and b.word:match("^%d+$") then return n < m end
                return x.word < b.word
            end),
            ['"the" [] :: match.doc_file = "A.*" & matchend.tag = "NN.*"'] = tokens(function(x, _, b)
                return x.word == "the" and x.doc.file:match("^A") and noun(b)
            end),
            ['"the" (?= [tag = "NN.*"])'] = tokens(function(x, _, b) return x.word == "the" and noun(b) end),
            ['"the" [: tag = "NN.*" :]'] = tokens(function(x, _, b) return x.word == "the" and noun(b) end),
            ['"the" (?! [tag = "NN.*"])'] = tokens(function(x, _, b) return x.word == "the" and not noun(b) end),
            ['(?<= "the") [tag = "NN.*"]'] = tokens(function(x, a) return noun(x) and a ~= nil and a.word == "the" end),
            ['(?<! "the") [tag = "NN.*"]'] = tokens(function(x, a) return noun(x) and not (a and a.word == "the") end),
            ['"\\." (?= <p>)'] = tokens(function(x, _, b) return x.word == "." and b ~= nil and b.p.first == b.at end),
            ['"\\." <p>'] = tokens(function(x, _, b) return x.word == "." and b ~= nil and b.p.first == b.at end),
            ['(?! <p>) "The"'] = tokens(function(x) return x.word == "The" and x.p.first ~= x.at end),
            ['(?<= </p>) "The"'] = tokens(function(x, a) return x.word == "The" and a ~= nil and a.p.last == a.at end),
            ['"the" a:[tag = "JJ"]? [tag = "NN.*"] :: !(a.tag = "JJ")'] =
                tokens(function(x, _, b) return x.word == "the" and noun(b) end),
            ['"the" a:[tag = "JJ"]? [tag = "NN.*"] :: a.tag != "NN.*"'] = tokens(function(x, a, b)
                return x.tag == "JJ" and a ~= nil and a.word == "the" and noun(b)
            end),
            ['[tag = "AT"] []{3} containing ([tag = "JJ"] [tag = "NN.*"]?)'] = tokens(function(x)
                if x.tag ~= "AT" or not t[x.at + 3] then return false end
                for d = 1, 3 do
                    if not t[x.at + d] then return false end
                    if t[x.at + d].tag == "JJ" then
                        for k = d + 1, 3 do if not t[x.at + k] then return false end end
                        return true
                    end
                end
            end),
            ['MU(meet "the" "of" 1 3)'] = tokens(function(x) return x.word == "the" and before(x) end),
            ['MU(meet (meet "the" "of" 1 3) "and" -10 10)'] =
                tokens(function(x) return x.word == "the" and before(x) and around(x) end),
            ['MU(meet "the" "of" p)'] = tokens(function(x)
                if x.word ~= "the" then return false end
                for i = x.part.first, x.part.last do if t[i].word == "of" then return true end end
            end),
            ['MU(union "the" [tag = "NN.*"])'] = tokens(function(x) return x.word == "the" or noun(x) end),
        } do
            assert.equal(expected, count(query), query)
        end
    end)

    it("knows the matching strategies", function()
        local function run(i) -- adjectives and nouns from token i on: the first noun, the last noun
            local k = i
            while t[k] and t[k].tag:match("^JJ") do k = k + 1 end
            if not noun(t[k]) then return nil end
            local last = k
            while noun(t[last + 1]) do last = last + 1 end
            return k, last
        end
        local query, starts, ends, maximal, reached = ' [tag = "JJ.*"]* [tag = "NN.*"]+', 0, {}, 0, 0
        local different = 0
        for i = 1, size do
            local first, last = nil, nil
            if t[i] then first, last = run(i) end
            if first then
                starts = starts + 1
                if not ends[first] then ends[first], different = true, different + 1 end
                if last > reached then maximal, reached = maximal + 1, last end
            end
        end
        assert.equal(starts, count("(?traditional)" .. query))
        assert.equal(different, count("(?standard)" .. query))
        assert.equal(different, count("(?shortest)" .. query))
        assert.equal(maximal, count("(?longest)" .. query))
    end)
end)
