/* Special functions that the C library lacks, accurate in the tails. */
#ifndef TOOLKIT_STATS_SPECIAL_H
#define TOOLKIT_STATS_SPECIAL_H

/* x ln(x / m) + m - x >= 0, where `off` is x - m: by series where that is small, so that no digits are lost. */
double tkit_deviance(double x, double m, double off);
/* Lower tail of the gamma distribution, P(a, x). */
double tkit_gamma_p(double a, double x);

#endif
