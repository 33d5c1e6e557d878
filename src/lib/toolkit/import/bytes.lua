--- Places in a text as bytes, which all else uses, from characters (code points), as annotation formats write them.

--- The function that turns two places in `text`, as characters before them, the first not behind the second, into bytes
--- before them; nil for what lies behind the end. Quick when the first of two is asked in ascending order.
return function(text)
    local at, n = 0, 0
    return function(start, stop)
        if start < n then at, n = 0, 0 end
        local first = utf8.offset(text, start - n + 1, at + 1)
        if not first then return nil end
        at, n = first - 1, start
        local last = utf8.offset(text, stop - start + 1, first)
        return first - 1, last and last - 1
    end
end
