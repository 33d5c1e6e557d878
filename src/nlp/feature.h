/* Features are 64-bit hashes: of a template's number and of what stands at its places. Nothing is looked up by name.
 *
 * Everything inline: a sentence computes about a hundred of these a word. */
#ifndef TOOLKIT_NLP_FEATURE_H
#define TOOLKIT_NLP_FEATURE_H

#include <stddef.h>
#include <stdint.h>

/* Odd constants with well spread bits: the golden ratio and two of splitmix64's (Steele, Lea, Flood 2014). */
#define FEATURE_K0 0x9E3779B97F4A7C15ull
#define FEATURE_K1 0xBF58476D1CE4E5B9ull
#define FEATURE_K2 0x94D049BB133111EBull

static inline uint64_t feature_mix(uint64_t h)
{
    h ^= h >> 32;
    h *= FEATURE_K1;
    return h ^ (h >> 29);
}
static inline uint64_t feature1(uint64_t template, uint64_t a)
{
    return feature_mix((a + template * FEATURE_K0) * FEATURE_K2);
}
static inline uint64_t feature2(uint64_t template, uint64_t a, uint64_t b)
{
    return feature_mix(((a + template * FEATURE_K0) * FEATURE_K2 ^ b) * FEATURE_K0);
}
static inline uint64_t feature3(uint64_t template, uint64_t a, uint64_t b, uint64_t c)
{
    uint64_t h = ((a + template * FEATURE_K0) * FEATURE_K2 ^ b) * FEATURE_K0;
    return feature_mix((h ^ (h >> 31) ^ c) * FEATURE_K2);
}
static inline uint64_t feature4(uint64_t template, uint64_t a, uint64_t b, uint64_t c, uint64_t d)
{
    return feature3(template, feature2(0, a, b), c, d);
}

/* A short string. FNV-1a over bytes would do; this reads eight at a time. */
static inline uint64_t feature_text(const char *text, size_t size)
{
    uint64_t h = size * FEATURE_K0;
    while (size >= 8) {
        uint64_t word;
        __builtin_memcpy(&word, text, 8);
        h = (h ^ word) * FEATURE_K1;
        h ^= h >> 32;
        text += 8;
        size -= 8;
    }
    uint64_t tail = 0;
    for (size_t i = 0; i < size; i++) tail |= (uint64_t)(unsigned char)text[i] << (8 * i);
    h = (h ^ tail) * FEATURE_K2;
    return h ^ (h >> 32);
}

/* The place of a hash in a table of any size: the high bits scaled down (Lemire's reduction). */
static inline size_t feature_slot(uint64_t h, size_t slots)
{
    return (size_t)(((h >> 32) * (uint64_t)slots) >> 32);
}

/* A distance or count in few classes: 1 2 3 4 5-6 7-10 more. */
static inline unsigned feature_bin(unsigned n)
{
    return n < 5 ? n : n < 7 ? 5 : n < 11 ? 6 : 7;
}

#endif
