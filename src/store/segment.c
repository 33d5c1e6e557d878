/* Opening one segment: header, documents, sentences, rows. See segment.h. */
#include "store/segment_parts.h"

#include "store/varint.h"

static const char *shown(const tkit_corpus *corpus)
{
    return corpus->path ? corpus->path : "corpus in memory";
}

int tkit_segment_damaged(struct tkit_segment *segment, const char *what)
{
    return tkit_fail(segment->corpus->tk, TKIT_ECORRUPT, "%s: index segment %lld: %s is damaged",
                     shown(segment->corpus), (long long)segment->id, what);
}

/* ---- rows ---- */

int tkit_segment_row(struct tkit_segment *segment, unsigned part, uint32_t row, struct tkit_row *out)
{
    sqlite3_stmt *s;
    uint8_t hash[BLOB_HASH_BYTES];
    tkit_corpus *corpus = segment->corpus;
    *out = (struct tkit_row){0};
    int rc = tkit_database_statement(corpus, SQL_PART_GET, &s);
    if (rc)
        return rc;
    sqlite3_bind_int64(s, 1, tkit_part_id(segment->id, part, row));
    rc = tkit_database_step(corpus, s);
    if (rc < 0)
        return rc;
    if (rc == 0)
        return tkit_segment_damaged(segment, "a part (it is missing)");
    size_t size = (size_t)sqlite3_column_bytes(s, 0);
    const void *data = sqlite3_column_blob(s, 0), *stored = sqlite3_column_blob(s, 1);
    tkit_blob_hash(data, size, hash);
    if (!stored || sqlite3_column_bytes(s, 1) != BLOB_HASH_BYTES || memcmp(stored, hash, sizeof hash) != 0) {
        sqlite3_reset(s);
        return tkit_segment_damaged(segment, "a part (its bytes changed)");
    }
    out->data = tkit_alloc(corpus->tk, size + BITS_SLACK);
    if (out->data) {
        if (size)
            memcpy(out->data, data, size);
        memset(out->data + size, 0, BITS_SLACK);
        out->size = (uint32_t)size;
    }
    sqlite3_reset(s);
    return out->data ? TKIT_OK : tkit_fail_nomem(corpus->tk);
}

void tkit_segment_row_free(struct tkit_segment *segment, struct tkit_row *row)
{
    if (row->data)
        tkit_free(segment->corpus->tk, row->data, (size_t)row->size + BITS_SLACK);
    *row = (struct tkit_row){0};
}

/* ---- header ---- */

/* A number of at most `limit`; false also when the bytes end. */
static bool get(const uint8_t **at, const uint8_t *end, uint64_t limit, uint32_t *value)
{
    uint64_t wide;
    if (!tkit_get_varint(at, end, &wide) || wide > limit)
        return false;
    *value = (uint32_t)wide;
    return true;
}

static bool read_attribute(struct tkit_segment *segment, unsigned number, const uint8_t **at, const uint8_t *end)
{
    struct tkit_attribute *a = &segment->attributes[number];
    uint32_t length, base, other;
    if (!get(at, end, MAX_ATTRIBUTE_NAME, &length) || length == 0 || (size_t)(end - *at) < length)
        return false;
    memcpy(a->name, *at, length);
    *at += length;
    if (!get(at, end, number, &base) || !get(at, end, segment->tokens, &a->forms) ||
        !get(at, end, UINT32_MAX - 1, &a->text_size) || !get(at, end, segment->tokens, &other))
        return false;
    a->segment = segment;
    a->number = number;
    a->base = &segment->attributes[base];
    if (a->forms == 0 && segment->tokens > 0)
        return false;
    /* A derived attribute points at a base attribute, never at another derived one, and has no more forms. */
    if (a->base != a)
        return a->base->base == a->base && other == a->base->forms && a->forms <= other;
    a->split = other;
    for (int c = 0; c < COLUMN_CLASSES; c++) {
        uint32_t width;
        if (!get(at, end, 32, &width))
            return false;
        a->code.width[c] = (uint8_t)width;
    }
    return a->split <= a->forms && tkit_column_code_complete(&a->code, a->forms);
}

static int read_header(struct tkit_segment *segment)
{
    struct tkit_row row;
    tkit *tk = segment->corpus->tk;
    int rc = tkit_segment_row(segment, PART_HEADER, 0, &row);
    if (rc)
        return rc;
    const uint8_t *at = row.data, *end = row.data + row.size;
    bool good = get(&at, end, INT32_MAX, &segment->documents) && get(&at, end, MAX_SEGMENT_TOKENS, &segment->tokens) &&
                get(&at, end, segment->tokens, &segment->sentences) &&
                get(&at, end, MAX_ATTRIBUTES, &segment->attribute_count) && segment->attribute_count > 0;
    if (good) {
        segment->attributes = tkit_calloc(tk, segment->attribute_count, sizeof *segment->attributes);
        if (!segment->attributes)
            rc = tkit_fail_nomem(tk);
    }
    for (unsigned i = 0; good && rc == TKIT_OK && i < segment->attribute_count; i++)
        good = read_attribute(segment, i, &at, end);
    if (rc == TKIT_OK && (!good || at != end))
        rc = tkit_segment_damaged(segment, "its header");
    tkit_segment_row_free(segment, &row);
    return rc;
}

/* Where the passages of all documents start. */
static int cut_passages(struct tkit_segment *segment)
{
    uint64_t count = 0;
    for (uint32_t n = 0; n < segment->documents; n++)
        count += tkit_passages_of(segment->first_token[n + 1] - segment->first_token[n]);
    segment->passage = tkit_alloc(segment->corpus->tk, (size_t)(count + 1) * sizeof *segment->passage);
    if (!segment->passage)
        return tkit_fail_nomem(segment->corpus->tk);
    segment->passages = (uint32_t)count; /* not more than tokens */
    uint32_t p = 0;
    for (uint32_t n = 0; n < segment->documents; n++)
        for (uint32_t at = segment->first_token[n]; at < segment->first_token[n + 1]; at += PASSAGE_TOKENS)
            segment->passage[p++] = at;
    segment->passage[p] = segment->tokens;
    return TKIT_OK;
}

static int read_document_lengths(struct tkit_segment *segment)
{
    struct tkit_row row;
    uint64_t sum = 0;
    int rc = tkit_segment_row(segment, PART_DOCUMENTS, 0, &row);
    if (rc)
        return rc;
    if (segment->documents > row.size) { /* a byte each at least: guards the allocations that follow */
        tkit_segment_row_free(segment, &row);
        return tkit_segment_damaged(segment, "its list of documents");
    }
    size_t slots = (size_t)segment->documents + 1;
    segment->first_token = tkit_calloc(segment->corpus->tk, slots, sizeof *segment->first_token);
    segment->document = tkit_calloc(segment->corpus->tk, slots, sizeof *segment->document);
    if (!segment->first_token || !segment->document)
        rc = tkit_fail_nomem(segment->corpus->tk);
    const uint8_t *at = row.data, *end = row.data + row.size;
    for (uint32_t n = 0; n < segment->documents && rc == TKIT_OK; n++) {
        uint32_t length;
        if (!get(&at, end, segment->tokens - sum, &length))
            rc = tkit_segment_damaged(segment, "its list of documents");
        else
            sum += length;
        segment->first_token[n + 1] = (uint32_t)sum;
    }
    if (rc == TKIT_OK && (sum != segment->tokens || at != end))
        rc = tkit_segment_damaged(segment, "its list of documents");
    tkit_segment_row_free(segment, &row);
    return rc;
}

int tkit_segment_read_documents(struct tkit_segment *segment)
{
    sqlite3_stmt *s;
    uint32_t next = 0;
    int rc = tkit_database_statement(segment->corpus, SQL_SEGMENT_DOCUMENTS, &s);
    if (rc)
        return rc;
    segment->removed = segment->removed_tokens = 0;
    sqlite3_bind_int64(s, 1, segment->id);
    while ((rc = tkit_database_step(segment->corpus, s)) == 1) {
        if (next >= segment->documents || sqlite3_column_int64(s, 0) != next)
            break;
        segment->document[next] = sqlite3_column_int64(s, 1);
        if (segment->document[next] == 0) {
            segment->removed++;
            segment->removed_tokens += segment->first_token[next + 1] - segment->first_token[next];
        }
        next++;
    }
    if (rc == 1 || (rc == 0 && next != segment->documents))
        rc = tkit_segment_damaged(segment, "its list of documents");
    sqlite3_reset(s);
    return rc;
}

/* Rows of lists are counted when the terms are read; columns follow from the number of tokens. */
static int make_column_rows(struct tkit_segment *segment)
{
    for (unsigned i = 0; i < segment->attribute_count; i++) {
        struct tkit_attribute *a = &segment->attributes[i];
        if (a->base != a || segment->tokens == 0)
            continue;
        a->column_rows = (segment->tokens - 1) / COLUMN_ROW_TOKENS + 1;
        a->column = tkit_calloc(segment->corpus->tk, a->column_rows, sizeof *a->column);
        if (!a->column)
            return tkit_fail_nomem(segment->corpus->tk);
    }
    return TKIT_OK;
}

int tkit_segment_load(tkit_corpus *corpus, int64_t id, struct tkit_segment **out)
{
    *out = NULL;
    struct tkit_segment *segment = tkit_calloc(corpus->tk, 1, sizeof *segment);
    if (!segment)
        return tkit_fail_nomem(corpus->tk);
    segment->corpus = corpus;
    segment->id = id;
    int rc = read_header(segment);
    if (rc == TKIT_OK)
        rc = read_document_lengths(segment);
    if (rc == TKIT_OK)
        rc = cut_passages(segment);
    if (rc == TKIT_OK)
        rc = tkit_segment_read_documents(segment);
    if (rc == TKIT_OK)
        rc = make_column_rows(segment);
    if (rc) {
        tkit_segment_free(segment);
        return rc;
    }
    *out = segment;
    return TKIT_OK;
}

void tkit_segment_free(struct tkit_segment *segment)
{
    if (!segment)
        return;
    tkit *tk = segment->corpus->tk;
    size_t slots = (size_t)segment->documents + 1;
    for (unsigned i = 0; segment->attributes && i < segment->attribute_count; i++)
        tkit_attribute_unload(&segment->attributes[i]);
    if (segment->attributes)
        tkit_free(tk, segment->attributes, segment->attribute_count * sizeof *segment->attributes);
    tkit_free(tk, segment->passage, ((size_t)segment->passages + 1) * sizeof *segment->passage);
    tkit_free(tk, segment->first_token, slots * sizeof *segment->first_token);
    tkit_free(tk, segment->document, slots * sizeof *segment->document);
    tkit_free(tk, segment->sentence, ((size_t)segment->sentences + PACK_BLOCK) * sizeof *segment->sentence);
    tkit_segment_forget_regions(segment);
    tkit_free(tk, segment, sizeof *segment);
}

/* ---- look-ups ---- */

struct tkit_attribute *tkit_segment_attribute(struct tkit_segment *segment, const char *name)
{
    static const char *const others[][2] = {{"rel", "relation"}, {"deprel", "relation"}, {"upos", "pos"}};
    for (unsigned i = 0; i < segment->attribute_count; i++)
        if (strcmp(segment->attributes[i].name, name) == 0)
            return &segment->attributes[i];
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (strcmp(name, others[i][0]) == 0)
            return tkit_segment_attribute(segment, others[i][1]);
    return NULL;
}

uint32_t tkit_segment_document_of(const struct tkit_segment *segment, uint32_t position, uint32_t hint)
{
    const uint32_t *first = segment->first_token;
    uint32_t low = hint, step = 1;
    while (low + step < segment->documents && first[low + step] <= position) {
        low += step;
        step *= 2;
    }
    uint32_t high = low + step < segment->documents ? low + step : segment->documents;
    /* first[low] <= position < first[high]; of empty documents the last, which holds the position, is wanted */
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (first[middle] <= position)
            low = middle;
        else
            high = middle;
    }
    return low;
}

const uint32_t *tkit_segment_sentences(struct tkit_segment *segment)
{
    struct tkit_row row;
    struct tkit_posting_list list;
    if (segment->sentence || segment->sentences == 0 || segment->status)
        return segment->sentence;
    segment->status = tkit_segment_row(segment, PART_SENTENCES, 0, &row);
    if (segment->status)
        return NULL;
    size_t slots = (size_t)segment->sentences + PACK_BLOCK;
    uint32_t *sentence = tkit_alloc(segment->corpus->tk, slots * sizeof *sentence);
    if (!sentence)
        segment->status = tkit_fail_nomem(segment->corpus->tk);
    bool good = tkit_postings_open(&list, row.data, row.size, segment->sentences, segment->tokens);
    for (uint32_t at = 0, block = 0; sentence && good && at < segment->sentences; block++) {
        unsigned count = tkit_postings_decode(&list, block, sentence + at);
        good = count > 0;
        at += count;
    }
    tkit_segment_row_free(segment, &row);
    if (sentence && !good) {
        segment->status = tkit_segment_damaged(segment, "its list of sentences");
        tkit_free(segment->corpus->tk, sentence, slots * sizeof *sentence);
        sentence = NULL;
    }
    return segment->sentence = sentence;
}
