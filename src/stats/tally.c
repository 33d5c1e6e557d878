/* A tally: how often each form occurs in each document, the table that frequency lists, keyness, dispersion and
 * similarity of documents are read off. Filled from the index in one pass; never changes afterwards. */
#include "stats/neighbours.h"

#include "query/query.h"
#include "store/segment.h"

#include <math.h>

struct tally_document {
    int64_t id;
    uint64_t tokens;
    size_t first; /* of its cells */
};

struct tkit_tally {
    tkit *tk;
    tkit_counts *forms; /* the row is the form's number */
    struct tally_document *documents;
    size_t count, capacity;
    tkit_tally_cell *cells;
    size_t cell_count, cell_capacity;
    uint64_t tokens;
};

/* What is needed while one is filled. */
struct filling {
    tkit_tally *tally;
    uint32_t *ids; /* forms of one document's tokens */
    size_t ids_capacity;
    uint32_t *seen; /* form -> its cell of the current document, + 1 */
    size_t seen_capacity;
    struct sample sample;
};

static int add_document(struct filling *f, struct tkit_attribute *a, const uint32_t *map, int64_t id, uint32_t first,
                        uint32_t count)
{
    tkit_tally *t = f->tally;
    int r = tkit_reserve(t->tk, (void **)&f->ids, &f->ids_capacity, (size_t)count + 1, sizeof *f->ids);
    if (r == TKIT_OK)
        r = tkit_reserve(t->tk, (void **)&t->documents, &t->capacity, t->count + 1, sizeof *t->documents);
    if (r == TKIT_OK)
        r = tkit_reserve(t->tk, (void **)&t->cells, &t->cell_capacity, t->cell_count + count, sizeof *t->cells);
    if (r != TKIT_OK)
        return r;
    struct tally_document *d = &t->documents[t->count++];
    *d = (struct tally_document){.id = id, .first = t->cell_count};
    tkit_column_forms(a, first, count, f->ids);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t form = f->ids[i] < a->forms ? map[f->ids[i]] : LEFT_OUT;
        if (form == LEFT_OUT || tkit_sample_reach(&f->sample, first + i) == first + i)
            continue;
        d->tokens++;
        if (!f->seen[form]) {
            t->cells[t->cell_count] = (tkit_tally_cell){.form = form};
            f->seen[form] = (uint32_t)(++t->cell_count - d->first);
        }
        t->cells[d->first + f->seen[form] - 1].count++;
    }
    for (size_t i = d->first; i < t->cell_count; i++) f->seen[t->cells[i].form] = 0;
    t->tokens += d->tokens;
    return TKIT_OK;
}

static int add_segment(struct filling *f, struct tkit_segment *s, uint32_t number, const char *attribute,
                       bool punctuation)
{
    tkit_tally *t = f->tally;
    struct tkit_attribute *a = tkit_segment_attribute(s, attribute);
    tkit_arena arena;
    uint32_t *map = NULL;
    if (!a)
        return TKIT_OK;
    tkit_arena_init(&arena, t->tk);
    int r = tkit_attribute_load(a);
    if (r == TKIT_OK)
        r = tkit_counts_map(t->forms, a, punctuation, &arena, &map);
    size_t before = f->seen_capacity;
    if (r == TKIT_OK)
        r = tkit_sample_enter(&f->sample, number);
    if (r == TKIT_OK)
        r = tkit_reserve(t->tk, (void **)&f->seen, &f->seen_capacity, t->forms->count + 1, sizeof *f->seen);
    if (r == TKIT_OK)
        memset(f->seen + before, 0, (f->seen_capacity - before) * sizeof *f->seen);
    for (uint32_t d = 0; d < s->documents && r == TKIT_OK; d++) {
        if (!s->document[d])
            continue;
        r = add_document(f, a, map, s->document[d], s->first_token[d], s->first_token[d + 1] - s->first_token[d]);
        if (r == TKIT_OK)
            r = tkit_poll(t->tk);
    }
    tkit_arena_free(&arena);
    return r == TKIT_OK ? s->status : r;
}

int tkit_tally_open(tkit_corpus *corpus, const tkit_tally_options *options, tkit_tally **out)
{
    tkit *tk = corpus->tk;
    tkit_tally_options o = {0};
    struct tkit_index *index = NULL;
    struct filling f = {0};
    *out = NULL;
    if (options)
        memcpy(&o, options, options->size < sizeof o ? options->size : sizeof o);
    o.by = o.by ? o.by : "word";
    tkit_tally *t = f.tally = tkit_calloc(tk, 1, sizeof *t);
    if (!t)
        return tkit_fail_nomem(tk);
    t->tk = tk;
    f.sample.inside = o.inside;
    int r = tkit_counts_new(tk, &t->forms);
    if (r == TKIT_OK && o.inside)
        index = o.inside->query->index;
    else if (r == TKIT_OK)
        r = tkit_index_open(corpus, &index);
    if (r == TKIT_OK)
        r = tkit_index_need_attribute(index, o.by);
    for (size_t i = 0; r == TKIT_OK && i < index->count; i++)
        r = add_segment(&f, index->segments[i], (uint32_t)i, o.by, o.with_punctuation != 0);
    if (!o.inside)
        tkit_index_close(index);
    tkit_sample_leave(tk, &f.sample);
    tkit_free(tk, f.ids, f.ids_capacity * sizeof *f.ids);
    tkit_free(tk, f.seen, f.seen_capacity * sizeof *f.seen);
    if (r != TKIT_OK)
        tkit_tally_free(t);
    else
        *out = t;
    return r;
}

void tkit_tally_free(tkit_tally *t)
{
    if (!t)
        return;
    tkit_counts_free(t->forms);
    tkit_free(t->tk, t->documents, t->capacity * sizeof *t->documents);
    tkit_free(t->tk, t->cells, t->cell_capacity * sizeof *t->cells);
    tkit_free(t->tk, t, sizeof *t);
}

size_t tkit_tally_forms(const tkit_tally *t)
{
    return t->forms->count;
}

const char *tkit_tally_form(const tkit_tally *t, size_t form, size_t *length)
{
    if (form >= t->forms->count)
        return NULL;
    *length = t->forms->rows[form].length;
    return t->forms->rows[form].key;
}

size_t tkit_tally_documents(const tkit_tally *t)
{
    return t->count;
}

int64_t tkit_tally_document(const tkit_tally *t, size_t n, uint64_t *tokens, const tkit_tally_cell **cells,
                            size_t *count)
{
    if (n >= t->count)
        return 0;
    const struct tally_document *d = &t->documents[n];
    *tokens = d->tokens;
    *cells = t->cells + d->first;
    *count = (n + 1 < t->count ? d[1].first : t->cell_count) - d->first;
    return d->id;
}

int tkit_tally_likeness(const tkit_tally *t, size_t n, tkit_tally_likeness_row *rows)
{
    const tkit_tally_cell *cells;
    uint64_t tokens;
    size_t count, forms = t->forms->count;
    double own = 0;
    if (n >= t->count)
        return tkit_fail(t->tk, TKIT_EINVALID, "the tally has no document %zu", n);
    double *idf = tkit_calloc(t->tk, forms * 2 + 1, sizeof *idf);
    if (!idf)
        return tkit_fail_nomem(t->tk);
    double *weight = idf + forms;
    for (size_t i = 0; i < t->cell_count; i++) idf[t->cells[i].form]++; /* documents that have it */
    for (size_t f = 0; f < forms; f++) idf[f] = idf[f] > 0 ? log((double)t->count / idf[f]) : 0;
    tkit_tally_document(t, n, &tokens, &cells, &count);
    for (size_t i = 0; i < count; i++) {
        double w = (double)cells[i].count * idf[cells[i].form];
        weight[cells[i].form] = w;
        own += w * w;
    }
    /* A form of this document that every document has weighs 0, yet is shared. */
    for (size_t i = 0; i < count; i++)
        if (weight[cells[i].form] == 0)
            weight[cells[i].form] = -1;
    for (size_t d = 0; d < t->count; d++) {
        double norm = 0, product = 0;
        tkit_tally_document(t, d, &tokens, &cells, &count);
        rows[d] = (tkit_tally_likeness_row){.types = (uint32_t)count};
        for (size_t i = 0; i < count; i++) {
            double w = (double)cells[i].count * idf[cells[i].form], other = weight[cells[i].form];
            norm += w * w;
            rows[d].shared += other != 0;
            product += other > 0 ? w * other : 0;
        }
        double scale = sqrt(own) * sqrt(norm);
        rows[d].cosine = scale > 0 ? product / scale : 0;
    }
    tkit_free(t->tk, idf, (forms * 2 + 1) * sizeof *idf);
    return TKIT_OK;
}

void tkit_tally_sum(const tkit_tally *t, const unsigned char *chosen, tkit_tally_row *rows, uint64_t *tokens,
                    uint32_t *documents)
{
    memset(rows, 0, t->forms->count * sizeof *rows);
    *tokens = 0;
    *documents = 0;
    for (size_t n = 0; n < t->count; n++) {
        const tkit_tally_cell *cells;
        uint64_t size;
        size_t count;
        if (chosen && !chosen[n])
            continue;
        tkit_tally_document(t, n, &size, &cells, &count);
        *tokens += size;
        ++*documents;
        for (size_t i = 0; i < count; i++) {
            rows[cells[i].form].count += cells[i].count;
            rows[cells[i].form].documents++;
        }
    }
    /* DP = 1/2 sum |s - v|: a document without the form adds s, and all s together are 1. So begin with 1 and correct
     * for the documents that have it. */
    for (size_t f = 0; f < t->forms->count; f++) rows[f].dp = rows[f].count ? 1.0 : NAN;
    for (size_t n = 0; n < t->count; n++) {
        const tkit_tally_cell *cells;
        uint64_t size;
        size_t count;
        if (chosen && !chosen[n])
            continue;
        tkit_tally_document(t, n, &size, &cells, &count);
        double s = *tokens ? (double)size / (double)*tokens : 0;
        for (size_t i = 0; i < count; i++) {
            tkit_tally_row *row = &rows[cells[i].form];
            row->dp += fabs(s - (double)cells[i].count / (double)row->count) - s;
        }
    }
    for (size_t f = 0; f < t->forms->count; f++) {
        double dp = rows[f].dp / 2;
        rows[f].dp = dp < 0 ? 0 : dp; /* rounding; what is not a number stays */
    }
}

int tkit_tally_frequencies(const tkit_tally *t, const unsigned char *chosen, uint64_t least, tkit_counts **out)
{
    size_t forms = t->forms->count;
    tkit_tally_row *rows = tkit_alloc(t->tk, (forms + 1) * sizeof *rows);
    uint64_t tokens;
    uint32_t documents;
    *out = NULL;
    if (!rows)
        return tkit_fail_nomem(t->tk);
    tkit_tally_sum(t, chosen, rows, &tokens, &documents);
    int r = tkit_counts_new(t->tk, out);
    for (size_t f = 0; f < forms && r == TKIT_OK; f++)
        if (rows[f].count)
            r = tkit_counts_append(*out, t->forms->rows[f].key, t->forms->rows[f].length, rows[f].count,
                                   rows[f].documents);
    tkit_free(t->tk, rows, (forms + 1) * sizeof *rows);
    if (r == TKIT_OK)
        r = tkit_counts_finish(*out, least ? least : 1, false);
    if (r != TKIT_OK) {
        tkit_counts_free(*out);
        *out = NULL;
    }
    return r;
}
