/* An entry of the lexicon in the twelve bits of a lookup value. */
#ifndef TOOLKIT_NLP_LEXICON_ENTRY_H
#define TOOLKIT_NLP_LEXICON_ENTRY_H

#include "nlp/weights.h"

struct lexicon_entry {
    uint8_t noun, verb; /* class of meaning of the first sense: 1-26, 1-15; 0: no such word */
    bool adjective, adverb;
};

static inline uint32_t lexicon_pack(struct lexicon_entry e)
{
    return ((uint32_t)e.noun * 16 + e.verb) * 4 + (e.adjective ? 2 : 0) + (e.adverb ? 1 : 0);
}
static inline struct lexicon_entry lexicon_unpack(uint32_t value)
{
    if (value == LOOKUP_NONE)
        return (struct lexicon_entry){0};
    return (struct lexicon_entry){(uint8_t)(value / 64), (uint8_t)(value / 4 % 16), value & 2, value & 1};
}

#endif
