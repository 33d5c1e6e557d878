/* Ctrl-C, and a reader of standard output that left (`| head`): both stop Lua code, the coroutine that runs and the
 * operation inside the library.
 *
 * A debug hook belongs to one coroutine, so the handler must know which of them are active: resume and wrap keep a
 * chain of them on the C stack. The hook stays until the command is back in control, so that no pcall swallows the
 * interruption; nothing is paid for it while nobody presses Ctrl-C. */
#include "cli/cli.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

struct active {
    lua_State *L;
    struct active *outer;
};

static struct {
    tkit *tk;
    struct active base;
    struct active *volatile innermost;
    volatile sig_atomic_t stopping;
    volatile sig_atomic_t reader_left;
} state;

static void stop(lua_State *L, lua_Debug *debug)
{
    (void)debug;
    if (state.stopping)
        luaL_error(L, "interrupted");
    lua_sethook(L, NULL, 0, 0); /* a coroutine that outlived the interruption */
}

static void stop_everything(void)
{
    if (!state.tk)
        return;
    tkit_interrupt(state.tk);
    for (struct active *a = state.innermost; a; a = a->outer) lua_sethook(a->L, stop, LUA_MASKCOUNT, 1);
}

static void on_interrupt(int number)
{
    enum { PATIENCE = 3 }; /* the third Ctrl-C ends a process that does not react */
    if (++state.stopping >= PATIENCE) {
        signal(number, SIG_DFL);
        raise(number);
    }
    stop_everything();
}

/* The pipe that broke may be another one, to a program that the library runs: then the write has failed, that is
 * all. */
static void on_broken_pipe(int number)
{
    int saved = errno;
    struct pollfd reader = {.fd = STDOUT_FILENO, .events = POLLOUT};
    (void)number;
    if (poll(&reader, 1, 0) == 1 && (reader.revents & POLLERR)) {
        state.stopping = state.reader_left = 1;
        stop_everything();
    }
    errno = saved;
}

/* ---- coroutine.resume and coroutine.wrap, with the chain ---- */

/* The number of results on top of L, or -1 with the error object there. */
static int resume(lua_State *L, lua_State *co, int arguments)
{
    int results;
    if (!lua_checkstack(co, arguments)) {
        lua_pushliteral(L, "too many arguments to resume");
        return -1;
    }
    if (state.stopping)
        lua_sethook(co, stop, LUA_MASKCOUNT, 1);
    lua_xmove(L, co, arguments);
    struct active frame = {co, state.innermost};
    state.innermost = &frame;
    int status = lua_resume(co, L, arguments, &results);
    state.innermost = frame.outer;
    if (status != LUA_OK && status != LUA_YIELD) {
        lua_xmove(co, L, 1);
        return -1;
    }
    if (!lua_checkstack(L, results + 1)) {
        lua_pop(co, results);
        lua_pushliteral(L, "too many results to resume");
        return -1;
    }
    lua_xmove(co, L, results);
    return results;
}

static int coroutine_resume(lua_State *L)
{
    lua_State *co = lua_tothread(L, 1);
    luaL_argexpected(L, co, 1, "coroutine");
    int results = resume(L, co, lua_gettop(L) - 1);
    lua_pushboolean(L, results >= 0);
    lua_insert(L, results < 0 ? -2 : -(results + 1));
    return results < 0 ? 2 : results + 1;
}

static int call_wrapped(lua_State *L)
{
    lua_State *co = lua_tothread(L, lua_upvalueindex(1));
    int results = resume(L, co, lua_gettop(L));
    if (results >= 0)
        return results;
    int status = lua_status(co);
    if (status != LUA_OK && status != LUA_YIELD) {
        status = lua_resetthread(co); /* closes its pending to-be-closed variables */
        lua_xmove(co, L, 1);
    }
    if (status != LUA_ERRMEM && lua_type(L, -1) == LUA_TSTRING) {
        luaL_where(L, 1);
        lua_insert(L, -2);
        lua_concat(L, 2);
    }
    return lua_error(L);
}

static int coroutine_wrap(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TFUNCTION);
    lua_State *co = lua_newthread(L);
    lua_pushvalue(L, 1);
    lua_xmove(L, co, 1);
    lua_pushcclosure(L, call_wrapped, 1);
    return 1;
}

/* ---- for the other files ---- */

void cli_interrupt_install(lua_State *L, tkit *tk)
{
    static const luaL_Reg functions[] = {{"resume", coroutine_resume}, {"wrap", coroutine_wrap}, {NULL, NULL}};
    state.tk = tk;
    state.base.L = L;
    state.innermost = &state.base;
    lua_getglobal(L, LUA_COLIBNAME);
    luaL_setfuncs(L, functions, 0);
    lua_pop(L, 1);
    struct sigaction action = {.sa_handler = on_interrupt};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    action.sa_handler = on_broken_pipe;
    sigaction(SIGPIPE, &action, NULL);
}

bool cli_reader_left(void)
{
    return state.reader_left != 0;
}

bool cli_interrupted(void)
{
    return state.stopping != 0;
}

void cli_interrupt_clear(lua_State *L)
{
    state.stopping = 0;
    state.innermost = &state.base;
    lua_sethook(L, NULL, 0, 0);
    tkit_clear_interrupt(state.tk);
}

void cli_interrupt_end(void)
{
    state.innermost = NULL;
    state.tk = NULL;
}
