/* Special functions that the C library lacks, accurate in the tails. */
#ifndef TOOLKIT_STATS_SPECIAL_H
#define TOOLKIT_STATS_SPECIAL_H

/* x ln(x / m) + m - x >= 0, where `off` is x - m: by series where that is small, so that no digits are lost. */
double tkit_deviance(double x, double m, double off);
/* Probability of x successes (each of probability p) and y failures (q = 1 - p); x and y need not be whole. */
double tkit_binomial_density(double x, double y, double p, double q);
/* ln of the hypergeometric probability: k marked among c drawn from n with r marked. */
double tkit_hypergeometric_log(double k, double r, double c, double n);
/* Lower and upper tail of the gamma distribution: P(a, x) and Q(a, x). */
double tkit_gamma_p(double a, double x);
double tkit_gamma_q(double a, double x);

#endif
