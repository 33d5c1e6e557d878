--- corpus:mark_copies: finds copies among the documents and writes down of which document each is a copy.
--
-- A document is a copy when it is like an earlier one that is no copy itself: each was compared with its original,
-- and nothing is joined through third documents.

local toolkit = require "toolkit"
local args = require "toolkit.args"
local choice = require "toolkit.corpus.choice"

local OPTIONS = { "jaccard", "containment", "shingle" }
local KEY = "copy_of"

local function find_copies(corpus, options)
    local finder <close> = toolkit.duplicates { shingle = options.shingle, jaccard = options.jaccard or 0.5,
        containment = options.containment or 0.8 }
    local ids, files, copies, rows = {}, {}, {}, {}
    for id, file, text in corpus:sql("SELECT id, file, text FROM documents WHERE same_as IS NULL ORDER BY id") do
        finder:add(text)
        ids[#ids + 1], files[#files + 1] = id, file
    end
    for a, b, jaccard, containment, shared in finder:pairs() do
        if not copies[a] and not copies[b] then
            copies[b] = true
            rows[#rows + 1] = { files[b], files[a], jaccard, containment, shared, id = ids[b] }
        end
    end
    return rows
end

local function mark_copies(corpus, options)
    options = args.check_options(options, OPTIONS, "corpus:mark_copies")
    local rows = find_copies(corpus, options)
    local done, message, code = corpus:transaction(function()
        assert(corpus:execute("DELETE FROM metadata WHERE key = ?", KEY))
        for _, row in ipairs(rows) do
            assert(corpus:execute("INSERT INTO metadata(document, key, value) VALUES(?, ?, ?)", row.id, KEY, row[2]))
        end
    end)
    if not done then return nil, message, code end
    for _, row in ipairs(rows) do row.id = nil end
    return choice.table({
        { name = "file" },
        { name = "original" },
        { name = "jaccard", type = "number", digits = 3 },
        { name = "containment", type = "number", digits = 3 },
        { name = "shared", type = "integer", unit = "shingles" },
    }, rows, { caption = "Copies", note = ("copies: %d of %d documents"):format(#rows, #corpus) })
end

return { mark_copies = mark_copies }
