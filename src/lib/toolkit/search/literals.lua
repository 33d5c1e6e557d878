--- What a text must hold so that a regular expression can match in it: letters and digits in a row, read off the
--- pattern. It is sure of what it says, and says nothing about patterns that are beyond it: what is meant by flags
--- inside the pattern, \Q, \x, back references, look-around and such is not worked out.

local literals = {}

local LEAST = 2       -- shorter ones are in every text
local CHOICES = 32
local SETS = 3        -- more of them do not narrow the choice of texts enough
local DEPTH = 50

local BEYOND = {}     -- thrown

local Reader = {}
Reader.__index = Reader

local function beyond() error(BEYOND, 0) end

-- The least length in a set: the longer it is, the fewer texts hold one of them.
local function worth(set)
    local least = math.huge
    for _, literal in ipairs(set) do least = math.min(least, #literal) end
    return least
end

--- How often at least what was just read comes; nil without a quantifier.
function Reader:quantifier()
    local least
    local c = self.pattern:sub(self.at, self.at)
    if c == "?" or c == "*" or c == "+" then
        least = c == "+" and 1 or 0
        self.at = self.at + 1
    elseif c == "{" then
        local low, behind = self.pattern:match("^{(%d+),?%d*}()", self.at)
        if not low then beyond() end
        least, self.at = tonumber(low), behind
    else
        return nil
    end
    self.at = self.pattern:match("^[?+]?()", self.at) -- lazy, possessive
    if self.pattern:find("^[?*+{]", self.at) then beyond() end
    return least
end

function Reader:class()
    self.at = self.pattern:match("^%[%^?%]?()", self.at)
    while true do
        local c, after = self.pattern:match("^(.)(.?)", self.at)
        if c == "]" then break end
        if not c or (c == "[" and after:find("[:.=]")) or (c == "\\" and (after == "" or after:find("[QEc]"))) then
            beyond()
        end
        self.at = self.at + (c == "\\" and 2 or 1)
    end
    self.at = self.at + 1
end

function Reader:group()
    local behind = self.pattern:match("^%(%?:()", self.at) or self.pattern:match("^%(%?P?<[%a_][%w_]*>()", self.at)
        or not self.pattern:find("^%([?*]", self.at) and self.at + 1
    if not behind or self.depth == DEPTH then beyond() end
    self.at, self.depth = behind, self.depth + 1
    local sets = self:choice()
    if self.pattern:sub(self.at, self.at) ~= ")" then beyond() end
    self.at, self.depth = self.at + 1, self.depth - 1
    return sets
end

function Reader:escape()
    if not self.pattern:find("^\\[bBdDwWsSAzZhHvVRnrtfae%p ]", self.at) then beyond() end
    self.at = self.at + 2
end

--- The sets that every match of a sequence holds one literal of, each.
function Reader:sequence()
    local sets, run = {}, ""
    local function stop()
        if #run >= LEAST then sets[#sets + 1] = { run } end
        run = ""
    end
    while true do
        local c = self.pattern:sub(self.at, self.at)
        if c == "" or c == "|" or c == ")" then break end
        local inside = {}
        local letter = c:find("[0-9A-Za-z]")
        if c == "(" then
            inside = self:group()
        elseif c == "[" then
            self:class()
        elseif c == "\\" then
            self:escape()
        elseif c == "{" then
            beyond()
        else
            self.at = self.at + 1
        end
        local least = self:quantifier()
        if letter and least ~= 0 then run = run .. c end
        if not letter or least then stop() end
        if least ~= 0 then table.move(inside, 1, #inside, #sets + 1, sets) end
    end
    stop()
    table.sort(sets, function(a, b) return worth(a) > worth(b) end)
    return table.move(sets, 1, SETS, 1, {})
end

--- Of one sequence its sets; of several, one set with the best of each.
function Reader:choice()
    local sets = self:sequence()
    if self.pattern:sub(self.at, self.at) ~= "|" then return sets end
    local all = sets[1] and table.move(sets[1], 1, #sets[1], 1, {})
    while self.pattern:sub(self.at, self.at) == "|" do
        self.at = self.at + 1
        local best = self:sequence()[1]
        all = all and best and table.move(best, 1, #best, #all + 1, all)
    end
    return all and #all <= CHOICES and { all } or {}
end

--- A list of sets: every match of the pattern holds a literal of each, in letters of any case with the flag i. Empty
-- when nothing is known.
function literals.of(pattern, flags)
    if (flags or ""):find("x", 1, true) then return {} end
    local reader = setmetatable({ pattern = pattern, at = 1, depth = 0 }, Reader)
    local ok, sets = pcall(reader.choice, reader)
    if not ok and sets ~= BEYOND then error(sets, 0) end
    return ok and reader.at > #pattern and sets or {}
end

return literals
