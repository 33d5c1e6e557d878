/* The vocabulary of a segment under construction: forms to numbers, numbers to forms.
 *
 * Numbers are given in the order of first sight. Forms of up to 16 bytes lie inside the hash table's slots, so that
 * finding a frequent word touches one cache line. It also counts in how many documents a form occurs. */
#ifndef TOOLKIT_STORE_VOCABULARY_H
#define TOOLKIT_STORE_VOCABULARY_H

#include "base/context.h"

enum { INLINE_FORM = 16 };

struct tkit_slot {
    uint64_t key[2]; /* the form, zero padded; of a long form: its hash, 0 */
    uint32_t length; /* of the form; UINT32_MAX when free */
    uint32_t id;
    uint32_t documents;     /* that hold the form */
    uint32_t last_document; /* the one counted last, + 1 */
};

struct tkit_vocabulary {
    tkit *tk;
    struct tkit_slot *slots;
    size_t mask; /* slots - 1 */
    uint32_t count;
    char *forms;       /* all forms, one behind the other in the order of their ids */
    size_t forms_size, forms_capacity;
    uint32_t *ends; /* id -> end of the form in `forms` */
    size_t ends_capacity;
};

int tkit_vocabulary_init(struct tkit_vocabulary *v, tkit *tk);
void tkit_vocabulary_free(struct tkit_vocabulary *v);
size_t tkit_vocabulary_bytes(const struct tkit_vocabulary *v);

/* A form made ready: what a batch of look-ups computes ahead of the table. */
struct tkit_key {
    uint64_t part[2];
    const char *form;
    uint32_t length;
    uint32_t hash;
};

struct tkit_key tkit_vocabulary_long_key(const char *form, uint32_t length);

__extension__ typedef unsigned __int128 tkit_wide;

/* Multiply and fold: every bit of the key reaches the low bits that choose the slot. */
static inline uint32_t tkit_vocabulary_mix(uint64_t a, uint64_t b)
{
    tkit_wide product = (tkit_wide)(a ^ UINT64_C(0x9e3779b97f4a7c15)) *
                   (b ^ UINT64_C(0xd6e8feb86659fd93) ^ (a << 32 | a >> 32));
    return (uint32_t)((uint64_t)product ^ (uint64_t)(product >> 64));
}

/* Equal bytes give equal keys on any machine: the order of bytes inside the integers is fixed. */
static inline uint64_t tkit_vocabulary_load64(const char *p)
{
    uint64_t value;
    memcpy(&value, p, sizeof value);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    value = __builtin_bswap64(value);
#endif
    return value;
}

/* `readable`: how many bytes may be read at `form`, at least `length`. */
static inline struct tkit_key tkit_vocabulary_key(const char *form, uint32_t length, size_t readable)
{
    struct tkit_key key = {.form = form, .length = length};
    if (length > INLINE_FORM)
        return tkit_vocabulary_long_key(form, length);
    char copy[INLINE_FORM] = {0};
    if (readable < INLINE_FORM) {
        memcpy(copy, form, length);
        form = copy;
    }
    uint64_t low = tkit_vocabulary_load64(form), high = tkit_vocabulary_load64(form + 8);
    if (length < 8) {
        low &= (UINT64_C(1) << 8 * length) - 1;
        high = 0;
    } else if (length < 16) {
        high &= (UINT64_C(1) << 8 * (length - 8)) - 1;
    }
    key.part[0] = low;
    key.part[1] = high;
    key.hash = tkit_vocabulary_mix(low, high + length);
    return key;
}

static inline void tkit_vocabulary_prefetch(const struct tkit_vocabulary *v, const struct tkit_key *key)
{
    __builtin_prefetch(&v->slots[key->hash & v->mask]);
}

/* The slot of a form, which is entered when it is new (*is_new). NULL: out of memory. The slot stays where it is until the
 * next call that enters a form. */
struct tkit_slot *tkit_vocabulary_probe(struct tkit_vocabulary *v, const struct tkit_key *key, bool *is_new);
static inline struct tkit_slot *tkit_vocabulary_enter(struct tkit_vocabulary *v, const struct tkit_key *key,
                                                      bool *is_new)
{
    struct tkit_slot *slot = &v->slots[key->hash & v->mask];
    if (slot->length != key->length || slot->key[0] != key->part[0] || slot->key[1] != key->part[1] ||
        key->length > INLINE_FORM)
        return tkit_vocabulary_probe(v, key, is_new);
    *is_new = false; /* nearly always: a short form in its first slot */
    return slot;
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

/* documents[id] for all ids. */
void tkit_vocabulary_documents(const struct tkit_vocabulary *v, uint32_t *documents);

#endif
