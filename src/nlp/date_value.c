/* Resolution of dates against an anchor and their ISO 8601 form: see date_value.h. */
#include "nlp/date_value.h"

#include "nlp/date_calendar.h"

#include <stdio.h>

static bool digits(const char *s, size_t n, int *value)
{
    *value = 0;
    for (size_t i = 0; i < n; i++) {
        if (s[i] < '0' || s[i] > '9')
            return false;
        *value = *value * 10 + (s[i] - '0');
    }
    return true;
}

bool tkit_anchor_parse(const char *s, anchor *out)
{
    *out = (anchor){.year = NO_YEAR};
    size_t n = strlen(s);
    if (n > 10 && s[10] == 'T')
        n = 10; /* a time of day changes nothing */
    if (n == 7 && s[0] == '-' && s[1] == '-' && s[4] == '-')
        return digits(s + 2, 2, &out->month) && digits(s + 5, 2, &out->day) &&
               tkit_is_civil(2000, out->month, out->day);
    if (n != 4 && n != 7 && n != 10)
        return false;
    if (!digits(s, 4, &out->year))
        return false;
    if (n >= 7 && (s[4] != '-' || !digits(s + 5, 2, &out->month) || out->month < 1 || out->month > 12))
        return false;
    return n < 10 || (s[7] == '-' && digits(s + 8, 2, &out->day) && tkit_is_civil(out->year, out->month, out->day));
}

static bool has_day(const anchor *a)
{
    return a->year != NO_YEAR && a->day;
}

static void unanchored(moment *m, int precision)
{
    m->how = TKIT_DATE_RELATIVE_UNANCHORED;
    m->precision = (uint8_t)precision;
}

static void set_day(moment *m, long days)
{
    tkit_civil_from_days(days, &m->year, &m->month, &m->day);
    m->how = TKIT_DATE_RELATIVE;
    m->precision = TKIT_PRECISION_DAY;
}

static long anchor_days(const anchor *a)
{
    return tkit_days_from_civil(a->year, a->month, a->day);
}

void tkit_resolve_days(const anchor *a, int offset, moment *m)
{
    if (!has_day(a)) {
        unanchored(m, TKIT_PRECISION_DAY);
        return;
    }
    set_day(m, anchor_days(a) + offset);
}

void tkit_resolve_weekday(const anchor *a, int weekday, int direction, moment *m)
{
    if (!has_day(a)) {
        unanchored(m, TKIT_PRECISION_DAY);
        return;
    }
    long today = anchor_days(a);
    long back = ((tkit_weekday(today) - weekday) % 7 + 7) % 7; /* days since the last one, 0 = today */
    if (direction < 0)
        set_day(m, today - (back ? back : 7));
    else if (direction == 0)
        set_day(m, today - back);
    else if (direction == 1)
        set_day(m, today + 7 - back);
    else
        set_day(m, today - tkit_weekday(today) + weekday);
}

void tkit_resolve_month(const anchor *a, int direction, moment *m)
{
    m->precision = TKIT_PRECISION_MONTH;
    m->how = TKIT_DATE_RELATIVE;
    if (a->year == NO_YEAR || !a->month) {
        m->how = TKIT_DATE_RELATIVE_UNANCHORED;
        return;
    }
    if (direction < 0)
        m->year = a->year - (m->month >= a->month);
    else if (direction == 0)
        m->year = a->year - (m->month > a->month);
    else if (direction == 1)
        m->year = a->year + (m->month <= a->month);
    else
        m->year = a->year;
}

void tkit_resolve_season(const anchor *a, int direction, moment *m)
{
    m->precision = TKIT_PRECISION_SEASON;
    m->how = TKIT_DATE_RELATIVE;
    if (a->year == NO_YEAR || !a->month) {
        unanchored(m, TKIT_PRECISION_SEASON);
        m->part = 0;
        return;
    }
    int first = (m->part - 21) * 3 + 3; /* spring begins in March */
    bool begun = a->month >= first, over = a->month >= first + 3;
    if (direction < 0)
        m->year = a->year - !over;
    else if (direction == 1)
        m->year = a->year + begun;
    else if (direction == 2)
        m->year = a->year;
    else
        m->year = a->year - !begun;
}

static void shift_months(const anchor *a, long count, moment *m)
{
    long months = (long)a->year * 12 + a->month - 1 + count;
    m->year = (int)(months >= 0 ? months / 12 : -((11 - months) / 12));
    m->month = (int)(months - (long)m->year * 12) + 1;
    m->precision = TKIT_PRECISION_MONTH;
}

static void century_or_decade(int year, int size, moment *m)
{
    snprintf(m->literal, sizeof m->literal, size == 10 ? "%03dX" : "%02dXX", year / size);
    m->year = year;
    m->precision = size == 10 ? TKIT_PRECISION_DECADE : TKIT_PRECISION_CENTURY;
}

/* Saturday and Sunday, `count` weeks from the anchor's. */
static void write_weekend(const anchor *a, long count, moment *m)
{
    long today = anchor_days(a);
    long saturday = today - tkit_weekday(today) + 6 + 7 * count;
    int y, mo, d, y2, mo2, d2;
    tkit_civil_from_days(saturday, &y, &mo, &d);
    tkit_civil_from_days(saturday + 1, &y2, &mo2, &d2);
    snprintf(m->literal, sizeof m->literal, "%04d-%02d-%02d/%04d-%02d-%02d", y, mo, d, y2, mo2, d2);
}

void tkit_resolve_period(const anchor *a, enum period unit, double count, moment *m)
{
    static const uint8_t precisions[] = {
        [PERIOD_SECOND] = TKIT_PRECISION_TIME,     [PERIOD_MINUTE] = TKIT_PRECISION_TIME,
        [PERIOD_HOUR] = TKIT_PRECISION_TIME,       [PERIOD_DAY] = TKIT_PRECISION_DAY,
        [PERIOD_WEEK] = TKIT_PRECISION_WEEK,       [PERIOD_FORTNIGHT] = TKIT_PRECISION_WEEK,
        [PERIOD_MONTH] = TKIT_PRECISION_MONTH,     [PERIOD_QUARTER] = TKIT_PRECISION_SEASON,
        [PERIOD_YEAR] = TKIT_PRECISION_YEAR,       [PERIOD_DECADE] = TKIT_PRECISION_YEAR,
        [PERIOD_CENTURY] = TKIT_PRECISION_CENTURY, [PERIOD_WEEKEND] = TKIT_PRECISION_DAY};
    unanchored(m, precisions[unit]);
    bool whole = count == (long)count;
    if (a->year == NO_YEAR || count < -10000 || count > 10000)
        return;
    switch (unit) {
    case PERIOD_DAY:
        if (has_day(a))
            set_day(m, anchor_days(a) + (long)count);
        return;
    case PERIOD_WEEK:
    case PERIOD_FORTNIGHT:
        if (!has_day(a))
            return;
        tkit_iso_week(anchor_days(a) + (long)(count * (unit == PERIOD_WEEK ? 7 : 14)), &m->year, &m->week);
        break;
    case PERIOD_WEEKEND:
        if (!has_day(a))
            return;
        write_weekend(a, (long)count, m);
        break;
    case PERIOD_MONTH:
        if (!a->month)
            return;
        shift_months(a, (long)count, m);
        break;
    case PERIOD_QUARTER: {
        if (!a->month)
            return;
        long quarters = (long)a->year * 4 + (a->month - 1) / 3 + (long)count;
        m->year = (int)(quarters / 4);
        m->part = 33 + (int)(quarters % 4);
        break;
    }
    case PERIOD_YEAR:
        if (!whole && a->month) {
            shift_months(a, (long)(count * 12), m);
            break;
        }
        m->year = a->year + (int)count;
        break;
    case PERIOD_DECADE: m->year = a->year + (int)(count * 10); break;
    case PERIOD_CENTURY:
        m->year = a->year + (int)(count * 100);
        century_or_decade(m->year, 100, m);
        break;
    default: return;
    }
    m->how = TKIT_DATE_RELATIVE;
}

void tkit_resolve_span(const anchor *a, enum period unit, int count, moment *m)
{
    moment from = {.year = NO_YEAR}, to = {.year = NO_YEAR};
    char first[28], last[28];
    if (unit == PERIOD_DECADE || unit == PERIOD_CENTURY) {
        count *= unit == PERIOD_DECADE ? 10 : 100;
        unit = PERIOD_YEAR;
    } else if (unit == PERIOD_WEEK || unit == PERIOD_FORTNIGHT) {
        count *= unit == PERIOD_WEEK ? 7 : 14; /* to the day: "2021-06-21/2021-07-05" */
        unit = PERIOD_DAY;
    }
    tkit_resolve_period(a, unit, count < 0 ? count : 0, &from);
    tkit_resolve_period(a, unit, count < 0 ? 0 : count, &to);
    m->how = from.how;
    m->precision = from.precision;
    tkit_moment_write(&from, first, sizeof first);
    tkit_moment_write(&to, last, sizeof last);
    if (first[0] && last[0])
        snprintf(m->literal, sizeof m->literal, "%s/%s", first, last);
}

void tkit_resolve_year(const anchor *a, moment *m)
{
    if (m->year != NO_YEAR || a->year == NO_YEAR)
        return;
    moment filled = *m;
    filled.year = a->year;
    if (!m->month) { /* the 20th: of the anchor's month, else of the month before */
        if (!has_day(a))
            return;
        filled.month = a->month;
        if (m->day > a->day && --filled.month == 0) {
            filled.month = 12;
            filled.year--;
        }
    } else if (has_day(a) &&
               tkit_days_from_civil(filled.year, filled.month, filled.day ? filled.day : 1) > anchor_days(a)) {
        return; /* the coming one or the one of last year: the text does not say */
    }
    if (!filled.day || tkit_is_civil(filled.year, filled.month, filled.day))
        *m = filled;
}

static void write_year(int year, char *out, size_t size)
{
    if (year < 0)
        snprintf(out, size, "-%04d", -year);
    else
        snprintf(out, size, "%04d", year);
}

void tkit_moment_write(const moment *m, char *out, size_t size)
{
    char year[16] = "";
    out[0] = 0;
    if (m->literal[0]) {
        snprintf(out, size, "%s", m->literal);
        return;
    }
    if (m->year == NO_YEAR) {
        if (m->month && m->day)
            snprintf(out, size, "--%02d-%02d", m->month, m->day);
        else if (m->month)
            snprintf(out, size, "--%02d", m->month);
        else if (m->day)
            snprintf(out, size, "---%02d", m->day);
        return;
    }
    write_year(m->year, year, sizeof year);
    if (m->week)
        snprintf(out, size, "%s-W%02d", year, m->week);
    else if (m->part)
        snprintf(out, size, "%s-%02d", year, m->part);
    else if (m->month && m->day && m->time[0])
        snprintf(out, size, "%s-%02d-%02dT%s", year, m->month, m->day, m->time);
    else if (m->month && m->day)
        snprintf(out, size, "%s-%02d-%02d", year, m->month, m->day);
    else if (m->month)
        snprintf(out, size, "%s-%02d", year, m->month);
    else
        snprintf(out, size, "%s", year);
}

void tkit_duration_write(double count, enum period unit, char *out, size_t size)
{
    /* ISO 8601 has designators for some units; the others are multiples of them. */
    static const struct {
        const char *prefix, *designator;
        int times;
    } forms[] = {
        [PERIOD_SECOND] = {"PT", "S", 1}, [PERIOD_MINUTE] = {"PT", "M", 1},   [PERIOD_HOUR] = {"PT", "H", 1},
        [PERIOD_DAY] = {"P", "D", 1},     [PERIOD_WEEK] = {"P", "W", 1},      [PERIOD_FORTNIGHT] = {"P", "W", 2},
        [PERIOD_MONTH] = {"P", "M", 1},   [PERIOD_QUARTER] = {"P", "M", 3},   [PERIOD_YEAR] = {"P", "Y", 1},
        [PERIOD_DECADE] = {"P", "Y", 10}, [PERIOD_CENTURY] = {"P", "Y", 100}, [PERIOD_WEEKEND] = {"P", "D", 2}};
    double value = count * forms[unit].times;
    if (value >= 1e9 || value < 0) {
        out[0] = 0;
        return;
    }
    /* Not %g: the decimal point must not follow the host's locale. */
    long whole = (long)value, hundredths = (long)((value - (double)whole) * 100 + 0.5);
    if (hundredths == 0 || hundredths == 100)
        snprintf(out, size, "%s%ld%s", forms[unit].prefix, whole + hundredths / 100, forms[unit].designator);
    else if (hundredths % 10 == 0)
        snprintf(out, size, "%s%ld.%ld%s", forms[unit].prefix, whole, hundredths / 10, forms[unit].designator);
    else
        snprintf(out, size, "%s%ld.%02ld%s", forms[unit].prefix, whole, hundredths, forms[unit].designator);
}
