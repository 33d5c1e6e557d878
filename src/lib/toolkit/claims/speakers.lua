-- Who speaks: resolves a source phrase, a turn label or a headline to a person or organisation of the document.
local apostrophe = require "toolkit.claims.apostrophe"
local names = require "toolkit.claims.names"
local syntax = require "toolkit.claims.syntax"

local speakers = {}

local first_person = { i = true, we = true, my = true, our = true, you = true, your = true }

local function clean(text)
    return (text:gsub("%s+", " "))
end

local function titled(text)
    -- "EARNEST" -> "Earnest"
    if #text > 3 and text == text:upper() and text:find("%u%u") then
        return (text:lower():gsub("(%f[%w]%a)", string.upper))
    end
    return text
end

--- The organisation or group of a name inside one document.
local function organisation(state, name, kind)
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

local function w_of(v, k)
    return apostrophe.strip(v.w[k])
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

--- Whom "they" or "it" stands for: the last speaker when that is no person, else the last group or body that spoke.
function speakers.group_or_body(state, pronoun)
    if pronoun ~= "they" and pronoun ~= "it" then return nil end
    local last = state.last and state.last.ref
    if last and fits_pronoun(last, pronoun) then return last end
    local near = pronoun == "they" and state.last_group or state.last_body
    return near and state.m and state.m - near.sentence <= REACH and near.ref or nil
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

--- Places of a text by what stands before them ("in Ondra", the city of a dateline): lower-case names. A place that
--- speaks stands for its government.
function speakers.places(v, lexicon)
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

-- A name of one word that the text uses as a place, and of nobody.
local function is_place(state, info)
    local name = info.kind == "person" and not info.title and info.name:lower()
    if not name or name:find(" ", 1, true) or not state.places[name] then return false end
    local known = state.cast:known(name)
    return not known or #known.tokens == 1 and not known.strong
end

--- Who a source phrase means: { first, last (tokens), mode, ref, info, ... }. `ref` is a person of the cast or an
--- organisation; nil when nobody can be named.
function speakers.resolve(state, source)
    local v, cast, lexicon = state.v, state.cast, state.lexicon
    local speaker = { first = source[1], last = source[2], mode = "explicit", text_first = source[1],
        text_last = source[2] }
    local h, l = source[3] or source[1], source[4] or source[2]
    local info = names.read(v, h, l, lexicon)
    if info.kind == "pronoun" and (info.pronoun == "who" or info.pronoun == "which") then
        -- the antecedent stands to the left
        local k = source[1] - 1
        if v.w[k] == "," then k = k - 1 end
        local lo = v.sfirst[state.m]
        local i = k
        while i > lo and (v.tag[i - 1] == "PROPN" or v.tag[i - 1] == "NOUN" or v.tag[i - 1] == "ADJ"
            or v.tag[i - 1] == "DET" or v.tag[i - 1] == "NUM"
            or v.w[i - 1] == "." and v.tag[i - 2] == "PROPN"
            or v.w[i - 1] == "of" and (v.tag[i - 2] == "PROPN" or v.tag[i - 2] == "NOUN")
                and i - 2 >= lo) do i = i - 1 end
        if k >= lo and (v.tag[k] == "PROPN" or v.tag[k] == "NOUN") then
            info = names.read(v, i, k, lexicon)
            speaker.mode = "pronoun"
        end
    end
    speaker.info = info
    if is_place(state, info) then info.kind = "country" end
    if info.kind == "pronoun" then
        speaker.mode = "pronoun"
        local p = info.pronoun
        if first_person[p] then
            speaker.first_person = true
            local last = state.turn or state.last
            speaker.ref = last and last.ref
        elseif p == "they" or p == "it" or p == "their" or p == "its" or p == "everyone" or p == "some"
            or p == "others" or p == "one" then
            speaker.ref = speakers.group_or_body(state, p)
        else
            local last = state.last and state.last.ref
            speaker.ref = cast:by_pronoun(p, last)
            if not speaker.ref and last and last.kind == "person" then speaker.ref = last end
            if speaker.ref and (p == "he" or p == "she") and not speaker.ref.gender then speaker.ref.gender = p end
        end
    elseif info.kind == "person" then
        -- an organisation or country seen under the same single word?
        speaker.ref = cast:person(info, state.m)
        if speaker.ref then speaker.ref.strong = true speaker.ref.subject = true end
        -- an apposition tells the role
        if speaker.ref and source[2] > l + 1 then
            local a, b = l + 1, source[2]
            while a < b and (v.tag[a] == "PUNCT" or v.tag[a] == "DET") do a = a + 1 end
            while b > a and v.tag[b] == "PUNCT" do b = b - 1 end
            for k = a, math.min(b, a + 8) do
                if lexicon.role[v.w[k]] or lexicon.title[v.w[k]] then
                    local role = clean(state.slice(v, a, b))
                    cast:person({ name = speaker.ref.name, role = role, title = v.w[k] }, state.m)
                    break
                end
            end
        end
    elseif state.name_behind(source, l) and (info.kind == "nominal" or info.kind ~= "person"
        and (lexicon.title[v.w[info.first]] or lexicon.title[v.w[info.first + 1]])) then
        -- "A spokeswoman for the service, Jona Tield, told"
        local a, b = state.name_behind(source, l)
        local named = names.read(v, a, b, lexicon)
        named.role, named.title = clean(state.slice(v, info.first, l)):gsub("^[Aa]n? ", ""):gsub("^[Tt]he ", ""),
            info.head
        speaker.info = named
        speaker.ref = cast:person(named, state.m)
        speaker.ref.strong, speaker.ref.subject = true, true
    elseif info.kind == "nominal" then
        speaker.mode = "nominal"
        local role = info.role and clean(info.role)
        local own = false
        local modifiers = {}
        for k = info.first, l do
            if v.tag[k] == "PROPN" then modifiers[#modifiers + 1] = w_of(v, k) end
        end
        local fitting = #modifiers > 0 and not info.fresh and cast:by_nominal(info.head, nil, modifiers)
        speaker.modifiers = modifiers
        if fitting then
            speaker.ref = fitting
        elseif info.proper or (info.role and info.role:match("%u")) then
            -- a modifier that names somebody else's house: "Facebook spokesman"
            for k = info.first, l do
                local form = apostrophe.strip(v.w[k])
                if v.tag[k] == "PROPN" and not lexicon.country[form] and not lexicon.institution[form]
                    and not lexicon.title[form] and form ~= "foreign" then own = true end
            end
        end
        if speaker.ref then
            own = false
        elseif lexicon.institution[info.head] and not own then
            -- "the ministry": the last organisation of that kind
            for i = #state.organisation_list, 1, -1 do
                local ref = state.organisation_list[i]
                if ref.name:lower():find(info.head, 1, true) then speaker.ref = ref break end
            end
        elseif not own and not info.fresh and info.definite ~= false then
            local plural = info.head:match("s$") and not lexicon.nominal[info.head]
            if not plural then
                speaker.ref = cast:by_nominal(info.head)
                if not speaker.ref and info.definite and state.last and state.last.ref
                    and state.last.ref.kind == "person" then
                    speaker.guess = state.last.ref
                end
            end
        end
        if not speaker.ref then
            speaker.ref = organisation(state, role or info.head, "role")
            speaker.pending = info.fresh and info.head or nil
            if own then speaker.mode = "explicit" end
        end
    elseif info.kind == "organisation" or info.kind == "country" then
        local ref = organisation(state, info.name, info.kind)
        speaker.ref = ref
        if info.acronym then
            state.acronyms[info.acronym:lower()] = ref
            ref.acronym = info.acronym
        end
    else
        local text = clean(state.slice(v, info.first, math.min(info.last, l)))
        speaker.ref = organisation(state, text, info.kind)
    end
    remember(state, speaker)
    return speaker
end

-- Is a label an office and nobody's name ("PRIME MINISTER", "Deputy Mayor")?
local function only_role(lexicon, low)
    local words = 0
    for word in low:gmatch("%S+") do
        if not (lexicon.title[word] or lexicon.role[word]) then return false end
        words = words + 1
    end
    return words > 0
end

-- "PRIME MINISTER" -> "Prime Minister"
local function capitalised(text)
    if text:find("%l") then return text end
    return (text:lower():gsub("(%f[%w]%a)", string.upper))
end

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

--- Who the label of a turn names; `reporter` is set when it is a journalist's.
function speakers.of_label(state, block)
    local v, lexicon = state.v, state.lexicon
    local text = v.text:sub(block.speaker_first, block.speaker_last)
    local low = text:lower():gsub("[%.:]", "")
    local speaker = { byte_first = block.speaker_first, byte_last = block.speaker_last, mode = "explicit",
        label = true }
    if lexicon.reporter[low] or low:match("^q%d*$") or low:match("reporter") or low:match("journalist") then
        speaker.reporter = true
        return speaker
    end
    if low == "answer" or low == "reply" or low == "response" or low == "a" then
        speaker.ref, speaker.answer = organisation(state, low == "a" and "A" or "Answer", "role"), true
        speaker.ref.answer = true
        return speaker
    end
    if only_role(lexicon, low) then
        local holder = speakers.office(state, low)
        speaker.ref = holder or organisation(state, capitalised(text), "role")
        if not holder then speaker.ref.office = low end
        return speaker
    end
    local title, rest = text:match("^(%a+)%.?%s+(.+)$")
    local info
    if title and lexicon.title[title:lower()] and not lexicon.institution[(rest:match("%S+$") or ""):lower()] then
        -- "MR. EARNEST", "Foreign Ministry Spokesperson X"
        local last = 0
        local words = {}
        for word in text:gmatch("[^%s]+") do words[#words + 1] = word end
        for n, word in ipairs(words) do if lexicon.title[word:lower():gsub("%.", "")] and n < #words then
            last = n end end
        info = { kind = "person", name = titled(table.concat(words, " ", last + 1)),
            title = words[last]:lower():gsub("%.", ""),
            role = #words[last] > 4 and table.concat(words, " ", 1, last) or nil }
    else
        local words = {}
        for word in text:gmatch("[^%s]+") do words[#words + 1] = word end
        local last = 0
        for n, word in ipairs(words) do if (lexicon.title[word:lower()] or lexicon.role[word:lower()])
            and n < #words then last = n end end
        local institution = false
        for _, word in ipairs(words) do if lexicon.institution[word:lower()] then institution = true end end
        local name = titled(table.concat(words, " ", last + 1))
        if institution and last == 0 then
            speaker.ref = organisation(state, titled(text), "organisation")
            return speaker
        elseif lexicon.country[low] then
            speaker.ref = organisation(state, titled(text), "country")
            return speaker
        elseif (lexicon.title[words[#words]:lower()] or lexicon.role[words[#words]:lower()]) then
            speaker.ref = state.cast:by_nominal(words[#words]:lower()) or organisation(state, titled(text), "role")
            return speaker
        end
        info = { kind = "person", name = name, role = last > 0 and table.concat(words, " ", 1, last) or nil,
            title = last > 0 and words[last]:lower() or nil }
    end
    speaker.ref = state.cast:person(info, state.m or 1)
    if speaker.ref then speaker.ref.strong = true end
    return speaker
end

--- A headline with a colon: "Ministry: S", "China: S", "... to the Foreign Ministry: S".
function speakers.headline(state, emit, lo, colon, hi, principal)
    local v, lexicon = state.v, state.lexicon
    local w, tag = v.w, v.tag
    local before_verb = syntax.has_verb(v, lo, colon - 1)
    local first = lo
    local last = colon - 1
    local flags
    if before_verb then
        -- a clause before the colon: an organisation just before it may be the source, if the body says so
        local i = last
        while i > lo and (tag[i - 1] == "PROPN") do i = i - 1 end
        if i > last or tag[last] ~= "PROPN" then return nil end
        local institution = false
        for k = i, last do if lexicon.institution[w[k]] then institution = true end end
        if not institution then return nil end
        first = i
        flags = { "headline-grammar" }
    elseif colon - lo > 12 or tag[lo] == "ADP" or v.e[last] - v.s[lo] > 100 then
        return nil
    end
    local info = names.read(v, first, last, lexicon)
    if info.kind ~= "person" and info.kind ~= "organisation" and info.kind ~= "country"
        and info.kind ~= "nominal" then return nil end
    if w[first] == "video" or w[first] == "photo" or w[first] == "photos" or w[first] == "watch"
        or w[first] == "exclusive"
        or w[first] == "opinion" or w[first] == "analysis" or w[first] == "update" or w[first] == "breaking" then
            return nil end
    local speaker = speakers.resolve(state, { first, last, first, last })
    -- a country stands for its ministry when the body's speaker belongs to it
    if info.kind == "country" and principal and principal.role_text then
        local role = principal.role_text
        local organisation_name
        for phrase in role:gmatch("[%u][%w.]*[%w%s.]*") do
            local words = {}
            for word in phrase:gmatch("%S+") do
                if word:match("^%u") and not lexicon.title[word:lower()] then words[#words + 1] = word else break end
            end
            local has = false
            for _, word in ipairs(words) do if lexicon.institution[word:lower()] then has = true end end
            if has then organisation_name = table.concat(words, " ") break end
        end
        if organisation_name then
            local country
            for word in organisation_name:gmatch("%S+") do country = country or lexicon.country[word:lower()] end
            if not country or country == info.country then
                speaker.ref = organisation(state, organisation_name, "organisation")
                speaker.metonymy = info.name
            end
        end
    end
    local c = emit { content = { { colon + 1, hi } }, speaker = speaker, cue = { colon, colon },
        rule = "headline-colon", kind = "colon",
        stance = "neutral", title = true, flags = flags }
    return c
end

local plural_role = { s = true }

--- The one person of the document who holds the role that `ref` stands for ("spokesman", "Answer"), or nil when nobody
--- or more than one does.
function speakers.holder(state, ref, speaker)
    local lexicon, cast = state.lexicon, state.cast
    if ref.office then return speakers.office(state, ref.office) end
    local info, w = speaker.info, state.v.w
    local head = info and info.head
    for k = info and info.first or 1, info and info.last or 0 do
        -- "the spokesman of the Polar Office"
        if w[k + 1] == "of" or w[k + 1] == "for" then
            head = w[k]
            break
        end
    end
    if speaker.answer or ref.answer then head = "spokesperson" end
    if not head or plural_role[head:sub(-1)] or not (lexicon.role[head] or lexicon.title[head])
        or lexicon.institution[head] or speaker.info and (speaker.info.indefinite or speaker.info.fresh) then
        return nil end
    local fits = lexicon.nominal[head]
    local found
    for _, person in ipairs(cast.people) do
        if person.role_words and (person.role_words[head] or fits and head:find("^spokes")
            and (person.role_words.spokesman
            or person.role_words.spokeswoman or person.role_words.spokesperson)) then
            local okay = true
            for _, word in ipairs(speaker.modifiers or {}) do
                if not person.role_words[word] then okay = false end
            end
            if okay then
                if found and found ~= person then return nil end
                found = person
            end
        end
    end
    return found
end

return speakers
