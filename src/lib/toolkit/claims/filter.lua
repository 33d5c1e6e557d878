-- A smaller result: the claims that fit, and the links and conflicts between them.
local args = require "toolkit.args"
local sequence = require "toolkit.claims.sequence"
local tables = require "toolkit.claims.tables"

local value = tables.value
local KNOWN = { "speaker", "target", "stance", "evidence", "event", "since", "until" }

local function holds(text, part)
    return text and text:lower():find(part:lower(), 1, true) ~= nil
end

-- Is the document of the event, and inside the days? A date less exact than a limit counts when it may lie inside.
local function document_fits(d, options)
    if options.event and value(d.event) ~= options.event then return false end
    local date = value(d.date.value)
    local since, last = options.since, options["until"]
    if (since or last) and not (date and date:find("^%d%d%d%d")) then return false end
    if since and date < since:sub(1, #date) then return false end
    return not last or date:sub(1, #last) <= last
end

local function claim_fits(c, options, names)
    if options.speaker and not holds(tables.speaker_name(c), options.speaker)
        and not holds(value(c.speaker.text), options.speaker) then return false end
    if options.stance and c.stance ~= options.stance then return false end
    if options.evidence and c.evidence_kind ~= options.evidence then return false end
    if not options.target then return true end
    for _, id in ipairs(c.targets) do
        if holds(names[id], options.target) or holds(id, options.target) then return true end
    end
    return false
end

--- Keeps the claims that fit every option given: `speaker`, `target` (parts of names), `stance`, `evidence` (kind),
--- `event` (id), `since`, `until` (ISO dates, both included; undated documents are left out). `filtered` of the result
--- says what was asked and how much is left.
local function filter(result, options)
    args.check_options(options or {}, KNOWN, "toolkit.claims.filter")
    if not options or not next(options) then return result end
    local names = tables.names_of(result)
    local documents, kept_file = {}, {}
    for _, d in ipairs(result.documents) do
        if document_fits(d, options) then
            documents[#documents + 1] = d
            kept_file[d.file] = true
        end
    end
    local kept, known = {}, {}
    for i, c in ipairs(result.claims) do
        if kept_file[c.file] and claim_fits(c, options, names) then
            kept[#kept + 1] = i
            known[c.id] = true
        end
    end
    local smaller = {}
    for key, item in pairs(result) do smaller[key] = item end
    smaller.documents = documents
    smaller.claims = sequence.new(#kept, function(_, i) return result.claims[kept[i]] end)
    smaller.by_id = setmetatable({}, { __index = function(_, id) return known[id] and result.by_id[id] or nil end })
    smaller.links, smaller.conflicts = {}, {}
    for _, l in ipairs(result.links) do
        if known[l.a] and known[l.b] then table.insert(smaller.links, l) end
    end
    for _, k in ipairs(result.conflicts) do
        local any = false
        for _, id in ipairs(k.claims) do any = any or known[id] end
        if any then table.insert(smaller.conflicts, k) end
    end
    local asked = {}
    for _, name in ipairs(KNOWN) do
        if options[name] then asked[#asked + 1] = name .. " " .. options[name] end
    end
    smaller.filtered = { by = table.concat(asked, ", "), claims = #kept, of_claims = #result.claims,
        documents = #documents, of_documents = #result.documents }
    return smaller
end

return filter
