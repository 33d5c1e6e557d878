-- The search box finds the same documents as FTS5 with our tokenizer: words, prefixes, phrases, AND OR NOT, NEAR. Over the sample corpus,
-- and over some thousand transcripts where they are at hand. FTS5 runs in the sqlite3 shell.
local toolkit = require "toolkit"
local helper = require "tests.helper"

local build = os.getenv("BUILD") or "build"
local extension = build .. "/libtoolkit_sqlite"

-- what we are asked, what FTS5 is asked
local QUERIES = {
    { "government" }, { "the" }, { "THE" }, { "kangaroo" }, { "nowhere" }, { "Zoë" }, { "cafe" }, { "1975" },
    { "water" }, { "minister" }, { "said" }, { "austral*" }, { "minis*", "minis*" },
    { "australia's", [["australia's"]] }, { "1,000", [["1,000"]] },
    { '"prime minister"' }, { '"of the"' }, { '"however the"' }, { '"release of water"' }, { '"and so on"' },
    { '"the prime minister of australia"' }, { '"ladies and gentlemen"' }, { '"said that"' },
    { "government AND war" }, { "government OR war" }, { "government NOT war" }, { "water AND NOT dam", "water NOT dam" },
    { '(tax OR budget) AND "prime minister"' }, { '"prime minister" NOT (tax OR war)' }, { "uranium OR wool OR wheat" },
    { "said AND (water OR peace) NOT war", "(said AND (water OR peace)) NOT war" },
    { "tax NEAR/5 cut", "NEAR(tax cut, 5)" }, { "the NEAR/10 of", "NEAR(the of, 10)" },
    { "water NEAR/2 of", "NEAR(water of, 2)" }, { "war NEAR/3 peace", "NEAR(war peace, 3)" },
    { "uranium NEAR/10 export", "NEAR(uranium export, 10)" },
    { '"prime minister" NEAR/4 australia', 'NEAR("prime minister" australia, 4)' },
}

local function quoted(text) return "'" .. text:gsub("'", "''") .. "'" end

--- The ids that FTS5 finds, one line a query.
local function ask_fts5(file)
    local name = os.tmpname()
    local sql = assert(io.open(name, "w"))
    sql:write((".load %s\nATTACH %s AS c;\n"):format(extension, quoted(file)))
    sql:write("CREATE VIRTUAL TABLE f USING fts5(x, content = '', tokenize = 'toolkit');\n")
    sql:write("INSERT INTO f(rowid, x) SELECT id, text FROM c.documents WHERE same_as IS NULL;\n")
    for _, q in ipairs(QUERIES) do
        sql:write(("SELECT ':' || ifnull(group_concat(rowid, ' '), '') FROM (SELECT rowid FROM f(%s) ORDER BY rowid);\n")
            :format(quoted(q[2] or q[1])))
    end
    sql:close()
    local output = helper.run(("sqlite3 :memory: < %s 2>&1"):format(name))
    os.remove(name)
    local lines = {}
    for line in output:gmatch("[^\n]+") do lines[#lines + 1] = line end
    return lines
end

local function same_sets(input)
    if not io.open(extension .. ".so") or select(2, helper.run("command -v sqlite3 > /dev/null")) ~= 0 or
        os.getenv("MODE") == "asan" then
        pending("no sqlite3 shell, or it cannot load the extension")
        return
    end
    local file = os.tmpname()
    os.remove(file)
    local corpus <close> = assert(toolkit.open(file))
    assert(corpus:add(input))
    local theirs, found = ask_fts5(file), 0
    for n, q in ipairs(QUERIES) do
        local ids = {}
        for i, r in ipairs(assert(corpus:search(q[1], { limit = math.maxinteger, snippet = 0 }))) do ids[i] = r.document end
        table.sort(ids)
        assert.equal(theirs[n], ":" .. table.concat(ids, " "), q[1])
        found = found + #ids
    end
    assert.is_true(found > #QUERIES / 2)
    corpus:close()
    for _, ending in ipairs { "", "-wal", "-shm" } do os.remove(file .. ending) end
end

describe("the search box and FTS5 find the same documents", function()
    it("in the sample corpus", function() same_sets("corpus") end)
    it("in 3,260 transcripts", function()
        local transcripts = helper.shared("data/au-pm/transcripts.tar.gz")
        if not transcripts then
            pending("../shared/data/au-pm is not here")
            return
        end
        same_sets(transcripts)
    end)
end)
