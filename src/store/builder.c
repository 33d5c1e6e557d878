/* Collecting the tokens of a segment: see builder.h. Closing is in builder_close.c. */
#include "store/builder_parts.h"
#include "store/segment.h"

enum { CLOSING_BYTES = 100 }; /* for each form and attribute, at most: ranks, counts, sizes, what is derived */

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
    int rc = tkit_vocabulary_init(&a->vocabulary, b->entering.tk);
    if (rc)
        return rc;
    b->attribute_count++;
    *out = a;
    return TKIT_OK;
}

/* A context for a second thread, so that messages never meet. */
static int create_second(const tkit *tk, tkit **out)
{
    tkit_options options = tk->options;
    options.size = sizeof options;
    options.log = NULL;
    options.progress = NULL;
    return tkit_create(out, &options);
}

int tkit_builder_create(tkit *tk, unsigned threads, struct tkit_builder **out)
{
    struct attribute *word;
    struct tkit_builder *b = tkit_calloc(tk, 1, sizeof *b);
    *out = NULL;
    if (!b)
        return tkit_fail_nomem(tk);
    b->tk = b->entering.tk = tk;
    int rc = threads > 1 ? create_second(tk, &b->second) : TKIT_OK;
    if (rc)
        tkit_fail_nomem(tk);
    if (b->second)
        b->entering.tk = b->second;
    if (rc == TKIT_OK)
        rc = init_attribute(b, "word", &word);
    if (rc == TKIT_OK && b->second)
        rc = tkit_pipe_open(b, &b->pipe);
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
    tkit_free(b->tk, a->ids, a->ids_capacity * sizeof *a->ids);
    tkit_free(b->tk, a->pairs, a->pairs_capacity * sizeof *a->pairs);
    tkit_free(b->tk, a->first_pair, a->first_pair_capacity * sizeof *a->first_pair);
    tkit_free(b->tk, a->from_base, a->from_base_capacity * sizeof *a->from_base);
}

void tkit_builder_free(struct tkit_builder *b)
{
    if (!b)
        return;
    tkit_pipe_close(b->pipe);
    for (unsigned i = 0; i < b->attribute_count; i++) free_attribute(b, &b->attributes[i]);
    tkit_destroy(b->second);
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
    b->attribute_count = 0;
    b->entering = (struct entering){.tk = b->entering.tk};
    b->doc_count = b->token_count = b->passage_count = b->sentence_count = 0;
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
    return TKIT_OK;
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
    return b->entering.tk;
}

int tkit_builder_wait(struct tkit_builder *b)
{
    int rc = b->pipe ? tkit_pipe_wait(b->pipe) : TKIT_OK;
    return rc ? tkit_fail(b->tk, rc, "%s", tkit_errmsg(b->second)) : TKIT_OK;
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

int tkit_builder_bytes(struct tkit_builder *b, size_t *out)
{
    int rc = tkit_builder_wait(b);
    size_t bytes = b->sentences_capacity * sizeof *b->sentences + b->docs_capacity * sizeof *b->docs;
    for (unsigned i = 0; i < b->attribute_count; i++) {
        const struct attribute *a = &b->attributes[i];
        bytes += tkit_vocabulary_bytes(&a->vocabulary) + a->ids_capacity * sizeof *a->ids +
                 a->pairs_capacity * sizeof *a->pairs;
        bytes += a->pair_count * sizeof(uint32_t) * 2; /* lists, sorted and coded */
        bytes += b->attributes[a->base].vocabulary.count * (size_t)CLOSING_BYTES;
    }
    *out = bytes;
    return rc;
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
    if (b->pipe)
        return tkit_pipe_document(b->pipe);
    b->entering.in_document = 0;
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

/* Tokens were added to the document added last. */
static int count_added(struct tkit_builder *b, size_t tokens)
{
    struct doc *last = &b->docs[b->doc_count - 1];
    if (tokens > MAX_SEGMENT_TOKENS - (size_t)b->token_count)
        return tkit_fail(b->tk, TKIT_ELIMIT, "more than %d tokens in one segment", MAX_SEGMENT_TOKENS);
    b->token_count += (uint32_t)tokens;
    b->passage_count = last->first_passage + tkit_passages_of(b->token_count - last->first_token);
    return TKIT_OK;
}

int tkit_builder_attribute(struct tkit_builder *b, const char *name, unsigned *attribute)
{
    struct attribute *a;
    int rc = tkit_builder_wait(b);
    if (rc)
        return rc;
    for (unsigned i = 0; i < b->attribute_count; i++) {
        if (strcmp(b->attributes[i].name, name) != 0)
            continue;
        if (b->attributes[i].derive)
            return tkit_fail(b->tk, TKIT_EINVALID, "attribute '%s' is computed and cannot be imported", name);
        *attribute = i;
        return TKIT_OK;
    }
    rc = init_attribute(b, name, &a);
    if (rc)
        return rc;
    *attribute = b->attribute_count - 1;
    rc = tkit_enter_room(b, 0);
    return rc ? rc : tkit_enter_past(b, a);
}

int tkit_builder_text(struct tkit_builder *b, const char *text, size_t length, const tkit_spans *tokens)
{
    struct tkit_key keys[VOCABULARY_BATCH];
    int rc = count_added(b, tokens->count);
    if (rc == TKIT_OK && b->pipe)
        return tkit_pipe_text(b->pipe, text, tokens);
    if (rc == TKIT_OK)
        rc = tkit_enter_room(b, tokens->count);
    for (size_t from = 0; from < tokens->count && rc == TKIT_OK;) {
        uint32_t piece;
        rc = tkit_enter_next(b, tokens->count - from, &piece);
        if (rc)
            break;
        for (uint32_t i = 0; i < piece; i++) {
            uint32_t start = tokens->start[from + i];
            tkit_vocabulary_key(text, start, tokens->end[from + i] - start, length, &keys[i]);
        }
        rc = tkit_enter_words(b, text, keys, piece);
        from += piece;
    }
    return rc;
}

int tkit_builder_row(struct tkit_builder *b, const unsigned *attributes, const struct tkit_form *forms,
                     unsigned count)
{
    uint64_t said = 0;
    uint32_t piece;
    int rc = tkit_builder_wait(b);
    if (rc == TKIT_OK)
        rc = count_added(b, 1);
    if (rc == TKIT_OK)
        rc = tkit_enter_room(b, 1);
    if (rc == TKIT_OK)
        rc = tkit_enter_next(b, 1, &piece);
    for (unsigned i = 0; i < count && rc == TKIT_OK; i++) {
        said |= UINT64_C(1) << attributes[i];
        rc = tkit_enter_same(b, attributes[i], forms[i], 1);
    }
    if (rc == TKIT_OK)
        rc = tkit_enter_empty(b, said, 1);
    tkit_enter_done(b, 1);
    return rc;
}

/* ---- merging ---- */

/* What is needed of a segment while its documents are added. */
struct merging {
    struct tkit_segment *segment;
    struct tkit_key *keys[MAX_ATTRIBUTES]; /* attribute of the segment -> form -> key; NULL for derived ones */
    unsigned ours[MAX_ATTRIBUTES];         /* attribute of the segment -> ours */
    uint64_t covered;                      /* ours that the segment has */
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
        tkit_vocabulary_key(from->text, (uint32_t)(text - from->text), length, from->text_size, &m->keys[number][form]);
    }
    return TKIT_OK;
}

static int merge_piece(struct tkit_builder *b, struct merging *m, unsigned number, uint32_t first, uint32_t count)
{
    uint32_t forms[VOCABULARY_BATCH];
    struct tkit_key keys[VOCABULARY_BATCH];
    struct tkit_attribute *from = &m->segment->attributes[number];
    tkit_column_forms(from, first, count, forms);
    for (uint32_t i = 0; i < count; i++) keys[i] = m->keys[number][forms[i]];
    return tkit_enter_piece(b, m->ours[number], from->text, keys, count);
}

static int merge_document(struct tkit_builder *b, struct merging *m, uint32_t n)
{
    uint32_t at = m->segment->first_token[n], end = m->segment->first_token[n + 1];
    int rc = tkit_builder_document(b, m->segment->document[n]);
    if (rc == TKIT_OK)
        rc = tkit_builder_wait(b);
    if (rc == TKIT_OK)
        rc = count_added(b, end - at);
    if (rc == TKIT_OK)
        rc = tkit_enter_room(b, end - at);
    while (at < end && rc == TKIT_OK) {
        uint32_t piece;
        rc = tkit_enter_next(b, end - at, &piece);
        for (unsigned i = 0; i < m->segment->attribute_count && rc == TKIT_OK; i++)
            if (m->keys[i])
                rc = merge_piece(b, m, i, at, piece);
        if (rc == TKIT_OK)
            rc = tkit_enter_empty(b, m->covered, piece);
        tkit_enter_done(b, piece);
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
