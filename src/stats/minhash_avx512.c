/* MinHash signatures for AVX-512: all 128 permutations at once, in 24 of the 32 registers. The Makefile compiles this
 * file for it; tkit_minhash() asks the processor before it calls it. */
#include "stats/minhash.h"

#ifdef __AVX512F__
#include <immintrin.h>

typedef __m512i vec;
enum { LANES = 16, HELD = 8 };
#define vec_load(p) _mm512_loadu_si512(p)
#define vec_store(p, v) _mm512_storeu_si512(p, v)
#define vec_set(n) _mm512_set1_epi32((int)(n))
#define vec_xor(x, y) _mm512_xor_si512(x, y)
#define vec_multiply(x, y) _mm512_mullo_epi32(x, y)
#define vec_least(x, y) _mm512_min_epu32(x, y)

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC optimize("O3") /* the loops over registers have to be unrolled */
#endif
#include "stats/minhash_vector.h"

void tkit_minhash_avx512(const struct minhash_family *family, const uint32_t *shingles, size_t count,
                         uint32_t *signature)
{
    minhash(family, shingles, count, signature);
}
#endif
