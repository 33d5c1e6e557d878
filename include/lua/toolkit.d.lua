---@meta
--- toolkit: the Lua manual. Editors read it for completion, `help(x)` shows it at the prompt, and a spec checks it
--- against the live module. Offsets in Lua are 1-based inclusive bytes, so that `text:sub(i, j)` works.

---@class toolkit
---@field version string version of the library, "major.minor.patch"
local toolkit = {}

return toolkit
