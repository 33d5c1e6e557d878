/* What other binding files may ask of lua_text.c. */
#ifndef TOOLKIT_BIND_LUA_TEXT_H
#define TOOLKIT_BIND_LUA_TEXT_H

#include "bind/bind.h"

enum bind_spans_of { BIND_WORDS, BIND_SENTENCES, BIND_GRAPHEMES };

/* Pushes a toolkit.Tokens with no spans yet, over `text`, which the value at `parent` keeps alive (a string, a
 * document). The caller fills the spans that are returned; they belong to the userdata. */
tkit_spans *tkit_bind_push_spans(lua_State *L, int parent, const char *text, enum bind_spans_of what);

#endif
