/* The labeller at work: decoding, and the spans that it gives. See labels.h. */
#include "nlp/labels.h"

/* States of the decoder: the classes, and "outside" a second time for what comes behind the one span of a unit. */
enum { BEHIND = LABEL_CLASSES, STATES };
static const uint8_t class_of[STATES] = {LABEL_OUT, LABEL_BEGIN, LABEL_IN, LABEL_REJOIN, LABEL_OUT};

/* Which states may follow a state, as bits: any number of spans; one span that may rejoin. */
#define BIT(state) (1u << (state))
static const uint8_t many[STATES] = {
    [LABEL_OUT] = BIT(LABEL_OUT) | BIT(LABEL_BEGIN) | BIT(LABEL_REJOIN),
    [LABEL_BEGIN] = BIT(LABEL_OUT) | BIT(LABEL_BEGIN) | BIT(LABEL_IN) | BIT(LABEL_REJOIN),
    [LABEL_IN] = BIT(LABEL_OUT) | BIT(LABEL_BEGIN) | BIT(LABEL_IN) | BIT(LABEL_REJOIN),
    [LABEL_REJOIN] = BIT(LABEL_OUT) | BIT(LABEL_BEGIN) | BIT(LABEL_IN) | BIT(LABEL_REJOIN),
};
static const uint8_t one[STATES] = {
    [LABEL_OUT] = BIT(LABEL_OUT) | BIT(LABEL_BEGIN),
    [LABEL_BEGIN] = BIT(LABEL_IN) | BIT(BEHIND),
    [LABEL_IN] = BIT(LABEL_IN) | BIT(BEHIND),
    [LABEL_REJOIN] = BIT(LABEL_IN) | BIT(BEHIND),
    [BEHIND] = BIT(BEHIND) | BIT(LABEL_REJOIN),
};

/* Whether a word belongs to the anchor or to a layer before this one, and so to no other. */
static bool is_taken(const struct label_text *t, unsigned layer, size_t i)
{
    bool taken = layer && t->anchors[i].side == 3;
    for (unsigned k = 1; k < layer; k++) taken |= t->layers[k][i] != LABEL_OUT;
    return taken;
}

int tkit_label_decode(const struct label_text *t, unsigned layer, size_t first, size_t end, unsigned before,
                      label_score *score, const void *weights, uint8_t *out)
{
    const uint8_t *follow = layer ? one : many;
    size_t n = end - first;
    if (!n)
        return TKIT_OK;
    uint8_t(*from)[STATES] = tkit_alloc(t->tk, n * sizeof *from);
    if (!from)
        return tkit_fail_nomem(t->tk);
    const int64_t never = INT64_MIN / 2;
    int64_t best[STATES];
    int code = TKIT_OK;
    for (unsigned s = 0; s < STATES; s++) best[s] = s == before ? 0 : never;
    for (size_t i = 0; i < n && !code; i++) {
        int32_t emission[LABEL_CLASSES], step[LABEL_CLASSES * LABEL_CLASSES];
        int64_t next[STATES];
        bool taken = is_taken(t, layer, first + i);
        score(weights, layer, t, first + i, emission, step);
        for (unsigned s = 0; s < STATES; s++) {
            next[s] = never;
            from[i][s] = 0;
            if (taken && class_of[s] != LABEL_OUT)
                continue;
            for (unsigned p = 0; p < STATES; p++) {
                if (!(follow[p] >> s & 1) || best[p] <= never)
                    continue;
                int64_t sum = best[p] + step[class_of[p] * LABEL_CLASSES + class_of[s]] + emission[class_of[s]];
                if (sum > next[s]) {
                    next[s] = sum;
                    from[i][s] = (uint8_t)p;
                }
            }
        }
        memcpy(best, next, sizeof best);
        if (i % 4096 == 4095)
            code = tkit_poll(t->tk);
    }
    unsigned last = 0;
    for (unsigned s = 1; s < STATES; s++)
        if (best[s] > best[last])
            last = s;
    for (size_t i = n; i-- > 0;) {
        out[first + i] = class_of[last];
        last = from[i][last];
    }
    tkit_free(t->tk, from, n * sizeof *from);
    return code;
}

/* ---- the model ---- */

static void section(char out[8], char what, unsigned layer)
{
    const char name[8] = {what, (char)('0' + layer)};
    memcpy(out, name, sizeof name);
}

int tkit_labeller_setup(struct labeller *l, tkit *tk, const tkit_model *model)
{
    const void *setting;
    size_t size;
    *l = (struct labeller){.tk = tk};
    int code = tkit_model_expect(model, "labels");
    if (!code)
        code = tkit_model_strings(model, "LABELS", &l->names);
    if (!code && l->names.count > LABELS_MAX)
        code = tkit_fail(tk, TKIT_ECORRUPT, "damaged model: too many labels");
    if (!code)
        code = tkit_model_need(model, "SETTING", 1, &setting, &size);
    if (!code && (!size || *(const uint8_t *)setting > EVIDENCE_PARSE))
        code = tkit_fail(tk, TKIT_ECORRUPT, "damaged model: settings of the labeller");
    if (!code)
        l->evidence = (enum label_evidence)*(const uint8_t *)setting;
    for (unsigned k = 0; !code && k < l->names.count; k++) {
        char name[8];
        section(name, 'W', k);
        code = tkit_wide_load(model, name, LABEL_CLASSES, &l->words[k]);
        section(name, 'T', k);
        if (!code)
            code = tkit_wide_load(model, name, LABEL_CLASSES * LABEL_CLASSES, &l->steps[k]);
    }
    if (code)
        tkit_labeller_close(l);
    return code;
}

void tkit_labeller_close(struct labeller *l)
{
    if (!l->tk)
        return;
    tkit_model_strings_free(l->tk, &l->names);
    *l = (struct labeller){0};
}

static void score_weights(const void *weights, unsigned layer, const struct label_text *t, size_t i, int32_t *emission,
                          int32_t *step)
{
    const struct labeller *l = weights;
    uint64_t features[LABEL_FEATURES];
    size_t n = tkit_label_features(t, layer, l->evidence, i, features);
    wide_score(&l->words[layer], features, n, emission);
    n = tkit_label_steps(t, layer, l->evidence, i, features);
    wide_score(&l->steps[layer], features, n, step);
}

/* ---- the public face ---- */

struct tkit_labeller {
    tkit *tk;
    struct labeller inner;
};

int tkit_labeller_open(tkit *tk, const tkit_model *model, tkit_labeller **out)
{
    *out = NULL;
    tkit_labeller *l = tkit_calloc(tk, 1, sizeof *l);
    if (!l)
        return tkit_fail_nomem(tk);
    l->tk = tk;
    int code = tkit_labeller_setup(&l->inner, tk, model);
    if (code)
        tkit_free(tk, l, sizeof *l);
    else
        *out = l;
    return code;
}

void tkit_labeller_free(tkit_labeller *l)
{
    if (!l)
        return;
    tkit_labeller_close(&l->inner);
    tkit_free(l->tk, l, sizeof *l);
}

const char *tkit_labeller_label(const tkit_labeller *l, uint32_t number)
{
    return number < l->inner.names.count ? l->inner.names.at[number] : NULL;
}

/* The spans of a layer between two words, as pieces of one unit. */
static int add_spans(const struct label_text *t, unsigned layer, size_t first, size_t end, uint32_t unit,
                     tkit_labels *out)
{
    const uint8_t *row = t->layers[layer];
    for (size_t i = first; i < end; i++) {
        if (row[i] != LABEL_BEGIN && row[i] != LABEL_REJOIN)
            continue;
        size_t last = i;
        while (last + 1 < end && row[last + 1] == LABEL_IN) last++;
        int code = tkit_reserve(t->tk, (void **)&out->items, &out->capacity, out->count + 1, sizeof *out->items);
        if (code)
            return code;
        out->items[out->count++] = (tkit_label){.start = t->c.start[i], .end = t->c.end[last], .first = (uint32_t)i,
                                                .last = (uint32_t)last, .label = layer, .unit = unit};
    }
    return TKIT_OK;
}

/* What belongs to the anchor of words first .. last; its own pieces end before word `next`. */
static int label_unit(const tkit_labeller *l, struct label_text *t, size_t first, size_t last, size_t next, uint32_t unit,
                      tkit_labels *out)
{
    size_t from, end;
    int code = add_spans(t, 0, first, next, unit, out);
    tkit_label_turn(t, first, last, &from, &end);
    for (unsigned k = 1; !code && k < l->inner.names.count; k++) {
        code = tkit_label_decode(t, k, from, end, LABEL_OUT, score_weights, &l->inner, t->layers[k]);
        if (!code)
            code = add_spans(t, k, from, end, unit, out);
    }
    return code;
}

int tkit_labeller_run(const tkit_labeller *l, const char *text, const tkit_annotation *annotation, tkit_labels *out)
{
    struct label_text t;
    uint32_t unit = 0;
    int code = tkit_label_text_init(&t, l->tk, text, annotation);
    if (code)
        return code;
    out->count = 0;
    for (size_t s = 0; !code && s < t.c.sentence_count; s++) {
        size_t first = t.c.sentence_first[s];
        code = tkit_label_decode(&t, 0, first, t.c.sentence_first[s + 1], first ? t.layers[0][first - 1] : LABEL_OUT,
                                 score_weights, &l->inner, t.layers[0]);
    }
    const uint8_t *row = t.layers[0];
    for (size_t i = 0; !code && i < t.c.word_count; i++) {
        if (row[i] != LABEL_BEGIN)
            continue;
        size_t last = i, next = i + 1;
        while (last + 1 < t.c.word_count && row[last + 1] == LABEL_IN) last++;
        while (next < t.c.word_count && row[next] != LABEL_BEGIN) next++;
        code = label_unit(l, &t, i, last, next, ++unit, out);
    }
    tkit_label_text_free(&t);
    return code;
}

void tkit_labels_free(tkit *tk, tkit_labels *labels)
{
    tkit_free(tk, labels->items, labels->capacity * sizeof *labels->items);
    *labels = (tkit_labels){0};
}
