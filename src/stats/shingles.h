/* Words of a text as hashes: what near-duplicates and shared passages compare. */
#ifndef TOOLKIT_STATS_SHINGLES_H
#define TOOLKIT_STATS_SHINGLES_H

#include "base/context.h"

#include <toolkit/text.h>

/* Hash of every word (words and numbers only, folded), and their spans; both reused from call to call. */
struct word_hashes {
    tkit_spans words;
    uint64_t *hash;
    size_t capacity;
};

int tkit_word_hashes(tkit *tk, const char *text, size_t length, struct word_hashes *out);
void tkit_word_hashes_free(tkit *tk, struct word_hashes *hashes);

/* A shingle of words is a polynomial in their hashes, modulo 2^64. So the next one follows from the one before,
 * whatever their length; a last mixing brings all bits into the high half, which is what is taken. */
#define SHINGLE_BASE UINT64_C(0xd1342543de82ef95) /* a multiplier of good spectrum (Steele, Vigna 2022) */

static inline uint32_t shingle_finish(uint64_t sum)
{
    return (uint32_t)(((sum ^ sum >> 32) * UINT64_C(0xff51afd7ed558ccd)) >> 32);
}

/* The hash of `width` words in a row. */
uint32_t tkit_shingle_hash(const uint64_t *words, size_t width);
/* The hashes of all shingles of `count` words, in the order of the text: count - width + 1, none for fewer words. */
size_t tkit_shingle_hashes(const uint64_t *words, size_t count, size_t width, uint32_t *out);

#endif
