---@meta toolkit.files

--- Whole files, for scripts. What cannot be done is nil and a message that begins with the path.
---@class toolkit.files
local files = {}

--- Is there something of this name that can be read?
---@param path string
---@return boolean
function files.exists(path) end

--- The bytes of a file.
---@param path string
---@return string?
---@return string? message
function files.read(path) end

--- Writes a file: bytes, or piece by piece what a function puts.
---
---     assert(files.write("words.txt", function(put)
---         for word in toolkit.tokenize(text):iter() do put(word .. "\n") end
---     end))
---@param path string
---@param content string|fun(put: fun(bytes: string))
---@return true?
---@return string? message
function files.write(path, content) end

--- Opens a file that is written piece by piece: put(bytes), and close(), which returns true, or nil and the reason of
--- the first thing that went wrong. nil and the reason when the file cannot be made.
---@param path string
---@return fun(bytes: string)? put
---@return function|string close or message
function files.writer(path) end

--- Can a file of this name be written? Asked before long work. Leaves what there is as it is.
---@param path string
---@return true?
---@return string? message
function files.check_writable(path) end

--- Makes a folder and those above it, unless they are there.
---@param path string
---@return true?
---@return string? message
function files.make_folder(path) end

return files
