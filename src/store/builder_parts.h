/* The inside of a segment builder, shared by the files that collect and that close. */
#ifndef TOOLKIT_STORE_BUILDER_PARTS_H
#define TOOLKIT_STORE_BUILDER_PARTS_H

#include "store/builder.h"
#include "store/parcel_reader.h"
#include "store/segment_format.h"

enum { PARCELS = 8 }; /* at work at the same time, at most; with one thread just one is */

/* What is kept of a batch: its place in the segment. The columns are with their attributes. */
struct kept_batch {
    uint32_t tokens, first_token, first_passage;
    struct tkit_batch_documents documents;
    const struct tkit_parcel_reader *reader; /* whose numbers the columns hold */
};

struct attribute {
    char name[MAX_ATTRIBUTE_NAME + 1];
    unsigned base; /* own number for a base attribute */
    struct tkit_vocabulary vocabulary;

    /* Base attribute: */
    struct tkit_batch_column *columns; /* of the batches */
    size_t columns_capacity;
    size_t sightings; /* different forms of each batch, all together */

    /* Derived attribute: */
    tkit_derive derive;
    void *user;
    uint32_t *from_base; /* base form -> own form */
    size_t from_base_capacity;
};

struct doc {
    uint32_t first_token, first_sentence;
};

struct tkit_pipe;

struct tkit_builder {
    tkit *tk, *second;      /* second: NULL with one thread */
    struct tkit_pipe *pipe; /* likewise */
    struct tkit_parcel_reader readers[2]; /* the second one for the second thread */
    unsigned reader_count;
    struct tkit_parcel *ring; /* PARCELS of them; with one thread one */
    unsigned ring_count;
    struct tkit_parcel *parcel; /* the one that is filled */
    bool copies;                /* its texts, for the other thread to read; with one thread never */
    int64_t *ids;               /* of the documents */
    size_t ids_capacity;
    uint32_t id_count;
    uint64_t most_tokens; /* there are no more than these, whatever is in the texts that were not read yet */
    uint32_t handed;      /* parcels */
    size_t bytes;         /* memory in use a few parcels ago */

    /* How far parcels are entered: one thread at a time touches this. */
    tkit *entering; /* context of the one that does */
    struct attribute attributes[MAX_ATTRIBUTES];
    unsigned attribute_count;
    struct doc *docs;
    size_t docs_capacity;
    uint32_t doc_count, token_count, passage_count, sentence_count;
    uint32_t *sentences; /* first tokens */
    size_t sentences_capacity;
    struct kept_batch *batches;
    size_t batches_capacity;
    uint32_t entered;             /* batches */
    uint32_t entered_parcels;
    size_t bytes_after[PARCELS]; /* memory in use after parcel n, in [n % PARCELS] */
};

/* ---- entering (builder_enter.c) ---- */

/* Keeps what was read of a parcel; what is new in it is entered into the vocabularies. Parcels come in their order. */
int tkit_enter_parcel(struct tkit_builder *b, const struct tkit_parcel *parcel);

/* A new attribute is "" for all tokens so far. */
int tkit_enter_past(struct tkit_builder *b, unsigned attribute);

/* The id of a form of a kept batch. */
static inline const uint32_t *tkit_ids_of_segment(const struct tkit_parcel_reader *reader, unsigned attribute)
{
    return reader->columns[attribute]->ids_of_segment;
}

static inline uint32_t tkit_id_of(const uint32_t *ids_of_segment, uint32_t form)
{
    return ids_of_segment ? ids_of_segment[form] : form;
}

/* ---- a second thread (builder_pipe.c) ----
 *
 * Parcels are handed over; whichever thread is free reads them, and they are entered in their order. */
int tkit_pipe_open(struct tkit_builder *b, struct tkit_pipe **out);
void tkit_pipe_close(struct tkit_pipe *pipe); /* NULL is fine */
/* The parcel to fill: nobody else touches it. */
struct tkit_parcel *tkit_pipe_parcel(struct tkit_pipe *pipe);
/* Hands it over. Behind this, the parcel that lay in the place of the next one is entered. is_idle: the second thread
 * could do with a parcel; otherwise the first one had better read the next itself. */
int tkit_pipe_hand_over(struct tkit_pipe *pipe, bool *is_idle);
/* All that were handed over are entered: now the builder may be used as if there were one thread. */
int tkit_pipe_wait(struct tkit_pipe *pipe);

/* ---- (builder.c) ---- */

/* Forgets all documents; keeps the derived attributes. */
int tkit_builder_empty(struct tkit_builder *b);

#endif
