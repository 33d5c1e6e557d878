-- Runs the examples of a Markdown file: what the README shows is what the tools print.
--
-- Usage: lua5.4 tests/readme.lua README.md
--
-- ```console   lines that begin with "$ " are commands, run by sh with the built command first on PATH; the lines behind
--              one are its output, standard error included. A line "..." stands for any lines, a line that ends in
--              "..." for any rest of a line.
-- ```lua       a script, run by the built command; it must end without an error.
-- ```c         a program, compiled against the built library and run; it must exit with 0.
-- Last line of output: N passed, N failed, N skipped.

local build = os.getenv("BUILD") or "build"
local passed, failed = 0, 0

local function shell(command)
    local pipe = assert(io.popen(("PATH=$PWD/%s:$PATH; export PATH; { %s\n} 2>&1"):format(build, command)))
    local output = pipe:read("a")
    local _, _, status = pipe:close()
    return output, status
end

local function split(text)
    local lines = {}
    for line in (text:gsub("\n$", "") .. "\n"):gmatch("(.-)\n") do lines[#lines + 1] = line end
    return lines
end

local function line_matches(pattern, line)
    if pattern == line then return true end
    local start = pattern:match("^(.*)%.%.%.$")
    return start ~= nil and line:sub(1, #start) == start
end

--- Whether lines[j..] are what patterns[i..] say.
local function matches(patterns, lines, i, j)
    while i <= #patterns do
        if patterns[i] == "..." then
            for k = j, #lines + 1 do
                if matches(patterns, lines, i + 1, k) then return true end
            end
            return false
        end
        if not lines[j] or not line_matches(patterns[i], lines[j]) then return false end
        i, j = i + 1, j + 1
    end
    return j > #lines
end

local function report(ok, where, what, got)
    if ok then
        passed = passed + 1
    else
        failed = failed + 1
        print(("FAILED %s: %s\n%s"):format(where, what, got))
    end
end

local function run_console(lines, where)
    local command, expected
    local function finish()
        if not command then return end
        local output = shell(command)
        local got = output == "" and {} or split(output)
        report(matches(expected, got, 1, 1), where, command, output)
    end
    for _, line in ipairs(lines) do
        local next_command = line:match("^%$ (.*)$")
        if next_command then
            finish()
            command, expected = next_command, {}
        elseif command and command:match("\\$") then
            command = command:sub(1, -2) .. line
        else
            expected[#expected + 1] = line
        end
    end
    finish()
end

local function with_file(extension, text, use)
    local path = os.tmpname() .. extension
    local file = assert(io.open(path, "w"))
    file:write(text)
    file:close()
    use(path)
    os.remove(path)
end

local run = {
    console = run_console,
    lua = function(lines, where)
        with_file(".lua", table.concat(lines, "\n"), function(path)
            local output, status = shell("toolkit " .. path)
            report(status == 0, where, "lua example", output)
        end)
    end,
    c = function(lines, where)
        with_file(".c", table.concat(lines, "\n"), function(path)
            local output, status = shell(("cc -Wall -Wextra -Werror -Iinclude -o %s.out %s -L%s -ltoolkit && " ..
                "LD_LIBRARY_PATH=%s %s.out; s=$?; rm -f %s.out; exit $s"):format(path, path, build, build, path, path))
            report(status == 0, where, "C example", output)
        end)
    end,
}

local file = assert(io.open(arg[1]))
local language, block, start, number = nil, nil, 0, 0
for line in file:lines() do
    number = number + 1
    local fence = line:match("^```(.*)$")
    if not fence then
        if block then block[#block + 1] = line end
    elseif language then
        if run[language] then run[language](block, ("%s:%d"):format(arg[1], start)) end
        language, block = nil, nil
    else
        language, block, start = fence:match("^%S*"), {}, number
    end
end
file:close()
print(("%d passed, %d failed, 0 skipped"):format(passed, failed))
