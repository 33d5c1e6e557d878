/* The vocabulary of a segment under construction: forms to numbers, numbers to forms, and how often each occurs.
 *
 * Numbers are given in the order of first sight, so that frequent forms lie together at the front of the entries: what
 * nearly all batches need stays in the cache. A form of up to 15 bytes lies inside its entry, beside its counts.
 * Look-ups come many at a time: slots first, then entries, each fetched from memory ahead of its use. */
#ifndef TOOLKIT_STORE_VOCABULARY_H
#define TOOLKIT_STORE_VOCABULARY_H

#include "store/form_key.h"

struct tkit_entry {
    uint64_t key[2];        /* see tkit_key; of a long form so changed that it is no key */
    uint64_t passages;      /* of the batch seen last that hold it, a bit each */
    uint32_t tokens;        /* of this form */
    uint32_t batch;         /* seen last: see parcel_reader.h */
};

struct tkit_slot {
    uint32_t next_id; /* id + 1; 0: free */
    uint32_t hash;
};

struct tkit_vocabulary {
    tkit *tk;
    struct tkit_slot *slots;    /* hash table */
    size_t mask;                /* slots - 1 */
    struct tkit_entry *entries; /* by id; the first one is there, without a key, before the first form */
    size_t entries_capacity;
    uint32_t count;
    char *forms; /* all forms, one behind the other in the order of their ids */
    size_t forms_size, forms_capacity;
    uint32_t *ends; /* id -> end of the form in `forms` */
    size_t ends_capacity;
};

int tkit_vocabulary_init(struct tkit_vocabulary *v, tkit *tk);
void tkit_vocabulary_free(struct tkit_vocabulary *v);
size_t tkit_vocabulary_bytes(const struct tkit_vocabulary *v);

/* The id of a form, which is entered when it is new. UINT32_MAX: failed. */
uint32_t tkit_vocabulary_enter(struct tkit_vocabulary *v, const struct tkit_key *key);

/* Looking up many forms: fetch the slots of all; then guess all ids, which fetches the entries; then see. A guess is an
 * id in any case, and right when tkit_vocabulary_is() says so, which it never does for long forms. */
enum { AT_ONCE = 64 };

static inline void tkit_vocabulary_fetch(const struct tkit_vocabulary *v, const struct tkit_key *key)
{
    __builtin_prefetch(&v->slots[key->hash & v->mask]);
}

static inline void tkit_vocabulary_guess(const struct tkit_vocabulary *v, const struct tkit_key *keys, uint32_t count,
                                         uint32_t *ids)
{
    const struct tkit_slot *slots = v->slots;
    const struct tkit_entry *entries = v->entries;
    const size_t mask = v->mask;
    for (uint32_t i = 0; i < count; i++) {
        size_t at = keys[i].hash & mask;
        while (slots[at].hash != keys[i].hash && slots[at].next_id) at = (at + 1) & mask;
        ids[i] = slots[at].next_id ? slots[at].next_id - 1 : 0;
        __builtin_prefetch(&entries[ids[i]], 1);
    }
}

static inline bool tkit_vocabulary_is(const struct tkit_vocabulary *v, uint32_t id, const struct tkit_key *key)
{
    const struct tkit_entry *e = &v->entries[id];
    return ((e->key[0] ^ key->part[0]) | (e->key[1] ^ key->part[1])) == 0;
}

static inline const char *tkit_vocabulary_form(const struct tkit_vocabulary *v, uint32_t id, uint32_t *length)
{
    uint32_t start = id ? v->ends[id - 1] : 0;
    *length = v->ends[id] - start;
    return v->forms + start;
}

/* rank[id]: the place of each form among all forms, ordered by their bytes. `order` is its inverse. Both have room for
 * v->count numbers. */
int tkit_vocabulary_rank(const struct tkit_vocabulary *v, uint32_t *rank, uint32_t *order);

#endif
