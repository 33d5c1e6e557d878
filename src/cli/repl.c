/* The prompt: reads a statement or an expression (over several lines if need be), runs it, shows its values.
 *
 * What the values look like, what help() says and what Tab offers is decided in Lua: toolkit.repl. */
#include "cli/cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The prompts are globals, as under lua: _PROMPT and _PROMPT2. */
static const char *get_prompt(lua_State *L, bool first)
{
    lua_getglobal(L, first ? "_PROMPT" : "_PROMPT2");
    if (!lua_isstring(L, -1)) {
        lua_pop(L, 1);
        lua_pushstring(L, first ? "> " : ">> ");
    }
    return lua_tostring(L, -1); /* stays on the stack while it is used */
}

/* A statement that only lacks its end. */
static bool is_incomplete(lua_State *L, int status)
{
    static const char mark[] = "<eof>";
    size_t length;
    const char *message = lua_tolstring(L, -1, &length);
    return status == LUA_ERRSYNTAX && message && length >= sizeof mark - 1 &&
           strcmp(message + length - (sizeof mark - 1), mark) == 0;
}

/* Compiles text as an expression first, then as a statement. */
static int compile(lua_State *L, const char *text, size_t length)
{
    const char *expression = lua_pushfstring(L, "return %s", text);
    int status = luaL_loadbufferx(L, expression, strlen(expression), "=stdin", "t");
    if (status == LUA_OK) {
        lua_remove(L, -2);
        return status;
    }
    lua_pop(L, 2);
    return luaL_loadbufferx(L, text, length, "=stdin", "t");
}

/* Reads until something compiles. Leaves the text and below it the function, or the message. Returns lua_load's
 * status, -1 at the end of input, -2 when Ctrl-C discarded the lines. */
static int read_chunk(lua_State *L, struct cli_line *line)
{
    lua_pushliteral(L, "");
    for (bool first = true;; first = false) {
        bool interrupted;
        const char *prompt = get_prompt(L, first);
        char *text = cli_line_read(line, prompt, &interrupted);
        lua_pop(L, 1);
        if (!text) {
            if (interrupted || first)
                return interrupted ? -2 : -1;
            /* The end of input inside a statement: what is there is wrong as it stands. */
            size_t length;
            const char *all = lua_tolstring(L, -1, &length);
            return compile(L, all, length);
        }
        if (!first)
            lua_pushliteral(L, "\n");
        lua_pushstring(L, text);
        lua_concat(L, first ? 2 : 3);
        free(text);
        size_t length;
        const char *all = lua_tolstring(L, -1, &length);
        if (first && all[0] == ':') /* a command of the prompt, ":save file.lua" */
            return LUA_OK;
        int status = compile(L, all, length);
        if (!is_incomplete(L, status))
            return status;
        lua_pop(L, 1);
    }
}

/* toolkit.repl.NAME on top of the stack. */
static bool push_repl_function(lua_State *L, const char *name)
{
    lua_getglobal(L, "require");
    lua_pushliteral(L, "toolkit.repl");
    if (cli_call(L, 1, 1) != LUA_OK) {
        cli_print_error(L);
        return false;
    }
    lua_getfield(L, -1, name);
    lua_remove(L, -2);
    return true;
}

/* Calls toolkit.repl.NAME(text, values above `base`...). */
static void tell(lua_State *L, const char *name, const char *text, int base)
{
    int values = lua_gettop(L) - base;
    if (!push_repl_function(L, name))
        return;
    lua_pushstring(L, text);
    for (int i = 1; i <= values; i++) lua_pushvalue(L, base + i);
    if (cli_call(L, 1 + values, 0) != LUA_OK)
        cli_print_error(L);
}

/* What the prompt runs otherwise than Lua would: toolkit.repl.statement. */
static void replace_statement(lua_State *L, const char *text)
{
    if (!push_repl_function(L, "statement"))
        return;
    lua_pushstring(L, text);
    if (cli_call(L, 1, 1) != LUA_OK)
        cli_print_error(L);
    else if (lua_isfunction(L, -1))
        lua_replace(L, -2);
    else
        lua_pop(L, 1);
}

void cli_repl(lua_State *L)
{
    struct cli_line *line = cli_line_open(L);
    if (!line) {
        lua_pushliteral(L, "out of memory");
        cli_print_error(L);
        return;
    }
    tell(L, "start", "", lua_gettop(L));
    for (;;) {
        lua_settop(L, 0);
        int status = read_chunk(L, line);
        if (status == -1)
            break;
        if (status == -2)
            continue;
        const char *text = lua_tostring(L, 1);
        cli_line_remember(line, text);
        if (text[0] == ':') {
            tell(L, "command", text, lua_gettop(L));
        } else if (status != LUA_OK) {
            cli_print_error(L);
        } else {
            luaL_checkstack(L, LUA_MINSTACK, NULL);
            replace_statement(L, text);
            if (cli_call(L, 0, LUA_MULTRET) == LUA_OK)
                tell(L, "show", text, 1);
            else if (cli_interrupted())
                fputs("interrupted\n", stderr);
            else
                cli_print_error(L);
        }
        if (cli_interrupted())
            cli_interrupt_clear(L);
        fflush(stdout);
    }
    lua_settop(L, 0);
    fputc('\n', stdout);
    cli_line_close(line);
}
