/* SQL for the user: statements with parameters, read only unless asked otherwise. See toolkit/corpus.h. */
#include "store/corpus.h"

struct tkit_statement {
    tkit_corpus *corpus;
    sqlite3_stmt *statement;
};

/* What a reader may do. Decided while SQLite compiles the statement, so that nothing of it runs before. */
static int authorize(void *writable, int action, const char *first, const char *second, const char *database,
                     const char *trigger)
{
    (void)database, (void)trigger;
    switch (action) {
    case SQLITE_SELECT:
    case SQLITE_READ:
    case SQLITE_RECURSIVE: return SQLITE_OK;
    case SQLITE_FUNCTION:
        return second && sqlite3_stricmp(second, "load_extension") == 0 ? SQLITE_DENY : SQLITE_OK;
    case SQLITE_UPDATE: /* asked when a table-valued function (json_each) declares its columns; no UPDATE can do it */
        if (!writable)
            return first && strcmp(first, "sqlite_master") == 0 ? SQLITE_OK : SQLITE_DENY;
        break;
    case SQLITE_PRAGMA: { /* those that only look */
        static const char *const allowed[] = {"table_info", "table_xinfo", "table_list", "index_list", "index_info",
                                              "integrity_check", "quick_check", "foreign_key_check",
                                              "application_id", "user_version", "page_count", "page_size",
                                              "compile_options", "function_list", "collation_list"};
        for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++)
            if (sqlite3_stricmp(first, allowed[i]) == 0 && (!second || i <= 7))
                return SQLITE_OK;
        return SQLITE_DENY;
    }
    case SQLITE_ATTACH:
    case SQLITE_DETACH:
    case SQLITE_TRANSACTION: /* tkit_corpus_begin() counts them */
    case SQLITE_SAVEPOINT: return SQLITE_DENY;
    }
    return writable ? SQLITE_OK : SQLITE_DENY;
}

static int prepare(tkit_corpus *corpus, const char *sql, size_t length, int writable, sqlite3_stmt **out)
{
    const char *rest = NULL;
    if (length > INT32_MAX)
        return tkit_fail(corpus->tk, TKIT_ELIMIT, "SQL statement of %zu bytes", length);
    int rc = tkit_database_ready(corpus);
    if (rc)
        return rc;
    sqlite3_set_authorizer(corpus->db, authorize, writable ? corpus : NULL);
    int code = sqlite3_prepare_v2(corpus->db, sql, (int)length, out, &rest);
    sqlite3_set_authorizer(corpus->db, NULL, NULL);
    if (code == SQLITE_AUTH && !writable)
        return tkit_fail(corpus->tk, TKIT_EQUERY, "sql: not allowed in a read-only statement");
    if (code == SQLITE_ERROR || code == SQLITE_AUTH)
        return tkit_fail(corpus->tk, TKIT_EQUERY, "sql: %s", sqlite3_errmsg(corpus->db));
    if (code != SQLITE_OK)
        return tkit_database_fail(corpus, code);
    if (!*out)
        rc = tkit_fail(corpus->tk, TKIT_EQUERY, "sql: empty statement");
    else if (!writable && !sqlite3_stmt_readonly(*out))
        rc = tkit_fail(corpus->tk, TKIT_EQUERY, "sql: not allowed in a read-only statement");
    size_t used = (size_t)(rest - sql);
    while (rc == TKIT_OK && used < length && strchr(" \t\r\n;", sql[used])) used++;
    if (rc == TKIT_OK && used < length)
        rc = tkit_fail(corpus->tk, TKIT_EQUERY, "sql: one statement at a time");
    if (rc) {
        sqlite3_finalize(*out);
        *out = NULL;
    }
    return rc;
}

int tkit_statement_open(tkit_corpus *corpus, const char *sql, size_t length, int writable, tkit_statement **out)
{
    *out = NULL;
    if (writable && corpus->read_only)
        return tkit_database_fail_read_only(corpus);
    tkit_statement *statement = tkit_calloc(corpus->tk, 1, sizeof *statement);
    if (!statement)
        return tkit_fail_nomem(corpus->tk);
    int rc = prepare(corpus, sql, length, writable, &statement->statement);
    if (rc) {
        tkit_free(corpus->tk, statement, sizeof *statement);
        return rc;
    }
    statement->corpus = tkit_corpus_retain(corpus);
    *out = statement;
    return TKIT_OK;
}

int tkit_statement_parameter_count(const tkit_statement *statement)
{
    return sqlite3_bind_parameter_count(statement->statement);
}

int tkit_statement_bind(tkit_statement *statement, int index, const tkit_value *value)
{
    int code = SQLITE_MISUSE;
    sqlite3_stmt *s = statement->statement;
    switch (value->type) {
    case TKIT_NULL: code = sqlite3_bind_null(s, index); break;
    case TKIT_INTEGER: code = sqlite3_bind_int64(s, index, value->integer); break;
    case TKIT_NUMBER: code = sqlite3_bind_double(s, index, value->number); break;
    case TKIT_TEXT:
        code = sqlite3_bind_text64(s, index, value->text, value->length, SQLITE_TRANSIENT, SQLITE_UTF8);
        break;
    case TKIT_BLOB: code = sqlite3_bind_blob64(s, index, value->text, value->length, SQLITE_TRANSIENT); break;
    }
    if (code == SQLITE_RANGE)
        return tkit_fail(statement->corpus->tk, TKIT_EINVALID, "sql: the statement has no parameter %d", index);
    return code == SQLITE_OK ? TKIT_OK : tkit_database_fail(statement->corpus, code);
}

int tkit_statement_step(tkit_statement *statement)
{
    if (!statement->statement)
        return 0;
    int rc = tkit_database_step(statement->corpus, statement->statement);
    if (rc != 1) {
        sqlite3_finalize(statement->statement); /* an ended statement holds no lock */
        statement->statement = NULL;
    }
    return rc;
}

int tkit_statement_column_count(const tkit_statement *statement)
{
    return statement->statement ? sqlite3_column_count(statement->statement) : 0;
}

const char *tkit_statement_column_name(const tkit_statement *statement, int column)
{
    return statement->statement ? sqlite3_column_name(statement->statement, column) : NULL;
}

void tkit_statement_column(const tkit_statement *statement, int column, tkit_value *out)
{
    sqlite3_stmt *s = statement->statement;
    *out = (tkit_value){.type = TKIT_NULL};
    if (!s)
        return;
    switch (sqlite3_column_type(s, column)) {
    case SQLITE_INTEGER:
        out->type = TKIT_INTEGER;
        out->integer = sqlite3_column_int64(s, column);
        break;
    case SQLITE_FLOAT:
        out->type = TKIT_NUMBER;
        out->number = sqlite3_column_double(s, column);
        break;
    case SQLITE_TEXT:
        out->type = TKIT_TEXT;
        out->text = tkit_column_text(s, column);
        out->length = (size_t)sqlite3_column_bytes(s, column);
        break;
    case SQLITE_BLOB:
        out->type = TKIT_BLOB;
        out->text = sqlite3_column_blob(s, column);
        out->length = (size_t)sqlite3_column_bytes(s, column);
        break;
    }
}

void tkit_statement_close(tkit_statement *statement)
{
    if (!statement)
        return;
    tkit_corpus *corpus = statement->corpus;
    sqlite3_finalize(statement->statement);
    tkit_free(corpus->tk, statement, sizeof *statement);
    tkit_corpus_close(corpus);
}
