-- Places that a conflict points at: bytes of a document with their text.
local place = {}

--- The last part of a path.
function place.base(file) return file:match("[^/]+$") or file end

--- Bytes first..last of a document.
function place.span(state, first, last)
    return { file = state.file, text = state.text:sub(first, last), start = first - 1, stop = last }
end

--- A claim from its first to its last byte.
function place.claim(c) return place.span(c.state, c.bytes[1][1], c.bytes[#c.bytes][2]) end

--- The bytes of a claim's speaker.
function place.speaker(c) return place.span(c.state, c.speaker.byte_first, c.speaker.byte_last) end

--- A text by which places sort, whatever the order in which documents were read.
function place.order(c) return ("%s:%09d "):format(c.state.file, c.bytes[1][1]) end

--- Who a claim is given to, as a name.
function place.speaker_name(c)
    local ref = c.speaker.ref
    return ref and (ref.entity and ref.entity.name or ref.name) or "somebody without a name"
end

return place
