/* A parcel: documents that one thread reads at once, some hundred thousand bytes of text.
 *
 * Texts go in, copied where another thread may have to read them. Batches of tokens come out, and what became known of
 * each document. Parcels know nothing of each other, so that threads can read them side by side (parcel_reader.h). */
#ifndef TOOLKIT_STORE_PARCEL_H
#define TOOLKIT_STORE_PARCEL_H

#include "base/buffer.h"
#include "store/batch.h"

enum {
    PARCEL_WEIGHT = 320 << 10, /* of a full one; a document is never divided */
    PARCEL_COPIED = 1 << 20,   /* bytes of a text that is still copied */
    DOCUMENT_WEIGHT = 64,      /* of a document, besides its bytes */
    ROW_WEIGHT = 5             /* of a token that does not come from a text */
};

/* A text that is copied, not read yet. */
struct tkit_parcel_text {
    size_t start, length;
    size_t sentences; /* how many; where they start lies in parcel->starts */
};

/* What was read of a document. */
struct tkit_parcel_document {
    uint32_t tokens, sentences;
};

struct tkit_parcel {
    size_t weight;

    /* Documents to be read. What one processor wrote and another reads is dear, so this is as little as can be. */
    tkit_buffer text;
    struct tkit_parcel_text *texts;
    size_t text_count, texts_capacity;
    uint32_t *starts;
    size_t start_count, starts_capacity;

    /* What its reader made of them. */
    struct tkit_parcel_reader *reader; /* NULL: not begun */
    struct tkit_batch *batches;
    size_t batch_count, batches_capacity;
    struct tkit_parcel_document *documents;
    size_t document_count, documents_capacity;
    uint32_t *sentences; /* the first token of each, counted in its document */
    size_t sentence_count, sentences_capacity;
};

void tkit_parcel_init(struct tkit_parcel *parcel, tkit *tk);
void tkit_parcel_free(struct tkit_parcel *parcel, tkit *tk);

/* Forgets what is in the parcel. */
void tkit_parcel_start(struct tkit_parcel *parcel);

/* The next document is this text, with sentences that start at these bytes: to be read later, maybe by another
 * thread. */
int tkit_parcel_copy(struct tkit_parcel *parcel, const char *text, size_t length, const uint32_t *starts,
                     size_t sentences);

#endif
