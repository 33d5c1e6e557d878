/* Entering parcels: new forms get ids, columns are kept, documents have their places. See builder_parts.h. */
#include "store/builder_parts.h"

enum {
    CLOSING_BYTES = 120, /* for each form and attribute, at most: ranks, counts, sizes, what is derived */
    SIGHTING_BYTES = 32  /* for each form of a batch: noted, sorted by form, coded */
};

/* Memory in use, that of closing included; what depends on the number of threads is not counted. */
static size_t bytes_in_use(const struct tkit_builder *b)
{
    size_t bytes = b->batches_capacity * sizeof *b->batches + b->sentences_capacity * sizeof *b->sentences +
                   b->docs_capacity * sizeof *b->docs;
    for (unsigned i = 0; i < b->attribute_count; i++) {
        const struct attribute *a = &b->attributes[i];
        bytes += tkit_vocabulary_bytes(&a->vocabulary) + a->columns_capacity * sizeof *a->columns;
        bytes += b->attributes[a->base].vocabulary.count * (size_t)CLOSING_BYTES;
        if (!a->derive)
            bytes += a->sightings * SIGHTING_BYTES + b->token_count * sizeof(uint32_t);
    }
    return bytes;
}

/* ---- a batch ---- */

/* Ids of the forms [first, first + count) of the news, appended to those of the reader. */
static int enter_some(struct tkit_vocabulary *v, const struct tkit_batch_news *news, uint32_t first, uint32_t count,
                      uint32_t *ids)
{
    struct tkit_key keys[AT_ONCE];
    const char *end = news->forms + news->ends[news->count - 1];
    for (uint32_t i = 0; i < count; i++) {
        uint32_t start = first + i ? news->ends[first + i - 1] : 0;
        tkit_key_of(news->forms + start, news->ends[first + i] - start, end, &keys[i]);
        tkit_vocabulary_fetch(v, &keys[i]);
    }
    tkit_vocabulary_guess(v, keys, count, ids);
    for (uint32_t i = 0; i < count; i++) {
        if (!tkit_vocabulary_is(v, ids[i], &keys[i]))
            ids[i] = tkit_vocabulary_enter(v, &keys[i]);
        if (ids[i] == UINT32_MAX)
            return TKIT_ENOMEM;
    }
    return TKIT_OK;
}

static int enter_news(struct tkit_builder *b, struct tkit_vocabulary *v, struct tkit_parcel_reader_column *c,
                      const struct tkit_batch_news *news)
{
    size_t count = (size_t)news->first + news->count;
    int rc = tkit_reserve(b->entering, (void **)&c->ids_of_segment, &c->ids_capacity, count, sizeof *c->ids_of_segment);
    for (uint32_t first = 0; first < news->count && rc == TKIT_OK; first += AT_ONCE) {
        uint32_t left = news->count - first;
        rc = enter_some(v, news, first, left < AT_ONCE ? left : AT_ONCE, c->ids_of_segment + news->first + first);
    }
    return rc;
}

static int keep_column(struct tkit_builder *b, struct attribute *a, uint32_t n, const struct tkit_batch_column *column)
{
    int rc = tkit_reserve(b->entering, (void **)&a->columns, &a->columns_capacity, n + 1, sizeof *a->columns);
    if (rc)
        return rc;
    a->columns[n] = *column;
    a->sightings += column->count;
    return TKIT_OK;
}

static int enter_batch(struct tkit_builder *b, struct tkit_parcel_reader *reader, const struct tkit_batch *batch,
                       uint32_t documents_before)
{
    uint32_t n = b->entered;
    int rc = tkit_reserve(b->entering, (void **)&b->batches, &b->batches_capacity, n + 1, sizeof *b->batches);
    if (rc)
        return rc;
    const struct kept_batch *last = n ? &b->batches[n - 1] : NULL;
    b->batches[n] = (struct kept_batch){batch->tokens, last ? last->first_token + last->tokens : 0, b->passage_count,
                                        tkit_batch_documents(batch, documents_before), reader};
    for (unsigned i = 0; i < b->attribute_count && rc == TKIT_OK; i++) {
        struct attribute *a = &b->attributes[i];
        if (a->derive)
            continue;
        if (b->second)
            rc = enter_news(b, &a->vocabulary, reader->columns[i], &batch->news[i]);
        if (rc == TKIT_OK)
            rc = keep_column(b, a, n, &batch->columns[i]);
    }
    b->passage_count += batch->passages;
    b->entered++;
    return rc;
}

/* ---- a parcel ---- */

/* Documents and sentences get their places in the segment. */
static int place_documents(struct tkit_builder *b, const struct tkit_parcel *p)
{
    const uint32_t *sentence = p->sentences;
    int rc = tkit_reserve(b->entering, (void **)&b->docs, &b->docs_capacity, b->doc_count + p->document_count,
                          sizeof *b->docs);
    if (rc == TKIT_OK)
        rc = tkit_reserve(b->entering, (void **)&b->sentences, &b->sentences_capacity,
                          b->sentence_count + p->sentence_count, sizeof *b->sentences);
    for (size_t i = 0; i < p->document_count && rc == TKIT_OK; i++) {
        const struct tkit_parcel_document *d = &p->documents[i];
        if (d->tokens > MAX_SEGMENT_TOKENS - b->token_count)
            return tkit_fail(b->entering, TKIT_ELIMIT, "more than %d tokens in one segment", MAX_SEGMENT_TOKENS);
        b->docs[b->doc_count++] = (struct doc){b->token_count, b->sentence_count};
        for (uint32_t n = 0; n < d->sentences; n++) b->sentences[b->sentence_count++] = b->token_count + *sentence++;
        b->token_count += d->tokens;
    }
    return rc;
}

int tkit_enter_parcel(struct tkit_builder *b, const struct tkit_parcel *parcel)
{
    uint32_t documents_before = b->doc_count;
    int rc = place_documents(b, parcel);
    for (size_t i = 0; i < parcel->batch_count && rc == TKIT_OK; i++)
        rc = enter_batch(b, parcel->reader, &parcel->batches[i], documents_before);
    b->bytes_after[b->entered_parcels++ % PARCELS] = bytes_in_use(b);
    return rc;
}

/* ---- the past of a new attribute ---- */

/* "" becomes the first form of all vocabularies. */
static int enter_empty(struct tkit_builder *b, unsigned attribute)
{
    struct tkit_key key;
    tkit_key_of_any("", 0, &key);
    uint32_t id = tkit_vocabulary_enter(&b->attributes[attribute].vocabulary, &key);
    int rc = id == UINT32_MAX ? TKIT_ENOMEM : TKIT_OK;
    for (unsigned i = 0; i < b->reader_count && b->second && rc == TKIT_OK; i++) {
        struct tkit_parcel_reader_column *c = b->readers[i].columns[attribute];
        rc = tkit_reserve(b->entering, (void **)&c->ids_of_segment, &c->ids_capacity, 1, sizeof *c->ids_of_segment);
        if (rc == TKIT_OK && tkit_vocabulary_enter(c->vocabulary, &key) == UINT32_MAX)
            rc = TKIT_ENOMEM;
        if (rc == TKIT_OK)
            c->ids_of_segment[0] = id;
    }
    return rc;
}

int tkit_enter_past(struct tkit_builder *b, unsigned attribute)
{
    struct attribute *a = &b->attributes[attribute];
    tkit_arena *room = &b->readers[0].room;
    int rc = b->entered ? enter_empty(b, attribute) : TKIT_OK;
    for (uint32_t n = 0; n < b->entered && rc == TKIT_OK; n++) {
        const struct kept_batch *batch = &b->batches[n];
        struct tkit_batch_column c = {.count = 1};
        c.ids = tkit_arena_zalloc(room, batch->tokens * sizeof *c.ids);
        c.forms = tkit_arena_zalloc(room, sizeof *c.forms);
        c.passages = tkit_arena_alloc(room, sizeof *c.passages);
        if (!c.ids || !c.forms || !c.passages)
            return TKIT_ENOMEM;
        c.passages[0] = UINT64_MAX >> __builtin_clzll(batch->documents.ends); /* all of them */
        a->vocabulary.entries[0].tokens += batch->tokens;
        rc = keep_column(b, a, n, &c);
    }
    return rc;
}
