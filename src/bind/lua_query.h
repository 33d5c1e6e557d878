/* What other binding files may ask of lua_query.c and lua_counts.c. */
#ifndef TOOLKIT_BIND_LUA_QUERY_H
#define TOOLKIT_BIND_LUA_QUERY_H

#include "bind/bind.h"

/* The hits at `index`, found now when they were not yet; raises when it is something else or closed. Borrowed. */
tkit_hits *tkit_bind_check_hits(lua_State *L, int index);

/* Pushes new, closed toolkit.Counts; what is put into the place that it returns belongs to them. */
tkit_counts **tkit_bind_new_counts(lua_State *L);

#endif
