-- Looks whether corpus files are what was written to them.
--
-- Usage: toolkit scripts/verify.lua FILE.db... [OPTIONS]
--
-- Every text and every part of the index is hashed and compared with the hash that was stored beside it, the whole
-- index is decoded, and SQLite checks its own structure. Nothing is changed.
--
-- Options:
--   --quiet       say nothing about files that are sound
--
-- Output: a line for each fault, then one for each file. Exit status 1 when there is a fault, or when the index was
-- written by a version of the program that had another format, which is no fault and is said.
--
-- Example: toolkit scripts/verify.lua news.db

local toolkit = require "toolkit"
local args = require "toolkit.args"

local options = args.parse()
local damaged = false
for _, path in ipairs(options) do
    local corpus, message = toolkit.open(path, { mode = "read" })
    if not corpus then
        print(message)
        damaged = true
    else
        local called, sound, faults, sum = pcall(corpus.verify, corpus)
        if not called then
            local why = tostring(sound)
            print(why:find(path, 1, true) and why or ("%s: %s"):format(path, why))
        else
            for _, fault in ipairs(faults) do print(("%s: %s"):format(path, fault)) end
            if not sound then
                print(("%s: %d fault%s"):format(path, sum.faults, sum.faults == 1 and "" or "s"))
            elseif not options.quiet then
                print(("%s: sound (%d texts, %d parts of the index, %d bytes hashed)"):format(path, sum.texts,
                    sum.blobs, sum.bytes))
            end
        end
        damaged = damaged or not called or not sound
        corpus:close()
    end
end
if damaged then os.exit(1, true) end
