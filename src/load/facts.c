/* Facts of a document: fields that its file states, and what its text shows. See facts.h. */
#include "load/facts.h"

#include <stdio.h>

/* ---- fields ---- */

/* "2021-07-05", "2021-07-05T10:30:00Z", "2021/07/05", "2021-07": the part of `value` that is an ISO date, as one. */
static const char *iso_date(const char *value, char out[32], const char **precision)
{
    int year, month = 0, day = 0, used = 0;
    if (sscanf(value, "%4d%*1[-/]%2d%*1[-/]%2d%n", &year, &month, &day, &used) < 2)
        return NULL;
    if (year < 1000 || month < 1 || month > 12 || day < 0 || day > 31)
        return NULL;
    if (day > 0)
        snprintf(out, 32, "%04d-%02d-%02d", year, month, day);
    else
        snprintf(out, 32, "%04d-%02d", year, month);
    *precision = day > 0 ? "day" : "month";
    return out;
}

static int offer_field(tkit_document *document, enum tkit_fact_name name, tkit_fact *fact)
{
    char iso[32];
    if (name == FACT_DATE || name == FACT_MODIFIED)
        fact->value = iso_date(fact->value, iso, &fact->precision);
    return tkit_document_offer_fact(document, name, fact);
}

int tkit_document_add_field(tkit_document *document, const char *key, const char *value, const char *how,
                            uint32_t start, uint32_t end)
{
    /* Names under which files of all kinds keep the same thing. */
    static const struct {
        const char *key;
        enum tkit_fact_name name;
    } known[] = {
        {"title", FACT_TITLE},       {"headline", FACT_TITLE},     {"date", FACT_DATE},
        {"published", FACT_DATE},    {"publish_date", FACT_DATE},  {"date_published", FACT_DATE},
        {"datePublished", FACT_DATE}, {"pubDate", FACT_DATE},      {"created_at", FACT_DATE},
        {"timestamp", FACT_DATE},    {"modified", FACT_MODIFIED},  {"updated", FACT_MODIFIED},
        {"source", FACT_SOURCE},     {"outlet", FACT_SOURCE},      {"publisher", FACT_SOURCE},
        {"site_name", FACT_SOURCE},  {"publication", FACT_SOURCE}, {"author", FACT_AUTHOR},
        {"authors", FACT_AUTHOR},    {"byline", FACT_AUTHOR},      {"language", FACT_LANGUAGE},
        {"lang", FACT_LANGUAGE},     {"url", FACT_URL},            {"link", FACT_URL},
        {"canonical_url", FACT_URL},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (strcmp(known[i].key, key) != 0)
            continue;
        tkit_fact fact = {.value = value, .how = how, .start = start, .end = end};
        return offer_field(document, known[i].name, &fact);
    }
    return tkit_document_set_metadata(document, key, value);
}

/* ---- what the text shows ---- */

static int offer_title(tkit_document *document)
{
    for (size_t i = 0; i < document->block_count; i++) {
        const tkit_block *b = &document->blocks[i];
        if (b->kind != TKIT_BLOCK_TITLE)
            continue;
        char *value = tkit_arena_strndup(&document->arena, document->text + b->start, b->end - b->start);
        if (!value)
            return TKIT_ENOMEM;
        return tkit_document_offer_fact(document, FACT_TITLE, &(tkit_fact){.value = value, .how = "first-line",
                                                                           .start = b->start, .end = b->end});
    }
    return TKIT_OK;
}

int tkit_document_find_facts(tkit_document *document)
{
    return offer_title(document);
}
