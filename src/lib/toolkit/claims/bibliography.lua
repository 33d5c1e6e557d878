-- The documents of a result as entries of a bibliography: RIS, BibTeX, CSL-JSON. What a document does not say about
-- itself is left out, never guessed.
local json = require "toolkit.json"
local tables = require "toolkit.claims.tables"

local bibliography = {}

local value, base = tables.value, tables.base

local function one_line(text)
    return (text:gsub("[%c%s]+", " "):gsub("^ ", ""):gsub(" $", ""))
end

-- What a document says of itself: key, title, outlet, year, month, day, file, sha256.
local function entries(result)
    local list, taken = {}, {}
    for i, d in ipairs(result.documents) do
        local title, date = value(d.title), value(d.date.value) or ""
        local year, month, day = date:match("^(%d%d%d%d)%-?(%d?%d?)%-?(%d?%d?)")
        local key = base(d.file):gsub("%.%w+$", ""):gsub("[^%w]+", "_"):gsub("^_+", ""):gsub("_+$", "")
        key = (key == "" or taken[key]) and ("%s_%d"):format(key == "" and "document" or key, i) or key
        taken[key] = true
        list[i] = { key = key, title = title and one_line(title.text) or base(d.file), outlet = value(d.source.name)
            and one_line(d.source.name), year = year, month = month ~= "" and month or nil,
            day = day ~= "" and day or nil, language = value(d.language), file = d.file, sha256 = value(d.sha256) }
    end
    return list
end

--- RIS, as reference managers read it: type NEWS.
function bibliography.ris(result)
    local out = {}
    local function line(tag, text) if text then out[#out + 1] = ("%s  - %s"):format(tag, text) end end
    for _, e in ipairs(entries(result)) do
        line("TY", "NEWS")
        line("ID", e.key)
        line("TI", e.title)
        line("T2", e.outlet)
        line("PY", e.year)
        line("DA", e.year and ("%s/%s/%s/"):format(e.year, e.month or "", e.day or ""))
        line("LA", e.language)
        line("L1", one_line(e.file))
        line("N1", e.sha256 and "SHA-256 " .. e.sha256)
        out[#out + 1] = "ER  - "
        out[#out + 1] = ""
    end
    return table.concat(out, "\r\n")
end

local TEX = { ["\\"] = "\\textbackslash{}", ["{"] = "\\{", ["}"] = "\\}", ["$"] = "\\$", ["&"] = "\\&", ["#"] = "\\#",
    ["_"] = "\\_", ["%"] = "\\%", ["^"] = "\\textasciicircum{}", ["~"] = "\\textasciitilde{}" }

local function tex(text)
    return (text:gsub('[\\{}$&#_%%^~]', TEX))
end

--- BibTeX, entries of type misc.
function bibliography.bibtex(result)
    local out = {}
    for _, e in ipairs(entries(result)) do
        local fields = {}
        local function field(name, text) if text then fields[#fields + 1] = ("  %s = {%s}"):format(name, text) end end
        field("title", "{" .. tex(e.title) .. "}")
        field("howpublished", e.outlet and tex(e.outlet))
        field("year", e.year)
        field("month", e.month and tostring(math.tointeger(e.month)))
        field("day", e.day and tostring(math.tointeger(e.day)))
        field("language", e.language)
        field("note", tex("File " .. one_line(e.file) .. (e.sha256 and ", SHA-256 " .. e.sha256 or "")))
        out[#out + 1] = ("@misc{%s,\n%s\n}\n"):format(e.key, table.concat(fields, ",\n"))
    end
    return table.concat(out, "\n")
end

local CSL_ORDER = { "id", "type", "title", "container-title", "issued", "language", "note" }

--- CSL-JSON: items of type article-newspaper.
function bibliography.csl(result)
    local items = {}
    for i, e in ipairs(entries(result)) do
        local parts = {}
        for _, part in ipairs { e.year or false, e.month or false, e.day or false } do
            if not part then break end
            parts[#parts + 1] = math.tointeger(part)
        end
        items[i] = json.object({ id = e.key, type = "article-newspaper", title = e.title,
            ["container-title"] = e.outlet, language = e.language,
            issued = e.year and { ["date-parts"] = json.array { json.array(parts) } } or nil,
            note = "File " .. one_line(e.file) .. (e.sha256 and ", SHA-256 " .. e.sha256 or "") }, CSL_ORDER)
    end
    return json.encode(json.array(items), { pretty = true }) .. "\n"
end

return bibliography
