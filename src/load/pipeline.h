/* Decoding in several threads, with the documents in the order of their sources.
 *
 * The thread that calls the loader walks, opens and splits; what it finds - a small source as a whole, or a document
 * whose blocks and facts are still to be worked out - it puts into a ring of slots. Worker threads empty the slots'
 * work in any order, each with a context of its own; documents and notes leave in the order in which the slots were
 * filled, in the calling thread alone. No callback runs elsewhere. Memory is bounded by the number of slots and the
 * bytes in them.
 *
 * A caller that waits for the first slot works itself, so that no number of threads is too small. */
#ifndef TOOLKIT_LOAD_PIPELINE_H
#define TOOLKIT_LOAD_PIPELINE_H

#include "load/source.h"

struct tkit_pipeline;

/* Larger sources are read by the caller, piece by piece where their format allows. */
enum { PIPELINE_SOURCE_BYTES = 8 << 20 };

/* Starts `threads` - 1 workers; fewer, even none, when the system has no more. `options` lives as long as the pipeline;
 * from now on its notes are kept until their turn comes. */
int tkit_pipeline_open(tkit *tk, unsigned threads, tkit_load_options *options, struct tkit_pipeline **out);

/* Stops the workers, drops what is left, gives the options their notes back. NULL is fine. */
void tkit_pipeline_close(struct tkit_pipeline *pipeline);

/* May another slot be filled? */
bool tkit_pipeline_has_room(const struct tkit_pipeline *pipeline);

/* Begins a slot: notes go to it. One of the calls below follows. */
void tkit_pipeline_begin(struct tkit_pipeline *pipeline);
/* A source that the pipeline takes, to be read to its end; taken over. What it borrows from its parents must stay until
 * tkit_pipeline_settle(). */
void tkit_pipeline_put_source(struct tkit_pipeline *pipeline, struct tkit_source *source);
/* A document to be completed; taken over. */
void tkit_pipeline_put_document(struct tkit_pipeline *pipeline, tkit_document *document);
/* Nothing but the notes; TKIT_OK, or the failure that ends the run once everything before it is delivered. */
void tkit_pipeline_put_code(struct tkit_pipeline *pipeline, int code);

/* Is this source small, whole and of a format that reads nothing but its own bytes? Then a worker may read it. */
bool tkit_pipeline_takes(const struct tkit_source *source);

/* The next document, complete: 1; 0 when the ring is empty; the code of a failure that ends the run. Reports notes. */
int tkit_pipeline_take(struct tkit_pipeline *pipeline, tkit_document **out);

/* Waits until every source that was put has been read: its parents may be closed. */
void tkit_pipeline_settle(struct tkit_pipeline *pipeline);

#endif
