/* The attributes that are computed from words: "lower" always, "stem" where the corpus wants it (setting "stem": the
 * language of a Snowball stemmer). */
#ifndef TOOLKIT_STORE_COMPUTED_H
#define TOOLKIT_STORE_COMPUTED_H

#include <toolkit/text.h>

#include "store/builder.h"
#include "store/corpus.h"

enum { STEM_LANGUAGE = 32 }; /* bytes for its name */

struct tkit_computed {
    tkit *tk;
    tkit_buffer folded;
    tkit_stemmer *stemmer;
};

/* Tells the builder what to compute. Close before the builder is freed: what it owns is of the builder's context.
 * Zeroed may be closed. */
int tkit_computed_open(tkit_corpus *corpus, struct tkit_builder *builder, struct tkit_computed *out);
void tkit_computed_close(struct tkit_computed *computed);

/* Reads a list of attributes: 1 when all of them are words or computed ("word,lower,stem", "stem:german"), then
 * `language` is that of the stemmer, "" for none. 0: they are columns of a file. */
int tkit_computed_parse(const char *attributes, char language[STEM_LANGUAGE]);

/* Makes the corpus have stems from now on; *is_new: it had none. The segments that are there stay as they are. */
int tkit_computed_want_stem(tkit_corpus *corpus, const char *language, bool *is_new);

#endif
