/* What the labeller sees of a span as a whole: its ends and what stands around it, quotation marks and sentences in it,
 * whether the tree holds it together, and what the word behind it hangs on. */
#include "nlp/feature.h"
#include "nlp/labels.h"

/* What the features of a span are made of. */
struct view {
    const struct label_text *t;
    size_t first, last;
    size_t head;              /* its first word that hangs outside of it */
    uint64_t heads;           /* how many do, at most 3 */
    uint64_t fits;            /* bit 0: its head's subtree begins at its first word, 1: and ends at its last */
    uint64_t over;            /* bit 0: a word of it has dependents before it, 1: behind it */
    uint64_t side, gap;       /* of the anchor; words between them, binned */
    uint64_t length, crossed; /* binned; sentence starts inside, at most 3 */
    uint64_t quotes;          /* marks: at its first word, at its last, just before, just behind, an odd number in it */
    uint64_t anchors;         /* others inside, at most 2 */
    uint64_t edges;           /* bit 0 begins a sentence, 1 ends one, 2 begins a paragraph, 3 ends one */
};

static bool is_point(const struct label_text *t, size_t i)
{
    return t->c.upos[i] == TKIT_UPOS_PUNCT;
}

static void view_tree(struct view *v)
{
    const struct label_text *t = v->t;
    uint32_t left = UINT32_MAX, right = 0;
    v->head = v->first;
    v->heads = 0;
    for (size_t i = v->first; i <= v->last; i++) {
        int32_t h = t->c.head[i];
        if (is_point(t, i))
            continue;
        if (h < (int32_t)v->first || h > (int32_t)v->last) {
            if (!v->heads)
                v->head = i;
            v->heads += v->heads < 3;
        }
        left = t->c.left[i] < left ? t->c.left[i] : left;
        right = t->c.right[i] > right ? t->c.right[i] : right;
    }
    size_t first = v->first, last = v->last;
    while (first < last && is_point(t, first)) first++;
    while (last > first && is_point(t, last)) last--;
    size_t l = t->c.left[v->head], r = t->c.right[v->head];
    while (l < r && is_point(t, l)) l++;
    while (r > l && is_point(t, r)) r--;
    v->fits = (l == first) | (uint64_t)(r == last) << 1;
    v->over = (left < first) | (uint64_t)(right > last) << 1;
}

static void view_span(struct view *v, const struct label_text *t, size_t first, size_t last)
{
    const uint32_t *starts = t->c.sentence_first;
    uint32_t a = t->c.sentence[first], z = t->c.sentence[last];
    *v = (struct view){.t = t, .first = first, .last = last};
    bool before = last < t->first;
    size_t gap = before ? t->first - last - 1 : first > t->last ? first - t->last - 1 : 0;
    v->side = before ? 1 : 2;
    v->gap = gap < 4 ? gap : feature_bin((unsigned)gap) + 1;
    size_t length = last - first + 1;
    v->length = length < 4 ? length : length < 7 ? 4 : length < 13 ? 5 : length < 25 ? 6 : length < 50 ? 7 : 8;
    v->crossed = z - a < 3 ? z - a : 3;
    unsigned marks = 0;
    for (size_t i = first; i <= last; i++) {
        marks += (t->quoted[i] & 2) != 0;
        v->anchors += v->anchors < 2 && t->layers[0][i] == LABEL_BEGIN;
    }
    bool ends = last + 1 == starts[z + 1];
    unsigned outer_first = first ? t->quoted[first - 1] & 3 : 0;
    unsigned outer_last = last + 1 < t->c.word_count ? t->quoted[last + 1] & 3 : 0;
    v->quotes = (t->quoted[first] & 3u) | (t->quoted[last] & 3u) << 2 | outer_first << 4 | outer_last << 6 |
                (marks & 1) << 8;
    v->edges = (first == starts[a]) | (uint64_t)ends << 1 |
               (uint64_t)(!first || t->paragraph[first] != t->paragraph[first - 1]) << 2 |
               (uint64_t)(last + 1 >= t->c.word_count || t->paragraph[last] != t->paragraph[last + 1]) << 3;
}

struct outside {
    uint64_t form, tag;
};
static struct outside word_at(const struct label_text *t, size_t i)
{
    return i < t->c.word_count ? (struct outside){t->form[i], t->c.xpos[i]} : (struct outside){1, 255};
}

static uint64_t *form_features(const struct view *v, uint64_t *f)
{
    const struct label_text *t = v->t;
    uint64_t a = t->form[v->first], p = word_at(t, v->first - 1).form;
    uint64_t z = t->form[v->last], n = word_at(t, v->last + 1).form;
    uint64_t lemma = t->anchors[t->first].lemma, where = v->side << 4 | v->gap;
    uint64_t between = v->gap ? word_at(t, v->side == 1 ? v->last + 1 : t->last + 1).form : 0;
    *f++ = feature2(201, v->length, where);
    *f++ = feature3(202, v->length, v->crossed, v->quotes);
    *f++ = feature3(203, v->quotes, v->side, v->crossed);
    *f++ = feature3(204, lemma, v->side, v->gap);
    *f++ = feature3(205, lemma, v->length, v->side);
    *f++ = feature3(206, lemma, v->crossed, v->quotes);
    *f++ = feature4(207, v->edges, v->quotes, v->crossed, v->side);
    *f++ = feature4(208, between, v->gap, v->side, lemma);
    *f++ = feature3(209, between, v->gap, v->side);
    *f++ = feature2(210, a, n);
    *f++ = feature2(211, p, n);
    *f++ = feature3(212, a, v->length, v->side);
    *f++ = feature3(213, v->anchors, v->side, v->length);
    *f++ = feature3(214, v->anchors, n, v->side);
    *f++ = feature3(215, a, lemma, v->side);
    *f++ = feature3(216, n, lemma, v->side);
    *f++ = feature3(217, v->edges, where, v->length);
    *f++ = feature2(218, a, z);
    return f;
}

static uint64_t *tag_features(const struct view *v, uint64_t *f)
{
    const struct label_text *t = v->t;
    uint64_t a = t->c.xpos[v->first], p = word_at(t, v->first - 1).tag;
    uint64_t z = t->c.xpos[v->last], n = word_at(t, v->last + 1).tag;
    uint64_t lemma = t->anchors[t->first].lemma;
    *f++ = feature3(220, a, n, v->side);
    *f++ = feature4(221, p, a, n, v->side);
    *f++ = feature4(222, a, z, n, v->length);
    *f++ = feature3(223, z, n, v->quotes);
    *f++ = feature4(224, p, a, v->quotes, v->side);
    *f++ = feature3(225, lemma, a, v->side);
    *f++ = feature3(226, lemma, n, v->side);
    return f;
}

static bool within(int32_t i, size_t first, size_t last)
{
    return i >= (int32_t)first && i <= (int32_t)last;
}

/* The topmost of the words that begin right behind the span, past punctuation; the span's last word when its sentence
 * ends with it. */
static size_t word_behind(const struct label_text *t, size_t last)
{
    size_t end = t->c.sentence_first[t->c.sentence[last] + 1], x = last + 1;
    if (x >= end)
        return last;
    while (x + 1 < end && is_point(t, x)) x++;
    while (t->c.head[x] > (int32_t)last && t->c.left[t->c.head[x]] > last) x = (size_t)t->c.head[x];
    return x;
}

/* What the words behind the span hang on: its head, another word of it, the anchor, what follows, what went before. */
static uint64_t *behind_features(const struct view *v, uint64_t shape, uint64_t *f)
{
    const struct label_text *t = v->t;
    size_t x = word_behind(t, v->last);
    if (x == v->last)
        return f;
    int32_t up = t->c.head[x];
    uint64_t on = up < 0 ? 0 : up == (int32_t)v->head ? 1 : within(up, v->first, v->last) ? 2 :
                  within(up, t->first, t->last) ? 3 : up > (int32_t)v->last ? 4 : 5;
    uint64_t join = on | (uint64_t)(x == v->last + 1) << 3, relation = t->c.relation[x], n = t->form[v->last + 1];
    *f++ = feature3(241, join, relation, v->side);
    *f++ = feature4(242, join, relation, n, v->side);
    *f++ = feature4(243, join, relation, t->c.relation[v->head], v->side);
    *f++ = feature4(244, join, relation, t->anchors[t->first].lemma, v->side);
    *f++ = feature4(245, join, relation, shape, v->quotes);
    *f++ = feature4(246, join, t->lemma[x], relation, v->side);
    *f++ = feature4(247, join, n, up >= 0 ? t->lemma[up] : 0, v->side);
    return f;
}

static uint64_t *tree_features(const struct view *v, uint64_t *f)
{
    const struct label_text *t = v->t;
    const struct anchor *h = &t->anchors[v->head];
    uint64_t relation = t->c.relation[v->head], tag = t->c.xpos[v->head], lemma = t->anchors[t->first].lemma;
    uint64_t shape = v->fits | v->over << 2 | v->heads << 4, hangs = within(t->c.head[v->head], t->first, t->last);
    uint64_t way = h->sentence ? 99 : h->path * 4 + h->up;
    *f++ = feature2(230, shape, v->side);
    *f++ = feature3(231, shape, relation, v->side);
    *f++ = feature3(232, shape, way, v->side);
    *f++ = feature3(233, relation, hangs, lemma);
    *f++ = feature4(234, way, lemma, shape, v->side);
    *f++ = feature4(235, shape, v->length, v->crossed, v->edges);
    *f++ = feature4(236, relation, tag, shape, hangs);
    *f++ = feature3(237, t->lemma[v->head], shape, v->side);
    *f++ = feature4(238, shape, v->quotes, v->crossed, v->edges);
    *f++ = feature3(239, way, t->form[v->first], v->side);
    *f++ = feature4(240, way, tag, v->fits, lemma);
    uint64_t sense = t->c.sense[t->head], meant = t->c.sense[v->head];
    *f++ = feature4(263, sense, relation, hangs, shape);
    *f++ = feature4(264, sense, way, shape, v->side);
    *f++ = feature4(265, meant, way, shape, v->side);
    *f++ = feature4(266, meant, lemma, relation, v->side);
    *f++ = feature4(267, sense, v->crossed, v->quotes, v->side);
    return behind_features(v, shape, f);
}

size_t tkit_label_span_features(const struct label_text *t, enum label_evidence evidence, size_t first, size_t last,
                                uint64_t *out)
{
    struct view v;
    view_span(&v, t, first, last);
    uint64_t *f = form_features(&v, out);
    if (evidence >= EVIDENCE_TAGS)
        f = tag_features(&v, f);
    if (evidence >= EVIDENCE_PARSE) {
        view_tree(&v);
        f = tree_features(&v, f);
    }
    return (size_t)(f - out);
}

/* How likely there is the anchor at hand, in steps that are finer towards certainty. */
static uint64_t sureness(const struct label_text *t)
{
    static const double steps[] = {0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.95, 0.98};
    uint64_t sure = 0;
    while (sure < sizeof steps / sizeof *steps && t->begins[t->first] > steps[sure]) sure++;
    return sure;
}

size_t tkit_label_none_features(const struct label_text *t, unsigned layer, enum label_evidence evidence, uint64_t *out)
{
    const size_t head = t->head;
    uint64_t *f = out + tkit_label_features(t, 0, evidence, head, out), form = 0, earlier = 0;
    for (size_t i = t->first; i <= t->last; i++) form = feature2(250, form, t->form[i]);
    for (unsigned k = 1; k < layer; k++) earlier = earlier << 1 | t->found[k];
    *f++ = feature1(251, form);
    *f++ = feature1(252, earlier);
    *f++ = feature2(253, form, earlier);
    *f++ = feature2(254, t->lemma[head], earlier);
    *f++ = feature2(255, word_at(t, t->first - 1).form, word_at(t, t->last + 1).form);
    *f++ = feature2(256, word_at(t, t->first - 1).form, form);
    *f++ = feature2(257, word_at(t, t->last + 1).form, form);
    *f++ = feature1(258, t->last - t->first);
    if (evidence >= EVIDENCE_TAGS) {
        *f++ = feature2(259, word_at(t, t->first - 1).tag, word_at(t, t->first).tag);
        *f++ = feature2(260, word_at(t, t->last).tag, word_at(t, t->last + 1).tag);
    }
    *f++ = feature1(261, sureness(t));
    *f++ = feature2(262, sureness(t), earlier);
    return (size_t)(f - out);
}
