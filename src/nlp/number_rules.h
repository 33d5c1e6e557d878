/* The rules for quantities, as their files share them: number.c (one quantity, the scan),
 * number_value.c (the number itself), number_false.c (what only looks like one), number_unit.c
 * (hedges, currencies, what is counted).
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

/* ---- the number itself (number_value.c) ---- */

/* k, m, bn glued behind digits; `p` when there is none. Multiplies *value. */
size_t tkit_rule_magnitude_at(const struct counter *c, size_t p, bool money, double *value);
/* Thirds, quarters, 3/4, half of: the position behind, or 0. */
size_t tkit_rule_fraction_at(const struct counter *c, size_t p, struct reading *r);
/* hundreds of, tens of thousands of, dozens of: at least. The position behind, or 0. */
size_t tkit_rule_plural_at(const struct counter *c, size_t p, struct reading *r);
/* The other end of a range, behind the number ("to 3,500", "-15", "and 7" after between): sets
 * r->max. `p` when there is none. */
size_t tkit_rule_range_at(const struct counter *c, size_t p, bool between, bool money, struct reading *r);

/* ---- what only looks like a number (number_false.c) ---- */

/* Of the number at lexemes p .. end - 1. */
bool tkit_rule_is_time(const struct counter *c, size_t p, size_t end);
bool tkit_rule_is_label(const struct counter *c, size_t p, size_t end);
bool tkit_rule_is_name(const struct counter *c, size_t p, size_t end, const struct reading *r);
bool tkit_rule_is_pronoun(const struct counter *c, size_t p, size_t end, const struct reading *r);
/* 202-555-0100, 1.2.3: the position behind, or 0. */
size_t tkit_rule_digit_chain(const struct counter *c, size_t p);

/* ---- what stands around it (number_unit.c) ---- */

size_t tkit_rule_set_bound(struct reading *r, enum bound bound, size_t p, size_t end);
size_t tkit_rule_set_unit(struct reading *r, size_t p, size_t end, const char *name, uint8_t kind);

size_t tkit_rule_hedge_at(const struct counter *c, size_t p,
                          struct reading *r); /* up to, nearly; 0 when there is none */
size_t tkit_rule_currency_at(const struct counter *c, size_t p,
                             const char **name);                                /* $, US$, RMB; 0 when there is none */
size_t tkit_rule_unit_at(const struct counter *c, size_t p, struct reading *r); /* `p` when there is none */
size_t tkit_rule_noun_at(const struct counter *c, size_t p, struct reading *r); /* the same, a counted noun only */
size_t tkit_rule_period_at(const struct counter *c, size_t p,
                           struct reading *r); /* each year, annually; `p` when none */

#endif
