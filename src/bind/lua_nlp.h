/* What other binding files may ask of lua_nlp.c. */
#ifndef TOOLKIT_BIND_LUA_NLP_H
#define TOOLKIT_BIND_LUA_NLP_H

#include "bind/bind.h"

/* Annotates `text`, which the value at `parent` keeps alive, by the annotator of this Lua state; `options` is the index
 * of an options table or nothing. Pushes a toolkit.Parse, or fails as tkit_bind_fail() does; returns the number of
 * results. */
int tkit_bind_parse(lua_State *L, int parent, const char *text, size_t length, int options);

/* Pushes the annotator of this Lua state, made on first use; returns 1, or what tkit_bind_fail() returns. */
int tkit_bind_push_annotator(lua_State *L, tkit_annotator **out);
/* Pushes an empty toolkit.Parse of `text`, which the value at `parent` keeps alive, by the annotator at `annotator`,
 * and returns where to put the annotation, which belongs to it. tkit_bind_parse_done() is to be called then. */
tkit_annotation **tkit_bind_push_parse(lua_State *L, int parent, int annotator, const char *text, size_t length);
void tkit_bind_parse_done(lua_State *L);

/* The layers that the option `layers` of the table at `index` names. */
unsigned tkit_bind_layers(lua_State *L, int index);

/* The annotation of the toolkit.Parse at `index`, and its text; raises when it is something else or closed.
 * Borrowed. */
const tkit_annotation *tkit_bind_check_parse(lua_State *L, int index, const char **text);

#endif
