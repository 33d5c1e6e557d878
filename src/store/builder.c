/* Collecting the documents of a segment: see builder.h. Closing is in builder_close.c. */
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
        rc = tkit_parcel_reader_column(&b->readers[i], attribute, shared);
    return rc;
}

static int create_ring(struct tkit_builder *b, unsigned count)
{
    b->ring = tkit_alloc(b->tk, count * sizeof *b->ring);
    if (!b->ring)
        return tkit_fail_nomem(b->tk);
    for (; b->ring_count < count; b->ring_count++) tkit_parcel_init(&b->ring[b->ring_count], b->tk);
    b->parcel = b->ring;
    return TKIT_OK;
}

/* The contexts of a second thread, so that messages never meet: when it reads, and when one of the two enters. */
static int create_second(struct tkit_builder *b)
{
    tkit *reads = NULL;
    if (tkit_create_within(b->tk, &b->second) != TKIT_OK || tkit_create_within(b->tk, &reads) != TKIT_OK)
        return tkit_fail_nomem(b->tk);
    b->entering = b->second;
    tkit_parcel_reader_init(&b->readers[b->reader_count++], reads);
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
    tkit_parcel_reader_init(&b->readers[b->reader_count++], tk);
    int rc = threads > 1 ? create_second(b) : TKIT_OK;
    if (rc == TKIT_OK)
        rc = create_ring(b, threads > 1 ? PARCELS : 1);
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
    for (unsigned i = 0; i < b->reader_count; i++) tkit_parcel_reader_free(&b->readers[i]);
    for (unsigned i = 0; i < b->ring_count; i++) tkit_parcel_free(&b->ring[i], b->tk);
    tkit_free(b->tk, b->ring, b->ring_count * sizeof *b->ring);
    if (b->reader_count > 1)
        tkit_destroy(b->readers[1].tk);
    tkit_destroy(b->second);
    tkit_free(b->tk, b->batches, b->batches_capacity * sizeof *b->batches);
    tkit_free(b->tk, b->ids, b->ids_capacity * sizeof *b->ids);
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
    tkit_parcel_start(b->parcel);
    memset(b->bytes_after, 0, sizeof b->bytes_after);
    b->attribute_count = 0;
    b->id_count = b->doc_count = b->token_count = b->passage_count = b->sentence_count = 0;
    b->handed = b->entered = b->entered_parcels = 0;
    b->bytes = b->most_tokens = 0;
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
    for (unsigned i = 0; i < b->reader_count && rc == TKIT_OK; i++) rc = tkit_parcel_reader_empty(&b->readers[i], kept);
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

/* The parcel goes, the next one starts. */
static int hand_over(struct tkit_builder *b)
{
    int rc = b->parcel->reader ? tkit_parcel_reader_end(b->parcel->reader) : TKIT_OK;
    if (rc == TKIT_OK)
        rc = b->pipe ? tkit_pipe_hand_over(b->pipe, &b->copies) : tkit_enter_parcel(b, b->parcel);
    if (b->pipe)
        b->parcel = tkit_pipe_parcel(b->pipe);
    tkit_parcel_start(b->parcel);
    b->handed++;
    b->bytes = b->bytes_after[b->handed % PARCELS]; /* it is PARCELS older than the next one: entered long ago */
    return rc;
}

int tkit_builder_wait(struct tkit_builder *b)
{
    int rc = b->parcel->weight ? hand_over(b) : TKIT_OK, other = b->pipe ? tkit_pipe_wait(b->pipe) : TKIT_OK;
    b->most_tokens = b->token_count;
    return rc ? rc : other;
}

int tkit_builder_is_full(struct tkit_builder *b, uint64_t tokens, size_t bytes, bool *is_full)
{
    *is_full = b->bytes >= bytes;
    if (*is_full || b->most_tokens < tokens)
        return TKIT_OK;
    int rc = tkit_builder_wait(b);
    *is_full = b->token_count >= tokens;
    return rc;
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
    return b->id_count;
}

int64_t tkit_builder_document_id(const struct tkit_builder *b, uint32_t n)
{
    return b->ids[n];
}

void tkit_builder_counts(const struct tkit_builder *b, uint32_t n, uint32_t *tokens, uint32_t *sentences)
{
    struct doc next = {b->token_count, b->sentence_count};
    if (n + 1 < b->doc_count)
        next = b->docs[n + 1];
    *tokens = next.first_token - b->docs[n].first_token;
    *sentences = next.first_sentence - b->docs[n].first_sentence;
}

void tkit_builder_names(const struct tkit_builder *b, tkit_buffer *names)
{
    for (unsigned i = 0; i < b->attribute_count; i++) {
        tkit_buffer_puts(names, i ? " " : "");
        tkit_buffer_puts(names, b->attributes[i].name);
    }
}

/* ---- documents ---- */

/* A document that weighs so much joins the parcel, which goes when it is full. */
static int begin_document(struct tkit_builder *b, int64_t id, size_t weight)
{
    int rc = b->parcel->weight >= PARCEL_WEIGHT ? hand_over(b) : TKIT_OK;
    if (rc == TKIT_OK)
        rc = tkit_reserve(b->tk, (void **)&b->ids, &b->ids_capacity, b->id_count + 1, sizeof *b->ids);
    if (rc)
        return rc;
    b->ids[b->id_count++] = id;
    b->parcel->weight += DOCUMENT_WEIGHT + weight;
    return TKIT_OK;
}

/* It is read as it comes. */
static int begin_reading(struct tkit_builder *b)
{
    int rc = tkit_parcel_reader_begin(&b->readers[0], b->parcel);
    return rc ? rc : tkit_parcel_reader_document(&b->readers[0]);
}

int tkit_builder_text(struct tkit_builder *b, int64_t id, const char *text, size_t length, const uint32_t *starts,
                      size_t sentences)
{
    int rc = begin_document(b, id, length);
    b->most_tokens += length;
    if (rc == TKIT_OK && b->copies && !b->parcel->reader && length <= PARCEL_COPIED)
        return tkit_parcel_copy(b->parcel, text, length, starts, sentences);
    if (rc == TKIT_OK)
        rc = begin_reading(b);
    return rc ? rc : tkit_parcel_reader_text(&b->readers[0], text, length, starts, sentences);
}

/* ---- documents token by token ---- */

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

int tkit_builder_document(struct tkit_builder *b, int64_t id)
{
    int rc = begin_document(b, id, 0);
    return rc ? rc : begin_reading(b);
}

/* The columns of attributes that are not in the set `said` get "". */
static int add_empty(struct tkit_builder *b, uint64_t said, uint32_t count)
{
    struct tkit_parcel_reader *reader = &b->readers[0];
    struct tkit_key key;
    int rc = TKIT_OK;
    tkit_key_of_any("", 0, &key);
    for (unsigned i = 0; i < b->attribute_count && rc == TKIT_OK; i++)
        if (reader->columns[i] && !(said >> i & 1))
            rc = tkit_parcel_reader_same(reader, i, &key, count);
    return rc;
}

static void count_piece(struct tkit_builder *b, uint32_t piece)
{
    b->parcel->weight += (size_t)ROW_WEIGHT * piece;
    b->most_tokens += piece;
    tkit_parcel_reader_count(&b->readers[0], piece);
}

int tkit_builder_row(struct tkit_builder *b, const unsigned *attributes, const struct tkit_form *forms,
                     unsigned count)
{
    struct tkit_parcel_reader *reader = &b->readers[0];
    uint64_t said = 0;
    uint32_t piece;
    int rc = tkit_parcel_reader_piece(reader, 1, &piece);
    for (unsigned i = 0; i < count && rc == TKIT_OK; i++) {
        struct tkit_key key;
        const struct tkit_form *f = &forms[i];
        said |= UINT64_C(1) << attributes[i];
        tkit_key_of(f->form, f->length, f->form + f->length, &key);
        rc = tkit_parcel_reader_same(reader, attributes[i], &key, 1);
    }
    if (rc == TKIT_OK)
        rc = add_empty(b, said, 1);
    if (rc == TKIT_OK)
        count_piece(b, 1);
    return rc;
}

int tkit_builder_sentences(struct tkit_builder *b, const uint32_t *first_tokens, size_t count)
{
    int rc = TKIT_OK;
    for (size_t i = 0; i < count && rc == TKIT_OK; i++)
        rc = tkit_parcel_reader_sentence(&b->readers[0], first_tokens[i]);
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
    return tkit_parcel_reader_forms(&b->readers[0], m->ours[number], m->piece, count);
}

static int merge_document(struct tkit_builder *b, struct merging *m, uint32_t n)
{
    uint32_t at = m->segment->first_token[n], end = m->segment->first_token[n + 1];
    int rc = tkit_builder_document(b, m->segment->document[n]);
    while (at < end && rc == TKIT_OK) {
        uint32_t piece;
        rc = tkit_parcel_reader_piece(&b->readers[0], end - at, &piece);
        for (unsigned i = 0; i < m->segment->attribute_count && rc == TKIT_OK; i++)
            if (m->keys[i])
                rc = merge_piece(b, m, i, at, piece);
        if (rc == TKIT_OK)
            rc = add_empty(b, m->covered, piece);
        if (rc == TKIT_OK)
            count_piece(b, piece);
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
        uint32_t first = s->first_token[n], end = s->first_token[n + 1];
        if (s->document[n])
            rc = merge_document(b, m, n);
        for (; next < s->sentences && sentences[next] < end; next++)
            if (s->document[n] && rc == TKIT_OK)
                rc = tkit_parcel_reader_sentence(&b->readers[0], sentences[next] - first);
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
