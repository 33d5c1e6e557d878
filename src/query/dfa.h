/* An automaton made deterministic while it runs, over whole documents: the conditions of all tokens of a document are
 * found at once (classes.h), then each token is one step in a table. The way for starts that lie close together; what
 * is not close is cheaper by looking at single tokens (simulate.c). */
#ifndef TOOLKIT_QUERY_DFA_H
#define TOOLKIT_QUERY_DFA_H

#include "query/search.h"

/* *out is NULL when this way is not open: more than 64 states or 8 conditions, tags, look-around, labels. */
int tkit_dfa_open(struct search *s, struct dfa **out);
void tkit_dfa_close(struct dfa *d); /* NULL is fine */

/* The match from `start`, which lies in s->document: 1 and its end, 0, or an error. */
int tkit_dfa_run(struct dfa *d, uint32_t start, uint32_t limit, uint32_t *end);

#endif
