/* Packed integers: blocks of 128 for posting lists and tables of small numbers.
 *
 * A block of width w is w vectors of four 32-bit lanes; value i lives in lane i % 4. That is what SSE2, NEON and plain
 * C unpack equally well (GCC vectors). Numbers are little-endian in the file.
 *
 * A posting list is ascending 32-bit numbers: for n numbers, n / 128 full blocks and a tail.
 *   full blocks: first a table of skip entries (last number, end of the block's bytes), 4 + 4 bytes each;
 *   a block: width, number of exceptions, the packed low bits of the gaps, then for each exception its place (1
 *   byte) and its high bits (varint). Exceptions keep one wide gap from widening the other 127.
 *   tail of up to TAIL_PLAIN numbers: gaps as varints. A longer one: a width and the packed gaps, or TAIL_VARINT and
 *   varints, whichever is shorter.
 * The first gap of a list counts from 0, that of a block from the last number before it. */
#ifndef TOOLKIT_STORE_BITPACK_H
#define TOOLKIT_STORE_BITPACK_H

#include "base/buffer.h"

enum { PACK_BLOCK = 128, PACK_SKIP_BYTES = 8 };

static inline uint32_t tkit_load32(const uint8_t *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static inline void tkit_store32(uint8_t *p, uint32_t value)
{
    p[0] = (uint8_t)value;
    p[1] = (uint8_t)(value >> 8);
    p[2] = (uint8_t)(value >> 16);
    p[3] = (uint8_t)(value >> 24);
}

/* Bits needed for a value; 0 for 0. */
static inline unsigned tkit_bit_width(uint32_t value)
{
    return value ? 32 - (unsigned)__builtin_clz(value) : 0;
}

/* Appends a posting list. `numbers` ascend strictly. */
void tkit_postings_encode(tkit_buffer *out, const uint32_t *numbers, size_t count);

/* Appends any numbers, in blocks and a tail like the gaps of a posting list, without a table; and reads them back from
 * *at, which moves behind them. False when they end before. */
void tkit_numbers_encode(tkit_buffer *out, const uint32_t *numbers, size_t count);
bool tkit_numbers_decode(const uint8_t **at, const uint8_t *end, uint32_t *numbers, size_t count);

/* A posting list in memory, ready to be read; from bytes that may be damaged. */
struct tkit_posting_list {
    const uint8_t *data, *end; /* data: behind the skip table */
    const uint8_t *skips;
    uint32_t count, blocks;    /* numbers in all; full blocks */
    uint32_t limit;            /* every number is below it */
};

/* False when the bytes cannot hold `count` numbers below `limit`. */
bool tkit_postings_open(struct tkit_posting_list *list, const uint8_t *data, size_t size, uint32_t count,
                        uint32_t limit);

/* Decodes block `block` (the tail has number list->blocks) into `values`, which has room for 128: how many there are, 0
 * when the bytes are damaged. They ascend strictly and lie below the limit. */
unsigned tkit_postings_decode(const struct tkit_posting_list *list, uint32_t block, uint32_t *values);

/* The last number of a full block. */
static inline uint32_t tkit_postings_last(const struct tkit_posting_list *list, uint32_t block)
{
    return tkit_load32(list->skips + (size_t)block * PACK_SKIP_BYTES);
}

/* The first block from `block` on whose numbers may reach `target` (blocks for the tail). */
uint32_t tkit_postings_find_block(const struct tkit_posting_list *list, uint32_t block, uint32_t target);

#endif
