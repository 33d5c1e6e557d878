/* A word as the models see it: hashes of its form, its affixes and its shape, and what the layers below found.
 *
 * Made once a word, then shared by tagger, lemmatiser, parser, names and labels. */
#ifndef TOOLKIT_NLP_WORD_H
#define TOOLKIT_NLP_WORD_H

#include "nlp/feature.h"

#include <stdbool.h>

enum word_shape {
    SHAPE_UPPER_FIRST = 1,
    SHAPE_UPPER_REST = 2,  /* a capital behind the first character */
    SHAPE_LOWER = 4,
    SHAPE_DIGIT = 8,
    SHAPE_HYPHEN = 16,
    SHAPE_MARK = 32,       /* a dot, apostrophe, slash or other mark */
    SHAPE_OTHER = 64       /* beyond ASCII */
};

enum { PREFIXES = 3, SUFFIXES = 5 };

struct word {
    const char *form;
    uint32_t size;
    uint32_t ambiguity;        /* the tags that it had in training, as a class; LOOKUP_NONE: never seen */
    uint64_t cased, lower;     /* digits count as 0 */
    uint64_t prefix[PREFIXES]; /* 1 2 3 bytes of the lower form */
    uint64_t suffix[SUFFIXES]; /* 1 2 3 4 5 bytes of the lower form */
    uint8_t shape;             /* enum word_shape */
    uint8_t sense;             /* class of meaning of the lemma, by the lexicon */
    uint16_t lexicon;          /* enum lexicon_form */
    uint8_t tag;               /* class of the tagger */
    uint8_t upos;
    uint64_t tag_key;          /* hash of UPOS and XPOS together: the same for every tagger */
    uint64_t lemma;            /* hash of the lemma */
};

/* The bytes of the lower-case form; at most WORD_BYTES are looked at. */
enum { WORD_BYTES = 96 };
size_t tkit_word_lower(const char *form, size_t size, char out[WORD_BYTES]);

void tkit_word_make(struct word *w, const char *form, size_t size);

#endif
