-- What a source phrase says of a speaker: name, title, role, organisation, country, pronoun or description. Reads one
-- phrase by its words; whom it means inside a document is settled in cast.lua and speakers.lua.
local apostrophe = require "toolkit.claims.apostrophe"

local names = {}

local sub = string.sub
local strip_possessive = apostrophe.strip

local pronoun_form = { which = true, his = true, her = true, their = true, my = true, our = true }
local definite = { the = true, this = true, that = true }
local indefinite = { a = true, an = true, another = true, one = true }

-- Marks that end the head phrase.
local ends_head = { ["("] = true, [","] = true, ["—"] = true, ["–"] = true }

-- Words that go on inside the name of a house ("Institute for Grain at Orrel"); those of `joins` do so in any name.
local links = { of = true, ["for"] = true, on = true, ["and"] = true, ["&"] = true, at = true, ["in"] = true }
local joins = { of = true, ["and"] = true, ["&"] = true }

-- A longer name of this many words behind the first is no person's.
local PERSON = 4

-- The text of tokens a..b on one line.
local function text(v, a, b)
    local s = sub(v.text, v.s[a], v.e[b])
    return (s:gsub("%s+", " "))
end

local function is_office(lexicon, form)
    return lexicon.role[form] or lexicon.title[form]
end

-- ---- the head phrase -------------------------------------------------------------------------------

-- The first token behind articles and adverbs.
local function behind_articles(v, h, l)
    local tag, i = v.tag, h
    while i < l and (tag[i] == "DET" or tag[i] == "ADV" and not v.cap[i]) do i = i + 1 end
    return i
end

-- Does the name go on behind the preposition or conjunction `form` at token k?
local function goes_on(phrase, v, k, h, form, lexicon)
    local tag = v.tag
    -- "Professor Liv Thorsen of Halm University"
    if form == "of" and phrase.last_title and k - phrase.last_title > 2 and tag[k - 1] == "PROPN"
        and tag[k - 2] == "PROPN" and not lexicon.title[v.w[k - 1]] and not lexicon.institution[v.w[k - 1]] then
        return false
    end
    local name_before = phrase.first_proper or k > h and lexicon.title[v.w[k - 1]] and v.cap[k - 1]
    local name_behind = tag[k + 1] == "PROPN" or tag[k + 1] == "DET" and tag[k + 2] == "PROPN"
    return name_before and name_behind and links[form] and (phrase.institution or joins[form])
end

-- Is the title at token k followed by the name that it belongs to, or by another title?
local function is_title_of(phrase, v, k, lexicon)
    local w, tag = v.w, v.tag
    if phrase.first_proper and tag[k + 1] ~= "PROPN" and w[k + 1] ~= "." then return false end
    return tag[k + 1] == "PROPN" or w[k + 1] == "." and tag[k + 2] == "PROPN" or lexicon.title[w[k + 1]]
end

-- Does token k tell what the name behind it is: a title, or a role in front of a full name ("Democrat Ilo Sarnak")?
local function is_title(v, k, form, lexicon)
    if lexicon.title[form] then return true end
    return lexicon.role[form] and v.tag[k + 1] == "PROPN" and v.tag[k + 2] == "PROPN"
        and not lexicon.institution[strip_possessive(v.w[k + 2])]
end

local common = { NOUN = true, ADJ = true, VERB = true }

-- What the word at token k adds to the phrase.
local function take_word(phrase, v, k, l, form, lexicon)
    local t = v.tag[k]
    if k < l and is_title(v, k, form, lexicon) and is_title_of(phrase, v, k, lexicon) then phrase.last_title = k end
    if t == "PROPN" then
        phrase.first_proper = phrase.first_proper or k
        phrase.last_proper = k
        if lexicon.institution[form] or lexicon.undertaking[form] then phrase.institution = true end
    elseif common[t] and lexicon.institution[form] and phrase.first_proper then
        phrase.institution = true
    end
end

-- The acronym in parentheses right behind tokens i..k, made of their capitals in order: "(MSS)"; or nil.
local function acronym_behind(v, i, k)
    local w = v.w
    if w[k + 1] ~= "(" or w[k + 3] ~= ")" then return nil end
    local acronym, at = sub(v.text, v.s[k + 2], v.e[k + 2]), 1
    if not acronym:match("^%u[%u%d]+$") then return nil end
    for q = i, k do
        if v.cap[q] and sub(v.text, v.s[q], v.s[q]) == sub(acronym, at, at) then at = at + 1 end
    end
    return at > #acronym and acronym or nil
end

-- The head phrase of tokens h..l: tokens `first`, `stop`, `last_title`, `first_proper` and `last_proper`, and
-- `institution`, `acronym`. It ends before "of", "for", "in" unless a capitalised organisation goes on.
local function head_phrase(v, h, l, lexicon)
    local w, tag = v.w, v.tag
    local phrase = { first = behind_articles(v, h, l), stop = l }
    for k = phrase.first, l do
        local form = strip_possessive(w[k])
        local is_link = tag[k] == "ADP" or tag[k] == "CCONJ"
        if ends_head[w[k]] or is_link and not goes_on(phrase, v, k, h, form, lexicon) then
            phrase.stop = k - 1
            break
        end
        if not is_link then take_word(phrase, v, k, l, form, lexicon) end
    end
    if phrase.stop < phrase.first then phrase.stop = l end
    phrase.acronym = acronym_behind(v, phrase.first, phrase.stop)
    return phrase
end

-- ---- the kinds of phrases ----------------------------------------------------------------------------

-- "Foreign Minister Odo Karst"
local function has_title(phrase)
    return phrase.last_title and phrase.last_proper and phrase.last_title < phrase.last_proper
end

local function read_titled(info, phrase, v)
    local w, last = v.w, phrase.last_proper
    local from = phrase.last_title + 1
    if w[from] == "." then from = from + 1 end
    info.kind, info.title = "person", w[phrase.last_title]
    info.name = strip_possessive(text(v, from, last))
    info.role = text(v, phrase.first, phrase.last_title)
    info.named = { from, last }
end

local function is_all_name(phrase)
    return phrase.last_proper and phrase.stop == phrase.last_proper
end

-- "Minister of Waters Odo Karst"
local function has_office_in_front(phrase, v, lexicon)
    local w, tag, i, last = v.w, v.tag, phrase.first, phrase.last_proper
    return is_all_name(phrase) and lexicon.title[w[i]] and (w[i + 1] == "of" or w[i + 1] == "for")
        and last - i >= 4 and tag[last - 1] == "PROPN" and tag[last - 2] == "PROPN"
end

local function read_office_in_front(info, phrase, v)
    local i, last = phrase.first, phrase.last_proper
    info.kind, info.title = "person", v.w[i]
    info.name = strip_possessive(text(v, last - 1, last))
    info.role = text(v, i, last - 2)
    info.named = { last - 1, last }
end

-- The kind of a name that is no country, house or office: by its shape and length.
local function kind_by_shape(info, phrase, v, name)
    local i, stop = phrase.first, phrase.stop
    if name:match("^%u[%u.]+$") then return "organisation" end
    if info.definite and i > info.first then
        return stop == i and name:match("s$") and "group" or "organisation"
    end
    if stop - i > PERSON then return "organisation" end
    if i == stop and name:match(".crats$") then return "group" end
    local second, third = v.w[i + 1], v.w[i + 2]
    if second == "and" or third == "and" then return "group" end
    if second == "of" or third == "of" then return "organisation" end
    return "person"
end

local function read_name(info, phrase, v, lexicon)
    local i, stop = phrase.first, phrase.stop
    local name = strip_possessive(text(v, i, stop))
    local country = i == stop and lexicon.country[info.head] or lexicon.country[name:lower()]
    if not country and not phrase.institution and is_office(lexicon, info.head) then
        -- "White House Press Secretary", "the Foreign Minister": a role in capitals
        info.kind, info.role = "nominal", name
        return
    end
    info.name, info.named = name, { i, stop }
    if country then
        info.kind, info.country = "country", country
    else
        info.kind = phrase.institution and "organisation" or kind_by_shape(info, phrase, v, name)
    end
end

-- "a spokesman for the ministry", "the report", "two officials"
local function read_description(info, phrase, v, lexicon)
    local head = info.head
    local proper = phrase.first_proper ~= nil
    info.role = text(v, phrase.first, phrase.stop)
    info.proper = proper
    if lexicon.institution[head] then
        info.kind = proper and "organisation" or "nominal"
        info.name = proper and info.role or nil
    elseif is_office(lexicon, head) or lexicon.nominal[head] then
        info.kind = "nominal"
    else
        info.kind = lexicon.evidence[head] and "evidence" or "group"
    end
end

--- Reads tokens h..l of the view as the name of a speaker: { kind = "person|organisation|country|nominal|pronoun|
--- evidence|group", first, last = h, l, name, named = its first and last token, title, role, country, acronym, pronoun,
--- head = last noun in lower case, definite, indefinite, proper = holds a name, fresh = nobody known }.
function names.read(v, h, l, lexicon)
    local first = v.w[h]
    local info = { first = h, last = l }
    if h == l and (v.tag[h] == "PRON" or pronoun_form[first]) then
        info.kind, info.pronoun = "pronoun", apostrophe.before(first)
        return info
    end
    info.definite = definite[first] or false
    info.indefinite = indefinite[first] or false
    local phrase = head_phrase(v, h, l, lexicon)
    info.acronym = phrase.acronym
    info.head = strip_possessive(v.w[phrase.stop])
    if has_title(phrase) then
        read_titled(info, phrase, v)
    elseif has_office_in_front(phrase, v, lexicon) then
        read_office_in_front(info, phrase, v)
    elseif is_all_name(phrase) then
        read_name(info, phrase, v, lexicon)
    else
        read_description(info, phrase, v, lexicon)
    end
    info.fresh = info.indefinite and info.kind == "nominal" or nil
    return info
end

return names
