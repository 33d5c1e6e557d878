/* toolkit.train() and toolkit.model_header(): models made from treebanks, and what a model says of itself. */
#include "bind/bind.h"

#include <string.h>

enum { LABELS_MAX = 8 };

/* Where a list of texts goes; the arrays are userdata of Lua, so that a raise frees them. */
struct data_list {
    tkit_train_data *items;
    size_t count;
};

/* Number of a name in the list of strings at `index`; raises when it is not there. */
static uint32_t label_number(lua_State *L, int index, const char *name)
{
    for (lua_Integer k = 1; lua_geti(L, index, k) == LUA_TSTRING; k++) {
        int same = strcmp(lua_tostring(L, -1), name) == 0;
        lua_pop(L, 1);
        if (same)
            return (uint32_t)k - 1;
    }
    lua_pop(L, 1);
    return UINT32_MAX;
}

static lua_Integer span_field(lua_State *L, const char *field)
{
    int good;
    lua_getfield(L, -1, field);
    lua_Integer value = lua_tointegerx(L, -1, &good);
    if (!good || value < 0 || value > UINT32_MAX)
        luaL_error(L, "a span needs the integers i, j and unit, and a label");
    lua_pop(L, 1);
    return value;
}

/* The `spans` of the text on top of the stack; leaves the array behind it on the stack to keep it alive. */
static void read_spans(lua_State *L, int labels, tkit_train_data *data)
{
    lua_getfield(L, -1, "spans");
    luaL_argexpected(L, lua_istable(L, -1) && labels, 1, "data with spans, and labels");
    lua_Integer n = luaL_len(L, -1);
    tkit_label *spans = lua_newuserdatauv(L, (size_t)(n + 1) * sizeof *spans, 0);
    lua_insert(L, -3); /* array, text, spans */
    for (lua_Integer k = 1; k <= n; k++) {
        luaL_argexpected(L, lua_geti(L, -1, k) == LUA_TTABLE, 1, "spans as tables");
        tkit_label span = {.start = (uint32_t)span_field(L, "i") - 1, .end = (uint32_t)span_field(L, "j"),
                           .unit = (uint32_t)span_field(L, "unit")};
        luaL_argexpected(L, lua_getfield(L, -1, "label") == LUA_TSTRING, 1, "spans with a label");
        span.label = label_number(L, labels, lua_tostring(L, -1));
        lua_pop(L, 2);
        if (span.label != UINT32_MAX) /* other labels are not asked for */
            spans[data->span_count++] = span;
    }
    data->spans = spans;
    lua_pop(L, 1);
}

/* Reads a list of { name = ..., text = ..., spans = ... } at field `field`. What it points into stays on the stack or
 * in the list. `labels`: index of the list of labels, 0 when spans are not wanted. */
static struct data_list read_data(lua_State *L, const char *field, int labels)
{
    struct data_list list = {NULL, 0};
    if (lua_getfield(L, 1, field) == LUA_TNIL)
        return list;
    if (!lua_istable(L, -1))
        luaL_error(L, "option '%s': expected a list of { name = ..., text = ... }", field);
    int source = lua_gettop(L);
    lua_Integer n = luaL_len(L, source);
    list.items = lua_newuserdatauv(L, (size_t)(n + 1) * sizeof *list.items, 0);
    memset(list.items, 0, (size_t)(n + 1) * sizeof *list.items);
    for (lua_Integer i = 1; i <= n; i++) {
        tkit_train_data *item = &list.items[list.count++];
        luaL_checkstack(L, 10, "too many texts");
        if (lua_geti(L, source, i) != LUA_TTABLE)
            luaL_error(L, "option '%s': expected a list of { name = ..., text = ... }", field);
        item->name = lua_getfield(L, -1, "name") == LUA_TSTRING ? lua_tostring(L, -1) : field;
        if (lua_getfield(L, -2, "text") != LUA_TSTRING)
            luaL_error(L, "option '%s': a text is missing", field);
        item->bytes = lua_tolstring(L, -1, &item->size); /* the list keeps both strings alive */
        lua_pop(L, 2);
        if (labels)
            read_spans(L, labels, item);
        lua_pop(L, 1);
    }
    return list;
}

/* The progress function is at index 2; an error in it is kept there as the message and stops the training. */
struct train_progress {
    lua_State *L;
    tkit *tk;
    int failed;
};

static void report(void *user, const tkit_progress *progress)
{
    struct train_progress *t = user;
    if (t->failed || lua_type(t->L, 2) != LUA_TFUNCTION)
        return;
    lua_pushvalue(t->L, 2);
    lua_pushstring(t->L, progress->what);
    lua_pushinteger(t->L, (lua_Integer)progress->done);
    lua_pushstring(t->L, progress->item);
    if (lua_pcall(t->L, 3, 0, 0) != LUA_OK) {
        lua_replace(t->L, 2);
        t->failed = 1;
        tkit_interrupt(t->tk);
    }
}

/* Option `lexicon`: the bytes of a model. */
static int open_lexicon(lua_State *L, tkit *tk, tkit_model **out)
{
    size_t size;
    const char *bytes = tkit_bind_opt_string(L, 1, "lexicon", NULL);
    if (!bytes)
        return TKIT_OK;
    lua_getfield(L, 1, "lexicon");
    bytes = lua_tolstring(L, -1, &size); /* the options keep it alive */
    lua_pop(L, 1);
    return tkit_model_load(tk, "lexicon", bytes, size, out);
}

static int toolkit_train(lua_State *L)
{
    static const char *const known[] = {"kind", "data", "dev", "seed", "epochs", "features", "licence", "command",
                                        "labels", "evidence", "lexicon", "progress", NULL};
    const char *labels[LABELS_MAX + 1] = {NULL};
    luaL_checktype(L, 1, LUA_TTABLE);
    tkit_bind_check_options(L, 1, "toolkit.train", known);
    lua_settop(L, 1);
    tkit *tk = tkit_bind_context(L);
    tkit_train_options options = {.size = sizeof options};
    options.kind = tkit_bind_opt_string(L, 1, "kind", "");
    options.licence = tkit_bind_opt_string(L, 1, "licence", NULL);
    options.command = tkit_bind_opt_string(L, 1, "command", NULL);
    options.seed = (uint64_t)tkit_bind_opt_integer(L, 1, "seed", 0);
    options.epochs = (unsigned)tkit_bind_opt_integer(L, 1, "epochs", 0);
    options.features = (unsigned)tkit_bind_opt_integer(L, 1, "features", 0);
    options.evidence = tkit_bind_opt_string(L, 1, "evidence", NULL);
    lua_getfield(L, 1, "progress"); /* index 2 */
    int label_list = 0;
    if (lua_getfield(L, 1, "labels") == LUA_TTABLE) {
        label_list = 3;
        for (lua_Integer k = 1; k <= LABELS_MAX && lua_geti(L, 3, k) == LUA_TSTRING; k++) {
            labels[k - 1] = lua_tostring(L, -1);
            lua_pop(L, 1);
        }
        lua_settop(L, 3);
        options.labels = labels;
    }
    struct data_list data = read_data(L, "data", label_list), dev = read_data(L, "dev", label_list);
    options.data = data.items;
    options.data_count = data.count;
    options.dev = dev.items;
    options.dev_count = dev.count;
    luaL_checkstack(L, 10, NULL);
    struct train_progress progress = {L, tk, 0};
    tkit_model *lexicon = NULL;
    void *bytes = NULL;
    size_t size = 0;
    int rc = open_lexicon(L, tk, &lexicon);
    options.lexicon = lexicon;
    if (rc == TKIT_OK) {
        tkit_set_progress(tk, report, &progress);
        rc = tkit_train(tk, &options, &bytes, &size);
        tkit_set_progress(tk, NULL, NULL);
    }
    tkit_model_free(lexicon);
    if (progress.failed) {
        tkit_clear_interrupt(tk);
        tkit_train_free(tk, bytes, size);
        lua_settop(L, 2);
        return lua_error(L);
    }
    if (rc != TKIT_OK)
        return tkit_bind_fail(L, tk, rc);
    luaL_Buffer b; /* may raise for want of memory: the model's bytes go first into a block of Lua's */
    char *copy = luaL_buffinitsize(L, &b, size);
    memcpy(copy, bytes, size);
    tkit_train_free(tk, bytes, size);
    luaL_pushresultsize(&b, size);
    return 1;
}

/* toolkit.model_header(bytes) */
static int model_header(lua_State *L)
{
    size_t size;
    const char *bytes = luaL_checklstring(L, 1, &size);
    tkit *tk = tkit_bind_context(L);
    tkit_model *model;
    int rc = tkit_model_load(tk, luaL_optstring(L, 2, "model"), bytes, size, &model);
    if (rc != TKIT_OK)
        return tkit_bind_fail(L, tk, rc);
    lua_pushstring(L, tkit_model_header(model));
    tkit_model_free(model);
    return 1;
}

void tkit_bind_train(lua_State *L)
{
    static const luaL_Reg functions[] = {
        {"model_header", model_header}, {"train", toolkit_train}, {NULL, NULL}};
    luaL_setfuncs(L, functions, 0);
}
