/* A document put together from pieces of decoded text, each with its map: blocks of a page, fields of a record.
 *
 * Pieces are separated by an empty line, which belongs to no source byte. The pieces' maps lead to one and the same
 * source; pieces may come in any order of it. */
#ifndef TOOLKIT_LOAD_ASSEMBLE_H
#define TOOLKIT_LOAD_ASSEMBLE_H

#include "load/document.h"

struct tkit_assembly {
    tkit_document *document;
    tkit_buffer text;
    struct tkit_map map;
};

void tkit_assembly_init(struct tkit_assembly *a, tkit_document *document);

/* Appends text[start, end), whose way to the source is `map`, as a block: `block` gives kind, detail and is_body, and
 * receives its place. Nothing happens for an empty span. */
int tkit_assembly_add(struct tkit_assembly *a, const char *text, const struct tkit_map *map, uint32_t start,
                      uint32_t end, tkit_block *block);

/* Gives text and map to the document (on TKIT_OK) and frees the rest. Call it in any case, with the result so far. */
int tkit_assembly_finish(struct tkit_assembly *a, int rc);

#endif
