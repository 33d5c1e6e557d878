/* Averaged perceptrons while they learn: see learner.h. */
#include "nlp/learner.h"

#include "nlp/feature.h"

#include <math.h>

/* Of AdaGrad; a weight that has never moved begins as if it had been pulled once with full force. With every pull a
 * weight is drawn back in proportion to its size. */
#define CLIMB_RATE 0.05
#define CLIMB_BACK 0.003

enum { FIRST_SLOTS = 1 << 16, MET_BITS = 27, MET_BYTES = 1 << (MET_BITS - 3) };

/* ---- many classes ---- */

static struct wide_row *wide_find(const struct wide_learner *l, uint64_t key)
{
    size_t i = feature_slot(key, l->slots);
    while (l->rows[i].key && l->rows[i].key != key) i = i + 1 < l->slots ? i + 1 : 0;
    return &l->rows[i];
}

int tkit_wide_init(struct wide_learner *l, tkit *tk, unsigned classes)
{
    *l = (struct wide_learner){.tk = tk, .classes = classes, .clock = 1};
    tkit_arena_init(&l->arena, tk);
    l->rows = tkit_calloc(tk, FIRST_SLOTS, sizeof *l->rows);
    l->slots = l->rows ? FIRST_SLOTS : 0;
    return l->rows ? TKIT_OK : tkit_fail_nomem(tk);
}

void tkit_wide_free(struct wide_learner *l)
{
    if (!l->tk)
        return;
    tkit_free(l->tk, l->rows, l->slots * sizeof *l->rows);
    tkit_free(l->tk, l->met, MET_BYTES);
    tkit_arena_free(&l->arena);
    *l = (struct wide_learner){0};
}

static int wide_grow(struct wide_learner *l)
{
    struct wide_learner grown = *l;
    grown.slots = l->slots * 2;
    grown.rows = tkit_calloc(l->tk, grown.slots, sizeof *l->rows);
    if (!grown.rows)
        return tkit_fail_nomem(l->tk);
    for (size_t i = 0; i < l->slots; i++)
        if (l->rows[i].key)
            *wide_find(&grown, l->rows[i].key) = l->rows[i];
    tkit_free(l->tk, l->rows, l->slots * sizeof *l->rows);
    *l = grown;
    return TKIT_OK;
}

void tkit_wide_score(const struct wide_learner *l, const uint64_t *features, size_t count, int32_t *scores)
{
    enum { AHEAD = 192 };
    const struct wide_row *rows[AHEAD];
    memset(scores, 0, l->classes * sizeof *scores);
    for (size_t first = 0; first < count; first += AHEAD) {
        size_t n = count - first < AHEAD ? count - first : AHEAD;
        for (size_t i = 0; i < n; i++) __builtin_prefetch(&l->rows[feature_slot(features[first + i], l->slots)]);
        for (size_t i = 0; i < n; i++) {
            rows[i] = wide_find(l, features[first + i]);
            __builtin_prefetch(rows[i]->entries);
        }
        for (size_t i = 0; i < n; i++)
            for (unsigned k = 0; k < rows[i]->count; k++)
                scores[rows[i]->entries[k].class] += rows[i]->entries[k].weight;
    }
}

static struct wide_entry *entry_of(struct wide_learner *l, struct wide_row *row, unsigned class)
{
    for (unsigned k = 0; k < row->count; k++)
        if (row->entries[k].class == class)
            return &row->entries[k];
    if (row->count == row->capacity) {
        unsigned capacity = row->capacity ? row->capacity * 2 : 2;
        struct wide_entry *moved = tkit_arena_alloc(&l->arena, capacity * sizeof *moved);
        if (!moved)
            return NULL;
        if (row->count)
            memcpy(moved, row->entries, row->count * sizeof *moved);
        row->entries = moved;
        row->capacity = (uint16_t)capacity;
    }
    struct wide_entry *entry = &row->entries[row->count++];
    *entry = (struct wide_entry){.class = (uint16_t)class};
    return entry;
}

/* The entry of a feature and a class, made when it is not there; NULL without memory. */
static struct wide_entry *wide_entry_of(struct wide_learner *l, uint64_t key, unsigned class)
{
    struct wide_row *row = wide_find(l, key);
    if (!row->key) {
        if (l->used + 1 > l->slots / 3 * 2) {
            if (wide_grow(l))
                return NULL;
            row = wide_find(l, key);
        }
        row->key = key;
        l->used++;
    }
    return entry_of(l, row, class);
}

int tkit_wide_update(struct wide_learner *l, const uint64_t *features, size_t count, unsigned class, int amount)
{
    for (size_t i = 0; i < count; i++) {
        struct wide_entry *entry = wide_entry_of(l, features[i], class);
        if (!entry)
            return TKIT_ENOMEM;
        entry->weight += amount;
        entry->total += amount * l->clock;
    }
    return TKIT_OK;
}

int tkit_wide_sift(struct wide_learner *l)
{
    l->met = tkit_calloc(l->tk, MET_BYTES, 1);
    return l->met ? TKIT_OK : tkit_fail_nomem(l->tk);
}

void tkit_wide_close(struct wide_learner *l)
{
    l->closed = true;
}

/* Whether a feature is learned; remembers that it was met. */
static bool is_learned(struct wide_learner *l, uint64_t key)
{
    const uint32_t bit = (uint32_t)(key >> (64 - MET_BITS));
    const uint8_t mask = (uint8_t)(1 << bit % 8);
    if (!l->met || wide_find(l, key)->key)
        return true;
    if (l->closed)
        return false;
    bool met = l->met[bit / 8] & mask;
    l->met[bit / 8] |= mask;
    return met;
}

int tkit_wide_climb(struct wide_learner *l, const uint64_t *features, size_t count, unsigned class, int32_t gradient)
{
    const double up = CLIMB_RATE * LEARNER_ONE * gradient, back = CLIMB_BACK * LEARNER_ONE;
    const uint32_t square = (uint32_t)((int64_t)gradient * gradient / LEARNER_ONE);
    for (size_t i = 0; i < count; i++) {
        if (!is_learned(l, features[i]))
            continue;
        struct wide_entry *entry = wide_entry_of(l, features[i], class);
        if (!entry)
            return TKIT_ENOMEM;
        entry->squares = entry->squares > UINT32_MAX - square ? UINT32_MAX : entry->squares + square;
        double force = (double)LEARNER_ONE * LEARNER_ONE + (double)LEARNER_ONE * entry->squares;
        int32_t amount = (int32_t)((up - back * entry->weight) / sqrt(force));
        entry->weight += amount;
        entry->total += amount * l->clock;
    }
    return TKIT_OK;
}

void tkit_wide_settle(struct wide_learner *l)
{
    for (size_t i = 0; i < l->slots; i++)
        for (unsigned k = 0; k < l->rows[i].count; k++) {
            struct wide_entry *e = &l->rows[i].entries[k];
            e->weight = (int32_t)(e->weight - e->total / l->clock);
            e->total = 0;
        }
    l->clock = 1;
    l->settled = true;
}

int tkit_wide_gather(struct wide_learner *l, const struct wide_learner *from)
{
    while (l->slots < from->slots) /* keys come in the order of their places and would crowd a smaller table's front */
        if (wide_grow(l))
            return TKIT_ENOMEM;
    for (size_t i = 0; i < from->slots; i++)
        for (unsigned k = 0; k < from->rows[i].count; k++) {
            const struct wide_entry *e = &from->rows[i].entries[k];
            if (!e->weight)
                continue;
            struct wide_entry *sum = wide_entry_of(l, from->rows[i].key, e->class);
            if (!sum)
                return TKIT_ENOMEM;
            sum->weight += e->weight;
        }
    l->settled = true;
    return TKIT_OK;
}

void tkit_wide_divide(struct wide_learner *l, int32_t runs)
{
    for (size_t i = 0; i < l->slots; i++)
        for (unsigned k = 0; k < l->rows[i].count; k++) l->rows[i].entries[k].weight /= runs;
}

double tkit_learner_exp(int64_t score)
{
    enum { HALVINGS = 10 };
    if (score < -30ll * LEARNER_ONE)
        return 0;
    double x = (double)score / ((double)LEARNER_ONE * (1 << HALVINGS)), e = 1 + x + x * x / 2 + x * x * x / 6;
    for (unsigned k = 0; k < HALVINGS; k++) e *= e;
    return e;
}

void tkit_wide_restart(struct wide_learner *l)
{
    for (size_t i = 0; i < l->slots; i++)
        for (unsigned k = 0; k < l->rows[i].count; k++) {
            struct wide_entry *e = &l->rows[i].entries[k];
            e->total -= e->weight * l->clock; /* weight * clock - total stays the same */
            e->weight = 0;
        }
}

/* ---- up to three classes ---- */

static struct narrow_row *narrow_find(const struct narrow_learner *l, uint64_t key)
{
    size_t i = feature_slot(key, l->slots);
    while (l->rows[i].key && l->rows[i].key != key) i = i + 1 < l->slots ? i + 1 : 0;
    return &l->rows[i];
}

int tkit_narrow_init(struct narrow_learner *l, tkit *tk)
{
    *l = (struct narrow_learner){.tk = tk, .clock = 1};
    l->rows = tkit_calloc(tk, FIRST_SLOTS, sizeof *l->rows);
    l->slots = l->rows ? FIRST_SLOTS : 0;
    return l->rows ? TKIT_OK : tkit_fail_nomem(tk);
}

void tkit_narrow_free(struct narrow_learner *l)
{
    if (!l->tk)
        return;
    tkit_free(l->tk, l->rows, l->slots * sizeof *l->rows);
    *l = (struct narrow_learner){0};
}

static int narrow_grow(struct narrow_learner *l)
{
    struct narrow_learner grown = *l;
    grown.slots = l->slots * 2;
    grown.rows = tkit_calloc(l->tk, grown.slots, sizeof *l->rows);
    if (!grown.rows)
        return tkit_fail_nomem(l->tk);
    for (size_t i = 0; i < l->slots; i++)
        if (l->rows[i].key)
            *narrow_find(&grown, l->rows[i].key) = l->rows[i];
    tkit_free(l->tk, l->rows, l->slots * sizeof *l->rows);
    *l = grown;
    return TKIT_OK;
}

void tkit_narrow_score(const struct narrow_learner *l, const uint64_t *features, size_t count, int32_t scores[3])
{
    int32_t a = 0, b = 0, c = 0;
    for (size_t i = 0; i < count; i++) __builtin_prefetch(&l->rows[feature_slot(features[i], l->slots)]);
    for (size_t i = 0; i < count; i++) {
        const struct narrow_row *row = narrow_find(l, features[i]);
        a += row->weight[0];
        b += row->weight[1];
        c += row->weight[2];
    }
    scores[0] = a;
    scores[1] = b;
    scores[2] = c;
}

int tkit_narrow_update(struct narrow_learner *l, const uint64_t *features, size_t count, unsigned class, int amount)
{
    for (size_t i = 0; i < count; i++) {
        struct narrow_row *row = narrow_find(l, features[i]);
        if (!row->key) {
            if (l->used + 1 > l->slots / 3 * 2) {
                int code = narrow_grow(l);
                if (code)
                    return code;
                row = narrow_find(l, features[i]);
            }
            row->key = features[i];
            l->used++;
        }
        row->weight[class] += amount;
        row->total[class] += amount * l->clock;
        row->updates++;
    }
    return TKIT_OK;
}

void tkit_narrow_restart(struct narrow_learner *l)
{
    for (size_t i = 0; i < l->slots; i++)
        for (int c = 0; c < 3; c++) {
            l->rows[i].total[c] -= l->rows[i].weight[c] * l->clock;
            l->rows[i].weight[c] = 0;
        }
}

void tkit_learner_shuffle(uint32_t *order, size_t count, uint64_t *random)
{
    for (size_t i = 0; i < count; i++) order[i] = (uint32_t)i;
    for (size_t i = count; i > 1; i--) {
        size_t j = (size_t)(learner_random(random) % i);
        uint32_t swap = order[i - 1];
        order[i - 1] = order[j];
        order[j] = swap;
    }
}
