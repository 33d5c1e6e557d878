-- The language of a text: right or not known.
local toolkit = require "toolkit"
local texts = dofile("tests/data/pages/texts.lua")

local function language(text)
    local doc = assert(toolkit.document(text))
    return doc.language
end

describe("the language of a document", function()
    it("is found from a few paragraphs", function()
        for code, text in pairs(texts) do assert.equal(code, language(table.concat(text.p, "\n\n"))) end
    end)

    it("is right for a single paragraph, or not known", function()
        local all, silent = 0, 0
        for code, text in pairs(texts) do
            for _, paragraph in ipairs { text.p[1], text.p[2], text.p[3], text.p[4], text.p[5], text.comments[1], text.bio } do
                local found = language(paragraph)
                all, silent = all + 1, silent + (found and 0 or 1)
                assert.equal(code, found or code)
            end
        end
        assert.is_true(silent * 20 <= all, silent .. " of " .. all .. " paragraphs not known")
    end)

    it("tells apart what is written in Cyrillic", function()
        local samples = {
            ru = "Вода возвращается в нижнюю долину, и школы откроются в четверг, сказал министр.",
            uk = "Вода повертається до нижньої долини, і школи відкриються у четвер, сказав міністр.",
            be = "Вада вяртаецца ў ніжнюю даліну, школы зноў адкрыюцца ў чацвер, сказаў міністр.",
            bg = "Водата се връща в долината и училищата ще отворят отново в четвъртък, каза министърът.",
            sr = "Вода се враћа у доњу долину и школе ће поново бити отворене у четвртак, рекао је министар.",
            mk = "Водата се враќа во долната долина и училиштата повторно ќе се отворат во четврток, рече министерот.",
        }
        for code, text in pairs(samples) do assert.equal(code, language(text)) end
    end)

    it("is not known for a few words or numbers", function()
        assert.is_nil(language("340 / 12 / 2031"))
        assert.is_nil(language("Ok"))
    end)
end)
