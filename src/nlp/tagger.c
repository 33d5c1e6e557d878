/* The tagger at work: features and greedy decoding. See tagger.h; tagger_train.c has the learning. */
#include "nlp/tagger.h"

#include "nlp/tagger_features.h"

static const char *const upos_names[TKIT_UPOS_COUNT] = {
    "X",    "ADJ",   "ADP",   "ADV",   "AUX",   "CCONJ", "DET", "INTJ", "NOUN",
    "NUM",  "PART",  "PRON",  "PROPN", "PUNCT", "SCONJ", "SYM", "VERB",
};

const char *tkit_upos_name(int upos)
{
    return upos >= 0 && upos < TKIT_UPOS_COUNT ? upos_names[upos] : NULL;
}

uint8_t tkit_upos_index(struct str name)
{
    for (int i = 0; i < TKIT_UPOS_COUNT; i++)
        if (str_is(name, upos_names[i]))
            return (uint8_t)i;
    return TKIT_UPOS_X;
}

static int open_tags(struct tagger *t, const tkit_model *model)
{
    int code = tkit_model_strings(model, "TAGS", &t->tags);
    if (code)
        return code;
    if (t->tags.count > TAGS_MAX)
        return tkit_fail(t->tk, TKIT_ECORRUPT, "damaged model: too many tags");
    for (uint32_t i = 0; i < t->tags.count; i++) {
        const char *tag = t->tags.at[i], *tab = strchr(tag, '\t');
        if (!tab)
            return tkit_fail(t->tk, TKIT_ECORRUPT, "damaged model: a tag without XPOS");
        t->upos[i] = tkit_upos_index((struct str){tag, (uint32_t)(tab - tag)});
        t->xpos[i] = tab + 1;
        t->tag_key[i] = feature_text(tag, strlen(tag));
    }
    return TKIT_OK;
}

int tkit_tagger_open(struct tagger *t, tkit *tk, const tkit_model *model)
{
    const void *sure;
    *t = (struct tagger){.tk = tk};
    int code = tkit_model_expect(model, "tagger");
    if (!code)
        code = open_tags(t, model);
    if (!code)
        code = tkit_model_strings(model, "FEATS", &t->feats);
    if (!code)
        code = tkit_wide_load(model, "TAG", t->tags.count, &t->weights);
    if (!code)
        code = tkit_lookup_load(model, "AMBIG", &t->ambiguity);
    if (!code)
        code = tkit_lookup_load(model, "FEATOF", &t->feats_of);
    if (!code)
        code = tkit_model_need(model, "SURE", 1, &sure, &t->sure_count);
    if (!code) {
        t->sure = sure;
        for (size_t i = 0; i < t->sure_count; i++)
            if (t->sure[i] != TAGS_MAX && t->sure[i] >= t->tags.count)
                code = tkit_fail(tk, TKIT_ECORRUPT, "damaged model: a tag outside the list");
    }
    if (!code)
        code = tkit_wide_sieve(tk, &t->weights);
    if (code)
        tkit_tagger_close(t);
    return code;
}

void tkit_tagger_close(struct tagger *t)
{
    if (!t->tk)
        return;
    tkit_sieve_free(t->tk, t->weights.sieve, t->weights.count);
    tkit_model_strings_free(t->tk, &t->tags);
    tkit_model_strings_free(t->tk, &t->feats);
    *t = (struct tagger){0};
}

static uint8_t best_class(const int32_t *scores, unsigned count)
{
    unsigned best = 0;
    for (unsigned c = 1; c < count; c++)
        if (scores[c] > scores[best])
            best = c;
    return (uint8_t)best;
}

void tkit_tagger_run(const struct tagger *t, struct word *words, size_t count)
{
    uint64_t features[TAGGER_FEATURES];
    int32_t scores[TAGS_MAX + 1];
    for (size_t i = 0; i < count; i++) words[i].ambiguity = lookup_get(&t->ambiguity, words[i].lower);
    for (size_t i = 0; i < count; i++) {
        struct word *w = &words[i];
        uint8_t sure = w->ambiguity < t->sure_count ? t->sure[w->ambiguity] : TAGS_MAX;
        if (sure != TAGS_MAX) {
            w->tag = sure;
        } else {
            size_t n = tagger_features(words, count, i, features);
            wide_score(&t->weights, features, n, scores);
            w->tag = best_class(scores, t->tags.count);
        }
        w->tag_key = t->tag_key[w->tag];
        w->upos = t->upos[w->tag];
    }
}

uint32_t tkit_tagger_feats(const struct tagger *t, const struct word *w)
{
    uint32_t index = lookup_get(&t->feats_of, feature2(1, w->lower, w->tag));
    if (index == LOOKUP_NONE)
        index = lookup_get(&t->feats_of, feature1(2, w->tag));
    return index < t->feats.count ? index : 0;
}
