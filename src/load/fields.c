/* Fields that a file states about its document: front matter, JSON members, meta tags, mail headers. See facts.h. */
#include "load/facts.h"

#include <stdio.h>
#include <strings.h>

#include <toolkit/nlp.h>

#include "load/source.h"

/* ---- dates ---- */

/* "2021-07-05", "2021-07-05T10:30:00Z", "2021/07/05", "2021-07": the part of `value` that is an ISO date, as one. */
static bool iso_date(const char *value, char out[64], const char **precision)
{
    int year, month = 0, day = 0;
    char first = 0;
    if (sscanf(value, "%4d%c%2d%*1[-/]%2d", &year, &first, &month, &day) < 3 || (first != '-' && first != '/'))
        return false;
    if (year < 1000 || month < 1 || month > 12 || day < 0 || day > 31)
        return false;
    if (day > 0)
        snprintf(out, 64, "%04d-%02d-%02d", year, month, day);
    else
        snprintf(out, 64, "%04d-%02d", year, month);
    *precision = day > 0 ? "day" : "month";
    return true;
}

/* "20210705", "20210705T103000Z", 1625479200 (seconds) and 1625479200000 (milliseconds) as JSON files have them. */
static bool digits_date(const char *value, char out[64])
{
    size_t n = strspn(value, "0123456789");
    long long number = 0;
    for (size_t i = 0; i < n && i < 13; i++) number = number * 10 + (value[i] - '0');
    if (n == 8 && (value[8] == 0 || value[8] == 'T' || value[8] == ' ')) {
        int year = (int)(number / 10000), month = (int)(number / 100 % 100), day = (int)(number % 100);
        if (year < 1000 || month < 1 || month > 12 || day < 1 || day > 31)
            return false;
        snprintf(out, 64, "%04d-%02d-%02d", year, month, day);
        return true;
    }
    if ((n != 10 && n != 13) || value[n] != 0)
        return false;
    long long days = (n == 13 ? number / 1000 : number) / 86400 + 719468; /* days since 0000-03-01 */
    long long era = days / 146097, of_era = days % 146097;
    long long year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    long long of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    long long shifted = (5 * of_year + 2) / 153, day = of_year - (153 * shifted + 2) / 5 + 1;
    long long month = shifted < 10 ? shifted + 3 : shifted - 9, year = year_of_era + era * 400 + (month <= 2);
    snprintf(out, 64, "%04lld-%02lld-%02lld", year, month, day);
    return true;
}

/* Any other notation, by the recogniser for running text: "Mon, 5 Jul 2021 10:00 GMT", "05/07/2021" given an order. */
static int written_date(tkit_document *document, const char *value, char out[64], const char **precision)
{
    tkit_dates dates = {0};
    tkit_date_options options = {.size = sizeof options, .order = document->date_order};
    out[0] = 0;
    int rc = tkit_dates_find(document->tk, value, strlen(value), &options, &dates);
    for (size_t i = 0; i < dates.count && !out[0]; i++) {
        const tkit_date *d = &dates.items[i];
        if (!d->value[0] || d->value[0] == '-' || strchr(d->value, '/') || d->precision > TKIT_PRECISION_YEAR)
            continue;
        snprintf(out, 64, "%s", d->value);
        *precision = tkit_date_precision_name(d->precision);
    }
    tkit_dates_free(document->tk, &dates);
    return rc;
}

static int offer_date(tkit_document *document, enum tkit_fact_name name, const tkit_fact *written)
{
    char out[64];
    tkit_fact fact = *written;
    int rc = TKIT_OK;
    fact.precision = "day";
    if (!iso_date(written->value, out, &fact.precision) && !digits_date(written->value, out))
        rc = written_date(document, written->value, out, &fact.precision);
    if (rc || !out[0])
        return rc;
    fact.value = out;
    return tkit_document_offer_fact(document, name, &fact);
}

/* ---- fields ---- */

/* Names under which files of all kinds keep the same thing; compared without case. */
static const struct {
    const char *key;
    enum tkit_fact_name name;
} known[] = {
    {"title", FACT_TITLE},        {"headline", FACT_TITLE},      {"date", FACT_DATE},
    {"published", FACT_DATE},     {"published_at", FACT_DATE},   {"publish_date", FACT_DATE},
    {"published_date", FACT_DATE}, {"publication_date", FACT_DATE}, {"date_published", FACT_DATE},
    {"datepublished", FACT_DATE}, {"pubdate", FACT_DATE},        {"pub_date", FACT_DATE},
    {"release_date", FACT_DATE},  {"release-date", FACT_DATE},   {"created_at", FACT_DATE},
    {"timestamp", FACT_DATE},     {"modified", FACT_MODIFIED},   {"updated", FACT_MODIFIED},
    {"updated_at", FACT_MODIFIED}, {"datemodified", FACT_MODIFIED}, {"source", FACT_SOURCE},
    {"outlet", FACT_SOURCE},      {"publisher", FACT_SOURCE},    {"site_name", FACT_SOURCE},
    {"publication", FACT_SOURCE}, {"newspaper", FACT_SOURCE},    {"author", FACT_AUTHOR},
    {"authors", FACT_AUTHOR},     {"byline", FACT_AUTHOR},       {"creator", FACT_AUTHOR},
    {"language", FACT_LANGUAGE},  {"lang", FACT_LANGUAGE},       {"url", FACT_URL},
    {"link", FACT_URL},           {"canonical_url", FACT_URL},   {"uri", FACT_URL},
};

int tkit_field_fact(const char *key)
{
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcasecmp(known[i].key, key) == 0)
            return known[i].name;
    return -1;
}

int tkit_document_add_field(tkit_document *document, const char *key, const char *value, const char *how,
                            uint32_t start, uint32_t end)
{
    tkit_fact fact = {.value = value, .how = how, .start = start, .end = end};
    int name = tkit_field_fact(key);
    if (name < 0)
        return tkit_document_set_metadata(document, key, value);
    if (!value[0])
        return TKIT_OK;
    if (name == FACT_DATE || name == FACT_MODIFIED)
        return offer_date(document, (enum tkit_fact_name)name, &fact);
    return tkit_document_offer_fact(document, (enum tkit_fact_name)name, &fact);
}

int tkit_document_add_given(tkit_document *document, const struct tkit_source *source, bool again)
{
    int rc = TKIT_OK;
    for (const struct tkit_source *s = source; s && rc == TKIT_OK; s = s->parent)
        for (const struct tkit_given *g = s->given; g && rc == TKIT_OK; g = g->next)
            if (!again || tkit_field_fact(g->key) < 0)
                rc = tkit_document_add_field(document, g->key, g->value, g->how, 0, 0);
    return rc;
}
