/* nlp.h: the language layer: tagger, lemmatiser, parser, names, numbers, dates. */
#ifndef TOOLKIT_NLP_H
#define TOOLKIT_NLP_H

#include <toolkit/text.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- dates ----
 *
 * Dates in running English text, by rules: no model, one linear scan. Spans never overlap and ascend.
 *
 * Values are ISO 8601, with the truncated forms of its 2000 edition where the text leaves something out and the level 1
 * forms of ISO 8601-2 (EDTF) for what has no other: "2021-07-05", "2021-07", "2021", "--07-05" (no year), "--07" (a month),
 * "---20" (a day of some month), "2021-W26", "2021-07-05T14:30", "2019-22" (season: 21 spring - 24 winter), "2020-34"
 * (quarter: 33 - 36), "199X" (decade), "19XX" (century), "-0043" (44 BC), "P10Y" (duration), "A/B" (range), "A/.." (since),
 * "../B" (until). The value is empty when the text, with the anchor, does not say. */

enum tkit_date_how {
    TKIT_DATE_EXPLICIT = 1,        /* "explicit": all of the value is written */
    TKIT_DATE_EXPLICIT_NO_YEAR,    /* "explicit-no-year": July 5, the 20th. With an anchor the year is filled in when the
                                      day is not after it; otherwise the value stays open */
    TKIT_DATE_EXPLICIT_OPEN_RANGE, /* "explicit-open-range": since 2013, until July 5, 2021 */
    TKIT_DATE_RELATIVE,            /* "relative": resolved by the anchor */
    TKIT_DATE_RELATIVE_UNANCHORED, /* "relative-unanchored": on Monday, last year; no anchor or too coarse a one */
    TKIT_DATE_NAMED,               /* "named-event": 9/11, Christmas */
    TKIT_DATE_VAGUE,               /* "vague": recently, in recent years; never a value */
    TKIT_DATE_DURATION,            /* "duration": ten years, 48 hours */
    TKIT_DATE_AMBIGUOUS            /* "ambiguous": 05/07/2021 without an `order`; the value is the year alone */
};

enum tkit_date_precision {
    TKIT_PRECISION_NONE, /* vague, or no value */
    TKIT_PRECISION_TIME,
    TKIT_PRECISION_DAY,
    TKIT_PRECISION_WEEK,
    TKIT_PRECISION_MONTH,
    TKIT_PRECISION_SEASON, /* seasons and quarters */
    TKIT_PRECISION_YEAR,
    TKIT_PRECISION_DECADE,
    TKIT_PRECISION_CENTURY
};

typedef struct tkit_date {
    uint32_t start, end; /* bytes of the expression: with its preposition where that gives the sense ("on Monday",
                            "In May", "Since 2013"), without it otherwise ("July 5, 2021") */
    uint8_t how;         /* enum tkit_date_how */
    uint8_t precision;   /* enum tkit_date_precision: of the coarser end of a range */
    char value[56];      /* NUL-terminated; "" = not known */
} tkit_date;

/* Start with {0}; tkit_dates_free() returns the memory. */
typedef struct tkit_dates {
    tkit_date *items;
    size_t count, capacity;
} tkit_dates;

typedef struct tkit_date_options {
    uint32_t size;      /* sizeof(tkit_date_options) */
    const char *anchor; /* the day that "yesterday" is counted from: "2021-07-05", "2021-07" or "2021". NULL = none */
    const char *order;  /* "dmy" or "mdy" for 05/07/2021. NULL = only what is unmistakable (25/07/2021) is resolved */
} tkit_date_options;

/* Finds the dates of a text. `options` may be NULL. A weekday or month without a year is the nearest one that is not after
 * the anchor ("on Tuesday" in a text of Monday 16 is Tuesday 10), unless "next" says otherwise. O(length).
 * Errors: TKIT_ENOMEM, TKIT_ELIMIT above 4 GiB, TKIT_EINTERRUPT, TKIT_EINVALID for an anchor or order that is none. */
TKIT_API int tkit_dates_find(tkit *tk, const char *text, size_t length, const tkit_date_options *options,
                             tkit_dates *out);
TKIT_API void tkit_dates_free(tkit *tk, tkit_dates *dates);

TKIT_API const char *tkit_date_how_name(int how);             /* "explicit" ...; NULL for another number */
TKIT_API const char *tkit_date_precision_name(int precision); /* "day", "month" ...; NULL for none */

/* ---- numbers ----
 *
 * Quantities in running English text: a number with its bounds and what it counts. Not reported: dates and times,
 * ordinals, and digits that are part of a name or a code (5G, APT-C-39, 360 as a company, Section 230, telephone numbers,
 * list numbers). Durations ("10 years") are both a quantity and a date of kind duration. */

enum tkit_number_kind {
    TKIT_NUMBER_BARE = 1, /* "bare": nothing countable follows */
    TKIT_NUMBER_COUNT,    /* "count": 10 back door incidents */
    TKIT_NUMBER_PERCENT,  /* "percent": percentages and percentage points */
    TKIT_NUMBER_MONEY,    /* "money" */
    TKIT_NUMBER_MEASURE,  /* "measure": 5 km */
    TKIT_NUMBER_DURATION, /* "duration": 10 years, a period rather than a date */
    TKIT_NUMBER_FRACTION, /* "fraction": two thirds, half of */
    TKIT_NUMBER_MULTIPLE  /* "multiple": three times, twice, fivefold */
};

typedef struct tkit_number {
    uint32_t start, end;             /* the whole expression: hedge, number, unit, period */
    uint32_t unit_start, unit_end;   /* what is counted or measured, in the text; equal when nothing is */
    uint32_t hedge_start, hedge_end; /* "up to", "nearly", "more than" ...; equal when there is none */
    double min, max;                 /* inclusive bounds; -INFINITY or INFINITY for an open end ("up to", "at least") */
    const char *unit;                /* canonical unit: "%", "percentage point", "USD", "$", "year", "times"; NULL = the text's
                                        own words at unit_start. Static */
    const char *period;              /* "year", "day" ... for "each year", "annually", "a day"; NULL = none. Static */
    uint8_t kind;                    /* enum tkit_number_kind */
} tkit_number;

typedef struct tkit_numbers {
    tkit_number *items;
    size_t count, capacity;
} tkit_numbers;

/* Finds the quantities of a text. O(length). Errors: TKIT_ENOMEM, TKIT_ELIMIT above 4 GiB, TKIT_EINTERRUPT. */
TKIT_API int tkit_numbers_find(tkit *tk, const char *text, size_t length, tkit_numbers *out);
TKIT_API void tkit_numbers_free(tkit *tk, tkit_numbers *numbers);

TKIT_API const char *tkit_number_kind_name(int kind); /* "count" ...; NULL for another number */

#ifdef __cplusplus
}
#endif
#endif
