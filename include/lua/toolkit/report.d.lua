---@meta toolkit.report

--- Reports: one self-contained HTML file. No network, works without script, prints well, light and dark.
---
--- All text is escaped, unless it is a node made by this module. Nodes come from `report.tag`, `badge`, `link`,
--- `highlight`, `card`, `facts`, `join` and, for HTML that is known to be safe, `report.raw`. Wherever a function takes
--- text it also takes a node or a list of both.
---
---     local report = require "toolkit.report"
---     local page = report.new { title = "Who says what", stamp = report.stamp { script = arg[0], options = options } }
---     local short = page:section "In short"
---     short:figures { { 14, "documents" }, { 132, "claims", "21 nested" } }
---     page:section("Speakers", { count = #t }):table(t, { caption = "Speakers" })
---     assert(page:write "build/report/claims.html")
---@class toolkit.report
local report = {}

--- HTML that is already safe; tostring() gives the text.
---@class toolkit.report.Node

---@alias toolkit.report.Content string|number|toolkit.report.Node|toolkit.report.Content[]

--- A page: sections, then its HTML or a file.
---@class toolkit.report.Report
local Report = {}

--- A part of a page, with a heading; may hold further sections.
---@class toolkit.report.Section
local Section = {}

--- Escapes text for HTML; bytes that HTML forbids become visible escapes.
---@param text string
---@return string
function report.escape(text) end

--- Marks text as safe HTML. Only for what a program made (SVG of a chart), never for what a file said.
---@param html string
---@return toolkit.report.Node
function report.raw(html) end

--- An element: `report.tag("span", { class = "badge" }, "text", node)`. Attributes come out sorted. Elements and
--- attributes that could run or load anything (script, style, on..., style=) raise; href and src that lead elsewhere
--- than to the web or into the page are dropped.
---@param name string
---@param attributes? table<string, string|number|boolean>
---@param ... toolkit.report.Content
---@return toolkit.report.Node
function report.tag(name, attributes, ...) end

--- Several parts as one node, with a separator between them.
---@param parts toolkit.report.Content[]
---@param separator? toolkit.report.Content
---@return toolkit.report.Node
function report.join(parts, separator) end

--- A small label. tone: "plain" (default), "accent", "good", "warn", "bad".
---@param text toolkit.report.Content
---@param tone? "plain"|"accent"|"good"|"warn"|"bad"
---@return toolkit.report.Node
function report.badge(text, tone) end

--- A link; only its text where the address is not http, https or a place inside the page (`#id`).
---@param href string
---@param text toolkit.report.Content
---@return toolkit.report.Node
function report.link(href, text) end

--- The address when it may be linked to, else nil.
---@param url any
---@return string?
function report.safe_url(url) end

--- A text with marked spans that may overlap and nest: `{ { i, j, class = "speaker", title = "...", id = "c7",
--- href = "#c7", tag = "mark" } }`, bytes 1-based inclusive. Classes with a colour: speaker, cue (others: yellow).
--- tag = "del" strikes out (boilerplate). What lies under several spans carries all their classes and titles.
---@param text string
---@param spans table[]
---@return toolkit.report.Node
function report.highlight(text, spans) end

--- Names and values under each other.
---@param list { [1]: toolkit.report.Content, [2]: toolkit.report.Content }[]
---@return toolkit.report.Node
function report.facts(list) end

--- A card: one claim, one document, one conflict. Options: `id` (its anchor), `eyebrow` (a line above the title),
--- `title`, `level` (make the title a heading of this level), `href`, `badges` (list of report.badge), `quote`
--- (verbatim text or a node of report.highlight), `cite` (where it stands), `facts` (as in report.facts), `body`,
--- `tone`.
---@param options table
---@return toolkit.report.Node
function report.card(options) end

--- What a result was made from: `{ toolkit, lua, script, script_sha256, time, options, versions, inputs }`, ready for
--- the "stamp" of a JSON export and for report.new. Options: `script` (a path, arg[0]), `options` (what args.parse
--- gave), `inputs` (list of `{ file =, sha256 = }`), `versions` (of models, lexicons). `time` is there only when the
--- environment has SOURCE_DATE_EPOCH.
---@param options table
---@return table
function report.stamp(options) end

--- A new report. Options: `title`, `subtitle`, `language` ("en"), `stamp`.
---@param options { title: string, subtitle?: toolkit.report.Content, language?: string, stamp?: table }
---@return toolkit.report.Report
function report.new(options) end

--- A section of the first level, listed in the table of contents. Options: `id` (default: from the title; made
--- unique), `intro` (an opening line), `count` (a number behind the title).
---@param title toolkit.report.Content
---@param options? { id?: string, intro?: toolkit.report.Content, count?: integer|string }
---@return toolkit.report.Section
function Report:section(title, options) end

--- The page as text: the same calls give the same bytes.
---@return string
function Report:html() end

--- Writes the page. Returns true, or nil and the reason.
---@param path string
---@return true?
---@return string? message
function Report:write(path) end

--- A section inside this one (three levels in all). Options as in report:section.
---@param title toolkit.report.Content
---@param options? table
---@return toolkit.report.Section
function Section:section(title, options) end

--- Adds nodes and texts as they are. This and the following return the section.
---@param ... toolkit.report.Content
---@return toolkit.report.Section
function Section:add(...) end

--- A paragraph.
---@param ... toolkit.report.Content
---@return toolkit.report.Section
function Section:text(...) end

--- A remark on method or limits, set smaller.
---@param ... toolkit.report.Content
---@return toolkit.report.Section
function Section:note(...) end

--- Something to see first, on a coloured ground. tone: "warn" (default), "bad", "good", "accent".
---@param title toolkit.report.Content
---@param body? toolkit.report.Content
---@param tone? "warn"|"bad"|"good"|"accent"
---@return toolkit.report.Section
function Section:callout(title, body, tone) end

--- A list; ordered = true numbers it.
---@param items toolkit.report.Content[]
---@param ordered? boolean
---@return toolkit.report.Section
function Section:list(items, ordered) end

--- Key figures in a row: `{ { value, label, note }, { value =, label =, note =, href = }, ... }`.
---@param list table[]
---@return toolkit.report.Section
function Section:figures(list) end

--- Names and values, see report.facts.
---@param list table[]
---@return toolkit.report.Section
function Section:facts(list) end

--- A toolkit.table. Readers can sort it, and filter it from 8 rows on. Options: `caption` (or the table's own; one of
--- them is needed), `id`, `rows` (print the first so many), `sort` = false, `filter` = false, `note`.
---@param t toolkit.Table
---@param options? table
---@return toolkit.report.Section
function Section:table(t, options) end

--- A chart of toolkit.chart, or SVG text that a program made. Options: `caption`, `table` (the numbers, folded away
--- below it), `id`, `class`.
---@param chart table|string|toolkit.report.Node
---@param options? table
---@return toolkit.report.Section
function Section:chart(chart, options) end

--- One card, see report.card.
---@param options table
---@return toolkit.report.Section
function Section:card(options) end

--- Cards (options or nodes) in a grid.
---@param list table[]
---@return toolkit.report.Section
function Section:cards(list) end

--- Contents side by side: `{ { title, content }, ... }`.
---@param list table[]
---@return toolkit.report.Section
function Section:columns(list) end

--- Running text of a document, line breaks kept; takes a node of report.highlight.
---@param content toolkit.report.Content
---@return toolkit.report.Section
function Section:document(content) end

--- Content that is folded away until it is opened.
---@param summary toolkit.report.Content
---@param ... toolkit.report.Content
---@return toolkit.report.Section
function Section:details(summary, ...) end

return report
