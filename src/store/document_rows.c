/* A document as rows, and back: the tables document, text, byte_map, block, fact and metadata.
 *
 * What comes back equals what went in, byte by byte. Text and map carry a hash that is checked on the way back. */
#include "store/corpus.h"
#include "store/varint.h"

/* ---- the row of the table `document` ---- */

static void read_row(sqlite3_stmt *s, struct tkit_document_row *out)
{
    const char *sha256 = tkit_column_text(s, 4);
    *out = (struct tkit_document_row){
        .id = sqlite3_column_int64(s, 0),
        .source = sqlite3_column_int64(s, 2),
        .same_as = sqlite3_column_int64(s, 3),
        .source_bytes = (uint64_t)sqlite3_column_int64(s, 5),
        .bytes = (uint32_t)sqlite3_column_int64(s, 6),
    };
    if (sha256)
        strncpy(out->sha256, sha256, sizeof out->sha256 - 1);
}

int tkit_document_row_fetch(tkit_corpus *corpus, sqlite3_stmt *s, struct tkit_document_row *out)
{
    int rc = tkit_database_step(corpus, s);
    if (rc == 1) {
        read_row(s, out);
        sqlite3_reset(s);
    }
    return rc;
}

int tkit_document_row_by_id(tkit_corpus *corpus, int64_t id, struct tkit_document_row *out)
{
    sqlite3_stmt *s;
    int rc = tkit_database_statement(corpus, SQL_DOCUMENT_BY_ID, &s);
    if (rc)
        return rc;
    sqlite3_bind_int64(s, 1, id);
    return tkit_document_row_fetch(corpus, s, out);
}

int tkit_document_row_by_file(tkit_corpus *corpus, const char *file, struct tkit_document_row *out)
{
    sqlite3_stmt *s;
    int rc = tkit_database_statement(corpus, SQL_DOCUMENT_BY_FILE, &s);
    if (rc)
        return rc;
    sqlite3_bind_text(s, 1, file, -1, SQLITE_STATIC);
    return tkit_document_row_fetch(corpus, s, out);
}

/* ---- writing ---- */

static int insert_text(tkit_corpus *corpus, int64_t id, const tkit_document *document)
{
    sqlite3_stmt *s;
    uint8_t hash[BLOB_HASH_BYTES];
    size_t length;
    const char *text = tkit_document_text(document, &length);
    int rc = tkit_database_statement(corpus, SQL_TEXT_INSERT, &s);
    if (rc)
        return rc;
    tkit_blob_hash(text, length, hash);
    sqlite3_bind_int64(s, 1, id);
    sqlite3_bind_blob(s, 2, hash, sizeof hash, SQLITE_STATIC);
    sqlite3_bind_text64(s, 3, text, length, SQLITE_STATIC, SQLITE_UTF8);
    return tkit_database_run(corpus, s);
}

static int insert_map(tkit_corpus *corpus, int64_t id, const struct tkit_map *map)
{
    sqlite3_stmt *s;
    tkit_buffer runs;
    uint8_t hash[BLOB_HASH_BYTES];
    if (map->count == 0)
        return TKIT_OK; /* text and source are the same bytes */
    int rc = tkit_database_statement(corpus, SQL_MAP_INSERT, &s);
    if (rc)
        return rc;
    tkit_buffer_init(&runs, corpus->tk);
    struct tkit_run before = {0};
    for (size_t i = 0; i < map->count; i++) {
        struct tkit_run run = map->runs[i];
        tkit_put_varint(&runs, run.text - before.text);
        tkit_put_varint(&runs, tkit_zigzag((int64_t)(run.source - before.source)));
        tkit_put_varint(&runs, run.text_unit);
        tkit_put_varint(&runs, run.source_unit);
        before = run;
    }
    rc = tkit_buffer_status(&runs);
    if (rc == TKIT_OK) {
        tkit_blob_hash(runs.data, runs.size, hash);
        sqlite3_bind_int64(s, 1, id);
        sqlite3_bind_blob(s, 2, hash, sizeof hash, SQLITE_STATIC);
        sqlite3_bind_blob64(s, 3, runs.data, runs.size, SQLITE_STATIC);
        rc = tkit_database_run(corpus, s);
    }
    tkit_buffer_free(&runs);
    return rc;
}

static int insert_blocks(tkit_corpus *corpus, int64_t id, const tkit_document *document)
{
    for (size_t i = 0; i < document->block_count; i++) {
        sqlite3_stmt *s;
        const tkit_block *b = &document->blocks[i];
        int rc = tkit_database_statement(corpus, SQL_BLOCK_INSERT, &s);
        if (rc)
            return rc;
        sqlite3_bind_int64(s, 1, id);
        sqlite3_bind_int64(s, 2, (int64_t)i);
        sqlite3_bind_int64(s, 3, b->start);
        sqlite3_bind_int64(s, 4, b->end);
        tkit_bind_text_or_null(s, 5, tkit_block_kind_name(b->kind));
        tkit_bind_text_or_null(s, 6, b->detail);
        sqlite3_bind_int64(s, 7, b->speaker_start);
        sqlite3_bind_int64(s, 8, b->speaker_end);
        sqlite3_bind_int64(s, 9, b->body_start);
        sqlite3_bind_int(s, 10, b->is_body);
        rc = tkit_database_run(corpus, s);
        if (rc)
            return rc;
    }
    return TKIT_OK;
}

static int insert_fact(tkit_corpus *corpus, int64_t id, enum tkit_fact_name name, int n, const tkit_fact *fact)
{
    sqlite3_stmt *s;
    int rc = tkit_database_statement(corpus, SQL_FACT_INSERT, &s);
    if (rc)
        return rc;
    sqlite3_bind_int64(s, 1, id);
    sqlite3_bind_text(s, 2, tkit_fact_name(name), -1, SQLITE_STATIC);
    sqlite3_bind_int(s, 3, n);
    tkit_bind_text_or_null(s, 4, fact->value);
    tkit_bind_text_or_null(s, 5, fact->how);
    tkit_bind_text_or_null(s, 6, fact->precision);
    sqlite3_bind_int64(s, 7, fact->start);
    sqlite3_bind_int64(s, 8, fact->end);
    return tkit_database_run(corpus, s);
}

static int insert_facts(tkit_corpus *corpus, int64_t id, const tkit_document *document)
{
    int rc = TKIT_OK;
    for (int name = 0; name < FACT_COUNT && rc == TKIT_OK; name++)
        if (document->facts[name].value)
            rc = insert_fact(corpus, id, name, 0, &document->facts[name]);
    for (size_t i = 0; i < document->candidate_count && rc == TKIT_OK; i++)
        rc = insert_fact(corpus, id, document->candidates[i].name, (int)i + 1, &document->candidates[i].fact);
    return rc;
}

static int insert_metadata(tkit_corpus *corpus, int64_t id, const tkit_document *document)
{
    const char *key, *value;
    for (size_t i = 0; (key = tkit_document_metadata(document, i, &value)) != NULL; i++) {
        sqlite3_stmt *s;
        int rc = tkit_database_statement(corpus, SQL_METADATA_INSERT, &s);
        if (rc)
            return rc;
        sqlite3_bind_int64(s, 1, id);
        sqlite3_bind_text(s, 2, key, -1, SQLITE_STATIC);
        sqlite3_bind_text(s, 3, value ? value : "", -1, SQLITE_STATIC);
        rc = tkit_database_run(corpus, s);
        if (rc)
            return rc;
    }
    return TKIT_OK;
}

/* A page comes or goes: which blocks its site repeats must be found again (sites.h). */
static int sites_change(tkit_corpus *corpus, int64_t id)
{
    sqlite3_stmt *s;
    int rc = tkit_database_statement(corpus, SQL_SITES_CHANGE, &s);
    if (rc)
        return rc;
    sqlite3_bind_int64(s, 1, id);
    return tkit_database_run(corpus, s);
}

int tkit_document_rows_insert(tkit_corpus *corpus, tkit_document *document, int64_t source, int64_t same_as,
                              int64_t *id)
{
    sqlite3_stmt *s;
    int rc = tkit_document_complete(document);
    if (rc == TKIT_OK)
        rc = tkit_database_statement(corpus, SQL_DOCUMENT_INSERT, &s);
    if (rc)
        return rc;
    sqlite3_bind_text(s, 1, tkit_document_file(document), -1, SQLITE_STATIC);
    if (source)
        sqlite3_bind_int64(s, 2, source);
    if (same_as)
        sqlite3_bind_int64(s, 3, same_as);
    sqlite3_bind_text(s, 4, tkit_document_sha256(document), -1, SQLITE_STATIC);
    sqlite3_bind_int64(s, 5, (int64_t)document->source_bytes);
    sqlite3_bind_int64(s, 6, document->length);
    rc = tkit_database_run(corpus, s);
    if (rc)
        return rc;
    *id = sqlite3_last_insert_rowid(corpus->db);
    if (same_as)
        return TKIT_OK;
    rc = insert_text(corpus, *id, document);
    if (rc == TKIT_OK)
        rc = insert_map(corpus, *id, &document->map);
    if (rc == TKIT_OK)
        rc = insert_blocks(corpus, *id, document);
    if (rc == TKIT_OK)
        rc = insert_facts(corpus, *id, document);
    if (rc == TKIT_OK)
        rc = insert_metadata(corpus, *id, document);
    return rc == TKIT_OK && document->facts[FACT_URL].value ? sites_change(corpus, *id) : rc;
}

/* ---- removing ---- */

int tkit_document_rows_delete(tkit_corpus *corpus, int64_t id)
{
    sqlite3_stmt *s;
    int rc = tkit_database_statement(corpus, SQL_DOCUMENT_SAME_AS, &s);
    if (rc)
        return rc;
    sqlite3_bind_int64(s, 1, id);
    rc = tkit_database_step(corpus, s);
    if (rc < 0)
        return rc;
    if (rc == 1) {
        /* Its content stays under the name of the first document that is linked to it. */
        int64_t heir = sqlite3_column_int64(s, 0), source = sqlite3_column_int64(s, 2);
        const char *name = tkit_column_text(s, 1);
        size_t length = name ? strlen(name) : 0;
        char *file = tkit_strndup(corpus->tk, name ? name : "", length);
        sqlite3_reset(s);
        if (!file)
            return tkit_fail_nomem(corpus->tk);
        rc = tkit_database_statement(corpus, SQL_DOCUMENT_DELETE, &s);
        if (rc == TKIT_OK) {
            sqlite3_bind_int64(s, 1, heir);
            rc = tkit_database_run(corpus, s);
        }
        if (rc == TKIT_OK)
            rc = tkit_database_statement(corpus, SQL_DOCUMENT_RENAME, &s);
        if (rc == TKIT_OK) {
            sqlite3_bind_int64(s, 1, id);
            sqlite3_bind_text(s, 2, file, -1, SQLITE_STATIC);
            if (source)
                sqlite3_bind_int64(s, 3, source);
            rc = tkit_database_run(corpus, s);
        }
        tkit_free(corpus->tk, file, length + 1);
        return rc;
    }
    rc = sites_change(corpus, id);
    if (rc == TKIT_OK)
        rc = tkit_database_statement(corpus, SQL_SEGMENT_DOCUMENT_DELETE, &s);
    if (rc)
        return rc;
    sqlite3_bind_int64(s, 1, id);
    rc = tkit_database_run(corpus, s);
    if (rc == TKIT_OK)
        rc = tkit_database_statement(corpus, SQL_GENERATION_BUMP, &s);
    if (rc == TKIT_OK)
        rc = tkit_database_run(corpus, s);
    if (rc == TKIT_OK)
        rc = tkit_database_statement(corpus, SQL_DOCUMENT_DELETE, &s);
    if (rc)
        return rc;
    sqlite3_bind_int64(s, 1, id); /* text, map, blocks, facts, metadata, spans, claims follow by foreign key */
    return tkit_database_run(corpus, s);
}

/* ---- reading ---- */

static int damaged(tkit_corpus *corpus, int64_t id, const char *what)
{
    return tkit_fail(corpus->tk, TKIT_ECORRUPT, "%s: the %s of document %lld is damaged",
                     corpus->path ? corpus->path : "corpus in memory", what, (long long)id);
}

static bool hash_matches(sqlite3_stmt *s, const void *data, size_t size, int column)
{
    uint8_t hash[BLOB_HASH_BYTES];
    tkit_blob_hash(data, size, hash);
    const void *stored = sqlite3_column_blob(s, column);
    return stored && sqlite3_column_bytes(s, column) == BLOB_HASH_BYTES && memcmp(stored, hash, sizeof hash) == 0;
}

static int read_text(tkit_corpus *corpus, int64_t id, tkit_document *document)
{
    sqlite3_stmt *s;
    int rc = tkit_database_statement(corpus, SQL_TEXT_GET, &s);
    if (rc)
        return rc;
    sqlite3_bind_int64(s, 1, id);
    rc = tkit_database_step(corpus, s);
    if (rc <= 0)
        return rc < 0 ? rc : damaged(corpus, id, "text");
    const char *text = tkit_column_text(s, 0);
    size_t length = (size_t)sqlite3_column_bytes(s, 0);
    if (!text || !hash_matches(s, text, length, 1))
        rc = damaged(corpus, id, "text");
    else
        rc = tkit_document_set_text(document, text, length);
    sqlite3_reset(s);
    return rc;
}

static int decode_map(tkit_corpus *corpus, tkit_document *document, const uint8_t *at, const uint8_t *end)
{
    struct tkit_map *map = &document->map;
    uint64_t text = 0, source = 0, step, jump, text_unit, source_unit;
    while (at < end) {
        if (!tkit_get_varint(&at, end, &step) || !tkit_get_varint(&at, end, &jump) ||
            !tkit_get_varint(&at, end, &text_unit) || !tkit_get_varint(&at, end, &source_unit) ||
            step > document->length || text_unit > 0xff || source_unit > 0xffffff)
            return TKIT_ECORRUPT;
        text += step;
        source += (uint64_t)tkit_unzigzag(jump);
        if (text > document->length)
            return TKIT_ECORRUPT;
        int rc = tkit_reserve(corpus->tk, (void **)&map->runs, &map->capacity, map->count + 1, sizeof *map->runs);
        if (rc)
            return rc;
        map->runs[map->count++] = (struct tkit_run){.source = source, .text = (uint32_t)text,
                                                    .text_unit = text_unit & 0xff,
                                                    .source_unit = source_unit & 0xffffff};
    }
    return TKIT_OK;
}

static int read_map(tkit_corpus *corpus, int64_t id, tkit_document *document)
{
    sqlite3_stmt *s;
    int rc = tkit_database_statement(corpus, SQL_MAP_GET, &s);
    if (rc)
        return rc;
    sqlite3_bind_int64(s, 1, id);
    rc = tkit_database_step(corpus, s);
    if (rc <= 0)
        return rc;
    const uint8_t *runs = sqlite3_column_blob(s, 0);
    size_t size = (size_t)sqlite3_column_bytes(s, 0);
    rc = hash_matches(s, runs, size, 1) ? decode_map(corpus, document, runs, runs + size) : TKIT_ECORRUPT;
    sqlite3_reset(s);
    return rc == TKIT_ECORRUPT ? damaged(corpus, id, "byte map") : rc;
}

static int read_blocks(tkit_corpus *corpus, int64_t id, tkit_document *document)
{
    sqlite3_stmt *s;
    int rc = tkit_database_statement(corpus, SQL_BLOCK_GET, &s);
    if (rc)
        return rc;
    sqlite3_bind_int64(s, 1, id);
    while ((rc = tkit_database_step(corpus, s)) == 1) {
        const char *kind = tkit_column_text(s, 2);
        tkit_block b = {
            .start = (uint32_t)sqlite3_column_int64(s, 0),
            .end = (uint32_t)sqlite3_column_int64(s, 1),
            .kind = kind ? tkit_block_kind_named(kind) : 0,
            .detail = tkit_column_text(s, 3),
            .speaker_start = (uint32_t)sqlite3_column_int64(s, 4),
            .speaker_end = (uint32_t)sqlite3_column_int64(s, 5),
            .body_start = (uint32_t)sqlite3_column_int64(s, 6),
            .is_body = sqlite3_column_int(s, 7),
        };
        if (b.end > document->length || b.start > b.end || b.speaker_end > document->length ||
            b.speaker_start > b.speaker_end || b.body_start > document->length)
            rc = damaged(corpus, id, "list of blocks");
        else
            rc = tkit_document_add_block(document, &b);
        if (rc)
            break;
    }
    sqlite3_reset(s);
    return rc;
}

static int read_facts(tkit_corpus *corpus, int64_t id, tkit_document *document)
{
    sqlite3_stmt *s;
    int rc = tkit_database_statement(corpus, SQL_FACT_GET, &s);
    if (rc)
        return rc;
    sqlite3_bind_int64(s, 1, id);
    while ((rc = tkit_database_step(corpus, s)) == 1) {
        const char *name = tkit_column_text(s, 0);
        int which = name ? tkit_fact_name_of(name) : -1;
        tkit_fact fact = {
            .value = tkit_column_text(s, 2),
            .how = tkit_column_text(s, 3),
            .precision = tkit_column_text(s, 4),
            .start = (uint32_t)sqlite3_column_int64(s, 5),
            .end = (uint32_t)sqlite3_column_int64(s, 6),
        };
        if (which < 0)
            rc = TKIT_OK; /* a later version's fact */
        else if (fact.end > document->length || fact.start > fact.end)
            rc = damaged(corpus, id, "list of facts");
        else if (sqlite3_column_int64(s, 1) == 0)
            rc = tkit_document_set_fact(document, (enum tkit_fact_name)which, &fact);
        else
            rc = tkit_document_add_candidate(document, (enum tkit_fact_name)which, &fact);
        if (rc)
            break;
    }
    sqlite3_reset(s);
    return rc;
}

static int read_metadata(tkit_corpus *corpus, int64_t id, tkit_document *document)
{
    sqlite3_stmt *s;
    int rc = tkit_database_statement(corpus, SQL_METADATA_GET, &s);
    if (rc)
        return rc;
    sqlite3_bind_int64(s, 1, id);
    while ((rc = tkit_database_step(corpus, s)) == 1) {
        const char *key = tkit_column_text(s, 0), *value = tkit_column_text(s, 1);
        rc = key && value ? tkit_document_set_metadata(document, key, value) : TKIT_OK;
        if (rc)
            break;
    }
    sqlite3_reset(s);
    return rc;
}

static int read_name(tkit_corpus *corpus, int64_t id, const struct tkit_document_row *row, tkit_document *document)
{
    sqlite3_stmt *s;
    int rc = tkit_database_statement(corpus, SQL_DOCUMENT_BY_ID, &s);
    if (rc)
        return rc;
    sqlite3_bind_int64(s, 1, id);
    rc = tkit_database_step(corpus, s);
    if (rc == 1) {
        const char *file = tkit_column_text(s, 1);
        rc = tkit_document_set_file(document, file ? file : "");
        sqlite3_reset(s);
    }
    memcpy(document->sha256, row->sha256, sizeof document->sha256);
    document->source_bytes = row->source_bytes;
    return rc;
}

int tkit_corpus_document(tkit_corpus *corpus, int64_t id, tkit_document **out)
{
    struct tkit_document_row row;
    tkit_document *document;
    *out = NULL;
    int rc = tkit_document_row_by_id(corpus, id, &row);
    if (rc == 0)
        rc = tkit_fail(corpus->tk, TKIT_ENOTFOUND, "no document has the id %lld", (long long)id);
    if (rc < 0)
        return rc;
    rc = tkit_document_create(corpus->tk, &document);
    if (rc)
        return rc;
    int64_t content = row.same_as ? row.same_as : id;
    rc = read_name(corpus, id, &row, document);
    if (rc == TKIT_OK)
        rc = read_text(corpus, content, document);
    if (rc == TKIT_OK)
        rc = read_map(corpus, content, document);
    if (rc == TKIT_OK)
        rc = read_blocks(corpus, content, document);
    if (rc == TKIT_OK)
        rc = read_facts(corpus, content, document);
    if (rc == TKIT_OK)
        rc = read_metadata(corpus, content, document);
    if (rc) {
        tkit_document_release(document);
        return rc;
    }
    *out = document;
    return TKIT_OK;
}
