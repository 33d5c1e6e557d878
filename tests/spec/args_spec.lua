-- The command line of scripts, read off their header.
local args = require "toolkit.args"

local HEADER = [[
Counts things.

Usage: toolkit scripts/count.lua INPUT... [options]

Options:
  -f, --format text|csv|json   how to print (default text)
  --limit N         at most N rows (default 20)
  --alpha X         level
  --names A,B,...   only these
  --tag NAME...     may be repeated
  -q, --quiet       print nothing
  --out DIR         write into DIR, which
                    is made when it is missing
  -h, --help        this text

Output: a table.

Example:
  toolkit scripts/count.lua corpus/ --limit 3]]

local function read(...)
    return args.read(HEADER, { ... })
end

describe("toolkit.args", function()
    it("reads the header of a script", function()
        local source = "#!/usr/bin/env toolkit\n-- One.\n--\n-- Usage: x\nlocal y = 1\n-- not this\n"
        assert.equal("One.\n\nUsage: x", args.header(source))
    end)

    it("reads values in both forms, flags, lists, repetition, numbers and defaults", function()
        local o = assert(read("a", "--format=csv", "--limit", "7", "--names", "x,y", "--tag", "p", "--tag=q", "-q", "b"))
        assert.same({ "a", "b" }, o.input)
        assert.same({ "csv", 7, true }, { o.format, o.limit, o.quiet })
        assert.same({ "x", "y" }, o.names)
        assert.same({ "p", "q" }, o.tag)
        assert.equal("integer", math.type(o.limit))
        o = assert(read("a"))
        assert.same({ "text", 20 }, { o.format, o.limit })
        assert.is_nil(o.quiet)
    end)

    it("takes negative numbers and a lone dash for arguments, and everything behind --", function()
        assert.same({ "-5", "-", "--limit" }, assert(read("-5", "-", "--", "--limit")).input)
        assert.equal(-2.5, assert(read("a", "--alpha", "-2.5")).alpha)
    end)

    it("turns a flag off with --no-", function()
        assert.is_false(assert(read("a", "--no-quiet")).quiet)
    end)

    it("explains what is wrong", function()
        local function wrong(message, ...)
            local o, why = read(...)
            assert.is_nil(o)
            assert.equal(message, why)
        end
        wrong("unknown option '--fromat' (did you mean '--format'?)", "a", "--fromat", "csv")
        wrong("unknown option '--zzzzzz'", "a", "--zzzzzz")
        wrong("option '--limit' needs a value (N)", "a", "--limit")
        wrong("option '--limit': expected an integer, got 'many'", "a", "--limit", "many")
        wrong("option '-f': expected one of text, csv, json, got 'xml'", "a", "-f", "xml")
        wrong("option '--quiet' takes no value", "a", "--quiet=1")
        wrong("INPUT is missing")
    end)

    it("gives positionals around a repeated one their place", function()
        local spec = args.spec "Usage: toolkit x.lua INPUT... 'QUERY' [OUT]"
        local o = assert(args.read(spec, { "a", "b", "q" }))
        assert.same({ { "a", "b" }, "q" }, { o.input, o.query })
        spec = args.spec "Usage: toolkit scripts/query.lua FILE.db 'QUERY' [--count]"
        o = assert(args.read(spec, { "f", "q" }))
        assert.same({ "f", "q" }, { o.file, o.query })
        local _, why = args.read(spec, { "f", "q", "r" })
        assert.equal("unexpected argument 'r'", why)
    end)

    it("takes a table instead of a header", function()
        local o = assert(args.read({ usage = "x.lua FILE", options = { { "--depth N", "levels (default 3)" },
            { "--texts DIR", "where texts lie (default: beside it)" } } }, { "f" }))
        assert.is_nil(o.texts) -- several words are no value
        assert.same({ "f", 3 }, { o.file, o.depth })
    end)

    it("checks options tables for everyone", function()
        assert.same({}, args.check_options(nil, { "a" }, "f"))
        assert.has_error(function() args.check_options({ withd = 1 }, { "width" }, "f") end,
            "f: unknown option 'withd' (did you mean 'width'?)")
        assert.has_error(function() args.check_options(7, { "width" }, "f") end,
            "f: expected an options table, got a number")
    end)
end)
