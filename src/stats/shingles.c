/* Words of a text as hashes: see shingles.h. */
#include "stats/shingles.h"

#define XXH_INLINE_ALL /* words are short: a call costs as much as the hash */
#include <xxhash.h>

enum { SHORT_WORD = 64 };

static bool lower_ascii(const char *word, size_t length, char *out)
{
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)word[i];
        if (c >= 0x80)
            return false;
        out[i] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
    }
    return true;
}

static int hash_word(tkit *tk, const char *word, size_t length, uint64_t *out)
{
    char small[SHORT_WORD];
    if (length <= SHORT_WORD && lower_ascii(word, length, small)) {
        *out = XXH3_64bits(small, length);
        return TKIT_OK;
    }
    char *folded;
    size_t folded_length;
    int code = tkit_fold(tk, word, length, 0, &folded, &folded_length);
    if (code != TKIT_OK)
        return code;
    *out = XXH3_64bits(folded, folded_length);
    tkit_text_free(tk, folded, folded_length);
    return TKIT_OK;
}

int tkit_word_hashes(tkit *tk, const char *text, size_t length, struct word_hashes *out)
{
    int code = tkit_tokenize(tk, text, length, TKIT_TOKENS_WORDS, &out->words);
    if (code == TKIT_OK)
        code = tkit_reserve(tk, (void **)&out->hash, &out->capacity, out->words.count, sizeof *out->hash);
    for (size_t i = 0; code == TKIT_OK && i < out->words.count; i++)
        code = hash_word(tk, text + out->words.start[i], out->words.end[i] - out->words.start[i], &out->hash[i]);
    return code;
}

void tkit_word_hashes_free(tkit *tk, struct word_hashes *hashes)
{
    tkit_spans_free(tk, &hashes->words);
    tkit_free(tk, hashes->hash, hashes->capacity * sizeof *hashes->hash);
    *hashes = (struct word_hashes){0};
}

uint64_t tkit_shingle_hash(const uint64_t *words, size_t count)
{
    uint64_t h = UINT64_C(0x9e3779b97f4a7c15);
    for (size_t i = 0; i < count; i++) {
        h = (h ^ words[i]) * UINT64_C(0xff51afd7ed558ccd);
        h ^= h >> 32;
    }
    return h;
}
