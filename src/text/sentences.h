/* Sentence boundaries: by the book, and tailored for news. Both are asked at candidates only: characters of class
 * ATerm or STerm, paragraph separators, and for news the ellipsis. */
#ifndef TOOLKIT_TEXT_SENTENCES_H
#define TOOLKIT_TEXT_SENTENCES_H

#include <stddef.h>

#include <toolkit/text.h>

#include "text/abbreviations.h"
#include "text/unicode.h"

struct sentence_rules {
    bool is_news;
    bool is_wrapped; /* single line breaks are spaces */
    const struct sentence_language *language;
};

/* Is there a boundary behind the candidate at `at` in the sentence that starts at `from`? Its offset, or 0 when there
 * is none; *next gets where to look for the next candidate. */
size_t tkit_uax29_end(const uint8_t *text, size_t length, size_t from, size_t at, size_t *next);
size_t tkit_news_end(const struct sentence_rules *rules, const uint8_t *text, size_t length, size_t from, size_t at,
                     size_t *next);

/* The rules that the options ask for. */
int tkit_sentence_rules(tkit *tk, const tkit_sentence_options *options, struct sentence_rules *rules);

#endif
