/* A reader of parcels: documents become batches. Forms of tokens become numbers, and for each form of a batch is noted
 * which of its passages hold it.
 *
 * A reader has one vocabulary for each base attribute: that of the segment, or, where several readers work side by
 * side, one of its own, so that nothing is shared. Then what is new in a batch goes along with it (tkit_batch_news),
 * and the numbers of the reader's vocabulary become those of the segment when the parcel is entered. */
#ifndef TOOLKIT_STORE_PARCEL_READER_H
#define TOOLKIT_STORE_PARCEL_READER_H

#include <toolkit/text.h>

#include "base/arena.h"
#include "store/parcel.h"
#include "store/vocabulary.h"

struct tkit_parcel_reader_column {
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

struct tkit_parcel_reader {
    tkit *tk;
    tkit_arena room;            /* for what was read */
    struct tkit_parcel *parcel; /* that is read */
    tkit_spans words;           /* of a text */
    uint32_t batch;             /* number of the present one among those of this reader */
    struct tkit_parcel_reader_column *columns[MAX_ATTRIBUTES]; /* NULL: none, or a derived attribute */
};

void tkit_parcel_reader_init(struct tkit_parcel_reader *reader, tkit *tk);
void tkit_parcel_reader_free(struct tkit_parcel_reader *reader);

/* Forgets all batches and the attributes from `kept` on. */
int tkit_parcel_reader_empty(struct tkit_parcel_reader *reader, unsigned kept);

/* A column for an attribute. shared: the segment's vocabulary; NULL: one of its own. */
int tkit_parcel_reader_column(struct tkit_parcel_reader *reader, unsigned attribute, struct tkit_vocabulary *shared);

/* Begins a parcel, unless that is done, and reads the texts that are copied in it. Between this and the end documents
 * can be added. */
int tkit_parcel_reader_begin(struct tkit_parcel_reader *reader, struct tkit_parcel *parcel);
int tkit_parcel_reader_end(struct tkit_parcel_reader *reader);

int tkit_parcel_reader_document(struct tkit_parcel_reader *reader);

/* The document is this text, with sentences that start at these bytes. Its words are tokens of attribute 0; the other
 * columns get "". */
int tkit_parcel_reader_text(struct tkit_parcel_reader *reader, const char *text, size_t length, const uint32_t *starts,
                            size_t sentences);

/* Or it goes on with `count` tokens: *piece of them lie in its current passage. For these, each column gets forms, one
 * for each token or the same for all. When all columns have theirs, the piece is counted. */
int tkit_parcel_reader_piece(struct tkit_parcel_reader *reader, size_t count, uint32_t *piece);
int tkit_parcel_reader_forms(struct tkit_parcel_reader *reader, unsigned attribute, const struct tkit_key *keys,
                             uint32_t count);
int tkit_parcel_reader_same(struct tkit_parcel_reader *reader, unsigned attribute, const struct tkit_key *key,
                            uint32_t count);
void tkit_parcel_reader_count(struct tkit_parcel_reader *reader, uint32_t piece);

/* A sentence of the document starts at this token of it. They come in ascending order; what repeats one or lies behind
 * the last token is dropped. */
int tkit_parcel_reader_sentence(struct tkit_parcel_reader *reader, size_t token);

#endif
