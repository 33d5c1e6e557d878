/* The bytes of a segment: what the builder writes and the reader reads. Format 1.
 *
 * A segment holds documents 0 .. D-1 and tokens 0 .. N-1, which run through all its documents. It has attributes:
 * columns with one form a token. A *base* attribute ("word", imported "tag") stores a column and postings. A *derived*
 * attribute ("lower", "stem") is a function of a base attribute's form: it stores only a lexicon and the map from
 * base forms, and its postings are the union of those of its base forms. Forms are numbered in bytewise order.
 *
 * Everything lies in rows of the table segment_part, id = segment << 32 | part << 20 | row, each with its hash.
 *
 *   PART_HEADER      varints: D, N, number of sentences, number of attributes; for each attribute: length of
 *                    the name, the name, base (own index when it is a base attribute), number of forms, bytes of all
 *                    forms, width of its column or map, id of the first form of the second half of the postings
 *   PART_DOCUMENTS   varints: tokens of each document
 *   PART_SENTENCES   posting list: the first token of each sentence
 * and for attribute a, part = PARTS_PER_ATTRIBUTE * (a + 1) +
 *   PART_FORMS       front-coded: for each form varint shared bytes (0 for every 16th), varint rest, the rest
 *   PART_TERMS       varints for each form: tokens, documents, and of a base attribute bytes of its posting list and, if it
 *                    has one (tkit_term_has_documents), bytes of its document list
 *   PART_COLUMN      form of each token: packed blocks of 128, COLUMN_ROW_TOKENS a row; the last block is filled up
 *   PART_POSTINGS    posting lists in the order of forms: a list that would make a row longer than
 *                    POSTINGS_ROW_BYTES starts the next row, and so does the second half
 *   PART_LISTS       document lists (posting lists of document numbers), rows likewise
 *   PART_MAP         derived attribute: its form for each base form, packed blocks of 128 in one row */
#ifndef TOOLKIT_STORE_SEGMENT_FORMAT_H
#define TOOLKIT_STORE_SEGMENT_FORMAT_H

#include <stdbool.h>
#include <stdint.h>

enum {
    SEGMENT_FORMAT = 1,
    PARTS_PER_ATTRIBUTE = 8,
    MAX_ATTRIBUTES = 64,
    MAX_ATTRIBUTE_NAME = 63,
    FRONT_CODING = 16,
    COLUMN_ROW_TOKENS = 32768,
    POSTINGS_ROW_BYTES = 65536,
    MAX_SEGMENT_TOKENS = 1 << 30
};

enum tkit_part {
    PART_HEADER = 0,
    PART_DOCUMENTS = 1,
    PART_SENTENCES = 2,
    PART_FORMS = 0,
    PART_TERMS = 1,
    PART_COLUMN = 2,
    PART_POSTINGS = 3,
    PART_LISTS = 4,
    PART_MAP = 5
};

static inline unsigned tkit_part_of(unsigned attribute, enum tkit_part part)
{
    return PARTS_PER_ATTRIBUTE * (attribute + 1) + (unsigned)part;
}

static inline int64_t tkit_part_id(int64_t segment, unsigned part, uint32_t row)
{
    return (int64_t)((uint64_t)segment << 32 | (uint64_t)part << 20 | row);
}

/* Frequent forms (in more than one of a hundred documents) have a list of their documents beside the postings, where that
 * saves reading. Decided from counts, so that nothing has to be stored. */
static inline bool tkit_term_has_documents(uint64_t tokens, uint64_t documents, uint64_t all_documents)
{
    return tokens >= 256 && documents * 100 > all_documents && documents * 2 <= tokens;
}

#endif
