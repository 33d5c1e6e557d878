-- The manual (include/lua) says what exists, and what exists is in the manual.
local toolkit = require "toolkit"
local manual = require "toolkit.manual"
local help = require "toolkit.help"
local complete = require "toolkit.complete"

-- Modules for the prompt and the parts that a public module is made of.
local INTERNAL = { ["toolkit.manual"] = true, ["toolkit.complete"] = true, ["toolkit.repl"] = true }

local function public_modules()
    local names = {}
    for name in pairs(package.preload) do
        if name:match "^toolkit%.[%a_%d]+$" and not INTERNAL[name] then names[#names + 1] = name end
    end
    table.sort(names)
    return names
end

-- An object of each class that is written in Lua.
local function lua_objects()
    local report = require "toolkit.report"
    local page = report.new { title = "x" }
    return {
        ["toolkit.Chart"] = require("toolkit.chart").bar(require("toolkit.table").new { "x", "y" }, { title = "t" }),
        ["toolkit.Table"] = require("toolkit.table").new { "a" },
        ["toolkit.report.Report"] = page,
        ["toolkit.report.Section"] = page:section "y",
    }
end

local function sorted(set)
    local list = {}
    for name in pairs(set) do list[#list + 1] = name end
    table.sort(list)
    return table.concat(list, "\n")
end

describe("the manual", function()
    it("documents every function of the module and of its modules", function()
        local missing = {}
        local function check(owner, members, class)
            for key, value in pairs(members) do
                if type(key) == "string" and key:sub(1, 2) ~= "__" and type(value) ~= "table" then
                    local name = owner .. "." .. key
                    if not manual.entry(name) and not (class and manual.entry(class .. ":" .. key)) then
                        missing[name] = true
                    end
                end
            end
        end
        check("toolkit", toolkit)
        for key, value in pairs(toolkit) do
            if type(value) == "table" and not package.preload["toolkit." .. key] then check("toolkit." .. key, value) end
        end
        for _, name in ipairs(public_modules()) do
            local module = require(name)
            if not manual.entry(name) then missing[name] = true end
            if type(module) == "table" then check(name, module, rawget(module, "__name")) end
        end
        assert.equal("", sorted(missing))
    end)

    it("documents every method of every class", function()
        local missing = {}
        local function check(name, methods)
            if not manual.entry(name) and next(methods) then missing[name] = true end
            for key, value in pairs(methods) do
                if type(value) == "function" and key:sub(1, 2) ~= "__" and not manual.entry(name .. ":" .. key)
                    and not manual.entry(name:lower() .. "." .. key) then
                    missing[name .. ":" .. key] = true
                end
            end
        end
        for name, metatable in pairs(manual.classes()) do check(name, manual.methods_of(metatable)) end
        for name, object in pairs(lua_objects()) do check(name, debug.getmetatable(object).__index) end
        assert.equal("", sorted(missing))
    end)

    it("documents nothing that does not exist", function()
        local gone, classes, objects = {}, manual.classes(), lua_objects()
        for _, entry in ipairs(manual.entries()) do
            if entry.kind == "function" then
                local owner = toolkit
                for part in entry.owner:gmatch "[^.]+" do
                    if part ~= "toolkit" then owner = owner and owner[part] end
                end
                if type(owner) ~= "table" or owner[entry.short] == nil then gone[entry.name] = true end
            elseif entry.kind == "method" then
                local class, object = classes[entry.owner], objects[entry.owner]
                if class then
                    if manual.methods_of(class)[entry.short] == nil then gone[entry.name] = true end
                elseif object then
                    if object[entry.short] == nil then gone[entry.name] = true end
                end
            end
        end
        assert.equal("", sorted(gone))
    end)

    it("explains every entry and names its parameters", function()
        local empty = {}
        for _, entry in ipairs(manual.entries()) do
            if entry.kind ~= "field" and entry.kind ~= "class" and manual.summary(entry) == "" then empty[entry.name] = true end
            if entry.params then
                local written = {}
                for name in entry.arguments:gmatch "[%w_.]+" do written[#written + 1] = name end
                for i, name in ipairs(written) do
                    if not entry.params[i] or entry.params[i].name ~= name then empty[entry.name .. ": " .. name] = true end
                end
            end
        end
        assert.equal("", sorted(empty))
    end)
end)

describe("help", function()
    it("finds functions, modules, classes, objects and names", function()
        assert.matches("^toolkit%.tokenize%(text, %[options%]%)  %->  toolkit%.Tokens\n", help.text(toolkit.tokenize))
        assert.matches("^toolkit%.report\n.*  card%(options%)", help.text(toolkit.report))
        local words = toolkit.tokenize "a b"
        assert.matches("^toolkit%.Tokens\n.*  :iter%(%)", help.text(words))
        assert.matches("^toolkit%.Tokens:iter", help.text(words.iter))
        assert.matches("^toolkit%.Table:sort", help.text(require("toolkit.table").new({ "a" }).sort))
        assert.matches("^toolkit%.report%.card", help.text "report.card")
        assert.matches("^2 entries have this name:\n  toolkit%.report%.card ", help.text "card")
        assert.matches("entries have this name:\n.*toolkit%.Table:add", help.text "add")
        assert.matches("tokenize%(text, options%)", help.text())
    end)

    it("suggests", function()
        assert.equal("nothing is called 'tokenise' (did you mean 'tokenize'?)\n", help.text "tokenise")
        assert.equal("nothing is called '\\x1B'\n", help.text "\27")
        assert.matches("^nothing is written about this function", help.text(function() end))
    end)
end)

describe("completion", function()
    local function candidates(text)
        local start, list = complete(text)
        return start, table.concat(list, " ")
    end

    before_each(function()
        rawset(_G, "tk", toolkit)
        rawset(_G, "words", toolkit.tokenize "a b")
        rawset(_G, "trap", setmetatable({}, { __index = function() error "ran code" end }))
    end)
    after_each(function()
        rawset(_G, "tk", nil)
        rawset(_G, "words", nil)
        rawset(_G, "trap", nil)
    end)

    it("offers globals and keywords", function()
        assert.same({ 1, "tonumber tostring" }, { candidates "to" })
        assert.same({ 1, "tostring" }, { candidates "tost" })
        assert.same({ 7, "while" }, { candidates "x = 1 whi" })
    end)

    it("offers fields, methods and modules", function()
        assert.same({ 4, "tokenize" }, { candidates "tk.tok" })
        assert.same({ 4, "report" }, { candidates "tk.repo" })
        assert.same({ 7, "iter" }, { candidates "words:it" })
        assert.same({ 8, "gmatch gsub" }, { candidates "string.g" })
        assert.same({ 9, "" }, { candidates "nothing." })
        assert.same({ 6, "" }, { candidates "trap.a" })
    end)

    it("offers the options of the function whose table is open", function()
        assert.same({ 21, "keep = " }, { candidates 'tk.tokenize("a b", {' })
        assert.same({ 17, "keep = " }, { candidates 'tk.tokenize(x, {k' })
        local _, list = candidates "tk.report.card { ti"
        assert.equal("title = ", list)
        _, list = candidates 'tk.report.card { title = f(1), "x", qu'
        assert.equal("quote = ", list)
    end)

    it("offers inside queries what the corpus has", function()
        local corpus <close> = assert(toolkit.open())
        assert(corpus:add(assert(toolkit.document("The dam broke. She left.", { name = "a.txt" }))))
        assert(corpus:layer("quote"))
        rawset(_G, "c", corpus)
        rawset(_G, "h", assert(corpus:find('"dam"')))
        finally(function()
            rawset(_G, "c", nil)
            rawset(_G, "h", nil)
        end)
        local function list(text) return (select(2, candidates(text))) end
        assert.same({ 10, "lower" }, { candidates "c:find('[lo" })
        assert.equal("lower word", list "c:find([[ [")
        assert.equal("word", list 'c:find("[lower=\\"the\\" & w')
        assert.equal("lower", list "x = c:find '[ (word=\"a\" | lo")
        assert.equal("", list "c:find('[word=\"lo")
        assert.equal("", list "c:find('[word=lo")
        assert.equal("doc p quote s", list "c:find('\"dam\" within ")
        assert.equal("quote", list "c:find('\"dam\" not containing q")
        assert.equal("quote", list "c:find('<q")
        assert.equal("within", list "c:find('\"dam\" wi")
        assert.equal("lower", list "c:find('a:[] :: a.lo")
        assert.equal("file", list "c:find('[] :: match.word = \"a\" & doc.fil")
        assert.equal("lower", list "h:sort('match', '-left2.lo")
        assert.equal("last left left1 lower", list "h:group('l")
        assert.equal("file", list 'h:value(1, "doc.fil')
        assert.equal("collation = ", list "h:sort('match', { co")
        assert.equal("", list "print('to")
        assert.equal("", list "io.open('[")
        assert.equal("tonumber tostring", list "c:find('[word') to")
    end)

    it("offers conditions, values and names in the options of operations", function()
        local corpus <close> = assert(toolkit.open())
        local outlet = { ["outlet-name"] = "Morning Post" }
        assert(corpus:add(assert(toolkit.document("The dam broke.", { name = "a.txt", set = outlet }))))
        rawset(_G, "c", corpus)
        finally(function() rawset(_G, "c", nil) end)
        local function list(text) return (select(2, candidates(text))) end
        assert.same({ 24, "outlet-name:" }, { candidates "c:frequencies { where='outl" })
        assert.same({ 31, "Morning Post" }, { candidates "c:keyness{target='outlet-name:M" })
        assert.equal("outlet-name:", list 'c:trend("x", { where = "file:a & out')
        assert.equal("Morning Post", list 'c:trend("x", { where = "file:a & outlet-name:Morning ')
        assert.equal("lower word", list 'c:ngrams { n = 2, by = "')
        assert.equal("decade", list 'c:trend("x", { period = "de')
        assert.equal("outlet-name", list 'c:dispersion("x", { parts = "outlet-')
        assert.equal("log_dice log_ratio log_ratio_walter", list 'c:collocates("x", { measures = { "g2", "log_')
        assert.equal("lower", list 'c:readability { within = "[lo')
        assert.equal("", list 'c:frequencies { unknown = "lo')
    end)

    it("fits the terminal, columns kept", function()
        local page = help.text "Corpus.find"
        assert.equal(page, help.text "corpus:find")
        for line in (page .. help.text(toolkit.documents)):gmatch "[^\n]+" do assert(toolkit.width(line) <= 80, line) end
        assert.matches("  options  { strategy?: string, lists?: table<string, string[]>, within?:\n           toolkit.Hits, ",
            page, 1, true)
    end)

    it("says of every function, module and class what it is", function()
        local silent = {}
        for line in help.overview():gmatch "[^\n]+" do
            local name = line:match "^  (%S+)$"
            if name then silent[#silent + 1] = name end
        end
        assert.same({}, silent)
    end)
end)
