-- scripts/query.lua and scripts/ngrams.lua over the sample corpus.
local helper = require "tests.helper"
local json = require "toolkit.json"
local Table = require "toolkit.table"

describe("the query scripts", function()
    local file = os.tmpname() .. ".db"

    local function run(script, arguments)
        return helper.run(("%s scripts/%s.lua %s %s 2>&1"):format(helper.command, script, file, arguments))
    end

    --- The rows that a script prints.
    local function table_of(script, arguments)
        local output = helper.run(("%s scripts/%s.lua %s %s --format tsv 2>/dev/null"):format(helper.command, script, file,
            arguments))
        return assert(Table.parse(output, "tsv"))
    end

    setup(function() helper.run(("%s scripts/index.lua corpus -o %s 2>&1"):format(helper.command, file)) end)
    teardown(function() os.remove(file) end)

    it("count, and the count is that of the rows", function()
        local count = tonumber((run("query", [['[lower="said"]' --count]])))
        assert.is_true(count > 5)
        local rows = table_of("query", [['[lower="said"]']])
        assert.equal(count, #rows)
        assert.equal("said", rows.rows[1].match:lower())
    end)

    it("write many lines piece by piece, as one table", function()
        local all = tonumber((run("query", "'[]' --count")))
        assert.is_true(all > 4000)
        local function lines(format)
            return helper.run(("%s query %s '[]' --format %s 2>/dev/null"):format(helper.command, file, format))
        end
        local whole, n = json.decode((lines "json")), 0
        assert.equal(all, #whole)
        for line in lines("jsonl"):gmatch "[^\n]+" do
            n = n + 1
            assert.same(whole[n], json.decode(line))
        end
        assert.equal(all, n)
        for _, format in ipairs { "csv", "tsv" } do
            local rows = assert(Table.parse(lines(format), format))
            assert.equal(all, #rows)
            assert.equal(whole[all].start, tonumber(rows.rows[all].start))
        end
        assert.equal("left,match,right,file,start,end,line,column\n",
            helper.run(("%s query %s '\"nowhere\"' --format csv 2>/dev/null"):format(helper.command, file)))
    end)

    it("show hits with place and labels, sorted", function()
        local rows, last = table_of("query", [['a:[lower="said"] (?<next> [])' --sort right]]), ""
        for row in rows:each() do
            assert.equal((row.match:gsub("%s", "")), row.a .. row.next)
            assert.matches("^%d+:%d+$", row.line .. ":" .. row.column)
            assert.is_true(row["end"] > row.start)
            last = row.match
        end
        assert.not_equal("", last)
    end)

    it("group hits", function()
        local rows = table_of("query", [['[lower="said"]' --group match.lower]])
        assert.equal(1, #rows)
        assert.equal("said", rows.rows[1]["match.lower"])
        assert.equal(1, rows.rows[1].share)
    end)

    it("say in one line what is wrong", function()
        local output, status = run("query", [['[lower="said"']])
        assert.equal("scripts/query.lua: query: expected ']' at 14: the query ends here\n", output)
        assert.equal(1, status)
        assert.matches("no key 'x.y'", (run("query", [['"a"' --group x.y]])))
        assert.matches("no attribute 'nix'", (run("query", [['[nix="a"]']])))
    end)

    it("search as in a search box", function()
        local rows = table_of("query", [['minister OR spokesman' --search]])
        assert.is_true(#rows > 0)
        assert.matches("%[", rows.rows[1].snippet)
    end)

    it("list n-grams, most frequent first", function()
        local rows = table_of("ngrams", "-n 2 --top 10")
        assert.equal(10, #rows)
        for n = 2, 10 do assert.is_true(rows.rows[n].frequency <= rows.rows[n - 1].frequency) end
        local first = rows.rows[1]
        local a, b = first.ngram:match("^(%S+) (%S+)$")
        local count = run("query", ([['[lower="%s"%%l] [lower="%s"%%l] within s' --count]]):format(a, b))
        assert.equal(first.frequency, tonumber(count))
    end)
end)
