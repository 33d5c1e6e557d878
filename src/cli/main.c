/* The command `toolkit`: behaves like `lua`, with the module `toolkit` built in. */
#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <stdio.h>

#include <toolkit/lua.h>
#include <toolkit/toolkit.h>

int main(int argc, char **argv)
{
    lua_State *L = luaL_newstate();
    if (!L)
        return 1;
    luaL_openlibs(L);
    luaL_requiref(L, "toolkit", luaopen_toolkit, 0);
    lua_pop(L, 1);
    lua_createtable(L, argc, 0);
    for (int i = 0; i < argc; i++) {
        lua_pushstring(L, argv[i]);
        lua_rawseti(L, -2, i - 1);
    }
    lua_setglobal(L, "arg");
    int failed = argc < 2 || luaL_dofile(L, argv[1]) != LUA_OK;
    if (failed && argc >= 2)
        fprintf(stderr, "toolkit: %s\n", lua_tostring(L, -1));
    lua_close(L);
    return failed;
}
