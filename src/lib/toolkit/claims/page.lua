-- The HTML report: look at these first, who says what, who accuses whom, evidence, versions side by side, talking
-- points, numbers, names, full texts with highlights. Everything leads to a place in a text.
local chart = require "toolkit.chart"
local report = require "toolkit.report"
local summary = require "toolkit.claims.summary"
local tables = require "toolkit.claims.tables"

local page = {}

local tag, badge, link = report.tag, report.badge, report.link
local value, base = tables.value, tables.base

-- Pairs of speaker and target that the charts show, the heaviest first.
local CHARTED = 40

-- Conflicts that stand open, how many of them may be of one kind, and how many more are folded away.
local OPEN, OPEN_KIND, FOLDED = 12, 3, 60

--- How many claims become cards; the rest are in the table and the exports.
page.cards = 400

local tones = { accuse = "bad", condemn = "bad", deny = "warn", reject = "warn", oppose = "warn", doubtful = "warn",
    demand = "accent", call = "accent",
    recommend = "accent", admit = "good", commit = "good" }
local kinds = { polarity = "bad", number = "bad", agent = "bad", ["date-internal"] = "warn",
    ["speaker-role"] = "warn", voice = "warn", name = "accent",
    ["date-precision"] = "accent", omission = "accent", undated = "plain" }

local function claim_link(id, text)
    return link("#" .. id:gsub("%.", "-"), text or id)
end

local function clip(text, n)
    text = text:gsub("%s+", " ")
    if utf8.len(text) and utf8.len(text) > n then return text:sub(1, utf8.offset(text, n) - 1) .. "…" end
    return text
end

local function claim_card(c, names, near)
    local badges = { badge(c.type), badge(c.stance, tones[c.stance]) }
    badges[#badges + 1] = badge("evidence: " .. c.evidence_kind, c.evidence_kind == "named" and "good"
        or c.evidence_kind == "vague" and "warn" or "plain")
    if c.confidence ~= "high" then
        badges[#badges + 1] = badge("confidence: " .. c.confidence, c.confidence == "low" and "warn" or "plain") end
    local facts = {}
    local function fact(name, content) if content and content ~= "" then facts[#facts + 1] = { name, content } end end
    local cue = value(c.cue)
    fact("Cue", cue and cue.text)
    local role = value(c.speaker.role)
    fact("Role", role and clip(role, 90))
    if c.speaker.mode ~= "explicit" and c.speaker.mode ~= "author" then fact("Speaker found by", c.speaker.mode) end
    if #c.targets > 0 then
        local list = {}
        for i, id in ipairs(c.targets) do list[i] = names[id] or id end
        fact("About", table.concat(list, ", "))
    end
    local function texts(list)
        local parts = {}
        for i, item in ipairs(list) do parts[i] = item.text end
        return table.concat(parts, "; ")
    end
    fact("Evidence", texts(c.evidence))
    fact("Hedges", texts(c.hedges))
    fact("Numbers", texts(c.numbers))
    if value(c.nested_in) then fact("Inside", claim_link(c.nested_in)) end
    if near[c.id] then
        local list = {}
        for i, other in ipairs(near[c.id]) do list[i] = claim_link(other) end
        fact("Also in", report.join(list, ", "))
    end
    return report.card { id = c.id:gsub("%.", "-"), eyebrow = tables.speaker_name(c), quote = c.text,
        cite = { tag("code", nil, tables.anchor(c)), " ", c.id }, badges = badges, facts = facts,
        tone = (c.stance == "accuse" or c.stance == "condemn") and "bad" or nil }
end

local function conflict_card(k)
    local columns = {}
    for _, s in ipairs(k.spans) do
        columns[#columns + 1] = tag("div", nil,
            tag("p", { class = "column-title" }, ("%s:%d-%d"):format(base(s.file), s.start, s["end"])),
            tag("blockquote", nil, tag("p", nil, clip(s.text, 420))))
    end
    local ids = {}
    for i, id in ipairs(k.claims) do ids[i] = claim_link(id) end
    return report.card { badges = { badge(k.kind, kinds[k.kind]) }, title = k.why, level = 3,
        body = tag("div", { class = "columns" }, report.join(columns)),
        cite = { "Claims ", report.join(ids, ", ") } }
end

-- The most telling conflicts stand open, a few of every kind; more are folded away below.
local function first_section(doc, result)
    local section = doc:section("Look at these first", { id = "first", count = #result.conflicts,
        intro = "Versions that disagree, dates that cannot be right, what one version leaves out. "
            .. "Nothing is corrected; each entry leads to the claims." })
    if #result.conflicts == 0 then
        section:text("Nothing was found that versions disagree about.")
        return
    end
    local open, rest = summary.first(result, OPEN_KIND, OPEN), {}
    local shown = {}
    for _, k in ipairs(open) do
        shown[k] = true
        section:add(conflict_card(k))
    end
    for _, k in ipairs(result.conflicts) do
        if not shown[k] and #rest < FOLDED then rest[#rest + 1] = conflict_card(k) end
    end
    if #rest > 0 then section:details(("%d more"):format(#rest), report.join(rest)) end
    local left = #result.conflicts - #open - #rest
    if left > 0 then section:note(("%d more are in conflicts.csv and claims.json."):format(left)) end
end

local function texts_section(doc, result, states)
    local section = doc:section("Texts", { id = "texts", count = #result.documents,
        intro = "Claims are marked, speakers and cues have colours of their own, boilerplate is struck out." })
    local by_file = {}
    for _, c in ipairs(result.claims) do
        by_file[c.file] = by_file[c.file] or {}
        table.insert(by_file[c.file], c)
    end
    local size = 0
    for i, d in ipairs(result.documents) do
        local text = states[d.file]
        size = size + #text
        if size > 3000000 then
            section:note(("%d more texts are left out to keep this page small."):format(#result.documents - i + 1))
            break
        end
        local spans = {}
        for _, b in ipairs(d.boilerplate) do spans[#spans + 1] = { b.start + 1, b["end"], tag = "del",
            title = b.kind } end
        for _, c in ipairs(by_file[d.file] or {}) do
            if c.type ~= "author-statement" then
                for _, s in ipairs(c.spans) do
                    spans[#spans + 1] = { s[1] + 1, s[2], class = c.type == "reporter-question" and "question"
                        or "claim",
                        title = tables.speaker_name(c) .. ": " .. c.stance, href = "#" .. c.id:gsub("%.", "-") }
                end
                if value(c.speaker.start) and c.speaker.mode ~= "carried" and c.speaker.mode ~= "carried-turn"
                    and c.speaker.mode ~= "floating-quote" then
                    spans[#spans + 1] = { c.speaker.start + 1, c.speaker["end"], class = "speaker",
                        title = "speaker: " .. tables.speaker_name(c) }
                end
                local cue = value(c.cue)
                if cue and cue["end"] > cue.start then
                    spans[#spans + 1] = { cue.start + 1, cue["end"], class = "cue", title = "cue" } end
            end
        end
        local part = section:section(base(d.file), { id = "text-" .. i })
        local facts = { { "Date", value(d.date.value) and ("%s (%s)"):format(d.date.value, d.date.how or "?")
            or "not known" },
            { "Outlet", value(d.source.name) or "not known" }, { "Event", value(d.event) or "-" },
                { "SHA-256", tag("code", nil, d.sha256 or "") } }
        part:facts(facts)
        part:add(tag("details", nil, tag("summary", nil, "The text"),
            tag("div", { class = "document" }, report.highlight(text, spans))))
    end
end

--- The whole page as HTML.
function page.html(result)
    local names = tables.names_of(result)
    local near = {}
    for _, l in ipairs(result.links) do
        near[l.a], near[l.b] = near[l.a] or {}, near[l.b] or {}
        table.insert(near[l.a], l.b)
        table.insert(near[l.b], l.a)
    end
    local n = summary.counts(result)
    local doc = report.new { title = "Claims",
        subtitle = ("%d documents: who says what, about whom, on what evidence, and where versions disagree"):format(
            n.documents),
        stamp = result.stamp.lua and result.stamp or nil }
    local short = doc:section("In short", { id = "short" })
    if result.filtered then short:text(summary.filtered(result)) end
    short:figures { { n.documents, "documents" }, { n.claims, "claims", n.attributed .. " attributed" },
        { n.speakers, "speakers" },
        { n.questions, "reporters' questions" }, { n.own, "statements of the outlets" },
            { n.links, "links between documents" },
        { n.conflicts, "conflicts", nil, "#first" }, { n.unknown, "claims without a known speaker" } }
    first_section(doc, result)
    doc:section("Who speaks", { id = "speakers", count = n.speakers }):table(tables.speakers(result),
        { caption = "Speakers", rows = 200 })
    local accusations = tables.accusations(result)
    local accuse = doc:section("Who accuses whom", { id = "accuses", count = #accusations })
    if #accusations > 0 then
        local heaviest = accusations:top(CHARTED, "claims")
        accuse:chart(chart.heat(heaviest, { title = "Accusations: speakers in rows, targets in columns",
            x = "target", y = "speaker", value = "claims" }))
        if #heaviest > 2 then
            accuse:chart(chart.network(heaviest, { title = "Accusations as a network", from = "speaker",
                to = "target", weight = "claims" }))
        end
        accuse:table(accusations, { caption = "Accusations with one example each", rows = 200 })
    else
        accuse:text("No claim was read as an accusation.")
    end
    local evidence = doc:section("On what evidence",
        { id = "evidence",
        intro = "named: a body, person or document is given; vague: \"reports\", \"facts\", no name; "
            .. "none: nothing is given." })
    evidence:chart(chart.bar(tables.evidence(result), { title = "Claims by the evidence they name", x = "evidence",
        y = "claims" }))
    -- the event's versions side by side
    local versions = doc:section("Same event, several versions", { id = "versions" })
    local any = false
    local by_id = result.by_id
    local event_of = {}
    for _, d in ipairs(result.documents) do event_of[d.file] = value(d.event) end
    for _, e in ipairs(result.events) do
        if #e.files > 1 then
            any = true
            local part = versions:section(("%s, %s"):format(e.id, value(e.date) or "undated"))
            local list = {}
            for i, why in ipairs(e.why) do list[i] = why end
            if #list > 0 then part:list(list) end
            local shown = 0
            for _, l in ipairs(result.links) do
                local a, b = by_id[l.a], by_id[l.b]
                if a and b and event_of[a.file] == e.id and event_of[b.file] == e.id then
                    shown = shown + 1
                    if shown > 60 then break end
                    local differ = #l.differences > 0 and "differs in " .. table.concat(l.differences, ", ")
                        or "no difference found"
                    part:columns { { { base(a.file), " · ", tables.speaker_name(a), " · ", claim_link(a.id) },
                        tag("blockquote", nil, tag("p", nil, a.text)) },
                        { { base(b.file), " · ", tables.speaker_name(b), " · ", claim_link(b.id) },
                            tag("blockquote", nil, tag("p", nil, b.text)) } }
                    part:note(l.relation, ": ", differ)
                end
            end
        end
    end
    if not any then versions:text("No two documents were found to report the same event.") end
    local points = tables.talking_points(result)
    local talking = doc:section("Talking points",
        { id = "points", count = #points, intro = "Claims that come back in other documents, the widest first." })
    if #points == 0 then talking:text("No claim came back in another document.") end
    local items = {}
    for i = 1, math.min(40, #points) do
        local p = points[i]
        local where = {}
        for k, c in ipairs(p.claims) do where[k] = claim_link(c.id, base(c.file)) end
        items[i] = { tables.speaker_name(p.first), ": ", clip(p.first.text, 260), " (", report.join(where, ", "), ")" }
    end
    if #items > 0 then talking:list(items, true) end
    local numbers = tables.numbers(result)
    local number_section = doc:section("Numbers", { id = "numbers", count = #numbers })
    if #numbers > 0 then
        number_section:table(numbers,
        { caption = "Numbers in claims", rows = 300 }) else number_section:text("No claim holds a number.") end
    doc:section("Names", { id = "names", count = #result.entities }):table(tables.entities(result),
        { caption = "Names with their variants and why they were merged", rows = 300 })
    -- cards
    local says = doc:section("Who says what", { id = "claims", count = #result.claims })
    local cards = {}
    for _, c in ipairs(result.claims) do
        if #cards >= page.cards then break end
        cards[#cards + 1] = claim_card(c, names, near)
    end
    says:cards(cards)
    if #result.claims > #cards then
        says:note(("%d more claims are in claims.csv and claims.json."):format(#result.claims - #cards)) end
    local documents = doc:section("Documents", { id = "documents", count = #result.documents })
    if #result.documents > 1 then
        documents:chart(chart.timeline(tables.documents(result), { title = "Documents along time", date = "date",
            label = "file", lane = "source" }))
    end
    documents:table(tables.documents(result):select("file", "title", "date", "how", "source", "event", "claims"),
        { caption = "Documents", rows = 500 })
    if result.texts then texts_section(doc, result, result.texts) end
    local limits = doc:section("Limits", { id = "limits" })
    limits:list {
        "The rules are for English, machine-translated English included. "
            .. "Other languages are loaded but give few claims.",
        "A speaker is named only when the text names one; \"(unknown)\" is counted. "
            .. "A carried speaker is a reading of the text, marked as such.",
        "\"Accusing\" means that a rule for accusing verbs or charging words fired. "
            .. "It does not mean that the charge is true or false.",
        "Links between documents rest on shared words, names and numbers of the two claims alone; "
            .. "a link that is not shown may exist.",
        "Dates marked \"inferred\" come from another document of the same event, not from this one.",
    }
    return doc:html()
end

return page
