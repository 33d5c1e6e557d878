/* What toolkit.documents(), toolkit.document() and corpus:add() share: inputs, options of loading, notes. */
#ifndef TOOLKIT_BIND_LOAD_OPTIONS_H
#define TOOLKIT_BIND_LOAD_OPTIONS_H

#include "bind/bind.h"

/* The names of the options that tkit_bind_load_options() reads, for a list of known options. */
#define LOAD_OPTION_NAMES "format", "encoding", "newline", "keep", "mapping", "set", "rules", "threads", "sites"

/* Reads them from the table at `index` (or nothing). Pushes what they need to live, four values, always: formats,
 * mapping, set, rules; the strings live with the table. `*where` is the state that runs while formats and rules written
 * in Lua are called. */
void tkit_bind_load_options(lua_State *L, int index, lua_State **where, tkit_load_options *options);

/* The option `threads`: 1 to 64, 1 when it is not given. */
unsigned tkit_bind_threads(lua_State *L, int index);

/* A path or a list of paths at `index`, as an array in a userdata that is pushed. `function` names the caller in
 * errors. */
const char **tkit_bind_check_inputs(lua_State *L, int index, const char *function, size_t *count);

/* A C function for lua_pcall(): calls the function at 1 with the tkit_load_note at 2 (light userdata) as a table. */
int tkit_bind_call_note(lua_State *L);

#endif
