/* What other binding files may ask of lua_text.c. */
#ifndef TOOLKIT_BIND_LUA_TEXT_H
#define TOOLKIT_BIND_LUA_TEXT_H

#include "bind/bind.h"

enum bind_spans_of { BIND_WORDS, BIND_SENTENCES, BIND_GRAPHEMES };

/* Pushes a toolkit.Tokens with no spans yet, over `text`, which the value at `parent` keeps alive (a string, a
 * document). The caller fills the spans that are returned; they belong to the userdata. */
tkit_spans *tkit_bind_push_spans(lua_State *L, int parent, const char *text, enum bind_spans_of what);

/* Registers the class; adds toolkit.tokenize, sentences ... to the module table on top of the stack. */
void tkit_bind_text(lua_State *L);

/* Registers toolkit.Regex; adds toolkit.regex and regex_quote to the module table on top of the stack. */
void tkit_bind_regex(lua_State *L);

#endif
