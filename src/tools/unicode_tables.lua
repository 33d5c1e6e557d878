-- Generates the Unicode property tables of src/text from the files of Debian's `unicode-data` package.
--
-- Usage: make tables        (or: lua5.4 src/tools/unicode_tables.lua [FOLDER] > src/text/unicode_tables.c)
--
-- Per code point: word, sentence and grapheme break class, kind (letter, digit, punctuation, symbol).
-- Equal combinations share one record; a two-stage table leads from the code point to its record. The names below
-- are those of src/text/unicode.h, in the same order.

local folder = arg[1] or "/usr/share/unicode"
local LAST = 0xE0FFF -- behind it are the private planes, of which every code point is alike

-- Calls f(first, last, value) for every line of a property file.
local function each(file, f)
    for line in assert(io.open(folder .. "/" .. file)):lines() do
        local first, last, value = line:match("^(%x+)%.?%.?(%x*)%s*;%s*([%w_]+)")
        if first then
            f(tonumber(first, 16), math.min(tonumber(last ~= "" and last or first, 16), LAST), value)
        end
    end
end

-- An array of numbers over all code points: values by name, everything else 0.
local function column(file, names)
    local numbers, result = {}, {}
    for i, name in ipairs(names) do numbers[name] = i - 1 end
    for cp = 0, LAST do result[cp] = 0 end
    each(file, function(first, last, value)
        local number = numbers[value]
        if number then
            for cp = first, last do result[cp] = number end
        end
    end)
    return result
end

local word = column("auxiliary/WordBreakProperty.txt", {
    "Other", "ALetter", "Hebrew_Letter", "Numeric", "ExtendNumLet", "Katakana", "MidLetter", "MidNumLet", "MidNum",
    "Single_Quote", "Double_Quote", "Extend", "Format", "ZWJ", "WSegSpace", "CR", "LF", "Newline",
    "Regional_Indicator" })
local sentence = column("auxiliary/SentenceBreakProperty.txt", {
    "Other", "Lower", "Upper", "OLetter", "Numeric", "ATerm", "STerm", "SContinue", "Close", "Sp", "Extend", "Format",
    "CR", "LF", "Sep" })
local grapheme = column("auxiliary/GraphemeBreakProperty.txt", {
    "Other", "CR", "LF", "Control", "Extend", "ZWJ", "Regional_Indicator", "Prepend", "SpacingMark", "L", "V", "T",
    "LV", "LVT" })

local pictographic = {}
each("emoji/emoji-data.txt", function(first, last, value)
    if value == "Extended_Pictographic" then
        for cp = first, last do pictographic[cp] = true end
    end
end)

local LETTER, DIGIT, PUNCTUATION, SYMBOL, SPACE, MARK = 1, 2, 4, 8, 16, 32
local kind = {}
for cp = 0, LAST do kind[cp] = SYMBOL end -- unassigned and private use: drawn as a box
each("extracted/DerivedGeneralCategory.txt", function(first, last, category)
    local class = category:sub(1, 1)
    local flags = class == "L" and LETTER or class == "N" and DIGIT or class == "P" and PUNCTUATION
        or class == "Z" and SPACE or class == "M" and MARK or (category == "Cc" or category == "Cf") and 0 or SYMBOL
    for cp = first, last do kind[cp] = flags end
end)
each("PropList.txt", function(first, last, value)
    if value == "White_Space" then
        for cp = first, last do kind[cp] = SPACE end
    end
end)

local records, record_of, of = {}, {}, {}
for cp = 0, LAST do
    local text = ("{%d, %d, %d, %d}"):format(word[cp], sentence[cp],
        grapheme[cp] | (pictographic[cp] and 0x10 or 0), kind[cp])
    local index = record_of[text]
    if not index then
        records[#records + 1] = text
        index = #records - 1
        record_of[text] = index
    end
    of[cp] = index
end
assert(#records <= 256, "a record index no longer fits a byte")

local function stages(shift)
    local size, blocks, block_of, first = 1 << shift, {}, {}, {}
    for start = 0, LAST, size do
        local key = table.concat(of, ",", start, start + size - 1)
        if not block_of[key] then
            blocks[#blocks + 1] = key
            block_of[key] = #blocks - 1
        end
        first[#first + 1] = block_of[key]
    end
    local bytes = #first * (#blocks > 256 and 2 or 1) + #blocks * size
    return { shift = shift, blocks = blocks, first = first, bytes = bytes }
end
local best
for shift = 5, 8 do
    local s = stages(shift)
    if not best or s.bytes < best.bytes then best = s end
end

local function emit(list)
    for i = 1, #list, 24 do
        io.write("    ", table.concat(list, ",", i, math.min(i + 23, #list)), ",\n")
    end
end

local version = assert(io.open(folder .. "/PropList.txt")):read("l"):match("%d+%.%d+%.%d+")
io.write("/* Generated from Unicode ", version, " by src/tools/unicode_tables.lua (make tables). Do not edit. */\n",
    '#include "text/unicode.h"\n\n',
    ("_Static_assert(UNICODE_SHIFT == %d, \"unicode.h and this table disagree\");\n\n"):format(best.shift),
    ("const char tkit_unicode_version[] = \"%s\";\n\n"):format(version),
    "const struct unicode_record tkit_unicode_records[] = {\n")
for _, text in ipairs(records) do io.write("    ", text, ",\n") end
io.write("};\n\nconst ", #best.blocks > 256 and "uint16_t" or "uint8_t",
    " tkit_unicode_block[] = {\n")
emit(best.first)
io.write("};\n\nconst uint8_t tkit_unicode_index[] = {\n")
for _, block in ipairs(best.blocks) do
    local list = {}
    for n in block:gmatch("%d+") do list[#list + 1] = n end
    emit(list)
end
io.write("};\n")
io.stderr:write(("%d records, shift %d, %d blocks, %d bytes\n"):format(#records, best.shift, #best.blocks, best.bytes))
