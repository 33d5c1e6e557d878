-- Apostrophes, straight and curly, as bytes: a character class would match parts of other characters.
local apostrophe = {}

local find, gsub, sub = string.find, string.gsub, string.sub

--- The form without a possessive ending: "Trump’s" -> "Trump", "users'" -> "users".
function apostrophe.strip(form)
    if find(form, "'", 1, true) then return (gsub(form, "'[sS]?$", "")) end
    if find(form, "’", 1, true) then return (gsub(form, "’[sS]?$", "")) end
    return form
end

--- Does the form end in a possessive?
function apostrophe.is_possessive(form)
    return find(form, "'[sS]?$") ~= nil or find(form, "’[sS]?$") ~= nil
end

--- Where the first apostrophe stands, or nil.
function apostrophe.at(form)
    return find(form, "'", 1, true) or find(form, "’", 1, true)
end

--- What stands before the first apostrophe: "he's" -> "he".
function apostrophe.before(form)
    local at = apostrophe.at(form)
    return at and sub(form, 1, at - 1) or form
end

return apostrophe
