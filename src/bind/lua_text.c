/* toolkit.Tokens (words, sentences, graphemes of a text as columns) and the functions on plain text: tokenize,
 * sentences, graphemes, fold, normalize, stem, utf8_check. */
#include "bind/lua_text.h"

#include <string.h>

static const char class_name[] = "toolkit.Tokens";
static const char *const what_names[] = {"words", "sentences", "graphemes"};
static const char *const kind_names[] = {"", "word", "number", "punctuation", "symbol", "space"};
enum { KINDS = sizeof kind_names / sizeof *kind_names };

struct tokens {
    tkit *tk;
    const char *text; /* user value 1 keeps it alive */
    tkit_spans spans;
    enum bind_spans_of what;
};

static struct tokens *check_tokens(lua_State *L)
{
    struct tokens *t = luaL_checkudata(L, 1, class_name);
    if (!t->tk)
        luaL_error(L, "these tokens are closed");
    return t;
}

/* The index at argument 2 as an offset into the columns; raises outside. Negative counts from the end. */
static size_t check_index(lua_State *L, const struct tokens *t)
{
    lua_Integer n = luaL_checkinteger(L, 2), count = (lua_Integer)t->spans.count;
    if (n < 0)
        n = count + n + 1;
    luaL_argcheck(L, n >= 1 && n <= count, 2, "no token has this number");
    return (size_t)n - 1;
}

tkit_spans *tkit_bind_push_spans(lua_State *L, int parent, const char *text, enum bind_spans_of what)
{
    parent = lua_absindex(L, parent);
    struct tokens *t = tkit_bind_box(L, class_name, sizeof *t);
    lua_pushvalue(L, parent);
    lua_setiuservalue(L, -2, 1);
    t->text = text;
    t->what = what;
    t->tk = tkit_bind_context(L);
    return &t->spans;
}

/* ---- methods ---- */

static int tokens_close(lua_State *L)
{
    struct tokens *t = luaL_checkudata(L, 1, class_name);
    if (t->tk)
        tkit_spans_free(t->tk, &t->spans);
    t->tk = NULL;
    return 0;
}

static int tokens_len(lua_State *L)
{
    lua_pushinteger(L, (lua_Integer)check_tokens(L)->spans.count);
    return 1;
}

static int tokens_tostring(lua_State *L)
{
    const struct tokens *t = luaL_checkudata(L, 1, class_name);
    if (t->tk)
        lua_pushfstring(L, "%s: %I %s", class_name, (LUAI_UACINT)t->spans.count, what_names[t->what]);
    else
        lua_pushfstring(L, "%s: closed", class_name);
    return 1;
}

static void push_span(lua_State *L, const struct tokens *t, size_t n)
{
    uint32_t start = t->spans.start[n], end = t->spans.end[n];
    lua_pushlstring(L, t->text + start, end - start);
    lua_pushinteger(L, (lua_Integer)start + 1);
    lua_pushinteger(L, end);
}

static void push_kind(lua_State *L, const struct tokens *t, size_t n)
{
    if (t->what == BIND_WORDS)
        lua_pushstring(L, kind_names[t->spans.kind[n] < KINDS ? t->spans.kind[n] : 0]);
    else
        lua_pushnil(L);
}

static int tokens_get(lua_State *L)
{
    const struct tokens *t = check_tokens(L);
    size_t n = check_index(L, t);
    push_span(L, t, n);
    push_kind(L, t, n);
    return 4;
}

static int tokens_span(lua_State *L)
{
    const struct tokens *t = check_tokens(L);
    size_t n = check_index(L, t);
    lua_pushinteger(L, (lua_Integer)t->spans.start[n] + 1);
    lua_pushinteger(L, t->spans.end[n]);
    return 2;
}

static int tokens_kind(lua_State *L)
{
    const struct tokens *t = check_tokens(L);
    push_kind(L, t, check_index(L, t));
    return 1;
}

/* The first token that ends at or behind a byte: the one that covers it, or the next one. */
static int tokens_at(lua_State *L)
{
    const struct tokens *t = check_tokens(L);
    lua_Integer byte = luaL_checkinteger(L, 2);
    size_t low = 0, high = t->spans.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if ((lua_Integer)t->spans.end[middle] < byte)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == t->spans.count)
        return 0;
    lua_pushinteger(L, (lua_Integer)low + 1);
    return 1;
}

static int tokens_forms(lua_State *L)
{
    const struct tokens *t = check_tokens(L);
    lua_createtable(L, (int)t->spans.count, 0);
    for (size_t n = 0; n < t->spans.count; n++) {
        lua_pushlstring(L, t->text + t->spans.start[n], t->spans.end[n] - t->spans.start[n]);
        lua_rawseti(L, -2, (lua_Integer)n + 1);
    }
    return 1;
}

/* Upvalues of an iterator: the tokens, the last index, the names of the kinds. */
static int tokens_next(lua_State *L)
{
    const struct tokens *t = lua_touserdata(L, lua_upvalueindex(1));
    size_t n = (size_t)lua_tointeger(L, lua_upvalueindex(2));
    if (!t->tk)
        return luaL_error(L, "these tokens are closed");
    if (n >= t->spans.count)
        return 0;
    lua_pushinteger(L, (lua_Integer)n + 1);
    lua_replace(L, lua_upvalueindex(2));
    push_span(L, t, n);
    if (t->what != BIND_WORDS)
        return 3;
    lua_pushvalue(L, lua_upvalueindex(2 + t->spans.kind[n]));
    return 4;
}

static int tokens_iter(lua_State *L)
{
    check_tokens(L);
    lua_pushvalue(L, 1);
    lua_pushinteger(L, 0);
    for (int kind = 1; kind < KINDS; kind++) lua_pushstring(L, kind_names[kind]);
    lua_pushcclosure(L, tokens_next, KINDS + 1);
    return 1;
}

/* ---- functions ---- */

static int text_tokenize(lua_State *L)
{
    static const char *const known[] = {"keep", NULL};
    size_t length;
    const char *text = luaL_checklstring(L, 1, &length);
    tkit_bind_check_options(L, 2, "tokenize", known);
    const char *keep = tkit_bind_opt_string(L, 2, "keep", "visible");
    unsigned flags = 0;
    if (strcmp(keep, "words") == 0)
        flags = TKIT_TOKENS_WORDS;
    else if (strcmp(keep, "all") == 0)
        flags = TKIT_TOKENS_ALL;
    else if (strcmp(keep, "visible") != 0)
        return luaL_error(L, "tokenize: option 'keep' is \"words\", \"visible\" or \"all\", not '%s'", keep);
    tkit *tk = tkit_bind_context(L);
    tkit_spans *spans = tkit_bind_push_spans(L, 1, text, BIND_WORDS);
    int rc = tkit_tokenize(tk, text, length, flags, spans);
    return rc == TKIT_OK ? 1 : tkit_bind_raise(L, tk, rc);
}

static int text_sentences(lua_State *L)
{
    static const char *const known[] = {"mode", "newline", NULL};
    size_t length;
    const char *text = luaL_checklstring(L, 1, &length);
    tkit_bind_check_options(L, 2, "sentences", known);
    const char *mode = tkit_bind_opt_string(L, 2, "mode", "uax29");
    const char *newline = tkit_bind_opt_string(L, 2, "newline", "paragraph");
    tkit_sentence_options options = {.size = sizeof options};
    if (strcmp(mode, "news") == 0)
        options.mode = TKIT_SENTENCES_NEWS;
    else if (strcmp(mode, "uax29") != 0)
        return luaL_error(L, "sentences: option 'mode' is \"uax29\" or \"news\", not '%s'", mode);
    if (strcmp(newline, "space") == 0)
        options.newline = TKIT_NEWLINE_SPACE;
    else if (strcmp(newline, "paragraph") != 0)
        return luaL_error(L, "sentences: option 'newline' is \"space\" or \"paragraph\", not '%s'", newline);
    tkit *tk = tkit_bind_context(L);
    tkit_spans *spans = tkit_bind_push_spans(L, 1, text, BIND_SENTENCES);
    int rc = tkit_sentences(tk, text, length, &options, spans);
    return rc == TKIT_OK ? 1 : tkit_bind_raise(L, tk, rc);
}

static int text_graphemes(lua_State *L)
{
    size_t length;
    const char *text = luaL_checklstring(L, 1, &length);
    tkit *tk = tkit_bind_context(L);
    tkit_spans *spans = tkit_bind_push_spans(L, 1, text, BIND_GRAPHEMES);
    int rc = tkit_graphemes(tk, text, length, spans);
    return rc == TKIT_OK ? 1 : tkit_bind_raise(L, tk, rc);
}

/* A C text that must be freed even when pushing it raises. */
struct owned {
    tkit *tk;
    char *text;
    size_t length;
};

static int push_owned(lua_State *L)
{
    const struct owned *o = lua_touserdata(L, 1);
    lua_pushlstring(L, o->text, o->length);
    return 1;
}

static int give_owned(lua_State *L, struct owned *o, int rc)
{
    if (rc != TKIT_OK)
        return tkit_bind_raise(L, o->tk, rc);
    lua_settop(L, 0); /* two slots are free for certain: push and call cannot raise before the text is freed */
    lua_pushcfunction(L, push_owned);
    lua_pushlightuserdata(L, o);
    int status = lua_pcall(L, 1, 1, 0);
    tkit_text_free(o->tk, o->text, o->length);
    return status == LUA_OK ? 1 : lua_error(L);
}

static int text_fold(lua_State *L)
{
    static const char *const known[] = {"strip_marks", "compatibility", NULL};
    size_t length;
    const char *text = luaL_checklstring(L, 1, &length);
    tkit_bind_check_options(L, 2, "fold", known);
    unsigned flags = tkit_bind_opt_boolean(L, 2, "strip_marks", 0) ? TKIT_FOLD_MARKS : 0;
    if (tkit_bind_opt_boolean(L, 2, "compatibility", 0))
        flags |= TKIT_FOLD_COMPATIBILITY;
    struct owned o = {.tk = tkit_bind_context(L)};
    lua_settop(L, 2);
    int rc = tkit_fold(o.tk, text, length, flags, &o.text, &o.length);
    return give_owned(L, &o, rc);
}

static int text_normalize(lua_State *L)
{
    static const char *const forms[] = {"NFC", "NFD", "NFKC", "NFKD", NULL};
    size_t length;
    const char *text = luaL_checklstring(L, 1, &length);
    int form = luaL_checkoption(L, 2, "NFC", forms);
    struct owned o = {.tk = tkit_bind_context(L)};
    lua_settop(L, 2);
    int rc = tkit_normalize(o.tk, text, length, (enum tkit_normal_form)form, &o.text, &o.length);
    return give_owned(L, &o, rc);
}

static const char stemmer_name[] = "toolkit.Stemmer"; /* internal: lives in the cache of text_stem() */

struct stemmer_box {
    tkit_stemmer *stemmer;
};

static int stemmer_close(lua_State *L)
{
    struct stemmer_box *box = luaL_checkudata(L, 1, stemmer_name);
    tkit_stemmer_close(box->stemmer);
    box->stemmer = NULL;
    return 0;
}

/* The stemmer of a language, made at its first use; upvalue 1 is the cache. */
static tkit_stemmer *find_stemmer(lua_State *L, tkit *tk, const char *language)
{
    struct stemmer_box *box;
    if (lua_getfield(L, lua_upvalueindex(1), language) == LUA_TUSERDATA) {
        box = lua_touserdata(L, -1);
        lua_pop(L, 1);
        return box->stemmer;
    }
    lua_pop(L, 1);
    box = tkit_bind_box(L, stemmer_name, sizeof *box);
    int rc = tkit_stemmer_open(tk, language, &box->stemmer);
    if (rc != TKIT_OK)
        tkit_bind_raise(L, tk, rc);
    lua_setfield(L, lua_upvalueindex(1), language);
    return box->stemmer;
}

static int text_stem(lua_State *L)
{
    size_t length;
    const char *word = luaL_checklstring(L, 1, &length);
    const char *language = luaL_optstring(L, 2, "english");
    tkit *tk = tkit_bind_context(L);
    tkit_stemmer *stemmer = find_stemmer(L, tk, language);
    lua_settop(L, 2);
    struct owned o = {.tk = tk};
    int rc = tkit_fold(tk, word, length, 0, &o.text, &o.length);
    if (rc != TKIT_OK)
        return tkit_bind_raise(L, tk, rc);
    const char *stem;
    size_t stem_length;
    rc = tkit_stemmer_stem(stemmer, o.text, o.length, &stem, &stem_length);
    if (rc == TKIT_OK && stem == o.text)
        return give_owned(L, &o, rc); /* too long for a word */
    tkit_text_free(tk, o.text, o.length);
    if (rc != TKIT_OK)
        return tkit_bind_raise(L, tk, rc);
    lua_pushlstring(L, stem, stem_length);
    return 1;
}

static int text_utf8_check(lua_State *L)
{
    size_t length;
    const char *text = luaL_checklstring(L, 1, &length);
    size_t fault = tkit_utf8_check(text, length);
    if (fault == length) {
        lua_pushboolean(L, 1);
        return 1;
    }
    lua_pushnil(L);
    lua_pushinteger(L, (lua_Integer)fault + 1);
    return 2;
}

void tkit_bind_text(lua_State *L)
{
    static const luaL_Reg methods[] = {{"iter", tokens_iter},   {"get", tokens_get},     {"span", tokens_span},
                                       {"kind", tokens_kind},   {"at", tokens_at},       {"forms", tokens_forms},
                                       {"close", tokens_close}, {NULL, NULL}};
    static const luaL_Reg meta[] = {{"__len", tokens_len},     {"__tostring", tokens_tostring},
                                    {"__gc", tokens_close},    {"__close", tokens_close},
                                    {NULL, NULL}};
    static const luaL_Reg no_methods[] = {{NULL, NULL}};
    static const luaL_Reg stemmer_meta[] = {{"__gc", stemmer_close}, {NULL, NULL}};
    static const luaL_Reg functions[] = {{"tokenize", text_tokenize},     {"sentences", text_sentences},
                                         {"graphemes", text_graphemes},   {"fold", text_fold},
                                         {"normalize", text_normalize},   {"utf8_check", text_utf8_check},
                                         {NULL, NULL}};
    tkit_bind_class(L, class_name, methods, meta);
    tkit_bind_class(L, stemmer_name, no_methods, stemmer_meta);
    luaL_setfuncs(L, functions, 0);
    lua_newtable(L);
    lua_pushcclosure(L, text_stem, 1);
    lua_setfield(L, -2, "stem");
}
