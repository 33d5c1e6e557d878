/* Dates as fields of files write them: one date in a known place, not dates in running text. */
#ifndef TOOLKIT_LOAD_FIELD_DATE_H
#define TOOLKIT_LOAD_FIELD_DATE_H

#include <stdbool.h>

/* Reads ISO 8601 ("2021-07-05T10:30:00Z", "20210705", "2021-07", "2021"), RFC 5322 ("Mon, 5 Jul 2021 10:30:00 GMT"),
 * English dates ("July 5, 2021", "5-JUL-2021"), seconds or milliseconds since 1970, and digits in the order that
 * `order` says ("dmy", "mdy", "ymd"; NULL is "dmy") unless only the other order makes a date. Writes "YYYY-MM-DD",
 * "YYYY-MM" or "YYYY", and "day", "month" or "year" to *precision. False when it is no date. */
bool tkit_field_date(const char *value, const char *order, char out[32], const char **precision);

#endif
