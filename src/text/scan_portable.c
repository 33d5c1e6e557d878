/* The block kernel for machines without a vector unit that we know: the masks come from a table, byte by byte. */
#define SCAN_FUNCTION tkit_scan_portable
#include "text/scan_body.h"

enum { /* rows of the matrix that gather() fills */
    LETTER, DIGIT, UNDERSCORE, MID_LETTER, MID_BOTH, MID_NUMBER, SPACE, CR, LF, STOP, VISIBLE, SYMBOL, HIGH, ROWS
};

#define BIT(row) (1u << (row))

static inline unsigned bits_of(uint8_t c)
{
    unsigned lower = c | 0x20u;
    if (c >= 0x80)
        return BIT(HIGH);
    if (lower - (unsigned)'a' < 26u)
        return BIT(LETTER);
    if (c >= '0' && c <= '9')
        return BIT(DIGIT);
    switch (c) {
    case '_': return BIT(UNDERSCORE);
    case ' ': return BIT(SPACE);
    case '\r': return BIT(CR);
    case '\n': return BIT(LF);
    case ':': return BIT(MID_LETTER) | BIT(VISIBLE);
    case '.': return BIT(MID_BOTH) | BIT(VISIBLE) | BIT(STOP);
    case '\'': return BIT(MID_BOTH) | BIT(VISIBLE);
    case ',':
    case ';': return BIT(MID_NUMBER) | BIT(VISIBLE);
    case '?':
    case '!': return BIT(VISIBLE) | BIT(STOP);
    case '$': case '+': case '<': case '=': case '>': case '^': case '`': case '|': case '~':
        return BIT(VISIBLE) | BIT(SYMBOL);
    }
    return c > ' ' && c < 0x7F ? BIT(VISIBLE) : 0;
}

static inline void classify(const uint8_t *p, struct block *b, int want, bool sentences)
{
    uint64_t rows[ROWS] = {0};
    (void)want;
    for (unsigned i = 0; i < 64; i++)
        for (unsigned bits = bits_of(p[i]); bits; bits &= bits - 1)
            rows[__builtin_ctz(bits)] |= UINT64_C(1) << i;
    b->letter = rows[LETTER];
    b->digit = rows[DIGIT];
    b->underscore = rows[UNDERSCORE];
    b->mid_letter = rows[MID_LETTER];
    b->mid_both = rows[MID_BOTH];
    b->mid_number = rows[MID_NUMBER];
    b->space = rows[SPACE];
    b->visible = rows[VISIBLE];
    b->symbol = rows[SYMBOL];
    b->cr = rows[CR];
    b->lf = rows[LF];
    b->candidate = sentences ? rows[STOP] | rows[CR] | rows[LF] : 0;
    b->high = rows[HIGH];
}
