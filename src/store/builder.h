/* Builds one segment in memory: documents in, rows of segment_part out.
 *
 * Documents are put into parcels (parcel.h), and read in these: tokens become batches (batch.h). Each token becomes a
 * number within its batch (2 bytes); the forms of the batch become numbers of a vocabulary, and for each of them is
 * noted which passages of the batch hold it. Closing sorts the lexicon, sorts these notes by form, and codes columns
 * and lists. Every step is linear.
 *
 * With two threads both read parcels, and each does half of closing. The result depends on the documents and their
 * order alone. The allocator of the context must then serve two threads. */
#ifndef TOOLKIT_STORE_BUILDER_H
#define TOOLKIT_STORE_BUILDER_H

#include <toolkit/text.h>

#include "base/buffer.h"
#include "store/vocabulary.h"

struct tkit_builder;
struct tkit_segment;

/* Makes a derived form from a base form; *out lives until the next call. */
typedef int (*tkit_derive)(void *user, const char *form, uint32_t length, const char **out, uint32_t *out_length);

int tkit_builder_create(tkit *tk, unsigned threads, struct tkit_builder **out);
void tkit_builder_free(struct tkit_builder *b);

/* The context of the thread that calls the functions which derive: it is for what they own. */
tkit *tkit_builder_context(struct tkit_builder *b);

/* A derived attribute of attribute 0 ("word"), which is always there. Before the first document. */
int tkit_builder_derive(struct tkit_builder *b, const char *name, tkit_derive derive, void *user);

/* The number of a base attribute; made, with the form "" for the tokens before, when it is not there yet. */
int tkit_builder_attribute(struct tkit_builder *b, const char *name, unsigned *attribute);

/* Adds a document, with this text: its tokens are added as "word". Its sentences start at these bytes, ascending. `id`
 * is only handed back. */
int tkit_builder_text(struct tkit_builder *b, int64_t id, const char *text, size_t length, const uint32_t *starts,
                      size_t sentences);

/* Or starts one whose tokens come one by one. */
int tkit_builder_document(struct tkit_builder *b, int64_t id);

/* Adds one token: its forms for some base attributes, attribute 0 among them; it is "" for the others. */
struct tkit_form {
    const char *form;
    uint32_t length;
};
int tkit_builder_row(struct tkit_builder *b, const unsigned *attributes, const struct tkit_form *forms,
                     unsigned count);

/* When it is complete: sentence starts as token numbers in it, ascending; repetitions are dropped. */
int tkit_builder_sentences(struct tkit_builder *b, const uint32_t *first_tokens, size_t count);

/* Adds all documents of a segment that were not removed. */
int tkit_builder_segment(struct tkit_builder *b, struct tkit_segment *segment);

/* Does the segment have so many tokens, or is so much memory in use? Texts may not have been read yet: only when they
 * have so many bytes that they could have so many tokens, this waits to know. Memory is that which was in use when
 * the documents up to some before the last ones were added, that of closing included: it is the same for any number of
 * threads. */
int tkit_builder_is_full(struct tkit_builder *b, uint64_t tokens, size_t bytes, bool *is_full);

/* All that was added is read: now it can be asked for. */
int tkit_builder_wait(struct tkit_builder *b);

uint32_t tkit_builder_tokens(const struct tkit_builder *b);
uint32_t tkit_builder_sentence_count(const struct tkit_builder *b);
uint32_t tkit_builder_documents(const struct tkit_builder *b);
int64_t tkit_builder_document_id(const struct tkit_builder *b, uint32_t n);
/* Tokens and sentences of a document. */
void tkit_builder_counts(const struct tkit_builder *b, uint32_t n, uint32_t *tokens, uint32_t *sentences);

/* Receives a segment: first it begins, when all that can be asked for is known; then rows come, each part's in
 * ascending order. */
struct tkit_sink {
    int (*begin)(void *user);
    int (*row)(void *user, unsigned part, uint32_t row, const void *data, size_t size);
    void *user;
};

/* Writes the segment out; the builder is empty afterwards and can be used again. The names of
 * the attributes, separated by blanks, go to `names`. */
int tkit_builder_close(struct tkit_builder *b, const struct tkit_sink *sink);
void tkit_builder_names(const struct tkit_builder *b, tkit_buffer *names);

#endif
