/* One document comes in: new, changed, renamed, identical to another, or known. */
#include "store/ingest.h"

#include <errno.h>
#include <sys/stat.h>

#include "store/varint.h"

/* Same bytes of source and the same text: a format forced by an option may have read the same bytes otherwise. */
static int has_same_text(tkit_corpus *corpus, int64_t id, const tkit_document *document)
{
    sqlite3_stmt *s;
    uint8_t hash[BLOB_HASH_BYTES];
    size_t length;
    const char *text = tkit_document_text(document, &length);
    int rc = tkit_database_statement(corpus, SQL_TEXT_HASH, &s);
    if (rc)
        return rc;
    sqlite3_bind_int64(s, 1, id);
    rc = tkit_database_step(corpus, s);
    if (rc != 1)
        return rc;
    tkit_blob_hash(text, length, hash);
    const void *stored = sqlite3_column_blob(s, 0);
    rc = stored && sqlite3_column_bytes(s, 0) == BLOB_HASH_BYTES && memcmp(stored, hash, sizeof hash) == 0;
    sqlite3_reset(s);
    return rc;
}

/* Is the file that a document came from gone? Documents from memory never are. */
static int source_is_gone(tkit_corpus *corpus, int64_t source)
{
    sqlite3_stmt *s;
    struct stat about;
    if (source == 0)
        return 0;
    int rc = tkit_database_statement(corpus, SQL_SOURCE_FILE, &s);
    if (rc)
        return rc;
    sqlite3_bind_int64(s, 1, source);
    rc = tkit_database_step(corpus, s);
    if (rc != 1)
        return rc;
    const char *file = tkit_column_text(s, 0);
    rc = file && stat(file, &about) != 0 && (errno == ENOENT || errno == ENOTDIR);
    sqlite3_reset(s);
    return rc;
}

static int rename_document(tkit_corpus *corpus, int64_t id, const char *file, int64_t source)
{
    sqlite3_stmt *s;
    int rc = tkit_database_statement(corpus, SQL_DOCUMENT_RENAME, &s);
    if (rc)
        return rc;
    sqlite3_bind_int64(s, 1, id);
    sqlite3_bind_text(s, 2, file, -1, SQLITE_STATIC);
    if (source)
        sqlite3_bind_int64(s, 3, source);
    return tkit_database_run(corpus, s);
}

/* The document that holds this content already: 1 and its row, or 0. */
static int find_content(tkit_corpus *corpus, tkit_document *document, struct tkit_document_row *out)
{
    sqlite3_stmt *s;
    int rc = tkit_database_statement(corpus, SQL_DOCUMENT_BY_SHA256, &s);
    if (rc)
        return rc;
    sqlite3_bind_text(s, 1, tkit_document_sha256(document), -1, SQLITE_STATIC);
    rc = tkit_document_row_fetch(corpus, s, out);
    return rc == 1 ? has_same_text(corpus, out->id, document) : rc;
}

int tkit_ingest_knows(tkit_corpus *corpus, tkit_document *document)
{
    struct tkit_document_row row;
    return find_content(corpus, document, &row);
}

int tkit_ingest_document(tkit_corpus *corpus, tkit_document *document, int64_t source, int64_t *id)
{
    struct tkit_document_row known, twin;
    const char *file = tkit_document_file(document);
    int outcome = TKIT_ADDED;
    int rc = tkit_document_row_by_file(corpus, file, &known);
    if (rc < 0)
        return rc;
    if (rc == 1) {
        *id = known.id;
        rc = 0;
        if (strcmp(known.sha256, tkit_document_sha256(document)) == 0)
            rc = has_same_text(corpus, known.same_as ? known.same_as : known.id, document);
        if (rc < 0)
            return rc;
        if (rc == 1) {
            rc = known.source == source ? TKIT_OK : rename_document(corpus, known.id, file, source);
            return rc < 0 ? rc : TKIT_UNCHANGED;
        }
        rc = tkit_document_rows_delete(corpus, known.id);
        if (rc < 0)
            return rc;
        outcome = TKIT_REPLACED;
    }
    rc = find_content(corpus, document, &twin);
    if (rc < 0)
        return rc;
    if (rc == 0) {
        rc = tkit_document_rows_insert(corpus, document, source, 0, id);
        return rc < 0 ? rc : outcome;
    }
    rc = source_is_gone(corpus, twin.source);
    if (rc < 0)
        return rc;
    if (rc == 1 && outcome == TKIT_ADDED) {
        *id = twin.id;
        rc = rename_document(corpus, twin.id, file, source);
        return rc < 0 ? rc : TKIT_RENAMED;
    }
    rc = tkit_document_rows_insert(corpus, document, source, twin.id, id);
    return rc < 0 ? rc : TKIT_IDENTICAL;
}
