/* A batch: some ten thousand tokens in a row, the unit in which tokens are read.
 *
 * A batch consists of whole passages, at most as many as a word has bits: a set of them is one number. Batches know
 * nothing of each other, so that threads can read them side by side (batch_reader.h). */
#ifndef TOOLKIT_STORE_BATCH_H
#define TOOLKIT_STORE_BATCH_H

#include <toolkit/text.h>

#include "base/buffer.h"
#include "store/bits.h"
#include "store/segment_format.h"

enum { BATCH_TOKENS = 1 << 16, BATCH_PASSAGES = 64 };

/* Sets of the passages of a batch, and documents, counted from 1. */
struct tkit_batch_documents {
    uint64_t ends;              /* the last passages of documents */
    uint64_t in_first, in_last; /* the passages of the first and of the last document */
    uint32_t first, last;       /* documents */
};

enum { WIDE_ID = UINT16_MAX };

/* What was read for a base attribute. Numbers of forms are those of the reader. */
struct tkit_batch_column {
    uint16_t *ids;      /* the form of each token, or WIDE_ID */
    uint32_t *wide_ids; /* the forms of those tokens, in their order: few, since frequent forms have low numbers */
    uint32_t *forms;    /* the different ones, in the order of first sight */
    uint64_t *passages; /* that hold each of these */
    uint32_t count;     /* of these */
};

/* Forms that the reader saw for the first time, when it has a vocabulary of its own. */
struct tkit_batch_news {
    uint32_t first, count; /* their numbers */
    char *forms;           /* one behind the other */
    uint32_t *ends;
};

/* Words that are copied, not read yet: all of one passage. */
struct tkit_batch_piece {
    uint32_t first, count; /* tokens of the batch */
    uint32_t passage;
    size_t text, places; /* where those of the first one start */
};

struct tkit_batch {
    uint32_t first_token, first_passage; /* in the segment */
    uint32_t tokens, passages;
    uint64_t document_starts;               /* passages that are the first of a document */
    uint32_t first_document, last_document; /* of the first and of the last passage, counted from 1 */

    /* Copied words: their text, and for each of them as varints its distance from the one before and its length. What
     * one processor wrote and another reads is dear, so this is as little as can be. */
    tkit_buffer text, places;
    struct tkit_batch_piece pieces[BATCH_PASSAGES];
    uint32_t piece_count;

    /* what its reader made of it */
    struct tkit_batch_reader *reader; /* NULL: not begun */
    struct tkit_batch_column columns[MAX_ATTRIBUTES];
    struct tkit_batch_news news[MAX_ATTRIBUTES];
};

void tkit_batch_init(struct tkit_batch *batch, tkit *tk);
void tkit_batch_free(struct tkit_batch *batch);

/* Forgets what is in the batch: it starts here. */
void tkit_batch_start(struct tkit_batch *batch, uint32_t first_token, uint32_t first_passage);

/* The next words of a text, numbers [from, from + count) of `words`, become the next tokens of the batch, in its last
 * passage, to be read later, maybe by another thread. */
int tkit_batch_copy(struct tkit_batch *batch, const char *text, const tkit_spans *words, size_t from, uint32_t count);

/* The places of the words of a piece in the batch's text. */
void tkit_batch_places(const struct tkit_batch *batch, const struct tkit_batch_piece *piece, uint32_t *starts,
                       uint32_t *ends);

/* ---- documents among passages ---- */

struct tkit_batch_documents tkit_batch_documents(const struct tkit_batch *batch);

/* Documents that have some of these passages and were not counted before: the first may have begun in the batch before.
 * counted: the last document that was counted and may go on. */
static inline uint32_t tkit_batch_new_documents(const struct tkit_batch_documents *d, uint64_t passages,
                                                uint32_t *counted)
{
    /* Added to all bits below the end of its document, a passage carries into the end. */
    uint64_t ends = (((passages & ~d->ends) + ~d->ends) | passages) & d->ends;
    uint32_t count = tkit_count_bits(ends);
    if (passages & d->in_first)
        count -= *counted == d->first;
    if (passages & d->in_last)
        *counted = d->last;
    return count;
}

#endif
