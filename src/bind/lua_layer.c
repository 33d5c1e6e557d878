/* toolkit.Layer: a named set of spans with labels and attributes, and toolkit.SpanCursor, which walks them. */
#include "bind/lua_corpus.h"

static const char class_name[] = "toolkit.Layer";
static const char cursor_class[] = "toolkit.SpanCursor";

struct layer_box {
    tkit_layer *layer;
};

struct cursor_box {
    tkit_span_cursor *cursor;
};

static tkit_layer *check_layer(lua_State *L)
{
    struct layer_box *box = luaL_checkudata(L, 1, class_name);
    if (!box->layer)
        luaL_error(L, "this layer is closed");
    return box->layer;
}

/* corpus:layer(name, { create = true }) */
int tkit_bind_corpus_layer(lua_State *L)
{
    static const char *const known[] = {"create", NULL};
    tkit_corpus *corpus = tkit_bind_check_corpus(L, 1);
    const char *name = luaL_checkstring(L, 2);
    tkit_bind_check_options(L, 3, "layer", known);
    int create = tkit_bind_opt_boolean(L, 3, "create", !tkit_corpus_is_read_only(corpus));
    struct layer_box *box = tkit_bind_box(L, class_name, sizeof *box);
    lua_pushvalue(L, 1);
    lua_setiuservalue(L, -2, 1);
    int rc = tkit_layer_open(corpus, name, create, &box->layer);
    return rc ? tkit_bind_fail(L, tkit_bind_context(L), rc) : 1;
}

static int layer_close(lua_State *L)
{
    struct layer_box *box = luaL_checkudata(L, 1, class_name);
    tkit_layer_close(box->layer);
    box->layer = NULL;
    return 0;
}

static int layer_tostring(lua_State *L)
{
    struct layer_box *box = luaL_checkudata(L, 1, class_name);
    lua_pushfstring(L, "%s: %s", class_name, box->layer ? tkit_layer_name(box->layer) : "closed");
    return 1;
}

static int layer_len(lua_State *L)
{
    uint64_t count;
    int rc = tkit_layer_count(check_layer(L), &count);
    if (rc)
        return tkit_bind_raise(L, tkit_bind_context(L), rc);
    lua_pushinteger(L, (lua_Integer)count);
    return 1;
}

static int layer_name(lua_State *L)
{
    lua_pushstring(L, tkit_layer_name(check_layer(L)));
    return 1;
}

/* layer:add(document, i, j, label, json) */
static int layer_add(lua_State *L)
{
    tkit_layer *layer = check_layer(L);
    lua_Integer document = luaL_checkinteger(L, 2), i = luaL_checkinteger(L, 3), j = luaL_checkinteger(L, 4);
    luaL_argcheck(L, i >= 1 && i <= UINT32_MAX, 3, "not a position in a text");
    luaL_argcheck(L, j >= i - 1 && j <= UINT32_MAX, 4, "not a position in a text, or before the start");
    tkit_layer_span span = {
        .document = document,
        .start = (uint32_t)(i - 1),
        .end = (uint32_t)j,
        .label = luaL_optstring(L, 5, NULL),
        .json = luaL_optstring(L, 6, NULL),
    };
    int rc = tkit_layer_add(layer, &span);
    if (rc)
        return tkit_bind_fail(L, tkit_bind_context(L), rc);
    lua_pushboolean(L, 1);
    return 1;
}

/* layer:clear(document) */
static int layer_clear(lua_State *L)
{
    int rc = tkit_layer_clear(check_layer(L), luaL_optinteger(L, 2, 0));
    if (rc)
        return tkit_bind_fail(L, tkit_bind_context(L), rc);
    lua_pushboolean(L, 1);
    return 1;
}

/* ---- walking ---- */

static int cursor_close(lua_State *L)
{
    struct cursor_box *box = luaL_checkudata(L, 1, cursor_class);
    tkit_span_cursor_close(box->cursor);
    box->cursor = NULL;
    return 0;
}

static int cursor_tostring(lua_State *L)
{
    struct cursor_box *box = luaL_checkudata(L, 1, cursor_class);
    lua_pushfstring(L, "%s: %s", cursor_class, box->cursor ? "open" : "closed");
    return 1;
}

static int cursor_call(lua_State *L)
{
    struct cursor_box *box = luaL_checkudata(L, 1, cursor_class);
    tkit_layer_span span;
    if (!box->cursor)
        return luaL_error(L, "this walk over spans is closed");
    int rc = tkit_span_cursor_next(box->cursor, &span);
    if (rc < 0)
        return tkit_bind_raise(L, tkit_bind_context(L), rc);
    if (rc == 0) {
        lua_pushnil(L);
        return 1;
    }
    lua_pushinteger(L, span.document);
    lua_pushinteger(L, (lua_Integer)span.start + 1);
    lua_pushinteger(L, span.end);
    lua_pushstring(L, span.label);
    lua_pushstring(L, span.json);
    return 5;
}

/* layer:spans(document): document, i, j, label, json */
static int layer_spans(lua_State *L)
{
    tkit_layer *layer = check_layer(L);
    lua_Integer document = luaL_optinteger(L, 2, 0);
    struct cursor_box *box = tkit_bind_box(L, cursor_class, sizeof *box);
    lua_pushvalue(L, 1);
    lua_setiuservalue(L, -2, 1);
    int rc = tkit_layer_spans(layer, document, &box->cursor);
    if (rc)
        return tkit_bind_raise(L, tkit_bind_context(L), rc);
    lua_pushnil(L);
    lua_pushnil(L);
    lua_pushvalue(L, -3);
    return 4;
}

void tkit_bind_layer(lua_State *L)
{
    static const luaL_Reg methods[] = {{"name", layer_name},   {"add", layer_add},     {"clear", layer_clear},
                                       {"spans", layer_spans}, {"close", layer_close}, {NULL, NULL}};
    static const luaL_Reg metamethods[] = {{"__gc", layer_close},
                                           {"__close", layer_close},
                                           {"__len", layer_len},
                                           {"__tostring", layer_tostring},
                                           {NULL, NULL}};
    static const luaL_Reg cursor_methods[] = {{"close", cursor_close}, {NULL, NULL}};
    static const luaL_Reg cursor_metamethods[] = {{"__gc", cursor_close},
                                                  {"__close", cursor_close},
                                                  {"__call", cursor_call},
                                                  {"__tostring", cursor_tostring},
                                                  {NULL, NULL}};
    tkit_bind_class(L, class_name, methods, metamethods);
    tkit_bind_class(L, cursor_class, cursor_methods, cursor_metamethods);
}
