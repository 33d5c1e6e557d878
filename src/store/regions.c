/* From positions back to text and from spans to positions: tokens of a document, regions of layers, values of
 * documents. See segment.h. */
#include "store/segment_parts.h"
#include "store/varint.h"
#include "text/spans.h"

/* ---- text and tokens ---- */

int tkit_index_text(tkit_corpus *corpus, int64_t document, tkit_buffer *out)
{
    sqlite3_stmt *s;
    uint8_t hash[BLOB_HASH_BYTES];
    int rc = tkit_database_statement(corpus, SQL_TEXT_GET, &s);
    if (rc)
        return rc;
    sqlite3_bind_int64(s, 1, document);
    rc = tkit_database_step(corpus, s);
    if (rc == 0)
        return tkit_fail(corpus->tk, TKIT_ENOTFOUND, "the text of document %lld is not there", (long long)document);
    if (rc < 0)
        return rc;
    const char *text = tkit_column_text(s, 0);
    size_t size = (size_t)sqlite3_column_bytes(s, 0);
    const void *stored = sqlite3_column_blob(s, 1);
    tkit_blob_hash(text, size, hash);
    rc = TKIT_OK;
    if (!text || !stored || sqlite3_column_bytes(s, 1) != BLOB_HASH_BYTES || memcmp(stored, hash, sizeof hash) != 0)
        rc = tkit_fail(corpus->tk, TKIT_ECORRUPT, "the text of document %lld is damaged", (long long)document);
    else
        tkit_buffer_add(out, text, size);
    sqlite3_reset(s);
    return rc ? rc : tkit_buffer_status(out);
}

static int decode_tokens(tkit_corpus *corpus, const uint8_t *at, const uint8_t *end, uint64_t count, tkit_spans *out)
{
    uint64_t place = 0, gap, length;
    out->count = 0;
    if (count > (uint64_t)(end - at)) /* two bytes each */
        return TKIT_ECORRUPT;
    int rc = tkit_spans_room(corpus->tk, out, count);
    while (rc == TKIT_OK && at < end) {
        if (!tkit_get_varint(&at, end, &gap) || !tkit_get_varint(&at, end, &length) || gap > UINT32_MAX ||
            length > UINT32_MAX || place + gap + length > UINT32_MAX)
            return TKIT_ECORRUPT;
        place += gap;
        rc = tkit_spans_add(corpus->tk, out, place, place + length, TKIT_TOKEN_WORD);
        place += length;
    }
    return rc == TKIT_OK && out->count != count ? TKIT_ECORRUPT : rc;
}

/* The tokens that were imported with a document: 1, or 0 when there are none. */
static int imported_tokens(tkit_corpus *corpus, int64_t document, tkit_spans *out)
{
    sqlite3_stmt *s;
    uint8_t hash[BLOB_HASH_BYTES];
    int rc = tkit_database_statement(corpus, SQL_TOKENS_GET, &s);
    if (rc)
        return rc;
    sqlite3_bind_int64(s, 1, document);
    rc = tkit_database_step(corpus, s);
    if (rc != 1)
        return rc;
    const uint8_t *spans = sqlite3_column_blob(s, 0);
    size_t size = (size_t)sqlite3_column_bytes(s, 0);
    const void *stored = sqlite3_column_blob(s, 1);
    tkit_blob_hash(spans, size, hash);
    rc = TKIT_ECORRUPT;
    if (stored && sqlite3_column_bytes(s, 1) == BLOB_HASH_BYTES && memcmp(stored, hash, sizeof hash) == 0)
        rc = size ? decode_tokens(corpus, spans, spans + size, (uint64_t)sqlite3_column_int64(s, 2), out) : TKIT_OK;
    sqlite3_reset(s);
    if (rc == TKIT_ECORRUPT)
        return tkit_fail(corpus->tk, rc, "the tokens of document %lld are damaged", (long long)document);
    return rc ? rc : 1;
}

int tkit_index_tokens(tkit_corpus *corpus, int64_t document, tkit_spans *out, tkit_buffer *text)
{
    tkit_buffer own;
    tkit_buffer_init(&own, corpus->tk);
    out->count = 0;
    int imported = imported_tokens(corpus, document, out);
    if (imported < 0)
        return imported;
    if (imported && !text)
        return TKIT_OK;
    tkit_buffer *to = text ? text : &own;
    size_t start = to->size;
    int rc = tkit_index_text(corpus, document, to);
    size_t length = to->size - start;
    if (rc == TKIT_OK && !tkit_buffer_string(to))
        rc = tkit_fail_nomem(corpus->tk);
    if (rc == TKIT_OK && !imported)
        rc = tkit_tokenize(corpus->tk, to->data + start, length, 0, out);
    for (size_t i = 0; rc == TKIT_OK && imported && i < out->count; i++)
        if (out->end[i] > length)
            rc = tkit_fail(corpus->tk, TKIT_ECORRUPT, "the tokens of document %lld are damaged", (long long)document);
    tkit_buffer_free(&own);
    return rc;
}

/* ---- regions ---- */

struct filling {
    struct tkit_segment *segment;
    struct tkit_regions *regions;
    size_t capacity; /* of all three arrays */
    tkit_spans tokens;
    uint32_t document; /* whose tokens these are; TKIT_NO_TOKEN: none */
};

static void free_regions(tkit *tk, struct tkit_regions *r)
{
    size_t bytes = r->count ? r->count : 1;
    if (r->name)
        tkit_free(tk, r->name, strlen(r->name) + 1);
    tkit_free(tk, r->start, bytes * sizeof *r->start);
    tkit_free(tk, r->end, bytes * sizeof *r->end);
    tkit_free(tk, r->span, bytes * sizeof *r->span);
    tkit_free(tk, r, sizeof *r);
}

void tkit_segment_forget_regions(struct tkit_segment *segment)
{
    while (segment->regions) {
        struct tkit_regions *r = segment->regions;
        segment->regions = r->next;
        free_regions(segment->corpus->tk, r);
    }
}

/* Gives the arrays another size; `count` only follows when all three could be moved. */
static int resize(struct filling *f, size_t capacity)
{
    tkit *tk = f->segment->corpus->tk;
    struct tkit_regions *r = f->regions;
    uint32_t *start = tkit_alloc(tk, capacity * sizeof *start), *end = tkit_alloc(tk, capacity * sizeof *end);
    int64_t *span = tkit_alloc(tk, capacity * sizeof *span);
    if (!start || !end || !span) {
        tkit_free(tk, start, capacity * sizeof *start);
        tkit_free(tk, end, capacity * sizeof *end);
        tkit_free(tk, span, capacity * sizeof *span);
        return tkit_fail_nomem(tk);
    }
    if (r->count) {
        memcpy(start, r->start, r->count * sizeof *start);
        memcpy(end, r->end, r->count * sizeof *end);
        memcpy(span, r->span, r->count * sizeof *span);
    }
    tkit_free(tk, r->start, f->capacity * sizeof *start);
    tkit_free(tk, r->end, f->capacity * sizeof *end);
    tkit_free(tk, r->span, f->capacity * sizeof *span);
    r->start = start;
    r->end = end;
    r->span = span;
    f->capacity = capacity;
    return TKIT_OK;
}

static int add_region(struct filling *f, uint32_t start, uint32_t end, int64_t span)
{
    if (start >= end)
        return TKIT_OK;
    if (f->regions->count == f->capacity) {
        int rc = resize(f, f->capacity ? 2 * f->capacity : 64);
        if (rc)
            return rc;
    }
    size_t n = f->regions->count++;
    f->regions->start[n] = start;
    f->regions->end[n] = end;
    f->regions->span[n] = span;
    return TKIT_OK;
}

static int fill_documents(struct filling *f)
{
    int rc = TKIT_OK;
    const struct tkit_segment *s = f->segment;
    for (uint32_t n = 0; n < s->documents && rc == TKIT_OK; n++)
        if (s->document[n])
            rc = add_region(f, s->first_token[n], s->first_token[n + 1], 0);
    return rc;
}

static int fill_sentences(struct filling *f)
{
    struct tkit_segment *s = f->segment;
    const uint32_t *first = tkit_segment_sentences(s);
    uint32_t document = 0;
    int rc = s->status;
    for (uint32_t n = 0; n < s->sentences && rc == TKIT_OK; n++) {
        document = tkit_segment_document_of(s, first[n], document);
        uint32_t end = s->first_token[document + 1];
        if (n + 1 < s->sentences && first[n + 1] < end)
            end = first[n + 1];
        if (s->document[document])
            rc = add_region(f, first[n], end, 0);
    }
    return rc;
}

/* The number of the first token that starts at or behind a byte. */
static uint32_t token_at(const tkit_spans *tokens, uint32_t byte)
{
    size_t low = 0, high = tokens->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (tokens->start[middle] < byte)
            low = middle + 1;
        else
            high = middle;
    }
    return (uint32_t)low;
}

static int add_span(struct filling *f, uint32_t document, uint32_t start, uint32_t stop, int64_t span)
{
    struct tkit_segment *s = f->segment;
    uint32_t first = s->first_token[document], count = s->first_token[document + 1] - first;
    if (f->document != document) {
        int rc = tkit_index_tokens(s->corpus, s->document[document], &f->tokens, NULL);
        if (rc)
            return rc;
        if (f->tokens.count != count)
            return tkit_fail(s->corpus->tk, TKIT_ECORRUPT, "document %lld has %zu tokens, the index says %u",
                             (long long)s->document[document], f->tokens.count, count);
        f->document = document;
    }
    return add_region(f, first + token_at(&f->tokens, start), first + token_at(&f->tokens, stop), span);
}

/* Rows of (document, start, stop, span), ordered by document as those of the segment are. */
static int fill_spans(struct filling *f, sqlite3_stmt *s)
{
    struct tkit_segment *segment = f->segment;
    uint32_t n = 0;
    int rc;
    while ((rc = tkit_database_step(segment->corpus, s)) == 1) {
        int64_t document = sqlite3_column_int64(s, 0);
        while (n < segment->documents && segment->document[n] < document) n++; /* 0: removed */
        if (n == segment->documents || segment->document[n] != document)
            continue;
        rc = add_span(f, n, (uint32_t)sqlite3_column_int64(s, 1), (uint32_t)sqlite3_column_int64(s, 2),
                      sqlite3_column_int64(s, 3));
        if (rc)
            break;
    }
    sqlite3_reset(s);
    return rc;
}

/* The ids of the first and last document that is still there. */
static void document_range(const struct tkit_segment *s, int64_t *first, int64_t *last)
{
    *first = *last = 0;
    for (uint32_t n = 0; n < s->documents; n++) {
        if (s->document[n] && *first == 0)
            *first = s->document[n];
        if (s->document[n])
            *last = s->document[n];
    }
}

static int fill_layer(struct filling *f, const char *layer)
{
    sqlite3_stmt *s;
    int64_t first, last, id = 0;
    tkit_corpus *corpus = f->segment->corpus;
    int rc = tkit_database_statement(corpus, SQL_LAYER_GET, &s);
    if (rc)
        return rc;
    sqlite3_bind_text(s, 1, layer, -1, SQLITE_STATIC);
    rc = tkit_database_step(corpus, s);
    if (rc < 0)
        return rc;
    if (rc == 1) {
        id = sqlite3_column_int64(s, 0);
        sqlite3_reset(s);
    } else if (strcmp(layer, "p") != 0) {
        return tkit_fail(corpus->tk, TKIT_ENOTFOUND, "no layer is called '%s'", layer);
    }
    rc = tkit_database_statement(corpus, id ? SQL_REGIONS : SQL_BLOCK_REGIONS, &s);
    if (rc)
        return rc;
    document_range(f->segment, &first, &last);
    sqlite3_bind_int64(s, 1, id); /* unused by the statement for blocks */
    sqlite3_bind_int64(s, 2, first);
    sqlite3_bind_int64(s, 3, last);
    return fill_spans(f, s);
}

int tkit_segment_regions(struct tkit_segment *segment, const char *layer, const struct tkit_regions **out)
{
    tkit *tk = segment->corpus->tk;
    for (struct tkit_regions *r = segment->regions; r; r = r->next) {
        if (strcmp(r->name, layer) == 0) {
            *out = r;
            return TKIT_OK;
        }
    }
    *out = NULL;
    struct filling f = {.segment = segment, .document = TKIT_NO_TOKEN};
    f.regions = tkit_calloc(tk, 1, sizeof *f.regions);
    if (!f.regions)
        return tkit_fail_nomem(tk);
    f.regions->name = tkit_strndup(tk, layer, strlen(layer));
    int rc = f.regions->name ? TKIT_OK : tkit_fail_nomem(tk);
    if (rc == TKIT_OK && strcmp(layer, "doc") == 0)
        rc = fill_documents(&f);
    else if (rc == TKIT_OK && strcmp(layer, "s") == 0)
        rc = fill_sentences(&f);
    else if (rc == TKIT_OK)
        rc = fill_layer(&f, layer);
    if (rc == TKIT_OK)
        rc = resize(&f, f.regions->count ? f.regions->count : 1);
    tkit_spans_free(tk, &f.tokens);
    if (rc) {
        f.regions->count = f.capacity; /* what was allocated */
        free_regions(tk, f.regions);
        return rc;
    }
    f.regions->next = segment->regions;
    segment->regions = f.regions;
    *out = f.regions;
    return TKIT_OK;
}

/* ---- values ---- */

static int read_values(struct tkit_segment *segment, enum statement which, const char *key, tkit_arena *arena,
                       const char **values, bool *any)
{
    sqlite3_stmt *s;
    int64_t first, last;
    uint32_t n = 0;
    int rc = tkit_database_statement(segment->corpus, which, &s);
    if (rc)
        return rc;
    document_range(segment, &first, &last);
    sqlite3_bind_text(s, 1, key, -1, SQLITE_STATIC);
    sqlite3_bind_int64(s, 2, first);
    sqlite3_bind_int64(s, 3, last);
    while ((rc = tkit_database_step(segment->corpus, s)) == 1) {
        int64_t document = sqlite3_column_int64(s, 0);
        const char *value = tkit_column_text(s, 1);
        while (n < segment->documents && segment->document[n] < document) n++; /* 0: removed */
        if (n == segment->documents || segment->document[n] != document || !value)
            continue;
        values[n] = tkit_arena_strndup(arena, value, (size_t)sqlite3_column_bytes(s, 1));
        *any = true;
        if (!values[n]) {
            rc = TKIT_ENOMEM;
            break;
        }
    }
    sqlite3_reset(s);
    return rc;
}

/* The id of each document, as text. */
static int id_values(const struct tkit_segment *segment, tkit_arena *arena, const char **values)
{
    for (uint32_t n = 0; n < segment->documents; n++) {
        char digits[24], *at = digits + sizeof digits - 1;
        *at = 0;
        for (int64_t left = segment->document[n]; left > 0; left /= 10) *--at = (char)('0' + left % 10);
        values[n] = *at ? tkit_arena_strndup(arena, at, strlen(at)) : NULL;
        if (*at && !values[n])
            return TKIT_ENOMEM;
    }
    return TKIT_OK;
}

int tkit_segment_values(struct tkit_segment *segment, const char *key, tkit_arena *arena, const char ***values)
{
    static const enum statement places[] = {SQL_VALUES_OF_FACT, SQL_VALUES_OF_METADATA, SQL_VALUES_OF_FILE};
    bool any = false;
    *values = tkit_arena_zalloc(arena, ((size_t)segment->documents + 1) * sizeof **values);
    if (!*values)
        return TKIT_ENOMEM;
    if (strcmp(key, "document") == 0)
        return id_values(segment, arena, *values);
    for (size_t i = 0; i < sizeof places / sizeof *places && !any; i++) {
        int rc = read_values(segment, places[i], key, arena, *values, &any);
        if (rc)
            return rc;
    }
    return TKIT_OK;
}

int tkit_segment_knows_key(struct tkit_segment *segment, const char *key)
{
    static const char *const facts[] = {"file",   "document", "title", "date", "modified", "source",
                                        "author", "language", "url",   NULL};
    sqlite3_stmt *s;
    for (const char *const *fact = facts; *fact; fact++)
        if (strcmp(key, *fact) == 0)
            return 1;
    int rc = tkit_database_statement(segment->corpus, SQL_VALUES_OF_METADATA, &s);
    if (rc)
        return rc;
    sqlite3_bind_text(s, 1, key, -1, SQLITE_STATIC);
    sqlite3_bind_int64(s, 2, 0);
    sqlite3_bind_int64(s, 3, INT64_MAX);
    rc = tkit_database_step(segment->corpus, s);
    sqlite3_reset(s);
    return rc;
}
