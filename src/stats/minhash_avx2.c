/* MinHash signatures for AVX2: 32 permutations at a time. The Makefile compiles this file for it; tkit_minhash() asks
 * the processor before it calls it. */
#include "stats/minhash.h"

#ifdef __AVX2__
#include <immintrin.h>

typedef __m256i vec;
enum { LANES = 8, HELD = 4 };
#define vec_load(p) _mm256_loadu_si256((const __m256i *)(p))
#define vec_store(p, v) _mm256_storeu_si256((__m256i *)(p), v)
#define vec_set(n) _mm256_set1_epi32((int)(n))
#define vec_xor(x, y) _mm256_xor_si256(x, y)
#define vec_multiply(x, y) _mm256_mullo_epi32(x, y)
#define vec_least(x, y) _mm256_min_epu32(x, y)

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC optimize("O3") /* the loops over registers have to be unrolled */
#endif
#include "stats/minhash_vector.h"

void tkit_minhash_avx2(const struct minhash_family *family, const uint32_t *shingles, size_t count, uint32_t *signature)
{
    minhash(family, shingles, count, signature);
}
#endif
