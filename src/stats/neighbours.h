/* What neighbours.c counts and who fills it: tokens around hits (neighbours.c), tokens that depend on each other
 * (dependents.c). */
#ifndef TOOLKIT_STATS_NEIGHBOURS_H
#define TOOLKIT_STATS_NEIGHBOURS_H

#include "query/counts.h"
#include "query/sample.h"

#include <toolkit/stats.h>

/* A token near a hit. Distances count tokens from 1; 0: no hit on this side within reach. */
struct neighbour {
    uint32_t form, document;
    uint32_t behind; /* distance to the hit in front of it: it lies to the right of a hit */
    uint32_t ahead;  /* distance to the hit behind it: it lies to the left of one */
};

struct tkit_neighbours {
    tkit *tk;
    tkit_counts *forms;
    size_t form_count;   /* that may be neighbours; the rows behind them are forms of hits */
    uint64_t *frequency; /* C1 of each */
    size_t frequency_capacity;
    struct neighbour *list;
    size_t count, capacity;
    uint64_t tokens; /* N */
    uint32_t documents, reach;
};

#endif
