---@meta toolkit.tree

--- Dependency trees as pictures: one sentence of a parse as SVG, arcs above the words.
---@class toolkit.tree
local tree = {}

--- Draws a sentence (default: the first) as one <svg> element. Colours follow the surrounding text (`currentColor`);
--- text is escaped. The same parse gives the same bytes.
---@param parse toolkit.Parse
---@param sentence? integer
---@return string
function tree.svg(parse, sentence) end

return tree
