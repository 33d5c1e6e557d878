/* Weights as they travel in a model file: pruned, 16 bits each, in hash tables that are used in place.
 *
 * A feature lives in the bucket that its hash names, one of eight, told apart by 16 bits of check; a full bucket spills
 * into the next one. One cache line answers nearly every question, and most features have no weights at all.
 * narrow: three weights in the bucket itself. Up to three classes.
 * wide:   24 bits of offset and 8 of length into parallel runs of classes (8 bits) and weights (16 bits).
 * lookup: one 32-bit slot a key: 20 bits of check, a value below 4095.
 * Beside narrow and wide ones a sieve may stand, made when a model is opened: 32 bits a bucket, which say of most
 * features without weights that they have none. It is a sixteenth of the table, and stays where the table does not:
 * near the core. A feature that was not trained is found by mistake with the probability of its check bits; that is
 * noise. */
#ifndef TOOLKIT_NLP_WEIGHTS_H
#define TOOLKIT_NLP_WEIGHTS_H

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "nlp/feature.h"
#include "nlp/learner.h"
#include "nlp/model.h"

enum { BUCKET = 8, SIEVE_SHIFT = 11 }; /* the sieve's bit: the upper five bits of a check */

struct narrow_bucket {
    uint16_t check[BUCKET]; /* 0 = empty; filled from the front */
    int16_t weight[3][BUCKET];
};

struct wide_bucket {
    uint16_t check[BUCKET];
    uint32_t run[BUCKET]; /* offset << 8 | length */
};

struct narrow_weights {
    const struct narrow_bucket *buckets;
    size_t count;
    uint32_t *sieve; /* NULL: none */
};

struct wide_weights {
    const struct wide_bucket *buckets;
    const uint8_t *class;
    const int16_t *weight;
    size_t count, entries;
    unsigned classes;
    uint32_t *sieve; /* NULL: none */
};

struct lookup {
    const uint32_t *slots;
    size_t count;
};

enum { LOOKUP_NONE = 4095 };

int tkit_narrow_load(const tkit_model *model, const char *name, struct narrow_weights *out);
/* Checks every row, so that scoring needs no check. `name` is the prefix of three sections. */
int tkit_wide_load(const tkit_model *model, const char *name, unsigned classes, struct wide_weights *out);
int tkit_lookup_load(const tkit_model *model, const char *name, struct lookup *out);

/* Give them a sieve, which whoever asked frees: `count` numbers of 32 bits. */
int tkit_narrow_sieve(tkit *tk, struct narrow_weights *weights);
int tkit_wide_sieve(tkit *tk, struct wide_weights *weights);
void tkit_sieve_free(tkit *tk, uint32_t *sieve, size_t count);

/* Write what a learner learned, keeping the `keep` features with the largest averaged weights. */
int tkit_narrow_write(const struct narrow_learner *l, size_t keep, struct model_writer *w, const char *name);
/* The weights of a settled learner are written in steps of WEIGHT_STEP / LEARNER_ONE, up to 7.8; those of a perceptron
 * in proportion to the largest. */
enum { WEIGHT_STEP = 16 };
int tkit_wide_write(const struct wide_learner *l, size_t keep, struct model_writer *w, const char *name);

struct lookup_item {
    uint64_t key;
    uint32_t value;
};
int tkit_lookup_write(tkit *tk, const struct lookup_item *items, size_t count, struct model_writer *w,
                      const char *name);

/* ---- reading, inline ---- */

static inline uint16_t feature_check(uint64_t key)
{
    return (uint16_t)(key & 0xffff) | 1;
}

/* The places of a bucket whose check is `check`, as bits. */
static inline unsigned bucket_match(const uint16_t checks[BUCKET], uint16_t check)
{
#ifdef __SSE2__
    __m128i all = _mm_loadu_si128((const __m128i *)(const void *)checks);
    __m128i same = _mm_cmpeq_epi16(all, _mm_set1_epi16((short)check));
    return (unsigned)_mm_movemask_epi8(_mm_packs_epi16(same, _mm_setzero_si128()));
#else
    unsigned bits = 0;
    for (unsigned k = 0; k < BUCKET; k++) bits |= (unsigned)(checks[k] == check) << k;
    return bits;
#endif
}

/* The features that may have weights, in their order, into `out`, which may be `features`. before[i], i <= count: how
 * many of the first i stay. Returns how many do. */
static inline size_t sieve_features(const uint32_t *sieve, size_t buckets, const uint64_t *features, size_t count,
                                    uint64_t *out, uint8_t *before)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        uint64_t key = features[i];
        out[kept] = key; /* no branch: half of them stay, and nobody can guess which */
        before[i] = (uint8_t)kept;
        kept += sieve[feature_slot(key, buckets)] >> (key >> SIEVE_SHIFT & 31) & 1;
    }
    before[count] = (uint8_t)kept;
    return kept;
}

static inline void narrow_prefetch(const struct narrow_weights *w, uint64_t key)
{
    __builtin_prefetch(&w->buckets[feature_slot(key, w->count)]);
}
static inline void narrow_add(const struct narrow_weights *w, uint64_t key, int32_t sum[3])
{
    uint16_t check = feature_check(key);
    for (size_t i = feature_slot(key, w->count);; i = i + 1 < w->count ? i + 1 : 0) {
        const struct narrow_bucket *b = &w->buckets[i];
        unsigned match = bucket_match(b->check, check);
        if (match) {
            unsigned k = (unsigned)__builtin_ctz(match);
            sum[0] += b->weight[0][k];
            sum[1] += b->weight[1][k];
            sum[2] += b->weight[2][k];
            return;
        }
        if (!b->check[BUCKET - 1])
            return;
    }
}

static inline void wide_prefetch(const struct wide_weights *w, uint64_t key)
{
    __builtin_prefetch(&w->buckets[feature_slot(key, w->count)]);
}
/* The run of a feature, 0 when it has no weights. */
static inline uint32_t wide_find(const struct wide_weights *w, uint64_t key)
{
    uint16_t check = feature_check(key);
    for (size_t i = feature_slot(key, w->count);; i = i + 1 < w->count ? i + 1 : 0) {
        const struct wide_bucket *b = &w->buckets[i];
        unsigned match = bucket_match(b->check, check);
        if (match)
            return b->run[__builtin_ctz(match)];
        if (!b->check[BUCKET - 1])
            return 0;
    }
}
/* Adds a run's weights. A class comes once in a run, so that four may be under way at a time. */
static inline void add_run(const uint8_t *class, const int16_t *weight, size_t count, int32_t *scores)
{
    size_t i = 0;
    for (; i + 4 <= count; i += 4) {
        int32_t a = scores[class[i]] + weight[i], b = scores[class[i + 1]] + weight[i + 1];
        int32_t c = scores[class[i + 2]] + weight[i + 2], d = scores[class[i + 3]] + weight[i + 3];
        scores[class[i]] = a;
        scores[class[i + 1]] = b;
        scores[class[i + 2]] = c;
        scores[class[i + 3]] = d;
    }
    for (; i < count; i++) scores[class[i]] += weight[i];
}
/* Sets `scores[classes]`. */
static inline void wide_score(const struct wide_weights *w, const uint64_t *features, size_t count, int32_t *scores)
{
    enum { MOST = 128 };
    uint64_t kept[MOST];
    uint8_t before[MOST + 1];
    uint32_t found[MOST];
    unsigned runs = 0;
    memset(scores, 0, w->classes * sizeof *scores);
    if (w->sieve && count <= MOST) {
        count = sieve_features(w->sieve, w->count, features, count, kept, before);
        features = kept;
    }
    for (size_t i = 0; i < count; i++) wide_prefetch(w, features[i]);
    for (size_t i = 0; i < count && runs < MOST; i++) {
        uint32_t run = wide_find(w, features[i]);
        if (!run)
            continue;
        __builtin_prefetch(&w->weight[run >> 8]);
        __builtin_prefetch(&w->class[run >> 8]);
        found[runs++] = run;
    }
    for (unsigned k = 0; k < runs; k++)
        add_run(w->class + (found[k] >> 8), w->weight + (found[k] >> 8), found[k] & 0xff, scores);
}

static inline uint32_t lookup_get(const struct lookup *l, uint64_t key)
{
    uint32_t check = (uint32_t)(key & 0xfffff), slot;
    size_t i = feature_slot(key, l->count);
    while ((slot = l->slots[i]) != 0xffffffffu && slot >> 12 != check) i = i + 1 < l->count ? i + 1 : 0;
    return slot == 0xffffffffu ? LOOKUP_NONE : slot & 0xfff;
}

#endif
