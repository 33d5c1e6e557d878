-- The people and organisations of one run, across its documents: one entity for each name, its aliases with their
-- reasons. Ids are made of names and stay the same from run to run.
local registry = {}
registry.__index = registry

-- The aliases and reasons of those that have none: most names of a large collection stand in one form.
local NONE = setmetatable({}, { __newindex = function() error("this list cannot be changed", 2) end })
local plain = { __index = { aliases = NONE, reasons = NONE } }

--- A new registry: entities of all documents.
function registry.new(lexicon)
    return setmetatable({ entities = {}, by_key = {}, lexicon = lexicon, ids = {}, taken = {} }, registry)
end

local function slug(name)
    local id = name:lower():gsub("'", ""):gsub("’", "")
    id = id:gsub("[^%w\128-\255]+", "_"):gsub("^_+", ""):gsub("_+$", "")
    return id == "" and "unnamed" or id
end

--- A new entity, whoever else has that name; its id is free.
function registry:add(name, kind)
    local base = slug(name)
    local id, n = base, self.taken[base] or 1
    while self.ids[id] do
        n = n + 1
        id = base .. "_" .. n
    end
    if n > 1 then self.taken[base] = n end
    local entity = setmetatable({ id = id, name = name, kind = kind }, plain)
    self.ids[id] = entity
    self.entities[#self.entities + 1] = entity
    return entity
end

-- Names that differ in articles, points ("U.S." and "US") or white space are one.
local function key_of(name)
    return (name:lower():gsub("^the%s+", ""):gsub("(%a)%.", "%1"):gsub("%s+", " "))
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

--- The entity of a name that may belong to a body: somebody who was taken for a person, of whom no office is told, is
--- the same and gets the kind.
function registry:party(name, kind)
    local somebody = kind ~= "person" and self.by_key["p:" .. key_of(name)]
    if not somebody or somebody.role then return self:get(name, kind) end
    if kind ~= "name" then somebody.kind = kind end
    self:answer_for(somebody, name)
    return somebody
end

--- Lets a body answer for another name as well, unless somebody else has it.
function registry:answer_for(entity, name)
    local key = "o:" .. key_of(name)
    self.by_key[key] = self.by_key[key] or entity
end

--- Forgets what finds entities: none is asked for, or added, from now on. The list of them stays.
function registry:close()
    self.by_key, self.ids, self.taken = nil, nil, nil
end

--- Notes another name of an entity and why it is one.
function registry.alias(_, entity, text, reason)
    if text and text ~= entity.name and not entity.reasons[text] then
        if entity.aliases == NONE then entity.aliases, entity.reasons = {}, {} end
        entity.aliases[#entity.aliases + 1] = text
        entity.reasons[text] = reason
    end
end

return registry
