/* Weights as they travel in a model file: pruned, 16 bits each, in open hash tables that are used in place.
 *
 * narrow: one 64-bit slot a feature: 16 bits of check, three weights. Up to three classes.
 * wide:   one 64-bit slot a feature: 32 bits of check, 24 of offset, 8 of length, into parallel runs of classes (8
 *         bits) and weights (16 bits). Up to 255 classes.
 * lookup: one 32-bit slot a key: 20 bits of check, a value below 4095.
 * A feature that was not trained is found by mistake with the probability of its check bits; that is noise. */
#ifndef TOOLKIT_NLP_WEIGHTS_H
#define TOOLKIT_NLP_WEIGHTS_H

#include "nlp/feature.h"
#include "nlp/learner.h"
#include "nlp/model.h"

struct narrow_weights {
    const uint64_t *slots;
    size_t count;
};

struct wide_weights {
    const uint64_t *slots;
    const uint8_t *class;
    const int16_t *weight;
    size_t count, entries;
    unsigned classes;
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

/* Write what a learner learned, keeping the `keep` features with the largest averaged weights. */
int tkit_narrow_write(const struct narrow_learner *l, size_t keep, struct model_writer *w, const char *name);
int tkit_wide_write(const struct wide_learner *l, size_t keep, struct model_writer *w, const char *name);

struct lookup_item {
    uint64_t key;
    uint32_t value;
};
int tkit_lookup_write(tkit *tk, const struct lookup_item *items, size_t count, struct model_writer *w,
                      const char *name);

/* ---- reading, inline ---- */

static inline void narrow_prefetch(const struct narrow_weights *w, uint64_t key)
{
    __builtin_prefetch(&w->slots[feature_slot(key, w->count)]);
}
static inline void narrow_add(const struct narrow_weights *w, uint64_t key, int32_t sum[3])
{
    uint64_t check = (key & 0xffff) | 1;
    size_t i = feature_slot(key, w->count);
    for (uint64_t slot; (slot = w->slots[i]) != 0; i = i + 1 < w->count ? i + 1 : 0)
        if ((slot & 0xffff) == check) {
            sum[0] += (int16_t)(slot >> 16);
            sum[1] += (int16_t)(slot >> 32);
            sum[2] += (int16_t)(slot >> 48);
            return;
        }
}

static inline void wide_prefetch(const struct wide_weights *w, uint64_t key)
{
    __builtin_prefetch(&w->slots[feature_slot(key, w->count)]);
}
/* The slot of a feature, 0 when it has no weights. */
static inline uint64_t wide_find(const struct wide_weights *w, uint64_t key)
{
    uint64_t check = (key & 0xffffffff) | 1, slot;
    size_t i = feature_slot(key, w->count);
    while ((slot = w->slots[i]) != 0 && (slot >> 32) != check) i = i + 1 < w->count ? i + 1 : 0;
    return slot;
}
static inline void wide_add(const struct wide_weights *w, uint64_t slot, int32_t *scores)
{
    size_t at = (slot >> 8) & 0xffffff, end = at + (slot & 0xff);
    for (; at < end; at++) scores[w->class[at]] += w->weight[at];
}
/* Sets `scores[classes]`. */
static inline void wide_score(const struct wide_weights *w, const uint64_t *features, size_t count, int32_t *scores)
{
    enum { MOST = 96 };
    uint64_t found[MOST];
    memset(scores, 0, w->classes * sizeof *scores);
    for (size_t i = 0; i < count; i++) wide_prefetch(w, features[i]);
    for (size_t i = 0; i < count && i < MOST; i++) {
        found[i] = wide_find(w, features[i]);
        __builtin_prefetch(&w->weight[(found[i] >> 8) & 0xffffff]);
    }
    for (size_t i = 0; i < count && i < MOST; i++)
        if (found[i])
            wide_add(w, found[i], scores);
}

static inline uint32_t lookup_get(const struct lookup *l, uint64_t key)
{
    uint32_t check = (uint32_t)(key & 0xfffff), slot;
    size_t i = feature_slot(key, l->count);
    while ((slot = l->slots[i]) != 0xffffffffu && slot >> 12 != check) i = i + 1 < l->count ? i + 1 : 0;
    return slot == 0xffffffffu ? LOOKUP_NONE : slot & 0xfff;
}

#endif
