/* toolkit.Corpus: a corpus file. toolkit.open(), documents in and out, SQL. Layers are in lua_layer.c. */
#include "bind/load_options.h"
#include "bind/lua_corpus.h"
#include "bind/lua_document.h"

#include <string.h>

static const char class_name[] = "toolkit.Corpus";
static const char statement_class[] = "toolkit.Statement";

struct corpus_box {
    tkit_corpus *corpus;
};

struct statement_box {
    tkit_statement *statement;
    int documents; /* yields documents, by the id in the first column */
};

tkit_corpus *tkit_bind_check_corpus(lua_State *L, int index)
{
    struct corpus_box *box = luaL_checkudata(L, index, class_name);
    if (!box->corpus)
        luaL_error(L, "this corpus is closed");
    return box->corpus;
}

static int corpus_close(lua_State *L)
{
    struct corpus_box *box = luaL_checkudata(L, 1, class_name);
    tkit_corpus_close(box->corpus);
    box->corpus = NULL;
    return 0;
}

static int corpus_tostring(lua_State *L)
{
    struct corpus_box *box = luaL_checkudata(L, 1, class_name);
    const char *path = box->corpus ? tkit_corpus_path(box->corpus) : NULL;
    lua_pushfstring(L, "%s: %s", class_name, !box->corpus ? "closed" : path ? path : "in memory");
    return 1;
}

static int corpus_len(lua_State *L)
{
    uint64_t count;
    tkit_corpus *corpus = tkit_bind_check_corpus(L, 1);
    int rc = tkit_corpus_count(corpus, &count);
    if (rc)
        return tkit_bind_raise(L, tkit_bind_context(L), rc);
    lua_pushinteger(L, (lua_Integer)count);
    return 1;
}

/* open(path | nil, { mode = "write" | "read" | "existing" }) */
static int open_corpus(lua_State *L)
{
    static const char *const known[] = {"mode", NULL};
    static const char *const modes[] = {"write", "read", "existing", NULL};
    tkit_corpus_options options = {.size = sizeof options};
    const char *path = luaL_optstring(L, 1, NULL);
    tkit_bind_check_options(L, 2, "open", known);
    const char *mode = tkit_bind_opt_string(L, 2, "mode", modes[0]);
    while (modes[options.mode] && strcmp(modes[options.mode], mode) != 0) options.mode++;
    if (!modes[options.mode])
        return luaL_error(L, "open: option 'mode' is \"write\", \"read\" or \"existing\", not '%s'", mode);
    tkit *tk = tkit_bind_context(L);
    struct corpus_box *box = tkit_bind_box(L, class_name, sizeof *box);
    int rc = tkit_corpus_open(tk, path, &options, &box->corpus);
    return rc ? tkit_bind_fail(L, tk, rc) : 1;
}

/* ---- adding and removing ---- */

struct note_call {
    lua_State *L;
    int index;      /* of the function; 0: none */
    int has_failed; /* it raised: the error lies at `index` */
};

/* Called in the middle of C: an error of the Lua function is kept and raised after the call. */
static void on_note(void *user, const tkit_load_note *note)
{
    struct note_call *call = user;
    lua_State *L = call->L;
    if (call->has_failed || !lua_checkstack(L, 6))
        return;
    lua_pushcfunction(L, tkit_bind_call_note);
    lua_pushvalue(L, call->index);
    lua_pushlightuserdata(L, (void *)note);
    if (lua_pcall(L, 2, 0, 0) != LUA_OK) {
        call->has_failed = 1;
        lua_replace(L, call->index);
    }
}

static void push_summary(lua_State *L, const tkit_add_summary *sum)
{
    const struct {
        const char *name;
        uint64_t value;
    } fields[] = {
        {"added", sum->added},         {"replaced", sum->replaced},   {"renamed", sum->renamed},
        {"identical", sum->identical}, {"unchanged", sum->unchanged}, {"removed", sum->removed},
        {"missing", sum->missing},     {"skipped", sum->skipped},     {"bytes", sum->bytes},
        {"tokens", sum->tokens},       {"annotated", sum->annotated}, {"other_language", sum->other_language}};
    lua_createtable(L, 0, sizeof fields / sizeof *fields);
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        lua_pushinteger(L, (lua_Integer)fields[i].value);
        lua_setfield(L, -2, fields[i].name);
    }
}

static int add_document(lua_State *L, tkit_corpus *corpus, const tkit_add_options *options)
{
    static const char *const outcomes[] = {"", "added", "replaced", "renamed", "identical", "unchanged"};
    int64_t id;
    int rc = tkit_corpus_add_document(corpus, tkit_bind_check_document(L, 2), options, &id);
    if (rc < 0)
        return tkit_bind_fail(L, tkit_bind_context(L), rc);
    lua_pushinteger(L, id);
    lua_pushstring(L, outcomes[rc]);
    return 2;
}

/* corpus:add(path | {path...} | document, options) */
static int corpus_add(lua_State *L)
{
    static const char *const known[] = {LOAD_OPTION_NAMES, "note", "attributes", "prune", "annotate", NULL};
    tkit_corpus *corpus = tkit_bind_check_corpus(L, 1);
    tkit_load_options load;
    tkit_add_options options = {.size = sizeof options, .load = &load};
    tkit_add_summary sum;
    struct note_call call = {.L = L, .index = 4};
    size_t count;
    lua_settop(L, 3);
    tkit_bind_check_options(L, 3, "add", known);
    options.annotate = tkit_bind_opt_boolean(L, 3, "annotate", 0);
    if (lua_isuserdata(L, 2))
        return add_document(L, corpus, &options);
    int has_note = lua_istable(L, 3) && lua_getfield(L, 3, "note") != LUA_TNIL;
    lua_settop(L, 4);
    tkit_bind_load_options(L, 3, &call.L, &load);
    if (has_note) {
        luaL_checktype(L, 4, LUA_TFUNCTION);
        load.note = on_note;
        load.note_user = &call;
    }
    options.attributes = tkit_bind_opt_string(L, 3, "attributes", NULL);
    options.prune = tkit_bind_opt_boolean(L, 3, "prune", 0);
    options.threads = load.threads;
    const char **inputs = tkit_bind_check_inputs(L, 2, "add", &count);
    int rc = tkit_corpus_add(corpus, inputs, count, &options, &sum);
    if (call.has_failed) {
        lua_pushvalue(L, call.index);
        return lua_error(L);
    }
    if (rc < 0)
        return tkit_bind_fail(L, tkit_bind_context(L), rc);
    push_summary(L, &sum);
    return 1;
}

/* corpus:annotate{ model = bytes, layer = name, least = probability, threads = n } */
static int corpus_annotate(lua_State *L)
{
    static const char *const known[] = {"model", "layer", "least", "threads", NULL};
    tkit *tk = tkit_bind_context(L);
    tkit_corpus *corpus = tkit_bind_check_corpus(L, 1);
    tkit_annotate_options options = {.size = sizeof options};
    tkit_annotate_summary sum;
    tkit_model *model = NULL;
    size_t size = 0;
    int rc = TKIT_OK;
    lua_settop(L, 2);
    tkit_bind_check_options(L, 2, "annotate", known);
    options.layer = tkit_bind_opt_string(L, 2, "layer", NULL);
    options.threads = tkit_bind_threads(L, 2);
    options.least = tkit_bind_opt_probability(L, 2, "least", TKIT_LABELS_LEAST);
    options.least = options.least > 0 ? options.least : -1; /* 0 gives all */
    const char *bytes = NULL;
    if (lua_istable(L, 2) && lua_getfield(L, 2, "model") != LUA_TNIL) {
        if (lua_type(L, -1) != LUA_TSTRING)
            return luaL_error(L, "annotate: option 'model' is the bytes of a model, not a %s", luaL_typename(L, -1));
        bytes = lua_tolstring(L, -1, &size);
    }
    if (!bytes != !options.layer)
        return luaL_error(L, "annotate: the options 'model' and 'layer' belong together");
    if (bytes)
        rc = tkit_model_load(tk, "model", bytes, size, &model);
    if (rc == TKIT_OK) {
        options.model = model;
        rc = tkit_corpus_annotate(corpus, &options, &sum);
        tkit_model_free(model);
    }
    if (rc < 0)
        return tkit_bind_fail(L, tk, rc);
    lua_createtable(L, 0, 4);
    lua_pushinteger(L, (lua_Integer)sum.annotated);
    lua_setfield(L, -2, "annotated");
    lua_pushinteger(L, (lua_Integer)sum.other_language);
    lua_setfield(L, -2, "other_language");
    lua_pushinteger(L, (lua_Integer)sum.tokens);
    lua_setfield(L, -2, "tokens");
    lua_pushinteger(L, (lua_Integer)sum.spans);
    lua_setfield(L, -2, "spans");
    return 1;
}

/* The id of the document that an argument names: a number or a file. Returns a result code. */
static int find_document(lua_State *L, tkit_corpus *corpus, int64_t *id)
{
    if (lua_type(L, 2) == LUA_TSTRING)
        return tkit_corpus_find_file(corpus, lua_tostring(L, 2), id);
    *id = luaL_checkinteger(L, 2);
    return TKIT_OK;
}

static int corpus_remove(lua_State *L)
{
    int64_t id;
    tkit_corpus *corpus = tkit_bind_check_corpus(L, 1);
    int rc = find_document(L, corpus, &id);
    if (rc == TKIT_OK)
        rc = tkit_corpus_remove(corpus, id);
    if (rc)
        return tkit_bind_fail(L, tkit_bind_context(L), rc);
    lua_pushboolean(L, 1);
    return 1;
}

static int corpus_document(lua_State *L)
{
    int64_t id;
    tkit_corpus *corpus = tkit_bind_check_corpus(L, 1);
    int rc = find_document(L, corpus, &id);
    if (rc == TKIT_OK)
        rc = tkit_corpus_document(corpus, id, tkit_bind_push_document(L));
    return rc ? tkit_bind_fail(L, tkit_bind_context(L), rc) : 1;
}

static int corpus_id(lua_State *L)
{
    int64_t id;
    tkit_corpus *corpus = tkit_bind_check_corpus(L, 1);
    int rc = tkit_corpus_find_file(corpus, luaL_checkstring(L, 2), &id);
    if (rc)
        return tkit_bind_fail(L, tkit_bind_context(L), rc);
    lua_pushinteger(L, id);
    return 1;
}

/* ---- SQL ---- */

static int statement_close(lua_State *L)
{
    struct statement_box *box = luaL_checkudata(L, 1, statement_class);
    tkit_statement_close(box->statement);
    box->statement = NULL;
    return 0;
}

static int statement_tostring(lua_State *L)
{
    struct statement_box *box = luaL_checkudata(L, 1, statement_class);
    lua_pushfstring(L, "%s: %s", statement_class, box->statement ? "open" : "closed");
    return 1;
}

static void push_value(lua_State *L, const tkit_value *value)
{
    switch (value->type) {
    case TKIT_INTEGER: lua_pushinteger(L, value->integer); break;
    case TKIT_NUMBER: lua_pushnumber(L, value->number); break;
    case TKIT_TEXT:
    case TKIT_BLOB: lua_pushlstring(L, value->text ? value->text : "", value->length); break;
    default: lua_pushnil(L);
    }
}

/* The next row as values. A first column that is NULL would end a generic for: it comes as false. */
static int statement_call(lua_State *L)
{
    struct statement_box *box = luaL_checkudata(L, 1, statement_class);
    tkit_value value;
    if (!box->statement)
        return luaL_error(L, "this statement is closed");
    int rc = tkit_statement_step(box->statement);
    if (rc < 0)
        return tkit_bind_raise(L, tkit_bind_context(L), rc);
    if (rc == 0) {
        lua_pushnil(L);
        return 1;
    }
    if (box->documents) {
        tkit_statement_column(box->statement, 0, &value);
        lua_getiuservalue(L, 1, 1);
        tkit_corpus *corpus = tkit_bind_check_corpus(L, -1);
        rc = tkit_corpus_document(corpus, value.integer, tkit_bind_push_document(L));
        if (rc)
            return tkit_bind_raise(L, tkit_bind_context(L), rc);
        lua_pushinteger(L, value.integer);
        return 2;
    }
    int columns = tkit_statement_column_count(box->statement);
    luaL_checkstack(L, columns + 1, "too many columns");
    for (int i = 0; i < columns; i++) {
        tkit_statement_column(box->statement, i, &value);
        if (i == 0 && value.type == TKIT_NULL)
            lua_pushboolean(L, 0);
        else
            push_value(L, &value);
    }
    return columns;
}

/* columns(): the names of the columns. */
static int statement_columns(lua_State *L)
{
    struct statement_box *box = luaL_checkudata(L, 1, statement_class);
    if (!box->statement)
        return luaL_error(L, "this statement is closed");
    int columns = tkit_statement_column_count(box->statement);
    lua_createtable(L, columns, 0);
    for (int i = 0; i < columns; i++) {
        lua_pushstring(L, tkit_statement_column_name(box->statement, i));
        lua_rawseti(L, -2, i + 1);
    }
    return 1;
}

/* The Lua value at `index` as a parameter. */
static void check_parameter(lua_State *L, int index, tkit_value *value)
{
    *value = (tkit_value){.type = TKIT_NULL};
    switch (lua_type(L, index)) {
    case LUA_TNIL: break;
    case LUA_TBOOLEAN:
        value->type = TKIT_INTEGER;
        value->integer = lua_toboolean(L, index);
        break;
    case LUA_TNUMBER:
        value->type = lua_isinteger(L, index) ? TKIT_INTEGER : TKIT_NUMBER;
        value->integer = lua_tointeger(L, index);
        value->number = lua_tonumber(L, index);
        break;
    case LUA_TSTRING:
        value->type = TKIT_TEXT;
        value->text = lua_tolstring(L, index, &value->length);
        break;
    default: luaL_argerror(L, index, "nil, boolean, number or string expected");
    }
}

/* A statement box on the stack for the SQL at `index`, with the arguments behind it as parameters. */
static struct statement_box *push_statement(lua_State *L, tkit_corpus *corpus, int index, int writable)
{
    size_t length;
    tkit *tk = tkit_bind_context(L);
    int last = lua_gettop(L);
    const char *sql = luaL_checklstring(L, index, &length);
    struct statement_box *box = tkit_bind_box(L, statement_class, sizeof *box);
    lua_pushvalue(L, 1);
    lua_setiuservalue(L, -2, 1);
    int rc = tkit_statement_open(corpus, sql, length, writable, &box->statement);
    if (rc)
        tkit_bind_raise(L, tk, rc);
    for (int i = index + 1; i <= last; i++) {
        tkit_value value;
        check_parameter(L, i, &value);
        rc = tkit_statement_bind(box->statement, i - index, &value);
        if (rc)
            tkit_bind_raise(L, tk, rc);
    }
    return box;
}

static int push_iterator(lua_State *L)
{
    lua_pushnil(L);
    lua_pushnil(L);
    lua_pushvalue(L, -3);
    return 4;
}

static int corpus_sql(lua_State *L)
{
    tkit_corpus *corpus = tkit_bind_check_corpus(L, 1);
    push_statement(L, corpus, 2, 0);
    return push_iterator(L);
}

/* corpus:execute(sql, ...): a statement that may write; runs it to its end. */
static int corpus_execute(lua_State *L)
{
    tkit *tk = tkit_bind_context(L);
    tkit_corpus *corpus = tkit_bind_check_corpus(L, 1);
    struct statement_box *box = push_statement(L, corpus, 2, 1);
    int rc;
    while ((rc = tkit_statement_step(box->statement)) == 1) {}
    tkit_statement_close(box->statement);
    box->statement = NULL;
    if (rc < 0)
        return tkit_bind_fail(L, tk, rc);
    lua_pushboolean(L, 1);
    return 1;
}

/* corpus:documents { where = "date >= ?", ... } */
static int corpus_documents(lua_State *L)
{
    static const char *const known[] = {"where", "identical", NULL};
    tkit_corpus *corpus = tkit_bind_check_corpus(L, 1);
    tkit_bind_check_options(L, 2, "documents", known);
    lua_settop(L, 2);
    const char *where = tkit_bind_opt_string(L, 2, "where", "1");
    int identical = tkit_bind_opt_boolean(L, 2, "identical", 0);
    lua_pushfstring(L, "SELECT id FROM documents WHERE (%s\n)%s ORDER BY id", where,
                    identical ? "" : " AND same_as IS NULL");
    push_statement(L, corpus, 3, 0)->documents = 1;
    return push_iterator(L);
}

/* corpus:transaction(f, ...): f(...) inside one transaction; undone when it raises. */
static int corpus_transaction(lua_State *L)
{
    tkit *tk = tkit_bind_context(L);
    tkit_corpus *corpus = tkit_bind_check_corpus(L, 1);
    luaL_checktype(L, 2, LUA_TFUNCTION);
    int rc = tkit_corpus_begin(corpus);
    if (rc)
        return tkit_bind_fail(L, tk, rc);
    int status = lua_pcall(L, lua_gettop(L) - 2, LUA_MULTRET, 0);
    rc = tkit_corpus_end(corpus, status == LUA_OK);
    if (status != LUA_OK)
        return lua_error(L);
    if (rc)
        return tkit_bind_fail(L, tk, rc);
    lua_pushboolean(L, 1);
    lua_insert(L, 2);
    return lua_gettop(L) - 1;
}

/* ---- layers ---- */

static int corpus_layers(lua_State *L)
{
    tkit *tk = tkit_bind_context(L);
    tkit_corpus *corpus = tkit_bind_check_corpus(L, 1);
    const char *name;
    int rc;
    lua_newtable(L);
    for (size_t i = 0; (rc = tkit_corpus_layer_at(corpus, i, &name)) == 1; i++) {
        lua_pushstring(L, name);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return rc < 0 ? tkit_bind_raise(L, tk, rc) : 1;
}

/* ---- verification ---- */

struct fault_list {
    lua_State *L;
    int count;
};

static int append_fault(lua_State *L)
{
    lua_pushstring(L, lua_touserdata(L, 2));
    lua_rawseti(L, 1, lua_tointeger(L, 3));
    return 0;
}

/* Called in the middle of C: when memory fails, the fault is counted but not listed. */
static void on_fault(void *user, const char *fault)
{
    struct fault_list *list = user;
    lua_State *L = list->L;
    if (!lua_checkstack(L, 5))
        return;
    lua_pushcfunction(L, append_fault);
    lua_pushvalue(L, 2);
    lua_pushlightuserdata(L, (void *)fault);
    lua_pushinteger(L, ++list->count);
    if (lua_pcall(L, 3, 0, 0) != LUA_OK)
        lua_pop(L, 1);
}

/* corpus:verify(): sound?, faults, summary */
static int corpus_verify(lua_State *L)
{
    tkit_corpus *corpus = tkit_bind_check_corpus(L, 1);
    tkit_verify_summary sum;
    struct fault_list list = {.L = L};
    lua_settop(L, 1);
    lua_newtable(L);
    int rc = tkit_corpus_verify(corpus, on_fault, &list, &sum);
    if (rc && sum.faults == 0)
        return tkit_bind_raise(L, tkit_bind_context(L), rc);
    lua_pushboolean(L, sum.faults == 0);
    lua_insert(L, 2);
    lua_createtable(L, 0, 5);
    const struct {
        const char *name;
        uint64_t value;
    } fields[] = {{"texts", sum.texts}, {"blobs", sum.blobs}, {"segments", sum.segments}, {"bytes", sum.bytes},
                  {"faults", sum.faults}};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        lua_pushinteger(L, (lua_Integer)fields[i].value);
        lua_setfield(L, -2, fields[i].name);
    }
    return 3;
}

void tkit_bind_corpus(lua_State *L)
{
    static const luaL_Reg methods[] = {
        {"add", corpus_add}, {"annotate", corpus_annotate}, {"remove", corpus_remove},
        {"document", corpus_document}, {"documents", corpus_documents}, {"id", corpus_id}, {"sql", corpus_sql},
        {"execute", corpus_execute}, {"transaction", corpus_transaction}, {"layers", corpus_layers},
        {"verify", corpus_verify}, {"layer", tkit_bind_corpus_layer}, {"close", corpus_close}, {NULL, NULL}};
    static const luaL_Reg metamethods[] = {
        {"__gc", corpus_close}, {"__close", corpus_close}, {"__len", corpus_len},
        {"__tostring", corpus_tostring}, {NULL, NULL}};
    static const luaL_Reg statement_methods[] = {
        {"columns", statement_columns}, {"close", statement_close}, {NULL, NULL}};
    static const luaL_Reg statement_metamethods[] = {
        {"__gc", statement_close}, {"__close", statement_close}, {"__call", statement_call},
        {"__tostring", statement_tostring}, {NULL, NULL}};
    static const luaL_Reg functions[] = {{"open", open_corpus}, {NULL, NULL}};
    tkit_bind_class(L, class_name, methods, metamethods);
    tkit_bind_class(L, statement_class, statement_methods, statement_metamethods);
    luaL_setfuncs(L, functions, 0);
}
