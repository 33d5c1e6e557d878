/* Sentence boundaries: by the book, and tailored for news. */
#ifndef TOOLKIT_TEXT_SENTENCES_H
#define TOOLKIT_TEXT_SENTENCES_H

#include <stddef.h>

#include "text/unicode.h"

/* After UAX #29: is there a boundary behind the candidate at `at` (a character of class ATerm, STerm or a paragraph
 * separator) in the segment that starts at `from`? The offset of the boundary, or 0 when there is none; *next gets
 * where to look for the next candidate. */
size_t tkit_sentence_end(const uint8_t *text, size_t length, size_t from, size_t at, size_t *next);

#endif
