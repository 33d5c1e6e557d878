/* Near-duplicates: candidates by MinHash bands and by sampled shingles, every pair verified on the full sets.
 *
 * Owns the shingle sets (4 bytes a shingle), signatures (512 bytes a document) and the list of pairs. */
#include "base/context.h"
#include "stats/minhash.h"
#include "stats/shingles.h"

#include <math.h>
#include <stdlib.h>

#include <toolkit/stats.h>

enum {
    BAND_ROWS = 2, /* 64 bands of 2: a pair of Jaccard 0.35 is missed once in 4,000 times */
    BANDS = MINHASH_SIZE / BAND_ROWS,
    BAND_GROUP_LIMIT = 256, /* documents of one band value beyond which pairs are left to the sampled index */
    SAMPLE_MASK = 15,       /* one shingle in 16 goes to the index */
    SAMPLE_GROUP_LIMIT = 200 /* a shingle in more documents is boilerplate: it proposes nothing */
};

struct document {
    size_t first; /* in shingles */
    uint32_t count;
};

/* A key and the document that has it: sorted, equal keys stand together. */
struct entry {
    uint64_t key;
    uint32_t document;
};

struct tkit_duplicates {
    tkit *tk;
    tkit_duplicates_options options;
    struct word_hashes words;
    uint32_t *shingles; /* of all documents, each a sorted set */
    size_t shingle_count, shingle_capacity;
    struct document *documents;
    size_t document_count, document_capacity;
    uint32_t *signatures;
    size_t signature_capacity;
    uint64_t *candidates; /* a << 32 | b */
    size_t candidate_count, candidate_capacity;
    tkit_duplicate *pairs;
    size_t pair_count, pair_capacity;
};

int tkit_duplicates_create(tkit *tk, const tkit_duplicates_options *options, tkit_duplicates **out)
{
    *out = NULL;
    tkit_duplicates *d = tkit_calloc(tk, 1, sizeof *d);
    if (!d)
        return tkit_fail_nomem(tk);
    d->tk = tk;
    if (options)
        memcpy(&d->options, options, options->size < sizeof d->options ? options->size : sizeof d->options);
    if (!d->options.shingle)
        d->options.shingle = 5;
    if (!d->options.least_shared)
        d->options.least_shared = 12;
    if (d->options.jaccard <= 0)
        d->options.jaccard = 0.35;
    if (d->options.containment <= 0)
        d->options.containment = 0.5;
    *out = d;
    return TKIT_OK;
}

void tkit_duplicates_free(tkit_duplicates *d)
{
    if (!d)
        return;
    tkit *tk = d->tk;
    tkit_word_hashes_free(tk, &d->words);
    tkit_free(tk, d->shingles, d->shingle_capacity * sizeof *d->shingles);
    tkit_free(tk, d->documents, d->document_capacity * sizeof *d->documents);
    tkit_free(tk, d->signatures, d->signature_capacity * sizeof *d->signatures);
    tkit_free(tk, d->candidates, d->candidate_capacity * sizeof *d->candidates);
    tkit_free(tk, d->pairs, d->pair_capacity * sizeof *d->pairs);
    tkit_free(tk, d, sizeof *d);
}

/* ---- adding ---- */

/* qsort() takes no NULL, which an empty list is. */
static void sort(void *list, size_t count, size_t size, int (*compare)(const void *, const void *))
{
    if (count > 1)
        qsort(list, count, size, compare);
}

/* Sorts hashes by their bytes from the lowest: hashes have no order that a comparison could make use of. Four passes, so
 * that the result is in `set` again; `other` has the same room. */
static void sort_hashes(uint32_t *set, uint32_t *other, size_t count)
{
    enum { DIGITS = 256 };
    for (unsigned shift = 0; shift < 32; shift += 8) {
        size_t starts[DIGITS] = {0}, at = 0;
        for (size_t i = 0; i < count; i++) starts[set[i] >> shift & (DIGITS - 1)]++;
        for (size_t d = 0; d < DIGITS; d++) {
            size_t here = starts[d];
            starts[d] = at;
            at += here;
        }
        for (size_t i = 0; i < count; i++) other[starts[set[i] >> shift & (DIGITS - 1)]++] = set[i];
        uint32_t *swap = set;
        set = other;
        other = swap;
    }
}

static uint32_t sort_unique(uint32_t *set, uint32_t *other, size_t count)
{
    sort_hashes(set, other, count);
    uint32_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (i == 0 || set[i] != set[i - 1])
            set[kept++] = set[i];
    return kept;
}

int tkit_duplicates_add(tkit_duplicates *d, const char *text, size_t length)
{
    tkit *tk = d->tk;
    int code = tkit_word_hashes(tk, text, length, &d->words);
    if (code != TKIT_OK)
        return code;
    size_t words = d->words.words.count, width = d->options.shingle;
    size_t count = words >= width ? words - width + 1 : 0;
    if (tkit_reserve(tk, (void **)&d->shingles, &d->shingle_capacity, d->shingle_count + 2 * count, sizeof *d->shingles) ||
        tkit_reserve(tk, (void **)&d->documents, &d->document_capacity, d->document_count + 1,
                     sizeof *d->documents) ||
        tkit_reserve(tk, (void **)&d->signatures, &d->signature_capacity,
                     (d->document_count + 1) * MINHASH_SIZE, sizeof *d->signatures))
        return TKIT_ENOMEM;
    uint32_t *set = d->shingles + d->shingle_count;
    for (size_t i = 0; i < count; i++) set[i] = (uint32_t)(tkit_shingle_hash(d->words.hash + i, width) >> 32);
    uint32_t kept = sort_unique(set, set + count, count); /* the room behind serves the sorting */
    tkit_minhash(set, kept, d->signatures + d->document_count * MINHASH_SIZE);
    d->documents[d->document_count++] = (struct document){d->shingle_count, kept};
    d->shingle_count += kept;
    return tkit_poll(tk);
}

const uint32_t *tkit_duplicates_signature(const tkit_duplicates *d, uint32_t document)
{
    return document < d->document_count ? d->signatures + (size_t)document * MINHASH_SIZE : NULL;
}

/* ---- candidates ---- */

static int by_key(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return (x->document > y->document) - (x->document < y->document);
}

static int propose(tkit_duplicates *d, uint32_t a, uint32_t b)
{
    if (tkit_reserve(d->tk, (void **)&d->candidates, &d->candidate_capacity, d->candidate_count + 1,
                     sizeof *d->candidates))
        return TKIT_ENOMEM;
    d->candidates[d->candidate_count++] = (uint64_t)a << 32 | b;
    return TKIT_OK;
}

/* All pairs within each group of equal keys; a group above the limit proposes nothing. */
static int propose_groups(tkit_duplicates *d, struct entry *entries, size_t count, size_t limit)
{
    sort(entries, count, sizeof *entries, by_key);
    int code = TKIT_OK;
    for (size_t i = 0, j; i < count && code == TKIT_OK; i = j) {
        for (j = i; j < count && entries[j].key == entries[i].key; j++) {}
        if (j - i > limit)
            continue;
        for (size_t x = i; x < j && code == TKIT_OK; x++)
            for (size_t y = x + 1; y < j && code == TKIT_OK; y++)
                code = propose(d, entries[x].document, entries[y].document);
        if (code == TKIT_OK)
            code = tkit_poll(d->tk);
    }
    return code;
}

static int by_number(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* Sorts the candidates and drops those proposed fewer than `least` times. */
static void keep_proposed(tkit_duplicates *d, size_t from, size_t least)
{
    if (d->candidate_count == from)
        return;
    uint64_t *list = d->candidates + from;
    size_t count = d->candidate_count - from, kept = 0;
    sort(list, count, sizeof *list, by_number);
    for (size_t i = 0, j; i < count; i = j) {
        for (j = i; j < count && list[j] == list[i]; j++) {}
        if (j - i >= least)
            list[kept++] = list[i];
    }
    d->candidate_count = from + kept;
}

static int propose_by_bands(tkit_duplicates *d)
{
    struct entry *entries = tkit_calloc(d->tk, d->document_count, sizeof *entries);
    if (!entries)
        return tkit_fail_nomem(d->tk);
    int code = TKIT_OK;
    for (int band = 0; band < BANDS && code == TKIT_OK; band++) {
        size_t count = 0;
        for (uint32_t i = 0; i < d->document_count; i++) {
            const uint32_t *rows = d->signatures + (size_t)i * MINHASH_SIZE + band * BAND_ROWS;
            if (d->documents[i].count)
                entries[count++] = (struct entry){(uint64_t)rows[0] << 32 | rows[1], i};
        }
        code = propose_groups(d, entries, count, BAND_GROUP_LIMIT);
    }
    tkit_free(d->tk, entries, d->document_count * sizeof *entries);
    return code;
}

static int propose_by_sample(tkit_duplicates *d)
{
    size_t count = 0, at = 0;
    for (size_t i = 0; i < d->shingle_count; i++) count += (d->shingles[i] & SAMPLE_MASK) == 0;
    struct entry *entries = tkit_calloc(d->tk, count, sizeof *entries);
    if (!entries)
        return tkit_fail_nomem(d->tk);
    for (uint32_t n = 0; n < d->document_count; n++) {
        const uint32_t *set = d->shingles + d->documents[n].first;
        for (uint32_t i = 0; i < d->documents[n].count; i++)
            if ((set[i] & SAMPLE_MASK) == 0)
                entries[at++] = (struct entry){set[i], n};
    }
    size_t from = d->candidate_count;
    int code = propose_groups(d, entries, count, SAMPLE_GROUP_LIMIT);
    if (code == TKIT_OK)
        keep_proposed(d, from, 2);
    tkit_free(d->tk, entries, count * sizeof *entries);
    return code;
}

/* ---- verification ---- */

static uint32_t intersection(const uint32_t *a, uint32_t na, const uint32_t *b, uint32_t nb)
{
    uint32_t i = 0, j = 0, shared = 0;
    while (i < na && j < nb) {
        uint32_t x = a[i], y = b[j];
        shared += x == y;
        i += x <= y;
        j += y <= x;
    }
    return shared;
}

static int verify(tkit_duplicates *d, uint32_t a, uint32_t b)
{
    const struct document *x = &d->documents[a], *y = &d->documents[b];
    uint32_t shared = intersection(d->shingles + x->first, x->count, d->shingles + y->first, y->count);
    uint32_t smaller = x->count < y->count ? x->count : y->count;
    uint32_t least = d->options.least_shared < smaller ? d->options.least_shared : smaller;
    double jaccard = (double)shared / ((double)x->count + y->count - shared);
    double containment = (double)shared / smaller;
    if (shared < least || (jaccard < d->options.jaccard && containment < d->options.containment))
        return TKIT_OK;
    if (tkit_reserve(d->tk, (void **)&d->pairs, &d->pair_capacity, d->pair_count + 1, sizeof *d->pairs))
        return TKIT_ENOMEM;
    d->pairs[d->pair_count++] = (tkit_duplicate){a, b, shared, x->count, y->count, jaccard, containment};
    return TKIT_OK;
}

int tkit_duplicates_find(tkit_duplicates *d, const tkit_duplicate **pairs, size_t *count)
{
    *pairs = NULL;
    *count = 0;
    d->candidate_count = d->pair_count = 0;
    int code = propose_by_bands(d);
    if (code == TKIT_OK)
        code = propose_by_sample(d);
    if (code == TKIT_OK)
        keep_proposed(d, 0, 1);
    for (size_t i = 0; i < d->candidate_count && code == TKIT_OK; i++) {
        code = verify(d, (uint32_t)(d->candidates[i] >> 32), (uint32_t)d->candidates[i]);
        if (code == TKIT_OK && i % 1024 == 0)
            code = tkit_poll(d->tk);
    }
    if (code != TKIT_OK)
        return code;
    *pairs = d->pairs;
    *count = d->pair_count;
    return TKIT_OK;
}
