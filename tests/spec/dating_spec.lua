-- Which day a document is from: where the text says so, and how 9/1/2011 is read.
local toolkit = require "toolkit"

local function page(title, body, head)
    return assert(toolkit.document(([[<html><head>%s</head><body><h1>%s</h1>%s
        <p>The spokesman took questions for half an hour, and most of them were about the harbour budget.</p>
        <p>He said, as he had said before, that the figures would be published when they were ready.</p></body></html>]])
        :format(head or "", title, body), { format = "html" }))
end

local function date(doc)
    local value, how = doc:fact("date")
    return value, how, doc.metadata.date_order_how
end

describe("the date of a document", function()
    it("is the one that closes the title", function()
        assert.same({ "2031-03-14", "explicit" }, { date(page("Briefing by Dara Venn, March 14, 2031", "")) })
        assert.same({ "2031-12-25", "explicit" }, { date(page("Briefing by Dara Venn, 12/25/2031", "")) })
        assert.same({ "2031-12-25", "explicit" }, { date(page("Briefing, 12/25/2031 -- Lower Harrow", "")) })
        assert.is_nil((date(page("What the treaty of March 14, 2031 changed", ""))))
    end)

    it("is that of a press release", function()
        local doc = page("Briefing by Dara Venn", "<p>Office of the Spokesman ____ For Immediate Release     June 2, 2031</p>")
        assert.same({ "2031-06-02", "explicit" }, { date(doc) })
    end)

    it("is that of a short line between title and text", function()
        assert.same({ "2031-06-02", "explicit" }, { date(page("Briefing", "<div class='meta'>June 2, 2031</div>")) })
        assert.is_nil((date(page("Briefing", "<div class='meta'>Updated June 2, 2031</div>"))))
    end)
end)

describe("where a text comes from", function()
    local function from(line)
        return page("Water returns", "", "").metadata.syndicated_from, page("Water returns", "<p>" .. line .. "</p>")
            .metadata.syndicated_from
    end

    it("is what its first or last lines say", function()
        assert.same({ nil, "Valley Messenger" },
            { from("This article was originally published in the Valley Messenger on June 2, 2031.") })
        assert.same({ nil, "Northwind Agency" }, { from("Republished from Northwind Agency under a licence.") })
        assert.same({ nil, "valley.example" }, { from("This story first appeared on valley.example.") } )
        assert.same({ nil, nil }, { from("First published on Monday.") })
        assert.same({ nil, nil }, { from("The book was originally published in 1931, he said, and nobody read it.") })
    end)

    it("is what its page states", function()
        local doc = page("Water returns", "", '<meta name="syndication-source" content="https://valley.example/1">')
        assert.equal("https://valley.example/1", doc.metadata.syndicated_from)
    end)
end)

describe("a date of digits that can be read in two ways", function()
    local title = "Briefing by Dara Venn, 9/1/2031"

    it("dates nothing by itself", function()
        local value, _, why = date(page(title, ""))
        assert.is_nil(value)
        assert.is_nil(why)
    end)

    it("is read as the long form in the text has it", function()
        local value, how, why = date(page(title, "<p>For Immediate Release   September 1, 2031</p>"))
        assert.same({ "2031-09-01", "explicit" }, { value, how })
        assert.is_nil(why)
        value, how, why = date(page(title, "<p>The talks began here on September 1, 2031.</p>"))
        assert.same({ "2031-09-01", "explicit-ordered" }, { value, how })
        assert.truthy(why:find("^long form at %d+%.%.%d+$"))
        assert.equal("2031-01-09", (date(page(title, "<p>The talks began here on 9 January 2031.</p>"))))
    end)

    it("is read like another date that has one reading only", function()
        assert.equal("2031-09-01", (date(page(title, "<p>The last meeting was on 8/25/2031.</p>"))))
        assert.equal("2031-01-09", (date(page(title, "<p>The last meeting was on 25/12/2030.</p>"))))
    end)

    it("is read as the country of the page's address writes", function()
        local link = '<link rel="canonical" href="https://%s/2031/x">'
        assert.same({ "2031-09-01", "explicit-ordered", "host" }, { date(page(title, "", link:format("www.harbour.gov"))) })
        assert.equal("2031-01-09", (date(page(title, "", link:format("harbour.gov.uk")))))
        assert.is_nil((date(page(title, "", link:format("harbour.com")))))
    end)

    it("is read by an American clock in an American place", function()
        local value, how, why = date(page(title, "<p>James Hall, Washington, D.C.</p><p>1:29 P.M. EDT</p>"))
        assert.same({ "2031-09-01", "explicit-ordered" }, { value, how })
        assert.truthy(why:find("^clock at"))
        assert.is_nil((date(page(title, "<p>1:29 P.M. EST</p>"))))
        assert.is_nil((date(page(title, "<p>Canberra, after the White House visit, 1:29 P.M. EST</p>"))))
    end)

    it("stays open when the evidence disagrees", function()
        local link = '<link rel="canonical" href="https://harbour.gov/x">'
        assert.is_nil((date(page(title, "<p>The talks began here on 9 January 2031.</p>", link))))
        assert.is_nil((date(page(title, "<p>They met on 8/25/2031 and on 25/12/2030.</p>"))))
    end)

    it("is read as the caller says", function()
        local text = "Briefing by Dara Venn, 9/1/2031\n\nThe spokesman took questions for half an hour, and that was all of it."
        local function with(order)
            return (date(assert(toolkit.document(text, { mapping = { date_order = order } }))))
        end
        assert.equal("2031-09-01", with("mdy"))
        assert.equal("2031-01-09", with("dmy"))
    end)
end)
