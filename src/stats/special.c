/* Special functions: binomial density, incomplete beta and gamma functions, beta quantile, exact tails.
 *
 * Densities follow C. Loader, "Fast and Accurate Computation of Binomial Probabilities" (2000): factorials enter as
 * corrections to Stirling's formula and powers as deviances, so nothing large is subtracted from anything large.
 * Incomplete functions are continued fractions by Lentz's method. */
#include "stats/special.h"

#include <float.h>
#include <math.h>

#include <toolkit/stats.h>

static const double ln_sqrt_2pi = 0.918938533204672741780329736406;
static const double two_pi = 6.283185307179586476925286766559;

enum { MOST_TERMS = 100000 }; /* of any series here; a few dozen are usual */

/* ln n! - ln(sqrt(2 pi n) (n/e)^n) */
static double stirling_error(double n)
{
    if (n == 0)
        return 0;
    if (n < 16)
        return lgamma(n + 1) - (n + 0.5) * log(n) + n - ln_sqrt_2pi;
    double nn = n * n;
    return (1.0 / 12 - (1.0 / 360 - (1.0 / 1260 - (1.0 / 1680 - 1.0 / 1188 / nn) / nn) / nn) / nn) / n;
}

double tkit_deviance(double x, double m, double off)
{
    if (x == 0)
        return m;
    if (fabs(off) >= 0.1 * (x + m))
        return x * log(x / m) - off;
    double v = off / (x + m), sum = off * v, term = 2 * x * v;
    for (int j = 1; j < MOST_TERMS; j++) {
        term *= v * v;
        double next = sum + term / (2 * j + 1);
        if (next == sum)
            break;
        sum = next;
    }
    return sum;
}

static double deviance(double x, double m)
{
    return tkit_deviance(x, m, x - m);
}

/* x successes and y failures */
static double binomial_log(double x, double y, double p, double q)
{
    double n = x + y;
    if (x < 0 || y < 0)
        return -INFINITY;
    if (p == 0)
        return x == 0 ? 0 : -INFINITY;
    if (q == 0)
        return y == 0 ? 0 : -INFINITY;
    if (x == 0)
        return p < 0.1 ? -deviance(n, n * q) - n * p : n * log(q);
    if (y == 0)
        return q < 0.1 ? -deviance(n, n * p) - n * q : n * log(p);
    double c = stirling_error(n) - stirling_error(x) - stirling_error(y) - deviance(x, n * p) - deviance(y, n * q);
    return c + 0.5 * log(n / (two_pi * x * y));
}

/* Probability of x successes (each of probability p) and y failures (q = 1 - p); x and y need not be whole. */
static double binomial_density(double x, double y, double p, double q)
{
    return exp(binomial_log(x, y, p, q));
}

/* ln of the hypergeometric probability: k marked among c drawn from n with r marked. */
static double hypergeometric_log(double k, double r, double c, double n)
{
    double p = c / n, q = (n - c) / n;
    return binomial_log(k, r - k, p, q) + binomial_log(c - k, n - r - c + k, p, q) - binomial_log(c, n - c, p, q);
}

/* ---- incomplete beta ---- */

/* Numerators and denominators of Lentz's method must not vanish. */
static double away_from_zero(double x)
{
    const double tiny = 1e-300;
    return fabs(x) < tiny ? tiny : x;
}

/* x^a y^b / B(a, b) over I_x(a, b), for x <= a / (a + b): the continued fraction of DiDonato & Morris (1992), whose
 * terms hold the distance `off` = a - (a + b) x instead of subtracting numbers near 1 from each other. */
static double beta_fraction(double x, double y, double a, double b, double off)
{
    double h = away_from_zero(a / (a + 1) * (off + 1)), c = h, d = 0;
    for (int n = 1; n < MOST_TERMS; n++) {
        double at = a + 2 * n, rest = n * (b - n) * x / (at - 1);
        double alpha = (a + n - 1) / (at - 1) * (a + b + n - 1) * rest * x;
        double beta = n + rest + (a + n) / (at + 1) * (off + 1 + n * (1 + y));
        d = 1 / away_from_zero(beta + alpha * d);
        c = away_from_zero(beta + alpha / c);
        h *= d * c;
        if (fabs(d * c - 1) < DBL_EPSILON)
            break;
    }
    return h;
}

/* I_x(a, b) for x <= a / (a + b); y = 1 - x is given as well, so that x near 1 loses nothing. */
static double beta_lower(double x, double y, double a, double b, double off)
{
    return binomial_density(a, b, x, y) * (a * b / (a + b)) / beta_fraction(x, y, a, b, off);
}

static double beta_tail(double x, double y, double a, double b, int upper)
{
    if (x <= 0)
        return upper ? 1 : 0;
    if (y <= 0)
        return upper ? 0 : 1;
    double off = x < y ? a - (a + b) * x : (a + b) * y - b;
    if (off >= 0) {
        double below = beta_lower(x, y, a, b, off);
        return upper ? 1 - below : below;
    }
    double above = beta_lower(y, x, b, a, -off);
    return upper ? above : 1 - above;
}

double tkit_beta_p(double x, double a, double b, int upper)
{
    return beta_tail(x, 1 - x, a, b, upper);
}

/* z with P(Z > z) = p for p <= 1/2, to three digits: Hastings 1955 (Abramowitz & Stegun 26.2.23). */
static double rough_normal_quantile(double p)
{
    double t = sqrt(-2 * log(p));
    return t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
}

/* Newton's method on ln p over t = logit x, kept inside a bracket that only shrinks. It begins where a normal
 * distribution of t would have the quantile. */
double tkit_beta_quantile(double p, double a, double b, int upper)
{
    if (!(p >= 0 && p <= 1) || !(a >= 0) || !(b >= 0))
        return NAN;
    if (a == 0)
        return 0;
    if (b == 0)
        return 1;
    if (p == 0 || p == 1)
        return (p == 1) != (upper != 0);
    double low = -745, high = 745;
    double z = p < 0.5 ? -rough_normal_quantile(p) : rough_normal_quantile(1 - p);
    double t = log(a / b) + (upper ? -z : z) * sqrt(1 / a + 1 / b);
    t = t > low && t < high ? t : log(a / b);
    for (int i = 0; i < 2000; i++) {
        double x = 1 / (1 + exp(-t)), y = 1 / (1 + exp(t));
        double value = beta_tail(x, y, a, b, upper), off = log(value) - log(p);
        if ((off > 0) != (upper != 0))
            high = t;
        else
            low = t;
        /* dI/dt = x y density(x), and the density is the binomial one times a b / (a + b) / (x y). */
        double slope = binomial_density(a, b, x, y) * (a * b / (a + b)) / value;
        double next = t + (upper ? off : -off) / slope;
        if (!(next > low && next < high))
            next = (low + high) / 2;
        double moved = fabs(next - t);
        t = next;
        if (moved <= 2 * DBL_EPSILON * fmax(1, fabs(t)))
            break;
    }
    return 1 / (1 + exp(-t));
}

/* ---- gamma, normal, chi-squared ---- */

/* The logarithm of either tail: the series gives P, the continued fraction gives Q; the other is one minus it. The
 * factor in front of both, x^a e^-x / Gamma(a), is a times a Poisson probability. */
static double gamma_log(double a, double x, int upper)
{
    if (x <= 0 || a <= 0)
        return (x <= 0) == (upper != 0) ? 0 : -INFINITY;
    double front = -stirling_error(a) - deviance(a, x) + 0.5 * log(a / two_pi);
    if (x < a + 1) {
        double term = 1 / a, sum = term;
        for (int n = 1; n < MOST_TERMS && term > sum * DBL_EPSILON; n++) {
            term *= x / (a + n);
            sum += term;
        }
        return upper ? log1p(-fmin(1, exp(front) * sum)) : front + log(sum);
    }
    double b = x + 1 - a, c = 1e300, d = 1 / b, h = d;
    for (int i = 1; i < MOST_TERMS; i++) {
        double an = -i * (i - a);
        b += 2;
        d = 1 / away_from_zero(an * d + b);
        c = away_from_zero(b + an / c);
        h *= d * c;
        if (fabs(d * c - 1) < DBL_EPSILON)
            break;
    }
    return upper ? front + log(h) : log1p(-exp(front) * h);
}

static double gamma_tail(double a, double x, int upper)
{
    double log_tail = gamma_log(a, x, upper);
    return log_tail > -M_LN2 ? -expm1(gamma_log(a, x, !upper)) : exp(log_tail);
}

double tkit_gamma_p(double a, double x)
{
    return gamma_tail(a, x, 0);
}

/* Its upper tail, Q(a, x) = 1 - P(a, x). */
static double gamma_q(double a, double x)
{
    return gamma_tail(a, x, 1);
}

double tkit_chi2_p(double statistic, double degrees)
{
    statistic = fabs(statistic);
    return degrees == 1 ? erfc(sqrt(statistic / 2)) : gamma_q(degrees / 2, statistic / 2);
}

/* ln erfc(x) for x >= 0: by the continued fraction of Q(1/2, x^2) where erfc itself is near its smallest number. */
static double log_erfc(double x)
{
    const double far = 20; /* erfc(20) is 5e-176 */
    return x < far ? log(erfc(x)) : gamma_log(0.5, x * x, 1);
}

double tkit_chi2_log_p(double statistic, double degrees)
{
    statistic = fabs(statistic);
    return degrees == 1 ? log_erfc(sqrt(statistic / 2)) : gamma_log(degrees / 2, statistic / 2, 1);
}

double tkit_normal_log_p(double z)
{
    return log_erfc(fabs(z) / sqrt(2));
}

double tkit_normal_p(double z)
{
    return erfc(fabs(z) / sqrt(2));
}

/* ---- Fisher's exact test ---- */

/* ln P(K >= k) for step 1, ln P(K <= k) for step -1: terms from k outwards, each by its ratio to the one before. A tail
 * that holds the mode is one minus the other tail: its terms would grow first. */
static double hypergeometric_tail(double k, double r, double c, double n, int step)
{
    double lowest = fmax(0, c + r - n), highest = fmin(r, c), mode = floor((r + 1) * (c + 1) / (n + 2));
    if (step > 0 ? k <= lowest : k >= highest)
        return 0;
    if (step > 0 ? k < mode : k > mode)
        return log1p(-exp(hypergeometric_tail(k - step, r, c, n, -step)));
    double term = 1, sum = 1;
    for (double at = k; step > 0 ? at < highest : at > lowest; at += step) {
        if (step > 0)
            term *= (r - at) * (c - at) / ((at + 1) * (n - r - c + at + 1));
        else
            term *= at * (n - r - c + at) / ((r - at + 1) * (c - at + 1));
        double next = sum + term;
        if (next == sum)
            break;
        sum = next;
    }
    return fmin(0, hypergeometric_log(k, r, c, n) + log(sum));
}

/* The table nearest to the mode that is no likelier than `limit`, on the way from there to `beyond`, which is behind
 * the last table on that side and is the answer when there is none. */
static double first_unlikely(double limit, double r, double c, double n, double mode, double beyond)
{
    double likelier = mode, unlikelier = beyond;
    while (fabs(likelier - unlikelier) > 1) {
        double middle = floor((likelier + unlikelier) / 2);
        if (hypergeometric_log(middle, r, c, n) <= limit)
            unlikelier = middle;
        else
            likelier = middle;
    }
    return unlikelier;
}

static double log_of_sum(double a, double b)
{
    double high = fmax(a, b), low = fmin(a, b);
    return low == -INFINITY ? high : high + log1p(exp(low - high));
}

double tkit_fisher_log_p(const tkit_contingency *t, int side)
{
    const double tie = 1e-7; /* relative tolerance for equal probabilities, as R's fisher.test has it */
    if (!tkit_contingency_valid(t))
        return NAN;
    double k = (double)t->o11, r = (double)t->r1, c = (double)t->c1, n = (double)t->n;
    if (side)
        return hypergeometric_tail(k, r, c, n, side > 0 ? 1 : -1);
    double lowest = fmax(0, c + r - n), highest = fmin(r, c);
    double mode = floor((r + 1) * (c + 1) / (n + 2));
    double limit = hypergeometric_log(k, r, c, n) + tie;
    if (hypergeometric_log(mode, r, c, n) <= limit)
        return 0;
    double below = first_unlikely(limit, r, c, n, mode, lowest - 1);
    double above = first_unlikely(limit, r, c, n, mode, highest + 1);
    double left = below >= lowest ? hypergeometric_tail(below, r, c, n, -1) : -INFINITY;
    double right = above <= highest ? hypergeometric_tail(above, r, c, n, 1) : -INFINITY;
    return fmin(0, log_of_sum(left, right));
}

double tkit_fisher_p(const tkit_contingency *t, int side)
{
    return exp(tkit_fisher_log_p(t, side));
}
