/* The corpus as an object: life, transactions, lists of documents. See toolkit/corpus.h. */
#include "store/corpus.h"

int tkit_corpus_open(tkit *tk, const char *path, const tkit_corpus_options *options, tkit_corpus **out)
{
    tkit_corpus_options given = {0};
    *out = NULL;
    if (options)
        memcpy(&given, options, options->size < sizeof given ? options->size : sizeof given);
    if (given.mode < TKIT_OPEN_DEFAULT || given.mode > TKIT_OPEN_EXISTING)
        return tkit_fail(tk, TKIT_EINVALID, "no way to open a corpus has the number %d", given.mode);
    tkit_corpus *corpus = tkit_calloc(tk, 1, sizeof *corpus);
    if (!corpus)
        return tkit_fail_nomem(tk);
    corpus->tk = tk;
    corpus->references = 1;
    int rc = tkit_database_open(corpus, path, given.mode);
    if (rc) {
        tkit_database_close(corpus);
        tkit_free(tk, corpus, sizeof *corpus);
        return rc;
    }
    *out = corpus;
    return TKIT_OK;
}

tkit_corpus *tkit_corpus_retain(tkit_corpus *corpus)
{
    corpus->references++;
    return corpus;
}

void tkit_corpus_close(tkit_corpus *corpus)
{
    if (!corpus || --corpus->references > 0)
        return;
    tkit_database_close(corpus);
    tkit_free(corpus->tk, corpus, sizeof *corpus);
}

const char *tkit_corpus_path(const tkit_corpus *corpus)
{
    return corpus->path;
}

int tkit_corpus_is_read_only(const tkit_corpus *corpus)
{
    return corpus->read_only;
}

int tkit_corpus_begin(tkit_corpus *corpus)
{
    return tkit_database_begin(corpus);
}

int tkit_corpus_end(tkit_corpus *corpus, int keep)
{
    if (corpus->depth == 0)
        return tkit_fail(corpus->tk, TKIT_EINVALID, "no transaction was begun");
    if (keep)
        return tkit_database_end(corpus, TKIT_OK);
    tkit_database_end(corpus, TKIT_EINVALID); /* any error undoes; undoing is what was asked for */
    return TKIT_OK;
}

/* ---- lists of documents ---- */

int tkit_corpus_count(tkit_corpus *corpus, uint64_t *count)
{
    sqlite3_stmt *s;
    int rc = tkit_database_statement(corpus, SQL_DOCUMENT_COUNT, &s);
    if (rc == TKIT_OK)
        rc = tkit_database_step(corpus, s);
    if (rc < 0)
        return rc;
    *count = (uint64_t)sqlite3_column_int64(s, 0);
    sqlite3_reset(s);
    return TKIT_OK;
}

int tkit_corpus_find_file(tkit_corpus *corpus, const char *file, int64_t *id)
{
    struct tkit_document_row row;
    int rc = tkit_document_row_by_file(corpus, file, &row);
    if (rc == 0)
        return tkit_fail(corpus->tk, TKIT_ENOTFOUND, "%s: no document of this name", file);
    if (rc < 0)
        return rc;
    *id = row.id;
    return TKIT_OK;
}

int tkit_corpus_next(tkit_corpus *corpus, int64_t after, int64_t *id, int64_t *same_as)
{
    sqlite3_stmt *s;
    int rc = tkit_database_statement(corpus, SQL_DOCUMENT_NEXT, &s);
    if (rc)
        return rc;
    sqlite3_bind_int64(s, 1, after);
    rc = tkit_database_step(corpus, s);
    if (rc != 1)
        return rc;
    *id = sqlite3_column_int64(s, 0);
    if (same_as)
        *same_as = sqlite3_column_int64(s, 1);
    sqlite3_reset(s);
    return 1;
}
