/* Sorting numbers by their bytes: see sort.h. All digits are counted in one pass; a digit that all numbers share costs
 * no pass of its own. */
#include "stats/sort.h"

#include <string.h>

enum { DIGIT = 8, VALUES = 1 << DIGIT, MOST_DIGITS = 8 };

/* Counts to places: where the numbers with each value of a digit begin. False when all have the same. */
static int make_places(size_t *counts, size_t count)
{
    size_t at = 0;
    for (size_t v = 0; v < VALUES; v++) {
        size_t here = counts[v];
        if (here == count)
            return 0;
        counts[v] = at;
        at += here;
    }
    return 1;
}

void tkit_sort_u64(uint64_t *list, uint64_t *other, size_t count, unsigned from, unsigned to)
{
    size_t places[MOST_DIGITS][VALUES] = {{0}};
    unsigned digits = (to - from + DIGIT - 1) / DIGIT;
    uint64_t *source = list, *target = other;
    if (count < 2)
        return;
    for (size_t i = 0; i < count; i++)
        for (unsigned k = 0; k < digits; k++) places[k][list[i] >> (from + k * DIGIT) & (VALUES - 1)]++;
    for (unsigned k = 0; k < digits; k++) {
        if (!make_places(places[k], count))
            continue;
        for (size_t i = 0; i < count; i++)
            target[places[k][source[i] >> (from + k * DIGIT) & (VALUES - 1)]++] = source[i];
        uint64_t *swap = source;
        source = target;
        target = swap;
    }
    if (source != list)
        memcpy(list, source, count * sizeof *list);
}

void tkit_sort_u32(uint32_t *list, uint32_t *other, size_t count)
{
    size_t places[sizeof *list][VALUES] = {{0}};
    uint32_t *source = list, *target = other;
    if (count < 2)
        return;
    for (size_t i = 0; i < count; i++)
        for (unsigned k = 0; k < sizeof *list; k++) places[k][list[i] >> k * DIGIT & (VALUES - 1)]++;
    for (unsigned k = 0; k < sizeof *list; k++) {
        if (!make_places(places[k], count))
            continue;
        for (size_t i = 0; i < count; i++) target[places[k][source[i] >> k * DIGIT & (VALUES - 1)]++] = source[i];
        uint32_t *swap = source;
        source = target;
        target = swap;
    }
    if (source != list)
        memcpy(list, source, count * sizeof *list);
}
