/* MinHash signatures (Broder 1997): one kernel for each kind of vector unit, and the choice between them.
 *
 * A permutation is h -> (h ^ b) * a with a odd, on 32 bits: cheap, and its high bits, which decide the minimum, depend
 * on every bit of h. The constants come from SplitMix64, so signatures are equal everywhere. A minimum does not mind
 * what comes twice: shingles need be neither sorted nor a set. */
#ifndef TOOLKIT_STATS_MINHASH_H
#define TOOLKIT_STATS_MINHASH_H

#include <stddef.h>
#include <stdint.h>

enum { MINHASH_SIZE = 128 };

struct minhash_family {
    uint32_t a[MINHASH_SIZE], b[MINHASH_SIZE];
};

void tkit_minhash_family(struct minhash_family *family);

/* signature[k] = the least value of the k-th permutation over all shingles; all ones for none. */
void tkit_minhash(const struct minhash_family *family, const uint32_t *shingles, size_t count, uint32_t *signature);

/* The kernels, for tests: false when this machine does not have one. */
enum minhash_kernel { MINHASH_PORTABLE, MINHASH_AVX2, MINHASH_AVX512, MINHASH_NEON, MINHASH_KERNELS };
int tkit_minhash_with(enum minhash_kernel kernel, const struct minhash_family *family, const uint32_t *shingles,
                      size_t count, uint32_t *signature);

void tkit_minhash_avx2(const struct minhash_family *family, const uint32_t *shingles, size_t count,
                       uint32_t *signature);
void tkit_minhash_avx512(const struct minhash_family *family, const uint32_t *shingles, size_t count,
                         uint32_t *signature);
void tkit_minhash_neon(const struct minhash_family *family, const uint32_t *shingles, size_t count,
                       uint32_t *signature);

#endif
