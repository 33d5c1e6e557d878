/* Sets of small numbers - forms, documents, states - as bits in 64-bit words. */
#ifndef TOOLKIT_QUERY_BITSET_H
#define TOOLKIT_QUERY_BITSET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

static inline void bitset_add(uint64_t *bits, size_t i)
{
    bits[i / 64] |= UINT64_C(1) << (i % 64);
}

static inline bool bitset_has(const uint64_t *bits, size_t i)
{
    return bits[i / 64] >> (i % 64) & 1;
}

#endif
