std = "lua54"
files["src/lib/toolkit/report/look.lua"] = { max_line_length = false }
max_line_length = 120
files["tests/spec"] = { std = "+busted", max_line_length = 150 }
files["scripts"] = { read_globals = { "arg" } }
files["include/lua"] = { ignore = { "211", "212", "241", "631" } }
