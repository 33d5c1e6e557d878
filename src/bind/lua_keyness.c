/* toolkit.Keyness: forms of a tally ranked by keyness. Adds keyness() to the methods of toolkit.Tally. Rows are read
 * one by one, so that a table of them costs only what is looked at. */
#include "bind/bind.h"
#include "bind/lua_tally.h"

static const char class[] = "toolkit.Keyness";

struct box {
    tkit_keyness *keyness;
};

/* The tally is the user value of the box: it holds the forms. */
static const tkit_keyness *check_keyness(lua_State *L, int index, const tkit_tally **tally)
{
    struct box *box = luaL_checkudata(L, index, class);
    if (!box->keyness)
        luaL_error(L, "this keyness is closed");
    if (tally) {
        lua_getiuservalue(L, index, 1);
        *tally = tkit_bind_check_tally(L, -1);
        lua_pop(L, 1);
    }
    return box->keyness;
}

static int keyness_close(lua_State *L)
{
    struct box *box = luaL_checkudata(L, 1, class);
    tkit_keyness_free(box->keyness);
    box->keyness = NULL;
    return 0;
}

static int keyness_len(lua_State *L)
{
    size_t count;
    tkit_keyness_rows(check_keyness(L, 1, NULL), &count);
    lua_pushinteger(L, (lua_Integer)count);
    return 1;
}

static int keyness_tostring(lua_State *L)
{
    struct box *box = luaL_checkudata(L, 1, class);
    size_t count;
    if (box->keyness) {
        tkit_keyness_rows(box->keyness, &count);
        lua_pushfstring(L, "%s: %I rows", class, (lua_Integer)count);
    } else {
        lua_pushfstring(L, "%s: closed", class);
    }
    return 1;
}

/* tally:keyness(options) */
static int tally_keyness(lua_State *L)
{
    static const char *const known[] = {"target", "reference", "measure", "least", "alpha", "family", "constant", NULL};
    tkit_tally *tally = tkit_bind_check_tally(L, 1);
    luaL_checktype(L, 2, LUA_TTABLE);
    tkit_bind_check_options(L, 2, "keyness", known);
    lua_settop(L, 2);
    lua_Integer least = tkit_bind_opt_integer(L, 2, "least", 1);
    tkit_keyness_options options = {.size = sizeof options,
                                    .measure = tkit_bind_opt_string(L, 2, "measure", NULL),
                                    .least = least > 0 ? (uint64_t)least : 1,
                                    .alpha = tkit_bind_opt_number(L, 2, "alpha", 0),
                                    .family = tkit_bind_opt_integer(L, 2, "family", 0),
                                    .constant = tkit_bind_opt_number(L, 2, "constant", 0)};
    if (lua_getfield(L, 2, "target") != LUA_TTABLE)
        return luaL_error(L, "option 'target': expected a table from ids to true, got a %s", luaL_typename(L, 3));
    lua_getfield(L, 2, "reference");
    const unsigned char *target = tkit_bind_check_choice(L, 3, tally);
    const unsigned char *reference = tkit_bind_check_choice(L, 4, tally);
    struct box *box = tkit_bind_box(L, class, sizeof *box);
    lua_pushvalue(L, 1);
    lua_setiuservalue(L, -2, 1);
    tkit *tk = tkit_bind_context(L);
    int r = tkit_keyness_open(tk, tally, target, reference, &options, &box->keyness);
    return r == TKIT_OK ? 1 : tkit_bind_fail(L, tk, r);
}

static const tkit_keyness_row *row_at(const tkit_keyness *keyness, lua_Integer n)
{
    size_t count;
    const tkit_keyness_row *rows = tkit_keyness_rows(keyness, &count);
    return n >= 1 && (size_t)n <= count ? &rows[n - 1] : NULL;
}

static const tkit_keyness_row *check_row(lua_State *L, const tkit_keyness *keyness, int index)
{
    const tkit_keyness_row *row = row_at(keyness, luaL_checkinteger(L, index));
    if (!row)
        luaL_argerror(L, index, "there is no row of this number");
    return row;
}

static void push_side(lua_State *L, const tkit_tally_row *side)
{
    lua_pushinteger(L, (lua_Integer)side->count);
    lua_pushinteger(L, side->documents);
    if (side->count)
        lua_pushnumber(L, side->dp);
    else
        lua_pushnil(L);
}

/* row(n) */
static int keyness_row(lua_State *L)
{
    const tkit_tally *tally;
    const tkit_keyness *keyness = check_keyness(L, 1, &tally);
    const tkit_keyness_row *row = row_at(keyness, luaL_checkinteger(L, 2));
    size_t length;
    if (!row)
        return 0;
    const char *form = tkit_tally_form(tally, row->form, &length);
    lua_pushlstring(L, form, length);
    push_side(L, &row->target);
    push_side(L, &row->reference);
    lua_pushnumber(L, row->score);
    lua_pushnumber(L, row->p);
    lua_pushnumber(L, row->p_holm);
    lua_pushnumber(L, row->p_bh);
    return 11;
}

/* measure(n, name) */
static int keyness_measure(lua_State *L)
{
    const tkit_keyness *keyness = check_keyness(L, 1, NULL);
    const tkit_keyness_row *row = check_row(L, keyness, 2);
    const char *name = luaL_checkstring(L, 3);
    const tkit_measure *measure = tkit_measure_find(name);
    if (!measure)
        return luaL_argerror(L, 3, lua_pushfstring(L, "no measure is called '%s'", name));
    tkit_contingency table = tkit_keyness_table(keyness, row);
    lua_pushnumber(L, measure->value(&table, tkit_keyness_settings(keyness)));
    return 1;
}

/* interval(n): of the log ratio of one row, not corrected for the others. */
static int keyness_interval(lua_State *L)
{
    const tkit_keyness *keyness = check_keyness(L, 1, NULL);
    tkit_contingency table = tkit_keyness_table(keyness, check_row(L, keyness, 2));
    tkit_measure_options options = *tkit_keyness_settings(keyness);
    double low, high;
    options.family = 1;
    tkit_log_ratio_interval(&table, &options, &low, &high);
    lua_pushnumber(L, low);
    lua_pushnumber(L, high);
    return 2;
}

static int keyness_sizes(lua_State *L)
{
    tkit_keyness_sizes sizes = tkit_keyness_size(check_keyness(L, 1, NULL));
    lua_pushinteger(L, (lua_Integer)sizes.target_tokens);
    lua_pushinteger(L, sizes.target_documents);
    lua_pushinteger(L, (lua_Integer)sizes.reference_tokens);
    lua_pushinteger(L, sizes.reference_documents);
    return 4;
}

void tkit_bind_keyness(lua_State *L)
{
    static const luaL_Reg methods[] = {{"close", keyness_close},     {"interval", keyness_interval},
                                       {"measure", keyness_measure}, {"row", keyness_row},
                                       {"sizes", keyness_sizes},     {NULL, NULL}};
    static const luaL_Reg meta[] = {{"__gc", keyness_close},
                                    {"__close", keyness_close},
                                    {"__len", keyness_len},
                                    {"__tostring", keyness_tostring},
                                    {NULL, NULL}};
    tkit_bind_class(L, class, methods, meta);
    luaL_getmetatable(L, "toolkit.Tally");
    lua_getfield(L, -1, "__index");
    lua_pushcfunction(L, tally_keyness);
    lua_setfield(L, -2, "keyness");
    lua_pop(L, 2);
}
