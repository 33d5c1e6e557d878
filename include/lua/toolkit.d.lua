---@meta
--- toolkit: the Lua manual. Editors read it for completion, `help(x)` shows it at the prompt, and a spec checks it
--- against the live module. Offsets in Lua are 1-based inclusive bytes, so that `text:sub(i, j)` works.

--- The module: `local toolkit = require "toolkit"`. Sets no globals. `toolkit.NAME` loads the module toolkit.NAME on
--- first use.
---@class toolkit
---@field version string version of the library, "major.minor.patch"
local toolkit = {}

--- A stretch of text as columns: the words, sentences or graphemes of one text. `#tokens` counts them; numbers start
--- at 1, negative ones count from the end. Closing early frees the columns; the collector does it otherwise.
---@class toolkit.Tokens
local Tokens = {}

--- Walks all: `for form, i, j, kind in tokens:iter() do`. `kind` is "word" (holds a letter), "number", "punctuation",
--- "symbol" or "space"; sentences and graphemes have none.
---@return fun(): string, integer, integer, string
function Tokens:iter() end

--- The token number `n`: its text, first and last byte, kind.
---@param n integer
---@return string form
---@return integer i
---@return integer j
---@return string? kind
function Tokens:get(n) end

--- First and last byte of token `n`.
---@param n integer
---@return integer i
---@return integer j
function Tokens:span(n) end

--- The kind of token `n`.
---@param n integer
---@return string? kind
function Tokens:kind(n) end

--- The number of the token that covers a byte, or of the next one behind it; nothing behind the last.
---@param byte integer
---@return integer?
function Tokens:at(byte) end

--- The texts of all tokens as a list.
---@return string[]
function Tokens:forms() end

--- Frees the columns.
function Tokens:close() end

--- Words of a text after UAX #29: "can't" and "3.50" are one token. Options: `keep` = "words" (words and numbers
--- only), "visible" (default: no white space), "all" (every segment, white space too).
---@param text string
---@param options? { keep?: "words"|"visible"|"all" }
---@return toolkit.Tokens
function toolkit.tokenize(text, options) end

--- Sentences of a text. Options: `mode` = "uax29" (default: the rules of Unicode for any language; the sentences tile
--- the text) or "news" (tailored for English prose: abbreviations, quotations, headings; trimmed of white space);
--- `newline` = "paragraph" (default: a line break ends a sentence) or "space" (wrapped lines: only a blank line does;
--- mode "news").
---@param text string
---@param options? { mode?: "uax29"|"news", newline?: "paragraph"|"space" }
---@return toolkit.Tokens
function toolkit.sentences(text, options) end

--- Extended grapheme clusters: what a reader calls a character.
---@param text string
---@return toolkit.Tokens
function toolkit.graphemes(text) end

--- Case folding and NFC: texts that differ in case only become equal. Options: `strip_marks` drops accents,
--- `compatibility` replaces ligatures and full-width letters by plain ones.
---@param text string
---@param options? { strip_marks?: boolean, compatibility?: boolean }
---@return string
function toolkit.fold(text, options) end

--- A Unicode normal form, "NFC" by default.
---@param text string
---@param form? "NFC"|"NFD"|"NFKC"|"NFKD"
---@return string
function toolkit.normalize(text, form) end

--- The Snowball stem of a word, folded before: `toolkit.stem("Running") == "run"`. Language: "english" (default),
--- "german" ... or an ISO 639 code; raises for a language without stemmer.
---@param word string
---@param language? string
---@return string
function toolkit.stem(word, language) end

--- Dates in running English text, found by rules: `for i, j, value, precision, how in toolkit.dates(text) do`.
---
--- `value` is ISO 8601: "2021-07-05", "2021-07", "2021", "--07-05" (year not said), "---20" (the 20th), "2021-W26",
--- "2019-22" (summer; 21 spring - 24 winter), "2020-34" (quarters 33 - 36), "2020-40" (halves 40, 41), "199X", "19XX",
--- "P10Y" (ten years), "2016/2021" (range), "2013/.." (since 2013); nil when the text, with the anchor, does not say.
--- `precision` is "time", "day", "week", "month", "season", "year", "decade", "century" or nil. `how` is "explicit",
--- "explicit-no-year", "explicit-open-range", "relative", "relative-unanchored", "named-event", "vague", "duration" or
--- "ambiguous" (05/07/2021 without an order: only the year is certain).
---
--- Options: `anchor`, the day that "yesterday" and "on Monday" are counted from ("2021-07-05", "2021-07", "2021");
--- `order`, "dmy" or "mdy" for 05/07/2021.
---@param text string
---@param options? { anchor?: string, order?: "dmy"|"mdy" }
---@return fun(): integer, integer, string?, string?, string
function toolkit.dates(text, options) end

--- Quantities in running English text: `for i, j, min, max, unit, hedge, kind in toolkit.numbers(text) do`.
---
--- `min` and `max` are the bounds, nil where one is open ("up to 3,500": nil, 3500). `unit` is what is counted, in the
--- words of the text ("back door incidents"), or a canonical name ("%", "USD", "$", "year", "times"), with " per year"
--- and the like behind it. `hedge` is the text's own ("nearly", "up to"). `kind` is "count", "percent", "money",
--- "measure", "duration", "fraction", "multiple" or "bare". Dates, times, ordinals, names and codes that hold digits
--- (5G, APT-C-39, 360 the company, telephone numbers) are no quantities.
---@param text string
---@return fun(): integer, integer, number?, number?, string?, string?, string
function toolkit.numbers(text) end

--- True when the text is valid UTF-8; otherwise nil and the position of the first bad byte.
---@param text string
---@return true?
---@return integer? position
function toolkit.utf8_check(text) end

--- Measures over counts: integers in, numbers out. `toolkit --help scripts/measures.lua` uses them on a table of
--- counts.
---@class toolkit.stats
local stats = {}
toolkit.stats = stats

--- The names of all measures of association and keyness, in a fixed order.
---@return string[]
function stats.measures() end

--- What a figure is, by the name that it has in tables: formula, source, how to read it, range, when not to use it,
--- group. `help "g2"` prints it, `scripts/measures.lua --list --format html` makes a page of all.
---@param name string
---@return string formula
---@return string source
---@return string reading
---@return string range
---@return string caution
---@return string group
function stats.describe(name) end

--- The names of all figures that describe() knows: measures, dispersion, diversity, readability, similarity, tests.
---@return string[]
function stats.reference() end

--- A measure of a 2x2 table given by its margins: joint frequency, frequencies of both items, sample size. Raises when
--- a cell would be negative. What does not exist (0/0) is NaN; a limit is an infinity. Options: `alpha` (error rate,
--- 0.05), `family` (number of items tested, for Bonferroni), `constant` (Simple Maths).
---@param name string
---@param o11 integer
---@param r1 integer
---@param c1 integer
---@param n integer
---@param options? { alpha?: number, family?: integer, constant?: number }
---@return number
function stats.measure(name, o11, r1, c1, n, options) end

--- A measure of keyness: `f1` hits among `n1` tokens of the target, `f2` among `n2` of the reference.
---@param name string
---@param f1 integer
---@param n1 integer
---@param f2 integer
---@param n2 integer
---@param options? { alpha?: number, family?: integer, constant?: number }
---@return number
function stats.keyness(name, f1, n1, f2, n2, options) end

--- The exact two-sided interval of the log ratio, error rate alpha / family.
---@param o11 integer
---@param r1 integer
---@param c1 integer
---@param n integer
---@param options? { alpha?: number, family?: integer }
---@return number low
---@return number high
function stats.log_ratio_interval(o11, r1, c1, n, options) end

--- Upper tail of the chi-squared distribution. Degrees of freedom: 1 unless given.
---@param statistic number
---@param degrees? number
---@return number p
function stats.chi2_p(statistic, degrees) end

--- Two-sided p of a standard normal z.
---@param z number
---@return number p
function stats.normal_p(z) end

--- The natural logarithm of chi2_p: goes on where p itself is 0 in a double. `stats.chi2_log_p(4712) / math.log(10)` is
--- the power of ten.
---@param statistic number
---@param degrees? number
---@return number log_p
function stats.chi2_log_p(statistic, degrees) end

--- The natural logarithm of normal_p.
---@param z number
---@return number log_p
function stats.normal_log_p(z) end

--- The natural logarithm of Fisher's exact p.
---@param o11 integer
---@param r1 integer
---@param c1 integer
---@param n integer
---@param side? "two"|"left"|"right" two-sided unless given
---@return number log_p
function stats.fisher_log_p(o11, r1, c1, n, side) end

--- The regularised incomplete beta function I_x(a, b), or its upper tail.
---@param x number
---@param a number
---@param b number
---@param upper? boolean
---@return number p
function stats.beta_p(x, a, b, upper) end

--- The x with I_x(a, b) = p (upper: with 1 - I_x(a, b) = p).
---@param p number
---@param a number
---@param b number
---@param upper? boolean
---@return number x
function stats.beta_quantile(p, a, b, upper) end

--- Adjusted p-values, in the order given. `method`: "holm" (default), "bonferroni", "bh" (Benjamini-Hochberg);
--- `family`: number of tests made, when more than are shown.
---@param p number[]
---@param method? "holm"|"bonferroni"|"bh"
---@param family? integer
---@return number[]
function stats.adjust(p, method, family) end

--- Mann-Whitney test of two samples of documents: U, z, two-sided p, probability of superiority.
---@param a number[]
---@param b number[]
---@return number u
---@return number z
---@return number p
---@return number superiority
---@return number? p_exact without ties and with fewer than 50 values on each side
function stats.mann_whitney(a, b) end

--- Permutation test with the document as the unit: the first `target` documents against the rest. Options: `rounds`
--- (999), `seed` (1); the same seed gives the same p.
---@param measure string
---@param hits integer[] per document
---@param sizes integer[] tokens per document
---@param target integer number of target documents
---@param options? { rounds?: integer, seed?: integer }
---@return number p
function stats.permutation(measure, hits, sizes, target, options) end

--- Dispersion over parts: frequency, range, juilland_d, juilland_d_raw, carroll_d2, carroll_d2_raw, rosengren_s,
--- lyne_d3, zhang_dc, dp, dp_norm, dp_norm_2008, dp_egbert, kld, kld_o2p, kld_base_2, kld_base_e, da.
---@param hits integer[] per part
---@param sizes integer[] tokens per part, each above 0
---@return table<string, number>
function stats.dispersion(hits, sizes) end

--- Dispersion by distance of ascending token positions (from 1): arf, awt, fawt, ald, fald. The corpus is taken as a
--- ring.
---@param positions integer[]
---@param tokens integer
---@return table<string, number>
function stats.dispersion_of_positions(positions, tokens) end

--- Lexical diversity of a list of words: tokens, types, hapax, ttr, mattr, mtld, yule_k, simpson, hapax_growth, hdd,
--- guiraud, herdan. `window` of mattr: 100.
---@param words string[]
---@param options? { window?: integer }
---@return table<string, number>
function stats.diversity(words, options) end

--- Readability of English from counts: flesch, flesch_kincaid, fog, smog, ari, coleman_liau, lix.
---@param counts { sentences: integer, words: integer, syllables?: integer, characters?: integer, polysyllables?: integer, long_words?: integer }
---@return table<string, number>
function stats.readability(counts) end

--- Syllables of an English word: an estimate from its spelling, at least 1.
---@param word string
---@return integer
function stats.syllables(word) end
--- A document: text, facts, blocks, and the way back to the bytes of its file. Immutable. `#doc` is the length of
--- its text in bytes.
---@class toolkit.Document
---@field text string the text, UTF-8, decoded but never normalised
---@field file string path, "archive.zip!folder/name.xml" or "file.jsonl#12"
---@field title? string
---@field date? string ISO 8601; "--07-05" when the year is not stated
---@field source? string outlet
---@field author? string
---@field language? string BCP 47
---@field url? string
---@field modified? string ISO 8601
---@field sha256 string of the source bytes, hexadecimal
---@field bytes integer size of the source
---@field metadata table<string, string> everything else: format, encoding, encoding_how, replacements, fields of the file
local Document = {}

--- Bytes i to j of the text, like `doc.text:sub(i, j)` without making the whole text a Lua string.
---@param i integer
---@param j? integer
---@return string
function Document:slice(i, j) end

--- The bytes of the original file that bytes i to j of the text were decoded from.
---@param i integer
---@param j? integer
---@return integer i
---@return integer j
function Document:source_span(i, j) end

--- Walks the blocks: `for kind, i, j, detail, speaker_i, speaker_j, body_i, is_body in doc:blocks() do`. Kinds: title
--- heading lead paragraph question answer list quote table code caption credit comment boilerplate. `detail` says which
--- boilerplate; `speaker_i, speaker_j` is the name in the turn label, `body_i` the first byte behind the label.
---@return fun(): string, integer, integer, string?, integer?, integer?, integer, boolean
function Document:blocks() end

--- Block number n, with the same values as `blocks`; negative numbers count from the end.
---@param n integer
---@return string kind
---@return integer i
---@return integer j
---@return string? detail
---@return integer? speaker_i
---@return integer? speaker_j
---@return integer body_i
---@return boolean is_body
function Document:block(n) end

--- How many blocks there are.
---@return integer
function Document:block_count() end

--- The words of the text.
---@return toolkit.Tokens
function Document:tokens() end

--- The sentences, block by block. `mode` = "news" (default) or "uax29".
---@param options? { mode?: "news"|"uax29" }
---@return toolkit.Tokens
function Document:sentences(options) end

--- A fact and how it is known. Names: title date source author language url modified. `how` is a method ("explicit",
--- "meta", "json-ld", "path", "given", "first-line" ...); i, j is the evidence in the text, if it lies there. A date of
--- "explicit-ordered" is written in digits, 9/1/2011, that something else put in order: metadata.date_order_how says
--- what.
---@param name string
---@return string? value
---@return string? how
---@return string? precision of a date: "day", "month", "year", "time"
---@return integer? i
---@return integer? j
function Document:fact(name) end

--- Walks all candidates for a fact, with the same values as `fact`; the value is false where the text does not say it
--- ("on Monday").
---@param name string
---@return fun(): string|false, string, string?, integer?, integer?
function Document:candidates(name) end

--- Frees the document early.
function Document:close() end

--- The words of the text with sentence, lemma, tags, head, relation and name: toolkit.parse(document.text).
---@param options? { layers?: string }
---@return toolkit.Parse? parse
---@return string? message
function Document:parse(options) end

--- A stream of documents; call it for the next one.
---@class toolkit.Loader
local Loader = {}

--- Closes the stream.
function Loader:close() end

--- Streams the documents of files, folders (bytewise order), globs and "-" (standard input):
--- `for doc in toolkit.documents("news/") do`. What cannot be read is passed over and told to `note`, a function that
--- gets `{ file=, format=, encoding=, error=, message= }`. Other options: `format` forces one of toolkit.formats(),
--- `encoding` an encoding, `newline` = "paragraph" (a line end ends a paragraph) or "space" (lines are wrapped), `keep`
--- = "main" (default: of a web page the article with its title, credits, captions, comments) or "all" (menus and asides
--- too, marked as boilerplate), `mapping` = which fields of XML, JSON or CSV play which role:
--- `{ document = "transcript", text = "content", title = "title", date = "release-date" }`. Roles: document text title
--- date modified source author language url, date_order ("dmy" or "mdy"); any other role names a metadata key. A role
--- may have a list of fields. XML fields are elements, attributes ("@id") or paths ("head/title", "source/@name").
--- `set` = fields for every document, before what its file says: `{ source = "Xinhua" }`. A folder's metadata.csv
--- (.tsv, .json, .jsonl) with a column "file" does the same for single files. `rules` = what you know about blocks and
--- the toolkit does not, asked in order, the first that fits decides:
--- `{ { phrase = "reach the desk", kind = "boilerplate", detail = "contact" }, { pattern = [[^\(Editor: .*\)$]], kind = "credit" }, { element = "div.story", kind = "paragraph" }, function(text, block) ... end }`.
--- A table states what must fit: `phrase` (ASCII case does not matter), `pattern` (a regular expression), `element` of
--- a web page (a tag, ".class", "#id", "tag.class"), `longest` = bytes at most; and what the block is then: `kind` and
--- `detail`. An element of kind "paragraph" is text: headings and lists in it stay what they are. A function gets the
--- text and `{ kind=, detail=, index=, count=, file= }` and returns a kind and a detail, or nil; it may also stand in a
--- table as `judge`, asked when the rest fits. Rules with an element come first; the others before turns and dates are
--- sought. `sites` = true: blocks that a third of a site's pages and at least four of them share are boilerplate,
--- detail "repeated-paragraph" (what it was); web pages are read twice for that. corpus:add() finds them among all
--- pages of the corpus, unless `sites` = false. `threads` = how many read at once (default 1): documents and notes come
--- in the same order, with their blocks and facts worked out.
---@param inputs string|string[]
---@param options? { format?: string, encoding?: string, newline?: "paragraph"|"space", keep?: "main"|"all", mapping?: table<string, string|string[]>, set?: table<string, string>, rules?: (table|fun(text: string, block: table): string?, string?)[], sites?: boolean, note?: fun(note: table), threads?: integer }
---@return toolkit.Loader
function toolkit.documents(inputs, options) end

--- One document from memory. `name` stands for a file name: it decides the format. Without it the text is plain.
---@param text string
---@param options? { name?: string, format?: string, encoding?: string, newline?: "paragraph"|"space", keep?: "main"|"all", mapping?: table<string, string|string[]>, set?: table<string, string>, rules?: (table|fun(text: string, block: table): string?, string?)[] }
---@return toolkit.Document? document
---@return string? message
function toolkit.document(text, options) end

--- Teaches the loader a format. `decode(text, file)` gets a whole file as UTF-8 and returns its document or documents:
--- a string, a table `{ text = string or list of paragraphs, title =, date =, source =, any other field = }`, or a list
--- of such tables; nil for none. `extensions` = "abc xyz" says which files are meant, or `sniff(bytes, file)`, from the
--- first bytes: true, or how sure from 0 to 100. Text that stands in the file as it is leads back to its place there.
---@param format { name: string, extensions?: string, sniff?: fun(bytes: string, file: string): boolean|integer, decode: fun(text: string, file: string): any }
function toolkit.register_format(format) end

--- The names of the formats that can be read, those of register_format behind the built-in ones.
---@return string[]
function toolkit.formats() end

--- A regular expression: PCRE2 (the syntax of Perl), Unicode aware, compiled to machine code. Methods have the
--- manners of Lua's string functions: positions are 1-based inclusive bytes, `init` may be negative, the groups are
--- handed over as values. A group that took no part gives `false`. A search that reaches the limit `regex_match` or
--- `regex_heap_kib` raises and names it.
---@class toolkit.Regex
local Regex = {}

--- Compiles a pattern, or finds it compiled. Flags: "i" ignore case, "m" ^ and $ at line breaks, "s" dot matches line
--- breaks, "x" layout and # comments. Raises for a pattern that does not parse and says at which byte.
---@param pattern string
---@param flags? string
---@return toolkit.Regex
function toolkit.regex(pattern, flags) end

--- The pattern that matches just this text.
---@param text string
---@return string
function toolkit.regex_quote(text) end

--- First and last byte of the first match, then its groups; nil when there is none.
---@param text string
---@param init? integer
---@return integer? i
---@return integer? j
---@return string|false ...
function Regex:find(text, init) end

--- The groups of the first match, or the match when there are no groups; nil when there is none.
---@param text string
---@param init? integer
---@return string|false|nil ...
function Regex:match(text, init) end

--- First and last byte of the first match and of each group: i, j, i1, j1, i2, j2 ...; nil when there is none.
---@param text string
---@param init? integer
---@return integer|false|nil ...
function Regex:spans(text, init) end

--- First and last byte of the first match and a table of its groups by number and by name.
---@param text string
---@param init? integer
---@return integer? i
---@return integer? j
---@return table<integer|string, string|false>? groups
function Regex:groups(text, init) end

--- Walks all matches: `for group1, group2 in regex:gmatch(text) do`.
---@param text string
---@param init? integer
---@return fun(): string|false, ...
function Regex:gmatch(text, init) end

--- Walks all matches with their places: `for i, j, group1 in regex:gfind(text) do`.
---@param text string
---@param init? integer
---@return fun(): integer, integer, ...
function Regex:gfind(text, init) end

--- Walks all matches, places only: `for i, j, i1, j1 in regex:gspans(text) do`.
---@param text string
---@param init? integer
---@return fun(): integer, integer, ...
function Regex:gspans(text, init) end

--- Replaces at most `n` matches: by a text (%0-%9 and %{name} stand for groups, %% for a percent sign), by what a
--- table holds for the first group, or by what a function returns; false or nil keeps the match. Returns the new
--- text and the number of matches.
---@param text string
---@param replacement string|table|fun(...): any
---@param n? integer
---@return string
---@return integer
function Regex:gsub(text, replacement, n) end

--- Walks the pieces between the matches: `for piece, i, j in regex:split(text) do`. With `n`, at most so many pieces.
---@param text string
---@param n? integer
---@return fun(): string, integer, integer
function Regex:split(text, n) end

--- Finds near-duplicates: add texts, then walk the pairs. `#finder` counts the texts.
---@class toolkit.Duplicates
local Duplicates = {}

--- Adds the next text; returns its number, from 1.
---@param text string
---@return integer
function Duplicates:add(text) end

--- All pairs, each verified on the full shingle sets, in ascending order:
--- `for a, b, jaccard, containment, shared, size_a, size_b in finder:pairs() do`. Sizes and `shared` count shingles.
---@return fun(): integer, integer, number, number, integer, integer, integer
function Duplicates:pairs() end

--- Frees the finder.
function Duplicates:close() end

--- A finder of near-duplicates. Options: `shingle` (words of a shingle, 5), `least_shared` (shingles a pair must share,
--- 12), `jaccard` (0.35) and `containment` (0.5): a pair that reaches one of the two is reported.
---@param options? { shingle?: integer, least_shared?: integer, jaccard?: number, containment?: number }
---@return toolkit.Duplicates
function toolkit.duplicates(options) end

--- Finds pairs of sets that share much: sentences as sets of words, people as sets of roles. `#overlap` counts the
--- sets.
---@class toolkit.Overlap
local Overlap = {}

--- Adds the next set, a list of strings (repeated ones count once); returns its number, from 1. Sets of one `group`, a
--- number from 0, are not compared with each other.
---@param group integer
---@param terms string[]
---@return integer
function Overlap:add(group, terms) end

--- Adds a set for each line of a text, its terms parted by tabs; returns the number of sets. `joined`: where a term is
--- followed by another one and joined[term][other] is a string, that is a term of the set as well.
---@param group integer
---@param text string
---@param joined? table<string, table<string, string>>
---@return integer
function Overlap:add_lines(group, text, joined) end

--- Pairs whose weighted overlap is high, in ascending order:
--- `for a, b, cosine, containment, shared in overlap:pairs()`. A term weighs ln(1 + sets / sets that hold it).
--- Candidates share `least_shared` (2) terms that no more than `common` (60) sets hold, so the work grows with the
--- number of sets; each is then measured on all terms. A pair is reported when its cosine reaches `cosine` (0.5), or
--- when `containment` of the smaller set, with `contained_terms` or more, is in the other. Options also: `least_terms`,
--- smaller sets are left out; `members`, numbers of the sets to look at (`common` counts among them, weights stay those
--- of all).
---@param options? { common?: integer, least_shared?: integer, least_terms?: integer, cosine?: number, containment?: number, contained_terms?: integer, members?: integer[] }
---@return fun(): integer, integer, number, number, integer
function Overlap:pairs(options) end

--- Cosine, containment and number of shared terms of two sets, of one group or not, however little they share.
---@param a integer
---@param b integer
---@return number cosine
---@return number containment
---@return integer shared
function Overlap:compare(a, b) end

--- The terms that two sets share, the heaviest first, at most `most` (64) of them, and how many there are.
---@param a integer
---@param b integer
---@param most? integer
---@return string[]
---@return integer
function Overlap:shared(a, b, most) end

--- The sum of the weights of a set's terms.
---@param set integer
---@return number
function Overlap:weight(set) end

--- Whether any set holds the term.
---@param term string
---@return boolean
function Overlap:has(term) end

--- Frees the finder.
function Overlap:close() end

--- A finder of pairs of sets that share much.
---@return toolkit.Overlap
function toolkit.overlap() end

--- A value as a compact string of bytes, to be kept in little memory or in a file: nil, booleans, numbers, strings and
--- tables of these, with shared and circular references; metatables are not kept. Members of the list `shared` (tables,
--- strings) are not copied but noted by their place. Raises on functions and userdata.
---@param value any
---@param shared? any[]
---@return string
function toolkit.freeze(value, shared) end

--- The value that toolkit.freeze() made a string of; `shared` is a list with the same places. Raises on other strings.
---@param frozen string
---@param shared? any[]
---@return any
function toolkit.thaw(frozen, shared) end

--- A list of tables as one string, as toolkit.freeze() makes it, but each member can be thawed alone. Members may refer
--- to each other; another table that two of them share is in both.
---@param list table[]
---@param shared? any[]
---@return string
function toolkit.freeze_list(list, shared) end

--- Member `number` of a frozen list, with those it refers to. `made` holds the members made so far by their numbers: what
--- is there is taken, what is new is put there. Second result: the numbers of the new ones.
---@param frozen string
---@param shared any[]?
---@param number integer
---@param made table<integer, table>
---@return table member
---@return integer[] new
function toolkit.thaw_member(frozen, shared, number, made) end

--- A value as JSON, as toolkit.json.encode() writes it without options; `null` stands for null. nil for what that module
--- has to say something about: what JSON cannot hold, tables nested deeply, text that is not UTF-8.
---@param value any
---@param null? any
---@return string?
function toolkit.json_text(value, null) end

--- Passages that two texts share word for word, ignoring case:
--- `for i, j, k, l, words in toolkit.passages(a, b) do` gives bytes i..j of a, k..l of b. Options: `words`, the least
--- length (8).
---@param a string
---@param b string
---@param options? { words?: integer }
---@return fun(): integer, integer, integer, integer, integer
function toolkit.passages(a, b, options) end

--- A stream of parses: called, it gives the next item and its parse.
---@class toolkit.Ahead
local Ahead = {}

--- Ends the stream and its threads; a generic `for` does it behind its loop.
function Ahead:close() end

--- The parses of a stream of texts, made by several threads ahead of the loop:
--- `for item, parse in toolkit.parse_ahead(next_item) do`. next_item() returns the next item, a string or anything with a
--- field `text` (a document), nil at the end; it is called some items ahead. Options: `layers` as for toolkit.parse(),
--- `threads` (1). The parses are the same for any number of threads. nil and the reason without models.
---@param next_item fun(): any
---@param options? { layers?: string, threads?: integer }
---@return toolkit.Ahead?
---@return string? message
function toolkit.parse_ahead(next_item, options) end

--- The columns that text takes in a terminal: grapheme clusters, wide characters count two.
---@param text string
---@return integer
function toolkit.width(text) end

--- The longest beginning of a text that fits into `columns`, and whether something was cut.
---@param text string
---@param columns integer
---@return string
---@return boolean cut
function toolkit.clip(text, columns) end

--- Untrusted text made harmless for a terminal: controls, bidirectional overrides and ill-formed bytes as escapes.
--- Options: `newline` and `tab` = true keep these two.
---@param text string
---@param options? { newline?: boolean, tab?: boolean }
---@return string
function toolkit.visible(text, options) end

--- The columns of the terminal on standard output; nothing when it is none.
---@return integer?
function toolkit.terminal_width() end

--- The SHA-256 of bytes, in hexadecimal.
---@param bytes string
---@return string
function toolkit.sha256(bytes) end

--- The value of a named limit; with `value`, sets it and returns the one before. An operation that meets a limit says
--- so by its name.
---@param name string
---@param value? integer
---@return integer
function toolkit.limit(name, value) end

--- All limits: a list of { name, value, meaning }.
---@return table[]
function toolkit.limits() end

--- A corpus: documents, layers and index in one SQLite file. `#corpus` counts its documents. Works with
--- `local corpus <close> = assert(toolkit.open(path))`.
---@class toolkit.Corpus
local Corpus = {}

--- Opens a corpus file; without a path, one in memory. Options: `mode` = "write" (default: made when missing, read only
--- when the file cannot be written), "read" or "existing" (both must exist).
---@param path? string
---@param options? { mode?: "write"|"read"|"existing" }
---@return toolkit.Corpus? corpus
---@return string? message
---@return string? code
function toolkit.open(path, options) end

--- Adds files, folders or archives, or brings them up to date: files of the same size and time are not read again, a
--- renamed file keeps its document, a file with the content of another is linked to it. Returns the counts
--- `added replaced renamed identical unchanged removed missing skipped bytes tokens annotated other_language`. Options:
--- `format`, `encoding`, `newline`, `keep`, `mapping`, `set` as in `toolkit.documents`; `note` = function(note), told
--- about skips and warnings (file, format, encoding, error, message); `attributes` = columns of vertical text
--- ("word,lemma,tag"), or what to compute from words ("word,lower,stem", "stem:german": the corpus has the attribute
--- `stem` from then on); `prune` = remove documents whose file is gone; `threads` = how many read and annotate texts
--- while others are indexed (default 1; the file is the same); `annotate` = give documents without tokens of their own
--- the language layer, see `Corpus:annotate` (for a document as well).
---
--- With a document instead of a path: its id, and "added", "replaced", "renamed", "identical" or "unchanged".
---@param input string|string[]|toolkit.Document
---@param options? { format?: string, encoding?: string, newline?: string, keep?: string, mapping?: table, set?: table, rules?: table, sites?: boolean, note?: fun(note: table), attributes?: string, prune?: boolean, threads?: integer, annotate?: boolean }
---@return table|integer|nil counts
---@return string? outcome_or_message
---@return string? code
function Corpus:add(input, options) end

--- Annotates the documents that are in the corpus: English ones, and those of unknown language.
---
--- Without options, documents that have no tokens of their own get words as `toolkit.parse` counts them: "don't" is
--- two, "do" and "n't", each with its bytes; punctuation counts. The attributes for queries are then `word`, `lower`,
--- `lemma`, `pos` (UPOS), `xpos`, `head` (distance to the head in words, "0" for a root), `relation` (or `rel`) and
--- `ent` ("person", "organisation", "place" ...; "" outside of names); `<s>` is a sentence of the annotation, and
--- `<ent/>` a name, with its kind as label:
---
---     [lemma="accuse" & pos="VERB"]   [rel="nsubj" & ent="place"]   <ent label="person"/>
---     a:[pos="VERB"] []* b:[rel="obj"] :: head(b) = a within s
---
--- Documents that came with tokens, or were annotated before, stay as they are. When there is something to do the whole
--- index is written again. The table `setting` notes version and hash of the models: `model.tagger` and so on.
---
--- With `model`, the bytes of a model of kind "labels" (see `toolkit.train`), what it finds becomes the content of the
--- layer `layer`: spans with a label and { unit = n, probability = p }; spans of a document with the same n belong
--- together. `least` and what the probability is of: `Labeller:label`.
---
--- `threads` (default 1) annotate at once; the file is the same for any number.
---
--- Returns the counts `annotated` and `other_language` (documents), `tokens` (indexed again), `spans` (written).
---@param options? { model?: string, layer?: string, least?: number, threads?: integer }
---@return { annotated: integer, other_language: integer, tokens: integer, spans: integer }? counts
---@return string? message
---@return string? code
function Corpus:annotate(options) end

--- Removes a document, named by its id or file, with its spans and claims.
---@param document integer|string
---@return boolean? removed
---@return string? message
---@return string? code
function Corpus:remove(document) end

--- The document with an id or file, as it was added.
---@param document integer|string
---@return toolkit.Document? document
---@return string? message
---@return string? code
function Corpus:document(document) end

--- Walks the documents in the order of adding: `for doc, id in corpus:documents() do`. Options: `where` = an SQL
--- condition over the view `documents` ("date >= '2021' AND source = 'Xinhua'"); `identical` = also those that are
--- linked to an identical one.
---@param options? { where?: string, identical?: boolean }
---@return fun(): toolkit.Document, integer
function Corpus:documents(options) end

--- The id of the document with a file name.
---@param file string
---@return integer? id
---@return string? message
---@return string? code
function Corpus:id(file) end

--- Walks the rows of an SQL query, which cannot change anything:
--- `for id, file in corpus:sql("SELECT id, file FROM document WHERE bytes > ?", 1000) do`. The values behind the
--- statement are its parameters. A NULL in the first column comes as false. Tables and views: documents, sentences,
--- blocks, spans, claims, metadata, fact ... (README, "The corpus file").
---@param statement string
---@param ... nil|boolean|number|string
---@return toolkit.Statement
function Corpus:sql(statement, ...) end

--- Runs an SQL statement that may write, with parameters.
---@param statement string
---@param ... nil|boolean|number|string
---@return boolean? done
---@return string? message
---@return string? code
function Corpus:execute(statement, ...) end

--- Calls `f(...)` inside one transaction and returns true and its results; when it raises, nothing has happened. Adding
--- many spans is fast only inside a transaction.
---@param f function
---@param ... any
---@return boolean? done
---@return any ...
function Corpus:transaction(f, ...) end

--- Looks whether the file is what was written: hashes every text and every part of the index, decodes the index, lets
--- SQLite check its structure. Returns whether all is sound, the faults as a list of lines, and what was looked at:
--- `texts blobs segments bytes faults`.
---@return boolean sound
---@return string[] faults
---@return table summary
function Corpus:verify() end

--- The names of the layers.
---@return string[]
function Corpus:layers() end

--- The layer with a name. Options: `create` = make it when missing (default: yes, unless the corpus is read only).
---@param name string
---@param options? { create?: boolean }
---@return toolkit.Layer? layer
---@return string? message
---@return string? code
function Corpus:layer(name, options) end

--- Finds what a query in CQL matches: token patterns over the attributes of the corpus ("word", "lower", and whatever
--- was imported or annotated). The language:
---
---     [word="said" & pos!="V.*"]  "said"%c  []     a token; strings are regular expressions over whole forms,
---                                                  %c ignores case, %d accents, %l takes the string literally
---     [word=="."]  [f(lemma) < 10]  [strlen(word) > 9]   literally too; how often the lemma occurs; a length
---     [lower=$verbs]  [quote]  [doc_source="X"]    a word list, inside a layer, metadata of the document
---     A B   A | B   (A)   A? A* A+ A{2,4}          sequence, alternative, group, repetition
---     [lbound(p)]  [rbound(p)]  [lower=RE($list)]  first, last token of a region; a list of regular expressions
---     a:[...]  1:[...]  @[...]  (?<name> A)        labels (@ is "target"), capture
---     <s> </s> <quote/> <doc source="X">           borders and wholes of regions; <s> ... </s> are borders of one region
---     (?=A) (?!A) (?<=A) (?<!A)  [: lemma="x" :]   look-ahead, look-behind; a condition on the next token
---     :: a.lower = b.lower & distance(a, b) < 5 & match.doc_date >= "2021"
---     :: head(b) = a & b.rel = "nsubj"             b depends on a (in a corpus with heads: annotated, CoNLL-U)
---     [rel="nsubj" & head.lemma="accuse"]          an attribute of the token's head; behind :: head(a).lemma
---     within s, within 3 s, within 5, within (A), not within X, containing X, not containing X
---     MU(meet A B -5 5), MU(union A B), cut 10, (?longest) ... in front
---
--- Nothing runs before it is asked for. Options: `strategy` = "standard" (default), "longest", "shortest" or
--- "traditional", as in CQP; `lists` = word lists, { verbs = { "say", "tell" } }; `within` = hits, a subcorpus; `limit`
--- = keep the first hits only; `sample` and `seed` = keep so many at random. The total is exact in any case.
---@param query string
---@param options? { strategy?: string, lists?: table<string, string[]>, within?: toolkit.Hits, limit?: integer, sample?: integer, seed?: integer }
---@return toolkit.Hits? hits
---@return string? message
---@return string? code
function Corpus:find(query, options) end

--- Searches as in a search box; documents come ranked by BM25 (k1 1.2, b 0.75):
---
---     huawei AND ("back door" OR backdoor*) NEAR/5 cisco source:xinhua date:2021.. -rumour
---
--- Words are joined by AND unless OR stands between them; NOT or "-" in front excludes; `word*` is a prefix; NEAR/n
--- allows n words between, in either order; `date:2021`, `date:2020..2021`, `title:`, `source:`, `author:`,
--- `language:`, `file:` and keys of the metadata restrict. Case does not matter. Returns a list of
--- `{ document, file, title, date, score, snippet }` with the number of all documents found in `total`. Options:
--- `limit` = documents returned (10); `snippet` = its length in bytes, about (240); `marks` = what is put around hits
--- ({ "[", "]" }).
---@param text string
---@param options? { limit?: integer, snippet?: integer, marks?: string[] }
---@return table? results
---@return string? message
---@return string? code
function Corpus:search(text, options) end

--- Writes the corpus in the format of another program, into a file (for brat: into a folder that is there); without
--- `path` returns the text. See `toolkit.export`, which this calls.
---@param format "vrt"|"conllu"|"brat"|"web"|"tsv"|"jsonl"
---@param path? string
---@param options? { where?: toolkit.Where, layers?: string[], hits?: toolkit.Hits }
---@return table|string|nil counts_or_text
---@return string|table|nil message_or_counts
function Corpus:export(format, path, options) end

--- Reads spans from files of other programs, or of `Corpus:export`, into layers: W3C Web Annotation, brat, TSV, JSON
--- Lines. All or nothing. See `toolkit.import`, which this calls.
---@param format "web"|"brat"|"tsv"|"jsonl"|nil
---@param path string|string[]
---@param options? { layer?: string, layers?: string[], replace?: boolean }
---@return { spans: integer, documents: integer, moved: integer, left_out: integer }? counts
---@return string? message
function Corpus:import(format, path, options) end

--- Walks the matches of a regular expression in the texts:
--- `for document, i, j, file, group1 in corpus:regex(pattern) do`. Flags as in `toolkit.regex`. Raises for a pattern
--- that does not parse. Texts that cannot match are not read, where the pattern shows letters or digits that each match
--- must hold and the index knows the words. `plan.literals` are these: one of each set must be there
--- ("(minister|president) said": { { "minister", "president" }, { "said" } }; nil: all texts are read). `plan.read`
--- counts the texts that were read so far.
---@param pattern string
---@param flags? string
---@return fun(): integer, integer, integer, string, ...
---@return { literals?: string[][], read: integer } plan
function Corpus:regex(pattern, flags) end

--- The counts behind corpus:frequencies and corpus:ngrams, for programs that make tables of their own. Options: `n` = 1
--- (default) to 5; `gap`; `by` = the attribute ("word"); `least` = leave out what is rarer; `across_sentences` = let
--- n-grams run over the end of a sentence; `with_punctuation` = count punctuation as well; `documents` = a table from ids
--- to true: only these; `inside` = hits: only n-grams that lie in one of them.
---@param options? { n?: integer, gap?: integer, by?: string, least?: integer, across_sentences?: boolean, with_punctuation?: boolean, documents?: table<integer, boolean>, inside?: toolkit.Hits }
---@return toolkit.Counts? counts
---@return string? message
---@return string? code
function Corpus:count_ngrams(options) end

--- What the operations below take as `where`, `target`, `reference`: which documents? A string "KEY:TEXT" (metadata
--- that contains the text, case aside: "source:xinhua"); a query that begins with [ or " (documents with a match:
--- '[lower="election"]'); hits (documents that hold one); a list of ids or files (or ends of their paths); any other
--- string is an SQL condition over the view `documents` ("date >= '2021' AND source = 'Xinhua'"). Strings can be joined
--- by " & ", then all must hold ("source:xinhua & date:2021").
---@alias toolkit.Where string|toolkit.Hits|(integer|string)[]

--- How often each form of an attribute occurs, most frequent first: a table of the form (the column is called like the
--- attribute), `frequency`, `per_million`, `documents`. Options: `by` = the attribute ("lower"); `where`; `least`; `top`;
--- `with_punctuation` = count punctuation as well; `once` = leave out the copies that corpus:mark_copies() found;
--- `within` = a query or hits: count only the tokens inside (what stands in quotations: "<quote/>"; words of a shape:
--- '[lower=".*ism"]'); `dispersion` = a column `dp` more, how evenly the form is spread over the documents (Gries 2008).
--- `row:concordance()` gives the hits of a row, `row:query()` its query; a query about chosen documents needs their ids as
--- word list `documents`.
---@param options? { dispersion?: boolean, by?: string, where?: toolkit.Where, least?: integer, top?: integer, with_punctuation?: boolean, once?: boolean, within?: string|toolkit.Hits }
---@return toolkit.Table
function Corpus:frequencies(options) end

--- How often each sequence of `n` forms (1 to 5; 2) occurs, most frequent first: a table of `ngram` (forms with spaces
--- between them), `frequency`, `per_million` n-grams, `documents`. Options: `gap` = up to so many tokens (0 to 10; 0)
--- may be left out inside an n-gram, all gaps together: k-skip-n-grams (Guthrie et al. 2006), those without a gap among
--- them; `by`, `where`, `least`, `top`, `once` as for frequencies; `within` = a query or hits: only n-grams that lie in
--- one of them; `across_sentences` = let n-grams run over the end of a sentence; `with_punctuation` = count punctuation
--- as tokens (without it, punctuation ends an n-gram). `row:concordance()` gives the hits of a row; with gaps, one line
--- for each place where it begins.
---@param options? { n?: integer, gap?: integer, by?: string, where?: toolkit.Where, within?: string|toolkit.Hits, least?: integer, top?: integer, once?: boolean, across_sentences?: boolean, with_punctuation?: boolean }
---@return toolkit.Table
function Corpus:ngrams(options) end

--- A query of the operations below is one of corpus:find (it has brackets, quotation marks or tags), a word as it is
--- read, words in a row ("climate change"), or words with * for any letters ("climat*"). What is a form of the attribute
--- as it stands ("NOUN") is taken as one.
---@alias toolkit.Words string

--- What stands near a word or query more often than by chance, counted as in the UCS toolkit (Evert 2005): N are the
--- tokens of the corpus without those of the hits, R1 those inside the windows (each once, where windows overlap too),
--- C1 (`frequency`) those of the collocate outside the hits, O11 (`observed`) those of it inside windows. Every token
--- counts; punctuation has no row unless `with_punctuation`. Options: `by` ("lower"); `window` = 5, or { left, right };
--- `within` = "s" or another layer (without `window`: all of the region); `measures` = names of toolkit.stats ({
--- "log_dice", "g2", "mi" }; the first one sorts); `least` = O11; `top`; `alpha`; `where` and `once` = only these
--- documents are the sample, as for frequencies; `reach` = the widest window that will be asked for. The types near the
--- hits are the family of corrected measures (lrc). `row:concordance()` shows node and collocate.
---
--- Another window costs no second pass: `t.window(2)` and `t.window(0, 4)` count again what was gathered, up to the
--- reach; `t.neighbours` serves as `neighbours` of another call with the same hits, `by` and `within`.
---
--- By grammar instead of distance, in an annotated corpus: `relation` = "obj" (with subtypes: "nsubj" is "nsubj:pass"
--- too) or "any" counts the dependents of the hits, with `heads` the tokens that they depend on. The objects of
--- "build": `corpus:collocates('[lemma="build"]', { by = "lemma", relation = "obj" })`; what a dam is the subject of:
--- `corpus:collocates('[lemma="dam"]', { by = "lemma", relation = "nsubj", heads = true })`. Then N are the pairs of
--- head and dependent in that relation, R1 those with a hit, C1 those with the collocate on the other side.
---@param query toolkit.Words|toolkit.Hits
---@param options? { by?: string, window?: integer|integer[], within?: string, relation?: string, heads?: boolean, measures?: string[], least?: integer, top?: integer, alpha?: number, with_punctuation?: boolean, where?: toolkit.Where, once?: boolean, reach?: integer, neighbours?: toolkit.Neighbours }
---@return toolkit.Table
function Corpus:collocates(query, options) end

--- What is more frequent in some documents (`target`) than in others (`reference`; all others when left out). A row has
--- frequency, per million, documents and DP on both sides, the `measures` ({ "g2", "lrc" }; the first one sorts),
--- `effect` (log ratio) with its exact interval `low` `high`, `p` of G2, `p_holm`, `p_bh` over every type that was
--- tested. Options: `by` ("lower"); `least` = occurrences on both sides together (1); `top`; `alpha` (0.05); `constant`
--- of simple_maths; `rounds`, `seed` = a permutation test in which whole documents change sides, with a column of its
--- own (use it with `top`); `with_punctuation`; `where` = both sides are of these documents only; `once` = leave out
--- the copies that corpus:mark_copies() found; `within` = a query or hits: count only the tokens inside.
--- `row:concordance()`: hits in the target, `row:concordance("reference")`: on the other side.
---@param options { where?: toolkit.Where, target: toolkit.Where, reference?: toolkit.Where, by?: string, measures?: string[], least?: integer, top?: integer, alpha?: number, constant?: number, rounds?: integer, seed?: integer, with_punctuation?: boolean, once?: boolean, within?: string|toolkit.Hits }
---@return toolkit.Table
function Corpus:keyness(options) end

--- How evenly words or queries are spread: a row each, with all values of toolkit.stats.dispersion over the parts and
--- of toolkit.stats.dispersion_of_positions over the corpus as one text (documents in the order of the index). Options:
--- `by` ("lower", for words); `parts` = "document" (default) or a key of the metadata ("source"; documents that do not
--- say it are parts of their own; "copy_of": a document with the copies that corpus:mark_copies() found is one part);
--- `where`; `once` = leave these copies out. Punctuation counts as tokens.
---@param queries toolkit.Words|toolkit.Hits|(toolkit.Words|toolkit.Hits)[]
---@param options? { by?: string, parts?: string, where?: toolkit.Where, once?: boolean }
---@return toolkit.Table
function Corpus:dispersion(queries, options) end

--- How often a word or query occurs by `period` = "day", "week" (ISO 8601), "month" (default), "year" or "decade":
--- `period`, `frequency`, `per_million` with an exact interval `low` `high`, `documents` with a hit, `all_documents`,
--- `tokens`. Documents whose date does not say the period have the row "undated". Options: `by` ("lower", for
--- words), `alpha` (0.05), `where`, `once` (as for frequencies).
---@param query string|toolkit.Hits
---@param options? { period?: "day"|"week"|"month"|"year"|"decade", by?: string, alpha?: number, where?: toolkit.Where, once?: boolean }
---@return toolkit.Table
function Corpus:trend(query, options) end

--- The counts behind readability and diversity, in one pass over the index: walks
--- `document id, sentences, words, syllables, characters, polysyllables, long words` and, with the option `diversity`,
--- `tokens, types, hapax, ttr, mattr, mtld, yule_k, simpson, hapax_growth, hdd, guiraud, herdan` of
--- toolkit.stats.diversity. Option `window` is that of mattr. A token that begins with an apostrophe and "n't", which
--- annotation splits off, belong to the word before them. `by` = the attribute whose forms are the words ("lower");
--- `inside` = hits: only tokens that lie in one of them, and the sentences of these.
---@param options? { diversity?: boolean, window?: integer, by?: string, inside?: toolkit.Hits }
---@return fun(): integer, integer, integer, integer, integer, integer, integer, ...
function Corpus:style(options) end

--- Lexical diversity of each document: the values of toolkit.stats.diversity of its words. Options: `by` ("lower");
--- `where`, `within`, `once` as for frequencies; `window` of mattr. `row:open()` is the document.
---@param options? { by?: string, where?: toolkit.Where, within?: string|toolkit.Hits, once?: boolean, window?: integer }
---@return toolkit.Table
function Corpus:diversity(options) end

--- Readability of each document: the values of toolkit.stats.readability. Options: `where`, `within` (then the
--- sentences that have a token inside are counted), `once` as for frequencies. `row:open()` is the document.
---@param options? { where?: toolkit.Where, within?: string|toolkit.Hits, once?: boolean }
---@return toolkit.Table
function Corpus:readability(options) end

--- Key terms of a document: `measure` = "tf_idf" (default) or "bm25" against the corpus, or against the documents that
--- `where` and `once` leave of it (and this one). Options: `by` ("lower"), `least` = occurrences in the document,
--- `top`, `tally` = one of `by` that serves several calls. `row:concordance()`: hits in this document.
---@param document integer|string id or file
---@param options? { by?: string, measure?: "tf_idf"|"bm25", least?: integer, top?: integer, where?: toolkit.Where, once?: boolean, tally?: toolkit.Tally }
---@return toolkit.Table
function Corpus:terms(document, options) end

--- The documents most like one, by the cosine of their TF-IDF vectors. Options: `by` ("lower"), `top` (10), `where` and
--- `once` = only these are compared, `tally` as for terms. `row:open()` is the document.
---@param document integer|string id or file
---@param options? { by?: string, top?: integer, where?: toolkit.Where, once?: boolean, tally?: toolkit.Tally }
---@return toolkit.Table
function Corpus:similar(document, options) end

--- Two sets of documents side by side: documents, tokens, types, hapax legomena, shared types, Jaccard index of the
--- types, cosine of the frequencies. `t.keyness()` is the keyness of the first against the second.
--- `row:concordance()` shows what a figure counts on the first side (hapax legomena, tokens of the shared types, else
--- all words), `row:concordance("b")` on the second. Options: `by` ("lower"), `where`, `within`, `once`, `with_punctuation` as for keyness.
---@param a toolkit.Where
---@param b toolkit.Where
---@param options? { by?: string, where?: toolkit.Where, within?: string|toolkit.Hits, once?: boolean, with_punctuation?: boolean }
---@return toolkit.Table
function Corpus:compare(a, b, options) end

--- Finds the documents that are copies, or little edited or shortened versions, of an earlier one (toolkit.duplicates),
--- and writes the file of that one into their metadata under the key `copy_of`. From then on queries can ask for it
--- ([doc_copy_of=".*"]), parts can be made of it, and `once` leaves them out. A copy is always like its original
--- itself, never only like another copy. Marks of an earlier call are replaced. Options: `jaccard` (0.5), `containment`
--- (0.8): either makes a copy; `shingle`. Returns a table of document, original, jaccard, containment, shared.
---@param options? { jaccard?: number, containment?: number, shingle?: integer }
---@return toolkit.Table? copies
---@return string? message
---@return string? code
function Corpus:mark_copies(options) end

--- How often each form occurs in each document, gathered in one pass: what one's own statistics begin with. Options:
--- `by` = the attribute ("word"); `with_punctuation` = count punctuation as well; `inside` = count only what lies in these hits.
---@param options? { by?: string, with_punctuation?: boolean, inside?: toolkit.Hits }
---@return toolkit.Tally? tally
---@return string? message
---@return string? code
function Corpus:tally(options) end

--- Closes the file. Layers and running walks keep it open until they end.
function Corpus:close() end

--- Hits of a query, in the order of the corpus until they are sorted. `#hits` are those that are kept.
---@class toolkit.Hits
local Hits = {}

--- How many there are in all, exact. Keeps nothing in memory when the hits were not asked for yet.
---@return integer
function Hits:count() end

--- Walks the hits: `for document, i, j, file in hits:iter() do`, with the document's id and the bytes of its text.
---@return fun(): integer, integer, integer, string
function Hits:iter() end

--- Place of hit `n`.
---@param n integer
---@return integer document
---@return integer i
---@return integer j
---@return string file
function Hits:at(n) end

--- Walks the lines of a concordance: `for left, match, right, file, i, j, line, column in hits:kwic() do`. Options:
--- `unit` of the context = "word" (default), "char", "s", "p" or a layer; `context` = how many of them on each side (10
--- words, 40 characters, 1 region).
---@param options? { unit?: string, context?: integer }
---@return fun(): string, string, string, string, integer, integer, integer, integer
function Hits:kwic(options) end

--- The value of a key for hit `n`. Keys are PLACE.ATTRIBUTE with the places match (all tokens, the default), first,
--- last, left1 left2 ..., right1 ..., a label of the query; or doc.KEY (title, date, source, file, metadata).
---@param n integer
---@param key string
---@return string
function Hits:value(n, key) end

--- Bytes of a label or capture of hit `n`; nothing when it took no part.
---@param n integer
---@param name string
---@return integer? i
---@return integer? j
function Hits:capture(n, name) end

--- The names of the query's labels and captures, in order.
---@return string[]
function Hits:labels() end

--- Sorts by up to 8 keys; "-" in front of a key descends; "left" and "right" are the words to that side. Words compare
--- by the code points of their letters, accents and case aside, or as a language orders them:
--- `hits:sort("match", "doc.date", { collation = "sv" })` has å ä ö behind z, "de" has ä with a. `collation` is a tag
--- of BCP 47 ("en", "de-u-co-phonebk") and wants a build with ICU; without one the call fails.
---@param ... string|{ collation?: string }
---@return toolkit.Hits self
function Hits:sort(...) end

--- Counts hits by one to four keys (default: "match.word"): `hits:group("match.lower", "doc.source", { least = 2 })`.
---@param ... string|{ least?: integer }
---@return toolkit.Counts
function Hits:group(...) end

--- So many of the hits at random, in their order.
---@param count integer
---@param seed? integer
---@return toolkit.Hits
function Hits:sample(count, seed) end

--- All of both, each once.
---@param other toolkit.Hits
---@return toolkit.Hits
function Hits:union(other) end

--- Those in both.
---@param other toolkit.Hits
---@return toolkit.Hits
function Hits:intersection(other) end

--- Those that are not in the other.
---@param other toolkit.Hits
---@return toolkit.Hits
function Hits:difference(other) end

--- Walks the documents that have hits, by ascending id: `for id, n in hits:documents() do` gives the id and how many
--- hits, of all that the query has, whatever `limit` or `sample`. Keeps no hits.
---@return fun(): integer, integer
function Hits:documents() end

--- Writes the hits as spans of a layer "match" into a file (for brat: into a folder that is there); without `path`
--- returns the text. See `toolkit.export`.
---@param format "brat"|"web"|"tsv"|"jsonl"
---@param path? string
---@param options? { where?: toolkit.Where }
---@return table|string|nil counts_or_text
---@return string|table|nil message_or_counts
function Hits:export(format, path, options) end

--- How the query is carried out: strategy, and for each index segment where it starts and what it uses.
---@return string
function Hits:explain() end

--- The tokens around the hits, gathered once, counted for any window up to `reach`. Options: `by` = the attribute
--- ("word"); `reach` = 10 tokens (0: up to the bounds); `within` = "s" or another layer that the window stays in (default:
--- the document); `documents` = only these are the sample, a table from ids to true.
---@param options? { by?: string, reach?: integer, within?: string, documents?: table<integer, boolean> }
---@return toolkit.Neighbours? neighbours
---@return string? message
---@return string? code
function Hits:neighbours(options) end

--- The tokens that depend on the hits, or with `heads` those that the hits depend on, as neighbours. Options:
--- `by` = the attribute ("word"); `relation` = "obj" and the like, with its subtypes (any unless given); `documents` as
--- above. Needs an annotated corpus.
---@param options? { by?: string, relation?: string, heads?: boolean, documents?: table<integer, boolean> }
---@return toolkit.Neighbours? neighbours
---@return string? message
---@return string? code
function Hits:dependents(options) end

--- Where the hits begin, ascending, in tokens from 1 through the documents in the order of the index; and how many
--- tokens these have: the arguments of toolkit.stats.dispersion_of_positions. Option: `documents` = only these, a table
--- from ids to true.
---@param options? { documents?: table<integer, boolean> }
---@return integer[] positions
---@return integer tokens
function Hits:positions(options) end

--- How many hits begin in each document, from ids to counts; documents without hits are left out. Reads no text.
---@return table<integer, integer>
function Hits:by_document() end

--- Frees the hits.
function Hits:close() end

--- A frequency list, most frequent first. `#counts` is the number of rows.
---@class toolkit.Counts
local Counts = {}

--- Walks the rows: `for count, documents, key1, key2 in counts:iter() do`.
---@return fun(): integer, integer, string, ...
function Counts:iter() end

--- Row `n`.
---@param n integer
---@return integer? count
---@return integer? documents
---@return string? key
function Counts:row(n) end

--- The sum over all rows, left-out ones too.
---@return integer
function Counts:total() end

--- How many different keys there are, left-out ones too.
---@return integer
function Counts:types() end

--- Frees the counts.
function Counts:close() end

--- Counts of every form in every document. `#tally` is the number of forms. A choice of documents is a table from ids
--- to true; nil chooses all.
---@class toolkit.Tally
local Tally = {}

--- Walks the forms that occur at least `least` times: `for form, count, documents, dp in tally:rows() do`, with the
--- number of documents that have it and the deviation of proportions over the documents.
---@param least? integer
---@param choice? table<integer, boolean>
---@return fun(): string, integer, integer, number
function Tally:rows(least, choice) end

--- The frequency list of a choice: counts that go on without the tally.
---@param least? integer
---@param choice? table<integer, boolean>
---@return toolkit.Counts
function Tally:frequencies(least, choice) end

--- Compares two choices of documents, ranked by a measure in one call. Options: `target` (a choice; must be given),
--- `reference` (all others), `measure` ("g2"; it orders), `least` (1; on both sides together), `alpha` (0.05), `family`
--- (the number of rows), `constant`. Fails when a side has no tokens or a document is on both.
---@param options { target: table<integer, boolean>, reference?: table<integer, boolean>, measure?: string, least?: integer, alpha?: number, family?: integer, constant?: number }
---@return toolkit.Keyness? keyness
---@return string? message
function Tally:keyness(options) end

--- Tokens and documents of a choice.
---@param choice? table<integer, boolean>
---@return integer tokens
---@return integer documents
function Tally:size(choice) end

--- The ids of all documents and their tokens, two lists.
---@return integer[] ids
---@return integer[] tokens
function Tally:documents() end

--- Walks the forms of the n-th document with their counts.
---@param n integer
---@return fun(): string, integer
function Tally:document(n) end

--- How often a form occurs in each document, in the order of documents().
---@param form string
---@return integer[]
function Tally:counts(form) end

--- How much each document is like the n-th: `for number, cosine, shared, types in tally:likeness(n) do`, the cosine of
--- the TF-IDF vectors, the forms in both, the forms of that document.
---@param n integer
---@return fun(): integer, number, integer, integer
function Tally:likeness(n) end

--- Frees the tally.
function Tally:close() end

--- Forms ranked by keyness. `#keyness` is the number of rows.
---@class toolkit.Keyness
local Keyness = {}

--- Row `n`: the form; frequency, documents and deviation of proportions (nil without a hit) in the target, then in the
--- reference; the score; p of G2, adjusted by Holm and by Benjamini and Hochberg over all rows.
---@param n integer
---@return string? form
---@return integer? f1
---@return integer? documents1
---@return number? dp1
---@return integer? f2
---@return integer? documents2
---@return number? dp2
---@return number? score
---@return number? p
---@return number? p_holm
---@return number? p_bh
function Keyness:row(n) end

--- Another measure of row `n`.
---@param n integer
---@param name string
---@return number
function Keyness:measure(n, name) end

--- The exact interval of the log ratio of row `n`.
---@param n integer
---@return number low
---@return number high
function Keyness:interval(n) end

--- Tokens and documents of the target, then of the reference.
---@return integer n1
---@return integer documents1
---@return integer n2
---@return integer documents2
function Keyness:sizes() end

--- Frees the keyness.
function Keyness:close() end

--- Tokens near the hits of a query.
---@class toolkit.Neighbours
local Neighbours = {}

--- Counts for a window of so many tokens to the left and to the right (default: the reach): a walk over `form, o11, c1,
--- documents, left, right`, then R1 and N. They are explained at corpus:collocates().
---@param left? integer
---@param right? integer
---@return fun(): string, integer, integer, integer, integer, integer
---@return integer r1
---@return integer n
function Neighbours:rows(left, right) end

--- Frees them.
function Neighbours:close() end

--- Rows of an SQL query; calling it gives the next one. The prompt shows them as a table.
---@class toolkit.Statement
local Statement = {}

--- The names of the columns.
---@return string[]
function Statement:columns() end

--- Ends the query early.
function Statement:close() end

--- A named set of spans over the texts of a corpus. `#layer` counts them.
---@class toolkit.Layer
local Layer = {}

--- The name.
---@return string
function Layer:name() end

--- Adds bytes i to j of a document (by id), with a label and attributes as a JSON object.
---@param document integer
---@param i integer
---@param j integer
---@param label? string
---@param json? string
---@return boolean? done
---@return string? message
---@return string? code
function Layer:add(document, i, j, label, json) end

--- Removes the spans of one document, or all.
---@param document? integer
---@return boolean? done
---@return string? message
---@return string? code
function Layer:clear(document) end

--- Walks the spans of one document or of all, by place: `for document, i, j, label, json in layer:spans() do`.
---@param document? integer
---@return toolkit.SpanCursor
function Layer:spans(document) end

--- Frees the layer's handle; the spans stay.
function Layer:close() end

--- A walk over spans; calling it gives the next one.
---@class toolkit.SpanCursor
local SpanCursor = {}

--- Ends the walk early.
function SpanCursor:close() end

-- ---- the language layer ----------------------------------------------------------------------

--- Parses English text: sentences and words, lemmas, parts of speech, dependency heads and relations, names. Models are
--- part of the library; the same text gives the same parse everywhere.
--- ```lua local parse = toolkit.parse "The minister said that prices don't rise." for n, form, i, j, lemma, upos, xpos, head, relation in parse:words() do print(n, form, lemma, upos, head, relation) end ```
---@param text string UTF-8
---@param options? { layers?: string } layers: some of "words tags lemmas parse names", or "all" (default)
---@return toolkit.Parse? parse
---@return string? message
function toolkit.parse(text, options) end

--- The words of a text as columns. Word numbers run from 1 through the whole text; spans are bytes, so that
--- `text:sub(i, j)` is the word. A contraction is one token of two words ("don't": do, n't), each with its own span.
--- `#parse` is the number of words; `tostring(parse)` draws the trees.
---@class toolkit.Parse
local Parse = {}

--- Iterates over the words of the text, or of one sentence. Layers that were not asked for give nil (head: 0).
---@param sentence? integer
---@return fun(): integer, string, integer, integer, string, string, string, integer, string, integer, string? # number, form, i, j, lemma, upos, xpos, head (0: root), relation, sentence, name
function Parse:words(sentence) end

--- Iterates over the first byte and the tags of every word: what words() gives of them, faster.
---@return fun(): integer, string, string # i, upos, xpos
function Parse:tags() end

--- Iterates over sentences: number, first word, last word, i, j.
---@return fun(): integer, integer, integer, integer, integer
function Parse:sentences() end

--- How many sentences there are.
---@return integer
function Parse:sentence_count() end

--- First word, last word, i, j of a sentence.
---@param sentence integer
---@return integer, integer, integer, integer
function Parse:sentence_span(sentence) end

--- The word as it stands in the text.
---@param n integer word number, negative from the end
---@return string
function Parse:form(n) end

--- First and last byte of a word.
---@param n integer
---@return integer i
---@return integer j
function Parse:span(n) end

--- Dictionary form; names keep their capitals.
---@param n integer
---@return string?
function Parse:lemma(n) end

--- Universal part of speech: "NOUN", "VERB" ...
---@param n integer
---@return string
function Parse:upos(n) end

--- The same as a number, for tables: X 0, ADJ 1, ADP 2, ADV 3, AUX 4, CCONJ 5, DET 6, INTJ 7, NOUN 8, NUM 9, PART 10,
--- PRON 11, PROPN 12, PUNCT 13, SCONJ 14, SYM 15, VERB 16.
---@param n integer
---@return integer
function Parse:upos_id(n) end

--- Penn Treebank tag.
---@param n integer
---@return string
function Parse:xpos(n) end

--- Morphological features, "_" for none.
---@param n integer
---@return string
function Parse:feats(n) end

--- Word number of the head; 0: root of its sentence.
---@param n integer
---@return integer
function Parse:head(n) end

--- Dependency relation to the head ("nsubj", "obl:agent" ...).
---@param n integer
---@return string
function Parse:relation(n) end

--- The relation as a number, stable within one model.
---@param n integer
---@return integer
function Parse:relation_id(n) end

--- Number of the sentence that a word stands in.
---@param n integer
---@return integer sentence
function Parse:sentence(n) end

--- 0: a word of its own, 1: first of a multi-word token, 2: a further part of it.
---@param n integer
---@return integer
function Parse:part(n) end

--- Kind of the name that the word is part of ("person", "organisation", "place" ...) or nil, and whether it begins
--- there.
---@param n integer
---@return string?
---@return boolean begins
function Parse:entity(n) end

--- The span of a word with everything below it: i, j, first word, last word.
---@param n integer
---@return integer, integer, integer, integer
function Parse:subtree(n) end

--- Iterates over the dependents of a word: number, relation.
---@param n integer
---@return fun(): integer, string
function Parse:children(n) end

--- The word that covers a byte, or the next one behind it; nil behind the last.
---@param byte integer
---@return integer?
function Parse:at(byte) end

--- Iterates over names: kind, i, j, first word, last word.
---@return fun(): string, integer, integer, integer, integer
function Parse:names() end

--- Iterates over noun phrases: i, j, first word, last word, head. A phrase ends with its noun (or name): what follows
--- it (of ..., who ...) is not part of it.
---@return fun(): integer, integer, integer, integer, integer
function Parse:noun_phrases() end

--- Iterates over clauses in the order of their predicates: i, j, first word, last word, predicate. Without the word
--- that introduces the clause and without clauses joined to it; clauses nest.
---@return fun(): integer, integer, integer, integer, integer
function Parse:clauses() end

--- Gives its memory back before the collector would. Closing twice is fine.
function Parse:close() end

--- An annotator with models of one's own in place of those of the library, by kind.
---@param options? { models?: string[] } the bytes of model files
---@return toolkit.Annotator? annotator
---@return string? message
function toolkit.annotator(options) end

--- The language layer with models that were chosen: parse() with these.
---@class toolkit.Annotator
local Annotator = {}

--- toolkit.parse by this annotator's models.
---@param text string
---@param options? { layers?: string }
---@return toolkit.Parse? parse
---@return string? message
function Annotator:parse(text, options) end

--- Trains a model and returns its bytes. The same data, options and seed give the same bytes. Kinds: "segmenter",
--- "tagger", "lemmatizer", "parser", "names" learn from CoNLL-U, "lexicon" packs the files of WordNet's database,
--- "labels" learns spans over running text: each text then has `spans`, a list of { label =, i =, j =, unit = }
--- (toolkit.brat and toolkit.bio read them from files), and `labels` names the labels to learn: the anchor first (the
--- cue of an attribution), then those that are sought around each anchor (its source, its content). What belongs together
--- has the same unit; where no unit holds two labels (names, events), each label is learned and sought by itself. `evidence` limits what the labels are learned from: "words", "tags" (and words), "parse" (and both;
--- default).
---@param options { kind: string, data: { name: string, text: string, spans?: table[] }[], dev?: { name: string, text: string }[], seed?: integer, epochs?: integer, features?: integer, labels?: string[], evidence?: string, lexicon?: string, licence?: string, command?: string, progress?: fun(kind: string, step: integer, item: string) }
---@return string? bytes
---@return string? message
function toolkit.train(options) end

--- Opens a model of kind "labels".
---@param bytes string
---@return toolkit.Labeller? labeller
---@return string? message
function toolkit.labeller(bytes) end

--- Finds spans of the kinds that its model was trained for.
---@class toolkit.Labeller
local Labeller = {}

--- Labels a parsed text (all layers): unit after unit, in the order of their anchors. Spans of one unit belong
--- together; those of different units may overlap.
---
--- `probability`, of an anchor: that one begins there; of what was found for it: that the anchor has such a span, and
--- with these ends. What was found for an anchor is left out when it is less probable than `least` (0.35, which gives the
--- best F1 of exact spans on news; 0: nothing is left out).
---@param parse toolkit.Parse
---@param options? { least?: number }
---@return { label: string, i: integer, j: integer, unit: integer, probability: number }[]? spans
---@return string? message
function Labeller:label(parse, options) end

--- The header of a model file: lines of "key: value". nil and the reason when the bytes are no whole model.
---@param bytes string
---@param name? string for the message
---@return string? header
---@return string? message
function toolkit.model_header(bytes, name) end

--- Runs a script that is not trusted in a Lua state of its own. Returns true and what the script returned (plain
--- values, copied), or nil, the reason and its kind: "syntax", "error", "memory", "time", "instructions", "output",
--- "interrupted". Options: `name` (for messages), `arguments` (list, becomes `...` and `arg`), `data` (plain values,
--- the global `data`), `print` (function(text) that takes its output; nothing is printed without it), and the limits
--- `memory` (bytes, 64 MiB), `instructions` (2e9), `seconds` (10), `output` (bytes, 16 MiB).
---
--- The script has string, table, math, utf8, coroutine, the clock, load for text, and of the library what works on text
--- and numbers it was given: tokenize, sentences, fold, regex ..., stats, json, table, chart, report. It has no io, no
--- programs, no environment, no debug, no bytecode, no finalizers, no require of files. Stopped are: endless loops,
--- also inside coroutines and behind pcall; patterns that backtrack for hours; memory and output without end. Not
--- stopped: faults of the Lua interpreter or of this library themselves, and a single built-in call that works on what
--- the memory limit allows (well below a second). Code that is hostile for certain belongs into a process of its own.
---@param source string
---@param options? { name?: string, arguments?: string[], data?: any, print?: fun(text: string), memory?: integer, instructions?: integer, seconds?: number, output?: integer }
---@return true?
---@return any ...
function toolkit.sandbox(source, options) end

return toolkit
