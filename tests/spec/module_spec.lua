local helper = require "tests.helper"

describe("the module", function()
    it("sets no globals and knows its version", function()
        local before = {}
        for k in pairs(_G) do before[k] = true end
        local toolkit = require "toolkit"
        for k in pairs(_G) do assert.is_true(before[k], k) end
        assert.matches("^%d+%.%d+%.%d+$", toolkit.version)
    end)

    it("is the same inside the command", function()
        local file = os.tmpname()
        local f = assert(io.open(file, "w"))
        f:write('io.write(require("toolkit").version)')
        f:close()
        assert.equal(require("toolkit").version, (helper.run(helper.command .. " " .. file)))
        os.remove(file)
    end)
end)
