-- The pieces of the HTML report: a claim, a conflict, a place in a text. A place leads to the text of its document when
-- the page holds it.
local report = require "toolkit.report"
local tables = require "toolkit.claims.tables"

local cards = {}
cards.__index = cards

local tag, badge, link = report.tag, report.badge, report.link
local value, base = tables.value, tables.base

local STANCES = { accuse = "bad", condemn = "bad", deny = "warn", reject = "warn", oppose = "warn", doubtful = "warn",
    demand = "accent", call = "accent", recommend = "accent", admit = "good", commit = "good" }
local EVIDENCE = { named = "good", vague = "warn", none = "plain" }

--- Tones of the kinds of conflict.
cards.conflicts = { polarity = "bad", number = "bad", agent = "bad", ["date-internal"] = "warn",
    ["speaker-role"] = "warn", voice = "warn", damage = "warn", name = "accent", ["date-precision"] = "accent",
    omission = "accent", undated = "plain" }

--- What the cards of one page share. `shown` = set of ids of claims that have a card; `texts` = set of files whose text
--- is on the page.
function cards.new(result, shown, texts)
    local near = {}
    local function add(id, other)
        if not shown[id] then return end
        near[id] = near[id] or {}
        table.insert(near[id], other)
    end
    for _, l in ipairs(result.links) do
        add(l.a, l.b)
        add(l.b, l.a)
    end
    return setmetatable({ result = result, names = tables.names_of(result), near = near, shown = shown, texts = texts },
        cards)
end

--- Text on one line, at most n characters.
function cards.clip(text, n)
    text = text:gsub("%s+", " ")
    if utf8.len(text) and utf8.len(text) > n then return text:sub(1, utf8.offset(text, n) - 1) .. "…" end
    return text
end

--- The name of a claim's card, and of its place in the text, inside the page.
function cards.name(id) return (id:gsub("%.", "-")) end
function cards.place_name(id) return "t-" .. cards.name(id) end

--- Where a link to a claim leads: its card, else its place in the text, else nowhere.
function cards:href(id)
    if self.shown[id] then return "#" .. cards.name(id) end
    local c = self.result.by_id[id]
    if c and self.texts[c.file] and c.type ~= "author-statement" then return "#" .. cards.place_name(id) end
end

--- A link to a claim.
function cards:claim_link(id, text)
    local href = self:href(id)
    return href and link(href, text or id) or text or id
end

-- "file:1-2", a link when the text is here and the claim is marked in it.
local function place(self, c)
    local anchor = tag("code", nil, tables.anchor(c))
    if not self.texts[c.file] or c.type == "author-statement" then return anchor end
    return link("#" .. cards.place_name(c.id), anchor)
end

local function texts_of(list)
    local parts = {}
    for i, item in ipairs(list) do parts[i] = item.text end
    return table.concat(parts, "; ")
end

local function facts_of(self, c)
    local facts = {}
    local function fact(name, content) if content and content ~= "" then facts[#facts + 1] = { name, content } end end
    local cue, role = value(c.cue), value(c.speaker.role)
    fact("Cue", cue and cue.text)
    fact("Role", role and cards.clip(role, 90))
    if c.speaker.mode ~= "explicit" and c.speaker.mode ~= "author" then fact("Speaker found by", c.speaker.mode) end
    local about = {}
    for i, id in ipairs(c.targets) do about[i] = self.names[id] or id end
    fact("About", table.concat(about, ", "))
    fact("Evidence", texts_of(c.evidence))
    fact("Hedges", texts_of(c.hedges))
    fact("Numbers", texts_of(c.numbers))
    if value(c.nested_in) then fact("Inside", self:claim_link(c.nested_in)) end
    if self.near[c.id] then
        local list = {}
        for i, other in ipairs(self.near[c.id]) do list[i] = self:claim_link(other) end
        fact("Also in", report.join(list, ", "))
    end
    return facts
end

--- The card of a claim.
function cards:claim(c)
    local badges = { badge(c.type), badge(c.stance, STANCES[c.stance]),
        badge("evidence: " .. c.evidence_kind, EVIDENCE[c.evidence_kind]) }
    if c.confidence ~= "high" then
        badges[#badges + 1] = badge("confidence: " .. c.confidence, c.confidence == "low" and "warn" or "plain")
    end
    return report.card { id = cards.name(c.id), eyebrow = tables.speaker_name(c), quote = c.text,
        cite = { place(self, c), " ", c.id }, badges = badges, facts = facts_of(self, c),
        tone = (c.stance == "accuse" or c.stance == "condemn") and "bad" or nil }
end

--- The card of a conflict: what each version has, side by side.
function cards:conflict(k, name)
    local columns = {}
    for i, s in ipairs(k.spans) do
        local anchor = ("%s:%d-%d"):format(base(s.file), s.start, s["end"])
        local c = self.result.by_id[k.claims[math.min(i, #k.claims)]]
        local here = c and c.file == s.file and self.texts[s.file] and c.type ~= "author-statement"
        columns[i] = tag("div", nil,
            tag("p", { class = "column-title" }, here and link("#" .. cards.place_name(c.id), anchor) or anchor),
            tag("blockquote", nil, tag("p", nil, cards.clip(s.text, 420))))
    end
    local ids = {}
    for i, id in ipairs(k.claims) do ids[i] = self:claim_link(id) end
    return report.card { id = name, badges = { badge(k.kind, cards.conflicts[k.kind]) }, title = k.why, level = 3,
        body = tag("div", { class = "columns" }, report.join(columns)), cite = { "Claims ", report.join(ids, ", ") } }
end

--- One claim of a pair: where, who, what.
function cards:version(c)
    return { { base(c.file), " · ", tables.speaker_name(c), " · ", self:claim_link(c.id) },
        tag("blockquote", nil, tag("p", nil, cards.clip(c.text, 420))) }
end

--- The text of a document with its claims, speakers and cues marked and its boilerplate struck out.
function cards:text(d, claims)
    local spans = {}
    for _, b in ipairs(d.boilerplate) do spans[#spans + 1] = { b.start + 1, b["end"], tag = "del", title = b.kind } end
    for _, c in ipairs(claims) do
        if c.type ~= "author-statement" then
            local name, mode = tables.speaker_name(c), c.speaker.mode
            for i, s in ipairs(c.spans) do
                spans[#spans + 1] = { s[1] + 1, s[2], class = c.type == "reporter-question" and "question" or "claim",
                    title = name .. ": " .. c.stance, href = self.shown[c.id] and "#" .. cards.name(c.id) or nil,
                    id = i == 1 and cards.place_name(c.id) or nil }
            end
            if value(c.speaker.start) and mode ~= "carried" and mode ~= "carried-turn" and mode ~= "floating-quote" then
                spans[#spans + 1] = { c.speaker.start + 1, c.speaker["end"], class = "speaker",
                    title = "speaker: " .. name }
            end
            local cue = value(c.cue)
            if cue and cue["end"] > cue.start then
                spans[#spans + 1] = { cue.start + 1, cue["end"], class = "cue", title = "cue" }
            end
        end
    end
    return report.highlight(self.result.texts[d.file], spans)
end

return cards
