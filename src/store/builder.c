/* Collecting the tokens of a segment: see builder.h. Closing is in builder_close.c. */
#include "store/builder_parts.h"
#include "store/segment.h"

enum { BATCH = 32 }; /* tokens whose slots are fetched from memory at once */

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
    tkit_free(b->tk, a->from_base, a->from_base_capacity * sizeof *a->from_base);
    tkit_free(b->tk, a->seen, a->seen_capacity * sizeof *a->seen);
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
    b->doc_count = b->token_count = b->sentence_count = 0;
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
    size_t bytes = (size_t)b->token_count * sizeof(uint32_t) * 3 / 2; /* positions and encoded lists */
    for (unsigned i = 0; i < b->attribute_count; i++)
        bytes += tkit_vocabulary_bytes(&b->attributes[i].vocabulary) +
                 b->attributes[i].ids_capacity * sizeof(uint32_t);
    return bytes + b->sentences_capacity * sizeof *b->sentences + b->docs_capacity * sizeof *b->docs;
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

/* Room for base form `id` in the tables of a derived attribute, and its derived form. */
static int derive_form(struct tkit_builder *b, struct attribute *a, uint32_t id, const char *form, uint32_t length)
{
    const char *derived;
    uint32_t derived_length;
    bool is_new;
    int rc = a->derive(a->user, form, length, &derived, &derived_length);
    if (rc == TKIT_OK)
        rc = tkit_reserve(b->tk, (void **)&a->from_base, &a->from_base_capacity, id + 1, sizeof *a->from_base);
    if (rc)
        return rc;
    struct tkit_key key = tkit_vocabulary_key(derived, derived_length, derived_length);
    struct tkit_slot *slot = tkit_vocabulary_enter(&a->vocabulary, &key, &is_new);
    if (!slot)
        return TKIT_ENOMEM;
    uint32_t own = slot->id;
    a->from_base[id] = own;
    if (!is_new)
        return TKIT_OK;
    rc = tkit_reserve(b->tk, (void **)&a->seen, &a->seen_capacity, own + 1, sizeof *a->seen);
    if (rc == TKIT_OK)
        a->seen[own] = (struct seen){0};
    return rc;
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

/* The first time in this document: counts it for the form and for what is derived from it. */
static void count_document(struct tkit_builder *b, unsigned base, struct tkit_slot *slot)
{
    uint32_t now = b->doc_count; /* number of the document + 1 */
    slot->documents++;
    slot->last_document = now;
    if (base != 0)
        return;
    for (unsigned i = 1; i < b->attribute_count; i++) {
        struct attribute *a = &b->attributes[i];
        if (!a->derive)
            continue;
        struct seen *seen = &a->seen[a->from_base[slot->id]];
        seen->documents += seen->last != now;
        seen->last = now;
    }
}

static inline int enter(struct tkit_builder *b, unsigned attribute, const struct tkit_key *key, uint32_t *id)
{
    bool is_new;
    struct tkit_slot *slot = tkit_vocabulary_enter(&b->attributes[attribute].vocabulary, key, &is_new);
    if (!slot)
        return TKIT_ENOMEM;
    if (is_new) {
        int rc = derive_forms(b, attribute, slot->id);
        if (rc)
            return rc;
    }
    if (slot->last_document != b->doc_count)
        count_document(b, attribute, slot);
    *id = slot->id;
    return TKIT_OK;
}

/* The form "" for `count` tokens of the base attributes [first, last): what is not said is empty. */
static int fill_empty(struct tkit_builder *b, unsigned first, unsigned last, size_t from, size_t count)
{
    struct tkit_key key = tkit_vocabulary_key("", 0, 0);
    for (unsigned i = first; i < last; i++) {
        struct attribute *a = &b->attributes[i];
        uint32_t id;
        if (a->derive || count == 0)
            continue;
        int rc = enter(b, i, &key, &id);
        if (rc)
            return rc;
        for (size_t n = 0; n < count; n++) a->ids[from + n] = id;
    }
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
    if (rc || b->token_count == 0)
        return rc;
    rc = tkit_reserve(b->tk, (void **)&a->ids, &a->ids_capacity, b->token_count, sizeof *a->ids);
    if (rc == TKIT_OK)
        rc = fill_empty(b, *attribute, *attribute + 1, 0, b->token_count);
    if (rc)
        return rc;
    /* "" was in every document with tokens so far, the current one included. */
    struct tkit_key key = tkit_vocabulary_key("", 0, 0);
    bool is_new;
    struct tkit_slot *slot = tkit_vocabulary_enter(&a->vocabulary, &key, &is_new);
    slot->documents = 0;
    for (uint32_t n = 0; n < b->doc_count; n++) {
        uint32_t next = n + 1 < b->doc_count ? b->docs[n + 1].first_token : b->token_count;
        slot->documents += next > b->docs[n].first_token;
    }
    slot->last_document = b->docs[b->doc_count - 1].first_token < b->token_count ? b->doc_count : b->doc_count - 1;
    return TKIT_OK;
}

int tkit_builder_text(struct tkit_builder *b, const char *text, size_t length, const tkit_spans *tokens)
{
    struct tkit_key keys[BATCH];
    struct attribute *word = &b->attributes[0];
    int rc = room_for_tokens(b, tokens->count);
    if (rc == TKIT_OK)
        rc = fill_empty(b, 1, b->attribute_count, b->token_count, tokens->count);
    if (rc)
        return rc;
    uint32_t *ids = word->ids + b->token_count;
    for (size_t from = 0; from < tokens->count; from += BATCH) {
        size_t count = tokens->count - from < BATCH ? tokens->count - from : BATCH;
        for (size_t i = 0; i < count; i++) {
            uint32_t start = tokens->start[from + i];
            keys[i] = tkit_vocabulary_key(text + start, tokens->end[from + i] - start, length - start);
            tkit_vocabulary_prefetch(&word->vocabulary, &keys[i]);
        }
        for (size_t i = 0; i < count; i++) {
            rc = enter(b, 0, &keys[i], &ids[from + i]);
            if (rc)
                return rc;
        }
    }
    b->token_count += (uint32_t)tokens->count;
    return TKIT_OK;
}

int tkit_builder_row(struct tkit_builder *b, const unsigned *attributes, const struct tkit_form *forms,
                     unsigned count)
{
    uint64_t said = 0;
    int rc = room_for_tokens(b, 1);
    for (unsigned i = 0; i < count && rc == TKIT_OK; i++) {
        struct tkit_key key = tkit_vocabulary_key(forms[i].form, forms[i].length, forms[i].length);
        said |= UINT64_C(1) << attributes[i];
        rc = enter(b, attributes[i], &key, &b->attributes[attributes[i]].ids[b->token_count]);
    }
    for (unsigned i = 0; i < b->attribute_count && rc == TKIT_OK; i++)
        if (!(said >> i & 1) && !b->attributes[i].derive)
            rc = fill_empty(b, i, i + 1, b->token_count, 1);
    if (rc == TKIT_OK)
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
        m->keys[number][form] = tkit_vocabulary_key(text, length, length);
    }
    return TKIT_OK;
}

static int merge_column(struct tkit_builder *b, struct merging *m, unsigned number, uint32_t first, uint32_t count)
{
    uint32_t forms[BATCH];
    const struct tkit_key *keys = m->keys[number];
    unsigned ours = m->ours[number];
    uint32_t *ids = b->attributes[ours].ids + b->token_count;
    for (uint32_t from = 0; from < count; from += BATCH) {
        uint32_t piece = count - from < BATCH ? count - from : BATCH;
        tkit_column_forms(&m->segment->attributes[number], first + from, piece, forms);
        for (uint32_t i = 0; i < piece; i++)
            tkit_vocabulary_prefetch(&b->attributes[ours].vocabulary, &keys[forms[i]]);
        for (uint32_t i = 0; i < piece; i++) {
            int rc = enter(b, ours, &keys[forms[i]], &ids[from + i]);
            if (rc)
                return rc;
        }
    }
    return m->segment->status;
}

static int merge_document(struct tkit_builder *b, struct merging *m, uint32_t n)
{
    uint32_t first = m->segment->first_token[n], count = m->segment->first_token[n + 1] - first;
    int rc = tkit_builder_document(b, m->segment->document[n]);
    if (rc == TKIT_OK)
        rc = room_for_tokens(b, count);
    for (unsigned i = 0; i < m->segment->attribute_count && rc == TKIT_OK; i++)
        if (m->keys[i])
            rc = merge_column(b, m, i, first, count);
    for (unsigned i = 0; i < b->attribute_count && rc == TKIT_OK; i++)
        if (!(m->covered >> i & 1))
            rc = fill_empty(b, i, i + 1, b->token_count, count);
    if (rc == TKIT_OK)
        b->token_count += count;
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
