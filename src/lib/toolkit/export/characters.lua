--- Places in a text as characters (code points), which annotation formats want, from bytes, which all else uses.

--- The function that turns a place in `text`, as bytes before it, into characters before it. Quick when it is asked in
--- ascending order; bytes that are no UTF-8 count as a character each.
return function(text)
    local at, n = 0, 0
    return function(byte)
        if byte < at then at, n = 0, 0 end
        if byte > at then n = n + (utf8.len(text, at + 1, byte, true) or byte - at) end
        at = byte
        return n
    end
end
