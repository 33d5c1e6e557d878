-- What is compared of all claims of a run, one row a claim in the order of documents and claims: two integers a row,
-- for there may be millions. Numbers and nested rows are kept for those that have some.
local rows = {}
rows.__index = rows

local TYPES = { "direct", "indirect", "mixed", "reporter-question", "author-statement" }
local code_of = {}
for code, name in ipairs(TYPES) do code_of[name] = code end

-- Bits of `traits`: type (3), type of the claim around it (3), negative, headline, left open; then the speaker.
local TYPE, OUTER, NEGATIVE, TITLE, OPEN, REF = 0, 3, 6, 7, 8, 9
local PLACE = 32

--- An empty list of rows. `numbers`: row -> keys of the numbers of a claim; `inner`: row -> rows of the claims inside.
function rows.new()
    return setmetatable({ place = {}, traits = {}, numbers = {}, inner = {} }, rows)
end

function rows:__len() return #self.place end

local function bit(flag, at) return flag and 1 << at or 0 end

--- Adds claim `number` of document `document`: its type, that of the claim around it or nil, the number of its speaker
--- in the document's list or 0, and whether it is negative, a headline, left open. Returns its row.
function rows:add(document, number, claim)
    local row = #self.place + 1
    self.place[row] = document << PLACE | number
    self.traits[row] = code_of[claim.type] << TYPE | (code_of[claim.outer] or 0) << OUTER
        | bit(claim.is_negative, NEGATIVE) | bit(claim.is_title, TITLE) | bit(claim.is_open, OPEN) | claim.ref << REF
    return row
end

--- Gives a claim another speaker and type.
function rows:change(row, ref, type)
    local kept = self.traits[row] & (1 << REF) - 1 & ~(7 << TYPE)
    self.traits[row] = kept | code_of[type] << TYPE | ref << REF
end

--- The document of a row, 0 behind the last.
function rows:document(row) return (self.place[row] or 0) >> PLACE end

--- The number of the claim in its document.
function rows:number(row) return self.place[row] & (1 << PLACE) - 1 end

--- The number of the speaker in the document's list, 0 for none.
function rows:ref(row) return self.traits[row] >> REF end

function rows:type(row) return TYPES[self.traits[row] >> TYPE & 7] end

--- The type of the claim around it, nil for none.
function rows:outer(row) return TYPES[self.traits[row] >> OUTER & 7] end

function rows:is_negative(row) return self.traits[row] >> NEGATIVE & 1 == 1 end

function rows:is_title(row) return self.traits[row] >> TITLE & 1 == 1 end

--- Does the claim leave open whether it is so?
function rows:is_open(row) return self.traits[row] >> OPEN & 1 == 1 end

--- The row of a claim, nil when it is not compared. Rows stand in the order of documents and claims.
function rows:find(document, number)
    local wanted, lo, hi = document << PLACE | number, 1, #self.place
    while lo < hi do
        local mid = (lo + hi) // 2
        if self.place[mid] < wanted then lo = mid + 1 else hi = mid end
    end
    return self.place[lo] == wanted and lo or nil
end

return rows
