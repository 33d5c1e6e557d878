/* What the corpus remembers of its annotation. The work itself: annotators.h. */
#ifndef TOOLKIT_STORE_ANNOTATE_H
#define TOOLKIT_STORE_ANNOTATE_H

#include "store/corpus.h"

/* Notes the models of the corpus's annotator in the table of settings: "model.tagger" and so on. */
int tkit_corpus_record_models(tkit_corpus *corpus);

#endif
