/* The part of a corpus that is counted: see sample.h. */
#include "query/sample.h"

#include <stdlib.h>

#include "query/query.h"
#include "store/segment.h"

static int by_start(const void *a, const void *b)
{
    const struct run *x = a, *y = b;
    return x->start < y->start ? -1 : x->start > y->start;
}

bool tkit_is_chosen(const struct chosen *c, int64_t id)
{
    size_t low = 0, high = c->count;
    if (!id || !c->ids)
        return id != 0;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (c->ids[middle] < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < c->count && c->ids[low] == id;
}

int tkit_runs_collect(struct runs *runs, const tkit_hits *hits, uint32_t segment, const struct chosen *chosen)
{
    const struct tkit_segment *s = hits->query->index->segments[segment];
    tkit *tk = hits->query->tk;
    bool sorted = true;
    uint32_t document = 0;
    runs->count = 0;
    for (size_t i = 0; i < hits->count; i++) {
        const tkit_hit *h = &hits->items[i];
        if (h->segment != segment)
            continue;
        document = tkit_segment_document_of(s, h->start, document);
        if (!tkit_is_chosen(chosen, s->document[document]))
            continue;
        int r = tkit_reserve(tk, (void **)&runs->items, &runs->capacity, runs->count + 1, sizeof *runs->items);
        if (r != TKIT_OK)
            return r;
        sorted &= !runs->count || runs->items[runs->count - 1].start <= h->start;
        runs->items[runs->count++] = (struct run){h->start, h->end};
    }
    if (!sorted)
        qsort(runs->items, runs->count, sizeof *runs->items, by_start);
    return TKIT_OK;
}

void tkit_runs_join(struct runs *runs, bool touching)
{
    size_t kept = 0;
    for (size_t i = 0; i < runs->count; i++) {
        if (kept && runs->items[i].start < runs->items[kept - 1].end + touching) {
            if (runs->items[i].end > runs->items[kept - 1].end)
                runs->items[kept - 1].end = runs->items[i].end;
        } else {
            runs->items[kept++] = runs->items[i];
        }
    }
    runs->count = kept;
}

int tkit_sample_enter(struct sample *s, uint32_t segment)
{
    s->next = s->reach = 0;
    return s->inside ? tkit_runs_collect(&s->runs, s->inside, segment, &s->chosen) : TKIT_OK;
}

void tkit_sample_leave(tkit *tk, struct sample *s)
{
    tkit_free(tk, s->runs.items, s->runs.capacity * sizeof *s->runs.items);
    s->runs = (struct runs){0};
}
