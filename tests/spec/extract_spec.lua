-- scripts/extract.lua: the text of web pages and other files as records.
local helper = require "tests.helper"
local json = require "toolkit.json"

local function extract(arguments)
    return helper.run(helper.command .. " scripts/extract.lua " .. arguments)
end

describe("scripts/extract.lua", function()
    it("prints a line a document", function()
        local output, status = extract("corpus/ --quiet")
        assert.equal(0, status)
        local files = {}
        for line in output:gmatch("[^\n]+") do
            local record = json.decode(line)
            files[#files + 1] = record.file
            assert.is_string(record.text)
            assert.is_nil(record.text:find("SHARE THIS ARTICLE", 1, true))
            local last = 0
            for _, block in ipairs(record.blocks) do
                assert.is_true(block.start >= last and block["end"] > block.start)
                assert.is_string(block.kind)
                assert.is_number(block.source_end)
                last = block["end"]
            end
        end
        assert.is_true(#files >= 12)
        table.sort(files)
        assert.equal(files[1], "corpus/grain-levy/brenn-mills.md")
    end)

    it("carries title, date, how the date is known, outlet, language", function()
        local record = json.decode((extract("corpus/strait-cable/varn-global-net.txt --quiet")))
        assert.same({ "2031-03-14", "explicit", "Varn Global Net", "en" },
            { record.date, record.date_how, record.source, record.language })
        assert.matches("^Varn Foreign Ministry: ", record.title)
        assert.is_nil(record.text:find("adslot", 1, true))
        assert.truthy(extract("corpus/strait-cable/varn-global-net.txt --keep all --format text --quiet"):find("adslot", 1, true))
    end)

    it("explains its decisions, sums up, sets fields", function()
        local output = extract("corpus/strait-cable/varn-global-net.txt --explain --set source=Ostrel --summary jsonl 2>&1")
        assert.matches("source +Ostrel  %(given%)", output)
        assert.matches("boilerplate/ad%-javascript", output)
        assert.matches('"documents":1', output)
        output = extract("corpus/later /nonexistent 2>&1 >/dev/null")
        assert.matches("/nonexistent: No such file", output)
        assert.matches("skipped 1, warnings 0", output)
    end)

    it("refuses a wrong command line", function()
        local _, status = extract("corpus --formt text 2>/dev/null")
        assert.equal(2, status)
    end)
end)
