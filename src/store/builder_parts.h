/* The inside of a segment builder, shared by the files that collect and that close. */
#ifndef TOOLKIT_STORE_BUILDER_PARTS_H
#define TOOLKIT_STORE_BUILDER_PARTS_H

#include "store/builder.h"
#include "store/segment_format.h"

struct attribute {
    char name[MAX_ATTRIBUTE_NAME + 1];
    unsigned base; /* own number for a base attribute */
    struct tkit_vocabulary vocabulary;

    /* Base attribute: */
    uint32_t *ids; /* the form of each token */
    size_t ids_capacity;
    uint32_t *pairs; /* the different forms of each passage, in the order of first sight */
    size_t pair_count, pairs_capacity;
    size_t *first_pair; /* passage -> its first pair */
    size_t first_pair_capacity;

    /* Derived attribute: */
    tkit_derive derive;
    void *user;
    uint32_t *from_base; /* base form -> own form */
    size_t from_base_capacity;
};

struct doc {
    int64_t id;
    uint32_t first_token, first_sentence, first_passage;
};

struct tkit_builder {
    tkit *tk;
    struct attribute attributes[MAX_ATTRIBUTES];
    unsigned attribute_count;
    struct doc *docs;
    size_t docs_capacity;
    uint32_t doc_count, token_count, passage_count, sentence_count;
    uint32_t *sentences; /* first tokens */
    size_t sentences_capacity;
};

/* Forgets all documents; keeps the derived attributes. */
int tkit_builder_empty(struct tkit_builder *b);

#endif
