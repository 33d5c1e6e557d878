/* The segmenter at work: see segmenter.h. */
#include "nlp/segmenter.h"
#include "nlp/word.h"

int tkit_segmenter_open(struct segmenter *s, tkit *tk, const tkit_model *model)
{
    *s = (struct segmenter){.tk = tk};
    int code = tkit_model_expect(model, "segmenter");
    if (!code)
        code = tkit_narrow_load(model, "GAPS", &s->gaps);
    if (!code)
        code = tkit_lookup_load(model, "CLITICS", &s->clitics);
    return code;
}

void tkit_segmentation_free(struct segmentation *s)
{
    if (!s->tk)
        return;
    tkit_free(s->tk, s->atoms, s->atom_capacity * sizeof *s->atoms);
    tkit_free(s->tk, s->words, s->word_capacity * sizeof *s->words);
    tkit_free(s->tk, s->sentence_first, s->sentence_capacity * sizeof *s->sentence_first);
    tkit_spans_free(s->tk, &s->tokens);
    *s = (struct segmentation){0};
}

static enum gap decide(const struct segmenter *s, const struct segmentation *x, const char *text, size_t i,
                       const struct gap_history *history)
{
    uint64_t features[SEGMENTER_FEATURES];
    int32_t sum[3] = {0};
    uint8_t space = x->atoms[i].space;
    if (space == SPACE_PARAGRAPH || history->sentence_words >= LONGEST_SENTENCE)
        return GAP_SENTENCE;
    if (tkit_gap_is_plain(x, i))
        return GAP_WORD;
    size_t n = tkit_gap_features(x, text, i, history, features);
    for (size_t k = 0; k < n; k++) narrow_prefetch(&s->gaps, features[k]);
    for (size_t k = 0; k < n; k++) narrow_add(&s->gaps, features[k], sum);
    if (space == SPACE_NONE)
        return sum[GAP_JOIN] >= sum[GAP_WORD] ? GAP_JOIN : GAP_WORD;
    return sum[GAP_SENTENCE] > sum[GAP_WORD] ? GAP_SENTENCE : GAP_WORD;
}

static int add_word(struct segmentation *x, uint32_t start, uint32_t end, uint8_t part)
{
    int code = tkit_reserve(x->tk, (void **)&x->words, &x->word_capacity, x->word_count + 1, sizeof *x->words);
    if (!code)
        x->words[x->word_count++] = (struct segment_word){start, end, part};
    return code;
}

/* One token: its words, split off from the right. */
static int add_token(const struct segmenter *s, struct segmentation *x, const char *text, uint32_t start, uint32_t end)
{
    uint32_t cuts[TOKEN_PARTS] = {end};
    unsigned count = 1;
    while (count < TOKEN_PARTS) {
        char lower[WORD_BYTES];
        size_t size = cuts[count - 1] - start, n = tkit_word_lower(text + start, size, lower), at;
        uint32_t known = size <= WORD_BYTES ? lookup_get(&s->clitics, feature_text(lower, n)) : LOOKUP_NONE;
        at = known != LOOKUP_NONE && n == size ? known : tkit_clitic_at(text + start, size);
        if (!at || at >= size)
            break;
        cuts[count++] = start + (uint32_t)at;
    }
    int code = TKIT_OK;
    for (unsigned k = count; !code && k > 0; k--)
        code = add_word(x, k == count ? start : cuts[k], cuts[k - 1], (uint8_t)(count == 1 ? 0 : k == count ? 1 : 2));
    return code;
}

static int add_sentence(struct segmentation *x)
{
    int code = tkit_reserve(x->tk, (void **)&x->sentence_first, &x->sentence_capacity, x->sentence_count + 2,
                            sizeof *x->sentence_first);
    if (!code)
        x->sentence_first[x->sentence_count++] = (uint32_t)x->word_count;
    return code;
}

int tkit_segmenter_run(const struct segmenter *s, tkit *tk, const char *text, size_t size, struct segmentation *x)
{
    x->tk = tk;
    x->word_count = x->sentence_count = 0;
    int code = tkit_segment_atoms(tk, text, size, x);
    if (!code)
        code = tkit_reserve(tk, (void **)&x->sentence_first, &x->sentence_capacity, 1, sizeof *x->sentence_first);
    if (!code && x->atom_count)
        code = add_sentence(x);
    struct gap_history history = {0};
    for (size_t i = 1; !code && i <= x->atom_count; i++) {
        enum gap gap = i < x->atom_count ? decide(s, x, text, i, &history) : GAP_WORD;
        if (gap == GAP_JOIN)
            continue;
        code = add_token(s, x, text, x->atoms[history.word_atom].start, x->atoms[i - 1].end);
        history.word_atom = (uint32_t)i;
        history.sentence_words++;
        if (!code && gap == GAP_SENTENCE) {
            code = add_sentence(x);
            history.sentence_words = 0;
        }
        if (!code && i % 65536 == 0)
            code = tkit_poll(tk);
    }
    if (!code)
        x->sentence_first[x->sentence_count] = (uint32_t)x->word_count;
    return code;
}
