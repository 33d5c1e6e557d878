/* MinHash signatures for any machine, and the choice of a kernel for this one. */
#include "stats/minhash.h"
#include "base/random.h"

void tkit_minhash_family(struct minhash_family *family)
{
    uint64_t state = 1;
    for (int k = 0; k < MINHASH_SIZE; k++) {
        uint64_t z = tkit_random(&state);
        family->a[k] = (uint32_t)z | 1;
        family->b[k] = (uint32_t)(z >> 32);
    }
}

static void minhash_portable(const struct minhash_family *f, const uint32_t *shingles, size_t count,
                             uint32_t *signature)
{
    for (int k = 0; k < MINHASH_SIZE; k++) signature[k] = UINT32_MAX;
    for (size_t i = 0; i < count; i++) {
        uint32_t h = shingles[i];
        for (int k = 0; k < MINHASH_SIZE; k++) {
            uint32_t value = (h ^ f->b[k]) * f->a[k];
            signature[k] = value < signature[k] ? value : signature[k];
        }
    }
}

int tkit_minhash_with(enum minhash_kernel kernel, const struct minhash_family *family, const uint32_t *shingles,
                      size_t count, uint32_t *signature)
{
    switch (kernel) {
    case MINHASH_PORTABLE: minhash_portable(family, shingles, count, signature); return 1;
#if defined(__x86_64__) && defined(__GNUC__)
    case MINHASH_AVX2:
        if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("bmi2"))
            return 0;
        tkit_minhash_avx2(family, shingles, count, signature);
        return 1;
    case MINHASH_AVX512:
        if (!__builtin_cpu_supports("avx512bw")) /* what the file is compiled for, with what comes with it */
            return 0;
        tkit_minhash_avx512(family, shingles, count, signature);
        return 1;
#elif defined(__aarch64__) && defined(__ARM_NEON)
    case MINHASH_NEON: tkit_minhash_neon(family, shingles, count, signature); return 1;
#endif
    default: return 0;
    }
}

void tkit_minhash(const struct minhash_family *family, const uint32_t *shingles, size_t count, uint32_t *signature)
{
    for (int kernel = MINHASH_KERNELS - 1; kernel >= 0; kernel--)
        if (tkit_minhash_with((enum minhash_kernel)kernel, family, shingles, count, signature))
            return;
}
