-- Who does it to whom: two versions of a claim that turn it round, and a passive that leaves out who did it. Reads the
-- parse of both claims; without a parser model nothing is found.
local place = require "toolkit.claims.conflicts.place"
local terms = require "toolkit.claims.terms"
local toolkit = require "toolkit"

local agents = {}

-- Least scores of two claims whose roles are compared: turned round, left out.
local TURNED, LEFT_OUT = 0.4, 0.45
-- Longer claims are not parsed: too much else differs.
local LONGEST = 60

local passive_auxiliary = { was = true, were = true, been = true, being = true, is = true, are = true, be = true }

-- May the claim hold a passive? An auxiliary with a verb soon behind it.
local function may_be_passive(c)
    for i, form in ipairs(c.words) do
        if passive_auxiliary[form] then
            for k = i + 1, math.min(#c.words, i + 3) do
                if c.tags[k] == "VERB" then return true end
            end
        end
    end
    return false
end

-- Do the first two parties of the claims stand in opposite order?
local function are_turned(a, b)
    local x, y = a.parties[1] and a.parties[1].entity, a.parties[2] and a.parties[2].entity
    local u, w = b.parties[1] and b.parties[1].entity, b.parties[2] and b.parties[2].entity
    return x and y and x ~= y and x == w and y == u
end

-- ---- roles -----------------------------------------------------------------------------------------------

local in_name = { compound = true, flat = true, amod = true, nmod = true, ["nmod:poss"] = true }

-- A noun of the parse with what belongs to its name: { stems = set, text =, proper = does it hold a name }.
local function party(parse, words, word, text)
    local first, last = word.number, word.number
    for child, relation in parse:children(word.number) do
        if in_name[relation] and child < first then first = child end
        if relation:sub(1, 4) == "flat" and child > last then last = child end
    end
    local i = parse:span(first)
    local _, j = parse:span(last)
    local phrase, stems = text:sub(i, j):gsub("%s+", " "), {}
    for form in phrase:lower():gmatch("[%a\128-\255]+") do
        if not terms.is_stop(form) then stems[terms.stem(form)] = true end
    end
    local proper = false
    for number = first, last do proper = proper or words[number].upos == "PROPN" end
    return next(stems) and { stems = stems, text = phrase, proper = proper } or nil
end

local role_of = { nsubj = "agent", ["obl:agent"] = "agent", obj = "patient", ["nsubj:pass"] = "patient" }

-- What is done in a claim: stem of the verb -> { agent =, patient =, passive = }.
local function deeds(c, lexicon)
    local text = c.state.text:sub(c.bytes[1][1], c.bytes[#c.bytes][2])
    text = text:sub(text:match("^%u%u[^\n]-%s[-–—]+%s()") or 1) -- a dateline is nobody's deed
    local parse = toolkit.parse(text, { layers = "words tags parse" })
    if not parse then return {} end
    local words, found = {}, {}
    for number, _, _, _, lemma, upos, _, head, relation in parse:words() do
        words[number] = { number = number, lemma = lemma, upos = upos, head = head, relation = relation }
    end
    for _, word in ipairs(words) do
        local role, verb = role_of[word.relation], words[word.head]
        if role and verb and verb.upos == "VERB" then
            local stem = terms.stem(verb.lemma)
            stem = lexicon.variant[stem] or stem
            found[stem] = found[stem] or {}
            found[stem][role] = party(parse, words, word, text)
            if word.relation == "nsubj:pass" then found[stem].passive = true end
        end
    end
    parse:close()
    return found
end

-- The same, found once while the claim is at hand: a claim of a large event stands in many pairs.
local function deeds_of(c, lexicon)
    c.deeds = c.deeds or deeds(c, lexicon)
    return c.deeds
end

local function share(x, y)
    if not x or not y then return false end
    for stem in pairs(x.stems) do
        if y.stems[stem] then return true end
    end
    return false
end

-- ---- comparison ------------------------------------------------------------------------------------------

local function is_turned_round(x, y)
    return share(x.agent, y.patient) and share(x.patient, y.agent)
        and not share(x.agent, y.agent) and not share(x.patient, y.patient)
end

-- Does `y` leave out the agent that `x` names?
local function hides_agent(x, y)
    return x.agent and x.agent.proper and y.passive and not y.agent and share(x.patient, y.patient)
end

local function add_hidden(p, add, shown, told, hidden)
    add("voice", { p.a, p.b }, { place.claim(p.a), place.claim(p.b) },
        ("%s says who did it (%s), %s leaves it out"):format(place.base(told.state.file), shown.agent.text,
            place.base(hidden.state.file)))
end

--- Adds where the claims of pair p differ in who does it to whom.
function agents.pair(p, add, lexicon)
    local a, b = p.a, p.b
    local turned = p.score >= TURNED and are_turned(a, b)
    local passive = p.score >= LEFT_OUT and may_be_passive(a) ~= may_be_passive(b)
    if not (turned or passive) or #a.words > LONGEST or #b.words > LONGEST then return end
    local left, right = deeds_of(a, lexicon), deeds_of(b, lexicon)
    local verbs = {}
    for verb in pairs(left) do
        if right[verb] then verbs[#verbs + 1] = verb end
    end
    table.sort(verbs)
    for _, verb in ipairs(verbs) do
        local x, y = left[verb], right[verb]
        if is_turned_round(x, y) then
            add("agent", { a, b }, { place.claim(a), place.claim(b) },
                ("who does it to whom is turned round: %s first, then %s"):format(x.agent.text, y.agent.text))
        elseif hides_agent(x, y) then
            add_hidden(p, add, x, a, b)
        elseif hides_agent(y, x) then
            add_hidden(p, add, y, b, a)
        end
    end
end

return agents
