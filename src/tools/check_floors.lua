-- Checks the house rule: a source file includes only its own floor and the floors below.
-- Reads the #include lines of src/ and prints every one that looks upwards. Exit 1 if there is any.
--
-- Usage: lua5.4 src/tools/check_floors.lua   (from the top of the repository)

local FLOORS = { "base", "text", "nlp", "load", "store", "query", "stats", "sqlite", "bind", "cli" }
local floor_of = {}
for i, name in ipairs(FLOORS) do floor_of[name] = i end

-- The public headers stand beside the floor that implements them.
local PUBLIC = {
    base = "base", text = "text", nlp = "nlp", document = "load", corpus = "store",
    query = "query", stats = "stats", toolkit = "bind", lua = "bind",
}

local bad = 0
local function complain(file, line, header, why)
    print(("%s:%d: includes %s: %s"):format(file, line, header, why))
    bad = bad + 1
end

local function check(file, folder)
    local mine, n = floor_of[folder], 0
    for text in io.lines(file) do
        n = n + 1
        local header = text:match('^%s*#%s*include%s*[<"]([^>"]+)[>"]')
        if header then
            local public = header:match("^toolkit/(%w+)%.h$")
            local internal = header:match("^(%w+)/[%w_]+%.h$")
            if public then
                local theirs = floor_of[PUBLIC[public] or "cli"]
                if theirs > mine then complain(file, n, header, "a higher floor") end
                if (folder == "bind" or folder == "cli") and public ~= "toolkit" and public ~= "lua" then
                    complain(file, n, header, "use toolkit/toolkit.h here")
                end
            elseif internal and floor_of[internal] then
                if floor_of[internal] > mine then
                    complain(file, n, header, "a higher floor")
                elseif mine >= floor_of.sqlite and internal ~= folder then
                    complain(file, n, header, "only the public header is allowed here")
                end
            elseif header:match("^l?ua[%w]*%.h$") and mine < floor_of.bind then
                complain(file, n, header, "Lua is known from bind upwards only")
            end
        end
    end
end

for _, folder in ipairs(FLOORS) do
    local list = assert(io.popen(("ls src/%s/*.c src/%s/*.h 2>/dev/null"):format(folder, folder)))
    for file in list:lines() do check(file, folder) end
    list:close()
end
if bad > 0 then
    print(("%d includes look upwards"):format(bad))
    os.exit(1)
end
