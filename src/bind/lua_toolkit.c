/* The module table: luaopen_toolkit. Puts the parts written in Lua into package.preload and lets every userdata
 * register itself. */
#include "bind/bind.h"
#include "bind/modules.h"

#include <string.h>

/* The loader of one embedded module; its entry of the table is upvalue 1. */
static int load_embedded(lua_State *L)
{
    const struct embedded_file *file = lua_touserdata(L, lua_upvalueindex(1));
    lua_pushfstring(L, "=%s", file->name);
    if (luaL_loadbufferx(L, (const char *)file->data, file->size, lua_tostring(L, -1), "t") != LUA_OK)
        return lua_error(L);
    lua_pushstring(L, file->name);
    lua_call(L, 1, 1);
    return 1;
}

/* toolkit.manual.pages: the text of the manual, a list of { name, text }, for help() and the specs. */
static int load_manual_pages(lua_State *L)
{
    lua_newtable(L);
    for (const struct embedded_file *f = tkit_embedded_lua; f->name; f++) {
        if (!strstr(f->name, ".d.lua"))
            continue;
        lua_createtable(L, 2, 0);
        lua_pushstring(L, f->name);
        lua_rawseti(L, -2, 1);
        lua_pushlstring(L, (const char *)f->data, f->size);
        lua_rawseti(L, -2, 2);
        lua_rawseti(L, -2, luaL_len(L, -2) + 1);
    }
    return 1;
}

static void preload(lua_State *L)
{
    luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_PRELOAD_TABLE);
    lua_pushcfunction(L, load_manual_pages);
    lua_setfield(L, -2, "toolkit.manual.pages");
    for (const struct embedded_file *f = tkit_embedded_lua; f->name; f++) {
        if (strncmp(f->name, "toolkit.", 8) != 0 || strstr(f->name, ".d.lua"))
            continue;
        lua_pushlightuserdata(L, (void *)f);
        lua_pushcclosure(L, load_embedded, 1);
        lua_setfield(L, -2, f->name);
    }
    lua_pop(L, 1);
}

/* toolkit.NAME loads the module toolkit.NAME on first use, so that a script needs one require. */
static int lazy_module(lua_State *L)
{
    if (lua_type(L, 2) != LUA_TSTRING)
        return 0;
    luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_PRELOAD_TABLE);
    lua_pushfstring(L, "toolkit.%s", lua_tostring(L, 2));
    lua_pushvalue(L, -1);
    if (lua_gettable(L, -3) == LUA_TNIL)
        return 0;
    lua_getglobal(L, "require");
    lua_pushvalue(L, -3);
    lua_call(L, 1, 1);
    lua_pushvalue(L, 2);
    lua_pushvalue(L, -2);
    lua_rawset(L, 1);
    return 1;
}

static int sha256(lua_State *L)
{
    size_t length;
    const char *data = luaL_checklstring(L, 1, &length);
    char digits[65];
    tkit_sha256(data, length, digits);
    lua_pushlstring(L, digits, 64);
    return 1;
}

TKIT_API int luaopen_toolkit(lua_State *L)
{
    static const luaL_Reg functions[] = {{"sha256", sha256}, {NULL, NULL}};
    luaL_checkversion(L);
    tkit_bind_context(L);
    preload(L);
    luaL_newlib(L, functions);
#define PART(name) tkit_bind_##name(L);
#include "bind/parts.h"
#undef PART
    lua_pushstring(L, tkit_version());
    lua_setfield(L, -2, "version");
    lua_createtable(L, 0, 1);
    lua_pushcfunction(L, lazy_module);
    lua_setfield(L, -2, "__index");
    lua_setmetatable(L, -2);
    return 1;
}
