/* toolkit.freeze() and toolkit.thaw(): Lua values as compact strings and back, with shared and circular references, so
 * that much can be kept in little memory or in a file. Knows plain values and tables only; metatables are not kept.
 *
 * Format: a tag byte, then the value. Numbers of things are varints (LEB128). Tables and strings are numbered as they
 * first appear; later appearances and members of the shared list are numbers. */
#include "bind/bind.h"

#include <stdint.h>
#include <string.h>

enum tag { NIL, FALSE, TRUE, INTEGER, FLOAT, STRING, TABLE, SEEN, SHARED };

enum {
    DEEPEST = 150,    /* nested tables; Lua allows 200 C calls */
    SHORT_STRING = 40 /* longer ones are seldom the same */
};

/* Stack positions of both directions. */
enum { ARG_VALUE = 1, ARG_SHARED = 2, SLOT_SEEN = 3, SLOT_BUFFER = 4 };

/* ---- freezing ---- */

struct writer {
    lua_State *L;
    unsigned char *data; /* a userdata in SLOT_BUFFER */
    size_t size, capacity;
    lua_Integer seen;
};

static unsigned char *room(struct writer *w, size_t more)
{
    if (w->size + more > w->capacity) {
        size_t capacity = (w->size + more) * 2;
        unsigned char *data = lua_newuserdatauv(w->L, capacity, 0);
        memcpy(data, w->data, w->size);
        lua_replace(w->L, SLOT_BUFFER);
        w->data = data;
        w->capacity = capacity;
    }
    unsigned char *at = w->data + w->size;
    w->size += more;
    return at;
}

static void put_tag(struct writer *w, enum tag tag)
{
    *room(w, 1) = (unsigned char)tag;
}

static void put_count(struct writer *w, uint64_t n)
{
    unsigned char bytes[10];
    size_t used = 0;
    do {
        bytes[used++] = (unsigned char)((n & 127) | (n > 127 ? 128 : 0));
        n >>= 7;
    } while (n);
    memcpy(room(w, used), bytes, used);
}

/* Writes a reference to the value on top when it was met before; remembers it otherwise. */
static int put_known(struct writer *w)
{
    lua_State *L = w->L;
    lua_pushvalue(L, -1);
    int known = lua_rawget(L, SLOT_SEEN) == LUA_TNUMBER;
    if (known) {
        lua_Integer number = lua_tointeger(L, -1);
        put_tag(w, number < 0 ? SHARED : SEEN);
        put_count(w, (uint64_t)(number < 0 ? -number : number));
    }
    lua_pop(L, 1);
    if (!known) {
        lua_pushvalue(L, -1);
        lua_pushinteger(L, ++w->seen);
        lua_rawset(L, SLOT_SEEN);
    }
    return known;
}

static void put_value(struct writer *w, int depth);

static void put_table(struct writer *w, int depth)
{
    lua_State *L = w->L;
    if (depth > DEEPEST)
        luaL_error(L, "freeze: tables are nested deeper than %d", DEEPEST);
    luaL_checkstack(L, 8, "freeze");
    lua_Integer length = (lua_Integer)lua_rawlen(L, -1), keys = 0;
    for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1)) {
        lua_Integer key = lua_isinteger(L, -2) ? lua_tointeger(L, -2) : 0;
        keys += key < 1 || key > length;
    }
    put_tag(w, TABLE);
    put_count(w, (uint64_t)length);
    put_count(w, (uint64_t)keys);
    for (lua_Integer i = 1; i <= length; i++) {
        lua_rawgeti(L, -1, i);
        put_value(w, depth + 1);
    }
    for (lua_pushnil(L); lua_next(L, -2);) {
        lua_Integer key = lua_isinteger(L, -2) ? lua_tointeger(L, -2) : 0;
        if (key < 1 || key > length) {
            lua_pushvalue(L, -2);
            put_value(w, depth + 1);
            put_value(w, depth + 1);
        } else {
            lua_pop(L, 1);
        }
    }
}

/* Writes the value on top and pops it. */
static void put_value(struct writer *w, int depth)
{
    lua_State *L = w->L;
    switch (lua_type(L, -1)) {
    case LUA_TNIL: put_tag(w, NIL); break;
    case LUA_TBOOLEAN: put_tag(w, lua_toboolean(L, -1) ? TRUE : FALSE); break;
    case LUA_TNUMBER:
        if (lua_isinteger(L, -1)) {
            uint64_t n = (uint64_t)lua_tointeger(L, -1);
            put_tag(w, INTEGER);
            put_count(w, n << 1 ^ (n >> 63 ? UINT64_MAX : 0));
        } else {
            double number = lua_tonumber(L, -1);
            put_tag(w, FLOAT);
            memcpy(room(w, sizeof number), &number, sizeof number);
        }
        break;
    case LUA_TSTRING: {
        size_t length;
        const char *text = lua_tolstring(L, -1, &length);
        if (length <= SHORT_STRING && put_known(w))
            break;
        put_tag(w, STRING);
        put_count(w, length);
        memcpy(room(w, length), text, length);
        break;
    }
    case LUA_TTABLE:
        if (!put_known(w))
            put_table(w, depth);
        break;
    default: luaL_error(L, "freeze: a %s cannot be frozen", luaL_typename(L, -1));
    }
    lua_pop(L, 1);
}

static int freeze(lua_State *L)
{
    luaL_checkany(L, 1);
    lua_settop(L, 2);
    if (!lua_isnil(L, ARG_SHARED))
        luaL_checktype(L, ARG_SHARED, LUA_TTABLE);
    lua_newtable(L);
    struct writer w = {.L = L, .capacity = 1024};
    w.data = lua_newuserdatauv(L, w.capacity, 0);
    lua_Integer shared = lua_isnil(L, ARG_SHARED) ? 0 : (lua_Integer)lua_rawlen(L, ARG_SHARED);
    for (lua_Integer i = 1; i <= shared; i++) {
        lua_rawgeti(L, ARG_SHARED, i);
        lua_pushinteger(L, -i);
        lua_rawset(L, SLOT_SEEN);
    }
    lua_pushvalue(L, ARG_VALUE);
    put_value(&w, 0);
    lua_pushlstring(L, (const char *)w.data, w.size);
    return 1;
}

/* ---- thawing ---- */

struct reader {
    lua_State *L;
    const unsigned char *at, *end;
    lua_Integer seen, shared;
};

static void spoiled(struct reader *r)
{
    luaL_error(r->L, "thaw: this is not a frozen value");
}

static uint64_t get_count(struct reader *r)
{
    uint64_t n = 0;
    for (int shift = 0; shift < 64; shift += 7) {
        if (r->at == r->end)
            spoiled(r);
        unsigned char byte = *r->at++;
        n |= (uint64_t)(byte & 127) << shift;
        if (byte < 128)
            return n;
    }
    spoiled(r);
    return 0;
}

static void remember(struct reader *r)
{
    lua_pushvalue(r->L, -1);
    lua_rawseti(r->L, SLOT_SEEN, ++r->seen);
}

static void get_value(struct reader *r, int depth);

static void get_table(struct reader *r, int depth)
{
    lua_State *L = r->L;
    uint64_t length = get_count(r), keys = get_count(r);
    /* every member takes a byte at least: a spoiled count cannot ask for much */
    if (depth > DEEPEST || length > (size_t)(r->end - r->at) || keys > (size_t)(r->end - r->at))
        spoiled(r);
    luaL_checkstack(L, 8, "thaw");
    lua_createtable(L, (int)(length < INT32_MAX ? length : 0), (int)(keys < INT32_MAX ? keys : 0));
    remember(r);
    for (uint64_t i = 1; i <= length; i++) {
        get_value(r, depth + 1);
        lua_rawseti(L, -2, (lua_Integer)i);
    }
    for (uint64_t i = 0; i < keys; i++) {
        get_value(r, depth + 1);
        if (lua_isnil(L, -1) || (lua_type(L, -1) == LUA_TNUMBER && lua_tonumber(L, -1) != lua_tonumber(L, -1)))
            spoiled(r);
        get_value(r, depth + 1);
        lua_rawset(L, -3);
    }
}

static void get_value(struct reader *r, int depth)
{
    lua_State *L = r->L;
    if (r->at == r->end)
        spoiled(r);
    switch (*r->at++) {
    case NIL: lua_pushnil(L); break;
    case FALSE: lua_pushboolean(L, 0); break;
    case TRUE: lua_pushboolean(L, 1); break;
    case INTEGER: {
        uint64_t n = get_count(r);
        lua_pushinteger(L, (lua_Integer)(n >> 1 ^ (n & 1 ? UINT64_MAX : 0)));
        break;
    }
    case FLOAT: {
        double number;
        if ((size_t)(r->end - r->at) < sizeof number)
            spoiled(r);
        memcpy(&number, r->at, sizeof number);
        r->at += sizeof number;
        lua_pushnumber(L, number);
        break;
    }
    case STRING: {
        uint64_t length = get_count(r);
        if (length > (size_t)(r->end - r->at))
            spoiled(r);
        lua_pushlstring(L, (const char *)r->at, (size_t)length);
        r->at += length;
        if (length <= SHORT_STRING)
            remember(r);
        break;
    }
    case TABLE: get_table(r, depth); break;
    case SEEN: {
        uint64_t number = get_count(r);
        if (number < 1 || number > (uint64_t)r->seen)
            spoiled(r);
        lua_rawgeti(L, SLOT_SEEN, (lua_Integer)number);
        break;
    }
    case SHARED: {
        uint64_t number = get_count(r);
        if (number < 1 || number > (uint64_t)r->shared)
            luaL_error(L, "thaw: the shared list is not the one it was frozen with");
        lua_rawgeti(L, ARG_SHARED, (lua_Integer)number);
        break;
    }
    default: spoiled(r);
    }
}

static int thaw(lua_State *L)
{
    size_t length;
    const char *data = luaL_checklstring(L, 1, &length);
    lua_settop(L, 2);
    if (!lua_isnil(L, ARG_SHARED))
        luaL_checktype(L, ARG_SHARED, LUA_TTABLE);
    lua_newtable(L);
    struct reader r = {.L = L, .at = (const unsigned char *)data};
    r.end = r.at + length;
    r.shared = lua_isnil(L, ARG_SHARED) ? 0 : (lua_Integer)lua_rawlen(L, ARG_SHARED);
    get_value(&r, 0);
    if (r.at != r.end)
        spoiled(&r);
    return 1;
}

void tkit_bind_freeze(lua_State *L)
{
    lua_pushcfunction(L, freeze);
    lua_setfield(L, -2, "freeze");
    lua_pushcfunction(L, thaw);
    lua_setfield(L, -2, "thaw");
}
