/* toolkit.Tally and toolkit.Neighbours: counts of a corpus for the operations that are written in Lua
 * (toolkit.corpus.*), and how a corpus finds the methods of those modules. */
#include "bind/bind.h"
#include "bind/lua_corpus.h"
#include "bind/lua_query.h"
#include "bind/lua_tally.h"

#include <stdlib.h>
#include <string.h>

static const char tally_class[] = "toolkit.Tally";
static const char neighbours_class[] = "toolkit.Neighbours";

struct tally_box {
    tkit_tally *tally;
};

struct neighbours_box {
    tkit_neighbours *neighbours;
    lua_Integer reach;
};

/* ---- Tally ---- */

tkit_tally *tkit_bind_check_tally(lua_State *L, int index)
{
    struct tally_box *box = luaL_checkudata(L, index, tally_class);
    if (!box->tally)
        luaL_error(L, "this tally is closed");
    return box->tally;
}

static int tally_close(lua_State *L)
{
    struct tally_box *box = luaL_checkudata(L, 1, tally_class);
    tkit_tally_free(box->tally);
    box->tally = NULL;
    return 0;
}

static int tally_tostring(lua_State *L)
{
    struct tally_box *box = luaL_checkudata(L, 1, tally_class);
    if (box->tally)
        lua_pushfstring(L, "%s: %I forms in %I documents", tally_class, (lua_Integer)tkit_tally_forms(box->tally),
                        (lua_Integer)tkit_tally_documents(box->tally));
    else
        lua_pushfstring(L, "%s: closed", tally_class);
    return 1;
}

static int tally_len(lua_State *L)
{
    lua_pushinteger(L, (lua_Integer)tkit_tally_forms(tkit_bind_check_tally(L, 1)));
    return 1;
}

/* corpus:tally(options) */
static int corpus_tally(lua_State *L)
{
    static const char *const known[] = {"by", "with_punctuation", "inside", NULL};
    tkit_corpus *corpus = tkit_bind_check_corpus(L, 1);
    tkit_bind_check_options(L, 2, "tally", known);
    lua_settop(L, 2);
    tkit_tally_options options = {.size = sizeof options,
                                  .by = tkit_bind_opt_string(L, 2, "by", NULL),
                                  .with_punctuation = tkit_bind_opt_boolean(L, 2, "with_punctuation", 0)};
    if (lua_istable(L, 2) && lua_getfield(L, 2, "inside") != LUA_TNIL)
        options.inside = tkit_bind_check_hits(L, -1);
    struct tally_box *box = tkit_bind_box(L, tally_class, sizeof *box);
    int r = tkit_tally_open(corpus, &options, &box->tally);
    return r == TKIT_OK ? 1 : tkit_bind_fail(L, tkit_bind_context(L), r);
}

/* documents(): the ids and the counted tokens of all documents, two lists. */
static int tally_documents(lua_State *L)
{
    tkit_tally *tally = tkit_bind_check_tally(L, 1);
    size_t n = tkit_tally_documents(tally);
    lua_createtable(L, (int)n, 0);
    lua_createtable(L, (int)n, 0);
    for (size_t i = 0; i < n; i++) {
        const tkit_tally_cell *cells;
        uint64_t tokens;
        size_t count;
        lua_pushinteger(L, tkit_tally_document(tally, i, &tokens, &cells, &count));
        lua_rawseti(L, -3, (lua_Integer)i + 1);
        lua_pushinteger(L, (lua_Integer)tokens);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 2;
}

const unsigned char *tkit_bind_check_choice(lua_State *L, int index, const tkit_tally *tally)
{
    size_t n = tkit_tally_documents(tally);
    if (lua_isnoneornil(L, index)) {
        lua_pushnil(L);
        return NULL;
    }
    luaL_checktype(L, index, LUA_TTABLE);
    unsigned char *chosen = lua_newuserdatauv(L, n + 1, 0);
    for (size_t i = 0; i < n; i++) {
        const tkit_tally_cell *cells;
        uint64_t tokens;
        size_t count;
        lua_rawgeti(L, index, tkit_tally_document(tally, i, &tokens, &cells, &count));
        chosen[i] = (unsigned char)lua_toboolean(L, -1);
        lua_pop(L, 1);
    }
    return chosen;
}

/* Upvalues: tally, number of the next form, rows, least. */
static int next_row(lua_State *L)
{
    tkit_tally *tally = tkit_bind_check_tally(L, lua_upvalueindex(1));
    size_t form = (size_t)lua_tointeger(L, lua_upvalueindex(2)), forms = tkit_tally_forms(tally), length;
    const tkit_tally_row *rows = lua_touserdata(L, lua_upvalueindex(3));
    uint64_t least = (uint64_t)lua_tointeger(L, lua_upvalueindex(4));
    while (form < forms && rows[form].count < least) form++;
    lua_pushinteger(L, (lua_Integer)form + 1);
    lua_replace(L, lua_upvalueindex(2));
    const char *text = tkit_tally_form(tally, form, &length);
    if (!text)
        return 0;
    lua_pushlstring(L, text, length);
    lua_pushinteger(L, (lua_Integer)rows[form].count);
    lua_pushinteger(L, rows[form].documents);
    lua_pushnumber(L, rows[form].dp);
    return 4;
}

/* size([choice]): tokens and documents. */
static int tally_size(lua_State *L)
{
    const tkit_tally *tally = tkit_bind_check_tally(L, 1);
    uint64_t tokens = 0;
    uint32_t documents = 0;
    const unsigned char *chosen = tkit_bind_check_choice(L, 2, tally);
    for (size_t i = 0; i < tkit_tally_documents(tally); i++) {
        const tkit_tally_cell *cells;
        uint64_t size;
        size_t count;
        if (chosen && !chosen[i])
            continue;
        tkit_tally_document(tally, i, &size, &cells, &count);
        tokens += size;
        documents++;
    }
    lua_pushinteger(L, (lua_Integer)tokens);
    lua_pushinteger(L, documents);
    return 2;
}

/* rows([least [, choice]]): walks form, count, documents, dp. */
static int tally_rows(lua_State *L)
{
    tkit_tally *tally = tkit_bind_check_tally(L, 1);
    lua_Integer least = luaL_optinteger(L, 2, 1);
    uint64_t tokens;
    uint32_t documents;
    luaL_argcheck(L, least >= 1, 2, "must be at least 1");
    lua_settop(L, 3);
    const unsigned char *chosen = tkit_bind_check_choice(L, 3, tally);
    lua_pushvalue(L, 1);
    lua_pushinteger(L, 0);
    tkit_tally_row *rows = lua_newuserdatauv(L, (tkit_tally_forms(tally) + 1) * sizeof *rows, 0);
    tkit_tally_sum(tally, chosen, rows, &tokens, &documents);
    lua_pushinteger(L, least);
    lua_pushcclosure(L, next_row, 4);
    return 1;
}

/* frequencies([least [, choice]]): toolkit.Counts. */
static int tally_frequencies(lua_State *L)
{
    tkit_tally *tally = tkit_bind_check_tally(L, 1);
    lua_Integer least = luaL_optinteger(L, 2, 1);
    luaL_argcheck(L, least >= 1, 2, "must be at least 1");
    lua_settop(L, 3);
    const unsigned char *chosen = tkit_bind_check_choice(L, 3, tally);
    int r = tkit_tally_frequencies(tally, chosen, (uint64_t)least, tkit_bind_new_counts(L));
    return r == TKIT_OK ? 1 : tkit_bind_raise(L, tkit_bind_context(L), r);
}

/* counts(form): how often it occurs in each document, a list in the order of documents(); O(cells). */
static int tally_counts(lua_State *L)
{
    tkit_tally *tally = tkit_bind_check_tally(L, 1);
    size_t wanted, length, form = 0, n = tkit_tally_documents(tally);
    const char *text = luaL_checklstring(L, 2, &wanted), *other;
    while ((other = tkit_tally_form(tally, form, &length)) != NULL &&
           (length != wanted || memcmp(other, text, length) != 0))
        form++;
    lua_createtable(L, (int)n, 0);
    for (size_t i = 0; i < n; i++) {
        const tkit_tally_cell *cells;
        uint64_t tokens;
        size_t count, at = 0;
        tkit_tally_document(tally, i, &tokens, &cells, &count);
        while (other && at < count && cells[at].form != form) at++;
        lua_pushinteger(L, other && at < count ? cells[at].count : 0);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

/* Upvalues: tally, number of the document, number of the next cell. */
static int next_cell(lua_State *L)
{
    tkit_tally *tally = tkit_bind_check_tally(L, lua_upvalueindex(1));
    const tkit_tally_cell *cells;
    uint64_t tokens;
    size_t count, length, at = (size_t)lua_tointeger(L, lua_upvalueindex(3));
    tkit_tally_document(tally, (size_t)lua_tointeger(L, lua_upvalueindex(2)), &tokens, &cells, &count);
    if (at >= count)
        return 0;
    lua_pushinteger(L, (lua_Integer)at + 1);
    lua_replace(L, lua_upvalueindex(3));
    const char *text = tkit_tally_form(tally, cells[at].form, &length);
    lua_pushlstring(L, text, length);
    lua_pushinteger(L, cells[at].count);
    return 2;
}

/* document(n): walks form, count of the n-th document. */
static int tally_document(lua_State *L)
{
    tkit_tally *tally = tkit_bind_check_tally(L, 1);
    lua_Integer n = luaL_checkinteger(L, 2);
    luaL_argcheck(L, n >= 1 && (size_t)n <= tkit_tally_documents(tally), 2, "there is no document of this number");
    lua_pushvalue(L, 1);
    lua_pushinteger(L, n - 1);
    lua_pushinteger(L, 0);
    lua_pushcclosure(L, next_cell, 3);
    return 1;
}

/* Upvalues: rows, number of the next document, documents. */
static int next_likeness(lua_State *L)
{
    const tkit_tally_likeness_row *rows = lua_touserdata(L, lua_upvalueindex(1));
    lua_Integer n = lua_tointeger(L, lua_upvalueindex(2));
    if (n >= lua_tointeger(L, lua_upvalueindex(3)))
        return 0;
    lua_pushinteger(L, n + 1);
    lua_replace(L, lua_upvalueindex(2));
    lua_pushinteger(L, n + 1);
    lua_pushnumber(L, rows[n].cosine);
    lua_pushinteger(L, rows[n].shared);
    lua_pushinteger(L, rows[n].types);
    return 4;
}

/* likeness(n): walks number, cosine, shared, types of all documents. */
static int tally_likeness(lua_State *L)
{
    tkit_tally *tally = tkit_bind_check_tally(L, 1);
    lua_Integer n = luaL_checkinteger(L, 2);
    size_t documents = tkit_tally_documents(tally);
    luaL_argcheck(L, n >= 1 && (size_t)n <= documents, 2, "there is no document of this number");
    tkit_tally_likeness_row *rows = lua_newuserdatauv(L, (documents + 1) * sizeof *rows, 0);
    int r = tkit_tally_likeness(tally, (size_t)n - 1, rows);
    if (r != TKIT_OK)
        return tkit_bind_raise(L, tkit_bind_context(L), r);
    lua_pushinteger(L, 0);
    lua_pushinteger(L, (lua_Integer)documents);
    lua_pushcclosure(L, next_likeness, 3);
    return 1;
}

/* ---- Neighbours ---- */

static struct neighbours_box *check_neighbours(lua_State *L, int index)
{
    struct neighbours_box *box = luaL_checkudata(L, index, neighbours_class);
    if (!box->neighbours)
        luaL_error(L, "these neighbours are closed");
    return box;
}

static int neighbours_close(lua_State *L)
{
    struct neighbours_box *box = luaL_checkudata(L, 1, neighbours_class);
    tkit_neighbours_free(box->neighbours);
    box->neighbours = NULL;
    return 0;
}

static int neighbours_tostring(lua_State *L)
{
    struct neighbours_box *box = luaL_checkudata(L, 1, neighbours_class);
    if (box->neighbours)
        lua_pushfstring(L, "%s: %I forms", neighbours_class, (lua_Integer)tkit_neighbours_forms(box->neighbours));
    else
        lua_pushfstring(L, "%s: closed", neighbours_class);
    return 1;
}

static int by_value(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return *x < *y ? -1 : *x > *y;
}

const int64_t *tkit_bind_opt_documents(lua_State *L, int index, size_t *count)
{
    *count = 0;
    if (lua_isnoneornil(L, index) || lua_getfield(L, index, "documents") == LUA_TNIL)
        return NULL;
    if (!lua_istable(L, -1))
        luaL_error(L, "option 'documents': expected a table from ids to true, got a %s", luaL_typename(L, -1));
    int table = lua_gettop(L);
    size_t n = 0;
    for (lua_pushnil(L); lua_next(L, table); lua_pop(L, 1)) n++;
    int64_t *ids = lua_newuserdatauv(L, (n + 1) * sizeof *ids, 0);
    for (lua_pushnil(L); lua_next(L, table); lua_pop(L, 1)) {
        if (!lua_isinteger(L, -2))
            luaL_error(L, "option 'documents': expected ids, got a %s", luaL_typename(L, -2));
        if (lua_toboolean(L, -1))
            ids[(*count)++] = lua_tointeger(L, -2);
    }
    if (*count == 0)
        ids[(*count)++] = -1;
    qsort(ids, *count, sizeof *ids, by_value);
    return ids;
}

/* hits:neighbours(options) */
static int hits_neighbours(lua_State *L)
{
    static const char *const known[] = {"by", "reach", "within", "documents", NULL};
    tkit_hits *hits = tkit_bind_check_hits(L, 1);
    tkit_bind_check_options(L, 2, "neighbours", known);
    lua_Integer reach = tkit_bind_opt_integer(L, 2, "reach", 10);
    if (reach < 0 || reach > INT32_MAX)
        return luaL_error(L, "option 'reach': a number of tokens, 0 for all up to the bounds");
    tkit_neighbour_options options = {.size = sizeof options,
                                      .by = tkit_bind_opt_string(L, 2, "by", NULL),
                                      .reach = (uint32_t)reach,
                                      .within = tkit_bind_opt_string(L, 2, "within", NULL)};
    options.documents = tkit_bind_opt_documents(L, 2, &options.document_count);
    struct neighbours_box *box = tkit_bind_box(L, neighbours_class, sizeof *box);
    box->reach = reach ? reach : UINT32_MAX;
    int r = tkit_neighbours_open(hits, &options, &box->neighbours);
    return r == TKIT_OK ? 1 : tkit_bind_fail(L, tkit_bind_context(L), r);
}

/* hits:dependents(options) */
static int hits_dependents(lua_State *L)
{
    static const char *const known[] = {"by", "relation", "heads", "documents", NULL};
    tkit_hits *hits = tkit_bind_check_hits(L, 1);
    tkit_bind_check_options(L, 2, "dependents", known);
    tkit_dependent_options options = {.size = sizeof options,
                                      .by = tkit_bind_opt_string(L, 2, "by", NULL),
                                      .relation = tkit_bind_opt_string(L, 2, "relation", NULL),
                                      .heads = tkit_bind_opt_boolean(L, 2, "heads", 0)};
    options.documents = tkit_bind_opt_documents(L, 2, &options.document_count);
    struct neighbours_box *box = tkit_bind_box(L, neighbours_class, sizeof *box);
    box->reach = UINT32_MAX;
    int r = tkit_dependents_open(hits, &options, &box->neighbours);
    return r == TKIT_OK ? 1 : tkit_bind_fail(L, tkit_bind_context(L), r);
}

/* Upvalues: neighbours, number of the next form, rows. */
static int next_neighbour(lua_State *L)
{
    const tkit_neighbours *n = check_neighbours(L, lua_upvalueindex(1))->neighbours;
    size_t form = (size_t)lua_tointeger(L, lua_upvalueindex(2)), forms = tkit_neighbours_forms(n), length;
    const tkit_neighbour_row *rows = lua_touserdata(L, lua_upvalueindex(3));
    uint64_t frequency;
    while (form < forms && !rows[form].count) form++;
    lua_pushinteger(L, (lua_Integer)form + 1);
    lua_replace(L, lua_upvalueindex(2));
    const char *text = tkit_neighbours_form(n, form, &length, &frequency);
    if (!text)
        return 0;
    lua_pushlstring(L, text, length);
    lua_pushinteger(L, (lua_Integer)rows[form].count);
    lua_pushinteger(L, (lua_Integer)frequency);
    lua_pushinteger(L, rows[form].documents);
    lua_pushinteger(L, (lua_Integer)rows[form].left);
    lua_pushinteger(L, (lua_Integer)rows[form].right);
    return 6;
}

static uint32_t check_window(lua_State *L, int index, const struct neighbours_box *box)
{
    lua_Integer window = luaL_optinteger(L, index, box->reach);
    luaL_argcheck(L, window >= 0 && window <= box->reach, index, "a window is at most as wide as the reach");
    return (uint32_t)window;
}

/* rows([left [, right]]): the walk (form, o11, c1, documents, left, right), R1, N. */
static int neighbours_rows(lua_State *L)
{
    struct neighbours_box *box = check_neighbours(L, 1);
    uint32_t left = check_window(L, 2, box), right = check_window(L, 3, box);
    lua_pushvalue(L, 1);
    lua_pushinteger(L, 0);
    size_t forms = tkit_neighbours_forms(box->neighbours);
    tkit_neighbour_row *rows = lua_newuserdatauv(L, (forms + 1) * sizeof *rows, 0);
    uint64_t total = tkit_neighbours_count(box->neighbours, left, right, rows);
    lua_pushcclosure(L, next_neighbour, 3);
    lua_pushinteger(L, (lua_Integer)total);
    lua_pushinteger(L, (lua_Integer)tkit_neighbours_tokens(box->neighbours));
    return 3;
}

/* hits:positions(options): the list of positions, and the tokens of the documents. */
static int hits_positions(lua_State *L)
{
    static const char *const known[] = {"documents", NULL};
    tkit_hits *hits = tkit_bind_check_hits(L, 1);
    tkit_bind_check_options(L, 2, "positions", known);
    size_t count;
    int64_t tokens;
    const int64_t *documents = tkit_bind_opt_documents(L, 2, &count);
    int64_t *positions = lua_newuserdatauv(L, (tkit_hits_count(hits) + 1) * sizeof *positions, 0);
    size_t n = tkit_hits_positions(hits, documents, count, positions, &tokens);
    lua_createtable(L, (int)n, 0);
    for (size_t i = 0; i < n; i++) {
        lua_pushinteger(L, positions[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_pushinteger(L, tokens);
    return 2;
}

/* hits:by_document(): a table from ids to how many hits begin there, for documents with hits. */
static int hits_by_document(lua_State *L)
{
    tkit_hits *hits = tkit_bind_check_hits(L, 1);
    size_t n = tkit_hits_documents(hits, NULL, NULL, 0);
    int64_t *ids = lua_newuserdatauv(L, (n + 1) * sizeof *ids, 0);
    uint64_t *counts = lua_newuserdatauv(L, (n + 1) * sizeof *counts, 0);
    tkit_hits_documents(hits, ids, counts, n);
    lua_newtable(L);
    for (size_t i = 0; i < n; i++) {
        if (!ids[i] || !counts[i])
            continue;
        lua_pushinteger(L, (lua_Integer)counts[i]);
        lua_rawseti(L, -2, ids[i]);
    }
    return 1;
}

/* ---- methods of a corpus that are written in Lua ---- */

/* The first look at a method that is not there yet brings in those of toolkit.corpus.methods. Upvalue 1: the
 * methods. */
static int lazy_methods(lua_State *L)
{
    lua_pushnil(L);
    lua_setmetatable(L, lua_upvalueindex(1));
    lua_getglobal(L, "require");
    lua_pushliteral(L, "toolkit.corpus.methods");
    lua_call(L, 1, 1);
    for (lua_pushnil(L); lua_next(L, -2);) {
        lua_pushvalue(L, -2);
        lua_insert(L, -2);
        lua_rawset(L, lua_upvalueindex(1));
    }
    lua_pushvalue(L, 2);
    lua_rawget(L, lua_upvalueindex(1));
    return 1;
}

static void add_method(lua_State *L, const char *class, const char *name, lua_CFunction function)
{
    luaL_getmetatable(L, class);
    lua_getfield(L, -1, "__index");
    lua_pushcfunction(L, function);
    lua_setfield(L, -2, name);
    lua_pop(L, 2);
}

void tkit_bind_tally(lua_State *L)
{
    static const luaL_Reg tally_methods[] = {{"close", tally_close},       {"counts", tally_counts},
                                             {"document", tally_document}, {"documents", tally_documents},
                                             {"frequencies", tally_frequencies},
                                             {"likeness", tally_likeness},
                                             {"rows", tally_rows},         {"size", tally_size},
                                             {NULL, NULL}};
    static const luaL_Reg tally_meta[] = {
        {"__gc", tally_close}, {"__close", tally_close}, {"__len", tally_len}, {"__tostring", tally_tostring},
        {NULL, NULL}};
    static const luaL_Reg neighbours_methods[] = {{"close", neighbours_close}, {"rows", neighbours_rows}, {NULL, NULL}};
    static const luaL_Reg neighbours_meta[] = {
        {"__gc", neighbours_close}, {"__close", neighbours_close}, {"__tostring", neighbours_tostring},
        {NULL, NULL}};
    tkit_bind_class(L, tally_class, tally_methods, tally_meta);
    tkit_bind_class(L, neighbours_class, neighbours_methods, neighbours_meta);
    add_method(L, "toolkit.Corpus", "tally", corpus_tally);
    add_method(L, "toolkit.Hits", "neighbours", hits_neighbours);
    add_method(L, "toolkit.Hits", "dependents", hits_dependents);
    add_method(L, "toolkit.Hits", "positions", hits_positions);
    add_method(L, "toolkit.Hits", "by_document", hits_by_document);
    luaL_getmetatable(L, "toolkit.Corpus");
    lua_getfield(L, -1, "__index");
    lua_createtable(L, 0, 1);
    lua_pushvalue(L, -2);
    lua_pushcclosure(L, lazy_methods, 1);
    lua_setfield(L, -2, "__index");
    lua_setmetatable(L, -2);
    lua_pop(L, 2);
}
