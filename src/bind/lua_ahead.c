/* toolkit.parse_ahead(): the parses of a stream of texts, made by several threads ahead of the loop that asks for them.
 * The stream itself, a Lua function, is called in the loop's thread only. */
#include "bind/load_options.h"
#include "bind/lua_nlp.h"

static const char class_name[] = "toolkit.Ahead";

struct box {
    tkit_ahead *ahead;
    lua_Integer first, last; /* items that were put in and not taken: keys of the table of items and of that of texts */
    int has_ended;
};

/* User values: the stream's function, the annotator, items by number, texts by number. */
enum { NEXT = 1, ANNOTATOR, ITEMS, TEXTS, USER_VALUES = TEXTS };

static int close_box(lua_State *L)
{
    struct box *box = luaL_checkudata(L, 1, class_name);
    tkit_ahead_close(box->ahead);
    box->ahead = NULL;
    return 0;
}

static void put_aside(lua_State *L, int list, lua_Integer number)
{
    lua_getiuservalue(L, 1, list);
    lua_insert(L, -2);
    lua_rawseti(L, -2, number);
    lua_pop(L, 1);
}

/* Asks the stream for the next item and puts its text in. */
static void fetch(lua_State *L, struct box *box)
{
    lua_getiuservalue(L, 1, NEXT);
    lua_call(L, 0, 1);
    if (lua_isnil(L, -1)) {
        box->has_ended = 1;
        lua_pop(L, 1);
        return;
    }
    if (lua_type(L, -1) == LUA_TSTRING)
        lua_pushvalue(L, -1);
    else
        lua_getfield(L, -1, "text");
    if (lua_type(L, -1) != LUA_TSTRING)
        luaL_error(L, "parse_ahead: an item is a string or has a text");
    if (!box->ahead)
        luaL_error(L, "this stream of parses is closed");
    size_t length;
    const char *text = lua_tolstring(L, -1, &length);
    box->last++;
    put_aside(L, TEXTS, box->last);
    put_aside(L, ITEMS, box->last);
    tkit_ahead_put(box->ahead, text, length);
}

/* Moves the first item and its text from their tables to the stack. */
static void take_item(lua_State *L, struct box *box)
{
    lua_Integer number = box->first++;
    for (int list = ITEMS; list <= TEXTS; list++) {
        lua_getiuservalue(L, 1, list);
        lua_rawgeti(L, -1, number);
        lua_pushnil(L);
        lua_rawseti(L, -3, number);
        lua_remove(L, -2);
    }
}

/* -> item, parse */
static int next_parse(lua_State *L)
{
    struct box *box = luaL_checkudata(L, 1, class_name);
    lua_settop(L, 1);
    if (!box->ahead)
        return luaL_error(L, "this stream of parses is closed");
    while (!box->has_ended && tkit_ahead_has_room(box->ahead)) fetch(L, box);
    if (box->first > box->last)
        return 0;
    take_item(L, box);
    size_t length;
    const char *text = lua_tolstring(L, 3, &length);
    lua_getiuservalue(L, 1, ANNOTATOR);
    tkit_annotation **out = tkit_bind_push_parse(L, 3, -1, text, length);
    int rc = tkit_ahead_take(box->ahead, out);
    if (rc < 0)
        return tkit_bind_raise(L, tkit_bind_context(L), rc);
    tkit_bind_parse_done(L);
    lua_pushvalue(L, 2);
    lua_insert(L, -2);
    return 2;
}

/* parse_ahead(next, options): the stream, nil, nil, the stream - a generic for closes it. */
static int parse_ahead(lua_State *L)
{
    static const char *const known[] = {"layers", "threads", NULL};
    luaL_checktype(L, 1, LUA_TFUNCTION);
    lua_settop(L, 2);
    tkit_bind_check_options(L, 2, "parse_ahead", known);
    unsigned layers = tkit_bind_layers(L, 2), threads = tkit_bind_threads(L, 2);
    lua_settop(L, 2);
    tkit_annotator *annotator;
    int results = tkit_bind_push_annotator(L, &annotator);
    if (results != 1)
        return results;
    struct box *box = lua_newuserdatauv(L, sizeof *box, USER_VALUES);
    *box = (struct box){.first = 1};
    luaL_setmetatable(L, class_name);
    lua_pushvalue(L, 1);
    lua_setiuservalue(L, -2, NEXT);
    lua_pushvalue(L, 3);
    lua_setiuservalue(L, -2, ANNOTATOR);
    lua_newtable(L);
    lua_setiuservalue(L, -2, ITEMS);
    lua_newtable(L);
    lua_setiuservalue(L, -2, TEXTS);
    int rc = tkit_ahead_open(annotator, threads, layers, &box->ahead);
    if (rc != TKIT_OK)
        return tkit_bind_fail(L, tkit_bind_context(L), rc);
    lua_pushnil(L);
    lua_pushnil(L);
    lua_pushvalue(L, -3);
    return 4;
}

void tkit_bind_ahead(lua_State *L)
{
    static const luaL_Reg metamethods[] = {
        {"__call", next_parse}, {"__gc", close_box}, {"__close", close_box}, {NULL, NULL}};
    static const luaL_Reg methods[] = {{"close", close_box}, {NULL, NULL}};
    tkit_bind_class(L, class_name, methods, metamethods);
    lua_pushcfunction(L, parse_ahead);
    lua_setfield(L, -2, "parse_ahead");
}
