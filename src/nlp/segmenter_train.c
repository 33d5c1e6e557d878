/* Learns the segmenter: rebuilds running text from the sentences of a treebank and learns what the treebank says of
 * every gap between atoms. */
#include "nlp/segmenter.h"
#include "nlp/word.h"

#include <stdio.h>
#include <stdlib.h>

enum { DEFAULT_EPOCHS = 20, RUNS = 5, DEFAULT_KEEP = 50000 };

/* What the treebank says of a byte: a token begins here, a sentence begins here. */
enum { TOKEN_HERE = 1, SENTENCE_HERE = 2 };

struct split {
    uint64_t key; /* lower form of the token */
    uint32_t at, count;
};

struct trainer {
    const struct train_job *job;
    tkit *tk;
    tkit_buffer text;
    uint8_t *gold;       /* for every byte of the text */
    size_t gold_size;
    struct segmentation x;
    struct split *splits;
    size_t split_count, split_capacity;
    struct narrow_learner learner;
};

static int note_split(struct trainer *t, struct str token, uint32_t at)
{
    char lower[WORD_BYTES];
    size_t n = tkit_word_lower(token.at, token.size, lower);
    if (token.size > WORD_BYTES || n != token.size || at >= LOOKUP_NONE)
        return TKIT_OK;
    int code = tkit_reserve(t->tk, (void **)&t->splits, &t->split_capacity, t->split_count + 1, sizeof *t->splits);
    if (code)
        return code;
    /* only what the rules say otherwise is worth a place; a token that they get right votes for them */
    uint32_t ruled = (uint32_t)tkit_clitic_at(token.at, token.size);
    t->splits[t->split_count++] = (struct split){feature_text(lower, n), at == ruled ? UINT32_MAX : at, 1};
    return TKIT_OK;
}

/* Finds the tokens of a sentence in its text and marks them; false when they do not agree. */
static bool mark_sentence(struct trainer *t, const struct tree_sentence *s, size_t from)
{
    const struct tree_word *words = t->job->bank->words + s->first;
    size_t at = from, end = from + s->text.size;
    for (uint32_t i = 0; i < s->count; i++) {
        const struct tree_word *w = &words[i];
        if (w->part == REST_OF_TOKEN)
            continue;
        struct str form = w->part == FIRST_OF_TOKEN ? w->token : w->form;
        while (at < end && (t->text.data[at] == ' ' || t->text.data[at] == '\t')) at++;
        if (end - at < form.size || memcmp(t->text.data + at, form.at, form.size) != 0)
            return false;
        t->gold[at] |= TOKEN_HERE | (i == 0 ? SENTENCE_HERE : 0);
        at += form.size;
    }
    return true;
}

static int note_splits(struct trainer *t, const struct tree_sentence *s)
{
    const struct tree_word *words = t->job->bank->words + s->first;
    for (uint32_t i = 0; i < s->count; i++) {
        struct str token = words[i].part == FIRST_OF_TOKEN ? words[i].token : words[i].form;
        uint32_t last = i, at = 0;
        if (words[i].part == REST_OF_TOKEN)
            continue;
        while (last + 1 < s->count && words[last + 1].part == REST_OF_TOKEN) last++;
        if (last > i)
            at = token.size - (words[last].form.size < token.size ? words[last].form.size : token.size);
        int code = note_split(t, token, at);
        if (code)
            return code;
    }
    return TKIT_OK;
}

static int prepare(struct trainer *t)
{
    const struct treebank *b = t->job->bank;
    size_t *from = tkit_alloc(t->tk, (b->sentence_count + 1) * sizeof *from);
    if (!from)
        return tkit_fail_nomem(t->tk);
    for (size_t i = 0; i < b->sentence_count; i++) {
        if (i)
            tkit_buffer_puts(&t->text, b->sentences[i].new_paragraph ? "\n\n" : " ");
        from[i] = t->text.size;
        tkit_buffer_add(&t->text, b->sentences[i].text.at, b->sentences[i].text.size);
    }
    int code = tkit_buffer_status(&t->text);
    t->gold_size = t->text.size + 1;
    t->gold = code ? NULL : tkit_calloc(t->tk, t->gold_size, 1);
    if (!code && !t->gold)
        code = tkit_fail_nomem(t->tk);
    for (size_t i = 0; !code && i < b->sentence_count; i++) {
        if (!mark_sentence(t, &b->sentences[i], from[i]))
            code = tkit_fail(t->tk, TKIT_EFORMAT, "sentence %zu: its words do not agree with its text", i + 1);
        if (!code)
            code = note_splits(t, &b->sentences[i]);
    }
    tkit_free(t->tk, from, (b->sentence_count + 1) * sizeof *from);
    if (!code)
        code = tkit_segment_atoms(t->tk, t->text.data, t->text.size, &t->x);
    return code;
}

static enum gap gold_gap(const struct trainer *t, size_t i)
{
    uint8_t gold = t->gold[t->x.atoms[i].start];
    return gold & SENTENCE_HERE ? GAP_SENTENCE : gold & TOKEN_HERE ? GAP_WORD : GAP_JOIN;
}

static int learn_gap(struct trainer *t, size_t i, const struct gap_history *history, enum gap gold, size_t *wrong)
{
    uint64_t features[SEGMENTER_FEATURES];
    int32_t scores[3];
    uint8_t space = t->x.atoms[i].space;
    size_t n = tkit_gap_features(&t->x, t->text.data, i, history, features);
    tkit_narrow_score(&t->learner, features, n, scores);
    enum gap best = space == SPACE_NONE ? (scores[GAP_JOIN] >= scores[GAP_WORD] ? GAP_JOIN : GAP_WORD)
                                        : (scores[GAP_SENTENCE] > scores[GAP_WORD] ? GAP_SENTENCE : GAP_WORD);
    int code = TKIT_OK;
    t->learner.clock++;
    if (best == gold || (space == SPACE_NONE) != (gold == GAP_JOIN || (gold == GAP_WORD && space == SPACE_NONE)))
        return TKIT_OK;
    ++*wrong;
    code = tkit_narrow_update(&t->learner, features, n, gold, 1);
    return code ? code : tkit_narrow_update(&t->learner, features, n, best, -1);
}

/* One pass over a paragraph that begins at atom `first`. */
static int learn_paragraph(struct trainer *t, size_t first, size_t *wrong, size_t *seen)
{
    struct gap_history history = {.word_atom = (uint32_t)first};
    for (size_t i = first + 1; i < t->x.atom_count && t->x.atoms[i].space != SPACE_PARAGRAPH; i++) {
        enum gap gold = gold_gap(t, i);
        if (!tkit_gap_is_plain(&t->x, i)) {
            int code = learn_gap(t, i, &history, gold, wrong);
            if (code)
                return code;
            ++*seen;
        }
        if (gold != GAP_JOIN) {
            history.word_atom = (uint32_t)i;
            history.sentence_words = gold == GAP_SENTENCE ? 0 : history.sentence_words + 1;
        }
    }
    return TKIT_OK;
}

static int learn(struct trainer *t)
{
    size_t paragraphs = 0, capacity = 0;
    uint32_t *first = NULL, *order = NULL;
    int code = tkit_narrow_init(&t->learner, t->tk);
    for (size_t i = 0; !code && i < t->x.atom_count; i++)
        if (t->x.atoms[i].space == SPACE_PARAGRAPH) {
            code = tkit_reserve(t->tk, (void **)&first, &capacity, paragraphs + 1, sizeof *first);
            if (!code)
                first[paragraphs++] = (uint32_t)i;
        }
    uint64_t random = t->job->seed * FEATURE_K0 | 1;
    unsigned epochs = t->job->epochs ? t->job->epochs : DEFAULT_EPOCHS;
    if (!code && !(order = tkit_alloc(t->tk, (paragraphs + 1) * sizeof *order)))
        code = tkit_fail_nomem(t->tk);
    for (unsigned epoch = 0; !code && epoch < epochs; epoch++) {
        size_t wrong = 0, seen = 0;
        if (epoch && epoch % tkit_train_run(epochs, RUNS) == 0)
            tkit_narrow_restart(&t->learner);
        tkit_learner_shuffle(order, paragraphs, &random);
        for (size_t p = 0; !code && p < paragraphs; p++) {
            code = learn_paragraph(t, first[order[p]], &wrong, &seen);
            if (!code)
                code = tkit_poll(t->tk);
        }
        if (!code)
            tkit_train_report(t->job, epoch, "%.2f %% of gaps right while learning",
                              seen ? 100.0 - 100.0 * (double)wrong / (double)seen : 0.0);
    }
    tkit_free(t->tk, first, capacity * sizeof *first);
    tkit_free(t->tk, order, (paragraphs + 1) * sizeof *order);
    return code;
}

static int by_key_and_place(const void *a, const void *b)
{
    const struct split *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return x->at < y->at ? -1 : x->at > y->at;
}

/* Tokens that are mostly split elsewhere than the rules say. */
static int write_clitics(struct trainer *t, struct model_writer *w)
{
    struct lookup_item *items = tkit_alloc(t->tk, (t->split_count + 1) * sizeof *items);
    size_t used = 0;
    if (!items)
        return tkit_fail_nomem(t->tk);
    if (t->split_count)
        qsort(t->splits, t->split_count, sizeof *t->splits, by_key_and_place);
    for (size_t i = 0; i < t->split_count;) {
        uint64_t key = t->splits[i].key;
        uint32_t best = UINT32_MAX, most = 0, all = 0;
        while (i < t->split_count && t->splits[i].key == key) {
            uint32_t at = t->splits[i].at, count = 0;
            for (; i < t->split_count && t->splits[i].key == key && t->splits[i].at == at; i++) count++;
            all += count;
            if (count > most) {
                most = count;
                best = at;
            }
        }
        if (best != UINT32_MAX && 2 * most > all)
            items[used++] = (struct lookup_item){key, best};
    }
    int code = tkit_lookup_write(t->tk, items, used, w, "CLITICS");
    tkit_free(t->tk, items, (t->split_count + 1) * sizeof *items);
    return code;
}

static int write_model(struct trainer *t, tkit_buffer *out)
{
    struct model_writer w;
    unsigned keep = t->job->options->features ? t->job->options->features : DEFAULT_KEEP;
    tkit_train_begin(t->job, &w, "segmenter");
    int code = write_clitics(t, &w);
    if (!code)
        code = tkit_narrow_write(&t->learner, keep, &w, "GAPS");
    if (!code)
        return tkit_model_writer_finish(&w, out);
    tkit_model_writer_free(&w);
    return code;
}

/* ---- scoring ---- */

struct match {
    size_t gold, found, both;
};

static double f1(struct match m)
{
    return m.gold + m.found ? 200.0 * (double)m.both / (double)(m.gold + m.found) : 0.0;
}

/* A token is right when it begins where a gold one does and no gold one begins inside it or in the gap behind it but at
 * its end; a sentence likewise. */
static void compare(const struct trainer *t, uint8_t mark, const uint32_t *starts, size_t count, struct match *m)
{
    for (size_t i = 0; i < t->text.size; i++) m->gold += (t->gold[i] & mark) != 0;
    m->found = count;
    for (size_t k = 0; k < count; k++) {
        size_t end = k + 1 < count ? starts[k + 1] : t->text.size, inside = 0;
        for (size_t i = starts[k] + 1u; i < end; i++) inside += (t->gold[i] & mark) != 0;
        bool ends = end == t->text.size || t->gold[end] & mark;
        m->both += t->gold[starts[k]] & mark && !inside && ends;
    }
}

int tkit_segmenter_score(const struct train_job *job, const tkit_model *model, char *out, size_t size)
{
    struct train_job dev = *job;
    dev.bank = job->dev;
    struct trainer t = {.job = &dev, .tk = job->tk};
    struct segmenter segmenter;
    struct match tokens = {0}, sentences = {0};
    tkit_buffer_init(&t.text, t.tk);
    int code = prepare(&t);
    if (!code)
        code = tkit_segmenter_open(&segmenter, t.tk, model);
    if (!code)
        code = tkit_segmenter_run(&segmenter, t.tk, t.text.data, t.text.size, &t.x);
    uint32_t *starts = code ? NULL : tkit_alloc(t.tk, (t.x.word_count + 1) * sizeof *starts);
    if (!code && !starts)
        code = tkit_fail_nomem(t.tk);
    if (!code) {
        size_t n = 0;
        for (size_t i = 0; i < t.x.word_count; i++)
            if (t.x.words[i].part < 2)
                starts[n++] = t.x.words[i].start;
        compare(&t, TOKEN_HERE, starts, n, &tokens);
        for (n = 0; n < t.x.sentence_count; n++) starts[n] = t.x.words[t.x.sentence_first[n]].start;
        compare(&t, SENTENCE_HERE, starts, n, &sentences);
        snprintf(out, size, "F1 sentences %.2f tokens %.2f", f1(sentences), f1(tokens));
    }
    tkit_free(t.tk, starts, (t.x.word_count + 1) * sizeof *starts);
    tkit_segmentation_free(&t.x);
    tkit_buffer_free(&t.text);
    tkit_free(t.tk, t.gold, t.gold_size);
    tkit_free(t.tk, t.splits, t.split_capacity * sizeof *t.splits);
    return code;
}

/* ---- the whole ---- */

int tkit_segmenter_train(const struct train_job *job, tkit_buffer *out)
{
    struct trainer t = {.job = job, .tk = job->tk};
    tkit_buffer_init(&t.text, t.tk);
    int code = prepare(&t);
    if (!code)
        code = learn(&t);
    if (!code)
        code = write_model(&t, out);
    tkit_narrow_free(&t.learner);
    tkit_segmentation_free(&t.x);
    tkit_buffer_free(&t.text);
    tkit_free(t.tk, t.gold, t.gold_size);
    tkit_free(t.tk, t.splits, t.split_capacity * sizeof *t.splits);
    return code;
}
