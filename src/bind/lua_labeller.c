/* toolkit.Labeller: a trained sequence labeller and the spans that it finds in a parse. */
#include "bind/lua_nlp.h"

static const char labeller_class[] = "toolkit.Labeller";

struct labeller {
    tkit_labeller *handle;
    tkit_model *model; /* user value 1 is the string that it lives in */
    tkit_labels found;
};

static int labeller_close(lua_State *L)
{
    struct labeller *l = luaL_checkudata(L, 1, labeller_class);
    tkit_labels_free(tkit_bind_context(L), &l->found);
    tkit_labeller_free(l->handle);
    tkit_model_free(l->model);
    l->handle = NULL;
    l->model = NULL;
    return 0;
}

static int labeller_tostring(lua_State *L)
{
    const struct labeller *l = luaL_checkudata(L, 1, labeller_class);
    luaL_Buffer b;
    luaL_buffinit(L, &b);
    luaL_addstring(&b, labeller_class);
    luaL_addstring(&b, l->handle ? ":" : ": closed");
    for (uint32_t k = 0; l->handle && tkit_labeller_label(l->handle, k); k++) {
        luaL_addchar(&b, ' ');
        luaL_addstring(&b, tkit_labeller_label(l->handle, k));
    }
    luaL_pushresult(&b);
    return 1;
}

/* toolkit.labeller(bytes) */
static int new_labeller(lua_State *L)
{
    size_t size;
    const char *bytes = luaL_checklstring(L, 1, &size);
    tkit *tk = tkit_bind_context(L);
    lua_settop(L, 1);
    struct labeller *l = tkit_bind_box(L, labeller_class, sizeof *l);
    lua_pushvalue(L, 1);
    lua_setiuservalue(L, 2, 1);
    int rc = tkit_model_load(tk, "labels", bytes, size, &l->model);
    if (rc == TKIT_OK)
        rc = tkit_labeller_open(tk, l->model, &l->handle);
    return rc == TKIT_OK ? 1 : tkit_bind_fail(L, tk, rc);
}

/* labeller:label(parse [, { least = }]) -> list of { label =, i =, j =, unit =, probability = }, unit by unit */
static int labeller_label(lua_State *L)
{
    static const char *const known[] = {"least", NULL};
    struct labeller *l = luaL_checkudata(L, 1, labeller_class);
    const char *text;
    tkit_bind_check_options(L, 3, "label", known);
    luaL_argcheck(L, l->handle, 1, "this labeller is closed");
    const tkit_annotation *parse = tkit_bind_check_parse(L, 2, &text);
    tkit *tk = tkit_bind_context(L);
    tkit_labeller_set_least(l->handle, tkit_bind_opt_probability(L, 3, "least", TKIT_LABELS_LEAST));
    int rc = tkit_labeller_run(l->handle, text, parse, &l->found);
    if (rc != TKIT_OK)
        return tkit_bind_fail(L, tk, rc);
    lua_createtable(L, (int)l->found.count, 0);
    for (size_t k = 0; k < l->found.count; k++) {
        const tkit_label *span = &l->found.items[k];
        lua_createtable(L, 0, 5);
        lua_pushstring(L, tkit_labeller_label(l->handle, span->label));
        lua_setfield(L, -2, "label");
        lua_pushinteger(L, (lua_Integer)span->start + 1);
        lua_setfield(L, -2, "i");
        lua_pushinteger(L, span->end);
        lua_setfield(L, -2, "j");
        lua_pushinteger(L, span->unit);
        lua_setfield(L, -2, "unit");
        lua_pushnumber(L, span->probability);
        lua_setfield(L, -2, "probability");
        lua_rawseti(L, -2, (lua_Integer)k + 1);
    }
    return 1;
}

void tkit_bind_labeller(lua_State *L)
{
    static const luaL_Reg methods[] = {{"label", labeller_label}, {NULL, NULL}};
    static const luaL_Reg metamethods[] = {
        {"__gc", labeller_close}, {"__tostring", labeller_tostring}, {NULL, NULL}};
    tkit_bind_class(L, labeller_class, methods, metamethods);
    lua_pushcfunction(L, new_labeller);
    lua_setfield(L, -2, "labeller");
}
