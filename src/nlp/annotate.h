/* What other parts of the language layer may ask of the annotator. */
#ifndef TOOLKIT_NLP_ANNOTATE_H
#define TOOLKIT_NLP_ANNOTATE_H

#include "base/context.h"

#include <toolkit/nlp.h>

tkit *tkit_annotator_context(const tkit_annotator *annotator);

/* From now on the annotation belongs to the context of `to`, whose models are those that it was made with. */
void tkit_annotation_move(tkit_annotation *annotation, const tkit_annotator *to);

#endif
