--- A canvas for charts: SVG elements as text, in the order they are drawn.
--
-- Coordinates have one digit behind the point, so that a chart is the same bytes on every machine. Colours come from
-- classes only: the page (or the chart, when it stands alone) says what they look like in light and in dark.

local toolkit = require "toolkit"
local escape = require("toolkit.table.formats").escape

local Canvas = {}
Canvas.__index = Canvas

--- Pixels of a text of the usual size, near enough for layout.
function Canvas.text_width(text, size)
    return toolkit.width(text) * (size or 12) * 0.56
end

-- The end of a text, at most so many columns wide.
local function tail(text, columns)
    local from = #text + 1
    while from > 1 do
        local before = utf8.offset(text, -1, from)
        if toolkit.width(text:sub(before)) > columns then break end
        from = before
    end
    return text:sub(from)
end

--- A text cut to so many pixels, in the middle: names of files differ at their ends.
function Canvas.shorten(text, pixels, size)
    text = toolkit.visible(text)
    if Canvas.text_width(text, size) <= pixels then return text end
    local columns = math.max(2, pixels // ((size or 12) * 0.56) - 1)
    local behind = columns // 2
    return toolkit.clip(text, columns - behind) .. "…" .. tail(text, behind)
end

--- Names for a picture: without the folders that all of them lie in. A function name -> shorter name.
function Canvas.without_folders(names)
    local common = names[1] or ""
    for _, name in ipairs(names) do
        local i = 1
        while i <= #common and common:byte(i) == name:byte(i) do i = i + 1 end
        common = common:sub(1, i - 1)
    end
    local folders = #(common:match("^.*[/!]") or "")
    return function(name) return #name > folders and name:sub(folders + 1) or name end
end

--- A coordinate as text.
function Canvas.coordinate(x)
    local text = ("%.1f"):format(x):gsub("%.0$", "")
    return text == "-0" and "0" or text
end
local at = Canvas.coordinate

function Canvas.new(width, height)
    return setmetatable({ width = width, height = height, parts = {} }, Canvas)
end

local function with_title(open, name, title)
    if not title then return open .. "/>" end
    return ("%s><title>%s</title></%s>"):format(open, escape(title), name)
end

local function put(self, text)
    self.parts[#self.parts + 1] = text
end

--- Each shape takes a class and, optionally, a title that shows on pointing at it.
function Canvas:rect(x, y, width, height, class, title, extra)
    put(self, with_title(('<rect x="%s" y="%s" width="%s" height="%s" class="%s"%s'):format(
        at(x), at(y), at(math.max(0, width)), at(math.max(0, height)), class, extra or ""), "rect", title))
end

function Canvas:line(x1, y1, x2, y2, class, title)
    put(self, with_title(('<line x1="%s" y1="%s" x2="%s" y2="%s" class="%s"'):format(
        at(x1), at(y1), at(x2), at(y2), class), "line", title))
end

function Canvas:circle(x, y, radius, class, title)
    put(self, with_title(('<circle cx="%s" cy="%s" r="%s" class="%s"'):format(at(x), at(y), at(radius), class),
        "circle", title))
end

--- A path through points {x, y}; `closed` fills it.
function Canvas:path(points, class, closed, title)
    local out = {}
    for i, point in ipairs(points) do
        out[i] = (i == 1 and "M" or "L") .. at(point[1]) .. " " .. at(point[2])
    end
    put(self, with_title(('<path d="%s%s" class="%s"'):format(table.concat(out), closed and "Z" or "", class),
        "path", title))
end

--- A path in SVG's own words, for curves; `thickness` of its stroke in pixels.
function Canvas:curve(d, class, title, thickness)
    put(self, with_title(('<path d="%s" class="%s" stroke-width="%s"'):format(d, class, at(thickness)), "path", title))
end

--- Text; anchor: "start" (default), "middle", "end"; a title that shows on pointing at it, when it says more.
function Canvas:text(x, y, text, class, anchor, title)
    put(self, ('<text x="%s" y="%s"%s%s>%s%s</text>'):format(at(x), at(y),
        class and (' class="%s"'):format(class) or "",
        anchor and anchor ~= "start" and (' text-anchor="%s"'):format(anchor) or "",
        title and title ~= text and ("<title>%s</title>"):format(escape(title)) or "", escape(text)))
end

--- The name of something to the left of `x`, shortened to the room that there is.
function Canvas:name(x, y, name, room, without_folders)
    self:text(x, y, Canvas.shorten(without_folders and without_folders(name) or name, room), "strong", "end", name)
end

--- What the colours stand for: dots and names in a row.
function Canvas:legend(x, y, names)
    for i, name in ipairs(names) do
        if i > 8 then break end
        name = Canvas.shorten(name, 140, 11)
        self:circle(x + 4, y - 4, 4, "f" .. i)
        self:text(x + 12, y, name, "small")
        x = x + 26 + Canvas.text_width(name, 11)
    end
end

--- Text that rises to the right, for the heads of narrow columns.
function Canvas:slanted(x, y, text, class)
    put(self, ('<text transform="translate(%s %s) rotate(-45)" class="%s">%s</text>'):format(at(x), at(y), class,
        escape(text)))
end

--- The finished picture. options: title, description, style (CSS, for a file of its own).
function Canvas:svg(options)
    local head = ('<svg xmlns="http://www.w3.org/2000/svg" class="tk" viewBox="0 0 %s %s" width="%s" height="%s" '
        .. 'role="img" aria-label="%s">'):format(at(self.width), at(self.height), at(self.width), at(self.height),
        escape(options.title .. ". " .. options.description))
    return table.concat({
        head,
        ("<title>%s</title>"):format(escape(options.title)),
        ("<desc>%s</desc>"):format(escape(options.description)),
        options.style and "<style>" .. options.style .. "</style>" or "",
        table.concat(self.parts, "\n"),
        "</svg>\n",
    }, "\n")
end

return Canvas
