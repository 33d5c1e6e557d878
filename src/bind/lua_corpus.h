/* What other binding files may ask of lua_corpus.c and lua_layer.c. */
#ifndef TOOLKIT_BIND_LUA_CORPUS_H
#define TOOLKIT_BIND_LUA_CORPUS_H

#include "bind/bind.h"

/* The corpus at `index`; raises when it is something else or closed. Borrowed. */
tkit_corpus *tkit_bind_check_corpus(lua_State *L, int index);

/* The method corpus:layer(name, options). */
int tkit_bind_corpus_layer(lua_State *L);

#endif
