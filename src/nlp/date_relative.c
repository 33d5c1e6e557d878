/* Dates that are told from an anchor or by a name: last year, ten years ago, Christmas; and
 * durations. See date_rules.h. */
#include "nlp/date_rules.h"

#include "nlp/date_calendar.h"

#include <stdio.h>

/* ---- relative expressions ---- */

static bool is_plural_period(const struct finder *f, const lexeme *l)
{
    return l->end - l->start > 2 && (f->x.text[l->end - 1] | 0x20) == 's';
}

/* next Monday, this May, last summer: the name at `q`. `direction` 0: "this". */
static size_t deictic_name_at(const struct finder *f, size_t q, int direction, moment *m)
{
    const lexeme *l = at(f, q);
    int which = direction == 0 ? 2 : direction;
    if (l->kind != LEXEME_WORD)
        return 0;
    if (l->word == WORD_WEEKDAY && l->flags & LEXEME_CAPITAL) {
        tkit_resolve_weekday(&f->anchor, l->number % 100, which, m);
        return q + 1;
    }
    if (l->word == WORD_MONTH && l->flags & LEXEME_CAPITAL) {
        m->month = l->number % 100;
        tkit_resolve_month(&f->anchor, which, m);
        return q + 1;
    }
    if (l->word == WORD_SEASON) {
        m->part = l->number % 200;
        tkit_resolve_season(&f->anchor, which, m);
        return q + 1;
    }
    return 0;
}

/* the last few days, the past five years: the number at `q`. */
static size_t deictic_span_at(const struct finder *f, size_t q, int direction, moment *m)
{
    double count;
    if (direction == 0)
        return 0;
    if (word(f, q, WORD_FEW) || word(f, q, WORD_RECENT)) {
        size_t unit = word(f, q + 1, WORD_OF) ? q + 2 : q + 1;
        if (!word(f, unit, WORD_PERIOD))
            return 0;
        m->how = TKIT_DATE_VAGUE;
        return unit + 1;
    }
    size_t unit = tkit_cardinal_at(&f->x, q, &count);
    if (!unit || !word(f, unit, WORD_PERIOD) || count < 1 || count >= 1000 || count != (int)count)
        return 0;
    tkit_resolve_span(&f->anchor, (enum period)at(f, unit)->number, direction * (int)count, m);
    return unit + 1;
}

/* last year, this week, the past year: the period at `q`, `p` the word that points. */
static size_t deictic_period_at(const struct finder *f, size_t p, size_t q, int direction, moment *m)
{
    if (!word(f, q, WORD_PERIOD) || is_plural_period(f, at(f, q)))
        return 0;
    enum period period = (enum period)at(f, q)->number;
    bool last_decade = period == PERIOD_DECADE && direction < 0 && class_before(f, p, WORD_THE);
    if (word(f, p, WORD_PAST) || last_decade) {
        tkit_resolve_span(&f->anchor, period, -1, m); /* the past year */
        return q + 1;
    }
    if (period < PERIOD_DAY)
        return 0;
    if (period == PERIOD_DAY && direction <= 0 && !(direction < 0 && reads(f, p, "previous")))
        return 0; /* "the last day", "this day" */
    tkit_resolve_period(&f->anchor, period, direction, m);
    if (period == PERIOD_DECADE && m->how == TKIT_DATE_RELATIVE) {
        snprintf(m->literal, sizeof m->literal, "%03dX", m->year / 10);
        m->precision = TKIT_PRECISION_DECADE;
    }
    return q + 1;
}

/* last year, next Monday, this May, the past five years, the last few days. */
size_t tkit_rule_deictic_at(const struct finder *f, size_t p, moment *m)
{
    const lexeme *l = at(f, p);
    int direction = l->word == WORD_NEXT ? 1 : l->word == WORD_THIS ? 0 : -1;
    size_t q = p + 1, end = 0;
    if ((l->word == WORD_LAST || l->word == WORD_NEXT) && word(f, q, WORD_PAST))
        q++;
    if (l->word == WORD_LAST && reads(f, q, "night") && !reads(f, p, "previous")) {
        tkit_resolve_days(&f->anchor, -1, m);
        return q + 1;
    }
    if (l->word != WORD_PAST)
        end = deictic_name_at(f, q, direction, m);
    if (!end)
        end = deictic_span_at(f, q, direction, m);
    return end ? end : deictic_period_at(f, p, q, direction, m);
}

/* ten years ago, 10 years later, a decade ago; 10 years, 48 hours, 10-year. */
size_t tkit_rule_counted_period_at(const struct finder *f, size_t p, moment *m)
{
    double count = 1;
    size_t unit;
    bool article = word(f, p, WORD_A);
    bool vague = false;
    if (article) {
        unit = p + 1;
        if (word(f, unit, WORD_FEW) || word(f, unit, WORD_FEW)) {
            vague = at(f, unit)->number != 2;
            count = 2;
            unit++;
            if (word(f, unit, WORD_OF))
                unit++;
        } else {
            size_t behind = tkit_cardinal_at(&f->x, p, &count);
            unit = behind ? behind : p + 1;
        }
    } else if (word(f, p, WORD_FEW)) {
        vague = true;
        unit = p + 1;
    } else {
        unit = tkit_cardinal_at(&f->x, p, &count);
        if (!unit)
            return 0;
    }
    bool hyphen = mark(f, unit, '-') && glued(f, unit) && glued(f, unit + 1);
    if (hyphen)
        unit++;
    if (!word(f, unit, WORD_PERIOD) && !(reads(f, unit, "second") && hyphen))
        return 0;
    enum period period = word(f, unit, WORD_PERIOD) ? (enum period)at(f, unit)->number : PERIOD_SECOND;
    size_t end = unit + 1;
    if (hyphen && mark(f, end, '-'))
        return 0; /* 35-year-old */
    const lexeme *next = at(f, end);
    if (!hyphen && !vague && lexeme_is_word(next, WORD_FROM) && reads(f, end + 1, "now")) {
        tkit_resolve_period(&f->anchor, period, count, m); /* two weeks from now */
        return end + 2;
    }
    if (!hyphen && lexeme_is_word(next, WORD_AGO)) {
        if (vague)
            m->how = TKIT_DATE_VAGUE;
        else
            tkit_resolve_period(&f->anchor, period, -count, m);
        return end + 1;
    }
    if (vague || (article && count == 1))
        return 0;
    if (period == PERIOD_WEEKEND || (!hyphen && count != 1 && !is_plural_period(f, at(f, unit))))
        return 0;
    if (!hyphen && tkit_lexeme_reads(&f->x, next, "old"))
        return 0; /* an age */
    m->how = TKIT_DATE_DURATION;
    m->precision = TKIT_PRECISION_NONE;
    tkit_duration_write(count, period, m->literal, sizeof m->literal);
    return end;
}

/* summer 2014, the summer of 2014, spring of last year. */
size_t tkit_rule_season_at(const struct finder *f, size_t p, moment *m)
{
    int year;
    size_t q = p + 1;
    m->part = at(f, p)->number % 200;
    size_t end = tkit_rule_year_behind(f, q, &year);
    if (end) {
        m->year = year;
        m->how = TKIT_DATE_EXPLICIT;
        m->precision = TKIT_PRECISION_SEASON;
        return end;
    }
    if (word(f, q, WORD_OF))
        q++;
    if ((word(f, q, WORD_LAST) || word(f, q, WORD_NEXT) || word(f, q, WORD_THIS)) && reads(f, q + 1, "year")) {
        m->precision = TKIT_PRECISION_SEASON;
        m->how = f->anchor.year == NO_YEAR ? TKIT_DATE_RELATIVE_UNANCHORED : TKIT_DATE_RELATIVE;
        if (f->anchor.year == NO_YEAR)
            m->part = 0;
        else
            m->year = f->anchor.year + word(f, q, WORD_NEXT) - word(f, q, WORD_LAST);
        return q + 2;
    }
    return 0;
}

/* the second quarter of 2020, Q2 2020; the first half of 2020, H1 2020. */
size_t tkit_rule_quarter_at(const struct finder *f, size_t p, moment *m)
{
    int year;
    unsigned quarter = 0, half = 0; /* parts of the year 33-36 and 40-41, as in ISO 8601-2 */
    size_t q = p;
    if (reads(f, p, "h") && at(f, p)->flags & LEXEME_CAPITAL && glued(f, p + 1) && lexeme_digits(at(f, p + 1)) == 1) {
        half = at(f, p + 1)->value;
        q = p + 2;
    } else if (word(f, p, WORD_ORDINAL) && word(f, p + 1, WORD_HALF)) {
        half = (unsigned)at(f, p)->number;
        q = p + 2;
    } else if (reads(f, p, "q") && glued(f, p + 1) && lexeme_digits(at(f, p + 1)) == 1) {
        quarter = at(f, p + 1)->value;
        q = p + 2;
    } else if (word(f, p, WORD_ORDINAL) && reads(f, p + 1, "quarter")) {
        quarter = (unsigned)at(f, p)->number;
        q = p + 2;
    } else if (at(f, p)->kind == LEXEME_DIGITS && reads(f, p + 2, "quarter")) {
        quarter = at(f, p)->value; /* 2nd quarter */
        q = p + 3;
    }
    if ((quarter < 1 || quarter > 4) && (half < 1 || half > 2))
        return 0;
    size_t end = tkit_rule_year_behind(f, q, &year);
    m->part = half ? 39 + (int)half : 32 + (int)quarter;
    m->precision = TKIT_PRECISION_SEASON;
    if (end) {
        m->year = year;
        m->how = TKIT_DATE_EXPLICIT;
        return end;
    }
    if (word(f, q, WORD_OF))
        q++;
    if ((word(f, q, WORD_LAST) || word(f, q, WORD_NEXT) || word(f, q, WORD_THIS)) && reads(f, q + 1, "year")) {
        m->how = f->anchor.year == NO_YEAR ? TKIT_DATE_RELATIVE_UNANCHORED : TKIT_DATE_RELATIVE;
        if (f->anchor.year != NO_YEAR)
            m->year = f->anchor.year + word(f, q, WORD_NEXT) - word(f, q, WORD_LAST);
        else
            m->part = 0;
        return q + 2;
    }
    return 0;
}

size_t tkit_rule_holiday_at(const struct finder *f, size_t p, moment *m)
{
    int row = at(f, p)->number, year;
    size_t end = p + 1;
    if (!(at(f, p)->flags & LEXEME_CAPITAL))
        return 0;
    if (mark(f, end, '\'') && reads(f, end + 1, "s"))
        end += 2;
    if (row == HOLIDAY_CHRISTMAS && reads(f, end, "eve")) {
        row = HOLIDAY_CHRISTMAS_EVE;
        end++;
    } else if (reads(f, end, "day")) {
        end++;
    } else if (row == HOLIDAY_BOXING || row == HOLIDAY_INDEPENDENCE || row == HOLIDAY_VALENTINE) {
        return 0;
    }
    const struct holiday *h = &tkit_holidays[row];
    m->month = h->month;
    m->day = h->day;
    m->how = TKIT_DATE_NAMED;
    m->precision = TKIT_PRECISION_DAY;
    size_t with_year = tkit_rule_year_behind(f, end, &year);
    if (with_year) {
        m->year = year;
        end = with_year;
    } else {
        tkit_resolve_year(&f->anchor, m);
    }
    if (row == HOLIDAY_THANKSGIVING && m->year != NO_YEAR) { /* the fourth Thursday of November (United States) */
        m->month = 11;
        m->day = 22 + ((4 - tkit_weekday(tkit_days_from_civil(m->year, 11, 22))) % 7 + 7) % 7;
    }
    return end;
}

/* New Year's Day, New Year's Eve. */
size_t tkit_rule_new_year_at(const struct finder *f, size_t p, moment *m)
{
    int year;
    if (!reads(f, p, "new") || !reads(f, p + 1, "year") || !mark(f, p + 2, '\'') || !reads(f, p + 3, "s"))
        return 0;
    bool eve = reads(f, p + 4, "eve");
    if (!eve && !reads(f, p + 4, "day"))
        return 0;
    const struct holiday *h = &tkit_holidays[eve ? HOLIDAY_NEW_YEARS_EVE : HOLIDAY_NEW_YEAR];
    m->month = h->month, m->day = h->day;
    m->how = TKIT_DATE_NAMED;
    m->precision = TKIT_PRECISION_DAY;
    size_t end = tkit_rule_year_behind(f, p + 5, &year);
    if (end)
        m->year = year;
    else
        tkit_resolve_year(&f->anchor, m);
    return end ? end : p + 5;
}
