/* Reading parcels: see parcel_reader.h. */
#include "store/parcel_reader.h"

/* ---- life ---- */

void tkit_parcel_reader_init(struct tkit_parcel_reader *reader, tkit *tk)
{
    *reader = (struct tkit_parcel_reader){.tk = tk};
    tkit_arena_init(&reader->room, tk);
}

static void free_column(struct tkit_parcel_reader *reader, unsigned attribute)
{
    struct tkit_parcel_reader_column *c = reader->columns[attribute];
    if (!c)
        return;
    if (c->vocabulary == &c->own)
        tkit_vocabulary_free(&c->own);
    tkit_free(reader->tk, c->ids_of_segment, c->ids_capacity * sizeof *c->ids_of_segment);
    tkit_free(reader->tk, c, sizeof *c);
    reader->columns[attribute] = NULL;
}

void tkit_parcel_reader_free(struct tkit_parcel_reader *reader)
{
    for (unsigned i = 0; i < MAX_ATTRIBUTES; i++) free_column(reader, i);
    tkit_spans_free(reader->tk, &reader->words);
    tkit_arena_free(&reader->room);
}

int tkit_parcel_reader_empty(struct tkit_parcel_reader *reader, unsigned kept)
{
    int rc = TKIT_OK;
    tkit_arena_reset(&reader->room);
    for (unsigned i = 0; i < MAX_ATTRIBUTES && rc == TKIT_OK; i++) {
        struct tkit_parcel_reader_column *c = reader->columns[i];
        if (i >= kept)
            free_column(reader, i);
        else if (c && c->vocabulary == &c->own) {
            tkit_vocabulary_free(&c->own);
            rc = tkit_vocabulary_init(&c->own, reader->tk);
        }
    }
    return rc;
}

int tkit_parcel_reader_column(struct tkit_parcel_reader *reader, unsigned attribute, struct tkit_vocabulary *shared)
{
    struct tkit_parcel_reader_column *c = tkit_alloc(reader->tk, sizeof *c);
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

static struct tkit_batch *batch_of(const struct tkit_parcel_reader *reader)
{
    return &reader->parcel->batches[reader->parcel->batch_count - 1];
}

static uint64_t last_passage(const struct tkit_batch *batch)
{
    return UINT64_C(1) << (batch->passages - 1);
}

/* Tokens from `at` on, at most AT_ONCE, get the forms of these keys, whose slots are fetched. */
static int take(struct tkit_parcel_reader *reader, struct tkit_parcel_reader_column *c, const struct tkit_key *keys,
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
static int take_same(struct tkit_parcel_reader *reader, struct tkit_parcel_reader_column *c, const struct tkit_key *key,
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
static int take_words(struct tkit_parcel_reader *reader, const struct words *w, uint32_t at, uint64_t passage)
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

int tkit_parcel_reader_forms(struct tkit_parcel_reader *reader, unsigned attribute, const struct tkit_key *keys,
                             uint32_t count)
{
    struct tkit_parcel_reader_column *c = reader->columns[attribute];
    const struct tkit_batch *batch = batch_of(reader);
    int rc = TKIT_OK;
    for (uint32_t from = 0; from < count && rc == TKIT_OK; from += AT_ONCE) {
        uint32_t here = count - from < AT_ONCE ? count - from : AT_ONCE;
        for (uint32_t i = 0; i < here; i++) tkit_vocabulary_fetch(c->vocabulary, &keys[from + i]);
        rc = take(reader, c, keys + from, batch->tokens + from, here, last_passage(batch));
    }
    return rc;
}

int tkit_parcel_reader_same(struct tkit_parcel_reader *reader, unsigned attribute, const struct tkit_key *key,
                            uint32_t count)
{
    const struct tkit_batch *batch = batch_of(reader);
    return take_same(reader, reader->columns[attribute], key, batch->tokens, count, last_passage(batch));
}

/* ---- batches ---- */

static int begin_batch(struct tkit_parcel_reader *reader)
{
    struct tkit_parcel *p = reader->parcel;
    int rc = tkit_reserve(reader->tk, (void **)&p->batches, &p->batches_capacity, p->batch_count + 1,
                          sizeof *p->batches);
    if (rc)
        return rc;
    struct tkit_batch *batch = &p->batches[p->batch_count++];
    batch->tokens = batch->passages = 0;
    batch->document_starts = 0;
    batch->first_document = (uint32_t)p->document_count;
    reader->batch++; /* no form of a new vocabulary was in batch 0 */
    for (unsigned i = 0; i < MAX_ATTRIBUTES; i++) {
        struct tkit_parcel_reader_column *c = reader->columns[i];
        if (!c)
            continue;
        c->count = 0;
        c->known = c->vocabulary->count;
    }
    return TKIT_OK;
}

static void *copy(tkit_arena *room, const void *from, size_t size)
{
    void *to = tkit_arena_alloc(room, size);
    return to && size ? memcpy(to, from, size) : to;
}

/* The ids that do not fit 16 bits move to the front of c->ids. */
static uint32_t narrow_ids(struct tkit_parcel_reader_column *c, uint32_t tokens, uint16_t *out)
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

static int end_column(struct tkit_parcel_reader *reader, struct tkit_parcel_reader_column *c, uint32_t tokens,
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
static int tell_news(struct tkit_parcel_reader *reader, const struct tkit_parcel_reader_column *c,
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

static int end_batch(struct tkit_parcel_reader *reader)
{
    struct tkit_batch *batch = batch_of(reader);
    int rc = TKIT_OK;
    for (unsigned i = 0; i < MAX_ATTRIBUTES && rc == TKIT_OK; i++) {
        struct tkit_parcel_reader_column *c = reader->columns[i];
        if (!c)
            continue;
        rc = end_column(reader, c, batch->tokens, &batch->columns[i]);
        if (rc == TKIT_OK && c->vocabulary == &c->own)
            rc = tell_news(reader, c, &batch->news[i]);
    }
    return rc;
}

/* ---- documents ---- */

int tkit_parcel_reader_document(struct tkit_parcel_reader *reader)
{
    struct tkit_parcel *p = reader->parcel;
    int rc = tkit_reserve(reader->tk, (void **)&p->documents, &p->documents_capacity, p->document_count + 1,
                          sizeof *p->documents);
    if (rc == TKIT_OK)
        p->documents[p->document_count++] = (struct tkit_parcel_document){0};
    return rc;
}

static struct tkit_parcel_document *document_of(const struct tkit_parcel_reader *reader)
{
    return &reader->parcel->documents[reader->parcel->document_count - 1];
}

static int start_passage(struct tkit_parcel_reader *reader)
{
    struct tkit_parcel *p = reader->parcel;
    const struct tkit_batch *last = p->batch_count ? batch_of(reader) : NULL;
    int rc = TKIT_OK;
    if (last && (last->passages == BATCH_PASSAGES || last->tokens > BATCH_TOKENS - PASSAGE_TOKENS)) {
        rc = end_batch(reader);
        last = NULL;
    }
    if (rc == TKIT_OK && !last)
        rc = begin_batch(reader);
    if (rc)
        return rc;
    struct tkit_batch *batch = batch_of(reader);
    batch->last_document = (uint32_t)p->document_count;
    batch->document_starts |= (uint64_t)(document_of(reader)->tokens == 0) << batch->passages++;
    return TKIT_OK;
}

int tkit_parcel_reader_piece(struct tkit_parcel_reader *reader, size_t count, uint32_t *piece)
{
    uint32_t tokens = document_of(reader)->tokens, in = tokens % PASSAGE_TOKENS, left = PASSAGE_TOKENS - in;
    *piece = count < left ? (uint32_t)count : left;
    if (count > MAX_SEGMENT_TOKENS - (size_t)tokens)
        return tkit_fail(reader->tk, TKIT_ELIMIT, "more than %d tokens in one segment", MAX_SEGMENT_TOKENS);
    return in == 0 ? start_passage(reader) : TKIT_OK;
}

void tkit_parcel_reader_count(struct tkit_parcel_reader *reader, uint32_t piece)
{
    batch_of(reader)->tokens += piece;
    document_of(reader)->tokens += piece;
}

int tkit_parcel_reader_sentence(struct tkit_parcel_reader *reader, size_t token)
{
    struct tkit_parcel *p = reader->parcel;
    struct tkit_parcel_document *d = document_of(reader);
    if (token >= d->tokens || (d->sentences && p->sentences[p->sentence_count - 1] >= token))
        return TKIT_OK;
    int rc = tkit_reserve(reader->tk, (void **)&p->sentences, &p->sentences_capacity, p->sentence_count + 1,
                          sizeof *p->sentences);
    if (rc)
        return rc;
    p->sentences[p->sentence_count++] = (uint32_t)token;
    d->sentences++;
    return TKIT_OK;
}

/* ---- texts ---- */

/* end: that of the bytes that may be read. */
static int read_text(struct tkit_parcel_reader *reader, const char *text, size_t length, const char *end,
                     const uint32_t *starts, size_t sentences)
{
    tkit_spans *words = &reader->words;
    int rc = tkit_tokenize(reader->tk, text, length, 0, words);
    for (size_t from = 0; from < words->count && rc == TKIT_OK;) {
        uint32_t piece;
        rc = tkit_parcel_reader_piece(reader, words->count - from, &piece);
        if (rc)
            break;
        const struct tkit_batch *batch = batch_of(reader);
        const struct words w = {text, end, words->start + from, words->end + from, piece};
        rc = take_words(reader, &w, batch->tokens, last_passage(batch));
        tkit_parcel_reader_count(reader, piece);
        from += piece;
    }
    for (size_t i = 0, token = 0; i < sentences && rc == TKIT_OK; i++) {
        while (token < words->count && words->start[token] < starts[i]) token++;
        rc = tkit_parcel_reader_sentence(reader, token);
    }
    return rc;
}

int tkit_parcel_reader_text(struct tkit_parcel_reader *reader, const char *text, size_t length, const uint32_t *starts,
                            size_t sentences)
{
    return read_text(reader, text, length, text + length, starts, sentences);
}

/* ---- parcels ---- */

int tkit_parcel_reader_begin(struct tkit_parcel_reader *reader, struct tkit_parcel *parcel)
{
    if (parcel->reader)
        return TKIT_OK;
    const char *text = parcel->text.data;
    size_t start = 0;
    int rc = TKIT_OK;
    parcel->reader = reader;
    reader->parcel = parcel;
    for (size_t i = 0; i < parcel->text_count && rc == TKIT_OK; i++) {
        const struct tkit_parcel_text *t = &parcel->texts[i];
        rc = tkit_parcel_reader_document(reader);
        if (rc == TKIT_OK)
            rc = read_text(reader, text + t->start, t->length, text + parcel->text.size,
                           parcel->starts ? parcel->starts + start : NULL, t->sentences);
        start += t->sentences;
    }
    return rc;
}

int tkit_parcel_reader_end(struct tkit_parcel_reader *reader)
{
    return reader->parcel->batch_count ? end_batch(reader) : TKIT_OK;
}
