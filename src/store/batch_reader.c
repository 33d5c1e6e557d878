/* Reading batches: see batch_reader.h. */
#include "store/batch_reader.h"

/* ---- life ---- */

void tkit_batch_reader_init(struct tkit_batch_reader *reader, tkit *tk)
{
    *reader = (struct tkit_batch_reader){.tk = tk};
    tkit_arena_init(&reader->room, tk);
}

static void free_column(struct tkit_batch_reader *reader, unsigned attribute)
{
    struct tkit_batch_reader_column *c = reader->columns[attribute];
    if (!c)
        return;
    if (c->vocabulary == &c->own)
        tkit_vocabulary_free(&c->own);
    tkit_free(reader->tk, c->ids_of_segment, c->ids_capacity * sizeof *c->ids_of_segment);
    tkit_free(reader->tk, c, sizeof *c);
    reader->columns[attribute] = NULL;
}

void tkit_batch_reader_free(struct tkit_batch_reader *reader)
{
    for (unsigned i = 0; i < MAX_ATTRIBUTES; i++) free_column(reader, i);
    tkit_arena_free(&reader->room);
}

int tkit_batch_reader_empty(struct tkit_batch_reader *reader, unsigned kept)
{
    int rc = TKIT_OK;
    tkit_arena_reset(&reader->room);
    for (unsigned i = 0; i < MAX_ATTRIBUTES && rc == TKIT_OK; i++) {
        struct tkit_batch_reader_column *c = reader->columns[i];
        if (i >= kept)
            free_column(reader, i);
        else if (c && c->vocabulary == &c->own) {
            tkit_vocabulary_free(&c->own);
            rc = tkit_vocabulary_init(&c->own, reader->tk);
        }
    }
    return rc;
}

int tkit_batch_reader_column(struct tkit_batch_reader *reader, unsigned attribute, struct tkit_vocabulary *shared)
{
    struct tkit_batch_reader_column *c = tkit_alloc(reader->tk, sizeof *c);
    if (!c)
        return tkit_fail_nomem(reader->tk);
    c->vocabulary = shared ? shared : &c->own;
    c->known = c->count = 0;
    c->ids_of_segment = NULL;
    c->ids_capacity = 0;
    int rc = shared ? TKIT_OK : tkit_vocabulary_init(&c->own, reader->tk);
    if (rc)
        tkit_free(reader->tk, c, sizeof *c);
    else
        reader->columns[attribute] = c;
    return rc;
}

/* ---- tokens ---- */

static uint64_t passage_bit(uint32_t passage)
{
    return UINT64_C(1) << passage;
}

/* Tokens from `at` on, at most AT_ONCE, get the forms of these keys, whose slots are fetched. */
static int take(struct tkit_batch_reader *reader, struct tkit_batch_reader_column *c, const struct tkit_key *keys,
                uint32_t at, uint32_t count, uint64_t passage)
{
    struct tkit_vocabulary *v = c->vocabulary;
    uint32_t *ids = c->ids + at, forms = c->count;
    const uint32_t batch = reader->batch;
    tkit_vocabulary_guess(v, keys, count, ids);
    for (uint32_t i = 0; i < count; i++) {
        if (!tkit_vocabulary_is(v, ids[i], &keys[i])) {
            ids[i] = tkit_vocabulary_enter(v, &keys[i]);
            if (ids[i] == UINT32_MAX)
                return TKIT_ENOMEM;
        }
        struct tkit_entry *e = &v->entries[ids[i]];
        uint64_t is_new = e->batch != batch;
        c->forms[forms] = ids[i];
        forms += (uint32_t)is_new;
        e->passages = (e->passages & (is_new - 1)) | passage;
        e->batch = batch;
        e->tokens++;
    }
    c->count = forms;
    return TKIT_OK;
}

/* All of them, any number, get the form of one key. */
static int take_same(struct tkit_batch_reader *reader, struct tkit_batch_reader_column *c, const struct tkit_key *key,
                     uint32_t at, uint32_t count, uint64_t passage)
{
    int rc = count ? take(reader, c, key, at, 1, passage) : TKIT_OK;
    if (rc || count == 0)
        return rc;
    uint32_t id = c->ids[at];
    for (uint32_t i = 1; i < count; i++) c->ids[at + i] = id;
    c->vocabulary->entries[id].tokens += count - 1;
    return TKIT_OK;
}

/* Words of one passage. */
struct words {
    const char *text, *end; /* bytes that may be read */
    const uint32_t *starts, *ends;
    uint32_t count;
};

/* They become tokens from `at` on. The other columns get "". */
static int take_words(struct tkit_batch_reader *reader, const struct words *w, uint32_t at, uint64_t passage)
{
    struct tkit_key keys[AT_ONCE];
    const struct tkit_vocabulary *v = reader->columns[0]->vocabulary;
    int rc = TKIT_OK;
    for (uint32_t from = 0; from < w->count && rc == TKIT_OK; from += AT_ONCE) {
        uint32_t count = w->count - from < AT_ONCE ? w->count - from : AT_ONCE;
        const uint32_t *starts = w->starts + from, *ends = w->ends + from;
        for (uint32_t i = 0; i < count; i++) {
            tkit_key_of(w->text + starts[i], ends[i] - starts[i], w->end, &keys[i]);
            tkit_vocabulary_fetch(v, &keys[i]);
        }
        rc = take(reader, reader->columns[0], keys, at + from, count, passage);
    }
    tkit_key_of_any("", 0, keys);
    for (unsigned a = 1; a < MAX_ATTRIBUTES && rc == TKIT_OK; a++)
        if (reader->columns[a])
            rc = take_same(reader, reader->columns[a], keys, at, w->count, passage);
    return rc;
}

int tkit_batch_reader_words(struct tkit_batch_reader *reader, struct tkit_batch *batch, const char *text, size_t length,
                      const tkit_spans *words, size_t from, uint32_t count)
{
    const struct words w = {text, text + length, words->start + from, words->end + from, count};
    int rc = take_words(reader, &w, batch->tokens, passage_bit(batch->passages - 1));
    batch->tokens += count;
    return rc;
}

int tkit_batch_reader_forms(struct tkit_batch_reader *reader, const struct tkit_batch *batch, unsigned attribute,
                      const struct tkit_key *keys, uint32_t count)
{
    struct tkit_batch_reader_column *c = reader->columns[attribute];
    int rc = TKIT_OK;
    for (uint32_t from = 0; from < count && rc == TKIT_OK; from += AT_ONCE) {
        uint32_t here = count - from < AT_ONCE ? count - from : AT_ONCE;
        for (uint32_t i = 0; i < here; i++) tkit_vocabulary_fetch(c->vocabulary, &keys[from + i]);
        rc = take(reader, c, keys + from, batch->tokens + from, here, passage_bit(batch->passages - 1));
    }
    return rc;
}

int tkit_batch_reader_same(struct tkit_batch_reader *reader, const struct tkit_batch *batch, unsigned attribute,
                     const struct tkit_key *key, uint32_t count)
{
    return take_same(reader, reader->columns[attribute], key, batch->tokens, count, passage_bit(batch->passages - 1));
}

/* ---- batches ---- */

static int read_pieces(struct tkit_batch_reader *reader, struct tkit_batch *batch)
{
    uint32_t starts[PASSAGE_TOKENS], ends[PASSAGE_TOKENS];
    int rc = TKIT_OK;
    for (uint32_t i = 0; i < batch->piece_count && rc == TKIT_OK; i++) {
        const struct tkit_batch_piece *p = &batch->pieces[i];
        const char *text = batch->text.data;
        const struct words w = {text + p->text, text + batch->text.size, starts, ends, p->count};
        tkit_batch_places(batch, p, starts, ends);
        rc = take_words(reader, &w, p->first, passage_bit(p->passage));
    }
    batch->piece_count = 0;
    tkit_buffer_clear(&batch->text);
    tkit_buffer_clear(&batch->places);
    return rc;
}

int tkit_batch_reader_begin(struct tkit_batch_reader *reader, struct tkit_batch *batch)
{
    if (batch->reader)
        return TKIT_OK;
    batch->reader = reader;
    reader->batch++; /* no form of a new vocabulary was in batch 0 */
    for (unsigned i = 0; i < MAX_ATTRIBUTES; i++) {
        struct tkit_batch_reader_column *c = reader->columns[i];
        if (!c)
            continue;
        c->count = 0;
        c->known = c->vocabulary->count;
    }
    return read_pieces(reader, batch);
}

static void *copy(tkit_arena *room, const void *from, size_t size)
{
    void *to = tkit_arena_alloc(room, size);
    return to && size ? memcpy(to, from, size) : to;
}

/* The ids that do not fit 16 bits move to the front of c->ids. */
static uint32_t narrow_ids(struct tkit_batch_reader_column *c, uint32_t tokens, uint16_t *out)
{
    uint32_t wide = 0;
    for (uint32_t i = 0; i < tokens; i++) {
        uint32_t id = c->ids[i];
        out[i] = id < WIDE_ID ? (uint16_t)id : (uint16_t)WIDE_ID;
        c->ids[wide] = id;
        wide += id >= WIDE_ID;
    }
    return wide;
}

static int end_column(struct tkit_batch_reader *reader, struct tkit_batch_reader_column *c, uint32_t tokens,
                      struct tkit_batch_column *out)
{
    const struct tkit_entry *entries = c->vocabulary->entries;
    out->count = c->count;
    out->ids = tkit_arena_alloc(&reader->room, tokens * sizeof *out->ids);
    if (!out->ids)
        return TKIT_ENOMEM;
    out->wide_ids = copy(&reader->room, c->ids, narrow_ids(c, tokens, out->ids) * sizeof *c->ids);
    out->forms = copy(&reader->room, c->forms, c->count * sizeof *c->forms);
    out->passages = tkit_arena_alloc(&reader->room, c->count * sizeof *out->passages);
    if (!out->wide_ids || !out->forms || !out->passages)
        return TKIT_ENOMEM;
    for (uint32_t i = 0; i < c->count; i++) out->passages[i] = entries[c->forms[i]].passages;
    return TKIT_OK;
}

/* The forms behind those that were known before. */
static int tell_news(struct tkit_batch_reader *reader, const struct tkit_batch_reader_column *c,
                     struct tkit_batch_news *news)
{
    const struct tkit_vocabulary *v = c->vocabulary;
    news->first = c->known;
    news->count = v->count - c->known;
    uint32_t start = c->known ? v->ends[c->known - 1] : 0;
    news->forms = tkit_arena_alloc(&reader->room, v->forms_size - start);
    news->ends = tkit_arena_alloc(&reader->room, news->count * sizeof *news->ends);
    if (!news->forms || !news->ends)
        return TKIT_ENOMEM;
    if (news->count)
        memcpy(news->forms, v->forms + start, v->forms_size - start);
    for (uint32_t i = 0; i < news->count; i++) news->ends[i] = v->ends[c->known + i] - start;
    return TKIT_OK;
}

int tkit_batch_reader_end(struct tkit_batch_reader *reader, struct tkit_batch *batch)
{
    int rc = TKIT_OK;
    for (unsigned i = 0; i < MAX_ATTRIBUTES && rc == TKIT_OK; i++) {
        struct tkit_batch_reader_column *c = reader->columns[i];
        if (!c)
            continue;
        rc = end_column(reader, c, batch->tokens, &batch->columns[i]);
        if (rc == TKIT_OK && c->vocabulary == &c->own)
            rc = tell_news(reader, c, &batch->news[i]);
    }
    return rc;
}
