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

TKIT_API void tkit_spans_free(tkit *tk, tkit_spans *spans); /* {0} again afterwards */

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
 * asked. `flags` are TKIT_TOKENS_*, 0 for words, numbers, punctuation and symbols. Invalid UTF-8 does no harm: a stray
 * byte is a symbol of its own. O(length). Errors: TKIT_ENOMEM, TKIT_EINTERRUPT, TKIT_ELIMIT above 4 GiB. */
TKIT_API int tkit_tokenize(tkit *tk, const char *text, size_t length, unsigned flags, tkit_spans *out);

/* ---- sentences ---- */

enum tkit_sentence_mode {
    TKIT_SENTENCES_UAX29, /* the default rules of UAX #29, any language. The spans tile the text: white space
                             behind a sentence belongs to it, every line break ends one */
    TKIT_SENTENCES_NEWS   /* tailored for running prose: abbreviations, initials, quotations with a said-clause, machine
                             translation, headings. Spans are trimmed of white space. English word lists */
};

enum tkit_newline {
    TKIT_NEWLINE_PARAGRAPH, /* a line break ends the sentence */
    TKIT_NEWLINE_SPACE      /* wrapped lines: a line break is a space, a blank line ends the sentence */
};

typedef struct tkit_sentence_options {
    uint32_t size; /* sizeof(tkit_sentence_options) */
    int mode;      /* enum tkit_sentence_mode */
    int newline;   /* enum tkit_newline; mode UAX29 knows PARAGRAPH only */
} tkit_sentence_options;

/* Sentences of a text, in order. `options` may be NULL: UAX #29. `kind` is 0. O(length). Errors as above, and
 * TKIT_EINVALID for an unknown mode. */
TKIT_API int tkit_sentences(tkit *tk, const char *text, size_t length, const tkit_sentence_options *options,
                            tkit_spans *out);

/* Both in one pass, faster than one after the other: tokens as tkit_tokenize(), sentences as tkit_sentences(). */
TKIT_API int tkit_segment(tkit *tk, const char *text, size_t length, unsigned flags,
                          const tkit_sentence_options *options, tkit_spans *tokens, tkit_spans *sentences);

/* ---- characters ---- */

/* Strict validation: the offset of the first byte that is not UTF-8 (overlong forms, surrogates, stray and
 * missing bytes), `length` when all is well. */
TKIT_API size_t tkit_utf8_check(const char *text, size_t length);

/* 1 when no byte is above 0x7F. */
TKIT_API int tkit_is_ascii(const char *text, size_t length);

/* The code point at the start of the text and its size in bytes (`size` may be NULL). UINT32_MAX with size 1 for a
 * stray byte, with size 0 for an empty text. */
TKIT_API uint32_t tkit_utf8_decode(const char *text, size_t length, unsigned *size);

/* Extended grapheme clusters (UAX #29): what a reader calls a character. The spans tile the text. O(length). Errors as
 * tkit_tokenize(). */
TKIT_API int tkit_graphemes(tkit *tk, const char *text, size_t length, tkit_spans *out);

/* The Unicode version of the tables, "15.0.0". */
TKIT_API const char *tkit_unicode(void);

/* ---- folding, normal forms, stems ---- */

/* Frees what tkit_fold() and tkit_normalize() gave; NULL is fine. */
TKIT_API void tkit_text_free(tkit *tk, char *text, size_t length);

enum tkit_fold_flags {
    TKIT_FOLD_MARKS = 1,        /* drop accents and other marks: "Zoë" = "zoe" */
    TKIT_FOLD_COMPATIBILITY = 2 /* ligatures, full-width letters, superscripts: their plain forms */
};

/* Full case folding followed by NFC: two texts that differ in case only become equal bytes. Not for display. Stray
 * bytes become U+FFFD. *out is NUL-terminated and the caller's: tkit_text_free() with *out_length. O(length). Errors:
 * TKIT_ENOMEM. */
TKIT_API int tkit_fold(tkit *tk, const char *text, size_t length, unsigned flags, char **out, size_t *out_length);

enum tkit_normal_form { TKIT_NFC, TKIT_NFD, TKIT_NFKC, TKIT_NFKD };

/* A text in one of the normal forms of UAX #15. Stray bytes become U+FFFD. *out and errors as above, and TKIT_EINVALID
 * for an unknown form. O(length). */
TKIT_API int tkit_normalize(tkit *tk, const char *text, size_t length, enum tkit_normal_form form, char **out,
                            size_t *out_length);

/* A Snowball stemmer for one language: English name ("english", "german") or ISO 639 code ("en", "deu").
 * Errors: TKIT_EUNSUPPORTED for others, TKIT_ENOMEM. One thread at a time. */
typedef struct tkit_stemmer tkit_stemmer;

TKIT_API int tkit_stemmer_open(tkit *tk, const char *language, tkit_stemmer **out);
TKIT_API void tkit_stemmer_close(tkit_stemmer *stemmer); /* NULL is fine */
/* The stem of a folded (lower-case) word. *stem lives until the next call on this stemmer or, for a "word" of more
 * than 64 KiB, is the word itself. O(length). TKIT_ENOMEM. */
TKIT_API int tkit_stemmer_stem(tkit_stemmer *stemmer, const char *word, size_t length, const char **stem,
                               size_t *stem_length);
/* Names of the languages there are, from index 0; NULL after the last. */
TKIT_API const char *tkit_stemmer_language(size_t index);

/* ---- regular expressions ---- */

/* A compiled expression: PCRE2 syntax (Perl's), Unicode properties, JIT. It belongs to the context that made it and
 * keeps the place of its last match: one match at a time. */
typedef struct tkit_regex tkit_regex;

enum tkit_regex_flags {
    TKIT_REGEX_IGNORE_CASE = 1,
    TKIT_REGEX_MULTILINE = 2, /* ^ and $ at line breaks too */
    TKIT_REGEX_DOTALL = 4,    /* . matches line breaks too */
    TKIT_REGEX_EXTENDED = 8   /* white space and # comments in the pattern are layout */
};

/* TKIT_EQUERY for a pattern that does not parse; the message says why and at which byte. */
TKIT_API int tkit_regex_compile(tkit *tk, const char *pattern, size_t length, unsigned flags, tkit_regex **out);
TKIT_API void tkit_regex_free(tkit_regex *regex); /* NULL is fine */

/* Capture groups of the pattern, and their names from index 0: NULL after the last. Borrowed. */
TKIT_API size_t tkit_regex_groups(const tkit_regex *regex);
TKIT_API const char *tkit_regex_name(const tkit_regex *regex, size_t index, size_t *group);

/* What a text is made of. Whoever matches one text many times finds out once. */
enum tkit_text_nature { TKIT_TEXT_UNKNOWN, TKIT_TEXT_ASCII, TKIT_TEXT_UTF8, TKIT_TEXT_INVALID };
TKIT_API int tkit_text_nature(const char *text, size_t length); /* one of the last three. O(length) */

enum tkit_regex_exec_flags {
    TKIT_REGEX_NOT_EMPTY = 1, /* no empty match at `from` itself: the way on after a match that ended there */
    TKIT_REGEX_HERE = 2       /* only a match that starts at `from` */
};

#define TKIT_REGEX_UNSET ((size_t)-1)

/* Searches from byte `from` on (moved to the next character when inside one); what is before it is seen by \b, ^ and
 * look-behind. `spans` gets start and end of the match and of each group, at most `capacity` pairs; a group that
 * took no part gets TKIT_REGEX_UNSET twice. Returns 1 for a match, 0 for none. Errors: TKIT_ELIMIT when the limit
 * regex_match or regex_heap_kib was reached, TKIT_ENOMEM. Invalid UTF-8 is never part of a match. */
TKIT_API int tkit_regex_exec(tkit_regex *regex, const char *text, size_t length, size_t from, int nature,
                             unsigned flags, size_t *spans, size_t capacity);

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
