/* toolkit.duplicates() and toolkit.passages(): near-duplicates and shared passages from Lua. */
#include "bind/bind.h"

#define CLASS "toolkit.Duplicates"

struct box {
    tkit_duplicates *finder;
    lua_Integer count;
};

static struct box *check_open(lua_State *L)
{
    struct box *box = luaL_checkudata(L, 1, CLASS);
    if (!box->finder)
        luaL_error(L, "the duplicate finder is closed");
    return box;
}

static double opt_share(lua_State *L, int index, const char *field)
{
    if (lua_isnoneornil(L, index) || lua_getfield(L, index, field) == LUA_TNIL)
        return 0;
    double value = lua_tonumber(L, -1);
    if (!lua_isnumber(L, -1) || value <= 0 || value > 1)
        luaL_error(L, "option '%s': expected a number above 0 and at most 1", field);
    return value;
}

static int duplicates_new(lua_State *L)
{
    static const char *const known[] = {"shingle", "least_shared", "jaccard", "containment", NULL};
    tkit_bind_check_options(L, 1, "duplicates", known);
    lua_Integer shingle = tkit_bind_opt_integer(L, 1, "shingle", 0);
    lua_Integer least = tkit_bind_opt_integer(L, 1, "least_shared", 0);
    luaL_argcheck(L, shingle >= 0 && shingle <= 64, 1, "option 'shingle': 1 to 64 words");
    luaL_argcheck(L, least >= 0 && least <= INT32_MAX, 1, "option 'least_shared': a number of shingles");
    tkit_duplicates_options options = {.size = sizeof options,
                                       .shingle = (uint32_t)shingle,
                                       .least_shared = (uint32_t)least,
                                       .jaccard = opt_share(L, 1, "jaccard"),
                                       .containment = opt_share(L, 1, "containment")};
    tkit *tk = tkit_bind_context(L);
    struct box *box = tkit_bind_box(L, CLASS, sizeof *box);
    int code = tkit_duplicates_create(tk, &options, &box->finder);
    return code == TKIT_OK ? 1 : tkit_bind_raise(L, tk, code);
}

static int add(lua_State *L)
{
    size_t length;
    struct box *box = check_open(L);
    const char *text = luaL_checklstring(L, 2, &length);
    tkit *tk = tkit_bind_context(L);
    int code = tkit_duplicates_add(box->finder, text, length);
    if (code != TKIT_OK)
        return tkit_bind_raise(L, tk, code);
    lua_pushinteger(L, ++box->count);
    return 1;
}

/* Pairs are handed out from a copy: the finder's own list changes with its next call. */
static int next_pair(lua_State *L)
{
    const tkit_duplicate *pairs = lua_touserdata(L, lua_upvalueindex(1));
    lua_Integer at = lua_tointeger(L, lua_upvalueindex(2));
    if (at >= lua_tointeger(L, lua_upvalueindex(3)))
        return 0;
    lua_pushinteger(L, at + 1);
    lua_replace(L, lua_upvalueindex(2));
    const tkit_duplicate *p = &pairs[at];
    lua_pushinteger(L, (lua_Integer)p->a + 1);
    lua_pushinteger(L, (lua_Integer)p->b + 1);
    lua_pushnumber(L, p->jaccard);
    lua_pushnumber(L, p->containment);
    lua_pushinteger(L, p->shared);
    lua_pushinteger(L, p->shingles_a);
    lua_pushinteger(L, p->shingles_b);
    return 7;
}

static int find_pairs(lua_State *L)
{
    struct box *box = check_open(L);
    tkit *tk = tkit_bind_context(L);
    const tkit_duplicate *pairs;
    size_t count;
    int code = tkit_duplicates_find(box->finder, &pairs, &count);
    if (code != TKIT_OK)
        return tkit_bind_raise(L, tk, code);
    tkit_duplicate *copy = lua_newuserdatauv(L, (count + 1) * sizeof *copy, 0);
    for (size_t i = 0; i < count; i++) copy[i] = pairs[i];
    lua_pushinteger(L, 0);
    lua_pushinteger(L, (lua_Integer)count);
    lua_pushcclosure(L, next_pair, 3);
    return 1;
}

static int length_of(lua_State *L)
{
    lua_pushinteger(L, check_open(L)->count);
    return 1;
}

static int close_finder(lua_State *L)
{
    struct box *box = luaL_checkudata(L, 1, CLASS);
    tkit_duplicates_free(box->finder);
    box->finder = NULL;
    return 0;
}

static int to_string(lua_State *L)
{
    struct box *box = luaL_checkudata(L, 1, CLASS);
    if (box->finder)
        lua_pushfstring(L, "toolkit.Duplicates: %I documents", box->count);
    else
        lua_pushliteral(L, "toolkit.Duplicates: closed");
    return 1;
}

/* ---- passages ---- */

struct passages {
    tkit_passage *list;
    size_t count;
};

static int next_passage(lua_State *L)
{
    const struct passages *found = lua_touserdata(L, lua_upvalueindex(1));
    size_t at = (size_t)lua_tointeger(L, lua_upvalueindex(2));
    if (at >= found->count)
        return 0;
    lua_pushinteger(L, (lua_Integer)at + 1);
    lua_replace(L, lua_upvalueindex(2));
    const tkit_passage *p = &found->list[at];
    lua_pushinteger(L, (lua_Integer)p->a_start + 1);
    lua_pushinteger(L, p->a_end);
    lua_pushinteger(L, (lua_Integer)p->b_start + 1);
    lua_pushinteger(L, p->b_end);
    lua_pushinteger(L, p->words);
    return 5;
}

static int passages_gc(lua_State *L)
{
    struct passages *p = lua_touserdata(L, 1);
    tkit_passages_free(tkit_bind_context(L), p->list, p->count);
    p->list = NULL;
    return 0;
}

static int passages(lua_State *L)
{
    static const char *const known[] = {"words", NULL};
    size_t a_length, b_length;
    const char *a = luaL_checklstring(L, 1, &a_length), *b = luaL_checklstring(L, 2, &b_length);
    tkit_bind_check_options(L, 3, "passages", known);
    lua_Integer words = tkit_bind_opt_integer(L, 3, "words", 0);
    luaL_argcheck(L, words >= 0 && words <= 1000, 3, "option 'words': 1 to 1000");
    tkit *tk = tkit_bind_context(L);
    struct passages *found = tkit_bind_box(L, "toolkit.Passages", sizeof *found);
    int code = tkit_passages_find(tk, a, a_length, b, b_length, (uint32_t)words, &found->list, &found->count);
    if (code != TKIT_OK)
        return tkit_bind_raise(L, tk, code);
    return tkit_bind_iterator(L, next_passage);
}

void tkit_bind_duplicates(lua_State *L)
{
    static const luaL_Reg methods[] = {
        {"add", add}, {"pairs", find_pairs}, {"close", close_finder}, {NULL, NULL}};
    static const luaL_Reg metamethods[] = {{"__gc", close_finder},
                                           {"__close", close_finder},
                                           {"__len", length_of},
                                           {"__tostring", to_string},
                                           {NULL, NULL}};
    static const luaL_Reg no_methods[] = {{NULL, NULL}}, only_gc[] = {{"__gc", passages_gc}, {NULL, NULL}};
    tkit_bind_class(L, CLASS, methods, metamethods);
    tkit_bind_class(L, "toolkit.Passages", no_methods, only_gc);
    lua_pushcfunction(L, duplicates_new);
    lua_setfield(L, -2, "duplicates");
    lua_pushcfunction(L, passages);
    lua_setfield(L, -2, "passages");
}
