/* A host with its own Lua state: opens the module and lets a script do the work. */
#include <lauxlib.h>
#include <lualib.h>
#include <stdio.h>
#include <toolkit/lua.h>

static const char script[] = "local toolkit = require 'toolkit'\n"
                             "local n = 0\n"
                             "for document in toolkit.documents(...) do n = n + #document.text end\n"
                             "print(n .. ' bytes of text')\n"
                             "return n > 0";

int main(int argc, char **argv)
{
    lua_State *L = luaL_newstate();
    luaL_openlibs(L);
    luaL_requiref(L, "toolkit", luaopen_toolkit, 0);
    lua_settop(L, 0);
    int bad = luaL_loadstring(L, script) != LUA_OK;
    lua_pushstring(L, argc > 1 ? argv[1] : "corpus");
    bad = bad || lua_pcall(L, 1, 1, 0) != LUA_OK || !lua_toboolean(L, -1);
    if (bad)
        fprintf(stderr, "script: %s\n", lua_tostring(L, -1));
    lua_close(L);
    return bad;
}
