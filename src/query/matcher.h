/* What a value - a form, a piece of metadata - is compared with: a regular expression, a literal, a number, a word
 * list. */
#ifndef TOOLKIT_QUERY_MATCHER_H
#define TOOLKIT_QUERY_MATCHER_H

#include "query/predicate.h"

/* What a value is compared with, made ready once. */
struct matcher {
    const struct operand *operand;
    enum compare compare;
    tkit_regex *regex;           /* NULL: compare bytes */
    const char *text;            /* the string, without diacritics when those are ignored */
    size_t length;
    const tkit_word_list *list;
};

/* TKIT_EQUERY: a bad regular expression, an unknown word list. */
int tkit_matcher_open(struct scope *s, const struct operand *o, enum compare compare, struct matcher *m);
void tkit_matcher_close(struct matcher *m);

/* 1 when the value satisfies the comparison, 0 when not, or an error. */
int tkit_matcher_holds(struct scope *s, struct matcher *m, const char *text, size_t length);

/* "query: `what` 'name' at 5": TKIT_EQUERY. */
int tkit_scope_fail(struct scope *s, uint32_t at, const char *what, const char *name);

/* Whether a text has characters that mean something to a regular expression. */
bool tkit_has_meta(const char *text, size_t length);

/* Bytewise order: negative, 0, positive. */
int tkit_compare_bytes(const char *a, size_t na, const char *b, size_t nb);

/* The number that a text is: digits with a sign and a fraction, nothing else. */
bool tkit_to_number(const char *text, size_t length, double *value);

#endif
