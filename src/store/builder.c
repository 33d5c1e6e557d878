/* Collecting the tokens of a segment: see builder.h. Closing is in builder_close.c. */
#include "store/builder_parts.h"
#include "store/segment.h"

/* ---- life ---- */

static int init_attribute(struct tkit_builder *b, const char *name, struct attribute **out)
{
    size_t length = strlen(name);
    if (b->attribute_count == MAX_ATTRIBUTES)
        return tkit_fail(b->tk, TKIT_ELIMIT, "more than %d attributes", MAX_ATTRIBUTES);
    if (length == 0 || length > MAX_ATTRIBUTE_NAME)
        return tkit_fail(b->tk, TKIT_EINVALID, "'%s' cannot be the name of an attribute", name);
    struct attribute *a = &b->attributes[b->attribute_count];
    *a = (struct attribute){.base = b->attribute_count};
    memcpy(a->name, name, length + 1);
    int rc = tkit_vocabulary_init(&a->vocabulary, b->entering);
    if (rc)
        return rc;
    b->attribute_count++;
    *out = a;
    return TKIT_OK;
}

/* A column for a base attribute in all readers. */
static int add_column(struct tkit_builder *b, unsigned attribute)
{
    struct tkit_vocabulary *shared = b->reader_count == 1 ? &b->attributes[attribute].vocabulary : NULL;
    int rc = TKIT_OK;
    for (unsigned i = 0; i < b->reader_count && rc == TKIT_OK; i++)
        rc = tkit_batch_reader_column(&b->readers[i], attribute, shared);
    return rc;
}

static int create_ring(struct tkit_builder *b, unsigned count)
{
    b->ring = tkit_alloc(b->tk, count * sizeof *b->ring);
    if (!b->ring)
        return tkit_fail_nomem(b->tk);
    for (; b->ring_count < count; b->ring_count++) tkit_batch_init(&b->ring[b->ring_count], b->tk);
    b->batch = b->ring;
    return TKIT_OK;
}

/* The contexts of a second thread, so that messages never meet: when it reads, and when one of the two enters. */
static int create_second(struct tkit_builder *b)
{
    tkit *reads = NULL;
    if (tkit_create_within(b->tk, &b->second) != TKIT_OK || tkit_create_within(b->tk, &reads) != TKIT_OK)
        return tkit_fail_nomem(b->tk);
    b->entering = b->second;
    tkit_batch_reader_init(&b->readers[b->reader_count++], reads);
    return TKIT_OK;
}

int tkit_builder_create(tkit *tk, unsigned threads, struct tkit_builder **out)
{
    struct attribute *word;
    struct tkit_builder *b = tkit_calloc(tk, 1, sizeof *b);
    *out = NULL;
    if (!b)
        return tkit_fail_nomem(tk);
    b->tk = b->entering = tk;
    tkit_batch_reader_init(&b->readers[b->reader_count++], tk);
    int rc = threads > 1 ? create_second(b) : TKIT_OK;
    if (rc == TKIT_OK)
        rc = create_ring(b, threads > 1 ? BATCHES : 1);
    if (rc == TKIT_OK)
        rc = init_attribute(b, "word", &word);
    if (rc == TKIT_OK)
        rc = add_column(b, 0);
    if (rc == TKIT_OK && threads > 1)
        rc = tkit_pipe_open(b, &b->pipe);
    b->copies = b->pipe != NULL;
    if (rc) {
        tkit_builder_free(b);
        return rc;
    }
    *out = b;
    return TKIT_OK;
}

static void free_attribute(struct tkit_builder *b, struct attribute *a)
{
    tkit_vocabulary_free(&a->vocabulary);
    tkit_free(b->tk, a->columns, a->columns_capacity * sizeof *a->columns);
    tkit_free(b->tk, a->from_base, a->from_base_capacity * sizeof *a->from_base);
}

void tkit_builder_free(struct tkit_builder *b)
{
    if (!b)
        return;
    tkit_pipe_close(b->pipe);
    for (unsigned i = 0; i < b->attribute_count; i++) free_attribute(b, &b->attributes[i]);
    for (unsigned i = 0; i < b->reader_count; i++) tkit_batch_reader_free(&b->readers[i]);
    for (unsigned i = 0; i < b->ring_count; i++) tkit_batch_free(&b->ring[i]);
    tkit_free(b->tk, b->ring, b->ring_count * sizeof *b->ring);
    if (b->reader_count > 1)
        tkit_destroy(b->readers[1].tk);
    tkit_destroy(b->second);
    tkit_free(b->tk, b->batches, b->batches_capacity * sizeof *b->batches);
    tkit_free(b->tk, b->docs, b->docs_capacity * sizeof *b->docs);
    tkit_free(b->tk, b->sentences, b->sentences_capacity * sizeof *b->sentences);
    tkit_free(b->tk, b, sizeof *b);
}

int tkit_builder_empty(struct tkit_builder *b)
{
    struct attribute before[MAX_ATTRIBUTES];
    unsigned count = b->attribute_count, kept = 0;
    memcpy(before, b->attributes, count * sizeof *before);
    for (unsigned i = 0; i < count; i++) free_attribute(b, &b->attributes[i]);
    tkit_batch_start(b->batch, 0, 0);
    memset(b->bytes_after, 0, sizeof b->bytes_after);
    b->attribute_count = 0;
    b->doc_count = b->token_count = b->passage_count = b->sentence_count = b->in_document = 0;
    b->handed = b->entered = 0;
    b->bytes = b->entered_tokens = 0;
    while (kept < count && (kept == 0 || before[kept].derive)) kept++; /* imported ones come again when needed */
    for (unsigned i = 0; i < kept; i++) {
        struct attribute *a;
        int rc = init_attribute(b, before[i].name, &a);
        if (rc)
            return rc;
        a->base = before[i].base;
        a->derive = before[i].derive;
        a->user = before[i].user;
    }
    int rc = TKIT_OK;
    for (unsigned i = 0; i < b->reader_count && rc == TKIT_OK; i++) rc = tkit_batch_reader_empty(&b->readers[i], kept);
    return rc;
}

int tkit_builder_derive(struct tkit_builder *b, const char *name, tkit_derive derive, void *user)
{
    struct attribute *a;
    int rc = init_attribute(b, name, &a);
    if (rc)
        return rc;
    a->base = 0;
    a->derive = derive;
    a->user = user;
    return TKIT_OK;
}

tkit *tkit_builder_context(struct tkit_builder *b)
{
    return b->entering;
}

/* The batch goes, the next one starts. */
static int hand_over(struct tkit_builder *b)
{
    int rc = b->batch->reader ? tkit_batch_reader_end(b->batch->reader, b->batch) : TKIT_OK;
    if (rc == TKIT_OK)
        rc = b->pipe ? tkit_pipe_hand_over(b->pipe, &b->copies) : tkit_enter_batch(b, b->batch);
    if (b->pipe)
        b->batch = tkit_pipe_batch(b->pipe);
    tkit_batch_start(b->batch, b->token_count, b->passage_count);
    b->handed++;
    b->bytes = b->bytes_after[b->handed % BATCHES]; /* it is BATCHES older than the next one: entered long ago */
    return rc;
}

int tkit_builder_wait(struct tkit_builder *b)
{
    int rc = b->batch->tokens ? hand_over(b) : TKIT_OK, other = b->pipe ? tkit_pipe_wait(b->pipe) : TKIT_OK;
    return rc ? rc : other;
}

/* ---- counts ---- */

uint32_t tkit_builder_tokens(const struct tkit_builder *b)
{
    return b->token_count;
}

uint32_t tkit_builder_sentence_count(const struct tkit_builder *b)
{
    return b->sentence_count;
}

uint32_t tkit_builder_documents(const struct tkit_builder *b)
{
    return b->doc_count;
}

int64_t tkit_builder_document_id(const struct tkit_builder *b, uint32_t n)
{
    return b->docs[n].id;
}

void tkit_builder_last(const struct tkit_builder *b, uint32_t *tokens, uint32_t *sentences)
{
    const struct doc *last = &b->docs[b->doc_count - 1];
    *tokens = b->token_count - last->first_token;
    *sentences = b->sentence_count - last->first_sentence;
}

size_t tkit_builder_bytes(const struct tkit_builder *b)
{
    return b->bytes + b->sentences_capacity * sizeof *b->sentences + b->docs_capacity * sizeof *b->docs;
}

void tkit_builder_names(const struct tkit_builder *b, tkit_buffer *names)
{
    for (unsigned i = 0; i < b->attribute_count; i++) {
        tkit_buffer_puts(names, i ? " " : "");
        tkit_buffer_puts(names, b->attributes[i].name);
    }
}

/* ---- documents and sentences ---- */

int tkit_builder_document(struct tkit_builder *b, int64_t id)
{
    int rc = tkit_reserve(b->tk, (void **)&b->docs, &b->docs_capacity, b->doc_count + 1, sizeof *b->docs);
    if (rc)
        return rc;
    b->docs[b->doc_count++] = (struct doc){.id = id, .first_token = b->token_count,
                                           .first_passage = b->passage_count,
                                           .first_sentence = b->sentence_count};
    b->in_document = 0;
    return TKIT_OK;
}

static int add_sentence(struct tkit_builder *b, uint32_t token)
{
    if (b->sentence_count && b->sentences[b->sentence_count - 1] >= token)
        return TKIT_OK;
    int rc = tkit_reserve(b->tk, (void **)&b->sentences, &b->sentences_capacity, b->sentence_count + 1,
                          sizeof *b->sentences);
    if (rc == TKIT_OK)
        b->sentences[b->sentence_count++] = token;
    return rc;
}

int tkit_builder_sentences(struct tkit_builder *b, const uint32_t *first_tokens, size_t count)
{
    uint32_t first = b->docs[b->doc_count - 1].first_token;
    for (size_t i = 0; i < count; i++) {
        if (first_tokens[i] >= b->token_count - first)
            continue;
        int rc = add_sentence(b, first + first_tokens[i]);
        if (rc)
            return rc;
    }
    return TKIT_OK;
}

/* ---- tokens ---- */

static int start_passage(struct tkit_builder *b)
{
    bool is_full = b->batch->passages == BATCH_PASSAGES || b->batch->tokens > BATCH_TOKENS - PASSAGE_TOKENS;
    int rc = is_full ? hand_over(b) : TKIT_OK;
    struct tkit_batch *batch = b->batch;
    if (batch->passages == 0)
        batch->first_document = b->doc_count;
    batch->last_document = b->doc_count;
    batch->document_starts |= (uint64_t)(b->in_document == 0) << batch->passages++;
    b->passage_count++;
    return rc;
}

/* The document goes on with `count` tokens: how many of them lie in its current passage. */
static int next_piece(struct tkit_builder *b, size_t count, uint32_t *piece)
{
    uint32_t in = b->in_document % PASSAGE_TOKENS, left = PASSAGE_TOKENS - in;
    *piece = count < left ? (uint32_t)count : left;
    if (count > MAX_SEGMENT_TOKENS - (size_t)b->token_count)
        return tkit_fail(b->tk, TKIT_ELIMIT, "more than %d tokens in one segment", MAX_SEGMENT_TOKENS);
    return in == 0 ? start_passage(b) : TKIT_OK;
}

static void count_piece(struct tkit_builder *b, uint32_t piece)
{
    b->token_count += piece;
    b->in_document += piece;
}

int tkit_builder_attribute(struct tkit_builder *b, const char *name, unsigned *attribute)
{
    struct attribute *a;
    for (unsigned i = 0; i < b->attribute_count; i++) {
        if (strcmp(b->attributes[i].name, name) != 0)
            continue;
        if (b->attributes[i].derive)
            return tkit_fail(b->tk, TKIT_EINVALID, "attribute '%s' is computed and cannot be imported", name);
        *attribute = i;
        return TKIT_OK;
    }
    int rc = tkit_builder_wait(b);
    if (rc == TKIT_OK)
        rc = init_attribute(b, name, &a);
    if (rc)
        return rc;
    *attribute = b->attribute_count - 1;
    rc = add_column(b, *attribute);
    return rc ? rc : tkit_enter_past(b, *attribute);
}

int tkit_builder_text(struct tkit_builder *b, const char *text, size_t length, const tkit_spans *tokens)
{
    struct tkit_batch_reader *reader = &b->readers[0];
    int rc = TKIT_OK;
    for (size_t from = 0; from < tokens->count && rc == TKIT_OK;) {
        uint32_t piece;
        rc = next_piece(b, tokens->count - from, &piece);
        if (rc)
            break;
        if (b->copies && !b->batch->reader && b->batch->piece_count < BATCH_PASSAGES)
            rc = tkit_batch_copy(b->batch, text, tokens, from, piece);
        else if ((rc = tkit_batch_reader_begin(reader, b->batch)) == TKIT_OK)
            rc = tkit_batch_reader_words(reader, b->batch, text, length, tokens, from, piece);
        count_piece(b, piece);
        from += piece;
    }
    return rc;
}

/* The columns of attributes that are not in the set `said` get "". */
static int add_empty(struct tkit_builder *b, uint64_t said, uint32_t count)
{
    struct tkit_batch_reader *reader = b->batch->reader;
    struct tkit_key key;
    int rc = TKIT_OK;
    tkit_key_of_any("", 0, &key);
    for (unsigned i = 0; i < b->attribute_count && rc == TKIT_OK; i++)
        if (reader->columns[i] && !(said >> i & 1))
            rc = tkit_batch_reader_same(reader, b->batch, i, &key, count);
    return rc;
}

static void piece_is_in_columns(struct tkit_builder *b, uint32_t piece)
{
    b->batch->tokens += piece;
    count_piece(b, piece);
}

int tkit_builder_row(struct tkit_builder *b, const unsigned *attributes, const struct tkit_form *forms,
                     unsigned count)
{
    uint64_t said = 0;
    uint32_t piece;
    int rc = next_piece(b, 1, &piece);
    if (rc == TKIT_OK)
        rc = tkit_batch_reader_begin(&b->readers[0], b->batch);
    for (unsigned i = 0; i < count && rc == TKIT_OK; i++) {
        struct tkit_key key;
        const struct tkit_form *f = &forms[i];
        said |= UINT64_C(1) << attributes[i];
        tkit_key_of(f->form, f->length, f->form + f->length, &key);
        rc = tkit_batch_reader_same(b->batch->reader, b->batch, attributes[i], &key, 1);
    }
    if (rc == TKIT_OK)
        rc = add_empty(b, said, 1);
    if (rc == TKIT_OK)
        piece_is_in_columns(b, 1);
    return rc;
}

/* ---- merging ---- */

/* What is needed of a segment while its documents are added. */
struct merging {
    struct tkit_segment *segment;
    struct tkit_key *keys[MAX_ATTRIBUTES]; /* attribute of the segment -> form -> key; NULL for derived ones */
    unsigned ours[MAX_ATTRIBUTES];         /* attribute of the segment -> ours */
    uint64_t covered;                      /* ours that the segment has */
    struct tkit_key piece[PASSAGE_TOKENS]; /* of tokens on their way */
};

static int prepare_attribute(struct tkit_builder *b, struct merging *m, unsigned number)
{
    struct tkit_attribute *from = &m->segment->attributes[number];
    if (from->base != from)
        return TKIT_OK;
    int rc = tkit_attribute_load(from);
    if (rc == TKIT_OK)
        rc = tkit_builder_attribute(b, from->name, &m->ours[number]);
    if (rc)
        return rc;
    m->covered |= UINT64_C(1) << m->ours[number];
    m->keys[number] = tkit_alloc(b->tk, ((size_t)from->forms + 1) * sizeof *m->keys[number]);
    if (!m->keys[number])
        return tkit_fail_nomem(b->tk);
    for (uint32_t form = 0; form < from->forms; form++) {
        uint32_t length;
        const char *text = tkit_attribute_form(from, form, &length);
        tkit_key_of(text, length, from->text + from->text_size, &m->keys[number][form]);
    }
    return TKIT_OK;
}

static int merge_piece(struct tkit_builder *b, struct merging *m, unsigned number, uint32_t first, uint32_t count)
{
    uint32_t forms[PASSAGE_TOKENS];
    struct tkit_attribute *from = &m->segment->attributes[number];
    tkit_column_forms(from, first, count, forms);
    for (uint32_t i = 0; i < count; i++) m->piece[i] = m->keys[number][forms[i]];
    return tkit_batch_reader_forms(b->batch->reader, b->batch, m->ours[number], m->piece, count);
}

static int merge_document(struct tkit_builder *b, struct merging *m, uint32_t n)
{
    uint32_t at = m->segment->first_token[n], end = m->segment->first_token[n + 1];
    int rc = tkit_builder_document(b, m->segment->document[n]);
    while (at < end && rc == TKIT_OK) {
        uint32_t piece;
        rc = next_piece(b, end - at, &piece);
        if (rc == TKIT_OK)
            rc = tkit_batch_reader_begin(&b->readers[0], b->batch);
        for (unsigned i = 0; i < m->segment->attribute_count && rc == TKIT_OK; i++)
            if (m->keys[i])
                rc = merge_piece(b, m, i, at, piece);
        if (rc == TKIT_OK)
            rc = add_empty(b, m->covered, piece);
        piece_is_in_columns(b, piece);
        at += piece;
    }
    if (rc == TKIT_OK)
        rc = m->segment->status;
    return rc ? rc : tkit_poll(b->tk);
}

static int merge_documents(struct tkit_builder *b, struct merging *m)
{
    struct tkit_segment *s = m->segment;
    const uint32_t *sentences = tkit_segment_sentences(s);
    uint32_t next = 0;
    int rc = s->status;
    for (uint32_t n = 0; n < s->documents && rc == TKIT_OK; n++) {
        uint32_t first = s->first_token[n], end = s->first_token[n + 1], to = b->token_count;
        if (s->document[n])
            rc = merge_document(b, m, n);
        for (; next < s->sentences && sentences[next] < end; next++)
            if (s->document[n] && rc == TKIT_OK)
                rc = add_sentence(b, to + (sentences[next] - first));
    }
    return rc;
}

int tkit_builder_segment(struct tkit_builder *b, struct tkit_segment *segment)
{
    struct merging m = {.segment = segment};
    int rc = TKIT_OK;
    for (unsigned i = 0; i < segment->attribute_count && rc == TKIT_OK; i++) rc = prepare_attribute(b, &m, i);
    if (rc == TKIT_OK && segment->tokens > 0)
        rc = merge_documents(b, &m);
    for (uint32_t n = 0; segment->tokens == 0 && n < segment->documents && rc == TKIT_OK; n++)
        if (segment->document[n])
            rc = tkit_builder_document(b, segment->document[n]);
    for (unsigned i = 0; i < segment->attribute_count; i++)
        if (m.keys[i])
            tkit_free(b->tk, m.keys[i], ((size_t)segment->attributes[i].forms + 1) * sizeof *m.keys[i]);
    return rc;
}
