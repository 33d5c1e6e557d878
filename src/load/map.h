/* The way back: which source bytes a byte of decoded text came from.
 *
 * A map is a sorted list of runs. Inside a run, every `text_unit` bytes of text came from `source_unit` bytes of
 * source: 1:1 for copied text, 2:1 for an accented letter of windows-1252, 1:2 for ASCII in UTF-16, 1:5 for "&amp;".
 * No runs at all means that text and source are the same bytes. Lookup is a binary search. */
#ifndef TOOLKIT_LOAD_MAP_H
#define TOOLKIT_LOAD_MAP_H

#include "base/context.h"

struct tkit_run {
    uint64_t source;           /* where the run's first unit starts in the source */
    uint32_t text;             /* where it starts in the text; it ends where the next run starts */
    uint32_t text_unit : 8;    /* 0: the whole run, however long, came from `source_unit` bytes */
    uint32_t source_unit : 24; /* 0: inserted text (a line break between two blocks, say) */
};

struct tkit_map {
    struct tkit_run *runs;
    size_t count, capacity;
};

void tkit_map_free(tkit *tk, struct tkit_map *map);

/* From text byte `text` onwards, units correspond as given. Calls come in ascending order of `text`; a call that only
 * says what the run before already says costs nothing. */
int tkit_map_add(tkit *tk, struct tkit_map *map, uint32_t text, uint64_t source, uint32_t text_unit,
                 uint32_t source_unit);

/* Continues `map` at `text` with the part [start, end) of another map to the same source. */
int tkit_map_append(tkit *tk, struct tkit_map *map, uint32_t text, const struct tkit_map *other, uint32_t start,
                    uint32_t end);

/* The source bytes [*start, *end) of the unit that holds text byte `at`. `length` is the length of the text. */
void tkit_map_unit(const struct tkit_map *map, uint32_t length, uint32_t at, uint64_t *start, uint64_t *end);

/* The smallest source range that covers text [start, end). */
void tkit_map_span(const struct tkit_map *map, uint32_t length, uint32_t start, uint32_t end,
                   uint64_t *source_start, uint64_t *source_end);

/* Replaces `outer` (text to intermediate bytes) by outer followed by `inner` (intermediate bytes to source): after
 * that it leads from the text to the source. */
int tkit_map_compose(tkit *tk, struct tkit_map *outer, uint32_t outer_length, const struct tkit_map *inner,
                     uint32_t inner_length);

/* Moves every source position by `offset`: a record inside a file. */
int tkit_map_shift(tkit *tk, struct tkit_map *map, uint64_t offset);

#endif
