/* Out of memory at every single allocation: each function of toolkit/text.h answers with an error and leaks nothing. A
 * regular expression alone may do without: when there is no memory for machine code, PCRE2's interpreter matches. */
#include "meter.h"
#include "test.h"

#include <toolkit/toolkit.h>

/* Long enough to make columns grow; with marks that need sorting, and every kind of character. */
static const char text[] =
    "Mr. Smith paid $3.50 at 9.11 a.m. \"Why?\" he said. Ångström’s e\u0301\u0316 日本 カタカナ \U0001F1E9\U0001F1EA. "
    "\u0315\u0316\u0315\u0316\u0315\u0316\u0315\u0316\u0315\u0316\u0315\u0316\u0315\u0316\u0315\u0316\u0315\u0316\u0315"
    "\u0316\u0315\u0316\u0315\u0316\u0315\u0316 The end.The next one… 1 2 3 4 5 6 7 8 9 . . . . . . . . . . . . . . . "
    ". "
    ". . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . "
    ".";

/* Everything once: the first error, or TKIT_OK. Frees what it made in either case. */
static int all(tkit *tk)
{
    const size_t length = sizeof text - 1;
    tkit_spans words = {0}, sentences = {0};
    tkit_sentence_options news = {.size = sizeof news, .mode = TKIT_SENTENCES_NEWS};
    char *made = NULL;
    const char *stem;
    size_t made_length = 0, stem_length, spans[8];
    tkit_stemmer *stemmer = NULL;
    tkit_regex *regex = NULL;
    int rc = tkit_tokenize(tk, text, length, TKIT_TOKENS_ALL, &words);
    if (rc == TKIT_OK)
        rc = tkit_segment(tk, text, length, TKIT_TOKENS_WORDS, &news, &words, &sentences);
    if (rc == TKIT_OK)
        rc = tkit_graphemes(tk, text, length, &words);
    if (rc == TKIT_OK)
        rc = tkit_fold(tk, text, length, TKIT_FOLD_MARKS, &made, &made_length);
    tkit_text_free(tk, made, made_length);
    made = NULL;
    if (rc == TKIT_OK)
        rc = tkit_normalize(tk, text, length, TKIT_NFKD, &made, &made_length);
    tkit_text_free(tk, made, made_length);
    if (rc == TKIT_OK)
        rc = tkit_stemmer_open(tk, "english", &stemmer);
    if (rc == TKIT_OK)
        rc = tkit_stemmer_stem(stemmer, "running", 7, &stem, &stem_length);
    tkit_stemmer_close(stemmer);
    if (rc == TKIT_OK)
        rc = tkit_regex_compile(tk, "(?<word>\\w+)@([a-z]+)(x)?", 25, TKIT_REGEX_IGNORE_CASE, &regex);
    if (rc == TKIT_OK && tkit_regex_exec(regex, "to me@xy", 8, 0, 0, 0, spans, 4) != 1)
        rc = TKIT_ENOMEM;
    if (rc == TKIT_OK && tkit_regex_exec(regex, "\xff me@xy", 7, 0, 0, 0, spans, 4) != 1)
        rc = TKIT_ENOMEM;
    tkit_regex_free(regex);
    tkit_spans_free(tk, &words);
    tkit_spans_free(tk, &sentences);
    return rc;
}

static void every_failed_allocation_is_an_error_and_leaks_nothing(void)
{
    enum { ENOUGH = 2000, REPORTED_LEAST = 25 };
    size_t n = 1, spared = 0;
    for (; n < ENOUGH; n++) {
        struct meter m = {.fail_at = n};
        tkit_options options = {.size = sizeof options, .allocate = metered, .allocate_user = &m};
        tkit *tk;
        int rc = tkit_create(&tk, &options);
        if (rc == TKIT_OK) {
            rc = all(tk);
            tkit_destroy(tk);
        }
        CHECK(m.live == 0);
        CHECK(rc == TKIT_ENOMEM || rc == TKIT_OK);
        spared += rc == TKIT_OK && m.calls >= n;
        if (m.calls < n || test_bad)
            break;
    }
    CHECK(n < ENOUGH && n - spared > REPORTED_LEAST);
}

int main(void)
{
    RUN(every_failed_allocation_is_an_error_and_leaks_nothing);
    return test_report();
}
