--- The methods of a corpus that are written in Lua, brought in when the first of them is asked for.

local methods = {}
for _, name in ipairs { "frequencies", "collocates", "keyness", "dispersion", "trend", "profile", "similar",
    "compare", "copies" } do
    for method, f in pairs(require("toolkit.corpus." .. name)) do methods[method] = f end
end
return methods
