--- Claims: what is said, by whom, about whom, on what evidence, and where else.
--
--     local claims = require "toolkit.claims"
--     local result = claims.run({ "folder/" })
--     for _, c in ipairs(result.claims) do print(c.speaker.name, c.text) end
--
-- The steps are modules of their own and can be used alone: view (columns), quotes, extract (the sieve of rules),
-- assemble (speakers, nesting), details (hedges, evidence, numbers, stance), damage (what a translation broke), link
-- (same claim elsewhere), conflicts.
local args = require "toolkit.args"
local assemble = require "toolkit.claims.assemble"
local conflicts = require "toolkit.claims.conflicts"
local corrections = require "toolkit.claims.corrections"
local cues = require "toolkit.claims.cues"
local damage = require "toolkit.claims.damage"
local details = require "toolkit.claims.details"
local explain = require "toolkit.claims.explain"
local entities = require "toolkit.claims.entities"
local export = require "toolkit.claims.export"
local extract = require "toolkit.claims.extract"
local forms = require "toolkit.claims.forms"
local inputs_of = require "toolkit.corpus.inputs"
local link = require "toolkit.claims.link"
local quotes = require "toolkit.claims.quotes"
local record = require "toolkit.claims.record"
local registry = require "toolkit.claims.registry"
local rows = require "toolkit.claims.rows"
local shelf = require "toolkit.claims.shelf"
local terms = require "toolkit.claims.terms"
local toolkit = require "toolkit"
local view = require "toolkit.claims.view"

local claims = {}

--- The lexicon that is used when none is given. Copy it to change it.
claims.lexicon = require "toolkit.claims.lexicon"

local KNOWN = { "lexicon", "disabled", "anchors", "links", "explain", "progress", "note", "reading", "corrections",
    "rules" }

--- Everything about the claims of one document, before other documents are looked at. `document` is a
--- toolkit.Document (or anything with `text`, `file`, blocks(), fact()); `run` comes from claims.start().
-- `parse`: the layers of its text (view.layers), where they are made already; it is closed.
function claims.document(run, document, parse)
    local text = document.text
    local state = { file = document.file, text = text, lexicon = run.lexicon, registry = run.registry,
        index = #run.states + 1 }
    local blocks = {}
    state.boilerplate, state.all_blocks = {}, {}
    for kind, i, j, detail, si, sj, body, is_body in document:blocks() do
        local block = { kind = kind, first = i, last = j, detail = detail, speaker_first = si, speaker_last = sj,
            from = body, body = is_body }
        state.all_blocks[#state.all_blocks + 1] = block
        if kind == "boilerplate" or kind == "credit" or kind == "comment" then
            state.boilerplate[#state.boilerplate + 1] = block
        else
            blocks[#blocks + 1] = block
        end
    end
    record.facts(state, document, run.options.anchors, corrections.date(run.corrections, document.file))
    local v = view.new(text, blocks, document, parse)
    state.v = v
    quotes.find(v)
    extract.run(v, run.lexicon, run.rules, run.options.explain)
    assemble.run(state)
    details.scan(state, state.date.value)
    details.run(state)
    state.names = forms.of(v)
    state.damage = damage.find(state)
    corrections.document(run.corrections, state)
    record.document(state)
    corrections.note_ids(run.corrections, state)
    run.words = run.words + v.n
    state = record.lay(run, state)
    run.states[#run.states + 1] = state
    return state
end

--- Starts a run: options `lexicon`, `disabled` (set of rule names), `rules` (added ones), `anchors` (file -> ISO
--- date), `links` (false: no comparison between documents), `corrections` (from claims.read_corrections).
function claims.start(options)
    options = options or {}
    args.check_options(options, KNOWN, "toolkit.claims")
    local lexicon = cues.compile(options.lexicon or claims.lexicon)
    return { options = options, lexicon = lexicon, registry = registry.new(lexicon), states = {}, words = 0,
        corrections = corrections.prepare(options.corrections or {}), shelf = shelf.new(), rows = rows.new(),
        slots = {}, people = {}, parties = {}, book = terms.book(lexicon),
        rules = extract.rules(options.disabled, options.rules) }
end

-- From so many documents on, what one step leaves behind is collected before the next begins: it is more than what the
-- collector saves by waiting.
local MANY = 1000

local function tidy(run)
    if #run.states >= MANY then collectgarbage() end
end

--- Ends a run: entities across documents, events, links, conflicts, and the record that contracts and reports use.
function claims.finish(run)
    record.end_reading(run)
    tidy(run)
    entities.merge(run)
    corrections.names(run.corrections, run)
    corrections.speakers(run.corrections, run)
    record.end_merging(run)
    tidy(run)
    local linked = { links = {}, events = {} }
    if run.options.links ~= false then linked = link.run(run) end
    tidy(run)
    corrections.links(run.corrections, run, linked)
    local found = conflicts.run(run, linked)
    tidy(run)
    local result = record.result(run, linked, found)
    result.unused_corrections, result.rules = corrections.unused(run.corrections), run.rules
    return result
end

-- Is the text short enough to be read for claims? If not, tells `note`.
local function is_within_limit(document, note)
    local most = toolkit.limit "claims_bytes"
    if #document.text <= most then return true end
    local message = ("%s: limit claims_bytes (%d) reached"):format(document.file, most)
    if note then note { file = document.file, error = "limit reached", message = message } end
    return false
end

-- The documents of inputs and, where several threads read, what these made of their texts ahead: for a generic `for`.
local function documents(list, reading)
    local step, state, document, source = inputs_of.documents(list, reading)
    local function next_document()
        repeat
            document = step(state, document)
        until not document or is_within_limit(document, reading.note)
        return document
    end
    local threads = reading.threads or 1
    local ahead = threads > 1 and toolkit.parse_ahead(next_document, { layers = view.layers, threads = threads })
    return ahead or next_document, nil, nil, source
end

--- Claims of files, folders, archives or one corpus file: the whole pipeline. Returns the result record.
function claims.run(inputs, options)
    local run = claims.start(options)
    if type(inputs) == "string" then inputs = { inputs } end
    local reading = { note = run.options.note }
    for name, value in pairs(run.options.reading or {}) do reading[name] = value end
    for document, parse in documents(inputs, reading) do
        claims.document(run, document, parse)
        if run.options.progress then run.options.progress(#run.states, document.file) end
    end
    return claims.finish(run)
end

--- A smaller result; see toolkit.claims.filter.
claims.filter = require "toolkit.claims.filter"

--- Reads an analyst's corrections (see toolkit.claims.corrections for the lines): a list for the option
--- `corrections`, or nil and the reason.
claims.read_corrections = corrections.read

--- The result in a format (one of toolkit.claims.export.formats) as a string.
function claims.format(result, name, options)
    return export.format(result, name, options)
end

--- Writes the result in a format by calls of put(text): for results that are too large for a string.
function claims.stream(result, name, put, options)
    export.stream(result, name, put, options)
end

--- Writes every format and every table into a folder that exists. Returns true, or nil and the reason.
function claims.write(result, folder, options)
    return export.write(result, folder, options)
end

--- How the claim `id` was found, as text.
function claims.explain(result, id)
    return explain.claim(result, id)
end

--- Adds what a result was made of (toolkit.report.stamp) to its own counts.
function claims.stamp(result, stamp)
    for _, key in ipairs { "documents", "tokens", "claims" } do stamp[key] = result.stamp[key] end
    return stamp
end

--- The rules in the order in which they are tried: { { name=, describe=, hits= } ... }, hits as counted for `result`;
--- without one, the rules that are shipped.
function claims.rules(result)
    local chosen, list = result and result.rules or extract.rules(), {}
    for _, source in ipairs { chosen.list, chosen.others } do
        for _, r in ipairs(source) do list[#list + 1] = { name = r.name, describe = r.describe, hits = r.hits } end
    end
    return list
end

-- Steps and helpers that can be used alone: claims.view, claims.quotes ... (see the manual).
local PARTS = { view = true, quotes = true, cues = true, extract = true, assemble = true, details = true,
    pairing = true, script = true, tables = true, limits = true }

return setmetatable(claims, { __index = function(self, name)
    if not PARTS[name] then return nil end
    local part = require("toolkit.claims." .. name)
    rawset(self, name, part)
    return part
end })
