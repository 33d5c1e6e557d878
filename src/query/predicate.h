/* Conditions made ready for one segment: regular expressions are run once over the lexicon and become sets of forms,
 * what concerns whole documents becomes a set of documents. */
#ifndef TOOLKIT_QUERY_PREDICATE_H
#define TOOLKIT_QUERY_PREDICATE_H

#include "query/ast.h"
#include "query/region.h"
#include "store/segment.h"

#include <toolkit/query.h>

enum predicate_kind {
    PREDICATE_FALSE,
    PREDICATE_TRUE,
    PREDICATE_FORM,      /* the token's form is this one */
    PREDICATE_SET,       /* ... is in this set */
    PREDICATE_DOCUMENTS, /* its document is in this set */
    PREDICATE_REGIONS,   /* it lies inside a region */
    PREDICATE_FIRST,     /* it is the first token of one */
    PREDICATE_LAST,      /* the last */
    PREDICATE_HEAD,      /* it depends on a token for which the only child holds */
    PREDICATE_AND,
    PREDICATE_OR,
    PREDICATE_NOT,
    PREDICATE_COMPARE    /* two operands that are known only when the labels are */
};

struct predicate {
    enum predicate_kind kind;
    int label;                     /* which token: LABEL_THIS, LABEL_MATCH ... or a label */
    struct tkit_attribute *attribute;
    uint32_t form;
    uint64_t *bits;                /* SET: of forms; DOCUMENTS: of document numbers */
    struct regions *regions;
    const struct test *test;       /* COMPARE */
    struct tkit_attribute *left, *right; /* COMPARE: of its operands, NULL: the segment has none */
    uint64_t *left_numbers, *right_numbers; /* COMPARE: of an operand with a function, see measure.h */
    struct tkit_attribute *heads;  /* HEAD, COMPARE: the attribute "head"; NULL: no token has one */
    struct predicate *first, *next;
    uint64_t tokens;               /* how many it holds for, at most */
    bool uses_labels;
};

/* Where names in conditions lead. */
struct scope {
    tkit_arena *arena;
    tkit *tk;
    struct tkit_index *index;
    struct tkit_segment *segment;
    const tkit_word_list *lists;
    size_t list_count;
    bool documents_only; /* nobody asks for more than whether a document has a hit, and any match is one */
    uint64_t deadline; /* tkit_query_milliseconds() after which to give up, 0 = none */
};

/* TKIT_EQUERY: no such layer; the message names those that there are. */
int tkit_scope_no_layer(struct scope *s, uint32_t at, const char *layer);

/* The labels of a match while it is tested; positions, TKIT_NO_TOKEN = not set. `last` is the last token so far. */
struct bindings {
    uint32_t first, last;
    const uint32_t *labels;
};

/* One that concerns this token and holds for all tokens at most; NULL without memory. */
struct predicate *tkit_predicate_new(struct scope *s, enum predicate_kind kind);

/* NULL test: true. Errors: TKIT_EQUERY (unknown attribute, bad regular expression), TKIT_ENOTFOUND (layer). */
int tkit_predicate_build(struct scope *s, const struct test *test, struct predicate **out);

/* A condition on region attributes (<doc file="A01">): a set of the region's numbers, one bit a region. */
int tkit_region_test(struct scope *s, const struct test *test, const char *layer, const struct tkit_regions *regions,
                     uint64_t **bits);

/* Whether an order (negative, 0, positive) is what a comparison asks for. */
bool tkit_compare_holds(enum compare compare, int order);

bool tkit_predicate_holds(const struct predicate *p, struct tkit_segment *segment, uint32_t position,
                          const struct bindings *bindings);

#endif
