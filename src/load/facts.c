/* Facts that the text itself shows: title, date, outlet, author. See facts.h.
 *
 * A date is taken only where a text dates itself: a line of its own, the agency's dateline, the opening words of the
 * lead, the caption of a photo, the file's name. All others stay candidates. */
#include "load/facts.h"

#include <ctype.h>
#include <stdio.h>

#include <toolkit/nlp.h>

#include "load/block_rules.h"
#include "load/blocks.h"
#include "load/language.h"

/* Offers bytes of the text as a fact, with themselves as evidence. */
static int offer_span(tkit_document *document, enum tkit_fact_name name, uint32_t start, uint32_t end, const char *how)
{
    tkit_trim(document->text, &start, &end);
    if (start >= end)
        return TKIT_OK;
    char *value = tkit_arena_strndup(&document->arena, document->text + start, end - start);
    if (!value)
        return TKIT_ENOMEM;
    return tkit_document_offer_fact(document, name,
                                    &(tkit_fact){.value = value, .how = how, .start = start, .end = end});
}

static bool has_detail(const tkit_block *b, const char *detail)
{
    return b->detail && strcmp(b->detail, detail) == 0;
}

/* The first place of `phrase` in [start, end), without regard to ASCII case; `end` when it is not there. */
static uint32_t find(const char *text, uint32_t start, uint32_t end, const char *phrase)
{
    uint32_t n = (uint32_t)strlen(phrase);
    for (uint32_t i = start; i + n <= end; i++) {
        uint32_t k = 0;
        while (k < n && tolower((unsigned char)text[i + k]) == (unsigned char)phrase[k]) k++;
        if (k == n)
            return i;
    }
    return end;
}

/* Words that begin upper case, at most five: the name in front of `end`. */
static bool is_name(const char *text, uint32_t start, uint32_t end)
{
    size_t words = 0;
    for (uint32_t i = start; i < end; i++) {
        bool first = i == start || text[i - 1] == ' ';
        words += first;
        if (first && !isupper((unsigned char)text[i]) && !isdigit((unsigned char)text[i]) && (unsigned char)text[i] < 0x80)
            return false;
    }
    return words > 0 && words <= 5;
}

/* "Maren Evening Post, 6 June 2031": where the paper's name before the date ends; the block's start without one. */
static uint32_t signature_end(const char *text, const tkit_block *b)
{
    const char *comma = memchr(text + b->start, ',', b->end - b->start);
    char word[24];
    if (!comma)
        return b->start;
    uint32_t end = (uint32_t)(comma - text), at = end;
    while (at > b->start && text[at - 1] != ' ') at--;
    if (end - at >= sizeof word || at == b->start || !is_name(text, b->start, end))
        return b->start;
    for (uint32_t i = at; i < end; i++) word[i - at] = (char)tolower((unsigned char)text[i]);
    return tkit_is_word_of(tkit_outlet_words, word, end - at) ? end : b->start;
}

/* ---- title ---- */

static int offer_title(tkit_document *document)
{
    for (size_t i = 0; i < document->block_count; i++) {
        const tkit_block *b = &document->blocks[i];
        if (b->kind == TKIT_BLOCK_TITLE)
            return offer_span(document, FACT_TITLE, b->start, b->end, "first-line");
    }
    return TKIT_OK;
}

/* ---- dates ---- */

/* Where a date was found, in the order of how far it is trusted. */
enum place { PLACE_DATELINE, PLACE_NAME, PLACE_OPENING, PLACE_CAPTION, PLACE_ENDING, PLACE_PARTIAL, PLACE_ELSEWHERE };

struct dating {
    tkit_document *document;
    tkit_dates found;
    enum place best;
    tkit_fact fact; /* of the best place; value NULL while there is none */
};

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
    if (rc || !value || place == PLACE_ELSEWHERE || (d->fact.value && d->best <= place))
        return rc;
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
    bool opened = to < b->end && (text[to] == '(' || text[to] == '-' || text[to] == ':' ||
                                  (b->end - to > 2 && memcmp(text + to, "\xE2\x80", 2) == 0));
    return opened && letters > 0 && (lower * 2 < letters || text[to] == '(');
}

/* Is the date in the opening words, "On September 16, 2019, ..." or "... said on the 20th that ..." for a partial one? */
static enum place place_in_lead(const char *text, const tkit_block *b, const tkit_date *date)
{
    uint32_t from = b->start + date->start, to = b->start + date->end;
    bool whole = date->how == TKIT_DATE_EXPLICIT && date->precision <= TKIT_PRECISION_DAY;
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
    static const char *const verbs[] = {" said on ", " told reporters on ", " told a press conference on ", " announced on ",
                                        " stated on ", " said at a press conference on ", " held a press conference on ",
                                        " hosted a regular press conference on ", " held on ", " said on the ",
                                        " said, on "};
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs && !said; i++) {
        uint32_t n = (uint32_t)strlen(verbs[i]), at = find(text, verb_from, to, verbs[i]);
        said = at < to && at + n >= from && at + n <= from + 8;
    }
    if (first_stop < from || !said)
        return PLACE_ELSEWHERE;
    return whole ? PLACE_OPENING : PLACE_PARTIAL;
}

static bool is_file_photo(const char *text, const tkit_block *b)
{
    return find(text, b->start, b->end, "file photo") < b->end || find(text, b->start, b->end, "archive") < b->end;
}

/* A date under the text dates the document when it says so; a bare one may be that of a correction. */
static bool signs(const char *text, const tkit_block *b)
{
    static const char *const words[] = {"published", "posted", "date:"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (find(text, b->start, b->end, words[i]) < b->end)
            return true;
    return signature_end(text, b) > b->start;
}

static int dates_of_block(struct dating *d, const tkit_block *b, bool lead, bool ending)
{
    enum { LOOKED_AT = 2000 };
    const char *text = d->document->text;
    uint32_t length = b->end - b->start > LOOKED_AT ? LOOKED_AT : b->end - b->start;
    int rc = tkit_dates_find(d->document->tk, text + b->start, length, NULL, &d->found);
    for (size_t i = 0; i < d->found.count && rc == TKIT_OK; i++) {
        const tkit_date *date = &d->found.items[i];
        bool whole = date->how == TKIT_DATE_EXPLICIT && date->precision <= TKIT_PRECISION_DAY;
        enum place place = PLACE_ELSEWHERE;
        if (has_detail(b, "dateline"))
            place = !whole || (ending && !signs(text, b)) ? PLACE_ELSEWHERE : ending ? PLACE_ENDING : PLACE_DATELINE;
        else if (b->kind == TKIT_BLOCK_CAPTION)
            place = whole && !ending && !is_file_photo(text, b) ? PLACE_CAPTION : PLACE_ELSEWHERE;
        else if (b->kind == TKIT_BLOCK_TITLE) /* "Briefing by ..., June 5, 2031": the day closes the title */
            place = whole && b->start + date->end + 1 >= b->end ? PLACE_OPENING : PLACE_ELSEWHERE;
        else if (lead)
            place = place_in_lead(text, b, date);
        rc = consider(d, place, date, b->start, NULL);
    }
    return rc;
}

/* "reuters_2016-09-25_title.txt", "2016/09/25/title.html": a day in the name or in folders that are a date. */
static int date_of_name(struct dating *d)
{
    const char *name = tkit_document_file(d->document);
    for (const char *p = name; *p; p++) {
        int year, month, day, used = 0;
        if (!isdigit((unsigned char)*p) || strlen(p) < 10 || !strchr("-_/", p[4]) || (p > name && isdigit((unsigned char)p[-1])))
            continue;
        if (sscanf(p, "%4d%*1[-_/]%2d%*1[-_/]%2d%n", &year, &month, &day, &used) != 3 || used != 10 ||
            isdigit((unsigned char)p[10]) || year < 1900 || year > 2100 || month < 1 || month > 12 || day < 1 || day > 31)
            continue;
        tkit_date date = {.how = TKIT_DATE_EXPLICIT, .precision = TKIT_PRECISION_DAY};
        snprintf(date.value, sizeof date.value, "%04d-%02d-%02d", year, month, day);
        return consider(d, PLACE_NAME, &date, 0, "path");
    }
    return TKIT_OK;
}

static int find_date(tkit_document *document)
{
    enum { FIRST_BODY = 2 };
    struct dating d = {.document = document};
    size_t body = 0;
    int rc = date_of_name(&d);
    for (size_t i = 0; i < document->block_count && rc == TKIT_OK; i++) {
        const tkit_block *b = &document->blocks[i];
        bool lead = b->is_body && b->kind != TKIT_BLOCK_HEADING && body < FIRST_BODY;
        body += lead;
        if (lead || b->kind == TKIT_BLOCK_TITLE || b->kind == TKIT_BLOCK_CAPTION || has_detail(b, "dateline"))
            rc = dates_of_block(&d, b, lead && body == 1, body > 1);
    }
    tkit_dates_free(document->tk, &d.found);
    if (rc == TKIT_OK && d.fact.value && !document->facts[FACT_DATE].value)
        rc = tkit_document_set_fact(document, FACT_DATE, &d.fact);
    return rc;
}

/* ---- outlet, author, editor ---- */

/* Where the value behind a label ends: at the next label of a run-together credit line, or at punctuation. */
static uint32_t end_of_value(const char *text, uint32_t start, uint32_t end)
{
    static const char *const labels[] = {" responsibility editor", " responsible editor", " web editor", " editor:",
                                         " editors:", " author:", " reporter:", " photo:", " published"};
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) end = find(text, start, end, labels[i]);
    for (uint32_t i = start; i < end; i++)
        if (strchr(";|)]\n", text[i]) || (text[i] == '.' && i + 1 < end && text[i + 1] == ' '))
            return i;
    while (end > start && text[end - 1] == '.') end--;
    return end;
}

/* A label of credit lines and what stands behind it. */
static const struct credit {
    const char *label;
    int fact;        /* enum tkit_fact_name, -1: metadata */
    const char *key; /* of the metadata */
} credits[] = {
    {"source of this article:", FACT_SOURCE, NULL}, {"article source:", FACT_SOURCE, NULL},
    {"source:", FACT_SOURCE, NULL},                 {"responsibility editor:", -1, "editor"},
    {"responsible editor:", -1, "editor"},          {"editor:", -1, "editor"},
    {"author:", FACT_AUTHOR, NULL},                 {"written by", FACT_AUTHOR, NULL},
    {"translated by", -1, "translator"},
};

static int read_credit(tkit_document *document, const tkit_block *b)
{
    const char *text = document->text;
    for (size_t i = 0; i < sizeof credits / sizeof *credits; i++) {
        const struct credit *c = &credits[i];
        uint32_t at = find(text, b->start, b->end, c->label);
        if (at == b->end || (at > b->start && isalpha((unsigned char)text[at - 1])))
            continue;
        uint32_t start = at + (uint32_t)strlen(c->label), end = end_of_value(text, start, b->end);
        int rc = TKIT_OK;
        tkit_trim(text, &start, &end);
        if (c->fact >= 0) {
            rc = offer_span(document, (enum tkit_fact_name)c->fact, start, end, "credit-line");
        } else if (start < end && !tkit_document_get_metadata(document, c->key)) {
            char *value = tkit_arena_strndup(&document->arena, text + start, end - start);
            rc = value ? tkit_document_set_metadata(document, c->key, value) : TKIT_ENOMEM;
        }
        if (rc)
            return rc;
    }
    return TKIT_OK;
}

/* "(Global Times)": a name in brackets, no people at work. */
static int read_bracketed(tkit_document *document, const tkit_block *b)
{
    const char *text = document->text;
    if (text[b->start] != '(' || text[b->end - 1] != ')' || find(text, b->start, b->end, " by ") < b->end ||
        memchr(text + b->start, ':', b->end - b->start) || !isupper((unsigned char)text[b->start + 1]))
        return TKIT_OK;
    return offer_span(document, FACT_SOURCE, b->start + 1, b->end - 1, "credit-line");
}

static int read_byline(tkit_document *document, const tkit_block *b)
{
    const char *text = document->text;
    uint32_t start = b->start, end = b->end;
    if (find(text, start, end, "by ") == start)
        start += 3;
    else
        return read_credit(document, b);
    for (uint32_t i = start; i < end; i++)
        if (strchr(",|;(\n", text[i]) || (text[i] == '-' && text[i - 1] == ' '))
            end = i;
    return offer_span(document, FACT_AUTHOR, start, end, "byline");
}

/* "Press TV's website can also be accessed ...", "(c) 2031 Maren Evening Post. All rights reserved." */
static int read_footer(tkit_document *document, const tkit_block *b)
{
    static const char *const ends[] = {"'s website", "\xE2\x80\x99s website", " can also be accessed",
                                       " can also be reached", " can be accessed"};
    const char *text = document->text;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        uint32_t end = find(text, b->start, b->end, ends[i]);
        if (end < b->end && is_name(text, b->start, end))
            return offer_span(document, FACT_SOURCE, b->start, end, "site-footer");
    }
    if (!has_detail(b, "copyright"))
        return TKIT_OK;
    uint32_t start = b->start, end;
    while (start < b->end && !isdigit((unsigned char)text[start])) start++;
    while (start < b->end && (isdigit((unsigned char)text[start]) || strchr(" -,", text[start]))) start++;
    for (end = start; end < b->end && !strchr(".|,;(\n", text[end]);) end++;
    end = find(text, start, end, " all rights");
    tkit_trim(text, &start, &end);
    return start < end && is_name(text, start, end) ? offer_span(document, FACT_SOURCE, start, end, "copyright") : TKIT_OK;
}

/* "www.coastline.example" says who, if nothing else does. */
static int read_address(tkit_document *document, const tkit_block *b)
{
    const char *text = document->text;
    uint32_t start = b->start, end = b->end;
    if (find(text, start, end, " ") < end || !memchr(text + start, '.', end - start) || memchr(text + start, '@', end - start))
        return TKIT_OK;
    uint32_t scheme = find(text, start, end, "://");
    if (scheme < end)
        start = scheme + 3;
    if (find(text, start, end, "www.") == start)
        start += 4;
    const char *slash = memchr(text + start, '/', end - start);
    return offer_span(document, FACT_SOURCE, start, slash ? (uint32_t)(slash - text) : end, "domain");
}

/* "MAREN, June 2 (Northwind) - ...": the agency in the brackets of a dateline. */
static int read_agency(tkit_document *document, const tkit_block *b)
{
    enum { LONGEST = 80, LONGEST_NAME = 30 };
    const char *text = document->text;
    uint32_t limit = b->end - b->start > LONGEST ? b->start + LONGEST : b->end, open = b->start, close;
    while (open < limit && text[open] != '(' && text[open] != '.' && text[open] != '"') open++;
    if (open == limit || text[open] != '(' || open == b->start)
        return TKIT_OK;
    for (close = open; close < limit && text[close] != ')';) close++;
    uint32_t next = close + 1;
    while (next < b->end && text[next] == ' ') next++;
    bool dash = next < b->end && (text[next] == '-' || (b->end - next > 2 && memcmp(text + next, "\xE2\x80", 2) == 0 &&
                                                        ((unsigned char)text[next + 2] & 0xf8) == 0x90));
    if (close == limit || close - open > LONGEST_NAME || !dash || !is_name(text, open + 1, close))
        return TKIT_OK;
    return offer_span(document, FACT_SOURCE, open + 1, close, "dateline");
}

static int read_signature(tkit_document *document, const tkit_block *b)
{
    uint32_t end = signature_end(document->text, b);
    return end > b->start ? offer_span(document, FACT_SOURCE, b->start, end, "signature") : TKIT_OK;
}

static int find_people(tkit_document *document)
{
    bool seen_lead = false;
    int rc = TKIT_OK;
    for (size_t i = 0; i < document->block_count && rc == TKIT_OK; i++) {
        const tkit_block *b = &document->blocks[i];
        if (has_detail(b, "credit-line")) {
            rc = read_credit(document, b);
            if (rc == TKIT_OK)
                rc = read_bracketed(document, b);
        } else if (has_detail(b, "byline")) {
            rc = read_byline(document, b);
        } else if (has_detail(b, "site-footer") || has_detail(b, "copyright")) {
            rc = read_footer(document, b);
        } else if (has_detail(b, "dateline")) {
            rc = read_signature(document, b);
        } else if (b->is_body && !seen_lead && b->kind != TKIT_BLOCK_HEADING) {
            seen_lead = true;
            rc = read_agency(document, b);
        }
    }
    for (size_t i = 0; i < document->block_count && rc == TKIT_OK; i++)
        if (has_detail(&document->blocks[i], "site-footer"))
            rc = read_address(document, &document->blocks[i]);
    return rc;
}

/* ---- language ---- */

/* By the first long body block: titles and menus are no running text. */
static int find_language(tkit_document *document)
{
    enum { ENOUGH = 1200 };
    if (document->facts[FACT_LANGUAGE].value)
        return TKIT_OK;
    uint32_t start = 0, end = document->length;
    for (size_t i = 0; i < document->block_count; i++) {
        if (!document->blocks[i].is_body)
            continue;
        start = document->blocks[i].start;
        for (; i < document->block_count && document->blocks[i].end - start < ENOUGH; i++) end = document->blocks[i].end;
        if (i < document->block_count)
            end = document->blocks[i].end;
        break;
    }
    const char *language = tkit_language_guess(document->text + start, end - start);
    return language ? tkit_document_offer_fact(document, FACT_LANGUAGE, &(tkit_fact){.value = language, .how = "words"})
                    : TKIT_OK;
}

int tkit_document_find_facts(tkit_document *document)
{
    int rc = offer_title(document);
    if (rc == TKIT_OK)
        rc = find_date(document);
    if (rc == TKIT_OK)
        rc = find_people(document);
    if (rc == TKIT_OK)
        rc = find_language(document);
    return rc;
}
