/* How well a model of labels does on texts with spans: F1 of exact spans, label by label.
 *
 * A span is all pieces of one label in one unit, in words; pieces that touch are one. Spans of a text that are the same
 * count once, whatever unit they are of. */
#include "nlp/labels_score.h"

#include <stdio.h>
#include <stdlib.h>

#include "nlp/labels.h"

struct piece {
    uint32_t label, unit, first, last;
};

struct span {
    uint32_t label;
    uint64_t pieces; /* hash of its words */
};

/* Spans of one text, in order, each once. */
struct span_set {
    struct span *items;
    size_t count;
};

struct counts {
    size_t gold, found, right;
};

static int by_unit(const void *a, const void *b)
{
    const struct piece *x = a, *y = b;
    if (x->label != y->label)
        return x->label < y->label ? -1 : 1;
    if (x->unit != y->unit)
        return x->unit < y->unit ? -1 : 1;
    return x->first < y->first ? -1 : x->first > y->first;
}

static int by_pieces(const void *a, const void *b)
{
    const struct span *x = a, *y = b;
    if (x->label != y->label)
        return x->label < y->label ? -1 : 1;
    return x->pieces < y->pieces ? -1 : x->pieces > y->pieces;
}

/* Puts pieces together; `out->items` has room for as many spans. */
static void make_set(struct piece *pieces, size_t count, struct span_set *out)
{
    size_t used = 0;
    if (count)
        qsort(pieces, count, sizeof *pieces, by_unit);
    for (size_t i = 0; i < count;) {
        struct span span = {.label = pieces[i].label};
        uint32_t unit = pieces[i].unit;
        while (i < count && pieces[i].label == span.label && pieces[i].unit == unit) {
            uint32_t first = pieces[i].first, last = pieces[i].last;
            while (++i < count && pieces[i].label == span.label && pieces[i].unit == unit &&
                   pieces[i].first <= last + 1)
                last = pieces[i].last > last ? pieces[i].last : last;
            span.pieces = feature3(1, span.pieces, first, last);
        }
        out->items[used++] = span;
    }
    if (used)
        qsort(out->items, used, sizeof *out->items, by_pieces);
    out->count = 0;
    for (size_t i = 0; i < used; i++)
        if (!out->count || by_pieces(&out->items[out->count - 1], &out->items[i]))
            out->items[out->count++] = out->items[i];
}

static void count_spans(const struct span_set *gold, const struct span_set *found, struct counts counts[LABELS_MAX])
{
    size_t g = 0, f = 0;
    for (size_t i = 0; i < gold->count; i++) counts[gold->items[i].label].gold++;
    for (size_t i = 0; i < found->count; i++) counts[found->items[i].label].found++;
    while (g < gold->count && f < found->count) {
        int order = by_pieces(&gold->items[g], &found->items[f]);
        counts[gold->items[g].label].right += !order;
        g += order <= 0;
        f += order >= 0;
    }
}

/* The gold spans of a text as pieces in words; those that cover no word are left out. */
static size_t gold_pieces(const tkit_train_data *data, const struct label_text *text, struct piece *out)
{
    size_t count = 0;
    for (size_t i = 0; i < data->span_count; i++) {
        const tkit_label *span = &data->spans[i];
        struct label_piece words;
        if (tkit_label_words(text, span->start, span->end, &words))
            out[count++] = (struct piece){span->label, span->unit, words.first, words.last};
    }
    return count;
}

static int score_text(tkit *tk, const tkit_labeller *labeller, const tkit_train_data *data,
                      const tkit_annotation *annotation, struct counts counts[LABELS_MAX])
{
    tkit_labels found = {0};
    struct label_text text;
    int code = tkit_label_text_init(&text, tk, data->bytes, annotation);
    if (code)
        return code;
    code = tkit_labeller_run(labeller, data->bytes, annotation, &found);
    size_t most = data->span_count > found.count ? data->span_count : found.count;
    struct piece *pieces = tkit_alloc(tk, (most + 1) * sizeof *pieces);
    struct span_set gold = {.items = tkit_alloc(tk, (most + 1) * sizeof *gold.items)};
    struct span_set own = {.items = tkit_alloc(tk, (most + 1) * sizeof *own.items)};
    if (!code && !(pieces && gold.items && own.items))
        code = tkit_fail_nomem(tk);
    if (!code) {
        make_set(pieces, gold_pieces(data, &text, pieces), &gold);
        for (size_t i = 0; i < found.count; i++)
            pieces[i] = (struct piece){found.items[i].label, found.items[i].unit, found.items[i].first,
                                       found.items[i].last};
        make_set(pieces, found.count, &own);
        count_spans(&gold, &own, counts);
    }
    tkit_free(tk, own.items, (most + 1) * sizeof *own.items);
    tkit_free(tk, gold.items, (most + 1) * sizeof *gold.items);
    tkit_free(tk, pieces, (most + 1) * sizeof *pieces);
    tkit_labels_free(tk, &found);
    tkit_label_text_free(&text);
    return code;
}

static int score_all(const struct train_job *job, const tkit_labeller *labeller, struct counts counts[LABELS_MAX])
{
    const tkit_train_options *o = job->options;
    tkit_annotator *annotator;
    int code = tkit_annotator_create(job->tk, NULL, 0, &annotator);
    for (size_t i = 0; !code && i < o->dev_count; i++) {
        tkit_annotation *annotation;
        code = tkit_annotate(annotator, o->dev[i].bytes, o->dev[i].size, TKIT_LAYER_ALL, &annotation);
        if (code)
            break;
        code = score_text(job->tk, labeller, &o->dev[i], annotation, counts);
        tkit_annotation_free(annotation);
    }
    tkit_annotator_free(annotator);
    return code;
}

int tkit_labels_score(const struct train_job *job, const tkit_model *model, char *out, size_t size)
{
    struct counts counts[LABELS_MAX] = {{0}};
    tkit_labeller *labeller;
    int code = tkit_labeller_open(job->tk, model, &labeller);
    if (!code)
        code = score_all(job, labeller, counts);
    size_t used = (size_t)snprintf(out, size, "F1 of exact spans");
    for (uint32_t k = 0; !code && tkit_labeller_label(labeller, k) && used < size; k++) {
        size_t all = counts[k].gold + counts[k].found;
        used += (size_t)snprintf(out + used, size - used, "%s %s %.1f", k ? "," : "", tkit_labeller_label(labeller, k),
                                 all ? 200.0 * (double)counts[k].right / (double)all : 0.0);
    }
    tkit_labeller_free(labeller);
    return code;
}
