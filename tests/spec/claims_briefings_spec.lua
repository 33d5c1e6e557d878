-- Transcripts of briefings: what stands behind a reporter's label is the reporter's, what stands behind a name is not.
local claims = require "toolkit.claims"
local helper = require "tests.helper"
local json = require "toolkit.json"
local toolkit = require "toolkit"

--- The turns of a transcript by its labels at the beginning of lines, read without the toolkit's own blocks: a list of
--- { from = first byte, reporter = bool }.
local function labels_of(text)
    local marks, from = {}, 1
    while from <= #text do
        local stop = text:find("\n", from, true) or #text + 1
        local line = text:sub(from, stop - 1)
        if line:find("^%s*Q[%s:\194]") then
            marks[#marks + 1] = { from = from, reporter = true }
        elseif line:find("^%s*%u%u[%a%.' \128-\255-]+%u%s*:") then
            marks[#marks + 1] = { from = from, reporter = false }
        end
        from = stop + 1
    end
    return marks
end

--- How claims agree with the labels: { right, wrongly a question, missed } of the claims that stand in no other claim.
local function agreement(documents)
    local right, wrong, missed = 0, 0, 0
    for _, d in ipairs(documents) do
        local marks = labels_of(d.text)
        for _, c in ipairs(d.claims) do
            local turn
            for _, mark in ipairs(marks) do
                if mark.from > c.spans[1][1] + 1 then break end
                turn = mark
            end
            if turn and c.nested_in == json.null then
                local question = c.type == "reporter-question"
                if question and turn.reporter then right = right + 1
                elseif question then wrong = wrong + 1
                elseif turn.reporter then missed = missed + 1 end
            end
        end
    end
    return right, wrong, missed
end

local function read(files)
    local result = claims.run(files, { links = false })
    local documents, by_file = {}, {}
    for _, c in ipairs(result.claims) do
        if not by_file[c.file] then
            by_file[c.file] = { text = result.texts[c.file], claims = {} }
            documents[#documents + 1] = by_file[c.file]
        end
        table.insert(by_file[c.file].claims, c)
    end
    return documents
end

describe("a briefing", function()
    local text = [[
Briefing by Spokesman Corvin Hale

MR. HALE: Good morning. The Chancellor is back from the coast. With that, your questions.

Q    Thank you, Corvin. She said yesterday that the bridge is safe. The engineers say it is not. Who is right?

MR. HALE: The engineers have finished their report. I will not read it out here.
Q    Why not?

MR. HALE: Because it is forty pages long --

Q -- so it does say something?

MR. HALE: It says that the bridge needs a new deck. "Nobody needs a new bridge," it says.

SECRETARY McVANE: If I may: we ordered the report in May.

Q    2 percent of the budget, is that the price?

MR. HALE: Ask the Treasury. Thank you, all.
]]
    local path
    setup(function()
        path = os.tmpname() .. ".txt"
        local file = assert(io.open(path, "wb"))
        file:write(text)
        file:close()
    end)
    teardown(function() os.remove(path) end)

    it("keeps questions from answers", function()
        local right, wrong, missed = agreement(read { path })
        assert.equal(4, right)
        assert.equal(0, wrong)
        assert.equal(0, missed)
    end)

    it("names those who answer", function()
        local names = {}
        for _, c in ipairs(read({ path })[1].claims) do
            if c.type ~= "reporter-question" and c.nested_in == json.null then names[c.speaker.name] = true end
        end
        assert.same({ ["Corvin Hale"] = true, ["McVANE"] = true }, names)
    end)

    it("end where the outlet speaks of its own work", function()
        local result = helper.claims("Q: Is the dam safe?\n\nOdo Karst: The dam is safe.\n\nIt will stand.\n\n"
            .. "The institute did not respond to a request for comment.\n\nThe dam was built in 1990.\n")
        local types = {}
        for i, c in ipairs(result.claims) do types[i] = c.type end
        assert.same({ "reporter-question", "direct", "direct", "author-statement" }, types)
    end)

    it("of an interview are those of the person it is with", function()
        local list = helper.claims("Interview with Professor Lena Orbel on the harbour\n\n"
            .. "Q: Why does it matter?\nA: It changes who controls the port.\n").claims
        assert.equal("Lena Orbel", list[#list].speaker.name)
    end)

    it("of a real press room agrees with its labels", function()
        local folder = helper.shared("data/whitehouse")
        if not folder then
            pending("../shared/data/whitehouse is not here")
            return
        end
        local files, n = {}, 0
        for document in toolkit.documents(folder) do
            n = n + 1
            if n % 6 == 0 then files[#files + 1] = document.file end
        end
        local right, wrong, missed = agreement(read(files))
        assert.is_true(right > 1500)
        assert.is_true(right / (right + wrong) >= 0.99, ("precision %d of %d"):format(right, right + wrong))
        assert.is_true(right / (right + missed) >= 0.99, ("recall %d of %d"):format(right, right + missed))
    end)
end)
