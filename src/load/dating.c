/* The date that a text gives itself. See dating.h.
 *
 * Taken only where a text dates itself: a line of its own, the agency's dateline, the opening words of the lead, the
 * caption of a photo, the file's name. All others stay candidates. A date of digits such as 9/1/2011 needs evidence of
 * its order from date_order.c; without it, it dates nothing. */
#include "load/dating.h"

#include <ctype.h>
#include <stdio.h>

#include <toolkit/nlp.h>

#include "load/date_order.h"
#include "load/facts.h"

static bool has_detail(const tkit_block *b, const char *detail)
{
    return b->detail && strcmp(b->detail, detail) == 0;
}

/* Where a date was found, in the order of how far it is trusted. */
enum place { PLACE_DATELINE, PLACE_NAME, PLACE_OPENING, PLACE_CAPTION, PLACE_ENDING, PLACE_PARTIAL, PLACE_ELSEWHERE };

struct dating {
    tkit_document *document;
    tkit_dates found;
    enum place best;
    tkit_fact fact; /* of the best place; value NULL while there is none */
    enum place open_best; /* the same for dates of digits whose order is open */
    uint32_t open_start, open_end; /* equal while there is none */
};

/* A whole day, or one whose order of digits is open. */
static bool is_day(const tkit_date *date)
{
    return (date->how == TKIT_DATE_EXPLICIT && date->precision <= TKIT_PRECISION_DAY) ||
           date->how == TKIT_DATE_AMBIGUOUS;
}

static int consider(struct dating *d, enum place place, const tkit_date *date, uint32_t base, const char *how)
{
    char *value = date->value[0] ? tkit_arena_strndup(&d->document->arena, date->value, strlen(date->value)) : NULL;
    if (date->value[0] && !value)
        return TKIT_ENOMEM;
    tkit_fact fact = {.value = value,
                      .how = how ? how : tkit_date_how_name(date->how),
                      .precision = tkit_date_precision_name(date->precision),
                      .start = base + date->start,
                      .end = base + date->end};
    int rc = tkit_document_add_candidate(d->document, FACT_DATE, &fact);
    if (rc || !value || place == PLACE_ELSEWHERE)
        return rc;
    if (date->how == TKIT_DATE_AMBIGUOUS) {
        if (d->open_start == d->open_end || place < d->open_best) {
            d->open_best = place;
            d->open_start = fact.start;
            d->open_end = fact.end;
        }
        return TKIT_OK;
    }
    if (d->fact.value && d->best <= place)
        return TKIT_OK;
    d->best = place;
    d->fact = fact;
    return TKIT_OK;
}

/* Does the text from `start` to `end` read like "MAREN, June 2 (Agency) -": capitals, then the date, then a bracket or
 * a dash? `start` is the block's, [from, to) the date. */
static bool in_agency_dateline(const char *text, const tkit_block *b, uint32_t from, uint32_t to)
{
    enum { LONGEST = 60 };
    uint32_t letters = 0, lower = 0;
    if (from <= b->start || from - b->start > LONGEST)
        return false;
    for (uint32_t i = b->start; i < from; i++) {
        letters += isalpha((unsigned char)text[i]) != 0;
        lower += islower((unsigned char)text[i]) != 0;
    }
    while (to < b->end && (text[to] == ' ' || text[to] == ',')) to++;
    if (b->end - to > 3 && text[to] == '.' && (text[to + 1] == '/' || memcmp(text + to, ". /", 3) == 0))
        return letters > 0 && lower * 2 < letters; /* "ORSA, April 22. /NASS/." */
    bool opened = to < b->end && (text[to] == '(' || text[to] == '-' || text[to] == ':' ||
                                  (b->end - to > 2 && memcmp(text + to, "\xE2\x80", 2) == 0));
    return opened && letters > 0 && (lower * 2 < letters || text[to] == '(');
}

/* Is the date in the opening words, "On September 16, 2019, ..." or "... said on the 20th that ..." for a partial
 * one? */
static enum place place_in_lead(const char *text, const tkit_block *b, const tkit_date *date)
{
    uint32_t from = b->start + date->start, to = b->start + date->end;
    bool whole = is_day(date);
    bool partial = date->how == TKIT_DATE_EXPLICIT_NO_YEAR && date->precision == TKIT_PRECISION_DAY;
    if (!whole && !partial)
        return PLACE_ELSEWHERE;
    if (in_agency_dateline(text, b, from, to))
        return whole ? PLACE_DATELINE : PLACE_PARTIAL;
    if (from - b->start <= 4) /* "On ", "The " */
        return whole ? PLACE_OPENING : PLACE_PARTIAL;
    /* "SPOKESMAN said on the 20th that", "MINISTER told reporters on July 5 that": the report's own day. */
    uint32_t verb_from = from > b->start + 40 ? from - 40 : b->start, first_stop = b->start;
    while (first_stop < from && text[first_stop] != '.') first_stop++;
    bool said = false;
    static const char *const verbs[] = {" said on ",
                                        " told reporters on ",
                                        " told a press conference on ",
                                        " announced on ",
                                        " stated on ",
                                        " said at a press conference on ",
                                        " held a press conference on ",
                                        " hosted a regular press conference on ",
                                        " held on ",
                                        " said on the ",
                                        " said, on "};
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs && !said; i++) {
        uint32_t n = (uint32_t)strlen(verbs[i]), at = tkit_facts_find(text, verb_from, to, verbs[i]);
        said = at < to && at + n >= from && at + n <= from + 8;
    }
    /* "At the press conference held by the ministry on August 14, 2025, a reporter asked": the report's own day too. */
    bool on = from >= b->start + 4 && memcmp(text + from - 4, " on ", 4) == 0;
    said = said || (on && (tkit_facts_find(text, b->start, from, "press conference") < from ||
                           tkit_facts_find(text, b->start, from, "briefing") < from));
    if (first_stop < from || !said)
        return PLACE_ELSEWHERE;
    return whole ? PLACE_OPENING : PLACE_PARTIAL;
}

static bool is_file_photo(const char *text, const tkit_block *b)
{
    return tkit_facts_find(text, b->start, b->end, "file photo") < b->end ||
           tkit_facts_find(text, b->start, b->end, "archive") < b->end;
}

/* A date under the text dates the document when it says so; a bare one may be that of a correction. */
static bool signs(const char *text, const tkit_block *b)
{
    static const char *const words[] = {"published", "posted", "date:", "updated"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (tkit_facts_find(text, b->start, b->end, words[i]) < b->end)
            return true;
    return tkit_facts_signature_end(text, b) > b->start;
}

/* The day closes a title, "Briefing by ..., June 5, 2031", or a dash and a place follow it. */
static bool closes_title(const char *text, const tkit_block *b, const tkit_date *date)
{
    uint32_t end = b->start + date->end;
    if (end + 1 >= b->end)
        return true;
    return date->start > 0 && b->end - end > 3 && text[end] == ' ' &&
           (text[end + 1] == '-' || memcmp(text + end + 1, "\xE2\x80", 2) == 0);
}

/* A short line of page furniture that holds a day and does not speak of a later change. */
static bool is_dated_line(const char *text, const tkit_block *b)
{
    enum { LONGEST = 100 };
    static const char *const changes[] = {"updated", "modified", "revised", "aktualisiert"};
    if (b->kind != TKIT_BLOCK_CREDIT || (b->detail && !has_detail(b, "metadata")) || b->end - b->start > LONGEST)
        return false;
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++)
        if (tkit_facts_find(text, b->start, b->end, changes[i]) < b->end)
            return false;
    return true;
}

/* Where a press release says when it was given out; the block's end when it does not. */
static uint32_t release_line(const char *text, const tkit_block *b)
{
    enum { LONGEST = 600 };
    return b->end - b->start > LONGEST ? b->end : tkit_facts_find(text, b->start, b->end, "for immediate release");
}

/* What a block is to the date of its document. */
struct setting {
    bool lead, ending; /* in the first body block; behind its end */
    uint32_t release;  /* release_line() */
};

static enum place place_of(const char *text, const tkit_block *b, const tkit_date *date, const struct setting *at)
{
    bool whole = is_day(date);
    if (has_detail(b, "dateline"))
        return !whole || (at->ending && !signs(text, b)) ? PLACE_ELSEWHERE : at->ending ? PLACE_ENDING : PLACE_DATELINE;
    if (b->start + date->start > at->release)
        return whole ? PLACE_DATELINE : PLACE_ELSEWHERE;
    if (b->kind == TKIT_BLOCK_CAPTION)
        return whole && !at->ending && !is_file_photo(text, b) ? PLACE_CAPTION : PLACE_ELSEWHERE;
    if (b->kind == TKIT_BLOCK_TITLE)
        return whole && closes_title(text, b, date) ? PLACE_OPENING : PLACE_ELSEWHERE;
    if (b->kind == TKIT_BLOCK_CREDIT)
        return whole && !at->ending && is_dated_line(text, b) ? PLACE_DATELINE : PLACE_ELSEWHERE;
    return at->lead ? place_in_lead(text, b, date) : PLACE_ELSEWHERE;
}

static int dates_of_block(struct dating *d, const tkit_block *b, const struct setting *at)
{
    enum { LOOKED_AT = 2000 };
    const char *text = d->document->text;
    uint32_t length = b->end - b->start > LOOKED_AT ? LOOKED_AT : b->end - b->start;
    int rc = tkit_dates_find(d->document->tk, text + b->start, length, NULL, &d->found);
    for (size_t i = 0; i < d->found.count && rc == TKIT_OK; i++)
        rc = consider(d, place_of(text, b, &d->found.items[i], at), &d->found.items[i], b->start, NULL);
    return rc;
}

/* "reuters_2016-09-25_title.txt", "2016/09/25/title.html": a day in the name or in folders that are a date. */
static int date_of_name(struct dating *d)
{
    const char *name = tkit_document_file(d->document);
    for (const char *p = name; *p; p++) {
        int year, month, day, used = 0;
        if (!isdigit((unsigned char)*p) || strlen(p) < 10 || !strchr("-_/", p[4]) ||
            (p > name && isdigit((unsigned char)p[-1])))
            continue;
        if (sscanf(p, "%4d%*1[-_/]%2d%*1[-_/]%2d%n", &year, &month, &day, &used) != 3 || used != 10 ||
            isdigit((unsigned char)p[10]) || year < 1900 || year > 2100 || month < 1 || month > 12 || day < 1 ||
            day > 31)
            continue;
        tkit_date date = {.how = TKIT_DATE_EXPLICIT, .precision = TKIT_PRECISION_DAY};
        snprintf(date.value, sizeof date.value, "%04d-%02d-%02d", year, month, day);
        return consider(d, PLACE_NAME, &date, 0, "path");
    }
    return TKIT_OK;
}

/* The date of digits, if something tells its order: then that is the document's date, and the evidence is kept. */
static int settle_open(struct dating *d)
{
    struct tkit_date_order order;
    tkit_document *document = d->document;
    if (d->open_start == d->open_end || (d->fact.value && d->best <= d->open_best))
        return TKIT_OK;
    int rc = tkit_date_order_find(document, d->open_start, d->open_end, &order);
    if (rc || !order.order)
        return rc;
    char *value = tkit_arena_strndup(&document->arena, order.value, strlen(order.value));
    if (!value)
        return TKIT_ENOMEM;
    d->best = d->open_best;
    d->fact = (tkit_fact){.value = value, .how = "explicit-ordered", .precision = "day", .start = d->open_start,
                          .end = d->open_end};
    rc = tkit_document_set_metadata(document, "date_order", order.order);
    if (rc == TKIT_OK)
        rc = tkit_document_set_metadata(document, "date_order_how", order.how);
    return rc ? rc : tkit_document_add_candidate(document, FACT_DATE, &d->fact);
}

int tkit_document_find_date(tkit_document *document)
{
    enum { FIRST_BODY = 2, RELEASE_BODY = 8 };
    struct dating d = {.document = document};
    size_t body = 0;
    int rc = date_of_name(&d);
    for (size_t i = 0; i < document->block_count && rc == TKIT_OK; i++) {
        const tkit_block *b = &document->blocks[i];
        bool opens = b->is_body && b->kind != TKIT_BLOCK_HEADING && body < RELEASE_BODY;
        body += opens;
        struct setting at = {.lead = opens && body == 1, .ending = body > 1,
                             .release = opens ? release_line(document->text, b) : b->end};
        if ((opens && (body <= FIRST_BODY || at.release < b->end)) || b->kind == TKIT_BLOCK_TITLE ||
            b->kind == TKIT_BLOCK_CAPTION || is_dated_line(document->text, b) || has_detail(b, "dateline"))
            rc = dates_of_block(&d, b, &at);
    }
    tkit_dates_free(document->tk, &d.found);
    if (rc == TKIT_OK)
        rc = settle_open(&d);
    if (rc == TKIT_OK && d.fact.value && !document->facts[FACT_DATE].value)
        rc = tkit_document_set_fact(document, FACT_DATE, &d.fact);
    return rc;
}
