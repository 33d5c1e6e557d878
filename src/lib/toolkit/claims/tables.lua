-- Tables of a result: claims, speakers, accusations, evidence, conflicts, links, numbers, names, documents. Every
-- output builds on these, so that the figures agree.
local Table = require "toolkit.table"
local json = require "toolkit.json"
local points = require "toolkit.claims.points"
local toolkit = require "toolkit"

local tables = {}

local null = json.null

local function value(x)
    if x == null then return nil end
    return x
end
tables.value = value

--- The last part of a path.
function tables.base(file)
    return file:match("[^/]+$") or file
end
local base = tables.base

--- Where a claim stands: "file:start-end", bytes.
function tables.anchor(c)
    return ("%s:%d-%d"):format(base(c.file), c.spans[1][1], c.spans[#c.spans][2])
end

--- The name of a claim's speaker for people: never empty.
function tables.speaker_name(c)
    if c.type == "author-statement" then return "(the outlet)" end
    if c.type == "reporter-question" then return "(a reporter)" end
    return value(c.speaker.name) or "(unknown)"
end

local months = { "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December" }

--- A date for people: one without a year as it is written ("--06-02" is "2 June"), others as they are; nil for none.
function tables.day(date)
    date = value(date)
    local month, day = (date or ""):match("^%-%-(%d%d)%-?(%d*)$")
    if month and months[tonumber(month)] then
        return (day ~= "" and tonumber(day) .. " " or "") .. months[tonumber(month)]
    end
    day = (date or ""):match("^%-%-%-(%d%d)$")
    return day and "day " .. tonumber(day) .. " of a month" or date
end

local function join(list, key)
    local parts = {}
    for i, item in ipairs(list) do parts[i] = key and item[key] or tostring(item) end
    return table.concat(parts, "; ")
end

--- One row a claim; the columns are the fields of the record, flattened. `from` and `to`: only claims of these numbers.
function tables.claims(result, from, to)
    local t = Table.new({ "id", "file", "type", "speaker", "speaker_id", "speaker_role", "speaker_mode",
        "speaker_text", { "speaker_start", type = "integer" },
        { "speaker_end", type = "integer" }, "cue", { "cue_start", type = "integer" },
            { "cue_end", type = "integer" }, "cue_kind", "factivity",
        { "start", type = "integer", unit = "byte" }, { "end", type = "integer", unit = "byte" }, "spans", "text",
            "nested_in", "stance", "targets",
        "evidence", "evidence_kind", "numbers", "dates", "hedges", "polarity", "rule", "confidence", "flags" },
            { caption = "Claims" })
    for n = from or 1, to or #result.claims do
        local c = result.claims[n]
        local spans = {}
        for i, s in ipairs(c.spans) do spans[i] = s[1] .. "-" .. s[2] end
        local cue = value(c.cue)
        t:add { id = c.id, file = c.file, type = c.type, speaker = value(c.speaker.name),
            speaker_id = value(c.speaker.id), speaker_role = value(c.speaker.role),
            speaker_mode = c.speaker.mode, speaker_text = value(c.speaker.text),
                speaker_start = value(c.speaker.start), speaker_end = value(c.speaker["end"]),
            cue = cue and cue.text, cue_start = cue and cue.start, cue_end = cue and cue["end"], cue_kind = cue
                and cue.kind, factivity = cue and cue.factivity,
            start = c.spans[1][1], ["end"] = c.spans[#c.spans][2], spans = table.concat(spans, ";"), text = c.text,
                nested_in = value(c.nested_in),
            stance = c.stance, targets = join(c.targets), evidence = join(c.evidence, "text"),
                evidence_kind = c.evidence_kind, numbers = join(c.numbers, "text"),
            dates = join(c.dates, "text"), hedges = join(c.hedges, "text"), polarity = c.polarity, rule = c.rule,
                confidence = c.confidence, flags = join(c.flags) }
    end
    return t
end

-- ---- what is counted, in one walk over the claims ----------------------------------------------------------

local overviews = setmetatable({}, { __mode = "k" })

local function count_speaker(o, c)
    local id = value(c.speaker.id) or "?"
    local row = o.speakers[id]
    if not row then
        row = { name = tables.speaker_name(c), role = value(c.speaker.role), n = 0, direct = 0, nested = 0,
            accusing = 0, none = 0, file = nil, docs = 0 }
        o.speakers[id] = row
        o.order[#o.order + 1] = row
    end
    row.role = row.role or value(c.speaker.role)
    row.n = row.n + 1
    if c.type == "direct" then row.direct = row.direct + 1 end
    if value(c.nested_in) then row.nested = row.nested + 1 end
    if c.stance == "accuse" or c.stance == "condemn" then row.accusing = row.accusing + 1 end
    if c.evidence_kind == "none" then row.none = row.none + 1 end
    if row.file ~= c.file then -- claims come document by document
        row.file = c.file
        row.docs = row.docs + 1
    end
end

local function count_accusation(o, c)
    local target = c.targets[1]
    if not target then return end
    local name = tables.speaker_name(c)
    local key = name .. "\0" .. target
    local row = o.accusations[key]
    if not row then
        row = { name = name, target = target, n = 0, none = 0, text = c.text, id = c.id }
        o.accusations[key] = row
        o.accusing[#o.accusing + 1] = row
    end
    row.n = row.n + 1
    if c.evidence_kind == "none" then row.none = row.none + 1 end
end

-- A number's place in a result: the number of its claim above its own in the claim.
local NUMBER = 32

--- Counts of a result: `types`, `files` (claims of each), `unknown`, `evidence`, `speakers`, `accusations`, and
--- where `numbers` are. Made once.
function tables.overview(result)
    local o = overviews[result]
    if o then return o end
    o = { types = {}, files = {}, unknown = 0, evidence = { none = 0, vague = 0, named = 0 }, speakers = {}, order = {},
        accusations = {}, accusing = {}, numbers = {} }
    for n, c in ipairs(result.claims) do
        o.types[c.type] = (o.types[c.type] or 0) + 1
        o.files[c.file] = (o.files[c.file] or 0) + 1
        if c.type ~= "author-statement" then
            if c.type ~= "reporter-question" then
                count_speaker(o, c)
                o.evidence[c.evidence_kind] = o.evidence[c.evidence_kind] + 1
                if not value(c.speaker.id) then o.unknown = o.unknown + 1 end
            end
            if c.stance == "accuse" or c.stance == "condemn" then count_accusation(o, c) end
        end
        for i = 1, #c.numbers do o.numbers[#o.numbers + 1] = n << NUMBER | i end
    end
    overviews[result] = o
    return o
end

--- Who speaks: claims, how many in their own words, accusations, without evidence, documents.
function tables.speakers(result)
    local t = Table.new({ { "speaker", title = "Speaker" }, { "role", title = "Role" },
        { "claims", title = "Claims", type = "integer" },
        { "direct", title = "Direct", type = "integer", help = "in the speaker's own words" },
        { "nested", title = "Quoted by others", type = "integer", help = "inside somebody else's claim" },
        { "accusing", title = "Accusing", type = "integer" },
        { "no_evidence", title = "No evidence", type = "integer" },
        { "documents", title = "Documents", type = "integer" } }, { caption = "Who speaks" })
    for _, r in ipairs(tables.overview(result).order) do
        local role = r.role and #r.role > 60 and toolkit.clip(r.role, 57) .. "..." or r.role
        t:add { r.name, role, r.n, r.direct, r.nested, r.accusing, r.none, r.docs }
    end
    return t:sort("claims desc", "speaker")
end

local function names_of(result)
    local names = {}
    for _, e in ipairs(result.entities) do names[e.id] = e.name end
    return names
end
tables.names_of = names_of

--- Who accuses or condemns whom, with one example each; `href` makes the link of a row's claim on a page.
function tables.accusations(result, href)
    local t = Table.new({ { "speaker", title = "Speaker" }, { "target", title = "Target" },
        { "claims", title = "Claims", type = "integer" },
        { "no_evidence", title = "No evidence", type = "integer" }, { "example", title = "Example" },
            { "id", title = "Claim", href = href } }, { caption = "Who accuses whom" })
    local names = names_of(result)
    for _, r in ipairs(tables.overview(result).accusing) do
        t:add { r.name, names[r.target] or r.target, r.n, r.none, r.text, r.id }
    end
    return t:sort("claims desc", "speaker", "target")
end

--- The evidence ladder: kinds of evidence, how often, with an example.
function tables.evidence(result)
    local t = Table.new({ { "evidence", title = "Evidence" }, { "claims", title = "Claims", type = "integer" },
        { "share", title = "Share", type = "number", digits = 2 } },
        { caption = "On what evidence" })
    local n = tables.overview(result).evidence
    local total = n.none + n.vague + n.named
    for _, kind in ipairs { "named", "vague", "none" } do
        t:add { kind, n[kind], total > 0 and n[kind] / total or 0 }
    end
    return t
end

--- Conflicts, one row each. `from` and `to`: only those of these numbers.
function tables.conflicts(result, from, to)
    local t = Table.new({ { "kind", title = "Kind" }, { "why", title = "Why" }, { "a", title = "One version" },
        { "b", title = "The other" }, { "claims", title = "Claims" } },
        { caption = "Look at these first" })
    for n = from or 1, to or #result.conflicts do
        local k = result.conflicts[n]
        local a, b = k.spans[1], k.spans[2]
        t:add { k.kind, k.why, a and a.text, b and b.text, table.concat(k.claims, " ") }
    end
    return t
end

--- Links, one row each. `from` and `to`: only those of these numbers.
function tables.links(result, from, to)
    local t = Table.new({ { "a", title = "Claim" }, { "b", title = "Other claim" },
        { "relation", title = "Relation" }, { "score", title = "Score", type = "number", digits = 3 },
        { "differences", title = "Differences" }, { "why", title = "Why" } }, { caption = "Same claim elsewhere" })
    for n = from or 1, to or #result.links do
        local l = result.links[n]
        t:add { l.a, l.b, l.relation, l.score, table.concat(l.differences, "; "), l.why }
    end
    return t
end

-- How much of a claim a table shows; files hold it whole.
local SHOWN = 160

local function shorten(text)
    text = text:gsub("%s+", " ")
    local short, cut = toolkit.clip(text, SHOWN)
    return cut and short .. "…" or text
end

--- Numbers inside claims. `from` and `to`: only those of these numbers; `href` makes the link of a row's claim on a
--- page. Rows are made when they are looked at.
function tables.numbers(result, from, to, href)
    local places = tables.overview(result).numbers
    from, to = from or 1, to or #places
    local function row(at)
        local c = result.claims[places[at] >> NUMBER]
        local n = c.numbers[places[at] & (1 << NUMBER) - 1]
        return { n.text, value(n.min), value(n.max), value(n.unit), tables.speaker_name(c), c.id, c.text }
    end
    return Table.new({ { "number", title = "Number" }, { "min", title = "From", type = "number" },
        { "max", title = "To", type = "number" }, { "unit", title = "Unit" },
        { "speaker", title = "Speaker" }, { "claim", title = "Claim", href = href },
        { "text", title = "In", format = shorten } },
        { caption = "Numbers", count = to - from + 1, make = function(i) return row(from + i - 1) end })
end

--- Names with their variants and the reason of each merge.
function tables.entities(result)
    local t = Table.new({ { "name", title = "Name" }, { "kind", title = "Kind" }, { "role", title = "Role" },
        { "aliases", title = "Also written" }, { "why", title = "Why one" },
        { "mentions", title = "Mentions", type = "integer" } }, { caption = "Names" })
    for _, e in ipairs(result.entities) do
        local why = {}
        for i, m in ipairs(e.merged) do why[i] = m.alias .. ": " .. m.why end
        t:add { e.name, e.kind, value(e.role), table.concat(e.aliases, "; "), table.concat(why, "; "), #e.mentions }
    end
    return t:sort("mentions desc", "name")
end

--- Documents with date, outlet, event, number of claims.
function tables.documents(result)
    local t = Table.new({ { "file", title = "File" }, { "title", title = "Title" }, { "date", title = "Date" },
        { "date_how", title = "How known" }, { "source", title = "Outlet" },
        { "event", title = "Event" }, { "copy_of", title = "Copy of" },
        { "claims", title = "Claims", type = "integer" },
        { "sha256", title = "SHA-256" } }, { caption = "Documents" })
    local n = tables.overview(result).files
    for _, d in ipairs(result.documents) do
        local title = value(d.title)
        t:add { base(d.file), title and title.text, value(d.date.value), value(d.date.how), value(d.source.name),
            value(d.event), value(d.copy_of) and base(d.copy_of.file), n[d.file] or 0, d.sha256 }
    end
    return t
end

--- What is said of documents that repeat another one: file -> "a is a copy of b (80 % of its words in a row)".
function tables.copies(result)
    local told = {}
    for _, d in ipairs(result.documents) do
        local copy = value(d.copy_of)
        if copy then
            told[d.file] = ("%s is a copy of %s (%.0f %% of its words in a row)"):format(base(d.file), base(copy.file),
                100 * copy.share)
        end
    end
    return told
end

--- Does the claim `a` stand before `b`? Ids in the order of documents and claims.
function tables.id_before(a, b)
    local d, n = a:match("^d(%d+)%.c(%d+)$")
    local e, m = b:match("^d(%d+)%.c(%d+)$")
    if d ~= e then return tonumber(d) < tonumber(e) end
    return tonumber(n) < tonumber(m)
end

--- Talking points, see toolkit.claims.points.
tables.talking_points = points

return tables
