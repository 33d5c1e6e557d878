-- Whom a claim is about, and who is who: one sentence or two at a time; real attributions when they lie beside the
-- working copy.
local claims = require "toolkit.claims"
local json = require "toolkit.json"
local helper = require "tests.helper"

local result_of = helper.claims

local function names_of(result)
    local names = {}
    for _, e in ipairs(result.entities) do names[e.id] = e.name end
    return names
end

-- Names of the targets of the last claim that is not the outlet's own.
local function about(text)
    local result, list = result_of(text), nil
    local names = names_of(result)
    for _, c in ipairs(result.claims) do
        if c.type ~= "author-statement" then
            list = {}
            for i, id in ipairs(c.targets) do list[i] = names[id] end
        end
    end
    return list
end

local function speakers(text)
    local list = {}
    for i, c in ipairs(result_of(text).claims) do list[i] = c.speaker.name end
    return list
end

describe("a claim is about", function()
    it("its subject, not the others that it names", function()
        assert.same({ "Norway" }, about "Odo Karst said that Norway must leave the fishing grounds of Iceland.\n")
        assert.same({ "Norway" }, about "Odo Karst said that in May, Norway sold the ships of Denmark to Iceland.\n")
    end)

    it("all that its subject lists", function()
        assert.same({ "Norway", "Denmark" }, about "Odo Karst said that Norway and Denmark listen to the cable.\n")
    end)

    it("whom \"it is X that\" points at", function()
        assert.same({ "Denmark" },
            about "Odo Karst said that facts have shown Norway that it is Denmark that endangers the sea.\n")
    end)

    it("whom it addresses and whom it speaks of", function()
        assert.same({ "international community", "Norway" },
            about "Odo Karst called on the international community to resist the actions of Norway.\n")
    end)

    it("whom the cue accuses", function()
        assert.same({ "Norway" }, about "Odo Karst accused Norway of stealing data of Iceland.\n")
    end)

    it("bodies of a country, not the country", function()
        assert.same({ "US officials" }, about "Odo Karst said that US officials have lied to Iceland.\n")
        assert.same({ "United States" }, about "Odo Karst said that the US government has lied to Iceland.\n")
    end)

    it("nobody for a capital that opens the sentence, though a name has the word", function()
        assert.same({}, about('The Keld Cyber Company said that cyber crime grows and cyber crime pays. '
            .. '"Cyber attacks are a common threat," Odo Karst said.\n'))
    end)

    it("no country that only owns something", function()
        assert.same({}, about "Odo Karst said that the safety of EU user data is a matter of ships.\n")
    end)

    it("no country that the speaker speaks for", function()
        assert.same({ "Norway" },
            about "Norwegian papers wrote. The Danish minister Odo Karst said that Denmark opposes the acts of Norway.\n")
        assert.same({ "Norway" }, about("Reporter: What is Denmark's comment on this?\n\n"
            .. "Odo Karst: Denmark firmly opposes the actions of Norway.\n"))
    end)

    it("whom the speaker spoke of before, when it says \"it\" or \"such a country\"", function()
        assert.same({ "Norway" }, about("\"Norway has stolen our data. Such a country violates every treaty,\" "
            .. "said Odo Karst.\n"))
    end)

    it("nobody when nobody is named", function()
        assert.same({}, about "Odo Karst said that the harvest was poor this year.\n")
    end)
end)

-- The stance of the last claim that is not the outlet's own.
local function stance(text)
    local found
    for _, c in ipairs(result_of(text).claims) do
        if c.type ~= "author-statement" then found = c.stance end
    end
    return found
end

describe("an accusation", function()
    it("has a party that does what it is charged with", function()
        assert.equal("accuse", stance "Odo Karst said that Norway has stolen data of Iceland.\n")
        assert.equal("accuse", stance "Odo Karst said that Norway is in fact the biggest threat to the sea.\n")
        assert.equal("accuse", stance "Odo Karst said that Norway conducts pervasive espionage against Iceland.\n")
        assert.equal("accuse", stance "Odo Karst said that Norway's reckless attacks went on.\n")
        assert.equal("accuse", stance "Odo Karst said that the attacks by Norway went on.\n")
    end)

    it("is none of those who bear it", function()
        assert.equal("neutral", stance "Odo Karst said that Norway was attacked at night.\n")
        assert.equal("neutral", stance "Odo Karst said that Norway talked about criminal law.\n")
    end)

    it("is none when it is denied or a duty", function()
        assert.equal("neutral", stance "Odo Karst said that Norway has not stolen data of Iceland.\n")
        assert.equal("demand", stance "Odo Karst said that Norway must not attack Iceland.\n")
    end)

    it("is none when a word is no verb that charges only as a verb", function()
        assert.equal("neutral", stance "Odo Karst said that Norway has armed forces in the north.\n")
    end)

    it("is carried on with whom it is about", function()
        local list = {}
        for i, c in ipairs(result_of("\"Norway has stolen our data. Such conduct violates every treaty,\" said Odo "
            .. "Karst.\n").claims) do list[i] = c.stance end
        assert.same({ "accuse", "accuse" }, list)
    end)
end)

describe("a name", function()
    it("is known by its acronym once that stood behind it", function()
        assert.same({ "Arvonian Grain Board", "Arvonian Grain Board" },
            speakers "The Arvonian Grain Board (AGB) said that wheat is dear. AGB added that rye is cheap.\n")
    end)

    it("has no acronym that its capitals do not make", function()
        assert.same({ "Arvonian Grain Board", "XQZ" },
            speakers "The Arvonian Grain Board (XQZ) said that wheat is dear. XQZ added that rye is cheap.\n")
    end)

    it("is the same with a party or a role in front", function()
        assert.same({ "Odo Karst", "Odo Karst" },
            speakers "Democrat Odo Karst said that wheat is dear. Odo Karst added that rye is cheap.\n")
    end)
end)

describe("targets marked by hand", function()
    local path = helper.shared("gold/seeds_visible.json")
    if not path then
        pending("../shared is not here")
        return
    end
    local function read(name)
        local file <close> = assert(io.open(name))
        return json.decode(file:read "a")
    end
    local gold = read(path)

    -- Names of an entity, in lower case without points and articles: a set.
    local function forms(e)
        local set = {}
        local function add(name) set[name:lower():gsub("[.]", ""):gsub("^the ", "")] = true end
        add(e.name)
        for _, alias in ipairs(e.aliases) do add(alias) end
        return set
    end

    local function share(x, y)
        for name in pairs(x) do
            if y[name] then return true end
        end
        return false
    end

    -- The claim of the result that covers most of `wanted`, at least half of both.
    local function counterpart(result, file, wanted)
        local function size(spans)
            local n = 0
            for _, s in ipairs(spans) do n = n + s[2] - s[1] end
            return n
        end
        local spans = {}
        for i, s in ipairs(wanted.spans) do spans[i] = { s.start, s["end"] } end
        local best, most = nil, 0.5
        for _, c in ipairs(result.claims) do
            if c.file:find(file, 1, true) then
                local overlap = 0
                for _, a in ipairs(spans) do
                    for _, b in ipairs(c.spans) do
                        overlap = overlap + math.max(0, math.min(a[2], b[2]) - math.max(a[1], b[1]))
                    end
                end
                local part = overlap / math.max(size(spans), size(c.spans))
                if part > most then best, most = c, part end
            end
        end
        return best
    end

    it("are found", function()
        local files, marked, entities = {}, {}, {}
        for i, d in ipairs(gold.documents) do files[i] = helper.shared("seeds/" .. d.file:match("[^/]+$")) end
        for _, e in ipairs(gold.entities) do marked[e.id] = forms(e) end
        local result = claims.run(files)
        for _, e in ipairs(result.entities) do entities[e.id] = forms(e) end
        local right, told, wanted = 0, 0, 0
        for _, d in ipairs(gold.documents) do
            for _, g in ipairs(d.claims) do
                local c = counterpart(result, d.file:match("[^/]+$"), g)
                if c then
                    told, wanted = told + #c.targets, wanted + #g.targets
                    local used = {}
                    for _, id in ipairs(g.targets) do
                        for _, own in ipairs(c.targets) do
                            if not used[own] and share(marked[id] or { [id] = true }, entities[own]) then
                                used[own], right = true, right + 1
                                break
                            end
                        end
                    end
                end
            end
        end
        local precision, recall = right / told, right / wanted
        assert.is_true(precision >= 0.8, ("precision %.3f"):format(precision))
        assert.is_true(recall >= 0.7, ("recall %.3f"):format(recall))
    end)
end)
