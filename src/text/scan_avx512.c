/* The block kernel for AVX-512 with VBMI2, whose compress instruction turns a mask into offsets at once. The Makefile
 * compiles this file, and no other, for it; tkit_scan() asks the processor before it calls it. */
#define SCAN_FUNCTION tkit_scan_avx512
#include "text/scan.h"

#if defined(__AVX512BW__) && defined(__AVX512VBMI2__)
#define SCAN_EMIT
#include <immintrin.h>

#include "text/scan_body.h"

static const uint8_t counting[64] = {0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15,
                                     16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31,
                                     32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47,
                                     48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63};

static inline void emit_offsets(uint32_t *out, uint64_t mask, unsigned count, uint32_t base)
{
    uint8_t places[64];
    const __m512i all = _mm512_maskz_compress_epi8(mask, _mm512_loadu_si512(counting)),
                  from = _mm512_set1_epi32((int)base);
    _mm512_storeu_si512(out, _mm512_add_epi32(_mm512_cvtepu8_epi32(_mm512_castsi512_si128(all)), from));
    if (count > 16) {
        _mm512_storeu_si512(places, all);
        for (unsigned i = 16; i < count; i += 16)
            _mm512_storeu_si512(
                out + i, _mm512_add_epi32(_mm512_cvtepu8_epi32(_mm_loadu_si128((const __m128i *)(places + i))), from));
    }
}

static inline void emit_kinds(uint8_t *out, const struct ends *e, unsigned count, const int want)
{
    __m512i kinds = _mm512_set1_epi8(TKIT_TOKEN_WORD);
    (void)count;
    kinds = _mm512_mask_mov_epi8(kinds, e->number, _mm512_set1_epi8(TKIT_TOKEN_NUMBER));
    if (want != SCAN_WORDS) {
        kinds = _mm512_mask_mov_epi8(kinds, e->punctuation, _mm512_set1_epi8(TKIT_TOKEN_PUNCTUATION));
        kinds = _mm512_mask_mov_epi8(kinds, e->symbol, _mm512_set1_epi8(TKIT_TOKEN_SYMBOL));
        kinds = _mm512_mask_mov_epi8(kinds, e->other, _mm512_set1_epi8(TKIT_TOKEN_SPACE));
    }
    _mm512_storeu_si512(out, _mm512_maskz_compress_epi8(e->at, kinds));
}

/* Comparisons give masks here, so this classify() is not the one of scan_vector.h. */
static inline uint64_t between(__m512i v, char first, char last)
{
    return _mm512_cmple_epu8_mask(_mm512_sub_epi8(v, _mm512_set1_epi8(first)), _mm512_set1_epi8((char)(last - first)));
}

static inline uint64_t equal_to(__m512i v, char c)
{
    return _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8(c));
}

static inline void classify(const uint8_t *p, struct block *b, int want, bool sentences)
{
    const __m512i v = _mm512_loadu_si512(p);
    b->high = _mm512_movepi8_mask(v);
    b->letter = between(_mm512_or_si512(v, _mm512_set1_epi8(0x20)), 'a', 'z');
    b->digit = between(v, '0', '9');
    b->underscore = equal_to(v, '_');
    b->mid_letter = equal_to(v, ':');
    b->mid_both = equal_to(v, '.') | equal_to(v, '\'');
    b->mid_number = equal_to(v, ',') | equal_to(v, ';');
    b->space = equal_to(v, ' ');
    b->visible = b->symbol = b->cr = b->lf = b->candidate = 0;
    if (want != SCAN_WORDS) {
        b->visible = between(v, '!', '~') & ~(b->letter | b->digit | b->underscore);
        b->symbol = equal_to(v, '$') | equal_to(v, '+') | between(v, '<', '>') | equal_to(v, '^') | equal_to(v, '`') |
                    equal_to(v, '|') | equal_to(v, '~');
    }
    if (want == SCAN_ALL || sentences) {
        b->cr = equal_to(v, '\r');
        b->lf = equal_to(v, '\n');
    }
    if (sentences)
        b->candidate = equal_to(v, '.') | equal_to(v, '?') | equal_to(v, '!') | b->cr | b->lf;
}
#endif
