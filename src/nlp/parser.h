/* The dependency parser: heads by arc-hybrid transitions and a beam, then relations over the finished tree.
 *
 * Transitions (Kuhlmann, Gomez-Rodriguez, Satta 2011), with the root behind the last word:
 *   SHIFT  the front of the buffer goes onto the stack
 *   LEFT   the front of the buffer becomes the head of the top of the stack, which leaves
 *   RIGHT  the word under the top becomes the head of the top, which leaves
 * Every word enters and leaves the stack once: 2n steps, time linear in n. Stack cells are shared between the states of
 * the beam (a cell never changes), so that a state is copied in constant time. */
#ifndef TOOLKIT_NLP_PARSER_H
#define TOOLKIT_NLP_PARSER_H

#include "nlp/train.h"
#include "nlp/weights.h"
#include "nlp/word.h"

enum { SHIFT, LEFT, RIGHT, ACTIONS };
enum { PARSER_FEATURES = 120, BEAM_MAX = 32, RELATIONS_MAX = 255 };

/* What the features read of a word. Index 0 is "nothing", n + 1 the root. */
struct atom {
    uint64_t w, t, wt, m; /* form, tag, both, lemma */
    uint32_t u;           /* universal part of speech */
    uint32_t s;           /* part of speech and class of meaning */
    uint16_t commas, verbs, conjunctions, marks; /* how many up to here: for what lies between two words */
};

struct cell {
    uint32_t word, below;     /* below: index of the next cell, 0 = the stack ends */
    uint32_t l1, l2, r1, r2;  /* outermost and second dependents on both sides, 0 = none */
    uint16_t lefts, rights;   /* how many */
};

struct state {
    int64_t score;
    uint32_t stack, front;    /* cell index; word index */
    uint32_t l1, l2, lefts;   /* left dependents of the front */
    uint32_t before;          /* state that this one came from */
    uint8_t action;
    bool gold;
};

/* Adds the three actions' weights of the features. */
typedef void parser_score(const void *weights, const uint64_t *features, size_t count, int32_t out[ACTIONS]);

/* Keeps the features that may have weights, in place, and asks for these ahead of time. before[i], i <= count: how many
 * of the first i are kept. */
typedef void parser_sift(const void *weights, uint64_t *features, size_t count, uint8_t *before);

enum { GROUP_SUMS = 2048, PARSER_GROUPS = 14 };

#define PENDING UINT32_C(0x80000000)

/* What a group of features scores for certain words of the sentence at hand. */
struct group_sum {
    uint64_t key;
    uint32_t sentence; /* its number; with PENDING the sum is still to come, and a state has the features for it */
    int32_t scores[ACTIONS];
};

/* What a state needs to be scored: the sums that are known, and those groups whose are not. */
struct parser_pending {
    int32_t scores[ACTIONS];          /* of the groups whose sums are known */
    unsigned count;                   /* the others: */
    uint64_t keys[PARSER_GROUPS];
    uint8_t groups[PARSER_GROUPS];
    uint8_t first[PARSER_GROUPS + 1]; /* of each in `features` */
    uint16_t asked;                   /* whose features are there, even if none of them has weights: bits */
    uint64_t features[PARSER_FEATURES];
};

/* Scratch of one search; reused from sentence to sentence. */
struct parser_search {
    tkit *tk;
    struct atom *atoms;
    struct cell *cells;
    struct state *states;
    size_t atom_capacity, cell_capacity, state_capacity;
    uint32_t cell_count, state_count, word_count;
    parser_score *score;
    parser_sift *sift; /* NULL: all are kept */
    const void *weights;
    unsigned beam;
    int64_t margin; /* states that lie further behind the best one are given up; 0: none are */
    /* the beam of the last step: state numbers, best first */
    uint32_t best[BEAM_MAX];
    unsigned best_count;
    uint32_t sentence; /* counts up, so that old sums are told from new ones */
    struct group_sum sums[GROUP_SUMS];
    struct parser_pending pending[BEAM_MAX];
};

int tkit_parser_prepare(struct parser_search *p, const struct word *words, size_t count);
void tkit_parser_search_free(struct parser_search *p);
size_t tkit_parser_features(const struct parser_search *p, const struct state *s, uint64_t *out);
/* The scores of the actions of a state: what it needs first, for all states of a beam, so that memory has time to
 * answer; then the sums. */
void tkit_parser_collect(struct parser_search *p, const struct state *s, struct parser_pending *out);
void tkit_parser_sum(struct parser_search *p, const struct state *s, const struct parser_pending *in,
                     int32_t scores[ACTIONS]);
/* Both at once. */
void tkit_parser_score_state(struct parser_search *p, const struct state *s, int32_t scores[ACTIONS]);
/* Appends the state after `action`; its number. Room must have been made by tkit_parser_prepare(). */
uint32_t tkit_parser_advance(struct parser_search *p, uint32_t from, unsigned action, int64_t score);
/* One step of the beam. `gold` is the action that the gold sequence takes here, or ACTIONS. */
void tkit_parser_step(struct parser_search *p, unsigned gold);

/* ---- relations ---- */

enum { RELATION_FEATURES = 64 };

/* Scratch for walking a tree: children lists and an order in which children come before their heads. */
struct tree_walk {
    tkit *tk;
    uint32_t *first_child, *next_sibling, *order, *waiting;
    size_t capacity;
};
int tkit_tree_walk_build(struct tree_walk *walk, const uint32_t *heads, size_t count);
void tkit_tree_walk_free(struct tree_walk *walk);

/* The features of the arc to word `d` (1-based). Relations of d's own dependents and of its elder siblings are set. */
size_t tkit_relation_features(const struct parser_search *p, const struct tree_walk *walk, const uint32_t *heads,
                              const uint8_t *relations, uint32_t d, uint64_t *out);

/* ---- the whole ---- */

struct parser {
    tkit *tk;
    struct narrow_weights heads;
    struct wide_weights relations;
    struct model_strings relation_names;
    uint8_t root;
    unsigned beam;
};

struct parser_scratch {
    struct parser_search search;
    struct tree_walk walk;
    uint32_t *heads;
    uint8_t *relations;
    size_t capacity;
};

int tkit_parser_open(struct parser *p, tkit *tk, const tkit_model *model);
void tkit_parser_close(struct parser *p);
/* Fills scratch->heads and ->relations[1..count] for tagged words. */
int tkit_parser_run(const struct parser *p, struct parser_scratch *scratch, const struct word *words, size_t count);
void tkit_parser_scratch_free(tkit *tk, struct parser_scratch *scratch);

int tkit_parser_train(const struct train_job *job, tkit_buffer *out);

#endif
