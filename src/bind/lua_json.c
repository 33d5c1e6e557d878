/* toolkit.json_text(): a Lua value as JSON in one pass, several times as fast as writing it in Lua. Knows the marks of
 * toolkit.json (lists, objects, an order of keys) and writes the same bytes as json.encode(); whatever that module has
 * to say something about - what JSON cannot hold, text that is not UTF-8 - is left to it. */
#include "bind/bind.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    DEEPEST = 100, /* what is nested deeper is left to Lua, which has no C stack to lose */
    NUMBER = 40    /* bytes that a number takes at most */
};

/* Stack positions. */
enum { ARG_VALUE = 1, ARG_NULL = 2, SLOT_BUFFER = 3 };

struct writer {
    lua_State *L;
    char *data; /* a userdata in SLOT_BUFFER */
    size_t size, capacity;
};

static char *room(struct writer *w, size_t more)
{
    if (w->size + more > w->capacity) {
        size_t capacity = (w->size + more) * 2;
        char *data = lua_newuserdatauv(w->L, capacity, 0);
        memcpy(data, w->data, w->size);
        lua_replace(w->L, SLOT_BUFFER);
        w->data = data;
        w->capacity = capacity;
    }
    char *at = w->data + w->size;
    w->size += more;
    return at;
}

static void put(struct writer *w, const char *text, size_t length)
{
    memcpy(room(w, length), text, length);
}

static void put_char(struct writer *w, char c)
{
    *room(w, 1) = c;
}

/* ---- strings and numbers ---- */

static void put_escape(struct writer *w, unsigned char c)
{
    static const char letters[] = "\"\"\\\\\bb\ff\nn\rr\tt";
    for (const char *at = letters; *at; at += 2)
        if ((unsigned char)*at == c) {
            put_char(w, '\\');
            put_char(w, at[1]);
            return;
        }
    char *at = room(w, 7); /* with the NUL of snprintf */
    snprintf(at, 7, "\\u%04x", c);
    w->size--;
}

/* The string on top, which stays; 0 when it is not UTF-8. */
static int put_string(struct writer *w)
{
    size_t length, from = 0;
    const char *text = lua_tolstring(w->L, -1, &length);
    int is_ascii = 1;
    put_char(w, '"');
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        is_ascii &= c < 128;
        if (c >= 32 && c != '"' && c != '\\' && c != 127)
            continue;
        put(w, text + from, i - from);
        put_escape(w, c);
        from = i + 1;
    }
    put(w, text + from, length - from);
    put_char(w, '"');
    return is_ascii || tkit_utf8_check(text, length) == length;
}

/* The shortest decimal that reads back as the same number; 0 for what JSON cannot say. */
static int put_number(struct writer *w)
{
    char *at = room(w, NUMBER);
    int length;
    if (lua_isinteger(w->L, -1)) {
        length = snprintf(at, NUMBER, LUA_INTEGER_FMT, lua_tointeger(w->L, -1));
    } else {
        double number = lua_tonumber(w->L, -1);
        if (!isfinite(number))
            return 0;
        int digits = 15;
        do length = snprintf(at, NUMBER, "%.*g", digits, number);
        while (strtod(at, NULL) != number && ++digits <= 17);
        if (!strpbrk(at, ".eE"))
            length += snprintf(at + length, (size_t)(NUMBER - length), ".0");
    }
    w->size -= NUMBER - (size_t)length;
    return 1;
}

/* ---- lists and objects ---- */

static int put_value(struct writer *w, int depth);

/* The list on top. */
static int put_list(struct writer *w, lua_Integer count, int depth)
{
    put_char(w, '[');
    for (lua_Integer i = 1; i <= count; i++) {
        if (i > 1)
            put_char(w, ',');
        lua_geti(w->L, -1, i);
        if (!put_value(w, depth + 1))
            return 0;
    }
    put_char(w, ']');
    return 1;
}

/* A member of an object: its value, with the key on top; both are popped. */
static int put_member(struct writer *w, int *is_first, int depth)
{
    if (!*is_first)
        put_char(w, ',');
    *is_first = 0;
    int okay = put_string(w);
    lua_pop(w->L, 1);
    put_char(w, ':');
    return okay && put_value(w, depth + 1);
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Is the key on top in the list of `count` at `order`? */
static int is_in(lua_State *L, int order, lua_Integer count)
{
    int found = 0;
    for (lua_Integer i = 1; i <= count && !found; i++) {
        lua_rawgeti(L, order, i);
        found = lua_rawequal(L, -1, -2);
        lua_pop(L, 1);
    }
    return found;
}

/* The members whose keys are not among `order_count` ones at stack position `order`, by the bytes of their keys. The
 * table's own strings are sorted: they stay while it holds them. */
static int put_others(struct writer *w, int table, int order, lua_Integer order_count, size_t others, int *is_first,
                      int depth)
{
    lua_State *L = w->L;
    const char **keys = lua_newuserdatauv(L, (others + 1) * sizeof *keys, 0);
    size_t n = 0;
    for (lua_pushnil(L); lua_next(L, table) && n <= others; lua_pop(L, 1)) {
        lua_pushvalue(L, -2);
        size_t length;
        const char *key = lua_tolstring(L, -1, &length);
        int is_other = !is_in(L, order, order_count);
        lua_pop(L, 1);
        if (is_other && (strlen(key) != length || n == others))
            return 0; /* a NUL in a key */
        if (is_other)
            keys[n++] = key;
    }
    qsort(keys, n, sizeof *keys, by_bytes);
    for (size_t i = 0; i < n; i++) {
        lua_pushstring(L, keys[i]);
        lua_pushvalue(L, -1);
        lua_rawget(L, table);
        lua_insert(L, -2);
        if (!put_member(w, is_first, depth))
            return 0;
    }
    lua_pop(L, 1);
    return 1;
}

/* The object on top, of `members`; `order`: a list of keys at that stack position, which come first, or nil. */
static int put_object(struct writer *w, size_t members, int order, int depth)
{
    lua_State *L = w->L;
    int table = lua_gettop(L), is_first = 1;
    size_t written = 0;
    lua_Integer order_count = lua_istable(L, order) ? (lua_Integer)lua_rawlen(L, order) : 0;
    put_char(w, '{');
    for (lua_Integer i = 1; i <= order_count; i++) {
        lua_rawgeti(L, order, i);
        lua_pushvalue(L, -1);
        if (lua_rawget(L, table) == LUA_TNIL) {
            lua_pop(L, 2);
            continue;
        }
        lua_insert(L, -2);
        written++;
        if (!put_member(w, &is_first, depth))
            return 0;
    }
    if (written < members && !put_others(w, table, order, order_count, members - written, &is_first, depth))
        return 0;
    put_char(w, '}');
    return 1;
}

/* What a table is: its marks, counted members. */
struct shape {
    enum { LIST, OBJECT, OTHER } kind;
    lua_Integer length; /* of a list */
    size_t members;     /* of an object */
};

/* The shape of the table below the top; the order of its keys, or nil, is on top. */
static struct shape shape_of(lua_State *L, int table, int order)
{
    struct shape shape = {.kind = LIST};
    int is_marked_list = 0, is_object = 0;
    if (luaL_getmetafield(L, table, "__json") == LUA_TSTRING) {
        is_object = strcmp(lua_tostring(L, -1), "object") == 0;
        is_marked_list = strcmp(lua_tostring(L, -1), "array") == 0;
    }
    lua_settop(L, order);
    if (luaL_getmetafield(L, table, "__json_order") == LUA_TTABLE)
        lua_replace(L, order);
    lua_settop(L, order);
    if (is_marked_list && luaL_getmetafield(L, table, "__len") != LUA_TNIL) {
        lua_settop(L, order);
        shape.length = luaL_len(L, table); /* its members are made when they are asked for */
        return shape;
    }
    shape.length = (lua_Integer)lua_rawlen(L, table);
    size_t strings = 0, indices = 0;
    for (lua_pushnil(L); lua_next(L, table); lua_pop(L, 1)) {
        lua_Integer key = lua_isinteger(L, -2) ? lua_tointeger(L, -2) : 0;
        shape.members++;
        strings += lua_type(L, -2) == LUA_TSTRING;
        indices += key >= 1 && key <= shape.length;
    }
    if (indices == shape.members && (size_t)shape.length == indices && !is_object)
        return shape;
    shape.kind = strings == shape.members && !is_marked_list ? OBJECT : OTHER;
    return shape;
}

static int put_table(struct writer *w, int depth)
{
    lua_State *L = w->L;
    if (depth > DEEPEST)
        return 0;
    luaL_checkstack(L, 12, "json_text");
    int table = lua_gettop(L), order = table + 1;
    lua_pushnil(L);
    struct shape shape = shape_of(L, table, order);
    if (shape.kind == OTHER)
        return 0;
    lua_pushvalue(L, table);
    int okay =
        shape.kind == LIST ? put_list(w, shape.length, depth) : put_object(w, shape.members, order, depth);
    lua_settop(L, table);
    return okay;
}

/* Writes the value on top and pops it; 0 when it is left to Lua. */
static int put_value(struct writer *w, int depth)
{
    lua_State *L = w->L;
    int okay = 1;
    if (lua_rawequal(L, -1, ARG_NULL) || lua_isnil(L, -1)) {
        put(w, "null", 4);
    } else {
        switch (lua_type(L, -1)) {
        case LUA_TBOOLEAN: put(w, lua_toboolean(L, -1) ? "true" : "false", lua_toboolean(L, -1) ? 4 : 5); break;
        case LUA_TNUMBER: okay = put_number(w); break;
        case LUA_TSTRING: okay = put_string(w); break;
        case LUA_TTABLE: okay = put_table(w, depth); break;
        default: okay = 0;
        }
    }
    lua_pop(L, 1);
    return okay;
}

static int json_text(lua_State *L)
{
    luaL_checkany(L, ARG_VALUE);
    lua_settop(L, ARG_NULL);
    struct writer w = {.L = L, .capacity = 1024};
    w.data = lua_newuserdatauv(L, w.capacity, 0);
    lua_pushvalue(L, ARG_VALUE);
    if (put_value(&w, 0))
        lua_pushlstring(L, w.data, w.size);
    else
        lua_pushnil(L);
    return 1;
}

void tkit_bind_json(lua_State *L)
{
    lua_pushcfunction(L, json_text);
    lua_setfield(L, -2, "json_text");
}
