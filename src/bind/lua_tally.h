/* What other binding files may ask of lua_tally.c. */
#ifndef TOOLKIT_BIND_LUA_TALLY_H
#define TOOLKIT_BIND_LUA_TALLY_H

#include "bind/bind.h"

/* The tally at `index`; raises when it is something else or closed. Borrowed. */
tkit_tally *tkit_bind_check_tally(lua_State *L, int index);

/* The choice of documents at `index` (a table from ids to true): a byte for each document of the tally, in a userdata that is
 * pushed. NULL, and nil is pushed, for nil: all documents. */
const unsigned char *tkit_bind_check_choice(lua_State *L, int index, const tkit_tally *tally);

#endif
