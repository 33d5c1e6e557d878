/* Byte maps: see map.h. */
#include "load/map.h"

void tkit_map_free(tkit *tk, struct tkit_map *map)
{
    tkit_free(tk, map->runs, map->capacity * sizeof *map->runs);
    *map = (struct tkit_map){0};
}

/* Does the last run, continued, already lead from `text` to `source`? */
static bool continues(const struct tkit_run *last, uint32_t text, uint64_t source, uint32_t text_unit,
                      uint32_t source_unit)
{
    if (last->text_unit != text_unit || last->source_unit != source_unit || text_unit == 0 || source_unit == 0)
        return false;
    uint32_t distance = text - last->text;
    return distance % text_unit == 0 && last->source + (uint64_t)(distance / text_unit) * source_unit == source;
}

int tkit_map_add(tkit *tk, struct tkit_map *map, uint32_t text, uint64_t source, uint32_t text_unit,
                 uint32_t source_unit)
{
    if (map->count == 0 && (text != 0 || (source == 0 && text_unit == 1 && source_unit == 1))) {
        if (text == source && text_unit == 1 && source_unit == 1)
            return TKIT_OK; /* still the identity */
        if (text != 0) {
            int rc = tkit_reserve(tk, (void **)&map->runs, &map->capacity, 1, sizeof *map->runs);
            if (rc)
                return rc;
            map->runs[map->count++] = (struct tkit_run){.text_unit = 1, .source_unit = 1};
        }
    }
    if (text_unit > 0xff) /* a unit that long is a run of its own */
        text_unit = 0;
    if (source_unit > 0xffffff)
        source_unit = 0xffffff;
    struct tkit_run run = {.source = source, .text = text, .text_unit = text_unit & 0xff,
                           .source_unit = source_unit & 0xffffff};
    if (map->count > 0) {
        struct tkit_run *last = &map->runs[map->count - 1];
        if (continues(last, text, source, text_unit, source_unit))
            return TKIT_OK;
        if (last->text == text) { /* the run before stayed empty */
            *last = run;
            return TKIT_OK;
        }
    }
    int rc = tkit_reserve(tk, (void **)&map->runs, &map->capacity, map->count + 1, sizeof *map->runs);
    if (rc == TKIT_OK)
        map->runs[map->count++] = run;
    return rc;
}

/* Index of the last run that starts at or before `at`; the map has runs. */
static size_t find(const struct tkit_map *map, uint32_t at)
{
    size_t low = 0, high = map->count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (map->runs[middle].text <= at)
            low = middle;
        else
            high = middle;
    }
    return low;
}

int tkit_map_append(tkit *tk, struct tkit_map *map, uint32_t text, const struct tkit_map *other, uint32_t start,
                    uint32_t end)
{
    if (start >= end)
        return TKIT_OK;
    if (other->count == 0)
        return tkit_map_add(tk, map, text, start, 1, 1);
    int rc = TKIT_OK;
    for (size_t i = find(other, start); rc == TKIT_OK && i < other->count && other->runs[i].text < end; i++) {
        const struct tkit_run *run = &other->runs[i];
        uint32_t from = run->text < start ? start : run->text;
        uint64_t source = run->source;
        if (run->text_unit)
            source += (uint64_t)((from - run->text) / run->text_unit) * run->source_unit;
        rc = tkit_map_add(tk, map, text + (from - start), source, run->text_unit, run->source_unit);
    }
    return rc;
}

static void unit_in_run(const struct tkit_run *run, uint32_t at, uint64_t *start, uint64_t *end)
{
    uint64_t unit = run->text_unit ? (at - run->text) / run->text_unit : 0;
    *start = run->source + unit * run->source_unit;
    *end = *start + run->source_unit;
}

void tkit_map_unit(const struct tkit_map *map, uint32_t length, uint32_t at, uint64_t *start, uint64_t *end)
{
    (void)length;
    if (map->count == 0) {
        *start = at;
        *end = (uint64_t)at + 1;
        return;
    }
    unit_in_run(&map->runs[find(map, at)], at, start, end);
}

void tkit_map_span(const struct tkit_map *map, uint32_t length, uint32_t start, uint32_t end,
                   uint64_t *source_start, uint64_t *source_end)
{
    uint64_t first_end, last_start;
    if (start < end) {
        tkit_map_unit(map, length, start, source_start, &first_end);
        tkit_map_unit(map, length, end - 1, &last_start, source_end);
        if (*source_end < *source_start) /* text that was moved: at least the start is right */
            *source_end = first_end;
        return;
    }
    if (start < length) {
        tkit_map_unit(map, length, start, source_start, &first_end);
    } else if (length > 0) {
        tkit_map_unit(map, length, length - 1, &last_start, source_start);
    } else {
        *source_start = 0;
    }
    *source_end = *source_start;
}

/* ---- composition ---- */

/* Adds the image of one run of the outer map that copies bytes: text [text, end) is intermediate [at, ...). */
static int compose_copy(tkit *tk, struct tkit_map *out, uint32_t text, uint32_t end, uint64_t at,
                        const struct tkit_map *inner, uint32_t inner_length)
{
    size_t index = find(inner, (uint32_t)at);
    while (text < end) {
        const struct tkit_run *run = &inner->runs[index];
        uint64_t run_end = index + 1 < inner->count ? inner->runs[index + 1].text : inner_length;
        uint64_t piece = run_end > at ? run_end - at : 0;
        if (piece > end - text || piece == 0)
            piece = end - text;
        uint64_t source, source_end;
        unit_in_run(run, (uint32_t)at, &source, &source_end);
        uint32_t into = run->text_unit ? (uint32_t)(at - run->text) % run->text_unit : 0;
        int rc;
        if (into) { /* starts inside a unit: the rest of that unit leads to the whole of it */
            uint32_t rest = run->text_unit - into;
            if (rest > piece)
                rest = (uint32_t)piece;
            rc = tkit_map_add(tk, out, text, source, 0, run->source_unit);
            piece = rest;
        } else {
            rc = tkit_map_add(tk, out, text, source, run->text_unit, run->source_unit);
        }
        if (rc)
            return rc;
        text += (uint32_t)piece;
        at += piece;
        if (at >= run_end && index + 1 < inner->count)
            index++;
    }
    return TKIT_OK;
}

/* Adds the image of one run of the outer map, of any units. */
static int compose_run(tkit *tk, struct tkit_map *out, const struct tkit_run *run, uint32_t end,
                       const struct tkit_map *inner, uint32_t inner_length)
{
    if (run->text_unit == 1 && run->source_unit == 1)
        return compose_copy(tk, out, run->text, end, run->source, inner, inner_length);
    uint32_t step = run->text_unit ? run->text_unit : end - run->text;
    uint64_t at = run->source;
    for (uint32_t text = run->text; text < end; text += step, at += run->source_unit) {
        uint64_t source, source_end;
        tkit_map_span(inner, inner_length, (uint32_t)at, (uint32_t)at + run->source_unit, &source, &source_end);
        int rc = tkit_map_add(tk, out, text, source, run->text_unit, (uint32_t)(source_end - source));
        if (rc)
            return rc;
        if (step == 0)
            break;
    }
    return TKIT_OK;
}

int tkit_map_compose(tkit *tk, struct tkit_map *outer, uint32_t outer_length, const struct tkit_map *inner,
                     uint32_t inner_length)
{
    if (inner->count == 0)
        return TKIT_OK;
    struct tkit_map out = {0};
    struct tkit_run identity = {.text_unit = 1, .source_unit = 1};
    const struct tkit_run *runs = outer->count ? outer->runs : &identity;
    size_t count = outer->count ? outer->count : 1;
    int rc = TKIT_OK;
    for (size_t i = 0; i < count && rc == TKIT_OK; i++) {
        uint32_t end = i + 1 < count ? runs[i + 1].text : outer_length;
        rc = compose_run(tk, &out, &runs[i], end, inner, inner_length);
    }
    tkit_map_free(tk, rc ? &out : outer);
    if (rc == TKIT_OK)
        *outer = out;
    return rc;
}

int tkit_map_shift(tkit *tk, struct tkit_map *map, uint64_t offset)
{
    if (offset == 0)
        return TKIT_OK;
    if (map->count == 0)
        return tkit_map_add(tk, map, 0, offset, 1, 1);
    for (size_t i = 0; i < map->count; i++) map->runs[i].source += offset;
    return TKIT_OK;
}
