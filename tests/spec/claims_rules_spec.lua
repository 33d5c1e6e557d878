-- What each way of telling who said something yields, and what must yield nothing: one sentence or two at a time.
local json = require "toolkit.json"
local helper = require "tests.helper"

local function claims_of(text)
    return helper.claims(text).claims
end

local function null(x) return x ~= json.null and x or nil end

--- "speaker|text" of the claims that are not the outlet's own.
local function said(text)
    local list = {}
    for _, c in ipairs(claims_of(text)) do
        if c.type ~= "author-statement" then
            list[#list + 1] = ("%s|%s"):format(null(c.speaker.name) or "?", c.text)
        end
    end
    return list
end

local function source_of(text)
    for _, c in ipairs(claims_of(text)) do
        if c.type ~= "author-statement" then return c.speaker.text end
    end
end

describe("a source", function()
    it("behind its verb has its apposition", function()
        assert.equal("Ane Borg, a baker in Lower Harrow who saw the water",
            source_of("\"Nobody warned us,\" said Ane Borg, a baker in Lower Harrow who saw the water.\n"))
    end)

    it("before its verb leaves time and circumstance out", function()
        assert.equal("Ane Borg", source_of("Ane Borg on Monday rejected the report of the office.\n"))
        assert.equal("Ane Borg", source_of("Ane Borg, speaking to reporters in Maren, said the dam was old.\n"))
    end)

    it("runs on behind according to", function()
        assert.equal("a letter sent on Friday by the office",
            source_of("The dam is forty years old, according to a letter sent on Friday by the office.\n"))
    end)

    it("may be named behind its role", function()
        assert.same({ "Edda Holt|the station was empty." },
            said "The chair of the council, Edda Holt, said that the station was empty.\n")
    end)

    it("may be named last of all", function()
        local list = said "The spokesman said that the door is open.\n\nThe spokesman, Ilo Sarnak, was in a hurry.\n"
        assert.equal("Ilo Sarnak|the door is open.", list[1])
    end)

    it("keeps its name at the start of a sentence", function()
        local list = said "Spokesman Hale Wang said the bridge was safe, and Wang smiled.\n\nWang emphasized that it was new.\n"
        assert.equal("Hale Wang|it was new.", list[#list])
    end)

    it("that is an office keeps its name as a label", function()
        local text = "JOURNALIST: Is the bridge safe?\n\nPRIME MINISTER: It is.\n\nJOURNALIST: Who says so?\n\n"
            .. "PRIME MINISTER: The engineers say so in their report.\n"
        for _, c in ipairs(claims_of(text)) do
            if c.type == "direct" then assert.equal("Prime Minister", c.speaker.name) end
        end
        local named = said(text .. "\nPrime Minister Odo Karst left the room at noon.\n")
        assert.equal("Odo Karst|It is.", named[2])
    end)

    it("that is a state is not quoted by its own spokesman", function()
        assert.same({ "Dara Venn|Varn hopes that the talks go on." },
            said "Varn Foreign Ministry spokeswoman Dara Venn said that Varn hopes that the talks go on.\n")
    end)

    it("may be a place that stands for its government", function()
        local c = claims_of("The council met in Ondra.\n\nOndra said that the levy was unfair.\n")
        for _, claim in ipairs(c) do
            if claim.text == "the levy was unfair." then assert.equal("Ondra", claim.speaker.name) end
        end
        assert.is_true(#c >= 2)
    end)

    it("may be a group that a pronoun takes up", function()
        local list = said "The engineers said that the dam was safe. They warned that the gates were not.\n"
        assert.equal("engineers|the gates were not.", list[2])
    end)
end)

describe("what was said", function()
    it("ends where the outlet goes on", function()
        assert.same({ "Ane Borg|the report of the institute" },
            said "Ane Borg rejected the report of the institute, which had been late.\n")
    end)

    it("may come in two quotations around the cue", function()
        local c = claims_of("\"This is old news. We knew it,\" Karst said. \"Nobody asked us.\"\n")
        assert.equal(2, #c)
        assert.equal("said", c[1].cue.text)
        assert.equal(json.null, c[2].cue)
        assert.equal(2, #c[2].spans)
    end)

    it("may hang on a noun", function()
        assert.same({ "Karst|the siren had worked" }, said "Karst's claim that the siren had worked, was wrong.\n")
        assert.same({ "?|the siren had worked" }, said "The allegation that the siren had worked, spread on Monday.\n")
    end)

    it("may hang on an adjective", function()
        assert.same({ "Karst|the dam is safe." }, said "Karst is confident that the dam is safe.\n")
    end)

    it("may be what a poll shows", function()
        assert.equal("A new poll", source_of("A new poll shows the party with 40 percent of the vote.\n"))
    end)

    it("may stand before was quoted as saying", function()
        assert.same({ "Karst|Nobody was hurt," },
            said "\"Nobody was hurt,\" Karst was quoted as saying by the agency.\n")
    end)

    it("may be rejected by its victim", function()
        assert.same({ "council|The plan" }, said "The plan was rejected by the council.\n")
    end)
end)

describe("nobody", function()
    local function nothing(text)
        local list = said(text)
        assert.same({}, list, text)
    end

    it("has said what he will, would or should say", function()
        nothing "The minister will say that the dam is safe.\n"
        nothing "The minister would say that the dam is safe.\n"
        nothing "The minister should admit that the dam is old.\n"
    end)

    it("speaks in a caption, a command or by hearsay", function()
        nothing "The minister is said to be in Maren.\n"
        nothing "The dam is believed to be safe.\n"
        nothing "Tell the minister that the dam is old.\n"
    end)

    it("speaks when it only seems so", function()
        nothing "The dam seems to hold.\n"
        nothing "The minister appears to know it.\n"
    end)

    it("has said what he did not say", function()
        nothing "The minister did not say when the dam was built.\n"
        local refusals = claims_of "The ministry declined to comment on the report.\n"
        assert.equal(1, #refusals)
        assert.equal("reject", refusals[1].stance)
    end)
end)

describe("a number that somebody gives", function()
    it("is a claim with what it counts", function()
        assert.same({ "Ane Borg|the number of the injured at 20,534." },
            said "Ane Borg put the number of the injured at 20,534.\n")
        assert.same({ "Ane Borg|the death toll at about 3,400, up from 20." },
            said "Ane Borg put the death toll at about 3,400, up from 20.\n")
        assert.same({}, said "Ane Borg put the blame at the door of Odo Karst.\n")
    end)
end)

describe("a warning without \"that\"", function()
    it("has its own subject", function()
        assert.same({ "Ane Borg|the toll could rise." }, said "Ane Borg warned the toll could rise.\n")
        assert.same({ "Ane Borg|the gates were open." }, said "Ane Borg warned the farmers that the gates were open.\n")
    end)
end)

describe("what is said ends", function()
    it("before a remark of the outlet", function()
        assert.same({ "Ane Borg|no help came" },
            said "According to Ane Borg, no help came - a claim that officials deny.\n")
    end)

    it("where the main clause starts", function()
        assert.same({ "Ane Borg|the dam was old" },
            said "While Ane Borg said that the dam was old, the ministry opened the gates on Monday.\n")
        assert.same({ "Ane Borg|the dam was old" },
            said "Noting that the dam was old, Ane Borg left the room before the vote.\n")
    end)

    it("not at a comma inside it", function()
        assert.same({ "Ane Borg|if the gates open, the valley is flooded." },
            said "Ane Borg said that if the gates open, the valley is flooded.\n")
        assert.same({ "Ane Borg|while the dam was old, the bridge was new." },
            said "Ane Borg said that while the dam was old, the bridge was new.\n")
    end)

    it("before another verb of the same speaker", function()
        assert.same({ "Ane Borg|the dam was old", "Ane Borg|the bridge was new." },
            said "Ane Borg said that the dam was old and insisted that the bridge was new.\n")
        local list = said "Ane Borg refused to open the gates of the dam and left for Maren on Monday.\n"
        assert.equal("Ane Borg|to open the gates of the dam", list[1])
    end)

    it("not before what an object includes", function()
        assert.same({ "Ane Borg|a number of plans, including the one for the dam." },
            said "Ane Borg criticized a number of plans, including the one for the dam.\n")
    end)
end)

describe("a listener", function()
    it("may be a conference held somewhere", function()
        assert.same({ "Ane Borg|Wheat is dear" }, said "Wheat is dear, Ane Borg told a press conference held on Monday.\n")
    end)
end)

describe("texts from other languages", function()
    it("name outlets between marks", function()
        assert.same({ "Ane Borg|the measures \"are aimed at no one\"." },
            said "Ane Borg told the \"Evening Courier\" that the measures \"are aimed at no one\".\n")
        assert.same({ "Ane Borg|spreading rumours." }, said "Ane Borg accused \"certain media\" of spreading rumours.\n")
    end)

    it("put a name behind the office without a comma", function()
        assert.same({ "Ane Borg|pensions have fallen." },
            said "The leader of the opposition Ane Borg, in turn, said that pensions have fallen.\n")
    end)

    it("set quotations off with dashes", function()
        assert.same({ "Borg|He is wrong … Even his own voters do not agree" },
            said "\"He is wrong\", - Borg said. - \"Even his own voters do not agree\".\n")
        assert.same({ "Borg|He is wrong," }, said "\"He is wrong,\" - said Borg.\n")
    end)

    it("quote nobody with \"according to law\"", function()
        assert.same({ "Ane Borg|those responsible \"will be punished according to law\"." },
            said "Ane Borg said that those responsible \"will be punished according to law\".\n")
    end)

    it("name the source of a source", function()
        assert.same({ "Harbour Post|the crew fled first." },
            said "According to the Harbour Post, citing two survivors, the crew fled first.\n")
    end)

    it("open with the name of an agency, a place and a day", function()
        assert.same({ "Ane Borg|The ferry was old" },
            said "Northwind News Agency, Maren, 12 Sept. - The ferry was old, Ane Borg said.\n")
    end)
end)

describe("an office behind an office", function()
    it("is no name", function()
        assert.same({ "spokesman|the dam held." }, said "A spokesman, Foreign Minister, said the dam held.\n")
        assert.same({ "state Labor Treasurer|the levy is unfair." },
            said "A state Labor Treasurer says the levy is unfair.\n")
    end)
end)

describe("who did not want a name", function()
    it("makes no claim of it, and is who \"he\" is", function()
        assert.same({ "insider|the list \"came as no surprise\".", "insider|Everyone stocked up," },
            said("Odo Karst spoke first. An insider who asked not to be named told this paper that the list \"came as "
                .. "no surprise\". \"Everyone stocked up,\" he added.\n"))
    end)
end)
