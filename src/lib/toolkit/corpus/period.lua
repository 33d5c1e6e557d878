--- Periods of time: the day, week, month, year or decade that a date lies in.

local period = {}

-- Days since 1 March 0000 in the proleptic Gregorian calendar; years begin in March, so that leap days come last.
local function day_number(year, month, day)
    if month < 3 then year, month = year - 1, month + 12 end
    return 365 * year + year // 4 - year // 100 + year // 400 + (153 * (month - 3) + 2) // 5 + day - 1
end

-- ISO 8601 week: it belongs to the year that its Thursday lies in.
local function week_of(year, month, day)
    local number = day_number(year, month, day)
    local thursday = number - (number + 2) % 7 + 3 -- day 0 was a Wednesday
    local of = year
    if thursday < day_number(year, 1, 1) then of = year - 1 end
    if thursday >= day_number(year + 1, 1, 1) then of = year + 1 end
    return ("%04d-W%02d"):format(of, (thursday - day_number(of, 1, 1)) // 7 + 1)
end

local PERIODS = {
    decade = function(date)
        local decade = date:match("^%d%d%d")
        return decade and decade .. "0s"
    end,
    year = function(date) return date:match("^%d%d%d%d") end,
    month = function(date) return date:match("^%d%d%d%d%-%d%d") end,
    day = function(date) return date:match("^%d%d%d%d%-%d%d%-%d%d") end,
    week = function(date)
        local year, month, day = date:match("^(%d%d%d%d)%-(%d%d)%-(%d%d)")
        return year and week_of(tonumber(year), tonumber(month), tonumber(day))
    end,
}

local FINEST_FIRST = { "day", "month", "year", "decade" }

function period.is_known(by)
    return PERIODS[by] ~= nil
end

--- The period of a date (ISO 8601); nil without a date, or when it does not say the period.
function period.of(date, by)
    return date and PERIODS[by](date)
end

--- The finest kind of period of which dates fill at most `most`, "decade" when none is so coarse.
function period.fitting(dates, most)
    for _, by in ipairs(FINEST_FIRST) do
        local seen, count = {}, 0
        for _, date in pairs(dates) do
            local name = period.of(date, by)
            if name and not seen[name] then seen[name], count = true, count + 1 end
        end
        if count <= most then return by end
    end
    return "decade"
end

return period
