/* toolkit.Counts: frequency lists, of the forms and n-grams of a corpus or of groups of hits. Adds count_ngrams() to
 * the methods of toolkit.Corpus. */
#include "bind/lua_corpus.h"
#include "bind/lua_query.h"
#include "bind/lua_tally.h"

#include <string.h>

static const char counts_class[] = "toolkit.Counts";

struct counts_box {
    tkit_counts *counts;
};

static tkit_counts *check_counts(lua_State *L, int index)
{
    struct counts_box *box = luaL_checkudata(L, index, counts_class);
    if (!box->counts)
        luaL_error(L, "these counts are closed");
    return box->counts;
}

static int counts_close(lua_State *L)
{
    struct counts_box *box = luaL_checkudata(L, 1, counts_class);
    tkit_counts_free(box->counts);
    box->counts = NULL;
    return 0;
}

static int counts_len(lua_State *L)
{
    lua_pushinteger(L, (lua_Integer)tkit_counts_rows(check_counts(L, 1)));
    return 1;
}

static int counts_total(lua_State *L)
{
    lua_pushinteger(L, (lua_Integer)tkit_counts_total(check_counts(L, 1)));
    return 1;
}

static int counts_types(lua_State *L)
{
    lua_pushinteger(L, (lua_Integer)tkit_counts_types(check_counts(L, 1)));
    return 1;
}

static int counts_tostring(lua_State *L)
{
    struct counts_box *box = luaL_checkudata(L, 1, counts_class);
    if (box->counts)
        lua_pushfstring(L, "%s: %d rows", counts_class, (int)tkit_counts_rows(box->counts));
    else
        lua_pushfstring(L, "%s: closed", counts_class);
    return 1;
}

/* count, documents, key, key ... of a row; nothing behind the last. */
static int push_row(lua_State *L, tkit_counts *counts, size_t index)
{
    size_t length;
    uint64_t count;
    uint32_t documents;
    const char *key = tkit_counts_row(counts, index, &length, &count, &documents), *tab;
    int parts = 2;
    if (!key)
        return 0;
    luaL_checkstack(L, 16, NULL);
    lua_pushinteger(L, (lua_Integer)count);
    lua_pushinteger(L, documents);
    for (; (tab = memchr(key, '\t', length)) != NULL && parts < 12; parts++) {
        lua_pushlstring(L, key, (size_t)(tab - key));
        length -= (size_t)(tab - key) + 1;
        key = tab + 1;
    }
    lua_pushlstring(L, key, length);
    return parts + 1;
}

static int counts_row(lua_State *L)
{
    tkit_counts *counts = check_counts(L, 1);
    lua_Integer n = luaL_checkinteger(L, 2);
    return n < 1 ? 0 : push_row(L, counts, (size_t)n - 1);
}

static int counts_step(lua_State *L)
{
    tkit_counts *counts = check_counts(L, lua_upvalueindex(1));
    lua_Integer n = lua_tointeger(L, lua_upvalueindex(2));
    lua_pushinteger(L, n + 1);
    lua_replace(L, lua_upvalueindex(2));
    return push_row(L, counts, (size_t)n);
}

static int counts_iter(lua_State *L)
{
    check_counts(L, 1);
    lua_pushvalue(L, 1);
    return tkit_bind_iterator(L, counts_step);
}

tkit_counts **tkit_bind_new_counts(lua_State *L)
{
    struct counts_box *box = tkit_bind_box(L, counts_class, sizeof *box);
    return &box->counts;
}

static int corpus_count_ngrams(lua_State *L)
{
    static const char *const known[] = {"n",   "by",        "least",  "across_sentences", "with_punctuation",
                                        "gap", "documents", "inside", NULL};
    tkit_corpus *corpus = tkit_bind_check_corpus(L, 1);
    tkit_bind_check_options(L, 2, "count_ngrams", known);
    lua_settop(L, 2);
    tkit_ngram_options options = {.size = sizeof options,
                                  .by = tkit_bind_opt_string(L, 2, "by", NULL),
                                  .n = (unsigned)tkit_bind_opt_amount(L, 2, "n"),
                                  .least = tkit_bind_opt_amount(L, 2, "least"),
                                  .across_sentences = tkit_bind_opt_boolean(L, 2, "across_sentences", 0),
                                  .with_punctuation = tkit_bind_opt_boolean(L, 2, "with_punctuation", 0),
                                  .gap = (unsigned)tkit_bind_opt_amount(L, 2, "gap")};
    if (lua_istable(L, 2) && lua_getfield(L, 2, "inside") != LUA_TNIL)
        options.inside = tkit_bind_check_hits(L, -1);
    options.documents = tkit_bind_opt_documents(L, 2, &options.document_count);
    struct counts_box *box = tkit_bind_box(L, counts_class, sizeof *box);
    int r = tkit_corpus_ngrams(corpus, &options, &box->counts);
    return r == TKIT_OK ? 1 : tkit_bind_fail(L, tkit_bind_context(L), r);
}

void tkit_bind_counts(lua_State *L)
{
    static const luaL_Reg counts_methods[] = {{"close", counts_close}, {"iter", counts_iter},   {"row", counts_row},
                                              {"total", counts_total}, {"types", counts_types}, {NULL, NULL}};
    static const luaL_Reg counts_meta[] = {
        {"__gc", counts_close}, {"__close", counts_close}, {"__len", counts_len},
        {"__tostring", counts_tostring}, {NULL, NULL}};
    static const luaL_Reg corpus_methods[] = {{"count_ngrams", corpus_count_ngrams}, {NULL, NULL}};
    tkit_bind_class(L, counts_class, counts_methods, counts_meta);
    luaL_getmetatable(L, "toolkit.Corpus");
    lua_getfield(L, -1, "__index");
    luaL_setfuncs(L, corpus_methods, 0);
    lua_pop(L, 2);
}
