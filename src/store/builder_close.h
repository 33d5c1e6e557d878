/* The inside of closing a segment, shared by the files that count and code and that write lexicons. */
#ifndef TOOLKIT_STORE_BUILDER_CLOSE_H
#define TOOLKIT_STORE_BUILDER_CLOSE_H

#include "store/builder_parts.h"

/* An attribute made ready for writing. "id" is the number of a form in the order of first sight, "form" that in bytewise
 * order. */
struct tkit_finished {
    uint32_t forms;
    uint32_t *rank, *order;         /* id -> form, form -> id */
    uint32_t *tokens, *documents;   /* of each form; base attributes only: tokens */
    uint32_t *passages, *list_bits; /* base attribute: of each form */
    uint32_t split;                 /* first form of the second half of the lists */
    uint32_t *lists, *starts;       /* passages of all ids; id -> end of its passages */
    size_t pairs;                   /* passages in all lists */
    struct tkit_column_code code;
    uint32_t *entries; /* id -> what the column holds for it */
};

/* Coded rows on their way to the sink. */
struct tkit_row_end {
    unsigned part;
    uint32_t row;
    size_t end; /* in data */
};

struct tkit_rows {
    tkit_buffer data;
    struct tkit_row_end *ends;
    size_t count, capacity;
};

int tkit_rows_end(struct tkit_rows *rows, unsigned part, uint32_t row); /* what was added since the last one is a row */

void tkit_code_header(const struct tkit_builder *b, const struct tkit_finished *all, tkit_buffer *out);
void tkit_code_documents(const struct tkit_builder *b, tkit_buffer *out);
int tkit_code_base_lexicon(const struct tkit_builder *b, unsigned number, const struct tkit_finished *all,
                           struct tkit_rows *rows);
int tkit_code_derived(const struct tkit_builder *b, unsigned number, const struct tkit_finished *all,
                      struct tkit_rows *rows);

#endif
