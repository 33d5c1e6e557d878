-- Reads news texts and prints who says what, about whom, on what evidence, and where versions disagree.
--
-- Usage: toolkit scripts/claims.lua INPUT... [OPTIONS]
--
-- INPUT is a file, a folder, a glob, an archive, - for standard input, or one corpus file.
--
-- Options:
--   -f, --format text|html|json|jsonl|csv|md|gexf|graphml|annotations|ris|bibtex|csl|corrections  what to print
--                            (default text: one screen; ris, bibtex, csl: the documents as a bibliography)
--   -o, --out DIR            write every format into this folder; the text summary is still printed. FILE.html,
--                            FILE.csv and so on: only that format, into this file, and nothing is printed
--   --speaker NAME           only claims of this speaker (a name or part of one)
--   --target NAME            only claims about this party
--   --stance NAME            only claims of this stance: accuse, deny, demand, recommend, admit ...
--   --evidence none|vague|named  only claims on evidence of this kind
--   --event ID               only claims of documents of this event
--   --since DATE             only documents of this day or later (ISO 8601)
--   --until DATE             only documents of this day or earlier
--   --anchor FILE=DATE,...   dates of files that do not say when they were written
--   --corrections FILE       an analyst's decisions; --format corrections prints a file to start from
--   --reader NAME            read every input in this format, one of toolkit.formats(), instead of recognising it
--   --encoding NAME          read every input in this encoding
--   --map ROLE=FIELD...      which field of XML, JSON, CSV plays which role: --map text=content --map date=release
--   --set FIELD=VALUE...     a field of every document, before what its file says: --set source=Xinhua
--   --alone                  judge each web page by itself, not by what the pages of its site repeat
--   --rules FILE             block rules: a Lua file that returns a list, see toolkit.documents
--   --threads N              how many read and tag texts; what comes out is the same (default: 2)
--   --disable RULE,...       rules that must not fire
--   --no-links               do not compare documents with each other
--   --explain ID             say how one claim was found, step by step, instead of the report; all explains every claim
--   --list-rules             list the rules of attribution with the number of times each fired
--   --quiet                  with --out: nothing on standard output
--
-- Output: the report on standard output; every claim leads back to `file:start-end`, bytes of the text from 0.
--
-- Example: toolkit scripts/claims.lua corpus/ --out build/report

local args = require "toolkit.args"
local claims = require "toolkit.claims"
local export = require "toolkit.claims.export"
local files = require "toolkit.files"
local output = require "toolkit.report.output"
local report = require "toolkit.report"
local script = require "toolkit.claims.script"

local options = args.parse()

local function anchors_of(list)
    local t = {}
    for _, item in ipairs(list or {}) do
        local file, date = item:match("^(.+)=(%d%d%d%d[%d-]*)$")
        if not file then args.fail(("--anchor: '%s' is not FILE=DATE"):format(item), 2) end
        t[file] = date
    end
    return t
end

-- What --out names: the format of a file, or a folder.
local ending = output.kind(options)
ending = ending == "bib" and "bibtex" or ending
local file_format = export.formats[ending] and (options.format or ending)
local folder = not file_format and options.out
-- before the work, not behind it
if folder then args.must(files.make_folder(folder)) end
if file_format then args.must(files.check_writable(options.out)) end

local disabled = {}
for _, name in ipairs(options.disable or {}) do disabled[name] = true end

local result = script.read(options, { anchors = anchors_of(options.anchor), disabled = disabled,
    links = not options.no_links, explain = options.explain ~= nil, corrections = script.corrections(options) })
result.stamp = claims.stamp(result, report.stamp { script = arg[0], options = script.asked(options),
    inputs = script.inputs(result) })

local out = output.open {}
local function print_out(text) out:write(text) end

if options.explain == "all" then
    for _, c in ipairs(result.claims) do print_out(claims.explain(result, c.id) .. "\n") end
elseif options.explain then
    print_out(args.must(claims.explain(result, options.explain)))
elseif options.list_rules then
    for _, r in ipairs(claims.rules(result)) do print_out(("%7d  %-20s %s\n"):format(r.hits, r.name, r.describe)) end
elseif not file_format and not (options.quiet and folder) then
    claims.stream(result, options.format or "text", print_out)
end
out:close()
if file_format then
    args.must(files.write(options.out, function(put) claims.stream(result, file_format, put) end))
elseif folder then
    local brat = folder .. "/brat"
    args.must(files.make_folder(brat))
    args.must(claims.write(result, folder, { brat = brat }))
end
