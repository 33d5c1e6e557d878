/* A pattern as a Glushkov automaton: one state a token expression, sets of states as bits.
 *
 * What needs no token (tags, look-around) is an *assertion*. The tables exist once for each combination of true and
 * false assertions, so that a step costs the same with them as without. Independent of any corpus. */
#ifndef TOOLKIT_QUERY_AUTOMATON_H
#define TOOLKIT_QUERY_AUTOMATON_H

#include "query/ast.h"

enum {
    AUTOMATON_STATES = 4096,
    AUTOMATON_ASSERTIONS = 8,
    AUTOMATON_TABLE_BYTES = 32 << 20,
    AUTOMATON_UNBOUNDED = INT32_MAX /* longest: no end */
};

enum assertion_kind {
    ASSERT_OPEN,
    ASSERT_CLOSE,
    ASSERT_INSIDE, /* between <x> and </x>: the region has not ended; true for regions that overlap */
    ASSERT_PAIR,   /* the end of the region whose start was passed */
    ASSERT_LOOK
};

struct assertion {
    enum assertion_kind kind;
    const struct node *node;      /* the layer and its test; the look-around */
    struct automaton *automaton;  /* LOOK: what must or must not match */
};

struct state {
    const struct test *test; /* NULL: any token */
    unsigned predicate;      /* number of the test among the distinct ones */
    int label;               /* that the token gets, -1: none */
    unsigned captures;       /* bit set: captures it lies in */
    unsigned opens;          /* bit set: paired tags whose first token it takes */
};

struct automaton {
    struct state *states;
    unsigned state_count, words; /* words: 64-bit words of a set of states */
    struct assertion assertions[AUTOMATON_ASSERTIONS];
    unsigned assertion_count, tables; /* tables = 2 ^ assertions */
    const struct test **predicates;   /* the distinct tests; NULL: any token */
    unsigned predicate_count;

    /* [table][...]: states that can follow, and whether the match may end here. */
    uint64_t *first;      /* [tables][words] */
    uint64_t *follow;     /* [tables][states][words] */
    uint64_t *final;      /* [tables][words]: states behind which the match may end */
    uint8_t *relevant;    /* [states]: assertions that lie behind a state */
    uint8_t relevant_first;
    uint8_t *empty;       /* [tables]: whether no token at all is a match; such matches count in look-arounds only */
    bool nullable;        /* ... in one of them */
    int shortest, longest; /* tokens; longest may be AUTOMATON_UNBOUNDED */
};

static inline const uint64_t *automaton_follow(const struct automaton *a, unsigned table, unsigned state)
{
    return a->follow + ((size_t)table * a->state_count + state) * a->words;
}

/* TKIT_EQUERY when it unrolls to too many states or has too many assertions. */
int tkit_automaton_build(tkit_arena *arena, const struct node *pattern, struct automaton **out);

/* The number of a test among automaton->predicates; predicate_count when it is none of them. */
unsigned tkit_automaton_predicate(const struct automaton *a, const struct test *test);

/* Whether an assertion is about the regions of a tag. */
bool tkit_assertion_concerns(const struct assertion *x, const struct node *tag);

/* How many tokens a pattern takes. */
void tkit_node_extent(const struct node *node, int *shortest, int *longest);

#endif
