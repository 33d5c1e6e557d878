/* Documents from pieces: see assemble.h. */
#include "load/assemble.h"

void tkit_assembly_init(struct tkit_assembly *a, tkit_document *document)
{
    *a = (struct tkit_assembly){.document = document};
    tkit_buffer_init(&a->text, document->tk);
}

/* Index of the last run that starts at or before `at`. */
static size_t run_at(const struct tkit_map *map, uint32_t at)
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

/* Copies the runs of [start, end), moved to `to`. */
static int copy_map(struct tkit_assembly *a, const struct tkit_map *map, uint32_t start, uint32_t end, uint32_t to)
{
    tkit *tk = a->document->tk;
    if (map->count == 0)
        return tkit_map_add(tk, &a->map, to, start, 1, 1);
    int rc = TKIT_OK;
    for (size_t i = run_at(map, start); rc == TKIT_OK && i < map->count && map->runs[i].text < end; i++) {
        const struct tkit_run *run = &map->runs[i];
        uint32_t from = run->text < start ? start : run->text;
        uint64_t source = run->source;
        if (run->text_unit)
            source += (uint64_t)((from - run->text) / run->text_unit) * run->source_unit;
        rc = tkit_map_add(tk, &a->map, to + (from - start), source, run->text_unit, run->source_unit);
    }
    return rc;
}

int tkit_assembly_add(struct tkit_assembly *a, const char *text, const struct tkit_map *map, uint32_t start,
                      uint32_t end, tkit_block *block)
{
    if (start >= end)
        return TKIT_OK;
    if (a->text.size + (end - start) + 2 >= UINT32_MAX)
        return tkit_fail(a->document->tk, TKIT_ELIMIT, "a document has at most 4 GiB of text");
    int rc = TKIT_OK;
    if (a->text.size > 0) {
        uint64_t source_start, source_end;
        tkit_map_unit(map, end, start, &source_start, &source_end);
        rc = tkit_map_add(a->document->tk, &a->map, (uint32_t)a->text.size, source_start, 0, 0);
        tkit_buffer_add(&a->text, "\n\n", 2);
    }
    uint32_t to = (uint32_t)a->text.size;
    if (rc == TKIT_OK)
        rc = copy_map(a, map, start, end, to);
    tkit_buffer_add(&a->text, text + start, end - start);
    block->start = block->speaker_start = block->speaker_end = block->body_start = to;
    block->end = to + (end - start);
    if (rc == TKIT_OK)
        rc = tkit_buffer_status(&a->text);
    return rc ? rc : tkit_document_add_block(a->document, block);
}

int tkit_assembly_finish(struct tkit_assembly *a, int rc)
{
    if (rc == TKIT_OK)
        rc = tkit_document_take_text(a->document, &a->text);
    if (rc == TKIT_OK) {
        a->document->map = a->map;
        a->map = (struct tkit_map){0};
    }
    tkit_map_free(a->document->tk, &a->map);
    tkit_buffer_free(&a->text);
    return rc;
}
