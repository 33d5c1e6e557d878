/* Documents from pieces: see assemble.h. */
#include "load/assemble.h"

void tkit_assembly_init(struct tkit_assembly *a, tkit_document *document)
{
    *a = (struct tkit_assembly){.document = document};
    tkit_buffer_init(&a->text, document->tk);
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
        rc = tkit_map_append(a->document->tk, &a->map, to, map, start, end);
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
