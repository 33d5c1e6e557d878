/* toolkit.register_format: formats that are read by Lua functions; toolkit.formats: the names of all. */
#include "bind/lua_document.h"

#include <string.h>

static const char formats_key = 0; /* its address is the registry key of the list; formats are never taken off it */

struct lua_reader {
    lua_State **where;  /* the state that runs while the reader is called */
    lua_Integer number; /* in the list */
};

static void push_formats(lua_State *L)
{
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &formats_key) != LUA_TNIL)
        return;
    lua_pop(L, 1);
    lua_newtable(L);
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &formats_key);
}

/* Pushes a field of the reader's table. */
static int push_field(lua_State *L, const struct lua_reader *reader, const char *field)
{
    push_formats(L);
    lua_rawgeti(L, -1, reader->number);
    int type = lua_getfield(L, -1, field);
    lua_replace(L, -3);
    lua_pop(L, 1);
    return type;
}

/* ---- what decode() returns ---- */

struct result {
    tkit_reading *reading;
    int rc;
};

static void check(lua_State *L, struct result *r, int rc)
{
    r->rc = rc;
    if (rc)
        luaL_error(L, "%s", tkit_errmsg(tkit_bind_context(L)));
}

static void add_text(lua_State *L, struct result *r, int index)
{
    size_t length;
    const char *text = lua_tolstring(L, index, &length);
    check(L, r, tkit_reading_text(r->reading, text, length, TKIT_READING_FIND, 0));
}

/* { text = "..." | { "paragraph", ... }, title = ..., date = ..., any = ... } */
static void add_document(lua_State *L, struct result *r, int index)
{
    check(L, r, tkit_reading_begin(r->reading));
    for (lua_pushnil(L); lua_next(L, index); lua_pop(L, 1)) {
        if (lua_type(L, -2) != LUA_TSTRING || strcmp(lua_tostring(L, -2), "text") == 0)
            continue;
        if (!lua_isstring(L, -1))
            luaL_error(L, "decode: field '%s' is a %s, not a string", lua_tostring(L, -2), luaL_typename(L, -1));
        lua_pushvalue(L, -1); /* converting a number in place would confuse next() */
        check(L, r, tkit_reading_field(r->reading, lua_tostring(L, -3), lua_tostring(L, -1)));
        lua_pop(L, 1);
    }
    int type = lua_getfield(L, index, "text");
    if (type == LUA_TSTRING) {
        add_text(L, r, -1);
    } else if (type == LUA_TTABLE) {
        lua_Integer n = luaL_len(L, -1);
        for (lua_Integer i = 1; i <= n; i++) {
            if (lua_rawgeti(L, -1, i) != LUA_TSTRING)
                luaL_error(L, "decode: paragraph %d of the text is a %s, not a string", (int)i, luaL_typename(L, -1));
            check(L, r, tkit_reading_paragraph(r->reading));
            add_text(L, r, -1);
            lua_pop(L, 1);
        }
    } else {
        luaL_error(L, "decode: a document needs a text, a string or a list of paragraphs");
    }
    lua_pop(L, 1);
}

/* Arguments: decode, text, file, struct result. */
static int call_decode(lua_State *L)
{
    struct result *r = lua_touserdata(L, 4);
    lua_settop(L, 3);
    lua_call(L, 2, 1);
    if (lua_isnil(L, 1))
        return 0; /* no document in it */
    if (lua_type(L, 1) == LUA_TSTRING) {
        check(L, r, tkit_reading_begin(r->reading));
        add_text(L, r, 1);
        return 0;
    }
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_Integer n = luaL_len(L, 1);
    if (n == 0)
        add_document(L, r, 1);
    for (lua_Integer i = 1; i <= n; i++) {
        if (lua_rawgeti(L, 1, i) != LUA_TTABLE)
            luaL_error(L, "decode: document %d is a %s, not a table", (int)i, luaL_typename(L, -1));
        add_document(L, r, lua_gettop(L));
        lua_pop(L, 1);
    }
    return 0;
}

static int on_read(void *user, tkit_reading *reading, const char *file, const char *text, size_t length)
{
    const struct lua_reader *reader = user;
    lua_State *L = *reader->where;
    struct result result = {.reading = reading};
    int top = lua_gettop(L);
    if (!lua_checkstack(L, 20))
        return tkit_reading_fail(reading, "the stack of Lua is full");
    lua_pushcfunction(L, call_decode);
    push_field(L, reader, "decode");
    lua_pushlstring(L, text, length);
    lua_pushstring(L, file);
    lua_pushlightuserdata(L, &result);
    int status = lua_pcall(L, 4, 0, 0);
    int rc = status == LUA_OK ? TKIT_OK
             : result.rc      ? result.rc
                              : tkit_reading_fail(reading, luaL_tolstring(L, -1, NULL));
    lua_settop(L, top);
    return rc;
}

static int on_sniff(void *user, const char *file, const char *bytes, size_t length)
{
    const struct lua_reader *reader = user;
    lua_State *L = *reader->where;
    int top = lua_gettop(L), sure = 0;
    if (!lua_checkstack(L, 20))
        return 0;
    push_field(L, reader, "sniff");
    lua_pushlstring(L, bytes, length);
    lua_pushstring(L, file);
    if (lua_pcall(L, 2, 1, 0) == LUA_OK)
        sure = lua_isinteger(L, -1) ? (int)lua_tointeger(L, -1) : lua_toboolean(L, -1) ? 100 : 0;
    lua_settop(L, top);
    return sure;
}

/* ---- the list ---- */

const tkit_reader *tkit_bind_push_readers(lua_State *L, lua_State **where, size_t *count)
{
    push_formats(L);
    lua_Integer n = luaL_len(L, -1);
    *count = (size_t)n;
    if (n == 0)
        return NULL;
    tkit_reader *readers = lua_newuserdatauv(L, (size_t)n * (sizeof *readers + sizeof(struct lua_reader)), 0);
    struct lua_reader *users = (struct lua_reader *)(readers + n);
    for (lua_Integer i = 0; i < n; i++) {
        users[i] = (struct lua_reader){where, n - i};
        lua_rawgeti(L, -2, n - i);
        lua_getfield(L, -1, "name");
        lua_getfield(L, -2, "extensions");
        int sniffs = lua_getfield(L, -3, "sniff") != LUA_TNIL;
        readers[i] = (tkit_reader){.name = lua_tostring(L, -3), .extensions = lua_tostring(L, -2),
                                   .sniff = sniffs ? on_sniff : NULL, .read = on_read, .user = &users[i]};
        lua_pop(L, 4);
    }
    lua_remove(L, -2);
    return readers;
}

/* register_format{ name =, extensions =, sniff =, decode = } */
static int register_format(lua_State *L)
{
    static const char *const known[] = {"name", "extensions", "sniff", "decode", NULL};
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    tkit_bind_check_options(L, 1, "register_format", known);
    const char *name = tkit_bind_opt_string(L, 1, "name", NULL),
               *extensions = tkit_bind_opt_string(L, 1, "extensions", NULL);
    if (!name)
        return luaL_error(L, "register_format: 'name' is missing");
    if (lua_getfield(L, 1, "decode") != LUA_TFUNCTION)
        return luaL_error(L, "register_format: 'decode' is a function (text, file) that returns documents");
    int sniff = lua_getfield(L, 1, "sniff");
    if (sniff != LUA_TNIL && sniff != LUA_TFUNCTION)
        return luaL_error(L, "register_format: 'sniff' is a function (bytes, file) that says how sure it is");
    if (sniff == LUA_TNIL && !extensions)
        return luaL_error(L, "register_format: 'extensions' or 'sniff' says which files are meant");
    push_formats(L);
    lua_createtable(L, 0, 4); /* a copy: what the caller does to the table later changes nothing */
    lua_pushvalue(L, 2);
    lua_setfield(L, -2, "decode");
    lua_pushvalue(L, 3);
    lua_setfield(L, -2, "sniff");
    lua_pushstring(L, name);
    lua_setfield(L, -2, "name");
    lua_pushstring(L, extensions);
    lua_setfield(L, -2, "extensions");
    lua_rawseti(L, -2, luaL_len(L, -2) + 1);
    return 0;
}

/* formats(): the names of the built-in formats, then of the registered ones. */
static int formats(lua_State *L)
{
    const char *name;
    lua_Integer n = 0;
    lua_newtable(L);
    while ((name = tkit_format_at((size_t)n))) {
        lua_pushstring(L, name);
        lua_rawseti(L, -2, ++n);
    }
    push_formats(L);
    lua_Integer registered = luaL_len(L, -1);
    for (lua_Integer i = 1; i <= registered; i++) {
        lua_rawgeti(L, -1, i);
        lua_getfield(L, -1, "name");
        lua_rawseti(L, -4, ++n);
        lua_pop(L, 1);
    }
    lua_pop(L, 1);
    return 1;
}

void tkit_bind_reader(lua_State *L)
{
    static const luaL_Reg functions[] = {{"register_format", register_format}, {"formats", formats}, {NULL, NULL}};
    luaL_setfuncs(L, functions, 0);
}
