/* Tests whose unit is the document, and corrections for many tests at once. */
#include "base/context.h"
#include "base/random.h"

#include <math.h>
#include <stdlib.h>

#include <toolkit/stats.h>

/* ---- corrections ---- */

struct ranked {
    double value;
    size_t at;
};

static int ascending(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    if (x->value != y->value)
        return x->value < y->value ? -1 : 1;
    return (x->at > y->at) - (x->at < y->at);
}

int tkit_adjust_p(tkit *tk, double *p, size_t count, size_t family, enum tkit_correction method)
{
    if (family < count)
        family = count;
    if (method == TKIT_BONFERRONI) {
        for (size_t i = 0; i < count; i++) p[i] = fmin(1, p[i] * (double)family);
        return TKIT_OK;
    }
    struct ranked *order = tkit_calloc(tk, count, sizeof *order);
    if (!order)
        return tkit_fail_nomem(tk);
    for (size_t i = 0; i < count; i++) order[i] = (struct ranked){p[i], i};
    qsort(order, count, sizeof *order, ascending);
    if (method == TKIT_HOLM) { /* from the smallest up, never falling */
        double floor = 0;
        for (size_t i = 0; i < count; i++) {
            floor = fmax(floor, fmin(1, order[i].value * (double)(family - i)));
            p[order[i].at] = floor;
        }
    } else { /* from the largest down, never rising */
        double ceiling = 1;
        for (size_t i = count; i-- > 0;) {
            ceiling = fmin(ceiling, order[i].value * (double)family / (double)(i + 1));
            p[order[i].at] = ceiling;
        }
    }
    tkit_free(tk, order, count * sizeof *order);
    return TKIT_OK;
}

/* ---- Mann-Whitney ---- */

enum { EXACT_BELOW = 50 }; /* values in each sample, as R's wilcox.test has it */

/* P(U <= u) for samples of m and n without ties: P(m, n, u) = m / (m + n) P(m - 1, n, u - n) + n / (m + n) P(m, n - 1,
 * u) (Mann & Whitney 1947), probabilities and not numbers of orders, so that nothing overflows. Row j of the table is
 * P(i, j, .) while i grows. */
static int exact_lower_tail(tkit *tk, size_t m, size_t n, size_t u, double *tail)
{
    size_t width = m * n + 1;
    double *table = tkit_calloc(tk, (n + 1) * width, sizeof *table);
    if (!table)
        return tkit_fail_nomem(tk);
    for (size_t j = 0; j <= n; j++) table[j * width] = 1;
    for (size_t i = 1; i <= m; i++)
        for (size_t j = 1; j <= n; j++) {
            double *row = table + j * width, *before = row - width, all = (double)(i + j);
            for (size_t k = i * j + 1; k-- > 0;)
                row[k] = (k >= j ? (double)i / all * row[k - j] : 0) + (double)j / all * before[k];
        }
    *tail = 0;
    for (size_t k = 0; k <= u; k++) *tail += table[n * width + k];
    tkit_free(tk, table, (n + 1) * width * sizeof *table);
    return TKIT_OK;
}

/* Two-sided, from the nearer tail; the distribution of U is symmetric. */
static int exact_p(tkit *tk, size_t m, size_t n, double u, double *p)
{
    double nearer = fmin(u, (double)(m * n) - u), tail = 0;
    int r = exact_lower_tail(tk, m, n, (size_t)nearer, &tail);
    if (r == TKIT_OK)
        *p = fmin(1, 2 * tail);
    return r;
}

int tkit_mann_whitney_test(tkit *tk, const double *a, size_t na, const double *b, size_t nb, tkit_mann_whitney *out)
{
    *out = (tkit_mann_whitney){0};
    size_t n = na + nb;
    if (na == 0 || nb == 0)
        return tkit_fail(tk, TKIT_EINVALID, "mann_whitney: both samples need values");
    struct ranked *order = tkit_calloc(tk, n, sizeof *order);
    if (!order)
        return tkit_fail_nomem(tk);
    for (size_t i = 0; i < n; i++) order[i] = (struct ranked){i < na ? a[i] : b[i - na], i};
    qsort(order, n, sizeof *order, ascending);
    double ranks_a = 0, ties = 0;
    for (size_t i = 0, j; i < n; i = j) { /* equal values share their mean rank */
        for (j = i; j < n && order[j].value == order[i].value; j++) {}
        double t = (double)(j - i), rank = (double)(i + j + 1) / 2;
        for (size_t k = i; k < j; k++) ranks_a += order[k].at < na ? rank : 0;
        ties += t * t * t - t;
    }
    tkit_free(tk, order, n * sizeof *order);
    double x = (double)na, y = (double)nb, all = (double)n;
    out->u = ranks_a - x * (x + 1) / 2;
    double off = out->u - x * y / 2;
    double deviation = sqrt(x * y / 12 * ((all + 1) - ties / (all * (all - 1))));
    double corrected = off == 0 ? 0 : off - copysign(0.5, off);
    out->z = deviation > 0 ? corrected / deviation : 0;
    out->p = tkit_normal_p(out->z);
    out->superiority = out->u / (x * y);
    out->p_exact = NAN;
    return ties == 0 && na < EXACT_BELOW && nb < EXACT_BELOW ? exact_p(tk, na, nb, out->u, &out->p_exact) : TKIT_OK;
}

/* ---- permutation ---- */

int tkit_permutation_p(tkit *tk, const tkit_measure *measure, const int64_t *hits, const int64_t *sizes, size_t count,
                       size_t target_count, int rounds, uint64_t seed, double *p)
{
    if (target_count == 0 || target_count >= count || rounds < 1)
        return tkit_fail(tk, TKIT_EINVALID, "permutation: both sides need documents, and at least one round");
    size_t *order = tkit_calloc(tk, count, sizeof *order);
    if (!order)
        return tkit_fail_nomem(tk);
    int64_t all_hits = 0, all_tokens = 0;
    for (size_t i = 0; i < count; i++) {
        order[i] = i;
        all_hits += hits[i];
        all_tokens += sizes[i];
    }
    int code = TKIT_OK, as_large = 0;
    double observed = 0;
    for (int round = 0; round <= rounds && code == TKIT_OK; round++) {
        int64_t f = 0, n = 0;
        for (size_t i = 0; i < target_count; i++) {
            if (round > 0) { /* Fisher-Yates, only as far as the target reaches */
                size_t j = i + (size_t)tkit_random_below(&seed, count - i), swap = order[i];
                order[i] = order[j];
                order[j] = swap;
            }
            f += hits[order[i]];
            n += sizes[order[i]];
        }
        tkit_contingency table = tkit_contingency_keyness(f, n, all_hits - f, all_tokens - n);
        double score = fabs(measure->value(&table, NULL));
        if (round == 0)
            observed = score;
        else
            as_large += score >= observed;
        code = tkit_poll(tk);
    }
    *p = (1.0 + as_large) / (1.0 + rounds);
    tkit_free(tk, order, count * sizeof *order);
    return code;
}
