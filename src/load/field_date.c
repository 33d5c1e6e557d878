/* Dates in fields: see field_date.h. A value is cut into numbers and words; the first date they form counts. */
#include "load/field_date.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

enum { PARTS = 8 };

struct part {
    int number;    /* -1 for a month's name */
    int digits;
    int month;     /* 1-12 of a name */
    char before;   /* the character before it */
};

static int month_of(const char *word, size_t length)
{
    static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
    if (length < 3)
        return 0;
    for (int i = 0; i < 12; i++)
        if (strncasecmp(word, names + 3 * i, 3) == 0)
            return i + 1;
    return 0;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

/* Numbers and month names up to the time of day. */
static int split(const char *s, struct part parts[PARTS])
{
    int n = 0;
    const char *p = s;
    while (*p && n < PARTS) {
        if (is_digit(*p)) {
            struct part part = {.before = p > s ? p[-1] : '\0'};
            for (; is_digit(*p); p++) {
                if (part.digits < 9)
                    part.number = part.number * 10 + (*p - '0');
                part.digits++;
            }
            if (*p == ':' || part.before == ':')
                continue; /* time of day */
            parts[n++] = part;
        } else if (is_letter(*p)) {
            const char *start = p;
            while (is_letter(*p)) p++;
            int month = month_of(start, (size_t)(p - start));
            if (month)
                parts[n++] = (struct part){.number = -1, .month = month};
        } else {
            p++;
        }
    }
    return n;
}

static int full_year(const struct part *p)
{
    if (p->digits == 4)
        return p->number;
    return p->digits == 2 ? p->number + (p->number < 70 ? 2000 : 1900) : -1;
}

static bool is_date(int year, int month, int day)
{
    static const int days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (year < 1000 || year > 2999 || month < 1 || month > 12 || day < 1 || day > days[month - 1])
        return false;
    return month != 2 || day < 29 || (year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));
}

static bool give(int year, int month, int day, char out[32], const char **precision)
{
    snprintf(out, 32, "%04d-%02d-%02d", year % 10000, month % 100, day % 100);
    *precision = "day";
    return true;
}

static bool with_month_name(const struct part *p, int n, char out[32], const char **precision)
{
    for (int i = 0; i < n; i++) {
        if (p[i].number >= 0)
            continue;
        int month = p[i].month;
        if (i > 0 && i + 1 < n && p[i - 1].digits <= 2 && is_date(full_year(&p[i + 1]), month, p[i - 1].number))
            return give(full_year(&p[i + 1]), month, p[i - 1].number, out, precision); /* 5 July 2021 */
        if (i + 2 < n && p[i + 1].digits <= 2 && is_date(full_year(&p[i + 2]), month, p[i + 1].number))
            return give(full_year(&p[i + 2]), month, p[i + 1].number, out, precision); /* July 5, 2021 */
        if (i > 0 && i + 1 < n && p[i - 1].digits == 4 && is_date(p[i - 1].number, month, p[i + 1].number))
            return give(p[i - 1].number, month, p[i + 1].number, out, precision); /* 2021 Jul 5 */
        const struct part *year = i + 1 < n && p[i + 1].digits == 4 ? &p[i + 1] : i > 0 && p[i - 1].digits == 4 ? &p[i - 1] : NULL;
        if (year && is_date(year->number, month, 1)) {
            snprintf(out, 32, "%04d-%02d", year->number % 10000, month);
            *precision = "month";
            return true;
        }
    }
    return false;
}

static bool since_1970(const char *value, char out[32], const char **precision)
{
    size_t n = strspn(value, "0123456789");
    if ((n != 10 && n != 13) || value[n] != '\0')
        return false;
    long long seconds = 0;
    for (int i = 0; i < 10; i++) seconds = seconds * 10 + (value[i] - '0');
    time_t at = (time_t)seconds;
    struct tm when;
    return gmtime_r(&at, &when) && give(when.tm_year + 1900, when.tm_mon + 1, when.tm_mday, out, precision);
}

bool tkit_field_date(const char *value, const char *order, char out[32], const char **precision)
{
    struct part p[PARTS];
    *precision = NULL;
    while (*value == ' ' || *value == '\n' || *value == '\t' || *value == '\r') value++;
    if (since_1970(value, out, precision))
        return true;
    int n = split(value, p);
    if (with_month_name(p, n, out, precision))
        return true;
    if (n >= 1 && p[0].digits == 8 && is_date(p[0].number / 10000, p[0].number / 100 % 100, p[0].number % 100))
        return give(p[0].number / 10000, p[0].number / 100 % 100, p[0].number % 100, out, precision);
    if (n >= 3 && p[0].digits == 4 && is_date(p[0].number, p[1].number, p[2].number))
        return give(p[0].number, p[1].number, p[2].number, out, precision);
    if (n >= 3 && p[0].digits <= 2 && p[1].digits <= 2) {
        bool year_first = order && strcmp(order, "ymd") == 0, month_first = order && strcmp(order, "mdy") == 0;
        if (year_first && is_date(full_year(&p[0]), p[1].number, p[2].number))
            return give(full_year(&p[0]), p[1].number, p[2].number, out, precision);
        int year = full_year(&p[2]), a = p[0].number, b = p[1].number;
        if (is_date(year, month_first ? a : b, month_first ? b : a))
            return give(year, month_first ? a : b, month_first ? b : a, out, precision);
        if (is_date(year, month_first ? b : a, month_first ? a : b))
            return give(year, month_first ? b : a, month_first ? a : b, out, precision);
    }
    if (n >= 1 && p[0].digits == 4 && is_date(p[0].number, 1, 1)) {
        bool month = n >= 2 && (p[1].before == '-' || p[1].before == '/') && p[1].number >= 1 && p[1].number <= 12;
        if (month)
            snprintf(out, 32, "%04d-%02d", p[0].number % 10000, p[1].number % 100);
        else
            snprintf(out, 32, "%04d", p[0].number % 10000);
        *precision = month ? "month" : "year";
        return true;
    }
    return false;
}
