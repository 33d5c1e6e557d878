-- Finds token patterns (CQL) in a corpus file: a concordance, a count, a frequency breakdown, a plan.
--
-- Usage: toolkit scripts/query.lua FILE QUERY [OPTIONS]
--
-- FILE is a corpus made by scripts/index.lua. QUERY is a word, words in a row (climate change), words with * for any
-- letters (climat*), or a pattern of tokens:
--   '"the" "people"'                        two words          '[lower="said"]'        an attribute
--   '[word=".*ing"%c] []{0,3} "of"'         regular expression, gap
--   '"he" | "she"'  '("a" "b")+'            alternative, repetition
--   '"back" "doors?" within s'              in one sentence; also: not within, containing, not containing
--   'a:[] "and" b:[] :: a.lower = b.lower'  condition on labels
-- help "Corpus:find" at the prompt has the whole language.
--
-- Options:
--   --by NAME          attribute that words are looked up in (default: lower)
--   --count            print the number of hits only
--   --kwic N           words of context on each side (default: 8)
--   --unit NAME        unit of the context: word, char, s, p or a layer (default: word)
--   --sort KEY,...     sort: match.lower, left, right, left1.lower, doc.date ..., "-" in front descends
--   --collation TAG    sort as this language does: en, sv, de-u-co-phonebk ...; without it by letters, accents aside
--   --group KEY,...    count the hits by these keys instead of showing them
--   --least N          rows of a breakdown with fewer hits are left out (default: 1)
--   --sample N         so many hits at random
--   --seed S           of the sample (default: 1)
--   --limit N          the first so many hits
--   --strategy standard|longest|shortest|traditional   (default: standard)
--   --list NAME=FILE...  a word list, one word a line, for [lower=$NAME]
--   --search           take QUERY as the text of a search box: 'huawei AND ("back door" OR backdoor*) date:2021..';
--                      the best documents with a snippet each (--limit, default 10)
--   --explain          print how the query is carried out
--   -f, --format text|tsv|csv|json|jsonl|md|html   (default: as --out ends, else text)
--   -o, --out FILE     write there: FILE.html a page, else the table
--
-- Output: one row a hit: left context, match, right context, file, bytes (from 0, end exclusive), line and column of
-- the document's text, and a column a label or capture; on standard error the number of hits, and how many of
-- them are shown when not all.
--
-- Example: toolkit scripts/query.lua news.db '[lower="back"] [lower="doors?"]' --sort right --kwic 6

local toolkit = require "toolkit"
local args = require "toolkit.args"
local choice = require "toolkit.corpus.choice"
local output = require "toolkit.report.output"
local Table = require "toolkit.table"

local CONTEXT = 24 -- columns of a narrow terminal for each side of a match

local options = args.parse()

local function read_lists(declared)
    local lists = {}
    for _, text in ipairs(declared or {}) do
        local name, path = text:match("^([%w_]+)=(.+)$")
        if not name then args.fail("--list wants NAME=FILE, got '" .. text .. "'", 2) end
        local file = args.must(io.open(path))
        lists[name] = {}
        for line in file:lines() do
            local word = line:match("^%s*(.-)%s*$")
            if word ~= "" then table.insert(lists[name], word) end
        end
        file:close()
    end
    return lists
end

local corpus <close> = args.must(toolkit.open(options.file, { mode = "read" }))

if options.search then
    local results = args.must(args.try(corpus.search, corpus, options.query, { limit = options.limit }))
    local rows = Table.new({
        { "score", type = "number", digits = 3 }, { "file", least = 16, keep = true }, "title", "date",
        { "snippet", least = 40, keep = true },
    }, { caption = options.query })
    for _, r in ipairs(results) do rows:add { r.score, r.file, r.title or "", r.date or "", r.snippet } end
    output.write(rows, nil, options)
    io.stderr:write(("%d of %s shown\n"):format(#results, args.counted(results.total, "document")))
    return
end

local pattern = args.try(choice.pattern, corpus, options.query, options.by)
local hits <close> = args.must(args.try(corpus.find, corpus, pattern, {
    strategy = options.strategy, lists = read_lists(options.list),
    limit = options.limit, sample = options.sample, seed = options.seed,
}))

local function one_line(text) return (text:gsub("%s+", " ")) end

local function breakdown()
    local columns = {}
    for i, key in ipairs(options.group) do columns[i] = key end
    columns[#columns + 1] = { name = "hits", type = "integer" }
    columns[#columns + 1] = { name = "share", type = "number", digits = 4 }
    columns[#columns + 1] = { name = "documents", type = "integer" }
    local keys = table.pack(table.unpack(options.group))
    keys[#keys + 1] = { least = options.least }
    local counts <close> = args.try(hits.group, hits, table.unpack(keys))
    local rows, total = Table.new(columns, { caption = options.query }), counts:total()
    for row in counts:iter() do
        local n = #rows + 1
        local values = table.pack(counts:row(n))
        local cells = table.pack(table.unpack(values, 3, values.n))
        cells[#cells + 1] = row
        cells[#cells + 1] = row / total
        cells[#cells + 1] = values[2]
        rows:add(cells)
    end
    return rows
end

-- The columns of a concordance, and a function that gives the cells of one line after the other.
local function concordance()
    if options.collation and not options.sort then args.fail("--collation is for --sort KEY,...", 2) end
    if options.sort then
        local keys = table.pack(table.unpack(options.sort))
        keys[#keys + 1] = { collation = options.collation }
        args.try(hits.sort, hits, table.unpack(keys))
    end
    local labels = hits:labels()
    local columns = {
        { "left", align = "right", least = CONTEXT, keep = true }, { "match", least = CONTEXT // 2, keep = true },
        { "right", least = CONTEXT, keep = true }, { "file", least = 12 },
        { "start", type = "integer", keep = false }, { "end", type = "integer", keep = false },
        { "line", type = "integer" }, { "column", type = "integer" },
    }
    for _, label in ipairs(labels) do columns[#columns + 1] = label end
    local step, state, control = args.try(hits.kwic, hits, { unit = options.unit, context = options.kwic })
    local n = 0
    return columns, function()
        local left, match, right, file, i, j, line, column = step(state, control)
        control = left
        if not left then return nil end
        n = n + 1
        local cells = { one_line(left), one_line(match), one_line(right), file, i - 1, j, line, column }
        for _, label in ipairs(labels) do cells[#cells + 1] = one_line(hits:value(n, label .. ".word")) end
        return cells
    end
end

-- Formats that need not see all lines first are written so many lines at a time, however many there are.
local LINES <const> = 2000
local PIECEMEAL = { csv = true, tsv = true, jsonl = true }

local function write_lines(columns, next_line)
    local format, kind = output.format(options, "text"), output.kind(options)
    local whole = not PIECEMEAL[format] or kind == "html" or kind == "svg"
    local sink, is_first = not whole and output.open(options), true
    repeat
        local rows = Table.new(columns, { caption = options.query })
        for cells in next_line do
            rows:add(cells)
            if #rows == LINES and not whole then break end
        end
        if whole then return output.write(rows, nil, options) end
        sink:write(rows:format(format, format ~= "jsonl" and { header = is_first } or nil))
        is_first = false
    until #rows < LINES
    sink:close()
end

if options.explain then
    io.write(hits:explain())
elseif options.count then
    print(args.try(hits.count, hits))
elseif options.group then
    output.write(breakdown(), nil, options)
else
    write_lines(concordance())
    local shown, total = #hits, hits:count()
    local hits_text = args.counted(total, "hit")
    io.stderr:write(shown == total and hits_text or ("%d of %s shown"):format(shown, hits_text), "\n")
end
