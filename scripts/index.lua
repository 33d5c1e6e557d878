-- Builds a corpus file from files, folders and archives, or brings one up to date.
--
-- Usage: toolkit scripts/index.lua INPUT... [OPTIONS]
--
-- What did not change since the last run is not read again. Files that cannot be read are named on standard error and
-- do not stop the run; exit status 1 when nothing could be added or found unchanged.
--
-- Options:
--   -o, --out FILE         the corpus file, made when it is not there; must be given
--   --threads N            how many read and annotate while one indexes; the file comes out the same (default: 2)
--   --attributes LIST,...  columns of vertical text (.vrt), for instance word,lemma,tag; or word,lower,stem: with stems
--                          (stem:german: of another language)
--   --annotate             give English documents words, lemmas, parts of speech, dependencies and names; documents
--                          of these that are in the corpus already get them too
--   --prune                remove documents of these inputs whose file is gone
--   --reader NAME          read every input in this format, one of toolkit.formats(), instead of recognising it
--   --encoding NAME        read every input in this encoding
--   --map ROLE=FIELD...    which field of XML, JSON, CSV plays which role: --map document=transcript --map text=content
--   --set FIELD=VALUE...   a field of every document, before what its file says: --set source=Xinhua
--   --alone                judge each web page by itself, not by what the pages of its site repeat
--   --rules FILE           block rules: a Lua file that returns a list, see toolkit.documents
--   --summary text|jsonl   what to say at the end, and of each file skipped (default: text)
--   --quiet                no summary
--
-- Output: a summary on standard output, with formats and encodings of the corpus when something was added; skipped
-- files and progress on standard error. With --summary jsonl one JSON object for each skipped file and warning,
-- {"file","error","message"}, and one with all counts at the end.
--
-- Example: toolkit scripts/index.lua corpus/ -o corpus.db
--          toolkit scripts/index.lua corpus/ -o corpus.db --annotate
--          toolkit scripts/query.lua corpus.db '[lemma="accuse" & pos="VERB"]'
--          toolkit scripts/query.lua corpus.db '<ent label="person"/> [lemma="say"]'
--          toolkit scripts/query.lua corpus.db '[rel="nsubj" & head.lemma="accuse"]'

local toolkit = require "toolkit"
local args = require "toolkit.args"
local files = require "toolkit.files"
local inputs = require "toolkit.corpus.inputs"
local json = require "toolkit.json"

--- How many documents of the corpus have each value of a metadata key.
local function tally(corpus, key)
    local counts = {}
    for value, n in corpus:sql("SELECT value, count(*) FROM metadata WHERE key = ? GROUP BY value", key) do
        counts[value] = n
    end
    return counts
end

local function listed(counts)
    local names = {}
    for name in pairs(counts) do names[#names + 1] = name end
    table.sort(names)
    for i, name in ipairs(names) do names[i] = ("%s %d"):format(name, counts[name]) end
    return table.concat(names, ", ")
end

local reasons = {} -- why files were skipped

local function summarize(path, corpus, sum)
    local happened = {}
    for _, what in ipairs { "added", "replaced", "renamed", "identical", "removed", "unchanged" } do
        if sum[what] > 0 then happened[#happened + 1] = ("%d %s"):format(sum[what], what) end
    end
    print(("%s: %s (%s)"):format(path, args.counted(#corpus, "document"),
        #happened > 0 and table.concat(happened, ", ") or "nothing new"))
    if sum.bytes > 0 then
        print(("%d bytes of text, %s indexed"):format(sum.bytes, args.counted(sum.tokens, "token")))
    end
    if sum.annotated > 0 then print(args.counted(sum.annotated, "document") .. " annotated") end
    if sum.other_language > 0 then
        print(args.counted(sum.other_language, "document") .. " in other languages indexed without annotation")
    end
    if sum.missing > 0 then
        print(args.counted(sum.missing, "document") .. " in the corpus whose file is gone; --prune removes them")
    end
    if sum.skipped > 0 then print(("%s skipped: %s"):format(args.counted(sum.skipped, "file"), listed(reasons))) end
    if sum.added + sum.replaced > 0 then
        print(("formats: %s; encodings: %s"):format(listed(tally(corpus, "format")), listed(tally(corpus, "encoding"))))
    end
end

local function summarize_json(path, corpus, sum)
    sum.corpus, sum.documents, sum.reasons = path, #corpus, reasons
    sum.formats, sum.encodings = tally(corpus, "format"), tally(corpus, "encoding")
    print(json.encode(json.object(sum)))
end

local options = args.parse()
if not options.out then args.fail("-o FILE.db is missing", 2) end

local fresh = not files.exists(options.out)
local corpus = args.must(toolkit.open(options.out))
local settings = inputs.options(options)
settings.attributes = options.attributes and table.concat(options.attributes, ",")
settings.annotate, settings.prune = options.annotate, options.prune

function settings.note(note)
    if note.error then reasons[note.error] = (reasons[note.error] or 0) + 1 end
    if options.summary == "jsonl" then
        print(json.encode(json.object(note, { "file", "error", "message" })))
    elseif note.message then
        io.stderr:write(toolkit.visible(note.message), "\n")
    end
end

local sum, message = args.try(corpus.add, corpus, options.input, settings)
if sum and options.annotate and sum.unchanged + sum.renamed > 0 then
    local again = args.must(corpus:annotate { threads = options.threads })
    sum.annotated = sum.annotated + again.annotated
    sum.other_language = again.other_language
end
local reached = sum and sum.added + sum.replaced + sum.renamed + sum.identical + sum.removed + sum.unchanged or 0
if sum and options.summary == "jsonl" then
    summarize_json(options.out, corpus, sum)
elseif reached > 0 and not options.quiet then
    summarize(options.out, corpus, sum)
end
corpus:close()
if fresh and reached == 0 then os.remove(options.out) end -- of a mistyped path, or a full disk, nothing is left behind
args.must(sum, message)
if reached == 0 then inputs.none(options.input) end
