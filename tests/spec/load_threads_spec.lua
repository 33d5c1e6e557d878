-- Loading with several threads gives what one gives, in the same order.
local toolkit = require "toolkit"
local helper = require "tests.helper"

local read = helper.read

--- What a loader says, in order: names, hashes, dates and blocks of documents, and notes between them.
local function sequence(inputs, threads, options)
    local said = {}
    options = options or {}
    options.threads = threads
    options.note = function(n) said[#said + 1] = "note: " .. tostring(n.message) end
    for doc in toolkit.documents(inputs, options) do
        said[#said + 1] = table.concat({ doc.file, doc.sha256, #doc.text, tostring(doc.date), doc:block_count(),
            tostring(doc.language) }, " ")
    end
    return said
end

describe("loading in several threads", function()
    local inputs = { "corpus", "tests/data", "no/such/place", "tests/fuzz/seeds" }

    it("gives the same documents and notes in the same order", function()
        local one = sequence(inputs, 1)
        assert.is_true(#one > 50)
        for _, threads in ipairs { 2, 3, 16 } do assert.same(one, sequence(inputs, threads)) end
    end)

    it("calls formats, rules and notes of the caller as one thread does", function()
        toolkit.register_format { name = "sheet", extensions = "sheet", decode = function(text)
            return { text = text:upper(), title = "Sheet" }
        end }
        local folder = os.tmpname()
        os.remove(folder)
        assert(os.execute("mkdir " .. folder))
        for i = 1, 40 do
            local f = assert(io.open(("%s/%02d.%s"):format(folder, i, i % 3 == 0 and "sheet" or "txt"), "wb"))
            f:write(("Gate %d was closed on 14 March 2031, the ministry said.\n"):format(i))
            f:close()
        end
        local rules = { function(text) if text:find("Gate 7", 1, true) then return "caption" end end }
        assert.same(sequence(folder, 1), sequence(folder, 4))
        assert.same(sequence(folder, 1, { rules = rules }), sequence(folder, 4, { rules = rules }))
        assert.equal(40, #sequence(folder, 4))
        os.execute("rm -r " .. folder)
    end)

    it("may be left before the end", function()
        for _ = 1, 5 do
            local loader <close> = toolkit.documents(inputs, { threads = 4, note = function() end })
            assert.is_string(loader().text)
        end
        assert.has_error(function()
            toolkit.documents({ "no/such/place", "corpus" }, { threads = 3, note = function() error("stop", 0) end })()
        end, "stop")
    end)

    it("writes the same corpus file", function()
        local files = {}
        for threads = 1, 3 do
            local path = os.tmpname()
            os.remove(path)
            local corpus = assert(toolkit.open(path))
            assert(corpus:add({ "corpus", "tests/data" }, { threads = threads, note = function() end }))
            corpus:close()
            files[threads] = read(path)
            os.remove(path)
        end
        assert.is_true(files[1] == files[2] and files[1] == files[3])
    end)

    it("is an option of the scripts that load", function()
        local command = "cd tests && ../" .. helper.command .. " ../scripts/extract.lua ../corpus --quiet --threads "
        local one = helper.run(command .. 1)
        assert.is_true(#one > 1000)
        assert.equal(one, (helper.run(command .. 3)))
    end)
end)
