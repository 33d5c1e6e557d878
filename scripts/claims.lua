#!/usr/bin/env toolkit
-- Reads news texts and prints who says what, about whom, on what evidence, and where versions disagree.
--
-- Usage: toolkit scripts/claims.lua INPUT... [options]
--
-- INPUT is a file, a folder, a glob, an archive or - for standard input.
--
-- Options:
--   -f, --format text|html|json|jsonl|csv|md|gexf|graphml|annotations  what to print (default text: one screen)
--   -o, --out DIR            write every format into this folder; the text summary is still printed
--   --speaker NAME           only claims of this speaker (a name or part of one)
--   --target NAME            only claims about this party
--   --stance NAME            only claims of this stance: accuse, deny, demand, recommend, admit ...
--   --evidence none|vague|named  only claims on evidence of this kind
--   --event ID               only claims of documents of this event
--   --since DATE             only documents of this day or later (ISO 8601)
--   --anchor FILE=DATE,...   dates of files that do not say when they were written
--   --disable RULE,...       rules that must not fire
--   --no-links               do not compare documents with each other
--   --explain ID             say how one claim was found, step by step, instead of the report
--   --rules                  list the rules with the number of times each fired
--   -h, --help               this text
--
-- Output: the report on standard output; every claim leads back to `file:start-end`, bytes of the text from 0.
--
-- Example:
--   toolkit scripts/claims.lua corpus/ --out build/report

local toolkit = require "toolkit"
local args = require "toolkit.args"
local claims = require "toolkit.claims"
local report = require "toolkit.report"

local options = args.parse()

local function pairs_of(list)
    local t = {}
    for _, item in ipairs(list or {}) do
        local file, date = item:match("^(.+)=(%d%d%d%d[%d-]*)$")
        if not file then args.fail(("--anchor: '%s' is not FILE=DATE"):format(item), 2) end
        t[file] = date
    end
    return t
end

local disabled = {}
for _, name in ipairs(options.disable or {}) do disabled[name] = true end

local refused = 0
local function note(n)
    if n.error then refused = refused + 1 end
    io.stderr:write("claims: ", toolkit.visible(n.message or n.file), "\n")
end

local result = claims.run(options.input, { anchors = pairs_of(options.anchor), disabled = disabled,
    links = not options.no_links, explain = options.explain ~= nil, note = note })
if #result.documents == 0 and refused > 0 then args.fail("no document could be read") end
result = claims.filter(result, { speaker = options.speaker, target = options.target, stance = options.stance,
    evidence = options.evidence,
    event = options.event, since = options.since })

local inputs = {}
for i, d in ipairs(result.documents) do inputs[i] = { file = d.file, sha256 = d.sha256 } end
local shown = { speaker = options.speaker, target = options.target, stance = options.stance,
    evidence = options.evidence, event = options.event,
    since = options.since, anchor = options.anchor, disable = options.disable, no_links = options.no_links or nil }
result.stamp = claims.stamp(result, report.stamp { script = arg[0], options = shown, inputs = inputs })

if options.explain then
    local text, message = claims.explain(result, options.explain)
    if not text then args.fail(message) end
    io.write(text)
elseif options.rules then
    for _, r in ipairs(claims.rules()) do print(("%7d  %-20s %s"):format(r.hits, r.name, r.describe)) end
else
    io.write(claims.format(result, options.format or "text"))
end
if options.out then
    local okay, message = os.execute("mkdir -p -- '" .. options.out:gsub("'", "'\\''") .. "'")
    if okay then okay, message = claims.write(result, options.out) end
    if not okay then args.fail(message) end
end
