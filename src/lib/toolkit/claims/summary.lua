-- The report on one screen: at most 60 lines of text, or the same as Markdown.
local tables = require "toolkit.claims.tables"
local toolkit = require "toolkit"

local summary = {}

local value, base = tables.value, tables.base

local function clip(text, columns)
    local line = toolkit.visible((text:gsub("%s+", " ")))
    return toolkit.width(line) > columns and toolkit.clip(line, columns - 1) .. "…" or line
end

local function pad(text, columns)
    return text .. (" "):rep(math.max(0, columns - toolkit.width(text)))
end

local function plural(n, one, many)
    return ("%d %s"):format(n, n == 1 and one or many or one .. "s")
end

--- What the whole is: one or two sentences.
function summary.counts(result)
    local o = tables.overview(result)
    local own, questions = o.types["author-statement"] or 0, o.types["reporter-question"] or 0
    local attributed = #result.claims - own - questions
    return { documents = #result.documents, claims = #result.claims, attributed = attributed, own = own,
        questions = questions, unknown = o.unknown,
        speakers = #o.order, events = #result.events, links = #result.links,
            conflicts = #result.conflicts, tokens = result.stamp.tokens }
end

--- What was filtered, in one sentence; nil when nothing was.
function summary.filtered(result)
    local f = result.filtered
    return f and ("Only %s: %d of %d claims, %d of %d documents."):format(f.by, f.claims, f.of_claims, f.documents,
        f.of_documents)
end

--- Conflicts worth a line each: no more than `most` of one kind, so that every kind is seen. And their numbers.
function summary.first(result, most, limit)
    local n, list, numbers = {}, {}, {}
    for i, k in ipairs(result.conflicts) do
        n[k.kind] = (n[k.kind] or 0) + 1
        if n[k.kind] <= most and #list < limit then list[#list + 1], numbers[#numbers + 1] = k, i end
    end
    return list, numbers
end

-- ---- one screen of text ------------------------------------------------------------------------------------

local SCREEN = 60 -- lines

-- The words around a span that is too short to be understood alone, as many as fit on a line.
local function in_context(result, s, columns)
    local text = result.texts[s.file]
    local room = columns - toolkit.width(s.text) - 4
    if not text or room < 16 then return s.text end
    local before = text:sub(1, s.start):match("[^\n]*$")
    local behind = text:sub(s["end"] + 1):match("^[^\n]*")
    local left, right = before:sub(-(room // 2)), behind:sub(1, room - math.min(#before, room // 2))
    if #left < #before then left = "… " .. left:gsub("^%S*%s*", "") end
    if #right < #behind then right = right:gsub("%s*%S*$", "") .. " …" end
    return left .. s.text .. right
end

local function add_first(result, line, width)
    local list = summary.first(result, 2, 8)
    if #list == 0 then return end
    line("")
    line("LOOK AT THESE FIRST"
        .. (#result.conflicts > #list and (" (%d of %d)"):format(#list, #result.conflicts) or ""))
    for _, k in ipairs(list) do
        line("  %s %s", pad(k.kind, 14), clip(k.why, width - 18))
        for i = 1, math.min(2, #k.spans) do
            local s = k.spans[i]
            local anchor = ("%s:%d-%d"):format(clip(base(s.file), 28), s.start, s["end"])
            if #list <= 6 or i == 1 or k.kind == "number" or k.kind == "name" or k.kind == "polarity" then
                line("      %s %s", pad(anchor, 40), clip(in_context(result, s, width - 48), width - 48))
            end
        end
    end
end

local function add_speakers(result, line, width)
    local speakers, shown, room = tables.speakers(result), 0, math.min(59, width - 40)
    line("")
    line("%s claims direct accusing no evidence", pad("WHO SPEAKS", room + 3))
    for row in speakers:each() do
        shown = shown + 1
        if shown > 8 then break end
        local name = clip(row.speaker .. (row.role and row.role ~= row.speaker and " (" .. row.role .. ")" or ""),
            room - 1)
        line("  %s %6d %6d %8d %11d", pad(name, room), row.claims, row.direct, row.accusing, row.no_evidence)
    end
    if #speakers > 8 then line("  and %d more", #speakers - 8) end
end

local function add_accusations(result, line, width)
    local accusations, shown = tables.accusations(result), 0
    if #accusations == 0 then return end
    line("")
    line("WHO ACCUSES WHOM")
    for row in accusations:each() do
        shown = shown + 1
        if shown > 5 then break end
        local head = ("%s → %s (%d)"):format(row.speaker, row.target, row.claims)
        line("  %s %s", pad(clip(head, 44), 44), clip(row.example, width - 48))
    end
end

local function add_evidence(result, line)
    local ladder = {}
    for row in tables.evidence(result):each() do
        ladder[#ladder + 1] = ("%s %d (%.0f %%)"):format(row.evidence, row.claims, 100 * row.share)
    end
    line("")
    line("ON WHAT EVIDENCE  %s", table.concat(ladder, " · "))
end

local function add_versions(result, line, width)
    local versions, copies = 0, tables.copies(result)
    for _, e in ipairs(result.events) do
        if #e.files > 1 then
            versions = versions + 1
            if versions == 1 then
                line("")
                line("SAME EVENT, SEVERAL VERSIONS")
            end
            if versions <= 3 then
                local names = {}
                for i, f in ipairs(e.files) do names[i] = base(f) end
                line("  %s %s: %s", e.id, tables.day(e.date) or "undated", clip(table.concat(names, ", "), width - 20))
                if e.why[1] then line("      %s", clip(e.why[1], width - 6)) end
                for _, f in ipairs(e.files) do
                    if copies[f] then line("      %s", clip(copies[f], width - 6)) end
                end
            end
        end
    end
end

local function add_points(result, line, width)
    local points = tables.talking_points(result)
    if #points == 0 then return end
    line("")
    line("TALKING POINTS")
    for i = 1, math.min(5, #points) do
        local p = points[i]
        line("  %s in %s: %s", p.event or "-", plural(p.files, "document"),
            clip(tables.speaker_name(p.first) .. ": " .. p.first.text, width - 24))
    end
end

--- The text summary.
function summary.text(result, width)
    width = width or math.max(80, toolkit.terminal_width() or 110)
    local out = {}
    local function line(text, ...)
        out[#out + 1] = select("#", ...) > 0 and text:format(...) or text
    end
    local n = summary.counts(result)
    line("%s, %s: %s attributed, %s in the outlets' own voice, %s.", plural(n.documents, "document"),
        plural(n.claims, "claim"), n.attributed, n.own,
        plural(n.questions, "reporter's question", "reporters' questions"))
    line("%s, %s, %s between documents, %s; speaker unknown: %d.", plural(n.speakers, "speaker"),
        plural(n.events, "event"), plural(n.links, "link"), plural(n.conflicts, "conflict"), n.unknown)
    if result.filtered then line("%s", summary.filtered(result)) end
    add_first(result, line, width)
    add_speakers(result, line, width)
    add_accusations(result, line, width)
    add_evidence(result, line)
    add_versions(result, line, width)
    add_points(result, line, width)
    while #out > SCREEN do table.remove(out) end
    return table.concat(out, "\n") .. "\n"
end

local function cell(text)
    return (tostring(text):gsub("%s+", " "):gsub("|", "\\|"))
end

--- Writes the summary and the claims as Markdown, by calls of put(text); a writer of toolkit.claims.export.
function summary.markdown(result, put)
    local function line(text, ...)
        put(select("#", ...) > 0 and text:format(...) or text)
        put("\n")
    end
    local n = summary.counts(result)
    line("# Claims")
    line("")
    line("%s, %s: %d attributed, %d in the outlets' own voice, %s. %s, %s, %s, %s.", plural(n.documents, "document"),
        plural(n.claims, "claim"), n.attributed, n.own,
        plural(n.questions, "reporter's question", "reporters' questions"), plural(n.speakers, "speaker"),
            plural(n.events, "event"), plural(n.links, "link"),
        plural(n.conflicts, "conflict"))
    if result.filtered then line("%s", summary.filtered(result)) end
    if #result.conflicts > 0 then
        line("")
        line("## Look at these first")
        line("")
        for _, k in ipairs(result.conflicts) do
            line("- **%s**: %s", k.kind, cell(k.why))
            for _, s in ipairs(k.spans) do line("  - `%s:%d-%d` %s", base(s.file), s.start, s["end"], cell(s.text)) end
        end
    end
    line("")
    line("## Who speaks")
    line("")
    line(tables.speakers(result):markdown())
    local accusations = tables.accusations(result)
    if #accusations > 0 then
        line("## Who accuses whom")
        line("")
        line(accusations:markdown())
    end
    line("## On what evidence")
    line("")
    line(tables.evidence(result):markdown())
    line("## Who says what")
    local file
    return function(c)
        if c.file ~= file then
            file = c.file
            line("")
            line("### %s", base(file))
            line("")
        end
        local cue = value(c.cue)
        line("- %s**%s**%s: %s  \n  `%s` %s, %s, evidence %s, %s", value(c.nested_in)
            and "(in " .. c.nested_in .. ") " or "", cell(tables.speaker_name(c)),
            cue and " (" .. cell(cue.text) .. ")" or "", cell(c.text), tables.anchor(c), c.type, c.stance,
                c.evidence_kind, c.id)
    end
end

return summary
