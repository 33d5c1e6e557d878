/* corpus.h: the corpus file: documents, layers, claims, segments in one SQLite file. */
#ifndef TOOLKIT_CORPUS_H
#define TOOLKIT_CORPUS_H

#include <toolkit/document.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __cplusplus
}
#endif
#endif
