-- Who is meant: reads a source phrase (name, title, role, organisation, pronoun, nominal), keeps the people and
-- organisations of a document, and merges them across documents. Every merge keeps its reason.
local apostrophe = require "toolkit.claims.apostrophe"

local names = {}

local sub = string.sub

local strip_possessive = apostrophe.strip

--- Reads tokens h..l of the view as the name of a speaker: { kind = "person|organisation|country|nominal|pronoun|
--- evidence|group|unknown", name, role, tokens = name in lower case, head = last noun, pronoun }.
function names.read(v, h, l, lexicon)
    local w, tag = v.w, v.tag
    local info = { first = h, last = l }
    if h == l and (tag[h] == "PRON" or w[h] == "which" or w[h] == "his" or w[h] == "her" or w[h] == "their"
        or w[h] == "my"
        or w[h] == "our") then
        info.kind, info.pronoun = "pronoun", apostrophe.before(w[h])
        return info
    end
    local i = h
    info.definite = w[h] == "the" or w[h] == "this" or w[h] == "that"
    info.indefinite = w[h] == "a" or w[h] == "an" or w[h] == "another" or w[h] == "one"
    while i < l and (tag[i] == "DET" or tag[i] == "ADV" and not v.cap[i]) do i = i + 1 end
    -- the head phrase ends before "of/for/in ... " unless a capitalised organisation goes on
    local stop = l
    local last_title, first_proper, last_proper
    local k = i
    local institution, acronym
    while k <= stop do
        local form = strip_possessive(w[k])
        local t = tag[k]
        if w[k] == "(" then
            -- an acronym in parentheses is an alias
            if v.w[k + 2] == ")" then acronym = sub(v.text, v.s[k + 1], v.e[k + 1]) end
            stop = k - 1
            break
        elseif w[k] == "," or w[k] == "—" or w[k] == "–" then
            stop = k - 1
            break
        elseif t == "ADP" or t == "CCONJ" then
            if not ((first_proper or k > h and lexicon.title[w[k - 1]] and v.cap[k - 1])
                and (form == "of" or form == "for" or form == "on" or form == "and" or form == "&"
                or form == "at" or form == "in")
                and (tag[k + 1] == "PROPN" or tag[k + 1] == "DET" and tag[k + 2] == "PROPN")
                    and (institution or form == "and" or form == "&" or form == "of")) then
                stop = k - 1
                break
            end
        else
            if lexicon.title[form] and k < stop
                and not (first_proper and tag[k + 1] ~= "PROPN" and w[k + 1] ~= ".") then
                if tag[k + 1] == "PROPN" or w[k + 1] == "." and tag[k + 2] == "PROPN" or lexicon.title[w[k + 1]] then
                    last_title = k end
            end
            if t == "PROPN" then
                first_proper = first_proper or k
                last_proper = k
                if lexicon.institution[form] or lexicon.undertaking[form] then institution = true end
            elseif t == "NOUN" or t == "ADJ" or t == "VERB" then
                if lexicon.institution[form] and first_proper then institution = true end
            end
        end
        k = k + 1
    end
    if stop < i then stop = l end
    info.acronym = acronym
    info.head = strip_possessive(w[stop] or w[l])
    local function text(a, b)
        local s = sub(v.text, v.s[a], v.e[b])
        return (s:gsub("%s+", " "))
    end
    if last_title and last_proper and last_title < last_proper then
        local from = last_title + 1
        if w[from] == "." then from = from + 1 end
        info.kind = "person"
        info.name = strip_possessive(text(from, last_proper))
        local role = text(i, last_title)
        info.role = role
        info.title = w[last_title]
        info.named = { from, last_proper }
    elseif last_proper and stop == last_proper and lexicon.title[w[i]] and (w[i + 1] == "of" or w[i + 1] == "for")
        and last_proper - i >= 4
        and tag[last_proper - 1] == "PROPN" and tag[last_proper - 2] == "PROPN" then
        -- "Minister of Waters Odo Karst"
        info.kind, info.title = "person", w[i]
        info.name = strip_possessive(text(last_proper - 1, last_proper))
        info.role = text(i, last_proper - 2)
        info.named = { last_proper - 1, last_proper }
    elseif last_proper and stop == last_proper then
        local whole = text(i, stop)
        whole = strip_possessive(whole)
        local single = strip_possessive(w[first_proper])
        info.name = whole
        info.named = { i, stop }
        if i == stop and (lexicon.country[single]) then
            info.kind = "country"
            info.country = lexicon.country[single]
        elseif lexicon.country[whole:lower()] then
            info.kind = "country"
            info.country = lexicon.country[whole:lower()]
        elseif institution then
            info.kind = "organisation"
        elseif i < stop and (lexicon.role[info.head] or lexicon.title[info.head]) then
            -- "White House Press Secretary", "the Foreign Minister": a role in capitals
            info.kind, info.role, info.name, info.named = "nominal", whole, nil, nil
        elseif i == stop and (lexicon.title[single] or lexicon.role[single]) then
            info.kind, info.role, info.name, info.named = "nominal", whole, nil, nil
        elseif whole:match("^%u[%u.]+$") and #whole >= 2 then
            info.kind = "organisation"
        elseif info.definite and i > h then
            info.kind = (stop == i and whole:match("s$")) and "group" or "organisation"
        elseif stop - i <= 4 then
            info.kind = "person"
        else
            info.kind = "organisation"
        end
        if info.kind == "person" and i == stop and single:match("s$") and #single > 5
            and info.name:match("crats$") then info.kind = "group" end
        if info.kind == "person" and (w[i + 1] == "of" or w[i + 2] == "of" or w[i + 1] == "and"
            or w[i + 2] == "and") then
            info.kind = (w[i + 1] == "and" or w[i + 2] == "and") and "group" or "organisation"
        end
    else
        local head = info.head
        info.kind = (lexicon.role[head] or lexicon.title[head] or lexicon.nominal[head]) and "nominal"
            or lexicon.evidence[head]
            and "evidence" or "group"
        if institution and lexicon.institution[head] then
            info.kind = "organisation"
            info.name = text(i, stop)
        end
        if lexicon.institution[head] and not info.name then
            info.kind = first_proper and "organisation" or "nominal"
            if first_proper then info.name = text(i, stop) end
        end
        info.role = text(i, stop)
        info.proper = first_proper ~= nil
    end
    if info.indefinite and info.kind == "nominal" then info.fresh = true end
    return info
end

-- ---- the people and organisations of one run ----------------------------------------------------

local registry = {}
registry.__index = registry

--- A new registry: entities of all documents.
function names.registry(lexicon)
    return setmetatable({ entities = {}, by_key = {}, lexicon = lexicon, ids = {} }, registry)
end

local function slug(name)
    local id = name:lower():gsub("'", ""):gsub("’", ""):gsub("[^%w\128-\255]+", "_"):gsub("^_+", ""):gsub("_+$", "")
    return id == "" and "unnamed" or id
end

function registry:add(name, kind)
    local id = slug(name)
    local n = 1
    local base = id
    while self.ids[id] do
        n = n + 1
        id = base .. "_" .. n
    end
    local entity = { id = id, name = name, kind = kind, aliases = {}, alias_set = {}, mentions = {}, reasons = {},
        roles = {} }
    self.ids[id] = entity
    self.entities[#self.entities + 1] = entity
    return entity
end

local function key_of(name)
    return (name:lower():gsub("^the%s+", ""):gsub("%s+", " "))
end

--- The entity of a name, made when it is new.
function registry:get(name, kind)
    local key = kind == "person" and "p:" .. key_of(name) or "o:" .. key_of(name)
    local entity = self.by_key[key]
    if not entity then
        entity = self:add((name:gsub("^[Tt]he ", "")), kind)
        self.by_key[key] = entity
    end
    return entity
end

function registry.alias(_, entity, text, reason)
    if text and text ~= entity.name and not entity.alias_set[text] then
        entity.alias_set[text] = true
        entity.aliases[#entity.aliases + 1] = text
        entity.reasons[text] = reason
    end
end

-- ---- the people of one document -------------------------------------------------------------------

local cast = {}
cast.__index = cast

--- Keeps who was mentioned in a document, and answers who a surname, nominal or pronoun means.
function names.cast(reg, lexicon, file)
    return setmetatable({ registry = reg, lexicon = lexicon, file = file, people = {}, by_token = {}, acronyms = {},
        turn = 0 }, cast)
end

local function tokens_of(name)
    local t = {}
    for word in name:lower():gmatch("[^%s.]+") do t[#t + 1] = word end
    return t
end

local female = { mrs = true, ms = true, miss = true, spokeswoman = true, congresswoman = true, queen = true,
    lady = true,
    chairwoman = true, princess = true, councilwoman = true, sister = true }
local male = { mr = true, spokesman = true, congressman = true, king = true, lord = true, sir = true, chairman = true,
    prince = true,
    councilman = true, pope = true, father = true }
local first_female = {}
for n in ([[mary patricia jennifer linda elizabeth barbara susan jessica sarah karen lisa nancy betty margaret sandra
ashley
    kimberly emily donna michelle carol amanda melissa deborah stephanie rebecca laura sharon cynthia kathleen amy
    angela shirley
    anna brenda pamela emma nicole helen samantha katherine christine debra rachel carolyn janet catherine maria
    heather diane
    ruth julie olivia joyce virginia victoria kelly lauren christina joan evelyn judith hillary melania ivanka
    kellyanne theresa
    angela nikki claire elena sonia loretta alicia marie jane anne ann alice martha gloria jill kate kathy wendy
    heidi]]):gmatch("%S+") do
    first_female[n] = true
end
local first_male = {}
for n in ([[james robert john michael david william richard joseph thomas charles christopher daniel matthew anthony
mark donald
    steven paul andrew joshua kenneth kevin brian george timothy ronald edward jason jeffrey ryan jacob gary nicholas
    eric
    jonathan stephen larry justin scott brandon benjamin samuel gregory alexander patrick frank raymond jack dennis
    jerry tyler
    aaron jose adam nathan henry zachary douglas peter kyle noah ethan jeremy walter christian keith roger terry sean
    gerald
    carl harold dylan arthur lawrence jordan jesse bryan billy bruce gabriel joe logan alan juan albert willie barack
    mitt
    bill bernie ted marco mike tom tim newt chris rudy jim vladimir harry mitch chuck steve dan josh matt bob ben ron
    jeff]]):gmatch("%S+") do
    first_male[n] = true
end

function cast:person(info, sentence)
    local tokens = tokens_of(info.name)
    if #tokens == 0 then return nil end
    local person
    if #tokens == 1 then
        local known = self.by_token[tokens[1]]
        if known then person = known[#known] end
    else
        for _, p in ipairs(self.by_token[tokens[#tokens]] or {}) do
            if p.key == table.concat(tokens, " ") then person = p break end
        end
        if not person then
            -- "Robert De Niro" after "De Niro", "Donald J. Trump" after "Donald Trump"
            for _, p in ipairs(self.by_token[tokens[#tokens]] or {}) do
                if p.tokens[#p.tokens] == tokens[#tokens] and (p.tokens[1] == tokens[1] or #p.tokens == 1) then
                    person = p end
            end
            if person and #person.tokens == 1 then
                -- the full name is better
                person.tokens, person.key, person.name = tokens, table.concat(tokens, " "), info.name
                for _, token in ipairs(tokens) do
                    self.by_token[token] = self.by_token[token] or {}
                    table.insert(self.by_token[token], person)
                end
            end
        end
    end
    if not person then
        person = { name = info.name, tokens = tokens, key = table.concat(tokens, " "), roles = {}, kind = "person",
            forms = {} }
        self.people[#self.people + 1] = person
        for _, token in ipairs(tokens) do
            if #token > 1 and token ~= "jr" and token ~= "iii" then
                self.by_token[token] = self.by_token[token] or {}
                table.insert(self.by_token[token], person)
            end
        end
        if first_female[tokens[1]] and #tokens > 1 then person.gender = "she" elseif first_male[tokens[1]]
            and #tokens > 1 then person.gender = "he" end
    end
    if info.title then
        if female[info.title] then person.gender = "she" elseif male[info.title] then person.gender = "he" end
    end
    if info.role then
        local role = info.role:lower()
        if not person.roles[role] then
            person.roles[role] = true
            person.role_text = person.role_text and #person.role_text > #info.role and person.role_text or info.role
        end
        for word in role:gmatch("%a+") do
            person.role_words = person.role_words or {}
            person.role_words[word] = true
        end
    end
    self.turn = self.turn + 1
    person.mentioned, person.sentence = self.turn, sentence
    return person
end

--- A person known by one word, or nil.
function cast:known(token)
    local list = self.by_token[token]
    return list and list[#list]
end

--- The last mentioned person that fits a pronoun.
function cast:by_pronoun(pronoun, last_speaker)
    if pronoun == "they" or pronoun == "it" or pronoun == "their" or pronoun == "its" then
        return nil
    end
    local want = (pronoun == "she" or pronoun == "her") and "she" or "he"
    local best
    for _, p in ipairs(self.people) do
        if (not p.gender or p.gender == want) and (p.strong or p == last_speaker) then
            local score = p.mentioned + (p == last_speaker and 3 or 0)
            if not best or score > best.score then best = { p = p, score = score } end
        end
    end
    if best and last_speaker and last_speaker.kind == "person"
        and (not last_speaker.gender or last_speaker.gender == want)
        and last_speaker.sentence and best.p ~= last_speaker and best.p.sentence - last_speaker.sentence <= 2
            and not best.p.subject then
        return last_speaker
    end
    return best and best.p
end

--- The person that a nominal ("the official", "the Chinese diplomat") means.
function cast:by_nominal(head, after, modifiers)
    local fits = self.lexicon.nominal[head]
    local best
    for _, p in ipairs(self.people) do
        if p.role_words and (not after or p.mentioned > after) then
            local ok = p.role_words[head]
            local fits_all = true
            for _, word in ipairs(modifiers or {}) do
                if not p.role_words[word] then fits_all = false end
            end
            if not fits_all then ok = false
            elseif not ok and fits then
                for word in pairs(p.role_words) do
                    if fits[word] then ok = true break end
                end
            end
            if ok and (not best or (after and p.mentioned < best.mentioned)
                or (not after and p.mentioned > best.mentioned)) then best = p end
        end
    end
    return best
end

--- Registers the people that sentence m introduces by title or apposition or by a full name.
function names.scan(v, m, the_cast)
    local lexicon = the_cast.lexicon
    local w, tag = v.w, v.tag
    local k, hi = v.sfirst[m], v.slast[m]
    local lo = k
    while k <= hi do
        if tag[k] == "PROPN" then
            local i = k
            while k < hi
                and (tag[k + 1] == "PROPN" or (w[k + 1] == "." and #w[k] <= 4 and v.s[k + 1] == v.e[k] + 1
                and tag[k + 2] == "PROPN" and k + 2 <= hi)
                or (w[k + 1] == "-" and v.s[k + 1] == v.e[k] + 1 and tag[k + 2] == "PROPN" and k + 2 <= hi
                    and v.s[k + 2] == v.e[k + 1] + 1)) do
                k = k + 1
                if apostrophe.is_possessive(w[k]) then break end
            end
            local last_title
            for q = i, k - 1 do
                if lexicon.title[w[q]] then last_title = q end
            end
            local before = w[i - 1]
            local role_before = i > lo and (lexicon.role[before] or lexicon.title[before]) and i - 1
            if not role_before and before == "," and i - 2 > lo and (w[k + 1] == "," or k == hi or w[k + 1] == ".")
                and (lexicon.role[w[i - 2]] or lexicon.title[w[i - 2]]) and tag[i - 2] == "NOUN" then
                -- "the spokesman, Ilo Sarnak, has"
                role_before, before = i - 2, w[i - 2]
            end
            local from = i
            local info
            if last_title then from = last_title + 1 if w[from] == "." then from = from + 1 end end
            local of_role
            if not last_title and w[i - 1] == "of" and i - 2 >= lo and lexicon.title[w[i - 2]] and k - i >= 2 then
                from, of_role = k - 1, sub(v.text, v.s[i - 2], v.e[k - 2])
            end
            local count = 0
            local institution, country = false, false
            for q = from, k do
                if tag[q] == "PROPN" then
                    count = count + 1
                    local form = strip_possessive(w[q])
                    if lexicon.institution[form] or lexicon.undertaking[form] then institution = true end
                    if lexicon.country[form] then country = true end
                end
            end
            if count >= 1 and not institution
                and (last_title or of_role or role_before or (count >= 2 and count <= 3 and not country))
                and not (country and count == 1) then
                local role = of_role
                if of_role then
                    before = w[i - 2]
                elseif last_title then
                    local a = i
                    if role_before then
                        while a > lo
                        and (tag[a - 1] == "NOUN" or tag[a - 1] == "PROPN" or tag[a - 1] == "ADJ") do a = a - 1 end end
                    role = sub(v.text, v.s[a], v.e[last_title])
                elseif role_before then
                    local a = role_before
                    while a > lo
                        and (tag[a - 1] == "NOUN" or tag[a - 1] == "PROPN" or tag[a - 1] == "ADJ") do a = a - 1 end
                    role = sub(v.text, v.s[a], v.e[role_before])
                elseif w[k + 1] == "," and k + 2 <= hi then
                    -- apposition behind: ", a spokesman for the ministry,"
                    for q = k + 2, math.min(hi, k + 14) do
                        if w[q] == "," or tag[q] == "AUX" then break end
                        if lexicon.role[w[q]] or lexicon.title[w[q]] then
                            local stop = q
                            for r = q, math.min(hi, q + 20) do
                                if w[r] == "," then stop = r - 1 break end
                            end
                            local a = k + 2
                            if tag[a] == "DET" then a = a + 1 end
                            role = sub(v.text, v.s[a], v.e[stop])
                            break
                        end
                    end
                end
                info = { name = strip_possessive(sub(v.text, v.s[from], v.e[k])):gsub("%s+", " "), role = role,
                    title = last_title and w[last_title] or role_before and before }
                local person = the_cast:person(info, m)
                if person and (role or the_cast:known(strip_possessive(w[k]))) then
                    if role or count >= 2 then person.strong = true end
                end
                if person then person.seen_at = person.seen_at or { from, k } end
            elseif count == 1 and not institution and not country then
                local person = the_cast:known(strip_possessive(w[k]))
                if person then
                    the_cast.turn = the_cast.turn + 1
                    person.mentioned, person.sentence = the_cast.turn, m
                end
            end
        end
        k = k + 1
    end
end

return names
