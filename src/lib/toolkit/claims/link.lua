-- The same claim in another document: candidates from an index of rare words, each pair verified on its own, never by
-- way of a third. Events: documents that share claims, a speaker and a date. Cost grows with the number of candidate
-- pairs, which the cap on frequent words keeps in proportion to the number of claims.
local apostrophe = require "toolkit.claims.apostrophe"
local toolkit = require "toolkit"

local link = {}

--- Settings; change them before a run.
link.options = {
    common = 40,        -- a word that more claims than this hold finds no candidates (small runs: half of the claims)
    same_event = 0.33,  -- least score of a link between two documents of one event
    other_event = 0.62, -- least score between documents of different events
    days = 4,           -- an event's documents lie within so many days
    strong = 0.44,      -- a pair that speaks for a common event
}

local stop = {}
for w in ([[a an the and or but nor so of to in on at by for with from into about as than then that this these those
it its he she
    they them their his her him we us our you your i me my is are was were be been being am has have had having do
    does did
    will would shall should can could may might must not no also just only more most much many very such same other
    another
    there here what which who whom whose when where why how if while because though although over under out up down
    off again
    once own too even still yet between through during before after against per s t re ve ll all any each both few some
    said says say told according one two like]]):gmatch("%S+") do stop[w] = true end

local stems = {}
local function stem(form)
    local s = stems[form]
    if not s then
        s = toolkit.stem(form)
        stems[form] = s
    end
    return s
end

-- The terms of a claim: stems in order, countries by name.
local function terms_of(c, lexicon)
    local list = {}
    local words = c.words
    local i = 1
    while i <= #words do
        local form = words[i]
        form = apostrophe.strip(form)
        local next_form = words[i + 1] and apostrophe.strip(words[i + 1])
        local country = lexicon.country[form]
        if next_form and lexicon.country[form .. " " .. next_form] then
            list[#list + 1] = "@" .. lexicon.country[form .. " " .. next_form]
            i = i + 1
        elseif country and (form ~= "us" or c.tags[i] == "PROPN") then
            list[#list + 1] = "@" .. country
        elseif not stop[form] then
            list[#list + 1] = stem(form)
        end
        i = i + 1
    end
    return list
end

local function comparable(c)
    return c.type ~= "reporter-question" or not c.inner
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

local function number_key(n)
    return tostring(n.min) .. "/" .. tostring(n.max)
end

--- What differs between two claims that say the same: a list of words for the record.
function link.differences(a, b)
    local list = {}
    local function add(what) list[#list + 1] = what end
    if #a.numbers > 0 or #b.numbers > 0 then
        local left, right = {}, {}
        for _, n in ipairs(a.numbers) do left[number_key(n)] = true end
        for _, n in ipairs(b.numbers) do right[number_key(n)] = true end
        for key in pairs(left) do if not right[key] then add("numbers") left = {} right = {} break end end
        for key in pairs(right) do if not left[key] then add("numbers") break end end
    end
    if a.polarity ~= b.polarity then add("polarity") end
    local sa, sb = a.speaker.ref and a.speaker.ref.entity, b.speaker.ref and b.speaker.ref.entity
    if sa ~= sb then add("speaker") end
    if (a.nested and a.nested.type) ~= (b.nested and b.nested.type) then add("voice") end
    if a.type ~= b.type then add("type: " .. a.type .. " / " .. b.type) end
    return list
end

local negator = { ["not"] = true, no = true, never = true, without = true, none = true, neither = true, nor = true,
    cannot = true }

local predicate = { VERB = true, ADJ = true, ADV = true }

-- The words within six tokens behind a negator, with their class; nil when there is none.
local function negated_words(c)
    local set
    local words = c.words
    for i, form in ipairs(words) do
        if negator[form] or form:find("n't$") or form:find("n’t$") then
            set = set or {}
            for k = i + 1, math.min(#words, i + 6) do set[words[k]] = c.tags[k] end
        end
    end
    return set
end

-- Is what `a` negates said plainly in `b`? More than names must be shared: a verb or an adjective of the negated part.
local function plain_in(a, b, lexicon)
    local scope = negated_words(a)
    if not scope then return false end
    local other = negated_words(b)
    local plain = {}
    for _, form in ipairs(b.words) do
        if not (other and other[form]) then plain[stem(form)] = true end
    end
    local shared, all, names, predicates = 0, 0, 0, 0
    for form, tag in pairs(scope) do
        if not stop[form] and #form > 3 or lexicon.country[form] then
            all = all + 1
            if plain[stem(form)] then
                shared = shared + 1
                if lexicon.country[form] then names = names + 1
                elseif predicate[tag] then predicates = predicates + 1 end
            end
        end
    end
    return predicates >= 1 and shared > names and shared / all >= 0.5 and (shared >= 2 or all == 1)
end

--- Does one of two claims deny what the other says?
function link.contradicts(a, b, lexicon)
    local x, y = a.negations > 0 or a.negated, b.negations > 0 or b.negated
    if x == y then return false end
    if x then return plain_in(a, b, lexicon) end
    return plain_in(b, a, lexicon)
end

-- Does a claim inside `outer` fit `other` about as well?
local function covers(best, outer, other)
    for _, inner in ipairs(outer.inner) do
        local score = best[inner] and best[inner][other]
        if score and score >= 0.7 * (best[outer][other] or 0) then return true end
    end
    return false
end

--- Runs the comparison. Returns { links = {...}, events = {...}, pairs = number looked at }.
function link.run(run)
    local options = link.options
    local lexicon = run.lexicon
    -- ---- terms, document frequency ----
    local all = {}
    local df = {}
    for _, state in ipairs(run.states) do
        for _, c in ipairs(state.claims) do
            c.state = state
            if comparable(c) then
                c.terms = terms_of(c, lexicon)
                all[#all + 1] = c
            end
        end
    end
    local vocabulary = {}
    for _, c in ipairs(all) do for _, t in ipairs(c.terms) do vocabulary[t] = true end end
    for _, c in ipairs(all) do
        local set, order = {}, {}
        local list = c.terms
        for i, t in ipairs(list) do
            if not set[t] then set[t] = true order[#order + 1] = t end
            local joined = list[i + 1] and t .. list[i + 1]
            if joined and vocabulary[joined] and not set[joined] then
                -- "back doors" meets "backdoors", "cyber security" meets "cybersecurity"
                set[joined] = true
                order[#order + 1] = joined
            end
        end
        c.set, c.order = set, order
        for _, t in ipairs(order) do df[t] = (df[t] or 0) + 1 end
    end
    local total = #all
    local weight = {}
    for t, n in pairs(df) do weight[t] = math.log(1 + total / n) end
    local cap = math.max(options.common, math.min(total // 2, 60))
    local postings = {}
    for index, c in ipairs(all) do
        local sum = 0
        for _, t in ipairs(c.order) do
            sum = sum + weight[t]
            if df[t] > 1 and df[t] <= cap then
                local list = postings[t]
                if not list then
                    list = {}
                    postings[t] = list
                end
                list[#list + 1] = index
            end
        end
        c.weight = sum
    end
    -- ---- candidates: claims of other documents that share two rarer words ----
    local pairs_seen = 0
    local candidates = {}
    for index, c in ipairs(all) do
        if #c.order >= 3 then
            local shared = {}
            local touched = {}
            for _, t in ipairs(c.order) do
                local list = postings[t]
                if list then
                    for _, other in ipairs(list) do
                        if other > index and all[other].state ~= c.state then
                            if not shared[other] then
                                shared[other] = 0
                                touched[#touched + 1] = other
                            end
                            shared[other] = shared[other] + 1
                        end
                    end
                end
            end
            for _, other in ipairs(touched) do
                local d = all[other]
                if shared[other] >= 2 and #d.order >= 3 then
                    pairs_seen = pairs_seen + 1
                    local common = 0
                    local count = 0
                    for _, t in ipairs(c.order) do
                        if d.set[t] then common = common + weight[t] count = count + 1 end
                    end
                    local smaller = math.min(c.weight, d.weight)
                    local score = common / math.sqrt(c.weight * d.weight)
                    local contained = common / smaller
                    if contained > 0.6 and count >= 4 then score = math.max(score, 0.75 * contained) end
                    if score >= 0.2 then
                        candidates[#candidates + 1] = { a = c, b = d, score = score, shared = count } end
                end
            end
        end
    end
    -- ---- events ----
    local doc_pairs, doc_order = {}, {}
    for _, p in ipairs(candidates) do
        if p.score >= options.strong and p.shared >= 3 then
            local i, j = p.a.state.index, p.b.state.index
            local key = i .. ":" .. j
            if not doc_pairs[key] then
                doc_pairs[key] = { i = i, j = j, n = 0, best = 0, claims_a = {}, claims_b = {} }
                doc_order[#doc_order + 1] = key
            end
            local pair = doc_pairs[key]
            pair.best = math.max(pair.best, p.score)
            if not pair.claims_a[p.a] and not pair.claims_b[p.b] then
                pair.claims_a[p.a], pair.claims_b[p.b] = true, true
                pair.n = pair.n + 1
            end
        end
    end
    local parent = {}
    local function find(i)
        while parent[i] and parent[i] ~= i do i = parent[i] end
        return i
    end
    local reasons, members = {}, {}
    for i, state in ipairs(run.states) do members[i] = { state } end
    table.sort(doc_order, function(x, y)
        local a, b = doc_pairs[x], doc_pairs[y]
        if a.n ~= b.n then return a.n > b.n end
        if a.best ~= b.best then return a.best > b.best end
        if a.i ~= b.i then return a.i < b.i end
        return a.j < b.j
    end)
    for _, key in ipairs(doc_order) do
        local pair = doc_pairs[key]
        local a, b = run.states[pair.i], run.states[pair.j]
        local days = link.days_apart(a.date, b.date)
        local speaker_a, speaker_b = a.principal, b.principal
        local same_speaker = speaker_a and speaker_b and speaker_a.entity and speaker_a.entity == speaker_b.entity
        local fewest = math.min(#a.claims, #b.claims)
        local enough
        if days and days <= 1 then
            enough = pair.n >= 2 or pair.best >= 0.75 or same_speaker
        elseif days then
            enough = days <= options.days and pair.n >= 3
        else
            enough = pair.n >= 3 and (same_speaker or pair.n >= fewest * 0.3) or pair.n >= 2 and pair.n >= fewest * 0.4
        end
        if enough then
            -- the whole event must stay within the same days
            local x, y = find(pair.i), find(pair.j)
            if x ~= y then
                for _, s in ipairs(members[x]) do
                    for _, t in ipairs(members[y]) do
                        local apart = link.days_apart(s.date, t.date)
                        if apart and apart > options.days then enough = false end
                    end
                end
                if enough then
                    if y < x then x, y = y, x end
                    parent[y] = x
                    for _, t in ipairs(members[y]) do table.insert(members[x], t) end
                end
            end
        end
        if enough then
            local why = ("%s and %s: %d shared claims%s%s"):format(a.file:match("[^/]+$"), b.file:match("[^/]+$"),
                pair.n,
                same_speaker and ", same main speaker (" .. speaker_a.entity.name .. ")" or "",
                days and (days == 0 and ", same date" or (", %d days apart"):format(days)) or "")
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
        state.event, state.event_record = event.id, event
    end
    for _, r in ipairs(reasons) do table.insert(event_of[find(r.i)].why, r.why) end
    for _, event in ipairs(events) do
        local full
        for _, state in ipairs(event.states) do
            local d = state.date.value
            if d and d:sub(1, 2) ~= "--" and (not full or #d > #full) then full = d end
        end
        event.date = full
        -- a day without year, or no date at all: what the other versions say, marked as inferred
        for _, state in ipairs(event.states) do
            local d = state.date.value
            if full and #event.states > 1
                and (d and d:sub(1, 2) == "--" and full:match("%d%d%-%d%d$") == d:match("%d%d%-%d%d$")) then
                state.date_written = d
                state.date.value, state.date.how, state.date.precision = full, "inferred", "day"
            end
        end
    end
    -- ---- links: the best partners only, each pair on its own evidence ----
    local best = {}
    for _, p in ipairs(candidates) do
        local same = p.a.state.event == p.b.state.event
        p.same_event = same
        local ra, rb = p.a.speaker.ref, p.b.speaker.ref
        local ea, eb = ra and ra.entity, rb and rb.entity
        if ea and ea == eb then p.score = p.score + 0.06 end
        if #p.a.numbers > 0 and #p.b.numbers > 0 then
            for _, n in ipairs(p.a.numbers) do
                for _, m in ipairs(p.b.numbers) do
                    if n.max and n.max == m.max then p.score = p.score + 0.05 break end
                end
            end
        end
        if p.a.type == "author-statement" and p.b.type == "author-statement" then p.score = p.score - 0.25 end
        if p.a.title and p.b.title then p.score = p.score + 0.1 end
        p.okay = p.score >= (same and options.same_event or options.other_event)
        if p.okay then
            local key_a, key_b = p.a, p.b
            best[key_a] = best[key_a] or {}
            best[key_b] = best[key_b] or {}
            local ia, ib = p.b.state.index, p.a.state.index
            best[key_a][ia] = math.max(best[key_a][ia] or 0, p.score)
            best[key_b][ib] = math.max(best[key_b][ib] or 0, p.score)
            best[key_a][p.b], best[key_b][p.a] = p.score, p.score
        end
    end
    local links = {}
    for _, p in ipairs(candidates) do
        if p.okay then
            local top_a, top_b = best[p.a][p.b.state.index], best[p.b][p.a.state.index]
            local is_best = p.score >= top_a - 1e-9 or p.score >= top_b - 1e-9
            local near = is_best and p.score >= 0.6 * top_a and p.score >= 0.6 * top_b
            -- a claim that quotes another one is represented by what it quotes
            local outer = p.a.inner and covers(best, p.a, p.b) or p.b.inner and covers(best, p.b, p.a)
            local against = p.same_event and link.contradicts(p.a, p.b, lexicon)
            local titles = p.a.title and p.b.title
            if (near or p.score >= 0.55 and p.same_event or against or titles) and not outer then
                local shared = {}
                for _, t in ipairs(p.a.order) do
                    if p.b.set[t] then shared[#shared + 1] = t end
                end
                table.sort(shared, function(x, y)
                    if weight[x] ~= weight[y] then return weight[x] > weight[y] end
                    return x < y
                end)
                local ratio = math.min(p.a.weight, p.b.weight) / math.max(p.a.weight, p.b.weight)
                p.differences = link.differences(p.a, p.b)
                p.relation = against and "contradicts" or ratio < 0.35 and "partial" or "same-claim"
                p.why = ("%d shared terms: %s"):format(#shared,
                    table.concat(shared, ", ", 1, math.min(6, #shared)):gsub("@", ""))
                p.score = math.floor(p.score * 1000 + 0.5) / 1000
                links[#links + 1] = p
                p.a.linked, p.b.linked = true, true
            end
        end
    end
    for _, c in ipairs(all) do c.terms, c.set, c.order = nil, nil, nil end
    return { links = links, events = events, pairs = pairs_seen, candidates = candidates, weight = weight }
end

return link
