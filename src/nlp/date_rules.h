/* The rules for dates, as their three files share them: date.c (the scan, one date, ranges),
 * date_explicit.c (what is written out), date_relative.c (what needs an anchor).
 *
 * A rule looks at the lexemes from position `p` on, fills *m and returns the position behind the
 * expression, or 0 and leaves *m undefined. */
#ifndef TOOLKIT_NLP_DATE_RULES_H
#define TOOLKIT_NLP_DATE_RULES_H

#include "nlp/date_value.h"
#include "nlp/lexeme.h"

enum order { ORDER_UNKNOWN, ORDER_DMY, ORDER_MDY };

struct finder {
    tkit *tk;
    lexer x;
    anchor anchor;
    enum order order;
    tkit_dates *out;
};

static inline const lexeme *at(const struct finder *f, size_t p)
{
    return tkit_lexer_at(&f->x, p);
}

static inline bool word(const struct finder *f, size_t p, enum word_class class)
{
    return lexeme_is_word(at(f, p), class);
}

static inline bool mark(const struct finder *f, size_t p, uint32_t value)
{
    return lexeme_is_mark(at(f, p), value);
}

static inline bool glued(const struct finder *f, size_t p)
{
    return lexeme_glued(at(f, p));
}

static inline bool reads(const struct finder *f, size_t p, const char *text)
{
    return tkit_lexeme_reads(&f->x, at(f, p), text);
}

static inline bool class_before(const struct finder *f, size_t p, enum word_class class)
{
    return p > 0 && word(f, p - 1, class);
}

/* ---- parts (date_explicit.c) ---- */

bool tkit_rule_whole_digits(const struct finder *f, size_t p);
bool tkit_rule_counts_something(const struct finder *f,
                                size_t p);                      /* the word behind four digits shows that they count */
bool tkit_rule_asks_for_date(const struct finder *f, size_t p); /* in, since, by ... stands before `p` */
size_t tkit_rule_day_at(const struct finder *f, size_t p, int *day, bool *ordinal);
size_t tkit_rule_year_behind(const struct finder *f, size_t p, int *year);

/* ---- explicit dates (date_explicit.c) ---- */

size_t tkit_rule_numeric_at(const struct finder *f, size_t p, moment *m); /* 2021-07-05, 05/07/2021, 9/11 */
size_t tkit_rule_decade_at(const struct finder *f, size_t p, moment *m);  /* 1990s */
size_t tkit_rule_century_at(const struct finder *f, size_t p, moment *m); /* 19th century */
size_t tkit_rule_bare_year(const struct finder *f, size_t p, bool strong, moment *m);
size_t tkit_rule_day_month_at(const struct finder *f, size_t p, moment *m);           /* 5 July 2021 */
size_t tkit_rule_month_led(const struct finder *f, size_t p, bool strong, moment *m); /* July 5, 2021; July */
size_t tkit_rule_weekday_led(const struct finder *f, size_t p, moment *m);            /* Monday, July 5, 2021; Monday */

/* ---- relative and named dates (date_relative.c) ---- */

size_t tkit_rule_deictic_at(const struct finder *f, size_t p, moment *m);        /* last year, the past five years */
size_t tkit_rule_counted_period_at(const struct finder *f, size_t p, moment *m); /* ten years ago, ten years */
size_t tkit_rule_season_at(const struct finder *f, size_t p, moment *m);
size_t tkit_rule_quarter_at(const struct finder *f, size_t p, moment *m);
size_t tkit_rule_holiday_at(const struct finder *f, size_t p, moment *m);
size_t tkit_rule_new_year_at(const struct finder *f, size_t p, moment *m);

#endif
