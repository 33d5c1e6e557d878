-- The HTML report: in short; look at these first; who speaks; who accuses whom; evidence; versions side by side;
-- talking points; numbers; names; claims; texts with highlights; limits. Everything leads to a place in a text. What is
-- long is folded by event or document; what would make the page too large is left to the exports, with a note.
local cards = require "toolkit.claims.cards"
local chart = require "toolkit.chart"
local limits = require "toolkit.claims.limits"
local report = require "toolkit.report"
local summary = require "toolkit.claims.summary"
local Table = require "toolkit.table"
local tables = require "toolkit.claims.tables"

local page = {}

local tag, badge, link = report.tag, report.badge, report.link
local value, base, clip = tables.value, tables.base, cards.clip

--- How many claims become cards; the rest are in the exports.
page.cards = 400
--- Bytes of texts that the page holds.
page.texts = 1000000

-- Pairs of speaker and target that the charts show, the heaviest first.
local CHARTED = 40
-- Conflicts that stand open, how many of them may be of one kind, and how many more are folded away.
local OPEN, OPEN_KIND, FOLDED = 12, 3, 60
-- Lines of the overview; events that stand open; pairs shown of one event; events with versions shown.
local BRIEF, OPEN_EVENTS, PAIRS, VERSIONS = 5, 3, 60, 40
-- Documents along time that a chart can show.
local DATED = 400
-- Talking points in the list, and along time; places of each.
local POINTS, LANES, PLACES = 40, 8, 12

local function conflict_name(n) return "conflict-" .. n end

-- ---- in short ----------------------------------------------------------------------------------------------

local function brief_list(items)
    if #items == 0 then return tag("p", { class = "note" }, "none found") end
    local out = {}
    for i, item in ipairs(items) do out[i] = tag("li", nil, item) end
    return tag("ul", { class = "brief" }, report.join(out))
end

-- Who speaks, who accuses whom, where versions differ: the first lines of each.
local function add_brief(self, section)
    local speakers, accusations, kinds = {}, {}, {}
    for row in tables.speakers(self.result):each() do
        if #speakers == BRIEF then break end
        speakers[#speakers + 1] = { row.speaker, " ", tag("span", { class = "count" }, row.claims) }
    end
    for row in self.accusations:each() do
        if #accusations == BRIEF then break end
        accusations[#accusations + 1] = { self.cards:claim_link(row.id, row.speaker .. " → " .. row.target), " ",
            tag("span", { class = "count" }, row.claims) }
    end
    local count, first = {}, {}
    for n, k in ipairs(self.result.conflicts) do
        if not count[k.kind] then
            count[k.kind], first[k.kind] = 0, n
            kinds[#kinds + 1] = k.kind
        end
        count[k.kind] = count[k.kind] + 1
    end
    for i, kind in ipairs(kinds) do
        kinds[i] = { badge(kind, cards.conflicts[kind]), " ", tag("span", { class = "count" }, count[kind]), " ",
            link("#" .. conflict_name(first[kind]), clip(self.result.conflicts[first[kind]].why, 100)) }
    end
    section:columns { { "Who speaks", brief_list(speakers) }, { "Who accuses whom", brief_list(accusations) } }
    section:columns { { "Where versions differ", brief_list(kinds) } }
end

local function short_section(self)
    local n = summary.counts(self.result)
    local section = self.doc:section("In short", { id = "short" })
    if self.result.filtered then section:text(summary.filtered(self.result)) end
    section:figures { { n.documents, "documents" }, { n.claims, "claims", n.attributed .. " attributed" },
        { n.speakers, "speakers", nil, href = "#speakers" }, { n.questions, "reporters' questions" },
        { n.own, "statements of the outlets" }, { n.links, "links between documents", href = "#points" },
        { n.conflicts, "conflicts", href = "#first" }, { n.unknown, "claims without a known speaker" } }
    add_brief(self, section)
end

-- The most telling conflicts stand open, a few of every kind; more are folded away below.
local function first_section(self)
    local conflicts = self.result.conflicts
    local section = self.doc:section("Look at these first", { id = "first", count = #conflicts,
        intro = "Versions that disagree, dates that cannot be right, what one version leaves out. "
            .. "Nothing is corrected; each entry leads to the claims." })
    if #conflicts == 0 then
        section:text("Nothing was found that versions disagree about.")
        return
    end
    local shown, rest = {}, {}
    local open, numbers = summary.first(self.result, OPEN_KIND, OPEN)
    for i, n in ipairs(numbers) do
        shown[n] = true
        section:add(self.cards:conflict(open[i], conflict_name(n)))
    end
    for n, k in ipairs(conflicts) do
        if not shown[n] and #rest < FOLDED then rest[#rest + 1] = self.cards:conflict(k, conflict_name(n)) end
    end
    if #rest > 0 then section:details(("%d more"):format(#rest), report.join(rest)) end
    local left = #conflicts - #open - #rest
    if left > 0 then section:note(("%d more are in conflicts.csv and claims.json."):format(left)) end
end

-- ---- who, whom, on what -------------------------------------------------------------------------------------

local function people_sections(self)
    local speakers = tables.speakers(self.result)
    self.doc:section("Who speaks", { id = "speakers", count = #speakers }):table(speakers,
        { caption = "Speakers", rows = 100 })
    local accusations = self.accusations
    local section = self.doc:section("Who accuses whom", { id = "accuses", count = #accusations })
    if #accusations == 0 then
        section:text("No claim was read as an accusation.")
        return
    end
    local heaviest = accusations:top(CHARTED, "claims")
    section:chart(chart.heat(heaviest, { title = "Accusations: speakers in rows, targets in columns",
        x = "target", y = "speaker", value = "claims" }))
    if #heaviest > 2 then
        section:chart(chart.network(heaviest, { title = "Accusations as a network", from = "speaker", to = "target",
            weight = "claims" }))
    end
    section:table(accusations, { caption = "Accusations with one example each", rows = 100 })
end

local function evidence_section(self)
    local section = self.doc:section("On what evidence", { id = "evidence",
        intro = "named: a body, person or document is given; vague: \"reports\", \"facts\", no name; "
            .. "none: nothing is given." })
    section:chart(chart.bar(tables.evidence(self.result), { title = "Claims by the evidence they name", x = "evidence",
        y = "claims" }))
end

-- ---- versions ----------------------------------------------------------------------------------------------

-- The numbers of the links inside each event: those that differ, those that do not.
local function pairs_by_event(self)
    local by_event, files = {}, self.result.files
    for n, l in ipairs(self.result.links) do
        local event = self.event_of[files[l.a]]
        if event and event == self.event_of[files[l.b]] then
            local list = by_event[event] or { differ = {}, same = {} }
            by_event[event] = list
            table.insert((#l.differences > 0 or l.relation == "contradicts") and list.differ or list.same, n)
        end
    end
    return by_event
end

local function pair_node(self, number)
    local out, l = {}, self.result.links[number]
    for i, id in ipairs { l.a, l.b } do
        local version = self.cards:version(self.result.by_id[id])
        out[i] = tag("div", nil, tag("p", { class = "column-title" }, version[1]), version[2])
    end
    local differ = #l.differences > 0 and "differs in " .. table.concat(l.differences, ", ") or "no difference found"
    return { tag("div", { class = "columns" }, report.join(out)),
        tag("p", { class = "note" }, l.relation, ": ", differ) }
end

local function event_node(self, e, list)
    local parts = {}
    local function add(node) parts[#parts + 1] = node end
    local why = {}
    for i, text in ipairs(e.why) do
        if i > 12 then break end
        why[i] = tag("li", nil, text)
    end
    for _, file in ipairs(e.files) do
        if self.copies[file] then why[#why + 1] = tag("li", nil, self.copies[file]) end
    end
    add(tag("ul", nil, report.join(why)))
    for i = 1, math.min(PAIRS, #list.differ) do add(pair_node(self, list.differ[i])) end
    if #list.same > 0 then
        local same = {}
        for i = 1, math.min(PAIRS, #list.same) do same[i] = tag("div", nil, pair_node(self, list.same[i])) end
        add(tag("details", nil, tag("summary", nil, ("%d without a difference"):format(#list.same)), report.join(same)))
    end
    local left = math.max(0, #list.differ - PAIRS) + math.max(0, #list.same - PAIRS)
    if left > 0 then add(tag("p", { class = "note" }, ("%d more pairs are in links.csv."):format(left))) end
    for i, part in ipairs(parts) do parts[i] = tag("div", nil, part) end
    return report.join(parts)
end

local function versions_section(self)
    local section = self.doc:section("Same event, several versions", { id = "versions" })
    local by_event, shown, left = pairs_by_event(self), 0, 0
    local events = {}
    for _, e in ipairs(self.result.events) do if #e.files > 1 then events[#events + 1] = e end end
    if #events == 0 then section:text("No two documents were found to report the same event.") end
    table.sort(events, function(a, b)
        if #a.files ~= #b.files then return #a.files > #b.files end
        return (value(a.date) or "") .. a.id < (value(b.date) or "") .. b.id
    end)
    for _, e in ipairs(events) do
        shown = shown + 1
        local list = by_event[e.id] or { differ = {}, same = {} }
        local title = ("%s, %s: %d documents"):format(e.id, tables.day(e.date) or "undated", #e.files)
        if shown > VERSIONS then left = left + 1
        elseif shown <= OPEN_EVENTS then section:section(title):add(event_node(self, e, list))
        else section:details(title, event_node(self, e, list)) end
    end
    if left > 0 then section:note(("%d more events are in claims.json."):format(left)) end
end

-- When a talking point was told: a row for each claim of the widest ones, with the day of its document.
local function points_in_time(self, points)
    local t = Table.new { { "date", title = "Date" }, { "point", title = "Talking point" },
        { "where", title = "Where" } }
    for i = 1, math.min(LANES, #points) do
        local p = points[i]
        local name = ("%d. %s"):format(i, clip(p.first.text, 40))
        for _, c in ipairs(p.claims) do
            t:add { self.date_of[c.file], name, ("%s: %s"):format(base(c.file), tables.speaker_name(c)) }
        end
    end
    return t
end

-- Where a talking point stands, as links.
local function point_places(self, p)
    local where = {}
    for k, c in ipairs(p.claims) do
        if k > PLACES then
            where[k] = ("%d more"):format(#p.claims - PLACES)
            break
        end
        where[k] = self.cards:claim_link(c.id, base(c.file))
    end
    return report.join(where, ", ")
end

local function points_section(self)
    local points = tables.talking_points(self.result)
    local section = self.doc:section("Talking points", { id = "points", count = #points,
        intro = "Claims that come back in other documents, the widest first. A copy counts with its original." })
    if #points == 0 then
        section:text("No claim came back in another document.")
        return
    end
    section:chart(chart.timeline(points_in_time(self, points), { title = "The widest talking points along time",
        date = "date", label = "where", lane = "point" }))
    local items = {}
    for i = 1, math.min(POINTS, #points) do
        local p = points[i]
        items[i] = { tables.speaker_name(p.first), ": ", clip(p.first.text, 260), " (", point_places(self, p), ")" }
    end
    section:list(items, true)
end

-- ---- claims and texts ----------------------------------------------------------------------------------------

-- The claims that get cards: whole documents as long as they fit, so that a card's neighbours are there.
local function chosen_claims(result)
    local shown, groups, n = {}, {}, 0
    for _, c in ipairs(result.claims) do
        if n == page.cards then break end
        local group = groups[#groups]
        if not group or group.file ~= c.file then
            group = { file = c.file }
            groups[#groups + 1] = group
        end
        n = n + 1
        group[#group + 1], shown[c.id] = c, true
    end
    return shown, groups, n
end

-- The files whose texts are on the page.
local function chosen_texts(result)
    local files, size = {}, 0
    for _, d in ipairs(result.documents) do
        size = size + #result.texts[d.file]
        if size > page.texts then break end
        files[d.file] = true
    end
    return files
end

local function claims_section(self)
    local section = self.doc:section("Who says what", { id = "claims", count = #self.result.claims })
    local fold = #self.groups > OPEN_EVENTS
    for _, group in ipairs(self.groups) do
        local list = {}
        for i, c in ipairs(group) do list[i] = self.cards:claim(c) end
        local event = self.event_of[group.file]
        local title = ("%s%s: %d claims"):format(base(group.file), event and ", " .. event or "", #group)
        if fold then section:details(title, tag("div", { class = "cards" }, report.join(list)))
        elseif #self.groups > 1 then section:section(title):cards(list)
        else section:cards(list) end
    end
    local left = #self.result.claims - self.cards_shown
    if left > 0 then section:note(("%d more claims are in claims.csv and claims.json."):format(left)) end
end

local function texts_section(self)
    local documents = self.result.documents
    local section = self.doc:section("Texts", { id = "texts", count = #documents,
        intro = "Claims are marked, speakers and cues have colours of their own, boilerplate is struck out." })
    local by_file, left = {}, 0
    for _, c in ipairs(self.result.claims) do
        if self.texts[c.file] then
            by_file[c.file] = by_file[c.file] or {}
            table.insert(by_file[c.file], c)
        end
    end
    for i, d in ipairs(documents) do
        if self.texts[d.file] then
            local part = section:section(base(d.file), { id = "text-" .. i })
            local date = tables.day(d.date.value)
            part:facts { { "Date", date and ("%s (%s)"):format(date, d.date.how or "?") or "not known" },
                { "Outlet", value(d.source.name) or "not known" }, { "Event", value(d.event) or "-" },
                { "SHA-256", tag("code", nil, d.sha256 or "") } }
            part:details("The text", tag("div", { class = "document" }, self.cards:text(d, by_file[d.file] or {})))
        else
            left = left + 1
        end
    end
    if left > 0 then section:note(("%d more texts are left out to keep this page small."):format(left)) end
end

local function tables_sections(self)
    local numbers = tables.numbers(self.result, nil, nil, function(row) return self.cards:href(row.claim) end)
    local section = self.doc:section("Numbers", { id = "numbers", count = #numbers })
    if #numbers > 0 then section:table(numbers:select("number", "unit", "speaker", "claim", "text"),
        { caption = "Numbers in claims", rows = 200 })
    else section:text("No claim holds a number.") end
    self.doc:section("Names", { id = "names", count = #self.result.entities }):table(tables.entities(self.result),
        { caption = "Names with their variants and why they were merged", rows = 200 })
end

local function documents_section(self)
    local documents = tables.documents(self.result)
    local section = self.doc:section("Documents", { id = "documents", count = #documents })
    if #documents > 1 and #documents <= DATED then
        section:chart(chart.timeline(documents, { title = "Documents along time", date = "date", label = "file",
            lane = "source" }))
    end
    section:table(documents:select("file", "title", "date", "date_how", "source", "event", "claims"),
        { caption = "Documents", rows = 300 })
end

local function limits_section(self)
    local section = self.doc:section("Limits", { id = "limits" })
    section:list(limits.statements)
    section:text("Known to fail:")
    section:list(limits.failures)
    section:table(limits.table(), { caption = "Measured on " .. limits.date, sort = false })
end

--- The whole page as HTML.
function page.html(result)
    local self = { result = result, event_of = {}, date_of = {}, copies = tables.copies(result) }
    for _, d in ipairs(result.documents) do
        self.event_of[d.file], self.date_of[d.file] = value(d.event), value(d.date.value)
    end
    local shown
    shown, self.groups, self.cards_shown = chosen_claims(result)
    self.texts = chosen_texts(result)
    self.cards = cards.new(result, shown, self.texts)
    self.accusations = tables.accusations(result, function(row) return self.cards:href(row.id) end)
    self.doc = report.new { title = "Claims",
        subtitle = ("%d documents: who says what, about whom, on what evidence, and where versions disagree"):format(
            #result.documents), stamp = result.stamp.lua and result.stamp or nil }
    short_section(self)
    first_section(self)
    people_sections(self)
    evidence_section(self)
    versions_section(self)
    points_section(self)
    tables_sections(self)
    claims_section(self)
    documents_section(self)
    texts_section(self)
    limits_section(self)
    return self.doc:html()
end

return page
