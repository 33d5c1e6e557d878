-- Formats that a script defines.
local toolkit = require "toolkit"
local load = require("tests.helper").load

describe("a format in Lua", function()
    toolkit.register_format { name = "ledger", extensions = "ledger", decode = function(text)
        local list = {}
        for head, body in text:gmatch("== (.-) ==\n(.-)\n%f[=\0]") do
            list[#list + 1] = { title = head, text = body, date = "2031-03-14", pages = 3 }
        end
        return list
    end }

    it("makes documents that lead back to the file", function()
        local bytes = "== One ==\nThe first caf\u{E9} was closed.\n== Two ==\nThe second was open.\n"
        local docs, notes, path = load(".ledger", bytes)
        assert.same({}, notes)
        assert.same({ path .. "#1", path .. "#2" }, { docs[1].file, docs[2].file })
        assert.same({ "One", "2031-03-14", "3", "ledger" },
            { docs[1].title, docs[1].date, docs[1].metadata.pages, docs[1].metadata.format })
        assert.equal("The second was open.", bytes:sub(docs[2]:source_span(1, -1)))
    end)

    it("is found by its sniff, and by name", function()
        toolkit.register_format { name = "shout", sniff = function(bytes) return bytes:sub(1, 5) == "SHOUT" end,
            decode = function(text) return { text = { text:sub(7):lower(), "THE END" } } end }
        local doc = load(".txt", "SHOUT THE SHIPS ARE HERE")[1]
        assert.equal("the ships are here\n\nTHE END", doc.text)
        assert.equal("shout", doc.metadata.format)
        local names = table.concat(toolkit.formats(), " ")
        assert.matches("json.*text.*shout", names)
        assert.equal("one", (toolkit.document("------ONE", { format = "shout" }).text:match("^%w+")))
    end)

    it("that fails costs one file", function()
        toolkit.register_format { name = "faulty", extensions = "faulty", decode = function(text)
            if text == "raise" then error("no such luck", 0) end
            if text == "type" then return 5 end
            if text == "field" then return { text = "a", title = {} } end
            if text == "none" then return nil end
            if text == "bytes" then return "\xFF" end
            return {}
        end }
        for text, message in pairs {
            raise = "no such luck", type = "table expected", field = "field 'title' is a table", empty = "a document needs a text",
            bytes = "is not UTF%-8",
        } do
            local docs, notes = load(".faulty", text)
            assert.equal(0, #docs)
            assert.matches(message, notes[1])
        end
        local docs, notes = load(".faulty", "none")
        assert.same({ 0, 0 }, { #docs, #notes })
    end)

    it("is checked when it is registered", function()
        assert.error_matches(function() toolkit.register_format { name = "x", decod = print } end, "did you mean 'decode'")
        assert.error_matches(function() toolkit.register_format { name = "x", extensions = "x" } end, "'decode' is a function")
        assert.error_matches(function() toolkit.register_format { name = "x", decode = print } end, "which files")
    end)
end)
