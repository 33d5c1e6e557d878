/* Random numbers that are the same everywhere for a seed: samples, permutations, hash functions. Not for secrets. */
#ifndef TOOLKIT_BASE_RANDOM_H
#define TOOLKIT_BASE_RANDOM_H

#include <stdint.h>

/* SplitMix64 (Steele, Lea & Flood 2014). Any state will do as a seed. */
static inline uint64_t tkit_random(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* A number below `bound` > 0, every one with the same chance. */
static inline uint64_t tkit_random_below(uint64_t *state, uint64_t bound)
{
    uint64_t limit = UINT64_MAX - UINT64_MAX % bound, x; /* no remainder is likelier than another */
    do x = tkit_random(state);
    while (x >= limit);
    return x % bound;
}

#endif
