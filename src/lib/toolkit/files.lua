--- Whole files: read, written, folders made. What cannot be done is nil and a message that begins with the path.

local files = {}

--- Is there something of this name that can be read?
function files.exists(path)
    local file = io.open(path, "rb")
    if file then file:close() end
    return file ~= nil
end

--- The bytes of a file.
function files.read(path)
    local file, message = io.open(path, "rb")
    if not file then return nil, message end
    local text, problem = file:read("a")
    file:close()
    if not text then return nil, ("%s: %s"):format(path, problem or "cannot be read") end
    return text
end

--- Opens a file that is written piece by piece: put(bytes), and close(), which returns true, or nil and the reason of
--- the first thing that went wrong. nil and the reason when it cannot be made.
function files.writer(path)
    local file, message = io.open(path, "wb")
    if not file then return nil, message end
    local failed
    local function put(bytes)
        local ok, problem = true, nil
        if not failed then ok, problem = file:write(bytes) end
        if not ok then failed = problem or "cannot be written" end
    end
    return put, function()
        local closed, problem = file:close()
        if not closed then failed = failed or problem or "cannot be written" end
        if failed then return nil, ("%s: %s"):format(path, failed) end
        return true
    end
end

--- Writes a file. `content` is its bytes, or a function that is called with put(bytes) and writes piece by piece.
function files.write(path, content)
    local put, close = files.writer(path)
    if not put then return nil, close end
    if type(content) == "function" then content(put) else put(content) end
    return close()
end

--- Can a file of this name be written? Asked before long work. Leaves what there is as it is.
function files.check_writable(path)
    local is_new = not files.exists(path)
    local file, message = io.open(path, "ab")
    if not file then return nil, message end
    file:close()
    if is_new then os.remove(path) end
    return true
end

--- Makes a folder and those above it, unless they are there.
function files.make_folder(path)
    local pipe <close> = assert(io.popen("LC_ALL=C mkdir -p -- '" .. path:gsub("'", "'\\''") .. "' 2>&1"))
    local said = pipe:read("a")
    if pipe:close() then return true end
    return nil, ("%s: %s"):format(path, files.exists(path) and "a file, not a folder" or said:match(": ([^:]+)\n$")
        or "this folder cannot be made")
end

return files
