/* A point in time as the rules for dates read it, its resolution against an anchor, and its ISO
 * 8601 form. */
#ifndef TOOLKIT_NLP_DATE_VALUE_H
#define TOOLKIT_NLP_DATE_VALUE_H

#include "base/context.h"
#include "nlp/lexeme.h"

#include <toolkit/nlp.h>

enum { NO_YEAR = -32768 };

typedef struct moment {
    int year;       /* NO_YEAR: not said; BC years are astronomical (44 BC = -43) */
    int month, day; /* 0: not said */
    int part;       /* 21 - 24 seasons, 33 - 36 quarters of `year` */
    int week;       /* ISO week of `year` */
    char time[16];  /* "14:30", "14:30:00Z"; "" */
    uint8_t how, precision;
    char literal[56]; /* the value itself where it is no single date: weekends, durations; "" =
                         build it */
} moment;

/* The day that relative expressions are counted from. Fields that are not known are 0, year
 * NO_YEAR. */
typedef struct anchor {
    int year, month, day;
} anchor;

/* "2021-07-05", "2021-07", "2021" or "--07-05". False when it is none of them. */
bool tkit_anchor_parse(const char *text, anchor *out);

/* Each sets year, month, day, precision and how, and falls back to relative-unanchored when the
 * anchor is too coarse. */
void tkit_resolve_days(const anchor *a, int offset, moment *m); /* yesterday: -1 */
void tkit_resolve_weekday(const anchor *a, int weekday, int direction,
                          moment *m); /* -1 last, 0 nearest not after, 1 next, 2 of this week */
void tkit_resolve_month(const anchor *a, int direction, moment *m);  /* m->month given; the same directions */
void tkit_resolve_season(const anchor *a, int direction, moment *m); /* m->part given */
void tkit_resolve_period(const anchor *a, enum period unit, double count,
                         moment *m);                                             /* last year: -1; ago, in the future */
void tkit_resolve_span(const anchor *a, enum period unit, int count, moment *m); /* past five years: -5, next two: 2 */
void tkit_resolve_year(const anchor *a, moment *m); /* July 5, the 20th: the open year, month */

/* Writes the value; "" when it is not known. Room for 28 bytes. */
void tkit_moment_write(const moment *m, char *out, size_t size);
void tkit_duration_write(double count, enum period unit, char *out, size_t size);

#endif
