/* The documents in which a query has hits: see the public header. */
#include "query/forms.h"
#include "query/phrase.h"
#include "query/query.h"
#include "query/search.h"

#include <stdlib.h>

struct tkit_documents {
    tkit *tk;
    tkit_document_hits *rows;
    size_t count, capacity;
};

static int add_document(tkit_documents *d, int64_t document, uint64_t hits)
{
    int r = tkit_reserve(d->tk, (void **)&d->rows, &d->capacity, d->count + 1, sizeof *d->rows);
    if (r == TKIT_OK)
        d->rows[d->count++] = (tkit_document_hits){document, hits};
    return r;
}

/* A single token with nothing around it: the lexicon's list of documents, when nobody asks how often. 1: done, 0: not
 * this way. */
static int documents_of_form(tkit_query *q, struct scope *scope, tkit_documents *out)
{
    const struct parsed *p = q->parsed;
    struct predicate *predicate;
    if (!p->pattern || p->pattern->kind != NODE_TOKEN || p->constraint || p->filters || q->within || p->cut)
        return 0;
    int r = tkit_predicate_build(scope, p->pattern->test, &predicate);
    if (r != TKIT_OK || predicate->kind == PREDICATE_FALSE)
        return r != TKIT_OK ? r : 1;
    if ((predicate->kind != PREDICATE_FORM && predicate->kind != PREDICATE_SET) || predicate->label != LABEL_THIS)
        return 0;
    uint32_t *forms, number;
    size_t count;
    struct tkit_postings postings = {0};
    struct tkit_segment *s = scope->segment;
    r = tkit_forms_list(predicate, scope->arena, &forms, &count);
    if (r == TKIT_OK)
        r = tkit_postings_open_documents(&postings, predicate->attribute, forms, count);
    while (r == TKIT_OK && (number = tkit_postings_next(&postings)) != TKIT_NO_TOKEN)
        if (s->document[number])
            r = add_document(out, s->document[number], 0);
    tkit_postings_close(&postings);
    return r != TKIT_OK ? r : s->status != TKIT_OK ? s->status : 1;
}

/* A phrase, or words near each other. 1: done, 0: not this way. */
static int documents_of_phrase(tkit_query *q, struct scope *scope, tkit_documents *out)
{
    const struct parsed *p = q->parsed;
    uint64_t *found;
    if (p->constraint || p->filters || q->within)
        return 0;
    int r = tkit_phrase_documents(scope, p, &found);
    const struct tkit_segment *s = scope->segment;
    for (uint32_t w = 0; w <= s->documents / 64 && r > 0; w++)
        for (uint64_t left = found[w]; left && r > 0; left &= left - 1) {
            int e = add_document(out, s->document[w * 64 + (unsigned)__builtin_ctzll(left)], 0);
            r = e == TKIT_OK ? r : e;
        }
    return r;
}

static int documents_of_search(struct search *s, int with_hits, tkit_documents *out)
{
    struct tkit_segment *segment = s->scope.segment;
    uint32_t number = 0;
    uint64_t hits = 0;
    struct match m;
    int r, e = TKIT_OK;
    while (e == TKIT_OK && (r = tkit_search_next(s, &m)) > 0) {
        uint32_t document = tkit_segment_document_of(segment, m.start, number);
        if (hits && document != number) {
            e = add_document(out, segment->document[number], hits);
            hits = 0;
        }
        number = document;
        hits++;
        if (!with_hits)
            tkit_search_skip_document(s, segment->first_token[document + 1]);
    }
    if (e == TKIT_OK && r == TKIT_OK && hits)
        e = add_document(out, segment->document[number], hits);
    return e != TKIT_OK ? e : r;
}

static int documents_of_segment(tkit_query *q, tkit_arena *arena, size_t segment, int with_hits, tkit_documents *out)
{
    struct scope scope = tkit_query_scope(q, arena, segment);
    struct search *s;
    int r = with_hits ? 0 : documents_of_form(q, &scope, out);
    if (r == 0 && !with_hits)
        r = documents_of_phrase(q, &scope, out);
    if (r != 0)
        return r < 0 ? r : TKIT_OK;
    r = tkit_query_open_search(q, arena, segment, !with_hits, &s);
    if (r != TKIT_OK)
        return r;
    r = documents_of_search(s, with_hits, out);
    tkit_search_close(s);
    return r;
}

static int by_id(const void *a, const void *b)
{
    const tkit_document_hits *x = a, *y = b;
    return (x->document > y->document) - (x->document < y->document);
}

static int new_documents(tkit *tk, tkit_documents **out)
{
    *out = tkit_calloc(tk, 1, sizeof **out);
    if (!*out)
        return tkit_fail_nomem(tk);
    (*out)->tk = tk;
    return TKIT_OK;
}

int tkit_query_documents(tkit_query *q, int with_hits, tkit_documents **out)
{
    int r = new_documents(q->tk, out);
    for (size_t i = 0; i < q->index->count && r == TKIT_OK; i++) {
        tkit_arena arena;
        tkit_arena_init(&arena, q->tk);
        r = documents_of_segment(q, &arena, i, with_hits, *out);
        tkit_arena_free(&arena);
        if (r == TKIT_OK)
            r = tkit_query_check_time(q->tk, q->deadline);
    }
    if (r != TKIT_OK) {
        tkit_documents_free(*out);
        *out = NULL;
        return r;
    }
    tkit_documents *d = *out;
    for (size_t i = 1; i < d->count; i++)
        if (d->rows[i].document < d->rows[i - 1].document) { /* segments need not be in the order of ids */
            qsort(d->rows, d->count, sizeof *d->rows, by_id);
            break;
        }
    return TKIT_OK;
}

void tkit_documents_free(tkit_documents *d)
{
    if (!d)
        return;
    tkit *tk = d->tk;
    tkit_free(tk, d->rows, d->capacity * sizeof *d->rows);
    tkit_free(tk, d, sizeof *d);
}

size_t tkit_documents_count(const tkit_documents *d)
{
    return d->count;
}

const tkit_document_hits *tkit_documents_rows(const tkit_documents *d)
{
    return d->rows;
}

int tkit_documents_combine(const tkit_documents *a, const tkit_documents *b, int operation, tkit_documents **out)
{
    int r = new_documents(a->tk, out);
    size_t i = 0, j = 0;
    while (r == TKIT_OK && (i < a->count || j < b->count)) {
        int64_t x = i < a->count ? a->rows[i].document : INT64_MAX, y = j < b->count ? b->rows[j].document : INT64_MAX;
        uint64_t hits = (x <= y ? a->rows[i].hits : 0) + (y <= x ? b->rows[j].hits : 0);
        bool keep = operation == TKIT_UNION || (operation == TKIT_INTERSECTION ? x == y : x < y);
        if (keep)
            r = add_document(*out, x < y ? x : y, operation == TKIT_DIFFERENCE ? a->rows[i].hits : hits);
        i += x <= y;
        j += y <= x;
    }
    if (r != TKIT_OK) {
        tkit_documents_free(*out);
        *out = NULL;
    }
    return r;
}
