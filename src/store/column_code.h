/* How a column of forms is coded: frequent forms in few bits.
 *
 * Forms are ranked by frequency; the ranks are cut into sixteen classes, class c holding the next 2^width[c] of them. A
 * token is the number of its class (4 bits) and its place in the class (width[c] bits). The widths are chosen for each
 * column: about 0.1 bits a token above the entropy of its forms. The order follows from the counts in the
 * lexicon and is not stored.
 *
 * A chunk of up to COLUMN_CHUNK tokens: the classes of all its tokens, two in a byte (low bits first, filled up to
 * eight tokens), then their places one behind the other, filled up to a byte. */
#ifndef TOOLKIT_STORE_COLUMN_CODE_H
#define TOOLKIT_STORE_COLUMN_CODE_H

#include "base/context.h"

enum { COLUMN_CLASSES = 16, COLUMN_CHUNK = 2048 };

struct tkit_column_code {
    uint32_t first[COLUMN_CLASSES]; /* rank that a class starts with */
    uint8_t width[COLUMN_CLASSES];
};

/* order[rank] = form, the most frequent first; of equally frequent ones the lower number. */
int tkit_frequency_order(tkit *tk, const uint32_t *tokens, uint32_t forms, uint32_t *order);

/* Widths that make the column short, for forms in this order. */
int tkit_column_code_choose(tkit *tk, const uint32_t *tokens, const uint32_t *order, uint32_t forms,
                            struct tkit_column_code *code);

/* Sets `first` from the widths; false when the classes do not hold `forms` ranks. */
bool tkit_column_code_complete(struct tkit_column_code *code, uint32_t forms);

/* What is written for a rank, made once for each form: place << 4 | class. */
uint32_t tkit_column_entry_of(const struct tkit_column_code *code, uint32_t rank);

/* The most bytes that a chunk takes, with what may be touched behind it. */
enum { COLUMN_CHUNK_ROOM = COLUMN_CHUNK / 2 + COLUMN_CHUNK * 4 + 64 };

/* Writes a chunk, an entry for each token; returns the number of bytes. */
size_t tkit_column_encode(const struct tkit_column_code *code, const uint32_t *entries, unsigned count, uint8_t *out);

/* Reads a chunk of `size` bytes, behind which BITS_SLACK more may be read. False when it is damaged; then `forms` holds
 * numbers below order's length all the same. */
bool tkit_column_decode(const struct tkit_column_code *code, const uint32_t *order, uint32_t form_count,
                        const uint8_t *data, size_t size, unsigned count, uint32_t *forms);

#endif
