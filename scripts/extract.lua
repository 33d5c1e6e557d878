-- Prints the text of documents without boilerplate, with what is known about them.
--
-- Usage: toolkit scripts/extract.lua INPUT... [OPTIONS]
--
-- INPUT is a file, a folder, a glob, an archive, - for standard input, or one corpus file.
--
-- Options:
--   -f, --format jsonl|text  one JSON object a line, or the bare text (default: as --out ends, else jsonl)
--   -o, --out FILE           write there instead of standard output
--   --keep body|all          leave out what is no body text, or keep it (default: body)
--   --explain                say for each document what was decided, and why, instead of printing it
--   --summary text|jsonl     what to say on standard error, at the end and of each file skipped (default: text)
--   --quiet                  no summary
--   --reader NAME            read every input in this format, one of toolkit.formats(), instead of recognising it
--   --encoding NAME          read every input in this encoding
--   --map ROLE=FIELD...      which field of XML, JSON, CSV plays which role: --map text=content --map date=release
--   --set FIELD=VALUE...     a field of every document, before what its file says: --set source=Xinhua
--   --alone                  judge each web page by itself, not by what the pages of its site repeat (for that they are
--                            read twice; standard input is always taken alone)
--   --rules FILE             block rules: a Lua file that returns a list, see toolkit.documents
--   --newline paragraph|space  what a line end is in plain text (default: by the shape of the lines)
--   --threads N              how many read at once; the output is the same (default: 2)
--
-- Output: one line a document:
--   {"file","title","date","date_how","source","language","text","blocks":[{"start","end","kind"}], ...}
-- `text` is the body; `blocks` are byte ranges (from 0, end exclusive) of the whole decoded text, their source_start
-- and source_end bytes of the original file. Files that cannot be read are named on standard error; the run goes on.
--
-- Example: toolkit scripts/extract.lua corpus/ | head -n 1

local toolkit = require "toolkit"
local args = require "toolkit.args"
local inputs = require "toolkit.corpus.inputs"
local json = require "toolkit.json"
local output = require "toolkit.report.output"

local options = args.parse()
local format = output.format(options, "jsonl", { "jsonl", "text" })
local out = output.open(options)

-- ---- one document ----------------------------------------------------------------------------

local function body(doc)
    local parts = {}
    for _, i, j, _, _, _, _, is_body in doc:blocks() do
        if is_body then parts[#parts + 1] = doc:slice(i, j) end
    end
    return table.concat(parts, "\n\n")
end

local BLOCK_ORDER = { "start", "end", "kind", "detail", "speaker", "source_start", "source_end" }

local function blocks(doc)
    local list = json.array()
    for kind, i, j, detail, speaker_i, speaker_j in doc:blocks() do
        local source_i, source_j = doc:source_span(i, j)
        list[#list + 1] = json.object({ start = i - 1, ["end"] = j, kind = kind, detail = detail,
            speaker = speaker_i and doc:slice(speaker_i, speaker_j), source_start = source_i - 1,
            source_end = source_j }, BLOCK_ORDER)
    end
    return list
end

local ORDER = { "file", "title", "date", "date_how", "date_precision", "source", "author", "language", "url", "sha256",
    "text", "blocks", "metadata" }

local function record(doc)
    local date, how, precision = doc:fact("date")
    return json.object({
        file = doc.file, title = doc.title or json.null,
        date = date or json.null, date_how = how or json.null, date_precision = precision,
        source = doc.source or json.null, author = doc.author, language = doc.language or json.null, url = doc.url,
        sha256 = doc.sha256, text = options.keep == "all" and doc.text or body(doc), blocks = blocks(doc),
        metadata = json.object(doc.metadata),
    }, ORDER)
end

local function clip(text, columns)
    local line = toolkit.visible((text:gsub("%s+", " ")))
    return toolkit.width(line) > columns and toolkit.clip(line, columns - 1) .. "…" or line
end

local function explain(doc)
    print(toolkit.visible(doc.file))
    local keys = {}
    for key in pairs(doc.metadata) do keys[#keys + 1] = key end
    table.sort(keys)
    for _, key in ipairs(keys) do print(("  %-12s %s"):format(key, clip(doc.metadata[key], 90))) end
    for _, name in ipairs { "title", "date", "modified", "source", "author", "language", "url" } do
        local value, how, _, i, j = doc:fact(name)
        if value then
            local where = i and (" at %d..%d: %s"):format(i, j, clip(doc:slice(i, j), 50)) or ""
            print(("  %-12s %s  (%s%s)"):format(name, clip(value, 60), how, where))
        else
            print(("  %-12s not known"):format(name))
        end
    end
    for kind, i, j, detail, speaker_i, speaker_j, _, is_body in doc:blocks() do
        local label = detail and kind .. "/" .. detail or kind
        local speaker = speaker_i and "[" .. clip(doc:slice(speaker_i, speaker_j), 24) .. "] " or ""
        print(("  %s %6d..%-6d %-28s %s%s"):format(is_body and "+" or "-", i, j, label, speaker,
            clip(doc:slice(i, math.min(j, i + 200)), 60)))
    end
end

-- ---- the run ---------------------------------------------------------------------------------

local count = { documents = 0, bytes = 0, skipped = 0, warnings = 0, formats = {}, encodings = {}, reasons = {} }

local function tally(t, key)
    t[key] = (t[key] or 0) + 1
end

local function note(n)
    local kind = n.error and "skipped" or "warnings"
    count[kind] = count[kind] + 1
    if n.error then tally(count.reasons, n.error) end
    if options.summary == "jsonl" then
        io.stderr:write(json.encode(json.object(n, { "file", "error", "message" })), "\n")
    else
        io.stderr:write(toolkit.visible(n.message or n.file), "\n")
    end
end

local function summary()
    if options.quiet then return end
    if options.summary == "jsonl" then
        io.stderr:write(json.encode(json.object(count)), "\n")
        return
    end
    local parts = {}
    for _, what in ipairs { "formats", "encodings", "reasons" } do
        local keys = {}
        for key in pairs(count[what]) do keys[#keys + 1] = key end
        table.sort(keys)
        for i, key in ipairs(keys) do keys[i] = ("%s %d"):format(key, count[what][key]) end
        if keys[1] then parts[#parts + 1] = ("%s: %s"):format(what, table.concat(keys, ", ")) end
    end
    io.stderr:write(("%s, %s; skipped %d, warnings %d\n"):format(args.counted(count.documents, "document"),
        args.counted(count.bytes, "byte"), count.skipped, count.warnings))
    for _, part in ipairs(parts) do io.stderr:write("  ", part, "\n") end
end

local reading = inputs.options(options)
reading.keep = options.keep == "all" and "all" or nil
reading.newline, reading.note = options.newline, note
for doc in args.try(inputs.documents, options.input, reading) do
    count.documents, count.bytes = count.documents + 1, count.bytes + doc.bytes
    tally(count.formats, doc.metadata.format)
    tally(count.encodings, doc.metadata.encoding or "none")
    if options.explain then
        explain(doc)
    elseif format == "text" then
        out:write(options.keep == "all" and doc.text or body(doc), "\n")
    else
        out:write(json.encode(record(doc)), "\n")
    end
end
out:close()
summary()
if count.documents == 0 then inputs.none(options.input) end
