/* The language layer over documents, in several threads: texts go in, columns or labels come out, in the same order.
 *
 * The work of a worker is pure: it sees a text and its own annotator (the models are shared, and only read), and
 * touches neither the database nor the document. Whoever takes the results writes them, so that the file is the same
 * for any number of threads. */
#ifndef TOOLKIT_STORE_ANNOTATORS_H
#define TOOLKIT_STORE_ANNOTATORS_H

#include "load/annotation.h"
#include "store/corpus.h"

struct tkit_annotators;

/* A document with what was found in it. */
struct tkit_annotated {
    tkit_document *document;             /* a reference of its own */
    int64_t number;                      /* as it was put in */
    struct tkit_given_annotation *words; /* as tokens that came with it; NULL: no words, or nothing was asked for. Names
                                            are static */
    tkit_labels labels;
};

/* Whether a language (a value of the fact, NULL: not known) is one that the models are for. */
bool tkit_language_is_annotated(const char *language);

/* The annotator of a corpus, made when it is first asked for; the corpus owns it. */
int tkit_corpus_annotator(tkit_corpus *corpus, tkit_annotator **out);

/* With `labels`, a model of that kind, which must outlive the annotators: labels are what is found, as probable as
 * `least`; NULL: words. Threads as in tkit_ring_open(). */
int tkit_annotators_open(tkit_corpus *corpus, unsigned threads, const tkit_model *labels, double least,
                         struct tkit_annotators **out);
void tkit_annotators_close(struct tkit_annotators *annotators); /* NULL is fine; what was not taken is dropped */

/* Documents in, while there is room: to be annotated, or just to keep their place. References are taken. */
bool tkit_annotators_have_room(const struct tkit_annotators *annotators);
void tkit_annotators_put(struct tkit_annotators *annotators, tkit_document *document, int64_t number, bool annotate);
/* A failure that is to be met behind the documents before it: `code` with the context's message. */
void tkit_annotators_put_code(struct tkit_annotators *annotators, int code);

/* The next document: 1; 0 when there is none; the code of a failure. What came out is freed with
 * tkit_annotated_free(). */
int tkit_annotators_take(struct tkit_annotators *annotators, struct tkit_annotated *out);
void tkit_annotated_free(tkit *tk, struct tkit_annotated *annotated);

/* The name of a label, by its number in tkit_annotated.labels. */
const char *tkit_annotators_label(const struct tkit_annotators *annotators, uint32_t number);

/* Annotates a document at once that was put in without. */
int tkit_annotators_annotate(struct tkit_annotators *annotators, struct tkit_annotated *annotated);

#endif
