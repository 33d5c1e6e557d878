-- Blocks of running text: what is title, credit, caption, boilerplate; who speaks; when and by whom it was published.
local toolkit = require "toolkit"
local helper = require "tests.helper"

local BODY = "The minister said on Monday that the bridge had been closed because of the storm and would stay closed.\n\n"
    .. "Engineers had warned the government twice in the spring that the cables were worn and had to be replaced.\n\n"

--- "kind/detail: beginning of the text" for every block.
local function blocks(text, options)
    local list = {}
    for kind, i, j, detail in toolkit.document(text, options):blocks() do
        list[#list + 1] = (detail and kind .. "/" .. detail or kind) .. ": " .. text:sub(i, math.min(j, i + 15))
    end
    return list
end

local function kinds(text)
    local list = {}
    for kind, _, _, detail in toolkit.document(text):blocks() do list[#list + 1] = detail or kind end
    return table.concat(list, " ")
end

describe("blocks of a text", function()
    it("begin with title and lead", function()
        assert.same({ "title: Bridge closed af", "lead: The minister sai", "paragraph: Engineers had wa" },
            blocks("Bridge closed after storm\n\n" .. BODY))
        assert.equal("paragraph paragraph", kinds(BODY))
        assert.equal("title duplicate-title lead paragraph", kinds("Bridge closed after storm\n\n Bridge  closed after storm\n\n" .. BODY))
        assert.equal("title lead paragraph", kinds("Storm Closes Bridge for Two Weeks.\n\n" .. BODY))
    end)

    it("know the furniture of web pages", function()
        for line, detail in pairs {
            ["SHARE THIS ARTICLE"] = "share-widget", ["Facebook Twitter WhatsApp Email"] = "share-widget",
            ["Post a Comment"] = "comment-form", ["Leave a reply"] = "comment-form",
            ["Previous Post Next Post"] = "navigation", ["Back to top"] = "navigation",
            ["Read more: Storm closes second bridge"] = "related", ["You may also like"] = "related",
            ["Sign up for our newsletter and never miss a story"] = "newsletter",
            ["© 2031 Maren Evening Post. All rights reserved."] = "copyright",
            ["We use cookies to give you the best experience."] = "cookie-notice",
            ["ADVERTISEMENT"] = "advertisement", ["www.coastline.example"] = "site-footer",
            ["Coastline News can also be accessed at the following addresses:"] = "site-footer",
            ["Tags: bridge, storm"] = "tags",
            ["Source: Northwind"] = "credit-line", ["(Northwind)"] = "credit-line", ["Editor: Sol Abara"] = "credit-line",
            ["(Reporting by Ruan Petrie; Editing by Sol Abara)"] = "credit-line", ["Photo: Northwind"] = "photo-credit",
        } do
            assert.equal("title lead paragraph " .. detail, kinds("Bridge closed after storm\n\n" .. BODY .. line .. "\n"), line)
        end
        assert.equal("breadcrumb title lead paragraph", kinds("News / World\n\nBridge closed after storm\n\n" .. BODY))
        assert.equal("title byline lead paragraph", kinds("Bridge closed after storm\n\nBy Livia Strand\n\n" .. BODY))
        assert.equal("title dateline lead paragraph", kinds("Bridge closed after storm\n\nMaren, 2 June 2031\n\n" .. BODY))
        assert.equal("title caption lead paragraph", kinds("Bridge closed after storm\n\nThe photo shows the bridge of Maren at night.\n\n" .. BODY))
    end)

    it("leave sentences alone that only look like it", function()
        for _, line in ipairs {
            "Read more carefully, the report says the opposite of what the minister told the parliament.",
            "Source material for the study came from forty archives, and none of it had been seen before.",
            "The photo shows too little, the court said, and the witness had not been there on that day.\nHe had been ill for a week, his doctor "
            .. "confirmed to the court on Monday morning and again later.",
            "Next to the bridge stands a hotel, and its owner said that nobody had warned him of the storm.",
            "Subscribe to this view and you will find that nothing in the history of the town supports it.",
        } do
            local text = "Bridge closed after storm\n\n" .. BODY .. line .. "\n\n" .. BODY
            assert.is_nil(kinds(text):find("boilerplate"), line)
            assert.is_nil(kinds(text):find("[%w]%-[%w]"), line)
        end
    end)

    it("cut a script out of the line that it shares with a credit", function()
        local text = "Bridge closed after storm\n\n" .. BODY
            .. "(function () {(window. slot = window. slot | []). push ({id:88, box:b_88, size:320,100, async: true});} (); source of this article: "
            .. "Harbour Net Responsibility Editor: Pell Anders_7)"
        local doc = toolkit.document(text)
        assert.equal("title lead paragraph ad-javascript credit-line", kinds(text))
        assert.same({ "Harbour Net", "Pell Anders_7" }, { doc.source, doc.metadata.editor })
    end)

    it("join wrapped lines and split lines that are paragraphs", function()
        local wrapped = ("The harbour of Maren was closed for the whole of the night because of\nthe storm that came from the west and the ships had "
            .. "to wait outside\nuntil it was over.\n\n"):rep(3)
        assert.equal(3, toolkit.document(wrapped):block_count())
        assert.equal(9, toolkit.document(wrapped, { newline = "paragraph" }):block_count())
        local lines = BODY:gsub("\n\n", "\n")
        assert.equal(2, toolkit.document(lines):block_count())
        assert.equal(1, toolkit.document(lines, { newline = "space" }):block_count())
    end)

    it("end a sentence at their end", function()
        local doc = toolkit.document("Bridge closed after storm\n\n" .. BODY)
        assert.equal("Bridge closed after storm", (doc:sentences():get(1)))
        assert.equal(3, #doc:sentences())
    end)
end)

describe("turns", function()
    local function turns(text)
        local list = {}
        local doc = toolkit.document(text)
        for kind, _, j, _, speaker_i, speaker_j, body_i in doc:blocks() do
            if speaker_i then list[#list + 1] = ("%s %s: %s"):format(kind, doc:slice(speaker_i, speaker_j), doc:slice(body_i, math.min(j, body_i + 11))) end
        end
        return list
    end

    it("of a press conference run over paragraphs", function()
        assert.same({ "question Reporter: What is your", "answer Dara Venn: We have noti", "answer Dara Venn: These are op" },
            turns("Venn meets the press\n\nOn Monday spokesperson Dara Venn hosted a regular press conference in the ministry of Ostrel.\n\n"
                .. "Reporter: What is your comment on this?\n\nDara Venn answered: We have noticed the reports.\n\nThese are open facts, and everybody knows them.\n"))
    end)

    it("of a transcript in capitals", function()
        assert.same({ "answer MR. KARST: Good morning", "question Q: Did the sire", "answer MR. KARST: It did.", "answer MR. KARST: And it was h" },
            turns("MR. KARST:  Good morning, everybody.\n\nQ    Did the siren work?\n\nMR. KARST:  It did.\n\nAnd it was heard in the whole of the valley.\n\n"))
    end)

    it("told by a narrator", function()
        assert.same({ "question A journalist: On June 1, t", "answer Karst: Karst said, " },
            turns("Minister answers questions\n\nOn June 2, the minister spoke to the press in the capital of the country. A journalist asked a "
            .. "question. On June 1, the institute warned. What is your comment?\n\nKarst said, I have read the report and I do not agree with it.\n"))
    end)

    it("are not seen in headlines, quotations and notes", function()
        assert.same({}, turns("Keld: bridge closed\n\n" .. BODY
            .. "Karst replied: \"It did not work.\" Then he left the room and went home to his family.\n\nNote: the figures are preliminary.\n"))
    end)
end)

describe("facts of a text", function()
    local function date(text, name)
        local doc = toolkit.document(text, name and { name = name })
        local value, how, precision, i, j = doc:fact("date")
        return value, how, precision, i and doc:slice(i, j)
    end

    it("take a date where the text dates itself", function()
        assert.same({ "2031-03-14", "explicit", "day", "March 14, 2031" },
            { date("Venn meets the press\n\nOn March 14, 2031, spokesperson Dara Venn hosted a regular press conference in the ministry.\n\n" .. BODY) })
        assert.same({ "2031-06-02", "explicit", "day", "2 June 2031" }, { date("Bridge closed after storm\n\nMaren, 2 June 2031\n\n" .. BODY) })
        assert.equal("2031-03-14", (date("Bridge closed\n\nThe photo shows the bridge in Maren, March 14, 2031.\n\n" .. BODY)))
        assert.equal("2016-09-25", (date(BODY, "wire_2016-09-25_bridge.txt")))
    end)

    it("keep to what is written when the year is missing", function()
        assert.equal("--06-02", (date("Bridge closed\n\nMAREN, June 2 (Northwind) - The bridge of Maren was closed on Monday because of the storm.\n\n" .. BODY)))
        assert.equal("---20", (date("Bridge closed\n\nSpokesman Odo Karst said on the 20th that the bridge would stay closed until the cables are replaced.\n\n" .. BODY)))
    end)

    it("take no other date for it", function()
        for _, text in ipairs {
            BODY, "Bridge closed\n\n" .. BODY .. "The last storm of this kind came on June 2, 1987, and nobody has forgotten it.\n",
            "Bridge closed\n\nThe bridge, which was opened on May 3, 1977, was closed because of the storm and will stay closed.\n\n" .. BODY,
            "Bridge closed\n\nFile photo: the bridge in Maren, March 14, 2029.\n\n" .. BODY,
        } do assert.is_nil((date(text))) end
    end)

    it("keep the other dates as candidates, with their evidence", function()
        local doc = toolkit.document("Bridge closed\n\nOn March 14, 2031, the bridge was closed, and on Monday the minister resigned from office.\n\n" .. BODY)
        local seen = {}
        for value, how, _, i, j in doc:candidates("date") do seen[#seen + 1] = ("%s %s %s"):format(value, how, doc:slice(i, j)) end
        assert.equal("2031-03-14 explicit March 14, 2031", seen[1])
        assert.matches("^false relative%-unanchored .*Monday$", seen[2])
        assert.equal("2031-03-14", doc.date)
    end)

    it("name the outlet", function()
        for line, outlet in pairs {
            ["Source: Northwind"] = "Northwind", ["(Harbour Chronicle)"] = "Harbour Chronicle",
            ["© 2031 Maren Evening Post. All rights reserved."] = "Maren Evening Post",
            ["Coastline News can also be accessed at the following addresses:\n\nwww.coastline.example"] = "Coastline News",
            ["www.coastline.example"] = "coastline.example",
        } do
            assert.equal(outlet, toolkit.document("Bridge closed after storm\n\n" .. BODY .. line .. "\n").source)
        end
        assert.equal("Livia Strand", toolkit.document("Bridge closed after storm\n\nBy Livia Strand, Maren\n\n" .. BODY).author)
    end)
end)

describe("a transcript", function()
    it("has marks of time that nobody says", function()
        local page = "<html><body><p>MR. HALE: The bridge needs a new deck, and the money for it is there.</p>"
            .. "<p>Q Is it safe?</p><p>MR. HALE: It is.</p><p>(Pause at 2:08 P.M.)</p><p>We meet at 3:30.</p>"
            .. "<p>END<br/>3:41 P.M. EST</p></body></html>"
        local list = {}
        for kind in toolkit.document(page, { name = "page.html" }):blocks() do list[#list + 1] = kind end
        assert.same({ "answer", "question", "answer", "credit", "answer", "credit" }, list)
    end)
end)

describe("the documents beside this project", function()
    it("give the boilerplate that a reader marked", function()
        local folder = helper.shared("seeds")
        if not folder then return pending("../shared/seeds is not there") end
        local gold = require("toolkit.json").decode(io.open("../shared/gold/seeds_visible.json"):read("a"))
        local hit, found, wanted = 0, 0, 0
        for _, g in ipairs(gold.documents) do
            local is_gold, bytes = {}, 0
            for _, b in ipairs(g.boilerplate or {}) do
                if b.drop_from_body then
                    for i = b.start + 1, b["end"] do is_gold[i] = true end
                    wanted = wanted + b["end"] - b.start
                end
            end
            for doc in toolkit.documents("../shared/seeds/" .. g.file) do
                bytes = bytes + #doc
                for kind, i, j in doc:blocks() do
                    if kind == "boilerplate" or kind == "credit" then
                        for n = i, j do if is_gold[n] then hit = hit + 1 end end
                        found = found + j - i + 1
                    end
                end
            end
            assert.equal(g.bytes, bytes)
        end
        assert.is_true(hit / found >= 0.95 and hit / wanted >= 0.95, ("P %.3f R %.3f"):format(hit / found, hit / wanted))
    end)
end)
