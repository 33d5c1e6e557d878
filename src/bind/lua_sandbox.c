/* toolkit.sandbox: runs a script that is not trusted in a Lua state of its own.
 *
 * The state has its own allocator with a cap, a hook that counts instructions and watches the clock, and only what
 * toolkit/sandbox/profile.lua hands out. Once a limit is met the hook fires at every instruction, so that no pcall can
 * swallow it. Plain values go in and come out as copies; nothing else crosses. */
#include "bind/bind.h"

#include <lualib.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { COUNT = 1000, DEPTH = 32 };
static const char BOX[] = "toolkit.Sandbox";

struct sandbox {
    lua_State *host, *guest;
    tkit *tk; /* the host's, for its interrupt flag */
    size_t memory, memory_limit, output, output_limit;
    uint64_t instructions, instruction_limit, deadline; /* the deadline in milliseconds */
    const char *stopped;                                /* why, or NULL */
    const char *kind;                                   /* of the failure */
    int has_print;                                      /* a function at host index 3 */
};

static uint64_t now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

/* ---- limits ---- */

static void *take(void *user, void *block, size_t old_size, size_t new_size)
{
    struct sandbox *s = user;
    if (!block)
        old_size = 0; /* Lua passes a type here */
    if (new_size == 0) {
        free(block);
        s->memory -= old_size;
        return NULL;
    }
    if (new_size > old_size && new_size - old_size > s->memory_limit - s->memory)
        return NULL;
    void *moved = realloc(block, new_size);
    if (moved)
        s->memory = s->memory - old_size + new_size;
    return moved;
}

static struct sandbox *of(lua_State *L)
{
    return *(struct sandbox **)lua_getextraspace(L);
}

static void on_count(lua_State *L, lua_Debug *debug);

static int stop(lua_State *L, const char *kind, const char *message)
{
    struct sandbox *s = of(L);
    if (!s->stopped) {
        s->stopped = message;
        s->kind = kind;
    }
    lua_sethook(L, on_count, LUA_MASKCOUNT, 1);
    return luaL_error(L, "%s", s->stopped);
}

static void on_count(lua_State *L, lua_Debug *debug)
{
    (void)debug;
    struct sandbox *s = of(L);
    if (s->stopped)
        stop(L, s->kind, s->stopped);
    s->instructions += COUNT;
    if (s->instructions > s->instruction_limit)
        stop(L, "instructions", "the script ran too many instructions");
    if (now() >= s->deadline)
        stop(L, "time", "the script ran too long");
    if (tkit_is_interrupted(s->tk))
        stop(L, "interrupted", "interrupted");
}

void tkit_bind_charge(lua_State *L, long steps)
{
    struct sandbox *s = of(L);
    s->instructions += (uint64_t)steps;
    on_count(L, NULL);
}

/* ---- values that cross ---- */

/* Pushes a copy of the plain value from[index] onto `to`. NULL, or what cannot cross. Raises only in `to`. */
static const char *copy(lua_State *from, int index, lua_State *to, int depth)
{
    if (depth > DEPTH)
        return "a table nested too deeply";
    if (!lua_checkstack(from, 4))
        return "too many values";
    luaL_checkstack(to, 4, "too many values");
    index = lua_absindex(from, index);
    switch (lua_type(from, index)) {
    case LUA_TNIL: lua_pushnil(to); return NULL;
    case LUA_TBOOLEAN: lua_pushboolean(to, lua_toboolean(from, index)); return NULL;
    case LUA_TNUMBER:
        if (lua_isinteger(from, index))
            lua_pushinteger(to, lua_tointeger(from, index));
        else
            lua_pushnumber(to, lua_tonumber(from, index));
        return NULL;
    case LUA_TSTRING: {
        size_t length;
        const char *text = lua_tolstring(from, index, &length);
        lua_pushlstring(to, text, length);
        return NULL;
    }
    case LUA_TTABLE:
        lua_newtable(to);
        lua_pushnil(from);
        while (lua_next(from, index)) {
            const char *problem = copy(from, -2, to, depth + 1);
            if (!problem)
                problem = copy(from, -1, to, depth + 1);
            if (problem) {
                lua_pop(from, 2);
                return problem;
            }
            lua_rawset(to, -3);
            lua_pop(from, 1);
        }
        return NULL;
    default: return "a value that is neither number, text, boolean nor table";
    }
}

/* ---- inside the guest ---- */

struct printed {
    const char *text;
    size_t length;
};

/* In the host, protected: calls its function (argument 1) with the text. */
static int host_print(lua_State *L)
{
    const struct printed *printed = lua_touserdata(L, 2);
    lua_pushvalue(L, 1);
    lua_pushlstring(L, printed->text, printed->length);
    lua_call(L, 1, 0);
    return 0;
}

/* print of the profile: one text, handed to the host's function. */
static int guest_print(lua_State *L)
{
    struct sandbox *s = of(L);
    size_t length;
    const char *text = luaL_checklstring(L, 1, &length);
    if (length > s->output_limit - s->output)
        stop(L, "output", "the script printed too much");
    s->output += length;
    if (!s->has_print)
        return 0;
    /* The host is in the middle of toolkit.sandbox(): its stack may be used, its errors must not cross. */
    lua_State *host = s->host;
    if (!lua_checkstack(host, 4))
        luaL_error(L, "stack overflow");
    int top = lua_gettop(host);
    struct printed printed = {text, length};
    lua_pushcfunction(host, host_print);
    lua_pushvalue(host, 3);
    lua_pushlightuserdata(host, &printed);
    int status = lua_pcall(host, 2, 0, 0);
    lua_settop(host, top);
    if (status != LUA_OK)
        stop(L, "error", "print failed");
    return 0;
}

/* load of the profile: (text, name, environment) -> function, or nil and the reason. Text only, never bytecode. */
static int guest_load(lua_State *L)
{
    size_t length;
    const char *text = luaL_checklstring(L, 1, &length), *name = luaL_checkstring(L, 2);
    if (luaL_loadbufferx(L, text, length, name, "t") != LUA_OK) {
        lua_pushnil(L);
        lua_insert(L, -2);
        return 2;
    }
    lua_pushvalue(L, 3);
    if (!lua_setupvalue(L, -2, 1))
        lua_pop(L, 1);
    return 1;
}

static const luaL_Reg guest_libraries[] = {
    {LUA_GNAME, luaopen_base},           {LUA_LOADLIBNAME, luaopen_package}, {LUA_COLIBNAME, luaopen_coroutine},
    {LUA_TABLIBNAME, luaopen_table},     {LUA_OSLIBNAME, luaopen_os},        {LUA_STRLIBNAME, luaopen_string},
    {LUA_MATHLIBNAME, luaopen_math},     {LUA_UTF8LIBNAME, luaopen_utf8},    {NULL, NULL}};

/* Runs in the guest, protected; source and options are the host's values 1 and 2. Leaves the script's results. */
static int guest_main(lua_State *L)
{
    struct sandbox *s = of(L);
    lua_State *host = s->host;
    for (const luaL_Reg *library = guest_libraries; library->func; library++) {
        luaL_requiref(L, library->name, library->func, 1);
        lua_pop(L, 1);
    }
    tkit_bind_create_context(L, &(tkit_options){.size = sizeof(tkit_options), .allocate = take, .allocate_user = s});
    luaL_requiref(L, "toolkit", luaopen_toolkit, 0);
    lua_settop(L, 0);
    /* environment = require "toolkit.sandbox.profile" (patterns, print, load) */
    lua_getglobal(L, "require");
    lua_pushliteral(L, "toolkit.sandbox.profile");
    lua_call(L, 1, 1);
    tkit_bind_bounded_patterns(L);
    lua_pushcfunction(L, guest_print);
    lua_pushcfunction(L, guest_load);
    lua_pushinteger(L, (lua_Integer)(s->memory_limit / 4));
    lua_call(L, 4, 1);
    /* data = options.data; arg = options.arguments */
    lua_getfield(host, 2, "data");
    const char *problem = copy(host, -1, L, 0);
    lua_pop(host, 1);
    if (problem)
        return luaL_error(L, "data: %s", problem);
    lua_setfield(L, 1, "data");
    int count = 0;
    if (lua_getfield(host, 2, "arguments") == LUA_TTABLE) {
        count = (int)lua_rawlen(host, -1);
        problem = copy(host, -1, L, 0);
    } else {
        lua_newtable(L);
    }
    lua_pop(host, 1);
    if (problem)
        return luaL_error(L, "arguments: %s", problem);
    lua_setfield(L, 1, "arg");
    size_t length;
    const char *source = lua_tolstring(host, 1, &length);
    lua_getfield(host, 2, "name");
    const char *name = lua_isstring(host, -1) ? lua_tostring(host, -1) : "=sandbox";
    int status = luaL_loadbufferx(L, source, length, name, "t");
    lua_pop(host, 1);
    if (status != LUA_OK) {
        s->kind = "syntax";
        return lua_error(L);
    }
    lua_pushvalue(L, 1);
    lua_setupvalue(L, 2, 1); /* _ENV */
    luaL_checkstack(L, count + 1, "too many arguments");
    lua_getfield(L, 1, "arg");
    for (int i = 1; i <= count; i++) lua_rawgeti(L, 3, i);
    lua_remove(L, 3);
    lua_sethook(L, on_count, LUA_MASKCOUNT, COUNT); /* before any coroutine exists: they inherit it */
    lua_call(L, count, LUA_MULTRET);
    lua_sethook(L, NULL, 0, 0);
    return lua_gettop(L) - 1;
}

/* ---- the host's side ---- */

static int sandbox_close(lua_State *L)
{
    struct sandbox *s = luaL_checkudata(L, 1, BOX);
    lua_State *guest = s->guest;
    s->guest = NULL;
    if (guest) {
        s->memory_limit = (size_t)-1 >> 1; /* closing must not fail */
        lua_close(guest);
    }
    return 0;
}

/* nil, message, kind */
static int fail(lua_State *L, struct sandbox *s, int status)
{
    size_t length = 0;
    const char *message = lua_type(s->guest, -1) == LUA_TSTRING ? lua_tolstring(s->guest, -1, &length) : NULL;
    const char *kind = s->kind ? s->kind : status == LUA_ERRMEM ? "memory" : "error";
    lua_pushnil(L);
    if (s->stopped)
        lua_pushstring(L, s->stopped);
    else if (message)
        lua_pushlstring(L, message, length);
    else
        lua_pushfstring(L, "(error object is a %s value)", luaL_typename(s->guest, -1));
    if (message && !s->stopped && (strstr(message, "not enough memory") || strstr(message, "out of memory")))
        kind = "memory";
    lua_pushstring(L, kind);
    return 3;
}

static int sandbox(lua_State *L)
{
    static const char *const known[] = {"name", "arguments", "data", "print", "memory", "instructions",
                                        "seconds", "output", NULL};
    luaL_checkstring(L, 1);
    lua_settop(L, 2);
    if (lua_isnil(L, 2)) {
        lua_newtable(L);
        lua_replace(L, 2);
    }
    tkit_bind_check_options(L, 2, "toolkit.sandbox", known);
    tkit_bind_opt_string(L, 2, "name", NULL);
    lua_Integer memory = tkit_bind_opt_integer(L, 2, "memory", 64 << 20);
    lua_Integer instructions = tkit_bind_opt_integer(L, 2, "instructions", 2000000000);
    lua_Integer output = tkit_bind_opt_integer(L, 2, "output", 16 << 20);
    lua_getfield(L, 2, "seconds");
    lua_Number seconds = luaL_optnumber(L, -1, 10);
    lua_pop(L, 1);
    luaL_argcheck(L, memory >= 1 << 20, 2, "option 'memory': at least 1 MiB is needed");
    luaL_argcheck(L, instructions > 0 && output >= 0 && seconds > 0 && seconds < 1e9, 2, "a limit is out of range");
    lua_getfield(L, 2, "print"); /* index 3 */
    luaL_argcheck(L, lua_isnil(L, 3) || lua_isfunction(L, 3), 2, "option 'print': expected a function");

    struct sandbox *s = tkit_bind_box(L, BOX, sizeof *s); /* index 4 */
    s->host = L;
    s->tk = tkit_bind_context(L);
    s->memory_limit = (size_t)memory;
    s->instruction_limit = (uint64_t)instructions;
    s->output_limit = (size_t)output;
    s->deadline = now() + (uint64_t)(seconds * 1000);
    s->has_print = lua_isfunction(L, 3);
    s->guest = lua_newstate(take, s);
    if (!s->guest)
        return luaL_error(L, "out of memory");
    *(struct sandbox **)lua_getextraspace(s->guest) = s;
    lua_pushcfunction(s->guest, guest_main);
    int status = lua_pcall(s->guest, 0, LUA_MULTRET, 0);
    int results;
    if (status != LUA_OK || s->stopped) {
        results = fail(L, s, status);
    } else {
        int count = lua_gettop(s->guest);
        const char *problem = NULL;
        lua_pushboolean(L, 1);
        for (int i = 1; i <= count && !problem; i++) problem = copy(s->guest, i, L, 0);
        results = count + 1;
        if (problem) {
            lua_settop(L, 4);
            lua_pushnil(L);
            lua_pushfstring(L, "the script returned %s", problem);
            lua_pushliteral(L, "error");
            results = 3;
        }
    }
    s->memory_limit = (size_t)-1 >> 1;
    lua_State *guest = s->guest;
    s->guest = NULL;
    lua_close(guest);
    return results;
}

void tkit_bind_sandbox(lua_State *L)
{
    static const luaL_Reg functions[] = {{"sandbox", sandbox}, {NULL, NULL}};
    static const luaL_Reg methods[] = {{NULL, NULL}};
    static const luaL_Reg metamethods[] = {{"__gc", sandbox_close}, {"__close", sandbox_close}, {NULL, NULL}};
    tkit_bind_class(L, BOX, methods, metamethods);
    luaL_setfuncs(L, functions, 0);
}
