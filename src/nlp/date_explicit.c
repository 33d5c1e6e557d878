/* Dates that are written out: in digits, by the names of days and months, years, decades,
 * centuries. See date_rules.h. */
#include "nlp/date_rules.h"

#include "nlp/date_calendar.h"

#include <stdio.h>

/* ---- parts ---- */

/* Digits that are glued to a word or to further digits are no whole. */
bool tkit_rule_whole_digits(const struct finder *f, size_t p)
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
size_t tkit_rule_day_at(const struct finder *f, size_t p, int *day, bool *ordinal)
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
    if (lexeme_digits(l) == 4 && l->value >= 1000 && l->value < 3000 && tkit_rule_whole_digits(f, p)) {
        *year = (int)l->value;
        return p + 1;
    }
    if (lexeme_is_mark(l, '\'') && lexeme_digits(at(f, p + 1)) == 2 && glued(f, p + 1) &&
        tkit_rule_whole_digits(f, p + 1)) {
        int two = (int)at(f, p + 1)->value;
        *year = two < 70 ? 2000 + two : 1900 + two; /* the pivot of POSIX %y is 69 */
        return p + 2;
    }
    return 0;
}

/* ", 2021", " 2021", ", of 2021": the year behind a day or a month. */
size_t tkit_rule_year_behind(const struct finder *f, size_t p, int *year)
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
    if ((mark(f, end, '+') || mark(f, end, '-')) && glued(f, end) && lexeme_digits(at(f, end + 1)) == 2 &&
        glued(f, end + 1) && mark(f, end + 2, ':') && lexeme_digits(at(f, end + 3)) == 2) {
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
    if ((separator == '/' || separator == '.') && a->value == 9 && b->value == 11 && tkit_rule_whole_digits(f, p + 2)) {
        /* the attacks; "9.11 million" and "9.11 percent" are numbers, "$9.11" was seen by the
         * caller */
        const lexeme *next = at(f, p + 3);
        if (separator == '.' &&
            (lexeme_is_mark(next, '%') || lexeme_is_word(next, WORD_MAGNITUDE) || lexeme_is_word(next, WORD_PERCENT) ||
             lexeme_is_word(next, WORD_MEASURE) || lexeme_is_word(next, WORD_CURRENCY) ||
             lexeme_is_word(next, WORD_PERIOD) || lexeme_is_word(next, WORD_PERCENTAGE) ||
             lexeme_is_word(next, WORD_TIMES) || lexeme_is_word(next, WORD_PER)))
            return 0;
        m->year = 2001, m->month = 9, m->day = 11;
        m->how = TKIT_DATE_NAMED;
        m->precision = TKIT_PRECISION_DAY;
        return p + 3;
    }
    if (separator == '/' && lexeme_digits(b) == 4 && a->value >= 1 && a->value <= 12 && b->value >= 1800 &&
        b->value < 2200 && tkit_rule_whole_digits(f, p + 2)) { /* 07/2021 */
        m->month = (int)a->value, m->year = (int)b->value;
        m->how = TKIT_DATE_EXPLICIT;
        m->precision = TKIT_PRECISION_MONTH;
        return p + 3;
    }
    if (separator == '-' && lexeme_digits(a) == 4 && a->value >= 1000 && a->value < 2200 && lexeme_digits(b) == 2 &&
        b->value >= 1 && b->value <= 12 && tkit_rule_whole_digits(f, p + 2)) { /* 2021-07 */
        m->year = (int)a->value, m->month = (int)b->value;
        m->how = TKIT_DATE_EXPLICIT;
        m->precision = TKIT_PRECISION_MONTH;
        return p + 3;
    }
    return 0;
}

/* 2022-W26. */
static size_t iso_week_at(const struct finder *f, size_t p, moment *m)
{
    const lexeme *week = at(f, p + 3);
    if (lexeme_digits(at(f, p)) != 4 || !mark(f, p + 1, '-') || !glued(f, p + 1) || !reads(f, p + 2, "w") ||
        !glued(f, p + 2) || lexeme_digits(week) != 2 || !lexeme_glued(week) || week->value < 1 || week->value > 53 ||
        !tkit_rule_whole_digits(f, p + 3))
        return 0;
    m->how = TKIT_DATE_EXPLICIT;
    m->precision = TKIT_PRECISION_WEEK;
    m->year = (int)at(f, p)->value;
    snprintf(m->literal, sizeof m->literal, "%04d-W%02u", m->year, (unsigned)week->value % 100);
    return p + 4;
}

/* Whether three numbers with `separator` between them, at p, p + 2 and p + 4, are all there are. */
static bool are_three_numbers(const struct finder *f, size_t p, uint32_t separator)
{
    bool t_follows = reads(f, p + 5, "t") && glued(f, p + 5);
    if (!tkit_rule_whole_digits(f, p + 4) && !t_follows)
        return false;
    if (mark(f, p + 5, separator) && glued(f, p + 5) && separator != '.')
        return false;
    return !(mark(f, p + 5, '.') && glued(f, p + 5) && lexeme_digits(at(f, p + 6)) && glued(f, p + 6));
}

/* 2021-07-05, with or without a time */
static size_t year_first_at(const struct finder *f, size_t p, moment *m)
{
    const lexeme *a = at(f, p), *b = at(f, p + 2), *c = at(f, p + 4);
    if (a->value < 1000 || a->value >= 3000 || lexeme_digits(b) > 2 || lexeme_digits(c) > 2 ||
        !tkit_is_civil((int)a->value, (int)b->value, (int)c->value))
        return 0;
    m->year = (int)a->value, m->month = (int)b->value, m->day = (int)c->value;
    m->how = TKIT_DATE_EXPLICIT;
    m->precision = TKIT_PRECISION_DAY;
    return iso_time(f, p + 5, m);
}

/* The year that stands last in 05/07/2021 or 05/07/21; NO_YEAR when it can be none. */
static int year_last(const struct finder *f, const lexeme *l, uint32_t separator)
{
    int year = (int)l->value;
    if (lexeme_digits(l) == 2) {
        if (separator == '.' && f->order == ORDER_UNKNOWN)
            return NO_YEAR; /* 1.2.34 is a version or a section */
        return year + (year < 70 ? 2000 : 1900);
    }
    return lexeme_digits(l) == 4 && year >= 1000 && year < 3000 ? year : NO_YEAR;
}

/* 05/07/2021, 5.7.2021: day and month in the order that the text or the caller says. */
static size_t year_last_at(const struct finder *f, size_t p, uint32_t separator, moment *m)
{
    const lexeme *a = at(f, p), *b = at(f, p + 2);
    if (lexeme_digits(a) > 2 || lexeme_digits(b) > 2)
        return 0;
    int x = (int)a->value, y = (int)b->value, year = year_last(f, at(f, p + 4), separator);
    if (year == NO_YEAR)
        return 0;
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

size_t tkit_rule_numeric_at(const struct finder *f, size_t p, moment *m)
{
    const lexeme *first = at(f, p + 1), *b = at(f, p + 2), *second = at(f, p + 3), *c = at(f, p + 4);
    size_t week = iso_week_at(f, p, m);
    if (week)
        return week;
    if (first->kind != LEXEME_MARK || !lexeme_glued(first) || b->kind != LEXEME_DIGITS || !lexeme_glued(b))
        return 0;
    uint32_t separator = first->value;
    if (separator != '/' && separator != '-' && separator != '.')
        return 0;
    if (!lexeme_is_mark(second, separator) || !lexeme_glued(second) || c->kind != LEXEME_DIGITS || !lexeme_glued(c))
        return two_numbers(f, p, separator, m);
    if (!are_three_numbers(f, p, separator))
        return 0;
    return lexeme_digits(at(f, p)) == 4 ? year_first_at(f, p, m) : year_last_at(f, p, separator, m);
}

/* ---- years, decades, centuries ---- */

/* Whether the word behind four digits shows that they count something. */
bool tkit_rule_counts_something(const struct finder *f, size_t p)
{
    const lexeme *l = at(f, p);
    if (l->kind == LEXEME_MARK)
        return l->value == '%' ||
               (l->value == '-' && lexeme_glued(l) && glued(f, p + 1) && at(f, p + 1)->kind == LEXEME_WORD);
    if (l->kind != LEXEME_WORD)
        return false;
    switch (l->word) {
    case WORD_PEOPLE:
    case WORD_MAGNITUDE:
    case WORD_PERCENT:
    case WORD_MEASURE:
    case WORD_CURRENCY:
    case WORD_PERIOD:
    case WORD_TIMES:
    case WORD_DOZEN:
    case WORD_OTHERS:
    case WORD_PER:
    case WORD_CENT: return true;
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

size_t tkit_rule_decade_at(const struct finder *f, size_t p, moment *m)
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
    m->precision =
        decade % 100 == 0 && lexeme_digits(l) == 4 && decade < 2000 ? TKIT_PRECISION_CENTURY : TKIT_PRECISION_DECADE;
    if (m->precision == TKIT_PRECISION_CENTURY)
        snprintf(m->literal, sizeof m->literal, "%02dXX", decade / 100); /* the 1800s */
    else
        snprintf(m->literal, sizeof m->literal, "%03dX", decade / 10);
    return end + 1;
}

/* "the 2016 elections", "its 2015 promises": a year with its noun. Who counts writes no bare 2016, and rarely "the". */
static bool names_a_year(const struct finder *f, size_t p)
{
    static const char *const owners[] = {"its", "his", "her", "their", "our"};
    if (p == 0 || at(f, p)->value % 100 == 0)
        return false;
    if (word(f, p - 1, WORD_THE))
        return true;
    for (size_t i = 0; i < sizeof owners / sizeof *owners; i++)
        if (tkit_lexeme_reads(&f->x, at(f, p - 1), owners[i]))
            return true;
    return false;
}

/* A year on its own. `strong`: the word before asks for a date (in, since, by ...). */
size_t tkit_rule_bare_year(const struct finder *f, size_t p, bool strong, moment *m)
{
    const lexeme *l = at(f, p), *before = p ? at(f, p - 1) : NULL;
    if (lexeme_digits(l) != 4 || !tkit_rule_whole_digits(f, p))
        return 0;
    size_t era = p + 1;
    if (word(f, era, WORD_ERA) && (at(f, era)->flags & LEXEME_CAPITAL)) {
        m->year = at(f, era)->number < 0 ? 1 - (int)l->value : (int)l->value;
        m->how = TKIT_DATE_EXPLICIT;
        m->precision = TKIT_PRECISION_YEAR;
        return era + 1;
    }
    if (l->value < (strong ? 1000u : 1900u) || l->value > 2100 ||
        (tkit_rule_counts_something(f, p + 1) &&
         !(names_a_year(f, p) && at(f, p + 1)->kind == LEXEME_WORD && at(f, p + 1)->word == WORD_OTHER)))
        return 0;
    if (before && before->kind == LEXEME_MARK &&
        (before->value == '$' || before->value == MARK_EURO || before->value == MARK_POUND ||
         before->value == MARK_YEN || before->value == '#' ||
         (before->value == '-' && lexeme_glued(before) && p > 1 && at(f, p - 2)->kind == LEXEME_DIGITS)))
        return 0;
    if (before && before->kind == LEXEME_WORD) {
        switch (before->word) {
        case WORD_LABEL:
        case WORD_MORE:
        case WORD_THAN:
        case WORD_LEAST:
        case WORD_MOST:
        case WORD_CURRENCY_CODE:
        case WORD_UNDER:
        case WORD_EXACT:
        case WORD_UP: return 0;
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
bool tkit_rule_asks_for_date(const struct finder *f, size_t p)
{
    const lexeme *l = p ? at(f, p - 1) : NULL;
    if (!l || l->kind != LEXEME_WORD)
        return false;
    switch (l->word) {
    case WORD_IN:
    case WORD_SINCE:
    case WORD_UNTIL:
    case WORD_BY:
    case WORD_DURING:
    case WORD_FROM:
    case WORD_BEFORE:
    case WORD_EARLY:
    case WORD_YEAR_FOLLOWS:
    case WORD_THE:
    case WORD_OF:
    case WORD_THIS:
    case WORD_BETWEEN: return true;
    default: return tkit_lexeme_reads(&f->x, l, "after") || tkit_lexeme_reads(&f->x, l, "year");
    }
}

size_t tkit_rule_century_at(const struct finder *f, size_t p, moment *m)
{
    int number;
    bool ordinal;
    size_t end = tkit_rule_day_at(f, p, &number, &ordinal);
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
size_t tkit_rule_day_month_at(const struct finder *f, size_t p, moment *m)
{
    int day, month, year;
    bool ordinal, sure;
    size_t q = tkit_rule_day_at(f, p, &day, &ordinal);
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
    if (at(f, q)->number >= 200 &&
        !ordinal) { /* "5 May" but "the 5 may" was refused by its letter; "5 March" is fine */
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
    size_t with_year = tkit_rule_year_behind(f, end, &year);
    if (with_year)
        m->year = year;
    return finish_day(f, m, with_year ? with_year : end);
}

/* July 5, 2021; July 5th; July 2021; December last year; July. */
size_t tkit_rule_month_led(const struct finder *f, size_t p, bool strong, moment *m)
{
    int month, day, year;
    bool sure, ordinal;
    size_t q = month_at(f, p, &month, &sure);
    if (!q)
        return 0;
    m->month = month;
    size_t d = word(f, q, WORD_THE) ? q + 1 : q; /* July the 5th */
    size_t end = tkit_rule_day_at(f, d, &day, &ordinal);
    if (end && (ordinal ? !word(f, end, WORD_PERIOD) : tkit_rule_whole_digits(f, end - 1) && d == q)) {
        const lexeme *next = at(f, end);
        bool counts = !ordinal && (lexeme_is_word(next, WORD_PEOPLE) || lexeme_is_word(next, WORD_PERCENT) ||
                                   lexeme_is_word(next, WORD_MAGNITUDE) || lexeme_is_mark(next, '%'));
        if (!counts) {
            m->day = day;
            size_t with_year = tkit_rule_year_behind(f, end, &year);
            if (with_year)
                m->year = year;
            return finish_day(f, m, with_year ? with_year : end);
        }
    }
    end = tkit_rule_year_behind(f, q, &year);
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
size_t tkit_rule_weekday_led(const struct finder *f, size_t p, moment *m)
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
        end = tkit_rule_numeric_at(f, date, &full);
        if (!end)
            end = tkit_rule_day_month_at(f, date, &full);
    } else if (word(f, date, WORD_MONTH)) {
        end = tkit_rule_month_led(f, date, false, &full);
    } else if (word(f, date, WORD_ORDINAL)) {
        end = tkit_rule_day_month_at(f, date, &full);
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
                tkit_civil_from_days(tkit_days_from_civil(m->year, m->month, m->day) + 7 * weeks, &m->year, &m->month,
                                     &m->day);
            return q + 2;
        }
    }
    tkit_resolve_weekday(&f->anchor, l->number, 0, m);
    return q;
}
