/* MinHash signatures: the kernel, kept apart because it is the one loop worth compiling for AVX2. */
#ifndef TOOLKIT_STATS_MINHASH_H
#define TOOLKIT_STATS_MINHASH_H

#include <stddef.h>
#include <stdint.h>

enum { MINHASH_SIZE = 128 };

/* signature[k] = the least value of the k-th permutation over all shingles; all ones for none. */
void tkit_minhash(const uint32_t *shingles, size_t count, uint32_t signature[MINHASH_SIZE]);
void tkit_minhash_avx2(const uint32_t *shingles, size_t count, uint32_t signature[MINHASH_SIZE]);

#endif
