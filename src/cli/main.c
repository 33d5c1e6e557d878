/* The command `toolkit`: behaves like `lua`, with the module `toolkit` built in.
 *
 * Owns the process: signals, exit status, standard streams. What it knows about options is what lua(1) knows, plus
 * --help, --version, --untrusted and scripts by name. */
#include "cli/cli.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct command {
    int argc;
    char **argv;
    int script; /* index of the script, argc when there is none */
    bool interactive, version, long_version, statements, ignore_environment, help, untrusted, verbose;
    char path[4096]; /* the script's file when it was given by name */
    int status;
};

static const char usage[] =
    "usage: toolkit [options] [script [args]]\n"
    "       toolkit NAME [args]       run the script NAME of the library, for instance claims\n"
    "  -e stat    execute the string 'stat'\n"
    "  -i         enter interactive mode after the script\n"
    "  -l mod     require library 'mod' into global 'mod'\n"
    "  -v         show the version\n"
    "  -E         ignore environment variables\n"
    "  -W         turn warnings on\n"
    "  --         stop handling options\n"
    "  -          execute stdin and stop handling options\n"
    "  --untrusted script   run it in the sandbox: no files, no programs, bounded time and memory\n"
    "  --help [script]      this text, or what the head of the script says\n"
    "  --version            versions of the libraries and features\n";

/* ---- messages ---- */

void cli_print_error(lua_State *L)
{
    if (cli_reader_left()) {
        lua_pop(L, 1);
        return;
    }
    size_t length;
    const char *message = luaL_tolstring(L, -1, &length);
    cli_notices_clear();
    fflush(stdout);
    unsigned flags = TKIT_VISIBLE_KEEP_NEWLINE | TKIT_VISIBLE_KEEP_TAB;
    size_t size = tkit_text_visible(message, length, flags, NULL, 0);
    char *safe = malloc(size + 1);
    if (safe) {
        tkit_text_visible(message, length, flags, safe, size);
        fprintf(stderr, "toolkit: %.*s\n", (int)size, safe);
    } else {
        fputs("toolkit: out of memory\n", stderr);
    }
    free(safe);
    lua_pop(L, 2);
}

static int usage_error(const char *option, const char *problem)
{
    fprintf(stderr, "toolkit: '%s' %s\n%s", option, problem, usage);
    return EXIT_USAGE;
}

static int on_error(lua_State *L)
{
    const char *message = lua_tostring(L, 1);
    if (!message) {
        if (luaL_callmeta(L, 1, "__tostring") && lua_type(L, -1) == LUA_TSTRING)
            return 1;
        message = lua_pushfstring(L, "(error object is a %s value)", luaL_typename(L, 1));
    }
    if (cli_interrupted()) /* by the user, who knows */
        lua_pushvalue(L, 1);
    else
        luaL_traceback(L, L, message, 1);
    return 1;
}

int cli_call(lua_State *L, int arguments, int results)
{
    int base = lua_gettop(L) - arguments;
    lua_pushcfunction(L, on_error);
    lua_insert(L, base);
    int status = lua_pcall(L, arguments, results, base);
    lua_remove(L, base);
    cli_notices_clear();
    return status;
}

/* Runs what was loaded; true when it ended well. */
static bool run(lua_State *L, int load_status, int arguments)
{
    int status = load_status == LUA_OK ? cli_call(L, arguments, LUA_MULTRET) : load_status;
    if (status != LUA_OK)
        cli_print_error(L);
    return status == LUA_OK;
}

/* ---- the command line ---- */

/* Fills `command`; EXIT_OK or EXIT_USAGE. */
static int read_options(struct command *command)
{
    char **argv = command->argv;
    int i;
    for (i = 1; i < command->argc; i++) {
        const char *option = argv[i];
        if (option[0] != '-' || option[1] == 0)
            break; /* the script, or "-" for standard input */
        if (strcmp(option, "--") == 0) {
            i++;
            break;
        }
        if (strcmp(option, "--help") == 0)
            command->help = true;
        else if (strcmp(option, "--version") == 0)
            command->long_version = true;
        else if (strcmp(option, "--untrusted") == 0)
            command->untrusted = true;
        else if (strcmp(option, "-E") == 0)
            command->ignore_environment = true;
        else if (strcmp(option, "-W") == 0)
            command->verbose = true;
        else if (strcmp(option, "-v") == 0)
            command->version = true;
        else if (strcmp(option, "-i") == 0)
            command->interactive = command->version = true;
        else if (strncmp(option, "-e", 2) == 0 || strncmp(option, "-l", 2) == 0) {
            command->statements |= option[1] == 'e';
            if (option[2] == 0 && (++i >= command->argc || argv[i][0] == '-'))
                return usage_error(option, "needs argument");
        } else
            return usage_error(option, "is not an option");
    }
    command->script = i;
    return EXIT_OK;
}

/* -e, -l and -W in their order. */
static bool run_options(lua_State *L, const struct command *command)
{
    for (int i = 1; i < command->script; i++) {
        const char *option = command->argv[i];
        if (strcmp(option, "-W") == 0)
            lua_warning(L, "@on", 0);
        if (option[0] != '-' || (option[1] != 'e' && option[1] != 'l'))
            continue;
        const char *extra = option[2] ? option + 2 : command->argv[++i];
        if (option[1] == 'e') {
            if (!run(L, luaL_loadbuffer(L, extra, strlen(extra), "=(command line)"), 0))
                return false;
            continue;
        }
        /* -l name=module or -l module */
        const char *equals = strchr(extra, '='), *module = equals ? equals + 1 : extra;
        lua_getglobal(L, "require");
        lua_pushstring(L, module);
        if (cli_call(L, 1, 1) != LUA_OK) {
            cli_print_error(L);
            return false;
        }
        lua_pushlstring(L, extra, equals ? (size_t)(equals - extra) : strlen(extra));
        lua_insert(L, -2);
        lua_pushglobaltable(L);
        lua_insert(L, -3);
        lua_settable(L, -3);
        lua_pop(L, 1);
    }
    return true;
}

/* The global `arg` as in lua(1); a script of the library that was called by name finds it in `arg.name`. */
static void set_arguments(lua_State *L, const struct command *command)
{
    int origin = command->script < command->argc ? command->script : 0;
    lua_createtable(L, command->argc, 0);
    for (int i = 0; i < command->argc; i++) {
        lua_pushstring(L, i == command->script && command->path[0] ? command->path : command->argv[i]);
        lua_rawseti(L, -2, i - origin);
    }
    if (command->path[0]) {
        lua_pushstring(L, command->argv[command->script]);
        lua_setfield(L, -2, "name");
    }
    lua_setglobal(L, "arg");
}

static bool run_environment(lua_State *L)
{
    const char *name = "LUA_INIT_" LUA_VERSION_MAJOR "_" LUA_VERSION_MINOR, *init = getenv(name);
    if (!init)
        init = getenv(name = "LUA_INIT");
    if (!init)
        return true;
    if (init[0] == '@')
        return run(L, luaL_loadfile(L, init + 1), 0);
    lua_pushfstring(L, "=%s", name);
    return run(L, luaL_loadbuffer(L, init, strlen(init), lua_tostring(L, -1)), 0);
}

/* ---- scripts by name ---- */

/* Folders with the library's scripts, relative to the command: installed, build/, build/MODE/. Never the current
 * folder: what lies there may be somebody else's. False when there is no folder number `i`. */
static bool script_folder(size_t i, char *path, size_t size)
{
    static const char *const places[] = {"../share/toolkit/scripts", "../scripts", "../../scripts"};
    char self[2048];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    if (n < 0 || i >= sizeof places / sizeof *places)
        return false;
    self[n] = 0;
    char *slash = strrchr(self, '/');
    if (slash)
        *slash = 0;
    int length = snprintf(path, size, "%s/%s", self, places[i]);
    return length > 0 && (size_t)length < size;
}

/* A word that is no file may be a script of the library. */
static void find_script(struct command *command)
{
    const char *name = command->argv[command->script];
    char folder[3072];
    if (strpbrk(name, "/.") || strcmp(name, "-") == 0 || access(name, F_OK) == 0)
        return;
    for (size_t i = 0; script_folder(i, folder, sizeof folder); i++) {
        int size = snprintf(command->path, sizeof command->path, "%s/%s.lua", folder, name);
        if (size > 0 && (size_t)size < sizeof command->path && access(command->path, R_OK) == 0)
            return;
    }
    command->path[0] = 0;
}

static int is_script(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);
    return length > 4 && strcmp(entry->d_name + length - 4, ".lua") == 0;
}

/* The first line of a script's head: what it does. */
static void print_summary(const char *path, const char *name)
{
    char line[512] = "";
    FILE *file = fopen(path, "r");
    while (file && fgets(line, sizeof line, file) && strncmp(line, "--", 2) != 0) line[0] = 0;
    if (file)
        fclose(file);
    const char *text = line + strspn(line, "- ");
    printf("  %-14.*s %.*s\n", (int)strlen(name) - 4, name, (int)strcspn(text, "\n"), text);
}

/* The library's scripts: how many, with their names (for free_scripts), and where they are. */
static int find_scripts(char *folder, size_t size, struct dirent ***names)
{
    for (size_t i = 0; script_folder(i, folder, size); i++) {
        int count = scandir(folder, names, is_script, alphasort);
        if (count > 0)
            return count;
        if (count == 0)
            free(*names);
    }
    return 0;
}

static void free_scripts(struct dirent **names, int count)
{
    for (int k = 0; k < count; k++) free(names[k]);
    if (count > 0)
        free(names);
}

static void list_scripts(void)
{
    char folder[3072], path[4096];
    struct dirent **names;
    int count = find_scripts(folder, sizeof folder, &names);
    if (count > 0)
        printf("\nscripts (toolkit --help NAME explains one):\n");
    for (int k = 0; k < count; k++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[k]->d_name);
        print_summary(path, names[k]->d_name);
    }
    free_scripts(names, count);
}

static const char *script_file(const struct command *command)
{
    return command->path[0] ? command->path : command->argv[command->script];
}

/* The name of the library's script that is nearest to `name`, or nil, on top of the stack. */
static void push_nearest_script(lua_State *L, const char *name)
{
    char folder[3072];
    struct dirent **names;
    int count = find_scripts(folder, sizeof folder, &names), base = lua_gettop(L);
    lua_getglobal(L, "require");
    lua_pushliteral(L, "toolkit.args");
    if (cli_call(L, 1, 1) == LUA_OK) {
        lua_getfield(L, -1, "nearest");
        lua_pushstring(L, name);
        lua_createtable(L, count, 0);
        for (int k = 0; k < count; k++) {
            lua_pushlstring(L, names[k]->d_name, strlen(names[k]->d_name) - 4);
            lua_rawseti(L, -2, k + 1);
        }
        cli_call(L, 2, 1);
    }
    free_scripts(names, count);
    lua_replace(L, base + 1);
    lua_settop(L, base + 1);
}

/* What Lua would only call unreadable: a name that is neither file nor script, a folder in the place of a script. */
static bool check_script(lua_State *L, const char *name)
{
    struct stat info;
    bool there = stat(name, &info) == 0;
    if (there && S_ISDIR(info.st_mode)) {
        lua_pushfstring(L, "%s: a folder; name a script first, for instance: toolkit claims %s", name, name);
    } else if (access(name, R_OK) == 0) {
        return true;
    } else if (there || strpbrk(name, "/.")) {
        lua_pushfstring(L, "%s: %s", name, strerror(errno));
    } else {
        push_nearest_script(L, name);
        const char *guess = lua_tostring(L, -1);
        if (guess)
            lua_pushfstring(L, "no file and no script is called '%s' (did you mean '%s'?)", name, guess);
        else
            lua_pushfstring(L, "no file and no script is called '%s' (toolkit --help lists the scripts)", name);
        lua_remove(L, -2);
    }
    cli_print_error(L);
    return false;
}

static bool print_header(lua_State *L, const struct command *command)
{
    if (!check_script(L, script_file(command)))
        return false;
    static const char code[] = "local path, by_name = ...\n"
                               "local args = require('toolkit.args')\n"
                               "local source, message = require('toolkit.files').read(path)\n"
                               "if not source then error(message, 0) end\n"
                               "local header = args.header(source)\n"
                               "if by_name then header = args.by_name(header) end\n"
                               "print(header ~= '' and header or path .. ' has no header')";
    if (luaL_loadbuffer(L, code, sizeof code - 1, "=help") != LUA_OK)
        return false;
    lua_pushstring(L, script_file(command));
    lua_pushboolean(L, command->path[0] != 0);
    return run(L, LUA_OK, 2);
}

static bool run_untrusted(lua_State *L, const struct command *command)
{
    if (!check_script(L, script_file(command)))
        return false;
    static const char code[] = "local path = ...\n"
                               "local file, message = io.open(path, 'rb')\n"
                               "if not file then error(message, 0) end\n"
                               "local text = file:read('a'):gsub('^#[^\\n]*', '')\n"
                               "file:close()\n"
                               "local toolkit = require('toolkit')\n"
                               "local write = function(text) io.write(text) end\n"
                               "if toolkit.terminal_width() then\n"
                               "    write = function(text)\n"
                               "        io.write(toolkit.visible(text, { newline = true, tab = true }))\n"
                               "    end\n"
                               "end\n"
                               "local ok, why = toolkit.sandbox(text,\n"
                               "    { name = '@' .. path, print = write, arguments = { select(2, ...) } })\n"
                               "if not ok then error(why, 0) end";
    if (luaL_loadbuffer(L, code, sizeof code - 1, "=untrusted") != LUA_OK)
        return false;
    lua_pushstring(L, script_file(command));
    int extra = command->argc - command->script - 1;
    for (int i = 1; i <= extra; i++) lua_pushstring(L, command->argv[command->script + i]);
    return run(L, LUA_OK, extra + 1);
}

static bool run_script(lua_State *L, const struct command *command)
{
    const char *file = script_file(command);
    if (strcmp(file, "-") == 0 && strcmp(command->argv[command->script - 1], "--") != 0)
        file = NULL;
    if (file && !check_script(L, file))
        return false;
    int status = luaL_loadfile(L, file), extra = command->argc - command->script - 1;
    if (status == LUA_OK) {
        luaL_checkstack(L, extra + 3, "too many arguments to script");
        for (int i = 1; i <= extra; i++) lua_pushstring(L, command->argv[command->script + i]);
    }
    return run(L, status, extra);
}

static void print_version(tkit *tk, bool all)
{
    if (all)
        printf("%slua %s.%s.%s\n", tkit_build_info(tk), LUA_VERSION_MAJOR, LUA_VERSION_MINOR, LUA_VERSION_RELEASE);
    else
        printf("toolkit %s  (%s)\n", tkit_version(), LUA_RELEASE);
}

static bool has_failed; /* a script that ends with os.exit() and a status of failure has said why */

/* os.exit, which is the upvalue, taking note of the status. */
static int exit_noting(lua_State *L)
{
    has_failed = lua_isboolean(L, 1) ? !lua_toboolean(L, 1) : luaL_optinteger(L, 1, 0) != 0;
    cli_interrupt_end();
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, lua_gettop(L) - 1, 0);
    return 0;
}

static void note_exits(lua_State *L)
{
    lua_getglobal(L, LUA_OSLIBNAME);
    lua_getfield(L, -1, "exit");
    lua_pushcclosure(L, exit_noting, 1);
    lua_setfield(L, -2, "exit");
    lua_pop(L, 1);
}

/* ---- everything, protected ---- */

static int protected_main(lua_State *L)
{
    struct command *command = lua_touserdata(L, 1);
    bool has_script = command->script < command->argc;
    command->status = EXIT_SCRIPT;
    luaL_checkversion(L);
    if (command->ignore_environment) {
        lua_pushboolean(L, 1);
        lua_setfield(L, LUA_REGISTRYINDEX, "LUA_NOENV");
    }
    luaL_openlibs(L);
    luaL_requiref(L, "toolkit", luaopen_toolkit, 0);
    tkit *tk = tkit_lua_context(L);
    cli_interrupt_install(L, tk);
    note_exits(L);
    cli_notices_attach(tk, command->verbose);
    if (has_script)
        find_script(command);
    set_arguments(L, command);
    if (command->long_version) {
        print_version(tk, true);
        command->status = EXIT_OK;
        return 0;
    }
    if (command->help) {
        if (!has_script) {
            fputs(usage, stdout);
            list_scripts();
        } else if (!print_header(L, command))
            return 0;
        command->status = EXIT_OK;
        return 0;
    }
    if (command->version)
        print_version(tk, false);
    /* At the prompt and in one-liners the module is a global; scripts say require. */
    bool prompt = command->interactive || (!has_script && !command->statements && !command->version);
    if (prompt || command->statements)
        lua_setglobal(L, "toolkit");
    else
        lua_pop(L, 1);
    if (!command->ignore_environment && !run_environment(L))
        return 0;
    if (!run_options(L, command))
        return 0;
    if (has_script && !(command->untrusted ? run_untrusted(L, command) : run_script(L, command)) &&
        !command->interactive)
        return 0;
    if (command->interactive) {
        cli_repl(L);
    } else if (prompt) {
        if (isatty(STDIN_FILENO)) {
            print_version(tk, false);
            cli_repl(L);
        } else if (!run(L, luaL_loadfile(L, NULL), 0)) {
            return 0;
        }
    }
    command->status = EXIT_OK;
    return 0;
}

/* Says once why what was printed did not arrive; false then. A stream knows that a write failed, but not why: one more
 * byte behind what is broken off finds out. */
static bool output_arrived(void)
{
    static bool arrived = true;
    if (!arrived)
        return false;
    errno = 0;
    if (fflush(stdout) == 0 && !ferror(stdout))
        return true;
    arrived = false;
    if (errno == 0) {
        clearerr(stdout);
        putchar('\n');
        fflush(stdout);
    }
    int reason = errno;
    if (!cli_reader_left())
        fprintf(stderr, "toolkit: standard output: %s\n", reason ? strerror(reason) : "write error");
    return false;
}

/* For scripts that end with os.exit(). */
static void check_output(void)
{
    if (!has_failed && !output_arrived())
        _exit(EXIT_SCRIPT);
}

int main(int argc, char **argv)
{
    struct command command = {.argc = argc, .argv = argv};
    signal(SIGPIPE, SIG_IGN); /* until there is something to stop */
    signal(SIGXFSZ, SIG_IGN); /* a full disk is an error of a write, not the end of the process */
    if (read_options(&command) != EXIT_OK)
        return EXIT_USAGE;
    if (command.untrusted && command.script >= argc)
        return usage_error("--untrusted", "needs a script");
    struct cli_memory *memory;
    lua_State *L = cli_memory_open(&memory);
    if (!L) {
        fputs("toolkit: out of memory\n", stderr);
        return EXIT_SCRIPT;
    }
    atexit(check_output);
    lua_pushcfunction(L, protected_main);
    lua_pushlightuserdata(L, &command);
    if (lua_pcall(L, 1, 0, 0) != LUA_OK) {
        cli_print_error(L);
        command.status = EXIT_SCRIPT;
    }
    bool interrupted = cli_interrupted();
    if (interrupted)
        cli_interrupt_clear(L); /* finalizers run to their end */
    cli_interrupt_end();
    lua_close(L);
    cli_memory_close(memory);
    cli_notices_clear();
    if (!output_arrived() && command.status == EXIT_OK)
        command.status = EXIT_SCRIPT;
    return interrupted && !cli_reader_left() ? EXIT_INTERRUPTED : command.status;
}
