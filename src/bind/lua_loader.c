/* toolkit.Loader: the stream of documents behind toolkit.documents(), and toolkit.document() for one from memory. */
#include "bind/load_options.h"
#include "bind/lua_document.h"

#include <string.h>

static const char class_name[] = "toolkit.Loader";

struct loader_box {
    tkit_loader *loader;
    lua_State *L;   /* the state that is inside tkit_loader_next() */
    int has_note;   /* field "note" of user value 1, a table, is a function */
    int has_failed; /* it raised: field "error" is what */
};

/* ---- notes ---- */

/* Called in the middle of C: an error of the Lua function is kept and raised after the call. */
static void on_note(void *user, const tkit_load_note *note)
{
    struct loader_box *box = user;
    lua_State *L = box->L;
    if (!box->has_note || box->has_failed || !lua_checkstack(L, 6))
        return;
    lua_pushcfunction(L, tkit_bind_call_note);
    lua_getiuservalue(L, 1, 1);
    lua_getfield(L, -1, "note");
    lua_remove(L, -2);
    lua_pushlightuserdata(L, (void *)note);
    if (lua_pcall(L, 2, 0, 0) != LUA_OK) {
        box->has_failed = 1;
        lua_getiuservalue(L, 1, 1);
        lua_insert(L, -2);
        lua_setfield(L, -2, "error");
        lua_pop(L, 1);
    }
}

/* ---- the stream ---- */

static int loader_close(lua_State *L)
{
    struct loader_box *box = luaL_checkudata(L, 1, class_name);
    tkit_loader_close(box->loader);
    box->loader = NULL;
    return 0;
}

static int loader_next(lua_State *L)
{
    struct loader_box *box = luaL_checkudata(L, 1, class_name);
    lua_settop(L, 1);
    if (!box->loader)
        return luaL_error(L, "this loader is closed");
    tkit_document **document = tkit_bind_push_document(L);
    box->L = L;
    int rc = tkit_loader_next(box->loader, document);
    if (box->has_failed) {
        lua_getiuservalue(L, 1, 1);
        lua_getfield(L, -1, "error");
        return lua_error(L);
    }
    if (rc < 0)
        return tkit_bind_raise(L, tkit_bind_context(L), rc);
    if (rc == 0)
        lua_pushnil(L);
    return 1;
}

static int loader_tostring(lua_State *L)
{
    struct loader_box *box = luaL_checkudata(L, 1, class_name);
    lua_pushfstring(L, "%s: %s", class_name, box->loader ? "open" : "closed");
    return 1;
}

/* ---- functions ---- */

/* documents(path | {path...}, options): loader, nil, nil, loader - a generic for closes it. */
static int documents(lua_State *L)
{
    static const char *const known[] = {LOAD_OPTION_NAMES, "note", NULL};
    tkit_load_options options;
    size_t count;
    luaL_checkany(L, 1);
    lua_settop(L, 2);
    tkit_bind_check_options(L, 2, "documents", known);
    const char **inputs = tkit_bind_check_inputs(L, 1, "documents", &count);
    tkit *tk = tkit_bind_context(L);
    struct loader_box *box = tkit_bind_box(L, class_name, sizeof *box);
    box->L = L;
    tkit_bind_load_options(L, 2, &box->L, &options);
    lua_newtable(L); /* what lives as long as the loader */
    lua_pushvalue(L, 5);
    lua_setfield(L, -2, "readers");
    lua_pushvalue(L, 8);
    lua_setfield(L, -2, "rules");
    if (lua_istable(L, 2) && lua_getfield(L, 2, "note") != LUA_TNIL) {
        if (!lua_isfunction(L, -1))
            return luaL_error(L, "documents: option 'note' is a function, got %s", luaL_typename(L, -1));
        lua_setfield(L, 9, "note");
        box->has_note = 1;
        options.note = on_note;
        options.note_user = box;
    }
    lua_settop(L, 9);
    lua_setiuservalue(L, 4, 1);
    int rc = tkit_loader_open(tk, inputs, count, &options, &box->loader);
    if (rc)
        return tkit_bind_raise(L, tk, rc);
    lua_settop(L, 4);
    lua_pushnil(L);
    lua_pushnil(L);
    lua_pushvalue(L, 4);
    return 4;
}

/* document(text, options) */
static int document(lua_State *L)
{
    static const char *const known[] = {"name", LOAD_OPTION_NAMES, NULL};
    size_t length;
    tkit_load_options options;
    const char *bytes = luaL_checklstring(L, 1, &length);
    lua_settop(L, 2);
    tkit_bind_check_options(L, 2, "document", known);
    tkit *tk = tkit_bind_context(L);
    tkit_bind_load_options(L, 2, &L, &options);
    const char *name = tkit_bind_opt_string(L, 2, "name", NULL);
    if (!name && !options.format)
        options.format = "text";
    tkit_document **out = tkit_bind_push_document(L);
    int rc = tkit_document_parse(tk, name, bytes, length, &options, out);
    return rc ? tkit_bind_fail(L, tk, rc) : 1;
}

void tkit_bind_loader(lua_State *L)
{
    static const luaL_Reg methods[] = {{"close", loader_close}, {NULL, NULL}};
    static const luaL_Reg metamethods[] = {{"__gc", loader_close},
                                           {"__close", loader_close},
                                           {"__call", loader_next},
                                           {"__tostring", loader_tostring},
                                           {NULL, NULL}};
    static const luaL_Reg functions[] = {
        {"documents", documents}, {"document", document}, {NULL, NULL}};
    tkit_bind_class(L, class_name, methods, metamethods);
    luaL_setfuncs(L, functions, 0);
}
