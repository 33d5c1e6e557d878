/* The accuracy of a fresh model, for its header. */
#ifndef TOOLKIT_NLP_SCORE_H
#define TOOLKIT_NLP_SCORE_H

#include "nlp/train.h"

/* Scores `model` on job->dev, one of labels on job->options->dev: one line into `out`, empty for a kind that has no
 * score. */
int tkit_train_score(const struct train_job *job, const char *kind, const tkit_model *model, char *out, size_t size);

/* The model again with one more line in its header, appended to `out`. */
int tkit_model_with_note(const tkit_model *model, const char *key, const char *value, tkit_buffer *out);

#endif
