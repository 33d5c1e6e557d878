/* The state of one search, shared by the files that carry it out: match.c opens it and applies strategy and filters,
 * candidates.c proposes starts, simulate.c runs the automaton, meet.c answers MU queries. */
#ifndef TOOLKIT_QUERY_SEARCH_H
#define TOOLKIT_QUERY_SEARCH_H

#include "query/match.h"

enum { THREAD_LIMIT = 4096 };

struct thread { /* one way through the pattern, when labels matter */
    uint16_t state;
    uint32_t labels[QUERY_LABELS];
    uint32_t capture_start[QUERY_LABELS], capture_end[QUERY_LABELS];
};

struct sweep;
struct dfa;
struct variants;

struct filter_state {
    const struct filter *filter;
    struct regions regions;
};

struct search {
    struct scope scope;
    const struct program *program;
    struct automaton *automaton;
    struct predicate **predicates;
    struct regions *assertion_regions; /* one per assertion (tags) */
    struct search **looks;             /* one per assertion (look-around) */
    bool is_main, is_behind;           /* no look-around; a look-behind */
    bool follows_labels;               /* matching needs to know the labels */
    struct sweep *sweep;               /* whole documents at once; NULL: start by start */
    const uint32_t *ends;              /* of the last sweep, from token ends_first on */
    uint32_t ends_first;
    struct dfa *dfa;                   /* starts that lie close together; NULL: one by one */
    struct variants *variants;         /* a pattern with labels, written out; NULL: threads */
    struct predicate *constraint;
    struct filter_state *filters;
    size_t filter_count;
    struct regions restricted;         /* a subcorpus */
    bool is_restricted;
    bool is_ready;                     /* see tkit_search_prepare() */

    /* candidates */
    bool scan;                         /* every position */
    bool is_certain;                   /* one token, and each anchor is a match */
    struct tkit_postings *anchors;     /* opened postings */
    size_t anchor_count;
    uint64_t *anchor_bits;             /* several of them, gathered */
    size_t anchor_words;
    int least, most;                   /* the anchor lies so far behind the start */
    uint64_t cost;
    unsigned anchor_predicate;
    uint32_t next_anchor;              /* where to look for the next anchor */
    uint32_t next_start, range_end;    /* starts that the current anchor leaves to try */

    /* the document of the current start */
    uint32_t document, document_end;
    const uint64_t *documents;         /* allowed documents, NULL = all */

    /* simulation */
    uint64_t *set, *next;
    bool is_simple;                    /* one word of states, no assertions */
    uint32_t memo_position;
    uint64_t memo_known, memo_value;
    struct thread *threads, *other;    /* THREAD_LIMIT each */
    size_t thread_size;                /* bytes of a thread that are in use */

    /* strategy */
    struct match *pending;             /* shortest: not yet certain; standard: ends already taken */
    size_t pending_count, pending_first, pending_capacity;
    uint32_t reached;                  /* longest: the furthest end so far */
    bool exhausted;

    /* meet and union: all positions */
    uint32_t *positions;
    size_t position_count, position_next;
    uint32_t work; /* tokens looked at since the last look at the interrupt flag */
};

/* Starts before a position are of no interest any more. */
void tkit_search_skip_document(struct search *s, uint32_t end);

/* Looks at the interrupt flag and the clock; keep_going() only once in a while, as s->work tells. */
int tkit_search_poll(struct search *s);
int tkit_search_keep_going(struct search *s);

/* ---- simulate.c ---- */

bool tkit_search_satisfies(struct search *s, uint32_t start, uint32_t end, const uint32_t *labels);
uint32_t tkit_search_run_word(struct search *s, uint32_t start, uint32_t limit);
uint32_t tkit_search_run_sets(struct search *s, uint32_t start, uint32_t limit);
int tkit_search_run_threads(struct search *s, uint32_t start, uint32_t limit, uint32_t exact_end, uint32_t *end,
                       struct thread *bound);

/* ---- candidates.c ---- */

/* What a pattern must meet, and where: one of these conditions, `least` to `most` tokens behind the start. */
struct anchor_choice {
    uint64_t predicates; /* a bit a condition; conditions from 64 on are no anchors */
    uint64_t cost;
    int least, most;
    bool usable;
};

/* The best anchor of a part of the pattern that starts `least` to `most` tokens behind the start; `anywhere`: also one
 * whose distance has no bound, which says only that a document must have it. */
struct anchor_choice tkit_search_choose_anchor(struct search *s, const struct node *n, int least, int most,
                                               bool anywhere);
int tkit_search_open_anchors(struct search *s, const struct anchor_choice *choice);
/* Rules out documents that lack a word that every match needs. */
int tkit_search_need_documents(struct search *s);
/* Leaves of `documents` those that have a token for which a condition holds, as far as the lexicon's lists tell
 * cheaply; *needed grows when they do. */
int tkit_scope_need_documents(struct scope *s, const struct predicate *p, uint64_t *documents, unsigned *needed);
bool tkit_search_allows_document(const struct search *s, uint32_t document);
void tkit_search_change_document(struct search *s, uint32_t position);
/* Makes the document that holds `position` the current one. */
static inline void tkit_search_enter_document(struct search *s, uint32_t position)
{
    if (position < s->scope.segment->first_token[s->document] || position >= s->document_end)
        tkit_search_change_document(s, position);
}
uint32_t tkit_search_next_candidate(struct search *s);
uint32_t tkit_search_next_anchor(struct search *s, uint32_t target); /* the first at or behind target; TKIT_NO_TOKEN */

/* ---- meet.c ---- */

struct position_list {
    uint32_t *at;
    size_t count;
};

int tkit_search_meet_positions(struct search *s, const struct meet *m, struct position_list *out);

/* Whether all that the conditions of a meet name is there: TKIT_OK, or the error that tells what is not. */
int tkit_search_check_meet(struct search *s, const struct meet *m);

#endif
