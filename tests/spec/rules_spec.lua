-- Block rules of the caller: what is text and what is not, where the library would say otherwise.
local toolkit = require "toolkit"

local TEXT = [[
Water returns to the lower valley

The ministry said on Monday that the water had gone back to its usual height in most of the villages.

Reach the desk at desk@valley.example

Families went back to their houses in the afternoon, and the schools will open again on Thursday.

~ ~ ~

Our reporters are on the road for you day and night, whatever the weather in the valley may be.]]

local PAGE = [[<html><head><title>Water returns</title></head><body>
<nav><a href="/">Home</a> <a href="/valley">Valley</a></nav>
<h1>Water returns to the lower valley</h1>
<div class="story wide"><p>The ministry said on Monday that the water had gone back to its usual height in the villages.</p>
<h2>Schools</h2><p>Families went back to their houses in the afternoon, and the schools will open again on Thursday.</p>
<div class="box klub" id="club"><p>Members of the club read the valley's news an hour earlier, and pay less for it.</p></div></div>
<aside><p>The council of the lower valley meets on the first Tuesday of each month, in the old mill.</p></aside>
</body></html>]]

local function load(text, rules, options)
    options = options or {}
    options.rules = rules
    local doc, message = toolkit.document(text, options)
    if not doc then return nil, message end
    local kinds = {}
    for kind, i, j, detail, _, _, _, is_body in doc:blocks() do
        kinds[#kinds + 1] = { doc:slice(i, math.min(j, i + 4)), kind, detail or "", is_body }
    end
    return kinds, doc
end

local function kind_of(kinds, start)
    for _, k in ipairs(kinds) do
        if k[1] == start then return k[2], k[3], k[4] end
    end
end

describe("a block rule", function()
    it("finds a phrase, whatever its case", function()
        local kinds = load(TEXT, { { phrase = "reach the DESK", kind = "boilerplate", detail = "contact" } })
        assert.same({ "boilerplate", "contact", false }, { kind_of(kinds, "Reach") })
        assert.equal("paragraph", (kind_of(kinds, "Famil")))
    end)

    it("finds a pattern, in blocks that are short enough", function()
        local rules = { { name = "ornament", pattern = [[^[^\p{L}]+$]], longest = 20, kind = "boilerplate" },
            { pattern = "^Our reporters", longest = 20, kind = "boilerplate" } }
        local kinds = load(TEXT, rules)
        assert.same({ "boilerplate", "ornament", false }, { kind_of(kinds, "~ ~ ~") })
        assert.is_true(select(3, kind_of(kinds, "Our r")))
    end)

    it("is a function of text and block", function()
        local seen = {}
        local kinds, doc = load(TEXT, { function(text, block)
            seen[#seen + 1] = block
            if block.index == block.count then return "boilerplate", "closing words" end
            if text:find("^Reach") then return "credit" end
        end })
        assert.same({ "boilerplate", "closing words", false }, { kind_of(kinds, "Our r") })
        assert.equal("credit", (kind_of(kinds, "Reach")))
        assert.equal(#kinds, #seen)
        assert.equal(doc.file or "", seen[1].file or "")
        assert.equal("title", seen[1].kind)
    end)

    it("comes behind those before it: the first that fits decides", function()
        local kinds = load(TEXT, { { phrase = "reporters", kind = "quote" }, { phrase = "our", kind = "boilerplate" } })
        assert.equal("quote", (kind_of(kinds, "Our r")))
        kinds = load(TEXT, { { phrase = "our", kind = "boilerplate" }, { phrase = "reporters", kind = "quote" } })
        assert.same({ "boilerplate", "rule", false }, { kind_of(kinds, "Our r") })
    end)

    it("knows the elements of a page", function()
        local html = { format = "html" }
        local plain = load(PAGE, nil, html)
        assert.is_nil((kind_of(plain, "The c"))) -- the aside is left out ...
        assert.is_true(select(3, kind_of(plain, "Membe"))) -- ... and the box is taken for text
        local kinds = load(PAGE, { { element = "#club", kind = "boilerplate", detail = "club" },
            { element = "aside", kind = "paragraph" } }, html)
        assert.same({ "boilerplate", "club", false }, { kind_of(kinds, "Membe") })
        assert.is_true(select(3, kind_of(kinds, "The c")))
    end)

    it("can say that only one element is text", function()
        local kinds = load(PAGE, { { element = ".klub", kind = "boilerplate" }, { element = "div.story", kind = "paragraph" },
            { element = "body", kind = "boilerplate" } }, { format = "html" })
        local body = {}
        for _, k in ipairs(kinds) do
            if k[4] then body[#body + 1] = k[1] .. "/" .. k[2] end
        end
        assert.same({ "The m/paragraph", "Schoo/heading", "Famil/paragraph" }, body)
    end)

    it("works in archives, corpora and the stream", function()
        local path = os.tmpname()
        os.remove(path)
        path = path .. ".txt"
        local f = assert(io.open(path, "w"))
        f:write(TEXT)
        f:close()
        local function reach(text) return text:find("^Reach") and "boilerplate" end
        for doc in toolkit.documents(path, { rules = { reach } }) do
            collectgarbage()
            local n = 0
            for kind in doc:blocks() do n = n + (kind == "boilerplate" and 1 or 0) end
            assert.equal(1, n)
        end
        local corpus <close> = assert(toolkit.open())
        assert(corpus:add(path, { rules = { reach } }))
        assert.equal(1, corpus:sql("SELECT count(*) AS n FROM blocks WHERE kind = 'boilerplate'")())
        os.remove(path)
    end)

    it("that fails costs its document and says why", function()
        local doc, message = load(TEXT, { function() error("no such luck", 0) end })
        assert.is_nil(doc)
        assert.matches("rule 1: no such luck", message)
        doc, message = load(TEXT, { { phrase = "desk", judge = function() return "advert" end } })
        assert.is_nil(doc)
        assert.matches("gives the kind of a block or nil, not advert", message)
    end)

    it("is checked before anything is read", function()
        for message, rules in pairs {
            ["did you mean 'phrase'"] = { { phrse = "x", kind = "credit" } },
            ["no kind of block is called 'advert'"] = { { phrase = "x", kind = "advert" } },
            ["rule 1 is a number"] = { 5 },
            ["a list of tables and functions"] = "x",
        } do
            assert.error_matches(function() load(TEXT, rules) end, message)
        end
        for message, rules in pairs {
            ["fits every block"] = { { kind = "credit" } },
            ["does not say what kind"] = { { phrase = "x" } },
            ["expected 'tag'"] = { { element = "div p", kind = "credit" } },
            ["missing closing parenthesis"] = { { pattern = "(", kind = "credit" } },
        } do
            local doc, why = load(TEXT, rules)
            assert.is_nil(doc)
            assert.matches(message, why)
        end
    end)
end)
