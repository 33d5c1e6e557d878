/* The block kernel for AVX2 with BMI. The Makefile compiles this file, and no other, for them; tkit_scan() asks the
 * processor before it calls it. */
#define SCAN_FUNCTION tkit_scan_avx2
#include "text/scan.h"

#ifdef __AVX2__
#include <immintrin.h>

#include "text/scan_body.h"

typedef __m256i vec;
enum { VECTORS = 2 };

static inline vec vec_load(const uint8_t *p)
{
    return _mm256_loadu_si256((const __m256i *)p);
}
#define vec_set(c) _mm256_set1_epi8(c)
#define vec_equal(a, b) _mm256_cmpeq_epi8(a, b)
#define vec_above(a, b) _mm256_cmpgt_epi8(a, b)
#define vec_or(a, b) _mm256_or_si256(a, b)
#define vec_and(a, b) _mm256_and_si256(a, b)

static inline uint64_t mask_of(const vec *v)
{
    return (uint64_t)(uint32_t)_mm256_movemask_epi8(v[0]) | (uint64_t)(uint32_t)_mm256_movemask_epi8(v[1]) << 32;
}

#include "text/scan_vector.h"
#endif
