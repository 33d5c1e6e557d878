--- Scales: numbers and dates to pixels, with ticks at round values.

local scale = {}

--- Round steps: 1, 2, 5 times a power of ten, about `count` of them between low and high.
local function nice_step(low, high, count)
    local raw = (high - low) / math.max(1, count)
    local power = 10.0 ^ math.floor(math.log(raw, 10))
    local share = raw / power
    return (share > 5 and 10 or share > 2 and 5 or share > 1 and 2 or 1) * power
end

--- A linear scale. options: ticks (about so many, 5), nice (widen to round values, true), zero (include 0).
-- Returns a function value -> pixel and the list of ticks.
function scale.linear(low, high, from, to, options)
    options = options or {}
    if options.zero then low, high = math.min(low, 0), math.max(high, 0) end
    if low == high then low, high = low - (low == 0 and 0 or 1), high + 1 end
    local step = nice_step(low, high, options.ticks or 5)
    if options.integer and step < 1 then step = 1 end
    if options.nice ~= false then
        low, high = math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step
    end
    local ticks = {}
    for k = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) do ticks[#ticks + 1] = k * step end
    return function(value) return from + (value - low) / (high - low) * (to - from) end, ticks
end

--- A logarithmic scale with ticks at powers of ten (and 2, 5 when there are few).
function scale.log(low, high, from, to)
    local a, b = math.log(low, 10), math.log(high, 10)
    if a == b then a, b = a - 0.5, b + 0.5 end
    local ticks = {}
    local few = b - a < 2.5
    for power = math.floor(a), math.ceil(b) do
        for _, digit in ipairs(few and { 1, 2, 5 } or { 1 }) do
            local value = digit * 10.0 ^ power
            if value >= low * 0.999 and value <= high * 1.001 then ticks[#ticks + 1] = value end
        end
    end
    return function(value) return from + (math.log(value, 10) - a) / (b - a) * (to - from) end, ticks
end

--- A number for an axis or a label: grouped thousands, no needless digits.
function scale.number(value, digits)
    if value ~= value then return "–" end
    local text
    if digits then
        text = ("%." .. digits .. "f"):format(value)
    elseif math.abs(value) >= 1e9 or (value ~= 0 and math.abs(value) < 1e-3) then
        return (("%.3g"):format(value))
    else
        text = ("%.3f"):format(value):gsub("0+$", ""):gsub("%.$", "")
    end
    if text == "-0" then text = "0" end
    local sign, whole, rest = text:match "^(-?)(%d+)(.*)$"
    if not whole then return text end
    whole = whole:reverse():gsub("(%d%d%d)", "%1,"):reverse():gsub("^,", "")
    return (sign == "-" and "−" or "") .. whole .. rest
end

-- ---- dates -----------------------------------------------------------------------------------

-- Days since 1970-01-01 of a date of the Gregorian calendar: H. Hinnant, "chrono-compatible low-level date
-- algorithms".
local function days(year, month, day)
    if month <= 2 then year = year - 1 end
    local era = year // 400
    local of_era = year - era * 400
    local of_year = (153 * (month + (month > 2 and -3 or 9)) + 2) // 5 + day - 1
    return era * 146097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719468
end
scale.days = days

--- The day number of an ISO date of any precision ("2021", "2021-07", "2021-07-14..."); nil without a year.
function scale.day_of(date)
    if type(date) ~= "string" then return nil end
    local year, month, day = date:match "^(%d%d%d%d)%-?(%d?%d?)%-?(%d?%d?)"
    if not year then return nil end
    month, day = tonumber(month) or 1, tonumber(day) or 1
    if month < 1 or month > 12 or day < 1 or day > 31 then return nil end
    return days(math.tointeger(tonumber(year)), math.tointeger(month), math.tointeger(day))
end

local MONTHS = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" }

-- Year, month, day of a day number: the inverse of days().
local function date_of(number)
    local z = number + 719468
    local era = z // 146097
    local of_era = z - era * 146097
    local year = (of_era - of_era // 1460 + of_era // 36524 - of_era // 146096) // 365
    local of_year = of_era - (365 * year + year // 4 - year // 100)
    local shifted = (5 * of_year + 2) // 153
    local day = of_year - (153 * shifted + 2) // 5 + 1
    local month = shifted + (shifted < 10 and 3 or -9)
    return year + era * 400 + (month <= 2 and 1 or 0), month, day
end

--- A scale over day numbers with ticks at years, months or days. Ticks are { day, label }.
function scale.time(low, high, from, to, count)
    count = count or 6
    if low == high then low, high = low - 1, high + 1 end
    local span, ticks = high - low, {}
    local year, month, day = date_of(math.floor(low))
    local function add(number, label)
        if number >= low and number <= high then ticks[#ticks + 1] = { number, label } end
    end
    if span > 365 * 2 then
        local step = math.max(1, math.ceil(nice_step(0, span / 365.25, count)))
        for y = year - year % step, year + span // 365 + step, step do add(days(y, 1, 1), ("%d"):format(y)) end
    elseif span > 45 then
        local step = math.ceil(span / 30.4 / count)
        local first = true
        for k = 0, span // 28 + step, step do
            local m = month - 1 + k
            local y = year + m // 12
            m = m % 12 + 1
            local number = days(y, m, 1)
            add(number, (first or m <= step) and ("%s %d"):format(MONTHS[m], y) or MONTHS[m])
            if number >= low then first = false end
        end
    else
        local step = math.max(1, math.ceil(span / count))
        local base, last_month = days(year, month, day), nil
        for k = 0, span + 1, step do
            local y, m, d = date_of(base + k)
            add(base + k, m ~= last_month and ("%d %s %d"):format(d, MONTHS[m], y) or ("%d"):format(d))
            last_month = m
        end
    end
    return function(value) return from + (value - low) / (high - low) * (to - from) end, ticks
end

return scale
