/* The rules for quantities, as their two files share them: number.c (the number, what is none, the
 * scan) and number_unit.c (hedges, currencies, what is counted).
 *
 * A rule looks at the lexemes from position `p` on, fills *r and returns the position behind what
 * it read. */
#ifndef TOOLKIT_NLP_NUMBER_RULES_H
#define TOOLKIT_NLP_NUMBER_RULES_H

#include "nlp/lexeme.h"

#include <toolkit/nlp.h>

enum bound { BOUND_NONE, BOUND_NEAR, BOUND_MIN, BOUND_MAX };

struct counter {
    tkit *tk;
    lexer x;
    tkit_dates dates;
    size_t date; /* the first date that does not lie wholly before the scan */
    tkit_numbers *out;
};

/* One quantity while it is read. Positions are of lexemes. */
struct reading {
    size_t first, end; /* first lexeme, lexeme behind the last */
    size_t hedge, hedge_end;
    size_t unit, unit_end;
    double min, max;
    enum bound bound;
    const char *name, *period;
    uint8_t kind;
    bool spelled, plain; /* plain: digits without groups, fraction, magnitude */
};

static inline const lexeme *at(const struct counter *c, size_t p)
{
    return tkit_lexer_at(&c->x, p);
}

static inline bool word(const struct counter *c, size_t p, enum word_class class)
{
    return lexeme_is_word(at(c, p), class);
}

static inline bool mark(const struct counter *c, size_t p, uint32_t value)
{
    return lexeme_is_mark(at(c, p), value);
}

static inline bool glued(const struct counter *c, size_t p)
{
    return lexeme_glued(at(c, p));
}

static inline bool reads(const struct counter *c, size_t p, const char *text)
{
    return tkit_lexeme_reads(&c->x, at(c, p), text);
}

size_t tkit_rule_set_bound(struct reading *r, enum bound bound, size_t p, size_t end);
size_t tkit_rule_set_unit(struct reading *r, size_t p, size_t end, const char *name, uint8_t kind);

size_t tkit_rule_hedge_at(const struct counter *c, size_t p,
                          struct reading *r); /* up to, nearly; 0 when there is none */
size_t tkit_rule_currency_at(const struct counter *c, size_t p,
                             const char **name); /* $, US$, RMB; 0 when there is none */
size_t tkit_rule_unit_at(const struct counter *c, size_t p,
                         struct reading *r); /* `p` when there is none */
size_t tkit_rule_noun_at(const struct counter *c, size_t p,
                         struct reading *r); /* the same, a counted noun only */
size_t tkit_rule_period_at(const struct counter *c, size_t p,
                           struct reading *r); /* each year, annually; `p` when none */

#endif
