/* A reader of batches: forms of tokens become numbers, and for each form of a batch is noted which of its passages hold
 * it.
 *
 * A reader has one vocabulary for each base attribute: that of the segment, or, where several readers work side by
 * side, one of its own, so that nothing is shared. Then what is new in a batch goes along with it (tkit_batch_news),
 * and the numbers of the reader's vocabulary become those of the segment when the batch is entered. */
#ifndef TOOLKIT_STORE_BATCH_READER_H
#define TOOLKIT_STORE_BATCH_READER_H

#include "base/arena.h"
#include "store/batch.h"
#include "store/vocabulary.h"

struct tkit_batch_reader_column {
    struct tkit_vocabulary own;
    struct tkit_vocabulary *vocabulary; /* `own`, or the segment's */
    uint32_t known;                     /* forms before this batch */
    uint32_t count;                     /* different forms in this batch */
    uint32_t ids[BATCH_TOKENS];         /* of its tokens */
    uint32_t forms[BATCH_TOKENS + 1];   /* the different ones */

    /* Of whoever enters batches: */
    uint32_t *ids_of_segment; /* own id -> id in the segment's vocabulary; NULL: the same */
    size_t ids_capacity;
};

struct tkit_batch_reader {
    tkit *tk;
    tkit_arena room;                                    /* for what was read */
    uint32_t batch;                                     /* number of the present one among those of this reader */
    struct tkit_batch_reader_column *columns[MAX_ATTRIBUTES]; /* NULL: none, or a derived attribute */
};

void tkit_batch_reader_init(struct tkit_batch_reader *reader, tkit *tk);
void tkit_batch_reader_free(struct tkit_batch_reader *reader);

/* Forgets all batches and the attributes from `kept` on. */
int tkit_batch_reader_empty(struct tkit_batch_reader *reader, unsigned kept);

/* A column for an attribute. shared: the segment's vocabulary; NULL: one of its own. */
int tkit_batch_reader_column(struct tkit_batch_reader *reader, unsigned attribute, struct tkit_vocabulary *shared);

/* Begins a batch, unless that is done, and reads what is copied in it. */
int tkit_batch_reader_begin(struct tkit_batch_reader *reader, struct tkit_batch *batch);
/* Ends it: what was read is in the batch. */
int tkit_batch_reader_end(struct tkit_batch_reader *reader, struct tkit_batch *batch);

/* Between the two, tokens can be added to the last passage. Words of a text, numbers [from, from + count) of `words`;
 * the other columns get "". */
int tkit_batch_reader_words(struct tkit_batch_reader *reader, struct tkit_batch *batch, const char *text, size_t length,
                      const tkit_spans *words, size_t from, uint32_t count);

/* Or forms for the next `count` tokens of one column: one for each, or the same for all. When all columns have theirs,
 * the caller adds to batch->tokens. */
int tkit_batch_reader_forms(struct tkit_batch_reader *reader, const struct tkit_batch *batch, unsigned attribute,
                      const struct tkit_key *keys, uint32_t count);
int tkit_batch_reader_same(struct tkit_batch_reader *reader, const struct tkit_batch *batch, unsigned attribute,
                     const struct tkit_key *key, uint32_t count);

#endif
