/* The tagger: UPOS, XPOS and FEATS of every word of a sentence, from left to right. */
#ifndef TOOLKIT_NLP_TAGGER_H
#define TOOLKIT_NLP_TAGGER_H

#include "nlp/train.h"
#include "nlp/weights.h"
#include "nlp/word.h"

enum { TAGS_MAX = 255 };

struct tagger {
    tkit *tk;
    struct wide_weights weights;
    struct lookup ambiguity;  /* lower form -> ambiguity class */
    struct lookup feats_of;   /* lower form and tag, or tag alone -> index into feats */
    const uint8_t *sure;      /* ambiguity class -> its only tag, or TAGS_MAX */
    size_t sure_count;
    struct model_strings tags; /* "UPOS\tXPOS" */
    struct model_strings feats;
    uint64_t tag_key[TAGS_MAX];
    uint8_t upos[TAGS_MAX];
    const char *xpos[TAGS_MAX];
};

int tkit_tagger_open(struct tagger *t, tkit *tk, const tkit_model *model);
void tkit_tagger_close(struct tagger *t);
/* Sets tag, upos, tag_key and ambiguity of the words. */
void tkit_tagger_run(const struct tagger *t, struct word *words, size_t count);
/* FEATS of a tagged word, "_" when there are none. */
uint32_t tkit_tagger_feats(const struct tagger *t, const struct word *w);

/* Trains on the sentences whose number modulo `folds` is not `fold`; folds 0: on all. */
int tkit_tagger_train(const struct train_job *job, unsigned folds, unsigned fold, tkit_buffer *out);

/* Tags a treebank by taggers that never saw the sentence (`folds` of them): what the layers above learn from.
 * `words` has one struct word for each word of the bank. */
int tkit_tagger_jackknife(const struct train_job *job, unsigned folds, struct word *words);

/* Index of a universal part of speech, 0 ("X") for an unknown name. */
uint8_t tkit_upos_index(struct str name);

#endif
