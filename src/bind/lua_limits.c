/* toolkit.limit() and toolkit.limits(): the named limits of this state's context. */
#include "bind/bind.h"

/* limit(name, value): the value that held before, and holds on without `value`. */
static int limit(lua_State *L)
{
    tkit *tk = tkit_bind_context(L);
    const char *name = luaL_checkstring(L, 1);
    lua_Integer value = luaL_optinteger(L, 2, 0);
    uint64_t before;
    luaL_argcheck(L, value >= 0, 2, "a limit is not negative");
    if (tkit_get_limit(tk, name, &before) != TKIT_OK)
        return luaL_error(L, "no limit is called '%s'", name);
    if (!lua_isnoneornil(L, 2))
        tkit_set_limit(tk, name, (uint64_t)value);
    lua_pushinteger(L, (lua_Integer)before);
    return 1;
}

/* limits(): a list of { name =, value =, meaning = }. */
static int limits(lua_State *L)
{
    tkit *tk = tkit_bind_context(L);
    const char *name, *meaning;
    uint64_t value;
    lua_newtable(L);
    for (size_t i = 0; (name = tkit_limit_at(tk, i, &value, &meaning)); i++) {
        lua_createtable(L, 0, 3);
        lua_pushstring(L, name);
        lua_setfield(L, -2, "name");
        lua_pushinteger(L, (lua_Integer)value);
        lua_setfield(L, -2, "value");
        lua_pushstring(L, meaning);
        lua_setfield(L, -2, "meaning");
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

void tkit_bind_limits(lua_State *L)
{
    static const luaL_Reg functions[] = {{"limit", limit}, {"limits", limits}, {NULL, NULL}};
    luaL_setfuncs(L, functions, 0);
}
