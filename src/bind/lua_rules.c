/* The option `rules` of toolkit.documents(), toolkit.document() and corpus:add(): block rules as tables and
 * functions. */
#include "bind/load_options.h"

#include <stdio.h>

#include "bind/lua_document.h"

static const char rules_key = 0; /* its address is the registry key of a table, weak in its values: address of the rules
                                    -> their userdata, whose user value 1 is the list of functions */

struct lua_rule {
    lua_State **where;          /* the state that runs while the rule is asked */
    const tkit_block_rule *all; /* the userdata that it lies in */
    lua_Integer number;         /* in the list */
};

/* ---- asking ---- */

struct question {
    const tkit_document *document;
    size_t index;
    tkit_block *block;
    int decided;
};

/* Arguments: function, question. */
static int call_rule(lua_State *L)
{
    struct question *q = lua_touserdata(L, 2);
    size_t length;
    const char *text = tkit_document_text(q->document, &length);
    lua_settop(L, 1);
    lua_pushlstring(L, text + q->block->start, q->block->end - q->block->start);
    lua_createtable(L, 0, 5);
    lua_pushstring(L, tkit_block_kind_name(q->block->kind));
    lua_setfield(L, -2, "kind");
    lua_pushinteger(L, (lua_Integer)q->index + 1);
    lua_setfield(L, -2, "index");
    lua_pushinteger(L, (lua_Integer)tkit_document_block_count(q->document));
    lua_setfield(L, -2, "count");
    tkit_block before;
    tkit_document_block(q->document, q->index, &before);
    lua_pushstring(L, before.detail);
    lua_setfield(L, -2, "detail");
    lua_pushstring(L, tkit_document_file(q->document));
    lua_setfield(L, -2, "file");
    lua_call(L, 2, 2);
    if (!lua_toboolean(L, 1))
        return 0;
    const char *kind = lua_tostring(L, 1);
    q->block->kind = kind ? tkit_block_kind_named(kind) : 0;
    if (!q->block->kind)
        return luaL_error(L, "a rule gives the kind of a block or nil, not %s", luaL_tolstring(L, 1, NULL));
    if (!lua_isnil(L, 2))
        q->block->detail = luaL_checkstring(L, 2);
    q->decided = 1;
    return 2; /* the caller's stack keeps the detail alive */
}

static int on_judge(void *user, const tkit_document *document, size_t index, tkit_block *block)
{
    const struct lua_rule *rule = user;
    lua_State *L = *rule->where;
    struct question q = {.document = document, .index = index, .block = block};
    int top = lua_gettop(L);
    if (!lua_checkstack(L, 20))
        return tkit_rule_fail(document, "the stack of Lua is full");
    lua_rawgetp(L, LUA_REGISTRYINDEX, &rules_key);
    lua_rawgetp(L, -1, rule->all);
    lua_getiuservalue(L, -1, 1);
    lua_pushcfunction(L, call_rule);
    lua_rawgeti(L, -2, rule->number);
    lua_pushlightuserdata(L, &q);
    int status = lua_pcall(L, 2, 2, 0), rc = q.decided;
    if (status != LUA_OK) {
        rc =
            tkit_rule_fail(document, lua_pushfstring(L, "rule %d: %s", (int)rule->number, luaL_tolstring(L, -1, NULL)));
    } else if (rc && !lua_isnil(L, -1)) {
        lua_setfield(L, top + 3, "detail"); /* the list keeps it alive until the next answer */
    }
    lua_settop(L, top);
    return rc;
}

/* ---- the option ---- */

static const char *const known[] = {"name", "phrase", "pattern", "element", "longest", "kind", "detail", "judge", NULL};

/* A function of its own, so that a key that is not known is named with the rule it stands in. */
static void read_rule(lua_State *L, int table, lua_Integer number, tkit_block_rule *rule)
{
    char function[48];
    lua_pushfstring(L, "rule %d", (int)number);
    snprintf(function, sizeof function, "%s", lua_tostring(L, -1));
    lua_pop(L, 1);
    tkit_bind_check_options(L, table, function, known);
    rule->name = tkit_bind_opt_string(L, table, "name", NULL);
    rule->phrase = tkit_bind_opt_string(L, table, "phrase", NULL);
    rule->pattern = tkit_bind_opt_string(L, table, "pattern", NULL);
    rule->element = tkit_bind_opt_string(L, table, "element", NULL);
    rule->detail = tkit_bind_opt_string(L, table, "detail", NULL);
    lua_Integer longest = tkit_bind_opt_integer(L, table, "longest", 0);
    if (longest < 0 || longest > UINT32_MAX)
        luaL_error(L, "%s: 'longest' is a number of bytes, not %I", function, longest);
    rule->longest = (uint32_t)longest;
    const char *kind = tkit_bind_opt_string(L, table, "kind", NULL);
    rule->kind = kind ? tkit_block_kind_named(kind) : 0;
    if (kind && !rule->kind)
        luaL_error(L, "%s: no kind of block is called '%s'", function, kind);
}

const tkit_block_rule *tkit_bind_push_rules(lua_State *L, int index, lua_State **where, size_t *count)
{
    *count = 0;
    if (!lua_istable(L, index)) {
        lua_pushnil(L);
        return NULL;
    }
    if (lua_getfield(L, index, "rules") == LUA_TNIL)
        return NULL;
    if (!lua_istable(L, -1))
        luaL_error(L, "option 'rules': a list of tables and functions expected, got %s", luaL_typename(L, -1));
    int list = lua_gettop(L);
    lua_Integer n = luaL_len(L, list);
    tkit_block_rule *rules = lua_newuserdatauv(L, (size_t)(n + 1) * (sizeof *rules + sizeof(struct lua_rule)), 1);
    struct lua_rule *users = (struct lua_rule *)(rules + n + 1);
    lua_createtable(L, (int)n, 1);
    for (lua_Integer i = 0; i < n; i++) {
        int type = lua_rawgeti(L, list, i + 1);
        users[i] = (struct lua_rule){where, rules, i + 1};
        rules[i] = (tkit_block_rule){0};
        if (type == LUA_TTABLE) {
            read_rule(L, lua_gettop(L), i + 1, &rules[i]);
            type = lua_getfield(L, -1, "judge");
            if (type != LUA_TNIL && type != LUA_TFUNCTION)
                luaL_error(L, "rule %d: 'judge' is a function (text, block)", (int)i + 1);
            lua_remove(L, -2);
        } else if (type != LUA_TFUNCTION) {
            luaL_error(L, "rule %d is a %s: a table or a function (text, block) is expected", (int)i + 1,
                       luaL_typename(L, -1));
        }
        if (type == LUA_TFUNCTION) {
            rules[i].judge = on_judge;
            rules[i].user = &users[i];
        }
        lua_rawseti(L, -2, i + 1);
    }
    lua_setiuservalue(L, -2, 1);
    lua_remove(L, list);
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &rules_key) == LUA_TNIL) {
        lua_pop(L, 1);
        lua_newtable(L);
        lua_createtable(L, 0, 1);
        lua_pushliteral(L, "v");
        lua_setfield(L, -2, "__mode");
        lua_setmetatable(L, -2);
        lua_pushvalue(L, -1);
        lua_rawsetp(L, LUA_REGISTRYINDEX, &rules_key);
    }
    lua_pushvalue(L, -2);
    lua_rawsetp(L, -2, rules);
    lua_pop(L, 1);
    *count = (size_t)n;
    return rules;
}
