/* Quantised weights: writing them from a learner, checking them at load. See weights.h. */
#include "nlp/weights.h"

#include <stdlib.h>

enum { LARGEST_WEIGHT = 32000, MOST_ENTRIES = (1 << 24) - 256 };

/* Buckets are filled to three quarters: one in four is full. */
static size_t buckets_for(size_t used)
{
    return (used + used / 3) / BUCKET + 2;
}

/* The first free place for a key: the bucket's number times BUCKET plus the place. `stride` is the size of a bucket. */
static size_t free_place(const void *buckets, size_t stride, size_t count, uint64_t key)
{
    for (size_t i = feature_slot(key, count);; i = i + 1 < count ? i + 1 : 0) {
        const uint16_t *check = (const void *)((const char *)buckets + i * stride);
        for (unsigned k = 0; k < BUCKET; k++)
            if (!check[k])
                return i * BUCKET + k;
    }
}

static int64_t magnitude(int64_t x)
{
    return x < 0 ? -x : x;
}

/* Averaged weight times the clock: exact, and all that matters is the proportion. */
static int64_t averaged(int32_t weight, int64_t total, int64_t clock)
{
    return weight * clock - total;
}

static int16_t quantised(int64_t value, int64_t largest)
{
    value = value > largest ? largest : value < -largest ? -largest : value;
    while (largest > INT64_MAX / (4 * LARGEST_WEIGHT)) { /* keeps the product in 64 bits */
        largest /= 2;
        value /= 2;
    }
    int64_t scaled = (magnitude(value) * LARGEST_WEIGHT + largest / 2) / largest;
    return (int16_t)(value < 0 ? -scaled : scaled);
}

static int descending(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? 1 : x > y ? -1 : 0;
}

/* The magnitude from which on features are kept, and the largest one. `all` is sorted. */
static int64_t cutoff(int64_t *all, size_t count, size_t keep, int64_t *largest)
{
    qsort(all, count, sizeof *all, descending);
    *largest = count && all[0] ? all[0] : 1;
    int64_t least = count > keep ? all[keep] + 1 : 1;
    int64_t resolution = *largest / (2 * LARGEST_WEIGHT) + 1; /* below it everything becomes 0 */
    return least > resolution ? least : resolution;
}

/* ---- narrow ---- */

static int64_t narrow_magnitude(const struct narrow_learner *l, const struct narrow_row *row)
{
    int64_t most = 0;
    for (int c = 0; c < 3; c++) {
        int64_t m = magnitude(averaged(row->weight[c], row->total[c], l->clock));
        most = m > most ? m : most;
    }
    return most;
}

int tkit_narrow_write(const struct narrow_learner *l, size_t keep, struct model_writer *w, const char *name)
{
    tkit *tk = l->tk;
    size_t n = 0, kept = 0;
    int64_t *all = tkit_alloc(tk, (l->used + 1) * sizeof *all), largest;
    if (!all)
        return tkit_fail_nomem(tk);
    for (size_t i = 0; i < l->slots; i++)
        if (l->rows[i].key)
            all[n++] = narrow_magnitude(l, &l->rows[i]);
    int64_t least = cutoff(all, n, keep, &largest);
    while (kept < n && all[kept] >= least) kept++;
    tkit_free(tk, all, (l->used + 1) * sizeof *all);

    size_t count = buckets_for(kept);
    struct narrow_bucket *table = tkit_calloc(tk, count, sizeof *table);
    if (!table)
        return tkit_fail_nomem(tk);
    for (size_t i = 0; i < l->slots; i++) {
        const struct narrow_row *row = &l->rows[i];
        if (!row->key || narrow_magnitude(l, row) < least)
            continue;
        size_t at = free_place(table, sizeof *table, count, row->key), k = at % BUCKET;
        struct narrow_bucket *bucket = &table[at / BUCKET];
        bucket->check[k] = feature_check(row->key);
        for (int c = 0; c < 3; c++)
            bucket->weight[c][k] = quantised(averaged(row->weight[c], row->total[c], l->clock), largest);
    }
    tkit_model_writer_section(w, name, table, count * sizeof *table);
    tkit_free(tk, table, count * sizeof *table);
    return TKIT_OK;
}

int tkit_narrow_load(const tkit_model *model, const char *name, struct narrow_weights *out)
{
    const void *data;
    int code = tkit_model_need(model, name, sizeof *out->buckets, &data, &out->count);
    out->buckets = data;
    out->sieve = NULL;
    if (code)
        return code;
    for (size_t i = 0; i < out->count; i++)
        if (!out->buckets[i].check[BUCKET - 1])
            return TKIT_OK; /* one bucket that is not full ends every search */
    return tkit_fail(model->tk, TKIT_ECORRUPT, "damaged model: table %s is full", name);
}

/* ---- wide ---- */

static int64_t wide_magnitude(const struct wide_learner *l, const struct wide_row *row)
{
    int64_t most = 0;
    for (unsigned k = 0; k < row->count; k++) {
        int64_t m = magnitude(averaged(row->entries[k].weight, row->entries[k].total, l->clock));
        most = m > most ? m : most;
    }
    return most;
}

static void section_name(char out[8], const char *prefix, char suffix)
{
    size_t n = strlen(prefix);
    memset(out, 0, 8);
    n = n < 5 ? n : 5;
    memcpy(out, prefix, n);
    out[n] = '.';
    out[n + 1] = suffix;
}

struct wide_tables {
    struct wide_bucket *buckets;
    uint8_t *class;
    int16_t *weight;
    size_t count, used, entries;
};

/* One row into the tables: its weights that are at least `least`. */
static void place_row(const struct wide_learner *l, const struct wide_row *row, int64_t least, int64_t largest,
                      struct wide_tables *t)
{
    size_t first = t->used;
    for (unsigned k = 0; k < row->count && t->used - first < 255; k++) {
        const struct wide_entry *e = &row->entries[k];
        int64_t value = averaged(e->weight, e->total, l->clock);
        if (magnitude(value) < least)
            continue;
        t->class[t->used] = (uint8_t)e->class;
        t->weight[t->used++] = quantised(value, largest);
    }
    size_t at = free_place(t->buckets, sizeof *t->buckets, t->count, row->key);
    t->buckets[at / BUCKET].check[at % BUCKET] = feature_check(row->key);
    t->buckets[at / BUCKET].run[at % BUCKET] = (uint32_t)(first << 8 | (t->used - first));
}

int tkit_wide_write(const struct wide_learner *l, size_t keep, struct model_writer *w, const char *name)
{
    tkit *tk = l->tk;
    size_t n = 0, kept = 0, entries = 0;
    int64_t *all = tkit_alloc(tk, (l->used + 1) * sizeof *all), largest;
    if (!all)
        return tkit_fail_nomem(tk);
    for (size_t i = 0; i < l->slots; i++)
        if (l->rows[i].key)
            all[n++] = wide_magnitude(l, &l->rows[i]);
    int64_t least = cutoff(all, n, keep, &largest);
    while (kept < n && all[kept] >= least) kept++;
    tkit_free(tk, all, (l->used + 1) * sizeof *all);
    if (l->settled)
        largest = LARGEST_WEIGHT * WEIGHT_STEP;

    /* Within a kept row small weights go too: a quarter of what a row needs to be kept. */
    int64_t small = least / 4 > largest / (2 * LARGEST_WEIGHT) ? least / 4 : largest / (2 * LARGEST_WEIGHT) + 1;
    for (size_t i = 0; i < l->slots; i++)
        if (l->rows[i].key && wide_magnitude(l, &l->rows[i]) >= least)
            entries += l->rows[i].count;
    if (entries > MOST_ENTRIES)
        return tkit_fail(tk, TKIT_ELIMIT, "a model of more than %d weights", MOST_ENTRIES);
    struct wide_tables t = {.count = buckets_for(kept), .entries = entries + 1};
    t.buckets = tkit_calloc(tk, t.count, sizeof *t.buckets);
    t.class = tkit_alloc(tk, t.entries);
    t.weight = tkit_alloc(tk, t.entries * sizeof *t.weight);
    int code = t.buckets && t.class && t.weight ? TKIT_OK : tkit_fail_nomem(tk);
    if (!code) {
        char label[8];
        for (size_t i = 0; i < l->slots; i++)
            if (l->rows[i].key && wide_magnitude(l, &l->rows[i]) >= least)
                place_row(l, &l->rows[i], small, largest, &t);
        section_name(label, name, 'S');
        tkit_model_writer_section(w, label, t.buckets, t.count * sizeof *t.buckets);
        section_name(label, name, 'C');
        tkit_model_writer_section(w, label, t.class, t.used);
        section_name(label, name, 'W');
        tkit_model_writer_section(w, label, t.weight, t.used * sizeof *t.weight);
    }
    tkit_free(tk, t.buckets, t.count * sizeof *t.buckets);
    tkit_free(tk, t.class, t.entries);
    tkit_free(tk, t.weight, t.entries * sizeof *t.weight);
    return code;
}

int tkit_wide_load(const tkit_model *model, const char *name, unsigned classes, struct wide_weights *out)
{
    char label[8];
    const void *data;
    size_t class_count;
    section_name(label, name, 'S');
    int code = tkit_model_need(model, label, sizeof *out->buckets, &data, &out->count);
    out->buckets = data;
    section_name(label, name, 'C');
    if (!code)
        code = tkit_model_need(model, label, 1, &data, &class_count);
    out->class = data;
    section_name(label, name, 'W');
    if (!code)
        code = tkit_model_need(model, label, sizeof *out->weight, &data, &out->entries);
    out->weight = data;
    out->classes = classes;
    out->sieve = NULL;
    if (code)
        return code;
    bool room = false, good = class_count == out->entries;
    for (size_t i = 0; i < out->count; i++) {
        room |= !out->buckets[i].check[BUCKET - 1];
        for (unsigned k = 0; k < BUCKET; k++)
            good &= (out->buckets[i].run[k] >> 8) + (out->buckets[i].run[k] & 0xff) <= out->entries;
    }
    for (size_t i = 0; good && i < out->entries; i++) good = out->class[i] < classes;
    return room && good ? TKIT_OK
                         : tkit_fail(model->tk, TKIT_ECORRUPT, "damaged model: table %s is inconsistent", name);
}

/* ---- sieves ---- */

/* A bucket's bits are those of its checks, and, when it is full and a search may go on to the next one, those of that.
 * So they are made from behind, beginning at a bucket that is not full; the loader has seen that there is one. */
static int make_sieve(tkit *tk, const void *buckets, size_t stride, size_t count, uint32_t **out)
{
    uint32_t *sieve = tkit_alloc(tk, (count + 1) * sizeof *sieve), met = 0;
    *out = sieve;
    if (!sieve)
        return tkit_fail_nomem(tk);
    size_t i = 0;
    while (((const uint16_t *)((const char *)buckets + i * stride))[BUCKET - 1]) i++;
    for (size_t n = 0; n < count; n++) {
        const uint16_t *check = (const void *)((const char *)buckets + i * stride);
        met = check[BUCKET - 1] ? met : 0;
        for (unsigned k = 0; k < BUCKET; k++)
            if (check[k])
                met |= UINT32_C(1) << (check[k] >> SIEVE_SHIFT);
        sieve[i] = met;
        i = i ? i - 1 : count - 1;
    }
    return TKIT_OK;
}

int tkit_narrow_sieve(tkit *tk, struct narrow_weights *w)
{
    return make_sieve(tk, w->buckets, sizeof *w->buckets, w->count, &w->sieve);
}

int tkit_wide_sieve(tkit *tk, struct wide_weights *w)
{
    return make_sieve(tk, w->buckets, sizeof *w->buckets, w->count, &w->sieve);
}

void tkit_sieve_free(tkit *tk, uint32_t *sieve, size_t count)
{
    tkit_free(tk, sieve, (count + 1) * sizeof *sieve);
}

/* ---- lookup ---- */

int tkit_lookup_write(tkit *tk, const struct lookup_item *items, size_t count, struct model_writer *w,
                      const char *name)
{
    size_t slots = count + count / 2 + 1; /* two thirds full */
    uint32_t *table = tkit_alloc(tk, slots * sizeof *table);
    if (!table)
        return tkit_fail_nomem(tk);
    memset(table, 0xff, slots * sizeof *table);
    for (size_t i = 0; i < count; i++) {
        size_t at = feature_slot(items[i].key, slots);
        while (table[at] != 0xffffffffu) at = at + 1 < slots ? at + 1 : 0;
        table[at] = (uint32_t)(items[i].key & 0xfffff) << 12 | items[i].value;
    }
    tkit_model_writer_section(w, name, table, slots * sizeof *table);
    tkit_free(tk, table, slots * sizeof *table);
    return TKIT_OK;
}

int tkit_lookup_load(const tkit_model *model, const char *name, struct lookup *out)
{
    const void *data;
    int code = tkit_model_need(model, name, sizeof *out->slots, &data, &out->count);
    out->slots = data;
    if (code)
        return code;
    for (size_t i = 0; i < out->count; i++)
        if (out->slots[i] == 0xffffffffu)
            return TKIT_OK;
    return tkit_fail(model->tk, TKIT_ECORRUPT, "damaged model: table %s is full", name);
}
