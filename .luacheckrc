std = "lua54"
files["src/lib/toolkit/report/look.lua"] = { max_line_length = false }
files["src/lib/toolkit/chart/style.lua"] = { max_line_length = false }
max_line_length = 120
files["tests/spec"] = { std = "+busted", max_line_length = 190 }
files["src/lib/toolkit/sandbox/profile.lua"] = { ignore = { "122" } } -- it changes the libraries of its state
files["scripts"] = { read_globals = { "arg" } }
files["include/lua"] = { ignore = { "211", "212", "241", "631" } }
