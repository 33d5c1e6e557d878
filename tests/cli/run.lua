-- Replays transcripts: `$ command`, below it what it prints (both streams), `[N]` when it exits with N.
--
-- Usage: lua5.4 tests/cli/run.lua FILE.transcript...          from the top of the repository
--        lua5.4 tests/cli/run.lua --update FILE.transcript    rewrites the expectations
-- `toolkit` is the built command. Last line: N passed, N failed, N skipped.

local build = os.getenv "BUILD" or "build"

local function read(path)
    local file = assert(io.open(path, "rb"))
    local text = file:read "a"
    file:close()
    return text
end

local function parse(text)
    local steps = { head = {} }
    for line in text:gmatch "(.-)\n" do
        if line:match "^%$ " then
            steps[#steps + 1] = { command = line:sub(3), expected = {} }
        elseif #steps == 0 then
            steps.head[#steps.head + 1] = line
        else
            local expected = steps[#steps].expected
            expected[#expected + 1] = line
        end
    end
    return steps
end

local function run(command)
    local script = os.tmpname()
    local file = assert(io.open(script, "w"))
    file:write('PATH="$PWD/' .. build .. ':$PATH"\nunset LUA_INIT LUA_INIT_5_4\n' .. command .. "\n")
    file:close()
    local pipe = assert(io.popen("LC_ALL=C.UTF-8 bash " .. script .. " 2>&1 </dev/null"))
    local output = pipe:read "a"
    local _, _, status = pipe:close()
    os.remove(script)
    if output ~= "" and output:sub(-1) ~= "\n" then output = output .. "\n" end
    if status ~= 0 then output = output .. "[" .. status .. "]\n" end
    return output
end

local update = arg[1] == "--update" and table.remove(arg, 1)
local passed, failed = 0, 0
for _, path in ipairs(arg) do
    local steps = parse(read(path))
    local out = { table.concat(steps.head, "\n") }
    for _, step in ipairs(steps) do
        local expected = table.concat(step.expected, "\n"):gsub("\n*$", "\n"):gsub("^\n$", "")
        local output = run(step.command)
        out[#out + 1] = "$ " .. step.command .. "\n" .. output
        if output:gsub("\n*$", "\n"):gsub("^\n$", "") == expected then
            passed = passed + 1
        else
            failed = failed + 1
            if not update then
                print(("%s: $ %s\n--- expected\n%s--- got\n%s"):format(path, step.command, expected, output))
            end
        end
    end
    if update then
        local file = assert(io.open(path, "wb"))
        file:write(table.concat(out, "\n"))
        file:close()
    end
end
print(("%d passed, %d failed, 0 skipped"):format(passed, failed))
