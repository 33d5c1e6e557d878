/* Matching by sweeping over whole documents, from the last token to the first: what each part of the pattern would
 * reach from here is known from what it reaches one token further on, so that the cost is linear however long the
 * matches are. The way for patterns whose anchors are frequent or missing, and for look-around at many places. Follows
 * no labels. */
#ifndef TOOLKIT_QUERY_SWEEP_H
#define TOOLKIT_QUERY_SWEEP_H

#include "query/search.h"

#define NO_END UINT32_MAX

/* Prepares the sweep of a pattern. *out is NULL when this way is not open: too many steps or conditions, repetitions of
 * what may be empty, regions that overlap. */
int tkit_sweep_open(struct search *s, const struct node *pattern, struct sweep **out);
void tkit_sweep_close(struct sweep *sweep); /* NULL is fine */

/* Steps, for estimates of cost. */
unsigned tkit_sweep_steps(const struct sweep *sweep);

/* For each token of the document s->document, the end of the match that starts there as a position of the segment,
 * NO_END when there is none: the earliest, or with strategy longest the latest. *ends is valid until the next call. */
int tkit_sweep_ends(struct sweep *sweep, const uint32_t **ends);

#endif
