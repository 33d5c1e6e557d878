/* nlp.h: the language layer: tagger, lemmatiser, parser, names, numbers, dates. */
#ifndef TOOLKIT_NLP_H
#define TOOLKIT_NLP_H

#include <toolkit/text.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __cplusplus
}
#endif
#endif
