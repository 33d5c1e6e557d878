---@meta toolkit.claims.steps

-- The steps of toolkit.claims that can be used alone, and what scripts over claims share.

--- Columns of a document for the rules: tokens 1..n with `s`, `e` (bytes, 1-based inclusive), `w` (lower-case form),
--- `cap`, `kind`, `tag`; sentences 1..sentences with `sfirst`, `slast` (tokens), `sblock`.
---
---     local claims = require "toolkit.claims"
---     local view = claims.view.new(text, { { kind = "paragraph", first = 1, last = #text } })
---     local quotations = claims.quotes.find(view)
---     local lexicon = claims.cues.compile(claims.lexicon)
---     local drafts = claims.extract.run(view, lexicon, claims.extract.rules())
---     for m = 1, view.sentences do
---         for _, d in ipairs(drafts[m]) do print(d.rule, text:sub(view.s[d.cue[1]], view.e[d.cue[2]])) end
---     end
---@class toolkit.claims.view
---@field longest integer tokens behind which a sentence is cut at its next punctuation mark
local view = {}

--- A view of a text. Blocks stand in order: { kind =, first =, last = } in bytes; `from` is the first byte behind a
--- label.
---@param text string
---@param blocks table[]
---@param document? toolkit.Document for its sentences
---@return table view
function view.new(text, blocks, document) end

--- The bytes of tokens i..j as text.
---@param v table
---@param i integer
---@param j integer
---@return string
function view.slice(v, i, j) end

--- Quotations of a view.
---@class toolkit.claims.quotes
local quotes = {}

--- Pairs the quotation marks of a view by direction, inside blocks; tells speech from marked words. Fills v.quotes and
--- v.quote (number of the quotation around each token).
---@param v table
---@return { open: integer, close: integer?, first: integer, last: integer, speech: boolean }[]
function quotes.find(v) end

--- The lexicon of cues.
---@class toolkit.claims.cues
local cues = {}

--- A lexicon like claims.lexicon as tables by word form, as the steps want it.
---@param lexicon table
---@return table compiled
function cues.compile(lexicon) end

--- The sieve of rules.
---@class toolkit.claims.extract
local extract = {}

--- The rules of a run with counts of their own: those that are shipped without the disabled ones, with the added ones.
---@param disabled? table<string, boolean>
---@param added? toolkit.claims.Rule[]
---@return { list: table[], others: table[] }
function extract.rules(disabled, added) end

--- The drafts of all sentences: for each cue the answer of the first rule. Quotations must have been found.
---@param v table
---@param lexicon table compiled
---@param rules table from extract.rules()
---@param explain? boolean also keep what the next rule would have said
---@return table[][] drafts by sentence
function extract.run(v, lexicon, rules, explain) end

--- From drafts to claims: who speaks, what is nested in what, what is the outlet's own voice.
---@class toolkit.claims.assemble
local assemble = {}

--- The claims of one document in the order of its text. `state` has `v` (a view with drafts), `lexicon` (compiled),
--- `registry` (of names, of the run) and `file`; it gains `claims`, `cast` (the people of the text) and `principal`
--- (the person who speaks most, or nil).
---@param state table
---@return table[] claims
function assemble.run(state) end

--- Tables of a result, as every output uses them.
---@class toolkit.claims.tables
local tables = {}

--- One row a claim, the fields of the record flattened; `from`, `to`: only claims of these numbers.
---@param result table
---@param from? integer
---@param to? integer
---@return toolkit.Table
function tables.claims(result, from, to) end

--- Who speaks: claims, how many in own words, quoted by others, accusing, without evidence, documents.
---@param result table
---@return toolkit.Table
function tables.speakers(result) end

--- Who accuses or condemns whom, with one example each; `href` makes the link of a row on a page.
---@param result table
---@param href? fun(row: table): string?
---@return toolkit.Table
function tables.accusations(result, href) end

--- Claims by the kind of evidence they name.
---@param result table
---@return toolkit.Table
function tables.evidence(result) end

--- Conflicts, one row each; `from`, `to`: only those of these numbers.
---@param result table
---@param from? integer
---@param to? integer
---@return toolkit.Table
function tables.conflicts(result, from, to) end

--- Links between claims, one row each; `from`, `to`: only those of these numbers.
---@param result table
---@param from? integer
---@param to? integer
---@return toolkit.Table
function tables.links(result, from, to) end

--- Numbers inside claims; `from`, `to`: only those of these numbers; `href` makes the link of a row on a page.
---@param result table
---@param from? integer
---@param to? integer
---@param href? fun(row: table): string?
---@return toolkit.Table
function tables.numbers(result, from, to, href) end

--- Names with their variants and the reason of each merge.
---@param result table
---@return toolkit.Table
function tables.entities(result) end

--- Documents with date, outlet, event, number of claims.
---@param result table
---@return toolkit.Table
function tables.documents(result) end

--- Claims that come back in other documents, the widest first.
---@param result table
---@return { first: table, claims: table[], files: integer, event: string? }[]
function tables.talking_points(result) end

--- Where a claim stands: "file:start-end", bytes from 0.
---@param c table
---@return string
function tables.anchor(c) end

--- The name of a claim's speaker for people, never empty.
---@param c table
---@return string
function tables.speaker_name(c) end

--- What JSON calls null as nil.
---@param x any
---@return any
function tables.value(x) end

--- Two sides of a story: what both tell, how it differs, what stands alone.
---@class toolkit.claims.pairing
---@field relations string[] relations in the order of interest
---@field titles table<string, string> titles of the relations for people
local pairing = {}

--- The two sides of a comparison: documents whose outlet or file holds each of two names; without names the result must
--- be of two documents. nil and a reason when that does not work out.
---@param result table
---@param names? string[]
---@return { name: string, files: table<string, boolean>, count: integer }[]?
---@return string? message
function pairing.sides(result, names) end

--- The comparison as a table: relation, differences, then speaker, text and place of each side. Option `own`: also what
--- an outlet says in its own voice without a partner.
---@param result table
---@param sides table from pairing.sides()
---@param options { own?: boolean }
---@return toolkit.Table
function pairing.table(result, sides, options) end

--- What scripts over claims share: command line, texts, filters, output.
---@class toolkit.claims.script
local script = {}

--- Reads the command line and its texts, calls make(result, options) and writes the table that it returns, its chart
--- (second result, or nil) and what fill(page) (third result, or nil) adds to an HTML page.
---@param make fun(result: table, options: table): toolkit.Table, toolkit.Chart?, function?
function script.run(make) end

--- Reads the texts that a command line names (`input`, `map`, `set`, `corrections`) and keeps the claims that its
--- filters ask for; `settings` are further options of claims.run.
---@param options table from args.parse()
---@param settings table
---@return table result
function script.read(options, settings) end

--- The document of a claim as a function of the claim: { file, date, source, event, title }.
---@param result table
---@return fun(c: table): table
function script.documents(result) end

--- The parties that a claim is about as a function of the claim: names joined, and the list.
---@param result table
---@return fun(c: table): string?, string[]
function script.targets(result) end

--- Sorts rows by their column `date`; those without a year stand last and are counted in the note.
---@param t toolkit.Table
---@return toolkit.Table
function script.by_date(t) end
