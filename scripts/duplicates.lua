-- Near-duplicates: copies, edited copies, shortened and merged texts, each pair with what it shares.
--
-- Usage: toolkit scripts/duplicates.lua INPUT... [OPTIONS]
--
-- INPUT is a file, a folder, a glob, an archive, - for standard input, or one corpus file (which --mark needs).
--
-- Options:
--   --jaccard X        report pairs whose shingle sets overlap by this share of their union (0.35 unless given, 0.5
--                      with --mark)
--   --containment X    ... or by this share of the smaller set (0.5 unless given, 0.8 with --mark)
--   --shingle N        words of a shingle (default: 5)
--   --explain A        show the passages that document A (a file name or its end) shares with each document that it
--                      makes a pair with; --explain A B: with document B
--   --mark             write into the corpus file of which document each copy is one (metadata copy_of), for the
--                      option --once of the other scripts
--   -f, --format text|tsv|csv|json|jsonl|md|html   (default: as --out ends, else text)
--   -o, --out FILE     write there: FILE.html a page, else the table
--
-- Output: one row a pair: both documents, Jaccard index, containment, shared shingles; on standard error the count of
-- documents and pairs. Pairs are verified one by one and never joined into chains: A like B and B like C does not make
-- A like C.
--
-- Example: toolkit scripts/duplicates.lua corpus/

local toolkit = require "toolkit"
local args = require "toolkit.args"
local inputs = require "toolkit.corpus.inputs"
local output = require "toolkit.report.output"
local Table = require "toolkit.table"

local options = args.parse()

if options.mark then
    local corpus <close> = args.must(toolkit.open(options.input[1], { mode = "existing" }))
    local copies = args.must(corpus:mark_copies { shingle = options.shingle, jaccard = options.jaccard,
        containment = options.containment })
    output.write(copies, nil, options)
    return
end

-- "--explain A B": a last INPUT that is no file names the other document.
local other
local last = #options.input > 1 and io.open(options.input[#options.input])
if last then
    last:close()
elseif options.explain and #options.input > 1 then
    other = table.remove(options.input)
end

local finder <close> = args.try(toolkit.duplicates, {
    shingle = options.shingle, jaccard = options.jaccard, containment = options.containment,
})
local files, texts = {}, {}
for document in inputs.stream(options.input) do
    finder:add(document.text)
    files[#files + 1] = document.file
    if options.explain then texts[#texts + 1] = document.text end
end

local pairs_found = Table.new({
    { name = "a", title = "file" }, { name = "b", title = "like" },
    { name = "jaccard", type = "number", digits = 3 },
    { name = "containment", type = "number", digits = 3 },
    { name = "shared", type = "integer", unit = "shingles" },
}, { caption = "Near-duplicates" })

local function is_named(name, file) return name and file:sub(-#name) == name end

local function explain(a, b)
    print(("%s\n%s"):format(files[a], files[b]))
    local passages = 0
    for i, j, k, l, words in toolkit.passages(texts[a], texts[b]) do
        print(("  %d words, bytes %d-%d and %d-%d: %s"):format(words, i - 1, j, k - 1, l,
            texts[a]:sub(i, j):gsub("%s+", " ")))
        passages = passages + 1
    end
    if passages == 0 then print("  no passage of 8 words or more") end
end

local function find_named(name)
    for n, file in ipairs(files) do
        if is_named(name, file) then return n end
    end
    args.fail(("no document is called '%s'"):format(name))
end

local count, explained = 0, 0
if options.explain then find_named(options.explain) end
if other then
    explain(find_named(options.explain), find_named(other))
else
    for a, b, jaccard, containment, shared in finder:pairs() do
        count = count + 1
        if not options.explain then
            pairs_found:add { files[a], files[b], jaccard, containment, shared }
        elseif is_named(options.explain, files[a]) or is_named(options.explain, files[b]) then
            explain(a, b)
            explained = explained + 1
        end
    end
    if options.explain and explained == 0 then print(options.explain .. " makes no pair with another document") end
end

if not options.explain then output.write(pairs_found, nil, options) end
if not other then
    io.stderr:write(("%s, %s\n"):format(args.counted(#files, "document"), args.counted(count, "pair")))
end
