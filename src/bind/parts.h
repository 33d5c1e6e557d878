/* The parts of the module, one a line in any order: PART(name) is tkit_bind_name(L) in lua_name.c, which adds itself to the
 * module table on top of the stack. No include guard: bind.h declares them with it, lua_toolkit.c calls them with it. */
PART(dates)
PART(corpus)
PART(document)
PART(layer)
PART(loader)
PART(regex)
PART(stats)
PART(terminal)
PART(text)
PART(duplicates)
PART(nlp)
PART(sandbox)
