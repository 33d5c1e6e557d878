-- The way back: the source bytes of a sentence, decoded again, are that sentence - in every format that is not text itself.
local toolkit = require "toolkit"
local helper = require "tests.helper"
local json = require "toolkit.json"

-- Invented prose with everything that is written differently elsewhere: accents, quotes, commas, signs beyond the BMP.
local WORDS = { "harbour", "Zoë", "“ships”", "naïve", "1,200", "café", "said", "\"no\"", "Łódź", "the", "😀", "a;b", "tab\there", "x=y" }

local function prose(sentences, seed)
    local parts, state = {}, seed
    local function next_of(n)
        state = (state * 1103515245 + 12345) % 2147483648
        return state // 65536 % n + 1
    end
    for i = 1, sentences do
        local words = {}
        for k = 1, 4 + next_of(9) do words[k] = WORDS[next_of(#WORDS)] end
        parts[i] = "The " .. table.concat(words, " ") .. "." .. (i % 5 == 0 and "\n\n" or " ")
    end
    return (table.concat(parts):gsub("%s+$", ""))
end

local function load(name, bytes) return (helper.load(name, bytes)) end

local function base64(s)
    local digits, out = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", {}
    for i = 1, #s, 3 do
        local a, b, c = s:byte(i, i + 2)
        local n = a << 16 | (b or 0) << 8 | (c or 0)
        for k = 3, 0, -1 do
            local d = n >> 6 * k & 63
            out[#out + 1] = (k < 2 and not (k == 1 and b or c)) and "=" or digits:sub(d + 1, d + 1)
        end
        if i % 57 == 55 then out[#out + 1] = "\r\n" end
    end
    return table.concat(out)
end

local function unbase64(s)
    local value = {}
    for i = 0, 63 do value[("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"):byte(i + 1)] = i end
    local bits, held, out = 0, 0, {}
    for i = 1, #s do
        local v = value[s:byte(i)]
        if v then
            bits, held = bits << 6 | v, held + 6
            if held >= 8 then
                held = held - 8
                out[#out + 1] = string.char(bits >> held & 255)
            end
        end
    end
    return table.concat(out)
end

local function utf16(s)
    local out = {}
    for _, c in utf8.codes(s) do
        if c >= 0x10000 then
            c = c - 0x10000
            out[#out + 1] = ("<I2I2"):pack(0xd800 + (c >> 10), 0xdc00 + (c & 0x3ff))
        else
            out[#out + 1] = ("<I2"):pack(c)
        end
    end
    return table.concat(out)
end

local MAIL = "From: a@x.example\r\nSubject: s\r\nDate: Mon, 05 Jul 2021 10:00:00 +0200\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: "

--- name, extension, encode(text) -> file bytes, decode(piece of the file) -> text
local FORMATS = {
    { "text", ".txt", function(s) return s end, function(s) return s end },
    { "text with a mark", ".txt", function(s) return "\u{FEFF}" .. s end, function(s) return s end },
    { "UTF-16", ".txt", utf16, function(s) return toolkit.document(s, { encoding = "utf-16le" }).text end },
    { "Markdown", ".md", function(s) return "# Head\n\n" .. s end, function(s) return s end },
    { "JSON", ".json", function(s) return '{"id": 3, "text": ' .. json.encode(s) .. "}" end,
        function(s) return json.decode('"' .. s .. '"') end },
    { "escaped JSON", ".json", function(s)
        return '{"text": ' .. (json.encode(s):gsub("[\xC2-\xF4][\x80-\xBF]+", function(c)
            local n = utf8.codepoint(c)
            if n < 0x10000 then return ("\\u%04x"):format(n) end
            n = n - 0x10000
            return ("\\u%04X\\u%04x"):format(0xd800 + (n >> 10), 0xdc00 + (n & 0x3ff))
        end)) .. "}"
    end, function(s) return json.decode('"' .. s .. '"') end },
    { "JSON Lines", ".jsonl", function(s) return '{"text": "x."}\n{"text": ' .. json.encode(s) .. "}\n" end,
        function(s) return json.decode('"' .. s .. '"') end },
    { "CSV", ".csv", function(s) return 'id,text\r\n1,"' .. s:gsub('"', '""') .. '"\r\n' end,
        function(s) return (s:gsub('""', '"')) end },
    { "mail in base64", ".eml", function(s) return MAIL .. "base64\r\n\r\n" .. base64(s) end, unbase64 },
    { "mail in quoted-printable", ".eml", function(s)
        return MAIL .. "quoted-printable\r\n\r\n" .. s:gsub("[=\x80-\xFF]", function(c) return ("=%02X"):format(c:byte()) end)
            :gsub("harbour", "har=\r\nbour")
    end, function(s)
        return (s:gsub("=\r\n", ""):gsub("=(%x%x)", function(h) return string.char(tonumber(h, 16)) end))
    end },
}

describe("the source of a sentence", function()
    for _, format in ipairs(FORMATS) do
        local name, extension, encode, decode = table.unpack(format)
        it("decodes to the sentence again: " .. name, function()
            local text = prose(1200, 7)
            local bytes = encode(text)
            local docs = load(extension, bytes)
            local doc = docs[#docs]
            local n = 0
            for sentence, i, j in doc:sentences():iter() do
                local a, b = doc:source_span(i, j)
                local again = decode(bytes:sub(a, b))
                if extension == ".eml" then -- base64 has units of three bytes: the sentence lies in what comes out
                    assert.truthy(again:find(sentence, 1, true), sentence)
                    assert.is_true(#again <= #sentence + 4)
                else
                    assert.equal(sentence, again)
                end
                n = n + 1
            end
            assert.is_true(n >= 1000, n .. " sentences")
        end)
    end

    it("is the same for pieces of every length in windows-1252", function()
        local bytes = ("Caf\xE9 \x93na\xEFve\x94 \x80 5 \x96 d\xE9j\xE0 vu."):rep(20, " ")
        local doc = toolkit.document(bytes)
        local from = 1
        for i, c in utf8.codes(doc.text) do
            local a, b = doc:source_span(i, i + #utf8.char(c) - 1)
            assert.same({ from, from }, { a, b })
            from = from + 1
        end
        assert.equal(#bytes + 1, from)
    end)
end)
