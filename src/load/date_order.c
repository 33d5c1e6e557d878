/* The order of day and month in dates of digits. See date_order.h.
 *
 * Evidence of four kinds: what the caller says; another date of the same text (the long form of one reading, or digits
 * that only one order explains); the country of the page's address or its language; a clock of the United States in a
 * text about its capital. Whatever speaks must agree; a single contradiction leaves the date open. */
#include "load/date_order.h"

#include <ctype.h>
#include <stdio.h>
#include <strings.h>

#include <toolkit/nlp.h>

#include "load/facts.h"

enum { MDY = 1, DMY = 2 };

struct evidence {
    unsigned orders;  /* MDY, DMY or both */
    const char *what; /* the first that spoke */
    uint32_t start, end;
};

static void speak(struct evidence *e, unsigned order, const char *what, uint32_t start, uint32_t end)
{
    if (!e->orders) {
        e->what = what;
        e->start = start;
        e->end = end;
    }
    e->orders |= order;
}

/* ---- other dates of the text ---- */

/* Both readings of the date at [start, end); false when it has only one. */
static int read_both(tkit_document *document, uint32_t start, uint32_t end, char mdy[16], char dmy[16])
{
    tkit_dates dates = {0};
    int rc = TKIT_OK;
    for (int i = 0; i < 2 && rc == TKIT_OK; i++) {
        tkit_date_options options = {.size = sizeof options, .order = i ? "dmy" : "mdy"};
        char *out = i ? dmy : mdy;
        out[0] = 0;
        rc = tkit_dates_find(document->tk, document->text + start, end - start, &options, &dates);
        if (rc == TKIT_OK && dates.count == 1 && strlen(dates.items[0].value) == 10)
            memcpy(out, dates.items[0].value, 11);
    }
    tkit_dates_free(document->tk, &dates);
    return rc;
}

/* "12/25/2011", "25-12-11": the order that this date of digits shows; 0 for other notations. */
static unsigned order_of_digits(const char *text, const tkit_date *date)
{
    unsigned first = 0, digits = 0;
    for (uint32_t i = date->start; i < date->end; i++)
        if (!isdigit((unsigned char)text[i]) && text[i] != '/' && text[i] != '-')
            return 0;
    for (uint32_t i = date->start; i < date->end && isdigit((unsigned char)text[i]); i++, digits++)
        first = first * 10 + (unsigned)(text[i] - '0');
    if (digits > 2 || strlen(date->value) != 10)
        return 0;
    if (memcmp(date->value + 5, date->value + 8, 2) == 0)
        return 0; /* 5/5/2011 */
    return first == (unsigned)(date->value[8] - '0') * 10 + (unsigned)(date->value[9] - '0') ? DMY : MDY;
}

static bool is_written_out(const char *text, const tkit_date *date)
{
    for (uint32_t i = date->start; i < date->end; i++)
        if (isalpha((unsigned char)text[i]))
            return true;
    return false;
}

static int ask_dates(tkit_document *document, const char *mdy, const char *dmy, struct evidence *e)
{
    tkit_dates dates = {0};
    int rc = tkit_dates_find(document->tk, document->text, document->length, NULL, &dates);
    for (size_t i = 0; i < dates.count && rc == TKIT_OK; i++) {
        const tkit_date *date = &dates.items[i];
        if (date->how != TKIT_DATE_EXPLICIT || date->precision != TKIT_PRECISION_DAY)
            continue;
        bool long_form = is_written_out(document->text, date);
        unsigned order = !long_form                        ? order_of_digits(document->text, date)
                         : strcmp(date->value, mdy) == 0   ? MDY
                         : strcmp(date->value, dmy) == 0   ? DMY
                                                           : 0;
        if (order)
            speak(e, order, long_form ? "long form" : "other date", date->start, date->end);
    }
    tkit_dates_free(document->tk, &dates);
    return rc;
}

/* ---- address and language ---- */

/* Last parts of host names: of the United States' authorities, and of countries that write the day first. */
static const char american_hosts[] = " gov mil us ";
static const char day_first_hosts[] =
    " uk au nz ie in pk bd lk za ng ke gh tz ug zm zw sg my de fr es it pt nl be ch at pl cz sk "
    "ru ua by bg ro gr tr il eg sa ae jo ma dz tn br cl ar pe uy mx id th vn dk no fi eu ";
static const char day_first_languages[] = " de fr it pt nl pl cs sk ru uk bg ro el tr he ar id vi th da no fi ";

static bool is_listed(const char *list, const char *word, size_t length)
{
    char key[16];
    if (length == 0 || length + 3 > sizeof key)
        return false;
    snprintf(key, sizeof key, " %.*s ", (int)length, word);
    for (char *p = key; *p; p++) *p = (char)tolower((unsigned char)*p);
    return strstr(list, key) != NULL;
}

static unsigned order_of_host(const char *url)
{
    const char *host = url ? strstr(url, "://") : NULL;
    if (!host)
        return 0;
    host += 3;
    const char *end = host + strcspn(host, "/?#:"), *last = end;
    while (last > host && last[-1] != '.') last--;
    if (last == host)
        return 0;
    return is_listed(american_hosts, last, (size_t)(end - last))    ? MDY
           : is_listed(day_first_hosts, last, (size_t)(end - last)) ? DMY
                                                                    : 0;
}

static void ask_origin(const tkit_document *document, struct evidence *e)
{
    const char *language = document->facts[FACT_LANGUAGE].value;
    unsigned order = order_of_host(document->facts[FACT_URL].value);
    if (order)
        speak(e, order, "host", 0, 0);
    else if (language && is_listed(day_first_languages, language, strcspn(language, "-_")))
        speak(e, DMY, "language", 0, 0);
}

/* ---- the clock ---- */

/* "1:29 P.M. EDT", "10:00 pm PST": where it ends; 0 when there is none at `at`, which is a colon. */
static uint32_t american_clock(const char *text, uint32_t at, uint32_t end)
{
    static const char *const marks[] = {" a.m. ", " p.m. ", " am ", " pm ", "am ", "pm ", "a.m. ", "p.m. "};
    uint32_t i = at + 3;
    if (at == 0 || end - at < 10 || !isdigit((unsigned char)text[at - 1]) || !isdigit((unsigned char)text[at + 1]) ||
        !isdigit((unsigned char)text[at + 2]))
        return 0;
    for (size_t k = 0; k < sizeof marks / sizeof *marks; k++) {
        size_t n = strlen(marks[k]);
        if (i + n + 3 > end || strncasecmp(text + i, marks[k], n) != 0)
            continue;
        const char *zone = text + i + n;
        bool known = strchr("ECMP", zone[0]) && strchr("SD", zone[1]) && zone[2] == 'T';
        if (known && (i + n + 3 == end || !isalnum((unsigned char)zone[3])))
            return i + (uint32_t)n + 3;
    }
    return 0;
}

/* Australia has an EST too: the text must also name what only the United States have, and nothing of Australia. */
static void ask_clock(const tkit_document *document, struct evidence *e)
{
    static const char *const here[] = {"Washington, D.C.", "White House",   "WHITE HOUSE", "Air Force One",
                                       "Air Force Two",    "AIR FORCE ONE", "U.S. Senate", "State Department"};
    static const char *const elsewhere[] = {"Canberra", "CANBERRA", "Sydney", "Australian Government",
                                            "Parliament House"};
    enum { LOOKED_AT = 4000 };
    const char *text = document->text;
    uint32_t start = 0, end = 0, length = document->length;
    bool named = false;
    for (uint32_t i = 0; i < length && !end; i++) {
        const char *colon = memchr(text + i, ':', length - i);
        if (!colon)
            return;
        i = (uint32_t)(colon - text);
        end = american_clock(text, i, length);
        start = i;
    }
    for (size_t k = 0; k < sizeof here / sizeof *here; k++)
        named |= memmem(text, length, here[k], strlen(here[k])) != NULL;
    if (!end || !named)
        return;
    uint32_t head = length < LOOKED_AT ? length : LOOKED_AT; /* a visit there may be talked about further down */
    for (size_t k = 0; k < sizeof elsewhere / sizeof *elsewhere; k++)
        if (memmem(text, head, elsewhere[k], strlen(elsewhere[k])))
            return;
    while (start > 0 && isdigit((unsigned char)text[start - 1])) start--;
    speak(e, MDY, "clock", start, end);
}

int tkit_date_order_find(tkit_document *document, uint32_t start, uint32_t end, struct tkit_date_order *out)
{
    struct evidence e = {0};
    char mdy[16], dmy[16], how[64];
    *out = (struct tkit_date_order){0};
    int rc = read_both(document, start, end, mdy, dmy);
    if (rc || !mdy[0] || !dmy[0])
        return rc;
    if (document->date_order)
        speak(&e, strcmp(document->date_order, "dmy") == 0 ? DMY : MDY, "given", 0, 0);
    else
        rc = ask_dates(document, mdy, dmy, &e);
    if (rc == TKIT_OK && !document->date_order) {
        ask_origin(document, &e);
        ask_clock(document, &e);
    }
    if (rc || (e.orders != MDY && e.orders != DMY))
        return rc;
    if (e.end > e.start)
        snprintf(how, sizeof how, "%s at %u..%u", e.what, e.start + 1, e.end);
    else
        snprintf(how, sizeof how, "%s", e.what);
    out->order = e.orders == MDY ? "mdy" : "dmy";
    snprintf(out->value, sizeof out->value, "%s", e.orders == MDY ? mdy : dmy);
    out->how = tkit_arena_strndup(&document->arena, how, strlen(how));
    return out->how ? TKIT_OK : TKIT_ENOMEM;
}
