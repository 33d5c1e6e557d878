-- Subjects from the dependency parse, in tokens of the view: what word classes and neighbours leave open (`syntax`) is
-- asked here. A sentence is parsed when the first question about it comes, for a parse costs more than all rules
-- together. Without a parser model every question gets nil.
local toolkit = require "toolkit"

local syntax = require "toolkit.claims.syntax"

local tree = {}

-- The parse of the sentence from token lo on: { parse, first byte of the sentence }, or false.
local function parsed(v, m)
    v.trees = v.trees or {}
    local known = v.trees[m]
    if known == nil then
        local from = v.s[v.sfirst[m]]
        known = toolkit.parse(v.text:sub(from, v.e[v.slast[m]]), { layers = "words tags parse" }) or false
        v.trees[m] = known
    end
    return known, v.s[v.sfirst[m]] - 1
end

-- The token of the view that word n of the parse stands in.
local function token(v, m, parse, shift, n)
    local i = parse:span(n) + shift
    local lo, hi = v.sfirst[m], v.slast[m]
    while lo < hi do
        local mid = (lo + hi + 1) // 2
        if v.s[mid] <= i then lo = mid else hi = mid - 1 end
    end
    return lo
end

local inner = { det = true, amod = true, compound = true, ["nmod:poss"] = true, nummod = true }

local function is_flat(relation)
    return relation == "flat" or relation:sub(1, 5) == "flat:"
end

--- The subject of the verb at token k of sentence m, left of token `before`: first and last token with all that depends
--- on it, first and last token of its head phrase. A verb without one shares that of the verb it is joined to. nil when
--- there is none.
function tree.subject(v, m, k, lo, before)
    local parse, shift = parsed(v, m)
    local n = parse and parse:at(v.s[k] - shift)
    if not n then return nil end
    for _ = 1, 3 do
        for child, relation in parse:children(n) do
            if relation == "nsubj" and child < n then
                local _, _, first, last = parse:subtree(child)
                local h, l = child, child
                for c, r in parse:children(child) do
                    if c < h and inner[r] then
                        local _, _, x = parse:subtree(c)
                        h = math.min(h, x)
                    elseif c > l and is_flat(r) then
                        local _, _, _, y = parse:subtree(c)
                        l = math.max(l, y)
                    end
                end
                local a, b = token(v, m, parse, shift, first), token(v, m, parse, shift, last)
                while a < b and v.w[a] == "," do a = a + 1 end
                if a < lo or b >= before or syntax.time_word[v.w[b]] and a == b then return nil end
                return a, b, token(v, m, parse, shift, h), token(v, m, parse, shift, l)
            end
        end
        if parse:relation(n) ~= "conj" then return nil end
        n = parse:head(n)
        if n == 0 then return nil end
    end
end

--- Gives the parses of a view back.
function tree.release(v)
    for _, parse in pairs(v.trees or {}) do
        if parse then parse:close() end
    end
    v.trees = nil
end

return tree
