/* Numbers for tests on random input, the same in every run. */
#ifndef RANDOM_H
#define RANDOM_H

#include <stdint.h>

/* Marsaglia's xorshift64, from the seed of his paper: a number below `limit`. */
static inline uint32_t random_below(uint32_t limit)
{
    static uint64_t state = 88172645463325252u;
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state >> 11) % limit;
}

#endif
