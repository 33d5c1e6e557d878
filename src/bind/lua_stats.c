/* toolkit.stats: the measures of stats.h on Lua numbers and lists. No userdata: everything is a pure function. */
#include "bind/bind.h"

#include <math.h>
#include <string.h>

/* A Lua list as a C array inside a userdata, so that a raise frees it. */
static void *list_memory(lua_State *L, int index, size_t size, size_t *count)
{
    luaL_checktype(L, index, LUA_TTABLE);
    *count = (size_t)luaL_len(L, index);
    return lua_newuserdatauv(L, *count * size + 1, 0);
}

static int64_t *check_integers(lua_State *L, int index, size_t *count)
{
    int64_t *values = list_memory(L, index, sizeof *values, count);
    for (size_t i = 0; i < *count; i++) {
        int ok;
        lua_rawgeti(L, index, (lua_Integer)i + 1);
        values[i] = lua_tointegerx(L, -1, &ok);
        if (!ok)
            luaL_argerror(L, index, lua_pushfstring(L, "element %d is not an integer", (int)i + 1));
        lua_pop(L, 1);
    }
    return values;
}

static double *check_numbers(lua_State *L, int index, size_t *count)
{
    double *values = list_memory(L, index, sizeof *values, count);
    for (size_t i = 0; i < *count; i++) {
        int ok;
        lua_rawgeti(L, index, (lua_Integer)i + 1);
        values[i] = lua_tonumberx(L, -1, &ok);
        if (!ok)
            luaL_argerror(L, index, lua_pushfstring(L, "element %d is not a number", (int)i + 1));
        lua_pop(L, 1);
    }
    return values;
}

static const tkit_measure *check_measure(lua_State *L, int index)
{
    const char *name = luaL_checkstring(L, index);
    const tkit_measure *measure = tkit_measure_find(name);
    if (!measure)
        luaL_argerror(L, index, lua_pushfstring(L, "no measure is called '%s'", name));
    return measure;
}

static tkit_measure_options check_options(lua_State *L, int index, const char *function)
{
    static const char *const known[] = {"alpha", "family", "constant", NULL};
    tkit_bind_check_options(L, index, function, known);
    return (tkit_measure_options){.size = sizeof(tkit_measure_options),
                                  .alpha = tkit_bind_opt_number(L, index, "alpha", 0),
                                  .family = tkit_bind_opt_integer(L, index, "family", 0),
                                  .constant = tkit_bind_opt_number(L, index, "constant", 0)};
}

static tkit_contingency check_table(lua_State *L, int index)
{
    tkit_contingency t = {luaL_checkinteger(L, index), luaL_checkinteger(L, index + 1),
                          luaL_checkinteger(L, index + 2), luaL_checkinteger(L, index + 3)};
    luaL_argcheck(L, tkit_contingency_valid(&t), index,
                  "these margins make a negative cell (0 <= o11 <= r1, c1 and r1 + c1 - o11 <= n)");
    return t;
}

/* ---- measures ---- */

static int measures(lua_State *L)
{
    lua_newtable(L);
    for (size_t i = 0; tkit_measure_at(i); i++) {
        lua_pushstring(L, tkit_measure_at(i)->name);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

/* The names of the reference, in its order. */
static int reference(lua_State *L)
{
    lua_newtable(L);
    for (size_t i = 0; tkit_reference_at(i); i++) {
        lua_pushstring(L, tkit_reference_at(i)->name);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

static int describe(lua_State *L)
{
    const char *name = luaL_checkstring(L, 1);
    const tkit_reference *r = tkit_reference_find(name);
    if (!r)
        return luaL_argerror(L, 1, lua_pushfstring(L, "no measure is called '%s'", name));
    const char *const fields[] = {r->formula, r->source, r->reading, r->range, r->caution, r->group};
    enum { FIELDS = sizeof fields / sizeof *fields };
    for (size_t i = 0; i < FIELDS; i++) lua_pushstring(L, fields[i]);
    return FIELDS;
}

static int measure_value(lua_State *L)
{
    const tkit_measure *measure = check_measure(L, 1);
    tkit_contingency table = check_table(L, 2);
    tkit_measure_options options = check_options(L, 6, "measure");
    lua_pushnumber(L, measure->value(&table, &options));
    return 1;
}

static int keyness_value(lua_State *L)
{
    const tkit_measure *measure = check_measure(L, 1);
    tkit_contingency table = tkit_contingency_keyness(luaL_checkinteger(L, 2), luaL_checkinteger(L, 3),
                                                      luaL_checkinteger(L, 4), luaL_checkinteger(L, 5));
    luaL_argcheck(L, tkit_contingency_valid(&table), 2, "a frequency is negative or above its corpus size");
    tkit_measure_options options = check_options(L, 6, "keyness");
    lua_pushnumber(L, measure->value(&table, &options));
    return 1;
}

static int log_ratio_interval(lua_State *L)
{
    double low, high;
    tkit_contingency table = check_table(L, 1);
    tkit_measure_options options = check_options(L, 5, "log_ratio_interval");
    tkit_log_ratio_interval(&table, &options, &low, &high);
    lua_pushnumber(L, low);
    lua_pushnumber(L, high);
    return 2;
}

/* ---- tests and corrections ---- */

static int chi2_p(lua_State *L)
{
    lua_pushnumber(L, tkit_chi2_p(luaL_checknumber(L, 1), luaL_optnumber(L, 2, 1)));
    return 1;
}

static int normal_p(lua_State *L)
{
    lua_pushnumber(L, tkit_normal_p(luaL_checknumber(L, 1)));
    return 1;
}

static int chi2_log_p(lua_State *L)
{
    lua_pushnumber(L, tkit_chi2_log_p(luaL_checknumber(L, 1), luaL_optnumber(L, 2, 1)));
    return 1;
}

static int normal_log_p(lua_State *L)
{
    lua_pushnumber(L, tkit_normal_log_p(luaL_checknumber(L, 1)));
    return 1;
}

static int fisher_log_p(lua_State *L)
{
    static const char *const sides[] = {"two", "left", "right", NULL};
    static const int numbers[] = {0, -1, 1};
    tkit_contingency table = check_table(L, 1);
    lua_pushnumber(L, tkit_fisher_log_p(&table, numbers[luaL_checkoption(L, 5, "two", sides)]));
    return 1;
}

static int beta_p(lua_State *L)
{
    lua_pushnumber(L, tkit_beta_p(luaL_checknumber(L, 1), luaL_checknumber(L, 2), luaL_checknumber(L, 3),
                                  lua_toboolean(L, 4)));
    return 1;
}

static int beta_quantile(lua_State *L)
{
    lua_pushnumber(L, tkit_beta_quantile(luaL_checknumber(L, 1), luaL_checknumber(L, 2), luaL_checknumber(L, 3),
                                         lua_toboolean(L, 4)));
    return 1;
}

static int adjust(lua_State *L)
{
    static const char *const names[] = {"bonferroni", "holm", "bh", NULL};
    static const enum tkit_correction methods[] = {TKIT_BONFERRONI, TKIT_HOLM, TKIT_BENJAMINI_HOCHBERG};
    size_t count;
    enum tkit_correction method = methods[luaL_checkoption(L, 2, "holm", names)];
    lua_Integer family = luaL_optinteger(L, 3, 0);
    luaL_argcheck(L, family >= 0, 3, "the family is a number of tests");
    double *p = check_numbers(L, 1, &count);
    tkit *tk = tkit_bind_context(L);
    int code = tkit_adjust_p(tk, p, count, (size_t)family, method);
    if (code != TKIT_OK)
        return tkit_bind_raise(L, tk, code);
    lua_createtable(L, (int)count, 0);
    for (size_t i = 0; i < count; i++) {
        lua_pushnumber(L, p[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

static int mann_whitney(lua_State *L)
{
    size_t na, nb;
    double *a = check_numbers(L, 1, &na), *b = check_numbers(L, 2, &nb);
    tkit *tk = tkit_bind_context(L);
    tkit_mann_whitney result;
    int code = tkit_mann_whitney_test(tk, a, na, b, nb, &result);
    if (code != TKIT_OK)
        return tkit_bind_raise(L, tk, code);
    lua_pushnumber(L, result.u);
    lua_pushnumber(L, result.z);
    lua_pushnumber(L, result.p);
    lua_pushnumber(L, result.superiority);
    if (isnan(result.p_exact))
        lua_pushnil(L);
    else
        lua_pushnumber(L, result.p_exact);
    return 5;
}

static int permutation(lua_State *L)
{
    static const char *const known[] = {"rounds", "seed", NULL};
    const tkit_measure *measure = check_measure(L, 1);
    lua_Integer target = luaL_checkinteger(L, 4);
    tkit_bind_check_options(L, 5, "permutation", known);
    lua_Integer rounds = tkit_bind_opt_integer(L, 5, "rounds", 999);
    lua_Integer seed = tkit_bind_opt_integer(L, 5, "seed", 1);
    luaL_argcheck(L, target >= 0, 4, "a number of documents");
    size_t count, sizes_count;
    int64_t *hits = check_integers(L, 2, &count), *sizes = check_integers(L, 3, &sizes_count);
    luaL_argcheck(L, count == sizes_count, 3, "as many sizes as hits");
    tkit *tk = tkit_bind_context(L);
    double p;
    int code = tkit_permutation_p(tk, measure, hits, sizes, count, (size_t)target, (int)rounds, (uint64_t)seed, &p);
    if (code != TKIT_OK)
        return tkit_bind_raise(L, tk, code);
    lua_pushnumber(L, p);
    return 1;
}

/* ---- dispersion, diversity, readability ---- */

static void set_number(lua_State *L, const char *name, double value)
{
    lua_pushnumber(L, value);
    lua_setfield(L, -2, name);
}

static void set_integer(lua_State *L, const char *name, int64_t value)
{
    lua_pushinteger(L, value);
    lua_setfield(L, -2, name);
}

static int dispersion(lua_State *L)
{
    size_t count, sizes_count;
    int64_t *hits = check_integers(L, 1, &count), *sizes = check_integers(L, 2, &sizes_count);
    luaL_argcheck(L, count == sizes_count, 2, "as many sizes as hits");
    tkit *tk = tkit_bind_context(L);
    tkit_dispersion d;
    int code = tkit_dispersion_of_parts(tk, hits, sizes, count, &d);
    if (code != TKIT_OK)
        return tkit_bind_raise(L, tk, code);
    lua_newtable(L);
    set_integer(L, "frequency", d.frequency);
    set_integer(L, "range", d.range);
    set_number(L, "juilland_d", d.juilland_d);
    set_number(L, "juilland_d_raw", d.juilland_d_raw);
    set_number(L, "carroll_d2", d.carroll_d2);
    set_number(L, "carroll_d2_raw", d.carroll_d2_raw);
    set_number(L, "rosengren_s", d.rosengren_s);
    set_number(L, "lyne_d3", d.lyne_d3);
    set_number(L, "zhang_dc", d.zhang_dc);
    set_number(L, "dp", d.dp);
    set_number(L, "dp_norm", d.dp_norm);
    set_number(L, "dp_norm_2008", d.dp_norm_2008);
    set_number(L, "dp_egbert", d.dp_egbert);
    set_number(L, "kld", d.kld);
    set_number(L, "kld_o2p", d.kld_o2p);
    set_number(L, "kld_base_2", d.kld_base_2);
    set_number(L, "kld_base_e", d.kld_base_e);
    set_number(L, "da", d.da);
    return 1;
}

static int dispersion_of_positions(lua_State *L)
{
    size_t count;
    lua_Integer tokens = luaL_checkinteger(L, 2);
    int64_t *positions = check_integers(L, 1, &count);
    for (size_t i = 0; i < count; i++) { /* Lua counts tokens from 1 */
        luaL_argcheck(L, positions[i] >= 1 && positions[i] <= tokens && (i == 0 || positions[i] > positions[i - 1]), 1,
                      "positions ascend from 1 to the number of tokens");
    }
    for (size_t i = 0; i < count; i++) positions[i]--;
    luaL_argcheck(L, count > 0, 1, "no positions");
    tkit_dispersion_positions d;
    tkit_dispersion_of_positions((const uint64_t *)positions, count, (uint64_t)tokens, &d);
    lua_newtable(L);
    set_number(L, "arf", d.arf);
    set_number(L, "awt", d.awt);
    set_number(L, "fawt", d.fawt);
    set_number(L, "ald", d.ald);
    set_number(L, "fald", d.fald);
    return 1;
}

/* Words become ids in order of their first appearance; table at `index`, ids on top of the stack. */
static uint32_t *check_type_ids(lua_State *L, int index, size_t *count, uint32_t *types)
{
    uint32_t *ids = list_memory(L, index, sizeof *ids, count);
    lua_newtable(L);
    for (size_t i = 0; i < *count; i++) {
        if (lua_rawgeti(L, index, (lua_Integer)i + 1) != LUA_TSTRING)
            luaL_argerror(L, index, "a list of words");
        lua_pushvalue(L, -1);
        if (lua_rawget(L, -3) == LUA_TNIL) {
            ids[i] = (*types)++;
            lua_pop(L, 1);
            lua_pushinteger(L, ids[i]);
            lua_rawset(L, -3);
        } else {
            ids[i] = (uint32_t)lua_tointeger(L, -1);
            lua_pop(L, 2);
        }
    }
    lua_pop(L, 1);
    return ids;
}

static int diversity(lua_State *L)
{
    static const char *const known[] = {"window", NULL};
    size_t count;
    uint32_t types = 0;
    tkit_bind_check_options(L, 2, "diversity", known);
    lua_Integer window = tkit_bind_opt_integer(L, 2, "window", 0);
    uint32_t *ids = check_type_ids(L, 1, &count, &types);
    tkit *tk = tkit_bind_context(L);
    tkit_diversity d;
    int code = tkit_diversity_of(tk, ids, count, types, (size_t)window, &d);
    if (code != TKIT_OK)
        return tkit_bind_raise(L, tk, code);
    lua_newtable(L);
    set_integer(L, "tokens", d.tokens);
    set_integer(L, "types", d.types);
    set_integer(L, "hapax", d.hapax);
    set_number(L, "ttr", d.ttr);
    set_number(L, "mattr", d.mattr);
    set_number(L, "mtld", d.mtld);
    set_number(L, "yule_k", d.yule_k);
    set_number(L, "simpson", d.simpson);
    set_number(L, "hapax_growth", d.hapax_growth);
    set_number(L, "hdd", d.hdd);
    set_number(L, "guiraud", d.guiraud);
    set_number(L, "herdan", d.herdan);
    return 1;
}

static int readability(lua_State *L)
{
    static const char *const known[] = {"sentences", "words", "syllables", "characters", "polysyllables",
                                        "long_words", NULL};
    luaL_checktype(L, 1, LUA_TTABLE);
    tkit_bind_check_options(L, 1, "readability", known);
    tkit_readability_counts c = {.sentences = tkit_bind_opt_integer(L, 1, "sentences", 0),
                                 .words = tkit_bind_opt_integer(L, 1, "words", 0),
                                 .syllables = tkit_bind_opt_integer(L, 1, "syllables", 0),
                                 .characters = tkit_bind_opt_integer(L, 1, "characters", 0),
                                 .polysyllables = tkit_bind_opt_integer(L, 1, "polysyllables", 0),
                                 .long_words = tkit_bind_opt_integer(L, 1, "long_words", 0)};
    tkit_readability r;
    luaL_argcheck(L, tkit_readability_of(&c, &r) == TKIT_OK, 1, "readability needs sentences and words");
    lua_newtable(L);
    set_number(L, "flesch", r.flesch);
    set_number(L, "flesch_kincaid", r.flesch_kincaid);
    set_number(L, "fog", r.fog);
    set_number(L, "smog", r.smog);
    set_number(L, "ari", r.ari);
    set_number(L, "coleman_liau", r.coleman_liau);
    set_number(L, "lix", r.lix);
    return 1;
}

static int syllables(lua_State *L)
{
    size_t length;
    const char *word = luaL_checklstring(L, 1, &length);
    lua_pushinteger(L, tkit_syllables_english(word, length));
    return 1;
}

void tkit_bind_stats(lua_State *L)
{
    static const luaL_Reg functions[] = {{"measures", measures},
                                         {"describe", describe},
                                         {"reference", reference},
                                         {"measure", measure_value},
                                         {"keyness", keyness_value},
                                         {"log_ratio_interval", log_ratio_interval},
                                         {"chi2_p", chi2_p},
                                         {"normal_p", normal_p},
                                         {"chi2_log_p", chi2_log_p},
                                         {"normal_log_p", normal_log_p},
                                         {"fisher_log_p", fisher_log_p},
                                         {"beta_p", beta_p},
                                         {"beta_quantile", beta_quantile},
                                         {"adjust", adjust},
                                         {"mann_whitney", mann_whitney},
                                         {"permutation", permutation},
                                         {"dispersion", dispersion},
                                         {"dispersion_of_positions", dispersion_of_positions},
                                         {"diversity", diversity},
                                         {"readability", readability},
                                         {"syllables", syllables},
                                         {NULL, NULL}};
    luaL_newlib(L, functions);
    lua_setfield(L, -2, "stats");
}
