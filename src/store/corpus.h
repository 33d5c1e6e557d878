/* Parts of the corpus that several files of store/ share. */
#ifndef TOOLKIT_STORE_CORPUS_H
#define TOOLKIT_STORE_CORPUS_H

#include "load/document.h"
#include "store/database.h"

tkit_corpus *tkit_corpus_retain(tkit_corpus *corpus);

/* ---- rows of one document (document_rows.c) ---- */

/* What the table `document` says of one document. */
struct tkit_document_row {
    int64_t id, source, same_as;
    char sha256[65];
    uint64_t source_bytes;
    uint32_t bytes;
};

/* Each returns 1 when found, 0 when not. */
int tkit_document_row_by_id(tkit_corpus *corpus, int64_t id, struct tkit_document_row *out);
int tkit_document_row_by_file(tkit_corpus *corpus, const char *file, struct tkit_document_row *out);

/* The next row of a statement with these columns (SQL_DOCUMENT_BY_...), which is reset: 1, or 0 without a row. */
int tkit_document_row_fetch(tkit_corpus *corpus, sqlite3_stmt *statement, struct tkit_document_row *out);

/* Writes all rows of a document; with same_as != 0 only the row that links it. source 0: none. */
int tkit_document_rows_insert(tkit_corpus *corpus, tkit_document *document, int64_t source, int64_t same_as,
                              int64_t *id);
/* Takes a document and everything that hangs off it away; a document that is linked to it takes its place. */
int tkit_document_rows_delete(tkit_corpus *corpus, int64_t id);

#endif
