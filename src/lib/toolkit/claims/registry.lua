-- The people and organisations of one run, across its documents: one entity for each name, its aliases with their
-- reasons. Ids are made of names and stay the same from run to run.
local registry = {}
registry.__index = registry

--- A new registry: entities of all documents.
function registry.new(lexicon)
    return setmetatable({ entities = {}, by_key = {}, lexicon = lexicon, ids = {} }, registry)
end

local function slug(name)
    local id = name:lower():gsub("'", ""):gsub("’", "")
    id = id:gsub("[^%w\128-\255]+", "_"):gsub("^_+", ""):gsub("_+$", "")
    return id == "" and "unnamed" or id
end

--- A new entity, whoever else has that name; its id is free.
function registry:add(name, kind)
    local base = slug(name)
    local id, n = base, 1
    while self.ids[id] do
        n = n + 1
        id = base .. "_" .. n
    end
    local entity = { id = id, name = name, kind = kind, aliases = {}, alias_set = {}, mentions = {}, reasons = {},
        roles = {} }
    self.ids[id] = entity
    self.entities[#self.entities + 1] = entity
    return entity
end

local function key_of(name)
    return (name:lower():gsub("^the%s+", ""):gsub("%s+", " "))
end

--- The entity of a name, made when it is new.
function registry:get(name, kind)
    local key = (kind == "person" and "p:" or "o:") .. key_of(name)
    local entity = self.by_key[key]
    if not entity then
        entity = self:add((name:gsub("^[Tt]he ", "")), kind)
        self.by_key[key] = entity
    end
    return entity
end

--- Notes another name of an entity and why it is one.
function registry.alias(_, entity, text, reason)
    if text and text ~= entity.name and not entity.alias_set[text] then
        entity.alias_set[text] = true
        entity.aliases[#entity.aliases + 1] = text
        entity.reasons[text] = reason
    end
end

return registry
