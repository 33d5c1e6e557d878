/* The documents that hold a phrase, or two words near each other: what most searches ask, answered from lists of
 * positions. */
#ifndef TOOLKIT_QUERY_PHRASE_H
#define TOOLKIT_QUERY_PHRASE_H

#include "query/match.h"

/* 1: *documents (in scope->arena, a bit each) are the segment's documents that have a match; 0: the query is of another
 * kind; or an error. Phrases are words in a row with tokens of a kind skipped between them, as in "a" [pos="PUNCT"]*
 * "b"; nearness is MU(meet "a" "b" -m n), whatever it counts. */
int tkit_phrase_documents(struct scope *scope, const struct parsed *query, uint64_t **documents);

#endif
