/* toolkit.Loader: the stream of documents behind toolkit.documents(), and toolkit.document() for one from memory. */
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

static int call_note(lua_State *L)
{
    const tkit_load_note *note = lua_touserdata(L, 2);
    lua_createtable(L, 0, 5);
    lua_pushstring(L, note->file);
    lua_setfield(L, -2, "file");
    lua_pushstring(L, note->format);
    lua_setfield(L, -2, "format");
    lua_pushstring(L, note->encoding);
    lua_setfield(L, -2, "encoding");
    if (note->code) {
        lua_pushstring(L, tkit_errstr(note->code));
        lua_setfield(L, -2, "error");
    }
    lua_pushstring(L, note->message);
    lua_setfield(L, -2, "message");
    lua_replace(L, 2);
    lua_call(L, 1, 0);
    return 0;
}

/* Called in the middle of C: an error of the Lua function is kept and raised after the call. */
static void on_note(void *user, const tkit_load_note *note)
{
    struct loader_box *box = user;
    lua_State *L = box->L;
    if (!box->has_note || box->has_failed || !lua_checkstack(L, 6))
        return;
    lua_pushcfunction(L, call_note);
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

/* An option like mapping = { role = "field" or { "field", ... } } as an array that a userdata on top of the stack holds. */
static void get_fields(lua_State *L, int index, const char *option, const tkit_field **out, size_t *out_count)
{
    if (!lua_istable(L, index) || lua_getfield(L, index, option) == LUA_TNIL)
        return;
    if (!lua_istable(L, -1))
        luaL_error(L, "option '%s': table expected, got %s", option, luaL_typename(L, -1));
    int table = lua_gettop(L);
    size_t count = 0;
    for (lua_pushnil(L); lua_next(L, table); lua_pop(L, 1)) {
        if (lua_type(L, -2) != LUA_TSTRING || (lua_type(L, -1) != LUA_TSTRING && !lua_istable(L, -1)))
            luaL_error(L, "option '%s': every name has a string or a list of strings", option);
        count += lua_istable(L, -1) ? (size_t)lua_rawlen(L, -1) : 1;
    }
    tkit_field *fields = lua_newuserdatauv(L, (count + 1) * sizeof *fields, 0);
    size_t n = 0;
    for (lua_pushnil(L); lua_next(L, table); lua_pop(L, 1)) {
        const char *role = lua_tostring(L, -2);
        if (!lua_istable(L, -1)) {
            fields[n++] = (tkit_field){role, lua_tostring(L, -1)};
            continue;
        }
        lua_Integer length = (lua_Integer)lua_rawlen(L, -1);
        for (lua_Integer i = 1; i <= length; i++, lua_pop(L, 1)) {
            if (lua_rawgeti(L, -1, i) != LUA_TSTRING)
                luaL_error(L, "option '%s': value %d of '%s' is no string", option, (int)i, role);
            fields[n++] = (tkit_field){role, lua_tostring(L, -1)};
        }
    }
    *out = fields;
    *out_count = n;
}

static void get_options(lua_State *L, int index, tkit_load_options *options)
{
    *options = (tkit_load_options){.size = sizeof *options};
    options->format = tkit_bind_opt_string(L, index, "format", NULL);
    options->encoding = tkit_bind_opt_string(L, index, "encoding", NULL);
    options->newline = tkit_bind_opt_string(L, index, "newline", NULL);
    options->keep = tkit_bind_opt_string(L, index, "keep", NULL);
}

/* Argument 1, a path or a list of paths, as an array that a userdata on the stack holds. */
static const char **check_paths(lua_State *L, size_t *count)
{
    if (lua_type(L, 1) == LUA_TSTRING) {
        const char **paths = lua_newuserdatauv(L, sizeof *paths, 0);
        paths[0] = lua_tostring(L, 1);
        *count = 1;
        return paths;
    }
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_Unsigned n = lua_rawlen(L, 1);
    const char **paths = lua_newuserdatauv(L, (n + 1) * sizeof *paths, 0);
    for (lua_Unsigned i = 0; i < n; i++) {
        if (lua_rawgeti(L, 1, (lua_Integer)i + 1) != LUA_TSTRING)
            luaL_error(L, "documents: path %d of the list is a %s, not a string", (int)i + 1, luaL_typename(L, -1));
        paths[i] = lua_tostring(L, -1); /* the list keeps it alive */
        lua_pop(L, 1);
    }
    *count = n;
    return paths;
}

/* documents(path | {path...}, options): loader, nil, nil, loader - a generic for closes it. */
static int documents(lua_State *L)
{
    static const char *const known[] = {"format", "encoding", "newline", "keep", "mapping", "set", "note", NULL};
    tkit_load_options options;
    size_t count;
    luaL_checkany(L, 1);
    lua_settop(L, 2);
    tkit_bind_check_options(L, 2, "documents", known);
    get_options(L, 2, &options);
    const char **paths = check_paths(L, &count);
    tkit *tk = tkit_bind_context(L);
    struct loader_box *box = tkit_bind_box(L, class_name, sizeof *box);
    box->L = L;
    lua_newtable(L);
    if (lua_istable(L, 2) && lua_getfield(L, 2, "note") != LUA_TNIL) {
        if (!lua_isfunction(L, -1))
            return luaL_error(L, "documents: option 'note' is a function, got %s", luaL_typename(L, -1));
        lua_setfield(L, 5, "note");
        box->has_note = 1;
        options.note = on_note;
        options.note_user = box;
    }
    lua_settop(L, 5);
    options.readers = tkit_bind_push_readers(L, &box->L, &options.reader_count);
    lua_setfield(L, 5, "readers"); /* they live as long as the loader */
    lua_setiuservalue(L, 4, 1);
    get_fields(L, 2, "mapping", &options.mapping, &options.mapping_count);
    get_fields(L, 2, "set", &options.set, &options.set_count);
    int rc = tkit_loader_open(tk, paths, count, &options, &box->loader);
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
    static const char *const known[] = {"name", "format", "encoding", "newline", "keep", "mapping", "set", NULL};
    size_t length;
    tkit_load_options options;
    const char *bytes = luaL_checklstring(L, 1, &length);
    tkit_bind_check_options(L, 2, "document", known);
    get_options(L, 2, &options);
    const char *name = tkit_bind_opt_string(L, 2, "name", NULL);
    if (!name && !options.format)
        options.format = "text";
    tkit *tk = tkit_bind_context(L);
    options.readers = tkit_bind_push_readers(L, &L, &options.reader_count);
    get_fields(L, 2, "mapping", &options.mapping, &options.mapping_count);
    get_fields(L, 2, "set", &options.set, &options.set_count);
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
