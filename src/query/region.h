/* Finding the region of a layer that holds a position, fast for positions that ascend. */
#ifndef TOOLKIT_QUERY_REGION_H
#define TOOLKIT_QUERY_REGION_H

#include "base/arena.h"
#include "store/segment.h"

struct regions {
    const uint32_t *start, *end; /* half-open positions, by start, longest first */
    size_t count, hint;
    uint32_t *reach;             /* the furthest end up to here; NULL when no two regions overlap */
};

#define NO_REGION SIZE_MAX

/* Prepares the arrays; `keep` (a bit a region) leaves only some of them, NULL: all. Arrays lie in the arena. */
int tkit_regions_prepare(tkit_arena *arena, const uint32_t *start, const uint32_t *end, size_t count,
                         const uint64_t *keep, struct regions *out);

/* The same for the regions of a layer. A structure that runs over the border of two documents is a region in each, but
 * it starts only in the first and ends only in the second: `side` leaves the others out. */
enum region_side { REGION_WHOLE, REGION_STARTS, REGION_ENDS };
int tkit_regions_of_layer(tkit_arena *arena, const struct tkit_regions *layer, const uint64_t *keep,
                          enum region_side side, struct regions *out);

/* The region that holds [position, position + 1) and reaches furthest; NO_REGION. */
size_t tkit_regions_holding(struct regions *r, uint32_t position);

/* The number of the first region that starts at or behind a position. */
size_t tkit_regions_from(struct regions *r, uint32_t position);

/* Whether there is the region [start, end). */
bool tkit_regions_have(struct regions *r, uint32_t start, uint32_t end);

/* Whether a region holds [start, end); whether one lies inside it; whether one starts, ends at a boundary. */
bool tkit_regions_hold_span(struct regions *r, uint32_t start, uint32_t end);
bool tkit_regions_inside(struct regions *r, uint32_t start, uint32_t end);
bool tkit_regions_start_at(struct regions *r, uint32_t boundary);
bool tkit_regions_end_at(struct regions *r, uint32_t boundary);

#endif
