/* The entry points of the SQLite extension, and the context behind a connection.
 *
 * .load build/libtoolkit_sqlite   in the shell; sqlite3_load_extension() or load_extension() in any other host. Adds
 *   tkit_fold, tkit_stem, tkit_normalize, tkit_version     scalar functions (functions.c)
 *   tkit_tokens, tkit_sentences, tkit_kwic                 table-valued functions (tables.c)
 *   toolkit                                                a tokenizer for FTS5 (tokenizer.c) */
#include "sqlite/extension.h"

SQLITE_EXTENSION_INIT1

struct host *tkit_sqlite_hold(struct host *host)
{
    host->uses++;
    return host;
}

void tkit_sqlite_drop(void *pointer)
{
    struct host *host = pointer;
    if (--host->uses)
        return;
    tkit_destroy(host->tk);
    sqlite3_free(host);
}

int tkit_sqlite_code(int code)
{
    switch (code) {
    case TKIT_OK: return SQLITE_OK;
    case TKIT_ENOMEM: return SQLITE_NOMEM;
    case TKIT_EINTERRUPT: return SQLITE_INTERRUPT;
    default: return SQLITE_ERROR;
    }
}

/* SQLite asks for sqlite3_extension_init first, then for a name made of the file's; a host that links several
 * extensions statically calls the one that is ours alone. */
TKIT_API int sqlite3_toolkitsqlite_init(sqlite3 *db, char **message, const sqlite3_api_routines *api);
TKIT_API int sqlite3_extension_init(sqlite3 *db, char **message, const sqlite3_api_routines *api);

int sqlite3_toolkitsqlite_init(sqlite3 *db, char **message, const sqlite3_api_routines *api)
{
    SQLITE_EXTENSION_INIT2(api);
    struct host *host = sqlite3_malloc(sizeof *host);
    if (!host)
        return SQLITE_NOMEM;
    *host = (struct host){.uses = 1};
    int result = tkit_create(&host->tk, NULL) == TKIT_OK ? SQLITE_OK : SQLITE_NOMEM;
    if (result == SQLITE_OK)
        result = tkit_sqlite_add_functions(db, host);
    if (result == SQLITE_OK)
        result = tkit_sqlite_add_tables(db, host);
    if (result == SQLITE_OK)
        result = tkit_sqlite_add_tokenizer(db, host);
    if (result != SQLITE_OK)
        *message = sqlite3_mprintf("toolkit: %s", sqlite3_errstr(result));
    tkit_sqlite_drop(host);
    return result;
}

int sqlite3_extension_init(sqlite3 *db, char **message, const sqlite3_api_routines *api)
{
    return sqlite3_toolkitsqlite_init(db, message, api);
}
