/* toolkit.Document: text, facts, blocks, tokens and sentences of one document, and the way back to its source. */
#include "bind/lua_document.h"
#include "bind/lua_nlp.h"
#include "bind/lua_text.h"

#include <string.h>

static const char class_name[] = "toolkit.Document";

struct document_box {
    tkit_document *document;
};

tkit_document **tkit_bind_push_document(lua_State *L)
{
    struct document_box *box = tkit_bind_box(L, class_name, sizeof *box);
    lua_newtable(L); /* user value 1: the text as a Lua string, once it was asked for */
    lua_setiuservalue(L, -2, 1);
    return &box->document;
}

tkit_document *tkit_bind_check_document(lua_State *L, int index)
{
    struct document_box *box = luaL_checkudata(L, index, class_name);
    if (!box->document)
        luaL_error(L, "this document is closed");
    return box->document;
}

static int document_close(lua_State *L)
{
    struct document_box *box = luaL_checkudata(L, 1, class_name);
    tkit_document_release(box->document);
    box->document = NULL;
    return 0;
}

static int document_tostring(lua_State *L)
{
    struct document_box *box = luaL_checkudata(L, 1, class_name);
    if (box->document)
        lua_pushfstring(L, "%s: %s", class_name, tkit_document_file(box->document));
    else
        lua_pushfstring(L, "%s: closed", class_name);
    return 1;
}

static int document_len(lua_State *L)
{
    size_t length;
    tkit_document_text(tkit_bind_check_document(L, 1), &length);
    lua_pushinteger(L, (lua_Integer)length);
    return 1;
}

/* Pushes the text, the same string each time. */
static const char *push_text(lua_State *L, const tkit_document *document)
{
    lua_getiuservalue(L, 1, 1);
    if (lua_getfield(L, -1, "text") == LUA_TNIL) {
        size_t length;
        const char *text = tkit_document_text(document, &length);
        lua_pop(L, 1);
        lua_pushlstring(L, text, length);
        lua_pushvalue(L, -1);
        lua_setfield(L, -3, "text");
    }
    lua_remove(L, -2);
    return lua_tostring(L, -1);
}

/* ---- spans ---- */

/* Arguments i, j like those of string.sub as a half-open byte range. */
static void check_range(lua_State *L, const tkit_document *document, int first, uint32_t *start, uint32_t *end)
{
    size_t length;
    tkit_document_text(document, &length);
    lua_Integer size = (lua_Integer)length;
    lua_Integer i = luaL_checkinteger(L, first), j = luaL_optinteger(L, first + 1, -1);
    if (i < 0)
        i = i < -size ? 1 : size + i + 1;
    else if (i == 0)
        i = 1;
    if (j < 0)
        j = size + j + 1;
    else if (j > size)
        j = size;
    if (i > size + 1)
        i = size + 1;
    if (j < i - 1)
        j = i - 1;
    *start = (uint32_t)(i - 1);
    *end = (uint32_t)j;
}

static int document_slice(lua_State *L)
{
    const tkit_document *document = tkit_bind_check_document(L, 1);
    uint32_t start, end;
    check_range(L, document, 2, &start, &end);
    lua_pushlstring(L, tkit_document_text(document, NULL) + start, end - start);
    return 1;
}

static int document_source_span(lua_State *L)
{
    const tkit_document *document = tkit_bind_check_document(L, 1);
    uint32_t start, end;
    uint64_t source_start, source_end;
    check_range(L, document, 2, &start, &end);
    int rc = tkit_document_source_span(document, start, end, &source_start, &source_end);
    if (rc)
        return tkit_bind_raise(L, tkit_bind_context(L), rc);
    lua_pushinteger(L, (lua_Integer)source_start + 1);
    lua_pushinteger(L, (lua_Integer)source_end);
    return 2;
}

/* ---- blocks ---- */

/* The document with its blocks and facts. */
static tkit_document *check_complete(lua_State *L)
{
    tkit_document *document = tkit_bind_check_document(L, 1);
    int rc = tkit_document_complete(document);
    if (rc)
        tkit_bind_raise(L, tkit_bind_context(L), rc);
    return document;
}

/* kind, i, j, detail, speaker_i, speaker_j, body_i, is_body */
static int push_block(lua_State *L, const tkit_block *b)
{
    lua_pushstring(L, tkit_block_kind_name(b->kind));
    lua_pushinteger(L, (lua_Integer)b->start + 1);
    lua_pushinteger(L, b->end);
    lua_pushstring(L, b->detail);
    if (b->speaker_start < b->speaker_end) {
        lua_pushinteger(L, (lua_Integer)b->speaker_start + 1);
        lua_pushinteger(L, b->speaker_end);
    } else {
        lua_pushnil(L);
        lua_pushnil(L);
    }
    lua_pushinteger(L, (lua_Integer)b->body_start + 1);
    lua_pushboolean(L, b->is_body);
    return 8;
}

static int blocks_next(lua_State *L)
{
    struct document_box *box = lua_touserdata(L, lua_upvalueindex(1));
    size_t index = (size_t)lua_tointeger(L, lua_upvalueindex(2));
    tkit_block block;
    if (!box->document)
        return luaL_error(L, "this document is closed");
    if (index >= tkit_document_block_count(box->document))
        return 0;
    tkit_document_block(box->document, index, &block);
    lua_pushinteger(L, (lua_Integer)index + 1);
    lua_replace(L, lua_upvalueindex(2));
    return push_block(L, &block);
}

static int document_blocks(lua_State *L)
{
    check_complete(L);
    lua_pushvalue(L, 1);
    return tkit_bind_iterator(L, blocks_next);
}

static int document_block(lua_State *L)
{
    const tkit_document *document = check_complete(L);
    lua_Integer n = luaL_checkinteger(L, 2), count = (lua_Integer)tkit_document_block_count(document);
    tkit_block block;
    if (n < 0)
        n = count + n + 1;
    luaL_argcheck(L, n >= 1 && n <= count, 2, "no block has this number");
    tkit_document_block(document, (size_t)n - 1, &block);
    return push_block(L, &block);
}

static int document_block_count(lua_State *L)
{
    lua_pushinteger(L, (lua_Integer)tkit_document_block_count(check_complete(L)));
    return 1;
}

/* ---- tokens and sentences ---- */

static int document_tokens(lua_State *L)
{
    const tkit_document *document = tkit_bind_check_document(L, 1);
    size_t length;
    tkit *tk = tkit_bind_context(L);
    tkit_document_text(document, &length);
    const char *text = push_text(L, document);
    tkit_spans *spans = tkit_bind_push_spans(L, -1, text, BIND_WORDS);
    int rc = tkit_tokenize(tk, text, length, 0, spans);
    return rc == TKIT_OK ? 1 : tkit_bind_raise(L, tk, rc);
}

static int document_sentences(lua_State *L)
{
    static const char *const known[] = {"mode", NULL};
    const tkit_document *document = tkit_bind_check_document(L, 1);
    tkit_bind_check_options(L, 2, "sentences", known);
    const char *mode = tkit_bind_opt_string(L, 2, "mode", "news");
    if (strcmp(mode, "news") != 0 && strcmp(mode, "uax29") != 0)
        return luaL_error(L, "sentences: option 'mode' is \"uax29\" or \"news\", not '%s'", mode);
    tkit *tk = tkit_bind_context(L);
    const char *text = push_text(L, document);
    tkit_spans *spans = tkit_bind_push_spans(L, -1, text, BIND_SENTENCES);
    int rc = tkit_document_sentences(document, strcmp(mode, "news") == 0 ? TKIT_SENTENCES_NEWS : TKIT_SENTENCES_UAX29,
                                     spans);
    return rc == TKIT_OK ? 1 : tkit_bind_raise(L, tk, rc);
}

static int document_parse(lua_State *L)
{
    size_t length;
    const tkit_document *document = tkit_bind_check_document(L, 1);
    lua_settop(L, 2);
    tkit_document_text(document, &length);
    const char *text = push_text(L, document);
    return tkit_bind_parse(L, -1, text, length, 2);
}

/* ---- facts and metadata ---- */

/* value, how, precision, i, j */
static int push_fact(lua_State *L, const tkit_fact *fact)
{
    lua_pushstring(L, fact->value);
    lua_pushstring(L, fact->how);
    lua_pushstring(L, fact->precision);
    if (fact->start == fact->end)
        return 3;
    lua_pushinteger(L, (lua_Integer)fact->start + 1);
    lua_pushinteger(L, fact->end);
    return 5;
}

static int document_fact(lua_State *L)
{
    const tkit_document *document = tkit_bind_check_document(L, 1);
    tkit_fact fact;
    int rc = tkit_document_fact(document, luaL_checkstring(L, 2), &fact);
    return rc ? tkit_bind_raise(L, tkit_bind_context(L), rc) : push_fact(L, &fact);
}

static int candidates_next(lua_State *L)
{
    struct document_box *box = lua_touserdata(L, lua_upvalueindex(1));
    const char *name = lua_tostring(L, lua_upvalueindex(2));
    lua_Integer index = lua_tointeger(L, lua_upvalueindex(3));
    tkit_fact fact;
    if (!box->document)
        return luaL_error(L, "this document is closed");
    int rc = tkit_document_candidate(box->document, name, (size_t)index, &fact);
    if (rc <= 0)
        return rc ? tkit_bind_raise(L, tkit_bind_context(L), rc) : 0;
    lua_pushinteger(L, index + 1);
    lua_replace(L, lua_upvalueindex(3));
    int values = push_fact(L, &fact);
    if (!fact.value) { /* nil would end the loop */
        lua_pushboolean(L, 0);
        lua_replace(L, -values - 1);
    }
    return values;
}

static int document_candidates(lua_State *L)
{
    tkit_bind_check_document(L, 1);
    luaL_checkstring(L, 2);
    lua_settop(L, 2);
    lua_pushinteger(L, 0);
    lua_pushcclosure(L, candidates_next, 3);
    return 1;
}

static void push_metadata(lua_State *L, const tkit_document *document)
{
    const char *key, *value;
    lua_newtable(L);
    for (size_t i = 0; (key = tkit_document_metadata(document, i, &value)); i++) {
        lua_pushstring(L, value);
        lua_setfield(L, -2, key);
    }
}

/* Fields that are no methods: text, file, sha256, bytes, metadata and the values of the facts. */
static int document_index(lua_State *L)
{
    const tkit_document *document = tkit_bind_check_document(L, 1);
    lua_pushvalue(L, 2);
    if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL)
        return 1;
    const char *name = lua_tostring(L, 2);
    tkit_fact fact;
    if (!name)
        return 0;
    if (strcmp(name, "text") == 0) {
        push_text(L, document);
    } else if (strcmp(name, "file") == 0) {
        lua_pushstring(L, tkit_document_file(document));
    } else if (strcmp(name, "sha256") == 0) {
        lua_pushstring(L, tkit_document_sha256(document));
    } else if (strcmp(name, "bytes") == 0) {
        lua_pushinteger(L, (lua_Integer)tkit_document_source_bytes(document));
    } else if (strcmp(name, "metadata") == 0) {
        push_metadata(L, check_complete(L));
    } else {
        int rc = tkit_document_fact(document, name, &fact);
        if (rc)
            return rc == TKIT_ENOTFOUND ? 0 : tkit_bind_raise(L, tkit_bind_context(L), rc);
        lua_pushstring(L, fact.value);
    }
    return 1;
}

/* ---- class ---- */

void tkit_bind_document(lua_State *L)
{
    static const luaL_Reg methods[] = {{"slice", document_slice},
                                       {"source_span", document_source_span},
                                       {"blocks", document_blocks},
                                       {"block", document_block},
                                       {"block_count", document_block_count},
                                       {"tokens", document_tokens},
                                       {"sentences", document_sentences},
                                       {"parse", document_parse},
                                       {"fact", document_fact},
                                       {"candidates", document_candidates},
                                       {"close", document_close},
                                       {NULL, NULL}};
    static const luaL_Reg metamethods[] = {{"__gc", document_close},
                                           {"__close", document_close},
                                           {"__tostring", document_tostring},
                                           {"__len", document_len},
                                           {NULL, NULL}};
    tkit_bind_class(L, class_name, methods, metamethods);
    luaL_getmetatable(L, class_name);
    lua_getfield(L, -1, "__index");
    lua_pushcclosure(L, document_index, 1);
    lua_setfield(L, -2, "__index");
    lua_pop(L, 1);
}
