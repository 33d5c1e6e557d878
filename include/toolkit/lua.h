/* lua.h: the bridge between libtoolkit and a Lua 5.4 state. Includes no Lua header. */
#ifndef TOOLKIT_LUA_H
#define TOOLKIT_LUA_H

#include <toolkit/base.h>

#ifdef __cplusplus
extern "C" {
#endif

struct lua_State;

/* Opens the module `toolkit` in a Lua 5.4 state: the function that `require "toolkit"` calls. Also puts the parts
 * that are written in Lua (`toolkit.args`, `toolkit.table`, `toolkit.claims` ...) into package.preload. A host
 * calls luaL_requiref(L, "toolkit", luaopen_toolkit, 0). Leaves the module table on the stack. */
TKIT_API int luaopen_toolkit(struct lua_State *L);

/* The context that the module uses in this state: for tkit_interrupt() from a signal handler or another thread,
 * limits and callbacks. Borrowed; lives as long as the state. NULL before the module was opened. */
TKIT_API tkit *tkit_lua_context(struct lua_State *L);

#ifdef __cplusplus
}
#endif
#endif
