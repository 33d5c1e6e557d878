/* Around the number: hedges, currency signs, units, counted nouns, "each year". See number_rules.h. */
#include "nlp/number_rules.h"

/* ---- hedges ---- */

size_t tkit_rule_set_bound(struct reading *r, enum bound bound, size_t p, size_t end)
{
    if (r->hedge == r->hedge_end)
        r->hedge = p;
    r->hedge_end = end;
    r->bound = bound;
    return end;
}

/* One hedge at a position: the position behind it, or 0. */
size_t tkit_rule_hedge_at(const struct counter *c, size_t p, struct reading *r)
{
    const lexeme *l = at(c, p);
    if (l->kind != LEXEME_WORD)
        return mark(c, p, '~') ? tkit_rule_set_bound(r, BOUND_NEAR, p, p + 1) : 0;
    switch (l->word) {
    case WORD_ABOUT: return tkit_rule_set_bound(r, BOUND_NEAR, p, p + 1);
    case WORD_OVER: return tkit_rule_set_bound(r, BOUND_MIN, p, p + 1);
    case WORD_UNDER: return tkit_rule_set_bound(r, BOUND_MAX, p, p + 1);
    case WORD_EXACT: return tkit_rule_set_bound(r, BOUND_NONE, p, p + 1);
    case WORD_UP: return word(c, p + 1, WORD_TO) ? tkit_rule_set_bound(r, BOUND_MAX, p, p + 2) : 0;
    case WORD_MORE: return word(c, p + 1, WORD_THAN) ? tkit_rule_set_bound(r, BOUND_MIN, p, p + 2) : 0;
    case WORD_LESS: return word(c, p + 1, WORD_THAN) ? tkit_rule_set_bound(r, BOUND_MAX, p, p + 2) : 0;
    case WORD_AT:
        if (word(c, p + 1, WORD_LEAST))
            return tkit_rule_set_bound(r, BOUND_MIN, p, p + 2);
        return word(c, p + 1, WORD_MOST) ? tkit_rule_set_bound(r, BOUND_MAX, p, p + 2) : 0;
    case WORD_AS:
        if (!word(c, p + 2, WORD_AS))
            return 0;
        if (reads(c, p + 1, "few") || reads(c, p + 1, "little") || reads(c, p + 1, "low"))
            return tkit_rule_set_bound(r, BOUND_MIN, p, p + 3);
        if (word(c, p + 1, WORD_MUCH) || word(c, p + 1, WORD_FEW))
            return tkit_rule_set_bound(r, BOUND_MAX, p, p + 3);
        return 0;
    case WORD_LABEL:
    case WORD_STOP: /* no more than, not less than */
        if (!reads(c, p, "no") && !reads(c, p, "not"))
            return 0;
        if (word(c, p + 1, WORD_MORE) && word(c, p + 2, WORD_THAN))
            return tkit_rule_set_bound(r, BOUND_MAX, p, p + 3);
        if (word(c, p + 1, WORD_LESS) && word(c, p + 2, WORD_THAN))
            return tkit_rule_set_bound(r, BOUND_MIN, p, p + 3);
        return reads(c, p, "well") && (word(c, p + 1, WORD_OVER) || word(c, p + 1, WORD_UNDER)) ? p + 1 : 0;
    case WORD_OTHER:
    case WORD_A: {
        size_t q = word(c, p, WORD_A) ? p + 1 : p;
        if ((reads(c, q, "maximum") || reads(c, q, "minimum")) && word(c, q + 1, WORD_OF))
            return tkit_rule_set_bound(r, reads(c, q, "maximum") ? BOUND_MAX : BOUND_MIN, p, q + 2);
        if (q > p)
            return 0;
        if ((reads(c, q, "greater") || reads(c, q, "higher") || reads(c, q, "larger")) && word(c, q + 1, WORD_THAN))
            return tkit_rule_set_bound(r, BOUND_MIN, p, q + 2);
        if ((reads(c, q, "lower") || reads(c, q, "smaller")) && word(c, q + 1, WORD_THAN))
            return tkit_rule_set_bound(r, BOUND_MAX, p, q + 2);
        return reads(c, q, "close") && word(c, q + 1, WORD_TO) ? tkit_rule_set_bound(r, BOUND_NEAR, p, q + 2) : 0;
    }
    default: return 0;
    }
}

/* ---- currencies ---- */

/* A currency sign or code before the number: $, US$, €, RMB. */
size_t tkit_rule_currency_at(const struct counter *c, size_t p, const char **name)
{
    static const struct {
        const char *prefix;
        int currency;
    } dollars[] = {{"us", CURRENCY_USD}, {"u", CURRENCY_USD},  {"a", CURRENCY_AUD},  {"au", CURRENCY_AUD},
                   {"c", CURRENCY_CAD},  {"ca", CURRENCY_CAD}, {"hk", CURRENCY_HKD}, {"nz", CURRENCY_NZD},
                   {"nt", CURRENCY_TWD}, {"s", CURRENCY_SGD},  {"r", CURRENCY_BRL}};
    const lexeme *l = at(c, p);
    if (l->kind == LEXEME_WORD) {
        if (l->word == WORD_CURRENCY_CODE && at(c, p + 1)->kind == LEXEME_DIGITS) {
            *name = tkit_currency_names[l->number];
            return p + 1;
        }
        if (!mark(c, p + 1, '$') || !glued(c, p + 1))
            return 0;
        for (size_t i = 0; i < sizeof dollars / sizeof *dollars; i++)
            if (reads(c, p, dollars[i].prefix)) {
                *name = tkit_currency_names[dollars[i].currency];
                return p + 2;
            }
        return 0;
    }
    if (l->kind != LEXEME_MARK)
        return 0;
    switch (l->value) {
    case '$': *name = tkit_currency_names[CURRENCY_DOLLAR]; return p + 1;
    case MARK_EURO: *name = tkit_currency_names[CURRENCY_EUR]; return p + 1;
    case MARK_POUND: *name = tkit_currency_names[CURRENCY_GBP]; return p + 1;
    case MARK_YEN: *name = tkit_currency_names[CURRENCY_YEN_SIGN]; return p + 1;
    case MARK_RUPEE: *name = tkit_currency_names[CURRENCY_INR]; return p + 1;
    default: return 0;
    }
}

/* ---- units ---- */

static const char *const period_names[] = {NULL,    "second",  "minute", "hour",   "day",     "week",   "fortnight",
                                           "month", "quarter", "year",   "decade", "century", "weekend"};

static bool takes_part_in_noun(const lexeme *l)
{
    if (l->kind != LEXEME_WORD)
        return false;
    switch (l->word) {
    case WORD_OTHER:
    case WORD_OTHERS:
    case WORD_PEOPLE:
    case WORD_RECENT:
    case WORD_WEEKDAY:
    case WORD_PERIODIC:
    case WORD_MEASURE:
    case WORD_HOLIDAY:
    case WORD_CENT:
    case WORD_POINT: return true;
    case WORD_LABEL:
    case WORD_TIMES:
    case WORD_ORDINAL:
    case WORD_MUCH:
    case WORD_EARLY: return true;
    default: return false;
    }
}

/* The counted noun phrase: up to its plural head, "10 back door incidents". Sets the unit; the
 * position behind, or `p`. */
size_t tkit_rule_noun_at(const struct counter *c, size_t p, struct reading *r)
{
    enum { LONGEST = 6 };
    size_t q = p, head = 0, words = 0;
    while (word(c, q, WORD_OTHERS)) q++;
    size_t start = q;
    for (; words < LONGEST; words++) {
        const lexeme *l = at(c, q);
        if (!takes_part_in_noun(l) || (l->word == WORD_LABEL && tkit_lexeme_reads(&c->x, l, "no")))
            break;
        if (words && l->flags & LEXEME_NEWLINE && l->flags & LEXEME_CAPITAL)
            break;
        bool plural = l->word == WORD_PEOPLE || l->flags & LEXEME_PLURAL;
        if (head && !plural)
            break;
        if (head && l->flags & LEXEME_CAPITAL)
            break;
        q++;
        if (plural && !(mark(c, q, '-') && glued(c, q)))
            head = q;
        while (mark(c, q, '-') && glued(c, q) && glued(c, q + 1) && at(c, q + 1)->kind == LEXEME_WORD) {
            q += 2; /* back-door */
            if (at(c, q - 1)->flags & LEXEME_PLURAL)
                head = q;
        }
        if (mark(c, q, '\'') && glued(c, q)) {
            if (head == q)
                head = 0; /* "10 countries' leaders" and "10 people's homes" count what follows */
            size_t behind = reads(c, q + 1, "s") && glued(c, q + 1) ? q + 2 : q + 1;
            if (glued(c, behind))
                break;
            q = behind;
        }
    }
    bool one = r->max == 1 || r->kind == TKIT_NUMBER_FRACTION;
    if (!head && one && takes_part_in_noun(at(c, start)) && at(c, start)->word == WORD_OTHER &&
        !(at(c, start)->flags & LEXEME_CAPITAL))
        head = start + 1;
    if (!head)
        return p;
    r->unit = start;
    r->unit_end = head;
    if (!r->kind)
        r->kind = TKIT_NUMBER_COUNT;
    return head;
}

size_t tkit_rule_set_unit(struct reading *r, size_t p, size_t end, const char *name, uint8_t kind)
{
    r->unit = p;
    r->unit_end = end;
    r->name = name;
    r->kind = kind;
    return end;
}

/* 10-year, 300-member: the word at `p`, behind a hyphen. */
static size_t hyphened_unit_at(const struct counter *c, size_t p, struct reading *r)
{
    const lexeme *what = at(c, p);
    switch (what->word) {
    case WORD_PERIOD:
        if (mark(c, p + 1, '-') && reads(c, p + 2, "old"))
            return tkit_rule_set_unit(r, p, p + 3, NULL, TKIT_NUMBER_DURATION);
        return tkit_rule_set_unit(r, p, p + 1, period_names[what->number], TKIT_NUMBER_DURATION);
    case WORD_MEASURE: return tkit_rule_set_unit(r, p, p + 1, NULL, TKIT_NUMBER_MEASURE);
    case WORD_TIMES: return tkit_rule_set_unit(r, p, p + 1, "times", TKIT_NUMBER_MULTIPLE);
    case WORD_PERCENT: return tkit_rule_set_unit(r, p, p + 1, "%", TKIT_NUMBER_PERCENT);
    case WORD_CURRENCY: return tkit_rule_set_unit(r, p, p + 1, tkit_currency_names[what->number], TKIT_NUMBER_MONEY);
    default: return tkit_rule_set_unit(r, p, p + 1, NULL, TKIT_NUMBER_COUNT);
    }
}

/* %, °C, €, and what a hyphen joins. */
static size_t sign_unit_at(const struct counter *c, size_t p, struct reading *r)
{
    const lexeme *next = at(c, p + 1);
    switch (at(c, p)->value) {
    case '%': return tkit_rule_set_unit(r, p, p + 1, "%", TKIT_NUMBER_PERCENT);
    case MARK_DEGREE: {
        bool scale = next->kind == LEXEME_WORD && next->end - next->start == 1 && lexeme_glued(next);
        return tkit_rule_set_unit(r, p, scale ? p + 2 : p + 1, NULL, TKIT_NUMBER_MEASURE);
    }
    case MARK_EURO: /* 5 € */
        return tkit_rule_set_unit(r, p, p + 1, tkit_currency_names[CURRENCY_EUR], TKIT_NUMBER_MONEY);
    case MARK_POUND: return tkit_rule_set_unit(r, p, p + 1, tkit_currency_names[CURRENCY_GBP], TKIT_NUMBER_MONEY);
    case '-': return glued(c, p) && lexeme_glued(next) && next->kind == LEXEME_WORD ? hyphened_unit_at(c, p + 1, r) : p;
    default: return p;
    }
}

/* One word whose class says what it is: percent, dollars, km, years, times. */
static size_t class_unit_at(const struct counter *c, size_t p, struct reading *r)
{
    const lexeme *l = at(c, p);
    switch (l->word) {
    case WORD_PERCENT: return tkit_rule_set_unit(r, p, p + 1, "%", TKIT_NUMBER_PERCENT);
    case WORD_PER: return word(c, p + 1, WORD_CENT) ? tkit_rule_set_unit(r, p, p + 2, "%", TKIT_NUMBER_PERCENT) : p;
    case WORD_PERCENTAGE:
        return tkit_rule_set_unit(r, p, word(c, p + 1, WORD_POINT) ? p + 2 : p + 1, "percentage point",
                                  TKIT_NUMBER_PERCENT);
    case WORD_CURRENCY:
    case WORD_CURRENCY_CODE: return tkit_rule_set_unit(r, p, p + 1, tkit_currency_names[l->number], TKIT_NUMBER_MONEY);
    case WORD_CENT: return tkit_rule_set_unit(r, p, p + 1, tkit_currency_names[CURRENCY_CENT], TKIT_NUMBER_MONEY);
    case WORD_MEASURE: return tkit_rule_set_unit(r, p, p + 1, NULL, TKIT_NUMBER_MEASURE);
    case WORD_PERIOD: return tkit_rule_set_unit(r, p, p + 1, period_names[l->number], TKIT_NUMBER_DURATION);
    case WORD_TIMES: return tkit_rule_set_unit(r, p, p + 1, "times", TKIT_NUMBER_MULTIPLE);
    default: return p;
    }
}

/* US dollars, U.S. dollars, square miles, basis points. */
static size_t compound_unit_at(const struct counter *c, size_t p, struct reading *r)
{
    if ((reads(c, p, "us") || reads(c, p, "american")) && word(c, p + 1, WORD_CURRENCY) &&
        at(c, p + 1)->number == CURRENCY_DOLLAR)
        return tkit_rule_set_unit(r, p, p + 2, tkit_currency_names[CURRENCY_USD], TKIT_NUMBER_MONEY);
    if (reads(c, p, "u") && mark(c, p + 1, '.') && reads(c, p + 2, "s") && mark(c, p + 3, '.') &&
        word(c, p + 4, WORD_CURRENCY))
        return tkit_rule_set_unit(r, p, p + 5, tkit_currency_names[CURRENCY_USD], TKIT_NUMBER_MONEY);
    if ((reads(c, p, "square") || reads(c, p, "cubic")) && word(c, p + 1, WORD_MEASURE))
        return tkit_rule_set_unit(r, p, p + 2, NULL, TKIT_NUMBER_MEASURE);
    if (reads(c, p, "basis") && word(c, p + 1, WORD_POINT))
        return tkit_rule_set_unit(r, p, p + 2, "basis point", TKIT_NUMBER_PERCENT);
    return p;
}

/* Words that no counted noun begins with: "5 US. ...", "10 tonight". */
static bool begins_no_noun(const struct counter *c, size_t p)
{
    if (reads(c, p, "tonight"))
        return true;
    return (reads(c, p, "us") || reads(c, p, "american")) && mark(c, p + 1, '.') && at(c, p)->flags & LEXEME_CAPITAL;
}

/* What the number counts or measures. The position behind it, `p` when there is nothing. */
size_t tkit_rule_unit_at(const struct counter *c, size_t p, struct reading *r)
{
    const lexeme *l = at(c, p);
    size_t end;
    if (l->kind == LEXEME_MARK)
        return sign_unit_at(c, p, r);
    if (l->kind != LEXEME_WORD)
        return p;
    if ((end = class_unit_at(c, p, r)) != p || l->word == WORD_PER)
        return end;
    if ((end = compound_unit_at(c, p, r)) != p || begins_no_noun(c, p))
        return end;
    return tkit_rule_noun_at(c, p, r);
}

/* "each year", "annually", "per capita": how often. The position behind, `p` when there is none. */
size_t tkit_rule_period_at(const struct counter *c, size_t p, struct reading *r)
{
    enum { GAP = 4 }; /* "orders to Microsoft each year" */
    for (size_t q = p; q <= p + GAP; q++) {
        const lexeme *l = at(c, q), *next = at(c, q + 1);
        if (l->kind != LEXEME_WORD || (l->flags & LEXEME_NEWLINE && q > p))
            return p;
        bool near = q == p;
        if ((l->word == WORD_EACH || l->word == WORD_PER || (near && l->word == WORD_A)) &&
            lexeme_is_word(next, WORD_PERIOD)) {
            r->period = period_names[next->number];
            return q + 2;
        }
        if (l->word == WORD_PER && tkit_lexeme_reads(&c->x, next, "annum")) {
            r->period = period_names[PERIOD_YEAR];
            return q + 2;
        }
        if (l->word == WORD_PERIODIC &&
            (near || tkit_lexeme_reads(&c->x, l, "annually") || tkit_lexeme_reads(&c->x, l, "yearly"))) {
            if (near && takes_part_in_noun(next))
                return p; /* "10 weekly papers" */
            r->period = period_names[l->number];
            return q + 1;
        }
        if (l->word == WORD_STOP || l->word == WORD_CARDINAL || l->word == WORD_AND || l->word == WORD_PERIOD)
            return p;
    }
    return p;
}
