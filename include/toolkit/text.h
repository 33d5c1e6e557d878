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

#ifdef __cplusplus
}
#endif
#endif
