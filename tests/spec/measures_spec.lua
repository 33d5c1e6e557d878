-- scripts/measures.lua on tables of counts.
local helper = require "tests.helper"
local Table = require "toolkit.table"

local function with_table(text, command)
    local path = os.tmpname() .. ".tsv"
    local file = assert(io.open(path, "w"))
    file:write(text)
    file:close()
    local output, status = helper.run(("%s scripts/measures.lua %s %s 2>&1"):format(helper.command, path, command))
    os.remove(path)
    return output, status
end

describe("scripts/measures.lua", function()
    local counts = "# a comment\nword\tf1\tf2\nMRSA\t411\t13\nand\t30\t9000\n"

    it("adds a column per measure and leaves the others alone", function()
        local output = with_table(counts, "--f1 f1 --n1 1177 --f2 f2 --n2 341805 --family 20109 --measures g2,lrc")
        local result = assert(Table.parse(output, "tsv"))
        assert.equal(2, #result)
        assert.equal("MRSA", result.rows[1].word)
        assert.is_true(math.abs(result.rows[1].g2 - 4711.9164991754) < 1e-9)
        assert.is_true(math.abs(result.rows[1].lrc - 11.5305513000) < 1e-9)
        assert.equal(0, result.rows[2].lrc)
    end)

    it("takes four cells or margins", function()
        local cells = with_table("a\tb\tc\td\n10\t0\t3\t31764\n", "--o11 a --o12 b --o21 c --o22 d --measures g2")
        local margins = with_table("o\tr\tc\n10\t10\t13\n", "--o11 o --r1 r --c1 c --n 31777 --measures g2")
        assert.equal(cells:match("\t(%S+)\n$"), margins:match("\t(%S+)\n$"))
    end)

    it("explains what is wrong", function()
        local output, status = with_table(counts, "--f1 f1 --n1 1177 --f2 f2 --n2 341805 --measures log_rati")
        assert.equal(2, status)
        assert.matches("did you mean 'log_ratio'", output)
        output, status = with_table(counts, "--f1 word --n1 1177 --f2 f2 --n2 341805 --measures g2")
        assert.equal(1, status)
        assert.matches("column 'word' holds 'MRSA', which is not a count", output)
    end)
end)
