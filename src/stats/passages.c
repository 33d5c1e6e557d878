/* Passages that two texts share word for word: an index of the word runs of one, walked by the other. */
#include "stats/shingles.h"

#include <stdlib.h>

#include <toolkit/stats.h>

enum { USUAL_WORDS = 8, MOST_PLACES = 32 /* places of one run that are tried: repetitions stay linear */ };

/* Chains of positions in text a by the hash of the run that begins there. */
struct index {
    uint32_t *head, *next;
    size_t mask, count;
};

static size_t matching(const struct word_hashes *a, size_t i, const struct word_hashes *b, size_t j)
{
    size_t n = 0;
    while (i + n < a->words.count && j + n < b->words.count && a->hash[i + n] == b->hash[j + n]) n++;
    return n;
}

static int build(tkit *tk, const struct word_hashes *a, size_t width, struct index *index)
{
    size_t runs = a->words.count >= width ? a->words.count - width + 1 : 0, size = 16;
    while (size < runs * 2) size *= 2;
    *index = (struct index){.mask = size - 1, .count = runs};
    index->head = tkit_calloc(tk, size, sizeof *index->head);
    index->next = tkit_calloc(tk, runs, sizeof *index->next);
    if (!index->head || !index->next)
        return tkit_fail_nomem(tk);
    for (size_t i = runs; i-- > 0;) { /* backwards, so that chains ascend; 0 ends a chain */
        size_t slot = tkit_shingle_hash(a->hash + i, width) & index->mask;
        index->next[i] = index->head[slot];
        index->head[slot] = (uint32_t)i + 1;
    }
    return TKIT_OK;
}

static int by_place_in_a(const void *x, const void *y)
{
    const tkit_passage *p = x, *q = y;
    if (p->a_start != q->a_start)
        return p->a_start < q->a_start ? -1 : 1;
    return (p->b_start > q->b_start) - (p->b_start < q->b_start);
}

static int collect(tkit *tk, const struct word_hashes *a, const struct word_hashes *b, size_t width,
                   const struct index *index, tkit_passage **out, size_t *count, size_t *capacity)
{
    for (size_t j = 0; j + width <= b->words.count;) {
        size_t best = 0, best_at = 0, tried = 0;
        uint32_t at = index->head[tkit_shingle_hash(b->hash + j, width) & index->mask];
        for (; at && tried < MOST_PLACES; at = index->next[at - 1], tried++) {
            size_t n = matching(a, at - 1, b, j);
            if (n > best) {
                best = n;
                best_at = at - 1;
            }
        }
        if (best < width) {
            j++;
            continue;
        }
        if (tkit_reserve(tk, (void **)out, capacity, *count + 1, sizeof **out))
            return TKIT_ENOMEM;
        (*out)[(*count)++] =
            (tkit_passage){a->words.start[best_at], a->words.end[best_at + best - 1], b->words.start[j],
                           b->words.end[j + best - 1], (uint32_t)best};
        j += best;
    }
    return TKIT_OK;
}

int tkit_passages_find(tkit *tk, const char *a, size_t a_length, const char *b, size_t b_length, uint32_t least_words,
                       tkit_passage **out, size_t *count)
{
    struct word_hashes wa = {0}, wb = {0};
    struct index index = {0};
    size_t width = least_words ? least_words : USUAL_WORDS, capacity = 0;
    *out = NULL;
    *count = 0;
    int code = tkit_word_hashes(tk, a, a_length, &wa);
    if (code == TKIT_OK)
        code = tkit_word_hashes(tk, b, b_length, &wb);
    if (code == TKIT_OK)
        code = build(tk, &wa, width, &index);
    if (code == TKIT_OK)
        code = collect(tk, &wa, &wb, width, &index, out, count, &capacity);
    tkit_free(tk, index.head, (index.mask + 1) * sizeof *index.head);
    tkit_free(tk, index.next, index.count * sizeof *index.next);
    tkit_word_hashes_free(tk, &wa);
    tkit_word_hashes_free(tk, &wb);
    if (code == TKIT_OK && *count) { /* exactly as large as it is, so that the caller can free it by its count */
        tkit_passage *exact = tkit_realloc(tk, *out, capacity * sizeof **out, *count * sizeof **out);
        if (exact) {
            *out = exact;
            qsort(exact, *count, sizeof *exact, by_place_in_a);
            return TKIT_OK;
        }
        code = tkit_fail_nomem(tk);
    }
    tkit_free(tk, *out, capacity * sizeof **out);
    *out = NULL;
    *count = 0;
    return code;
}

void tkit_passages_free(tkit *tk, tkit_passage *passages, size_t count)
{
    tkit_free(tk, passages, count * sizeof *passages);
}
