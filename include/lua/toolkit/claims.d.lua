---@meta toolkit.claims

--- Claims: what is said, by whom, about whom, on what evidence, and where else. English rules, machine-translated
--- English included.
---
---     local claims = require "toolkit.claims"
---     local result = claims.run { "corpus/" }
---     for _, c in ipairs(result.claims) do print(c.speaker.name, c.stance, c.text) end
---     io.write(claims.format(result, "text"))
---
--- A result is the record toolkit.claims/1: `documents`, `entities`, `claims`, `links`, `conflicts`, `events`, `stamp`;
--- offsets in it are bytes of the document's text, from 0, end exclusive. What JSON calls null is json.null. Beside the
--- record stand `by_id` (claim of an id), `texts` (text of a file), `unused_corrections` and, after a filter,
--- `filtered`.
---
--- A document that repeats most of another one's words in a row has `copy_of` = { file, share }. A conflict has `kind`,
--- `claims` (ids), `files` (copies among them), `spans` and `why`; its kinds, most urgent first:
---
--- | kind | what versions differ in, or what is odd about one | |---|---| | polarity | one denies what the other states
--- | | number | another number for one thing, or a bound that is left out | | agent | who does it to whom is turned
--- round | | date-internal | a day behind the document's own date that is told as past | | speaker-role | another
--- speaker; a headline whose grammar makes the wrong party speak | | voice | one attributes what the other states
--- itself, has from a question, or has by way of another speaker; a passive that leaves out who did it | | name | one
--- person, place or body under two names or spellings | | damage | what no English writer means: doubled words, wrong
--- agreement, sayings put into English word by word, numbers and names a letter or digit off, signs that were lost,
--- sentences cut off | | date-precision | a day in one version, "recently" in the other | | omission | what one version
--- alone tells | | undated | no date in the text |
---
--- A claim's `targets` are the ids of at most three entities that it is about: who acts or is charged in it, else the
--- first that is named behind its verb; never the speaker (unless it admits something) nor the speaker's own country.
--- Kinds of entities: person, organisation, country, place, group ("the international community"), role ("the
--- spokesman"), evidence, law, name (any other).
---
--- Links between claims name what `differences` they have: numbers, certainty (one leaves open what the other states),
--- polarity, speaker, voice, type.
---
--- `claims`, `by_id`, `texts`, blocks and mentions make what is asked for from documents that lie frozen in memory or
--- in a temporary file: walk them, do not change them. A run over thousands of documents so takes some hundred
--- megabytes.
---@class toolkit.claims
---@field lexicon table cue verbs by stance with frames, nouns, hedges, evidence, titles, roles, countries: plain tables; copy, change, pass as an option
local claims = {}

--- What a run may be told.
---@class toolkit.claims.Options
---@field lexicon? table instead of claims.lexicon
---@field disabled? table<string, boolean> names of rules that must not fire
---@field rules? toolkit.claims.Rule[] rules of one's own
---@field anchors? table<string, string> dates (ISO 8601) of files that do not say theirs
---@field links? boolean false: do not compare documents
---@field explain? boolean keep, for claims.explain(), the reading that was turned down for each claim
---@field reading? table how files are read: options of toolkit.documents (`mapping`, `set`, `encoding`, `rules` ...)
---@field progress? fun(count: integer, file: string) called after each document
---@field note? fun(note: table) called for files that cannot be read, as in toolkit.documents

---@field corrections? table an analyst's decisions, from claims.read_corrections()

--- A rule of one's own. test(c) of a cue rule gets a candidate: `v` (the view), `k` (token of the cue verb), `lo`, `hi`
--- (its sentence), `p` (first token behind the cue), `subject` = { first, last, head's first, head's last } or nil,
--- `entry` (of the lexicon), `passive`, `negated`; it returns a draft { content = { { i, j } ... }, source = { i, j,
--- head i, head j }, cue = { i, j }, stance = } in tokens, or nil. test(s) of a sentence rule gets `v`, `lo`, `hi`,
--- `drafts`, and returns a list of drafts, each with `rule` and `kind`, or nil. The first rule that answers for a cue
--- wins.
---@class toolkit.claims.Rule
---@field name string
---@field describe? string
---@field test function
---@field before? string name of the rule before which it is tried; first of all when left out
---@field sentence? boolean a sentence rule

--- A run between claims.start() and claims.finish().
---@class toolkit.claims.Run

--- The whole pipeline over files, folders, globs, archives, or one corpus file (`reading` is for files). Documents with
--- more text than the limit claims_bytes are told to `note` and passed over.
---@param inputs string|string[]
---@param options? toolkit.claims.Options
---@return table result
function claims.run(inputs, options) end

--- Starts a run to which documents are added one by one.
---@param options? toolkit.claims.Options
---@return toolkit.claims.Run
function claims.start(options) end

--- Adds the claims of one document to a run.
---@param run toolkit.claims.Run
---@param document toolkit.Document
---@param parse? toolkit.Parse of its text, with the layers claims.view.layers, where it is made already; it is closed
---@return table state the claims of this document before comparison (for the steps behind)
function claims.document(run, document, parse) end

--- Ends a run: entities across documents, events, links, conflicts.
---@param run toolkit.claims.Run
---@return table result
function claims.finish(run) end

--- A smaller result: claims that fit all of `speaker`, `target` (parts of names), `stance`, `evidence` (kind), `event`
--- (id), `since`, `until` (ISO dates, both included; undated documents are left out), with the links and conflicts
--- among them. Its field `filtered` = { by, claims, of_claims, documents, of_documents } says what was left; reports
--- print it.
---@param result table
---@param options { speaker?: string, target?: string, stance?: string, evidence?: string, event?: string, since?: string, until?: string }
---@return table result
function claims.filter(result, options) end

--- The result as "text" (at most 60 lines; option `width`), "html", "json", "jsonl" (a claim a line), "csv", "md",
--- "gexf" or "graphml" (speakers and targets as a network), "annotations" (W3C Web Annotations, one a line; positions
--- in code points), "ris", "bibtex" or "csl" (the documents as a bibliography), "corrections" (what was found, as lines
--- that read_corrections() reads).
---@param result table
---@param name string
---@param options? { width?: integer }
---@return string
function claims.format(result, name, options) end

--- The same by calls of put(text), piece by piece: for results that are too large for one string.
---@param result table
---@param name string
---@param put fun(text: string)
---@param options? { width?: integer }
function claims.stream(result, name, put, options) end

--- Writes every format and every table into a folder that exists; texts and annotations for brat (claims as events
--- `Attribution` with Source, Cue and Content) go to the folder that `brat` names, which exists too.
---@param result table
---@param folder string
---@param options? { width?: integer, brat?: string }
---@return true?
---@return string? message
function claims.write(result, folder, options) end

--- Reads an analyst's decisions, one a line, columns separated by tabs; `name` is for messages. The sources stay as
--- they are. Further columns and lines that start with # are for people.
---
---     date         FILE    ISO-DATE     when the document was written
---     speaker      PLACE   NAME         who says it; ? for unknown, (the outlet), (a reporter)
---     drop         PLACE                no claim
---     boilerplate  PLACE                no claims in these bytes
---     merge        NAME    OTHER NAME   two names of one
---     split        NAME    OTHER NAME   ... of two, although they were merged
---     link         PLACE   PLACE        the same claim
---     unlink       PLACE   PLACE        ... not the same
---
--- PLACE is FILE:START-END, bytes from 0; FILE may be the last part of a path. What is already so changes nothing: the
--- format "corrections" writes all of it as a file to start from. Lines that met nothing are in the result's
--- `unused_corrections`.
---@param text string
---@param name? string
---@return table? corrections for the option of run() and start()
---@return string? message
function claims.read_corrections(text, name) end

--- How one claim was found: sentence, rule, path to the speaker, what else was read there. nil and a reason when no
--- claim has this id.
---@param result table
---@param id string
---@return string?
---@return string? message
function claims.explain(result, id) end

--- Adds the counts of a result to a stamp of toolkit.report.stamp, for the result's own `stamp`.
---@param result table
---@param stamp table
---@return table stamp
function claims.stamp(result, stamp) end

--- The rules in the order in which they are tried, with how often each fired for `result`; without a result, those that
--- are shipped.
---@param result? table
---@return { name: string, describe: string, hits: integer }[]
function claims.rules(result) end

return claims
