/* Words by the book: the exact automaton of UAX #29, one character at a time.
 *
 * The block kernels (words_kernel.h) do the common characters 64 bytes at a time and come here for the rest. */
#ifndef TOOLKIT_TEXT_WORDS_H
#define TOOLKIT_TEXT_WORDS_H

#include <stddef.h>

#include "text/unicode.h"

/* The end of the segment that starts at the word boundary `from` < `length`. *kinds gets the UNICODE_* flags of
 * its characters. Any boundary is a good start: no rule looks back across one. */
size_t tkit_word_end(const uint8_t *text, size_t length, size_t from, unsigned *kinds);

/* enum tkit_token_kind from those flags. */
unsigned tkit_word_kind(unsigned kinds);

#endif
