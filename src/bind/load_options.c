/* Inputs, options and notes of loading, read from Lua: see load_options.h. */
#include "bind/load_options.h"

#include "bind/lua_document.h"

/* An option like mapping = { role = "field" or { "field", ... } } as an array in a userdata on the stack; nil without
 * it. */
static void push_fields(lua_State *L, int index, const char *option, const tkit_field **out, size_t *out_count)
{
    if (!lua_istable(L, index)) {
        lua_pushnil(L);
        return;
    }
    if (lua_getfield(L, index, option) == LUA_TNIL)
        return;
    if (!lua_istable(L, -1))
        luaL_error(L, "option '%s': table expected, got %s", option, luaL_typename(L, -1));
    int table = lua_gettop(L);
    size_t count = 0, n = 0;
    for (lua_pushnil(L); lua_next(L, table); lua_pop(L, 1)) {
        if (lua_type(L, -2) != LUA_TSTRING || (lua_type(L, -1) != LUA_TSTRING && !lua_istable(L, -1)))
            luaL_error(L, "option '%s': every name has a string or a list of strings", option);
        count += lua_istable(L, -1) ? (size_t)lua_rawlen(L, -1) : 1;
    }
    tkit_field *fields = lua_newuserdatauv(L, (count + 1) * sizeof *fields, 0);
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
    lua_remove(L, table);
    *out = fields;
    *out_count = n;
}

unsigned tkit_bind_threads(lua_State *L, int index)
{
    lua_Integer threads = tkit_bind_opt_integer(L, index, "threads", 1);
    return threads < 1 ? 1 : threads > 64 ? 64 : (unsigned)threads;
}

void tkit_bind_load_options(lua_State *L, int index, lua_State **where, tkit_load_options *options)
{
    *options = (tkit_load_options){.size = sizeof *options};
    options->format = tkit_bind_opt_string(L, index, "format", NULL);
    options->encoding = tkit_bind_opt_string(L, index, "encoding", NULL);
    options->newline = tkit_bind_opt_string(L, index, "newline", NULL);
    options->keep = tkit_bind_opt_string(L, index, "keep", NULL);
    options->threads = tkit_bind_threads(L, index);
    if (lua_istable(L, index) && lua_getfield(L, index, "sites") != LUA_TNIL)
        options->sites = tkit_bind_opt_boolean(L, index, "sites", 0) ? 1 : -1;
    if (lua_istable(L, index))
        lua_pop(L, 1);
    options->readers = tkit_bind_push_readers(L, where, &options->reader_count);
    push_fields(L, index, "mapping", &options->mapping, &options->mapping_count);
    push_fields(L, index, "set", &options->set, &options->set_count);
    options->rules = tkit_bind_push_rules(L, index, where, &options->rule_count);
}

const char **tkit_bind_check_inputs(lua_State *L, int index, const char *function, size_t *count)
{
    if (lua_type(L, index) == LUA_TSTRING) {
        const char **inputs = lua_newuserdatauv(L, sizeof *inputs, 0);
        inputs[0] = lua_tostring(L, index);
        *count = 1;
        return inputs;
    }
    luaL_checktype(L, index, LUA_TTABLE);
    *count = lua_rawlen(L, index);
    const char **inputs = lua_newuserdatauv(L, (*count + 1) * sizeof *inputs, 0);
    for (size_t i = 0; i < *count; i++) {
        if (lua_rawgeti(L, index, (lua_Integer)i + 1) != LUA_TSTRING)
            luaL_error(L, "%s: input %d of the list is a %s, not a string", function, (int)i + 1, luaL_typename(L, -1));
        inputs[i] = lua_tostring(L, -1); /* the list keeps it alive */
        lua_pop(L, 1);
    }
    return inputs;
}

int tkit_bind_call_note(lua_State *L)
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
