-- How one claim was found: its sentence, the rule, the path to the speaker, and what was turned down.
local tables = require "toolkit.claims.tables"
local rules = require "toolkit.claims.rules"

local explain = {}

local value = tables.value

local function describe(name)
    for _, list in ipairs { rules.list, rules.others } do
        for _, r in ipairs(list) do
            if r.name == name then return r.describe end
        end
    end
    return explain.other[name] or "a step of the assembly"
end

--- Steps that are no rules of the sieve.
explain.other = {
    ["turn-answer"] = "a sentence inside the turn of a labelled speaker",
    ["turn-question"] = "the turn of a reporter",
    ["reporter-asked"] = "what follows \"a reporter asked\"",
    ["carried"] = "a sentence without a cue of its own behind an attributed one of the same paragraph",
    ["quotation-goes-on"] = "a further sentence of a quotation whose speaker is known",
    ["quotation-before-cue"] = "a quotation without a cue before a sentence that starts with its speaker",
    ["quotation-after-cue"] = "a quotation without a cue behind an attributed sentence of the paragraph",
    ["floating-quotation"] = "a quotation without a cue: the last person who spoke",
    ["fragment-after"] = "a sentence without a subject behind an attributed one",
    ["premise"] = "a statement inside a reporter's question, behind an attributed one",
    ["headline-colon"] = "a headline with a colon: the source stands before it",
    ["outlet-voice"] = "a sentence that nobody is made to say: the outlet's own voice",
    ["bare-cue"] = "a cue sentence without content behind a quotation",
}

local modes = {
    explicit = "named beside the cue", pronoun = "a pronoun, resolved to the last fitting person",
        nominal = "a description, resolved by its role",
    carried = "carried over from the sentence before", ["carried-turn"] = "carried over inside the turn",
        ["floating-quote"] = "nearest speaker of a quotation without a cue",
    author = "nobody: the outlet itself",
}

--- Text for the claim `id` of a result; what was turned down is known when the run had the option `explain`. nil and a
--- reason when there is no such claim.
function explain.claim(result, id)
    local c = result.by_id[id]
    if not c then return nil, ("no claim has the id '%s'"):format(id) end
    local inner = result.inner and result.inner[id]
    local out = {}
    local function line(name, text, ...)
        if select("#", ...) > 0 then text = text:format(...) end
        out[#out + 1] = ("%-12s %s"):format(name, text)
    end
    line("claim", "%s in %s", c.id, tables.anchor(c))
    line("text", "%s", c.text:gsub("%s+", " "))
    if inner then
        local text = result.texts[c.file]
        line("sentence", "%s", (text:sub(inner.sentence_bytes[1], inner.sentence_bytes[2]):gsub("%s+", " ")))
    end
    line("rule", "%s: %s", c.rule, describe(c.rule))
    local cue = value(c.cue)
    if cue then line("cue", "\"%s\" (%s) at %d-%d", cue.text, cue.kind, cue.start, cue["end"]) end
    line("speaker", "%s: %s", tables.speaker_name(c), modes[c.speaker.mode] or c.speaker.mode)
    if value(c.speaker.start) then
        line("", "read from \"%s\" at %d-%d", c.speaker.text, c.speaker.start, c.speaker["end"]) end
    if inner then
        local carried = inner.speaker.carried_bytes
        if carried then
            line("path", "carried over from \"%s\" at %d-%d", result.texts[c.file]:sub(carried[1], carried[2]),
                carried[1] - 1, carried[2])
        end
        if inner.speaker.forward then line("path", "named only later in the text (forward reference)") end
        if inner.speaker.metonymy then
            line("path", "\"%s\" stands for this body, to which the main speaker belongs", inner.speaker.metonymy) end
    end
    local id_of = value(c.speaker.id)
    for _, e in ipairs(result.entities) do
        if e.id == id_of then
            for _, m in ipairs(e.merged) do line("same as", "%s (%s)", m.alias, m.why) end
        end
    end
    line("stance", "%s%s", c.stance, inner and inner.stance_rule and " (" .. inner.stance_rule .. ")" or "")
    for _, e in ipairs(c.evidence) do line("evidence", "\"%s\" (%s) at %d-%d", e.text, e.kind, e.start, e["end"]) end
    if #c.evidence == 0 then line("evidence", "none found") end
    if value(c.nested_in) then line("inside", "%s", c.nested_in) end
    -- the nearest other readings of the same bytes
    local shown = 0
    for _, o in ipairs(result.claims) do
        if o.id ~= id and o.file == c.file and o.spans[1][1] <= c.spans[#c.spans][2]
            and o.spans[#o.spans][2] >= c.spans[1][1] and shown < 3 then
            shown = shown + 1
            line("beside it", "%s, %s: %s", o.id, o.rule, tables.speaker_name(o))
        end
    end
    local rejected = inner and inner.rejected
    if rejected then line("turned down", "%s, which would have read: %s", rejected.rule, rejected.text) end
    for _, l in ipairs(result.links) do
        if l.a == id or l.b == id then
            line("linked", "%s %s (%.3f): %s", l.relation, l.a == id and l.b or l.a, l.score, l.why) end
    end
    return table.concat(out, "\n") .. "\n"
end

return explain
