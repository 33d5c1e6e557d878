/* Derived attributes: their forms, and documents that hold them. See builder_close.h. */
#include "store/builder_close.h"

/* ---- forms ---- */

/* Enters the forms [first, first + count) of a base attribute as this one has them. */
static int derive_batch(struct attribute *a, const struct attribute *base, uint32_t first, uint32_t count,
                        tkit_buffer *texts)
{
    struct tkit_key keys[AT_ONCE];
    size_t starts[AT_ONCE + 1];
    uint32_t ids[AT_ONCE];
    tkit_buffer_clear(texts);
    for (uint32_t i = 0; i < count; i++) {
        const char *derived;
        uint32_t length;
        const char *form = tkit_vocabulary_form(&base->vocabulary, first + i, &length);
        int rc = a->derive(a->user, form, length, &derived, &length);
        if (rc)
            return rc;
        starts[i] = texts->size;
        tkit_buffer_add(texts, derived, length);
    }
    starts[count] = texts->size;
    int rc = tkit_buffer_status(texts);
    const char *text = texts->data ? texts->data : "";
    for (uint32_t i = 0; i < count && rc == TKIT_OK; i++) {
        tkit_key_of(text + starts[i], (uint32_t)(starts[i + 1] - starts[i]), text + texts->size, &keys[i]);
        tkit_vocabulary_fetch(&a->vocabulary, &keys[i]);
    }
    if (rc == TKIT_OK)
        tkit_vocabulary_guess(&a->vocabulary, keys, count, ids);
    for (uint32_t i = 0; i < count && rc == TKIT_OK; i++) {
        bool is_known = tkit_vocabulary_is(&a->vocabulary, ids[i], &keys[i]);
        a->from_base[first + i] = is_known ? ids[i] : tkit_vocabulary_enter(&a->vocabulary, &keys[i]);
        rc = a->from_base[first + i] == UINT32_MAX ? TKIT_ENOMEM : TKIT_OK;
    }
    return rc;
}

int tkit_derive_forms(tkit *tk, struct attribute *a, const struct attribute *base)
{
    tkit_buffer texts;
    uint32_t forms = base->vocabulary.count;
    int rc = tkit_reserve(tk, (void **)&a->from_base, &a->from_base_capacity, (size_t)forms + 1, sizeof *a->from_base);
    tkit_buffer_init(&texts, tk);
    for (uint32_t first = 0; first < forms && rc == TKIT_OK; first += AT_ONCE) {
        uint32_t left = forms - first;
        rc = derive_batch(a, base, first, left < AT_ONCE ? left : AT_ONCE, &texts);
    }
    tkit_buffer_free(&texts);
    return rc;
}

/* ---- documents ---- */

/* A derived form on the way through the batches. */
struct tally {
    uint64_t passages;   /* of the batch that hold it */
    uint32_t batch;      /* the one that is meant, + 1 */
    uint32_t counted;    /* its last document */
};

/* target[id of a base form]: its derived form when that has several base forms, NO_TARGET otherwise. */
static const uint32_t NO_TARGET = UINT32_MAX;

static void find_targets(const struct attribute *a, const struct attribute *base, uint32_t *bases, uint32_t *target)
{
    uint32_t forms = base->vocabulary.count;
    memset(bases, 0, a->vocabulary.count * sizeof *bases);
    for (uint32_t id = 0; id < forms; id++) bases[a->from_base[id]]++;
    for (uint32_t id = 0; id < forms; id++)
        target[id] = bases[a->from_base[id]] > 1 ? a->from_base[id] : NO_TARGET;
}

/* Documents that hold a derived form, by its id. In each batch, the passages that hold one of its base forms are
 * joined. */
static void tally_documents(const struct tkit_builder *b, unsigned base, const uint32_t *target,
                            struct tally *tallies, uint32_t *touched, uint32_t *documents)
{
    for (uint32_t n = 0; n < b->entered; n++) {
        const struct tkit_batch_column *c = &b->attributes[base].columns[n];
        const uint32_t *ids = tkit_ids_of_segment(b->batches[n].reader, base);
        uint32_t count = 0;
        for (uint32_t i = 0; i < c->count; i++) {
            uint32_t id = target[tkit_id_of(ids, c->forms[i])];
            if (id == NO_TARGET)
                continue;
            struct tally *t = &tallies[id];
            if (t->batch != n + 1) {
                t->batch = n + 1;
                t->passages = 0;
                touched[count++] = id;
            }
            t->passages |= c->passages[i];
        }
        for (uint32_t i = 0; i < count; i++) {
            struct tally *t = &tallies[touched[i]];
            documents[touched[i]] += tkit_batch_new_documents(&b->batches[n].documents, t->passages, &t->counted);
        }
    }
}

int tkit_count_derived(tkit *tk, const struct tkit_builder *b, unsigned number, struct tkit_finished *f)
{
    const struct attribute *a = &b->attributes[number], *base = &b->attributes[a->base];
    size_t forms = (size_t)f->forms + 1, bases = (size_t)base->vocabulary.count + 1;
    uint32_t *by_id = tkit_alloc(tk, forms * sizeof *by_id), *target = tkit_alloc(tk, bases * sizeof *target);
    uint32_t *touched = tkit_alloc(tk, BATCH_TOKENS * sizeof *touched);
    struct tally *tallies = tkit_calloc(tk, forms, sizeof *tallies);
    int rc = by_id && target && touched && tallies ? TKIT_OK : tkit_fail_nomem(tk);
    if (rc == TKIT_OK) {
        find_targets(a, base, by_id, target);
        memset(by_id, 0, forms * sizeof *by_id);
        tally_documents(b, a->base, target, tallies, touched, by_id);
        for (uint32_t form = 0; form < f->forms; form++) f->documents[form] = by_id[f->order[form]];
    }
    tkit_free(tk, by_id, forms * sizeof *by_id);
    tkit_free(tk, target, bases * sizeof *target);
    tkit_free(tk, touched, BATCH_TOKENS * sizeof *touched);
    tkit_free(tk, tallies, forms * sizeof *tallies);
    return rc;
}
