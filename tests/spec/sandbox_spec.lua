-- Untrusted scripts: what they may, what stops them.
local toolkit = require "toolkit"
local helper = require "tests.helper"

local function run(source, options)
    return toolkit.sandbox(source, options)
end

-- Each returns true when it got out.
local ESCAPES = {
    -- what is simply not there
    "return io ~= nil", "return debug ~= nil", "return package ~= nil", "return dofile ~= nil", "return loadfile ~= nil",
    "return loadstring ~= nil", "return collectgarbage ~= nil", "return os.execute ~= nil", "return os.exit ~= nil",
    "return os.getenv ~= nil", "return os.remove ~= nil", "return os.rename ~= nil", "return os.tmpname ~= nil",
    "return os.setlocale ~= nil", "return string.dump ~= nil", "return _G.io ~= nil", "return _ENV.debug ~= nil",
    "return rawget(_G, 'io') ~= nil", "return rawget(_ENV, 'os').execute ~= nil", "return ('').dump ~= nil",
    -- require and load
    "return pcall(require, 'io')", "return pcall(require, 'os')", "return pcall(require, 'debug')", "return pcall(require, 'package')",
    "return pcall(require, 'toolkit.args')", "return pcall(require, 'toolkit.manual')", "return pcall(require, 'toolkit.sandbox.profile')",
    "return pcall(require, '../../etc/passwd')", "return pcall(require, {})", "return load('\\27Lua') ~= nil",
    "return load('return 1', 'x', 'b') ~= nil", "return load('return io')() ~= nil", "return load('return debug', 'x', 't', {})() ~= nil",
    "local n = 0 return load(function() n = n + 1 return n < 2 and '\\27LuaS' or nil end) ~= nil", "return load('return _G.io', 'x', 't')() ~= nil",
    "local f = load('x = 1') f() return io ~= nil", "return pcall(load, string.char(27) .. 'Lua' .. string.rep('\\0', 100)) and load(string.char(27)) ~= nil",
    -- metatables
    "return getmetatable('') ~= false", "return pcall(function() getmetatable('').__index = {} end)",
    "return pcall(function() string.find = nil end)", "return pcall(function() table.sort = print end)",
    "return pcall(function() os.time = nil end)", "return pcall(function() math.x = 1 end)", "return getmetatable(string) ~= false",
    "return pcall(setmetatable, string, {})", "return pcall(setmetatable, {}, { __gc = function() end })",
    "return rawset(string, 'x', 1) and ('').x == 1", "return pcall(function() require('toolkit').open = print end)",
    -- the library
    "return require('toolkit').open ~= nil", "return require('toolkit').documents ~= nil", "return require('toolkit').document ~= nil",
    "return require('toolkit').sandbox ~= nil", "return require('toolkit').duplicates ~= nil", "return require('toolkit').stats.permutation ~= nil",
    "return pcall(function() require('toolkit.table').new({ 'a' }):write('csv', '/tmp/toolkit_escaped') end)",
    "return pcall(function() require('toolkit.table').read('/etc/passwd') end)",
    "return pcall(function() require('toolkit.report').new({ title = 'x' }):write('/tmp/toolkit_escaped') end)",
    "return pcall(function() require('toolkit.report').stamp({ script = '/etc/passwd' }) end)",
    "return pcall(function() require('toolkit.chart').bar(require('toolkit.table').new{'x','y'}, { title = 't' }):write('/tmp/toolkit_escaped.svg') end)",
    -- functions of the interpreter as a way out
    "local _, e = pcall(error) return type(e) == 'table' and e.io ~= nil", "return select('#', xpcall(error, function(...) return ... end)) > 2",
    "local env = {} setmetatable(env, { __index = function(_, k) return _G[k] end }) return load('return io', 'x', 't', env)() ~= nil",
    "for k, v in pairs(_G) do if k == 'io' or k == 'debug' or k == 'package' then return true end end return false",
    "for k in pairs(os) do if k == 'execute' or k == 'getenv' then return true end end return false",
    "local co = coroutine.create(function() return io end) local _, v = coroutine.resume(co) return v ~= nil",
    "local c = coroutine.running() return type(c) ~= 'thread'", "return pcall(coroutine.wrap(function() return debug.getregistry() end))",
    "return pcall(string.format, '%s', setmetatable({}, { __tostring = function() return io.open end })) and false",
    "return arg[0] ~= nil or arg[-1] ~= nil", "return data ~= nil",
}

-- Each must be ended by a limit, of this kind, and quickly.
local ATTACKS = {
    { "time", "while true do end" },
    { "time", "while true do pcall(function() while true do end end) end" },
    { "time", "local function f() return xpcall(f, f) end while true do f() end" },
    { "time", "coroutine.wrap(function() while true do end end)()" },
    { "time", "while true do coroutine.wrap(function() pcall(function() while true do end end) end)() end" },
    { "time", "local co = coroutine.create(function() while true do coroutine.yield() end end) while true do coroutine.resume(co) end" },
    { "time", "repeat local x <close> = setmetatable({}, { __close = function() while true do end end }) until false" },
    { "time", "local t = setmetatable({}, { __index = function(t, k) while true do end end }) return t.x" },
    { "time", "table.sort({ 3, 2, 1 }, function() while true do end end)" },
    { "time", "('x'):rep(100):gsub('.', function() while true do end end)" },
    { "time", "while true do pcall(string.find, ('a'):rep(30000), ('a-'):rep(20) .. 'b') end" },
    { "time", "load('while true do end')()" },
    { "time", "error(setmetatable({}, { __tostring = function() while true do end end }), while_ == 1 or tostring(setmetatable({}, { __tostring = function() while true do end end })))" },
    { "memory", "local t = {} for i = 1, 1e9 do t[i] = i end" },
    { "memory", "local s = 'x' while true do s = s .. s end" },
    { "memory", "local t = {} while true do t = { t, ('x'):rep(1e5) .. #t } end" },
    { "memory", "local t = {} while true do t[#t + 1] = coroutine.create(print) end" },
    { "memory", "local t = {} while true do t[#t + 1] = require('toolkit').tokenize(('a '):rep(1e5)) end" },
    { "output", "while true do print(('x'):rep(1e5)) end" },
    { "error", "return ('x'):rep(1e9)" },
    { "error", "return ('x'):rep(1e9, 'y')" },
    { "error", "return string.format('%99999d', 1)" },
    { "error", "local function f() return f() + 1 end return f()" },
    { "error", "return (('x'):rep(1e5)):find(('x*'):rep(20) .. 'y')" },
    { "error", "return (('x'):rep(1e5)):match(('x-'):rep(9) .. 'y')" },
    { "error", "for w in (('('):rep(1e5)):gmatch('%b()%b()') do end return (('a'):rep(1e5)):gsub(('a?'):rep(30) .. ('a'):rep(30) .. 'b', '')" },
    { "error", "return string.find(('x'):rep(200), ('(x'):rep(100))" },
    { "error", "return table.move({}, 1, 1e12, 2)" },
    { "error", "return table.concat({}, '', 1, 1e12)" },
    { "error", "return table.sort(setmetatable({}, { __len = function() return 1e9 end }), rawequal)" },
    { "error", "return table.insert(setmetatable({}, { __len = function() return 1e12 end }), 1, 1)" },
    { "error", "return table.unpack({}, 1, 1e7)" },
    { "error", "return require('toolkit').regex('(a+)+$'):find(('a'):rep(40) .. 'b')" },
    { "error", "local t = {} t.t = t return t" },
    { "error", "error(setmetatable({}, { __tostring = function() return 'x' end }))" },
    { "syntax", "\27Lua" },
    { "syntax", ("("):rep(1000) },
}

describe("toolkit.sandbox", function()
    it("runs a script and copies plain values", function()
        local printed = {}
        local ok, n, t = run([[
            local toolkit = require "toolkit"
            print("words", #toolkit.tokenize(data.text), ...)
            return 1 + 1, { a = { 1, "x" }, [2] = true }
        ]], { data = { text = "a b c" }, arguments = { "p", "q" }, print = function(text) printed[#printed + 1] = text end })
        assert.same({ true, 2, { a = { 1, "x" }, [2] = true } }, { ok, n, t })
        assert.same({ "words\t3\tp\tq\n" }, printed)
    end)

    it("keeps in " .. #ESCAPES .. " escapes", function()
        assert.is_true(#ESCAPES >= 60)
        for _, source in ipairs(ESCAPES) do
            local ok, escaped, kind = run(source, { seconds = 5 })
            if ok then
                assert.is_falsy(escaped, source)
            else
                assert.equal("error", kind, source .. ": " .. tostring(escaped))
            end
        end
        assert.is_nil(io.open "/tmp/toolkit_escaped")
        assert.is_nil(io.open "/tmp/toolkit_escaped.svg")
    end)

    it("ends " .. #ATTACKS .. " attacks on time and memory", function()
        for _, attack in ipairs(ATTACKS) do
            local before = os.clock()
            local seconds = attack[1] == "time" and 0.2 or 10
            local ok, _, kind = run(attack[2], { seconds = seconds, memory = 16 << 20, output = 1 << 20 })
            assert.is_nil(ok, attack[2])
            -- Under constant garbage collection everything is slow: an attack may meet the clock first.
            local slow = os.getenv("TOOLKIT_TEST_GC") and kind == "time"
            assert.is_true(kind == attack[1] or slow or (attack[1] == "error" and kind == "memory"),
                attack[2] .. ": " .. tostring(kind))
            assert.is_true(os.clock() - before < 5, attack[2] .. " took too long")
        end
    end)

    it("counts instructions", function()
        local ok, why, kind = run("for i = 1, 1e9 do end", { instructions = 1000000 })
        assert.same({ nil, "the script ran too many instructions", "instructions" }, { ok, why, kind })
    end)

    it("gives nothing back of what cannot cross", function()
        assert.is_nil(run "return print")
        assert.is_nil((run("return 1", { data = { f = print } })))
        local ok, t = run "return setmetatable({ 1 }, { __index = string })"
        assert.is_true(ok)
        assert.is_nil(getmetatable(t))
    end)

    it("stands a print that fails", function()
        local ok, _, kind = run("print 'x' while true do end", { print = function() error "no" end })
        assert.same({ nil, "error" }, { ok, kind })
    end)

    it("explains wrong options", function()
        assert.has_error(function() run("", { second = 1 }) end,
            "toolkit.sandbox: unknown option 'second' (did you mean 'seconds'?)")
        assert.has_error(function() run("", { memory = 10 }) end)
    end)

    it("runs by --untrusted", function()
        local path = os.tmpname()
        local f = assert(io.open(path, "w"))
        f:write "print('in', ..., io, os.execute)"
        f:close()
        assert.equal("in\ta\tnil\tnil\n", (helper.run(helper.command .. " --untrusted " .. path .. " a")))
        f = assert(io.open(path, "w"))
        f:write "io.open('/etc/passwd')"
        f:close()
        local output, status = helper.run(helper.command .. " --untrusted " .. path .. " 2>&1")
        os.remove(path)
        assert.matches("attempt to index a nil value", output)
        assert.equal(1, status)
    end)
end)

-- The bounded patterns do what those of the string library do.
describe("bounded patterns", function()
    local CASES = [[
        local s = data.s
        local out = {}
        local function put(...) out[#out + 1] = table.concat({ ... }, "|", 1, 0) local p = table.pack(...)
            for i = 1, p.n do out[#out] = out[#out] .. tostring(p[i]) .. "|" end end
        for _, p in ipairs(data.patterns) do
            out[#out + 1] = p put(pcall(string.find, s, p))
            put(pcall(string.find, s, p, 3))
            put(pcall(string.match, s, p, -4))
            put(pcall(string.gsub, s, p, "<%0>"))
            put(pcall(string.gsub, s, p, function(a) return a ~= "" and "[" .. tostring(a) .. "]" end, 2))
            put(pcall(string.gsub, s, p, { a = "A", ["1"] = 1 }))
            put(pcall(string.gsub, s, p, "%1"))
            local ok, why = pcall(function() for a, b in string.gmatch(s, p) do put(a, b) end end)
            put(ok, ok or tostring(why):gsub("^.-:%d+: ", ""))
        end
        return out
    ]]

    it("agree with the string library", function()
        local patterns = { "a", "", ".", ".*", ".-", "a*", "a-b", "%a+", "%w", "[%w_]+", "[^%s]+", "^a", "^%s*(.-)%s*$", "a$", "$", "^$", "()",
            "()a()", "(a)(b)", "((a)b)", "%b()", "%f[%w]%w+", "%f[%W]", "(%w)%1", "[a-c]+", "[]]", "[^]]", "[a%-]", "%.", "%%", "x?a", "[%a-z]",
            "(a*(.)%w(%s*))", "%d+%.?%d*", "[\128-\255]+", "\0", "%z", "[", "%", "(", "(()", "%1", "%f", "%b", "[a", "a)", "^", "(a?)b?", "(.-)%s" }
        for _, s in ipairs { "abc abb (a(b)c) x1.5", "", "aaa", "a1 b2 c3", "über\0x", "]-[%", "  trim me  " } do
            local ok, guest = toolkit.sandbox(CASES, { data = { s = s, patterns = patterns } })
            assert.is_true(ok, guest)
            local host = load(CASES, "=sandbox", "t", setmetatable({ data = { s = s, patterns = patterns } }, { __index = _G }))()
            for i = 1, #host do
                local function plain(text) return (text:gsub("bad argument #%d to '[^']*' ", ""):gsub("sandbox:%d+: ", "")) end
                assert.equal(plain(host[i]), plain(guest[i]))
            end
            assert.equal(#host, #guest)
        end
    end)
end)
