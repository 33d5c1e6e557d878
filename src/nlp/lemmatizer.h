/* The lemmatiser: an edit script (cut so many bytes, add these) chosen by the word and its tag, else by the longest
 * ending that is known for the tag. */
#ifndef TOOLKIT_NLP_LEMMATIZER_H
#define TOOLKIT_NLP_LEMMATIZER_H

#include "nlp/train.h"
#include "nlp/weights.h"
#include "nlp/word.h"

enum { LONGEST_ENDING = 6, LEMMA_BYTES = WORD_BYTES + 64 };

struct lemmatizer {
    tkit *tk;
    struct model_strings scripts; /* "[bytes to cut as '0' + n][l: lower case first, k: as it is][what to add]" */
    struct lookup words, endings; /* both give a number of a script */
};

int tkit_lemmatizer_open(struct lemmatizer *l, tkit *tk, const tkit_model *model);
void tkit_lemmatizer_close(struct lemmatizer *l);
/* The lemma of a tagged word; longer words are their own. Returns its size in `out`. */
size_t tkit_lemmatizer_run(const struct lemmatizer *l, const struct word *w, char out[LEMMA_BYTES]);

/* The hash that words carry as `lemma`: of its lower case. */
uint64_t tkit_lemma_hash(const char *lemma, size_t size);

int tkit_lemmatizer_train(const struct train_job *job, tkit_buffer *out);

#endif
