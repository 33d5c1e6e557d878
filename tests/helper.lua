-- Loaded by busted before every spec: finds the freshly built module, offers what specs share.
local build = os.getenv("BUILD") or "build"
package.cpath = "./" .. build .. "/?.so;" .. package.cpath

if os.getenv("TOOLKIT_TEST_GC") then
    collectgarbage("setpause", 0) -- a collection after every little allocation finds wrong anchors
    collectgarbage("setstepmul", 1000)
end

require "toolkit" -- puts the modules written in Lua into package.preload

local helper = {}

--- The folder with what was built.
helper.build = "./" .. build

--- The built command, for specs that run it.
helper.command = "./" .. build .. "/toolkit"

--- Runs a shell command: its standard output and exit status.
function helper.run(command)
    local pipe = assert(io.popen(command, "r"))
    local output = pipe:read("a")
    local _, _, status = pipe:close()
    return output, status
end

-- os.tmpname names files in a folder of this process, which goes when it ends with all that specs put beside them.
local own = setmetatable({ count = 0 }, { __gc = function(self)
    if self.folder then os.execute("rm -rf " .. self.folder) end
end })

rawset(os, "tmpname", function()
    own.folder = own.folder or helper.run("mktemp -d"):match("%S+")
    own.count = own.count + 1
    local name = ("%s/lua_%d"):format(own.folder, own.count)
    assert(io.open(name, "w")):close()
    return name
end)

--- The bytes of a file.
function helper.read(path)
    local file <close> = assert(io.open(path, "rb"))
    return file:read("a")
end

function helper.write(path, bytes)
    local file <close> = assert(io.open(path, "wb"))
    assert(file:write(bytes))
end

--- A new folder with files, { ["below/name.txt"] = bytes }; it goes when the specs have ended.
function helper.folder(files)
    local folder = os.tmpname()
    os.remove(folder)
    assert(os.execute("mkdir " .. folder))
    for name, bytes in pairs(files or {}) do
        local below = name:match("^(.*)/")
        if below then assert(os.execute(("mkdir -p '%s/%s'"):format(folder, below))) end
        helper.write(folder .. "/" .. name, bytes)
    end
    return folder
end

--- A new file of this name in a folder of its own; of a name that is an extension only (".csv") some file.
function helper.file(name, bytes)
    if name:find("^%.") then name = "file" .. name end
    return helper.folder { [name] = bytes } .. "/" .. name
end

--- The documents of an input, and the messages of what was noted on the way.
function helper.documents(input, options)
    local documents, messages, given = {}, {}, {}
    function given.note(n) table.insert(messages, n.message) end
    for k, v in pairs(options or {}) do given[k] = v end
    for document in package.loaded.toolkit.documents(input, given) do table.insert(documents, document) end
    return documents, messages
end

--- The same of a file that is made for it; and its path.
function helper.load(name, bytes, options)
    local path = helper.file(name, bytes)
    local documents, messages = helper.documents(path, options)
    return documents, messages, path
end

--- What toolkit.claims finds in a text, the result of a run over it alone.
function helper.claims(text, name)
    local toolkit, claims = require "toolkit", require "toolkit.claims"
    local run = claims.start()
    claims.document(run, toolkit.document(text, { name = name or "test.txt" }))
    return claims.finish(run)
end

--- The blocks of a document as "kind:text" or "kind/detail:text".
function helper.blocks(document)
    local list = {}
    for kind, i, j, detail in document:blocks() do
        list[#list + 1] = kind .. (detail and "/" .. detail or "") .. ":" .. document.text:sub(i, j)
    end
    return list
end

--- The folder of shared material beside a working copy, or nil: specs that want it call pending() without it.
function helper.shared(path)
    local full = "../shared/" .. (path or "")
    local f = io.open(full .. (path and "" or "README.md"))
    if f then f:close() return full end
end

package.loaded["tests.helper"] = helper
return helper
