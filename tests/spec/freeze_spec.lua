-- Values frozen into strings, as they travel between states: shared parts, circles, spoiled bytes.
local toolkit = require "toolkit"

describe("freezing", function()
    local function again(value, shared) return toolkit.thaw(toolkit.freeze(value, shared), shared) end

    it("keeps plain values", function()
        for _, value in ipairs { true, false, 0, -1, 127, 128, -129, math.maxinteger, math.mininteger, 0.5, -1e300, "", "x",
            ("long "):rep(50), "\0\255" } do
            local copy = again(value)
            assert.equal(value, copy)
            assert.equal(math.type(value), math.type(copy))
        end
        assert.is_nil(again(nil))
    end)

    it("keeps tables, their shared parts and circles", function()
        local part = { "a", "b", nil, "d" }
        local value = { 1, 2, 3, part = part, other = part, [0] = "zero", [true] = "yes", [-1] = 0.5, [4.5] = "x" }
        value.self = value
        local copy = again(value)
        assert.equal(copy, copy.self)
        assert.equal(copy.part, copy.other)
        assert.same(part, copy.part)
        assert.equal("zero", copy[0])
        assert.equal("yes", copy[true])
        assert.equal(0.5, copy[-1])
        assert.equal("x", copy[4.5])
        assert.equal(3, #copy)
    end)

    it("leaves shared tables where they are", function()
        local person = { name = "Anna Berg" }
        local copy = again({ speaker = person, list = { person, "Anna" } }, { person, "Anna" })
        assert.equal(person, copy.speaker)
        assert.equal(person, copy.list[1])
        assert.has_error(function() toolkit.thaw(toolkit.freeze({ person }, { person })) end)
    end)

    it("refuses what it cannot keep", function()
        assert.has_error(function() toolkit.freeze { print } end, "freeze: a function cannot be frozen")
        local deep = {}
        for _ = 1, 1000 do deep = { deep } end
        assert.has_error(function() toolkit.freeze(deep) end)
    end)

    it("refuses spoiled strings without harm", function()
        local frozen = toolkit.freeze { name = "x", list = { 1, 2, 3, { "y" } }, 0.5 }
        for i = 1, #frozen do
            pcall(toolkit.thaw, frozen:sub(1, i - 1))
            for _, byte in ipairs { 0, 5, 6, 7, 8, 127, 128, 255 } do
                pcall(toolkit.thaw, frozen:sub(1, i - 1) .. string.char(byte) .. frozen:sub(i + 1))
            end
        end
        assert.has_error(function() toolkit.thaw("") end)
        assert.has_error(function() toolkit.thaw(frozen .. "x") end)
        assert.has_error(function() toolkit.thaw("\6\255\255\255\255\15\0") end)
    end)

    it("keeps lists whose members are thawed alone", function()
        local person, tall = { name = "Anna Berg" }, { "x", 7 }
        local list = { { id = 1, who = person, text = ("long "):rep(20) }, { id = 2, part = tall, same = tall },
            { "p", "q", id = 3 } }
        list[1].next, list[2].back, list[2].own = list[2], list[1], list[2]
        local frozen, made = toolkit.freeze_list(list, { person }), {}
        local third, new = toolkit.thaw_member(frozen, { person }, 3, made)
        assert.same({ "p", "q", id = 3 }, third)
        assert.same({ 3 }, new)
        assert.is_nil(made[1])
        local second
        second, new = toolkit.thaw_member(frozen, { person }, 2, made)
        assert.same({ 2, 1 }, new)
        assert.equal(second, second.own)
        assert.equal(second, second.back.next)
        assert.equal(second.part, second.same)
        assert.same(tall, second.part)
        assert.equal(person, made[1].who)
        assert.equal(list[1].text, made[1].text)
        local taken, none = toolkit.thaw_member(frozen, { person }, 1, made)
        assert.equal(second.back, taken)
        assert.same({}, none)
        assert.has_error(function() toolkit.thaw_member(frozen, { person }, 4, made) end)
        assert.has_error(function() toolkit.thaw_member(frozen, nil, 1, {}) end)
        assert.has_error(function() toolkit.freeze_list { 1 } end, "freeze_list: member 1 is a number, not a table")
        toolkit.freeze_list {}
    end)

    it("refuses spoiled lists without harm", function()
        local frozen = toolkit.freeze_list { { name = "x", list = { 1, 2, { "y" } } }, { name = "z", other = { "x" } } }
        for i = 1, #frozen do
            assert.has_error(function() toolkit.thaw_member(frozen:sub(1, i - 1), nil, 1, {}) end)
            for _, byte in ipairs { 0, 1, 5, 6, 7, 8, 9, 10, 127, 128, 255 } do
                local bad = frozen:sub(1, i - 1) .. string.char(byte) .. frozen:sub(i + 1)
                for n = 1, 2 do pcall(toolkit.thaw_member, bad, nil, n, {}) end
            end
        end
        assert.has_error(function() toolkit.thaw_member(frozen .. "x", nil, 1, {}) end)
    end)
end)
