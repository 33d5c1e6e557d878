/* MinHash signatures, for any machine; hands over to the AVX2 kernel where the machine has it. */
#include "stats/minhash.h"

#include "stats/minhash_kernel.h"

void tkit_minhash(const uint32_t *shingles, size_t count, uint32_t signature[MINHASH_SIZE])
{
#if defined(__x86_64__) && defined(__GNUC__)
    if (__builtin_cpu_supports("avx2")) {
        tkit_minhash_avx2(shingles, count, signature);
        return;
    }
#endif
    minhash_kernel(shingles, count, signature);
}
