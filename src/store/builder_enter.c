/* Entering tokens: forms become numbers, numbers fill the columns, and the different forms of each passage are noted. Of
 * the builder this touches the attributes and `entering` only: it may be done by a thread of its own. */
#include "store/builder_parts.h"

int tkit_enter_room(struct tkit_builder *b, size_t more)
{
    struct entering *e = &b->entering;
    for (unsigned i = 0; i < b->attribute_count; i++) {
        struct attribute *a = &b->attributes[i];
        if (a->derive)
            continue;
        int rc = tkit_reserve(e->tk, (void **)&a->ids, &a->ids_capacity, e->tokens + more, sizeof *a->ids);
        if (rc)
            return rc;
    }
    return TKIT_OK;
}

/* The next passage of an attribute: room for as many different forms as it has tokens. */
static int start_passage(struct tkit_builder *b, struct attribute *a, uint32_t passage)
{
    tkit *tk = b->entering.tk;
    int rc = tkit_reserve(tk, (void **)&a->first_pair, &a->first_pair_capacity, passage + 1, sizeof *a->first_pair);
    if (rc == TKIT_OK)
        rc = tkit_reserve(tk, (void **)&a->pairs, &a->pairs_capacity, a->pair_count + PASSAGE_TOKENS + 1,
                          sizeof *a->pairs);
    if (rc == TKIT_OK)
        a->first_pair[passage] = a->pair_count;
    return rc;
}

int tkit_enter_next(struct tkit_builder *b, size_t count, uint32_t *piece)
{
    struct entering *e = &b->entering;
    uint32_t in = e->in_document % PASSAGE_TOKENS;
    *piece = count < VOCABULARY_BATCH ? (uint32_t)count : VOCABULARY_BATCH;
    if (*piece > PASSAGE_TOKENS - in)
        *piece = PASSAGE_TOKENS - in;
    if (in > 0)
        return TKIT_OK;
    for (unsigned i = 0; i < b->attribute_count; i++) {
        int rc = b->attributes[i].derive ? TKIT_OK : start_passage(b, &b->attributes[i], e->passages);
        if (rc)
            return rc;
    }
    e->passages++;
    return TKIT_OK;
}

void tkit_enter_done(struct tkit_builder *b, uint32_t piece)
{
    b->entering.tokens += piece;
    b->entering.in_document += piece;
}

/* Counts `count` tokens of a form; passage: number + 1 of theirs. */
static inline void count_tokens(struct attribute *a, uint32_t passage, uint32_t id, uint32_t count)
{
    struct tkit_entry *e = &a->vocabulary.entries[id];
    uint32_t is_first = e->last_passage != passage;
    e->tokens += count;
    e->last_passage = passage;
    e->passages += is_first;
    a->pairs[a->pair_count] = id; /* there is room for one more than there are tokens in a passage */
    a->pair_count += is_first;
}

/* The same form for a piece of tokens. */
int tkit_enter_same(struct tkit_builder *b, unsigned attribute, struct tkit_form form, uint32_t count)
{
    struct tkit_key key;
    struct attribute *a = &b->attributes[attribute];
    tkit_vocabulary_key(form.form, 0, form.length, form.length, &key);
    uint32_t id = tkit_vocabulary_enter(&a->vocabulary, form.form, &key);
    if (id == UINT32_MAX)
        return TKIT_ENOMEM;
    for (uint32_t n = 0; n < count; n++) a->ids[b->entering.tokens + n] = id;
    count_tokens(a, b->entering.passages, id, count);
    return TKIT_OK;
}

/* The form "" for a piece of tokens of base attributes that were not said: what is not said is empty. */
int tkit_enter_empty(struct tkit_builder *b, uint64_t said, uint32_t count)
{
    const struct tkit_form empty = {"", 0};
    for (unsigned i = 0; i < b->attribute_count; i++) {
        int rc = said >> i & 1 || b->attributes[i].derive ? TKIT_OK : tkit_enter_same(b, i, empty, count);
        if (rc)
            return rc;
    }
    return TKIT_OK;
}

/* A new attribute has the form "" for all tokens so far. */
int tkit_enter_past(struct tkit_builder *b, struct attribute *a)
{
    struct tkit_key key;
    if (b->entering.tokens == 0)
        return TKIT_OK;
    tkit_vocabulary_key("", 0, 0, 0, &key);
    uint32_t id = tkit_vocabulary_enter(&a->vocabulary, "", &key);
    if (id == UINT32_MAX)
        return TKIT_ENOMEM;
    memset(a->ids, 0, b->entering.tokens * sizeof *a->ids); /* the first form */
    for (uint32_t p = 0; p < b->entering.passages; p++) {
        int rc = start_passage(b, a, p);
        if (rc)
            return rc;
        a->pairs[a->pair_count++] = id;
    }
    struct tkit_entry *e = &a->vocabulary.entries[id];
    e->tokens = b->entering.tokens;
    e->passages = e->last_passage = b->entering.passages;
    return TKIT_OK;
}

/* Enters `count` keys: a piece of tokens of one attribute. */
int tkit_enter_piece(struct tkit_builder *b, unsigned attribute, const char *text, const struct tkit_key *keys,
                       uint32_t count)
{
    struct attribute *a = &b->attributes[attribute];
    uint32_t *ids = a->ids + b->entering.tokens, passage = b->entering.passages;
    tkit_vocabulary_guess(&a->vocabulary, keys, count, ids);
    for (uint32_t i = 0; i < count; i++) {
        if (!tkit_vocabulary_is(&a->vocabulary, ids[i], &keys[i])) {
            ids[i] = tkit_vocabulary_enter(&a->vocabulary, text, &keys[i]);
            if (ids[i] == UINT32_MAX)
                return TKIT_ENOMEM;
        }
        count_tokens(a, passage, ids[i], 1);
    }
    return TKIT_OK;
}

int tkit_enter_words(struct tkit_builder *b, const char *text, const struct tkit_key *keys, uint32_t count)
{
    int rc = tkit_enter_piece(b, 0, text, keys, count);
    if (rc == TKIT_OK && b->attribute_count > 1)
        rc = tkit_enter_empty(b, 1, count);
    tkit_enter_done(b, count);
    return rc;
}
