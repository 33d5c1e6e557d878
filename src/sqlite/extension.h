/* The SQLite extension: what its files share. It stands on the public headers only and knows no Lua. */
#ifndef TOOLKIT_SQLITE_EXTENSION_H
#define TOOLKIT_SQLITE_EXTENSION_H

#include <sqlite3ext.h>
#include <toolkit/base.h>

/* One context for each connection. Every function, table and tokenizer holds one use of it, for SQLite destroys
 * them in an order of its own. */
struct host {
    tkit *tk;
    size_t uses;
};

struct host *tkit_sqlite_hold(struct host *host);
void tkit_sqlite_drop(void *host); /* a destructor for SQLite; frees with the last use */

/* The SQLite result for one of the library. */
int tkit_sqlite_code(int code);

/* Each registers its part and returns an SQLite result. */
int tkit_sqlite_add_functions(sqlite3 *db, struct host *host);
int tkit_sqlite_add_tables(sqlite3 *db, struct host *host);
int tkit_sqlite_add_tokenizer(sqlite3 *db, struct host *host);

#endif
