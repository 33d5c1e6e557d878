-- toolkit.json: values there and back, strict about what is wrong.
local json = require "toolkit.json"
local toolkit = require "toolkit"

describe("toolkit.json", function()
    it("writes the same bytes for the same value", function()
        assert.equal('{"a":1,"b":[1,2.5,"x"],"c":{}}', json.encode { c = json.object {}, b = { 1, 2.5, "x" }, a = 1 })
        assert.equal("[]", json.encode {})
        assert.equal('{"z":1,"a":2}', json.encode({ a = 2, z = 1 }, { order = { "z" } }))
        assert.equal('{"z":1,"a":2,"b":3}', json.encode(json.object({ a = 2, z = 1, b = 3 }, { "z", "a" })))
        assert.equal('[null,true,false]', json.encode { json.null, true, false })
    end)

    it("lays out for reading when asked, spans on one line", function()
        assert.equal('{\n  "a": [1, 2],\n  "b": [\n    "x"\n  ]\n}', json.encode({ a = { 1, 2 }, b = { "x" } }, { pretty = true }))
    end)

    it("writes numbers that read back exactly", function()
        for _, x in ipairs { 0.1, 1 / 3, 1e300, 5e-324, -0.0, 123456789.123, 2 ^ 53, math.mininteger, math.maxinteger } do
            local back = assert(json.decode(json.encode(x)))
            assert.equal(x, back)
            assert.equal(math.type(x), math.type(back))
        end
    end)

    it("escapes controls always, and markup for HTML", function()
        assert.equal([["\u0000\n\"\\\u001b\u007f"]], json.encode "\0\n\"\\\27\127")
        assert.equal([["\u003c/script\u003e\u0026\u2028"]], json.encode("</script>&\u{2028}", { html = true }))
        assert.equal('"a\u{FFFD}b"', json.encode "a\xFFb")
    end)

    it("writes the same in C and in Lua", function()
        -- an order of keys that is asked for, even an empty one, is the business of Lua
        local values = { {}, { 1, 2.5, -0.0, 1e300, 1 / 3, math.mininteger, true, false, json.null },
            json.object {}, json.array {}, { { {} } }, "a\0\t\"\\\27\127é\u{2028}", { ["é\n"] = { b = "x", a = { "y" } } },
            json.object({ a = 1, c = 2, b = json.object({ y = 1, x = 2 }, { "y" }), z = "" }, { "z", "q", "c" }),
            json.object({ list = json.array { json.object({}, { "a" }) } }, { "list" }),
            setmetatable({}, { __json = "array", __len = function() return 3 end,
                __index = function(_, i) return { i, n = nil } end }) }
        for _, value in ipairs(values) do
            local text = toolkit.json_text(value, json.null)
            assert.equal(json.encode(value, { order = {} }), text)
            assert.equal(text, json.encode(value))
        end
        local deep = "x"
        for _ = 1, 200 do deep = { deep } end
        for _, value in ipairs { "\xFF", { math.huge }, { print }, { 1, x = 2 }, { [2] = 1 }, { [true] = 1 }, deep } do
            assert.is_nil(toolkit.json_text(value, json.null))
        end
        assert.equal(("["):rep(200) .. '"x"' .. ("]"):rep(200), json.encode(deep))
    end)

    it("refuses what JSON cannot say, with the path", function()
        local function wrong(message, value)
            local ok, why = pcall(json.encode, value)
            assert.is_false(ok)
            assert.equal("json.encode: " .. message, why)
        end
        wrong("value.a[2]: JSON has no inf", { a = { 1, math.huge } })
        wrong("value.f: cannot write a function", { f = print })
        wrong("value: a list with holes", { 1, nil, nil, 4 })
        wrong("value: a table with list items and other keys", { 1, 2, x = 3 })
        wrong("value: object keys are strings, got a boolean", { [true] = 1 })
        local cycle = {}
        cycle.me = cycle
        assert.has_error(function() json.encode(cycle) end)
    end)

    it("reads every kind of value", function()
        local v = assert(json.decode ' {"a" : [1, -2.5e3, "\\u00e9\\ud83d\\ude00\\/", true, false, null], "b":{}} ')
        assert.same({ 1, -2500.0, "é😀/", true, false, json.null }, v.a)
        assert.equal("{}", json.encode(v.b))
        assert.is_false(json.decode("[null]", { null = false })[1])
        assert.equal("integer", math.type(json.decode "7"))
        assert.equal(1e20, json.decode "100000000000000000000")
    end)

    it("says where malformed text goes wrong", function()
        local function wrong(text, message)
            local value, why, at = json.decode(text)
            assert.is_nil(value)
            assert.equal(message, why)
            assert.equal("integer", math.type(at))
        end
        wrong('{"a":1,\n "b" 2}', "line 2, column 6: expected ':'")
        wrong("[1,2", "line 1, column 5: expected ',' or ']'")
        wrong("[1,]", "line 1, column 4: expected a value")
        wrong('{"a":1,}', "line 1, column 8: expected a key")
        wrong("01", "line 1, column 1: a number with a leading zero")
        wrong("1.", "line 1, column 1: malformed number")
        wrong("[1] 2", "line 1, column 5: something follows the value")
        wrong('"\\ud800"', "line 1, column 2: half of a surrogate pair")
        wrong('"a\nb"', "line 1, column 3: a control character inside a string")
        wrong('"abc', "line 1, column 5: the text ends inside a string")
        wrong("", "line 1, column 1: the text ends where a value should be")
        wrong('"\xFF"', "line 1, column 2: not valid UTF-8")
        wrong(("["):rep(300), "line 1, column 257: nested too deeply")
        wrong("nul", "line 1, column 1: expected a value")
    end)

    it("rejects unknown options", function()
        assert.has_error(function() json.encode(1, { prety = true }) end,
            "json.encode: unknown option 'prety' (did you mean 'pretty'?)")
    end)
end)
