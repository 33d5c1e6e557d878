-- Overview of a corpus file as one HTML page: documents, time, words, phrases, key words, readability, likeness.
--
-- Usage: toolkit scripts/dashboard.lua FILE --out PAGE.html [OPTIONS]
--
-- FILE is a corpus made by scripts/index.lua.
--
-- Options:
--   -o, --out FILE     the page to write; must be given
--   --title TEXT       its title (the file's name unless given)
--   --words WORD,...   words to follow through time and documents
--   --period day|week|month|year|decade   periods of time (the finest that makes no more than 80 unless given)
--   --where W          only some documents: KEY:TEXT (source:xinhua), a query in [ or ", an SQL condition,
--                      several of these joined by " & "
--   --once             leave out the copies that scripts/duplicates.lua --mark found
--   --documents N      key terms and likeness of single documents, when there are no more than so many (default: 40)
--   -f, --format html      the only format
--
-- Output: one page that needs no network: light and dark, tables that can be sorted and filtered, charts as SVG.
--
-- Example: toolkit scripts/dashboard.lua corpus.db --words dam,cables --period day --out dashboard.html

local toolkit = require "toolkit"
local args = require "toolkit.args"
local chart = require "toolkit.chart"
local choice = require "toolkit.corpus.choice"
local output = require "toolkit.report.output"
local period = require "toolkit.corpus.period"
local report = require "toolkit.report"
local script = require "toolkit.corpus.script"
local Table = require "toolkit.table"

local SHOWN_ROWS, SHOWN_WORDS, SHOWN_PHRASES, TERMS = 200, 30, 20, 6
local MOST_PERIODS, MOST_BARS, MOST_GROUPS, KEY_WORDS, EXAMPLES = 80, 24, 12, 12, 4

-- ---- numbers and names as a reader takes them ------------------------------------------------

local function with_commas(n)
    return (("%d"):format(n):reverse():gsub("(%d%d%d)", "%1,"):reverse():gsub("^,", ""))
end

-- A key figure: short, with the exact one in the note where something was left out.
local function figure(n, label, note)
    local shown = n >= 1000000 and ("%.2f M"):format(n / 1e6) or n >= 100000 and ("%.0f k"):format(n / 1e3)
    if shown then note = note and ("%s, %s"):format(with_commas(n), note) or with_commas(n) end
    return { shown or with_commas(n), label, note }
end

-- Neither a number nor a single letter.
local function is_telling(word)
    return not word:find("^%d") and utf8.len(word) ~= 1
end

local function sum(values)
    local total = 0
    for _, value in ipairs(values) do total = total + value end
    return total
end

-- A function that takes off the folders that all files lie in.
local function without_common_folders(files)
    local common = files[1] or ""
    for _, file in ipairs(files) do
        while file:sub(1, #common) ~= common do common = common:sub(1, -2) end
    end
    common = #files > 1 and common:match("^.*[/!]") or ""
    return function(file) return file:sub(#common + 1) end
end

-- ---- what is counted -------------------------------------------------------------------------

local function documents_of(corpus, chosen)
    local t = Table.new({ { name = "id", type = "integer" }, "title", "date", "source", "file",
        { name = "tokens", type = "integer" }, { name = "sentences", type = "integer" } }, { caption = "Documents" })
    local statement = [[SELECT id, title, date, source, file, tokens, sentences FROM documents
        WHERE same_as IS NULL ORDER BY id]]
    for id, title, date, source, file, tokens, sentences in corpus:sql(statement) do
        if not chosen or chosen[id] then t:add { id, title, date, source, file, tokens or 0, sentences or 0 } end
    end
    return t
end

-- Everything that the sections share.
local function look_at(corpus, options)
    local view = { corpus = corpus, where = options.where, once = options.once, sources = 0, dated = 0 }
    view.chosen, view.words = choice.sample(corpus, options, "dashboard")
    view.documents = documents_of(corpus, view.chosen)
    view.short = without_common_folders(view.documents:column("file"))
    local dates, seen = {}, {}
    for row in view.documents:each() do
        if row.date and row.date:find("^%d%d%d%d") then
            view.dated, dates[row.id] = view.dated + 1, row.date
        end
        if row.source and not seen[row.source] then
            seen[row.source], view.sources = true, view.sources + 1
        end
    end
    view.period = options.period or period.fitting(dates, MOST_PERIODS)
    view.dates = dates
    return view
end

local function sample(view, more)
    more.where, more.once = view.where, view.once
    return more
end

-- Groups of documents with text that fit a page, in order: by source, else by the finest period that makes few. A group
-- is a list of ids with `name` and `tokens`. And what they are made by.
local function groups_of(view)
    local by_source = view.sources >= 2 and view.sources <= MOST_GROUPS
    local by = period.fitting(view.dates, MOST_GROUPS)
    local groups, by_name = {}, {}
    for row in view.documents:filter(function(row) return row.tokens > 0 end):each() do
        local name
        if by_source then name = row.source else name = period.of(view.dates[row.id], by) end
        if name then
            if not by_name[name] then
                by_name[name] = { name = name, tokens = 0 }
                groups[#groups + 1] = by_name[name]
            end
            table.insert(by_name[name], row.id)
            by_name[name].tokens = by_name[name].tokens + row.tokens
        end
    end
    table.sort(groups, function(a, b) return a.name < b.name end)
    return groups, by_source and "source" or by
end

-- ---- the sections ----------------------------------------------------------------------------

local function overview(page, view, frequencies)
    local documents = view.documents
    local copies = 0
    for n in view.corpus:sql("SELECT count(*) FROM metadata WHERE key = 'copy_of'") do copies = n end
    local figures = {
        figure(#documents, "documents", ("%s dated"):format(with_commas(view.dated))),
        figure(sum(documents:column("tokens")), "tokens", "with punctuation"),
        figure(#frequencies, "different words", "case aside"),
        figure(sum(documents:column("sentences")), "sentences"),
    }
    if view.sources > 0 then figures[#figures + 1] = figure(view.sources, "sources") end
    if copies > 0 then
        figures[#figures + 1] = figure(copies, "copies", view.once and "left out" or "counted as documents")
    end
    local section = page:section("In short"):figures(figures)
    if view.chosen then section:note(view.words) end
end

local function through_time(page, view)
    if view.dated == 0 then return end
    local section = page:section("Through time")
    if #view.documents <= SHOWN_ROWS then
        local events = view.documents:with("lane", function(row) return row.source or "no source" end)
        section:chart(chart.timeline(events, { title = "Documents by date", date = "date", label = "title",
            lane = view.sources > 0 and view.sources <= MOST_GROUPS and "lane" or nil }))
        return
    end
    local counted = view.documents:with("period", function(row)
        return period.of(view.dates[row.id], view.period) or "undated"
    end):group("period", "count as documents", "sum tokens"):sort(function(row)
        return row.period == "undated" and "~" or row.period
    end)
    local drawing = { title = "Documents by " .. view.period, x = "period", y = "documents" }
    local as_line = #counted > MOST_BARS and view.period ~= "week"
    section:chart(as_line and chart.line(counted, drawing) or chart.bar(counted, drawing))
end

local function documents_table(page, view)
    local shown = view.documents:with("file", function(row) return view.short(row.file) end)
    local columns = { "id", "title", "date", view.sources > 0 and "source" or nil }
    for _, name in ipairs { "tokens", "sentences", "file" } do columns[#columns + 1] = name end
    local section = page:section("Documents", { count = #shown })
    section:table(shown:select(table.unpack(columns)), { rows = SHOWN_ROWS })
    local identical = 0
    for n in view.corpus:sql("SELECT count(*) FROM document WHERE same_as IS NOT NULL") do identical = n end
    if identical > 0 then section:note(("%d identical copies are left out."):format(identical)) end
end

-- What else is known of the documents: the keys that --where KEY:TEXT may ask for.
local function metadata(page, view)
    local keys, by_key = {}, {}
    for document, key, value in view.corpus:sql("SELECT document, key, value FROM metadata ORDER BY key") do
        if not view.chosen or view.chosen[document] then
            if not by_key[key] then by_key[key], keys[#keys + 1] = { documents = 0, counts = {}, values = {} }, key end
            local entry = by_key[key]
            entry.documents = entry.documents + 1
            if not entry.counts[value] then entry.counts[value], entry.values[#entry.values + 1] = 0, value end
            entry.counts[value] = entry.counts[value] + 1
        end
    end
    if #keys == 0 then return end
    local t = Table.new({ "key", { name = "documents", type = "integer" }, { name = "values", type = "integer" },
        { name = "examples", title = "most frequent values" } }, { caption = "Metadata" })
    for _, key in ipairs(keys) do
        local entry = by_key[key]
        table.sort(entry.values, function(a, b)
            local x, y = entry.counts[a], entry.counts[b]
            if x ~= y then return x > y end
            return a < b
        end)
        local examples = {}
        for i = 1, math.min(EXAMPLES, #entry.values) do
            local value = tostring(entry.values[i])
            if utf8.len(value) and utf8.len(value) > 60 then value = value:sub(1, utf8.offset(value, 58) - 1) .. "…" end
            examples[i] = ("%s (%d)"):format(value, entry.counts[entry.values[i]])
        end
        t:add { key, entry.documents, #entry.values, table.concat(examples, ", ") }
    end
    page:section("Metadata", { count = #t, intro = "Every key can choose documents: --where 'KEY:TEXT'." }):table(t)
end

local function words(page, view, frequencies)
    local section = page:section("Words", { count = with_commas(#frequencies) })
    local limit = #view.documents / 3
    local content = Table.new({ "word", { name = "frequency", type = "integer" },
        { name = "per_million", title = "per million", type = "number", digits = 1 },
        { name = "documents", type = "integer" } }, { caption = "Frequent words of fewer documents" })
    for _, row in ipairs(frequencies.rows) do
        if row.documents <= limit and is_telling(row.lower) then
            content:add { row.lower, row.frequency, row.per_million, row.documents }
            if #content == SHOWN_WORDS then break end
        end
    end
    if #content > 0 then
        section:chart(chart.bar(content, { title = "Frequent words that no more than a third of the documents have",
            x = "word", y = "frequency" }))
    end
    section:table(frequencies:top(SHOWN_WORDS), { caption = "Most frequent words", note = frequencies.note })
end

local function phrases(page, view)
    local t = view.corpus:ngrams(sample(view, { n = 3, least = 3, top = SHOWN_PHRASES }))
    if #t == 0 then return end
    page:section("Phrases", { count = #t }):table(t, { caption = "Most frequent 3-grams", note = t.note })
end

local function followed(page, view, list)
    local corpus = view.corpus
    local section = page:section("Followed words", { count = #list })
    local series = Table.new { "period", "word", { name = "per_million", type = "number", title = "per million" } }
    for _, word in ipairs(list) do
        for row in corpus:trend(word, sample(view, { period = view.period })):each() do
            if row.period ~= "undated" then series:add { row.period, word, row.per_million } end
        end
    end
    if view.period ~= "week" and view.period ~= "decade" and #series > 0 then
        section:chart(chart.line(series, { title = "Per million tokens by " .. view.period, x = "period",
            y = "per_million", series = "word" }))
    elseif #series > 0 then
        section:chart(chart.heat(series, { title = "Per million tokens by " .. view.period, x = "period", y = "word",
            value = "per_million", digits = 0 }))
    end
    local dispersion = corpus:dispersion(list, sample(view, {}))
    section:table(dispersion:select("query", "frequency", "per_million", "range", "dp", "juilland_d", "carroll_d2",
        "arf"), { caption = "Dispersion over documents", note = dispersion.note })
    for _, word in ipairs(list) do
        local collocates = corpus:collocates(word, sample(view, { top = 15, least = 3,
            measures = { "lrc", "g2", "log_dice" } }))
        section:section(word):table(collocates:select("lower", "observed", "expected", "left", "right", "documents",
            "lrc", "g2", "log_dice"), { caption = "Collocates of " .. word, note = collocates.note, filter = false })
    end
end

local function key_words(page, view)
    local groups, what = groups_of(view)
    if #groups < 2 then return end
    local t = Table.new({ { name = "group", title = what }, { name = "words", title = "key words" },
        { name = "documents", type = "integer" }, { name = "tokens", type = "integer" } },
        { caption = "Key words by " .. what })
    for _, group in ipairs(groups) do
        local found = {}
        local keyness = view.corpus:keyness(sample(view, { target = group, least = 3, measures = { "g2" },
            top = 4 * KEY_WORDS }))
        for row in keyness:each() do
            if row.g2 > 0 and row.p_holm < 0.05 and #found < KEY_WORDS and is_telling(row[1]) then
                found[#found + 1] = row[1]
            end
        end
        t:add { group.name, table.concat(found, ", "), #group, group.tokens }
    end
    page:section("Key words", { count = #t }):table(t, { filter = false,
        note = ("highest G2 against all other documents, p (Holm) below 0.05, no numbers; %s"):format(view.words) })
end

local function single_documents(page, view, most)
    if #view.documents > most then return end
    local corpus = view.corpus
    local terms = Table.new({ "title", "terms", "file" }, { caption = "Key terms of documents" })
    local likeness = Table.new { "document", "other", { name = "cosine", type = "number", digits = 2 } }
    local shown = {}
    for row in view.documents:each() do shown[row.file] = row.id end
    local tally <close> = args.must(corpus:tally { by = "lower" })
    for row in view.documents:each() do
        if row.tokens > 0 then
            local words_of_it = corpus:terms(row.id, sample(view, { top = TERMS, tally = tally }))
            terms:add { row.title, table.concat(words_of_it:column(1), ", "), view.short(row.file) }
            for other in corpus:similar(row.id, sample(view, { top = #view.documents, tally = tally })):each() do
                likeness:add { tostring(row.id), tostring(shown[other.file]), other.cosine }
            end
        end
    end
    page:section("Key terms", { count = #terms }):table(terms, { note = "the words with the highest TF-IDF" })
    if #likeness > 0 then
        page:section("Likeness"):chart(chart.heat(likeness, { title = "Likeness of documents", x = "other",
            y = "document", value = "cosine", digits = 2,
            description = "Cosine of the TF-IDF vectors; documents by their id." }))
    end
end

local function style(page, view)
    local readability = view.corpus:readability(sample(view, {}))
    if #readability == 0 then return end
    local section = page:section("Readability", { count = #readability })
    if #readability <= SHOWN_ROWS or view.dated == 0 then
        section:chart(chart.scatter(readability, { title = "Length and reading ease", x = "words", y = "flesch",
            label = "file" }))
    else
        local dates = {}
        for row in view.documents:each() do dates[row.file] = view.dates[row.id] end
        local by_time = readability:with("period", function(row)
            return period.of(dates[row.file], view.period) or "undated"
        end):filter(function(row) return row.period ~= "undated" end)
            :group("period", "mean words_per_sentence as mean", "count as documents"):sort("period")
        local drawing = { title = ("Words per sentence by %s, mean of the documents"):format(view.period), x = "period",
            y = "mean", digits = 1 }
        local as_line = #by_time > MOST_BARS and view.period ~= "week"
        section:chart(as_line and chart.line(by_time, drawing) or chart.bar(by_time, drawing))
    end
    local short = readability:with("file", function(row) return view.short(row.file) end)
    section:table(short, { rows = SHOWN_ROWS, note = readability.note })
end

local options = args.parse()
if not options.out then args.fail("--out PAGE.html is missing", 2) end
if options.format and options.format ~= "html" then args.fail("--format: a dashboard is HTML", 2) end
if output.kind(options) ~= "html" then args.fail(("--out: a dashboard is HTML, '%s' is not"):format(options.out), 2) end
local corpus <close> = args.must(toolkit.open(options.file, { mode = "read" }))
script.check_where(corpus, options.where)
local page = report.new { title = options.title or options.file:match("[^/]+$"), subtitle = "Overview of a corpus",
    stamp = report.stamp { script = arg[0], options = options } }
args.try(function()
    local view = look_at(corpus, options)
    local frequencies = corpus:frequencies(sample(view, {}))
    overview(page, view, frequencies)
    through_time(page, view)
    if options.words then followed(page, view, options.words) end
    words(page, view, frequencies)
    phrases(page, view)
    key_words(page, view)
    single_documents(page, view, options.documents)
    style(page, view)
    documents_table(page, view)
    metadata(page, view)
end)
args.must(page:write(options.out))
