/* What other binding files may ask of lua_document.c and lua_loader.c. */
#ifndef TOOLKIT_BIND_LUA_DOCUMENT_H
#define TOOLKIT_BIND_LUA_DOCUMENT_H

#include "bind/bind.h"

/* Pushes an empty toolkit.Document and returns where to put the handle; what is put there belongs to the userdata. */
tkit_document **tkit_bind_push_document(lua_State *L);
/* The document at `index`; raises when it is something else or closed. Borrowed. */
tkit_document *tkit_bind_check_document(lua_State *L, int index);

/* The formats of toolkit.register_format() as tkit_readers, the newest first, in a userdata that is pushed (nil when
 * there are none). `*where` is the state that runs while they are called. */
const tkit_reader *tkit_bind_push_readers(lua_State *L, lua_State **where, size_t *count);

/* The option `rules` of the table at `index` (or nothing) in a userdata that is pushed, nil when there are none; it
 * must live as long as they are asked. */
const tkit_block_rule *tkit_bind_push_rules(lua_State *L, int index, lua_State **where, size_t *count);

#endif
