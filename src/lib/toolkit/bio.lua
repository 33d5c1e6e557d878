--- Spans in columns, one token a line, as CoNLL's shared tasks hand them out: B-person begins a span, I-person goes on,
--- O is outside; E- and S- (IOBES), L- and U- (BILOU) are read as well.

local bio = {}

local CONLLU <const> = 10 -- its columns

local begins, ends = { B = true, S = true, U = true }, { E = true, S = true, L = true, U = true }

-- The columns of a line: separated by tabs, where there are any, else by blanks.
local function columns(line)
    local list = {}
    for cell in line:gmatch(line:find("\t", 1, true) and "[^\t]+" or "%S+") do list[#list + 1] = cell end
    return list
end

-- Does nothing stand between two tokens of running text?
local function touch(before, token)
    return before:find("^[%(%[{]$") or token:find("^[%.,;:!%?%)%]}%%]$") or token:find("^'%a*$") or token == "n't"
end

local Reader = {}
Reader.__index = Reader

function Reader:start()
    self.pieces, self.spans, self.size, self.units, self.before, self.open = {}, {}, 0, 0, nil, nil
end

function Reader:add(piece)
    self.pieces[#self.pieces + 1] = piece
    self.size = self.size + #piece
end

function Reader:sentence()
    self.open = nil
    if self.before then self:add("\n") end
    self.before = nil
end

-- Keeps the text at hand, unless it has no token, and starts the next one.
function Reader:finish()
    self:sentence()
    if self.size > 0 then self.texts[#self.texts + 1] = { text = table.concat(self.pieces), spans = self.spans } end
    self:start()
end

function Reader:token(form, mark, label)
    if self.before and not touch(self.before, form) then self:add(" ") end
    local i = self.size + 1
    self:add(form)
    self.before = form
    if not label then
        self.open = nil
        return
    end
    if begins[mark] or not self.open or self.open.label ~= label then
        self.units = self.units + 1
        self.open = { label = label, i = i, unit = self.units }
        self.spans[#self.spans + 1] = self.open
    end
    self.open.j = self.size
    if ends[mark] then self.open = nil end
end

--- Reads tokens with tags: the first column is the token (the second in CoNLL-U, which counts its lines), column
--- `column` (the last one without) the tag. Sentences end with an empty line; a line -DOCSTART- or "# newdoc" begins a
--- text. Returns the texts, each { text =, spans = { { label =, i =, j =, unit = } ... } }, or nil and the reason.
function bio.texts(content, column)
    local reader = setmetatable({ texts = {} }, Reader)
    reader:start()
    local number = 0
    for line in (content .. "\n"):gmatch("(.-)\r?\n") do
        number = number + 1
        local cells = columns(line)
        if #cells == 0 then
            reader:sentence()
        elseif cells[1] == "-DOCSTART-" or line:find("^# newdoc") then
            reader:finish()
        elseif not line:find("^# ") and not cells[1]:find("^%d+[%-%.]%d+$") then
            local form = cells[#cells == CONLLU and 2 or 1]
            local tag = cells[column or #cells]
            local mark, label = (tag or ""):match("^([BIESLU])%-(.+)$")
            if #cells < 2 or not tag or not mark and tag ~= "O" and tag ~= "_" then
                return nil, ("line %d: %s is no tag like B-person or O"):format(number,
                    column and "column " .. column or "the last column")
            end
            reader:token(form, mark, label)
        end
    end
    reader:finish()
    return reader.texts
end

return bio
