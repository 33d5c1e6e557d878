-- Bad input costs one document and is named; the run goes on.
local toolkit = require "toolkit"
local helper = require "tests.helper"

local folder = helper.folder

local function load(input, options)
    local docs, notes = {}, {}
    options = options or {}
    options.note = function(n) notes[#notes + 1] = n end
    for doc in toolkit.documents(input, options) do docs[#docs + 1] = doc end
    return docs, notes
end

local GOOD = "The harbour was closed on Monday. Ships waited outside until the storm was over."

describe("hostile files", function()
    local bodies = {
        ["empty"] = "", ["only a mark"] = "\xEF\xBB\xBF", ["NUL"] = "One\0two. " .. GOOD, ["zeros"] = ("\0"):rep(5000),
        ["truncated UTF-8"] = GOOD .. " caf\xC3", ["overlong"] = GOOD .. " \xC0\xAF\xE0\x80\xAF", ["surrogates"] = GOOD .. " \xED\xA0\x80",
        ["UTF-32"] = (GOOD:gsub(".", "%0\0\0\0")), ["odd UTF-16"] = (GOOD:gsub(".", "%0\0")) .. "x", ["controls"] = ("\1\2\3\4"):rep(200),
        ["one long line"] = ("word "):rep(400000), ["only line ends"] = ("\r\n"):rep(50000), ["only quotes"] = ('"'):rep(20000),
        ["only colons"] = ("A: "):rep(20000), ["only brackets"] = ("({;"):rep(20000), ["many short lines"] = ("x\n"):rep(60000),
    }
    for name, bytes in pairs(bodies) do
        it("do no harm: " .. name, function()
            for _, extension in ipairs { "txt", "md", "json", "jsonl", "csv", "eml", "mbox", "srt" } do
                local dir = folder { ["a." .. extension] = bytes, ["b.txt"] = GOOD }
                local started = os.clock()
                local docs = load(dir)
                assert.equal(GOOD, docs[#docs].text)
                assert.is_true(os.clock() - started < 20)
                for _, doc in ipairs(docs) do assert.is_truthy(utf8.len(doc.text)) end
                os.execute("rm -r '" .. dir .. "'")
            end
        end)
    end

    it("are refused before they are read when they are no files", function()
        local docs, notes = load { "/dev/zero", "/dev/null", "/nonexistent" }
        assert.equal(0, #docs)
        assert.matches("is a device", notes[1].message)
        assert.equal("not found", notes[3].error)
    end)

    it("may have names with line ends and escapes, which messages make visible or blank", function()
        local dir = folder { ["a\nb\27[2J.txt"] = GOOD, ["c\n.png"] = "\x89PNG\0\0\0\0" }
        local docs, notes = load(dir)
        assert.equal(dir .. "/a\nb\27[2J.txt", docs[1].file)
        assert.is_nil(notes[1].message:find("[\n\27]"))
        os.execute("rm -r '" .. dir .. "'")
    end)

    it("may be unreadable or vanish", function()
        local dir = folder { ["a.txt"] = GOOD, ["b.txt"] = GOOD, ["c.txt"] = GOOD }
        local docs, notes = {}, {}
        for doc in toolkit.documents(dir, { note = function(n) notes[#notes + 1] = n.error end }) do
            docs[#docs + 1] = doc
            os.remove(dir .. "/b.txt")
        end
        assert.equal(2, #docs)
        assert.same({ "not found" }, notes)
        os.execute("rm -r '" .. dir .. "'")
    end)

    it("leave a note with the place of the first replaced byte", function()
        local text = GOOD .. (" Zo\u{EB}"):rep(9) .. " \xFF end."
        local at = tostring(text:find("\xFF", 1, true) - 1)
        local dir = folder { ["a.txt"] = text }
        local docs, notes = load(dir)
        assert.same({ "1", at, "UTF-8", "guessed" }, { docs[1].metadata.replacements,
            docs[1].metadata.first_replacement, docs[1].metadata.encoding, docs[1].metadata.encoding_how })
        assert.matches("first at byte " .. at, notes[1].message)
        os.execute("rm -r '" .. dir .. "'")
    end)
end)

describe("time", function()
    local function seconds(make, n)
        local text = make(n)
        local started = os.clock()
        toolkit.document(text)
        return os.clock() - started
    end
    local shapes = {
        prose = function(n) return ("The minister, Odo Karst, said on Monday that nothing happened. "):rep(n) end,
        lines = function(n) return ("Reporter: Why?\n\nKarst: Because.\n\n"):rep(n) end,
        wrapped = function(n) return ("the ships had to wait outside until it was over and then came in\n"):rep(n) end,
        code = function(n) return ("(function () {window.x = 1;} ();\n\n"):rep(n) end,
    }
    for name, make in pairs(shapes) do
        it("grows with the input only: " .. name, function()
            local small, large = math.huge, math.huge
            for _ = 1, 3 do
                small = math.min(small, seconds(make, 2000))
                large = math.min(large, seconds(make, 20000))
            end
            assert.is_true(large < 20 * small + 0.05, ("%.4f s for 2000, %.4f s for 20000"):format(small, large))
        end)
    end
end)
