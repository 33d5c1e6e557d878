/* text.h: UTF-8, words, sentences, graphemes, folding, normalisation, stems. Works on any UTF-8 text, with or
 * without a document. */
#ifndef TOOLKIT_TEXT_H
#define TOOLKIT_TEXT_H

#include <toolkit/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Spans as columns: half-open byte ranges in ascending order. Start with {0}; the arrays grow as needed and are
 * reused by the next call; tkit_spans_free() returns them. */
typedef struct tkit_spans {
    uint32_t *start; /* first byte */
    uint32_t *end;   /* byte after the last */
    uint8_t *kind;   /* enum tkit_token_kind for words, 0 for sentences and graphemes */
    size_t count;
    size_t capacity;
} tkit_spans;

TKIT_API void tkit_spans_free(tkit *tk, tkit_spans *spans);

enum tkit_token_kind {
    TKIT_TOKEN_WORD = 1,   /* holds a letter */
    TKIT_TOKEN_NUMBER,     /* holds a digit and no letter */
    TKIT_TOKEN_PUNCTUATION,
    TKIT_TOKEN_SYMBOL,     /* everything else that is visible: currency, emoji, pictographs */
    TKIT_TOKEN_SPACE       /* only with TKIT_TOKENS_ALL */
};

enum tkit_token_flags {
    TKIT_TOKENS_WORDS = 1, /* words and numbers only */
    TKIT_TOKENS_ALL = 2    /* every segment between two boundaries of UAX #29, spaces too */
};

/* Tokens of a text: the segments between two word boundaries (UAX #29, default rules), without white space unless
 * asked. `text` must be valid UTF-8. O(length). Errors: TKIT_ENOMEM, TKIT_ELIMIT above 4 GiB. */
TKIT_API int tkit_tokenize(tkit *tk, const char *text, size_t length, unsigned flags, tkit_spans *out);

/* ---- text for a terminal ---- */

/* The columns that UTF-8 text takes in a terminal: grapheme clusters, East Asian width, controls as 0. An ill-formed
 * byte counts 1. O(length). */
TKIT_API size_t tkit_text_width(const char *text, size_t length);

/* The length in bytes of the longest run of whole grapheme clusters that fits into `columns`. */
TKIT_API size_t tkit_text_clip(const char *text, size_t length, size_t columns);

enum { TKIT_VISIBLE_KEEP_NEWLINE = 1, TKIT_VISIBLE_KEEP_TAB = 2 };

/* Makes untrusted text harmless for a terminal: control characters (C0, C1), bidirectional overrides, invisible
 * format characters and ill-formed bytes are written as escapes: \n \x1B \u{202E}. Writes at most `capacity` bytes
 * to `out` (may be NULL), never a part of an escape's bytes beyond it, and returns the size of the whole result. */
TKIT_API size_t tkit_text_visible(const char *text, size_t length, unsigned flags, char *out, size_t capacity);

#ifdef __cplusplus
}
#endif
#endif
