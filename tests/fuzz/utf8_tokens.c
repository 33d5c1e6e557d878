/* Any bytes through everything that reads plain text: the columns must tile or ascend, and nothing may crash. The first
 * byte chooses the modes. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <toolkit/toolkit.h>

#define REQUIRE(condition) \
    do { \
        if (!(condition)) \
            abort(); \
    } while (0)

static void require_order(const tkit_spans *spans, size_t length, int is_tiling)
{
    size_t at = 0;
    for (size_t i = 0; i < spans->count; i++) {
        REQUIRE(spans->start[i] >= at && spans->end[i] > spans->start[i]);
        REQUIRE(!is_tiling || spans->start[i] == at);
        at = spans->end[i];
    }
    REQUIRE(at <= length && (!is_tiling || at == length));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    /* A copy of the exact size: a read beyond the end is a fault that the sanitizer sees. */
    size_t length = size - 1;
    char *text = malloc(length ? length : 1);
    tkit *tk;
    REQUIRE(text && tkit_create(&tk, NULL) == TKIT_OK);
    memcpy(text, data + 1, length);

    tkit_spans spans = {0};
    REQUIRE(tkit_tokenize(tk, text, length, TKIT_TOKENS_ALL, &spans) == TKIT_OK);
    require_order(&spans, length, 1);
    size_t all = 0;
    for (size_t i = 0; i < spans.count; i++) all += spans.kind[i] != TKIT_TOKEN_SPACE;
    REQUIRE(tkit_tokenize(tk, text, length, 0, &spans) == TKIT_OK);
    require_order(&spans, length, 0);
    REQUIRE(spans.count == all);
    REQUIRE(tkit_tokenize(tk, text, length, TKIT_TOKENS_WORDS, &spans) == TKIT_OK);
    require_order(&spans, length, 0);

    tkit_sentence_options options = {.size = sizeof options, .mode = data[0] & 1, .newline = data[0] >> 1 & 1};
    REQUIRE(tkit_sentences(tk, text, length, &options, &spans) == TKIT_OK);
    require_order(&spans, length, options.mode == TKIT_SENTENCES_UAX29);
    REQUIRE(tkit_graphemes(tk, text, length, &spans) == TKIT_OK);
    require_order(&spans, length, 1);

    char *made;
    size_t made_length;
    REQUIRE(tkit_fold(tk, text, length, data[0] >> 2 & 3, &made, &made_length) == TKIT_OK);
    REQUIRE(tkit_utf8_check(made, made_length) == made_length);
    tkit_text_free(tk, made, made_length);
    REQUIRE(tkit_normalize(tk, text, length, (enum tkit_normal_form)(data[0] >> 4 & 3), &made, &made_length) ==
            TKIT_OK);
    REQUIRE(tkit_utf8_check(made, made_length) == made_length);
    tkit_text_free(tk, made, made_length);

    tkit_spans_free(tk, &spans);
    tkit_destroy(tk);
    free(text);
    return 0;
}
