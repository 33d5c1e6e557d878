/* Streams of bits in bytes, low bits first, the same on every machine. */
#ifndef TOOLKIT_STORE_BITS_H
#define TOOLKIT_STORE_BITS_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* Bytes that may be touched behind a stream, written or read: streams live in memory that has so many to spare. */
enum { BITS_SLACK = 64 };

static inline uint64_t tkit_load64(const void *p)
{
    uint64_t value;
    memcpy(&value, p, sizeof value);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    value = __builtin_bswap64(value);
#endif
    return value;
}

static inline void tkit_store64(void *p, uint64_t value)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    value = __builtin_bswap64(value);
#endif
    memcpy(p, &value, sizeof value);
}

/* Bits that are set. Not every processor has an instruction for it, and asking takes longer than counting. */
static inline uint32_t tkit_count_bits(uint64_t v)
{
    v -= v >> 1 & UINT64_C(0x5555555555555555);
    v = (v & UINT64_C(0x3333333333333333)) + (v >> 2 & UINT64_C(0x3333333333333333));
    v = (v + (v >> 4)) & UINT64_C(0x0f0f0f0f0f0f0f0f);
    return (uint32_t)(v * UINT64_C(0x0101010101010101) >> 56);
}

/* Up to 57 bits from bit `bit` on are the low ones of the result; those above them are whatever follows. */
static inline uint64_t tkit_bits_at(const uint8_t *data, size_t bit)
{
    return tkit_load64(data + (bit >> 3)) >> (bit & 7);
}

/* Writes a stream. The bytes in front of `at` are done. */
struct tkit_bit_writer {
    uint8_t *at;
    uint64_t held; /* bits that belong at `at` */
    unsigned used; /* how many: 0 .. 7 between two calls */
};

/* `width` <= 56, `value` has no more bits. */
static inline void tkit_bits_put(struct tkit_bit_writer *w, uint64_t value, unsigned width)
{
    w->held |= value << w->used;
    w->used += width;
    tkit_store64(w->at, w->held);
    w->at += w->used >> 3;
    w->held >>= w->used & ~7u;
    w->used &= 7;
}

/* The stream goes on at the next byte. */
static inline void tkit_bits_align(struct tkit_bit_writer *w)
{
    w->at += w->used > 0;
    w->held = 0;
    w->used = 0;
}

#endif
