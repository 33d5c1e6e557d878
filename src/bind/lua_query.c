/* toolkit.Hits: queries over a corpus. Adds find() and methods written in Lua to toolkit.Corpus. */
#include "bind/lua_corpus.h"
#include "bind/lua_query.h"

#include <string.h>

static const char hits_class[] = "toolkit.Hits";
static const char documents_class[] = "toolkit.DocumentSet"; /* only inside the iterator of hits:documents() */

struct hits_box {
    tkit_query *query;
    tkit_hits *hits; /* NULL until they are asked for */
    tkit_hits_options options;
};

/* ---- documents ---- */

struct documents_box {
    tkit_documents *documents;
};

static int documents_close(lua_State *L)
{
    struct documents_box *box = luaL_checkudata(L, 1, documents_class);
    tkit_documents_free(box->documents);
    box->documents = NULL;
    return 0;
}

static int documents_step(lua_State *L)
{
    struct documents_box *box = lua_touserdata(L, lua_upvalueindex(1));
    size_t n = (size_t)lua_tointeger(L, lua_upvalueindex(2));
    if (!box->documents || n >= tkit_documents_count(box->documents))
        return 0;
    const tkit_document_hits *row = &tkit_documents_rows(box->documents)[n];
    lua_pushinteger(L, (lua_Integer)n + 1);
    lua_replace(L, lua_upvalueindex(2));
    lua_pushinteger(L, row->document);
    lua_pushinteger(L, (lua_Integer)row->hits);
    return 2;
}

/* ---- Hits ---- */

static struct hits_box *check_query(lua_State *L, int index)
{
    struct hits_box *box = luaL_checkudata(L, index, hits_class);
    if (!box->query && !box->hits)
        luaL_error(L, "these hits are closed");
    return box;
}

/* The list of hits; the query runs now when it has not yet. */
static tkit_hits *check_hits(lua_State *L, int index)
{
    struct hits_box *box = check_query(L, index);
    if (!box->hits) {
        int r = tkit_hits_collect(box->query, &box->options, &box->hits);
        if (r != TKIT_OK)
            tkit_bind_raise(L, tkit_bind_context(L), r);
    }
    return box->hits;
}

tkit_hits *tkit_bind_check_hits(lua_State *L, int index)
{
    return check_hits(L, index);
}

static int hits_close(lua_State *L)
{
    struct hits_box *box = luaL_checkudata(L, 1, hits_class);
    tkit_hits_free(box->hits);
    tkit_query_close(box->query);
    box->hits = NULL;
    box->query = NULL;
    return 0;
}

/* A box for hits of the same corpus as those at `parent`. */
static struct hits_box *new_hits(lua_State *L, int parent)
{
    struct hits_box *box = tkit_bind_box(L, hits_class, sizeof *box);
    lua_getiuservalue(L, parent, 1);
    lua_setiuservalue(L, -2, 1);
    return box;
}

static int hits_len(lua_State *L)
{
    lua_pushinteger(L, (lua_Integer)tkit_hits_count(check_hits(L, 1)));
    return 1;
}

static int hits_count(lua_State *L)
{
    struct hits_box *box = check_query(L, 1);
    uint64_t count;
    if (box->hits) {
        count = tkit_hits_total(box->hits);
    } else {
        int r = tkit_query_count(box->query, &count);
        if (r != TKIT_OK)
            return tkit_bind_raise(L, tkit_bind_context(L), r);
    }
    lua_pushinteger(L, (lua_Integer)count);
    return 1;
}

static int hits_tostring(lua_State *L)
{
    struct hits_box *box = luaL_checkudata(L, 1, hits_class);
    if (box->hits)
        lua_pushfstring(L, "%s: %d of %d", hits_class, (int)tkit_hits_count(box->hits),
                        (int)tkit_hits_total(box->hits));
    else
        lua_pushfstring(L, "%s: %s", hits_class, box->query ? "not run yet" : "closed");
    return 1;
}

static size_t check_number(lua_State *L, int index)
{
    lua_Integer n = luaL_checkinteger(L, index);
    luaL_argcheck(L, n >= 1, index, "hits are numbered from 1");
    return (size_t)n - 1;
}

static int push_place(lua_State *L, const tkit_place *place)
{
    lua_pushinteger(L, place->document);
    lua_pushinteger(L, (lua_Integer)place->start + 1);
    lua_pushinteger(L, place->end);
    lua_pushstring(L, place->file);
    return 4;
}

static int hits_at(lua_State *L)
{
    tkit_place place;
    tkit_hits *hits = check_hits(L, 1);
    int r = tkit_hits_place(hits, check_number(L, 2), &place);
    return r == TKIT_OK ? push_place(L, &place) : tkit_bind_raise(L, tkit_bind_context(L), r);
}

static int hits_step(lua_State *L)
{
    tkit_place place;
    tkit_hits *hits = check_hits(L, lua_upvalueindex(1));
    lua_Integer n = lua_tointeger(L, lua_upvalueindex(2));
    if ((size_t)n >= tkit_hits_count(hits))
        return 0;
    lua_pushinteger(L, n + 1);
    lua_replace(L, lua_upvalueindex(2));
    int r = tkit_hits_place(hits, (size_t)n, &place);
    return r == TKIT_OK ? push_place(L, &place) : tkit_bind_raise(L, tkit_bind_context(L), r);
}

static int hits_iter(lua_State *L)
{
    check_hits(L, 1);
    lua_pushvalue(L, 1);
    return tkit_bind_iterator(L, hits_step);
}

static int push_line(lua_State *L, const tkit_line *line)
{
    lua_pushlstring(L, line->text + line->left, line->start - line->left);
    lua_pushlstring(L, line->text + line->start, line->end - line->start);
    lua_pushlstring(L, line->text + line->end, line->right - line->end);
    lua_pushstring(L, line->file);
    lua_pushinteger(L, (lua_Integer)line->start + 1);
    lua_pushinteger(L, line->end);
    lua_pushinteger(L, line->line);
    lua_pushinteger(L, line->column);
    return 8;
}

static void line_options(lua_State *L, int index, const char *function, tkit_line_options *out)
{
    static const char *const known[] = {"unit", "context", NULL};
    tkit_bind_check_options(L, index, function, known);
    *out = (tkit_line_options){.size = sizeof *out, .unit = tkit_bind_opt_string(L, index, "unit", "word")};
    lua_Integer context = tkit_bind_opt_integer(L, index, "context", strcmp(out->unit, "word") == 0   ? 10
                                                                     : strcmp(out->unit, "char") == 0 ? 40
                                                                                                      : 1);
    if (context < 0 || context > 1000000)
        luaL_error(L, "option 'context': expected a number from 0 to 1000000");
    out->context = (uint32_t)context;
}

static int line_step(lua_State *L)
{
    tkit_line line;
    tkit_line_options *options = lua_touserdata(L, lua_upvalueindex(3));
    tkit_hits *hits = check_hits(L, lua_upvalueindex(1));
    lua_Integer n = lua_tointeger(L, lua_upvalueindex(2));
    if ((size_t)n >= tkit_hits_count(hits))
        return 0;
    lua_pushinteger(L, n + 1);
    lua_replace(L, lua_upvalueindex(2));
    options->unit = lua_tostring(L, lua_upvalueindex(4));
    int r = tkit_hits_line(hits, (size_t)n, options, &line);
    return r == TKIT_OK ? push_line(L, &line) : tkit_bind_raise(L, tkit_bind_context(L), r);
}

static int hits_kwic(lua_State *L)
{
    tkit_line_options options;
    tkit_line first;
    tkit_hits *hits = check_hits(L, 1);
    line_options(L, 2, "kwic", &options);
    int r = tkit_hits_count(hits) ? tkit_hits_line(hits, 0, &options, &first) : TKIT_OK; /* a mistake shows here */
    if (r != TKIT_OK)
        return tkit_bind_raise(L, tkit_bind_context(L), r);
    lua_pushvalue(L, 1);
    lua_pushinteger(L, 0);
    memcpy(lua_newuserdatauv(L, sizeof options, 0), &options, sizeof options);
    lua_pushstring(L, options.unit); /* the closure keeps it alive */
    lua_pushcclosure(L, line_step, 4);
    return 1;
}

static int hits_value(lua_State *L)
{
    const char *value;
    size_t length;
    tkit_hits *hits = check_hits(L, 1);
    size_t n = check_number(L, 2);
    int r = tkit_hits_value(hits, n, luaL_checkstring(L, 3), &value, &length);
    if (r != TKIT_OK)
        return tkit_bind_raise(L, tkit_bind_context(L), r);
    lua_pushlstring(L, value, length);
    return 1;
}

static int hits_capture(lua_State *L)
{
    tkit_place place;
    struct hits_box *box = check_query(L, 1);
    tkit_hits *hits = check_hits(L, 1);
    size_t n = check_number(L, 2);
    const char *name = luaL_checkstring(L, 3), *label;
    size_t i = 0;
    if (!box->query)
        return luaL_error(L, "combined hits have no captures");
    while ((label = tkit_query_label(box->query, i)) != NULL && strcmp(label, name) != 0) i++;
    luaL_argcheck(L, label != NULL, 3, "the query has no such label or capture");
    int r = tkit_hits_capture(hits, n, i, &place);
    if (r < 0)
        return tkit_bind_raise(L, tkit_bind_context(L), r);
    if (r == 0)
        return 0;
    lua_pushinteger(L, (lua_Integer)place.start + 1);
    lua_pushinteger(L, place.end);
    return 2;
}

enum { MOST_KEYS = 8 };

static size_t check_keys(lua_State *L, int first, int last, const char **keys)
{
    int n = last - first + 1;
    if (n > MOST_KEYS)
        luaL_error(L, "at most %d keys, not %d", MOST_KEYS, n);
    for (int i = 0; i < n; i++) keys[i] = luaL_checkstring(L, first + i);
    return n > 0 ? (size_t)n : 0;
}

static int hits_sort(lua_State *L)
{
    static const char *const known[] = {"collation", NULL};
    const char *keys[MOST_KEYS], *collation = NULL;
    tkit_hits *hits = check_hits(L, 1);
    int last = lua_gettop(L);
    if (last > 1 && lua_istable(L, last)) {
        tkit_bind_check_options(L, last, "sort", known);
        collation = tkit_bind_opt_string(L, last, "collation", NULL);
        last--;
    }
    size_t n = check_keys(L, 2, last, keys);
    int r = tkit_hits_sort(hits, keys, n, collation);
    if (r != TKIT_OK)
        return tkit_bind_raise(L, tkit_bind_context(L), r);
    lua_settop(L, 1);
    return 1;
}

static int hits_group(lua_State *L)
{
    static const char *const known[] = {"least", NULL};
    const char *keys[MOST_KEYS];
    int last = lua_gettop(L);
    tkit_hits *hits = check_hits(L, 1);
    lua_Integer least = 1;
    if (last > 1 && lua_istable(L, last)) {
        tkit_bind_check_options(L, last, "group", known);
        least = tkit_bind_opt_integer(L, last, "least", 1);
        last--;
    }
    size_t n = check_keys(L, 2, last, keys);
    if (n == 0)
        keys[n++] = "match.word";
    tkit_counts **counts = tkit_bind_new_counts(L);
    int r = tkit_hits_group(hits, keys, n, least > 0 ? (uint64_t)least : 0, counts);
    return r == TKIT_OK ? 1 : tkit_bind_raise(L, tkit_bind_context(L), r);
}

static int hits_sample(lua_State *L)
{
    tkit_hits *hits = check_hits(L, 1);
    lua_Integer count = luaL_checkinteger(L, 2), seed = luaL_optinteger(L, 3, 0);
    luaL_argcheck(L, count >= 0, 2, "must not be negative");
    struct hits_box *parent = check_query(L, 1), *box = new_hits(L, 1);
    (void)parent;
    int r = tkit_hits_sample(hits, (uint64_t)count, (uint64_t)seed, &box->hits);
    return r == TKIT_OK ? 1 : tkit_bind_raise(L, tkit_bind_context(L), r);
}

static int combine(lua_State *L, int operation)
{
    tkit_hits *a = check_hits(L, 1), *b = check_hits(L, 2);
    struct hits_box *box = new_hits(L, 1);
    int r = tkit_hits_combine(a, b, operation, &box->hits);
    return r == TKIT_OK ? 1 : tkit_bind_raise(L, tkit_bind_context(L), r);
}

static int hits_union(lua_State *L)
{
    return combine(L, TKIT_UNION);
}

static int hits_intersection(lua_State *L)
{
    return combine(L, TKIT_INTERSECTION);
}

static int hits_difference(lua_State *L)
{
    return combine(L, TKIT_DIFFERENCE);
}

static int hits_documents(lua_State *L)
{
    struct hits_box *box = check_query(L, 1);
    if (!box->query)
        return luaL_error(L, "these hits were not found by one query");
    struct documents_box *found = tkit_bind_box(L, documents_class, sizeof *found);
    int r = tkit_query_documents(box->query, 1, &found->documents);
    if (r != TKIT_OK)
        return tkit_bind_raise(L, tkit_bind_context(L), r);
    return tkit_bind_iterator(L, documents_step);
}

static int hits_explain(lua_State *L)
{
    struct hits_box *box = check_query(L, 1);
    const char *text;
    if (!box->query)
        return luaL_error(L, "these hits were not found by one query");
    int r = tkit_query_explain(box->query, &text);
    if (r != TKIT_OK)
        return tkit_bind_raise(L, tkit_bind_context(L), r);
    lua_pushstring(L, text);
    return 1;
}

static int hits_labels(lua_State *L)
{
    struct hits_box *box = check_query(L, 1);
    const char *label;
    lua_newtable(L);
    for (size_t i = 0; box->query && (label = tkit_query_label(box->query, i)) != NULL; i++) {
        lua_pushstring(L, label);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

/* ---- corpus:find ---- */

/* Copies { name = { "word", ... } } to one userdata on the stack, which the hits keep. */
static tkit_word_list *check_lists(lua_State *L, int index, size_t *count)
{
    size_t bytes = 0, words = 0;
    *count = 0;
    if (lua_isnoneornil(L, index) || lua_getfield(L, index, "lists") == LUA_TNIL) {
        lua_pushnil(L);
        return NULL;
    }
    if (!lua_istable(L, -1))
        luaL_error(L, "option 'lists': expected a table of word lists, got a %s", luaL_typename(L, -1));
    int lists = lua_gettop(L);
    for (lua_pushnil(L); lua_next(L, lists); lua_pop(L, 1)) {
        if (lua_type(L, -2) != LUA_TSTRING || !lua_istable(L, -1))
            luaL_error(L, "option 'lists': expected names with lists of words");
        ++*count;
        bytes += lua_rawlen(L, -2) + 1;
        for (lua_Integer i = 1; lua_geti(L, -1, i) != LUA_TNIL; i++, lua_pop(L, 1)) {
            if (lua_type(L, -1) != LUA_TSTRING)
                luaL_error(L, "list '%s': word %d is a %s", lua_tostring(L, -3), (int)i, luaL_typename(L, -1));
            bytes += lua_rawlen(L, -1) + 1;
            words++;
        }
        lua_pop(L, 1);
    }
    tkit_word_list *out = lua_newuserdatauv(L, *count * sizeof *out + words * sizeof(char *) + bytes + 1, 0);
    const char **pointers = (const char **)(out + *count);
    char *text = (char *)(pointers + words);
    size_t n = 0;
    for (lua_pushnil(L); lua_next(L, lists); lua_pop(L, 1), n++) {
        size_t length;
        const char *name = lua_tolstring(L, -2, &length);
        out[n] = (tkit_word_list){.name = memcpy(text, name, length + 1), .words = pointers};
        text += length + 1;
        for (lua_Integer i = 1; lua_geti(L, -1, i) != LUA_TNIL; i++, lua_pop(L, 1)) {
            const char *word = lua_tolstring(L, -1, &length);
            *pointers++ = memcpy(text, word, length + 1);
            text += length + 1;
            out[n].count++;
        }
        lua_pop(L, 1);
    }
    return out;
}

static int corpus_find(lua_State *L)
{
    static const char *const known[] = {"strategy", "lists", "within", "limit", "sample", "seed", NULL};
    size_t length;
    tkit_corpus *corpus = tkit_bind_check_corpus(L, 1);
    const char *text = luaL_checklstring(L, 2, &length);
    tkit_bind_check_options(L, 3, "find", known);
    tkit_query_options options = {.size = sizeof options, .strategy = tkit_bind_opt_string(L, 3, "strategy", NULL)};
    tkit_hits_options hits = {.size = sizeof hits,
                              .limit = tkit_bind_opt_amount(L, 3, "limit"),
                              .sample = tkit_bind_opt_amount(L, 3, "sample"),
                              .seed = (uint64_t)tkit_bind_opt_integer(L, 3, "seed", 0)};
    lua_settop(L, 3);
    if (!lua_isnil(L, 3) && lua_getfield(L, 3, "within") != LUA_TNIL)
        options.within = check_hits(L, 4);
    lua_settop(L, 4);
    options.lists = check_lists(L, 3, &options.list_count);
    int lists = lua_gettop(L);
    struct hits_box *box = tkit_bind_box(L, hits_class, sizeof *box);
    box->options = hits;
    lua_createtable(L, 2, 0); /* the corpus, the word lists */
    lua_pushvalue(L, 1);
    lua_rawseti(L, -2, 1);
    lua_pushvalue(L, lists);
    lua_rawseti(L, -2, 2);
    lua_setiuservalue(L, -2, 1);
    int r = tkit_query_open(corpus, text, length, &options, &box->query);
    return r == TKIT_OK ? 1 : tkit_bind_fail(L, tkit_bind_context(L), r);
}

/* Calls a function of a module written in Lua with all arguments. */
static int call_module(lua_State *L, const char *module, const char *function)
{
    lua_getglobal(L, "require");
    lua_pushstring(L, module);
    lua_call(L, 1, 1);
    lua_getfield(L, -1, function);
    lua_replace(L, -2);
    lua_insert(L, 1);
    lua_call(L, lua_gettop(L) - 1, LUA_MULTRET);
    return lua_gettop(L);
}

/* Methods of a corpus that are written in Lua: upvalues are module and function. */
static int call_corpus_method(lua_State *L)
{
    tkit_bind_check_corpus(L, 1);
    return call_module(L, lua_tostring(L, lua_upvalueindex(1)), lua_tostring(L, lua_upvalueindex(2)));
}

static int hits_export(lua_State *L)
{
    check_query(L, 1);
    lua_getiuservalue(L, 1, 1);
    lua_rawgeti(L, -1, 1); /* the corpus */
    lua_replace(L, -2);
    lua_insert(L, 1);
    return call_module(L, "toolkit.export", "hits");
}

void tkit_bind_query(lua_State *L)
{
    static const luaL_Reg hits_methods[] = {
        {"at", hits_at},       {"capture", hits_capture},   {"close", hits_close},
        {"count", hits_count}, {"difference", hits_difference}, {"documents", hits_documents},
        {"explain", hits_explain}, {"export", hits_export},
        {"group", hits_group}, {"intersection", hits_intersection}, {"iter", hits_iter},
        {"kwic", hits_kwic},   {"labels", hits_labels},         {"sample", hits_sample},     {"sort", hits_sort},
        {"union", hits_union}, {"value", hits_value},       {NULL, NULL}};
    static const luaL_Reg hits_meta[] = {
        {"__gc", hits_close}, {"__close", hits_close}, {"__len", hits_len}, {"__tostring", hits_tostring},
        {NULL, NULL}};
    tkit_bind_class(L, hits_class, hits_methods, hits_meta);
    static const luaL_Reg documents_meta[] = {{"__gc", documents_close}, {"__close", documents_close}, {NULL, NULL}};
    static const luaL_Reg documents_methods[] = {{NULL, NULL}};
    tkit_bind_class(L, documents_class, documents_methods, documents_meta);
    static const luaL_Reg corpus_methods[] = {
        {"find", corpus_find}, {NULL, NULL}};
    luaL_getmetatable(L, "toolkit.Corpus");
    lua_getfield(L, -1, "__index");
    luaL_setfuncs(L, corpus_methods, 0);
    static const struct {
        const char *module, *name, *function;
    } in_lua[] = {{"toolkit.search", "search", "search"},
                  {"toolkit.search", "regex", "regex"},
                  {"toolkit.export", "export", "corpus"},
                  {"toolkit.import", "import", "corpus"}};
    for (size_t i = 0; i < sizeof in_lua / sizeof *in_lua; i++) {
        lua_pushstring(L, in_lua[i].module);
        lua_pushstring(L, in_lua[i].function);
        lua_pushcclosure(L, call_corpus_method, 2);
        lua_setfield(L, -2, in_lua[i].name);
    }
    lua_pop(L, 2);
}
