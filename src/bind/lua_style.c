/* corpus:style(): the counts behind readability and diversity of each document. */
#include "bind/bind.h"
#include "bind/lua_corpus.h"
#include "bind/lua_query.h"

static const char class[] = "toolkit.StyleRows";

struct box {
    tkit *tk;
    tkit_style_row *rows;
    size_t count, next;
};

static int rows_close(lua_State *L)
{
    struct box *box = luaL_checkudata(L, 1, class);
    tkit_style_free(box->tk, box->rows, box->count);
    box->rows = NULL;
    box->count = 0;
    return 0;
}

static void push_diversity(lua_State *L, const tkit_diversity *d)
{
    const double figures[] = {d->ttr, d->mattr, d->mtld, d->yule_k, d->simpson, d->hapax_growth,
                              d->hdd, d->guiraud, d->herdan};
    lua_pushinteger(L, d->tokens);
    lua_pushinteger(L, d->types);
    lua_pushinteger(L, d->hapax);
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) lua_pushnumber(L, figures[i]);
}

/* Upvalue 1: the box. */
static int next_row(lua_State *L)
{
    enum { COUNTS = 7, FIGURES = 12 };
    struct box *box = luaL_checkudata(L, lua_upvalueindex(1), class);
    if (box->next >= box->count)
        return 0;
    const tkit_style_row *row = &box->rows[box->next++];
    luaL_checkstack(L, COUNTS + FIGURES, NULL);
    lua_pushinteger(L, row->document);
    lua_pushinteger(L, row->counts.sentences);
    lua_pushinteger(L, row->counts.words);
    lua_pushinteger(L, row->counts.syllables);
    lua_pushinteger(L, row->counts.characters);
    lua_pushinteger(L, row->counts.polysyllables);
    lua_pushinteger(L, row->counts.long_words);
    if (!row->diversity.tokens)
        return COUNTS;
    push_diversity(L, &row->diversity);
    return COUNTS + FIGURES;
}

static int corpus_style(lua_State *L)
{
    static const char *const known[] = {"diversity", "window", "by", "inside", NULL};
    tkit_corpus *corpus = tkit_bind_check_corpus(L, 1);
    tkit_bind_check_options(L, 2, "style", known);
    lua_Integer window = tkit_bind_opt_integer(L, 2, "window", 0);
    tkit_style_options options = {.size = sizeof options,
                                  .with_diversity = tkit_bind_opt_boolean(L, 2, "diversity", 0),
                                  .window = window > 0 ? (size_t)window : 0,
                                  .by = tkit_bind_opt_string(L, 2, "by", NULL)};
    lua_settop(L, 2);
    if (lua_istable(L, 2) && lua_getfield(L, 2, "inside") != LUA_TNIL)
        options.inside = tkit_bind_check_hits(L, -1);
    struct box *box = tkit_bind_box(L, class, sizeof *box);
    box->tk = tkit_bind_context(L);
    int r = tkit_corpus_style(corpus, &options, &box->rows, &box->count);
    if (r != TKIT_OK)
        return tkit_bind_raise(L, box->tk, r);
    lua_pushcclosure(L, next_row, 1);
    return 1;
}

void tkit_bind_style(lua_State *L)
{
    static const luaL_Reg methods[] = {{NULL, NULL}};
    static const luaL_Reg meta[] = {{"__gc", rows_close}, {"__close", rows_close}, {NULL, NULL}};
    tkit_bind_class(L, class, methods, meta);
    luaL_getmetatable(L, "toolkit.Corpus");
    lua_getfield(L, -1, "__index");
    lua_pushcfunction(L, corpus_style);
    lua_setfield(L, -2, "style");
    lua_pop(L, 2);
}
