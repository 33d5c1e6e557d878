/* What other binding files may ask of lua_tally.c. */
#ifndef TOOLKIT_BIND_LUA_TALLY_H
#define TOOLKIT_BIND_LUA_TALLY_H

#include "bind/bind.h"

/* The tally at `index`; raises when it is something else or closed. Borrowed. */
tkit_tally *tkit_bind_check_tally(lua_State *L, int index);

/* The choice of documents at `index` (a table from ids to true): a byte for each document of the tally, in a userdata
 * that is pushed. NULL, and nil is pushed, for nil: all documents. */
const unsigned char *tkit_bind_check_choice(lua_State *L, int index, const tkit_tally *tally);

/* The field `documents` of an options table (ids to true) as ascending ids, in a userdata that is pushed with as many
 * values as it takes; NULL and nothing chosen for nil. An empty table chooses nothing: an id that no document has. */
const int64_t *tkit_bind_opt_documents(lua_State *L, int index, size_t *count);

#endif
