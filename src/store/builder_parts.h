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

/* How far the tokens are entered: with two threads the second one's business. */
struct entering {
    tkit *tk; /* of the thread that enters */
    uint32_t tokens, passages;
    uint32_t in_document; /* tokens of the current document */
};

struct tkit_pipe;

struct tkit_builder {
    tkit *tk, *second;      /* second: NULL with one thread */
    struct tkit_pipe *pipe; /* likewise */
    struct entering entering;
    struct attribute attributes[MAX_ATTRIBUTES];
    unsigned attribute_count;
    struct doc *docs;
    size_t docs_capacity;
    uint32_t doc_count, token_count, passage_count, sentence_count; /* added, not necessarily entered */
    uint32_t *sentences; /* first tokens */
    size_t sentences_capacity;
};

/* ---- entering (builder_enter.c) ----
 *
 * Room for so many more tokens; then pieces of them, each within one passage: how many the next piece has, forms for all
 * attributes, done. */
int tkit_enter_room(struct tkit_builder *b, size_t more);
int tkit_enter_next(struct tkit_builder *b, size_t count, uint32_t *piece);
int tkit_enter_piece(struct tkit_builder *b, unsigned attribute, const char *text, const struct tkit_key *keys,
                     uint32_t count);
int tkit_enter_same(struct tkit_builder *b, unsigned attribute, struct tkit_form form, uint32_t count);
int tkit_enter_empty(struct tkit_builder *b, uint64_t said, uint32_t count); /* "" for attributes not in the set `said` */
void tkit_enter_done(struct tkit_builder *b, uint32_t piece);
int tkit_enter_words(struct tkit_builder *b, const char *text, const struct tkit_key *keys, uint32_t count); /* all of it */
int tkit_enter_past(struct tkit_builder *b, struct attribute *a); /* a new attribute is "" for all tokens so far */

/* ---- a second thread (builder_pipe.c) ----
 *
 * The thread that adds makes keys of the words, the second one enters them, a few batches behind. After _wait it has done
 * all; then the builder may be used as if there were one thread. */
int tkit_pipe_open(struct tkit_builder *b, struct tkit_pipe **out);
void tkit_pipe_close(struct tkit_pipe *pipe); /* NULL is fine */
int tkit_pipe_document(struct tkit_pipe *pipe);
int tkit_pipe_text(struct tkit_pipe *pipe, const char *text, const tkit_spans *tokens);
int tkit_pipe_wait(struct tkit_pipe *pipe); /* the first error, its message in the second context */

/* All that was added is entered. */
int tkit_builder_wait(struct tkit_builder *b);

/* Forgets all documents; keeps the derived attributes. */
int tkit_builder_empty(struct tkit_builder *b);

#endif
