-- A smaller result: the claims that fit, and the links and conflicts between them.
local args = require "toolkit.args"
local tables = require "toolkit.claims.tables"

local value = tables.value
local KNOWN = { "speaker", "target", "stance", "evidence", "event", "since" }

--- Keeps the claims that fit every option given: `speaker`, `target` (parts of names), `stance`, `evidence` (kind),
--- `event` (id), `since` (ISO date; undated documents are left out).
local function filter(result, options)
    args.check_options(options or {}, KNOWN, "toolkit.claims.filter")
    if not options or not next(options) then return result end
    local names = tables.names_of(result)
    local function holds(text, part)
        return text and text:lower():find(part:lower(), 1, true) ~= nil
    end
    local documents, kept_file = {}, {}
    for _, d in ipairs(result.documents) do
        local date = value(d.date.value)
        local okay = (not options.event or value(d.event) == options.event)
            and (not options.since or (date and date >= options.since))
        if okay then
            documents[#documents + 1] = d
            kept_file[d.file] = true
        end
    end
    local kept, by_id = {}, {}
    for _, c in ipairs(result.claims) do
        local okay = kept_file[c.file]
        if okay and options.speaker then okay = holds(tables.speaker_name(c), options.speaker)
            or holds(value(c.speaker.text), options.speaker) end
        if okay and options.stance then okay = c.stance == options.stance end
        if okay and options.evidence then okay = c.evidence_kind == options.evidence end
        if okay and options.target then
            okay = false
            for _, id in ipairs(c.targets) do
                if holds(names[id], options.target) or holds(id, options.target) then okay = true end
            end
        end
        if okay then
            kept[#kept + 1] = c
            by_id[c.id] = c
        end
    end
    local smaller = {}
    for key, item in pairs(result) do smaller[key] = item end
    smaller.documents, smaller.claims, smaller.by_id = documents, kept, by_id
    smaller.links, smaller.conflicts = {}, {}
    for _, l in ipairs(result.links) do
        if by_id[l.a] and by_id[l.b] then table.insert(smaller.links, l) end
    end
    for _, k in ipairs(result.conflicts) do
        local any = false
        for _, id in ipairs(k.claims) do any = any or by_id[id] end
        if any then table.insert(smaller.conflicts, k) end
    end
    return smaller
end

return filter
