/* MinHash signatures for NEON, which every AArch64 has: 32 permutations at a time. */
#include "stats/minhash.h"

#if defined(__aarch64__) && defined(__ARM_NEON)
#include <arm_neon.h>

typedef uint32x4_t vec;
enum { LANES = 4, HELD = 8 };
#define vec_load(p) vld1q_u32(p)
#define vec_store(p, v) vst1q_u32(p, v)
#define vec_set(n) vdupq_n_u32(n)
#define vec_xor(x, y) veorq_u32(x, y)
#define vec_multiply(x, y) vmulq_u32(x, y)
#define vec_least(x, y) vminq_u32(x, y)

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC optimize("O3") /* the loops over registers have to be unrolled */
#endif
#include "stats/minhash_vector.h"

void tkit_minhash_neon(const struct minhash_family *family, const uint32_t *shingles, size_t count, uint32_t *signature)
{
    minhash(family, shingles, count, signature);
}
#endif
