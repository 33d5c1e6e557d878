/* Keys of forms: what hash tables of forms compare instead of strings. */
#ifndef TOOLKIT_STORE_FORM_KEY_H
#define TOOLKIT_STORE_FORM_KEY_H

#include "base/context.h"
#include "store/bits.h"

enum { INLINE_FORM = 15, LONG_FORM = 255 };

/* A short form is its bytes, zero padded, with length + 1 in the last one; a longer one is its hash with LONG_FORM in
 * the last byte. No two short forms have the same key, and none has that of a long one. */
struct tkit_key {
    uint64_t part[2];
    uint32_t hash;
    uint32_t length;  /* of a long form, */
    const char *form; /* and where it is; a short one is in the key */
};

/* The key of a form that is long, or behind which no sixteen bytes may be read. */
void tkit_key_of_any(const char *form, uint32_t length, struct tkit_key *key);

__extension__ typedef unsigned __int128 tkit_wide;

/* Multiply and fold: every bit of the key reaches the low bits that choose the slot. */
static inline uint32_t tkit_key_mix(uint64_t a, uint64_t b)
{
    tkit_wide product = (tkit_wide)(a ^ UINT64_C(0x9e3779b97f4a7c15)) * (b ^ UINT64_C(0xd6e8feb86659fd93));
    return (uint32_t)((uint64_t)product ^ (uint64_t)(product >> 64));
}

/* Which bits of two little-endian words a form of so many bytes takes, and the place of its length. */
struct tkit_key_shape {
    uint64_t mask[2], length, unused;
};
extern const struct tkit_key_shape tkit_key_shapes[INLINE_FORM + 1];

/* The key of a form behind which bytes up to `end` may be read. */
static inline void tkit_key_of(const char *form, uint32_t length, const char *end, struct tkit_key *key)
{
    if (__builtin_expect((length > INLINE_FORM) | (end - form < 16), 0)) {
        tkit_key_of_any(form, length, key);
        return;
    }
    const struct tkit_key_shape *shape = &tkit_key_shapes[length];
    uint64_t low = tkit_load64(form) & shape->mask[0], high = (tkit_load64(form + 8) & shape->mask[1]) | shape->length;
    key->part[0] = low;
    key->part[1] = high;
    key->hash = tkit_key_mix(low, high);
}

static inline bool tkit_key_is_long(const uint64_t *part)
{
    return part[1] >> 56 == LONG_FORM;
}

/* The length of a short form. */
static inline uint32_t tkit_key_length(const uint64_t *part)
{
    return (uint32_t)(part[1] >> 56) - 1;
}

#endif
