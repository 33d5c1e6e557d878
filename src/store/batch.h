/* A batch: some ten thousand tokens in a row, the unit in which tokens are kept.
 *
 * A batch consists of whole passages, at most as many as a word has bits: a set of them is one number. */
#ifndef TOOLKIT_STORE_BATCH_H
#define TOOLKIT_STORE_BATCH_H

#include <stddef.h>

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

struct tkit_batch {
    uint32_t tokens, passages;
    uint64_t document_starts;               /* passages that are the first of a document */
    uint32_t first_document, last_document; /* of the first and of the last passage, counted from 1 in its parcel */
    struct tkit_batch_column columns[MAX_ATTRIBUTES];
    struct tkit_batch_news news[MAX_ATTRIBUTES];
};

/* ---- documents among passages ---- */

/* before: documents in front of the batch's parcel. */
struct tkit_batch_documents tkit_batch_documents(const struct tkit_batch *batch, uint32_t before);

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
