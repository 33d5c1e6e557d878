/* Regions by binary search from the place of the last answer: see region.h. */
#include "query/region.h"
#include "query/bitset.h"

int tkit_regions_prepare(tkit_arena *arena, const uint32_t *start, const uint32_t *end, size_t count,
                         const uint64_t *keep, struct regions *out)
{
    *out = (struct regions){.start = start, .end = end, .count = count};
    if (keep) {
        uint32_t *s = tkit_arena_alloc(arena, count * 4 + 1), *e = tkit_arena_alloc(arena, count * 4 + 1);
        size_t n = 0;
        if (!s || !e)
            return TKIT_ENOMEM;
        for (size_t i = 0; i < count; i++)
            if (bitset_has(keep, i)) {
                s[n] = start[i];
                e[n++] = end[i];
            }
        *out = (struct regions){.start = s, .end = e, .count = n};
    }
    for (size_t i = 1; i < out->count; i++) {
        if (out->start[i] >= out->end[i - 1])
            continue;
        out->reach = tkit_arena_alloc(arena, out->count * sizeof *out->reach);
        if (!out->reach)
            return TKIT_ENOMEM;
        uint32_t reach = 0;
        for (i = 0; i < out->count; i++) {
            reach = out->end[i] > reach ? out->end[i] : reach;
            out->reach[i] = reach;
        }
        break;
    }
    return TKIT_OK;
}

/* Whether region `i` goes on in the next document. */
static bool goes_on(const struct tkit_regions *layer, size_t i)
{
    for (size_t k = i + 1; k < layer->count && layer->start[k] <= layer->end[i]; k++)
        if (layer->start[k] == layer->end[i] && layer->span[k] < 0)
            return true;
    return false;
}

int tkit_regions_of_layer(tkit_arena *arena, const struct tkit_regions *layer, const uint64_t *keep,
                          enum region_side side, struct regions *out)
{
    uint64_t *bits = NULL;
    for (size_t i = 0; i < layer->count && layer->span && side != REGION_WHOLE; i++) {
        if (side == REGION_STARTS ? layer->span[i] >= 0 : !goes_on(layer, i))
            continue;
        if (!bits) {
            size_t words = layer->count / 64 + 1;
            bits = tkit_arena_alloc(arena, words * sizeof *bits);
            if (!bits)
                return TKIT_ENOMEM;
            for (size_t w = 0; w < words; w++) bits[w] = keep ? keep[w] : UINT64_MAX;
        }
        bits[i / 64] &= ~(UINT64_C(1) << (i % 64));
    }
    return tkit_regions_prepare(arena, layer->start, layer->end, layer->count, bits ? bits : keep, out);
}

/* How many regions start at or before a position. Gallops from the last answer. */
static size_t started(struct regions *r, uint32_t position)
{
    size_t low = r->hint, high, step = 1;
    if (low > r->count || (low > 0 && r->start[low - 1] > position))
        low = 0;
    high = low;
    while (high < r->count && r->start[high] <= position) {
        low = high + 1;
        high += step;
        step *= 2;
    }
    if (high > r->count)
        high = r->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (r->start[middle] <= position)
            low = middle + 1;
        else
            high = middle;
    }
    r->hint = low;
    return low;
}

size_t tkit_regions_holding(struct regions *r, uint32_t position)
{
    size_t i = started(r, position), best = NO_REGION;
    while (i-- > 0) {
        if (r->end[i] > position && (best == NO_REGION || r->end[i] > r->end[best]))
            best = i;
        if (!r->reach || r->reach[i] <= position || (best != NO_REGION && r->reach[i] == r->end[best]))
            break;
    }
    return best;
}

size_t tkit_regions_from(struct regions *r, uint32_t position)
{
    return position ? started(r, position - 1) : 0;
}

bool tkit_regions_have(struct regions *r, uint32_t start, uint32_t end)
{
    for (size_t i = started(r, start); i-- > 0 && r->start[i] == start;)
        if (r->end[i] == end)
            return true;
    return false;
}

bool tkit_regions_hold_span(struct regions *r, uint32_t start, uint32_t end)
{
    size_t i = tkit_regions_holding(r, start);
    return i != NO_REGION && r->end[i] >= end;
}

bool tkit_regions_inside(struct regions *r, uint32_t start, uint32_t end)
{
    size_t i = tkit_regions_from(r, start);
    for (; i < r->count && r->start[i] < end; i++)
        if (r->end[i] <= end)
            return true;
    return false;
}

bool tkit_regions_start_at(struct regions *r, uint32_t boundary)
{
    size_t i = started(r, boundary);
    return i > 0 && r->start[i - 1] == boundary;
}

bool tkit_regions_end_at(struct regions *r, uint32_t boundary)
{
    if (boundary == 0)
        return false;
    size_t i = started(r, boundary - 1);
    while (i-- > 0) {
        if (r->end[i] == boundary)
            return true;
        if (!r->reach || r->reach[i] < boundary)
            return false;
    }
    return false;
}
