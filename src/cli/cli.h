/* What the files of the command share: running Lua, interruption, diagnostics, the prompt. */
#ifndef TOOLKIT_CLI_CLI_H
#define TOOLKIT_CLI_CLI_H

#include <stdbool.h>

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

#include <toolkit/lua.h>
#include <toolkit/toolkit.h>

enum { EXIT_OK = 0, EXIT_SCRIPT = 1, EXIT_USAGE = 2, EXIT_INTERRUPTED = 130 };

/* ---- main.c ---- */
/* Calls the function below `arguments` values with a traceback. lua_pcall's status; the message stays on the stack. */
int cli_call(lua_State *L, int arguments, int results);
/* Prints the message on top of the stack to stderr, control characters visible, and pops it. */
void cli_print_error(lua_State *L);

/* ---- memory.c: where the values of Lua live ---- */
struct cli_memory;
/* A state whose small blocks come from free lists; NULL without memory. The memory is closed behind lua_close. */
lua_State *cli_memory_open(struct cli_memory **out);
void cli_memory_close(struct cli_memory *memory);

/* ---- interrupt.c: Ctrl-C, and a broken pipe behind standard output, reach loops, coroutines and the library ---- */
/* Installs the handler for this state and replaces coroutine.resume and coroutine.wrap by versions that tell the
 * handler which coroutine runs. */
void cli_interrupt_install(lua_State *L, tkit *tk);
bool cli_interrupted(void);
bool cli_reader_left(void); /* interrupted because nobody reads what is printed: nothing to complain about */
void cli_interrupt_clear(lua_State *L); /* the prompt is back: everything may run again */
void cli_interrupt_end(void); /* before the state is closed: there is nothing left to stop */

/* ---- notices.c: log lines and the progress line on stderr ---- */
void cli_notices_attach(tkit *tk, bool verbose);
void cli_notices_clear(void); /* wipes the progress line before something else is printed */

/* ---- repl.c, line.c ---- */
void cli_repl(lua_State *L);

struct cli_line;
/* Line editing with history and completion on a terminal, plain reading elsewhere. */
struct cli_line *cli_line_open(lua_State *L);
/* One line without its newline, owned by the caller (free()); NULL at the end of input. *interrupted is set when
 * Ctrl-C discarded the line. */
char *cli_line_read(struct cli_line *line, const char *prompt, bool *interrupted);
void cli_line_remember(struct cli_line *line, const char *text);
void cli_line_close(struct cli_line *line);

#endif
