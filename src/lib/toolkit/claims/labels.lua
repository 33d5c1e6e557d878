-- What stands before a colon: the label of a turn ("MR. EARNEST:", "Foreign Ministry Spokesperson X:") and the source
-- in a headline ("Ministry: S"). Both name a speaker without a verb.
local apostrophe = require "toolkit.claims.apostrophe"
local cues = require "toolkit.claims.cues"
local names = require "toolkit.claims.names"
local speakers = require "toolkit.claims.speakers"
local syntax = require "toolkit.claims.syntax"

local labels = {}

local organisation = speakers.organisation

local function is_office(lexicon, form)
    return lexicon.role[form] or lexicon.title[form]
end

-- ---- the label of a turn -----------------------------------------------------------------------------

-- "EARNEST" -> "Earnest"
local function titled(text)
    if #text > 3 and text == text:upper() and text:find("%u%u") then
        return (text:lower():gsub("(%f[%w]%a)", string.upper))
    end
    return text
end

-- Is a label an office and nobody's name ("PRIME MINISTER", "Deputy Mayor")?
local function only_role(lexicon, low)
    local words = 0
    for word in low:gmatch("%S+") do
        if not is_office(lexicon, word) then return false end
        words = words + 1
    end
    return words > 0
end

-- "PRIME MINISTER" -> "Prime Minister"
local function capitalised(text)
    if text:find("%l") then return text end
    return (text:lower():gsub("(%f[%w]%a)", string.upper))
end

local function words_of(text)
    local words = {}
    for word in text:gmatch("%S+") do words[#words + 1] = word end
    return words
end

-- Is a label in lower case a journalist's?
local function is_reporter(lexicon, low)
    return lexicon.reporter[low] or low:match("^q%d*$") or low:match("reporter") or low:match("journalist")
end

local answer = { a = "A", answer = "Answer", reply = "Answer", response = "Answer" }

-- "MR. EARNEST", "Foreign Ministry Spokesperson X": the reading of a label that opens with a title, or nil.
local function read_titled(lexicon, text, words)
    local opener, rest = text:match("^(%a+)%.?%s+(.+)$")
    if not opener or not lexicon.title[opener:lower()] then return nil end
    if lexicon.institution[(rest:match("%S+$") or ""):lower()] then return nil end
    local last, title = 1, opener:lower()
    for n = 2, #words - 1 do
        local form = words[n]:lower():gsub("%.", "")
        if lexicon.title[form] then last, title = n, form end
    end
    return { kind = "person", name = titled(table.concat(words, " ", last + 1)), title = title,
        -- "Mr." is no role
        role = #words[last] > 4 and table.concat(words, " ", 1, last) or nil }
end

-- The reading of another label that names a person: an office may stand before the name.
local function read_person(lexicon, words)
    local last = 0
    for n = 1, #words - 1 do
        if is_office(lexicon, words[n]:lower()) then last = n end
    end
    return { kind = "person", name = titled(table.concat(words, " ", last + 1)),
        role = last > 0 and table.concat(words, " ", 1, last) or nil,
        title = last > 0 and words[last]:lower() or nil }
end

-- The house, country or office that a label names, or nil.
local function body_of_label(state, text, low, words, info)
    local lexicon = state.lexicon
    local institution = false
    for _, word in ipairs(words) do institution = institution or lexicon.institution[word:lower()] end
    if institution and not info.role then return organisation(state, titled(text), "organisation") end
    if lexicon.country[low] then return organisation(state, titled(text), "country") end
    local last = words[#words]:lower()
    if is_office(lexicon, last) then
        return state.cast:by_nominal(last) or organisation(state, titled(text), "role")
    end
end

--- Does a label only say that somebody answers?
function labels.is_answer(text)
    return answer[text:lower():gsub("[%.:]", "")] ~= nil
end

--- Who the label of a turn names; `reporter` is set when it is a journalist's.
function labels.speaker(state, block)
    local lexicon = state.lexicon
    local text = state.v.text:sub(block.speaker_first, block.speaker_last)
    local low = text:lower():gsub("[%.:]", "")
    local speaker = { byte_first = block.speaker_first, byte_last = block.speaker_last, mode = "explicit",
        label = true }
    if is_reporter(lexicon, low) then
        speaker.reporter = true
        return speaker
    end
    if answer[low] then
        speaker.ref, speaker.answer = organisation(state, answer[low], "role"), true
        speaker.ref.answer = true
        return speaker
    end
    if only_role(lexicon, low) then
        local holder = speakers.office(state, low)
        speaker.ref = holder or organisation(state, capitalised(text), "role")
        if not holder then speaker.ref.office = low end
        return speaker
    end
    local words = words_of(text)
    if words[#words]:find("^%l") and (low:find(" of ", 1, true) or low:find(" for ", 1, true)) then
        -- "The spokesperson of the embassy": an office without a name
        local office = text:gsub("^[Tt]he ", "")
        speaker.ref = organisation(state, office:sub(1, 1):upper() .. office:sub(2), "role")
        return speaker
    end
    local info = read_titled(lexicon, text, words)
    if not info then
        info = read_person(lexicon, words)
        speaker.ref = body_of_label(state, text, low, words, info)
        if speaker.ref then return speaker end
    end
    speaker.ref = state.cast:person(info, state.m or 1)
    if speaker.ref then speaker.ref.strong = true end
    return speaker
end

-- ---- a headline --------------------------------------------------------------------------------------

-- What a headline puts before its colon without anybody speaking.
local rubric = cues.set [[video photo photos watch exclusive opinion analysis update breaking transcript interview
    explainer explained factbox timeline live factcheck editorial commentary column review profile feature pictures
    brief podcast correction readout highlights preview recap background spotlight insight remarks news fact facts]]

-- Offices that headlines shorten: "FM" is a foreign minister or ministry.
local offices = cues.set "fm pm mfa mod mps mp"

-- Several who speak in a headline without a name: "Sources: S", "Study: S".
local unnamed = cues.set [[source sources official officials expert experts report reports study studies poll polls
    survey surveys analyst analysts witness witnesses police media]]

-- A source before a colon is shorter than this, in tokens and bytes.
local SOURCE_TOKENS, SOURCE_BYTES = 12, 100

-- The tokens before the colon of a headline that may be its source, and the flags of such a claim; nil when none may.
local function source_before(v, lo, colon, lexicon)
    local tag, last = v.tag, colon - 1
    if not syntax.has_verb(v, lo, last) then
        if colon - lo > SOURCE_TOKENS or tag[lo] == "ADP" or v.e[last] - v.s[lo] > SOURCE_BYTES then return nil end
        return lo, last
    end
    -- a clause before the colon: an organisation just before it may be the source, if the body says so
    if tag[last] ~= "PROPN" then return nil end
    local first = last
    while first > lo and tag[first - 1] == "PROPN" do first = first - 1 end
    for k = first, last do
        if lexicon.institution[v.w[k]] then return first, last, { "headline-grammar" } end
    end
end

-- The house in a person's role: "Polar Office" of "spokesman for the Polar Office"; nil when it names none.
local function house_in(role, lexicon)
    for phrase in role:gmatch("[%u][%w.]*[%w%s.]*") do
        local words, is_house = {}, false
        for word in phrase:gmatch("%S+") do
            if not word:match("^%u") or lexicon.title[word:lower()] then break end
            words[#words + 1] = word
            is_house = is_house or lexicon.institution[word:lower()]
        end
        if is_house then return table.concat(words, " ") end
    end
end

-- A country stands for its ministry when the body's speaker belongs to it.
local function stand_for_house(state, speaker, info, principal)
    local lexicon = state.lexicon
    local house = house_in(principal.role_text, lexicon)
    if not house then return end
    local country
    for word in house:gmatch("%S+") do country = country or lexicon.country[word:lower()] end
    if not country or country == info.country then
        speaker.ref = organisation(state, house, "organisation")
        speaker.metonymy = info.name
    end
end

-- Tokens of a source behind the last colon of a headline, at most.
local TAIL = 5

--- A headline lo..hi that ends with its source, "Dam to be repaired: minister", as a claim for Walker:emit(), or nil.
function labels.headline_tail(state, lo, hi)
    local v, lexicon = state.v, state.lexicon
    local colon
    for k = math.max(lo + 2, hi - TAIL), hi - 1 do
        if v.w[k] == ":" and not v.quote[k] then colon = k end
    end
    if not colon or not syntax.has_verb(v, lo, colon - 1) or syntax.has_verb(v, colon + 1, hi) then return nil end
    for k = colon + 1, hi do
        if v.tag[k] == "PUNCT" or v.tag[k] == "NUM" or v.tag[k] == "ADP" then return nil end
    end
    local head = v.w[hi]
    local is_office_short = v.text:find("^%u%u%f[%U]", v.s[hi]) and offices[head]
    if not (is_office(lexicon, head) or unnamed[head] or lexicon.institution[head] or is_office_short
        or state.cast:known(head)) then return nil end
    return { content = { { lo, colon - 1 } }, speaker = speakers.resolve(state, { colon + 1, hi, colon + 1, hi }),
        cue = { colon, colon }, rule = "headline-colon", kind = "colon", stance = "neutral", title = true }
end

local can_speak = { person = true, organisation = true, country = true, nominal = true }

--- A headline lo..hi with a colon, "Ministry: S", "China: S", "... to the Foreign Ministry: S", as a claim for
--- Walker:emit(), or nil. `principal` is the person who speaks most, or nil.
function labels.headline(state, lo, colon, hi, principal)
    local v, lexicon = state.v, state.lexicon
    local first, last, flags = source_before(v, lo, colon, lexicon)
    if not first then return nil end
    local info = names.read(v, first, last, lexicon)
    local named = first == last and state.cast:known(apostrophe.strip(v.w[first]))
    if not (can_speak[info.kind] or named or unnamed[v.w[last]]) or rubric[v.w[first]] or rubric[v.w[last]] then
        return nil
    end
    local speaker = speakers.resolve(state, { first, last, first, last })
    if named then speaker.ref = named end
    if info.kind == "country" and principal and principal.role_text then
        stand_for_house(state, speaker, info, principal)
    end
    return { content = { { colon + 1, hi } }, speaker = speaker, cue = { colon, colon }, rule = "headline-colon",
        kind = "colon", stance = "neutral", title = true, flags = flags }
end

return labels
