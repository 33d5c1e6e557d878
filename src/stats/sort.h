/* Sorting numbers by their bytes from the lowest (radix sort): hashes have no order that comparisons could make use
 * of. */
#ifndef TOOLKIT_STATS_SORT_H
#define TOOLKIT_STATS_SORT_H

#include <stddef.h>
#include <stdint.h>

/* Sorts by the bits [from, to); numbers that are equal in these keep their order. `other` has the same room.
 * O(count). */
void tkit_sort_u64(uint64_t *list, uint64_t *other, size_t count, unsigned from, unsigned to);
void tkit_sort_u32(uint32_t *list, uint32_t *other, size_t count);

#endif
