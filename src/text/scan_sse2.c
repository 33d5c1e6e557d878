/* The block kernel for SSE2, which every x86-64 has. */
#define SCAN_FUNCTION tkit_scan_sse2
#include "text/scan.h"

#ifdef __SSE2__
#include <emmintrin.h>

#include "text/scan_body.h"

typedef __m128i vec;
enum { VECTORS = 4 };

static inline vec vec_load(const uint8_t *p)
{
    return _mm_loadu_si128((const __m128i *)p);
}
#define vec_set(c) _mm_set1_epi8(c)
#define vec_equal(a, b) _mm_cmpeq_epi8(a, b)
#define vec_above(a, b) _mm_cmpgt_epi8(a, b)
#define vec_or(a, b) _mm_or_si128(a, b)
#define vec_and(a, b) _mm_and_si128(a, b)

static inline uint64_t mask_of(const vec *v)
{
    return (uint64_t)(uint32_t)_mm_movemask_epi8(v[0]) | (uint64_t)(uint32_t)_mm_movemask_epi8(v[1]) << 16 |
           (uint64_t)(uint32_t)_mm_movemask_epi8(v[2]) << 32 | (uint64_t)(uint32_t)_mm_movemask_epi8(v[3]) << 48;
}

#include "text/scan_vector.h"
#endif
