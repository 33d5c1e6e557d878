/* The proleptic Gregorian calendar in integers. */
#ifndef TOOLKIT_NLP_DATE_CALENDAR_H
#define TOOLKIT_NLP_DATE_CALENDAR_H

#include <stdbool.h>

/* Days since 1970-01-01. After Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms". */
long tkit_days_from_civil(int year, int month, int day);
void tkit_civil_from_days(long days, int *year, int *month, int *day);
int tkit_weekday(long days); /* 1 Monday - 7 Sunday */
bool tkit_is_civil(int year, int month, int day);
/* ISO 8601 week of a day: the year it belongs to and its number, 1 - 53. */
void tkit_iso_week(long days, int *year, int *week);

#endif
