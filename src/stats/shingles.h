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

/* The hash of `count` words in a row. */
uint64_t tkit_shingle_hash(const uint64_t *words, size_t count);

#endif
