---@meta toolkit.help

--- The manual at the prompt. `help()` lists everything, `help(toolkit.tokenize)` explains a function, module, class or
--- object, `help "find"` whatever has this name. Elsewhere: `require "toolkit.help"`, which is callable.
---@class toolkit.help
local help = {}

--- What help(...) would print, as text.
---@param ... any
---@return string
function help.text(...) end

--- The page of a figure of toolkit.stats ("g2", "dp_norm"): formula, source, range, how to read it, when not to use it.
--- Raises for other names.
---@param name string
---@return string
function help.figure(name) end

--- What help() prints: functions, modules, classes.
---@return string
function help.overview() end

return help
