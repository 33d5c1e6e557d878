/* The writing side of the index: documents go in, segments come out and merge. */
#ifndef TOOLKIT_STORE_INDEXER_H
#define TOOLKIT_STORE_INDEXER_H

#include <toolkit/text.h>

#include "store/corpus.h"

struct tkit_given_annotation; /* load/annotation.h */
struct tkit_indexer;

int tkit_indexer_open(tkit_corpus *corpus, unsigned threads, struct tkit_indexer **out);
void tkit_indexer_free(struct tkit_indexer *indexer);

/* The documents to come are in the index already, in segments that the caller drops. Segments are merged at the end,
 * and nothing is committed before. */
void tkit_indexer_again(struct tkit_indexer *indexer);

/* Indexes a stored document; writes and commits a segment when the one in memory is full. `words`: what the corpus's
 * annotator made of its text (annotators.h), NULL when it was not asked. */
int tkit_indexer_add(struct tkit_indexer *indexer, tkit_document *document, const struct tkit_given_annotation *words,
                     int64_t id);

/* The same for one whose tokens and layers are stored: `given` is what the index said of it. */
int tkit_indexer_add_again(struct tkit_indexer *indexer, tkit_document *document,
                           const struct tkit_given_annotation *given, int64_t id);

/* Takes a segment out of the file, with whatever it says. */
int tkit_indexer_drop_segment(struct tkit_indexer *indexer, int64_t id);

/* Indexes a text that has no row in the table `document`: the index alone, without sentences. */
int tkit_indexer_add_text(struct tkit_indexer *indexer, const char *text, size_t length, int64_t id);

/* Makes segments anew that are older than the corpus's wish for stems (computed.h). */
int tkit_indexer_give_stems(struct tkit_indexer *indexer);

/* Writes what is in memory, and merges small segments. */
int tkit_indexer_finish(struct tkit_indexer *indexer);

uint64_t tkit_indexer_tokens(const struct tkit_indexer *indexer); /* added so far */
uint64_t tkit_indexer_annotated(const struct tkit_indexer *indexer); /* documents that got their tokens here */

#endif
