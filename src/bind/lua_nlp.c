/* toolkit.Annotator (models and scratch), toolkit.Parse (the words of a text with sentence, lemma, tags, head, relation
 * and name as columns) and toolkit.parse(). */
#include "bind/lua_nlp.h"

#include <string.h>

static const char annotator_class[] = "toolkit.Annotator";
static const char parse_class[] = "toolkit.Parse";
static const char default_key = 0; /* its address is the registry key of the state's annotator */

enum { MODELS_MAX = 16 };

struct annotator {
    tkit_annotator *handle;
    tkit_model *models[MODELS_MAX]; /* user value 1 holds the strings that they live in */
    size_t count;
};

struct parse {
    tkit_annotation *handle;
    tkit_annotation_columns c;
    const char *text; /* user value 1 is a table of the text's owner and the annotator */
    size_t length;
};

const tkit_annotation *tkit_bind_check_parse(lua_State *L, int index, const char **text)
{
    const struct parse *p = luaL_checkudata(L, index, parse_class);
    luaL_argcheck(L, p->handle, index, "this parse is closed");
    *text = p->text;
    return p->handle;
}

/* ---- annotators ---- */

/* The collector's alone: parses borrow from their annotator and keep it alive. */
static int annotator_close(lua_State *L)
{
    struct annotator *a = luaL_checkudata(L, 1, annotator_class);
    tkit_annotator_free(a->handle);
    a->handle = NULL;
    while (a->count) tkit_model_free(a->models[--a->count]);
    return 0;
}

static tkit_annotator *check_annotator(lua_State *L, int index)
{
    struct annotator *a = luaL_checkudata(L, index, annotator_class);
    if (!a->handle)
        luaL_error(L, "this annotator is closed");
    return a->handle;
}

static int annotator_tostring(lua_State *L)
{
    const struct annotator *a = luaL_checkudata(L, 1, annotator_class);
    lua_pushfstring(L, a->handle ? "%s" : "%s: closed", annotator_class);
    return 1;
}

/* toolkit.annotator{ models = { bytes, ... } } */
static int new_annotator(lua_State *L)
{
    static const char *const known[] = {"models", NULL};
    const tkit_model *models[MODELS_MAX];
    tkit *tk = tkit_bind_context(L);
    tkit_bind_check_options(L, 1, "toolkit.annotator", known);
    lua_settop(L, 1);
    struct annotator *a = tkit_bind_box(L, annotator_class, sizeof *a);
    if (lua_istable(L, 1) && lua_getfield(L, 1, "models") != LUA_TNIL) {
        luaL_argexpected(L, lua_istable(L, -1), 1, "a list of models");
        lua_Integer n = luaL_len(L, -1);
        luaL_argcheck(L, n <= MODELS_MAX, 1, "too many models");
        for (lua_Integer i = 1; i <= n; i++) {
            size_t size;
            lua_geti(L, -1, i);
            luaL_argexpected(L, lua_type(L, -1) == LUA_TSTRING, 1, "a list of models");
            const char *bytes = lua_tolstring(L, -1, &size);
            int rc = tkit_model_load(tk, "model", bytes, size, &a->models[a->count]);
            if (rc != TKIT_OK)
                return tkit_bind_fail(L, tk, rc);
            models[a->count] = a->models[a->count];
            a->count++;
            lua_pop(L, 1);
        }
        lua_setiuservalue(L, 2, 1);
    }
    lua_settop(L, 2);
    int rc = tkit_annotator_create(tk, models, a->count, &a->handle);
    return rc == TKIT_OK ? 1 : tkit_bind_fail(L, tk, rc);
}

static int push_default(lua_State *L)
{
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &default_key) == LUA_TUSERDATA)
        return 1;
    lua_pop(L, 1);
    tkit *tk = tkit_bind_context(L);
    struct annotator *a = tkit_bind_box(L, annotator_class, sizeof *a);
    int rc = tkit_annotator_create(tk, NULL, 0, &a->handle);
    if (rc != TKIT_OK)
        return tkit_bind_fail(L, tk, rc);
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &default_key);
    return 1;
}

int tkit_bind_push_annotator(lua_State *L, tkit_annotator **out)
{
    int results = push_default(L);
    if (results == 1)
        *out = check_annotator(L, -1);
    return results;
}

/* ---- parsing ---- */

unsigned tkit_bind_layers(lua_State *L, int options)
{
    static const char *const names[] = {"words", "tags", "lemmas", "parse", "names", "all", NULL};
    static const unsigned layers[] = {
        TKIT_LAYER_WORDS, TKIT_LAYER_TAGS, TKIT_LAYER_LEMMAS, TKIT_LAYER_PARSE, TKIT_LAYER_NAMES, TKIT_LAYER_ALL,
    };
    unsigned sum = 0;
    if (lua_isnoneornil(L, options) || lua_getfield(L, options, "layers") == LUA_TNIL)
        return TKIT_LAYER_ALL;
    const char *list = luaL_checkstring(L, -1);
    while (*list) {
        size_t size = strcspn(list, " ,"), k = 0;
        while (names[k] && (strlen(names[k]) != size || memcmp(names[k], list, size) != 0)) k++;
        if (!names[k])
            luaL_error(L, "option 'layers': '%s' is none of words, tags, lemmas, parse, names, all",
                       lua_pushlstring(L, list, size));
        sum |= layers[k];
        list += size;
        list += strspn(list, " ,");
    }
    lua_pop(L, 1);
    return sum;
}

/* The options of a parse. */
static unsigned layers_of(lua_State *L, int options)
{
    static const char *const known[] = {"layers", NULL};
    tkit_bind_check_options(L, options, "parse", known);
    return tkit_bind_layers(L, options);
}

tkit_annotation **tkit_bind_push_parse(lua_State *L, int parent, int annotator, const char *text, size_t length)
{
    parent = lua_absindex(L, parent);
    annotator = lua_absindex(L, annotator);
    struct parse *p = tkit_bind_box(L, parse_class, sizeof *p);
    lua_createtable(L, 2, 0);
    lua_pushvalue(L, parent);
    lua_rawseti(L, -2, 1);
    lua_pushvalue(L, annotator);
    lua_rawseti(L, -2, 2);
    lua_setiuservalue(L, -2, 1);
    p->text = text;
    p->length = length;
    return &p->handle;
}

void tkit_bind_parse_done(lua_State *L)
{
    struct parse *p = lua_touserdata(L, -1);
    tkit_annotation_get(p->handle, &p->c);
}

/* The annotator is on top of the stack; the result is pushed. */
static int parse_by(lua_State *L, int parent, const char *text, size_t length, unsigned layers)
{
    tkit *tk = tkit_bind_context(L);
    tkit_annotator *handle = check_annotator(L, lua_gettop(L));
    tkit_annotation **out = tkit_bind_push_parse(L, parent, -1, text, length);
    int rc = tkit_annotate(handle, text, length, layers, out);
    if (rc != TKIT_OK)
        return tkit_bind_fail(L, tk, rc);
    tkit_bind_parse_done(L);
    return 1;
}

int tkit_bind_parse(lua_State *L, int parent, const char *text, size_t length, int options)
{
    parent = lua_absindex(L, parent);
    unsigned layers = layers_of(L, options);
    int results = push_default(L);
    return results == 1 ? parse_by(L, parent, text, length, layers) : results;
}

static int toolkit_parse(lua_State *L)
{
    size_t length;
    const char *text = luaL_checklstring(L, 1, &length);
    return tkit_bind_parse(L, 1, text, length, 2);
}

static int annotator_parse(lua_State *L)
{
    size_t length;
    check_annotator(L, 1);
    const char *text = luaL_checklstring(L, 2, &length);
    unsigned layers = layers_of(L, 3);
    lua_pushvalue(L, 1);
    return parse_by(L, 2, text, length, layers);
}

static int parse_close(lua_State *L)
{
    struct parse *p = luaL_checkudata(L, 1, parse_class);
    tkit_annotation_free(p->handle);
    p->handle = NULL;
    return 0;
}

static struct parse *check_parse(lua_State *L)
{
    struct parse *p = luaL_checkudata(L, 1, parse_class);
    if (!p->handle)
        luaL_error(L, "this parse is closed");
    return p;
}

/* ---- one word ---- */

/* The word number at argument 2 from 0; negative counts from the end. */
static size_t check_word(lua_State *L, const struct parse *p)
{
    lua_Integer n = luaL_checkinteger(L, 2), count = (lua_Integer)p->c.word_count;
    if (n < 0)
        n = count + n + 1;
    luaL_argcheck(L, n >= 1 && n <= count, 2, "no word has this number");
    return (size_t)n - 1;
}

static void push_form(lua_State *L, const struct parse *p, size_t n)
{
    lua_pushlstring(L, p->text + p->c.start[n], p->c.end[n] - p->c.start[n]);
}

static void push_span(lua_State *L, const struct parse *p, size_t first, size_t last)
{
    lua_pushinteger(L, (lua_Integer)p->c.start[first] + 1);
    lua_pushinteger(L, p->c.end[last]);
}

static void push_relation(lua_State *L, const struct parse *p, size_t n)
{
    lua_pushstring(L, tkit_annotation_relation(p->handle, p->c.relation[n]));
}

static void push_name(lua_State *L, const struct parse *p, size_t n)
{
    lua_pushstring(L, tkit_name_kind_name(p->c.name[n])); /* NULL pushes nil */
}

static int parse_form(lua_State *L)
{
    const struct parse *p = check_parse(L);
    push_form(L, p, check_word(L, p));
    return 1;
}
static int parse_span(lua_State *L)
{
    const struct parse *p = check_parse(L);
    size_t n = check_word(L, p);
    push_span(L, p, n, n);
    return 2;
}
static int parse_lemma(lua_State *L)
{
    const struct parse *p = check_parse(L);
    lua_pushstring(L, tkit_annotation_lemma(p->handle, p->c.lemma[check_word(L, p)]));
    return 1;
}
static int parse_upos(lua_State *L)
{
    const struct parse *p = check_parse(L);
    lua_pushstring(L, tkit_upos_name(p->c.upos[check_word(L, p)]));
    return 1;
}
static int parse_upos_id(lua_State *L)
{
    const struct parse *p = check_parse(L);
    lua_pushinteger(L, p->c.upos[check_word(L, p)]);
    return 1;
}
static int parse_xpos(lua_State *L)
{
    const struct parse *p = check_parse(L);
    lua_pushstring(L, tkit_annotation_xpos(p->handle, p->c.xpos[check_word(L, p)]));
    return 1;
}
static int parse_feats(lua_State *L)
{
    const struct parse *p = check_parse(L);
    lua_pushstring(L, tkit_annotation_feats(p->handle, p->c.feats[check_word(L, p)]));
    return 1;
}
static int parse_head(lua_State *L)
{
    const struct parse *p = check_parse(L);
    lua_pushinteger(L, (lua_Integer)p->c.head[check_word(L, p)] + 1);
    return 1;
}
static int parse_relation(lua_State *L)
{
    const struct parse *p = check_parse(L);
    push_relation(L, p, check_word(L, p));
    return 1;
}
static int parse_relation_id(lua_State *L)
{
    const struct parse *p = check_parse(L);
    lua_pushinteger(L, p->c.relation[check_word(L, p)]);
    return 1;
}
static int parse_part(lua_State *L)
{
    const struct parse *p = check_parse(L);
    lua_pushinteger(L, p->c.token_part[check_word(L, p)]);
    return 1;
}
static int parse_entity(lua_State *L)
{
    const struct parse *p = check_parse(L);
    size_t n = check_word(L, p);
    push_name(L, p, n);
    lua_pushboolean(L, p->c.name_first[n]);
    return 2;
}
static int parse_sentence_of(lua_State *L)
{
    const struct parse *p = check_parse(L);
    lua_pushinteger(L, (lua_Integer)p->c.sentence[check_word(L, p)] + 1);
    return 1;
}

/* i, j, first word, last word of the subtree. */
static int parse_subtree(lua_State *L)
{
    const struct parse *p = check_parse(L);
    size_t n = check_word(L, p);
    push_span(L, p, p->c.left[n], p->c.right[n]);
    lua_pushinteger(L, (lua_Integer)p->c.left[n] + 1);
    lua_pushinteger(L, (lua_Integer)p->c.right[n] + 1);
    return 4;
}

/* The word that covers a byte, or the next one behind it. */
static int parse_at(lua_State *L)
{
    const struct parse *p = check_parse(L);
    lua_Integer byte = luaL_checkinteger(L, 2);
    size_t low = 0, high = p->c.word_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if ((lua_Integer)p->c.end[middle] < byte)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == p->c.word_count)
        return 0;
    lua_pushinteger(L, (lua_Integer)low + 1);
    return 1;
}

/* ---- iterators ---- */

/* Upvalues: the parse, the next word, the end. */
static int next_word(lua_State *L)
{
    lua_Integer n = lua_tointeger(L, lua_upvalueindex(2)), end = lua_tointeger(L, lua_upvalueindex(3));
    lua_settop(L, 0);
    lua_pushvalue(L, lua_upvalueindex(1));
    const struct parse *p = check_parse(L);
    if (n >= end)
        return 0;
    lua_pushinteger(L, n + 1);
    lua_copy(L, -1, lua_upvalueindex(2));
    push_form(L, p, (size_t)n);
    push_span(L, p, (size_t)n, (size_t)n);
    lua_pushstring(L, tkit_annotation_lemma(p->handle, p->c.lemma[n]));
    lua_pushstring(L, tkit_upos_name(p->c.upos[n]));
    lua_pushstring(L, tkit_annotation_xpos(p->handle, p->c.xpos[n]));
    lua_pushinteger(L, (lua_Integer)p->c.head[n] + 1);
    push_relation(L, p, (size_t)n);
    lua_pushinteger(L, (lua_Integer)p->c.sentence[n] + 1);
    push_name(L, p, (size_t)n);
    return 11;
}

static size_t check_sentence(lua_State *L, const struct parse *p)
{
    lua_Integer s = luaL_checkinteger(L, 2), count = (lua_Integer)p->c.sentence_count;
    if (s < 0)
        s = count + s + 1;
    luaL_argcheck(L, s >= 1 && s <= count, 2, "no sentence has this number");
    return (size_t)s - 1;
}

/* The tags of word n as three values. */
static int next_tag(lua_State *L)
{
    lua_Integer n = lua_tointeger(L, lua_upvalueindex(2));
    lua_settop(L, 0);
    lua_pushvalue(L, lua_upvalueindex(1));
    const struct parse *p = check_parse(L);
    if (n >= (lua_Integer)p->c.word_count)
        return 0;
    lua_pushinteger(L, n + 1);
    lua_replace(L, lua_upvalueindex(2));
    lua_pushinteger(L, (lua_Integer)p->c.start[n] + 1);
    lua_pushstring(L, tkit_upos_name(p->c.upos[n]));
    lua_pushstring(L, tkit_annotation_xpos(p->handle, p->c.xpos[n]));
    return 3;
}

/* parse:tags() -> i, upos, xpos */
static int parse_tags(lua_State *L)
{
    check_parse(L);
    lua_settop(L, 1);
    lua_pushinteger(L, 0);
    lua_pushcclosure(L, next_tag, 2);
    return 1;
}

/* parse:words([sentence]) -> n, form, i, j, lemma, upos, xpos, head, relation, sentence, entity */
static int parse_words(lua_State *L)
{
    const struct parse *p = check_parse(L);
    size_t first = 0, end = p->c.word_count;
    if (!lua_isnoneornil(L, 2)) {
        size_t s = check_sentence(L, p);
        first = p->c.sentence_first[s];
        end = p->c.sentence_first[s + 1];
    }
    lua_settop(L, 1);
    lua_pushinteger(L, (lua_Integer)first);
    lua_pushinteger(L, (lua_Integer)end);
    lua_pushcclosure(L, next_word, 3);
    return 1;
}

static int push_sentence(lua_State *L, const struct parse *p, size_t s)
{
    size_t first = p->c.sentence_first[s], end = p->c.sentence_first[s + 1];
    lua_pushinteger(L, (lua_Integer)first + 1);
    lua_pushinteger(L, (lua_Integer)end);
    push_span(L, p, first, end - 1);
    return 4;
}

/* parse:sentence_span(s) -> first word, last word, i, j */
static int parse_sentence_span(lua_State *L)
{
    const struct parse *p = check_parse(L);
    return push_sentence(L, p, check_sentence(L, p));
}

/* An iterator over the parse at index 1. */
static int push_iterator(lua_State *L, lua_CFunction next)
{
    check_parse(L);
    lua_settop(L, 1);
    return tkit_bind_iterator(L, next);
}

static int next_sentence(lua_State *L)
{
    lua_Integer s = lua_tointeger(L, lua_upvalueindex(2));
    lua_settop(L, 0);
    lua_pushvalue(L, lua_upvalueindex(1));
    const struct parse *p = check_parse(L);
    if ((size_t)s >= p->c.sentence_count)
        return 0;
    lua_pushinteger(L, s + 1);
    lua_copy(L, -1, lua_upvalueindex(2));
    return 1 + push_sentence(L, p, (size_t)s);
}

/* parse:sentences() -> s, first word, last word, i, j */
static int parse_sentences(lua_State *L)
{
    return push_iterator(L, next_sentence);
}

static int next_child(lua_State *L)
{
    lua_Integer n = lua_tointeger(L, lua_upvalueindex(2)), head = lua_tointeger(L, lua_upvalueindex(3));
    lua_settop(L, 0);
    lua_pushvalue(L, lua_upvalueindex(1));
    const struct parse *p = check_parse(L);
    while ((size_t)n <= p->c.right[head] && p->c.head[n] != head) n++;
    if ((size_t)n > p->c.right[head])
        return 0;
    lua_pushinteger(L, n + 1);
    lua_copy(L, -1, lua_upvalueindex(2));
    push_relation(L, p, (size_t)n);
    return 2;
}

/* parse:children(n) -> number, relation of each dependent from left to right */
static int parse_children(lua_State *L)
{
    const struct parse *p = check_parse(L);
    size_t n = check_word(L, p);
    lua_settop(L, 1);
    lua_pushinteger(L, (lua_Integer)p->c.left[n]);
    lua_pushinteger(L, (lua_Integer)n);
    lua_pushcclosure(L, next_child, 3);
    return 1;
}

static int next_name(lua_State *L)
{
    size_t n = (size_t)lua_tointeger(L, lua_upvalueindex(2));
    lua_settop(L, 0);
    lua_pushvalue(L, lua_upvalueindex(1));
    const struct parse *p = check_parse(L);
    while (n < p->c.word_count && !p->c.name[n]) n++;
    if (n == p->c.word_count)
        return 0;
    size_t last = n;
    while (last + 1 < p->c.word_count && p->c.name[last + 1] == p->c.name[n] && !p->c.name_first[last + 1]) last++;
    lua_pushinteger(L, (lua_Integer)last + 1);
    lua_replace(L, lua_upvalueindex(2));
    push_name(L, p, n);
    push_span(L, p, n, last);
    lua_pushinteger(L, (lua_Integer)n + 1);
    lua_pushinteger(L, (lua_Integer)last + 1);
    return 5;
}

/* parse:names() -> kind, i, j, first word, last word */
static int parse_names(lua_State *L)
{
    return push_iterator(L, next_name);
}

typedef int phrase_of(const tkit_annotation *annotation, uint32_t word, uint32_t *first, uint32_t *last);

/* The next word from `n` on that heads a phrase: i, j, first word, last word, its head. */
static int next_phrase(lua_State *L, phrase_of *phrase)
{
    uint32_t n = (uint32_t)lua_tointeger(L, lua_upvalueindex(2)), first, last;
    lua_settop(L, 0);
    lua_pushvalue(L, lua_upvalueindex(1));
    const struct parse *p = check_parse(L);
    while (n < p->c.word_count && !phrase(p->handle, n, &first, &last)) n++;
    if (n == p->c.word_count)
        return 0;
    lua_pushinteger(L, (lua_Integer)n + 1);
    lua_copy(L, -1, lua_upvalueindex(2));
    push_span(L, p, first, last);
    lua_pushinteger(L, (lua_Integer)first + 1);
    lua_pushinteger(L, (lua_Integer)last + 1);
    lua_pushinteger(L, (lua_Integer)n + 1);
    return 5;
}

static int next_noun_phrase(lua_State *L)
{
    return next_phrase(L, tkit_annotation_noun_phrase);
}
static int next_clause(lua_State *L)
{
    return next_phrase(L, tkit_annotation_clause);
}

static int parse_noun_phrases(lua_State *L)
{
    return push_iterator(L, next_noun_phrase);
}
static int parse_clauses(lua_State *L)
{
    return push_iterator(L, next_clause);
}

/* ---- as text ---- */

/* One sentence as an indented tree: dependents under their head, in the order of the text. */
static void add_tree(luaL_Buffer *b, lua_State *L, const struct parse *p, size_t sentence)
{
    size_t first = p->c.sentence_first[sentence], end = p->c.sentence_first[sentence + 1], n = first;
    while (n < end && p->c.head[n] >= 0) n++;
    for (unsigned depth = 0; n < end;) {
        for (unsigned k = 0; k < depth && k < 40; k++) luaL_addstring(b, "  ");
        push_form(L, p, n);
        luaL_addvalue(b);
        lua_pushfstring(L, "  %s %s\n", tkit_upos_name(p->c.upos[n]),
                        tkit_annotation_relation(p->handle, p->c.relation[n]));
        luaL_addvalue(b);
        /* on to the first dependent, else to the next one of the same head, else up */
        size_t next = p->c.left[n];
        while (next <= p->c.right[n] && p->c.head[next] != (int32_t)n) next++;
        if (next <= p->c.right[n]) {
            n = next;
            depth++;
            continue;
        }
        for (;;) {
            int32_t head = p->c.head[n];
            if (head < 0)
                return;
            for (next = n + 1; next <= p->c.right[head] && p->c.head[next] != head;) next++;
            if (next <= p->c.right[head])
                break;
            n = (size_t)head;
            depth--;
        }
        n = next;
    }
}

static int parse_tostring(lua_State *L)
{
    enum { MOST_SENTENCES = 20 };
    const struct parse *p = luaL_checkudata(L, 1, parse_class);
    if (!p->handle) {
        lua_pushfstring(L, "%s: closed", parse_class);
        return 1;
    }
    luaL_Buffer b;
    luaL_buffinit(L, &b);
    lua_pushfstring(L, "%s: %I word%s, %I sentence%s\n", parse_class, (LUAI_UACINT)p->c.word_count,
                    p->c.word_count == 1 ? "" : "s", (LUAI_UACINT)p->c.sentence_count,
                    p->c.sentence_count == 1 ? "" : "s");
    luaL_addvalue(&b);
    for (size_t s = 0; s < p->c.sentence_count && s < MOST_SENTENCES; s++) {
        if (s)
            luaL_addchar(&b, '\n');
        add_tree(&b, L, p, s);
    }
    if (p->c.sentence_count > MOST_SENTENCES)
        luaL_addstring(&b, "...\n");
    luaL_buffsub(&b, luaL_bufflen(&b) > 0); /* without the last newline */
    luaL_pushresult(&b);
    return 1;
}

static int parse_len(lua_State *L)
{
    lua_pushinteger(L, (lua_Integer)check_parse(L)->c.word_count);
    return 1;
}

static int parse_sentence_count(lua_State *L)
{
    lua_pushinteger(L, (lua_Integer)check_parse(L)->c.sentence_count);
    return 1;
}

/* ---- the part ---- */

void tkit_bind_nlp(lua_State *L)
{
    static const luaL_Reg annotator_methods[] = {{"parse", annotator_parse}, {NULL, NULL}};
    static const luaL_Reg annotator_meta[] = {
        {"__gc", annotator_close}, {"__tostring", annotator_tostring}, {NULL, NULL}};
    static const luaL_Reg methods[] = {
        {"at", parse_at}, {"children", parse_children}, {"clauses", parse_clauses}, {"close", parse_close},
        {"entity", parse_entity}, {"feats", parse_feats}, {"form", parse_form}, {"head", parse_head},
        {"lemma", parse_lemma}, {"names", parse_names}, {"noun_phrases", parse_noun_phrases},
        {"part", parse_part}, {"relation", parse_relation}, {"relation_id", parse_relation_id},
        {"sentence", parse_sentence_of}, {"sentence_count", parse_sentence_count},
        {"sentence_span", parse_sentence_span}, {"sentences", parse_sentences}, {"span", parse_span},
        {"subtree", parse_subtree}, {"upos", parse_upos}, {"upos_id", parse_upos_id}, {"words", parse_words},
        {"tags", parse_tags},
        {"xpos", parse_xpos}, {NULL, NULL}};
    static const luaL_Reg meta[] = {{"__gc", parse_close}, {"__close", parse_close}, {"__len", parse_len},
                                    {"__tostring", parse_tostring}, {NULL, NULL}};
    static const luaL_Reg functions[] = {{"annotator", new_annotator}, {"parse", toolkit_parse}, {NULL, NULL}};
    tkit_bind_class(L, annotator_class, annotator_methods, annotator_meta);
    tkit_bind_class(L, parse_class, methods, meta);
    luaL_setfuncs(L, functions, 0);
}
