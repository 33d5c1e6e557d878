-- Who speaks: resolves a source phrase to a person or organisation of the document, and tells who holds an office.
-- Labels and headlines are read in labels.lua.
local apostrophe = require "toolkit.claims.apostrophe"
local cues = require "toolkit.claims.cues"
local names = require "toolkit.claims.names"
local syntax = require "toolkit.claims.syntax"
local view = require "toolkit.claims.view"

local speakers = {}

local first_person = { i = true, we = true, my = true, our = true, you = true, your = true }

local function clean(text)
    return (text:gsub("%s+", " "))
end

--- The organisation or group of a name inside one document.
function speakers.organisation(state, name, kind)
    local key = name:lower():gsub("^the%s+", "")
    local known = state.acronyms[key]
    if known then return known end
    local ref = state.organisations[key]
    if not ref then
        ref = { name = name, kind = kind }
        state.organisations[key] = ref
        state.organisation_list[#state.organisation_list + 1] = ref
    end
    return ref
end

local organisation = speakers.organisation

local function is_office(lexicon, form)
    return lexicon.role[form] or lexicon.title[form]
end

-- Sentences that "they" and "it" reach back over.
local REACH = 3

local function fits_pronoun(ref, pronoun)
    local kind = ref.kind
    if kind == "organisation" then return true end
    local plural = ref.name:find("%l%ls$") ~= nil or ref.name:find(" and ", 1, true) ~= nil
    if pronoun == "they" then return kind ~= "person" and plural end
    return kind == "country" or kind == "evidence" or kind == "group" and not plural
end

-- The body that opens this sentence or the one before as its subject ("The weather service denies this. It says"), or
-- nil.
local function body_in_front(state)
    local v, lexicon = state.v, state.lexicon
    for m = state.m or 0, math.max(1, (state.m or 0) - 1), -1 do
        local lo = v.sfirst[m]
        local last = v.tag[lo] ~= "PRON" and syntax.noun_phrase(v, lo, v.slast[m], false, lexicon.role)
        local behind = last and v.tag[last + 1]
        if behind == "VERB" or behind == "AUX" or behind == "ADV" then
            local info = names.read(v, lo, last, lexicon)
            if lexicon.institution[info.head] then
                return organisation(state, clean(info.name or info.role or info.head), "organisation")
            end
        end
    end
end

--- Whom "they" or "it" stands for: the last speaker when that is no person, else the last group or body that spoke.
function speakers.group_or_body(state, pronoun)
    if pronoun ~= "they" and pronoun ~= "it" then return nil end
    local last = state.last and state.last.ref
    if last and fits_pronoun(last, pronoun) then return last end
    local near = pronoun == "they" and state.last_group or state.last_body
    if near and state.m and state.m - near.sentence <= REACH then return near.ref end
    return pronoun == "it" and body_in_front(state) or nil
end

-- Remembers groups and bodies for pronouns.
local function remember(state, speaker)
    local ref, info = speaker.ref, speaker.info
    if not ref or ref.kind == "person" or not state.m then return end
    local seen = { ref = ref, sentence = state.m }
    if ref.kind == "organisation" or ref.kind == "country" then
        state.last_body = seen
        if ref.kind == "organisation" then state.last_group = seen end
    elseif ref.kind == "group" or info and info.head and info.head:sub(-1) == "s" then
        state.last_group = seen
    end
end

-- Places of a text by what stands before them ("in Ondra", the city of a dateline): lower-case names. A place that
-- speaks stands for its government.
local function places_of(v, lexicon)
    local places, inside, all, w, tag = {}, {}, {}, v.w, v.tag
    for k = 2, v.n - 1 do
        if tag[k] == "PROPN" then
            local form = w[k]
            all[form] = (all[form] or 0) + 1
            if w[k - 1] == "in" and tag[k + 1] ~= "PROPN" and not syntax.time_word[form]
                and not lexicon.institution[form] and not apostrophe.at(form) then
                inside[form] = (inside[form] or 0) + 1
            end
        end
    end
    -- "disappointed in Orrel" makes no place of him
    for form, n in pairs(inside) do places[form] = n * 4 >= all[form] or nil end
    for m = 1, math.min(3, v.sentences) do
        local k = v.sfirst[m]
        local city = v.text:match("^(%u%u[%u ]+)[,%(]", v.s[k])
        if city then places[city:lower():gsub("%s+$", "")] = true end
    end
    return places
end

--- Before anybody speaks: no body of the document is known yet, its places are.
function speakers.prepare(state)
    state.organisations, state.organisation_list, state.acronyms, state.by_phrase = {}, {}, {}, {}
    state.places = places_of(state.v, state.lexicon)
end

-- A name of one word that the text uses as a place, and of nobody.
local function is_place(state, info)
    local name = info.kind == "person" and not info.title and info.name:lower()
    if not name or name:find(" ", 1, true) or not state.places[name] then return false end
    local known = state.cast:known(name)
    return not known or #known.tokens == 1 and not known.strong
end

-- ---- a source phrase ---------------------------------------------------------------------------------

local noun = { PROPN = true, NOUN = true }
local in_phrase = { PROPN = true, NOUN = true, ADJ = true, DET = true, NUM = true }

-- Does the phrase that starts behind token k go on to the left with it?
local function extends_left(v, k, lo)
    local before = v.tag[k - 1]
    return in_phrase[v.tag[k]] or v.w[k] == "." and before == "PROPN"
        or v.w[k] == "of" and noun[before] and k - 1 >= lo
end

-- The reading of what a "who" or "which" at the start of `source` hangs on, or nil.
local function antecedent(state, source)
    local v = state.v
    local lo, k = v.sfirst[state.m], source[1] - 1
    if v.w[k] == "," then k = k - 1 end
    if k < lo or not noun[v.tag[k]] then return nil end
    local i = k
    while i > lo and extends_left(v, i - 1, lo) do i = i - 1 end
    return names.read(v, i, k, state.lexicon)
end

-- Pronouns that stand for a group or body; of these only "they" and "it" are looked for.
local impersonal = { they = true, it = true, their = true, its = true, everyone = true, some = true, others = true,
    one = true }

-- "An insider said ... he added": did somebody without a name speak in this sentence or the one before?
local function is_newcomer(state, last)
    local before = state.m and state.v.sfirst[math.max(1, state.m - 1)]
    return last and last.info and last.info.fresh and before and last.first and last.first >= before
end

local function resolve_pronoun(state, speaker, pronoun)
    speaker.mode = "pronoun"
    if first_person[pronoun] then
        local last = state.turn or state.last
        speaker.first_person = true
        speaker.ref = last and last.ref
    elseif impersonal[pronoun] then
        speaker.ref = speakers.group_or_body(state, pronoun)
    elseif is_newcomer(state, state.last) then
        speaker.ref = state.last.ref
    else
        local last = state.last and state.last.ref
        local ref = state.cast:by_pronoun(pronoun, last)
        if not ref and last and last.kind == "person" then ref = last end
        if ref and (pronoun == "he" or pronoun == "she") and not ref.gender then ref.gender = pronoun end
        speaker.ref = ref
    end
end

-- A role stands within this many tokens of the start of an apposition.
local ROLE_WITHIN = 8

-- Notes the role that the apposition a..b tells of a person.
local function take_apposition(state, person, a, b)
    local v, lexicon = state.v, state.lexicon
    while a < b and (v.tag[a] == "PUNCT" or v.tag[a] == "DET") do a = a + 1 end
    while b > a and v.tag[b] == "PUNCT" do b = b - 1 end
    for k = a, math.min(b, a + ROLE_WITHIN) do
        if is_office(lexicon, v.w[k]) then
            local role = clean(view.slice(v, a, b))
            state.cast:person({ name = person.name, role = role, title = v.w[k] }, state.m)
            return
        end
    end
end

local function resolve_person(state, speaker, info, source, l)
    local person = state.cast:person(info, state.m)
    speaker.ref = person
    if not person then return end
    person.strong, person.subject = true, true
    if source[2] > l + 1 then take_apposition(state, person, l + 1, source[2]) end
end

-- The name in apposition behind the head of a source, which ends with token l: its first and last token, or nil.
local function apposed_name(v, source, l)
    local w, tag = v.w, v.tag
    while l < source[2] and w[l + 1] ~= "," and tag[l + 1] ~= "VERB" and tag[l + 1] ~= "PUNCT" do l = l + 1 end
    if w[l + 1] ~= "," then return nil end
    local first, last = l + 2, source[2]
    if w[last] == ")" then -- ", Sigrid Aas (Centre Party)"
        while last > first and w[last] ~= "(" do last = last - 1 end
    end
    while last > first and tag[last] == "PUNCT" do last = last - 1 end
    if w[first + 1] == "." then first = first + 2 end -- "Dr. Jana Lind"
    if last - first < 1 or last - first > 3 then return nil end
    for k = first, last do
        if tag[k] ~= "PROPN" then return nil end
    end
    return first, last
end

local of_body = cues.set "firm operator network channel newspaper carrier maker brand alliance movement startup"

-- "The leader of the opposition Ada Minn said": first and last token of the name that ends a description of a role,
-- right behind a noun; or nil.
local function closing_name(v, info, source, institution)
    local tag, last = v.tag, source[2]
    while last > info.first and tag[last] == "PUNCT" do last = last - 1 end
    local first = last
    while first > info.first and tag[first - 1] == "PROPN" and last - first < 2 do first = first - 1 end
    if first == last or first < info.first + 2 or tag[first] ~= "PROPN" or tag[last] ~= "PROPN" then return nil end
    local of_envoy = last - first == 2 and v.w[first - 1] == "to" -- "envoy to Varn Leto Marsh"
    if of_envoy or v.name_last[first] ~= last then first = last - 1 end
    local class = v.name_last[first] == last and v.name_kind[first]
    local before = v.w[first - 1]
    local is_noun = of_envoy or tag[first - 1] == "NOUN" or v.text:find("^%u%u+ ", v.s[first - 1]) ~= nil
    if institution[before] or of_body[before] then return nil end -- "the firm Halden Labs"
    local is_name = class == "person" or (not class or class == "other") and not institution[v.w[first - 1]]
    if is_noun and is_name then return first, last end
end

-- "A spokeswoman for the service, Jona Tield, told": first and last token of the name, or nil.
local function name_behind(state, info, source, l)
    local w, title = state.v.w, state.lexicon.title
    if info.kind == "nominal" or w[info.first] == "one" or title[w[info.first]] or title[w[info.first + 1]] then
        local a, b = apposed_name(state.v, source, l)
        if a then return a, b end
        return closing_name(state.v, info, source, state.lexicon.institution)
    end
end

-- Gives the speaker the name of tokens a..b; false when these are no name after all ("a spokesman, Foreign Minister,").
local function resolve_name_behind(state, speaker, info, l, a, b)
    local v = state.v
    local named = names.read(v, a, b, state.lexicon)
    if not named.name then return false end
    named.role = clean(view.slice(v, info.first, math.min(l, a - 1))):gsub("^[Aa]n? ", ""):gsub("^[Tt]he ", "")
    named.title = info.head
    local person = state.cast:person(named, state.m)
    if not person then return false end
    speaker.info, speaker.ref = named, person
    person.strong, person.subject = true, true
    return true
end

-- The names inside a description, in lower case.
local function modifiers_of(v, first, last)
    local modifiers = {}
    for k = first, last do
        if v.tag[k] == "PROPN" then modifiers[#modifiers + 1] = apostrophe.strip(v.w[k]) end
    end
    return modifiers
end

local house_word = cues.set "ministry department office agency government cabinet"

-- What narrows the office of a description: "defense" of "the defense minister", in lower case.
local function portfolio_of(v, info)
    local words = {}
    for k = info.first, info.last - 1 do
        local form = v.w[k]
        local narrows = v.tag[k] == "NOUN" or form == "foreign" or form == "prime" or form == "deputy"
        if form == info.head or v.tag[k] == "ADP" or v.tag[k] == "PUNCT" then break end
        if narrows and not house_word[form] and v.w[k + 1] ~= "'s" then words[#words + 1] = form end
    end
    return words
end

-- Has a person every word of a portfolio in a role?
local function holds_portfolio(person, words)
    for _, word in ipairs(words) do
        local other = word == "defense" and "defence" or word == "defence" and "defense" or word
        if not person.role_words or not (person.role_words[word] or person.role_words[other]) then return false end
    end
    return true
end
speakers.holds_portfolio = holds_portfolio

-- Is one of the modifiers somebody else's house ("Facebook spokesman")?
local function names_a_house(lexicon, modifiers)
    for _, form in ipairs(modifiers) do
        local is_common = lexicon.country[form] or lexicon.institution[form] or lexicon.title[form]
        if not is_common and form ~= "foreign" then return true end
    end
    return false
end

-- "the ministry": the last organisation of that kind, or nil.
local function last_of_kind(state, head)
    for i = #state.organisation_list, 1, -1 do
        local ref = state.organisation_list[i]
        if ref.name:lower():find(head, 1, true) then return ref end
    end
end

-- "the official": whom a definite description without a name means; a guess is kept apart.
local function resolve_definite(state, speaker, head)
    if head:match("s$") and not state.lexicon.nominal[head] then return end
    speaker.ref = state.cast:by_nominal(head)
    if speaker.ref and not holds_portfolio(speaker.ref, speaker.portfolio) then speaker.ref = nil end
    local last = state.last and state.last.ref
    if not speaker.ref and last and last.kind == "person" then speaker.guess = last end
end

-- "requesting anonymity", "asked not to be named": does the sentence keep a name back?
local function is_anonymous(state)
    local v, m = state.v, state.m
    for k = m and v.sfirst[m] or 1, m and v.slast[m] or 0 do
        if v.w[k] == "anonymity" or v.w[k] == "anonymously"
            or v.w[k] == "be" and (v.w[k + 1] == "named" or v.w[k + 1] == "identified") then return true end
    end
    return false
end

local function resolve_nominal(state, speaker, info, l)
    local lexicon, head = state.lexicon, info.head
    local modifiers = modifiers_of(state.v, info.first, l)
    speaker.mode, speaker.modifiers = "nominal", modifiers
    speaker.portfolio = portfolio_of(state.v, info)
    if #modifiers > 0 and not info.fresh then speaker.ref = state.cast:by_nominal(head, nil, modifiers) end
    if speaker.ref then return end
    local has_name = info.proper or info.role and info.role:match("%u")
    local of_house = has_name and names_a_house(lexicon, modifiers)
    if of_house then
        speaker.mode = "explicit"
    elseif lexicon.institution[head] then
        speaker.ref = last_of_kind(state, head)
    elseif info.definite and not info.fresh then
        resolve_definite(state, speaker, head)
    end
    if not speaker.ref then
        speaker.ref = organisation(state, info.role and clean(info.role) or head, "role")
        speaker.pending = info.fresh and not is_anonymous(state) and head or nil
    end
end

local function resolve_body(state, speaker, info)
    local low = info.name:lower()
    -- "the League": the one told of before
    local known = info.definite and state.lexicon.institution[low] and last_of_kind(state, low)
    local ref = known or organisation(state, info.name, info.kind)
    speaker.ref = ref
    if info.acronym then
        state.acronyms[info.acronym:lower()] = ref
        ref.acronym = info.acronym
    end
end

-- Is a name that could be a person's one of a body to the model, and of nobody in the text?
local function is_body(state, info)
    local v, named = state.v, info.named
    if info.kind ~= "person" or info.title or not named then return false end
    return v.name_last[named[1]] == named[2] and v.name_kind[named[1]] == "organisation"
        and not state.cast:known(apostrophe.strip(v.w[named[2]]))
end

-- Who is meant by a description, a body, a country or a piece of evidence.
local function resolve_description(state, speaker, info, l)
    if info.kind == "nominal" then
        resolve_nominal(state, speaker, info, l)
    elseif info.kind == "organisation" or info.kind == "country" then
        resolve_body(state, speaker, info)
    else
        local text = clean(view.slice(state.v, info.first, math.min(info.last, l)))
        speaker.ref = organisation(state, text, info.kind)
    end
end

--- Who a source phrase means: { first, last (tokens), mode, ref, info, ... }. `ref` is a person of the cast or an
--- organisation; nil when nobody can be named.
function speakers.resolve(state, source)
    local v = state.v
    local speaker = { first = source[1], last = source[2], mode = "explicit", text_first = source[1],
        text_last = source[2] }
    local h, l = source[3] or source[1], source[4] or source[2]
    local info = names.read(v, h, l, state.lexicon)
    if info.pronoun == "who" or info.pronoun == "which" then
        local meant = antecedent(state, source)
        if meant then info, speaker.mode = meant, "pronoun" end
    end
    speaker.info = info
    if is_place(state, info) then info.kind = "country" end
    if is_body(state, info) then info.kind = "organisation" end
    if info.kind == "pronoun" then
        resolve_pronoun(state, speaker, info.pronoun)
    elseif info.kind == "person" then
        resolve_person(state, speaker, info, source, l)
    else
        local a, b = name_behind(state, info, source, l)
        if not (a and resolve_name_behind(state, speaker, info, l, a, b)) then
            resolve_description(state, speaker, info, l)
        end
    end
    -- a phrase with two cues means the same body each time
    local same = info.kind ~= "pronoun" and speaker.ref and state.by_phrase[source[1]]
    if same and same.kind == speaker.ref.kind then speaker.ref = same end
    state.by_phrase[source[1]] = speaker.ref
    remember(state, speaker)
    return speaker
end

-- ---- who holds an office -------------------------------------------------------------------------------

--- The one person of the document whose role has all words of an office, or nil.
function speakers.office(state, low)
    local found
    for _, person in ipairs(state.cast.people) do
        local all = person.role_words and #person.tokens > 1
        for word in low:gmatch("%S+") do all = all and person.role_words[word] end
        if all then
            if found and found ~= person then return nil end
            found = person
        end
    end
    return found
end

-- The noun of the role that stands for somebody: "spokesman" of "the spokesman of the Polar Office".
local function role_noun(state, ref, speaker)
    if speaker.answer or ref.answer then return "spokesperson" end
    local info, w = speaker.info, state.v.w
    if not info then return nil end
    for k = info.first, info.last do
        if w[k + 1] == "of" or w[k + 1] == "for" then return w[k] end
    end
    return info.head
end

-- Does the noun stand for one person who was told of before?
local function is_one_holder(lexicon, head, info)
    return head and head:sub(-1) ~= "s" and is_office(lexicon, head) and not lexicon.institution[head]
        and not (info and (info.indefinite or info.fresh))
end

-- Has a person the role `head`, a spokesperson's under any of its names, and all `modifiers` in it?
local function holds(person, head, fits, modifiers)
    local words = person.role_words
    if not words then return false end
    local speaks = words.spokesman or words.spokeswoman or words.spokesperson
    if not (words[head] or fits and speaks and head:find("^spokes")) then return false end
    for _, word in ipairs(modifiers or {}) do
        if not words[word] then return false end
    end
    return true
end

-- "Varn's deputy foreign minister" before "Deputy Foreign Minister Sela Korr": does a person who is introduced behind a
-- description hold its office, though not its owner is told? All words of the role are in the description, and all of
-- that but names in the role.
local function holds_office(person, speaker)
    local info, seen = speaker.info, person.seen_at
    local told = info and info.role and person.role_words
    if not told or not seen or seen[1] < info.first then return false end
    local wanted, count = {}, 0
    for word in info.role:gmatch("%S+") do
        local form = apostrophe.strip(word:lower())
        wanted[form] = true
        if word:find("^%l") then
            if not told[form] then return false end
            count = count + 1
        end
    end
    for word in pairs(told) do
        if not wanted[word] then return false end
    end
    return count > 1
end

-- The person named right behind "interview with", or nil.
local function interviewee(state)
    local v = state.v
    for k = 2, v.n - 1 do
        if v.w[k] == "with" and v.w[k - 1] == "interview" then
            for q = k + 1, math.min(v.n, k + ROLE_WITHIN) do
                local person = v.tag[q] == "PROPN" and state.cast:known(apostrophe.strip(v.w[q]))
                if person and #person.tokens > 1 then return person end
            end
        end
    end
end

--- The one person of the document who holds the role that `ref` stands for ("spokesman", "Answer"), or nil when nobody
--- or more than one does.
function speakers.holder(state, ref, speaker)
    local lexicon = state.lexicon
    if ref.office then return speakers.office(state, ref.office) end
    local interviewed = ref.answer and interviewee(state)
    if interviewed then return interviewed end
    local head = role_noun(state, ref, speaker)
    if not is_one_holder(lexicon, head, speaker.info) then return nil end
    local fits = lexicon.nominal[head]
    local found
    for _, person in ipairs(state.cast.people) do
        if holds(person, head, fits, speaker.modifiers) or holds_office(person, speaker) then
            if found and found ~= person then return nil end
            found = person
        end
    end
    return found
end

return speakers
