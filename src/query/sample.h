/* The part of a corpus that is counted: chosen documents, tokens inside the hits of a query. */
#ifndef TOOLKIT_QUERY_SAMPLE_H
#define TOOLKIT_QUERY_SAMPLE_H

#include <stdbool.h>

#include <toolkit/query.h>

/* Documents by id, ascending; ids NULL = all. Removed documents, whose id is 0, are never chosen. */
struct chosen {
    const int64_t *ids;
    size_t count;
};
bool tkit_is_chosen(const struct chosen *chosen, int64_t id);

/* Tokens of one segment in a row. */
struct run {
    uint32_t start, end;
};
struct runs {
    struct run *items;
    size_t count, capacity;
};

/* The hits of one segment that lie in chosen documents, by their starts. */
int tkit_runs_collect(struct runs *runs, const tkit_hits *hits, uint32_t segment, const struct chosen *chosen);
/* Joins those that overlap, and those that touch when `touching`. */
void tkit_runs_join(struct runs *runs, bool touching);

/* Which tokens of one segment count: what goes on while the position ascends. */
struct sample {
    struct chosen chosen;
    const tkit_hits *inside; /* NULL: all tokens */
    struct runs runs;        /* of these in the segment, as they were collected */
    size_t next;             /* the first run that starts behind the position */
    uint32_t reach;          /* the farthest end of those before */
};
int tkit_sample_enter(struct sample *sample, uint32_t segment);
void tkit_sample_leave(tkit *tk, struct sample *sample); /* frees what it holds */
/* Where the farthest hit ends that holds the token at a position: `position` where none does, no end where all count.
 * Positions must not descend. */
static inline uint32_t tkit_sample_reach(struct sample *s, uint32_t position)
{
    if (!s->inside)
        return UINT32_MAX;
    for (; s->next < s->runs.count && s->runs.items[s->next].start <= position; s->next++)
        if (s->runs.items[s->next].end > s->reach)
            s->reach = s->runs.items[s->next].end;
    return s->reach > position ? s->reach : position;
}

#endif
