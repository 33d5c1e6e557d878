/* Linear models while they learn: sparse rows of integer weights, found by feature hash.
 *
 * Weights are integers, and reals are only added, multiplied, divided and rooted, which IEEE 754 rounds the same
 * everywhere: a training run gives the same bytes on every machine. Two shapes: `wide` for many classes
 * (a row lists the classes it has weights for), `narrow` for up to three (a row is one cache line).
 * Source of the averaging: Freund and Schapire 1999, with Daume's lazy sum (weight * clock - total). */
#ifndef TOOLKIT_NLP_LEARNER_H
#define TOOLKIT_NLP_LEARNER_H

#include "base/arena.h"

struct wide_entry {
    int64_t total;
    int32_t weight;
    uint32_t squares; /* of gradients, in units of 1 / LEARNER_ONE */
    uint16_t class;
};

struct wide_row {
    uint64_t key; /* 0 = empty slot */
    struct wide_entry *entries;
    uint16_t count, capacity;
};

struct wide_learner {
    tkit_arena arena;
    tkit *tk;
    struct wide_row *rows;
    size_t slots, used;
    unsigned classes;
    int64_t clock;
    bool settled; /* log-linear, averaged */
    uint8_t *met; /* features that were pulled once, a bit each; NULL: all are learned */
    bool closed;  /* there are no new features */
};

int tkit_wide_init(struct wide_learner *l, tkit *tk, unsigned classes);
void tkit_wide_free(struct wide_learner *l);
/* Sets `scores[classes]` to the sums over the features. */
void tkit_wide_score(const struct wide_learner *l, const uint64_t *features, size_t count, int32_t *scores);
/* Adds `amount` to the weights of `class`. TKIT_ENOMEM. */
int tkit_wide_update(struct wide_learner *l, const uint64_t *features, size_t count, unsigned class, int amount);

/* Forgets the weights but not their sum: what is learned from here on is averaged with what was learned before. Several
 * runs over differently shuffled data average out the order of the examples. */
void tkit_wide_restart(struct wide_learner *l);

/* The same rows learn a log-linear model: AdaGrad (Duchi, Hazan and Singer 2011), averaged like the perceptron. Weights
 * and gradients are in units of 1 / LEARNER_ONE. A learner does either this or the updates above. */
enum { LEARNER_ONE = 1 << 16 };
/* Moves the weights of `class` up the gradient. TKIT_ENOMEM. */
int tkit_wide_climb(struct wide_learner *l, const uint64_t *features, size_t count, unsigned class, int32_t gradient);
/* From now on a feature is learned from its second pull on: most of those that come up once never help. TKIT_ENOMEM. */
int tkit_wide_sift(struct wide_learner *l);
/* After the first epoch: no feature that was not learned so far will be. */
void tkit_wide_close(struct wide_learner *l);
/* After the last climb: puts the averages in place of the weights; what is written keeps its unit (see weights.h). */
void tkit_wide_settle(struct wide_learner *l);
/* The mean of several settled learners: adds one's weights to those of `l`; divides them in the end. TKIT_ENOMEM. */
int tkit_wide_gather(struct wide_learner *l, const struct wide_learner *from);
void tkit_wide_divide(struct wide_learner *l, int32_t runs);
/* exp(score / LEARNER_ONE) for scores up to 0, from operations that every machine rounds alike. */
double tkit_learner_exp(int64_t score);

struct narrow_row {
    uint64_t key; /* 0 = empty slot */
    int32_t weight[3];
    uint32_t updates;
    int64_t total[3];
};

struct narrow_learner {
    tkit *tk;
    struct narrow_row *rows;
    size_t slots, used;
    int64_t clock;
};

int tkit_narrow_init(struct narrow_learner *l, tkit *tk);
void tkit_narrow_free(struct narrow_learner *l);
void tkit_narrow_score(const struct narrow_learner *l, const uint64_t *features, size_t count, int32_t scores[3]);
int tkit_narrow_update(struct narrow_learner *l, const uint64_t *features, size_t count, unsigned class,
                       int amount);

void tkit_narrow_restart(struct narrow_learner *l);

/* A small generator for shuffling: xorshift64* (Vigna 2014). */
static inline uint64_t learner_random(uint64_t *state)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return *state * 0x2545F4914F6CDD1Dull;
}
/* A random order of 0 .. count - 1. */
void tkit_learner_shuffle(uint32_t *order, size_t count, uint64_t *random);

#endif
