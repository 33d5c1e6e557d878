--- Reports: one HTML file that needs nothing else, no network, no script, no fonts.
--
-- Text is escaped unless it is a node that this module made, attributes that could run code are refused, links lead
-- to the web or into the page. The same calls give the same bytes; the only time is SOURCE_DATE_EPOCH.

local toolkit = require "toolkit"
local args = require "toolkit.args"
local files = require "toolkit.files"
local json = require "toolkit.json"
local Table = require "toolkit.table"
local look = require "toolkit.report.look"

local concat = table.concat
local escape = require("toolkit.table.formats").escape

local report = { escape = escape }

-- ---- nodes -----------------------------------------------------------------------------------

local Node = { __name = "toolkit.report.Node" }
Node.__index = Node
Node.__tostring = function(self) return self.html end

--- Marks text as HTML that is already safe. For SVG of toolkit.chart and the like, never for what a file said.
function report.raw(html)
    return setmetatable({ html = html }, Node)
end

local function to_html(value)
    if value == nil or value == false or value == json.null then return "" end
    if getmetatable(value) == Node then return value.html end
    if type(value) == "table" and not getmetatable(value) then
        local parts = {}
        for i, part in ipairs(value) do parts[i] = to_html(part) end
        return concat(parts)
    end
    return escape(value)
end

--- An address that may be linked to: http, https, a place inside the page; nil for everything else.
function report.safe_url(url)
    if type(url) ~= "string" then return nil end
    if url:find("^#") then return url end
    if url:lower():find("^https?://") and not url:find("[%c ]") then return url end
    return nil
end

local VOID = { br = true, hr = true, img = true, input = true, meta = true, wbr = true, col = true }
local FORBIDDEN = { script = true, style = true, iframe = true, object = true, embed = true, base = true, link = true,
    form = true }

--- An element: report.tag("a", { href = "#c1" }, "text", other_node). Attributes come out sorted; true stands for an
-- attribute without value, nil and false leave it out.
function report.tag(name, attributes, ...)
    if not name:match("^%l[%w]*$") or FORBIDDEN[name] then error("report.tag: no element '" .. name .. "'", 2) end
    local names, parts = {}, { "<", name }
    for key in pairs(attributes or {}) do names[#names + 1] = key end
    table.sort(names)
    for _, key in ipairs(names) do
        local value = attributes[key]
        if not key:match("^%l[%w%-]*$") or key:match("^on") or key == "style" or key == "srcdoc" then
            error(("report.tag: attribute '%s' is not allowed"):format(key), 2)
        end
        if key == "href" or key == "src" then value = report.safe_url(value) end
        if value == true then
            parts[#parts + 1] = " " .. key
        elseif value then
            parts[#parts + 1] = (' %s="%s"'):format(key, escape(value))
        end
    end
    parts[#parts + 1] = ">"
    if not VOID[name] then
        for i = 1, select("#", ...) do parts[#parts + 1] = to_html((select(i, ...))) end
        parts[#parts + 1] = "</" .. name .. ">"
    end
    return report.raw(concat(parts))
end
local tag = report.tag

--- Several nodes or texts as one.
function report.join(parts, separator)
    local out = {}
    for i, part in ipairs(parts) do out[i] = to_html(part) end
    return report.raw(concat(out, separator and to_html(separator) or ""))
end

--- A small label: kind, stance, flag. tone: "plain" (default), "accent", "good", "warn", "bad".
function report.badge(text, tone)
    return tag("span", { class = "badge" .. (tone and tone ~= "plain" and " " .. tone or "") }, text)
end

--- A link, or plain text where the address is not allowed.
function report.link(href, text)
    local url = report.safe_url(href)
    if not url then return report.raw(to_html(text)) end
    return tag("a", { href = url, rel = not url:find("^#") and "noopener noreferrer" or nil }, text)
end

--- A text with marked spans. spans: list of { i, j, class=, title=, id=, href=, tag= "mark" | "del" | "span" }, 1-based
-- inclusive bytes; they may overlap and nest: what lies under several spans carries the classes of all of them.
function report.highlight(text, spans)
    local events, order = {}, {}
    for index, span in ipairs(spans) do
        local i, j = math.max(1, span[1]), math.min(#text, span[2])
        if i <= j then
            order[#order + 1] = { i = i, j = j, span = span, index = index }
            events[i], events[j + 1] = true, true
        end
    end
    table.sort(order, function(a, b)
        if a.i ~= b.i then return a.i < b.i end
        if a.j ~= b.j then return a.j > b.j end
        return a.index < b.index
    end)
    local cuts = {}
    events[1], events[#text + 1] = true, true
    for at in pairs(events) do cuts[#cuts + 1] = at end
    table.sort(cuts)
    local out, active, following, named = {}, {}, 1, {}
    for k = 1, #cuts - 1 do
        local from, to = cuts[k], cuts[k + 1] - 1
        for n = #active, 1, -1 do
            if active[n].j < from then table.remove(active, n) end
        end
        while order[following] and order[following].i == from do
            active[#active + 1] = order[following]
            following = following + 1
        end
        local piece = text:sub(from, to)
        if #active == 0 or not piece:find("%S") then -- a mark around nothing but space says nothing
            out[#out + 1] = escape(piece)
        else
            local classes, titles, ids, kind, href = {}, {}, {}, "span", nil
            for _, entry in ipairs(active) do
                local span = entry.span
                if span.class then classes[#classes + 1] = span.class end
                if span.title then titles[#titles + 1] = span.title end
                kind = span.tag or (kind == "span" and "mark") or kind
                if span.id and not named[span.id] then ids[#ids + 1], named[span.id] = span.id, true end
                href = span.href or href
            end
            local inner = report.raw(escape(piece))
            if href then inner = report.link(href, inner) end
            for n = 2, #ids do inner = tag("span", { id = ids[n] }, inner) end
            out[#out + 1] = tag(kind, {
                class = #classes > 0 and concat(classes, " ") or nil, id = ids[1],
                title = #titles > 0 and concat(titles, "; ") or nil,
            }, inner).html
        end
    end
    return report.raw(concat(out))
end

-- ---- sections --------------------------------------------------------------------------------

local Section = { __name = "toolkit.report.Section" }
Section.__index = Section

local function new_id(root, wanted)
    local base = wanted:lower():gsub("[^%w]+", "-"):gsub("^%-+", ""):gsub("%-+$", "")
    if base == "" then base = "section" end
    local id, n = base, 1
    while root.ids[id] do
        n = n + 1
        id = base .. "-" .. n
    end
    root.ids[id] = true
    return id
end

local SECTION_OPTIONS = { "id", "intro", "count" }

local function new_section(root, title, options, level)
    options = args.check_options(options, SECTION_OPTIONS, "report:section")
    local self = setmetatable({ root = root, title = title, level = level, parts = {}, children = {} }, Section)
    self.id, self.count = new_id(root, options.id or title), options.count
    if options.intro then self:add(tag("p", { class = "intro" }, options.intro)) end
    return self
end

--- A section inside this one: h3 in h2, h4 in h3.
function Section:section(title, options)
    if self.level >= 4 then error("report: sections nest three levels deep", 2) end
    local child = new_section(self.root, title, options, self.level + 1)
    self.parts[#self.parts + 1] = child
    self.children[#self.children + 1] = child
    return child
end

--- Adds nodes and texts as they are. Returns the section, as all of these do.
function Section:add(...)
    for i = 1, select("#", ...) do
        self.parts[#self.parts + 1] = to_html((select(i, ...)))
    end
    return self
end

--- A paragraph of text and nodes.
function Section:text(...)
    return self:add(tag("p", nil, ...))
end

--- A remark on method or limits, set smaller.
function Section:note(...)
    return self:add(tag("p", { class = "note" }, ...))
end

--- Something to see first. tone: "warn" (default), "bad", "good", "accent".
function Section:callout(title, body, tone)
    return self:add(tag("div", { class = "callout " .. (tone or "warn"), role = "note" },
        tag("strong", nil, title), body and tag("div", nil, body)))
end

--- A list of texts or nodes; ordered = true numbers them.
function Section:list(items, ordered)
    local out = {}
    for i, item in ipairs(items) do out[i] = tag("li", nil, item) end
    return self:add(tag(ordered and "ol" or "ul", nil, report.join(out)))
end

--- Key figures: { { value, label, note?, href? }, ... }.
function Section:figures(list)
    local out = {}
    for i, figure in ipairs(list) do
        local value = figure.value or figure[1]
        if figure.href then value = report.link(figure.href, value) end
        local note = figure.note or figure[3]
        out[i] = tag("li", nil, tag("span", { class = "value" }, value), " ",
            tag("span", { class = "label" }, figure.label or figure[2]),
            note and { " ", tag("span", { class = "hint" }, note) })
    end
    return self:add(tag("ul", { class = "figures" }, report.join(out)))
end

--- Names and values under each other: { { "Cue", "said" }, ... }.
function report.facts(list)
    local out = {}
    for i, fact in ipairs(list) do out[i] = report.join { tag("dt", nil, fact[1]), tag("dd", nil, fact[2]) } end
    return tag("dl", { class = "facts" }, report.join(out))
end

function Section:facts(list)
    return self:add(report.facts(list))
end

local WIDE <const> = 9 -- columns: what has more is printed on paper that lies
local TABLE_OPTIONS = { "caption", "id", "rows", "sort", "filter", "note" }
local FILTER_FROM = 8 -- shorter tables need no filter

--- A toolkit.Table that a reader can sort and filter. Its caption names it for everyone.
function Section:table(t, options)
    options = args.check_options(options, TABLE_OPTIONS, "report:table")
    if getmetatable(t) ~= Table then
        error(("bad argument #1 to 'table' (toolkit.Table expected, got %s)"):format(type(t)), 2)
    end
    local caption = options.caption or t.caption
    if not caption then error("report:table: a table needs a caption", 2) end
    local id = new_id(self.root, options.id or "table-" .. caption)
    local classes = {}
    if options.sort ~= false and #t > 1 then classes[#classes + 1] = "sortable" end
    if options.filter ~= false and #t >= FILTER_FROM then classes[#classes + 1] = "filterable" end
    local html = t:html { id = id, caption = caption, rows = options.rows, class = concat(classes, " ") }
    local frame = { class = #t.columns > WIDE and "table wide" or "table", tabindex = "0", role = "region",
        ["aria-label"] = caption }
    self:add(tag("div", frame, report.raw(html)))
    local note = options.note or t.note
    if options.rows and options.rows < #t then
        self:note(("The first %d of %d rows. "):format(options.rows, #t), note)
    elseif note then
        self:note(note)
    end
    return self
end

local CHART_OPTIONS = { "caption", "table", "id", "class" }

--- A figure: SVG of toolkit.chart (or a node), its caption, and the numbers behind it as a table that opens.
function Section:chart(chart, options)
    options = args.check_options(options, CHART_OPTIONS, "report:chart")
    local svg = chart
    if type(chart) == "table" and type(chart.svg) == "function" then
        svg = report.raw(chart:svg())
        options.caption = options.caption or chart.caption
        options.table = options.table or chart.table
    elseif type(chart) == "string" then
        svg = report.raw(chart)
    end
    local data
    if options.table then
        local name = options.table.caption or options.caption or "Data"
        data = tag("details", nil, tag("summary", nil, "The numbers"),
            tag("div", { class = "table", tabindex = "0", role = "region", ["aria-label"] = name },
                report.raw(options.table:html { caption = name })))
    end
    return self:add(tag("figure", { id = options.id and new_id(self.root, options.id), class = options.class },
        tag("div", { class = "chart", tabindex = "0", role = "group", ["aria-label"] = options.caption or "Chart" },
            svg),
        options.caption and tag("figcaption", nil, options.caption), data))
end

local CARD_OPTIONS = { "id", "title", "eyebrow", "quote", "cite", "href", "badges", "facts", "body", "tone", "level" }

--- A card: one claim, one document, one conflict. eyebrow: a line above the title; quote: verbatim text (or a node of
-- report.highlight); cite: where it stands; badges: list of report.badge; facts: as in report.facts; tone: "warn" ...
function report.card(options)
    options = args.check_options(options, CARD_OPTIONS, "report.card")
    local parts = {}
    local function put(part) parts[#parts + 1] = part end
    if options.eyebrow then put(tag("p", { class = "eyebrow" }, options.eyebrow)) end
    if options.title then
        local title = options.href and report.link(options.href, options.title) or options.title
        put(tag(options.level and "h" .. options.level or "p", { class = "card-title" }, title))
    end
    if options.badges and #options.badges > 0 then
        put(tag("p", { class = "badges" }, report.join(options.badges, " ")))
    end
    if options.quote then
        put(tag("blockquote", nil, tag("p", nil, options.quote), options.cite and tag("footer", nil, options.cite)))
    end
    if options.facts and #options.facts > 0 then put(report.facts(options.facts)) end
    if options.body then put(tag("div", nil, options.body)) end
    if options.cite and not options.quote then put(tag("p", { class = "cite" }, options.cite)) end
    return tag("article", { class = "card" .. (options.tone and " " .. options.tone or ""), id = options.id },
        report.join(parts))
end

function Section:card(options)
    return self:add(report.card(options))
end

--- Cards or other nodes in a grid that falls into one column on a phone.
function Section:cards(list)
    for i, item in ipairs(list) do
        if getmetatable(item) ~= Node then list[i] = report.card(item) end
    end
    return self:add(tag("div", { class = "cards" }, report.join(list)))
end

--- Nodes side by side for comparison: { { title, node }, ... }.
function Section:columns(list)
    local out = {}
    for i, column in ipairs(list) do
        out[i] = tag("div", nil, tag("p", { class = "column-title" }, column[1]), column[2])
    end
    return self:add(tag("div", { class = "columns" }, report.join(out)))
end

--- Running text as it stands in a document, with line breaks; takes a node of report.highlight.
function Section:document(content)
    return self:add(tag("div", { class = "document" }, content))
end

--- Folded away until opened (it prints open where it was opened).
function Section:details(summary, ...)
    return self:add(tag("details", nil, tag("summary", nil, summary), ...))
end

local function render_section(self, out)
    out[#out + 1] = ('<section id="%s" aria-labelledby="%s-h">\n<h%d id="%s-h">%s%s</h%d>'):format(
        self.id, self.id, self.level, self.id, to_html(self.title),
        self.count and (' <span class="count">%s</span>'):format(escape(self.count)) or "", self.level)
    for _, part in ipairs(self.parts) do
        if type(part) == "string" then out[#out + 1] = part else render_section(part, out) end
    end
    out[#out + 1] = "</section>"
end

-- ---- the stamp -------------------------------------------------------------------------------

local function iso_time()
    local epoch = math.tointeger(tonumber(os.getenv "SOURCE_DATE_EPOCH" or ""))
    return epoch and os.date("!%Y-%m-%dT%H:%M:%SZ", epoch) or nil
end

local STAMP_OPTIONS = { "script", "options", "inputs", "versions" }

--- What a result was made from: versions, script and its hash, options, inputs with theirs. The same table goes into
-- the JSON ("stamp") and to the foot of the report. inputs: list of { file=, sha256= }.
function report.stamp(options)
    options = args.check_options(options, STAMP_OPTIONS, "report.stamp")
    local stamp = json.object({ toolkit = toolkit.version, lua = _VERSION:match "%d.*", time = iso_time() },
        { "toolkit", "lua", "script", "script_sha256", "time", "options", "versions", "inputs" })
    if options.script then
        -- The path of the checkout is nobody's business: the last two names say which script it was.
        stamp.script = options.script:match("([^/]+/[^/]+)$") or options.script
        local source = files.read(options.script)
        if source then stamp.script_sha256 = toolkit.sha256(source) end
    end
    local chosen = json.object {}
    for key, value in pairs(options.options or {}) do
        if type(key) == "string" then chosen[key] = value end
    end
    stamp.options = chosen
    stamp.versions = options.versions
    local inputs = json.array {}
    for i, input in ipairs(options.inputs or {}) do
        inputs[i] = json.object({ file = input.file, sha256 = input.sha256 }, { "file", "sha256" })
    end
    stamp.inputs = inputs
    return stamp
end

local function render_stamp(root)
    local stamp = root.stamp
    if not stamp then return "" end
    local list = { { "toolkit", stamp.toolkit }, { "Lua", stamp.lua } }
    local function put(name, value) if value then list[#list + 1] = { name, value } end end
    put("Script", stamp.script)
    put("SHA-256 of the script", stamp.script_sha256 and tag("code", nil, stamp.script_sha256))
    put("Time", stamp.time)
    local names = {}
    for key in pairs(stamp.options or {}) do names[#names + 1] = key end
    table.sort(names)
    local chosen = {}
    for i, key in ipairs(names) do
        local value = stamp.options[key]
        chosen[i] = ("%s = %s"):format(key, type(value) == "string" and value or json.encode(value))
    end
    put("Options", #chosen > 0 and concat(chosen, ", ") or nil)
    local out = { "<footer>\n<h2>How this was made</h2>", report.facts(list).html }
    if #(stamp.inputs or {}) > 0 then
        local inputs = Table.new({ { "file", title = "File" }, { "sha256", title = "SHA-256" } })
        for _, input in ipairs(stamp.inputs) do inputs:add { input.file, input.sha256 } end
        out[#out + 1] = tag("details", nil, tag("summary", nil, ("Inputs (%d)"):format(#stamp.inputs)),
            tag("div", { class = "table", tabindex = "0", role = "region", ["aria-label"] = "Inputs" },
                report.raw(inputs:html { caption = "Inputs and their SHA-256", class = "hashes" }))).html
    end
    out[#out + 1] = "</footer>"
    return concat(out, "\n")
end

-- ---- the page --------------------------------------------------------------------------------

local Report = { __name = "toolkit.report.Report" }
Report.__index = Report

local REPORT_OPTIONS = { "title", "subtitle", "language", "stamp" }

--- A new report: report.new { title =, subtitle =, language = "en", stamp = report.stamp {...} }.
function report.new(options)
    options = args.check_options(options, REPORT_OPTIONS, "report.new")
    if type(options.title) ~= "string" then error("report.new: the report needs a title", 2) end
    local self = setmetatable({ sections = {}, ids = { main = true, top = true } }, Report)
    for key, value in pairs(options) do self[key] = value end
    return self
end

--- A section of the first level, which appears in the table of contents. count: a number shown behind the title.
function Report:section(title, options)
    local section = new_section(self, title, options, 2)
    self.sections[#self.sections + 1] = section
    return section
end

local function hash_source(text)
    local bytes = toolkit.sha256(text):gsub("%x%x", function(pair) return string.char(tonumber(pair, 16)) end)
    local alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    local out = {}
    for i = 1, #bytes, 3 do
        local a, b, c = bytes:byte(i, i + 2)
        local n = a << 16 | (b or 0) << 8 | (c or 0)
        for k = 3, 0, -1 do
            local digit = n >> (6 * k) & 63
            local missing = (k == 1 and not b) or (k == 0 and not c)
            out[#out + 1] = missing and "=" or alphabet:sub(digit + 1, digit + 1)
        end
    end
    return ("'sha256-%s'"):format(concat(out))
end

local function contents(sections)
    local out = { "<ol>" }
    for _, section in ipairs(sections) do
        out[#out + 1] = ('<li><a href="#%s">%s</a>%s</li>'):format(section.id, to_html(section.title),
            section.count and (' <span class="count">%s</span>'):format(escape(section.count)) or "")
    end
    out[#out + 1] = "</ol>"
    return concat(out, "\n")
end

--- The whole page as text.
function Report:html()
    local out = {
        "<!DOCTYPE html>",
        ('<html lang="%s">'):format(escape(self.language or "en")),
        "<head>",
        '<meta charset="utf-8">',
        -- Styles and the script are named by their hash: nothing that slipped into the page can run or load.
        ('<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src %s; script-src %s; '
            .. 'base-uri \'none\'; form-action \'none\'">'):format(hash_source(look.style), hash_source(look.script)),
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        ('<meta name="generator" content="toolkit %s">'):format(toolkit.version),
        '<meta name="referrer" content="no-referrer">',
        ("<title>%s</title>"):format(escape(self.title)),
        "<style>" .. look.style .. "</style>",
        "</head>",
        #self.sections > 1 and '<body id="top" class="parts">' or '<body id="top">',
        '<a class="skip" href="#main">Skip to the content</a>',
        "<header>",
        ("<h1>%s</h1>"):format(escape(self.title)),
        self.subtitle and ('<p class="subtitle">%s</p>'):format(to_html(self.subtitle)) or "",
        "</header>",
    }
    if #self.sections > 1 then
        out[#out + 1] = '<nav aria-label="Contents">\n<p class="nav-title" aria-hidden="true">Contents</p>'
        out[#out + 1] = contents(self.sections)
        out[#out + 1] = "</nav>"
    end
    out[#out + 1] = '<main id="main">'
    for _, section in ipairs(self.sections) do render_section(section, out) end
    out[#out + 1] = "</main>"
    out[#out + 1] = render_stamp(self)
    out[#out + 1] = "<script>" .. look.script .. "</script>"
    out[#out + 1] = "</body>\n</html>\n"
    return concat(out, "\n")
end

--- Writes the page to a file. Returns true, or nil and the reason.
function Report:write(path)
    return files.write(path, self:html())
end

return report
