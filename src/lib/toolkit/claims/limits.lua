-- What the claims are good for and how well they were measured: the one place for these statements and figures. The
-- report prints them; the README holds the same table (a test compares).
local Table = require "toolkit.table"

local limits = {}

--- How the figures were made; date of the last measurement.
limits.date = "2026-11-22"

--- What was measured: quantity, figure, data.
limits.measured = {
    { "speaker right, claims that must be found", "1.00", "3 news texts, 66 claims found by hand" },
    { "bytes of claims, F1; boilerplate, precision and recall", "0.99; 1.00, 0.99", "the same" },
    { "links between versions, precision and recall", "1.00, 0.80", "the same; two documents of one event" },
    { "whom claims are about, precision and recall", "0.85, 0.78", "the same; 77 targets" },
    { "source, cue, content, exact F1", "0.70, 0.67, 0.55",
        "84 US news articles (PolNeAR dev), nothing trained on it" },
    { "documents of one event, pairwise F1", "1.00", "the sample corpus, 22 documents" },
}

--- What a reader of the report should know.
limits.statements = {
    "The rules are for English, machine-translated English included. Other languages are loaded but give few "
        .. "claims.",
    "A speaker is named only when the text names one; \"(unknown)\" is counted. A carried speaker is a reading of the "
        .. "text, marked as such.",
    "\"Accusing\" means that a rule for accusing verbs or charging words fired. It does not mean that the charge is "
        .. "true or false.",
    "Links between documents rest on shared words, names and numbers of the two claims alone; a link that is not shown "
        .. "may exist.",
    "Dates marked \"inferred\" come from another document of the same event, not from this one.",
}

--- Where it is known to fail.
limits.failures = {
    "Object phrases behind verbs of criticism run too long or too short.",
    "\"They\" and \"it\" reach back to the last group or body that spoke, which may be another one.",
    "Nouns as cues are found with \"that\" or an owner (\"his call for\"); others (\"drew criticism\") are missed.",
    "Names of outlets at the start of a sentence may be read as people.",
    "Accusations read from the content alone, without an accusing cue: about six in ten are ones (US election news).",
    "Two people of one name become one, unless titles or documents tell them apart.",
    "What looks like damage may be a slip of the writer, or another person whose name differs by a letter.",
}

--- The measured figures as a table.
function limits.table()
    local t = Table.new { { "what", title = "Measured" }, { "figure", title = "Figure" }, { "data", title = "On" } }
    for _, m in ipairs(limits.measured) do t:add(m) end
    return t
end

return limits
