-- What is compared of all claims of a run, one row a claim in the order of documents and claims: two integers a row,
-- for there may be millions. Numbers and nested rows are kept for those that have some.
local rows = {}
rows.__index = rows

local TYPES = { "direct", "indirect", "mixed", "reporter-question", "author-statement" }
local code_of = {}
for code, name in ipairs(TYPES) do code_of[name] = code end

-- Bits of `traits`: type (3), type of the claim around it (3), negative, headline, left open, denies; the speaker.
local TYPE, OUTER, NEGATIVE, TITLE, OPEN, DENIES, REF = 0, 3, 6, 7, 8, 9, 10
-- A place: the number of a document above that of a claim in it.
local PLACE = 32

--- An empty list of rows. `numbers`: row -> keys of the numbers of a claim; `inner`: row -> rows of the claims inside.
function rows.new()
    return setmetatable({ places = {}, traits = {}, numbers = {}, inner = {} }, rows)
end

function rows:__len() return #self.places end

local function bit(flag, at) return flag and 1 << at or 0 end

--- Adds claim `number` of document `document`: its type, that of the claim around it or nil, the number of its speaker
--- in the document's list or 0, and whether it is negative, a headline, left open, denies anything. Returns its row.
function rows:add(document, number, claim)
    local row = #self.places + 1
    self.places[row] = document << PLACE | number
    self.traits[row] = code_of[claim.type] << TYPE | (code_of[claim.outer] or 0) << OUTER
        | bit(claim.is_negative, NEGATIVE) | bit(claim.is_title, TITLE) | bit(claim.is_open, OPEN)
        | bit(claim.denies, DENIES) | claim.ref << REF
    return row
end

--- Gives a claim another speaker and type.
function rows:change(row, ref, type)
    local kept = self.traits[row] & (1 << REF) - 1 & ~(7 << TYPE)
    self.traits[row] = kept | code_of[type] << TYPE | ref << REF
end

--- The document of a row, 0 behind the last.
function rows:document(row) return (self.places[row] or 0) >> PLACE end

--- The number of the claim in its document.
function rows:number(row) return self.places[row] & (1 << PLACE) - 1 end

--- The number of the speaker in the document's list, 0 for none.
function rows:ref(row) return self.traits[row] >> REF end

function rows:type(row) return TYPES[self.traits[row] >> TYPE & 7] end

--- The type of the claim around it, nil for none.
function rows:outer(row) return TYPES[self.traits[row] >> OUTER & 7] end

function rows:is_negative(row) return self.traits[row] >> NEGATIVE & 1 == 1 end

function rows:is_title(row) return self.traits[row] >> TITLE & 1 == 1 end

--- Does the claim leave open whether it is so?
function rows:is_open(row) return self.traits[row] >> OPEN & 1 == 1 end

--- Is anything in the claim denied, or its cue?
function rows:denies(row) return self.traits[row] >> DENIES & 1 == 1 end

--- The place of a row: document and claim as one number, which outlives the rows.
function rows:place(row) return self.places[row] end

--- The document and the number of the claim at a place.
function rows.parts(place) return place >> PLACE, place & (1 << PLACE) - 1 end

--- The place of an id of a claim, and back.
function rows.place_of(id)
    local d, n = id:match("^d(%d+)%.c(%d+)$")
    return math.tointeger(d) << PLACE | math.tointeger(n)
end

function rows.id(place) return ("d%d.c%d"):format(place >> PLACE, place & (1 << PLACE) - 1) end

--- The row of a claim, nil when it is not compared. Rows stand in the order of documents and claims.
function rows:find(document, number)
    local wanted, lo, hi = document << PLACE | number, 1, #self.places
    while lo < hi do
        local mid = (lo + hi) // 2
        if self.places[mid] < wanted then lo = mid + 1 else hi = mid end
    end
    return self.places[lo] == wanted and lo or nil
end

return rows
