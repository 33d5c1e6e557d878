/* What the labeller looks at: words and their neighbours, tags and names, the tree, quotation marks, and how a word
 * hangs together with the nearest anchor. */
#include "nlp/feature.h"
#include "nlp/labels.h"
#include "nlp/word.h"

/* ---- a text ---- */

static int make_columns(struct label_text *t)
{
    size_t n = t->size;
    t->form = tkit_calloc(t->tk, n, sizeof *t->form);
    t->lemma = tkit_calloc(t->tk, n, sizeof *t->lemma);
    t->shape = tkit_calloc(t->tk, n, sizeof *t->shape);
    t->quoted = tkit_calloc(t->tk, n, 1);
    t->quotation = tkit_calloc(t->tk, n, sizeof *t->quotation);
    t->paragraph = tkit_calloc(t->tk, n, sizeof *t->paragraph);
    t->children = tkit_calloc(t->tk, n, sizeof *t->children);
    t->subject = tkit_calloc(t->tk, n, sizeof *t->subject);
    t->agent = tkit_calloc(t->tk, n, sizeof *t->agent);
    t->anchors = tkit_calloc(t->tk, n, sizeof *t->anchors);
    t->begins = tkit_calloc(t->tk, n, sizeof *t->begins);
    bool all = t->form && t->lemma && t->shape && t->quoted && t->quotation && t->paragraph && t->children &&
               t->subject && t->agent && t->anchors && t->begins;
    for (unsigned k = 0; k < LABELS_MAX; k++) {
        t->layers[k] = tkit_calloc(t->tk, n, 1);
        all = all && t->layers[k];
    }
    return all ? TKIT_OK : tkit_fail_nomem(t->tk);
}

void tkit_label_text_free(struct label_text *t)
{
    if (!t->tk)
        return;
    size_t n = t->size;
    tkit_free(t->tk, t->form, n * sizeof *t->form);
    tkit_free(t->tk, t->lemma, n * sizeof *t->lemma);
    tkit_free(t->tk, t->shape, n * sizeof *t->shape);
    tkit_free(t->tk, t->quoted, n);
    tkit_free(t->tk, t->quotation, n * sizeof *t->quotation);
    tkit_free(t->tk, t->paragraph, n * sizeof *t->paragraph);
    tkit_free(t->tk, t->children, n * sizeof *t->children);
    tkit_free(t->tk, t->subject, n * sizeof *t->subject);
    tkit_free(t->tk, t->agent, n * sizeof *t->agent);
    tkit_free(t->tk, t->anchors, n * sizeof *t->anchors);
    tkit_free(t->tk, t->begins, n * sizeof *t->begins);
    for (unsigned k = 0; k < LABELS_MAX; k++) tkit_free(t->tk, t->layers[k], n);
    *t = (struct label_text){0};
}

/* 1 an opening mark, 2 a closing one, 3 either. */
static int mark_kind(const char *at, size_t size)
{
    if (size == 1 && *at == '"')
        return 3;
    if (size == 3 && memcmp(at, "\xe2\x80\x9c", 3) == 0)
        return 1;
    if (size == 3 && memcmp(at, "\xe2\x80\x9d", 3) == 0)
        return 2;
    if (size == 2 && memcmp(at, "``", 2) == 0)
        return 1;
    return size == 2 && memcmp(at, "''", 2) == 0 ? 2 : 0;
}

static bool paragraph_before(const struct label_text *t, size_t i)
{
    return i && memchr(t->text + t->c.end[i - 1], '\n', t->c.start[i] - t->c.end[i - 1]);
}

static void find_quotations(struct label_text *t)
{
    bool open = false;
    uint32_t quotations = 0, paragraphs = 0;
    for (size_t i = 0; i < t->c.word_count; i++) {
        int kind = mark_kind(t->text + t->c.start[i], t->c.end[i] - t->c.start[i]);
        bool was_open = open;
        if (paragraph_before(t, i)) {
            open = false;
            paragraphs++;
        }
        if (kind) {
            open = kind == 1 || (kind == 3 && !open);
            t->quoted[i] = 2;
        } else {
            t->quoted[i] = open;
        }
        quotations += open && !was_open;
        t->quotation[i] = open && !kind ? quotations : 0;
        t->paragraph[i] = paragraphs;
    }
    for (size_t s = 0; s < t->c.sentence_count; s++) {
        bool any = false;
        for (size_t i = t->c.sentence_first[s]; i < t->c.sentence_first[s + 1]; i++) any |= t->quoted[i] == 2;
        for (size_t i = t->c.sentence_first[s]; any && i < t->c.sentence_first[s + 1]; i++) t->quoted[i] |= 4;
    }
}

int tkit_label_text_init(struct label_text *t, tkit *tk, const char *text, const tkit_annotation *annotation)
{
    *t = (struct label_text){.tk = tk, .text = text, .annotation = annotation};
    tkit_annotation_get(annotation, &t->c);
    t->size = t->c.word_count + 1;
    int code = make_columns(t);
    if (code) {
        tkit_label_text_free(t);
        return code;
    }
    for (size_t i = 0; i < t->c.word_count; i++) {
        struct word w;
        tkit_word_make(&w, text + t->c.start[i], t->c.end[i] - t->c.start[i]);
        const char *lemma = tkit_annotation_lemma(annotation, t->c.lemma[i]);
        t->form[i] = w.lower;
        t->shape[i] = w.shape;
        t->lemma[i] = lemma ? feature_text(lemma, strlen(lemma)) : w.lower;
    }
    for (size_t i = 0; i < t->c.word_count; i++) {
        int32_t head = t->c.head[i];
        const char *relation = tkit_annotation_relation(annotation, t->c.relation[i]);
        if (head < 0 || !relation)
            continue;
        t->children[head] |= 1ull << (t->c.relation[i] & 63);
        if (strncmp(relation, "nsubj", 5) == 0) {
            t->subject[head] = feature3(3, t->lemma[i], t->c.upos[i], t->c.name[i]);
            t->agent[head] = feature3(4, t->c.sense[i], t->c.upos[i], t->c.name[i]);
        }
    }
    find_quotations(t);
    return TKIT_OK;
}

bool tkit_label_words(const struct label_text *t, uint32_t start, uint32_t end, struct label_piece *out)
{
    size_t low = 0, high = t->c.word_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (t->c.end[middle] <= start)
            low = middle + 1;
        else
            high = middle;
    }
    size_t behind = low;
    while (behind < t->c.word_count && t->c.start[behind] < end) behind++;
    *out = (struct label_piece){(uint32_t)low, (uint32_t)behind - 1};
    return behind > low;
}

/* ---- anchors ---- */

/* The word of a span that hangs outside of it. */
static size_t head_of_span(const struct label_text *t, size_t first, size_t last)
{
    for (size_t i = first; i <= last; i++) {
        int32_t h = t->c.head[i];
        if (h < (int32_t)first || h > (int32_t)last)
            return i;
    }
    return first;
}

/* How word i hangs together with the anchor whose way up is chain[0 .. length - 1]. */
static void meet(const struct label_text *t, size_t i, const uint32_t *chain, unsigned length, struct anchor *out)
{
    uint64_t path = 0, branch = 0;
    size_t at = i, below = i;
    for (unsigned steps = 0; steps < PATH_MAX; steps++) {
        for (unsigned k = 0; k < length; k++) {
            if (chain[k] != at)
                continue;
            uint64_t up = 0;
            for (unsigned j = 0; j < k && j < 4; j++) up = feature2(2, up, t->c.relation[chain[j]] + 1u);
            out->path = steps > 4 ? feature2(4, branch, steps > 8) : path;
            out->branch = branch;
            out->up = up;
            out->edge = (uint8_t)(steps ? (i == t->c.left[below]) | (i == t->c.right[below]) << 1 : 0);
            out->distance = (uint8_t)feature_bin(steps + k);
            return;
        }
        if (t->c.head[at] < 0)
            break;
        out->blocked |= t->layers[0][at] != LABEL_OUT;
        branch = t->c.relation[at] + 1u;
        path = feature2(1, path, branch);
        below = at;
        at = (size_t)t->c.head[at];
    }
}

static void find_window(const struct label_text *t, size_t sentence, size_t *first, size_t *end)
{
    const uint32_t *starts = t->c.sentence_first;
    size_t low = sentence ? sentence - 1 : 0, high = sentence + 1 < t->c.sentence_count ? sentence + 1 : sentence;
    while (low > 0 && sentence - low < WINDOW_SENTENCES && t->quoted[starts[low]] & 1) low--;
    while (high + 1 < t->c.sentence_count && high - sentence < WINDOW_SENTENCES && t->quoted[starts[high + 1]] & 1)
        high++;
    *first = starts[low];
    *end = starts[high + 1];
}

static int8_t clamp(int64_t n)
{
    return (int8_t)(n < -3 ? -3 : n > 3 ? 3 : n);
}

/* How many quotations begin up to word i, and whether it is in one. */
static uint32_t quotations_before(const struct label_text *t, size_t i)
{
    while (i > 0 && !t->quotation[i]) i--;
    return t->quotation[i];
}

size_t tkit_label_piece_end(const uint8_t *row, size_t first, size_t end)
{
    while (first + 1 < end && row[first + 1] == LABEL_IN) first++;
    return first;
}

void tkit_label_turn(struct label_text *t, size_t first, size_t last)
{
    uint32_t chain[PATH_MAX];
    unsigned length = 0;
    size_t head = head_of_span(t, first, last), sentence = t->c.sentence[first];
    for (int32_t at = (int32_t)head; at >= 0 && length < PATH_MAX; at = t->c.head[at]) chain[length++] = (uint32_t)at;
    find_window(t, sentence, &t->window, &t->window_end);
    t->first = first;
    t->last = last;
    t->head = head;
    int64_t begun = quotations_before(t, first);
    for (size_t i = t->window; i < t->window_end; i++) {
        struct anchor *a = &t->anchors[i];
        *a = (struct anchor){.lemma = t->lemma[head]};
        a->sentence = (int8_t)((int)t->c.sentence[i] - (int)sentence);
        if (a->sentence == 0)
            meet(t, i, chain, length, a);
        a->paragraph = clamp((int64_t)t->paragraph[i] - (int64_t)t->paragraph[first]);
        if (t->quotation[i] && t->quotation[i] != t->quotation[first])
            a->quotation = clamp((int64_t)t->quotation[i] - begun - (t->quotation[i] <= begun));
        a->side = (uint8_t)(i >= first && i <= last ? 3 : i < first ? 1 : 2);
        for (unsigned k = 1; k < LABELS_MAX; k++) t->layers[k][i] = LABEL_OUT;
    }
    memset(t->found, 0, sizeof t->found);
    unsigned between = 0;
    for (size_t i = last + 1; i < t->window_end; i++) {
        between += between < 3 && t->layers[0][i] == LABEL_BEGIN;
        t->anchors[i].between = (uint8_t)between;
    }
    between = 0;
    for (size_t i = first; i-- > t->window;) {
        between += between < 3 && t->layers[0][i] == LABEL_BEGIN;
        t->anchors[i].between = (uint8_t)between;
    }
}

/* ---- features ---- */

struct neighbour {
    uint64_t form, lemma, tag, sense;
};

static struct neighbour at(const struct label_text *t, size_t i, int offset)
{
    size_t s = t->c.sentence[i], k = i + (size_t)offset;
    if ((offset < 0 && i < (size_t)-offset) || k < t->c.sentence_first[s] || k >= t->c.sentence_first[s + 1])
        return (struct neighbour){1, 1, 255, 99};
    return (struct neighbour){t->form[k], t->lemma[k], t->c.xpos[k], t->c.sense[k]};
}

static uint64_t *word_features(const struct label_text *t, size_t i, uint64_t *f)
{
    struct neighbour w = at(t, i, 0), p = at(t, i, -1), pp = at(t, i, -2), n = at(t, i, 1), nn = at(t, i, 2);
    uint64_t quoted = t->quoted[i], next = i + 1 < t->c.word_count ? t->quoted[i + 1] : 0;
    uint64_t before = i ? t->quoted[i - 1] : 0;
    size_t s = t->c.sentence[i], first = t->c.sentence_first[s];
    bool opens = paragraph_before(t, first);
    *f++ = feature1(1, w.form);
    *f++ = feature1(2, p.form);
    *f++ = feature1(3, n.form);
    *f++ = feature1(4, pp.form);
    *f++ = feature1(5, nn.form);
    *f++ = feature2(6, p.form, w.form);
    *f++ = feature2(7, w.form, n.form);
    *f++ = feature3(8, p.form, w.form, n.form);
    *f++ = feature1(9, t->shape[i]);
    *f++ = feature2(10, quoted, before);
    *f++ = feature3(11, quoted, before, next);
    *f++ = feature2(12, quoted, w.form);
    *f++ = feature2(13, i == first, opens);
    *f++ = feature2(14, quoted, i - first < 3 ? i - first : 3);
    *f++ = feature2(15, n.form, nn.form);
    *f++ = feature2(16, pp.form, p.form);
    *f++ = feature1(17, at(t, i, 3).form);
    *f++ = feature1(18, at(t, i, -3).form);
    *f++ = feature2(19, t->c.sentence_first[s + 1] - i < 3 ? t->c.sentence_first[s + 1] - i : 3, quoted);
    return f;
}

static uint64_t *tag_features(const struct label_text *t, size_t i, uint64_t *f)
{
    struct neighbour w = at(t, i, 0), p = at(t, i, -1), pp = at(t, i, -2), n = at(t, i, 1), nn = at(t, i, 2);
    *f++ = feature1(20, w.lemma);
    *f++ = feature1(21, w.tag);
    *f++ = feature2(22, w.lemma, w.tag);
    *f++ = feature2(23, p.tag, w.tag);
    *f++ = feature2(24, w.tag, n.tag);
    *f++ = feature3(25, p.tag, w.tag, n.tag);
    *f++ = feature3(26, pp.tag, p.tag, w.tag);
    *f++ = feature3(27, w.tag, n.tag, nn.tag);
    *f++ = feature1(28, p.lemma);
    *f++ = feature1(29, n.lemma);
    *f++ = feature2(30, t->c.name[i], w.tag);
    *f++ = feature2(31, t->c.name[i], i + 1 < t->c.word_count ? t->c.name[i + 1] : 0);
    *f++ = feature2(32, p.lemma, w.tag);
    *f++ = feature2(33, w.lemma, n.tag);
    *f++ = feature2(34, w.tag, t->quoted[i]);
    *f++ = feature2(35, n.lemma, w.tag);
    *f++ = feature2(36, w.lemma, t->quoted[i]);
    *f++ = feature2(37, w.sense, w.tag);
    *f++ = feature3(38, p.sense, w.sense, w.tag);
    *f++ = feature4(39, w.sense, w.tag, n.tag, nn.tag);
    *f++ = feature3(114, w.sense, w.tag, n.sense);
    *f++ = feature3(115, w.sense, w.tag, t->quoted[i]);
    *f++ = feature3(116, w.sense, n.form, w.tag);
    return f;
}

static uint64_t *parse_features(const struct label_text *t, size_t i, uint64_t *f)
{
    struct neighbour w = at(t, i, 0);
    int32_t h = t->c.head[i], g = h >= 0 ? t->c.head[h] : -1;
    uint64_t relation = t->c.relation[i], head_lemma = h >= 0 ? t->lemma[h] : 0, head_tag = h >= 0 ? t->c.xpos[h] : 99;
    uint64_t head_relation = h >= 0 ? t->c.relation[h] : 99, right = h >= 0 && (size_t)h < i;
    size_t s = t->c.sentence[i];
    /* the clause: up to the nearest word that is no part of a nominal, a few steps */
    uint64_t edges = (i == t->c.left[i]) | (uint64_t)(i == t->c.right[i]) << 1;
    uint64_t head_edges = h >= 0 ? (i == t->c.left[h]) | (uint64_t)(i == t->c.right[h]) << 1 : 0;
    uint64_t whole = t->c.left[i] == t->c.sentence_first[s];
    *f++ = feature2(40, relation, right);
    *f++ = feature2(41, relation, w.lemma);
    *f++ = feature2(42, relation, head_lemma);
    *f++ = feature3(43, relation, head_tag, w.tag);
    *f++ = feature2(44, head_lemma, w.tag);
    *f++ = feature2(45, relation, head_relation);
    *f++ = feature3(46, relation, head_relation, g >= 0 ? t->lemma[g] : 0);
    *f++ = feature2(47, w.lemma, t->children[i]);
    *f++ = feature2(48, w.tag, t->children[i]);
    *f++ = feature2(49, w.lemma, t->subject[i]);
    *f++ = feature2(50, w.tag, t->subject[i]);
    *f++ = feature3(51, w.tag, edges, relation);
    *f++ = feature3(52, head_edges, relation, head_tag);
    *f++ = feature3(53, head_edges, head_lemma, relation);
    *f++ = feature3(54, relation, t->quoted[i], w.tag);
    *f++ = feature3(55, whole, relation, w.tag);
    *f++ = feature2(56, h >= 0 ? t->children[h] : 0, relation);
    *f++ = feature3(57, head_lemma, head_relation, relation);
    *f++ = feature3(58, w.sense, w.tag, t->children[i]);
    *f++ = feature3(59, w.sense, w.tag, t->agent[i]);
    *f++ = feature3(117, w.lemma, t->agent[i], t->quoted[i]);
    *f++ = feature4(118, w.sense, relation, head_relation, w.tag);
    *f++ = feature3(119, relation, h >= 0 ? t->c.sense[h] : 99, w.sense);
    return f;
}

/* 0 outside of quotations, else 1 inside, 2 its first word, 3 its last, 4 both. */
static uint64_t quotation_place(const struct label_text *t, size_t i)
{
    uint32_t q = t->quotation[i];
    if (!q)
        return 0;
    bool first = !i || t->quotation[i - 1] != q, last = i + 1 >= t->c.word_count || t->quotation[i + 1] != q;
    return 1 + (uint64_t)first + 2 * (uint64_t)last;
}

/* The anchor through the tree, and the classes of all earlier layers around the word. */
static uint64_t *anchor_features(const struct label_text *t, unsigned layer, enum label_evidence evidence, size_t i,
                                 uint64_t *f)
{
    struct neighbour w = at(t, i, 0);
    const struct anchor *a = &t->anchors[i];
    for (unsigned k = 0; k < layer; k++) {
        uint64_t here = t->layers[k][i], before = i ? t->layers[k][i - 1] : 9;
        uint64_t after = i + 1 < t->c.word_count ? t->layers[k][i + 1] : 9;
        uint64_t after2 = i + 2 < t->c.word_count ? t->layers[k][i + 2] : 9, before2 = i > 1 ? t->layers[k][i - 2] : 9;
        *f++ = feature2(60, k, here);
        *f++ = feature4(61, k, here, before, after);
        *f++ = feature4(62, k, w.form, before, after);
        *f++ = feature4(63, k, before2, before, here);
        *f++ = feature4(64, k, here, after, after2);
    }
    *f++ = feature2(65, a->side, t->quoted[i]);
    *f++ = feature2(66, a->side, w.form);
    *f++ = feature2(67, a->side, a->lemma);
    uint64_t away = (uint64_t)(a->sentence + 16), start = i == t->c.sentence_first[t->c.sentence[i]];
    *f++ = feature3(68, away, t->quoted[i], start);
    *f++ = feature3(69, away, w.form, a->side);
    *f++ = feature4(83, away, a->side, a->lemma, t->quoted[i]);
    *f++ = feature4(84, away, i ? t->form[i - 1] : 0, w.form, a->side);
    *f++ = feature4(85, away, w.tag, a->side, t->quoted[i]);
    *f++ = feature4(86, a->between, a->side, away, t->quoted[i]);
    *f++ = feature3(87, a->between, a->side, w.form);
    uint64_t part = quotation_place(t, i);
    uint64_t quotation = (uint64_t)(a->quotation + 8) << 8 | (uint64_t)(a->paragraph + 8);
    *f++ = feature3(108, quotation, a->between, part);
    *f++ = feature3(109, quotation, a->side, away);
    *f++ = feature3(110, quotation, a->lemma, part);
    *f++ = feature3(111, (uint64_t)a->paragraph + 8, a->side, start);
    if (evidence < EVIDENCE_PARSE)
        return f;
    uint64_t where = a->up * 4 + a->side;
    *f++ = feature2(70, a->path, where);
    *f++ = feature3(71, a->path, where, w.tag);
    *f++ = feature2(72, a->branch, where);
    *f++ = feature3(73, a->branch, where, a->edge);
    *f++ = feature3(74, a->branch, where, a->lemma);
    *f++ = feature3(75, a->path, a->side, a->lemma);
    *f++ = feature4(76, a->branch, where, a->edge, w.tag);
    *f++ = feature4(77, a->branch, where, w.form, a->edge);
    *f++ = feature3(78, a->branch, where, t->quoted[i]);
    *f++ = feature3(79, a->distance, a->side, a->branch);
    *f++ = feature4(80, a->branch, where, i ? t->anchors[i - 1].branch : 0, i ? t->anchors[i - 1].side : 0);
    *f++ = feature4(81, a->branch, where, i + 1 < t->c.word_count ? t->anchors[i + 1].branch : 0, t->quoted[i]);
    *f++ = feature3(82, a->up, a->side, a->lemma);
    *f++ = feature4(88, a->blocked, a->branch, where, a->between);
    *f++ = feature3(89, a->blocked, a->between, a->edge);
    *f++ = feature3(120, a->path, a->side, t->c.sense[t->head]);
    *f++ = feature4(121, a->branch, where, a->edge, t->c.sense[t->head]);
    *f++ = feature4(122, a->branch, where, w.sense, w.tag);
    return f;
}

size_t tkit_label_features(const struct label_text *t, unsigned layer, enum label_evidence evidence, size_t i,
                           uint64_t *out)
{
    uint64_t *f = word_features(t, i, out);
    if (evidence >= EVIDENCE_TAGS)
        f = tag_features(t, i, f);
    if (evidence >= EVIDENCE_PARSE)
        f = parse_features(t, i, f);
    if (layer)
        f = anchor_features(t, layer, evidence, i, f);
    return (size_t)(f - out);
}

size_t tkit_label_steps(const struct label_text *t, unsigned layer, enum label_evidence evidence, size_t i,
                        uint64_t *out)
{
    const struct anchor *a = &t->anchors[i], *b = i ? a - 1 : a;
    bool starts = i == t->c.sentence_first[t->c.sentence[i]];
    uint64_t before = i ? t->form[i - 1] : 0, quoted = t->quoted[i], quoted_before = i ? t->quoted[i - 1] : 0;
    uint64_t *f = out;
    *f++ = feature2(90, starts, paragraph_before(t, i));
    *f++ = feature2(91, t->form[i], starts);
    *f++ = feature2(92, before, starts);
    *f++ = feature3(93, quoted, quoted_before, starts);
    if (evidence >= EVIDENCE_TAGS) {
        *f++ = feature2(94, t->c.xpos[i], i ? t->c.xpos[i - 1] : 0);
        *f++ = feature2(95, t->c.xpos[i], starts);
    }
    if (evidence >= EVIDENCE_PARSE) {
        *f++ = feature2(96, t->c.relation[i], i ? t->c.relation[i - 1] : 0);
        *f++ = feature2(97, i ? t->c.head[i - 1] == (int32_t)i : 2, i ? t->c.head[i] == (int32_t)i - 1 : 2);
    }
    if (layer) {
        *f++ = feature3(98, t->layers[0][i], i ? t->layers[0][i - 1] : 9, layer > 1 ? t->layers[1][i] : 9);
        *f++ = feature3(99, a->side, b->side, quoted);
        *f++ = feature4(103, (uint64_t)(a->sentence + 16), starts, quoted, quoted_before);
        *f++ = feature4(104, (uint64_t)(a->sentence + 16), t->form[i], before, starts);
        *f++ = feature4(112, (uint64_t)(a->quotation + 8), (uint64_t)(b->quotation + 8), a->between, starts);
        *f++ = feature4(113, (uint64_t)(a->quotation + 8), (uint64_t)(b->quotation + 8), (uint64_t)(a->paragraph + 8),
                        a->side);
        if (evidence >= EVIDENCE_PARSE) {
            *f++ = feature4(100, a->branch, a->side, b->branch, b->side);
            *f++ = feature4(101, a->branch == b->branch, a->side == b->side, a->edge, b->edge);
            *f++ = feature4(102, a->up, a->branch, b->branch, before);
            *f++ = feature4(105, a->blocked, b->blocked, a->between != b->between, a->side);
            *f++ = feature4(106, a->branch, a->edge, a->lemma, b->edge);
            *f++ = feature4(107, a->path, b->path, a->side, quoted);
        }
    }
    return (size_t)(f - out);
}
