/* Which conditions hold for each token of a document, found for all its tokens at once: conditions on forms become one
 * table from the forms of a column to bits. */
#ifndef TOOLKIT_QUERY_CLASSES_H
#define TOOLKIT_QUERY_CLASSES_H

#include "query/predicate.h"

enum { CLASS_BITS = 32, CLASS_COLUMNS = 8 };

struct class_column {
    struct tkit_attribute *base;
    uint32_t *bits; /* form -> conditions that it satisfies */
};

struct token_classes {
    struct class_column columns[CLASS_COLUMNS];
    unsigned column_count;
    uint32_t always;                       /* conditions that every token satisfies */
    const struct predicate *parts[CLASS_BITS]; /* what each bit stands for: the conditions first, then parts of them */
    uint32_t one_by_one;                   /* bits that are asked token by token */
    uint32_t labelled;                     /* conditions that need the labels of a match: their bits stay 0 */
    struct {
        uint32_t bit, parts;
        bool all;                          /* all of the parts, or one of them */
    } joined[CLASS_BITS];                  /* conditions over several columns */
    unsigned joined_count;
    uint32_t *forms;                       /* scratch for one document */
    size_t capacity;
};

/* Prepares classes for conditions 0 .. count - 1. *out is NULL when there are too many. */
int tkit_classes_open(struct scope *s, struct predicate *const *predicates, unsigned count, struct token_classes **out);
void tkit_classes_close(struct scope *s, struct token_classes *c); /* NULL is fine */

/* Bits of the tokens [first, first + count) of the segment. */
int tkit_classes_read(struct scope *s, struct token_classes *c, uint32_t first, uint32_t count, uint32_t *bits);

#endif
