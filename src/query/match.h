/* The matches of a query in one segment, in the order of their starts: plan, candidates, automaton, strategy,
 * filters. */
#ifndef TOOLKIT_QUERY_MATCH_H
#define TOOLKIT_QUERY_MATCH_H

#include "query/automaton.h"
#include "query/predicate.h"

/* A match as positions of its segment, end exclusive. */
struct match {
    uint32_t start, end;
};

struct program {
    const struct parsed *query;
    struct automaton *automaton;  /* NULL for meet and union */
    struct program **filters;     /* of filters with a sub-query, in order; NULL entries otherwise */
};

/* From the parsed query to what every segment uses. */
int tkit_program_build(tkit_arena *arena, const struct parsed *query, struct program **out);

struct search;

/* Opens the search in scope->segment; everything lies in scope->arena except what tkit_search_close() frees. With
 * `restricted`, matches lie inside one of the spans of `within` (a subcorpus), which ascend. */
int tkit_search_open(struct scope *scope, const struct program *program, const struct match *within,
                     size_t within_count, bool restricted, struct search **out);
void tkit_search_close(struct search *s);

/* Chooses the way and opens what it reads. Done by the first tkit_search_next(); who wants to explain the way asks for
 * it. */
int tkit_search_prepare(struct search *s);

/* A clock that only goes forward, and whether the time of a query is over: TKIT_ELIMIT. */
uint64_t tkit_query_clock(void);
int tkit_query_check_time(tkit *tk, uint64_t deadline);

/* The next match: 1, 0 at the end, or an error. Matches of removed documents are passed over. */
int tkit_search_next(struct search *s, struct match *out);

/* The labels of a match (QUERY_LABELS positions, TKIT_NO_TOKEN = not set) and its captures, from the first way through
 * the pattern that gives this match. */
int tkit_search_bind(struct search *s, const struct match *match, uint32_t *labels, struct match *captures);

/* How a prepared search goes about it, one line. */
void tkit_search_explain(const struct search *s, tkit_buffer *out);

#endif
