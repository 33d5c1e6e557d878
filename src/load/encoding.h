/* Encodings: what the bytes of a source are as UTF-8, why, and the way back.
 *
 * Decides in this order: what the caller forces; a byte-order mark; valid UTF-8; the pattern of zeros of UTF-16 and
 * UTF-32; what the source declares; uchardet when built in; windows-1252. Every byte that has no meaning becomes
 * U+FFFD, is counted, and the first one is located. */
#ifndef TOOLKIT_LOAD_ENCODING_H
#define TOOLKIT_LOAD_ENCODING_H

#include "load/document.h"
#include "load/source.h"

/* A source's bytes as UTF-8. */
struct tkit_input {
    const char *text;        /* the source's own bytes when they are UTF-8 already, else `converted` */
    size_t length;
    struct tkit_map map;     /* from `text` to the source's bytes */
    tkit_buffer converted;
    struct tkit_source *source;
    char encoding[64];       /* "UTF-8", "windows-1252" ... */
    const char *how;         /* "forced", "bom", "valid", "zeros", "declared", "guessed", "fallback" */
    uint64_t replacements;   /* bytes or units replaced by U+FFFD */
    uint64_t first_replacement; /* source byte of the first one */
};

/* Decodes all bytes that `source` holds. `declared` may be "". Errors: TKIT_ENOMEM, TKIT_EUNSUPPORTED for an encoding
 * that iconv does not know and the caller forces. */
int tkit_input_decode(struct tkit_input *input, struct tkit_source *source, const char *declared);
void tkit_input_free(struct tkit_input *input);

/* Can texts in the encoding of this name be decoded? */
bool tkit_encoding_is_known(const char *name);

/* The encoding whose zeros show in the bytes ("UTF-16LE" ...), NULL when there is no such pattern. */
const char *tkit_encoding_by_zeros(const unsigned char *bytes, size_t size);

/* Makes the input's text the document's, byte for byte, without copying where it can be moved. The input's map keeps
 * leading to the source. Afterwards input->text is the document's text. */
int tkit_input_take(struct tkit_input *input, tkit_document *document);

#endif
