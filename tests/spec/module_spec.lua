-- The module under stock Lua: no globals, its version, the modules that are written in Lua.
local helper = require "tests.helper"

describe("the module", function()
    it("sets no globals and knows its version", function()
        local before = {}
        for k in pairs(_G) do before[k] = true end
        local toolkit = require "toolkit"
        for k in pairs(_G) do assert.is_true(before[k], k) end
        assert.matches("^%d+%.%d+%.%d+$", toolkit.version)
    end)

    it("gives its modules to stock Lua, whichever is asked for first", function()
        local stock = ("LUA_PATH=';' LUA_CPATH='%s/?.so' lua5.4"):format(helper.build)
        assert.equal("a\n1\n", (helper.run(stock .. [[ -e 'io.write(require("toolkit.table").new({ "a" }, { rows = { { 1 } } }):csv())']])))
        assert.equal("true\n", (helper.run(stock .. [[ -e 'print(require "toolkit.chart" == require "toolkit".chart)']])))
        for name in io.popen("ls scripts"):lines() do
            assert.equal(0, select(2, helper.run(("%s scripts/%s --help >/dev/null 2>&1"):format(stock, name))), name)
        end
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
