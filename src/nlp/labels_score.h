/* The accuracy of a fresh model of labels, for its header. */
#ifndef TOOLKIT_NLP_LABELS_SCORE_H
#define TOOLKIT_NLP_LABELS_SCORE_H

#include "nlp/train.h"

/* Scores `model` on the texts and spans of job->options->dev: one line into `out`. */
int tkit_labels_score(const struct train_job *job, const tkit_model *model, char *out, size_t size);

#endif
