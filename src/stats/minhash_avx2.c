/* MinHash signatures, compiled for AVX2: eight permutations a step. */
#include "stats/minhash.h"

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC optimize("O3")
#endif
#include "stats/minhash_kernel.h"

void tkit_minhash_avx2(const uint32_t *shingles, size_t count, uint32_t signature[MINHASH_SIZE])
{
    minhash_kernel(shingles, count, signature);
}
