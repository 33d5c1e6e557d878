-- Overview of a corpus file as one HTML page: documents, time, words, key terms, readability, likeness.
--
-- Usage: toolkit scripts/dashboard.lua FILE --out PAGE.html [OPTIONS]
--
-- FILE is a corpus made by scripts/index.lua.
--
-- Options:
--   --out FILE         the page to write; must be given
--   --title TEXT       its title (the file's name unless given)
--   --words WORD,...   words to follow through time and documents
--   --by day|week|month|year   periods of their trends (default: month)
--   --documents N      key terms and likeness of the first so many documents (default: 25)
--   --format html      the only format
--
-- Output: one page that needs no network: light and dark, tables that can be sorted and filtered, charts as SVG.
--
-- Example: toolkit scripts/dashboard.lua corpus.db --words dam,cables --by day --out dashboard.html

local toolkit = require "toolkit"
local args = require "toolkit.args"
local chart = require "toolkit.chart"
local report = require "toolkit.report"
local Table = require "toolkit.table"

local SHOWN_ROWS, SHOWN_WORDS, TERMS = 200, 30, 6

local function documents_of(corpus)
    local t = Table.new({ { name = "id", type = "integer" }, "file", "title", "date", "source",
        { name = "tokens", type = "integer" }, { name = "sentences", type = "integer" } }, { caption = "Documents" })
    local statement = [[SELECT id, file, title, date, source, tokens, sentences FROM documents
        WHERE same_as IS NULL ORDER BY id]]
    for id, file, title, date, source, tokens, sentences in corpus:sql(statement) do
        t:add { id, file, title, date, source, tokens or 0, sentences or 0 }
    end
    return t
end

local function sum(values)
    local total = 0
    for _, value in ipairs(values) do total = total + value end
    return total
end

local function overview(page, corpus, documents, frequencies)
    local tokens, dated, sources, named = sum(documents:column("tokens")), 0, {}, 0
    for row in documents:each() do
        if row.date and row.date:match("^%d%d%d%d") then dated = dated + 1 end
        if row.source and not sources[row.source] then sources[row.source], named = true, named + 1 end
    end
    page:section("In short"):figures {
        { #documents, "documents", ("%d dated"):format(dated) },
        { tokens, "tokens", "with punctuation" },
        { #frequencies, "different words", "case aside" },
        { sum(documents:column("sentences")), "sentences" },
        { named, "sources" },
    }
    local section = page:section("Documents", { count = #documents })
    if #documents > 0 and dated > 0 and #documents <= SHOWN_ROWS then
        local events = documents:with("lane", function(row) return row.source or "no source" end)
        section:chart(chart.timeline(events, { title = "Documents by date", date = "date", label = "title",
            lane = named > 0 and named <= 12 and "lane" or nil }))
    end
    section:table(documents, { rows = SHOWN_ROWS })
    local copies = 0
    for n in corpus:sql("SELECT count(*) FROM document WHERE same_as IS NOT NULL") do copies = n end
    if copies > 0 then section:note(("%d identical copies are left out."):format(copies)) end
end

local function words(page, frequencies)
    local section = page:section("Words", { count = #frequencies })
    section:chart(chart.bar(frequencies:top(SHOWN_WORDS), { title = "Most frequent words", x = "lower",
        y = "frequency" }))
    section:table(frequencies:top(2 * SHOWN_WORDS), { note = frequencies.note })
end

local function followed(page, corpus, list, by)
    local section = page:section("Followed words", { count = #list })
    local series = Table.new { "period", "word", { name = "per_million", type = "number", title = "per million" } }
    for _, word in ipairs(list) do
        local part = section:section(word)
        local trend = corpus:trend(word, { by = by })
        for row in trend:each() do
            if row.period ~= "undated" then series:add { row.period, word, row.per_million } end
        end
        part:table(trend, { caption = ("%s by %s"):format(word, by), note = trend.note })
        part:table(corpus:collocates(word, { top = 15, least = 2 }), { caption = "Collocates of " .. word })
    end
    section:table(corpus:dispersion(list), { caption = "Dispersion over documents" })
    if by ~= "week" and #series > 0 then
        section:chart(chart.line(series, { title = "Through time", x = "period", y = "per_million", series = "word" }))
    end
end

local function single_documents(page, corpus, documents, most)
    local first = documents:top(most)
    local terms = Table.new({ "document", "title", "terms" }, { caption = "Key terms of documents" })
    local likeness = Table.new { "document", "other", { name = "cosine", type = "number", digits = 2 } }
    local shown = {}
    for row in first:each() do shown[row.file] = row.id end
    local tally <close> = args.must(corpus:tally { attribute = "lower" })
    for row in first:each() do
        if row.tokens > 0 then
            local words_of_it = corpus:terms(row.id, { top = TERMS, tally = tally })
            terms:add { row.file, row.title, table.concat(words_of_it:column(1), ", ") }
            for other in corpus:similar(row.id, { top = #documents, tally = tally }):each() do
                if shown[other.document] then
                    likeness:add { tostring(row.id), tostring(shown[other.document]), other.cosine }
                end
            end
        end
    end
    local section = page:section("Key terms", { count = #terms })
    section:table(terms, { note = "the words with the highest TF-IDF" })
    if #likeness > 0 then
        page:section("Likeness"):chart(chart.heat(likeness, { title = "Likeness of documents", x = "other",
            y = "document", value = "cosine", digits = 2,
            description = "Cosine of the TF-IDF vectors; documents by their id." }))
    end
end

local function style(page, corpus, documents)
    local readability = corpus:readability()
    if #readability == 0 then return end
    local section = page:section("Readability", { count = #documents })
    section:chart(chart.scatter(readability, { title = "Length and reading ease", x = "words", y = "flesch",
        label = "document" }))
    section:table(readability, { rows = SHOWN_ROWS, note = readability.note })
end

local options = args.parse()
if not options.out then args.fail("--out PAGE.html is missing", 2) end
if options.format and options.format ~= "html" then args.fail("--format: a dashboard is HTML", 2) end
local corpus <close> = args.must(toolkit.open(options.file, { mode = "read" }))
local documents = documents_of(corpus)
local frequencies = corpus:frequencies()
local page = report.new { title = options.title or options.file:match("[^/]+$"), subtitle = "Overview of a corpus",
    stamp = report.stamp { script = arg[0], options = options } }
local ok, message = pcall(function()
    overview(page, corpus, documents, frequencies)
    words(page, frequencies)
    if options.words then followed(page, corpus, options.words, options.by) end
    single_documents(page, corpus, documents, options.documents)
    style(page, corpus, documents)
end)
if not ok then args.fail(message) end
args.must(page:write(options.out))
