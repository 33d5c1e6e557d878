/* The labeller at work: its model, and the spans that it gives. See labels.h. */
#include "nlp/labels.h"

#include <stdlib.h>

/* ---- the model ---- */

static int read_setting(tkit *tk, const tkit_model *model, struct label_setting *out)
{
    const void *data;
    size_t size;
    int code = tkit_model_need(model, "SETTING", 1, &data, &size);
    if (code)
        return code;
    *out = (struct label_setting){.version = 1};
    memcpy(out, data, size < sizeof *out ? size : sizeof *out);
    if (out->version != LABELS_VERSION)
        return tkit_fail(tk, TKIT_EUNSUPPORTED, "labels of version %u; this library reads %u: train them again",
                         (unsigned)out->version, (unsigned)LABELS_VERSION);
    if (size != sizeof *out || out->evidence > EVIDENCE_PARSE)
        return tkit_fail(tk, TKIT_ECORRUPT, "damaged model: settings of the labeller");
    return TKIT_OK;
}

int tkit_labeller_setup(struct labeller *l, tkit *tk, const tkit_model *model)
{
    *l = (struct labeller){.tk = tk};
    int code = tkit_model_expect(model, "labels");
    if (!code)
        code = tkit_model_strings(model, "LABELS", &l->names);
    if (!code && l->names.count > LABELS_MAX)
        code = tkit_fail(tk, TKIT_ECORRUPT, "damaged model: too many labels");
    if (!code)
        code = read_setting(tk, model, &l->setting);
    for (unsigned k = 0; !code && k < l->names.count; k++) {
        const char name[3] = {'W', (char)('0' + k)};
        code = tkit_wide_load(model, name, k && !(l->setting.flags & LABELS_FLAT) ? SPAN_CLASSES : ROW_CLASSES,
                              &l->weights[k]);
        if (!code)
            code = tkit_wide_sieve(tk, &l->weights[k]);
    }
    if (code)
        tkit_labeller_close(l);
    return code;
}

void tkit_labeller_close(struct labeller *l)
{
    if (!l->tk)
        return;
    for (unsigned k = 0; k < LABELS_MAX; k++) tkit_sieve_free(l->tk, l->weights[k].sieve, l->weights[k].count);
    tkit_model_strings_free(l->tk, &l->names);
    *l = (struct labeller){0};
}

int32_t tkit_label_bias(unsigned labels)
{
    return labels > 1 ? 7 * LEARNER_ONE / 10 : 0;
}

static void score_weights(const void *weights, unsigned layer, const uint64_t *features, size_t count, int32_t *scores)
{
    const struct wide_weights *w = &((const struct labeller *)weights)->weights[layer];
    wide_score(w, features, count, scores);
    for (unsigned c = 0; c < w->classes; c++) scores[c] *= WEIGHT_STEP;
}

/* ---- the public face ---- */

struct tkit_labeller {
    tkit *tk;
    double least;
    struct labeller inner;
};

int tkit_labeller_open(tkit *tk, const tkit_model *model, tkit_labeller **out)
{
    *out = NULL;
    tkit_labeller *l = tkit_calloc(tk, 1, sizeof *l);
    if (!l)
        return tkit_fail_nomem(tk);
    l->tk = tk;
    l->least = TKIT_LABELS_LEAST;
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

void tkit_labeller_set_least(tkit_labeller *l, double least)
{
    l->least = least;
}

static int add_piece(const struct label_text *t, tkit_label piece, tkit_labels *out)
{
    int code = tkit_reserve(t->tk, (void **)&out->items, &out->capacity, out->count + 1, sizeof *out->items);
    piece.start = t->c.start[piece.first];
    piece.end = t->c.end[piece.last];
    if (!code)
        out->items[out->count++] = piece;
    return code;
}

/* ---- flat models ---- */

static int by_unit(const void *a, const void *b)
{
    const tkit_label *x = a, *y = b;
    if (x->unit != y->unit)
        return x->unit < y->unit ? -1 : 1;
    return x->first < y->first ? -1 : x->first > y->first;
}

/* Of two spans that share a word the likelier one stays. */
static void keep_apart(tkit_labels *out)
{
    size_t kept = 0;
    for (size_t i = 0; i < out->count; i++) {
        tkit_label *item = &out->items[i], *before = kept ? &out->items[kept - 1] : NULL;
        if (!before || item->first > before->last)
            out->items[kept++] = *item;
        else if (item->probability > before->probability)
            *before = *item;
    }
    out->count = kept;
}

/* Every label by itself; then unit by unit in the order of their beginnings. */
static int label_flat(const tkit_labeller *l, struct label_text *t, struct label_row *r, tkit_labels *out)
{
    const struct label_scorer scorer = {.score = score_weights, .weights = &l->inner,
                                        .evidence = l->inner.setting.evidence};
    const unsigned labels = l->inner.names.count;
    int code = TKIT_OK;
    for (unsigned k = 0; !code && k < labels; k++) {
        const uint8_t *row = t->layers[k];
        size_t begun = 0;
        code = tkit_label_anchors(r, t, k, 0, &scorer);
        for (uint32_t i = 0; !code && i < t->c.word_count; i++) {
            if (row[i] == LABEL_BEGIN)
                begun = i;
            if (row[i] == LABEL_BEGIN || row[i] == LABEL_REJOIN)
                code = add_piece(t, (tkit_label){.first = i, .label = k, .probability = t->begins[begun],
                                                 .last = (uint32_t)tkit_label_piece_end(row, i, t->c.word_count),
                                                 .unit = (uint32_t)begun * LABELS_MAX + k}, out);
        }
    }
    if (out->count)
        qsort(out->items, out->count, sizeof *out->items, by_unit);
    if (l->inner.setting.flags & LABELS_APART)
        keep_apart(out);
    uint32_t unit = 0, before = UINT32_MAX;
    for (size_t i = 0; i < out->count; i++) {
        unit += out->items[i].unit != before;
        before = out->items[i].unit;
        out->items[i].unit = unit;
    }
    return code;
}

/* ---- anchors and what belongs to them ---- */

/* The anchor of words first .. last with its further pieces, which end before word `next`, and what belongs to it. Only
 * what makes a label missing beyond the doubt about the anchor itself speaks against the label's best span. */
static int label_unit(const tkit_labeller *l, struct label_text *t, struct label_search *x, size_t first, size_t last,
                      size_t next, uint32_t *unit, tkit_labels *out)
{
    const struct label_scorer scorer = {.score = score_weights, .weights = &l->inner,
                                        .evidence = l->inner.setting.evidence};
    struct label_span span[LABELS_MAX] = {{0}};
    double none[LABELS_MAX] = {0}, share[LABELS_MAX] = {0}, doubt = l->inner.setting.flags & LABELS_LONELY ? 1 : 0;
    const unsigned labels = l->inner.names.count;
    const uint8_t *row = t->layers[0];
    int code = TKIT_OK;
    if (labels > 1)
        tkit_label_turn(t, first, last);
    for (unsigned k = 1; !code && k < labels; k++) {
        code = tkit_label_search(x, t, k, &scorer, NULL);
        none[k] = x->none;
        share[k] = x->share;
        doubt = x->none < doubt ? x->none : doubt;
        t->found[k] = x->none < 0.5;
        span[k] = tkit_label_choice(x, x->best);
        tkit_label_span_write(t, k, &span[k]);
    }
    if (code || (labels > 1 && doubt > 0.5))
        return code;
    ++*unit;
    for (uint32_t i = (uint32_t)first; !code && i < next; i++)
        if (row[i] == LABEL_BEGIN || row[i] == LABEL_REJOIN)
            code = add_piece(t, (tkit_label){.first = i, .last = (uint32_t)tkit_label_piece_end(row, i, next),
                                             .unit = *unit, .probability = t->begins[first]}, out);
    for (unsigned k = 1; !code && k < labels; k++) {
        double probability = share[k] * (1 - none[k]);
        bool given = 2 * (none[k] - doubt) < 1 - doubt && probability >= l->least;
        for (unsigned p = 0; !code && given && p < span[k].pieces; p++)
            code = add_piece(t, (tkit_label){.first = span[k].piece[p].first, .last = span[k].piece[p].last, .label = k,
                                             .unit = *unit, .probability = probability}, out);
    }
    return code;
}

static int label_anchored(const tkit_labeller *l, struct label_text *t, struct label_row *r, tkit_labels *out)
{
    const struct label_scorer scorer = {.score = score_weights, .weights = &l->inner,
                                        .evidence = l->inner.setting.evidence};
    const uint8_t *row = t->layers[0];
    struct label_search x = {0};
    uint32_t unit = 0;
    int code = tkit_label_anchors(r, t, 0, tkit_label_bias(l->inner.names.count), &scorer);
    for (size_t i = 0; !code && i < t->c.word_count; i++) {
        if (row[i] != LABEL_BEGIN)
            continue;
        size_t next = i + 1;
        while (next < t->c.word_count && row[next] != LABEL_BEGIN) next++;
        code = label_unit(l, t, &x, i, tkit_label_piece_end(row, i, t->c.word_count), next, &unit, out);
    }
    tkit_label_search_free(&x, l->tk);
    return code;
}

int tkit_labeller_run(const tkit_labeller *l, const char *text, const tkit_annotation *annotation, tkit_labels *out)
{
    struct label_row r = {0};
    struct label_text t;
    int code = tkit_label_text_init(&t, l->tk, text, annotation);
    if (code)
        return code;
    out->count = 0;
    code = l->inner.setting.flags & LABELS_FLAT ? label_flat(l, &t, &r, out) : label_anchored(l, &t, &r, out);
    tkit_label_row_free(&r, l->tk);
    tkit_label_text_free(&t);
    return code;
}

void tkit_labels_free(tkit *tk, tkit_labels *labels)
{
    tkit_free(tk, labels->items, labels->capacity * sizeof *labels->items);
    *labels = (tkit_labels){0};
}
