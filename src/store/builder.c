/* Collecting the tokens of a segment: see builder.h. Closing is in builder_close.c. */
#include "store/builder_parts.h"
#include "store/segment.h"

enum { CLOSING_BYTES = 64 }; /* for each form: its ranks, counts, sizes, places */

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
    int rc = tkit_vocabulary_init(&a->vocabulary, b->tk);
    if (rc)
        return rc;
    b->attribute_count++;
    *out = a;
    return TKIT_OK;
}

int tkit_builder_create(tkit *tk, struct tkit_builder **out)
{
    struct attribute *word;
    struct tkit_builder *b = tkit_calloc(tk, 1, sizeof *b);
    *out = NULL;
    if (!b)
        return tkit_fail_nomem(tk);
    b->tk = tk;
    int rc = init_attribute(b, "word", &word);
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
    for (unsigned i = 0; i < b->attribute_count; i++) free_attribute(b, &b->attributes[i]);
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
    size_t bytes = b->sentences_capacity * sizeof *b->sentences + b->docs_capacity * sizeof *b->docs;
    for (unsigned i = 0; i < b->attribute_count; i++) {
        const struct attribute *a = &b->attributes[i];
        bytes += tkit_vocabulary_bytes(&a->vocabulary) + a->ids_capacity * sizeof *a->ids +
                 a->pairs_capacity * sizeof *a->pairs + a->from_base_capacity * sizeof *a->from_base;
        bytes += a->pair_count * sizeof(uint32_t) * 2; /* lists, sorted and coded */
        bytes += a->vocabulary.count * CLOSING_BYTES;
    }
    return bytes + (size_t)b->token_count * 2; /* coded columns */
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

int tkit_builder_sentence(struct tkit_builder *b)
{
    return add_sentence(b, b->token_count);
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

static int room_for_tokens(struct tkit_builder *b, size_t more)
{
    if (more > MAX_SEGMENT_TOKENS - (size_t)b->token_count)
        return tkit_fail(b->tk, TKIT_ELIMIT, "more than %d tokens in one segment", MAX_SEGMENT_TOKENS);
    for (unsigned i = 0; i < b->attribute_count; i++) {
        struct attribute *a = &b->attributes[i];
        if (a->derive)
            continue;
        int rc = tkit_reserve(b->tk, (void **)&a->ids, &a->ids_capacity, b->token_count + more, sizeof *a->ids);
        if (rc)
            return rc;
    }
    return TKIT_OK;
}

/* The next passage of an attribute: room for as many different forms as it has tokens. */
static int start_passage(struct tkit_builder *b, struct attribute *a, uint32_t passage)
{
    int rc = tkit_reserve(b->tk, (void **)&a->first_pair, &a->first_pair_capacity, passage + 1, sizeof *a->first_pair);
    if (rc == TKIT_OK)
        rc = tkit_reserve(b->tk, (void **)&a->pairs, &a->pairs_capacity, a->pair_count + PASSAGE_TOKENS,
                          sizeof *a->pairs);
    if (rc == TKIT_OK)
        a->first_pair[passage] = a->pair_count;
    return rc;
}

/* Tokens come in pieces that lie within one passage: how many of `count` the next piece has. */
static int next_piece(struct tkit_builder *b, uint32_t count, uint32_t *piece)
{
    uint32_t in = (b->token_count - b->docs[b->doc_count - 1].first_token) % PASSAGE_TOKENS;
    *piece = count < PASSAGE_TOKENS - in ? count : PASSAGE_TOKENS - in;
    if (in > 0)
        return TKIT_OK;
    for (unsigned i = 0; i < b->attribute_count; i++) {
        int rc = b->attributes[i].derive ? TKIT_OK : start_passage(b, &b->attributes[i], b->passage_count);
        if (rc)
            return rc;
    }
    b->passage_count++;
    return TKIT_OK;
}

/* A new base form: the forms that are derived from it. */
static int derive_form(struct tkit_builder *b, struct attribute *a, uint32_t id, const char *form, uint32_t length)
{
    const char *derived;
    uint32_t derived_length;
    int rc = a->derive(a->user, form, length, &derived, &derived_length);
    if (rc == TKIT_OK)
        rc = tkit_reserve(b->tk, (void **)&a->from_base, &a->from_base_capacity, id + 1, sizeof *a->from_base);
    if (rc)
        return rc;
    struct tkit_key key;
    tkit_vocabulary_key(derived, 0, derived_length, derived_length, &key);
    a->from_base[id] = tkit_vocabulary_enter(&a->vocabulary, derived, &key);
    return a->from_base[id] == UINT32_MAX ? TKIT_ENOMEM : TKIT_OK;
}

static int derive_forms(struct tkit_builder *b, unsigned base, uint32_t id)
{
    uint32_t length;
    for (unsigned i = 0; i < b->attribute_count; i++) {
        struct attribute *a = &b->attributes[i];
        if (!a->derive || a->base != base)
            continue;
        const char *form = tkit_vocabulary_form(&b->attributes[base].vocabulary, id, &length);
        int rc = derive_form(b, a, id, form, length);
        if (rc)
            return rc;
    }
    return TKIT_OK;
}

/* Counts `count` tokens of a form in the current passage. */
static inline int count_tokens(struct tkit_builder *b, unsigned attribute, uint32_t id, uint32_t count)
{
    struct attribute *a = &b->attributes[attribute];
    struct tkit_entry *e = &a->vocabulary.entries[id];
    if (e->tokens == 0) {
        int rc = derive_forms(b, attribute, id);
        if (rc)
            return rc;
    }
    e->tokens += count;
    if (e->last_passage != b->passage_count) {
        e->last_passage = b->passage_count;
        e->passages++;
        a->pairs[a->pair_count++] = id;
    }
    return TKIT_OK;
}

/* The same form for a piece of tokens. */
static int enter_same(struct tkit_builder *b, unsigned attribute, struct tkit_form form, uint32_t count)
{
    struct tkit_key key;
    struct attribute *a = &b->attributes[attribute];
    tkit_vocabulary_key(form.form, 0, form.length, form.length, &key);
    uint32_t id = tkit_vocabulary_enter(&a->vocabulary, form.form, &key);
    if (id == UINT32_MAX)
        return TKIT_ENOMEM;
    for (uint32_t n = 0; n < count; n++) a->ids[b->token_count + n] = id;
    return count_tokens(b, attribute, id, count);
}

/* The form "" for a piece of tokens of base attributes that were not said: what is not said is empty. */
static int fill_empty(struct tkit_builder *b, uint64_t said, uint32_t count)
{
    const struct tkit_form empty = {"", 0};
    for (unsigned i = 0; i < b->attribute_count; i++) {
        int rc = said >> i & 1 || b->attributes[i].derive ? TKIT_OK : enter_same(b, i, empty, count);
        if (rc)
            return rc;
    }
    return TKIT_OK;
}

/* A new attribute has the form "" for all tokens so far. */
static int fill_past(struct tkit_builder *b, struct attribute *a)
{
    struct tkit_key key;
    if (b->token_count == 0)
        return TKIT_OK;
    tkit_vocabulary_key("", 0, 0, 0, &key);
    uint32_t id = tkit_vocabulary_enter(&a->vocabulary, "", &key);
    if (id == UINT32_MAX)
        return TKIT_ENOMEM;
    memset(a->ids, 0, b->token_count * sizeof *a->ids); /* the first form */
    for (uint32_t p = 0; p < b->passage_count; p++) {
        int rc = start_passage(b, a, p);
        if (rc)
            return rc;
        a->pairs[a->pair_count++] = id;
    }
    struct tkit_entry *e = &a->vocabulary.entries[id];
    e->tokens = b->token_count;
    e->passages = e->last_passage = b->passage_count;
    return TKIT_OK;
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
    int rc = init_attribute(b, name, &a);
    if (rc)
        return rc;
    *attribute = b->attribute_count - 1;
    rc = room_for_tokens(b, 0);
    return rc ? rc : fill_past(b, a);
}

/* Enters `count` keys: a piece of tokens of one attribute. */
static int enter_piece(struct tkit_builder *b, unsigned attribute, const char *text, const struct tkit_key *keys,
                       uint32_t count)
{
    struct attribute *a = &b->attributes[attribute];
    uint32_t *ids = a->ids + b->token_count;
    tkit_vocabulary_guess(&a->vocabulary, keys, count, ids);
    for (uint32_t i = 0; i < count; i++) {
        if (!tkit_vocabulary_is(&a->vocabulary, ids[i], &keys[i])) {
            ids[i] = tkit_vocabulary_enter(&a->vocabulary, text, &keys[i]);
            if (ids[i] == UINT32_MAX)
                return TKIT_ENOMEM;
        }
        int rc = count_tokens(b, attribute, ids[i], 1);
        if (rc)
            return rc;
    }
    return TKIT_OK;
}

int tkit_builder_text(struct tkit_builder *b, const char *text, size_t length, const tkit_spans *tokens)
{
    struct tkit_key keys[VOCABULARY_BATCH];
    int rc = room_for_tokens(b, tokens->count);
    for (size_t from = 0; from < tokens->count && rc == TKIT_OK;) {
        uint32_t piece = tokens->count - from < VOCABULARY_BATCH ? (uint32_t)(tokens->count - from) : VOCABULARY_BATCH;
        rc = next_piece(b, piece, &piece);
        if (rc)
            break;
        for (uint32_t i = 0; i < piece; i++) {
            uint32_t start = tokens->start[from + i];
            tkit_vocabulary_key(text, start, tokens->end[from + i] - start, length, &keys[i]);
        }
        rc = enter_piece(b, 0, text, keys, piece);
        if (rc == TKIT_OK && b->attribute_count > 1)
            rc = fill_empty(b, 1, piece);
        b->token_count += piece;
        from += piece;
    }
    return rc;
}

int tkit_builder_row(struct tkit_builder *b, const unsigned *attributes, const struct tkit_form *forms,
                     unsigned count)
{
    uint64_t said = 0;
    uint32_t piece;
    int rc = room_for_tokens(b, 1);
    if (rc == TKIT_OK)
        rc = next_piece(b, 1, &piece);
    for (unsigned i = 0; i < count && rc == TKIT_OK; i++) {
        said |= UINT64_C(1) << attributes[i];
        rc = enter_same(b, attributes[i], forms[i], 1);
    }
    if (rc == TKIT_OK)
        rc = fill_empty(b, said, 1);
    b->token_count++;
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
    return enter_piece(b, m->ours[number], from->text, keys, count);
}

static int merge_document(struct tkit_builder *b, struct merging *m, uint32_t n)
{
    uint32_t at = m->segment->first_token[n], end = m->segment->first_token[n + 1];
    int rc = tkit_builder_document(b, m->segment->document[n]);
    if (rc == TKIT_OK)
        rc = room_for_tokens(b, end - at);
    while (at < end && rc == TKIT_OK) {
        uint32_t piece;
        rc = next_piece(b, end - at < VOCABULARY_BATCH ? end - at : VOCABULARY_BATCH, &piece);
        for (unsigned i = 0; i < m->segment->attribute_count && rc == TKIT_OK; i++)
            if (m->keys[i])
                rc = merge_piece(b, m, i, at, piece);
        if (rc == TKIT_OK)
            rc = fill_empty(b, m->covered, piece);
        b->token_count += piece;
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
