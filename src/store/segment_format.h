/* The bytes of a segment: what the builder writes and the reader reads. Format 2.
 *
 * A segment holds documents 0 .. D-1 and tokens 0 .. N-1, which run through all its documents. It has attributes:
 * columns with one form a token. A *base* attribute ("word", imported "tag") stores a column, and for each form the
 * passages (passages.h) that hold it; positions follow from both. A *derived* attribute ("lower", "stem") is a function
 * of a base attribute's form: it stores only a lexicon and the map from base forms. Forms are numbered in bytewise
 * order.
 *
 * Everything lies in rows of the table segment_part, id = segment << 32 | part << 20 | row, each with its hash.
 *
 *   PART_HEADER      varints: D, N, number of sentences, number of attributes; for each attribute: length of
 *                    the name, the name, base (own index when it is a base attribute), number of forms, bytes of all
 *                    forms, and: derived: number of base forms; base: first form of the second half of the lists,
 *                    widths of the COLUMN_CLASSES classes (column_code.h)
 *   PART_DOCUMENTS   varints: tokens of each document
 *   PART_SENTENCES   posting list (bitpack.h): the first token of each sentence
 * and for attribute a, part = PARTS_PER_ATTRIBUTE * (a + 1) +
 *   PART_COLUMN      base: the form of each token, COLUMN_ROW_TOKENS a row: the sizes of its chunks, two bytes each,
 *   then the
 *                    chunks (column_code.h)
 *   PART_MAP         derived: its form for each base form: numbers (bitpack.h), each the zigzag of the difference from
 *                    the one before
 *   PART_FORMS       numbers: bytes that each form shares with the one before; numbers: bytes of the rest + 1; then the
 *   rests.
 *                    A derived form may have 0 for its rest: it is its first base form with A-Z made a-z
 *   PART_TERMS       numbers. base: tokens of each form; tokens - passages; passages - documents; and of those with a
 *                    list of more than PASSAGES_PLAIN passages the bits of it. derived: documents of those that have
 *                    several base forms
 *   PART_LISTS       base: lists of passages in the order of forms, bit behind bit, of forms that have one
 *                    (tkit_term_has_list); a list that would make a row longer than
 *                    LISTS_ROW_BYTES starts the next row, and so does the second half */
#ifndef TOOLKIT_STORE_SEGMENT_FORMAT_H
#define TOOLKIT_STORE_SEGMENT_FORMAT_H

#include <stdbool.h>
#include <stdint.h>

#include "store/column_code.h"
#include "store/passages.h"

enum {
    SEGMENT_FORMAT = 2,
    PARTS_PER_ATTRIBUTE = 8,
    MAX_ATTRIBUTES = 64,
    MAX_ATTRIBUTE_NAME = 63,
    COLUMN_ROW_TOKENS = 64 * COLUMN_CHUNK,
    LISTS_ROW_BYTES = 1 << 18,
    MAX_SEGMENT_TOKENS = 1 << 28
};

enum tkit_part {
    PART_HEADER = 0,
    PART_DOCUMENTS = 1,
    PART_SENTENCES = 2,
    PART_COLUMN = 0,
    PART_MAP = 1,
    PART_FORMS = 2,
    PART_TERMS = 3,
    PART_LISTS = 4
};

static inline unsigned tkit_part_of(unsigned attribute, enum tkit_part part)
{
    return PARTS_PER_ATTRIBUTE * (attribute + 1) + (unsigned)part;
}

static inline int64_t tkit_part_id(int64_t segment, unsigned part, uint32_t row)
{
    return (int64_t)((uint64_t)segment << 32 | (uint64_t)part << 20 | row);
}

/* A form in more than one of EVERY passages has no list: it would be long, and one walk through the column finds it. */
static inline bool tkit_term_has_list(uint32_t passages, uint32_t all_passages)
{
    enum { EVERY = 64 };
    return (uint64_t)passages * EVERY <= all_passages;
}

/* Where lists lie: follow it through all of them. */
struct tkit_list_place {
    uint32_t row;
    uint64_t bit; /* behind the last list */
};

/* Places a list of so many bits; true when it starts a row. */
static inline bool tkit_place_list(struct tkit_list_place *p, uint64_t bits)
{
    if (p->bit == 0 || p->bit + bits <= (uint64_t)LISTS_ROW_BYTES * 8)
        return false;
    p->row++;
    p->bit = 0;
    return true;
}

static inline void tkit_place_second_half(struct tkit_list_place *p)
{
    p->row += p->bit > 0;
    p->bit = 0;
}

#endif
