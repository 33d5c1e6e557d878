/* A query as it was written: the tree that the parser makes and the planner reads. All of it lies in the query's
 * arena. */
#ifndef TOOLKIT_QUERY_AST_H
#define TOOLKIT_QUERY_AST_H

#include "base/arena.h"

enum {
    QUERY_DEPTH = 100,    /* parentheses within parentheses: the only recursion on input, and bounded */
    QUERY_LABELS = 16,    /* labels and captures of one query */
    QUERY_QUANTIFIERS = 4, /* behind one item */
    QUERY_REPEAT = 1000,  /* the largest number inside {n,m} */
    LABEL_MATCH = -2,     /* the labels that every match has: its first and its last token */
    LABEL_MATCHEND = -3,
    LABEL_THIS = -1       /* inside [...]: the token itself */
};

enum matching_strategy { STRATEGY_STANDARD, STRATEGY_LONGEST, STRATEGY_SHORTEST, STRATEGY_TRADITIONAL };

/* ---- conditions: on one token, or on a whole match ---- */

enum test_kind {
    TEST_AND,     /* all of the children */
    TEST_OR,      /* one of them */
    TEST_NOT,     /* not the only child */
    TEST_TRUE,
    TEST_COMPARE, /* left operator right */
    TEST_LAYER,   /* the token lies inside a region of layer `name` */
    TEST_FIRST,   /* it is the first token of one: lbound(name) */
    TEST_LAST     /* the last: rbound(name) */
};

enum operand_kind {
    OPERAND_STRING,    /* a regular expression, or a literal with %l */
    OPERAND_NUMBER,
    OPERAND_LIST,      /* $name: a word list */
    OPERAND_ATTRIBUTE, /* an attribute of the token, or of a labelled one; metadata of its document as doc_KEY */
    OPERAND_POSITION,  /* a labelled token itself */
    OPERAND_DISTANCE   /* distance(a, b): tokens from a to b; with `absolute` without its sign */
};

enum compare { COMPARE_EQ, COMPARE_NE, COMPARE_LT, COMPARE_LE, COMPARE_GT, COMPARE_GE };

/* What is taken of an attribute instead of its text. */
enum operand_function {
    FUNCTION_NONE,
    FUNCTION_FREQUENCY, /* f(word): how often the form occurs in the corpus */
    FUNCTION_LENGTH     /* strlen(word): in code points */
};

enum string_flag { FLAG_CASE = 1, FLAG_DIACRITICS = 2, FLAG_LITERAL = 4 };

struct operand {
    enum operand_kind kind;
    uint32_t at;           /* byte of the query */
    const char *text;      /* STRING: without quotes; LIST and ATTRIBUTE: the name */
    uint32_t length;
    unsigned flags;        /* STRING: enum string_flag */
    double number;
    enum operand_function function; /* ATTRIBUTE */
    int label, other;      /* ATTRIBUTE, POSITION, DISTANCE */
    bool absolute;
    bool as_regex;         /* LIST: its words are regular expressions */
    bool of_head;          /* ATTRIBUTE, POSITION: of the token that this one depends on */
};

struct test {
    enum test_kind kind;
    enum compare compare;
    struct test *first, *next; /* children; the next sibling */
    struct operand left, right;
    const char *name; /* LAYER */
    uint32_t at;
};

/* ---- patterns ---- */

enum node_kind {
    NODE_TOKEN,    /* test, label */
    NODE_SEQUENCE, /* children */
    NODE_CHOICE,   /* children */
    NODE_REPEAT,   /* one child, min, max (-1: no end) */
    NODE_OPEN,     /* <name> */
    NODE_CLOSE,    /* </name> */
    NODE_REGION,   /* <name/> */
    NODE_LOOK,     /* one child; negative, behind */
    NODE_CAPTURE   /* one child, label */
};

struct node {
    enum node_kind kind;
    uint32_t at;
    struct node *first, *next; /* children; the next sibling */
    int min, max;
    int label;                 /* -1: none; of a REGION: where it keeps its start, see parsed.hidden */
    bool negative, behind;
    struct test *test;         /* NULL: any token; OPEN, REGION: on the region's attributes, NULL: any */
    const char *name;          /* the layer */
    const char *written;       /* OPEN, CLOSE: the whole name: <doc_file="A"> is layer doc, written "doc_file" */
};

/* meet and union: positions of tokens. */
struct meet {
    struct test *test;      /* a leaf; NULL and no a: any token */
    struct meet *a, *b;
    bool is_union;
    int from, to;           /* b lies so far from a */
    bool counts_some;       /* counted in tokens that meet the test `counted` only */
    struct test *counted;
    const char *layer;      /* or in the same region of this layer */
};

/* within X, containing X, negated. */
struct filter {
    struct filter *next;
    uint32_t at;
    bool negative, containing;
    int tokens;           /* within N: at most so many tokens; 0 = not this form */
    int regions;          /* within N s */
    const char *layer;
    struct test *test;    /* on the region's attributes */
    struct parsed *query; /* a sub-query instead of a layer */
};

struct parsed {
    const char *text; /* the query */
    size_t length;
    enum matching_strategy strategy;
    struct node *pattern; /* or */
    struct meet *meet;
    struct test *constraint; /* behind `::`, NULL: none */
    struct filter *filters;
    uint64_t cut;            /* 0: none */
    unsigned labels;
    unsigned hidden;         /* further ones, numbered from the top: where paired tags remember their start */
    const char *label_names[QUERY_LABELS];
    bool is_capture[QUERY_LABELS];
};

/* Parses a query. TKIT_EQUERY with a message that points at the character, TKIT_ENOMEM. */
int tkit_query_parse(tkit_arena *arena, const char *text, size_t length, enum matching_strategy strategy,
                     struct parsed **out);

#endif
