-- Who is named inside a claim: people of the cast, countries, bodies, places, groups. Reads the names that the model
-- and the word classes show, every mention of them; whom the claim is about is settled in targets.lua.
local apostrophe = require "toolkit.claims.apostrophe"
local cues = require "toolkit.claims.cues"
local syntax = require "toolkit.claims.syntax"

local parties = {}

local set, strip = cues.set, apostrophe.strip

local inside_name = set "of and on"
local in_phrase = set "NOUN ADJ PROPN"
-- Nouns of doing keep who does it: "the US infiltration of the servers".
local of_doing = { "tion$", "sion$", "ment$", "ing$", "age$" }
-- By these words a country speaks of itself through its spokespeople.
local avowing = set "firmly strongly resolutely solemnly consistently sincerely"
-- They stand within so many tokens behind it.
local AVOWAL = 3
-- A collective stands within this many tokens behind its country.
local COLLECTIVE = 5

local asked = set "comment comments response reaction position view opinion"

local sentence_mark = set ". ! ?"
-- Capitals that name no party.
local no_party = set "gdp gnp cpi vat dna hiv aids covid tv id ai gps"

-- The text of tokens i..k on one line.
local function one_line(v, i, k)
    return (v.text:sub(v.s[i], v.e[k]):gsub("%s+", " "))
end

-- ---- where a name ends -----------------------------------------------------------------------------------

-- Does the name that started at token i go on behind token k, to token k + 1?
local function name_goes_on(v, i, k, hi, lexicon)
    local w, tag = v.w, v.tag
    if tag[k + 1] == "PROPN" then return true end
    if tag[k + 2] ~= "PROPN" or k + 2 > hi then return false end
    if inside_name[w[k + 1]] then
        return lexicon.institution[w[i]] or lexicon.institution[w[k]] or lexicon.undertaking[w[k]]
    end
    return w[k + 1] == "." and v.e[k] + 1 == v.s[k + 1] and #w[k] <= 4
end

-- The last token of the name that starts at token i, and its class when the model knows it.
local function name_end(v, i, hi, lexicon)
    local last = v.name_last[i]
    if last and last <= hi then return last, v.name_kind[i] end
    local k = i
    while k < hi and name_goes_on(v, i, k, hi, lexicon) and not apostrophe.is_possessive(v.w[k])
        and not v.name_last[k + 1] do k = k + 1 end
    return k
end

-- "officials" -> "official", "agencies" -> "agency"
local function singular(form)
    return (form:gsub("ies$", "y"):gsub("s$", ""))
end

-- The last token of a collective right behind token k, "law enforcement agencies" behind "US", or nil.
local function collective_end(v, k, hi, lexicon)
    local found
    for q = k + 1, math.min(hi, k + COLLECTIVE) do
        if not in_phrase[v.tag[q]] or v.name_last[q] then break end
        local form = strip(v.w[q])
        if lexicon.collective[form] or lexicon.institution[singular(form)] then found = q end
    end
    return found
end

-- ---- what a name means -----------------------------------------------------------------------------------

-- Is the person known by the last word of the name `low` meant by all of it?
local function is_named(person, low)
    local tokens = person.tokens
    if #tokens < 2 then return person.key == low end
    return person.key == low or person.key:find(low, 1, true) or low:find(tokens[#tokens], 1, true)
end

-- The last title or role inside the name i..k ("Commerce Secretary Ross"), or nil.
local function title_inside(w, lexicon, i, k)
    for q = k - 1, i, -1 do
        if lexicon.title[w[q]] or lexicon.role[w[q]] then return q end
    end
end

-- The person that the name `low` with the last token k means, or nil. Who was introduced by a capital alone is no
-- person when the model sees something else.
local function person_of(state, k, low, class)
    local person = state.cast:known(strip(state.v.w[k]))
    if not person then return nil end
    if class and class ~= "person" and not person.role_text and not person.subject then return nil end
    return is_named(person, low) and person or nil
end

local kind_of_class = { person = "person", organisation = "organisation", place = "place", law = "law" }

local function holds_institution(v, lexicon, i, k)
    for q = i, k do
        if lexicon.institution[strip(v.w[q])] then return true end
    end
    return false
end

-- Is the capital of token i, that no model vouches for, one of the sentence and not of a name?
local function is_no_name(v, i, k)
    if not v.cap[i] or v.e[k] - v.s[i] < 1 then return true end
    return i == k and v.first[i] and not v.inside[v.w[i]]
end

-- "Heartbroken.", "Good afternoon": has the word at token i its capital from the sentence that it opens, whatever the
-- model says?
local function is_alone(v, i)
    local behind = v.tag[i + 1]
    if syntax.quote_mark[v.w[i - 1]] and sentence_mark[v.w[i + 1]] then return true end
    return v.first[i] and not v.inside[v.w[i]] and (behind == "PUNCT" or behind == "NOUN")
        and not apostrophe.is_possessive(v.w[i])
end

-- Who or what the name i..k is: a person of the cast or a name, and its kind; nil when it is neither.
local function meaning(state, i, k, class)
    local v, lexicon = state.v, state.lexicon
    local w = v.w
    local title = title_inside(w, lexicon, i, k)
    local from = title and v.tag[title + 1] == "PROPN" and title + 1 or i
    local name = strip(one_line(v, from, k))
    local low = name:lower():gsub("%.$", "")
    local country = lexicon.country[low]
    if country then return country, "country" end
    if no_party[low] then return nil end
    local person = person_of(state, k, low, from == i and class or nil)
    if person then return person, "person" end
    if from > i then return name, "person" end
    if syntax.time_word[low] then return nil end
    if class == "law" then return name, "law" end
    if holds_institution(v, lexicon, i, k) then return name, "organisation" end
    if lexicon.undertaking[strip(w[k])] then return name, "name" end
    if i == k and (lexicon.title[low] or lexicon.role[low] or is_alone(v, i)) then return nil end
    if class == "person" and i == k then return name, "name" end -- one word may be anything
    if class then return name, kind_of_class[class] or "name" end
    if name:match("^%u%u+$") then return name, "organisation" end
    country = lexicon.country[strip(w[i])]
    if country then return country, "country" end
    if is_no_name(v, i, k) or lexicon.title[low] or lexicon.role[low] then return nil end
    return name, "name"
end

-- Can a noun stand right behind this name of a country: "US officials", "Chinese officials", hardly "China officials"?
local function is_adjective(v, i, k, country)
    return not apostrophe.is_possessive(v.w[k]) and one_line(v, i, k):lower() ~= country:lower()
end

-- Does the country `ref` at i..k only tell whose something is: "EU user data", "China's Ministry of Grain"?
local function is_modifier(v, i, k, hi, ref)
    if k >= hi then return false end
    if v.name_last[k + 1] then return v.name_kind[k + 1] == "organisation" end
    if v.tag[k + 1] ~= "NOUN" and v.tag[k + 1] ~= "ADJ" or not is_adjective(v, i, k, ref) then return false end
    for _, ending in ipairs(of_doing) do
        if v.w[k + 1]:find(ending) then return false end
    end
    return true
end

-- The mention that starts at token i, and its last token; nil when nobody is named.
local function read(state, i, hi)
    local v, lexicon = state.v, state.lexicon
    local k, class = name_end(v, i, hi, lexicon)
    local ref, kind = meaning(state, i, k, class)
    if not ref then return nil, k end
    -- what a name is said to be first, it stays in this text
    local kinds = state.name_kinds or {}
    state.name_kinds = kinds
    kind = kinds[ref] or kind
    kinds[ref] = kind
    local mention = { ref = ref, kind = kind, first = i, last = k, doubtful = not class and kind == "name" or nil }
    if kind ~= "country" then
        if k < hi and lexicon.governing[v.w[k + 1]] and kind ~= "person" then -- "the Norland side"
            mention.kind, mention.last = "place", k + 1
        end
        return mention, mention.last
    end
    local last = collective_end(v, k, hi, lexicon)
    if last and lexicon.governing[strip(v.w[last])] then
        mention.last = last
    elseif last and is_adjective(v, i, k, ref) then
        mention.ref, mention.kind, mention.last = strip(one_line(v, i, last)), "organisation", last
    else
        mention.modifier = is_modifier(v, i, k, hi, ref) or nil
    end
    mention.country = ref
    return mention, mention.last
end

-- The last token of a group without a name that starts at token k ("the international community"), or nil.
local function group_end(v, k, hi, lexicon)
    for _, words in ipairs(lexicon.group[v.w[k]] or {}) do
        local q = 1
        while q < #words and k + q <= hi and v.w[k + q] == words[q + 1] do q = q + 1 end
        if q == #words then return k + q - 1 end
    end
end

-- Does a name start at token k? What the model takes for one is none when it is "On"; it is one when it is "US".
local function starts_name(v, k)
    if v.tag[k] == "PROPN" then return true end
    if not v.name_last[k] then return false end
    return in_phrase[v.tag[k]] or v.text:find("^%u%u", v.s[k]) ~= nil
end

--- Who is named in the spans, in text order: { { ref = person or name, kind = "person|country|organisation|place|law|
--- name|group", first, last = tokens, country = the one that the name starts with, modifier = true when it only tells
--- whose something is, doubtful = true when a capital alone speaks for a name } }.
function parties.mentions(state, spans)
    local v, lexicon = state.v, state.lexicon
    local found = {}
    for _, s in ipairs(spans) do
        local k = s[1]
        while k <= s[2] do
            local mention, last
            if starts_name(v, k) then
                mention, last = read(state, k, s[2])
            else
                last = group_end(v, k, s[2], lexicon)
                mention = last and { ref = one_line(v, k, last):lower(), kind = "group", first = k, last = last }
            end
            found[#found + 1] = mention
            k = (last or k) + 1
        end
    end
    return found
end

-- ---- the own side ----------------------------------------------------------------------------------------

-- The country whose comment a question of the document asks for, or nil.
local function asked_country(state)
    local v, lexicon = state.v, state.lexicon
    for k = 2, v.n do
        if asked[v.w[k]] then
            -- translators lose apostrophes: "What is Chinas comment"
            local form = v.w[k - 1]
            local owner = apostrophe.strip(form)
            if owner == form then owner = form:match("^(.+)s$") or "" end
            if lexicon.country[owner] then return lexicon.country[owner] end
        end
    end
end

local function country_in(lexicon, text)
    for word in (text or ""):lower():gmatch("[%a.]+") do
        if lexicon.country[word] then return lexicon.country[word] end
    end
end

-- The country that the speaker of a claim speaks for, or nil.
local function own_country(state, c)
    local speaker = c.speaker
    local ref, info = speaker.ref, speaker.info
    if info and info.country then return info.country end
    local told = ref and (country_in(state.lexicon, ref.role_text) or ref.kind ~= "person"
        and country_in(state.lexicon, ref.name))
    if told then return told end
    if c.type == "reporter-question" then return nil end
    if state.asked == nil then state.asked = asked_country(state) or false end
    return state.asked
end

-- "Norland firmly opposes this": so speaks somebody of Norland. The party in front of such a word, or nil.
local function avowed(v, mentions)
    local first = mentions[1]
    if not first or first.kind == "person" or first.kind == "group" then return nil end
    for k = first.last + 1, first.last + AVOWAL do
        if avowing[v.w[k]] then return first.ref end
        if v.tag[k] ~= "ADV" and v.tag[k] ~= "AUX" then return nil end
    end
end

--- Who is named in a claim, as in parties.mentions(); `own` marks the speaker and who is of the speaker's side.
function parties.of_claim(state, c)
    local mentions, own, ref = parties.mentions(state, c.spans), own_country(state, c), c.speaker.ref
    local sides = state.sides or {}
    state.sides = sides
    if ref and not sides[ref] then sides[ref] = avowed(state.v, mentions) end
    for _, mention in ipairs(mentions) do
        mention.own = mention.ref == ref or own ~= nil and own == mention.country
            or ref ~= nil and sides[ref] == mention.ref
    end
    return mentions
end

--- The first `limit` different parties of the mentions. Each mention gets its `party`.
function parties.of(mentions, limit)
    local found, known = {}, {}
    for _, mention in ipairs(mentions) do
        local party = known[mention.ref]
        if not party and #found < limit then
            party = { ref = mention.ref, kind = mention.kind, first = mention.first, last = mention.last }
            known[mention.ref] = party
            found[#found + 1] = party
        end
        mention.party = party
    end
    return found
end

return parties
