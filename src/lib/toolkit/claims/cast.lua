-- The people of one document: keeps who was introduced and when, and answers whom a surname, a nominal or a pronoun
-- means. A longer name of somebody known makes one person of both.
local apostrophe = require "toolkit.claims.apostrophe"
local cues = require "toolkit.claims.cues"
local gender = require "toolkit.claims.gender"

local cast = {}
cast.__index = cast

local sub = string.sub
local strip_possessive = apostrophe.strip

-- An apposition holds its role within this many tokens, and ends within that many more.
local ROLE_BEHIND, ROLE_LENGTH = 14, 20

-- A name of two or three words introduces somebody even without a title.
local FULL_NAME, LONG_NAME = 2, 3

-- Who is the subject of the sentence before goes before so many who were mentioned behind; of this one, twice as many.
local TOPIC = 4

-- The last speaker stays whom "he" means for this many sentences.
local SAME_SPEAKER = 2

--- Nobody yet; `registry` and `file` are kept for those who ask.
function cast.new(registry, lexicon, file)
    return setmetatable({ registry = registry, lexicon = lexicon, file = file, people = {}, by_token = {},
        acronyms = {}, turn = 0 }, cast)
end

-- ---- a person named ----------------------------------------------------------------------------------

local function tokens_of(name)
    local t = {}
    for word in name:lower():gmatch("[^%s.]+") do t[#t + 1] = word end
    return t
end

local function index(self, token, person)
    local list = self.by_token[token]
    if not list then
        list = {}
        self.by_token[token] = list
    end
    list[#list + 1] = person
end

-- The last person with this surname and first name, or with the surname alone: "Robert De Niro" after "De Niro",
-- "Donald J. Trump" after "Donald Trump".
local function namesake(same_token, tokens)
    local found
    for _, p in ipairs(same_token) do
        local same_surname = p.tokens[#p.tokens] == tokens[#tokens]
        if same_surname and (p.tokens[1] == tokens[1] or #p.tokens == 1) then found = p end
    end
    return found
end

-- First words of surnames: "De Niro" is no full name.
local particle = cues.set [[de di da del della dos du la le van von der den ter ten al el bin ibn abu ben st san santa
    mac]]

-- Is `key` a full name that the longer name `longer` ends in?
local function ends_in(longer, key)
    local at = #longer - #key
    if at < 2 or longer:sub(at) ~= " " .. key or not key:find("%a%a+ %S") then return false end
    return not (longer:find(" of ", 1, true) or longer:find(" and ", 1, true))
end

-- The known person of a name, or nil. Somebody known by the surname alone takes over the full name; what stands in
-- front of a full name ("Crooked Ilo Sarnak") is not part of it.
local function find(self, tokens, key, name)
    local same_token = self.by_token[tokens[#tokens]]
    if not same_token then return nil end
    if #tokens == 1 then return same_token[#same_token] end
    for _, p in ipairs(same_token) do
        if p.key == key or ends_in(key, p.key) then return p end
        if ends_in(p.key, key) then
            if not particle[tokens[1]] and not p.role_text then p.tokens, p.key, p.name = tokens, key, name end
            return p
        end
    end
    local person = namesake(same_token, tokens)
    if person and #person.tokens == 1 then
        person.tokens, person.key, person.name = tokens, key, name
        for _, token in ipairs(tokens) do index(self, token, person) end
    end
    return person
end

local function is_name_word(token)
    return #token > 1 and token ~= "jr" and token ~= "iii"
end

local function add(self, tokens, key, name)
    local person = { name = name, tokens = tokens, key = key, roles = {}, kind = "person", forms = {} }
    self.people[#self.people + 1] = person
    for _, token in ipairs(tokens) do
        if is_name_word(token) then index(self, token, person) end
    end
    if #tokens > 1 then person.gender = gender.of_first_name(tokens[1]) end
    return person
end

-- Notes a role; the longest text of one is kept.
local function add_role(person, text)
    local role = text:lower()
    if not person.roles[role] then
        person.roles[role] = true
        if not person.role_text or #person.role_text <= #text then person.role_text = text end
    end
    person.role_words = person.role_words or {}
    for word in role:gmatch("%a+") do person.role_words[word] = true end
end

-- Notes that a person was mentioned last, in sentence m.
local function touch(self, person, m)
    self.turn = self.turn + 1
    person.mentioned, person.sentence = self.turn, m
    self.now, self.latest = m or self.now, person
end

--- The person of a reading { name, role, title }, made when new, and mentioned now; nil when the name holds no word.
function cast:person(info, sentence)
    local tokens = tokens_of(info.name)
    if #tokens == 0 then return nil end
    local key = table.concat(tokens, " ")
    local person = find(self, tokens, key, info.name) or add(self, tokens, key, info.name)
    if info.title then person.gender = gender.of_title(info.title) or person.gender end
    if info.role then add_role(person, info.role) end
    touch(self, person, sentence)
    return person
end

-- ---- whom a word means -------------------------------------------------------------------------------

--- A person known by one word, or nil.
function cast:known(token)
    local list = self.by_token[token]
    return list and list[#list]
end

local no_person = { they = true, it = true, their = true, its = true }

-- Is a person, of whom more than a name is known, the subject of this sentence or the one before?
local function is_topic(self, person)
    local is_known = person.role_text or person.gender
    return is_known and person.topic ~= nil and self.now ~= nil and self.now - person.topic <= 1
end

-- Does the last speaker go before the person that the order of mentions prefers?
local function is_still_speaking(self, last_speaker, best, pronoun)
    if best == last_speaker or best.subject then return false end
    if is_topic(self, best) and best.topic > (last_speaker.topic or 0) then return false end
    return last_speaker.kind == "person" and (not last_speaker.gender or last_speaker.gender == pronoun)
        and last_speaker.sentence and best.sentence - last_speaker.sentence <= SAME_SPEAKER
end

--- The last mentioned person that fits a pronoun.
function cast:by_pronoun(pronoun, last_speaker)
    if no_person[pronoun] then return nil end
    local want = (pronoun == "she" or pronoun == "her") and "she" or "he"
    local best, best_score
    for _, p in ipairs(self.people) do
        if (not p.gender or p.gender == want) and (p.strong or p == last_speaker) then
            -- who spoke last is a little nearer than his last mention
            local score = p.mentioned + (p == last_speaker and 3 or 0)
            if is_topic(self, p) then score = score + (p.topic == self.now and 2 or 1) * TOPIC end
            if not best or score > best_score then best, best_score = p, score end
        end
    end
    if best and last_speaker and is_still_speaking(self, last_speaker, best, want) then return last_speaker end
    return best
end

-- Has a person the role `head`, or one that the nominal stands for (`fits`), and all modifiers among its words?
local function has_role(person, head, fits, modifiers)
    local role_words = person.role_words
    for _, word in ipairs(modifiers) do
        if not role_words[word] then return false end
    end
    if role_words[head] then return true end
    if fits then
        for word in pairs(role_words) do
            if fits[word] then return true end
        end
    end
    return false
end

--- The person that a nominal ("the official", "the Chinese diplomat") means: the last mentioned one, or the first that
--- was mentioned later than `after`.
function cast:by_nominal(head, after, modifiers)
    local fits = self.lexicon.nominal[head]
    local best
    for _, p in ipairs(self.people) do
        if p.role_words and (not after or p.mentioned > after) and has_role(p, head, fits, modifiers or {}) then
            local is_nearer = not best or after and p.mentioned < best.mentioned
                or not after and p.mentioned > best.mentioned
            if is_nearer then best = p end
        end
    end
    return best
end

-- ---- who is introduced in the text ---------------------------------------------------------------------

local function is_office(lexicon, form)
    return lexicon.role[form] or lexicon.title[form]
end

-- Do an abbreviation's point or a hyphen at token k join two words of a name ("J. Karst", "Karst-Orrel")?
local function joins_name(v, k, hi)
    local s, e = v.s, v.e
    if v.tag[k + 1] ~= "PROPN" or k + 1 > hi or s[k] ~= e[k - 1] + 1 then return false end
    return v.w[k] == "." and #v.w[k - 1] <= 4 or v.w[k] == "-" and s[k + 1] == e[k] + 1
end

-- The last token of the name that starts at token k.
local function name_end(v, k, hi)
    local tag = v.tag
    while k < hi and (tag[k + 1] == "PROPN" or joins_name(v, k + 1, hi)) do
        k = k + 1
        if apostrophe.is_possessive(v.w[k]) then break end
    end
    return k
end

local in_role = { NOUN = true, PROPN = true, ADJ = true }

-- The text of the role that ends in token `last`, with the words of a role before token k.
local function role_text(v, k, last, lo)
    while k > lo and in_role[v.tag[k - 1]] do k = k - 1 end
    return sub(v.text, v.s[k], v.e[last])
end

-- The last title inside the name i..k ("Prime Minister Odo Karst"), or a role in front of a full name ("Democrat Ilo
-- Sarnak"); or nil.
local function title_inside(w, lexicon, i, k)
    for q = k - 1, i, -1 do
        if lexicon.title[w[q]] or q < k - 1 and lexicon.role[w[q]] then return q end
    end
end

-- The role noun in front of the name i..k: "spokesman Ilo Sarnak", "the spokesman, Ilo Sarnak, has". Its token or nil.
local function role_in_front(v, i, k, lo, hi, lexicon)
    local w = v.w
    if i <= lo then return nil end
    if is_office(lexicon, w[i - 1]) then return i - 1 end
    local is_set_off = w[i - 1] == "," and i - 2 > lo and (w[k + 1] == "," or k == hi or w[k + 1] == ".")
    if is_set_off and v.tag[i - 2] == "NOUN" and is_office(lexicon, w[i - 2]) then return i - 2 end
end

-- The role in an apposition behind token k: ", a spokesman for the ministry,". Text or nil.
local function role_behind(v, k, hi, lexicon)
    local w, tag = v.w, v.tag
    for q = k + 2, math.min(hi, k + ROLE_BEHIND) do
        if w[q] == "," or tag[q] == "AUX" then return nil end
        if is_office(lexicon, w[q]) then
            local stop = q
            for r = q, math.min(hi, q + ROLE_LENGTH) do
                if w[r] == "," then
                    stop = r - 1
                    break
                end
            end
            local first = tag[k + 2] == "DET" and k + 3 or k + 2
            return sub(v.text, v.s[first], v.e[stop])
        end
    end
end

-- How many names tokens from..k hold, whether one is a house or undertaking, whether one is a country.
local function contents(v, from, k, lexicon)
    local count, institution, country = 0, false, false
    for q = from, k do
        if v.tag[q] == "PROPN" then
            count = count + 1
            local form = strip_possessive(v.w[q])
            if lexicon.institution[form] or lexicon.undertaking[form] then institution = true end
            if lexicon.country[form] then country = true end
        end
    end
    return count, institution, country
end

-- Registers the name of tokens from..k as a person; `full`: it has more than one word.
local function introduce(self, v, m, from, k, role, title, full)
    local name = strip_possessive(sub(v.text, v.s[from], v.e[k])):gsub("%s+", " ")
    local person = self:person({ name = name, role = role, title = title }, m)
    if not person then return end
    if role or full and self:known(strip_possessive(v.w[k])) then person.strong = true end
    person.seen_at = person.seen_at or { from, k }
end

-- May a name without a title be a person's? Not when it is a country's or the model sees something else.
local function may_be_person(v, i, k, lexicon)
    local class = v.name_last[i] == k and v.name_kind[i] or "person"
    return class == "person" and not lexicon.country[strip_possessive(sub(v.text, v.s[i], v.e[k])):lower()]
end

-- Is the name that starts at token i the subject with which sentence m opens?
local function is_subject(v, m, i, k)
    if apostrophe.is_possessive(v.w[k]) or v.tag[i - 1] == "ADP" and i > v.sfirst[m] then return false end
    for q = v.sfirst[m], i - 1 do
        local t = v.tag[q]
        if t == "VERB" or t == "AUX" or t == "CCONJ" or t == "ADP" and q > v.sfirst[m] then return false end
    end
    return v.tag[k + 1] == "AUX" or v.tag[k + 1] == "VERB" or v.tag[k + 1] == "ADV" or v.w[k + 1] == ","
end

-- How often a text holds tokens j..k.
local function occurrences(v, j, k)
    local form, n, at = sub(v.text, v.s[j], v.e[k]), 0, 0
    repeat
        at = v.text:find(form, at + 1, true)
        n = n + (at and 1 or 0)
    until not at
    return n
end

-- The first token of a person's name of two words that ends the longer name i..k, as the model sees it or because the
-- text has it without the word before; nil when there is none.
local function name_behind_house(v, i, k)
    local j = k - 1
    if k - i < LONG_NAME then return nil end
    if v.name_last[j] == k then return v.name_kind[j] == "person" and j or nil end
    return occurrences(v, j, k) > occurrences(v, j - 1, k) and j or nil
end

-- The office of which the house in front of token j is part, "spokesperson of the Ministry of N", or nil.
local function office_before(v, j, lo, lexicon)
    for q = j - 1, math.max(lo, j - ROLE_BEHIND), -1 do
        local t = v.tag[q]
        if t == "VERB" or t == "AUX" or t == "PUNCT" then return nil end
        if is_office(lexicon, v.w[q]) and (v.w[q + 1] == "of" or v.w[q + 1] == "for") then return q end
    end
end

-- What the name of tokens i..k in sentence m tells: a person introduced, or one who is known mentioned again.
local function meet(self, v, m, i, k)
    local lexicon, w, lo, hi = self.lexicon, v.w, v.sfirst[m], v.slast[m]
    local title = title_inside(w, lexicon, i, k)
    local front = role_in_front(v, i, k, lo, hi, lexicon)
    local of_office = not title and w[i - 1] == "of" and i - 2 >= lo and lexicon.title[w[i - 2]] and k - i >= 2
    local from = i
    if title then
        from = w[title + 1] == "." and title + 2 or title + 1
    elseif of_office then
        from = k - 1 -- "the Minister of Waters Odo Karst"
    end
    local behind = not title and not of_office and name_behind_house(v, i, k)
    if behind then from = behind end -- "the spokesperson of the Ministry of Foreign Affairs Wan Teo"
    local count, institution, country = contents(v, from, k, lexicon)
    if count == 0 or institution or country and count == 1 then return end
    local is_introduced = title or of_office or front
        or count >= FULL_NAME and count <= LONG_NAME and not country and may_be_person(v, i, k, lexicon)
    if is_introduced then
        local role
        if of_office then
            role = sub(v.text, v.s[i - 2], v.e[k - 2])
        elseif title then
            role = role_text(v, i, title, front and lo or i)
        elseif behind and office_before(v, behind, lo, lexicon) then
            role = sub(v.text, v.s[office_before(v, behind, lo, lexicon)], v.e[behind - 1])
        elseif front then
            role = role_text(v, front, front, lo)
        elseif w[k + 1] == "," and k + 2 <= hi then
            role = role_behind(v, k, hi, lexicon)
        end
        introduce(self, v, m, from, k, role, w[title or front], count >= FULL_NAME)
    elseif count == 1 then
        local person = self:known(strip_possessive(w[k]))
        if person then touch(self, person, m) end
    end
end

--- Registers the people that sentence m introduces by title or apposition or by a full name.
function cast:scan(v, m)
    local tag, k, hi = v.tag, v.sfirst[m], v.slast[m]
    while k <= hi do
        if tag[k] == "PROPN" then
            local last = name_end(v, k, hi)
            local before = self.turn
            meet(self, v, m, k, last)
            if self.turn > before and is_subject(v, m, k, last) then self.latest.topic = m end
            k = last
        end
        k = k + 1
    end
end

return cast
