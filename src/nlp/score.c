/* Scores a freshly trained model on a treebank that it did not see, for its header. Words are the gold ones; layers
 * above the tagger get gold tags and lemmas, so that each figure speaks of its own layer alone. */
#include <stdio.h>

#include "nlp/labels_score.h"
#include "nlp/names.h"
#include "nlp/parser.h"
#include "nlp/score.h"
#include "nlp/segmenter.h"
#include "nlp/tagger.h"

static double percent(size_t part, size_t whole)
{
    return whole ? 100.0 * (double)part / (double)whole : 0.0;
}

static int score_tagger(const struct train_job *job, const tkit_model *model, struct word *words, char *out,
                        size_t size)
{
    const struct treebank *b = job->dev;
    struct tagger t;
    int code = tkit_tagger_open(&t, job->tk, model);
    if (code)
        return code;
    size_t upos = 0, xpos = 0, feats = 0;
    for (size_t s = 0; s < b->sentence_count; s++)
        tkit_tagger_run(&t, words + b->sentences[s].first, b->sentences[s].count);
    for (size_t i = 0; i < b->word_count; i++) {
        upos += str_is(b->words[i].upos, tkit_upos_name(words[i].upos));
        xpos += str_is(b->words[i].xpos, t.xpos[words[i].tag]);
        feats += str_is(b->words[i].feats, t.feats.at[tkit_tagger_feats(&t, &words[i])]);
    }
    snprintf(out, size, "UPOS %.2f XPOS %.2f FEATS %.2f (gold words)", percent(upos, b->word_count),
             percent(xpos, b->word_count), percent(feats, b->word_count));
    tkit_tagger_close(&t);
    return TKIT_OK;
}

static int score_lemmatizer(const struct train_job *job, const tkit_model *model, struct word *words, char *out,
                            size_t size)
{
    const struct treebank *b = job->dev;
    struct lemmatizer l;
    int code = tkit_lemmatizer_open(&l, job->tk, model);
    if (code)
        return code;
    size_t right = 0;
    for (size_t i = 0; i < b->word_count; i++) {
        char lemma[LEMMA_BYTES];
        size_t n = tkit_lemmatizer_run(&l, &words[i], lemma);
        right += tkit_lemma_hash(lemma, n) == words[i].lemma;
    }
    snprintf(out, size, "lemmas %.2f (gold tags)", percent(right, b->word_count));
    tkit_lemmatizer_close(&l);
    return TKIT_OK;
}

/* The part of a relation before its colon. */
static struct str main_relation(struct str relation)
{
    const char *colon = memchr(relation.at, ':', relation.size);
    return (struct str){relation.at, colon ? (uint32_t)(colon - relation.at) : relation.size};
}

static int score_parser(const struct train_job *job, const tkit_model *model, struct word *words, char *out,
                        size_t size)
{
    const struct treebank *b = job->dev;
    struct parser p;
    struct parser_scratch *x = tkit_calloc(job->tk, 1, sizeof *x);
    if (!x)
        return tkit_fail_nomem(job->tk);
    int code = tkit_parser_open(&p, job->tk, model);
    size_t heads = 0, both = 0;
    for (size_t s = 0; !code && s < b->sentence_count; s++) {
        const struct tree_sentence *sentence = &b->sentences[s];
        code = tkit_parser_run(&p, x, words + sentence->first, sentence->count);
        for (uint32_t i = 0; !code && i < sentence->count; i++) {
            const struct tree_word *w = &b->words[sentence->first + i];
            const char *found = p.relation_names.at[x->relations[i + 1]];
            bool head = x->heads[i + 1] == w->head;
            heads += head;
            both += head && str_equal(main_relation(w->relation),
                                      main_relation((struct str){found, (uint32_t)strlen(found)}));
        }
    }
    snprintf(out, size, "UAS %.2f LAS %.2f (gold tags and lemmas)", percent(heads, b->word_count),
             percent(both, b->word_count));
    tkit_parser_scratch_free(job->tk, x);
    tkit_free(job->tk, x, sizeof *x);
    tkit_parser_close(&p);
    return code;
}

struct name_counts {
    size_t gold[TKIT_NAME_COUNT], found[TKIT_NAME_COUNT], both[TKIT_NAME_COUNT];
};

/* Names that agree in kind, beginning and end. */
static void count_names(const uint8_t *gold, const uint8_t *kind, const uint8_t *first, size_t n, struct name_counts *c)
{
    for (size_t i = 0; i < n; i++) {
        int expected = gold[i] % 2 ? tkit_name_class_kind[(gold[i] + 1) / 2] : TKIT_NAME_NONE;
        size_t gold_end = i + 1, end = i + 1;
        while (gold_end < n && gold[gold_end] && gold[gold_end] == gold[i] + 1) gold_end++;
        while (end < n && kind[end] == kind[i] && !first[end]) end++;
        c->gold[expected]++;
        if (first[i])
            c->found[kind[i]]++;
        if (expected && first[i] && kind[i] == expected && end == gold_end)
            c->both[expected]++;
    }
}

static double f1(const struct name_counts *c, int kind)
{
    return percent(2 * c->both[kind], c->gold[kind] + c->found[kind]);
}

static int score_names(const struct train_job *job, const tkit_model *model, struct word *words, char *out, size_t size)
{
    const struct treebank *b = job->dev;
    struct names names;
    struct names_scratch *x = tkit_calloc(job->tk, 1, sizeof *x);
    struct name_counts counts = {0};
    size_t row = b->word_count + 1;
    uint8_t *gold = tkit_calloc(job->tk, row, 3), *kind = gold + row, *first = kind + row;
    int code = x && gold ? tkit_names_open(&names, job->tk, model) : tkit_fail_nomem(job->tk);
    for (size_t s = 0; !code && s < b->sentence_count;) {
        size_t from = b->sentences[s].first, end = from;
        bool marked = b->has_entities[b->sentences[s].file];
        tkit_names_begin(x);
        do { /* a document */
            const struct tree_sentence *sentence = &b->sentences[s];
            if (marked) {
                tkit_names_gold(b, sentence, gold + sentence->first);
                code = tkit_names_run(&names, job->lexicon, x, words + sentence->first, sentence->count,
                                      sentence->first, kind, first);
            }
            end = sentence->first + sentence->count;
        } while (!code && ++s < b->sentence_count && !b->sentences[s].new_document);
        tkit_names_finish(x, kind);
        if (marked)
            count_names(gold + from, kind + from, first + from, end - from, &counts);
    }
    size_t used = (size_t)snprintf(out, size, "F1");
    for (int k = 1; k < TKIT_NAME_COUNT && used < size; k++)
        if (counts.gold[k])
            used += (size_t)snprintf(out + used, size - used, " %s %.1f", tkit_name_kind_name(k), f1(&counts, k));
    if (used < size)
        snprintf(out + used, size - used, " (gold tags)");
    if (x)
        tkit_names_scratch_free(job->tk, x);
    tkit_free(job->tk, x, sizeof *x);
    tkit_free(job->tk, gold, row * 3);
    return code;
}

static struct word *gold_words(const struct train_job *job)
{
    const struct treebank *b = job->dev;
    struct word *words = tkit_alloc(job->tk, (b->word_count + 1) * sizeof *words);
    for (size_t i = 0; words && i < b->word_count; i++) {
        const struct tree_word *w = &b->words[i];
        tkit_word_make(&words[i], w->form.at, w->form.size);
        tkit_lexicon_forms(job->lexicon, &words[i]);
        words[i].upos = tkit_upos_index(w->upos);
        words[i].tag_key = tkit_tree_tag_key(w);
        words[i].lemma = tkit_lemma_hash(w->lemma.at, w->lemma.size);
        words[i].sense = tkit_lexicon_sense(job->lexicon, words[i].lemma, words[i].upos);
    }
    return words;
}

int tkit_train_score(const struct train_job *job, const char *kind, const tkit_model *model, char *out, size_t size)
{
    static const struct {
        const char *kind;
        int (*score)(const struct train_job *, const tkit_model *, struct word *, char *, size_t);
    } scorers[] = {{"tagger", score_tagger}, {"lemmatizer", score_lemmatizer}, {"parser", score_parser},
                   {"names", score_names}};
    *out = 0;
    if (strcmp(kind, "segmenter") == 0)
        return tkit_segmenter_score(job, model, out, size);
    if (strcmp(kind, "labels") == 0)
        return tkit_labels_score(job, model, out, size);
    for (size_t k = 0; k < sizeof scorers / sizeof *scorers; k++) {
        if (strcmp(kind, scorers[k].kind) != 0)
            continue;
        struct word *words = gold_words(job);
        int code = words ? scorers[k].score(job, model, words, out, size) : tkit_fail_nomem(job->tk);
        tkit_free(job->tk, words, (job->dev->word_count + 1) * sizeof *words);
        return code;
    }
    return TKIT_OK;
}
