-- Blocks that the pages of one site share are furniture, whatever they say.
local toolkit = require "toolkit"

local PROMISE = "The Valley Messenger is made by forty people in the lower valley, who are paid by its readers alone."
local CLUB = "Members of the club read an hour earlier: try it for four weeks, and tell us what you think of it."
local WORDS = { "river", "dam", "minister", "council", "bridge", "school", "siren", "family", "ferry", "price", "mill" }

--- A page with a text of its own, the site's lines around it, and on every second page another.
local function page(n, host, more)
    local lines = {}
    for i = 1, 4 do
        local words = {}
        for k = 1, 18 do words[k] = WORDS[(n * 7 + i * 5 + k * (n % 5 + 2)) % #WORDS + 1] end
        lines[i] = ("<p>Page %d says in line %d: the %s.</p>"):format(n, i, table.concat(words, " "))
    end
    return ('<html><head><title>Page %d</title><link rel="canonical" href="https://%s/%d"></head><body><h1>Page %d</h1>' ..
        "<p>Valley desk</p>%s%s%s<p>%s</p></body></html>"):format(n, host, n, n, table.concat(lines),
        n % 2 == 0 and "<p>" .. CLUB .. "</p>" or "", more or "", PROMISE)
end

local folder

local function write(name, text)
    local f = assert(io.open(folder .. "/" .. name, "w"))
    f:write(text)
    f:close()
end

local function details(doc)
    local list = {}
    for kind, i, j, detail in doc:blocks() do
        if detail and detail:find("^repeated%-") then list[#list + 1] = kind .. "/" .. detail .. ":" .. doc:slice(i, j) end
    end
    return list
end

local function load(inputs, options)
    local found = {}
    options = options or { sites = true }
    for doc in toolkit.documents(inputs, options) do found[doc.file:match("[^/!]+$")] = details(doc) end
    return found
end

local function marks(corpus)
    local list = {}
    for file, n, kind, detail, is_body in corpus:sql("SELECT d.file, b.n, b.kind, b.detail, b.is_body FROM block b" ..
        " JOIN document d ON d.id = b.document ORDER BY 1, 2") do
        list[#list + 1] = table.concat({ file, n, kind, detail or "", is_body }, " ")
    end
    return list
end

describe("blocks that repeat on a site", function()
    before_each(function()
        folder = os.tmpname()
        os.remove(folder)
        assert(os.execute("mkdir " .. folder))
        for n = 1, 8 do write(n .. ".html", page(n, "www.valley.example")) end
    end)
    after_each(function() os.execute("rm -r " .. folder) end)

    it("are boilerplate that says what it was", function()
        local found = load(folder)
        assert.same({ "boilerplate/repeated-paragraph:Valley desk", "boilerplate/repeated-paragraph:" .. PROMISE },
            found["1.html"])
        assert.same({ "boilerplate/repeated-paragraph:Valley desk", "boilerplate/repeated-paragraph:" .. CLUB,
            "boilerplate/repeated-paragraph:" .. PROMISE }, found["2.html"])
    end)

    it("are not looked for unless one asks, nor on standard input", function()
        assert.same({}, load(folder, {})["2.html"])
        assert.error_matches(function() load { folder, "-" } end, "cannot be read twice")
    end)

    it("do not depend on the order of the pages", function()
        local other = {}
        for n = 8, 1, -1 do other[#other + 1] = folder .. "/" .. n .. ".html" end
        assert.same(load(folder), load(other))
        assert.same(load(folder), load(folder, { sites = true, threads = 3 }))
    end)

    it("need four pages of one site", function()
        local four = {}
        for n = 1, 3 do four[n] = folder .. "/" .. n .. ".html" end
        assert.same({}, load(four)["1.html"])
        write("x.html", page(9, "other.example"))
        four[4] = folder .. "/x.html"
        assert.same({}, load(four)["1.html"])
        write("x.html", page(1, "valley.example")) -- the same page again is no fourth one
        assert.same({}, load(four)["1.html"])
        write("x.html", page(9, "valley.example"))
        assert.equal(2, #load(four)["1.html"])
    end)

    it("are what stands at the ends, or is long", function()
        for n = 1, 8 do
            write(n .. ".html", page(n, "valley.example", "<p>Yes, it is.</p><p>Page " .. n .. " goes on like this.</p>"))
        end
        for _, line in ipairs(load(folder)["1.html"]) do assert.is_nil(line:find("Yes, it is", 1, true)) end
    end)

    it("are not found beyond a limit, which is named", function()
        local before, notes = toolkit.limit("site_blocks"), {}
        toolkit.limit("site_blocks", 10)
        local found = load(folder, { sites = true, note = function(n) notes[#notes + 1] = n.message end })
        toolkit.limit("site_blocks", before)
        assert.same({}, found["1.html"])
        assert.matches("site_blocks", notes[1])
    end)

    it("are the same in a corpus, however its pages came and went", function()
        local whole <close> = assert(toolkit.open())
        assert(whole:add(folder))
        local pieces <close> = assert(toolkit.open())
        assert(pieces:add(folder .. "/[1-3].html"))
        assert.equal(0, pieces:sql("SELECT count(*) FROM block WHERE detail LIKE 'repeated%'")())
        assert(pieces:add(folder .. "/[6-8].html"))
        assert(pieces:add(folder))
        assert.same(marks(whole), marks(pieces))
        assert.equal(8 + 8 + 4, pieces:sql("SELECT count(*) FROM block WHERE detail LIKE 'repeated%'")())
        assert.equal(0, pieces:add(folder).added)
        for n = 4, 8 do os.remove(folder .. "/" .. n .. ".html") end
        assert(pieces:add(folder, { prune = true }))
        assert.equal(0, pieces:sql("SELECT count(*) FROM block WHERE detail LIKE 'repeated%' OR kind = 'boilerplate'")())
        local doc = assert(pieces:document(folder .. "/1.html"))
        local kinds = {}
        for kind in doc:blocks() do kinds[#kinds + 1] = kind end
        assert.same({ "title", "paragraph", "paragraph", "paragraph", "paragraph", "paragraph", "paragraph" }, kinds)
    end)

    it("stay text in a corpus that is told so", function()
        local corpus <close> = assert(toolkit.open())
        assert(corpus:add(folder, { sites = false }))
        assert.equal(0, corpus:sql("SELECT count(*) FROM block WHERE detail LIKE 'repeated%'")())
    end)
end)
