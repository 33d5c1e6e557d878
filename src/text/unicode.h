/* What Unicode says of a code point, and the way from bytes to code points.
 *
 * The tables are generated (src/tools/unicode_tables.lua); the enums here have the order of that script. Decoding is
 * lenient: a byte that belongs to no valid sequence counts as one character, UNICODE_INVALID, so that every
 * function of this folder is safe on any bytes. tkit_utf8_check() is the strict one. */
#ifndef TOOLKIT_TEXT_UNICODE_H
#define TOOLKIT_TEXT_UNICODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum word_class {
    WB_OTHER, WB_ALETTER, WB_HEBREW, WB_NUMERIC, WB_EXTENDNUMLET, WB_KATAKANA, WB_MIDLETTER, WB_MIDNUMLET,
    WB_MIDNUM, WB_SINGLE_QUOTE, WB_DOUBLE_QUOTE, WB_EXTEND, WB_FORMAT, WB_ZWJ, WB_WSEGSPACE, WB_CR, WB_LF,
    WB_NEWLINE, WB_REGIONAL
};

enum sentence_class {
    SB_OTHER, SB_LOWER, SB_UPPER, SB_OLETTER, SB_NUMERIC, SB_ATERM, SB_STERM, SB_SCONTINUE, SB_CLOSE, SB_SP,
    SB_EXTEND, SB_FORMAT, SB_CR, SB_LF, SB_SEP
};

enum grapheme_class {
    GB_OTHER, GB_CR, GB_LF, GB_CONTROL, GB_EXTEND, GB_ZWJ, GB_REGIONAL, GB_PREPEND, GB_SPACING, GB_L, GB_V, GB_T,
    GB_LV, GB_LVT,
    GB_CLASS = 0x0F,      /* mask */
    GB_PICTOGRAPHIC = 0x10 /* flag beside the class */
};

/* Flags: a token's kind is what its characters have together. 0: controls and formats, nothing to see. */
enum unicode_kind {
    UNICODE_LETTER = 1,
    UNICODE_DIGIT = 2,
    UNICODE_PUNCTUATION = 4,
    UNICODE_SYMBOL = 8,
    UNICODE_SPACE = 16,
    UNICODE_MARK = 32
};

struct unicode_record {
    uint8_t word, sentence, grapheme, kind;
};

enum { UNICODE_SHIFT = 8, UNICODE_LAST = 0xE0FFF, UNICODE_INVALID = 0x110000 };

extern const struct unicode_record tkit_unicode_records[];
extern const uint8_t tkit_unicode_block[];
extern const uint8_t tkit_unicode_index[];
extern const char tkit_unicode_version[];

static inline const struct unicode_record *unicode_record(uint32_t cp)
{
    if (cp > UNICODE_LAST)
        cp = UNICODE_LAST;
    uint32_t block = tkit_unicode_block[cp >> UNICODE_SHIFT];
    uint32_t low = cp & ((1u << UNICODE_SHIFT) - 1);
    return &tkit_unicode_records[tkit_unicode_index[(block << UNICODE_SHIFT) | low]];
}

/* The character at `p` < `end` and its length in bytes; UNICODE_INVALID with length 1 for a stray byte. Refuses
 * overlong forms, surrogates and what lies above U+10FFFF (Unicode, table 3-7). */
static inline uint32_t utf8_decode(const uint8_t *p, const uint8_t *end, unsigned *length)
{
    uint32_t c = *p;
    *length = 1;
    if (c < 0x80)
        return c;
    if (c < 0xC2 || c > 0xF4)
        return UNICODE_INVALID;
    if (end - p < 2 || (p[1] & 0xC0) != 0x80)
        return UNICODE_INVALID;
    if (c < 0xE0) {
        *length = 2;
        return (c & 0x1F) << 6 | (p[1] & 0x3Fu);
    }
    if (end - p < 3 || (p[2] & 0xC0) != 0x80)
        return UNICODE_INVALID;
    if (c < 0xF0) {
        uint32_t cp = (c & 0x0F) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
        if (cp < 0x800 || (cp >= 0xD800 && cp <= 0xDFFF))
            return UNICODE_INVALID;
        *length = 3;
        return cp;
    }
    if (end - p < 4 || (p[3] & 0xC0) != 0x80)
        return UNICODE_INVALID;
    uint32_t cp = (c & 0x07) << 18 | (p[1] & 0x3Fu) << 12 | (p[2] & 0x3Fu) << 6 | (p[3] & 0x3Fu);
    if (cp < 0x10000 || cp > 0x10FFFF)
        return UNICODE_INVALID;
    *length = 4;
    return cp;
}

/* The character that ends before `p` > `start`, as utf8_decode would have found it going forward. */
static inline uint32_t utf8_decode_before(const uint8_t *start, const uint8_t *p, unsigned *length)
{
    for (unsigned n = 1; n <= 4 && (size_t)(p - start) >= n; n++) {
        if ((p[-(int)n] & 0xC0) == 0x80)
            continue;
        uint32_t cp = utf8_decode(p - n, p, length);
        if (*length == n)
            return cp;
        break;
    }
    *length = 1;
    return UNICODE_INVALID;
}

#endif
