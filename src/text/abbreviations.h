/* Words that a full stop does not end, and words that a sentence often starts with: the data of the news sentence
 * mode, by language. */
#ifndef TOOLKIT_TEXT_ABBREVIATIONS_H
#define TOOLKIT_TEXT_ABBREVIATIONS_H

#include <stdbool.h>
#include <stddef.h>

enum abbreviation {
    ABBREVIATION_NONE,
    ABBREVIATION_TITLE,  /* a name follows: never the end of a sentence */
    ABBREVIATION_NEVER,  /* something else always follows (e.g.) */
    ABBREVIATION_NUMBER, /* only before a number (No. 5); else a word like any other */
    ABBREVIATION_MONTH,  /* before a number never an end; else as MAYBE */
    ABBREVIATION_MAYBE   /* an end only when a typical first word follows */
};

/* Language data: sorted by word, lower case, without the last full stop. */
struct sentence_language {
    const char *tag; /* BCP 47 */
    const struct abbreviation_row {
        const char *word;
        enum abbreviation class;
        bool is_capital; /* counts only when written with a capital */
    } *abbreviations;
    size_t abbreviation_count;
    const char *const *starters; /* words that start sentences and hardly ever follow an abbreviation */
    size_t starter_count;
    const char *const *saying; /* verbs of a said-clause behind a quotation */
    size_t saying_count;
};

extern const struct sentence_language tkit_sentence_english;

/* Binary search; `word` is `length` bytes of any case. */
const struct abbreviation_row *tkit_abbreviation_find(const struct sentence_language *language, const char *word,
                                                      size_t length);
bool tkit_word_in(const char *const *list, size_t count, const char *word, size_t length);

#endif
