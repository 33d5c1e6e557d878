/* Keyness: the forms of a tally, target documents against reference documents, ranked by a measure, with p-values
 * corrected for all forms that were tested. */
#include "base/context.h"

#include <toolkit/stats.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct tkit_keyness {
    tkit *tk;
    tkit_keyness_row *rows;
    size_t count, capacity;
    tkit_keyness_sizes sizes;
    tkit_measure_options options;
};

int tkit_measure_column(tkit *tk, const tkit_measure *measure, const tkit_contingency *tables, size_t count,
                        const tkit_measure_options *options, double *values)
{
    enum { BETWEEN_POLLS = 4096 };
    int r = TKIT_OK;
    for (size_t i = 0; i < count && r == TKIT_OK; i++) {
        values[i] = measure->value(&tables[i], options);
        if (i % BETWEEN_POLLS == 0)
            r = tkit_poll(tk);
    }
    return r;
}

/* ---- sides ---- */

/* The reference as bytes of its own when it is all others; checks that no document stands on both sides. */
static int choose_reference(tkit *tk, const tkit_tally *tally, const unsigned char *target,
                            const unsigned char *reference, unsigned char *chosen)
{
    for (size_t n = 0; n < tkit_tally_documents(tally); n++) {
        chosen[n] = reference ? reference[n] : !target[n];
        if (chosen[n] && target[n]) {
            const tkit_tally_cell *cells;
            uint64_t tokens;
            size_t count;
            return tkit_fail(tk, TKIT_EINVALID, "document %lld is in the target and in the reference",
                             (long long)tkit_tally_document(tally, n, &tokens, &cells, &count));
        }
    }
    return TKIT_OK;
}

static int sum_sides(tkit_keyness *k, const tkit_tally *tally, const unsigned char *target,
                     const unsigned char *reference, tkit_tally_row *a, tkit_tally_row *b)
{
    tkit_keyness_sizes *s = &k->sizes;
    tkit_tally_sum(tally, target, a, &s->target_tokens, &s->target_documents);
    tkit_tally_sum(tally, reference, b, &s->reference_tokens, &s->reference_documents);
    if (!s->target_tokens || !s->reference_tokens)
        return tkit_fail(k->tk, TKIT_EINVALID, "no document is in the %s", s->target_tokens ? "reference" : "target");
    return TKIT_OK;
}

static int collect_rows(tkit_keyness *k, const tkit_tally *tally, const tkit_tally_row *a, const tkit_tally_row *b,
                        uint64_t least)
{
    size_t forms = tkit_tally_forms(tally);
    int r = tkit_reserve(k->tk, (void **)&k->rows, &k->capacity, forms + 1, sizeof *k->rows);
    for (size_t f = 0; f < forms && r == TKIT_OK; f++)
        if (a[f].count + b[f].count >= least)
            k->rows[k->count++] = (tkit_keyness_row){.form = (uint32_t)f, .target = a[f], .reference = b[f]};
    return r;
}

/* ---- ranking ---- */

tkit_contingency tkit_keyness_table(const tkit_keyness *k, const tkit_keyness_row *row)
{
    return tkit_contingency_keyness((int64_t)row->target.count, (int64_t)k->sizes.target_tokens,
                                    (int64_t)row->reference.count, (int64_t)k->sizes.reference_tokens);
}

static int score_rows(tkit_keyness *k, const tkit_measure *measure, tkit_contingency *tables, double *values)
{
    const tkit_measure *g2 = tkit_measure_find("g2");
    size_t count = k->count;
    for (size_t i = 0; i < count; i++) tables[i] = tkit_keyness_table(k, &k->rows[i]);
    int r = tkit_measure_column(k->tk, measure, tables, count, &k->options, values);
    for (size_t i = 0; i < count; i++) k->rows[i].score = values[i];
    if (r == TKIT_OK)
        r = tkit_measure_column(k->tk, g2, tables, count, &k->options, values);
    for (size_t i = 0; i < count; i++) k->rows[i].p = values[i] = tkit_chi2_p(values[i], 1);
    if (r == TKIT_OK)
        r = tkit_adjust_p(k->tk, values, count, 0, TKIT_HOLM);
    for (size_t i = 0; i < count; i++) {
        k->rows[i].p_holm = values[i];
        values[i] = k->rows[i].p;
    }
    if (r == TKIT_OK)
        r = tkit_adjust_p(k->tk, values, count, 0, TKIT_BENJAMINI_HOCHBERG);
    for (size_t i = 0; i < count; i++) k->rows[i].p_bh = values[i];
    return r;
}

/* What a row is ranked by. */
struct ranked {
    double score;
    const char *form;
    size_t length;
    uint32_t row;
};

static int by_rank(const void *x, const void *y)
{
    const struct ranked *a = x, *b = y;
    if (a->score != b->score && !(isnan(a->score) && isnan(b->score)))
        return isnan(a->score) ? 1 : isnan(b->score) ? -1 : a->score < b->score ? 1 : -1;
    int order = memcmp(a->form, b->form, a->length < b->length ? a->length : b->length);
    return order ? order : (a->length > b->length) - (a->length < b->length);
}

static int sort_rows(tkit_keyness *k, const tkit_tally *tally)
{
    size_t count = k->count, capacity = k->capacity;
    struct ranked *order = tkit_alloc(k->tk, (count + 1) * sizeof *order);
    tkit_keyness_row *rows = tkit_alloc(k->tk, capacity * sizeof *rows);
    if (order && rows) {
        for (size_t i = 0; i < count; i++) {
            order[i] = (struct ranked){.score = k->rows[i].score, .row = (uint32_t)i};
            order[i].form = tkit_tally_form(tally, k->rows[i].form, &order[i].length);
        }
        qsort(order, count, sizeof *order, by_rank);
        for (size_t i = 0; i < count; i++) rows[i] = k->rows[order[i].row];
        tkit_free(k->tk, k->rows, capacity * sizeof *rows);
        k->rows = rows;
    } else {
        tkit_free(k->tk, rows, capacity * sizeof *rows);
    }
    tkit_free(k->tk, order, (count + 1) * sizeof *order);
    return order && rows ? TKIT_OK : tkit_fail_nomem(k->tk);
}

/* ---- the whole ---- */

static int rank_rows(tkit_keyness *k, const tkit_measure *measure)
{
    size_t count = k->count + 1;
    tkit_contingency *tables = tkit_alloc(k->tk, count * sizeof *tables);
    double *values = tkit_alloc(k->tk, count * sizeof *values);
    int r = tables && values ? score_rows(k, measure, tables, values) : tkit_fail_nomem(k->tk);
    tkit_free(k->tk, tables, count * sizeof *tables);
    tkit_free(k->tk, values, count * sizeof *values);
    return r;
}

static int fill(tkit_keyness *k, const tkit_tally *tally, const unsigned char *target, const unsigned char *reference,
                uint64_t least)
{
    size_t forms = tkit_tally_forms(tally) + 1, documents = tkit_tally_documents(tally) + 1;
    tkit_tally_row *sums = tkit_alloc(k->tk, 2 * forms * sizeof *sums);
    unsigned char *others = tkit_alloc(k->tk, documents);
    int r = sums && others ? choose_reference(k->tk, tally, target, reference, others) : tkit_fail_nomem(k->tk);
    if (r == TKIT_OK)
        r = sum_sides(k, tally, target, others, sums, sums + forms);
    if (r == TKIT_OK)
        r = collect_rows(k, tally, sums, sums + forms, least);
    tkit_free(k->tk, sums, 2 * forms * sizeof *sums);
    tkit_free(k->tk, others, documents);
    return r;
}

int tkit_keyness_open(tkit *tk, const tkit_tally *tally, const unsigned char *target, const unsigned char *reference,
                      const tkit_keyness_options *options, tkit_keyness **out)
{
    tkit_keyness_options o = {0};
    *out = NULL;
    if (options)
        memcpy(&o, options, options->size < sizeof o ? options->size : sizeof o);
    const tkit_measure *measure = tkit_measure_find(o.measure ? o.measure : "g2");
    if (!measure)
        return tkit_fail(tk, TKIT_EINVALID, "no measure is called '%s'", o.measure);
    tkit_keyness *k = tkit_calloc(tk, 1, sizeof *k);
    if (!k)
        return tkit_fail_nomem(tk);
    k->tk = tk;
    k->options = (tkit_measure_options){.size = sizeof k->options, .alpha = o.alpha, .family = o.family,
                                        .constant = o.constant};
    int r = fill(k, tally, target, reference, o.least ? o.least : 1);
    if (r == TKIT_OK && !k->options.family)
        k->options.family = (int64_t)k->count;
    if (r == TKIT_OK)
        r = rank_rows(k, measure);
    if (r == TKIT_OK)
        r = sort_rows(k, tally);
    if (r != TKIT_OK)
        tkit_keyness_free(k);
    else
        *out = k;
    return r;
}

void tkit_keyness_free(tkit_keyness *k)
{
    if (!k)
        return;
    tkit_free(k->tk, k->rows, k->capacity * sizeof *k->rows);
    tkit_free(k->tk, k, sizeof *k);
}

const tkit_keyness_row *tkit_keyness_rows(const tkit_keyness *k, size_t *count)
{
    *count = k->count;
    return k->rows;
}

tkit_keyness_sizes tkit_keyness_size(const tkit_keyness *k)
{
    return k->sizes;
}

const tkit_measure_options *tkit_keyness_settings(const tkit_keyness *k)
{
    return &k->options;
}
