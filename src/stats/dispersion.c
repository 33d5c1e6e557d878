/* Dispersion: how evenly hits lie over the parts of a corpus, or over its positions. Formulas and sources stand with
 * the fields in stats.h. */
#include "base/context.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

#include <toolkit/stats.h>

/* Mean and population standard deviation of x: the coefficient of variation's two halves. */
static void mean_and_deviation(const double *x, size_t count, double *mean, double *deviation)
{
    double sum = 0, squares = 0;
    for (size_t i = 0; i < count; i++) sum += x[i];
    *mean = sum / (double)count;
    for (size_t i = 0; i < count; i++) squares += (x[i] - *mean) * (x[i] - *mean);
    *deviation = sqrt(squares / (double)count);
}

static double juilland(const double *x, size_t count)
{
    double mean, deviation;
    mean_and_deviation(x, count, &mean, &deviation);
    return 1 - deviation / mean / sqrt((double)count - 1);
}

static double carroll(const double *x, size_t count)
{
    double sum = 0, entropy = 0;
    for (size_t i = 0; i < count; i++) sum += x[i];
    for (size_t i = 0; i < count; i++)
        if (x[i] > 0)
            entropy -= x[i] / sum * log(x[i] / sum);
    return entropy / log((double)count);
}

static int descending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x < y) - (x > y);
}

/* Sorts x. */
static double burch_da(double *x, size_t count)
{
    double sum = 0, weighted = 0;
    qsort(x, count, sizeof *x, descending);
    for (size_t i = 0; i < count; i++) {
        sum += x[i];
        weighted += (double)(i + 1) * x[i];
    }
    return 2 * (weighted / sum - 1) / ((double)count - 1);
}

int tkit_dispersion_of_parts(tkit *tk, const int64_t *hits, const int64_t *sizes, size_t parts, tkit_dispersion *out)
{
    *out = (tkit_dispersion){0};
    if (parts < 1)
        return tkit_fail(tk, TKIT_EINVALID, "dispersion: there are no parts");
    double *raw = tkit_calloc(tk, parts, 2 * sizeof *raw);
    if (!raw)
        return tkit_fail_nomem(tk);
    double *relative = raw + parts, total = 0, f = 0;
    for (size_t i = 0; i < parts; i++) {
        if (sizes[i] <= 0 || hits[i] < 0) {
            tkit_free(tk, raw, 2 * parts * sizeof *raw);
            return tkit_fail(tk, TKIT_EINVALID, "dispersion: part %zu has no tokens or negative hits", i + 1);
        }
        raw[i] = (double)hits[i];
        relative[i] = (double)hits[i] / (double)sizes[i];
        total += (double)sizes[i];
        f += (double)hits[i];
        out->frequency += hits[i];
        out->range += hits[i] > 0;
    }
    double k = (double)parts, difference = 0, roots = 0, raw_roots = 0, chi2 = 0, divergence = 0;
    double smallest = 1, smallest_hit = 1;
    for (size_t i = 0; i < parts; i++) {
        double s = (double)sizes[i] / total, v = raw[i] / f, expected = f / k;
        difference += fabs(s - v);
        roots += sqrt(s * raw[i]);
        raw_roots += sqrt(raw[i]);
        chi2 += (raw[i] - expected) * (raw[i] - expected) / expected;
        divergence += v > 0 ? v * log2(v / s) : 0;
        smallest = fmin(smallest, s);
        if (v > 0)
            smallest_hit = fmin(smallest_hit, s);
    }
    out->juilland_d = juilland(relative, parts);
    out->juilland_d_raw = juilland(raw, parts);
    out->carroll_d2 = carroll(relative, parts);
    out->carroll_d2_raw = carroll(raw, parts);
    out->rosengren_s = roots * roots / f;
    out->lyne_d3 = 1 - chi2 / (4 * f);
    out->zhang_dc = raw_roots * raw_roots / (k * f);
    out->dp = difference / 2;
    out->dp_norm = out->dp / (1 - smallest);
    out->dp_norm_2008 = out->dp / (1 - 1 / k);
    out->dp_egbert = 1 - out->dp / (1 - smallest_hit);
    out->kld = divergence;
    out->kld_o2p = 1 / (1 + divergence);
    out->kld_base_2 = exp2(-divergence);
    out->kld_base_e = exp(-divergence);
    out->da = burch_da(relative, parts);
    tkit_free(tk, raw, 2 * parts * sizeof *raw);
    return TKIT_OK;
}

int tkit_dispersion_of_positions(const uint64_t *positions, size_t count, uint64_t tokens,
                                 tkit_dispersion_positions *out)
{
    *out = (tkit_dispersion_positions){0};
    if (count == 0 || tokens == 0 || positions[count - 1] >= tokens)
        return TKIT_EINVALID;
    double n = (double)tokens, v = n / (double)count, reduced = 0, squares = 0, logs = 0, entropy = 0;
    for (size_t i = 0; i < count; i++) {
        uint64_t gap = i ? positions[i] - positions[i - 1] : positions[0] + tokens - positions[count - 1];
        double d = (double)gap;
        reduced += fmin(d, v);
        squares += d * d;
        logs += d * log10(d);
        entropy -= d / n * log(d / n);
    }
    out->arf = reduced / v;
    out->awt = (1 + squares / n) / 2;
    out->fawt = n * n / squares;
    out->ald = logs / n;
    out->fald = exp(entropy);
    return TKIT_OK;
}
