/* Short patterns with labels, written out: every sequence of tokens that a pattern can match, so that each label has a
 * fixed place in each of them. `a:[] []{0,5} b:[]` are six. Tried in order of length over whole documents; no thread is
 * followed. */
#ifndef TOOLKIT_QUERY_VARIANTS_H
#define TOOLKIT_QUERY_VARIANTS_H

#include "query/search.h"

/* *out is NULL when a pattern has too many of them, or tags and look-around. */
int tkit_variants_open(struct search *s, struct variants **out);
void tkit_variants_close(struct variants *v); /* NULL is fine */

/* Like tkit_search_run_threads(): 1 and the end of the match from `start`, 0, or an error. *complete is false when the
 * pattern has longer sequences that fit before `limit` and might decide otherwise. */
int tkit_variants_run(struct variants *v, uint32_t start, uint32_t limit, uint32_t *end, bool *complete);

#endif
