/* The writing side of the index: documents go in, segments come out and merge. */
#ifndef TOOLKIT_STORE_INDEXER_H
#define TOOLKIT_STORE_INDEXER_H

#include <toolkit/text.h>

#include "store/corpus.h"

struct tkit_indexer;

int tkit_indexer_open(tkit_corpus *corpus, unsigned threads, struct tkit_indexer **out);
void tkit_indexer_free(struct tkit_indexer *indexer);

/* Indexes a stored document; writes and commits a segment when the one in memory is full. */
int tkit_indexer_add(struct tkit_indexer *indexer, tkit_document *document, int64_t id);

/* Indexes a text that has no row in the table `document`: the index alone, without sentences. */
int tkit_indexer_add_text(struct tkit_indexer *indexer, const char *text, size_t length, int64_t id);

/* Writes what is in memory, and merges small segments. */
int tkit_indexer_finish(struct tkit_indexer *indexer);

uint64_t tkit_indexer_tokens(const struct tkit_indexer *indexer); /* added so far */

#endif
