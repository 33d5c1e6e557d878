-- Finds spans with a model that scripts/train.lua learned from annotated texts: roles, events, attributions, anything.
--
-- Usage: toolkit scripts/label.lua MODEL INPUT... [OPTIONS]
--
-- MODEL is a model of kind labels. INPUT is a file, a folder, a glob, an archive, - for standard input, or one corpus
-- file (which --layer needs).
--
-- Options:
--   --least X          leave out what is found for an anchor and less probable than this (default: 0.35; 0: nothing)
--   --layer NAME       write what is found into this layer of the corpus file, in place of what it held
--   --threads N        how many annotate; what comes out is the same (default: 2)
--   -f, --format text|tsv|csv|json|jsonl|md|html   (default: as --out ends, else text)
--   -o, --out FILE     write there: FILE.svg the chart, FILE.html a page with table and chart, else the table
--
-- Output: one row a span: document, number of the unit (the anchor and what was found for it), label, words,
-- probability, bytes of the text (from 0, end exclusive). A span in pieces has a row for each. With --layer how many
-- spans were written; queries then find them: '<NAME label="Source"/>', and scripts/export.lua writes them.
--
-- Example: toolkit scripts/train.lua labels annotated/*.ann --labels Cue,Source,Content -o roles.model
--          toolkit scripts/label.lua roles.model corpus/ --format csv
--          toolkit scripts/label.lua roles.model corpus.db --layer roles

local toolkit = require "toolkit"
local args = require "toolkit.args"
local chart = require "toolkit.chart"
local files = require "toolkit.files"
local inputs = require "toolkit.corpus.inputs"
local output = require "toolkit.report.output"
local Table = require "toolkit.table"

local options = args.parse()
if options.least < 0 or options.least > 1 then args.fail("--least wants a probability, from 0 to 1", 2) end
if options.layer and #options.input > 1 then args.fail("--layer wants one corpus file", 2) end
local model = args.must(files.read(options.model))
local labeller, message = toolkit.labeller(model)
if not labeller then args.fail(options.model .. ": " .. message) end
if options.out then args.must(files.check_writable(options.out)) end -- before the work, not behind it

if options.layer then
    local corpus <close> = args.must(toolkit.open(options.input[1], { mode = "existing" }))
    local sum = args.must(corpus:annotate { model = model, layer = options.layer, least = options.least,
        threads = options.threads })
    print(("%s in %s"):format(args.counted(sum.spans, "span"), args.counted(sum.annotated, "document")))
    if sum.other_language > 0 then
        print(args.counted(sum.other_language, "document") .. " left out: not English")
    end
    return
end

local t = Table.new({ { "file", least = 16, wrap = 40, keep = true }, "unit", "label",
    { "text", least = 32, wrap = 64, keep = true }, { "probability", digits = 2 }, "start", "end" },
    { caption = "Spans" })
-- What corpus:annotate takes: English, or of unknown language.
local english = { en = true, eng = true, english = true }
local function is_english(document)
    return not document.language or english[document.language:lower():match("^[^-_]*")]
end

local documents, others = inputs.stream(options.input), 0
local function next_document()
    local document = documents()
    while document and not is_english(document) do
        others = others + 1
        document = documents()
    end
    return document
end
for document, parse in args.must(toolkit.parse_ahead(next_document, { threads = options.threads })) do
    for _, span in ipairs(args.must(labeller:label(parse, { least = options.least }))) do
        t:add { document.file, span.unit, span.label, document:slice(span.i, span.j), span.probability, span.i - 1,
            span.j }
    end
end
if others > 0 then t.note = args.counted(others, "document") .. " left out: not English" end
local labels = t:group("label", "count"):sort("count desc", "label")
output.write(t, chart.bar(labels, { title = "Spans by label", x = "label", y = "count" }), options)
