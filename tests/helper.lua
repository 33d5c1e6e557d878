-- Loaded by busted before every spec: finds the freshly built module, offers what specs share.
local build = os.getenv("BUILD") or "build"
package.cpath = "./" .. build .. "/?.so;" .. package.cpath

if os.getenv("TOOLKIT_TEST_GC") then
    collectgarbage("setpause", 0) -- a collection after every little allocation finds wrong anchors
    collectgarbage("setstepmul", 1000)
end

require "toolkit" -- puts the modules written in Lua into package.preload

local helper = {}

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

--- The folder of shared material beside a working copy, or nil: specs that want it call pending() without it.
function helper.shared(path)
    local full = "../shared/" .. (path or "")
    local f = io.open(full .. (path and "" or "README.md"))
    if f then f:close() return full end
end

package.loaded["tests.helper"] = helper
return helper
