/* How userdata are made here: the recipe that every lua_*.c follows.
 *
 *  1. luaL_check* everything first, acquire afterwards.
 *  2. tkit_bind_box() makes the box, closed and with its metatable, before the handle is acquired: a raise between
 *     the two leaks nothing.
 *  3. User value 1 of a box holds its parent userdata; the C handle references its parent as well (the collector does
 *     not finalise in order of dependence).
 *  4. __gc = __close = an idempotent close.
 *  5. Nothing malloc'd is live across a call that can raise. */
#ifndef TOOLKIT_BIND_BIND_H
#define TOOLKIT_BIND_BIND_H

#include <lauxlib.h>
#include <lua.h>

#include <toolkit/lua.h>
#include <toolkit/toolkit.h>

/* The context of this Lua state. */
tkit *tkit_bind_context(lua_State *L);

/* Makes the context before the module is opened: a sandbox has an allocator of its own. */
tkit *tkit_bind_create_context(lua_State *L, const tkit_options *options);

/* Declares a userdata class: metatable `name` with methods, metamethods (may be NULL), __name, __metatable = false. */
void tkit_bind_class(lua_State *L, const char *name, const luaL_Reg *methods, const luaL_Reg *metamethods);

/* A new box of `size` zeroed bytes with metatable `name` and one user value, on the stack. */
void *tkit_bind_box(lua_State *L, const char *name, size_t size);

/* Makes the value on top of the stack an iterator over it: `step` as a closure with two upvalues, the value and a count
 * that starts at 0. Returns 1, the number of results. */
int tkit_bind_iterator(lua_State *L, lua_CFunction step);

/* "The world failed": pushes nil, message, result name and returns 3, for `return tkit_bind_fail(L, tk, code)`.
 * Raises instead where the caller is an iterator: tkit_bind_raise(). TKIT_ENOMEM always raises. */
int tkit_bind_fail(lua_State *L, tkit *tk, int code);
int tkit_bind_raise(lua_State *L, tkit *tk, int code);

/* Options tables: raises on a key that is not in `known` (NULL-terminated) and suggests the nearest one. `function`
 * names the caller in the message. No-op when the argument is absent. */
void tkit_bind_check_options(lua_State *L, int index, const char *function, const char *const *known);

/* Fields of an options table: the default when the field is nil, a typed error naming the field otherwise. */
const char *tkit_bind_opt_string(lua_State *L, int index, const char *field, const char *fallback);
lua_Integer tkit_bind_opt_integer(lua_State *L, int index, const char *field, lua_Integer fallback);
double tkit_bind_opt_number(lua_State *L, int index, const char *field, double fallback);
double tkit_bind_opt_probability(lua_State *L, int index, const char *field, double fallback); /* from 0 to 1 */
int tkit_bind_opt_boolean(lua_State *L, int index, const char *field, int fallback);
uint64_t tkit_bind_opt_amount(lua_State *L, int index, const char *field); /* from 0, the default */

#define PART(name) void tkit_bind_##name(lua_State *L);
#include "bind/parts.h"
#undef PART

/* A table of string functions over Lua patterns that give up after a number of steps (lua_pattern.c). */
void tkit_bind_bounded_patterns(lua_State *L);

/* Counts work inside C as instructions of the sandbox that L belongs to; raises when a limit is met. */
void tkit_bind_charge(lua_State *L, long steps);

#endif
