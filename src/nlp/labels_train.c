/* Learns the labeller from texts with spans: a structured perceptron, over sentences for the anchors, over the window of
 * each gold anchor for the other layers, which see the gold rows of the layers before them. */
#include "nlp/feature.h"
#include "nlp/labels.h"
#include "nlp/learner.h"

enum { DEFAULT_EPOCHS = 8, RUNS = 2, DEFAULT_KEEP = 150000 };

/* An anchor of a text. */
struct example {
    uint32_t text, first, last, unit;
};

struct trainer {
    const struct train_job *job;
    tkit *tk;
    tkit_annotator *annotator;
    tkit_annotation **annotations;
    struct label_text *texts;
    size_t count;
    unsigned labels;
    enum label_evidence evidence;
    struct wide_learner words, steps;
    struct example *examples;
    size_t example_count, example_capacity;
    uint8_t *found;
    size_t longest;
};

/* ---- gold rows ---- */

struct gold_span {
    uint32_t first, last;
};

/* The words that a span of bytes covers; false when there is none. */
static bool words_of(const struct label_text *t, const tkit_label *span, struct gold_span *out)
{
    size_t low = 0, high = t->c.word_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (t->c.end[middle] <= span->start)
            low = middle + 1;
        else
            high = middle;
    }
    size_t last = low;
    while (last < t->c.word_count && t->c.start[last] < span->end) last++;
    if (last == low)
        return false;
    *out = (struct gold_span){.first = (uint32_t)low, .last = (uint32_t)last - 1};
    return true;
}

/* Writes the spans of one label and unit (any unit: UINT32_MAX) between two words into a row; where spans overlap the
 * first one stays. Of the pieces of one unit the first in the row begins, the others rejoin. */
static void gold_row(const tkit_train_data *data, const struct label_text *text, unsigned layer, uint32_t unit,
                     size_t from, size_t end)
{
    uint8_t *row = text->layers[layer];
    for (size_t i = 0; i < data->span_count; i++) {
        const tkit_label *span = &data->spans[i];
        struct gold_span words;
        bool taken = false, rejoins = false;
        if (span->label != layer || (unit != UINT32_MAX && span->unit != unit) || !words_of(text, span, &words) ||
            words.first < from || words.first >= end)
            continue;
        if (words.last >= end)
            words.last = (uint32_t)end - 1;
        for (uint32_t w = words.first; w <= words.last; w++) taken |= row[w] != LABEL_OUT;
        if (taken)
            continue;
        for (size_t k = 0; unit == UINT32_MAX && k < data->span_count; k++)
            rejoins |= data->spans[k].label == layer && data->spans[k].unit == span->unit &&
                       data->spans[k].start < span->start;
        for (uint32_t w = words.first; w <= words.last; w++)
            row[w] = w > words.first ? LABEL_IN : rejoins ? LABEL_REJOIN : LABEL_BEGIN;
    }
    bool begun = false;
    for (size_t w = from; unit != UINT32_MAX && w < end; w++)
        if (row[w] == LABEL_BEGIN) {
            row[w] = begun ? LABEL_REJOIN : LABEL_BEGIN;
            begun = true;
        }
}

/* The first piece of every anchor. */
static int find_examples(struct trainer *t, size_t number)
{
    const tkit_train_data *data = &t->job->options->data[number];
    for (size_t i = 0; i < data->span_count; i++) {
        const tkit_label *span = &data->spans[i];
        struct gold_span words;
        bool later = false;
        for (size_t k = 0; k < data->span_count; k++)
            later |= data->spans[k].label == 0 && data->spans[k].unit == span->unit && data->spans[k].start < span->start;
        if (span->label != 0 || later || !words_of(&t->texts[number], span, &words))
            continue;
        int code = tkit_reserve(t->tk, (void **)&t->examples, &t->example_capacity, t->example_count + 1,
                                sizeof *t->examples);
        if (code)
            return code;
        t->examples[t->example_count++] =
            (struct example){.text = (uint32_t)number, .first = words.first, .last = words.last, .unit = span->unit};
    }
    return TKIT_OK;
}

static int prepare(struct trainer *t)
{
    const tkit_train_options *o = t->job->options;
    static const char *const evidences[] = {"words", "tags", "parse"};
    for (t->labels = 0; o->labels && o->labels[t->labels];) t->labels++;
    if (!t->labels || t->labels > LABELS_MAX)
        return tkit_fail(t->tk, TKIT_EINVALID, "between one and %d labels are needed", LABELS_MAX);
    t->evidence = EVIDENCE_PARSE;
    if (o->evidence) {
        unsigned k = 0;
        while (k < 3 && strcmp(evidences[k], o->evidence) != 0) k++;
        if (k == 3)
            return tkit_fail(t->tk, TKIT_EINVALID, "evidence is words, tags or parse, not '%s'", o->evidence);
        t->evidence = (enum label_evidence)k;
    }
    t->count = o->data_count;
    t->annotations = tkit_calloc(t->tk, t->count + 1, sizeof(tkit_annotation *));
    t->texts = tkit_calloc(t->tk, t->count + 1, sizeof *t->texts);
    if (!t->annotations || !t->texts)
        return tkit_fail_nomem(t->tk);
    int code = tkit_annotator_create(t->tk, NULL, 0, &t->annotator);
    for (size_t i = 0; !code && i < t->count; i++) {
        const tkit_train_data *data = &o->data[i];
        code = tkit_annotate(t->annotator, data->bytes, data->size, TKIT_LAYER_ALL, &t->annotations[i]);
        if (!code)
            code = tkit_label_text_init(&t->texts[i], t->tk, data->bytes, t->annotations[i]);
        if (!code) {
            gold_row(data, &t->texts[i], 0, UINT32_MAX, 0, t->texts[i].c.word_count);
            code = find_examples(t, i);
        }
        if (!code && t->texts[i].size > t->longest)
            t->longest = t->texts[i].size;
    }
    t->found = code ? NULL : tkit_alloc(t->tk, t->longest + 1);
    return code ? code : t->found ? TKIT_OK : tkit_fail_nomem(t->tk);
}

/* ---- learning ---- */

static void score_learner(const void *weights, unsigned layer, const struct label_text *text, size_t i,
                          int32_t *emission, int32_t *step)
{
    const struct trainer *t = weights;
    uint64_t features[LABEL_FEATURES];
    size_t n = tkit_label_features(text, layer, t->evidence, i, features);
    tkit_wide_score(&t->words, features, n, emission);
    n = tkit_label_steps(text, layer, t->evidence, i, features);
    tkit_wide_score(&t->steps, features, n, step);
}

/* Rewards the gold row and punishes the found one where they differ. */
static int update(struct trainer *t, const struct label_text *text, unsigned layer, size_t first, size_t end)
{
    uint64_t features[LABEL_FEATURES];
    const uint8_t *gold = text->layers[layer], *found = t->found;
    int code = TKIT_OK;
    for (size_t i = first; !code && i < end; i++) {
        unsigned g = gold[i], f = found[i], gold_before = i ? gold[i - 1] : LABEL_OUT;
        unsigned found_before = i == first ? gold_before : found[i - 1];
        if (g != f) {
            size_t n = tkit_label_features(text, layer, t->evidence, i, features);
            code = tkit_wide_update(&t->words, features, n, g, 1);
            if (!code)
                code = tkit_wide_update(&t->words, features, n, f, -1);
        }
        if (!code && (g != f || gold_before != found_before)) {
            size_t n = tkit_label_steps(text, layer, t->evidence, i, features);
            code = tkit_wide_update(&t->steps, features, n, gold_before * LABEL_CLASSES + g, 1);
            if (!code)
                code = tkit_wide_update(&t->steps, features, n, found_before * LABEL_CLASSES + f, -1);
        }
    }
    return code;
}

/* Decodes a stretch of words, counts what is wrong and learns from it. */
static int learn_stretch(struct trainer *t, const struct label_text *text, unsigned layer, size_t first, size_t end,
                         unsigned before, size_t *wrong)
{
    size_t here = 0;
    int code = tkit_label_decode(text, layer, first, end, before, score_learner, t, t->found);
    for (size_t i = first; !code && i < end; i++) here += t->found[i] != text->layers[layer][i];
    if (!code && here)
        code = update(t, text, layer, first, end);
    t->words.clock++;
    t->steps.clock++;
    *wrong += here;
    return code;
}

/* The anchors of a text, sentence by sentence, each after the gold end of the one before it. */
static int learn_anchors(struct trainer *t, const struct label_text *text, size_t *wrong, size_t *seen)
{
    int code = TKIT_OK;
    for (size_t s = 0; !code && s < text->c.sentence_count; s++) {
        size_t first = text->c.sentence_first[s], end = text->c.sentence_first[s + 1];
        code = learn_stretch(t, text, 0, first, end, first ? text->layers[0][first - 1] : LABEL_OUT, wrong);
        *seen += end - first;
    }
    return code;
}

/* One layer of what belongs to an anchor. */
static int learn_example(struct trainer *t, const struct example *e, unsigned layer, size_t *wrong, size_t *seen)
{
    struct label_text *text = &t->texts[e->text];
    size_t first, end;
    tkit_label_turn(text, e->first, e->last, &first, &end);
    for (unsigned k = 1; k <= layer; k++) gold_row(&t->job->options->data[e->text], text, k, e->unit, first, end);
    *seen += end - first;
    return learn_stretch(t, text, layer, first, end, LABEL_OUT, wrong);
}

static int learn_layer(struct trainer *t, unsigned layer)
{
    size_t count = layer ? t->example_count : t->count;
    uint32_t *order = tkit_alloc(t->tk, (count + 1) * sizeof *order);
    uint64_t random = t->job->seed * FEATURE_K0 | 1;
    unsigned epochs = t->job->epochs ? t->job->epochs : DEFAULT_EPOCHS;
    int code = order ? tkit_wide_init(&t->words, t->tk, LABEL_CLASSES) : tkit_fail_nomem(t->tk);
    if (!code)
        code = tkit_wide_init(&t->steps, t->tk, LABEL_CLASSES * LABEL_CLASSES);
    for (unsigned epoch = 0; !code && epoch < epochs; epoch++) {
        size_t wrong = 0, seen = 0;
        if (epoch && epoch % tkit_train_run(epochs, RUNS) == 0) {
            tkit_wide_restart(&t->words);
            tkit_wide_restart(&t->steps);
        }
        tkit_learner_shuffle(order, count, &random);
        for (size_t k = 0; !code && k < count; k++) {
            code = layer ? learn_example(t, &t->examples[order[k]], layer, &wrong, &seen)
                         : learn_anchors(t, &t->texts[order[k]], &wrong, &seen);
            if (!code)
                code = tkit_poll(t->tk);
        }
        if (!code)
            tkit_train_report(t->job, epoch, "%s: %.2f %% of words right while learning",
                              t->job->options->labels[layer],
                              seen ? 100.0 - 100.0 * (double)wrong / (double)seen : 0.0);
    }
    tkit_free(t->tk, order, (count + 1) * sizeof *order);
    return code;
}

static int write_layer(struct trainer *t, struct model_writer *w, unsigned layer)
{
    unsigned keep = t->job->options->features ? t->job->options->features : DEFAULT_KEEP;
    char words[3] = {'W', (char)('0' + layer)}, steps[3] = {'T', (char)('0' + layer)};
    int code = tkit_wide_write(&t->words, keep, w, words);
    if (!code)
        code = tkit_wide_write(&t->steps, keep, w, steps);
    tkit_wide_free(&t->words);
    tkit_wide_free(&t->steps);
    return code;
}

static void describe(struct trainer *t, struct model_writer *w)
{
    const uint8_t setting = (uint8_t)t->evidence;
    tkit_buffer names;
    tkit_buffer_init(&names, t->tk);
    for (unsigned k = 0; k < t->labels; k++)
        tkit_buffer_add(&names, t->job->options->labels[k], strlen(t->job->options->labels[k]) + 1);
    w->body.failed |= names.failed;
    tkit_model_writer_section(w, "LABELS", names.data, names.size);
    tkit_model_writer_section(w, "SETTING", &setting, 1);
    tkit_buffer_free(&names);
}

int tkit_labels_train(const struct train_job *job, tkit_buffer *out)
{
    struct trainer t = {.job = job, .tk = job->tk};
    struct model_writer w;
    tkit_train_begin(job, &w, "labels");
    int code = prepare(&t);
    if (!code)
        describe(&t, &w);
    for (unsigned layer = 0; !code && layer < t.labels; layer++) {
        code = learn_layer(&t, layer);
        if (!code)
            code = write_layer(&t, &w, layer);
    }
    if (!code)
        code = tkit_model_writer_finish(&w, out);
    else
        tkit_model_writer_free(&w);
    for (size_t i = 0; i < t.count && t.texts; i++) tkit_label_text_free(&t.texts[i]);
    for (size_t i = 0; i < t.count && t.annotations; i++) tkit_annotation_free(t.annotations[i]);
    tkit_free(t.tk, t.texts, (t.count + 1) * sizeof *t.texts);
    tkit_free(t.tk, t.annotations, (t.count + 1) * sizeof(tkit_annotation *));
    tkit_wide_free(&t.words);
    tkit_wide_free(&t.steps);
    tkit_annotator_free(t.annotator);
    tkit_free(t.tk, t.found, t.longest + 1);
    tkit_free(t.tk, t.examples, t.example_capacity * sizeof *t.examples);
    return code;
}
