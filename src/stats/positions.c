/* Where the hits of a query lie in a corpus taken as one run of tokens, and how many of them in each document. */
#include "stats/neighbours.h"

#include "query/query.h"
#include "store/segment.h"

#include <stdlib.h>

static int by_value(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return *x < *y ? -1 : *x > *y;
}

/* First positions of one segment's hits in chosen documents, ascending; how many. */
static size_t collect_starts(const tkit_hits *hits, uint32_t segment, const struct chosen *chosen, int64_t *starts)
{
    const struct tkit_segment *s = hits->query->index->segments[segment];
    size_t found = 0;
    uint32_t document = 0;
    for (size_t i = 0; i < hits->count; i++) {
        const tkit_hit *h = &hits->items[i];
        if (h->segment != segment)
            continue;
        document = tkit_segment_document_of(s, h->start, document);
        if (tkit_is_chosen(chosen, s->document[document]))
            starts[found++] = h->start;
    }
    qsort(starts, found, sizeof *starts, by_value);
    return found;
}

size_t tkit_hits_positions(const tkit_hits *hits, const int64_t *documents, size_t document_count, int64_t *positions,
                           int64_t *tokens)
{
    const struct tkit_index *index = hits->query->index;
    const struct chosen chosen = {documents, document_count};
    size_t found = 0;
    *tokens = 0;
    for (uint32_t k = 0; k < index->count; k++) {
        const struct tkit_segment *s = index->segments[k];
        size_t end = found + collect_starts(hits, k, &chosen, positions + found);
        for (uint32_t d = 0; d < s->documents; d++) {
            int64_t first = s->first_token[d], behind = s->first_token[d + 1];
            if (!tkit_is_chosen(&chosen, s->document[d]))
                continue;
            for (; found < end && positions[found] < behind; found++) positions[found] += *tokens - first + 1;
            *tokens += behind - first;
        }
    }
    return found;
}

size_t tkit_hits_documents(const tkit_hits *hits, int64_t *documents, uint64_t *counts, size_t room)
{
    const struct tkit_index *index = hits->query->index;
    size_t found = 0;
    for (uint32_t k = 0, before = 0; k < index->count; before += index->segments[k++]->documents) {
        const struct tkit_segment *s = index->segments[k];
        for (uint32_t d = 0; d < s->documents && before + d < room; d++) {
            documents[before + d] = s->document[d];
            counts[before + d] = 0;
        }
        for (size_t i = 0; i < hits->count; i++) {
            const tkit_hit *h = &hits->items[i];
            size_t at = h->segment == k ? before + tkit_segment_document_of(s, h->start, 0) : room;
            if (at < room)
                counts[at]++;
        }
        found += s->documents;
    }
    return found;
}
