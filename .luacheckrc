std = "lua54"
max_line_length = 110
files["tests/spec"] = { std = "+busted" }
files["scripts"] = { read_globals = { "arg" } }
files["include/lua"] = { ignore = { "211", "212", "241", "631" } }
