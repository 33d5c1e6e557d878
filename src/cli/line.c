/* One line from the user: libedit with history and completion on a terminal, plain reading elsewhere.
 *
 * Owns the history file, $XDG_STATE_HOME/toolkit/history. Ctrl-C at the prompt discards the line. */
#include "cli/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <histedit.h>
#include <locale.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HISTORY_LINES = 5000 };

struct cli_line {
    lua_State *L;
    EditLine *editor; /* NULL when standard input is no terminal */
    History *history;
    const char *prompt;
    char file[4096]; /* of the history; empty: not kept */
};

/* Ctrl-C while libedit waits for a key: out of el_gets, which is reset afterwards. */
static sigjmp_buf back;

static void leave(int number)
{
    (void)number;
    siglongjmp(back, 1);
}

/* ---- history ---- */

/* Makes every missing folder of a path; false when one cannot be made. */
static bool make_folders(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = 0;
        bool failed = mkdir(path, 0700) != 0 && errno != EEXIST;
        *slash = '/';
        if (failed)
            return false;
    }
    return true;
}

static void find_history(struct cli_line *line)
{
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    int n = 0;
    if (state && state[0] == '/')
        n = snprintf(line->file, sizeof line->file, "%s/toolkit/history", state);
    else if (home && home[0] == '/')
        n = snprintf(line->file, sizeof line->file, "%s/.local/state/toolkit/history", home);
    if (n <= 0 || (size_t)n >= sizeof line->file || !make_folders(line->file))
        line->file[0] = 0;
}

void cli_line_remember(struct cli_line *line, const char *text)
{
    HistEvent event;
    if (line->editor && text[strspn(text, " \t\n")])
        history(line->history, &event, H_ENTER, text);
}

/* ---- completion ---- */

/* The length of the longest prefix that all candidates share. */
static size_t common_prefix(lua_State *L, int list)
{
    size_t length = 0;
    lua_Integer count = luaL_len(L, list);
    lua_rawgeti(L, list, 1);
    const char *first = lua_tolstring(L, -1, &length);
    for (lua_Integer i = 2; i <= count; i++) {
        lua_rawgeti(L, list, i);
        const char *other = lua_tostring(L, -1);
        size_t n = 0;
        while (n < length && other[n] == first[n]) n++;
        length = n;
        lua_pop(L, 1);
    }
    lua_pop(L, 1);
    return length;
}

static void list_candidates(lua_State *L, int list)
{
    enum { SHOWN = 200, WIDTH = 78 };
    lua_Integer count = luaL_len(L, list);
    size_t column = 0, widest = 0;
    for (lua_Integer i = 1; i <= count; i++) {
        lua_rawgeti(L, list, i);
        size_t w = lua_rawlen(L, -1);
        widest = w > widest ? w : widest;
        lua_pop(L, 1);
    }
    fputc('\n', stdout);
    for (lua_Integer i = 1; i <= count && i <= SHOWN; i++) {
        lua_rawgeti(L, list, i);
        if (column && column + widest + 2 > WIDTH) {
            fputc('\n', stdout);
            column = 0;
        }
        fprintf(stdout, "%-*s  ", (int)widest, lua_tostring(L, -1));
        column += widest + 2;
        lua_pop(L, 1);
    }
    if (count > SHOWN)
        fprintf(stdout, "... %d more", (int)(count - SHOWN));
    fputc('\n', stdout);
    fflush(stdout);
}

/* Asks toolkit.complete(text before the cursor) for the start of the word and its candidates. */
static unsigned char complete(EditLine *editor, int key)
{
    (void)key;
    struct cli_line *line;
    el_get(editor, EL_CLIENTDATA, &line);
    lua_State *L = line->L;
    const LineInfo *info = el_line(editor);
    size_t before = (size_t)(info->cursor - info->buffer);
    int top = lua_gettop(L);
    unsigned char result = CC_ERROR;
    if (info->buffer[strspn(info->buffer, " ")] == 0 || before == 0)
        return el_insertstr(editor, "    ") == 0 ? CC_REFRESH : CC_ERROR;
    lua_getglobal(L, "require");
    lua_pushliteral(L, "toolkit.complete");
    if (lua_pcall(L, 1, 1, 0) != LUA_OK)
        goto out;
    lua_pushlstring(L, info->buffer, before);
    if (lua_pcall(L, 1, 2, 0) != LUA_OK || !lua_istable(L, -1))
        goto out;
    int list = lua_gettop(L);
    size_t typed = before - (size_t)(lua_tointeger(L, list - 1) - 1);
    lua_Integer count = luaL_len(L, list);
    if (count == 0)
        goto out;
    size_t common = common_prefix(L, list);
    lua_rawgeti(L, list, 1);
    if (common > typed) {
        char *rest = strndup(lua_tostring(L, -1) + typed, common - typed);
        if (rest && el_insertstr(editor, rest) == 0)
            result = CC_REFRESH;
        free(rest);
    } else if (count > 1) {
        list_candidates(L, list);
        result = CC_REDISPLAY;
    }
out:
    lua_settop(L, top);
    return result;
}

/* ---- lines ---- */

static char *prompt_of(EditLine *editor)
{
    struct cli_line *line;
    el_get(editor, EL_CLIENTDATA, &line);
    return (char *)line->prompt;
}

struct cli_line *cli_line_open(lua_State *L)
{
    struct cli_line *line = calloc(1, sizeof *line);
    if (!line)
        return NULL;
    line->L = L;
    line->prompt = "";
    if (!isatty(STDIN_FILENO))
        return line;
    setlocale(LC_CTYPE, "");
    HistEvent event;
    line->editor = el_init("toolkit", stdin, stdout, stderr);
    line->history = history_init();
    if (!line->editor || !line->history)
        return line;
    find_history(line);
    history(line->history, &event, H_SETSIZE, HISTORY_LINES);
    history(line->history, &event, H_SETUNIQUE, 1);
    if (line->file[0])
        history(line->history, &event, H_LOAD, line->file);
    el_set(line->editor, EL_CLIENTDATA, line);
    el_set(line->editor, EL_PROMPT, prompt_of);
    el_set(line->editor, EL_EDITOR, "emacs");
    el_set(line->editor, EL_HIST, history, line->history);
    el_set(line->editor, EL_ADDFN, "toolkit-complete", "Complete a name", complete);
    el_set(line->editor, EL_BIND, "\t", "toolkit-complete", NULL);
    el_set(line->editor, EL_BIND, "^R", "em-inc-search-prev", NULL);
    el_source(line->editor, NULL); /* ~/.editrc */
    return line;
}

static char *read_plain(const char *prompt)
{
    char *text = NULL;
    size_t capacity = 0;
    fputs(prompt, stdout);
    fflush(stdout);
    ssize_t n = getline(&text, &capacity, stdin);
    if (n < 0) {
        free(text);
        return NULL;
    }
    if (n > 0 && text[n - 1] == '\n')
        text[n - 1] = 0;
    return text;
}

char *cli_line_read(struct cli_line *line, const char *prompt, bool *interrupted)
{
    *interrupted = false;
    if (!line->editor)
        return read_plain(prompt);
    line->prompt = prompt;
    struct sigaction ours = {.sa_handler = leave}, before;
    sigemptyset(&ours.sa_mask);
    sigaction(SIGINT, &ours, &before);
    int count = 0;
    const char *text = NULL;
    if (sigsetjmp(back, 1) == 0) {
        text = el_gets(line->editor, &count);
        sigaction(SIGINT, &before, NULL);
    } else {
        sigaction(SIGINT, &before, NULL);
        el_reset(line->editor);
        fputs("^C\n", stdout);
        *interrupted = true;
        return NULL;
    }
    if (!text || count <= 0)
        return NULL;
    char *copy = strndup(text, (size_t)count);
    if (copy && copy[count - 1] == '\n')
        copy[count - 1] = 0;
    return copy;
}

void cli_line_close(struct cli_line *line)
{
    HistEvent event;
    if (!line)
        return;
    if (line->history) {
        if (line->file[0]) {
            /* Only the owner reads what was typed. */
            int file = open(line->file, O_WRONLY | O_CREAT, 0600);
            if (file >= 0)
                close(file);
            history(line->history, &event, H_SAVE, line->file);
        }
        history_end(line->history);
    }
    if (line->editor)
        el_end(line->editor);
    free(line);
}
