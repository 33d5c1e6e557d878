/* What every trainer gets. */
#ifndef TOOLKIT_NLP_TRAIN_H
#define TOOLKIT_NLP_TRAIN_H

#include "nlp/conllu.h"
#include "nlp/model.h"

struct lexicon;

struct train_job {
    tkit *tk;
    const tkit_train_options *options;
    const struct treebank *bank;
    const struct treebank *dev;  /* NULL when there is none */
    const struct lexicon *lexicon; /* knows nothing when there is none */
    unsigned epochs;
    uint64_t seed;
};

/* Progress of a trainer: "train tagger", "epoch 3 of 10, dev 95.12". */
void tkit_train_report(const struct train_job *job, unsigned epoch, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Passes over the data in each of `runs` runs whose weights are averaged. */
static inline unsigned tkit_train_run(unsigned epochs, unsigned runs)
{
    return epochs > runs ? epochs / runs : 1;
}

/* Starts a model file with the notes that every kind carries: data, licence, seed, epochs, counts. */
void tkit_train_begin(const struct train_job *job, struct model_writer *w, const char *kind);

#endif
