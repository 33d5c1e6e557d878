/* Near-duplicates: candidates by MinHash bands and by sampled shingles, every pair verified on the full sets. Sets are
 * made of the documents of candidates only: the rest needs no sorting.
 *
 * Owns the shingles (4 bytes each), signatures (512 bytes a document) and the list of pairs. */
#include "base/context.h"
#include "stats/minhash.h"
#include "stats/shingles.h"
#include "stats/sort.h"

#include <math.h>

#include <toolkit/stats.h>

enum {
    BAND_ROWS = 2, /* 64 bands of 2: a pair of Jaccard 0.35 is missed once in 4,000 times */
    BANDS = MINHASH_SIZE / BAND_ROWS,
    BAND_BITS = 24,         /* of the key of a band: what collides costs a comparison */
    BAND_GROUP_LIMIT = 256, /* a document is paired with so many of those behind it that have its band value */
    SAMPLE_BITS = 2,        /* shingles whose so many lowest bits are zero, one in four, go to the index */
    SAMPLE_SHARED = 2,      /* so many of them propose a pair */
    SAMPLE_GROUP_LIMIT = 200 /* a shingle in more documents is boilerplate: it proposes nothing */
};

struct document {
    size_t first, first_sample; /* in shingles, in the sample */
    uint32_t count, sample_count;
    uint32_t sampled; /* different ones of the sample, without those that are boilerplate */
    bool is_set; /* sorted, and nothing twice: when a pair is verified, not before */
};

struct tkit_duplicates {
    tkit *tk;
    tkit_duplicates_options options;
    struct minhash_family family;
    struct word_hashes words;
    uint32_t *shingles; /* of all documents */
    size_t shingle_count, shingle_capacity;
    uint32_t *sample; /* those of them that go to the index */
    size_t sample_count, sample_capacity;
    struct document *documents;
    size_t document_count, document_capacity;
    uint32_t *signatures;
    size_t signature_capacity;
    uint64_t *candidates; /* a << 32 | b */
    size_t candidate_count, candidate_capacity;
    void *scratch; /* for sorting */
    size_t scratch_size;
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
    tkit_minhash_family(&d->family);
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
    tkit_free(tk, d->sample, d->sample_capacity * sizeof *d->sample);
    tkit_free(tk, d->documents, d->document_capacity * sizeof *d->documents);
    tkit_free(tk, d->signatures, d->signature_capacity * sizeof *d->signatures);
    tkit_free(tk, d->candidates, d->candidate_capacity * sizeof *d->candidates);
    tkit_free(tk, d->pairs, d->pair_capacity * sizeof *d->pairs);
    tkit_free(tk, d->scratch, d->scratch_size);
    tkit_free(tk, d, sizeof *d);
}

/* ---- adding ---- */

int tkit_duplicates_add(tkit_duplicates *d, const char *text, size_t length)
{
    tkit *tk = d->tk;
    int code = tkit_word_hashes(tk, text, length, &d->words);
    if (code != TKIT_OK)
        return code;
    size_t words = d->words.words.count;
    if (tkit_reserve(tk, (void **)&d->shingles, &d->shingle_capacity, d->shingle_count + words, sizeof *d->shingles) ||
        tkit_reserve(tk, (void **)&d->sample, &d->sample_capacity, d->sample_count + words, sizeof *d->sample) ||
        tkit_reserve(tk, (void **)&d->documents, &d->document_capacity, d->document_count + 1,
                     sizeof *d->documents) ||
        tkit_reserve(tk, (void **)&d->signatures, &d->signature_capacity,
                     (d->document_count + 1) * MINHASH_SIZE, sizeof *d->signatures))
        return TKIT_ENOMEM;
    uint32_t *own = d->shingles + d->shingle_count;
    size_t count = tkit_shingle_hashes(d->words.hash, words, d->options.shingle, own);
    tkit_minhash(&d->family, own, count, d->signatures + d->document_count * MINHASH_SIZE);
    uint32_t *sample = d->sample + d->sample_count, sampled = 0;
    for (size_t i = 0; i < count; i++) { /* each is written; one that does not belong there, over */
        sample[sampled] = own[i];
        sampled += own[i] % (1u << SAMPLE_BITS) == 0;
    }
    d->documents[d->document_count++] = (struct document){.first = d->shingle_count, .count = (uint32_t)count,
                                                          .first_sample = d->sample_count, .sample_count = sampled};
    d->shingle_count += count;
    d->sample_count += sampled;
    return tkit_poll(tk);
}

const uint32_t *tkit_duplicates_signature(const tkit_duplicates *d, uint32_t document)
{
    return document < d->document_count ? d->signatures + (size_t)document * MINHASH_SIZE : NULL;
}

/* ---- candidates ---- */

static int make_scratch(tkit_duplicates *d, size_t size)
{
    if (size <= d->scratch_size)
        return TKIT_OK;
    tkit_free(d->tk, d->scratch, d->scratch_size);
    d->scratch_size = 0;
    d->scratch = tkit_alloc(d->tk, size);
    if (!d->scratch)
        return tkit_fail_nomem(d->tk);
    d->scratch_size = size;
    return TKIT_OK;
}

/* Sorts by the bits [from, to), in which equal ones stay in their order. */
static int sort_entries(tkit_duplicates *d, uint64_t *list, size_t count, unsigned from, unsigned to)
{
    int code = make_scratch(d, count * sizeof *list);
    if (code == TKIT_OK)
        tkit_sort_u64(list, d->scratch, count, from, to);
    return code;
}

static int propose(tkit_duplicates *d, uint32_t a, uint32_t b)
{
    if (tkit_reserve(d->tk, (void **)&d->candidates, &d->candidate_capacity, d->candidate_count + 1,
                     sizeof *d->candidates))
        return TKIT_ENOMEM;
    d->candidates[d->candidate_count++] = (uint64_t)a << 32 | b;
    return TKIT_OK;
}

/* Proposes pairs of documents that have a key in common: of sorted entries, key << 32 | document. Where more than
 * `most` documents have it, each is proposed with as many of those behind it. */
static int propose_groups(tkit_duplicates *d, const uint64_t *entries, size_t count, size_t most)
{
    int code = TKIT_OK;
    for (size_t i = 0, j; i < count && code == TKIT_OK; i = j) {
        for (j = i; j < count && entries[j] >> 32 == entries[i] >> 32; j++) {}
        for (size_t x = i; x < j && code == TKIT_OK; x++)
            for (size_t y = x + 1; y < j && y - x <= most && code == TKIT_OK; y++)
                code = propose(d, (uint32_t)entries[x], (uint32_t)entries[y]);
        if (code == TKIT_OK)
            code = tkit_poll(d->tk);
    }
    return code;
}

/* Sorts the candidates from one on, pairs of low numbers first. */
static int sort_candidates(tkit_duplicates *d, size_t from)
{
    uint64_t *list = d->candidates + from;
    size_t count = d->candidate_count - from;
    unsigned bits = 1;
    while (bits < 32 && d->document_count >> bits) bits++;
    int code = sort_entries(d, list, count, 0, bits);
    return code == TKIT_OK ? sort_entries(d, list, count, 32, 32 + bits) : code;
}

static int propose_by_bands(tkit_duplicates *d)
{
    uint64_t *entries = tkit_alloc(d->tk, d->document_count * sizeof *entries + 1);
    if (!entries)
        return tkit_fail_nomem(d->tk);
    int code = TKIT_OK;
    for (int band = 0; band < BANDS && code == TKIT_OK; band++) {
        size_t count = 0;
        for (uint32_t i = 0; i < d->document_count; i++) {
            const uint32_t *rows = d->signatures + (size_t)i * MINHASH_SIZE + band * BAND_ROWS;
            uint64_t key = ((uint64_t)rows[0] << 32 | rows[1]) * UINT64_C(0x9e3779b97f4a7c15);
            if (d->documents[i].count)
                entries[count++] = key >> (64 - BAND_BITS) << 32 | i;
        }
        code = sort_entries(d, entries, count, 32, 32 + BAND_BITS);
        if (code == TKIT_OK)
            code = propose_groups(d, entries, count, BAND_GROUP_LIMIT);
    }
    tkit_free(d->tk, entries, d->document_count * sizeof *entries + 1);
    return code;
}

/* The sample by the upper bits of its shingles: parts that stay in the cache, however many documents there are. An
 * entry is shingle << 32 | document; the documents of a part ascend. `ends` gets where each part ends. */
enum { PART_BITS = 7, PARTS = 1 << PART_BITS };

static void split_sample(tkit_duplicates *d, uint64_t *entries, size_t *ends)
{
    size_t at = 0;
    memset(ends, 0, PARTS * sizeof *ends);
    for (size_t i = 0; i < d->sample_count; i++) ends[d->sample[i] >> (32 - PART_BITS)]++;
    for (size_t p = 0; p < PARTS; p++) {
        size_t here = ends[p];
        ends[p] = at;
        at += here;
    }
    for (uint32_t n = 0; n < d->document_count; n++) {
        const uint32_t *own = d->sample + d->documents[n].first_sample;
        d->documents[n].sampled = 0;
        for (uint32_t i = 0; i < d->documents[n].sample_count; i++)
            entries[ends[own[i] >> (32 - PART_BITS)]++] = (uint64_t)own[i] << 32 | n;
    }
}

/* Drops the shingles of a part that are there once, which most are: those behind need not be sorted. Some stay, because
 * they share the slot of another one. *count gets smaller. */
static int drop_lone(tkit_duplicates *d, uint64_t *entries, size_t *count)
{
    unsigned bits = 4;
    while (bits < 32 - PART_BITS && (size_t)1 << bits < *count * 2) bits++;
    size_t slots = (size_t)1 << bits, kept = 0;
    unsigned shift = 64 - PART_BITS - bits;
    int code = make_scratch(d, slots);
    if (code != TKIT_OK)
        return code;
    uint8_t *seen = d->scratch;
    memset(seen, 0, slots);
    for (size_t i = 0; i < *count; i++) {
        uint8_t *slot = &seen[entries[i] >> shift & (slots - 1)];
        *slot += *slot < 2;
    }
    for (size_t i = 0; i < *count; i++) {
        uint64_t entry = entries[i];
        bool again = seen[entry >> shift & (slots - 1)] > 1;
        entries[kept] = entry;
        kept += again;
        d->documents[(uint32_t)entry].sampled += !again;
    }
    *count = kept;
    return TKIT_OK;
}

/* Of the sorted entries of a part, drops what a document has twice, and boilerplate; counts what is left of each
 * document, and returns how many entries that is. */
static size_t drop_boilerplate(tkit_duplicates *d, uint64_t *entries, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0, j; i < count; i = j) {
        size_t first = kept;
        for (j = i; j < count && entries[j] >> 32 == entries[i] >> 32; j++)
            if (j == i || entries[j] != entries[kept - 1])
                entries[kept++] = entries[j];
        if (kept - first > SAMPLE_GROUP_LIMIT)
            kept = first;
        for (size_t k = first; k < kept; k++) d->documents[(uint32_t)entries[k]].sampled++;
    }
    return kept;
}

static int propose_by_part(tkit_duplicates *d, uint64_t *entries, size_t count)
{
    int code = drop_lone(d, entries, &count);
    if (code == TKIT_OK)
        code = sort_entries(d, entries, count, 32 + SAMPLE_BITS, 64 - PART_BITS); /* the others are equal */
    return code == TKIT_OK ? propose_groups(d, entries, drop_boilerplate(d, entries, count), SAMPLE_GROUP_LIMIT) : code;
}

/* Of the candidates from one on, each as often as its documents share a shingle of the sample, keeps those that may be
 * pairs. A pair shares the part c of its smaller set: the containment asked for, or what the Jaccard index asked for
 * comes to at least. Of s sampled shingles it then shares c s, and fewer than c s - 2.5 sqrt(s) (five standard
 * deviations) once in three million times. */
static void keep_likely(tkit_duplicates *d, size_t from)
{
    double of_jaccard = 2 * d->options.jaccard / (1 + d->options.jaccard);
    double part = of_jaccard < d->options.containment ? of_jaccard : d->options.containment;
    uint64_t *list = d->candidates;
    size_t kept = from;
    for (size_t i = from, j; i < d->candidate_count; i = j) {
        for (j = i; j < d->candidate_count && list[j] == list[i]; j++) {}
        uint32_t a = d->documents[list[i] >> 32].sampled, b = d->documents[(uint32_t)list[i]].sampled;
        double smaller = a < b ? a : b, shared = (double)(j - i);
        if (j - i >= SAMPLE_SHARED && shared >= part * smaller - 2.5 * sqrt(smaller))
            list[kept++] = list[i];
    }
    d->candidate_count = kept;
}

static int propose_by_sample(tkit_duplicates *d)
{
    size_t ends[PARTS], from = d->candidate_count;
    uint64_t *entries = tkit_alloc(d->tk, d->sample_count * sizeof *entries + 1);
    if (!entries)
        return tkit_fail_nomem(d->tk);
    split_sample(d, entries, ends);
    int code = TKIT_OK;
    for (size_t p = 0, at = 0; p < PARTS && code == TKIT_OK; at = ends[p++])
        code = propose_by_part(d, entries + at, ends[p] - at);
    if (code == TKIT_OK)
        code = sort_candidates(d, from);
    if (code == TKIT_OK)
        keep_likely(d, from);
    tkit_free(d->tk, entries, d->sample_count * sizeof *entries + 1);
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

/* The shingles of a document as a set. What a document had twice leaves a gap behind it. */
static int make_set(tkit_duplicates *d, struct document *x)
{
    if (x->is_set)
        return TKIT_OK;
    int code = make_scratch(d, x->count * sizeof *d->shingles);
    if (code != TKIT_OK)
        return code;
    uint32_t *set = d->shingles + x->first, kept = 0;
    tkit_sort_u32(set, d->scratch, x->count);
    for (uint32_t i = 0; i < x->count; i++)
        if (i == 0 || set[i] != set[i - 1])
            set[kept++] = set[i];
    x->count = kept;
    x->is_set = true;
    return TKIT_OK;
}

static int verify(tkit_duplicates *d, uint32_t a, uint32_t b)
{
    struct document *x = &d->documents[a], *y = &d->documents[b];
    if (make_set(d, x) != TKIT_OK || make_set(d, y) != TKIT_OK)
        return TKIT_ENOMEM;
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
        code = sort_candidates(d, 0);
    for (size_t i = 0; i < d->candidate_count && code == TKIT_OK; i++) {
        if (i && d->candidates[i] == d->candidates[i - 1])
            continue;
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
