/* Dates in running English text: the rules. Each rule reads a few lexemes forward and says where it ends; the value comes
 * from date_value.c. The longest reading wins because rules try their longer form first. Nothing backtracks over more
 * than one expression, so the scan is linear. */
#include "nlp/date_calendar.h"
#include "nlp/date_value.h"

#include <math.h>
#include <stdio.h>

enum order { ORDER_UNKNOWN, ORDER_DMY, ORDER_MDY };

struct finder {
    tkit *tk;
    lexer x;
    anchor anchor;
    enum order order;
    tkit_dates *out;
};

static const lexeme *at(const struct finder *f, size_t p)
{
    return tkit_lexer_at(&f->x, p);
}

static bool word(const struct finder *f, size_t p, enum word_class class)
{
    return lexeme_is_word(at(f, p), class);
}

static bool mark(const struct finder *f, size_t p, uint32_t value)
{
    return lexeme_is_mark(at(f, p), value);
}

static bool glued(const struct finder *f, size_t p)
{
    return lexeme_glued(at(f, p));
}

static bool reads(const struct finder *f, size_t p, const char *text)
{
    return tkit_lexeme_reads(&f->x, at(f, p), text);
}

static bool class_before(const struct finder *f, size_t p, enum word_class class)
{
    return p > 0 && word(f, p - 1, class);
}

/* ---- parts ---- */

/* Digits that are glued to a word or to further digits are no whole. */
static bool whole_digits(const struct finder *f, size_t p)
{
    const lexeme *next = at(f, p + 1), *after = at(f, p + 2);
    if (!lexeme_glued(next))
        return true;
    if (next->kind == LEXEME_WORD || next->kind == LEXEME_DIGITS)
        return false;
    return !((next->value == ',' || next->value == '.' || next->value == ':') && lexeme_glued(after) &&
             after->kind == LEXEME_DIGITS);
}

/* A day of the month: 5, 5th, fifth, twenty-first. The position behind it, or 0. */
static size_t day_at(const struct finder *f, size_t p, int *day, bool *ordinal)
{
    const lexeme *l = at(f, p), *next = at(f, p + 1);
    *ordinal = false;
    if (l->kind == LEXEME_DIGITS && lexeme_digits(l) <= 2 && l->value >= 1 && l->value <= 31) {
        *day = (int)l->value;
        if (lexeme_glued(next) && next->kind == LEXEME_WORD) {
            if (!reads(f, p + 1, "st") && !reads(f, p + 1, "nd") && !reads(f, p + 1, "rd") && !reads(f, p + 1, "th"))
                return 0;
            *ordinal = true;
            return p + 2;
        }
        return p + 1;
    }
    if (lexeme_is_word(l, WORD_ORDINAL)) {
        *day = l->number;
        *ordinal = true;
        return p + 1;
    }
    if (lexeme_is_word(l, WORD_TENS) && (l->number == 20 || l->number == 30) && mark(f, p + 1, '-') &&
        word(f, p + 2, WORD_ORDINAL) && at(f, p + 2)->number < 10 && l->number + at(f, p + 2)->number <= 31) {
        *day = l->number + at(f, p + 2)->number;
        *ordinal = true;
        return p + 3;
    }
    return 0;
}

/* A month's name; `sure` when the word has no other sense here. */
static size_t month_at(const struct finder *f, size_t p, int *month, bool *sure)
{
    const lexeme *l = at(f, p);
    if (!lexeme_is_word(l, WORD_MONTH))
        return 0;
    bool capital = (l->flags & LEXEME_CAPITAL) != 0;
    *month = l->number % 100;
    *sure = l->number < 100 && capital;
    if (l->number >= 200 && !capital)
        return 0;
    if (l->number > 100 && l->number < 200) {
        if (!capital)
            return 0;
        if (mark(f, p + 1, '.') && glued(f, p + 1))
            return p + 2;
    }
    return p + 1;
}

/* Four digits that can be a year behind a month or a day. */
static size_t year_at(const struct finder *f, size_t p, int *year)
{
    const lexeme *l = at(f, p);
    if (lexeme_digits(l) == 4 && l->value >= 1000 && l->value < 3000 && whole_digits(f, p)) {
        *year = (int)l->value;
        return p + 1;
    }
    if (lexeme_is_mark(l, '\'') && lexeme_digits(at(f, p + 1)) == 2 && glued(f, p + 1) && whole_digits(f, p + 1)) {
        int two = (int)at(f, p + 1)->value;
        *year = two < 70 ? 2000 + two : 1900 + two; /* the pivot of POSIX %y is 69 */
        return p + 2;
    }
    return 0;
}

/* ", 2021", " 2021", ", of 2021": the year behind a day or a month. */
static size_t year_behind(const struct finder *f, size_t p, int *year)
{
    size_t q = p;
    if (mark(f, q, ','))
        q++;
    if (word(f, q, WORD_OF))
        q++;
    if (word(f, q, WORD_IN) && q == p)
        q++;
    if (reads(f, q, "year"))
        q++;
    const lexeme *l = at(f, q);
    if (lexeme_glued(l) && q == p)
        return 0;
    size_t end = year_at(f, q, year);
    if (!end || (q > p && word(f, q - 1, WORD_IN)))
        return 0;
    /* "On July 5, 2000 people": a number that counts what follows is no year */
    const lexeme *next = at(f, end);
    if (mark(f, p, ',') && (lexeme_is_word(next, WORD_PEOPLE) || lexeme_is_word(next, WORD_MAGNITUDE) ||
                            lexeme_is_word(next, WORD_PERCENT)))
        return 0;
    return end;
}

/* 14:30, 14:30:05, then Z or an offset. Copies it to m->time. */
static size_t clock_at(const struct finder *f, size_t p, moment *m)
{
    const lexeme *hour = at(f, p), *minute = at(f, p + 2);
    if (lexeme_digits(hour) != 2 || hour->value > 23 || !mark(f, p + 1, ':') || !glued(f, p + 1) ||
        lexeme_digits(minute) != 2 || minute->value > 59 || !lexeme_glued(minute))
        return 0;
    size_t end = p + 3;
    int n = snprintf(m->time, sizeof m->time, "%02u:%02u", (unsigned)hour->value, (unsigned)minute->value);
    if (mark(f, end, ':') && glued(f, end) && lexeme_digits(at(f, end + 1)) == 2 && at(f, end + 1)->value < 61) {
        n += snprintf(m->time + n, sizeof m->time - (size_t)n, ":%02u", (unsigned)at(f, end + 1)->value);
        end += 2;
        if (mark(f, end, '.') && glued(f, end) && lexeme_digits(at(f, end + 1)) && glued(f, end + 1))
            end += 2; /* fractions of a second are read over */
    }
    if (reads(f, end, "z") && glued(f, end)) {
        snprintf(m->time + n, sizeof m->time - (size_t)n, "Z");
        return end + 1;
    }
    if ((mark(f, end, '+') || mark(f, end, '-')) && glued(f, end) && lexeme_digits(at(f, end + 1)) == 2 && glued(f, end + 1) &&
        mark(f, end + 2, ':') && lexeme_digits(at(f, end + 3)) == 2) {
        snprintf(m->time + n, sizeof m->time - (size_t)n, "%c%02u:%02u", (char)at(f, end)->value,
                 (unsigned)at(f, end + 1)->value % 100, (unsigned)at(f, end + 3)->value % 100);
        return end + 4;
    }
    return end;
}

static size_t finish_day(const struct finder *f, moment *m, size_t end)
{
    if (m->day && m->month && !tkit_is_civil(m->year == NO_YEAR ? 2000 : m->year, m->month, m->day))
        return 0;
    m->precision = TKIT_PRECISION_DAY;
    if (m->year == NO_YEAR) {
        m->how = TKIT_DATE_EXPLICIT_NO_YEAR;
        tkit_resolve_year(&f->anchor, m);
    } else {
        m->how = TKIT_DATE_EXPLICIT;
    }
    return end;
}

/* ---- numeric dates: ISO, dd/mm/yyyy, named ones ---- */

/* "T14:30" or " 14:30" behind an ISO day. */
static size_t iso_time(const struct finder *f, size_t p, moment *m)
{
    size_t q = p;
    if (reads(f, q, "t") && glued(f, q))
        q++;
    size_t end = clock_at(f, q, m);
    if (!end)
        return p;
    m->precision = TKIT_PRECISION_TIME;
    return end;
}

static size_t two_numbers(const struct finder *f, size_t p, uint32_t separator, moment *m)
{
    const lexeme *a = at(f, p), *b = at(f, p + 2);
    if ((separator == '/' || separator == '.') && a->value == 9 && b->value == 11 && whole_digits(f, p + 2)) {
        /* the attacks; "9.11 million" and "9.11 percent" are numbers, "$9.11" was seen by the caller */
        const lexeme *next = at(f, p + 3);
        if (separator == '.' && (lexeme_is_mark(next, '%') || lexeme_is_word(next, WORD_MAGNITUDE) ||
                                 lexeme_is_word(next, WORD_PERCENT) || lexeme_is_word(next, WORD_MEASURE) ||
                                 lexeme_is_word(next, WORD_CURRENCY) || lexeme_is_word(next, WORD_PERIOD) ||
                                 lexeme_is_word(next, WORD_PERCENTAGE) || lexeme_is_word(next, WORD_TIMES) ||
                                 lexeme_is_word(next, WORD_PER)))
            return 0;
        m->year = 2001, m->month = 9, m->day = 11;
        m->how = TKIT_DATE_NAMED;
        m->precision = TKIT_PRECISION_DAY;
        return p + 3;
    }
    if (separator == '/' && lexeme_digits(b) == 4 && a->value >= 1 && a->value <= 12 && b->value >= 1800 && b->value < 2200 &&
        whole_digits(f, p + 2)) { /* 07/2021 */
        m->month = (int)a->value, m->year = (int)b->value;
        m->how = TKIT_DATE_EXPLICIT;
        m->precision = TKIT_PRECISION_MONTH;
        return p + 3;
    }
    if (separator == '-' && lexeme_digits(a) == 4 && a->value >= 1000 && a->value < 2200 && lexeme_digits(b) == 2 &&
        b->value >= 1 && b->value <= 12 && whole_digits(f, p + 2)) { /* 2021-07 */
        m->year = (int)a->value, m->month = (int)b->value;
        m->how = TKIT_DATE_EXPLICIT;
        m->precision = TKIT_PRECISION_MONTH;
        return p + 3;
    }
    return 0;
}

static size_t numeric_at(const struct finder *f, size_t p, moment *m)
{
    const lexeme *a = at(f, p), *first = at(f, p + 1), *b = at(f, p + 2), *second = at(f, p + 3), *c = at(f, p + 4);
    if (first->kind != LEXEME_MARK || !lexeme_glued(first) || b->kind != LEXEME_DIGITS || !lexeme_glued(b))
        return 0;
    uint32_t separator = first->value;
    if (separator != '/' && separator != '-' && separator != '.')
        return 0;
    if (!lexeme_is_mark(second, separator) || !lexeme_glued(second) || c->kind != LEXEME_DIGITS || !lexeme_glued(c))
        return two_numbers(f, p, separator, m);
    bool t_follows = reads(f, p + 5, "t") && glued(f, p + 5);
    if (!whole_digits(f, p + 4) && !t_follows)
        return 0;
    if (mark(f, p + 5, separator) && glued(f, p + 5) && separator != '.')
        return 0; /* four numbers */
    if (mark(f, p + 5, '.') && glued(f, p + 5) && lexeme_digits(at(f, p + 6)) && glued(f, p + 6))
        return 0;
    if (lexeme_digits(a) == 4) {
        if (a->value < 1000 || a->value >= 3000 || lexeme_digits(b) > 2 || lexeme_digits(c) > 2 ||
            !tkit_is_civil((int)a->value, (int)b->value, (int)c->value))
            return 0;
        m->year = (int)a->value, m->month = (int)b->value, m->day = (int)c->value;
        m->how = TKIT_DATE_EXPLICIT;
        m->precision = TKIT_PRECISION_DAY;
        return iso_time(f, p + 5, m);
    }
    if (lexeme_digits(a) > 2 || lexeme_digits(b) > 2 || (lexeme_digits(c) != 4 && lexeme_digits(c) != 2))
        return 0;
    int x = (int)a->value, y = (int)b->value, year = (int)c->value;
    if (lexeme_digits(c) == 2) {
        if (separator == '.' && f->order == ORDER_UNKNOWN)
            return 0; /* 1.2.34 is a version or a section */
        year += year < 70 ? 2000 : 1900;
    } else if (year < 1000 || year >= 3000) {
        return 0;
    }
    bool dmy = tkit_is_civil(year, y, x), mdy = tkit_is_civil(year, x, y);
    if (!dmy && !mdy)
        return 0;
    m->year = year;
    m->how = TKIT_DATE_EXPLICIT;
    m->precision = TKIT_PRECISION_DAY;
    if (dmy && mdy && x != y) {
        enum order order = separator == '.' ? ORDER_DMY : f->order; /* nobody writes 7.5.2021 for July 5 */
        if (order == ORDER_UNKNOWN) {
            m->how = TKIT_DATE_AMBIGUOUS;
            m->precision = TKIT_PRECISION_YEAR;
            return p + 5;
        }
        dmy = order == ORDER_DMY;
    }
    m->day = dmy ? x : y;
    m->month = dmy ? y : x;
    return p + 5;
}

/* ---- years, decades, centuries ---- */

/* Whether the word behind four digits shows that they count something. */
static bool counts_something(const struct finder *f, size_t p)
{
    const lexeme *l = at(f, p);
    if (l->kind == LEXEME_MARK)
        return l->value == '%' || (l->value == '-' && lexeme_glued(l) && glued(f, p + 1) && at(f, p + 1)->kind == LEXEME_WORD);
    if (l->kind != LEXEME_WORD)
        return false;
    switch (l->word) {
    case WORD_PEOPLE: case WORD_MAGNITUDE: case WORD_PERCENT: case WORD_MEASURE: case WORD_CURRENCY: case WORD_PERIOD:
    case WORD_TIMES: case WORD_DOZEN: case WORD_OTHERS: case WORD_PER: case WORD_CENT: return true;
    case WORD_OTHER: break;
    default: return false;
    }
    if (tkit_lexeme_reads(&f->x, l, "x") && at(f, p + 1)->kind == LEXEME_DIGITS)
        return true; /* 1920 x 1080 */
    /* "2000 computer programs": a plural before the phrase ends */
    for (size_t q = p; q < p + 3; q++) {
        l = at(f, q);
        if (l->kind != LEXEME_WORD || l->flags & LEXEME_CAPITAL || l->word != WORD_OTHER)
            return false;
        if (l->flags & LEXEME_PLURAL)
            return true;
    }
    return false;
}

static size_t decade_at(const struct finder *f, size_t p, moment *m)
{
    const lexeme *l = at(f, p);
    size_t end = p + 1;
    int decade;
    if (mark(f, end, '\'') && glued(f, end))
        end++;
    if (!reads(f, end, "s") || !glued(f, end))
        return 0;
    if (lexeme_digits(l) == 4 && l->value % 10 == 0 && l->value >= 1000 && l->value < 2200)
        decade = (int)l->value;
    else if (lexeme_digits(l) == 2 && l->value % 10 == 0 && l->value >= 20 &&
             ((p > 0 && (mark(f, p - 1, '\'') || word(f, p - 1, WORD_THE))) || class_before(f, p, WORD_EARLY)))
        decade = 1900 + (int)l->value;
    else
        return 0;
    m->year = decade;
    m->how = TKIT_DATE_EXPLICIT;
    m->precision = decade % 100 == 0 && lexeme_digits(l) == 4 && decade < 2000 ? TKIT_PRECISION_CENTURY : TKIT_PRECISION_DECADE;
    if (m->precision == TKIT_PRECISION_CENTURY)
        snprintf(m->literal, sizeof m->literal, "%02dXX", decade / 100); /* the 1800s */
    else
        snprintf(m->literal, sizeof m->literal, "%03dX", decade / 10);
    return end + 1;
}

/* A year on its own. `strong`: the word before asks for a date (in, since, by ...). */
static size_t bare_year(const struct finder *f, size_t p, bool strong, moment *m)
{
    const lexeme *l = at(f, p), *before = p ? at(f, p - 1) : NULL;
    if (lexeme_digits(l) != 4 || !whole_digits(f, p))
        return 0;
    size_t era = p + 1;
    if (word(f, era, WORD_ERA) && (at(f, era)->flags & LEXEME_CAPITAL)) {
        m->year = at(f, era)->number < 0 ? 1 - (int)l->value : (int)l->value;
        m->how = TKIT_DATE_EXPLICIT;
        m->precision = TKIT_PRECISION_YEAR;
        return era + 1;
    }
    if (l->value < (strong ? 1000u : 1900u) || l->value > 2100 || counts_something(f, p + 1))
        return 0;
    if (before && before->kind == LEXEME_MARK &&
        (before->value == '$' || before->value == MARK_EURO || before->value == MARK_POUND || before->value == MARK_YEN ||
         before->value == '#' || (before->value == '-' && lexeme_glued(before) && p > 1 && at(f, p - 2)->kind == LEXEME_DIGITS)))
        return 0;
    if (before && before->kind == LEXEME_WORD) {
        switch (before->word) {
        case WORD_LABEL: case WORD_MORE: case WORD_THAN: case WORD_LEAST: case WORD_MOST: case WORD_CURRENCY_CODE:
        case WORD_UNDER: case WORD_EXACT: case WORD_UP: return 0;
        default: break;
        }
    }
    if (lexeme_is_mark(at(f, p + 1), MARK_DEGREE))
        return 0;
    m->year = (int)l->value;
    m->how = TKIT_DATE_EXPLICIT;
    m->precision = TKIT_PRECISION_YEAR;
    return p + 1;
}

/* Whether the word before a position asks for a date. */
static bool asks_for_date(const struct finder *f, size_t p)
{
    const lexeme *l = p ? at(f, p - 1) : NULL;
    if (!l || l->kind != LEXEME_WORD)
        return false;
    switch (l->word) {
    case WORD_IN: case WORD_SINCE: case WORD_UNTIL: case WORD_BY: case WORD_DURING: case WORD_FROM: case WORD_BEFORE:
    case WORD_EARLY: case WORD_YEAR_FOLLOWS: case WORD_THE: case WORD_OF: case WORD_THIS: case WORD_BETWEEN: return true;
    default: return tkit_lexeme_reads(&f->x, l, "after") || tkit_lexeme_reads(&f->x, l, "year");
    }
}

static size_t century_at(const struct finder *f, size_t p, moment *m)
{
    int number;
    bool ordinal;
    size_t end = day_at(f, p, &number, &ordinal);
    if (!end || !ordinal)
        return 0;
    if (mark(f, end, '-'))
        end++;
    if (!word(f, end, WORD_PERIOD) || at(f, end)->number != PERIOD_CENTURY || number < 1 || number > 30)
        return 0;
    m->how = TKIT_DATE_EXPLICIT;
    m->precision = TKIT_PRECISION_CENTURY;
    if (word(f, end + 1, WORD_ERA) && at(f, end + 1)->number < 0) {
        m->precision = TKIT_PRECISION_NONE; /* no form in ISO 8601-2 level 1 */
        return end + 2;
    }
    snprintf(m->literal, sizeof m->literal, "%02dXX", number - 1);
    return end + 1;
}

/* ---- days and months by name ---- */

/* 5 July 2021, 5th of July, the fourth of July. */
static size_t day_month_at(const struct finder *f, size_t p, moment *m)
{
    int day, month, year;
    bool ordinal, sure;
    size_t q = day_at(f, p, &day, &ordinal);
    if (!q)
        return 0;
    size_t after_day = q;
    if (word(f, q, WORD_OF))
        q++;
    else if (mark(f, q, '-') && glued(f, q))
        q++;
    else if (mark(f, q, ','))
        return 0;
    size_t end = month_at(f, q, &month, &sure);
    if (!end)
        return 0;
    if (at(f, q)->number >= 200 && !ordinal) { /* "5 May" but "the 5 may" was refused by its letter; "5 March" is fine */
        const lexeme *next = at(f, end);
        if (next->kind == LEXEME_WORD && next->flags & LEXEME_CAPITAL && q == after_day)
            return 0; /* a name: "5 May Street" */
    }
    m->day = day;
    m->month = month;
    if (mark(f, end, '-') && glued(f, end) && year_at(f, end + 1, &year) && glued(f, end + 1)) {
        m->year = year; /* 5-Jul-2021 */
        return finish_day(f, m, end + 2);
    }
    size_t with_year = year_behind(f, end, &year);
    if (with_year)
        m->year = year;
    return finish_day(f, m, with_year ? with_year : end);
}

/* July 5, 2021; July 5th; July 2021; December last year; July. */
static size_t month_led(const struct finder *f, size_t p, bool strong, moment *m)
{
    int month, day, year;
    bool sure, ordinal;
    size_t q = month_at(f, p, &month, &sure);
    if (!q)
        return 0;
    m->month = month;
    size_t d = word(f, q, WORD_THE) ? q + 1 : q; /* July the 5th */
    size_t end = day_at(f, d, &day, &ordinal);
    if (end && (ordinal ? !word(f, end, WORD_PERIOD) : whole_digits(f, end - 1) && d == q)) {
        const lexeme *next = at(f, end);
        bool counts = !ordinal && (lexeme_is_word(next, WORD_PEOPLE) || lexeme_is_word(next, WORD_PERCENT) ||
                                   lexeme_is_word(next, WORD_MAGNITUDE) || lexeme_is_mark(next, '%'));
        if (!counts) {
            m->day = day;
            size_t with_year = year_behind(f, end, &year);
            if (with_year)
                m->year = year;
            return finish_day(f, m, with_year ? with_year : end);
        }
    }
    end = year_behind(f, q, &year);
    if (end) {
        m->year = year;
        m->how = TKIT_DATE_EXPLICIT;
        m->precision = TKIT_PRECISION_MONTH;
        return end;
    }
    size_t of = word(f, q, WORD_OF) ? q + 1 : q;
    const lexeme *which = at(f, of);
    if ((lexeme_is_word(which, WORD_LAST) || lexeme_is_word(which, WORD_NEXT) || lexeme_is_word(which, WORD_THIS)) &&
        reads(f, of + 1, "year")) {
        m->precision = TKIT_PRECISION_MONTH;
        m->how = f->anchor.year == NO_YEAR ? TKIT_DATE_RELATIVE_UNANCHORED : TKIT_DATE_RELATIVE;
        if (f->anchor.year != NO_YEAR)
            m->year = f->anchor.year + (which->word == WORD_NEXT) - (which->word == WORD_LAST);
        return of + 2;
    }
    if (!sure && !strong)
        return 0;
    if (at(f, p)->number >= 200 && (at(f, q)->flags & LEXEME_CAPITAL))
        return 0; /* "by May Smith" */
    tkit_resolve_month(&f->anchor, 0, m);
    return q;
}

/* Monday, July 5, 2021; Monday; Monday last week. */
static size_t weekday_led(const struct finder *f, size_t p, moment *m)
{
    const lexeme *l = at(f, p);
    bool capital = (l->flags & LEXEME_CAPITAL) != 0;
    size_t q = p + 1;
    if (l->number > 100 && mark(f, q, '.') && glued(f, q))
        q++;
    size_t date = q;
    if (mark(f, date, ','))
        date++;
    if (word(f, date, WORD_THE))
        date++;
    moment full = *m;
    size_t end = 0;
    if (at(f, date)->kind == LEXEME_DIGITS) {
        end = numeric_at(f, date, &full);
        if (!end)
            end = day_month_at(f, date, &full);
    } else if (word(f, date, WORD_MONTH)) {
        end = month_led(f, date, false, &full);
    } else if (word(f, date, WORD_ORDINAL)) {
        end = day_month_at(f, date, &full);
    }
    if (end && full.day) {
        *m = full;
        return end;
    }
    if (l->number > 100 || !capital || class_before(f, p, WORD_A))
        return 0; /* "it was a Tuesday" */
    const lexeme *which = at(f, q);
    if (which->kind == LEXEME_WORD && reads(f, q + 1, "week")) {
        int weeks = which->word == WORD_LAST ? -1 : which->word == WORD_NEXT ? 1 : which->word == WORD_THIS ? 0 : 9;
        if (weeks != 9) {
            tkit_resolve_weekday(&f->anchor, l->number, 2, m);
            if (m->year != NO_YEAR)
                tkit_civil_from_days(tkit_days_from_civil(m->year, m->month, m->day) + 7 * weeks, &m->year, &m->month, &m->day);
            return q + 2;
        }
    }
    tkit_resolve_weekday(&f->anchor, l->number, 0, m);
    return q;
}

/* ---- relative expressions ---- */

static bool is_plural_period(const struct finder *f, const lexeme *l)
{
    return l->end - l->start > 2 && (f->x.text[l->end - 1] | 0x20) == 's';
}

/* last year, next Monday, this May, the past five years, the last few days. */
static size_t deictic_at(const struct finder *f, size_t p, moment *m)
{
    const lexeme *l = at(f, p);
    int direction = l->word == WORD_NEXT ? 1 : l->word == WORD_THIS ? 0 : -1;
    size_t q = p + 1;
    if ((l->word == WORD_LAST || l->word == WORD_NEXT) && word(f, q, WORD_PAST))
        q++;
    const lexeme *next = at(f, q);
    if (next->kind == LEXEME_WORD && next->word == WORD_WEEKDAY && next->flags & LEXEME_CAPITAL && l->word != WORD_PAST) {
        tkit_resolve_weekday(&f->anchor, next->number % 100, direction == 0 ? 2 : direction, m);
        return q + 1;
    }
    if (next->kind == LEXEME_WORD && next->word == WORD_MONTH && next->flags & LEXEME_CAPITAL && l->word != WORD_PAST) {
        m->month = next->number % 100;
        tkit_resolve_month(&f->anchor, direction == 0 ? 2 : direction, m);
        return q + 1;
    }
    if (next->kind == LEXEME_WORD && next->word == WORD_SEASON && l->word != WORD_PAST) {
        m->part = next->number % 200;
        tkit_resolve_season(&f->anchor, direction == 0 ? 2 : direction, m);
        return q + 1;
    }
    if (lexeme_is_word(next, WORD_FEW) || lexeme_is_word(next, WORD_RECENT)) {
        size_t unit = q + 1;
        if (word(f, unit, WORD_OF))
            unit++;
        if (!word(f, unit, WORD_PERIOD) || direction == 0)
            return 0;
        m->how = TKIT_DATE_VAGUE;
        return unit + 1;
    }
    double count;
    size_t unit = tkit_cardinal_at(&f->x, q, &count);
    if (unit && direction && word(f, unit, WORD_PERIOD) && count >= 1 && count < 1000 && count == (int)count) {
        tkit_resolve_span(&f->anchor, (enum period)at(f, unit)->number, direction * (int)count, m);
        return unit + 1;
    }
    bool quarter = word(f, q, WORD_PERIOD);
    if (!quarter || is_plural_period(f, next))
        return 0;
    enum period period = (enum period)next->number;
    if (l->word == WORD_PAST) {
        tkit_resolve_span(&f->anchor, period, -1, m); /* the past year */
        return q + 1;
    }
    if (period < PERIOD_DAY)
        return 0;
    if (period == PERIOD_DAY && direction <= 0 && !(direction < 0 && reads(f, p, "previous")))
        return 0; /* "the last day", "this day" */
    if (period == PERIOD_DECADE && direction < 0 && class_before(f, p, WORD_THE)) {
        tkit_resolve_span(&f->anchor, period, -1, m);
        return q + 1;
    }
    tkit_resolve_period(&f->anchor, period, direction, m);
    if (period == PERIOD_DECADE && m->how == TKIT_DATE_RELATIVE) {
        snprintf(m->literal, sizeof m->literal, "%03dX", m->year / 10);
        m->precision = TKIT_PRECISION_DECADE;
    }
    return q + 1;
}

/* ten years ago, 10 years later, a decade ago; 10 years, 48 hours, 10-year. */
static size_t counted_period_at(const struct finder *f, size_t p, moment *m)
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
static size_t season_at(const struct finder *f, size_t p, moment *m)
{
    int year;
    size_t q = p + 1;
    m->part = at(f, p)->number % 200;
    size_t end = year_behind(f, q, &year);
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

/* the second quarter of 2020, Q2 2020. */
static size_t quarter_at(const struct finder *f, size_t p, moment *m)
{
    int year;
    unsigned quarter = 0;
    size_t q = p;
    if (reads(f, p, "q") && glued(f, p + 1) && lexeme_digits(at(f, p + 1)) == 1) {
        quarter = at(f, p + 1)->value;
        q = p + 2;
    } else if (word(f, p, WORD_ORDINAL) && reads(f, p + 1, "quarter")) {
        quarter = (unsigned)at(f, p)->number;
        q = p + 2;
    } else if (at(f, p)->kind == LEXEME_DIGITS && reads(f, p + 2, "quarter")) {
        quarter = at(f, p)->value; /* 2nd quarter */
        q = p + 3;
    }
    if (quarter < 1 || quarter > 4)
        return 0;
    size_t end = year_behind(f, q, &year);
    m->part = 32 + (int)quarter;
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

static size_t holiday_at(const struct finder *f, size_t p, moment *m)
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
    size_t with_year = year_behind(f, end, &year);
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
static size_t new_year_at(const struct finder *f, size_t p, moment *m)
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
    size_t end = year_behind(f, p + 5, &year);
    if (end)
        m->year = year;
    else
        tkit_resolve_year(&f->anchor, m);
    return end ? end : p + 5;
}

/* ---- one date ---- */

/* The date that begins at a position: the position behind it, or 0. */
static size_t date_at(const struct finder *f, size_t p, moment *m)
{
    const lexeme *l = at(f, p);
    size_t end;
    *m = (moment){.year = NO_YEAR};
    if (l->kind == LEXEME_DIGITS) {
        if (tkit_lexeme_in_code(&f->x, p))
            return 0;
        if (p && lexeme_glued(l) && at(f, p - 1)->kind == LEXEME_MARK &&
            (at(f, p - 1)->value == '$' || (at(f, p - 1)->value >= MARK_EURO && at(f, p - 1)->value <= MARK_RUPEE)))
            return 0;
        if ((end = numeric_at(f, p, m)) || (end = century_at(f, p, m)) || (end = quarter_at(f, p, m)))
            return end;
        *m = (moment){.year = NO_YEAR};
        if ((end = day_month_at(f, p, m)) || (end = decade_at(f, p, m)))
            return end;
        *m = (moment){.year = NO_YEAR};
        if ((end = counted_period_at(f, p, m)))
            return end;
        return bare_year(f, p, asks_for_date(f, p), m);
    }
    if (l->kind == LEXEME_MARK)
        return l->value == '\'' && lexeme_digits(at(f, p + 1)) == 2 && glued(f, p + 1) ? decade_at(f, p + 1, m) : 0;
    if (l->kind != LEXEME_WORD)
        return 0;
    switch (l->word) {
    case WORD_OTHER: return reads(f, p, "q") ? quarter_at(f, p, m) : 0;
    case WORD_OTHERS: return l->flags & LEXEME_CAPITAL ? new_year_at(f, p, m) : 0;
    case WORD_MONTH: {
        bool strong = asks_for_date(f, p) || (p && (word(f, p - 1, WORD_TO) && l->number < 200));
        return month_led(f, p, strong, m);
    }
    case WORD_WEEKDAY: return weekday_led(f, p, m);
    case WORD_ORDINAL:
        if ((end = century_at(f, p, m)) || (end = quarter_at(f, p, m)))
            return end;
        *m = (moment){.year = NO_YEAR};
        return day_month_at(f, p, m);
    case WORD_CARDINAL: case WORD_TENS:
        if (l->word == WORD_TENS && ((end = century_at(f, p, m)) || (end = day_month_at(f, p, m))))
            return end;
        return counted_period_at(f, p, m);
    case WORD_A: case WORD_FEW: return counted_period_at(f, p, m);
    case WORD_SEASON: return season_at(f, p, m);
    case WORD_HOLIDAY: return holiday_at(f, p, m);
    case WORD_LAST: case WORD_NEXT: case WORD_THIS: case WORD_PAST: return deictic_at(f, p, m);
    case WORD_TODAY: tkit_resolve_days(&f->anchor, l->number, m); return p + 1;
    case WORD_VAGUE: m->how = TKIT_DATE_VAGUE; return p + 1;
    case WORD_RECENT:
        if (!word(f, p + 1, WORD_PERIOD))
            return 0;
        m->how = TKIT_DATE_VAGUE;
        return p + 2;
    case WORD_EARLIER:
        if (word(f, p + 1, WORD_THIS) || word(f, p + 1, WORD_LAST)) {
            if ((end = deictic_at(f, p + 1, m)))
                return end;
        }
        if (l->number > 0 || word(f, p + 1, WORD_THAN) || class_before(f, p, WORD_PERIOD))
            return 0; /* "later" is no date; "two years earlier" depends on what was told before */
        m->how = TKIT_DATE_VAGUE;
        return p + 1;
    case WORD_EARLY: {
        size_t q = p + 1;
        if (mark(f, q, '-') && glued(f, q))
            q++;
        if (word(f, q, WORD_THE))
            q++;
        const lexeme *next = at(f, q);
        if (next->kind == LEXEME_DIGITS) {
            if ((end = decade_at(f, q, m)) || (end = century_at(f, q, m)) || (end = bare_year(f, q, true, m)))
                return end;
            return 0;
        }
        if (next->kind == LEXEME_WORD && next->word == WORD_MONTH)
            return month_led(f, q, true, m);
        if (next->kind == LEXEME_WORD && (next->word == WORD_LAST || next->word == WORD_NEXT || next->word == WORD_THIS))
            return deictic_at(f, q, m);
        if (next->kind == LEXEME_WORD && next->word == WORD_ORDINAL)
            return century_at(f, q, m);
        return 0;
    }
    default: return 0;
    }
}

/* The day before yesterday, the 20th: what needs its article. */
static size_t article_date_at(const struct finder *f, size_t p, moment *m)
{
    int day;
    bool ordinal;
    *m = (moment){.year = NO_YEAR};
    if (reads(f, p + 1, "day") && (word(f, p + 2, WORD_BEFORE) || reads(f, p + 2, "after")) && word(f, p + 3, WORD_TODAY)) {
        int away = at(f, p + 3)->number;
        bool before = word(f, p + 2, WORD_BEFORE);
        if ((before && away == -1) || (!before && away == 1)) {
            tkit_resolve_days(&f->anchor, away * 2, m);
            return p + 4;
        }
    }
    if (at(f, p + 1)->kind != LEXEME_DIGITS)
        return 0;
    size_t end = day_at(f, p + 1, &day, &ordinal);
    if (!end || !ordinal)
        return 0;
    /* "the 20th century", "the 20th time", "the 5th Infantry": a day is followed by no noun */
    const lexeme *next = at(f, end);
    if (next->kind == LEXEME_WORD && (next->flags & LEXEME_CAPITAL || next->word == WORD_PERIOD))
        return 0;
    if (next->kind == LEXEME_WORD && !class_before(f, p, WORD_ON) &&
        (next->word == WORD_OTHER || next->word == WORD_TIMES || next->word == WORD_PEOPLE || next->word == WORD_OTHERS ||
         next->word == WORD_PERCENTAGE))
        return 0;
    if (lexeme_is_mark(next, '-') || word(f, end, WORD_OF))
        return 0;
    m->day = day;
    m->precision = TKIT_PRECISION_DAY;
    m->how = TKIT_DATE_EXPLICIT_NO_YEAR;
    tkit_resolve_year(&f->anchor, m);
    return end;
}

/* ---- ranges ---- */

/* A range's other end behind `p`: "-7", " to June 5", "–2014". The position behind it, or 0. */
static size_t range_end_at(const struct finder *f, size_t p, bool announced, moment *from, moment *to)
{
    const lexeme *l = at(f, p);
    bool dash = l->kind == LEXEME_MARK && (l->value == '-' || l->value == MARK_DASH);
    bool wordy = lexeme_is_word(l, WORD_TO) || lexeme_is_word(l, WORD_UNTIL) || tkit_lexeme_reads(&f->x, l, "through");
    if (!dash && !wordy && !(announced && lexeme_is_word(l, WORD_AND)))
        return 0;
    if (from->how != TKIT_DATE_EXPLICIT && from->how != TKIT_DATE_EXPLICIT_NO_YEAR)
        return 0;
    size_t q = p + 1;
    const lexeme *next = at(f, q);
    if (from->precision == TKIT_PRECISION_YEAR && next->kind == LEXEME_DIGITS) {
        if (wordy && !announced)
            return 0;
        *to = *from;
        if (lexeme_digits(next) == 4 && next->value > (uint32_t)from->year && next->value < 2200 && whole_digits(f, q)) {
            to->year = (int)next->value;
            return counts_something(f, q + 1) && !announced ? 0 : q + 1;
        }
        if (dash && lexeme_glued(next) && lexeme_digits(next) == 2 && whole_digits(f, q) &&
            (int)next->value > from->year % 100) {
            to->year = from->year / 100 * 100 + (int)next->value;
            return q + 1;
        }
        return 0;
    }
    if (from->precision == TKIT_PRECISION_DAY && from->day && from->month) {
        int day, year;
        bool ordinal;
        size_t end = day_at(f, q, &day, &ordinal);
        if (end && !word(f, end, WORD_MONTH) && !(mark(f, end, ':') && glued(f, end)) &&
            day > from->day && tkit_is_civil(from->year == NO_YEAR ? 2000 : from->year, from->month, day) &&
            (dash || !counts_something(f, end))) { /* July 5-7, 2021 */
            *to = *from;
            to->day = day;
            size_t with_year = year_behind(f, end, &year);
            if (with_year) {
                from->year = to->year = year;
                from->how = to->how = TKIT_DATE_EXPLICIT;
            }
            return with_year ? with_year : end;
        }
    }
    size_t end = date_at(f, q, to);
    if (!end || to->precision != from->precision || (to->how != TKIT_DATE_EXPLICIT && to->how != TKIT_DATE_EXPLICIT_NO_YEAR))
        return 0;
    if (to->how == TKIT_DATE_EXPLICIT && from->how == TKIT_DATE_EXPLICIT_NO_YEAR && from->month) {
        from->year = to->year - (from->month > to->month); /* June 30 to July 5, 2021 */
        from->how = TKIT_DATE_EXPLICIT;
    }
    return end;
}

/* 5-7 July 2021, 5 to 7 July: the month stands behind both days. */
static size_t day_range_at(const struct finder *f, size_t p, moment *from, moment *to)
{
    int day;
    bool ordinal;
    if (at(f, p)->kind != LEXEME_DIGITS || tkit_lexeme_in_code(&f->x, p))
        return 0;
    size_t q = day_at(f, p, &day, &ordinal);
    if (!q || (!mark(f, q, '-') && !mark(f, q, MARK_DASH) && !word(f, q, WORD_TO) && !word(f, q, WORD_AND)))
        return 0;
    *to = (moment){.year = NO_YEAR};
    size_t end = day_month_at(f, q + 1, to);
    if (!end || day >= to->day || (word(f, q, WORD_AND) && !class_before(f, p, WORD_BETWEEN)))
        return 0;
    *from = *to;
    from->day = day;
    return end;
}

/* ---- the scan ---- */

static int emit(struct finder *f, size_t first, size_t end, const moment *from, const moment *to, int open)
{
    tkit_dates *out = f->out;
    int r = tkit_reserve(f->tk, (void **)&out->items, &out->capacity, out->count + 1, sizeof *out->items);
    if (r != TKIT_OK)
        return r;
    tkit_date *d = &out->items[out->count++];
    char a[28], b[28];
    *d = (tkit_date){.start = at(f, first)->start, .end = at(f, end - 1)->end, .how = from->how, .precision = from->precision};
    if (!to && !open) {
        tkit_moment_write(from, d->value, sizeof d->value);
    } else if (open) {
        tkit_moment_write(from, a, sizeof a);
        if (a[0])
            snprintf(d->value, sizeof d->value, open > 0 ? "%s/.." : "../%s", a);
        if (from->how == TKIT_DATE_EXPLICIT || from->how == TKIT_DATE_NAMED)
            d->how = TKIT_DATE_EXPLICIT_OPEN_RANGE;
    } else {
        tkit_moment_write(from, a, sizeof a);
        tkit_moment_write(to, b, sizeof b);
        if (a[0] && b[0])
            snprintf(d->value, sizeof d->value, "%s/%s", a, b);
    }
    if (!d->value[0] && d->how != TKIT_DATE_RELATIVE_UNANCHORED && d->how != TKIT_DATE_AMBIGUOUS &&
        d->how != TKIT_DATE_EXPLICIT_NO_YEAR)
        d->precision = TKIT_PRECISION_NONE;
    return TKIT_OK;
}

/* Whether a preposition belongs to the expression: "on Monday", "in May", "in December last year". */
static bool takes_preposition(const moment *m)
{
    return (m->how == TKIT_DATE_RELATIVE || m->how == TKIT_DATE_RELATIVE_UNANCHORED) && !m->literal[0] &&
           (m->precision == TKIT_PRECISION_DAY || m->precision == TKIT_PRECISION_MONTH);
}

/* Tries every rule at a position: the position behind the expression, or 0; a negative code on failure in *error. */
static size_t expression_at(struct finder *f, size_t p, int *error)
{
    moment from, to;
    const lexeme *l = at(f, p);
    size_t first = p, q = p, end;
    int open = 0;
    bool announced = false;
    if (l->kind == LEXEME_WORD) {
        switch (l->word) {
        case WORD_OTHER:
            if (!tkit_lexeme_reads(&f->x, l, "q"))
                return 0;
            break;
        case WORD_SINCE: open = 1; q++; break;
        case WORD_UNTIL: open = -1; q++; break;
        case WORD_FROM: case WORD_BETWEEN: announced = true; first = ++q; break;
        case WORD_ON: case WORD_IN: q++; break;
        default: break;
        }
    } else if (l->kind == LEXEME_MARK && l->value != '\'') {
        return 0;
    }
    size_t lead = q;
    if (word(f, q, WORD_THE)) {
        end = article_date_at(f, q, &from);
        if (end) {
            first = open ? p : q; /* the article belongs to "the 20th" */
            *error = emit(f, first, end, &from, NULL, open);
            return end;
        }
        q++;
        if (reads(f, q, "year") && at(f, q + 1)->kind == LEXEME_DIGITS)
            q++;
        if (!open)
            first = q;
    }
    if (!announced && !open && (end = day_range_at(f, q, &from, &to))) {
        *error = emit(f, q, end, &from, &to, 0);
        return end;
    }
    if (announced && (end = day_range_at(f, q, &from, &to))) {
        *error = emit(f, q, end, &from, &to, 0);
        return end;
    }
    end = date_at(f, q, &from);
    if (!end)
        return 0;
    if (!open) {
        size_t whole = range_end_at(f, end, announced, &from, &to);
        if (whole) {
            *error = emit(f, q, whole, &from, &to, 0);
            return whole;
        }
    } else if (from.how == TKIT_DATE_VAGUE || from.how == TKIT_DATE_DURATION) {
        open = 0;
        first = q;
    }
    if (!open && q > p && lead == q && (l->word == WORD_ON || l->word == WORD_IN))
        first = takes_preposition(&from) ? p : q;
    else if (!open && q > p)
        first = q;
    *error = emit(f, first, end, &from, NULL, open);
    return end;
}

int tkit_dates_find(tkit *tk, const char *text, size_t length, const tkit_date_options *options, tkit_dates *out)
{
    tkit_date_options given = {0};
    struct finder f = {.tk = tk, .anchor = {.year = NO_YEAR}, .out = out};
    out->count = 0;
    if (options)
        memcpy(&given, options, options->size < sizeof given ? options->size : sizeof given);
    if (length > UINT32_MAX)
        return tkit_fail(tk, TKIT_ELIMIT, "dates: text of %zu bytes is over 4 GiB", length);
    if (given.anchor && !tkit_anchor_parse(given.anchor, &f.anchor))
        return tkit_fail(tk, TKIT_EINVALID, "anchor '%s' is no date: write 2021-07-05, 2021-07 or 2021", given.anchor);
    if (given.order && strcmp(given.order, "dmy") != 0 && strcmp(given.order, "mdy") != 0)
        return tkit_fail(tk, TKIT_EINVALID, "order '%s': expected 'dmy' or 'mdy'", given.order);
    if (given.order)
        f.order = given.order[0] == 'd' ? ORDER_DMY : ORDER_MDY;
    tkit_lexer_start(&f.x, text, length);
    size_t p = 0;
    unsigned steps = 0;
    while (at(&f, p)->kind != LEXEME_END) {
        int error = TKIT_OK;
        size_t end = expression_at(&f, p, &error);
        if (error != TKIT_OK || ((++steps & 0xfff) == 0 && (error = tkit_poll(tk)) != TKIT_OK))
            return error;
        p = tkit_lexer_fill(&f.x, end ? end : p + 1);
    }
    return TKIT_OK;
}

void tkit_dates_free(tkit *tk, tkit_dates *dates)
{
    tkit_free(tk, dates->items, dates->capacity * sizeof *dates->items);
    *dates = (tkit_dates){0};
}

const char *tkit_date_how_name(int how)
{
    static const char *const names[] = {NULL,       "explicit",    "explicit-no-year", "explicit-open-range",
                                        "relative", "relative-unanchored", "named-event", "vague",
                                        "duration", "ambiguous"};
    return how > 0 && how < (int)(sizeof names / sizeof *names) ? names[how] : NULL;
}

const char *tkit_date_precision_name(int precision)
{
    static const char *const names[] = {NULL, "time", "day", "week", "month", "season", "year", "decade", "century"};
    return precision > 0 && precision < (int)(sizeof names / sizeof *names) ? names[precision] : NULL;
}
