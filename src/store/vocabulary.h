/* The vocabulary of a segment under construction: forms to numbers, numbers to forms, and how often each occurs.
 *
 * Numbers are given in the order of first sight, so that frequent forms lie together at the front of the entries: what
 * nearly all tokens need stays in the cache. A form of up to 15 bytes lies inside its entry, beside its counts.
 * Look-ups come in batches: keys first, then numbers, then entries, each fetched from memory ahead of its use. */
#ifndef TOOLKIT_STORE_VOCABULARY_H
#define TOOLKIT_STORE_VOCABULARY_H

#include "base/context.h"
#include "store/bits.h"

enum { INLINE_FORM = 15 };

struct tkit_entry {
    uint64_t key[2];       /* see tkit_key */
    uint32_t tokens;       /* of this form */
    uint32_t passages;     /* that hold it */
    uint32_t last_passage; /* the one counted last, + 1 */
    uint32_t unused;       /* two entries a cache line */
};

struct tkit_slot {
    uint32_t next_id; /* id + 1; 0: free */
    uint32_t hash;
};

struct tkit_vocabulary {
    tkit *tk;
    struct tkit_slot *slots;    /* hash table */
    size_t mask;                /* slots - 1 */
    struct tkit_entry *entries; /* by id */
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

/* A form made ready: its bytes, zero padded, with length + 1 in the last one; of a long form its hash with 255 in the last
 * one. No two short forms have the same key, and none has that of a long one. */
struct tkit_key {
    uint64_t part[2];
    uint32_t hash;
    uint32_t start, length; /* of the form in the text it comes from */
};

enum { LONG_FORM = 255 };

void tkit_vocabulary_long_key(const char *text, uint32_t start, uint32_t length, struct tkit_key *key);

__extension__ typedef unsigned __int128 tkit_wide;

/* Multiply and fold: every bit of the key reaches the low bits that choose the slot. */
static inline uint32_t tkit_vocabulary_mix(uint64_t a, uint64_t b)
{
    tkit_wide product = (tkit_wide)(a ^ UINT64_C(0x9e3779b97f4a7c15)) * (b ^ UINT64_C(0xd6e8feb86659fd93));
    return (uint32_t)((uint64_t)product ^ (uint64_t)(product >> 64));
}

extern const uint64_t tkit_vocabulary_masks[INLINE_FORM + 1][2];

/* The key of text[start, start + length). Sixteen bytes from text + start on may be read if start + 16 <= readable. */
static inline void tkit_vocabulary_key(const char *text, uint32_t start, uint32_t length, size_t readable,
                                       struct tkit_key *key)
{
    char copy[16] = {0};
    const char *form = text + start;
    if (length > INLINE_FORM) {
        tkit_vocabulary_long_key(text, start, length, key);
        return;
    }
    if ((size_t)start + sizeof copy > readable) {
        if (length)
            memcpy(copy, form, length);
        form = copy;
    }
    uint64_t low = tkit_load64(form) & tkit_vocabulary_masks[length][0];
    uint64_t high = (tkit_load64(form + 8) & tkit_vocabulary_masks[length][1]) | (uint64_t)(length + 1) << 56;
    key->part[0] = low;
    key->part[1] = high;
    key->hash = tkit_vocabulary_mix(low, high);
    key->start = start;
    key->length = length;
}

/* The id of a form, which is entered when it is new. `text`: what the key was made from. UINT32_MAX: failed. */
uint32_t tkit_vocabulary_enter(struct tkit_vocabulary *v, const char *text, const struct tkit_key *key);

/* The ids of up to VOCABULARY_BATCH forms that may be new, UINT32_MAX for those that certainly are. Right when
 * tkit_vocabulary_is() says so. */
enum { VOCABULARY_BATCH = 64 };
static inline void tkit_vocabulary_guess(const struct tkit_vocabulary *v, const struct tkit_key *keys, uint32_t count,
                                         uint32_t *ids)
{
    for (uint32_t i = 0; i < count; i++) __builtin_prefetch(&v->slots[keys[i].hash & v->mask]);
    for (uint32_t i = 0; i < count; i++) {
        size_t at = keys[i].hash & v->mask;
        while (v->slots[at].next_id && v->slots[at].hash != keys[i].hash) at = (at + 1) & v->mask;
        ids[i] = v->slots[at].next_id - 1;
        __builtin_prefetch(&v->entries[v->slots[at].next_id ? ids[i] : 0], 1);
    }
}

/* Is it the id of this form? Never for long forms. */
static inline bool tkit_vocabulary_is(const struct tkit_vocabulary *v, uint32_t id, const struct tkit_key *key)
{
    return id < v->count && v->entries[id].key[0] == key->part[0] && v->entries[id].key[1] == key->part[1] &&
           key->length <= INLINE_FORM;
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
