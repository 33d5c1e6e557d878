/* The lemmatiser at work: see lemmatizer.h. */
#include "nlp/lemmatizer.h"

int tkit_lemmatizer_open(struct lemmatizer *l, tkit *tk, const tkit_model *model)
{
    *l = (struct lemmatizer){.tk = tk};
    int code = tkit_model_expect(model, "lemmatizer");
    if (!code)
        code = tkit_model_strings(model, "SCRIPTS", &l->scripts);
    if (!code)
        code = tkit_lookup_load(model, "WORDS", &l->words);
    if (!code)
        code = tkit_lookup_load(model, "ENDINGS", &l->endings);
    for (uint32_t i = 0; !code && i < l->scripts.count; i++) {
        size_t size = strlen(l->scripts.at[i]);
        if (size < 2 || size > 2 + LEMMA_BYTES - WORD_BYTES || l->scripts.at[i][0] < '0')
            code = tkit_fail(tk, TKIT_ECORRUPT, "damaged model: a broken script of the lemmatizer");
    }
    if (code)
        tkit_lemmatizer_close(l);
    return code;
}

void tkit_lemmatizer_close(struct lemmatizer *l)
{
    if (!l->tk)
        return;
    tkit_model_strings_free(l->tk, &l->scripts);
    *l = (struct lemmatizer){0};
}

uint64_t tkit_lemma_hash(const char *lemma, size_t size)
{
    char lower[WORD_BYTES];
    size_t n = tkit_word_lower(lemma, size, lower);
    return feature_text(lower, n);
}

static const char *script_for(const struct lemmatizer *l, const struct word *w, const char *lower, size_t size)
{
    uint32_t number = lookup_get(&l->words, feature2(1, feature_text(lower, size), w->tag_key));
    size_t longest = size < LONGEST_ENDING ? size : LONGEST_ENDING;
    for (size_t k = longest + 1; k > 0 && number >= l->scripts.count; k--)
        number = lookup_get(&l->endings, feature3(2, feature_text(lower + size - (k - 1), k - 1), w->tag_key, k));
    return number < l->scripts.count ? l->scripts.at[number] : "0k";
}

size_t tkit_lemmatizer_run(const struct lemmatizer *l, const struct word *w, char out[LEMMA_BYTES])
{
    char lower[WORD_BYTES];
    size_t n = tkit_word_lower(w->form, w->size, lower), size = n;
    if (w->size > WORD_BYTES) {
        memcpy(out, w->form, WORD_BYTES);
        return WORD_BYTES;
    }
    const char *script = script_for(l, w, lower, n), *base = lower;
    if (script[1] == 'k') {
        base = w->form;
        size = w->size;
    }
    size_t cut = (size_t)((unsigned char)script[0] - '0'), added = strlen(script + 2);
    if (cut > size || (cut == size && !added)) {
        cut = 0;
        added = 0;
    }
    while (cut < size && cut > 0 && ((unsigned char)base[size - cut] & 0xc0) == 0x80) cut--; /* whole characters */
    memcpy(out, base, size - cut);
    memcpy(out + size - cut, script + 2, added);
    return size - cut + added;
}
