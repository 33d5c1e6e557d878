---@meta toolkit.search

--- What `corpus:search` and `corpus:regex` are made of.
---@class toolkit.search
local search = {}

--- The same as `corpus:search(text, options)`.
---@param corpus toolkit.Corpus
---@param text string
---@param options? { limit?: integer, snippet?: integer, marks?: string[] }
---@return table? results
---@return string? message
---@return string? code
function search.search(corpus, text, options) end

--- The same as `corpus:regex(pattern, flags)`.
---@param corpus toolkit.Corpus
---@param pattern string
---@param flags? string
---@return fun(): integer, integer, integer, string, ...
function search.regex(corpus, pattern, flags) end

return search
