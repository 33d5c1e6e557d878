-- One person, body or place under two names: in two versions of a claim, and in the versions of an event.
local apostrophe = require "toolkit.claims.apostrophe"
local forms = require "toolkit.claims.forms"
local place = require "toolkit.claims.conflicts.place"
local spelling = require "toolkit.claims.spelling"
local tags = require "toolkit.claims.tags"

local names = {}

-- Least score of two claims for speakers with names alike, and for bodies without a word in common.
local ALIKE, UNLIKE = 0.4, 0.45

local empty_word = { the = true, of = true, on = true, ["and"] = true, s = true, ["for"] = true }

local function words_of(text)
    local set, n = {}, 0
    for word in text:lower():gmatch("[%w\128-\255]+") do
        if not empty_word[word] then
            set[word] = true
            n = n + 1
        end
    end
    return set, n
end

-- Words that two names share, those of the shorter one, those of the longer one.
local function overlap(a, b)
    local x, n = words_of(a)
    local y, m = words_of(b)
    local shared = 0
    for word in pairs(x) do
        if y[word] then shared = shared + 1 end
    end
    return shared, math.min(n, m), math.max(n, m)
end

local function flat(text) return (text:gsub("%s+", " ")) end

-- Does the text of a document hold a name, with or without the article and the possessives in it?
local function holds(state, name)
    local plain = flat(name):lower():gsub("^the ", ""):gsub("'s", ""):gsub("’s", "")
    return flat(state.text):lower():find(plain, 1, true) ~= nil
end

-- ---- two versions of a claim -------------------------------------------------------------------------------

local said_by_name = { explicit = true, nominal = true }

-- What a claim says of its speaker by name, or nil.
local function named_speaker(c)
    local speaker = c.speaker
    local info = said_by_name[speaker.mode] and speaker.info
    return speaker.ref and speaker.byte_first and info and info.name and info
end

-- A ministry and its minister are no two names of one: who is meant differs.
local function is_house_and_office(x, y, lexicon)
    local function is_office(info) return lexicon.title[info.head] or lexicon.role[info.head] end
    local function office_in_front(info) return lexicon.title[(info.name:lower():match("^%S+"))] end
    return (is_office(x) or office_in_front(x)) and lexicon.institution[y.name:lower():match("(%S+) of ") or y.head]
end

--- Are two names of people one but for the spelling of a word?
function names.are_spellings(x, y)
    local left, right = {}, {}
    for word in x:lower():gmatch("%S+") do left[#left + 1] = word end
    for word in y:lower():gmatch("%S+") do right[#right + 1] = word end
    if #left ~= #right then return false end
    local near = 0
    for i, word in ipairs(left) do
        if word ~= right[i] then
            if not spelling.near(word, right[i]) then return false end
            near = near + 1
        end
    end
    return near == 1
end

-- Why two speakers of a claim are one under two names, or nil.
local function why_speakers(p, lexicon)
    local x, y = named_speaker(p.a), named_speaker(p.b)
    if not x or not y or x.name == y.name or x.kind ~= y.kind then return nil end
    local ra, rb = p.a.speaker.ref, p.b.speaker.ref
    local is_one = ra.entity == rb.entity
    if x.kind == "person" then
        if p.score < ALIKE or is_one and ra.name == rb.name then return nil end
        if is_one then return "the same person under two forms of the name" end
        -- what differs in a letter is told once for the whole event
        return overlap(x.name, y.name) >= 1 and not names.are_spellings(x.name, y.name) and "nearly the same name"
            or nil
    end
    if x.kind ~= "organisation" or is_one then return nil end
    if is_house_and_office(x, y, lexicon) or is_house_and_office(y, x, lexicon) then return nil end
    if overlap(x.name, y.name) == 0 and p.score < UNLIKE then return nil end
    -- a version that names both bodies means two
    if holds(p.a.state, y.name) or holds(p.b.state, x.name) then return nil end
    return "the same claim is given to bodies with different names: one body or two?"
end

-- Is one name the other with a title or a word more?
local function contains(x, y) return x:find(y, 1, true) or y:find(x, 1, true) end

-- The first two names inside the claims that are one: same words in other order; and their texts.
local function inner_names(p)
    for _, x in ipairs(p.a.parties) do
        for _, y in ipairs(p.b.parties) do
            if x.kind ~= "country" and y.kind ~= "country" and x.entity ~= y.entity then
                local tx = flat(apostrophe.strip(p.a.state.text:sub(x.byte_first, x.byte_last)))
                local ty = flat(apostrophe.strip(p.b.state.text:sub(y.byte_first, y.byte_last)))
                local shared, least, most = overlap(tx, ty)
                if not contains(tx:lower(), ty:lower()) and shared >= 2 and shared >= least * 0.7
                    and most <= least + 2 then
                    return x, y, tx, ty
                end
            end
        end
    end
end

--- Adds the names in which the claims of pair p differ.
function names.pair(p, add, lexicon)
    local why = why_speakers(p, lexicon)
    if why then add("name", { p.a, p.b }, { place.speaker(p.a), place.speaker(p.b) }, why) end
    local x, y, tx, ty = inner_names(p)
    if x then
        add("name", { p.a, p.b }, { place.span(p.a.state, x.byte_first, x.byte_last),
            place.span(p.b.state, y.byte_first, y.byte_last) },
            ("two forms of one name: %s / %s"):format(tx, ty))
    end
end

-- ---- the versions of an event ------------------------------------------------------------------------------

-- The innermost claim at bytes first..last: around them or said there; nil when no claim is near.
local function claim_at(state, first, last)
    local best
    for _, c in ipairs(state.claims) do
        local from, to = c.sentence_bytes[1], c.sentence_bytes[2]
        if from <= first and last <= to and (not best or to - from < best.sentence_bytes[2] - best.sentence_bytes[1])
            then best = c end
    end
    return best
end
names.claim_at = claim_at

local function is_common_word(word, lexicon)
    return tags.lemma_of[word] or tags.closed[word] or lexicon.country[word] or lexicon.title[word]
        or lexicon.role[word] or lexicon.institution[word]
end

-- Every word of the names of an event: { key =, uses = { { state =, word = } ... in the order of files } }.
local function words_of_event(event, lexicon)
    local by_key, order = {}, {}
    for _, state in ipairs(event.states) do
        local by_word, keys = forms.words(state.names)
        for _, key in ipairs(keys) do
            if not is_common_word(key, lexicon) then
                local item = by_key[key]
                if not item then
                    item = { key = key, uses = {}, states = {} }
                    by_key[key], order[#order + 1] = item, item
                end
                item.uses[#item.uses + 1] = { state = state, word = by_word[key] }
                item.states[state] = true
            end
        end
    end
    for _, item in ipairs(order) do
        table.sort(item.uses, function(x, y) return x.state.file < y.state.file end)
    end
    return order
end

-- Does a document use both words?
local function share_document(a, b)
    for state in pairs(a.states) do
        if b.states[state] then return true end
    end
    return false
end

local function add_spellings(a, b, add)
    local x, y = a.uses[1], b.uses[1]
    local claims = {}
    for _, use in ipairs { x, y } do
        claims[#claims + 1] = claim_at(use.state, use.word.first, use.word.last)
    end
    add("name", claims, { place.span(x.state, x.word.first, x.word.last),
        place.span(y.state, y.word.first, y.word.last) },
        ("spelled %s in one version, %s in the other"):format(x.word.word, y.word.word))
end

--- Adds the names that the versions of an event spell differently: each document has one spelling only.
function names.event(event, add, lexicon)
    local order, by_key, keys = words_of_event(event, lexicon), {}, {}
    for i, item in ipairs(order) do by_key[item.key], keys[i] = i, item.key end
    local index = spelling.index(keys)
    for i, a in ipairs(order) do
        for _, key in ipairs(spelling.near_words(index, a.key)) do
            local b = order[by_key[key]]
            if by_key[key] > i and forms.are_one(a.uses[1].word, b.uses[1].word) and not share_document(a, b) then
                add_spellings(a, b, add)
            end
        end
    end
end

return names
