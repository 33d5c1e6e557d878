/* The SQLite side of a corpus file: opening, schema, prepared statements, transactions, error codes.
 *
 * Owns the connection and the one statement cache. Everything else in store/ speaks SQL through here, so that busy,
 * full, damaged and interrupted have one meaning each. One connection per tkit_corpus; one thread at a time. */
#ifndef TOOLKIT_STORE_DATABASE_H
#define TOOLKIT_STORE_DATABASE_H

#include <sqlite3.h>

#include <toolkit/corpus.h>
#include <toolkit/nlp.h>

#include "base/buffer.h"
#include "base/context.h"

enum {
    CORPUS_APPLICATION_ID = 0x746b6974, /* "tkit" */
    CORPUS_SCHEMA_VERSION = 1,
    CORPUS_PAGE_SIZE = 16384 /* few overflow pages per blob */
};

/* Statements that are prepared once. Their SQL stands in database.c, in the same order. */
enum statement {
    SQL_DOCUMENT_INSERT,
    SQL_DOCUMENT_BY_ID,
    SQL_DOCUMENT_BY_FILE,
    SQL_DOCUMENT_BY_SHA256,
    SQL_DOCUMENT_SAME_AS,
    SQL_DOCUMENT_DELETE,
    SQL_DOCUMENT_RENAME,
    SQL_DOCUMENT_SET_COUNTS,
    SQL_DOCUMENT_COUNT,
    SQL_DOCUMENT_NEXT,
    SQL_DOCUMENTS_OF_SOURCE,
    SQL_TEXT_INSERT,
    SQL_TEXT_GET,
    SQL_TEXT_HASH,
    SQL_TEXT_SET_SENTENCES,
    SQL_MAP_INSERT,
    SQL_MAP_GET,
    SQL_BLOCK_INSERT,
    SQL_BLOCK_GET,
    SQL_BLOCK_UPDATE,
    SQL_FACT_INSERT,
    SQL_FACT_GET,
    SQL_METADATA_INSERT,
    SQL_METADATA_GET,
    SQL_SOURCE_FILE,
    SQL_SOURCE_ALL,
    SQL_SOURCE_PUT,
    SQL_SOURCE_DELETE,
    SQL_LAYER_GET,
    SQL_LAYER_INSERT,
    SQL_LAYER_AT,
    SQL_SPAN_INSERT,
    SQL_SPAN_DELETE,
    SQL_SPAN_COUNT,
    SQL_SEGMENT_INSERT,
    SQL_SEGMENT_DELETE,
    SQL_PARTS_DELETE,
    SQL_SEGMENT_ALL,
    SQL_SEGMENT_DOCUMENTS,
    SQL_SEGMENT_DOCUMENT_INSERT,
    SQL_SEGMENT_DOCUMENT_DELETE,
    SQL_PART_INSERT,
    SQL_PART_GET,
    SQL_TOKENS_INSERT,
    SQL_TOKENS_GET,
    SQL_REGIONS,
    SQL_BLOCK_REGIONS,
    SQL_VALUES_OF_FACT,
    SQL_VALUES_OF_METADATA,
    SQL_VALUES_OF_FILE,
    SQL_GENERATION_GET,
    SQL_GENERATION_BUMP,
    SQL_STEM_GET,
    SQL_STEM_SET,
    SQL_SEGMENT_WITHOUT_STEM,
    SQL_SITES_CHANGED,
    SQL_SITES_CHANGE,
    STATEMENT_COUNT
};

struct tkit_index; /* the open segments: segment.h */

struct tkit_corpus {
    tkit *tk;
    unsigned references;
    sqlite3 *db;
    char *path; /* NULL: in memory */
    bool read_only, wal, closed;
    bool fresh;              /* a new file, without content */
    bool schema_due;         /* it has no tables yet: tkit_database_ready() */
    bool wal_due;            /* it shall have a write-ahead log, but not while it is fresh: see database.c */
    bool wrote;              /* something was committed: checkpoint at close */
    int depth;               /* of nested tkit_corpus_begin() */
    sqlite3_stmt *statements[STATEMENT_COUNT];
    tkit_annotator *annotator; /* made when it is first needed, or NULL; see annotate.h */
    struct tkit_index *index; /* the view that is open now, or NULL; see segment.h */
};

int tkit_database_open(tkit_corpus *corpus, const char *path, int mode);
void tkit_database_close(tkit_corpus *corpus);

/* The tables of a new file are made when it is first used, in the transaction that uses it: what comes at once is
 * brought to the disk once. Before anything that is not done by the functions below. */
int tkit_database_ready(tkit_corpus *corpus);

/* The prepared statement, reset and with its bindings cleared. */
int tkit_database_statement(tkit_corpus *corpus, enum statement which, sqlite3_stmt **out);
/* Steps: 1 for a row, 0 for done, or a code with its message. Resets the statement unless there is a row. */
int tkit_database_step(tkit_corpus *corpus, sqlite3_stmt *statement);
/* Steps a statement that returns no row. */
int tkit_database_run(tkit_corpus *corpus, sqlite3_stmt *statement);
int tkit_database_execute(tkit_corpus *corpus, const char *sql);
/* Code and message of the connection's last error. */
int tkit_database_fail(tkit_corpus *corpus, int sqlite_code);
/* A corpus that may not be written, with the reason. */
int tkit_database_fail_read_only(tkit_corpus *corpus);

/* The write transaction of an operation. begin nests; the outermost commit writes. tkit_database_end(corpus, rc)
 * commits when rc is TKIT_OK and rolls back otherwise, and returns the first error. */
int tkit_database_begin(tkit_corpus *corpus);
int tkit_database_end(tkit_corpus *corpus, int rc);
/* Inside a transaction: commits what there is and begins anew, so that a long ingest keeps what it has done. */
int tkit_database_commit_and_continue(tkit_corpus *corpus);

static inline void tkit_bind_text_or_null(sqlite3_stmt *s, int column, const char *text)
{
    if (text)
        sqlite3_bind_text(s, column, text, -1, SQLITE_STATIC);
}
static inline const char *tkit_column_text(sqlite3_stmt *s, int column)
{
    return (const char *)sqlite3_column_text(s, column);
}

#endif
