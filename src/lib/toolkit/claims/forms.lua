-- The names of a text as it writes them: runs of names outside headlines, each with its first place and how often it
-- stands there. What the comparison of spellings looks at.
local apostrophe = require "toolkit.claims.apostrophe"
local spelling = require "toolkit.claims.spelling"
local tags = require "toolkit.claims.tags"

local forms = {}

-- Words of a name, at most; longer runs are lists or headlines.
local LONGEST = 5

-- The last token of the run of names that starts at token i.
local function run_end(v, i, n)
    local tag, cap, first = v.tag, v.cap, v.first
    local k = i
    while k < n and tag[k + 1] == "PROPN" and cap[k + 1] and not first[k + 1]
        and not apostrophe.is_possessive(v.w[k]) do k = k + 1 end
    return k
end

-- Is i..last a name: no list, and no word that has its capital from the start of a sentence?
local function is_name(v, i, last)
    if last - i >= LONGEST or tags.closed[v.w[i]] then return false end
    return i < last or not v.first[i] or v.inside[v.w[i]]
end

--- The names of a view as a flat list: text, first byte, last byte, times; in order of their first places.
function forms.of(v)
    local list, place = {}, {}
    local tag, cap, title, s, e, text = v.tag, v.cap, v.title, v.s, v.e, v.text
    local k, n = 1, v.n
    while k <= n do
        local last = k
        if tag[k] == "PROPN" and cap[k] and not title[k] then
            last = run_end(v, k, n)
            if is_name(v, k, last) then
                local name = apostrophe.strip(text:sub(s[k], e[last]))
                local at = place[name]
                if at then
                    list[at + 3] = list[at + 3] + 1
                else
                    at = #list + 1
                    place[name] = at
                    list[at], list[at + 1], list[at + 2], list[at + 3] = name, s[k], s[k] + #name - 1, 1
                end
            end
        end
        k = last + 1
    end
    return list
end

--- Walks a list of names: text, first byte, last byte, times.
function forms.each(list)
    local at = -3
    return function()
        at = at + 4
        if list[at] then return list[at], list[at + 1], list[at + 2], list[at + 3] end
    end
end

--- The words of a list of names: lower-case word -> { key = it, word =, first =, last =, times =, before =, behind = }
--- with the words beside it in the name of its first place, and the words in order. Words too short to compare are left
--- out.
function forms.words(list)
    local by_word, order = {}, {}
    for text, first, _, times in forms.each(list) do
        local before
        for at, word in text:gmatch("()([%a\128-\255%-'’]+)") do
            local key = word:lower()
            local known = by_word[key]
            if known then
                known.times = known.times + times
            elseif #word >= spelling.shortest then
                known = { key = key, word = word, first = first + at - 1, last = first + at + #word - 2, times = times,
                    before = before and before:lower() }
                by_word[key], order[#order + 1] = known, key
            end
            if before and by_word[before:lower()] and not by_word[before:lower()].behind then
                by_word[before:lower()].behind = key
            end
            before = word
        end
    end
    return by_word, order
end

-- From so many letters on a word is compared though nothing beside it is the same.
local ALONE = 6

-- Do two words share the word before or behind them: true, false, or nil when they have none there.
local function share(x, y)
    if not x or not y then return nil end
    return x == y
end

--- Are two words of forms.words() two spellings of one name? What stands beside them in their names may not speak
--- against it ("Ronald Reagan", "Donald Trump"); where they differ in their endings only, it must speak for it.
function forms.are_one(a, b)
    if not spelling.near(a.key, b.key) then return false end
    local before, behind = share(a.before, b.before), share(a.behind, b.behind)
    if before or behind then return true end
    if before == false or behind == false or spelling.differ_late(a.key, b.key) then return false end
    return a.key:byte(1) == b.key:byte(1) and math.min(#a.key, #b.key) >= ALONE
end

return forms
