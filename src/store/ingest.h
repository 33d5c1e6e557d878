/* Taking one document in: the decision what happened to it, and its rows. */
#ifndef TOOLKIT_STORE_INGEST_H
#define TOOLKIT_STORE_INGEST_H

#include "store/corpus.h"

/* Decides (enum tkit_add_outcome) and writes the rows. `source`: row of the file that it came from, 0 for none. *id is
 * that of the document as it is called now. */
int tkit_ingest_document(tkit_corpus *corpus, tkit_document *document, int64_t source, int64_t *id);

/* Is the content of a document in the corpus already? Then taking it in adds nothing, as a rule: 1, 0, or an error. */
int tkit_ingest_knows(tkit_corpus *corpus, tkit_document *document);

#endif
