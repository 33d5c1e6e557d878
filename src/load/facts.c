/* Facts that the text itself shows: title, outlet, author, language. See facts.h; dates are in dating.c. */
#include "load/facts.h"

#include <ctype.h>

#include <toolkit/nlp.h>

#include "load/block_rules.h"
#include "load/blocks.h"
#include "load/dating.h"
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

uint32_t tkit_facts_find(const char *text, uint32_t start, uint32_t end, const char *phrase)
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
        if (first && !isupper((unsigned char)text[i]) && !isdigit((unsigned char)text[i]) &&
            (unsigned char)text[i] < 0x80)
            return false;
    }
    return words > 0 && words <= 5;
}

uint32_t tkit_facts_signature_end(const char *text, const tkit_block *b)
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

/* ---- outlet, author, editor ---- */

/* Where the value behind a label ends: at the next label of a run-together credit line, or at punctuation. */
static uint32_t end_of_value(const char *text, uint32_t start, uint32_t end)
{
    static const char *const labels[] = {" responsibility editor", " responsible editor", " web editor", " editor:",
                                         " editors:", " author:", " reporter:", " photo:", " published",
                                         " date:", " time:"};
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) end = tkit_facts_find(text, start, end, labels[i]);
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
        uint32_t at = tkit_facts_find(text, b->start, b->end, c->label);
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

/* "This article was originally published in the Valley Messenger on June 2": where it came from. */
static int read_syndication(tkit_document *document, const tkit_block *b)
{
    static const char *const labels[] = {
        "originally published ", "originally appeared ", "first published ", "first appeared ", "reprinted ",
        "republished ",          "syndicated "};
    static const char *const links[] = {"by ", "in ", "on ", "at ", "from "};
    static const char *const ends[] = {" on ", " and ", " under ", " with ", " in ", " as ", ","};
    const char *text = document->text;
    uint32_t start = b->end, end;
    for (size_t i = 0; i < sizeof labels / sizeof *labels && start == b->end; i++) {
        uint32_t at = tkit_facts_find(text, b->start, b->end, labels[i]), behind = at + (uint32_t)strlen(labels[i]);
        for (size_t k = 0; at < b->end && k < sizeof links / sizeof *links; k++)
            if (tkit_facts_find(text, behind, b->end, links[k]) == behind)
                start = behind + (uint32_t)strlen(links[k]);
    }
    if (start < b->end && tkit_facts_find(text, start, b->end, "the ") == start)
        start += 4;
    end = end_of_value(text, start, b->end);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) end = tkit_facts_find(text, start, end, ends[i]);
    tkit_trim(text, &start, &end);
    bool is_host = start < end && memchr(text + start, '.', end - start) && !memchr(text + start, ' ', end - start);
    if (start >= end || isdigit((unsigned char)text[start]) || (!is_host && !is_name(text, start, end)) ||
        tkit_document_get_metadata(document, "syndicated_from"))
        return TKIT_OK;
    tkit_dates dates = {0}; /* "first published on Monday" names nobody */
    int rc = tkit_dates_find(document->tk, text + start, end - start, NULL, &dates);
    bool is_date = dates.count > 0;
    tkit_dates_free(document->tk, &dates);
    if (rc || is_date)
        return rc;
    char *value = tkit_arena_strndup(&document->arena, text + start, end - start);
    return value ? tkit_document_set_metadata(document, "syndicated_from", value) : TKIT_ENOMEM;
}

/* Short lines at the ends of a text may say so, whatever kind of block they are. */
static int find_syndication(tkit_document *document)
{
    enum { ENDS = 3, LONGEST = 300 };
    int rc = TKIT_OK;
    size_t n = document->block_count;
    for (size_t i = 0; i < n && rc == TKIT_OK; i++) {
        const tkit_block *b = &document->blocks[i];
        bool credit = has_detail(b, "credit-line");
        if (credit || ((i < ENDS || i + ENDS >= n) && b->end - b->start <= LONGEST && b->kind != TKIT_BLOCK_TITLE))
            rc = read_syndication(document, b);
    }
    return rc;
}

/* "(Global Times)": a name in brackets, no people at work. */
static int read_bracketed(tkit_document *document, const tkit_block *b)
{
    const char *text = document->text;
    if (text[b->start] != '(' || text[b->end - 1] != ')' || tkit_facts_find(text, b->start, b->end, " by ") < b->end ||
        memchr(text + b->start, ':', b->end - b->start) || tkit_facts_find(text, b->start, b->end, "(end)") < b->end ||
        !isupper((unsigned char)text[b->start + 1]))
        return TKIT_OK;
    return offer_span(document, FACT_SOURCE, b->start + 1, b->end - 1, "credit-line");
}

static int read_byline(tkit_document *document, const tkit_block *b)
{
    const char *text = document->text;
    uint32_t start = b->start, end = b->end;
    if (tkit_facts_find(text, start, end, "by ") == start)
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
        uint32_t end = tkit_facts_find(text, b->start, b->end, ends[i]);
        if (end < b->end && is_name(text, b->start, end))
            return offer_span(document, FACT_SOURCE, b->start, end, "site-footer");
    }
    if (!has_detail(b, "copyright"))
        return TKIT_OK;
    uint32_t start = b->start, end;
    while (start < b->end && !isdigit((unsigned char)text[start])) start++;
    while (start < b->end && (isdigit((unsigned char)text[start]) || strchr(" -,", text[start]))) start++;
    for (end = start; end < b->end && !strchr(".|,;(\n", text[end]);) end++;
    end = tkit_facts_find(text, start, end, " all rights");
    tkit_trim(text, &start, &end);
    return start < end && is_name(text, start, end) ? offer_span(document, FACT_SOURCE, start, end, "copyright")
                                                    : TKIT_OK;
}

/* "www.coastline.example" says who, if nothing else does. */
static int read_address(tkit_document *document, const tkit_block *b)
{
    const char *text = document->text;
    uint32_t start = b->start, end = b->end;
    if (tkit_facts_find(text, start, end, " ") < end || !memchr(text + start, '.', end - start) ||
        memchr(text + start, '@', end - start))
        return TKIT_OK;
    uint32_t scheme = tkit_facts_find(text, start, end, "://");
    if (scheme < end)
        start = scheme + 3;
    if (tkit_facts_find(text, start, end, "www.") == start)
        start += 4;
    const char *slash = memchr(text + start, '/', end - start);
    return offer_span(document, FACT_SOURCE, start, slash ? (uint32_t)(slash - text) : end, "domain");
}

/* The point of "Jan. 14", no end of a sentence. */
static bool is_abbreviation(const char *text, uint32_t at, uint32_t limit)
{
    return at + 2 < limit && text[at + 1] == ' ' && isdigit((unsigned char)text[at + 2]);
}

/* "ORSA, April 22. /NASS/. ...": the agency between strokes behind the point at `at`; `at` when there is none. */
static uint32_t strokes_end(const char *text, uint32_t at, uint32_t limit)
{
    uint32_t open = at + 1;
    while (open < limit && text[open] == ' ') open++;
    if (at >= limit || text[at] != '.' || open >= limit || text[open] != '/')
        return at;
    const char *close = memchr(text + open + 1, '/', limit - open - 1);
    return close ? (uint32_t)(close - text) : at;
}

/* "MAREN, June 2 (Northwind) - ...": the agency in the brackets of a dateline. */
static int read_agency(tkit_document *document, const tkit_block *b)
{
    enum { LONGEST = 80, LONGEST_NAME = 30 };
    const char *text = document->text;
    uint32_t limit = b->end - b->start > LONGEST ? b->start + LONGEST : b->end, open = b->start, close;
    while (open < limit && text[open] != '(' && (text[open] != '.' || is_abbreviation(text, open, limit)) &&
           text[open] != '"')
        open++;
    uint32_t stroke = strokes_end(text, open, limit);
    if (stroke > open) {
        while (text[open] != '/') open++;
        return is_name(text, open + 1, stroke) ? offer_span(document, FACT_SOURCE, open + 1, stroke, "dateline")
                                               : TKIT_OK;
    }
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
    uint32_t end = tkit_facts_signature_end(document->text, b);
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
            rc = read_byline(document, b);
            if (rc == TKIT_OK)
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
        for (; i < document->block_count && document->blocks[i].end - start < ENOUGH; i++)
            end = document->blocks[i].end;
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
        rc = find_language(document); /* dates of digits are written after it */
    if (rc == TKIT_OK)
        rc = tkit_document_find_date(document);
    if (rc == TKIT_OK)
        rc = find_people(document);
    if (rc == TKIT_OK)
        rc = find_syndication(document);
    return rc;
}
