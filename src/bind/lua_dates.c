/* toolkit.dates and toolkit.numbers: what the rules find in a text, as iterators of plain values. */
#include "bind/bind.h"

#include <math.h>

#define DATES "toolkit.Dates"
#define NUMBERS "toolkit.Numbers"

struct dates_box {
    tkit *tk;
    tkit_dates dates;
    size_t next;
};

struct numbers_box {
    tkit *tk;
    tkit_numbers numbers;
    size_t next;
};

/* The text lives in user value 1 of the box: units and hedges are slices of it. */
static void keep_text(lua_State *L, int text)
{
    lua_pushvalue(L, text);
    lua_setiuservalue(L, -2, 1);
}

/* The generic `for` of Lua 5.4 takes four values: function, state, control, and what to close at
 * the end. */
static int iterator(lua_State *L, lua_CFunction step)
{
    lua_pushcfunction(L, step);
    lua_insert(L, -2);
    lua_pushnil(L);
    lua_pushvalue(L, -2);
    return 4;
}

/* ---- dates ---- */

static int dates_close(lua_State *L)
{
    struct dates_box *box = luaL_checkudata(L, 1, DATES);
    if (box->tk)
        tkit_dates_free(box->tk, &box->dates);
    box->next = 0;
    return 0;
}

static int dates_step(lua_State *L)
{
    struct dates_box *box = luaL_checkudata(L, 1, DATES);
    if (box->next >= box->dates.count)
        return 0;
    const tkit_date *d = &box->dates.items[box->next++];
    lua_pushinteger(L, (lua_Integer)d->start + 1);
    lua_pushinteger(L, d->end);
    if (d->value[0])
        lua_pushstring(L, d->value);
    else
        lua_pushnil(L);
    const char *precision = tkit_date_precision_name(d->precision);
    if (precision)
        lua_pushstring(L, precision);
    else
        lua_pushnil(L);
    lua_pushstring(L, tkit_date_how_name(d->how));
    return 5;
}

static int find_dates(lua_State *L)
{
    static const char *const known[] = {"anchor", "order", NULL};
    size_t length;
    const char *text = luaL_checklstring(L, 1, &length);
    tkit_bind_check_options(L, 2, "dates", known);
    tkit_date_options options = {.size = sizeof options,
                                 .anchor = tkit_bind_opt_string(L, 2, "anchor", NULL),
                                 .order = tkit_bind_opt_string(L, 2, "order", NULL)};
    tkit *tk = tkit_bind_context(L);
    struct dates_box *box = tkit_bind_box(L, DATES, sizeof *box);
    box->tk = tk;
    int code = tkit_dates_find(tk, text, length, &options, &box->dates);
    return code == TKIT_OK ? iterator(L, dates_step) : tkit_bind_raise(L, tk, code);
}

/* ---- numbers ---- */

static int numbers_close(lua_State *L)
{
    struct numbers_box *box = luaL_checkudata(L, 1, NUMBERS);
    if (box->tk)
        tkit_numbers_free(box->tk, &box->numbers);
    box->next = 0;
    return 0;
}

/* Whole numbers as integers, an open end as nil. */
static void push_bound(lua_State *L, double value)
{
    lua_Integer whole;
    if (isinf(value))
        lua_pushnil(L);
    else if (lua_numbertointeger(value, &whole) && (double)whole == value)
        lua_pushinteger(L, whole);
    else
        lua_pushnumber(L, value);
}

static void push_unit(lua_State *L, const char *text, const tkit_number *n)
{
    if (!n->unit && n->unit_end == n->unit_start) {
        lua_pushnil(L);
        return;
    }
    if (n->unit)
        lua_pushstring(L, n->unit);
    else
        lua_pushlstring(L, text + n->unit_start, n->unit_end - n->unit_start);
    if (n->period) {
        lua_pushfstring(L, "%s per %s", lua_tostring(L, -1), n->period);
        lua_remove(L, -2);
    }
}

static int numbers_step(lua_State *L)
{
    struct numbers_box *box = luaL_checkudata(L, 1, NUMBERS);
    if (box->next >= box->numbers.count)
        return 0;
    const tkit_number *n = &box->numbers.items[box->next++];
    lua_getiuservalue(L, 1, 1);
    const char *text = lua_tostring(L, -1);
    lua_pushinteger(L, (lua_Integer)n->start + 1);
    lua_pushinteger(L, n->end);
    push_bound(L, n->min);
    push_bound(L, n->max);
    push_unit(L, text, n);
    if (n->hedge_end > n->hedge_start)
        lua_pushlstring(L, text + n->hedge_start, n->hedge_end - n->hedge_start);
    else
        lua_pushnil(L);
    lua_pushstring(L, tkit_number_kind_name(n->kind));
    return 7;
}

static int find_numbers(lua_State *L)
{
    static const char *const known[] = {NULL};
    size_t length;
    const char *text = luaL_checklstring(L, 1, &length);
    tkit_bind_check_options(L, 2, "numbers", known);
    tkit *tk = tkit_bind_context(L);
    struct numbers_box *box = tkit_bind_box(L, NUMBERS, sizeof *box);
    box->tk = tk;
    keep_text(L, 1);
    int code = tkit_numbers_find(tk, text, length, &box->numbers);
    return code == TKIT_OK ? iterator(L, numbers_step) : tkit_bind_raise(L, tk, code);
}

void tkit_bind_dates(lua_State *L)
{
    static const luaL_Reg methods[] = {{NULL, NULL}};
    static const luaL_Reg dates_meta[] = {{"__gc", dates_close}, {"__close", dates_close}, {NULL, NULL}};
    static const luaL_Reg numbers_meta[] = {{"__gc", numbers_close}, {"__close", numbers_close}, {NULL, NULL}};
    tkit_bind_class(L, DATES, methods, dates_meta);
    tkit_bind_class(L, NUMBERS, methods, numbers_meta);
    lua_pushcfunction(L, find_dates);
    lua_setfield(L, -2, "dates");
    lua_pushcfunction(L, find_numbers);
    lua_setfield(L, -2, "numbers");
}
