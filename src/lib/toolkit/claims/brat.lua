-- Claims as brat stand-off: for each document its text and an .ann file. A claim is an event `Attribution` on its cue,
-- or on its content where there is none, with the roles Source and Content; stance and type are attributes, the speaker
-- is a note. Positions are characters (code points) from 0.
local characters = require "toolkit.export.characters"
local tables = require "toolkit.claims.tables"

local brat = {}

local value = tables.value

--- annotation.conf for these files.
brat.configuration = [[
[entities]
Source
Cue
Content
[relations]
[events]
Attribution	Source?:Source, Content+:Content, Inside?:Attribution
[attributes]
Stance	Arg:Attribution, Value:]]
    .. "accuse|admit|assertive|call|cite|commit|condemn|demand|deny|doubtful|factive|neutral|oppose|question|"
    .. "recommend|reject|report|testify\n"
    .. "Type\tArg:Attribution, Value:direct|indirect|mixed|reporter-question|author-statement\n"

local function annotations_of(text, claims)
    local out, spans, events, attributes = {}, 0, 0, 0
    local position = characters(text)
    local function line(...) out[#out + 1] = table.concat({ ... }, "\t") end
    local function span(label, pieces)
        local places, parts = {}, {}
        for i, s in ipairs(pieces) do
            -- a piece of a brat span stays on one line
            local first, last = s[1], s[2]
            places[i] = ("%d %d"):format(position(first), position(last))
            parts[i] = text:sub(first + 1, last):gsub("[\r\n\t]", " ")
        end
        spans = spans + 1
        line("T" .. spans, label .. " " .. table.concat(places, ";"), table.concat(parts, " "))
        return "T" .. spans
    end
    -- brat wants a break in the span where the line breaks
    local function split(s)
        local pieces, at = {}, s[1]
        for from, to in text:sub(s[1] + 1, s[2]):gmatch("()[\r\n]+()") do
            if s[1] + from - 1 > at then pieces[#pieces + 1] = { at, s[1] + from - 1 } end
            at = s[1] + to - 1
        end
        if at < s[2] then pieces[#pieces + 1] = { at, s[2] } end
        return pieces
    end
    local event_of = {}
    for i, c in ipairs(claims) do event_of[c.id] = "E" .. i end
    for _, c in ipairs(claims) do
        local pieces = {}
        for _, s in ipairs(c.spans) do
            for _, piece in ipairs(split(s)) do pieces[#pieces + 1] = piece end
        end
        local content = span("Content", pieces)
        local cue, source = value(c.cue), value(c.speaker.start)
        local trigger = cue and cue["end"] > cue.start and span("Cue", split { cue.start, cue["end"] })
        local roles = { "Attribution:" .. (trigger or content) }
        if source then roles[#roles + 1] = "Source:" .. span("Source", split { source, c.speaker["end"] }) end
        roles[#roles + 1] = "Content:" .. content
        if value(c.nested_in) and event_of[c.nested_in] then roles[#roles + 1] = "Inside:" .. event_of[c.nested_in] end
        events = events + 1
        line("E" .. events, table.concat(roles, " "))
        for _, pair in ipairs { { "Stance", c.stance }, { "Type", c.type } } do
            attributes = attributes + 1
            line("A" .. attributes, ("%s E%d %s"):format(pair[1], events, pair[2]))
        end
        line("#" .. events, "AnnotatorNotes E" .. events, ("%s: %s"):format(c.id, tables.speaker_name(c)))
    end
    out[#out + 1] = ""
    return table.concat(out, "\n")
end

--- Walks the documents: name for files (unique in the result), text, annotations.
function brat.documents(result)
    local taken, at, from = {}, 0, 1
    return function()
        at = at + 1
        local d = result.documents[at]
        if not d then return nil end
        local name = tables.base(d.file):gsub("[^%w%._%-]", "_"):gsub("^%.+", "_")
        taken[name] = (taken[name] or 0) + 1
        if taken[name] > 1 then name = ("%s-%d"):format(name, taken[name]) end
        local claims = {}
        while from <= #result.claims and result.claims[from].file == d.file do
            claims[#claims + 1] = result.claims[from]
            from = from + 1
        end
        return name, result.texts[d.file], annotations_of(result.texts[d.file], claims)
    end
end

return brat
