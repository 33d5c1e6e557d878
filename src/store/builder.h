/* Builds one segment in memory: documents in, rows of segment_part out.
 *
 * Text is entered token by token into a vocabulary and a column of form numbers (4 bytes a token); closing sorts the
 * lexicon, renumbers the column, and sorts positions by form (another 4 bytes a token) into posting lists. Every step is
 * linear. The result depends on the documents and their order alone, not on the number of threads. */
#ifndef TOOLKIT_STORE_BUILDER_H
#define TOOLKIT_STORE_BUILDER_H

#include <toolkit/text.h>

#include "base/buffer.h"
#include "store/vocabulary.h"

struct tkit_builder;
struct tkit_segment;

/* Makes a derived form from a base form; *out lives until the next call. */
typedef int (*tkit_derive)(void *user, const char *form, uint32_t length, const char **out, uint32_t *out_length);

int tkit_builder_create(tkit *tk, struct tkit_builder **out);
void tkit_builder_free(struct tkit_builder *b);

/* A derived attribute of attribute 0 ("word"), which is always there. Before the first document. */
int tkit_builder_derive(struct tkit_builder *b, const char *name, tkit_derive derive, void *user);

/* The number of a base attribute; made, with the form "" for the tokens before, when it is not there yet. */
int tkit_builder_attribute(struct tkit_builder *b, const char *name, unsigned *attribute);

/* Starts a document. `id` is only handed on to the sink. */
int tkit_builder_document(struct tkit_builder *b, int64_t id);

/* Adds the tokens of the document's text as "word". */
int tkit_builder_text(struct tkit_builder *b, const char *text, size_t length, const tkit_spans *tokens);

/* Adds one token: its forms for some base attributes, attribute 0 among them; it is "" for the others. */
struct tkit_form {
    const char *form;
    uint32_t length;
};
int tkit_builder_row(struct tkit_builder *b, const unsigned *attributes, const struct tkit_form *forms,
                     unsigned count);

/* A sentence starts at the next token. (Before tkit_builder_text() of a whole document: _sentences.) */
int tkit_builder_sentence(struct tkit_builder *b);
/* Sentence starts of the current document as token numbers in it, ascending; repetitions are dropped. */
int tkit_builder_sentences(struct tkit_builder *b, const uint32_t *first_tokens, size_t count);

/* Adds all documents of a segment that were not removed. */
int tkit_builder_segment(struct tkit_builder *b, struct tkit_segment *segment);

uint32_t tkit_builder_tokens(const struct tkit_builder *b);
uint32_t tkit_builder_sentence_count(const struct tkit_builder *b);
uint32_t tkit_builder_documents(const struct tkit_builder *b);
int64_t tkit_builder_document_id(const struct tkit_builder *b, uint32_t n);
/* Tokens and sentences of the document added last. */
void tkit_builder_last(const struct tkit_builder *b, uint32_t *tokens, uint32_t *sentences);
/* Memory in use, that of closing included. */
size_t tkit_builder_bytes(const struct tkit_builder *b);

/* Receives the rows in ascending order of (part, row). */
typedef int (*tkit_sink)(void *user, unsigned part, uint32_t row, const void *data, size_t size);

/* Writes the segment out with `threads` threads; the builder is empty afterwards and can be used again. The names of
 * the attributes, separated by blanks, go to `names`. */
int tkit_builder_close(struct tkit_builder *b, unsigned threads, tkit_sink sink, void *user);
void tkit_builder_names(const struct tkit_builder *b, tkit_buffer *names);

#endif
