/* Layers: named sets of spans with labels and attributes. See toolkit/corpus.h. */
#include "store/corpus.h"

struct tkit_layer {
    tkit_corpus *corpus;
    int64_t id;
    size_t name_size; /* with NUL */
    char *name;
};

struct tkit_span_cursor {
    tkit_corpus *corpus;
    sqlite3_stmt *statement;
};

static bool is_name(const char *name)
{
    size_t length = strlen(name);
    return length > 0 && length < 64 &&
           strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.") == length;
}

static int find(tkit_corpus *corpus, const char *name, int64_t *id)
{
    sqlite3_stmt *s;
    int rc = tkit_database_statement(corpus, SQL_LAYER_GET, &s);
    if (rc)
        return rc;
    sqlite3_bind_text(s, 1, name, -1, SQLITE_STATIC);
    rc = tkit_database_step(corpus, s);
    if (rc == 1) {
        *id = sqlite3_column_int64(s, 0);
        sqlite3_reset(s);
    }
    return rc;
}

static int make(tkit_corpus *corpus, const char *name, int64_t *id)
{
    sqlite3_stmt *s;
    int rc = tkit_database_begin(corpus);
    if (rc)
        return rc;
    rc = tkit_database_statement(corpus, SQL_LAYER_INSERT, &s);
    if (rc == TKIT_OK) {
        sqlite3_bind_text(s, 1, name, -1, SQLITE_STATIC);
        rc = tkit_database_run(corpus, s);
        *id = sqlite3_last_insert_rowid(corpus->db);
    }
    return tkit_database_end(corpus, rc);
}

int tkit_layer_open(tkit_corpus *corpus, const char *name, int create, tkit_layer **out)
{
    int64_t id = 0;
    *out = NULL;
    int rc = find(corpus, name, &id);
    if (rc < 0)
        return rc;
    if (rc == 0) {
        if (!create)
            return tkit_fail(corpus->tk, TKIT_ENOTFOUND, "no layer is called '%s'", name);
        if (!is_name(name))
            return tkit_fail(corpus->tk, TKIT_EINVALID, "'%s' cannot be the name of a layer", name);
        rc = make(corpus, name, &id);
        if (rc)
            return rc;
    }
    tkit_layer *layer = tkit_calloc(corpus->tk, 1, sizeof *layer);
    if (!layer)
        return tkit_fail_nomem(corpus->tk);
    layer->name_size = strlen(name) + 1;
    layer->name = tkit_strndup(corpus->tk, name, layer->name_size - 1);
    if (!layer->name) {
        tkit_free(corpus->tk, layer, sizeof *layer);
        return tkit_fail_nomem(corpus->tk);
    }
    layer->corpus = tkit_corpus_retain(corpus);
    layer->id = id;
    *out = layer;
    return TKIT_OK;
}

void tkit_layer_close(tkit_layer *layer)
{
    if (!layer)
        return;
    tkit_corpus *corpus = layer->corpus;
    tkit_free(corpus->tk, layer->name, layer->name_size);
    tkit_free(corpus->tk, layer, sizeof *layer);
    tkit_corpus_close(corpus);
}

const char *tkit_layer_name(const tkit_layer *layer)
{
    return layer->name;
}

int tkit_layer_count(tkit_layer *layer, uint64_t *count)
{
    sqlite3_stmt *s;
    int rc = tkit_database_statement(layer->corpus, SQL_SPAN_COUNT, &s);
    if (rc)
        return rc;
    sqlite3_bind_int64(s, 1, layer->id);
    rc = tkit_database_step(layer->corpus, s);
    if (rc < 0)
        return rc;
    *count = (uint64_t)sqlite3_column_int64(s, 0);
    sqlite3_reset(s);
    return TKIT_OK;
}

int tkit_corpus_layer_at(tkit_corpus *corpus, size_t index, const char **name)
{
    sqlite3_stmt *s;
    int rc = tkit_database_statement(corpus, SQL_LAYER_AT, &s);
    if (rc)
        return rc;
    sqlite3_bind_int64(s, 1, (int64_t)index);
    rc = tkit_database_step(corpus, s);
    if (rc == 1)
        *name = tkit_column_text(s, 0);
    return rc;
}

/* ---- spans ---- */

static int check_span(tkit_layer *layer, const tkit_layer_span *span)
{
    struct tkit_document_row row;
    tkit_corpus *corpus = layer->corpus;
    int rc = tkit_document_row_by_id(corpus, span->document, &row);
    if (rc == 0)
        return tkit_fail(corpus->tk, TKIT_ENOTFOUND, "no document has the id %lld", (long long)span->document);
    if (rc < 0)
        return rc;
    if (row.same_as)
        return tkit_fail(corpus->tk, TKIT_EINVALID, "document %lld is identical to %lld: annotate that one",
                         (long long)span->document, (long long)row.same_as);
    if (span->start > span->end || span->end > row.bytes)
        return tkit_fail(corpus->tk, TKIT_EINVALID, "span %u..%u lies outside the text of %u bytes", span->start,
                         span->end, row.bytes);
    return TKIT_OK;
}

static int insert_span(tkit_layer *layer, const tkit_layer_span *span)
{
    sqlite3_stmt *s;
    int rc = tkit_database_statement(layer->corpus, SQL_SPAN_INSERT, &s);
    if (rc)
        return rc;
    sqlite3_bind_int64(s, 1, layer->id);
    sqlite3_bind_int64(s, 2, span->document);
    sqlite3_bind_int64(s, 3, span->start);
    sqlite3_bind_int64(s, 4, span->end);
    tkit_bind_text_or_null(s, 5, span->label);
    tkit_bind_text_or_null(s, 6, span->json);
    return tkit_database_run(layer->corpus, s);
}

static bool is_json_object(const char *json)
{
    json += strspn(json, " \t\r\n");
    return *json == '{';
}

int tkit_layer_add(tkit_layer *layer, const tkit_layer_span *span)
{
    if (span->json && !is_json_object(span->json))
        return tkit_fail(layer->corpus->tk, TKIT_EINVALID, "attributes of a span are a JSON object");
    int rc = tkit_database_begin(layer->corpus);
    if (rc)
        return rc;
    rc = check_span(layer, span);
    if (rc < 0 && layer->corpus->depth > 1) {
        layer->corpus->depth--; /* nothing was written: the caller's transaction goes on */
        return rc;
    }
    if (rc == TKIT_OK)
        rc = insert_span(layer, span);
    return tkit_database_end(layer->corpus, rc);
}

int tkit_layer_clear(tkit_layer *layer, int64_t document)
{
    sqlite3_stmt *s;
    int rc = tkit_database_begin(layer->corpus);
    if (rc)
        return rc;
    rc = tkit_database_statement(layer->corpus, SQL_SPAN_DELETE, &s);
    if (rc == TKIT_OK) {
        sqlite3_bind_int64(s, 1, layer->id);
        sqlite3_bind_int64(s, 2, document);
        rc = tkit_database_run(layer->corpus, s);
    }
    return tkit_database_end(layer->corpus, rc);
}

/* ---- cursors: each has a statement of its own, so that several can be open ---- */

int tkit_layer_spans(tkit_layer *layer, int64_t document, tkit_span_cursor **out)
{
    static const char of_all[] = "SELECT document, start, stop, label, json FROM span WHERE layer = ?1"
                                 " ORDER BY document, start, stop DESC, id";
    static const char of_one[] = "SELECT document, start, stop, label, json FROM span WHERE layer = ?1"
                                 " AND document = ?2 ORDER BY start, stop DESC, id";
    tkit_corpus *corpus = layer->corpus;
    *out = NULL;
    tkit_span_cursor *cursor = tkit_calloc(corpus->tk, 1, sizeof *cursor);
    if (!cursor)
        return tkit_fail_nomem(corpus->tk);
    int code = sqlite3_prepare_v2(corpus->db, document ? of_one : of_all, -1, &cursor->statement, NULL);
    if (code != SQLITE_OK) {
        tkit_free(corpus->tk, cursor, sizeof *cursor);
        return tkit_database_fail(corpus, code);
    }
    sqlite3_bind_int64(cursor->statement, 1, layer->id);
    if (document)
        sqlite3_bind_int64(cursor->statement, 2, document);
    cursor->corpus = tkit_corpus_retain(corpus);
    *out = cursor;
    return TKIT_OK;
}

int tkit_span_cursor_next(tkit_span_cursor *cursor, tkit_layer_span *out)
{
    if (!cursor->statement)
        return 0;
    int rc = tkit_database_step(cursor->corpus, cursor->statement);
    if (rc != 1) {
        sqlite3_finalize(cursor->statement); /* an ended cursor stays at its end and holds nothing */
        cursor->statement = NULL;
        return rc;
    }
    *out = (tkit_layer_span){
        .document = sqlite3_column_int64(cursor->statement, 0),
        .start = (uint32_t)sqlite3_column_int64(cursor->statement, 1),
        .end = (uint32_t)sqlite3_column_int64(cursor->statement, 2),
        .label = tkit_column_text(cursor->statement, 3),
        .json = tkit_column_text(cursor->statement, 4),
    };
    return 1;
}

void tkit_span_cursor_close(tkit_span_cursor *cursor)
{
    if (!cursor)
        return;
    tkit_corpus *corpus = cursor->corpus;
    sqlite3_finalize(cursor->statement);
    tkit_free(corpus->tk, cursor, sizeof *cursor);
    tkit_corpus_close(corpus);
}
