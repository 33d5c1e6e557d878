-- The same claim in another document: candidates from an index of rare words (toolkit.overlap), each pair verified on
-- its own, never by way of a third. Candidates are looked for among all claims, among those of neighbouring days and
-- among those of one event, so that what is a rare word does not depend on how much else was read. Events: documents
-- that share claims, a speaker and a date. The cap on frequent words keeps the cost in proportion to the claims.
local terms = require "toolkit.claims.terms"
local toolkit = require "toolkit"

local link = {}

--- Settings; change them before a run.
link.options = {
    common = 40,        -- a word that more claims than this hold finds no candidates (small runs: half of the claims)
    least = 0.2,        -- least overlap of two claims of one event that is looked at
    apart = 0.4,        -- ... of claims of other documents
    contained = 0.6,    -- a claim of which so much is in the other, with four words or more, is looked at anyway
    same_event = 0.33,  -- least score of a link between two documents of one event
    other_event = 0.62, -- least score between documents of different events
    days = 4,           -- an event's documents lie within so many days
    strong = 0.44,      -- a pair that speaks for a common event
    answer = 0.5,       -- the best of two pairs that make a statement of the days after part of the event
}

local function comparable(c)
    return (c.type ~= "reporter-question" or not c.inner) and not (c.caption and c.type == "author-statement")
end

--- Days between two dates of documents; nil when that cannot be known; math.huge when they contradict. "--07-05" fits
--- any year, "---21" any month.
function link.days_apart(a, b)
    a, b = a and a.value, b and b.value
    if not a or not b then return nil end
    local y1, m1, d1 = a:match("^(%d%d%d%d)%-(%d%d)%-(%d%d)")
    local y2, m2, d2 = b:match("^(%d%d%d%d)%-(%d%d)%-(%d%d)")
    if y1 and y2 then
        local t1 = os.time { year = y1, month = m1, day = d1, hour = 12 }
        local t2 = os.time { year = y2, month = m2, day = d2, hour = 12 }
        return math.floor(math.abs(t1 - t2) / 86400 + 0.5)
    end
    if a:sub(1, 1) == "-" or b:sub(1, 1) == "-" then
        local tail_a, tail_b = a:match("[%d-]*$"):gsub("^%-+", ""), b:match("[%d-]*$"):gsub("^%-+", "")
        local n = math.min(#tail_a, #tail_b)
        if tail_a:sub(-n) == tail_b:sub(-n) then return 0 end
        -- a day without year may still be the day after
        if n == 5 then
            local ma, da = tail_a:sub(-5):match("(%d%d)%-(%d%d)")
            local mb, db = tail_b:sub(-5):match("(%d%d)%-(%d%d)")
            if ma and mb then return math.abs((ma * 30 + da) - (mb * 30 + db)) end
        end
        return math.huge
    end
    local n = math.min(#a, #b)
    return a:sub(1, n) == b:sub(1, n) and 0 or math.huge
end

-- ---- what is compared ------------------------------------------------------------------------------------

local function number_key(n)
    return tostring(n.min) .. "/" .. tostring(n.max)
end

local open_word = { may = true, might = true, could = true }

-- Does a claim leave open whether it is so?
local function leaves_open(c)
    for _, h in ipairs(c.hedges) do
        if h.kind == "epistemic" then return true end
    end
    for i, form in ipairs(c.words) do
        if open_word[form] and c.tags[i] == "AUX" then return true end
    end
    return false
end

-- Does a claim, or its cue, deny anything?
local function denies(c) return c.negations > 0 or c.negated ~= nil and c.negated ~= false end

-- The rows of the claims inside a claim, or nil.
local function rows_inside(c, row_of)
    local list = {}
    for _, inner in ipairs(c.inner or {}) do list[#list + 1] = row_of[inner] end
    return list[1] and list
end

--- Adds the claims of a document to the rows of the run; returns their terms, a line a claim. `number_of`: speaker ->
--- number in the document's list of people and bodies.
function link.collect(run, state, number_of)
    local rows, lines, row_of = run.rows, {}, {}
    for n, c in ipairs(state.claims) do
        if comparable(c) then
            local row = rows:add(state.index, n, { type = c.type, outer = c.nested and c.nested.type,
                ref = c.speaker.ref and number_of[c.speaker.ref] or 0, is_negative = c.polarity == "negative",
                is_title = c.title, is_open = leaves_open(c), denies = denies(c) })
            row_of[c] = row
            local keys = {}
            for i, number in ipairs(c.numbers) do keys[i] = number_key(number) end
            rows.numbers[row] = keys[1] and table.concat(keys, " ")
            lines[#lines + 1] = table.concat(terms.of(c, run.book), "\t")
            lines[#lines + 1] = "\n"
        end
    end
    for c, row in pairs(row_of) do rows.inner[row] = rows_inside(c, row_of) end
    return table.concat(lines)
end

-- The speaker of a row.
local function entity_of(run, row)
    local rows = run.rows
    local ref = run.states[rows:document(row)].refs[rows:ref(row)]
    return ref and ref.entity
end

local function words_of(text)
    local set = {}
    for word in (text or ""):gmatch("%S+") do set[word] = true end
    return set
end

-- Does a word of the one set miss in the other?
local function misses(a, b)
    for word in pairs(a) do if not b[word] then return true end end
    return false
end

-- What differs between two claims that say the same: a list of words for the record.
local function differences(run, a, b)
    local rows, list = run.rows, {}
    local left, right = words_of(rows.numbers[a]), words_of(rows.numbers[b])
    if misses(left, right) or misses(right, left) then list[#list + 1] = "numbers" end
    if rows:is_open(a) ~= rows:is_open(b) then list[#list + 1] = "certainty" end
    if rows:is_negative(a) ~= rows:is_negative(b) then list[#list + 1] = "polarity" end
    if entity_of(run, a) ~= entity_of(run, b) then list[#list + 1] = "speaker" end
    if rows:outer(a) ~= rows:outer(b) then list[#list + 1] = "voice" end
    if rows:type(a) ~= rows:type(b) then
        list[#list + 1] = "type: " .. rows:type(a) .. " / " .. rows:type(b)
    end
    return list
end

-- ---- contradictions --------------------------------------------------------------------------------------

local negator = { ["not"] = true, no = true, never = true, without = true, none = true, neither = true, nor = true,
    cannot = true }

local predicate = { VERB = true, ADJ = true, ADV = true }

-- Words behind a negator that it denies, and the share of the other claim that a denial has to speak of.
local REACH, COVERED = 6, 0.4

local function is_content(form, lexicon)
    return not terms.is_stop(form) and #form > 3 or lexicon.country[form] ~= nil
end

-- What a claim denies and what it states: words within reach behind a negator, with their class; the stems of the
-- others. nil when nothing is denied.
local function negated_words(c, lexicon)
    local words, scope, stated, till = c.words, nil, {}, 0
    for i, form in ipairs(words) do
        if negator[form] or form:find("n't$") or form:find("n’t$") then
            scope, till = scope or {}, i + REACH
            -- "found no crack" denies the finding
            local before = words[i - 1]
            if form == "no" and before and c.tags[i - 1] == "VERB" then
                scope[before], stated[terms.stem(before)] = "VERB", nil
            end
        elseif i <= till then
            scope[form] = c.tags[i]
        elseif is_content(form, lexicon) then
            stated[terms.stem(form)] = true
        end
    end
    return scope, stated
end

-- Stems of what a claim states plainly, and how many.
local function plain_words(c, lexicon)
    local scope, set, count = negated_words(c, lexicon), {}, 0
    for _, form in ipairs(c.words) do
        local stem = terms.stem(form)
        if is_content(form, lexicon) and not (scope and scope[form]) and not set[stem] then
            set[stem] = true
            count = count + 1
        end
    end
    return set, count
end

-- Is what `a` negates said plainly in `b`? More than names must be shared: a verb or an adjective of the negated part,
-- that `a` does not state as well ("not X but Y"), and with what `a` states a good part of `b`.
local function plain_in(a, b, lexicon)
    local scope, stated = negated_words(a, lexicon)
    if not scope then return false end
    local plain, size = plain_words(b, lexicon)
    local shared, all, names, predicates, around = 0, 0, 0, 0, 0
    for form, tag in pairs(scope) do
        if is_content(form, lexicon) then
            all = all + 1
            local stem = terms.stem(form)
            if plain[stem] then
                shared = shared + 1
                if lexicon.country[form] then names = names + 1
                elseif predicate[tag] and not stated[stem] and not terms.is_number(form) then
                    predicates = predicates + 1
                end
            end
        end
    end
    for stem in pairs(stated) do
        if plain[stem] then around = around + 1 end
    end
    return predicates >= 1 and shared > names and shared / all >= 0.5 and (shared >= 2 or all == 1)
        and shared + around >= COVERED * size
end

--- Does one of two claims deny what the other says?
function link.contradicts(a, b, lexicon)
    local x = denies(a)
    if x == denies(b) then return false end
    if x then return plain_in(a, b, lexicon) end
    return plain_in(b, a, lexicon)
end

-- ---- candidates --------------------------------------------------------------------------------------------

-- Terms that are two other terms joined: first -> second -> whole.
local function joined_terms(vocabulary)
    local joined = {}
    for term in pairs(vocabulary) do
        for at = 1, #term - 1 do
            local first = term:sub(1, at)
            local second = vocabulary[first] and term:sub(at + 1)
            if second and vocabulary[second] then
                joined[first] = joined[first] or {}
                joined[first][second] = term
            end
        end
    end
    return joined
end

-- All terms of a run as sets: of each claim its terms, and neighbours joined where the whole is a term as well ("back
-- doors" meets "backdoors"). Row i is set i.
local function overlap_of(run)
    local overlap, joined = toolkit.overlap(), joined_terms(run.book.vocabulary)
    run.book = nil
    for index, state in ipairs(run.states) do overlap:add_lines(index, run.shelf:get(state.terms), joined) end
    return overlap
end

-- The rows of documents.
local function rows_of(run, states)
    local members = {}
    for _, state in ipairs(states) do
        for row = run.first_row[state.index], run.first_row[state.index + 1] - 1 do members[#members + 1] = row end
    end
    return members
end

local function find_pairs(run, least, members)
    local options = link.options
    local total = members and #members or #run.overlap
    return run.overlap:pairs { common = math.max(options.common, math.min(total // 2, 60)), least_terms = 3,
        cosine = least, containment = options.contained, contained_terms = 4, members = members }
end

-- Pairs of rows are one number each, the smaller row above.
local ROW, ROW_BITS = (1 << 32) - 1, 32

local function pair_of(a, b)
    if b < a then a, b = b, a end
    return a << ROW_BITS | b
end

-- So many terms make a pair of two claims speak for a common event.
local EVIDENT = 3

-- Adds pairs to `keys`, with their scores by key in `scores`; those that speak for a common event to the set `strong`.
local function add_pairs(run, keys, scores, least, members, may_count, strong)
    for a, b, cosine, containment, count in find_pairs(run, least, members) do
        local key = a << ROW_BITS | b
        local score = cosine
        if containment > link.options.contained and count >= 4 then score = math.max(score, 0.75 * containment) end
        if score >= least and not scores[key] and (not may_count or may_count(a, b, score)) then
            keys[#keys + 1], scores[key] = key, score
            if strong and score >= link.options.strong and count >= EVIDENT then strong[key] = true end
        end
    end
end

-- The day of a document as a number, nil when it is not known to the day.
local function day_of(state)
    local y, m, d = (state.date.value or ""):match("^(%d%d%d%d)%-(%d%d)%-(%d%d)")
    return y and os.time { year = y, month = m, day = d, hour = 12 } // 86400
end

-- What a common speaker, a common number and two headlines add to the score of a pair.
local SPEAKER, NUMBER, HEADLINES = 0.06, 0.05, 0.1

-- Tells of a pair whether it can count: for an event, when its documents may lie within its days, or as a link between
-- events. Of the pairs of a large collection most cannot.
local function counting(run)
    local rows, days, options = run.rows, {}, link.options
    for index, state in ipairs(run.states) do days[index] = day_of(state) or false end
    return function(a, b, score)
        local x, y = days[rows:document(a)], days[rows:document(b)]
        if not x or not y or math.abs(x - y) <= options.days then return true end
        if rows.numbers[a] and rows.numbers[b] then return true end
        local most = score + SPEAKER + (rows:is_title(a) and rows:is_title(b) and HEADLINES or 0)
        return most >= options.other_event
    end
end

-- Pairs that may speak for an event: among all claims, and among those of a day and the next, where fewer words are
-- frequent. Keys in order, scores by key, and the set of those that are strong enough for one.
local function far_pairs(run)
    local keys, scores, strong, may_count = {}, {}, {}, counting(run)
    add_pairs(run, keys, scores, link.options.apart, nil, may_count, strong)
    local days, order = {}, {}
    for _, state in ipairs(run.states) do
        local day = day_of(state)
        if day then
            if not days[day] then
                days[day] = {}
                order[#order + 1] = day
            end
            table.insert(days[day], state)
        end
    end
    table.sort(order)
    for _, day in ipairs(order) do
        local states = table.move(days[day], 1, #days[day], 1, {})
        for _, state in ipairs(days[day + 1] or {}) do states[#states + 1] = state end
        if #states > 1 and #states < #run.states then
            add_pairs(run, keys, scores, link.options.apart, rows_of(run, states), may_count, strong)
        end
    end
    table.sort(keys)
    return { keys = keys, scores = scores, strong = strong }
end

-- ---- events --------------------------------------------------------------------------------------------------

-- How two documents hang together: claims that fit, the best of them; a claim counts once.
local function document_pairs(run, far)
    local rows, by_key, order = run.rows, {}, {}
    for _, key in ipairs(far.keys) do
        if far.strong[key] then
            local score = far.scores[key]
            local a, b = key >> ROW_BITS, key & ROW
            local i, j = rows:document(a), rows:document(b)
            local pair = by_key[i << 32 | j]
            if not pair then
                pair = { i = i, j = j, n = 0, best = 0, taken = {} }
                by_key[i << 32 | j] = pair
                order[#order + 1] = pair
            end
            pair.best = math.max(pair.best, score)
            if not pair.taken[a] and not pair.taken[b] then
                pair.taken[a], pair.taken[b] = true, true
                pair.n = pair.n + 1
            end
        end
    end
    table.sort(order, function(a, b)
        if a.n ~= b.n then return a.n > b.n end
        if a.best ~= b.best then return a.best > b.best end
        if a.i ~= b.i then return a.i < b.i end
        return a.j < b.j
    end)
    return order
end

-- Is what two documents share enough for one event?
local function enough_for_event(pair, a, b, days, same_speaker)
    local fewest = math.min(a.count, b.count)
    if days and days <= 1 then
        -- two reports of a day that quote the same speech need not tell the same event
        return pair.n >= 3 or pair.n >= 2 and pair.n >= fewest * 0.1
            or (pair.best >= 0.75 or same_speaker) and pair.n >= fewest * 0.15
    end
    -- a statement of the days after answers some of what was said
    if days then
        return days <= link.options.days and (pair.n >= 3
            or pair.n >= 2 and pair.best >= link.options.answer and pair.n >= fewest * 0.25)
    end
    return pair.n >= 3 and (same_speaker or pair.n >= fewest * 0.3) or pair.n >= 2 and pair.n >= fewest * 0.4
end

local function is_full(date) return date and date:sub(1, 2) ~= "--" end

-- The first date that a document of an event has, the most precise kind of date that there is; nil when none has one.
local function first_date(states)
    local best
    for _, state in ipairs(states) do
        local d = state.date.value
        if is_full(d) and (not best or #d > #best or #d == #best and d < best) then best = d end
    end
    return best
end

-- A day without year gets the year of another version that gives the same day, marked as inferred.
local function infer_dates(event)
    event.date = first_date(event.states)
    local full_day = {}
    for _, state in ipairs(event.states) do
        local d = state.date.value
        local day = is_full(d) and d:match("^%d+%-(%d%d%-%d%d)$")
        if day and not (full_day[day] and full_day[day] < d) then full_day[day] = d end
    end
    for _, state in ipairs(event.states) do
        local d = state.date.value
        local full = d and full_day[d:match("^%-%-(%d%d%-%d%d)$")]
        if full then
            state.date_written = d
            state.date.value, state.date.how, state.date.precision = full, "inferred", "day"
        end
    end
end

local function events_of(run, far)
    local parent, members, reasons = {}, {}, {}
    local function find(i)
        while parent[i] and parent[i] ~= i do i = parent[i] end
        return i
    end
    for i, state in ipairs(run.states) do members[i] = { state } end
    for _, pair in ipairs(document_pairs(run, far)) do
        local a, b = run.states[pair.i], run.states[pair.j]
        local days = link.days_apart(a.date, b.date)
        local speaker = a.principal and a.principal.entity
        local same_speaker = speaker and b.principal and speaker == b.principal.entity
        local enough = enough_for_event(pair, a, b, days, same_speaker)
        if enough then
            -- the whole event must stay within the same days
            local x, y = find(pair.i), find(pair.j)
            if x ~= y then
                for _, s in ipairs(members[x]) do
                    for _, t in ipairs(members[y]) do
                        local apart = link.days_apart(s.date, t.date)
                        if apart and apart > link.options.days then enough = false end
                    end
                end
                if enough then
                    if y < x then x, y = y, x end
                    parent[y] = x
                    table.move(members[y], 1, #members[y], #members[x] + 1, members[x])
                end
            end
        end
        if enough then
            local apart = days and (days == 0 and ", same date" or days == 1 and ", 1 day apart"
                or (", %d days apart"):format(days)) or ""
            local why = ("%s and %s: %d shared claims%s%s"):format(a.file:match("[^/]+$"), b.file:match("[^/]+$"),
                pair.n, same_speaker and ", same main speaker (" .. speaker.name .. ")" or "", apart)
            reasons[#reasons + 1] = { i = pair.i, why = why }
        end
    end
    local events, event_of = {}, {}
    for i, state in ipairs(run.states) do
        local root = find(i)
        local event = event_of[root]
        if not event then
            event = { files = {}, why = {}, states = {} }
            event_of[root] = event
            events[#events + 1] = event
            event.id = "E" .. #events
        end
        event.files[#event.files + 1] = state.file
        event.states[#event.states + 1] = state
        state.event = event.id
    end
    for _, r in ipairs(reasons) do table.insert(event_of[find(r.i)].why, r.why) end
    for _, event in ipairs(events) do infer_dates(event) end
    return events
end

-- ---- links -------------------------------------------------------------------------------------------------

-- The score of a pair with what else the claims have in common.
local function settled(run, a, b, score)
    local rows = run.rows
    local ea, eb = entity_of(run, a), entity_of(run, b)
    if ea and ea == eb then score = score + SPEAKER end
    local left, right = rows.numbers[a], rows.numbers[b]
    if left and right then
        local maxima = {}
        for most in right:gmatch("/(%S+)") do maxima[most] = true end
        for most in left:gmatch("/(%S+)") do
            if most ~= "nil" and maxima[most] then score = score + NUMBER end
        end
    end
    if rows:type(a) == "author-statement" and rows:type(b) == "author-statement" then score = score - 0.25 end
    if rows:is_title(a) and rows:is_title(b) then score = score + HEADLINES end
    return score
end

-- The best score of each claim with each other document: a number of both -> score.
local function best_scores(run, keys, scores)
    local rows, best = run.rows, {}
    local function note(row, document, score)
        local key = row << 32 | document
        if score > (best[key] or 0) then best[key] = score end
    end
    for _, key in ipairs(keys) do
        local a, b, score = key >> ROW_BITS, key & ROW, scores[key]
        note(a, rows:document(b), score)
        note(b, rows:document(a), score)
    end
    return best
end

-- Does a claim inside `outer` fit `other` about as well?
local function covers(run, scores, outer, other)
    local inside = run.rows.inner[outer]
    if not inside then return false end
    local own = scores[pair_of(outer, other)]
    for _, inner in ipairs(inside) do
        local score = scores[pair_of(inner, other)]
        if score and score >= 0.7 * own then return true end
    end
    return false
end

local function claim_of(run, row)
    return run.states[run.rows:document(row)].claims[run.rows:number(row)]
end

-- Does one of two claims of an event deny what the other says?
local function contradict(run, a, b)
    local rows = run.rows
    return rows:denies(a) ~= rows:denies(b) and link.contradicts(claim_of(run, a), claim_of(run, b), run.lexicon)
end

-- What is kept of a link; `against`: the claims contradict each other.
local function describe(run, a, b, score, same_event, against)
    local rows, overlap = run.rows, run.overlap
    local shared, count = overlap:shared(a, b, 6)
    local left, right = overlap:weight(a), overlap:weight(b)
    local ratio = math.min(left, right) / math.max(left, right)
    return { a = rows:place(a), b = rows:place(b), score = math.floor(score * 1000 + 0.5) / 1000,
        same_event = same_event, differences = differences(run, a, b),
        relation = against and "contradicts" or ratio < 0.35 and "partial" or "same-claim",
        why = ("%d shared terms: %s"):format(count, table.concat(shared, ", "):gsub("@", "")) }
end

-- Calls add(key, link) for the links among pairs; all pairs of two documents are there, or none.
local function links_among(run, keys, found, same_event, add)
    local rows, scores, okay = run.rows, {}, {}
    local least = same_event and link.options.same_event or link.options.other_event
    for _, key in ipairs(keys) do
        local score = settled(run, key >> ROW_BITS, key & ROW, found[key])
        if score >= least then okay[#okay + 1], scores[key] = key, score end
    end
    local best = best_scores(run, okay, scores)
    for _, key in ipairs(okay) do
        local a, b, score = key >> ROW_BITS, key & ROW, scores[key]
        local top_a, top_b = best[a << 32 | rows:document(b)], best[b << 32 | rows:document(a)]
        local is_best = score >= top_a - 1e-9 or score >= top_b - 1e-9
        local near = is_best and score >= 0.6 * top_a and score >= 0.6 * top_b
        -- a claim that quotes another one is represented by what it quotes
        if not covers(run, scores, a, b) and not covers(run, scores, b, a) then
            local against = same_event and contradict(run, a, b)
            if near or score >= 0.55 and same_event or against or rows:is_title(a) and rows:is_title(b) then
                add(key, describe(run, a, b, score, same_event, against))
            end
        end
    end
end

-- The pairs of `far` by where they lead: of each event with several documents a list, and those between events, a list
-- for each document that they start from.
local function sort_far(run, far)
    local rows, states = run.rows, run.states
    local within, between = {}, {}
    for _, key in ipairs(far.keys) do
        local i, j = rows:document(key >> ROW_BITS), rows:document(key & ROW)
        local event = states[i].event
        if event == states[j].event then
            within[event] = within[event] or {}
            table.insert(within[event], key)
        else
            local group = between[#between]
            if not group or group.document ~= i then
                group = { document = i }
                between[#between + 1] = group
            end
            group[#group + 1] = key
        end
    end
    return within, between
end

-- The pairs between the documents of an event: all that are like enough there, and those that were found before.
local function pairs_of_event(run, event, far, known)
    local keys, scores = {}, {}
    add_pairs(run, keys, scores, link.options.least, rows_of(run, event.states))
    for _, key in ipairs(known or {}) do
        if not scores[key] then keys[#keys + 1], scores[key] = key, far.scores[key] end
    end
    table.sort(keys)
    return keys, scores
end

--- Runs the comparison. Returns { links, events }: links in the order of rows, as handles of the run's shelf; each is
--- { a, b (places, see rows), score, same_event, relation, differences, why }. Events are compared one by one, and what
--- is found is laid down, so that memory is needed for the pairs of one event only.
function link.run(run)
    local first_row, row = {}, 1
    for index = 1, #run.states do
        first_row[index] = row
        while run.rows:document(row) == index do row = row + 1 end
    end
    first_row[#run.states + 1] = row
    run.first_row, run.overlap = first_row, overlap_of(run)
    local far = far_pairs(run)
    local events = events_of(run, far)
    local order, handles = {}, {}
    local function add(key, item)
        order[#order + 1], handles[key] = key, run.shelf:keep(item)
    end
    local within, between = sort_far(run, far)
    far.keys, far.strong = nil, nil
    for _, event in ipairs(events) do
        if #event.states > 1 then
            local keys, scores = pairs_of_event(run, event, far, within[event.id])
            links_among(run, keys, scores, true, add)
            within[event.id] = nil
        end
    end
    for _, keys in ipairs(between) do links_among(run, keys, far.scores, false, add) end
    run.overlap:close()
    run.overlap = nil
    table.sort(order)
    for i, key in ipairs(order) do order[i] = handles[key] end
    return { links = order, events = events }
end

return link
