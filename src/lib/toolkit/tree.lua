--- Dependency trees as pictures: one sentence of a parse as SVG, arcs above the words.

local tree = {}

local GAP, LETTER, LEVEL, TOP = 18, 7.6, 26, 14 -- pixels: between words, per letter, between arcs, above all

local function escape(text)
    return (text:gsub("[&<>\"]", { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;" })
        :gsub("%c", " "))
end

local function number(x)
    return ("%.1f"):format(x)
end

-- How high an arc has to be to pass over the arcs below it: short arcs first.
local function levels(arcs)
    table.sort(arcs, function(a, b)
        local la, lb = a.last - a.first, b.last - b.first
        if la ~= lb then return la < lb end
        return a.first < b.first
    end)
    local height, highest = {}, 0
    for _, arc in ipairs(arcs) do
        local level = 0
        for n = arc.first, arc.last - 1 do level = math.max(level, height[n] or 0) end
        arc.level = level + 1
        for n = arc.first, arc.last - 1 do height[n] = arc.level end
        highest = math.max(highest, arc.level)
    end
    return highest
end

--- Draws a sentence (default: the first). Colours follow the surrounding text (`currentColor`).
function tree.svg(parse, sentence)
    local words, arcs, x = {}, {}, GAP
    for n, form, _, _, _, upos, _, head, relation in parse:words(sentence or 1) do
        local size = math.max(utf8.len(form, 1, -1, true) or #form, #(upos or ""))
        words[n] = { form = form, upos = upos or "", x = x + size * LETTER / 2 }
        x = x + size * LETTER + GAP
        if head > 0 then
            arcs[#arcs + 1] = { first = math.min(n, head), last = math.max(n, head), to = n, relation = relation or "" }
        end
    end
    local base = TOP + levels(arcs) * LEVEL + 8
    local out = { ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %s %s" width="%s" height="%s" role="img"'
        .. ' font-family="sans-serif" font-size="13" text-anchor="middle" fill="currentColor">'):format(
        number(x), number(base + 44), number(x), number(base + 44)) }
    for _, arc in ipairs(arcs) do
        local from, to = words[arc.first].x + 4, words[arc.last].x - 4
        local y, middle = base - arc.level * LEVEL, (from + to) / 2
        local tip = arc.to == arc.first and from or to
        out[#out + 1] = ('<path d="M%s %sC%s %s %s %s %s %s" fill="none" stroke="currentColor" stroke-opacity=".5"/>')
            :format(number(from), number(base), number(from), number(y - 6), number(to), number(y - 6), number(to),
                number(base))
        out[#out + 1] = ('<path d="M%s %sl-3 -6h6z"/>'):format(number(tip), number(base + 1))
        out[#out + 1] = ('<text x="%s" y="%s" font-size="10">%s</text>'):format(number(middle),
            number(base - (base - y + 6) * .75 - 3), escape(arc.relation))
    end
    local order = {}
    for n in pairs(words) do order[#order + 1] = n end
    table.sort(order)
    for _, n in ipairs(order) do
        local word = words[n]
        out[#out + 1] = ('<text x="%s" y="%s">%s</text><text x="%s" y="%s" font-size="10" fill-opacity=".6">%s</text>')
            :format(number(word.x), number(base + 18), escape(word.form), number(word.x), number(base + 34),
                escape(word.upos))
    end
    out[#out + 1] = "</svg>"
    return table.concat(out, "\n")
end

return tree
