/* toolkit.overlap(): pairs of sets that share much, from Lua. Terms are strings there; the box numbers them. */
#include "bind/bind.h"

#include <stdlib.h>
#include <string.h>

#define CLASS "toolkit.Overlap"

enum { USER_VALUE_TERMS = 1 /* a table: term -> number from 0, and number + 1 -> term */ };

struct box {
    tkit_overlap *overlap;
    lua_Integer terms;
};

static struct box *check_open(lua_State *L)
{
    struct box *box = luaL_checkudata(L, 1, CLASS);
    if (!box->overlap)
        luaL_error(L, "the overlap finder is closed");
    return box;
}

static int overlap_new(lua_State *L)
{
    tkit *tk = tkit_bind_context(L);
    struct box *box = tkit_bind_box(L, CLASS, sizeof *box);
    lua_newtable(L);
    lua_setiuservalue(L, -2, USER_VALUE_TERMS);
    int code = tkit_overlap_create(tk, &box->overlap);
    return code == TKIT_OK ? 1 : tkit_bind_raise(L, tk, code);
}

/* The number of the term on top, which is popped; `terms` is the stack position of the table. */
static uint32_t number_of(lua_State *L, struct box *box, int terms)
{
    lua_pushvalue(L, -1);
    if (lua_rawget(L, terms) == LUA_TNUMBER) {
        uint32_t number = (uint32_t)lua_tointeger(L, -1);
        lua_pop(L, 2);
        return number;
    }
    lua_pop(L, 1);
    lua_Integer number = box->terms++;
    lua_pushvalue(L, -1);
    lua_rawseti(L, terms, number + 1);
    lua_pushinteger(L, number);
    lua_rawset(L, terms);
    return (uint32_t)number;
}

static int add(lua_State *L)
{
    struct box *box = check_open(L);
    lua_Integer group = luaL_checkinteger(L, 2);
    luaL_argcheck(L, group >= 0 && group <= UINT32_MAX, 2, "a group is a number from 0 to 2^32 - 1");
    luaL_checktype(L, 3, LUA_TTABLE);
    lua_settop(L, 3);
    lua_Unsigned count = lua_rawlen(L, 3);
    luaL_argcheck(L, count <= INT32_MAX / sizeof(uint32_t), 3, "too many terms");
    lua_getiuservalue(L, 1, USER_VALUE_TERMS);
    uint32_t *terms = lua_newuserdatauv(L, (count + 1) * sizeof *terms, 0);
    for (lua_Unsigned i = 0; i < count; i++) {
        if (lua_rawgeti(L, 3, (lua_Integer)i + 1) != LUA_TSTRING)
            return luaL_error(L, "term %I is a %s, not a string", (lua_Integer)i + 1, luaL_typename(L, -1));
        terms[i] = number_of(L, box, 4);
    }
    tkit *tk = tkit_bind_context(L);
    int code = tkit_overlap_add(box->overlap, (uint32_t)group, terms, count);
    if (code != TKIT_OK)
        return tkit_bind_raise(L, tk, code);
    lua_pushinteger(L, (lua_Integer)tkit_overlap_count(box->overlap));
    return 1;
}

/* The terms of one line of add_lines(), as numbers. */
struct line {
    uint32_t *terms;
    size_t count;
};

enum { ADD_JOINED = 4, ADD_TERMS = 5, ADD_BEFORE = 6 /* stack: what the term before joins with, or nil */ };

static void add_term(lua_State *L, struct box *box, struct line *line, const char *term, size_t length)
{
    lua_pushlstring(L, term, length);
    if (!lua_isnil(L, ADD_BEFORE)) {
        lua_pushvalue(L, -1);
        if (lua_gettable(L, ADD_BEFORE) == LUA_TSTRING)
            line->terms[line->count++] = number_of(L, box, ADD_TERMS);
        else
            lua_pop(L, 1);
    }
    lua_pushvalue(L, -1);
    if (lua_isnil(L, ADD_JOINED))
        lua_pop(L, 1);
    else if (lua_gettable(L, ADD_JOINED) == LUA_TTABLE)
        lua_replace(L, ADD_BEFORE);
    else {
        lua_pop(L, 1);
        lua_pushnil(L);
        lua_replace(L, ADD_BEFORE);
    }
    line->terms[line->count++] = number_of(L, box, ADD_TERMS);
}

/* overlap:add_lines(group, text, joined) */
static int add_lines(lua_State *L)
{
    struct box *box = check_open(L);
    lua_Integer group = luaL_checkinteger(L, 2);
    luaL_argcheck(L, group >= 0 && group <= UINT32_MAX, 2, "a group is a number from 0 to 2^32 - 1");
    size_t size;
    const char *at = luaL_checklstring(L, 3, &size), *end = at + size;
    lua_settop(L, ADD_JOINED);
    if (!lua_isnil(L, ADD_JOINED))
        luaL_checktype(L, ADD_JOINED, LUA_TTABLE);
    lua_getiuservalue(L, 1, USER_VALUE_TERMS);
    lua_pushnil(L);
    /* a term takes two bytes at least, with what ends it; a joined one may come with each */
    struct line line = {.terms = lua_newuserdatauv(L, (size + 2) * sizeof *line.terms, 0)};
    tkit *tk = tkit_bind_context(L);
    while (at < end) {
        const char *line_end = memchr(at, '\n', (size_t)(end - at));
        if (!line_end)
            line_end = end;
        line.count = 0;
        lua_pushnil(L);
        lua_replace(L, ADD_BEFORE);
        while (at < line_end) {
            const char *tab = memchr(at, '\t', (size_t)(line_end - at));
            size_t length = (size_t)((tab ? tab : line_end) - at);
            if (length)
                add_term(L, box, &line, at, length);
            at += length + (tab != NULL);
        }
        at = line_end + 1;
        int code = tkit_overlap_add(box->overlap, (uint32_t)group, line.terms, line.count);
        if (code != TKIT_OK)
            return tkit_bind_raise(L, tk, code);
    }
    lua_pushinteger(L, (lua_Integer)tkit_overlap_count(box->overlap));
    return 1;
}

static double opt_share(lua_State *L, int index, const char *field)
{
    if (lua_isnoneornil(L, index) || lua_getfield(L, index, field) == LUA_TNIL)
        return 0;
    double value = lua_tonumber(L, -1);
    if (!lua_isnumber(L, -1) || value <= 0)
        luaL_error(L, "option '%s': expected a number above 0", field);
    return value;
}

static uint32_t opt_count(lua_State *L, int index, const char *field)
{
    lua_Integer value = tkit_bind_opt_integer(L, index, field, 0);
    if (value < 0 || value > UINT32_MAX)
        luaL_error(L, "option '%s': expected a number from 1", field);
    return (uint32_t)value;
}

static int next_pair(lua_State *L)
{
    const tkit_overlap_pair *pairs = lua_touserdata(L, lua_upvalueindex(1));
    lua_Integer at = lua_tointeger(L, lua_upvalueindex(2));
    if (at >= lua_tointeger(L, lua_upvalueindex(3)))
        return 0;
    lua_pushinteger(L, at + 1);
    lua_replace(L, lua_upvalueindex(2));
    const tkit_overlap_pair *p = &pairs[at];
    lua_pushinteger(L, (lua_Integer)p->a + 1);
    lua_pushinteger(L, (lua_Integer)p->b + 1);
    lua_pushnumber(L, p->cosine);
    lua_pushnumber(L, p->containment);
    lua_pushinteger(L, p->shared);
    return 5;
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static int find_pairs(lua_State *L)
{
    static const char *const known[] = {"common",      "least_shared",    "least_terms", "cosine",
                                        "containment", "contained_terms", "members",     NULL};
    struct box *box = check_open(L);
    lua_settop(L, 2);
    tkit_bind_check_options(L, 2, "pairs", known);
    tkit_overlap_options options = {.size = sizeof options,
                                    .common = opt_count(L, 2, "common"),
                                    .least_shared = opt_count(L, 2, "least_shared"),
                                    .least_terms = opt_count(L, 2, "least_terms"),
                                    .cosine = opt_share(L, 2, "cosine"),
                                    .containment = opt_share(L, 2, "containment"),
                                    .contained_terms = opt_count(L, 2, "contained_terms")};
    uint32_t *members = NULL;
    size_t member_count = 0;
    if (!lua_isnil(L, 2) && lua_getfield(L, 2, "members") == LUA_TTABLE) {
        int list = lua_gettop(L);
        member_count = lua_rawlen(L, list);
        members = lua_newuserdatauv(L, (member_count + 1) * sizeof *members, 0);
        for (size_t i = 0; i < member_count; i++) {
            lua_rawgeti(L, list, (lua_Integer)i + 1);
            lua_Integer n = lua_tointeger(L, -1);
            if (n < 1 || n > (lua_Integer)tkit_overlap_count(box->overlap))
                return luaL_error(L, "option 'members': there is no set %I", n);
            members[i] = (uint32_t)(n - 1);
            lua_pop(L, 1);
        }
        if (member_count > 1)
            qsort(members, member_count, sizeof *members, by_number);
    }
    tkit *tk = tkit_bind_context(L);
    const tkit_overlap_pair *pairs;
    size_t count;
    int code = tkit_overlap_find(box->overlap, &options, members, member_count, &pairs, &count);
    if (code != TKIT_OK)
        return tkit_bind_raise(L, tk, code);
    tkit_overlap_pair *copy = lua_newuserdatauv(L, (count + 1) * sizeof *copy, 0);
    for (size_t i = 0; i < count; i++) copy[i] = pairs[i];
    lua_pushinteger(L, 0);
    lua_pushinteger(L, (lua_Integer)count);
    lua_pushcclosure(L, next_pair, 3);
    return 1;
}

static lua_Integer check_set(lua_State *L, const struct box *box, int index)
{
    lua_Integer n = luaL_checkinteger(L, index);
    luaL_argcheck(L, n >= 1 && n <= (lua_Integer)tkit_overlap_count(box->overlap), index, "there is no such set");
    return n - 1;
}

static int shared_terms(lua_State *L)
{
    enum { MOST = 64 };
    struct box *box = check_open(L);
    lua_Integer a = check_set(L, box, 2), b = check_set(L, box, 3), most = luaL_optinteger(L, 4, MOST);
    uint32_t terms[MOST];
    size_t count;
    tkit *tk = tkit_bind_context(L);
    int code = tkit_overlap_shared(box->overlap, (uint32_t)a, (uint32_t)b, terms, MOST, &count);
    if (code != TKIT_OK)
        return tkit_bind_raise(L, tk, code);
    lua_getiuservalue(L, 1, USER_VALUE_TERMS);
    lua_newtable(L);
    for (lua_Integer i = 0; i < most && i < MOST && i < (lua_Integer)count; i++) {
        lua_rawgeti(L, -2, (lua_Integer)terms[i] + 1);
        lua_rawseti(L, -2, i + 1);
    }
    lua_pushinteger(L, (lua_Integer)count);
    return 2;
}

static int compare(lua_State *L)
{
    struct box *box = check_open(L);
    lua_Integer a = check_set(L, box, 2), b = check_set(L, box, 3);
    tkit_overlap_pair pair;
    tkit *tk = tkit_bind_context(L);
    int code = tkit_overlap_compare(box->overlap, (uint32_t)a, (uint32_t)b, &pair);
    if (code != TKIT_OK)
        return tkit_bind_raise(L, tk, code);
    lua_pushnumber(L, pair.cosine);
    lua_pushnumber(L, pair.containment);
    lua_pushinteger(L, pair.shared);
    return 3;
}

static int weight_of(lua_State *L)
{
    struct box *box = check_open(L);
    lua_pushnumber(L, tkit_overlap_weight(box->overlap, (uint32_t)check_set(L, box, 2)));
    return 1;
}

static int has_term(lua_State *L)
{
    check_open(L);
    luaL_checkstring(L, 2);
    lua_getiuservalue(L, 1, USER_VALUE_TERMS);
    lua_pushvalue(L, 2);
    lua_pushboolean(L, lua_rawget(L, -2) == LUA_TNUMBER);
    return 1;
}

static int length_of(lua_State *L)
{
    lua_pushinteger(L, (lua_Integer)tkit_overlap_count(check_open(L)->overlap));
    return 1;
}

static int close_overlap(lua_State *L)
{
    struct box *box = luaL_checkudata(L, 1, CLASS);
    tkit_overlap_free(box->overlap);
    box->overlap = NULL;
    return 0;
}

static int to_string(lua_State *L)
{
    struct box *box = luaL_checkudata(L, 1, CLASS);
    if (box->overlap)
        lua_pushfstring(L, "toolkit.Overlap: %I sets", (lua_Integer)tkit_overlap_count(box->overlap));
    else
        lua_pushliteral(L, "toolkit.Overlap: closed");
    return 1;
}

void tkit_bind_overlap(lua_State *L)
{
    static const luaL_Reg methods[] = {{"add", add},           {"add_lines", add_lines}, {"pairs", find_pairs},
                                       {"compare", compare},   {"shared", shared_terms}, {"weight", weight_of},
                                       {"has", has_term},      {"close", close_overlap}, {NULL, NULL}};
    static const luaL_Reg metamethods[] = {{"__gc", close_overlap},
                                           {"__close", close_overlap},
                                           {"__len", length_of},
                                           {"__tostring", to_string},
                                           {NULL, NULL}};
    tkit_bind_class(L, CLASS, methods, metamethods);
    lua_pushcfunction(L, overlap_new);
    lua_setfield(L, -2, "overlap");
}
