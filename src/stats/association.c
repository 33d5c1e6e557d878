/* Measures of association and keyness: one function and one row of the table each.
 *
 * All work on the same 2x2 table. Where the literature has two measures of one name, both are here under two names.
 * Statistics that only measure strength of evidence (g2, chi2, simple_ll) carry the sign of o11 - e11. */
#include "stats/special.h"

#include <toolkit/stats.h>

#include <float.h>
#include <math.h>
#include <string.h>

/* The table with everything derived from it, as doubles: counts below 2^53 stay exact. What tells association from
 * chance is `determinant` = o11 o22 - o12 o21, computed in whole numbers: near independence the differences of observed
 * and expected counts would have lost most of their digits. */
struct cells {
    double o11, o12, o21, o22, r1, r2, c1, c2, n, e11, e12, e21, e22;
    double determinant, off; /* off = determinant / n = o11 - e11 = e12 - o12 = e21 - o21 = o22 - e22 */
};

__extension__ typedef __int128 wide; /* holds the product of two counts */

static struct cells cells(const tkit_contingency *t)
{
    struct cells x;
    x.o11 = (double)t->o11;
    x.o12 = (double)(t->r1 - t->o11);
    x.o21 = (double)(t->c1 - t->o11);
    x.o22 = (double)(t->n - t->r1 - t->c1 + t->o11);
    x.r1 = (double)t->r1;
    x.r2 = (double)(t->n - t->r1);
    x.c1 = (double)t->c1;
    x.c2 = (double)(t->n - t->c1);
    x.n = (double)t->n;
    x.e11 = x.r1 * x.c1 / x.n;
    x.e12 = x.r1 * x.c2 / x.n;
    x.e21 = x.r2 * x.c1 / x.n;
    x.e22 = x.r2 * x.c2 / x.n;
    x.determinant = (double)((wide)t->o11 * (t->n - t->r1 - t->c1 + t->o11) -
                             (wide)(t->r1 - t->o11) * (t->c1 - t->o11));
    x.off = x.determinant / x.n;
    return x;
}

tkit_contingency tkit_contingency_keyness(int64_t f1, int64_t n1, int64_t f2, int64_t n2)
{
    return (tkit_contingency){.o11 = f1, .r1 = n1, .c1 = f1 + f2, .n = n1 + n2};
}

int tkit_contingency_valid(const tkit_contingency *t)
{
    return t->n > 0 && t->o11 >= 0 && t->r1 >= t->o11 && t->c1 >= t->o11 && t->n - t->r1 - t->c1 + t->o11 >= 0;
}

static double signed_by_direction(const struct cells *x, double statistic)
{
    return x->determinant < 0 ? -statistic : statistic;
}

/* o ln(o / e), with its limit 0 for o = 0 */
static double surprise(double o, double e)
{
    return o > 0 ? o * log(o / e) : 0;
}

/* Sums of o ln(o / e) over cells. The plain sum is what everybody computes and prints, to the last digit; near
 * independence it cancels, and where fewer than six digits would be left it is summed as o ln(o / e) + e - o instead,
 * whose terms are all positive (the differences o - e of a column or a table add up to 0). */
static int has_cancelled(const struct cells *x, double plain)
{
    const double enough = 1e-6;
    return !(fabs(plain) * enough > x->n * DBL_EPSILON);
}

static double surprise_of_column(const struct cells *x)
{
    double plain = surprise(x->o11, x->e11) + surprise(x->o21, x->e21);
    if (!has_cancelled(x, plain))
        return plain;
    return tkit_deviance(x->o11, x->e11, x->off) + tkit_deviance(x->o21, x->e21, -x->off);
}

static double surprise_of_table(const struct cells *x)
{
    double plain = surprise(x->o11, x->e11) + surprise(x->o12, x->e12) + surprise(x->o21, x->e21) +
                   surprise(x->o22, x->e22);
    if (!has_cancelled(x, plain))
        return plain;
    return tkit_deviance(x->o11, x->e11, x->off) + tkit_deviance(x->o12, x->e12, -x->off) +
           tkit_deviance(x->o21, x->e21, -x->off) + tkit_deviance(x->o22, x->e22, x->off);
}

/* ln(a / b), where `off` is a - b. */
static double log_of_ratio(double a, double b, double off)
{
    return fabs(off) < b / 2 ? log1p(off / b) : log(a / b);
}

#define MEASURE(name) static double name(const tkit_contingency *t, const tkit_measure_options *options)
#define UNUSED_OPTIONS (void)options

/* ---- evidence: is there an association at all? ---- */

MEASURE(g2)
{
    UNUSED_OPTIONS;
    struct cells x = cells(t);
    return signed_by_direction(&x, 2 * surprise_of_table(&x));
}

MEASURE(g2_rayson)
{
    UNUSED_OPTIONS;
    struct cells x = cells(t);
    return signed_by_direction(&x, 2 * surprise_of_column(&x));
}

MEASURE(simple_ll)
{
    UNUSED_OPTIONS;
    struct cells x = cells(t);
    double plain = surprise(x.o11, x.e11) - (x.o11 - x.e11);
    return signed_by_direction(&x, 2 * (has_cancelled(&x, plain) ? tkit_deviance(x.o11, x.e11, x.off) : plain));
}

MEASURE(chi2)
{
    UNUSED_OPTIONS;
    struct cells x = cells(t);
    double d = x.determinant;
    return signed_by_direction(&x, x.n * (d / x.r1) * (d / x.r2) / x.c1 / x.c2);
}

MEASURE(chi2_yates)
{
    UNUSED_OPTIONS;
    struct cells x = cells(t);
    double d = fabs(x.determinant) - x.n / 2;
    return signed_by_direction(&x, x.n * (d / x.r1) * (d / x.r2) / x.c1 / x.c2);
}

MEASURE(fisher)
{
    UNUSED_OPTIONS;
    return tkit_fisher_p(t, 0);
}

MEASURE(fisher_left)
{
    UNUSED_OPTIONS;
    return tkit_fisher_p(t, -1);
}

MEASURE(fisher_right)
{
    UNUSED_OPTIONS;
    return tkit_fisher_p(t, 1);
}

MEASURE(t_score)
{
    UNUSED_OPTIONS;
    struct cells x = cells(t);
    return x.off / sqrt(x.o11);
}

MEASURE(z_score)
{
    UNUSED_OPTIONS;
    struct cells x = cells(t);
    return x.off / sqrt(x.e11);
}

MEASURE(z_yates)
{
    UNUSED_OPTIONS;
    struct cells x = cells(t);
    return (x.off > 0 ? x.off - 0.5 : x.off + 0.5) / sqrt(x.e11);
}

MEASURE(poisson_stirling)
{
    UNUSED_OPTIONS;
    struct cells x = cells(t);
    return x.o11 * (log(x.o11) - log(x.e11) - 1);
}

MEASURE(poisson_right)
{
    UNUSED_OPTIONS;
    struct cells x = cells(t);
    return tkit_gamma_p(x.o11, x.e11);
}

MEASURE(bic)
{
    UNUSED_OPTIONS;
    return fabs(g2_rayson(t, options)) - log((double)t->n);
}

/* ---- information ---- */

MEASURE(mi)
{
    UNUSED_OPTIONS;
    struct cells x = cells(t);
    return log_of_ratio(x.o11, x.e11, x.off) / M_LN2;
}

MEASURE(mi2)
{
    UNUSED_OPTIONS;
    struct cells x = cells(t);
    return log2(x.o11 * x.o11 / x.e11);
}

MEASURE(mi3)
{
    UNUSED_OPTIONS;
    struct cells x = cells(t);
    return log2(x.o11 * x.o11 * x.o11 / x.e11);
}

MEASURE(npmi)
{
    UNUSED_OPTIONS;
    struct cells x = cells(t);
    if (x.o11 == 0)
        return -1;
    return x.o11 == x.n ? 1 : log_of_ratio(x.o11, x.e11, x.off) / -log(x.o11 / x.n);
}

MEASURE(local_mi)
{
    struct cells x = cells(t);
    return x.o11 > 0 ? x.o11 * mi(t, options) : 0;
}

MEASURE(average_mi)
{
    UNUSED_OPTIONS;
    struct cells x = cells(t);
    return surprise_of_table(&x) / M_LN2;
}

MEASURE(salience)
{
    struct cells x = cells(t);
    return x.o11 > 0 ? mi(t, options) * log(x.o11 + 1) : -INFINITY;
}

/* ---- overlap ---- */

MEASURE(dice)
{
    UNUSED_OPTIONS;
    struct cells x = cells(t);
    return 2 * x.o11 / (x.r1 + x.c1);
}

MEASURE(log_dice)
{
    return 14 + log2(dice(t, options));
}

MEASURE(jaccard)
{
    UNUSED_OPTIONS;
    struct cells x = cells(t);
    return x.o11 / (x.o11 + x.o12 + x.o21);
}

MEASURE(min_sensitivity)
{
    UNUSED_OPTIONS;
    struct cells x = cells(t);
    return fmin(x.o11 / x.r1, x.o11 / x.c1);
}

MEASURE(gmean)
{
    UNUSED_OPTIONS;
    struct cells x = cells(t);
    return x.o11 / sqrt(x.r1 * x.c1);
}

MEASURE(delta_p_12)
{
    UNUSED_OPTIONS;
    struct cells x = cells(t);
    return x.determinant / x.c1 / x.c2;
}

MEASURE(delta_p_21)
{
    UNUSED_OPTIONS;
    struct cells x = cells(t);
    return x.determinant / x.r1 / x.r2;
}

MEASURE(phi2)
{
    UNUSED_OPTIONS;
    return fabs(chi2(t, options)) / (double)t->n;
}

/* ---- effect size ---- */

MEASURE(odds_ratio)
{
    UNUSED_OPTIONS;
    struct cells x = cells(t);
    return (x.o11 * x.o22) / (x.o12 * x.o21);
}

MEASURE(odds_ratio_discounted)
{
    UNUSED_OPTIONS;
    struct cells x = cells(t);
    return log2((x.o11 + 0.5) * (x.o22 + 0.5) / ((x.o12 + 0.5) * (x.o21 + 0.5)));
}

MEASURE(log_ratio)
{
    UNUSED_OPTIONS;
    struct cells x = cells(t);
    double f1 = x.o11 > 0 ? x.o11 : 0.5, f2 = x.o21 > 0 ? x.o21 : 0.5;
    if (x.o11 > 0 && x.o21 > 0)
        return log_of_ratio(f1 * x.r2, f2 * x.r1, x.determinant) / M_LN2;
    return log2((f1 / x.r1) / (f2 / x.r2));
}

MEASURE(log_ratio_walter)
{
    UNUSED_OPTIONS;
    struct cells x = cells(t);
    double off = x.determinant + 0.5 * (x.o11 - x.o21 + x.r2 - x.r1);
    return log_of_ratio((x.o11 + 0.5) * (x.r2 + 0.5), (x.o21 + 0.5) * (x.r1 + 0.5), off) / M_LN2;
}

static double error_rate(const tkit_measure_options *options)
{
    double alpha = options && options->alpha > 0 ? options->alpha : 0.05;
    return options && options->family > 1 ? alpha / (double)options->family : alpha;
}

/* log2 of (n2 / n1) p / (1 - p), where p or its complement is a beta quantile. */
static double ratio_of_share(const struct cells *x, double p)
{
    return log2(x->r2 / x->r1 * (p / (1 - p)));
}

/* Lower (upper = 0) or upper end of the exact interval at one-sided error rate `tail`. */
static double interval_end(const struct cells *x, double tail, int upper)
{
    if (!upper)
        return x->o11 == 0 ? -INFINITY : ratio_of_share(x, tkit_beta_quantile(tail, x->o11, x->o21 + 1, 0));
    return x->o21 == 0 ? INFINITY : ratio_of_share(x, tkit_beta_quantile(tail, x->o11 + 1, x->o21, 1));
}

void tkit_log_ratio_interval(const tkit_contingency *t, const tkit_measure_options *options, double *low, double *high)
{
    struct cells x = cells(t);
    double tail = error_rate(options) / 2;
    *low = interval_end(&x, tail, 0);
    *high = interval_end(&x, tail, 1);
}

MEASURE(lrc)
{
    struct cells x = cells(t);
    double tail = error_rate(options) / 2;
    if (x.o11 / x.r1 >= x.o21 / x.r2)
        return fmax(0, interval_end(&x, tail, 0));
    return fmin(0, interval_end(&x, tail, 1));
}

MEASURE(lrc_positive)
{
    struct cells x = cells(t);
    return interval_end(&x, error_rate(options), 0);
}

MEASURE(simple_maths)
{
    struct cells x = cells(t);
    double add = options && options->constant > 0 ? options->constant : 1;
    return (x.o11 / x.r1 * 1e6 + add) / (x.o21 / x.r2 * 1e6 + add);
}

MEASURE(percent_diff)
{
    UNUSED_OPTIONS;
    struct cells x = cells(t);
    return x.determinant / (x.o21 * x.r1) * 100;
}

MEASURE(relative_risk)
{
    UNUSED_OPTIONS;
    struct cells x = cells(t);
    return (x.o11 / x.r1) / (x.o21 / x.r2);
}

MEASURE(relative_risk_12)
{
    UNUSED_OPTIONS;
    struct cells x = cells(t);
    return (x.o11 / x.c1) / (x.o12 / x.c2);
}

MEASURE(difference_coefficient)
{
    UNUSED_OPTIONS;
    struct cells x = cells(t);
    return x.determinant / (x.o11 * x.r2 + x.o21 * x.r1);
}

MEASURE(ell)
{
    struct cells x = cells(t);
    return fabs(g2_rayson(t, options)) / (x.n * log(fmin(x.e11, x.e21)));
}

/* ---- the table ---- */

/* What they are is written in reference.c. */
static const tkit_measure measures[] = {
    {"g2", g2}, {"g2_rayson", g2_rayson}, {"simple_ll", simple_ll}, {"chi2", chi2}, {"chi2_yates", chi2_yates},
    {"fisher", fisher}, {"fisher_left", fisher_left}, {"fisher_right", fisher_right}, {"mi", mi}, {"mi2", mi2},
    {"mi3", mi3}, {"npmi", npmi}, {"local_mi", local_mi}, {"average_mi", average_mi}, {"salience", salience},
    {"t", t_score}, {"z", z_score}, {"z_yates", z_yates}, {"poisson_right", poisson_right},
    {"poisson_stirling", poisson_stirling}, {"dice", dice}, {"log_dice", log_dice}, {"jaccard", jaccard},
    {"min_sensitivity", min_sensitivity}, {"gmean", gmean}, {"phi2", phi2}, {"delta_p_12", delta_p_12},
    {"delta_p_21", delta_p_21}, {"odds_ratio", odds_ratio}, {"odds_ratio_discounted", odds_ratio_discounted},
    {"log_ratio", log_ratio}, {"log_ratio_walter", log_ratio_walter}, {"lrc", lrc}, {"lrc_positive", lrc_positive},
    {"simple_maths", simple_maths}, {"percent_diff", percent_diff}, {"relative_risk", relative_risk},
    {"relative_risk_12", relative_risk_12}, {"difference_coefficient", difference_coefficient}, {"bic", bic},
    {"ell", ell},
};

const tkit_measure *tkit_measure_at(size_t index)
{
    return index < sizeof measures / sizeof *measures ? &measures[index] : NULL;
}

const tkit_measure *tkit_measure_find(const char *name)
{
    for (size_t i = 0; i < sizeof measures / sizeof *measures; i++)
        if (strcmp(measures[i].name, name) == 0)
            return &measures[i];
    return NULL;
}
