/* The shared parts of the userdata recipe: see bind.h. */
#include "bind/bind.h"

#include <string.h>

static const char context_key = 0; /* its address is the registry key */

struct context_box {
    tkit *tk;
};

static int context_gc(lua_State *L)
{
    struct context_box *box = lua_touserdata(L, 1);
    tkit_destroy(box->tk);
    box->tk = NULL;
    return 0;
}

tkit *tkit_lua_context(lua_State *L)
{
    lua_rawgetp(L, LUA_REGISTRYINDEX, &context_key);
    struct context_box *box = lua_touserdata(L, -1);
    lua_pop(L, 1);
    return box ? box->tk : NULL;
}

tkit *tkit_bind_create_context(lua_State *L, const tkit_options *options)
{
    struct context_box *box = lua_newuserdatauv(L, sizeof *box, 0);
    box->tk = NULL;
    lua_createtable(L, 0, 1);
    lua_pushcfunction(L, context_gc);
    lua_setfield(L, -2, "__gc");
    lua_setmetatable(L, -2);
    if (tkit_create(&box->tk, options) != TKIT_OK)
        luaL_error(L, "out of memory");
    lua_rawsetp(L, LUA_REGISTRYINDEX, &context_key);
    return box->tk;
}

tkit *tkit_bind_context(lua_State *L)
{
    tkit *tk = tkit_lua_context(L);
    return tk ? tk : tkit_bind_create_context(L, NULL);
}

void tkit_bind_class(lua_State *L, const char *name, const luaL_Reg *methods, const luaL_Reg *metamethods)
{
    luaL_newmetatable(L, name);
    if (metamethods)
        luaL_setfuncs(L, metamethods, 0);
    lua_newtable(L);
    luaL_setfuncs(L, methods, 0);
    lua_setfield(L, -2, "__index");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_pop(L, 1);
}

void *tkit_bind_box(lua_State *L, const char *name, size_t size)
{
    void *box = lua_newuserdatauv(L, size, 1);
    memset(box, 0, size);
    luaL_setmetatable(L, name);
    return box;
}

int tkit_bind_iterator(lua_State *L, lua_CFunction step)
{
    lua_pushinteger(L, 0);
    lua_pushcclosure(L, step, 2);
    return 1;
}

int tkit_bind_fail(lua_State *L, tkit *tk, int code)
{
    if (code == TKIT_ENOMEM)
        return luaL_error(L, "out of memory");
    lua_pushnil(L);
    lua_pushstring(L, tkit_errmsg(tk));
    lua_pushstring(L, tkit_errstr(code));
    return 3;
}

int tkit_bind_raise(lua_State *L, tkit *tk, int code)
{
    (void)code;
    return luaL_error(L, "%s", tkit_errmsg(tk));
}

/* ---- options tables ---- */

/* Edit distance, cut off at the length of an option's name. */
static size_t distance(const char *a, const char *b)
{
    enum { LONGEST = 40 };
    size_t row[LONGEST + 1], na = strlen(a), nb = strlen(b);
    if (na > LONGEST || nb > LONGEST)
        return LONGEST;
    for (size_t j = 0; j <= nb; j++) row[j] = j;
    for (size_t i = 1; i <= na; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= nb; j++) {
            size_t best = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            if (row[j] + 1 < best)
                best = row[j] + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            row[j] = best;
        }
    }
    return row[nb];
}

static const char *nearest(const char *key, const char *const *known)
{
    const char *best = NULL;
    size_t least = 4;
    for (; *known; known++) {
        size_t d = distance(key, *known);
        if (d < least) {
            least = d;
            best = *known;
        }
    }
    return best;
}

void tkit_bind_check_options(lua_State *L, int index, const char *function, const char *const *known)
{
    if (lua_isnoneornil(L, index))
        return;
    luaL_checktype(L, index, LUA_TTABLE);
    index = lua_absindex(L, index);
    lua_pushnil(L);
    while (lua_next(L, index)) {
        lua_pop(L, 1);
        if (lua_type(L, -1) != LUA_TSTRING)
            luaL_error(L, "%s: option names are strings, got a %s", function, luaL_typename(L, -1));
        const char *key = lua_tostring(L, -1);
        const char *const *k = known;
        while (*k && strcmp(*k, key) != 0) k++;
        if (*k)
            continue;
        const char *guess = nearest(key, known);
        if (guess)
            luaL_error(L, "%s: unknown option '%s' (did you mean '%s'?)", function, key, guess);
        luaL_error(L, "%s: unknown option '%s'", function, key);
    }
}

static int get_option(lua_State *L, int index, const char *field)
{
    if (lua_isnoneornil(L, index))
        return LUA_TNIL;
    int type = lua_getfield(L, index, field);
    if (type == LUA_TNIL)
        lua_pop(L, 1);
    return type;
}

const char *tkit_bind_opt_string(lua_State *L, int index, const char *field, const char *fallback)
{
    int type = get_option(L, index, field);
    if (type == LUA_TNIL)
        return fallback;
    if (type != LUA_TSTRING)
        luaL_error(L, "option '%s': expected a string, got a %s", field, lua_typename(L, type));
    const char *value = lua_tostring(L, -1); /* the options table keeps it alive */
    lua_pop(L, 1);
    return value;
}

lua_Integer tkit_bind_opt_integer(lua_State *L, int index, const char *field, lua_Integer fallback)
{
    int type = get_option(L, index, field), ok = 0;
    if (type == LUA_TNIL)
        return fallback;
    lua_Integer value = lua_tointegerx(L, -1, &ok);
    if (!ok)
        luaL_error(L, "option '%s': expected an integer, got a %s", field, lua_typename(L, type));
    lua_pop(L, 1);
    return value;
}

double tkit_bind_opt_number(lua_State *L, int index, const char *field, double fallback)
{
    int type = get_option(L, index, field), ok = 0;
    if (type == LUA_TNIL)
        return fallback;
    double value = lua_tonumberx(L, -1, &ok);
    if (!ok)
        luaL_error(L, "option '%s': expected a number, got a %s", field, lua_typename(L, type));
    lua_pop(L, 1);
    return value;
}

double tkit_bind_opt_probability(lua_State *L, int index, const char *field, double fallback)
{
    double value = tkit_bind_opt_number(L, index, field, fallback);
    if (!(value >= 0 && value <= 1))
        luaL_error(L, "option '%s': expected a probability, from 0 to 1", field);
    return value;
}

int tkit_bind_opt_boolean(lua_State *L, int index, const char *field, int fallback)
{
    int type = get_option(L, index, field);
    if (type == LUA_TNIL)
        return fallback;
    if (type != LUA_TBOOLEAN)
        luaL_error(L, "option '%s': expected true or false, got a %s", field, lua_typename(L, type));
    int value = lua_toboolean(L, -1);
    lua_pop(L, 1);
    return value;
}

uint64_t tkit_bind_opt_amount(lua_State *L, int index, const char *field)
{
    lua_Integer value = tkit_bind_opt_integer(L, index, field, 0);
    if (value < 0)
        luaL_error(L, "option '%s': must not be negative", field);
    return (uint64_t)value;
}
