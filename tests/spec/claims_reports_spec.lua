-- What reports of press conferences and their translations add to plain sentences: who is quoted by nobody, in whose
-- view, what stands inside a quotation, and the lines around a text.
local json = require "toolkit.json"
local helper = require "tests.helper"

local function null(x) return x ~= json.null and x or nil end

--- "speaker|text" of the claims that are not the outlet's own, those inside another one behind ">".
local function said(text)
    local list = {}
    for _, c in ipairs(helper.claims(text).claims) do
        if c.type ~= "author-statement" then
            list[#list + 1] = ("%s%s|%s"):format(null(c.nested_in) and ">" or "", null(c.speaker.name) or "?", c.text)
        end
    end
    return list
end

local function document_of(text) return helper.claims(text).documents[1] end

describe("what nobody in particular says", function()
    it("is a claim without a speaker", function()
        assert.same({ "?|the dam is old" }, said "It is reported that the dam is old; the mayor is away.\n")
        assert.same({ "?|The mayor offered to go" }, said "The mayor offered to go, it is understood.\n")
        assert.same({ "?|money was paid to officials." }, said "It has been alleged that money was paid to officials.\n")
    end)

    it("is the outlet's when it only should be said", function()
        assert.same({}, said "It should be noted that the dam is old.\n")
        assert.same({}, said "He found the letter, and it was reported to nobody.\n")
    end)
end)

describe("a source in a clause with as", function()
    it("stands before its cue or behind it", function()
        assert.same({ "Harbour Agency|the court kept him until June." },
            said "As the Harbour Agency reported earlier, the court kept him until June.\n")
        assert.same({ "Ane Borg|the mayor does not meddle." }, said "As noted by Ane Borg, the mayor does not meddle.\n")
    end)

    it("is nobody who only knows", function()
        assert.same({}, said "As you know, the dam was built by hand.\n")
    end)
end)

describe("an opinion", function()
    it("has its owner before or behind it", function()
        assert.same({ "Ane Borg|the dam is a ruin." }, said "In the words of Ane Borg, the dam is a ruin.\n")
        assert.same({ "Ane Borg|the dam was safe.", "Ane Borg|somebody had lied." },
            said "Ane Borg said that the dam was safe. In her view, somebody had lied.\n")
    end)
end)

describe("a claim inside a quotation", function()
    it("stands inside it, whatever comes first", function()
        assert.same({ "Pell|The engineers told us that the bridge would last.", ">engineers|the bridge would last." },
            said "\"The engineers told us that the bridge would last.\" Pell said.\n")
    end)

    it("is none when its verb counts", function()
        assert.same({ "Ane Borg|Tales repeated a thousand times are still tales," },
            said "\"Tales repeated a thousand times are still tales,\" Ane Borg said.\n")
    end)

    it("keeps the word it points with", function()
        assert.same({ "Ane Borg|That is not true," }, said "\"That is not true,\" Ane Borg said.\n")
        assert.same({ "Ane Borg|That letter is false," }, said "\"That letter is false,\" Ane Borg said.\n")
    end)

    it("may open outwards", function()
        assert.same({ "Ane Borg|We have nothing to hide" }, said "»We have nothing to hide«, said Ane Borg.\n")
    end)
end)

describe("a source far before its verb", function()
    it("opens the sentence", function()
        local text = "Kamal, on Saturday in his weekly address, in reply to a question about the dam, stated: It is old.\n"
        assert.same({ "Kamal|It is old." }, said(text))
        assert.same({ "Kamal|It must be repaired." },
            said "Kamal, stressing that the dam does not leak, clarified: It must be repaired.\n")
        assert.same({ "An internal letter|the pillar shows cracks." },
            said "An internal letter seen by the Courier and dated 14 February warns that the pillar shows cracks.\n")
    end)

    it("leaves its time out", function()
        assert.same({ "a Council report|people were moved." },
            said "However, a Council report last month found that people were moved.\n")
    end)

    it("is not what a conditional clause supposes", function()
        assert.same({ "Ane Borg|if Orrel insists on its way, the mill will close." },
            said "Ane Borg said that if Orrel insists on its way, the mill will close.\n")
    end)
end)

describe("what is said", function()
    it("ends with its relative clause", function()
        local list = said "Ane Borg, who had called the reports \"a fairy tale\", said she took them seriously.\n"
        assert.equal("Ane Borg|the reports \"a fairy tale\"", list[1])
        assert.equal("Ane Borg|she took them seriously.", list[2])
    end)

    it("does not hold the clause before it", function()
        assert.same({ "Ane Borg|mistakes were made.", "Ane Borg|there will be more." },
            said "Ane Borg said mistakes were made. While the inquiry went on, she said, \"there will be more.\"\n")
    end)

    it("ends with the quotation that is the claim", function()
        assert.same({ "Petra Lund|we know the names" },
            said "Petra Lund's claim that \"we know the names\" has been laughed at.\n")
    end)
end)

describe("the lines around a text", function()
    local body = "\nThe ministry said on Tuesday that the old dam above the town would be repaired before winter comes.\n"

    it("may tell day, outlet and author at once", function()
        local d = document_of("Dam to be repaired\n\n2031-05-21 18:22 Source: Maren Evening News\n" .. body)
        assert.equal("2031-05-21T18:22", d.date.value)
        assert.equal("Maren Evening News", d.source.name)
        d = document_of("Dam to be repaired\n\nBy Ane Borg | Maren Global | Published: Jun 05, 2031 09:41 AM\n" .. body)
        assert.equal("2031-06-05", d.date.value:sub(1, 10))
    end)

    it("are said by nobody", function()
        assert.equal(1, #said("Dam to be repaired\n" .. body
            .. "\nDisclaimer: The content of this article only represents the author's personal views.\n"))
    end)

    it("may be a headline that answers", function()
        local text = "Ministry of Trade responds to the new duty on steel: will take measures\n"
        local d = document_of(text .. body)
        assert.equal(text:sub(1, -2), null(d.title) and d.title.text)
    end)

    it("may ask behind a comma", function()
        local text = "Another reporter asked, is the ministry going to complain?\n\nDorin Vask replied that it was not.\n"
        local first = helper.claims(body .. "\n" .. text).claims[2]
        assert.equal("reporter-question", first.type)
        assert.equal("is the ministry going to complain?", first.text)
    end)
end)

describe("a speaker", function()
    it("has a name behind office and place", function()
        assert.same({ "Leto Marsh|it was late." }, said "Varn's ambassador to Keld Leto Marsh said it was late.\n")
        assert.same({ "Sigrid Aas|it was late." },
            said "The mayor of Dunby, Sigrid Aas (Centre Party), said that it was late.\n")
        assert.same({ "Liv Thorsen|warm air holds more water." },
            said "Climate researcher Prof. Liv Thorsen of Halm University explained that warm air holds more water.\n")
        assert.same({ "Tove Brandt|it was late." }, said "Kellish MEP Tove Brandt said it was late.\n")
    end)

    it("may be named behind what an office said", function()
        local list = said "Varn's deputy foreign minister said the dam was old.\n\nDeputy Foreign Minister Sela Korr left.\n"
        assert.equal("Sela Korr|the dam was old.", list[1])
    end)

    it("is the subject of the sentence before a pronoun", function()
        local list = said("Press secretary Maxim Denk has no word of the arrest of General Nikol Varga. "
            .. "\"I cannot tell you anything,\" he told journalists.\n")
        assert.equal("Maxim Denk|I cannot tell you anything,", list[1])
    end)

    it("may be one of many", function()
        assert.same({ "one Western diplomat|They are not pretending," },
            said "\"They are not pretending,\" said one Western diplomat.\n")
    end)

    it("who will not answer says nothing", function()
        assert.same({}, said "The spokesman would neither confirm nor deny the letter.\n")
        assert.same({}, said "Neither the agency nor the office has commented on the matter.\n")
    end)

    it("of a headline may be several", function()
        local list = said "Sources: Varn is close to a deal\n\nThe talks between the two went on through the whole night in Maren.\n"
        assert.equal("Varn is close to a deal", list[1]:match("|(.*)"))
        assert.same({}, said "Transcript: Varn is close to a deal\n\nThe talks went on through the whole night there in Maren.\n")
    end)
end)

describe("an answer", function()
    local question = "Question: What is your comment on the frigate?\n\nAnswer: The frigate broke into our waters. (Laughter.)\n\n"

    it("ends where the report goes on", function()
        local list = said(question .. "Colonel Odo Karst, spokesman for the ministry, said that the frigate was expelled.\n")
        assert.same({ "Odo Karst|The frigate broke into our waters.", "Odo Karst|the frigate was expelled." },
            { list[2], list[3] })
    end)
end)

describe("evidence", function()
    it("may be a body whose name is a number", function()
        local c = helper.claims("Ane Borg said that according to the 360 company report, the agency listened.\n").claims[1]
        assert.equal("named", c.evidence_kind)
    end)
end)

describe("a year in front of a plural", function()
    it("counts nothing", function()
        local c = helper.claims("Ane Borg said that the 2016 elections and its 2015 promises were a farce.\n").claims[1]
        assert.equal(0, #c.numbers)
        c = helper.claims("Ane Borg said that 2016 soldiers left.\n").claims[1]
        assert.equal(1, #c.numbers)
    end)
end)

describe("a day without a year", function()
    it("is written for readers", function()
        local tables = require "toolkit.claims.tables"
        assert.equal("2 June", tables.day("--06-02"))
        assert.equal("June", tables.day("--06"))
        assert.equal("2031-06-02", tables.day("2031-06-02"))
        assert.is_nil(tables.day(json.null))
    end)
end)

describe("reports in other ways", function()
    it("name their agency behind a comma", function()
        assert.same({ "Courier|Ane Borg believes that the dam is safe", ">Ane Borg|the dam is safe" },
            said "Ane Borg believes that the dam is safe, reports the Courier.\n")
    end)

    it("put how they know between cue and that", function()
        assert.same({ "Courier|the general was held." },
            said "The Courier wrote, with reference to a source in the court, that the general was held.\n")
    end)

    it("speak of themselves", function()
        assert.same({}, said "We remind you that two deputies were dismissed in June.\n")
    end)

    it("take posts over with their author", function()
        local list = said("The river rose at night and the lower town was cleared before the morning came.\n\n"
            .. "@MarenPolice: The dam holds.\n")
        assert.equal("@MarenPolice|The dam holds.", list[#list])
    end)

    it("judge what was said behind it", function()
        assert.equal("Ane Borg|the dam was safe",
            said("Ane Borg said that the dam was safe, contradicting the version of the mayor.\n")[1])
    end)

    it("join a second cue to the first", function()
        assert.same({ "Ane Borg|the dam is old", "Ane Borg|it must go." },
            said "On the subject of \"the wall\", Ane Borg said that the dam is old and said it must go.\n")
    end)

    it("shorten the names of bodies", function()
        local list = said "The League of River States warned that the dam was old. The League said that it must go.\n"
        assert.equal("League of River States|it must go.", list[2])
    end)

    it("take a body up that did not speak", function()
        assert.equal("weather service|it had called twice.",
            said("The weather service was closed on Monday. It said that it had called twice.\n")[1])
    end)

    it("do not make a wish of what is not wanted", function()
        assert.same({}, said "Ane Borg did not want to close the dam.\n")
    end)
end)

describe("an office", function()
    it("is nobody's who holds another", function()
        local list = said("Prime Minister Falk of Meridia left on Monday. The defense minister of Keld said that it was late.\n")
        assert.equal("defense minister|it was late.", list[1])
    end)

    it("stays without a name when it wants to", function()
        local list = said("A defense official, requesting anonymity, said it was late.\n\nDefense Minister Odo Karst said it was early.\n")
        assert.equal("defense official|it was late.", list[1])
    end)

    it("answers where nobody is named", function()
        local list = said("The spokesperson of the Ministry of Waters answered questions on the dam\n\n"
            .. "Question: On June 8 the dam broke. What is your comment?\n\nAnswer: The dam was never safe, and everybody knows it.\n")
        assert.equal("Spokesperson of the Ministry of Waters|The dam was never safe, and everybody knows it.", list[2])
    end)

    it("may have a doctor's name", function()
        assert.same({ "Jana Lind|the effect is slow." }, said "Its lead author, Dr. Jana Lind, says the effect is slow.\n")
    end)
end)

describe("a headline", function()
    it("may end with its source", function()
        local list = said("Varn condemns Keld for tapping cables: FM\n\nThe remarks were made on a rainy Thursday at the old harbour in Maren.\n")
        assert.equal("FM|Varn condemns Keld for tapping cables", list[1])
    end)

    it("may open with a note of the desk", function()
        local d = document_of("(LEAD) Tarn warns of floods\n(ATTN: UPDATES with details)\n\n"
            .. "HALM, Jan. 14 (Halmap) -- The river rose again on Sunday and the lower town was cleared before noon.\n\n(END)\n")
        assert.equal("(LEAD) Tarn warns of floods", d.title.text)
        assert.equal("--01-14", d.date.value)
        assert.equal("Halmap", d.source.name)
    end)
end)

describe("a dateline", function()
    it("may name its agency between strokes", function()
        local d = document_of("Denk: nobody was invited\n\nORSA, April 22. /NASS/. Orsa is not going to take part, Maxim Denk told reporters.\n")
        assert.equal("--04-22", d.date.value)
        assert.equal("NASS", d.source.name)
    end)

    it("stands before a quotation", function()
        local list = said("Harbour Net, Maren, June 3 (Reporter Ula Sen) \"The dam is safe. It will stay so.\" Wei Tann told reporters.\n")
        assert.equal("Wei Tann|The dam is safe.", list[1])
    end)

    it("may be the day of a press conference", function()
        local d = document_of("At the regular press conference held by the ministry on August 14, 2031, a reporter asked: Is it old?\n")
        assert.equal("2031-08-14", d.date.value)
    end)
end)

describe("a sentence that asks", function()
    it("tells what was asked, not what is carried on", function()
        local list = said("At a press conference, Emil Tosk said that the dam was old. The professor was asked if it would hold.\n")
        assert.equal("?|if it would hold.", list[2])
    end)

    it("claims nothing for somebody else", function()
        assert.same({}, said "Would Ane Borg advise the council to wait?\n")
    end)
end)

describe("evidence that speaks", function()
    it("owns no quotation behind it", function()
        local list = said("Wei Tann said that the dam was old. According to statistics, it leaks. \"Who knows why? Nobody does.\"\n")
        assert.equal("Wei Tann|Who knows why?", list[#list - 1])
    end)

    it("may be far from its verb", function()
        assert.equal("A study|the dam leaks.",
            said("A study published in May by the Halm School of Waters concludes that the dam leaks.\n")[1])
        assert.equal("a leaked memo|officials knew.",
            said("But a leaked memo, dated 3 December and seen by the Lantern, shows that officials knew.\n")[1])
    end)
end)

describe("a text that opens with a mark", function()
    it("is read like others", function()
        assert.equal(1, #said "- It said that the dam was old.\n")
    end)
end)

describe("a cue", function()
    it("may stand in a written statement", function()
        assert.same({ "Ane Borg|the claims had no substance." },
            said "Ane Borg said in a written statement in March that the claims had no substance.\n")
    end)

    it("may be far from its poll", function()
        assert.equal("A poll from the Harbour School released Wednesday",
            helper.claims("A poll from the Harbour School released Wednesday found Karst leading by 15 points.\n")
                .claims[1].speaker.text)
    end)

    it("is not inverted behind the quoted name of its source", function()
        assert.same({ "Ane Borg|the dam would hold." },
            said "Ane Borg, host of “Harbour Hour,” suggested the dam would hold.\n")
    end)

    it("may stand behind a quotation or but", function()
        assert.equal("Ane Borg|there is precedent,",
            said("Ane Borg argued that \"there is precedent,\" citing a case in which the mayor was found guilty.\n")[1])
    end)
end)

describe("a note of the desk behind the last words", function()
    it("is said by nobody", function()
        local text = "Dam to be repaired\n\nThe minister said that the dam would be repaired before the winter comes."
        local r = helper.claims(text .. " (End) [Editor: Ji Sun]\n")
        assert.equal("the dam would be repaired before the winter comes.", r.claims[#r.claims].text)
        assert.equal(json.null, r.documents[1].source.name)
        assert.equal(1, #r.documents[1].boilerplate)
    end)
end)

describe("a press conference told in prose", function()
    it("has questions behind a comma and questions of one paper", function()
        local c = helper.claims("The spokesperson of the Ministry of Foreign Affairs Wan Teo held a regular press conference. "
            .. "Some reporters asked, the minister claimed that Varn \"suppresses the press\", what is your comment?\n\n"
            .. "Wan Teo said that Varn expresses firm opposition.\n\nThe reporter of the Daily asked whether it was true.\n").claims
        local list = {}
        for _, x in ipairs(c) do list[#list + 1] = x.type .. "|" .. x.text end
        assert.same({ "author-statement|The spokesperson of the Ministry of Foreign Affairs Wan Teo held a regular press conference.",
            "reporter-question|the minister claimed that Varn \"suppresses the press\", what is your comment?",
            "mixed|Varn \"suppresses the press\"", "indirect|Varn expresses firm opposition.",
            "reporter-question|whether it was true." }, list)
    end)

    it("may ask about a marked word first", function()
        assert.same({ "Wang Jun|this is a lie." },
            said "Answering a question about the claims of \"forced labor\", Wang Jun said this is a lie.\n")
    end)

    it("goes on to say", function()
        assert.equal("Hos Salim|any step would be met.",
            said("Hos Salim left. He went on to warn the others that any step would be met.\n")[1])
    end)
end)

describe("a pronoun inside what an agency reports", function()
    it("means somebody named before", function()
        local list = said("Political scientist Vera Simm left. She believes that the dam is safe, reports Novosti Orsa.\n")
        assert.equal(">Vera Simm|the dam is safe", list[2])
    end)
end)

describe("an answer of an office", function()
    local text = "The spokesperson of the Varn Embassy answered a reporter's question on the so-called \"dam case\"\n\n"
        .. "A reporter asked: On June 8 the dam broke. What is the comment of the embassy?\n\n"
        .. "The spokesperson of the embassy stated: We have seen the reports.\n\n"
        .. "The dam was never built by anybody from our country, as all of the engineers of the valley know.\n"

    it("goes on over its paragraphs, under a headline that ends in marks", function()
        local r = helper.claims(text)
        assert.equal("The spokesperson of the Varn Embassy answered a reporter's question on the so-called \"dam case\"",
            null(r.documents[1].title) and r.documents[1].title.text)
        for i = #r.claims - 1, #r.claims do
            assert.equal("Spokesperson of the embassy", r.claims[i].speaker.name)
        end
    end)

    it("is not the question", function()
        assert.same({}, said "The minister answered a reporter's question.\n")
    end)
end)

describe("a spokesperson", function()
    it("may be named in the next paragraph", function()
        local list = said("Varn will pay, a Foreign Ministry spokesperson said on Friday.\n\n"
            .. "Spokesperson Wan Bel said that the talks go on. Wan stressed that they must.\n")
        assert.equal("Wan Bel|Varn will pay", list[1])
    end)

    it("notes one thing before another", function()
        assert.same({ "Wan Bel|Varn has always opposed the levy", ">Varn|the levy", "Wan Bel|trade should go on." },
            said("Noting that Varn has always opposed the levy, spokesperson Wan Bel said trade should go on.\n"))
    end)

    it("refutes reports that say something", function()
        local list = said "Wan Bel also refuted media reports saying that over 300 experts left.\n"
        assert.equal(">media reports|over 300 experts left.", list[2])
    end)
end)
