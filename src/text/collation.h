/* The order of words in a language, as sort keys. */
#ifndef TOOLKIT_TEXT_COLLATION_H
#define TOOLKIT_TEXT_COLLATION_H

#include "base/buffer.h"

struct tkit_collation;

/* `locale`: a language with or without region and options of BCP 47 ("sv", "de-u-co-phonebk"). TKIT_EINVALID: no such
 * language; TKIT_EUNSUPPORTED: this build has no ICU. */
int tkit_collation_open(tkit *tk, const char *locale, struct tkit_collation **out);
void tkit_collation_close(struct tkit_collation *c); /* NULL is fine */
/* Appends bytes without NUL that compare by strcmp() as the texts do in the language. */
int tkit_collation_key(struct tkit_collation *c, const char *text, size_t length, tkit_buffer *out);

#endif
