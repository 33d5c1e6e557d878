/* The block kernel for NEON, which every AArch64 has. */
#define SCAN_FUNCTION tkit_scan_neon
#include "text/scan.h"

#if defined(__aarch64__) && defined(__ARM_NEON)
#include <arm_neon.h>

#include "text/scan_body.h"

typedef int8x16_t vec;
enum { VECTORS = 4 };

static inline vec vec_load(const uint8_t *p)
{
    return vreinterpretq_s8_u8(vld1q_u8(p));
}
#define vec_set(c) vdupq_n_s8((int8_t)(c))
#define vec_equal(a, b) vreinterpretq_s8_u8(vceqq_s8(a, b))
#define vec_above(a, b) vreinterpretq_s8_u8(vcgtq_s8(a, b))
#define vec_or(a, b) vorrq_s8(a, b)
#define vec_and(a, b) vandq_s8(a, b)

/* One bit of each byte, then three rounds of pairwise sums bring eight bits into a byte. */
static inline uint64_t mask_of(const vec *v)
{
    static const uint8_t weight[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
    const uint8x16_t w = vld1q_u8(weight);
    uint8x16_t a = vpaddq_u8(vandq_u8(vreinterpretq_u8_s8(v[0]), w), vandq_u8(vreinterpretq_u8_s8(v[1]), w));
    uint8x16_t b = vpaddq_u8(vandq_u8(vreinterpretq_u8_s8(v[2]), w), vandq_u8(vreinterpretq_u8_s8(v[3]), w));
    a = vpaddq_u8(a, b);
    a = vpaddq_u8(a, a);
    return vgetq_lane_u64(vreinterpretq_u64_u8(a), 0);
}

#include "text/scan_vector.h"
#endif
