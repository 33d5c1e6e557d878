---@meta toolkit.args

--- Command lines of scripts, read from the script's own header:
---
---     -- Counts words.
---     --
---     -- Usage: toolkit scripts/count.lua INPUT... [OPTIONS]
---     --
---     -- Options:
---     --   -f, --format text|csv|json   how to print (default text)
---     --   --limit N        at most N rows (default 20)
---     --   --names A,B,...  only these
---     --   --tag NAME...    may be repeated
---     --   -q, --quiet      print nothing
---
---     local options = require("toolkit.args").parse()
---     -- options.input = { ... }, options.format, options.limit, options.names = { ... }, options.quiet
---
--- Placeholders decide the type: `N`, `COUNT`, `K` integers from 0, `S`, `SEED` integers; `X`, `NUMBER`, `ALPHA`, `SECONDS` numbers;
--- `a|b` a choice; `A,B` a list; `NAME...` repeatable (a list); everything else text; none a flag (`--no-NAME` turns it
--- off). Positionals are the words in capitals of the usage line: `INPUT...` a list, `[OUT]` optional; keys in lower
--- case.
---@class toolkit.args
local args = {}

--- For the first line of a script: reads `arg` by the header of the running script. `--help` or `-h` prints the header and
--- exits 0; a wrong command line is explained on stderr, with a suggestion, and exits 2.
---@param spec? string|table a header, or { summary =, usage =, options = { { "--name N", "help" }, ... } }
---@param argv? string[]
---@return table options
---@return table spec
function args.parse(spec, argv) end

--- The same without printing or exiting: the options, or nil and one line that says what is wrong.
---@param spec string|table
---@param argv string[]
---@return table? options
---@return string? message
function args.read(spec, argv) end

--- Compiles a header to a specification (options, positionals).
---@param header string|table
---@return table
function args.spec(header) end

--- The leading comment of a script's source, without dashes.
---@param source string
---@return string
function args.header(source) end

--- A header in the words of somebody who calls the scripts of the library by name: `toolkit claims` for
--- `toolkit scripts/claims.lua`. parse() prints it so where `arg.name` is set: the command sets it to the name by which
--- it has found the script.
---@param header string
---@return string
function args.by_name(header) end

--- Ends a script with a message on stderr: status 1 (default), 2 for a wrong command line (the usage is printed too).
---@param message string
---@param status? integer
function args.fail(message, status) end

--- What a call gives, unless that is nil or false: then the end of the script with the call's message.
---
---     local corpus <close> = args.must(toolkit.open(options.file, { mode = "read" }))
---@generic T
---@param value T?
---@param message? string
---@return T
function args.must(value, message) end

--- Calls a function and returns what it returns. What it raises ends the script, in one line without the place in the
--- program: what a user of a script asked for wrongly is no mistake in the script.
---
---     local rows = args.try(corpus.keyness, corpus, { target = options.target })
---@param f function
---@param ... any its arguments
---@return any ...
function args.try(f, ...) end

--- "1 document", "2 documents".
---@param n integer
---@param noun string
---@return string
function args.counted(n, noun) end

--- "NAME=VALUE" strings of a repeated option as a table; a repeated name gives a list. Nil for none; a string without
--- "=" ends the script with exit status 2.
---@param list? string[]
---@param option string its name, for the message
---@return table<string, string|string[]>?
function args.pairs(list, option) end

--- What the Lua file of an option returns, a table (`--rules FILE`); nil without a path. Ends the script when the file
--- is wrong.
---@param path? string
---@param option string
---@return table?
function args.file(path, option) end

--- The candidate nearest to a mistyped name, or nil.
---@param name string
---@param candidates string[]
---@return string?
function args.nearest(name, candidates) end

--- The rule for options tables everywhere: raises on a key that is not known, with a suggestion. Returns the table,
--- or an empty one for nil.
---@param options table?
---@param known string[]
---@param caller string named in the message
---@return table
function args.check_options(options, known, caller) end

return args
