-- Words of documents with sentence, lemma, tags, head and relation.
--
-- Usage: toolkit scripts/tokens.lua INPUT... [OPTIONS]
--
-- INPUT is a file, a folder, a glob, an archive, - for standard input, or one corpus file.
--
-- Options:
--   -f, --format conllu|vrt|tsv   (default: as --out ends, else conllu)
--   --layers NAME,...         only these: words, tags, lemmas, parse, names
--   -o, --out FILE            write there instead of standard output
--
-- Output: conllu: CoNLL-U with `# newdoc id`, `# sent_id`, `# text`; MISC carries TokenRange=start:end (code points of
-- the text, from 0, end exclusive), SpaceAfter=No and Name=B-person. vrt: one word a line (word, lemma, upos, xpos,
-- head, relation, name) inside <doc>, <s>. tsv: a header line, then one word a line with byte offsets (from 0, end
-- exclusive).
--
-- Example: toolkit scripts/tokens.lua corpus/ --format tsv

local toolkit = require "toolkit"
local args = require "toolkit.args"
local inputs = require "toolkit.corpus.inputs"
local output = require "toolkit.report.output"

local options = args.parse()
local out = output.open(options)
local settings = options.layers and { layers = table.concat(options.layers, ",") }

-- Byte offset -> code points before it, asked in ascending order.
local function code_points(text)
    local at, points = 1, 0
    return function(byte) -- 1-based
        if byte > at then
            points = points + utf8.len(text, at, byte - 1, true)
            at = byte
        end
        return points
    end
end

local function one_line(text)
    return (text:gsub("%s+", " "))
end

local format = {}

function format.conllu(document, parse, text)
    out:write("# newdoc id = ", one_line(document.file), "\n")
    local point = code_points(text)
    for s, first, _, i, j in parse:sentences() do
        out:write("# sent_id = ", s, "\n# text = ", one_line(text:sub(i, j)), "\n")
        for n, form, from, to, lemma, upos, xpos, head, relation, _, name in parse:words(s) do
            local part = parse:part(n)
            if part == 1 then -- the surface of a multi-word token covers its words
                local last = n
                while last < #parse and parse:part(last + 1) == 2 do last = last + 1 end
                local _, token_end = parse:span(last)
                local start = point(from)
                local misc = ("TokenRange=%d:%d"):format(start, start + utf8.len(text, from, token_end, true))
                if not text:find("^%s", token_end + 1) then misc = "SpaceAfter=No|" .. misc end
                out:write(n - first + 1, "-", last - first + 1, "\t", text:sub(from, token_end),
                    "\t_\t_\t_\t_\t_\t_\t_\t", misc, "\n")
            end
            local start = point(from)
            local misc = ("TokenRange=%d:%d"):format(start, start + utf8.len(form, 1, -1, true))
            if part == 0 and not text:find("^%s", to + 1) then misc = "SpaceAfter=No|" .. misc end
            if name then
                local _, begins = parse:entity(n)
                misc = ("Name=%s-%s|%s"):format(begins and "B" or "I", name, misc)
            end
            out:write(n - first + 1, "\t", form, "\t", lemma or "_", "\t", upos or "_", "\t", xpos or "_", "\t",
                parse:feats(n) or "_", "\t", head > 0 and head - first + 1 or 0, "\t", relation or "_",
                "\t_\t", misc, "\n")
        end
        out:write("\n")
    end
end

local function escape(text)
    return (text:gsub("[&<>\"]", { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;" }))
end

function format.vrt(document, parse)
    out:write('<doc file="', escape(one_line(document.file)), '">\n')
    for s, first in parse:sentences() do
        out:write("<s>\n")
        for _, form, _, _, lemma, upos, xpos, head, relation, _, name in parse:words(s) do
            out:write(escape(form), "\t", escape(lemma or "_"), "\t", upos or "_", "\t", xpos or "_", "\t",
                head > 0 and head - first + 1 or 0, "\t", relation or "_", "\t", name or "_", "\n")
        end
        out:write("</s>\n")
    end
    out:write("</doc>\n")
end

local heading = false
function format.tsv(document, parse)
    if not heading then
        out:write("file\tsentence\tstart\tend\tword\tlemma\tupos\txpos\thead\trelation\tname\n")
        heading = true
    end
    local file = one_line(document.file)
    for s, first in parse:sentences() do
        for _, form, i, j, lemma, upos, xpos, head, relation, _, name in parse:words(s) do
            out:write(file, "\t", s, "\t", i - 1, "\t", j, "\t", form, "\t", lemma or "", "\t", upos or "", "\t",
                xpos or "", "\t", head > 0 and head - first + 1 or 0, "\t", relation or "", "\t", name or "", "\n")
        end
    end
end

for document in inputs.stream(options.input) do
    local text = document.text
    local parse <close> = args.must(args.try(toolkit.parse, text, settings))
    format[output.format(options, "conllu", { "conllu", "vrt", "tsv" })](document, parse, text)
end
out:close()
