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
    struct tkit_column_entry *entries; /* id -> what the column holds for it */
};

/* Rows of one part, one behind the other. */
struct tkit_rows {
    tkit_buffer data;
    size_t *ends;
    size_t ends_capacity;
    uint32_t count;
};

void tkit_rows_init(struct tkit_rows *rows, tkit *tk);
void tkit_rows_free(struct tkit_rows *rows);
int tkit_rows_end(struct tkit_rows *rows); /* what was added since the last one is a row */
static inline void tkit_rows_clear(struct tkit_rows *rows)
{
    rows->count = 0;
    tkit_buffer_clear(&rows->data);
}
int tkit_rows_write(const struct tkit_rows *rows, unsigned part, uint32_t *row, tkit_sink sink, void *user);

struct tkit_output {
    tkit_sink sink;
    void *user;
    tkit_buffer scratch;
};

int tkit_write_header(const struct tkit_builder *b, const struct tkit_finished *all, struct tkit_output *out);
int tkit_write_base_lexicon(const struct tkit_builder *b, unsigned number, const struct tkit_finished *all,
                            struct tkit_output *out);
int tkit_write_derived(const struct tkit_builder *b, unsigned number, const struct tkit_finished *all,
                       struct tkit_output *out);

#endif
