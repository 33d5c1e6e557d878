--- The documents that a command line names: files, folders, archives, or one corpus file.

local toolkit = require "toolkit"
local args = require "toolkit.args"

local inputs = {}

local MAGIC = "SQLite format 3\0"

local function is_database(path)
    local file = io.open(path, "rb")
    if not file then return false end
    local start = file:read(#MAGIC)
    file:close()
    return start == MAGIC
end

-- The way out of a loop closes the corpus behind its documents.
local function of_corpus(path)
    local corpus, message = toolkit.open(path, { mode = "read" })
    if not corpus then error(message, 0) end
    return corpus:documents(), nil, nil, corpus
end

--- For a generic `for`: the documents of the one corpus file that `list` names, as they were stored, or what
-- toolkit.documents(list, options) reads. Raises when the corpus file cannot be opened.
function inputs.documents(list, options)
    if #list == 1 and is_database(list[1]) then return of_corpus(list[1]) end
    return toolkit.documents(list, options)
end

--- The same for scripts: what cannot be read is told on standard error, unless options.note hears of it, and a run that
-- met no document at all ends the script.
function inputs.stream(list, options)
    options = options or {}
    options.note = options.note or function(n) io.stderr:write(toolkit.visible(n.message or n.file), "\n") end
    local step, _, _, source = args.try(inputs.documents, list, options)
    local met = false
    return function()
        local document = step()
        if not document and not met then inputs.none(list) end
        met = true
        return document
    end, nil, nil, source
end

--- What a command line says about reading, as options of toolkit.documents: --reader --encoding --map --set --rules
-- --alone --threads, of which a script may have some.
function inputs.options(line)
    local alone = line.alone
    for _, path in ipairs(line.input) do alone = alone or path == "-" end -- cannot be read twice
    return { format = line.reader, encoding = line.encoding, mapping = args.pairs(line.map, "map"),
        set = args.pairs(line.set, "set"), rules = args.file(line.rules, "rules"), sites = not alone,
        threads = line.threads }
end

--- Ends a script that has met no document.
function inputs.none(list)
    args.fail(("%s%s: no document could be read"):format(list[1],
        #list > 1 and (" and %d more"):format(#list - 1) or ""))
end

return inputs
