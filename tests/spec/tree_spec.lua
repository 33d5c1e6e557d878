-- Trees of dependencies as pictures of text.
local toolkit = require "toolkit"
local tree = require "toolkit.tree"

describe("a tree as a picture", function()
    local parse = assert(toolkit.parse "Rivers <rise> & fall. They do.")

    it("shows every word, escaped, and every relation but the root's", function()
        local svg = tree.svg(parse, 1)
        assert.matches("^<svg [^\n]+>\n", svg)
        assert.matches("</svg>$", svg)
        assert.matches(">&lt;<", svg)
        assert.matches(">&amp;<", svg)
        local _, arcs = svg:gsub('fill="none"', "")
        assert.equal((select(2, parse:sentence_span(1))) - 1, arcs)
    end)

    it("draws the sentence that is asked for", function()
        assert.matches(">They<", tree.svg(parse, 2))
        assert.is_nil(tree.svg(parse, 2):find(">Rivers<", 1, true))
        assert.equal(tree.svg(parse), tree.svg(parse, 1))
    end)
end)
