/* A frequency list under construction: strings to counts. */
#ifndef TOOLKIT_QUERY_COUNTS_H
#define TOOLKIT_QUERY_COUNTS_H

#include "base/arena.h"

#include <toolkit/query.h>

#include "base/buffer.h"

struct count_row {
    const char *key; /* NULL: a pair, spelled when it is asked for */
    uint32_t length;
    uint32_t documents;
    uint64_t count;
    union {
        int64_t last;  /* while counting: the document counted last, + 1 */
        uint64_t pair; /* its forms: rows of `forms`, the first one in the upper half; ordered as the keys are */
    };
};

struct tkit_counts {
    tkit *tk;
    tkit_arena arena;
    struct count_row *rows;
    size_t count, capacity;
    uint32_t *slots; /* row + 1; 0 = free */
    size_t slot_count;
    uint64_t total, types;
    size_t ordered; /* rows up to here are in their final place */

    /* Of pairs: the forms in bytewise order, and room for the longest key. */
    tkit_counts *forms;
    char *spelled;
    size_t spelled_size;
};

int tkit_counts_new(tkit *tk, tkit_counts **out);

/* The row of a key, made with a count of 0 when it is new; counts a row once more. */
int tkit_counts_number(tkit_counts *c, const char *key, size_t length, size_t *row);
static inline void tkit_counts_count(tkit_counts *c, size_t row, int64_t document)
{
    struct count_row *r = &c->rows[row];
    r->count++;
    c->total++;
    if (r->last != document + 1) {
        r->last = document + 1;
        r->documents++;
    }
}

/* The rows of an attribute's forms, made where they are new: (*map)[form], in the arena; LEFT_OUT for the empty form
 * and, without `punctuation`, for what is no word. The attribute must be loaded. O(its forms). */
#define LEFT_OUT UINT32_MAX
struct tkit_attribute;
int tkit_counts_map(tkit_counts *c, const struct tkit_attribute *attribute, bool punctuation, tkit_arena *arena,
                    uint32_t **map);

/* Appends a row whose key is known to be new. */
int tkit_counts_append(tkit_counts *c, const char *key, size_t length, uint64_t count, uint32_t documents);

/* Copies a text that many keys lie in at once; appends a row whose key lies in such a copy. */
int tkit_counts_keep_text(tkit_counts *c, const char *text, size_t length, const char **copy);
int tkit_counts_append_kept(tkit_counts *c, const char *key, size_t length, uint64_t count, uint32_t documents);

/* Drops rows of fewer than `least` and orders by count; rows of one count are put in order when they are asked for,
 * because that is most of the work and mostly for rows that nobody looks at (in_order: they were added in the order of
 * their keys). Nothing is added afterwards. */
int tkit_counts_finish(tkit_counts *c, uint64_t least, bool in_order);

/* Says that the rows will be pairs of these forms, which it takes over; appends a pair. */
int tkit_counts_of_pairs(tkit_counts *c, tkit_counts *forms);
int tkit_counts_append_pair(tkit_counts *c, uint64_t pair, uint64_t count, uint32_t documents);

/* Whether a form is a word or a number rather than punctuation. */
int tkit_form_is_word(tkit *tk, const char *form, size_t length, tkit_spans *spans, bool *yes);

/* The frequency list of an attribute, finished: what `options` says but for n. TKIT_ENOMEM, TKIT_ECORRUPT,
 * TKIT_EINTERRUPT. */
struct tkit_index;
struct sample;
struct chosen;
int tkit_index_frequencies(struct tkit_index *index, const tkit_ngram_options *options, struct sample *sample,
                           tkit_counts **out);

/* The pairs of neighbours of chosen documents, finished: what `options` says but for n. Errors as above,
 * TKIT_ELIMIT. */
int tkit_index_pairs(struct tkit_index *index, const tkit_ngram_options *options, const struct chosen *chosen,
                     tkit_counts **out);

#endif
