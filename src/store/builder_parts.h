/* The inside of a segment builder, shared by the files that collect and that close. */
#ifndef TOOLKIT_STORE_BUILDER_PARTS_H
#define TOOLKIT_STORE_BUILDER_PARTS_H

#include "store/builder.h"
#include "store/segment_format.h"

struct seen {
    uint32_t documents, last; /* how many; the last of them, + 1 */
};

struct attribute {
    char name[MAX_ATTRIBUTE_NAME + 1];
    unsigned base; /* own number for a base attribute */
    struct tkit_vocabulary vocabulary;
    uint32_t *ids; /* base attribute: the form of each token */
    size_t ids_capacity;
    tkit_derive derive; /* derived attribute: how */
    void *user;
    uint32_t *from_base; /* base form -> own form */
    size_t from_base_capacity;
    struct seen *seen; /* own form -> documents that hold it */
    size_t seen_capacity;
};

struct doc {
    int64_t id;
    uint32_t first_token, first_sentence;
};

struct tkit_builder {
    tkit *tk;
    struct attribute attributes[MAX_ATTRIBUTES];
    unsigned attribute_count;
    struct doc *docs;
    size_t docs_capacity;
    uint32_t doc_count, token_count, sentence_count;
    uint32_t *sentences; /* first tokens */
    size_t sentences_capacity;
};

/* Forgets all documents; keeps the derived attributes. */
int tkit_builder_empty(struct tkit_builder *b);

#endif
