/* Passages: pieces of up to PASSAGE_TOKENS tokens of one document. The index lists in which passages a form occurs;
 * where in a passage, its column tells.
 *
 * The list of a form in m of P passages, as a stream of bits: for few of them (PASSAGES_PLAIN) the numbers as they
 * are, in as many bits as P - 1 needs. Otherwise Golomb-Rice codes of the gaps, counted from -1 and less one: the high
 * part in unary (so many 0, then 1), then k low bits, where k follows from m and P. That is within a tenth of a bit of
 * what a random list needs, from one in ten thousand to every second passage. */
#ifndef TOOLKIT_STORE_PASSAGES_H
#define TOOLKIT_STORE_PASSAGES_H

#include "store/bits.h"

enum { PASSAGE_TOKENS = 2048, PASSAGES_PLAIN = 6 };

/* Passages of a document. */
static inline uint32_t tkit_passages_of(uint32_t tokens)
{
    return tokens / PASSAGE_TOKENS + (tokens % PASSAGE_TOKENS != 0);
}

/* Bits of a list. */
uint64_t tkit_passages_size(const uint32_t *list, uint32_t count, uint32_t passages);

/* The same for a list of which only the length is known; 0 when that is not enough, which is for more than
 * PASSAGES_PLAIN. */
uint64_t tkit_passages_plain_size(uint32_t count, uint32_t passages);

void tkit_passages_encode(struct tkit_bit_writer *w, const uint32_t *list, uint32_t count, uint32_t passages);

/* Reads a list of `size` bits at bit `bit`; behind them BITS_SLACK bytes may be read. False unless it is `count`
 * ascending numbers below `passages` in exactly so many bits. */
bool tkit_passages_decode(const uint8_t *data, size_t bit, uint64_t size, uint32_t *list, uint32_t count,
                          uint32_t passages);

#endif
