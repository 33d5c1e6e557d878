-- Dates that cannot be right in their document, and days that one version gives and the other keeps vague.
local place = require "toolkit.claims.conflicts.place"

local dates = {}

-- Least score of two claims whose dates are compared.
local LEAST = 0.4

local function is_day(d)
    local value = d.value
    return value and (value:match("^%d%d%d%d%-%d%d%-%d%d$") or value:match("^%-%-%d%d%-%d%d$"))
end

-- ---- two versions ----------------------------------------------------------------------------------------

-- The first day in the sentence around a claim: in it, or in the attribution before it.
local function day_around(c)
    for _, d in ipairs(c.state.dates) do
        if d.first >= c.sentence_bytes[1] and d.last <= c.sentence_bytes[2] and is_day(d) then return d end
    end
end

local VAGUE = { "recently", "earlier", "lately" }

-- First and last byte of the first vague word for a time in the sentence around a claim, or nil.
local function vague_time(c)
    local from = c.sentence_bytes[1]
    local text = c.state.text:sub(from, c.sentence_bytes[2]):lower()
    local first, last
    for _, word in ipairs(VAGUE) do
        local i, j = text:find("%f[%a]" .. word .. "%f[%A]")
        if i and (not first or i < first) then first, last = i, j end
    end
    if first then return from + first - 1, from + last - 1 end
end

--- Adds the day that one claim of pair p gives and the other leaves vague.
function dates.pair(p, add)
    if p.score < LEAST then return end
    local x, y = day_around(p.a), day_around(p.b)
    if (x ~= nil) == (y ~= nil) then return end
    local exact, precise, other = x or y, x and p.a or p.b, x and p.b or p.a
    local i, j = vague_time(other)
    if not i then return end
    add("date-precision", { p.a, p.b },
        { place.span(precise.state, exact.first, exact.last), place.span(other.state, i, j) },
        ("one version gives the day, the other only \"%s\""):format(other.state.text:sub(i, j)))
end

-- ---- one document ----------------------------------------------------------------------------------------

local function month_day(value)
    local m, d = value:match("(%d%d)%-(%d%d)$")
    return m and m .. d
end

-- Does the day lie behind the document's own date? One without a year when it is read in the document's year.
local function is_later(state, d, own)
    local value = d.value
    if state.text:sub(d.first, d.last):find("%d%d%d%d") then
        return value:sub(1, 2) ~= "--" and value > own
    end
    local no_year = d.how == "explicit-no-year" or d.how == "inconsistent" or value:sub(1, 2) == "--"
    return no_year and month_day(value) > month_day(own)
end

-- The innermost claim that holds a date, or nil.
local function holder_of(state, d)
    local holder, size
    for _, c in ipairs(state.claims) do
        for _, s in ipairs(c.bytes) do
            if d.first >= s[1] and d.last <= s[2] and (not holder or s[2] - s[1] < size) then
                holder, size = c, c.bytes[1][2] - c.bytes[1][1]
            end
        end
    end
    return holder
end

local past_verb = { sent = true, said = true, issued = true, wrote = true, met = true, signed = true,
    reported = true, announced = true, held = true }
local future_word = { will = true, next = true, upcoming = true, ["until"] = true }

local function is_told_as_past(c)
    local past = false
    for i, form in ipairs(c.words) do
        if future_word[form] then return false end
        past = past or past_verb[form] or c.tags[i] == "VERB" and form:sub(-2) == "ed"
    end
    return past
end

--- Adds the days of a document that lie behind its own date and are told as past.
function dates.document(state, add)
    local own = state.date.value
    if not own or own:sub(1, 2) == "--" or #own < 10 then return end
    for _, d in ipairs(state.dates) do
        local holder = is_day(d) and is_later(state, d, own:sub(1, 10)) and holder_of(state, d)
        if holder and is_told_as_past(holder) then
            add("date-internal", { holder }, { place.span(state, d.first, d.last),
                state.date.first and place.span(state, state.date.first, state.date.last) or nil },
                ("%s lies behind the document's own date %s, yet it is told as past"):format(
                    state.text:sub(d.first, d.last), own))
        end
    end
end

return dates
