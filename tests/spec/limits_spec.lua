-- Named limits are set and read.
local toolkit = require "toolkit"

describe("limits", function()
    it("have names, values and meanings", function()
        local before = toolkit.limit("json_depth", 7)
        assert.equal(7, toolkit.limit("json_depth"))
        assert.equal(7, toolkit.limit("json_depth", before))
        assert.has_error(function() toolkit.limit("jsn") end, "no limit is called 'jsn'")
        local seen = {}
        for _, row in ipairs(toolkit.limits()) do seen[row.name] = row end
        assert.equal(before, seen.json_depth.value)
        assert.is_string(seen.segment_tokens.meaning)
    end)
end)
