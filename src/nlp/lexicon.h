/* The lexicon: what WordNet knows of a word, packed into a model file: which parts of speech it may be, the broad class
 * of meaning (lexicographer file) of its first sense as a noun and as a verb, and which names it lists. */
#ifndef TOOLKIT_NLP_LEXICON_H
#define TOOLKIT_NLP_LEXICON_H

#include "nlp/train.h"
#include "nlp/weights.h"
#include "nlp/word.h"

/* What a form may be by its entry or by the entry that its ending leads to. */
enum lexicon_form {
    FORM_NOUN = 1, FORM_VERB = 2, FORM_ADJECTIVE = 4, FORM_ADVERB = 8, FORM_NOUN_S = 16, FORM_VERB_S = 32,
    FORM_VERB_ED = 64, FORM_VERB_ING = 128, FORM_COMPARED = 256
};

/* Classes of listed names, as bits. */
enum lexicon_name {
    LISTED_PERSON = 1,
    LISTED_PLACE = 2,
    LISTED_GROUP = 4,
    LISTED_OTHER = 8,
    LISTED_PEOPLE = 16,
    LISTED_ORGANISATION = 32,
    LISTED_GIVEN = 64, /* given names */
    LISTED_HEAD = 128  /* what organisations' names end in: University, Ministry */
};
enum { LONGEST_NAME = 4 };

struct lexicon {
    tkit *tk;
    struct lookup words; /* lower-case lemma -> packed entry */
    struct lookup names; /* lower-case words joined by blanks -> enum lexicon_name */
};

int tkit_lexicon_open(struct lexicon *l, tkit *tk, const tkit_model *model);

/* Sets word->lexicon. A lexicon that is not open knows nothing. */
void tkit_lexicon_forms(const struct lexicon *l, struct word *w);
/* The class of meaning of a lemma with this part of speech: 1-26 nouns, 33-47 verbs, 0 unknown. */
uint8_t tkit_lexicon_sense(const struct lexicon *l, uint64_t lemma, uint8_t upos);
/* The longest listed name that begins at words[0]: its length in words, 0 for none. */
size_t tkit_lexicon_name(const struct lexicon *l, const struct word *words, size_t count, unsigned *classes);

/* Names beside WordNet's, lower case; each list ends with NULL, and the lists with a row of it. */
struct listed_names {
    const char *const *names;
    unsigned class;
};
extern const struct listed_names tkit_listed_names[];

/* Reads WordNet's files index.noun data.noun index.verb data.verb index.adj data.adj index.adv. */
int tkit_lexicon_train(const struct train_job *job, tkit_buffer *out);

#endif
