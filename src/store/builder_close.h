/* The inside of closing a segment, shared by the files that sort and code. */
#ifndef TOOLKIT_STORE_BUILDER_CLOSE_H
#define TOOLKIT_STORE_BUILDER_CLOSE_H

#include "store/builder_parts.h"

/* An attribute made ready for writing. "id" is the number of a form in the order of first sight, "form" that in
 * bytewise order. */
struct tkit_finished {
    uint32_t forms;
    uint32_t *rank, *order;         /* id -> form, form -> id */
    uint32_t *tokens, *documents;   /* of each form; base attributes only: tokens */
    uint32_t *passages, *list_bits; /* base attribute: of each form */
    uint32_t split;                 /* first form of the second half of the lists */
    struct tkit_column_code code;
    uint32_t *entries;           /* id -> what the column holds for it */
    uint32_t *reader_entries[2]; /* the same for the numbers of each reader that has its own */
    size_t reader_entries_size[2];
    struct tkit_sighting *sightings; /* of all forms with a list, in the order of ids and batches */
    size_t sighting_count;
    struct tkit_seen *seen;          /* by id */
    uint32_t *first_sighting;        /* by id, of forms that have a list */
};

/* What is counted of a form along the batches. */
struct tkit_seen {
    uint32_t passages, documents;
    uint32_t counted; /* the last document that may go on */
    uint32_t batches; /* that it was seen in */
};

/* A form in a batch. */
struct tkit_sighting {
    uint64_t passages; /* of the batch that hold it */
    uint32_t first_passage; /* of the batch */
};

/* Coded rows on their way to the sink. */
struct tkit_row_end {
    unsigned part;
    size_t end; /* in data */
};

struct tkit_rows {
    tkit_buffer data;
    struct tkit_row_end *ends;
    size_t count, capacity;
};

int tkit_rows_end(struct tkit_rows *rows, unsigned part); /* what was added since the last one is a row */

/* ---- sorting (builder_lists.c, builder_derive.c) ----
 *
 * Where each form of a base attribute was seen. */
int tkit_sort_sightings(tkit *tk, const struct tkit_builder *b, unsigned number, struct tkit_finished *f);
/* The forms of a derived attribute enter its vocabulary. */
int tkit_derive_forms(tkit *tk, struct attribute *a, const struct attribute *base);

/* ---- coding ----
 *
 * A column is coded row by row (builder_column.c), when it is prepared. */
int tkit_prepare_column(tkit *tk, const struct tkit_builder *b, unsigned number, struct tkit_finished *f);
uint32_t tkit_column_rows(const struct tkit_builder *b);
int tkit_code_column(const struct tkit_builder *b, unsigned number, const struct tkit_finished *f, uint32_t row,
                     struct tkit_rows *rows);
/* Lists of passages (builder_lists.c): of the first or the second half of the forms, when counts are taken. */
void tkit_take_counts(struct tkit_finished *f);
int tkit_code_lists(const struct tkit_builder *b, unsigned number, struct tkit_finished *f, unsigned half,
                    struct tkit_rows *rows);
/* Documents for the derived forms with several base forms; for the others the base form knows (builder_derive.c). */
int tkit_count_derived(tkit *tk, const struct tkit_builder *b, unsigned number, struct tkit_finished *f);
/* Small parts (builder_lexicon.c). */
void tkit_code_header(const struct tkit_builder *b, const struct tkit_finished *all, tkit_buffer *out);
void tkit_code_documents(const struct tkit_builder *b, tkit_buffer *out);
int tkit_code_base_forms(const struct tkit_builder *b, unsigned number, const struct tkit_finished *all,
                         struct tkit_rows *rows);
int tkit_code_base_terms(const struct tkit_builder *b, unsigned number, const struct tkit_finished *all,
                         struct tkit_rows *rows); /* when lists are coded */
int tkit_code_derived_forms(const struct tkit_builder *b, unsigned number, const struct tkit_finished *all,
                            struct tkit_rows *rows);
int tkit_code_derived_terms(const struct tkit_builder *b, unsigned number, const struct tkit_finished *all,
                            struct tkit_rows *rows); /* when documents are counted */

#endif
