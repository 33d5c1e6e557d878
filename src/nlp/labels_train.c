/* Learns the labeller from texts with spans. Anchors: a row of classes over each sentence. The other labels: the span
 * of each anchor against the others in its window, and whether it has one.
 *
 * At work the anchors are those that the model finds, some false, some with a word too many. So are they here: the
 * texts are cut into folds, and what the other folds taught finds the anchors of each (the jackknife), and then, label
 * by label, what belongs to them, which later labels look at. Where all labels are anchors there is nothing of that.
 * What a layer is in the end is the mean of the runs over
 * all texts and over all but a fold; where there are no folds, of several runs in different orders. */
#include <stdlib.h>

#include "nlp/feature.h"
#include "nlp/labels.h"
#include "nlp/learner.h"

enum { ROW_EPOCHS = 5, SPAN_EPOCHS = 4, DEFAULT_KEEP = 150000, FOLDS = 4, FOLD_SENTENCES = 64, RUNS = 3 };

/* Gradients below these are not worth a step. */
#define LEAST_SHARE 0.004
#define LEAST_PULL 0.001

static const uint32_t NO_UNIT = UINT32_MAX - 1, ANY_UNIT = UINT32_MAX;

/* An anchor of a text. */
struct example {
    uint32_t text, first, last, unit; /* NO_UNIT: a false one */
    bool missed;                      /* a gold one that is not found */
    bool found[LABELS_MAX];           /* of the layers done: what the texts of other folds taught to find */
    struct label_span span[LABELS_MAX];
};

/* How much each class of a place of the window is to rise. */
typedef int32_t place_pull[SPAN_PLACES];

struct trainer {
    const struct train_job *job;
    tkit *tk;
    tkit_annotator *annotator;
    tkit_annotation **annotations;
    struct label_text *texts;
    size_t count;
    unsigned labels;
    struct label_setting setting;
    struct wide_learner learner;
    struct wide_learner mean; /* of the runs of a layer that are done */
    int32_t runs;
    bool folds; /* there are enough texts for them, and later labels */
    struct label_row row;
    struct label_search search;
    place_pull *pull;
    size_t pull_capacity;
    struct example *examples;
    size_t example_count, example_capacity;
};

/* ---- gold rows ---- */

/* Writes the spans of one label and unit (any unit: ANY_UNIT) between two words into a row; where spans overlap the
 * first one stays. Of the pieces of one unit the first in the row begins, the others rejoin. */
static void gold_row(const tkit_train_data *data, const struct label_text *text, unsigned layer, uint32_t unit,
                     size_t from, size_t end)
{
    uint8_t *row = text->layers[layer];
    for (size_t i = 0; i < data->span_count; i++) {
        const tkit_label *span = &data->spans[i];
        struct label_piece words;
        bool taken = false, rejoins = false;
        if (span->label != layer || (unit != ANY_UNIT && span->unit != unit) ||
            !tkit_label_words(text, span->start, span->end, &words) ||
            words.first < from || words.first >= end)
            continue;
        if (words.last >= end)
            words.last = (uint32_t)end - 1;
        for (uint32_t w = words.first; w <= words.last; w++) taken |= row[w] != LABEL_OUT;
        if (taken)
            continue;
        for (size_t k = 0; unit == ANY_UNIT && k < data->span_count; k++)
            rejoins |= data->spans[k].label == layer && data->spans[k].unit == span->unit &&
                       data->spans[k].start < span->start;
        for (uint32_t w = words.first; w <= words.last; w++)
            row[w] = w > words.first ? LABEL_IN : rejoins ? LABEL_REJOIN : LABEL_BEGIN;
    }
    bool begun = false;
    for (size_t w = from; unit != ANY_UNIT && w < end; w++)
        if (row[w] == LABEL_BEGIN) {
            row[w] = begun ? LABEL_REJOIN : LABEL_BEGIN;
            begun = true;
        }
}

static int add_example(struct trainer *t, struct example example)
{
    int code = tkit_reserve(t->tk, (void **)&t->examples, &t->example_capacity, t->example_count + 1,
                            sizeof *t->examples);
    if (!code)
        t->examples[t->example_count++] = example;
    return code;
}

/* The first piece of every anchor. */
static int find_examples(struct trainer *t, size_t number)
{
    const tkit_train_data *data = &t->job->options->data[number];
    int code = TKIT_OK;
    for (size_t i = 0; !code && i < data->span_count; i++) {
        const tkit_label *span = &data->spans[i];
        struct label_piece words;
        bool later = false;
        for (size_t k = 0; k < data->span_count; k++)
            later |= !data->spans[k].label && data->spans[k].unit == span->unit && data->spans[k].start < span->start;
        if (span->label == 0 && !later && tkit_label_words(&t->texts[number], span->start, span->end, &words))
            code = add_example(t, (struct example){.text = (uint32_t)number, .first = words.first, .last = words.last,
                                                   .unit = span->unit});
    }
    return code;
}

/* A row of the window as a span: one piece, or one on each side of the anchor; pieces on one side are joined. */
static struct label_span span_of_row(const struct label_text *t, const uint8_t *row)
{
    struct label_span out = {0};
    for (size_t i = t->window; i < t->window_end; i++) {
        if (row[i] != LABEL_BEGIN && row[i] != LABEL_REJOIN)
            continue;
        struct label_piece piece = {(uint32_t)i, (uint32_t)tkit_label_piece_end(row, i, t->window_end)};
        if (!out.pieces || (out.pieces == 1 && out.piece[0].last < t->first && piece.first > t->last))
            out.piece[out.pieces++] = piece;
        else
            out.piece[out.pieces - 1].last = piece.last;
    }
    return out;
}

static int by_unit(const void *a, const void *b)
{
    const tkit_label *x = a, *y = b;
    return x->unit < y->unit ? -1 : x->unit > y->unit;
}

static int by_start(const void *a, const void *b)
{
    const tkit_label *x = a, *y = b;
    return x->start < y->start ? -1 : x->start > y->start;
}

/* Takes LABELS_FLAT from `flags` when a unit holds two labels, LABELS_APART when it holds two pieces or spans
 * overlap. */
static int look_at_units(tkit *tk, const tkit_train_data *data, uint8_t *flags)
{
    size_t n = data->span_count;
    tkit_label *spans = tkit_alloc(tk, (n + 1) * sizeof *spans);
    if (!spans)
        return tkit_fail_nomem(tk);
    if (n) {
        memcpy(spans, data->spans, n * sizeof *spans);
        qsort(spans, n, sizeof *spans, by_unit);
    }
    for (size_t i = 1; i < n; i++)
        if (spans[i].unit == spans[i - 1].unit)
            *flags &= (uint8_t)~(LABELS_APART | (spans[i].label != spans[i - 1].label ? LABELS_FLAT : 0));
    if (n)
        qsort(spans, n, sizeof *spans, by_start);
    for (size_t i = 1; i < n; i++)
        if (spans[i].start < spans[i - 1].end)
            *flags &= (uint8_t)~LABELS_APART;
    tkit_free(tk, spans, (n + 1) * sizeof *spans);
    return TKIT_OK;
}

/* Whether the labels hang on an anchor or are each one of their own. */
static int find_shape(struct trainer *t)
{
    uint8_t flags = t->labels > 1 ? LABELS_FLAT | LABELS_APART : 0;
    int code = TKIT_OK;
    for (size_t i = 0; !code && flags & LABELS_FLAT && i < t->count; i++)
        code = look_at_units(t->tk, &t->job->options->data[i], &flags);
    t->setting.flags = flags & LABELS_FLAT ? flags : 0;
    return code;
}

static bool is_row(const struct trainer *t, unsigned layer)
{
    return !layer || t->setting.flags & LABELS_FLAT;
}

static int prepare(struct trainer *t)
{
    const tkit_train_options *o = t->job->options;
    static const char *const evidences[] = {"words", "tags", "parse"};
    for (t->labels = 0; o->labels && o->labels[t->labels];) t->labels++;
    if (!t->labels || t->labels > LABELS_MAX)
        return tkit_fail(t->tk, TKIT_EINVALID, "between one and %d labels are needed", LABELS_MAX);
    t->setting = (struct label_setting){.evidence = EVIDENCE_PARSE, .version = LABELS_VERSION};
    if (o->evidence) {
        unsigned k = 0;
        while (k < 3 && strcmp(evidences[k], o->evidence) != 0) k++;
        if (k == 3)
            return tkit_fail(t->tk, TKIT_EINVALID, "evidence is words, tags or parse, not '%s'", o->evidence);
        t->setting.evidence = (uint8_t)k;
    }
    t->count = o->data_count;
    t->annotations = tkit_calloc(t->tk, t->count + 1, sizeof(tkit_annotation *));
    t->texts = tkit_calloc(t->tk, t->count + 1, sizeof *t->texts);
    if (!t->annotations || !t->texts)
        return tkit_fail_nomem(t->tk);
    size_t parts = 0;
    int code = find_shape(t);
    if (!code)
        code = tkit_annotator_create(t->tk, NULL, 0, &t->annotator);
    for (size_t i = 0; !code && i < t->count; i++) {
        const tkit_train_data *data = &o->data[i];
        code = tkit_annotate(t->annotator, data->bytes, data->size, TKIT_LAYER_ALL, &t->annotations[i]);
        if (!code)
            code = tkit_label_text_init(&t->texts[i], t->tk, data->bytes, t->annotations[i]);
        if (!code) {
            for (unsigned k = 0; k < t->labels && is_row(t, k); k++)
                gold_row(data, &t->texts[i], k, ANY_UNIT, 0, t->texts[i].c.word_count);
            code = find_examples(t, i);
            parts += 1 + t->texts[i].c.sentence_count / FOLD_SENTENCES;
        }
    }
    t->folds = !is_row(t, t->labels - 1) && parts >= FOLDS;
    return code;
}

/* ---- learning ---- */

static void score_learner(const void *weights, unsigned layer, const uint64_t *features, size_t count, int32_t *scores)
{
    (void)layer;
    tkit_wide_score(weights, features, count, scores);
}

static struct label_scorer scorer_of(const struct trainer *t)
{
    return (struct label_scorer){.score = score_learner, .weights = &t->learner, .evidence = t->setting.evidence};
}

static int climb(struct trainer *t, const uint64_t *features, size_t count, unsigned class, double pull, double least)
{
    return pull < least && pull > -least
               ? TKIT_OK
               : tkit_wide_climb(&t->learner, features, count, class, (int32_t)(pull * LEARNER_ONE));
}

/* Moves the weights of a sentence from the classes that it is given towards the gold ones. */
static int learn_sentence(struct trainer *t, const struct label_text *text, unsigned layer, size_t first, size_t end,
                          size_t *wrong)
{
    const struct label_scorer scorer = scorer_of(t);
    const uint8_t *gold = text->layers[layer];
    const unsigned start = first ? gold[first - 1] : LABEL_OUT;
    uint64_t word[LABEL_FEATURES], step[LABEL_FEATURES];
    int code = tkit_label_row_sum(&t->row, text, layer, first, end, start, &scorer);
    for (size_t i = 0; !code && i < end - first; i++) {
        double share[LABEL_CLASSES][LABEL_CLASSES], pull[LABEL_CLASSES] = {0};
        tkit_label_row_shares(&t->row, i, start, share);
        for (unsigned p = 0; p < LABEL_CLASSES; p++)
            for (unsigned c = 0; c < LABEL_CLASSES; c++) {
                share[p][c] = (p == (i ? gold[first + i - 1] : start) && c == gold[first + i]) - share[p][c];
                pull[c] += share[p][c];
            }
        *wrong += pull[gold[first + i]] > 0.5;
        if (pull[gold[first + i]] < LEAST_SHARE)
            continue; /* known for sure */
        size_t words = tkit_label_features(text, 0, scorer.evidence, first + i, word);
        size_t steps = tkit_label_steps(text, 0, scorer.evidence, first + i, step);
        for (unsigned c = 0; !code && c < LABEL_CLASSES; c++)
            code = climb(t, word, words, c, pull[c], LEAST_SHARE);
        for (unsigned p = 0; p < LABEL_CLASSES; p++)
            for (unsigned c = 0; !code && c < LABEL_CLASSES; c++)
                code = climb(t, step, steps, ROW_STEPS + p * LABEL_CLASSES + c, share[p][c], LEAST_SHARE);
    }
    t->learner.clock++;
    return code;
}

/* The fold of a sentence. */
static unsigned fold_of(size_t text, size_t sentence)
{
    return (unsigned)((text + sentence / FOLD_SENTENCES) % FOLDS);
}

/* The anchors of a text, sentence by sentence, without those of a fold (none: FOLDS). */
static int learn_anchors(struct trainer *t, size_t number, unsigned layer, unsigned fold, size_t *wrong, size_t *seen)
{
    const struct label_text *text = &t->texts[number];
    int code = TKIT_OK;
    for (size_t s = 0; !code && s < text->c.sentence_count; s++) {
        size_t first = text->c.sentence_first[s], end = text->c.sentence_first[s + 1];
        if (fold_of(number, s) == fold)
            continue;
        code = learn_sentence(t, text, layer, first, end, wrong);
        *seen += end - first;
    }
    return code;
}

static int learn_piece(struct trainer *t, const struct label_text *text, unsigned role, struct label_piece piece,
                       double pull)
{
    static const uint8_t opens[LABEL_ROLES] = {SPAN_START, SPAN_START, SPAN_REJOIN};
    static const uint8_t closes[LABEL_ROLES] = {SPAN_STOP, SPAN_BREAK, SPAN_STOP};
    uint64_t features[LABEL_FEATURES];
    if (pull < LEAST_PULL && pull > -LEAST_PULL)
        return TKIT_OK;
    int32_t g = (int32_t)(pull * LEARNER_ONE);
    place_pull *at = t->pull - text->window;
    at[piece.first][opens[role]] += g;
    at[piece.last][closes[role]] += g;
    for (size_t i = piece.first; i <= piece.last; i++) at[i][SPAN_INSIDE] += g;
    size_t n = tkit_label_span_features(text, t->setting.evidence, piece.first, piece.last, features);
    return climb(t, features, n, SPAN_WHOLE + role, pull, LEAST_PULL);
}

static int learn_places(struct trainer *t, const struct label_text *text, unsigned layer)
{
    uint64_t word[LABEL_FEATURES], step[LABEL_FEATURES];
    int code = TKIT_OK;
    for (size_t w = text->window; !code && w < text->window_end; w++)
        for (unsigned c = 0, made = 0; !code && c < SPAN_PLACES; c++) {
            double pull = (double)t->pull[w - text->window][c] / LEARNER_ONE;
            size_t behind = w + (c == SPAN_STOP || c == SPAN_BREAK);
            if (pull < LEAST_SHARE && pull > -LEAST_SHARE)
                continue;
            if (!made)
                made = (unsigned)tkit_label_features(text, layer, t->setting.evidence, w, word);
            code = climb(t, word, made, c, pull, LEAST_SHARE);
            if (code || c == SPAN_INSIDE || behind == text->window || behind == text->window_end)
                continue;
            size_t n = tkit_label_steps(text, layer, t->setting.evidence, behind, step);
            code = climb(t, step, n, c, pull, LEAST_SHARE);
        }
    return code;
}

/* Moves the weights from the spans that came into question towards the gold one. */
static int learn_spans(struct trainer *t, const struct label_text *text, unsigned layer)
{
    const struct label_search *x = &t->search;
    double share[SPANS_MAX], sum = 0, pull[LABEL_ROLES][PIECES_WHOLE + 1] = {{0}};
    int code = tkit_reserve(t->tk, (void **)&t->pull, &t->pull_capacity, text->window_end - text->window,
                            sizeof *t->pull);
    if (code)
        return code;
    memset(t->pull, 0, (text->window_end - text->window) * sizeof *t->pull);
    for (unsigned k = 0; k < x->choice_count; k++) {
        share[k] = tkit_learner_exp(x->choice[k].score - x->choice[x->best].score);
        sum += share[k];
    }
    for (unsigned k = 0; k < x->choice_count; k++) {
        const struct label_choice *c = &x->choice[k];
        for (unsigned p = 0; p < c->pieces; p++)
            pull[c->pieces == 1 ? ROLE_WHOLE : ROLE_BEFORE + p][c->piece[p]] += (k == x->gold) - share[k] / sum;
    }
    for (unsigned role = 0; role < LABEL_ROLES; role++)
        for (unsigned k = 0; !code && k < x->found_count[role]; k++)
            code = learn_piece(t, text, role, x->found[role][k].piece, pull[role][k]);
    return code ? code : learn_places(t, text, layer);
}

/* Turns to an anchor, with what was found for it in the layers before one. */
static struct label_text *turn_to(struct trainer *t, const struct example *e, unsigned layer)
{
    struct label_text *text = &t->texts[e->text];
    tkit_label_turn(text, e->first, e->last);
    for (unsigned k = 1; k < layer; k++) {
        tkit_label_span_write(text, k, &e->span[k]);
        text->found[k] = e->found[k];
    }
    return text;
}

/* The gold span of a layer of the anchor at hand. */
static struct label_span gold_of(const struct trainer *t, const struct example *e, unsigned layer)
{
    const struct label_text *text = &t->texts[e->text];
    uint8_t *row = text->layers[layer];
    gold_row(&t->job->options->data[e->text], text, layer, e->unit, text->window, text->window_end);
    memset(row + e->first, LABEL_OUT, e->last - e->first + 1);
    struct label_span gold = span_of_row(text, row);
    memset(row + text->window, LABEL_OUT, text->window_end - text->window);
    return gold;
}

/* One layer of what belongs to an anchor. */
static int learn_example(struct trainer *t, const struct example *e, unsigned layer, size_t *wrong, size_t *seen)
{
    const struct label_scorer scorer = scorer_of(t);
    const struct label_text *text = turn_to(t, e, layer);
    const struct label_span gold = gold_of(t, e, layer);
    int code = tkit_label_search(&t->search, text, layer, &scorer, &gold);
    if (!code && !e->missed) {
        uint64_t features[LABEL_FEATURES];
        size_t n = tkit_label_none_features(text, layer, scorer.evidence, features);
        code = climb(t, features, n, SPAN_NONE, (gold.pieces == 0) - t->search.none, LEAST_PULL);
    }
    if (!code && gold.pieces) {
        code = learn_spans(t, text, layer);
        *wrong += t->search.best != t->search.gold;
        ++*seen;
    }
    t->learner.clock++;
    return code;
}

static unsigned fold_of_example(const struct trainer *t, const struct example *e)
{
    return fold_of(e->text, t->texts[e->text].c.sentence[e->first]);
}

/* Learns a layer: the anchors, or what belongs to them. Runs below FOLDS go without those of a fold; every run has an
 * order of its own. */
static int learn_layer(struct trainer *t, unsigned layer, unsigned run)
{
    const unsigned fold = run < FOLDS ? run : FOLDS;
    const bool row = is_row(t, layer);
    size_t count = row ? t->count : t->example_count;
    uint32_t *order = tkit_alloc(t->tk, (count + 1) * sizeof *order);
    uint64_t random = (t->job->seed + run) * FEATURE_K0 | 1;
    unsigned epochs = t->job->epochs ? t->job->epochs : row ? ROW_EPOCHS : SPAN_EPOCHS;
    int code = order ? tkit_wide_init(&t->learner, t->tk, row ? ROW_CLASSES : SPAN_CLASSES) : tkit_fail_nomem(t->tk);
    if (!code)
        code = tkit_wide_sift(&t->learner);
    for (unsigned epoch = 0; !code && epoch < epochs; epoch++) {
        size_t wrong = 0, seen = 0;
        tkit_learner_shuffle(order, count, &random);
        for (size_t k = 0; !code && k < count; k++) {
            if (!row && fold_of_example(t, &t->examples[order[k]]) == fold)
                continue;
            code = row ? learn_anchors(t, order[k], layer, fold, &wrong, &seen)
                       : learn_example(t, &t->examples[order[k]], layer, &wrong, &seen);
            if (!code)
                code = tkit_poll(t->tk);
        }
        tkit_wide_close(&t->learner);
        double right = seen ? 100.0 - 100.0 * (double)wrong / (double)seen : 0.0;
        if (!code && fold < FOLDS)
            tkit_train_report(t->job, epoch, "%s without part %u of %d: %.2f %% of words right while learning",
                              t->job->options->labels[layer], fold + 1, FOLDS, right);
        else if (!code)
            tkit_train_report(t->job, epoch, "%s: %.2f %% of %s right while learning", t->job->options->labels[layer],
                              right, row ? "words" : "spans");
    }
    if (!code)
        tkit_wide_settle(&t->learner);
    tkit_free(t->tk, order, (count + 1) * sizeof *order);
    return code;
}

/* Adds the learner at hand to the mean. */
static int gather(struct trainer *t)
{
    int code = t->runs ? TKIT_OK : tkit_wide_init(&t->mean, t->tk, t->learner.classes);
    if (!code)
        code = tkit_wide_gather(&t->mean, &t->learner);
    t->runs++;
    tkit_wide_free(&t->learner);
    return code;
}

/* Learns a layer from all texts: once where the runs without a fold stand beside it. */
static int learn_all(struct trainer *t, unsigned layer)
{
    const unsigned runs = t->folds && layer + 1 < t->labels ? 1 : RUNS;
    int code = TKIT_OK;
    for (unsigned run = 0; !code && run < runs; run++) {
        code = learn_layer(t, layer, FOLDS + run);
        if (!code)
            code = gather(t);
    }
    return code;
}

/* ---- anchors as they are found ---- */

/* Labels the sentences of a fold with the learner at hand, and keeps them in `rows` and `begins`. */
static int label_fold(struct trainer *t, unsigned fold, uint8_t **rows, double **begins)
{
    const struct label_scorer scorer = scorer_of(t);
    int code = TKIT_OK;
    for (size_t n = 0; !code && n < t->count; n++) {
        struct label_text *text = &t->texts[n];
        uint8_t *gold = text->layers[0], *found = tkit_alloc(t->tk, text->size);
        if (!found)
            return tkit_fail_nomem(t->tk);
        text->layers[0] = found;
        code = tkit_label_anchors(&t->row, text, 0, tkit_label_bias(t->labels), &scorer);
        text->layers[0] = gold;
        for (size_t s = 0; !code && s < text->c.sentence_count; s++) {
            size_t first = text->c.sentence_first[s], size = text->c.sentence_first[s + 1] - first;
            if (fold_of(n, s) != fold)
                continue;
            memcpy(rows[n] + first, found + first, size);
            memcpy(begins[n] + first, text->begins + first, size * sizeof *text->begins);
        }
        tkit_free(t->tk, found, text->size);
    }
    return code;
}

/* The gold anchor that a found one overlaps; the very same one where there is one; NULL for none. */
static const struct example *gold_anchor(const struct example *gold, size_t count, const struct example *found)
{
    const struct example *best = NULL;
    for (size_t k = 0; k < count; k++) {
        if (gold[k].text != found->text || gold[k].first > found->last || gold[k].last < found->first)
            continue;
        if (!best || (gold[k].first == found->first && gold[k].last == found->last))
            best = &gold[k];
    }
    return best;
}

static bool has_spans(const struct trainer *t, const struct example *e)
{
    const tkit_train_data *data = &t->job->options->data[e->text];
    for (size_t i = 0; i < data->span_count; i++)
        if (data->spans[i].unit == e->unit && data->spans[i].label != 0)
            return true;
    return false;
}

/* Puts the anchors of a text's layer 0 in place of its gold ones, examples from `from` on, and those that it misses. */
static int take_found(struct trainer *t, size_t number, const struct example *gold, size_t count, size_t lonely[2])
{
    const struct label_text *text = &t->texts[number];
    int code = TKIT_OK;
    for (size_t i = 0; !code && i < text->c.word_count; i++) {
        if (text->layers[0][i] != LABEL_BEGIN)
            continue;
        size_t last = tkit_label_piece_end(text->layers[0], i, text->c.word_count);
        struct example e = {.text = (uint32_t)number, .first = (uint32_t)i, .last = (uint32_t)last, .unit = NO_UNIT};
        const struct example *same = gold_anchor(gold, count, &e);
        e.unit = same ? same->unit : NO_UNIT;
        lonely[0] += !same;
        lonely[1] += same && !has_spans(t, same);
        code = add_example(t, e);
    }
    for (size_t k = 0; !code && k < count; k++) {
        struct example e = gold[k];
        e.missed = true;
        for (size_t i = e.first; i <= e.last; i++) e.missed &= text->layers[0][i] == LABEL_OUT;
        if (e.missed)
            code = add_example(t, e);
    }
    return code;
}

static int turn_to_found(struct trainer *t, uint8_t *const *rows, double *const *begins)
{
    struct example *gold = t->examples;
    size_t count = t->example_count, capacity = t->example_capacity, lonely[2] = {0}, end;
    int code = TKIT_OK;
    t->examples = NULL;
    t->example_count = t->example_capacity = 0;
    for (size_t n = 0, at = 0; !code && n < t->count; n++, at = end) {
        memcpy(t->texts[n].layers[0], rows[n], t->texts[n].size);
        memcpy(t->texts[n].begins, begins[n], t->texts[n].size * sizeof **begins);
        for (end = at; end < count && gold[end].text == n;) end++;
        code = take_found(t, n, gold + at, end - at, lonely);
    }
    t->setting.flags |= lonely[0] > lonely[1] ? LABELS_LONELY : 0;
    tkit_free(t->tk, gold, capacity * sizeof *gold);
    return code;
}

/* The jackknife. */
static int find_anchors(struct trainer *t, uint8_t **rows, double **begins)
{
    int code = TKIT_OK;
    for (size_t n = 0; !code && n < t->count; n++) {
        rows[n] = tkit_calloc(t->tk, t->texts[n].size, 1);
        begins[n] = tkit_calloc(t->tk, t->texts[n].size, sizeof **begins);
        code = rows[n] && begins[n] ? TKIT_OK : tkit_fail_nomem(t->tk);
    }
    for (unsigned fold = 0; !code && fold < FOLDS; fold++) {
        code = learn_layer(t, 0, fold);
        if (!code)
            code = label_fold(t, fold, rows, begins);
        if (!code)
            code = gather(t);
    }
    return code ? code : turn_to_found(t, rows, begins);
}

static int jackknife(struct trainer *t)
{
    uint8_t **rows = tkit_calloc(t->tk, t->count + 1, sizeof *rows);
    double **begins = tkit_calloc(t->tk, t->count + 1, sizeof *begins);
    int code = rows && begins ? find_anchors(t, rows, begins) : tkit_fail_nomem(t->tk);
    for (size_t n = 0; n < t->count; n++) {
        if (rows)
            tkit_free(t->tk, rows[n], t->texts[n].size);
        if (begins)
            tkit_free(t->tk, begins[n], t->texts[n].size * sizeof **begins);
    }
    tkit_free(t->tk, rows, (t->count + 1) * sizeof *rows);
    tkit_free(t->tk, begins, (t->count + 1) * sizeof *begins);
    return code;
}

/* ---- what belongs to them, as it is found ---- */

/* Keeps what the learner at hand finds in a layer for the anchors of a fold. */
static int search_fold(struct trainer *t, unsigned layer, unsigned fold)
{
    const struct label_scorer scorer = scorer_of(t);
    int code = TKIT_OK;
    for (size_t i = 0; !code && i < t->example_count; i++) {
        struct example *e = &t->examples[i];
        if (fold_of_example(t, e) != fold)
            continue;
        code = tkit_label_search(&t->search, turn_to(t, e, layer), layer, &scorer, NULL);
        e->span[layer] = tkit_label_choice(&t->search, t->search.best);
        e->found[layer] = t->search.none < 0.5;
    }
    return code;
}

/* Keeps what is found in a layer; the gold spans where there are no folds. */
static int find_spans(struct trainer *t, unsigned layer)
{
    int code = TKIT_OK;
    for (unsigned fold = 0; !code && t->folds && fold < FOLDS; fold++) {
        code = learn_layer(t, layer, fold);
        if (!code)
            code = search_fold(t, layer, fold);
        if (!code)
            code = gather(t);
    }
    for (size_t i = 0; !t->folds && i < t->example_count; i++) {
        struct example *e = &t->examples[i];
        turn_to(t, e, layer);
        e->span[layer] = gold_of(t, e, layer);
        e->found[layer] = e->span[layer].pieces > 0;
    }
    return code;
}

/* ---- the model ---- */

static int write_layer(struct trainer *t, struct model_writer *w, unsigned layer)
{
    unsigned keep = t->job->options->features ? t->job->options->features : DEFAULT_KEEP;
    const char name[3] = {'W', (char)('0' + layer)};
    tkit_wide_divide(&t->mean, t->runs);
    int code = tkit_wide_write(&t->mean, keep, w, name);
    tkit_wide_free(&t->mean);
    t->runs = 0;
    return code;
}

static void describe(struct trainer *t, struct model_writer *w)
{
    tkit_buffer names;
    tkit_buffer_init(&names, t->tk);
    for (unsigned k = 0; k < t->labels; k++)
        tkit_buffer_add(&names, t->job->options->labels[k], strlen(t->job->options->labels[k]) + 1);
    w->body.failed |= names.failed;
    tkit_model_writer_section(w, "LABELS", names.data, names.size);
    tkit_model_writer_section(w, "SETTING", &t->setting, sizeof t->setting);
    tkit_buffer_free(&names);
}

static int learn(struct trainer *t, struct model_writer *w)
{
    int code = learn_all(t, 0);
    if (!code && t->folds)
        code = jackknife(t); /* without folds the gold anchors stay */
    if (!code)
        code = write_layer(t, w, 0);
    for (unsigned layer = 1; !code && layer < t->labels; layer++) {
        code = learn_all(t, layer);
        if (!code && layer + 1 < t->labels && !is_row(t, layer))
            code = find_spans(t, layer);
        if (!code)
            code = write_layer(t, w, layer);
    }
    if (!code)
        describe(t, w);
    return code;
}

int tkit_labels_train(const struct train_job *job, tkit_buffer *out)
{
    struct trainer t = {.job = job, .tk = job->tk};
    struct model_writer w;
    tkit_train_begin(job, &w, "labels");
    int code = prepare(&t);
    if (!code)
        code = learn(&t, &w);
    if (!code)
        code = tkit_model_writer_finish(&w, out);
    else
        tkit_model_writer_free(&w);
    for (size_t i = 0; i < t.count && t.texts; i++) tkit_label_text_free(&t.texts[i]);
    for (size_t i = 0; i < t.count && t.annotations; i++) tkit_annotation_free(t.annotations[i]);
    tkit_free(t.tk, t.texts, (t.count + 1) * sizeof *t.texts);
    tkit_free(t.tk, t.annotations, (t.count + 1) * sizeof(tkit_annotation *));
    tkit_wide_free(&t.learner);
    tkit_wide_free(&t.mean);
    tkit_label_row_free(&t.row, t.tk);
    tkit_label_search_free(&t.search, t.tk);
    tkit_annotator_free(t.annotator);
    tkit_free(t.tk, t.pull, t.pull_capacity * sizeof *t.pull);
    tkit_free(t.tk, t.examples, t.example_capacity * sizeof *t.examples);
    return code;
}
