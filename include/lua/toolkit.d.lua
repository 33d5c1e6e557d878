---@meta
--- toolkit: the Lua manual. Editors read it for completion, `help(x)` shows it at the prompt, and a spec checks it
--- against the live module. Offsets in Lua are 1-based inclusive bytes, so that `text:sub(i, j)` works.

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

--- True when the text is valid UTF-8; otherwise nil and the position of the first bad byte.
---@param text string
---@return true?
---@return integer? position
function toolkit.utf8_check(text) end

return toolkit
