/* The language layer inside a corpus: documents that bring no tokens of their own get those of an annotator. */
#ifndef TOOLKIT_STORE_ANNOTATE_H
#define TOOLKIT_STORE_ANNOTATE_H

#include "load/annotation.h"
#include "store/corpus.h"

/* The annotator of a corpus, made when it is first asked for; the corpus owns it. */
int tkit_corpus_annotator(tkit_corpus *corpus, tkit_annotator **out);

/* Whether a language (a value of the fact, NULL: not known) is one that the models are for. */
bool tkit_language_is_annotated(const char *language);

/* The words of a document as tokens that came with it; NULL when there are none. Names and JSON are static. Free it with
 * tkit_given_annotation_free(). */
int tkit_document_words(tkit_corpus *corpus, const tkit_document *document, struct tkit_given_annotation **out);

#endif
