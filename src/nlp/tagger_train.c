/* Learns the tagger: an averaged perceptron over pairs of UPOS and XPOS, and tables of FEATS.
 *
 * What a word may be (its ambiguity class) is counted with the word at hand left out, so that the tagger learns from
 * rare words what to do with unknown ones. */
#include "nlp/tagger.h"

#include <stdlib.h>

#include "nlp/lexicon.h"
#include "nlp/tagger_features.h"

enum { DEFAULT_EPOCHS = 15, RUNS = 3, FOLD_EPOCHS = 5, DEFAULT_KEEP = 90000, SURE_COUNT = 15, KEPT_TAGS = 3 };

/* A word type with one of its tags. */
struct use {
    uint64_t word;
    uint32_t tag, count;
};

struct trainer {
    const struct train_job *job;
    tkit *tk;
    struct word *words;  /* of the whole bank */
    uint8_t *gold;
    struct use *uses;    /* sorted by word, then tag; counted */
    size_t use_count, use_capacity;
    struct str tags[TAGS_MAX][2];
    unsigned tag_count;
    uint64_t *classes;   /* hashes of ambiguity classes; the index is the number */
    uint8_t *sure;
    unsigned class_count;
    unsigned folds, fold;
    struct wide_learner learner;
};

static bool selected(const struct trainer *t, size_t sentence)
{
    return !t->folds || sentence % t->folds != t->fold;
}

static unsigned tag_number(struct trainer *t, struct str upos, struct str xpos)
{
    for (unsigned i = 0; i < t->tag_count; i++)
        if (str_equal(t->tags[i][0], upos) && str_equal(t->tags[i][1], xpos))
            return i;
    if (t->tag_count == TAGS_MAX)
        return 0;
    t->tags[t->tag_count][0] = upos;
    t->tags[t->tag_count][1] = xpos;
    return t->tag_count++;
}

static int by_word_and_tag(const void *a, const void *b)
{
    const struct use *x = a, *y = b;
    if (x->word != y->word)
        return x->word < y->word ? -1 : 1;
    return x->tag < y->tag ? -1 : x->tag > y->tag;
}

static int count_uses(struct trainer *t)
{
    const struct treebank *b = t->job->bank;
    t->use_capacity = b->word_count + 1;
    t->uses = tkit_alloc(t->tk, t->use_capacity * sizeof *t->uses);
    if (!t->uses)
        return tkit_fail_nomem(t->tk);
    size_t n = 0;
    for (size_t s = 0; s < b->sentence_count; s++) {
        const struct tree_sentence *sentence = &b->sentences[s];
        for (uint32_t i = sentence->first; selected(t, s) && i < sentence->first + sentence->count; i++)
            t->uses[n++] = (struct use){t->words[i].lower, t->gold[i], 1};
    }
    qsort(t->uses, n, sizeof *t->uses, by_word_and_tag);
    for (size_t i = 0; i < n; i++) {
        struct use *last = t->use_count ? &t->uses[t->use_count - 1] : NULL;
        if (last && last->word == t->uses[i].word && last->tag == t->uses[i].tag)
            last->count++;
        else
            t->uses[t->use_count++] = t->uses[i];
    }
    return TKIT_OK;
}

/* First of the uses of a word, and how many they are. */
static size_t uses_of(const struct trainer *t, uint64_t word, size_t *first)
{
    size_t low = 0, high = t->use_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (t->uses[middle].word < word)
            low = middle + 1;
        else
            high = middle;
    }
    *first = low;
    while (high < t->use_count && t->uses[high].word == word) high++;
    return high - low;
}

/* The number of the class for the most frequent tags of a word, in order, one use of `without` not counted. */
static uint32_t ambiguity_of(struct trainer *t, uint64_t word, unsigned without)
{
    size_t first, n = uses_of(t, word, &first);
    unsigned best[KEPT_TAGS];
    uint32_t count[KEPT_TAGS] = {0}, total = 0, kept = 0;
    for (size_t i = first; i < first + n; i++) {
        uint32_t c = t->uses[i].count - (t->uses[i].tag == without);
        unsigned tag = t->uses[i].tag;
        total += c;
        for (unsigned k = 0; k < KEPT_TAGS && c; k++)
            if (k >= kept || c > count[k]) {
                uint32_t swap_count = k < kept ? count[k] : 0;
                unsigned swap = k < kept ? best[k] : 0;
                best[k] = tag;
                count[k] = c;
                if (k >= kept) {
                    kept++;
                    break;
                }
                tag = swap;
                c = swap_count;
            }
    }
    if (!kept)
        return LOOKUP_NONE;
    uint64_t hash = total >= SURE_COUNT && kept == 1 ? 77 : total > 2 ? 1 : 0;
    for (unsigned k = 0; k < kept && count[k] * 25 >= total; k++) hash = feature2(9, hash, best[k]);
    for (unsigned i = 0; i < t->class_count; i++)
        if (t->classes[i] == hash)
            return i;
    if (t->class_count >= LOOKUP_NONE - 1)
        return LOOKUP_NONE;
    t->classes[t->class_count] = hash;
    t->sure[t->class_count] = (uint8_t)(total >= SURE_COUNT && kept == 1 ? best[0] : TAGS_MAX);
    return t->class_count++;
}

static int prepare(struct trainer *t)
{
    const struct treebank *b = t->job->bank;
    t->words = tkit_calloc(t->tk, b->word_count, sizeof *t->words);
    t->gold = tkit_alloc(t->tk, b->word_count + 1);
    t->classes = tkit_alloc(t->tk, LOOKUP_NONE * sizeof *t->classes);
    t->sure = tkit_alloc(t->tk, LOOKUP_NONE);
    if (!t->words || !t->gold || !t->classes || !t->sure)
        return tkit_fail_nomem(t->tk);
    for (size_t i = 0; i < b->word_count; i++) {
        const struct tree_word *w = &b->words[i];
        tkit_word_make(&t->words[i], w->form.at, w->form.size);
        tkit_lexicon_forms(t->job->lexicon, &t->words[i]);
        t->gold[i] = (uint8_t)tag_number(t, w->upos, w->xpos);
    }
    int code = count_uses(t);
    if (code)
        return code;
    for (size_t i = 0; i < b->word_count; i++) t->words[i].ambiguity = ambiguity_of(t, t->words[i].lower, t->gold[i]);
    return TKIT_OK;
}

static uint64_t tag_key(const struct trainer *t, unsigned tag)
{
    char text[128];
    struct str u = t->tags[tag][0], x = t->tags[tag][1];
    if (u.size + x.size + 1 > sizeof text)
        return tag;
    memcpy(text, u.at, u.size);
    text[u.size] = '\t';
    memcpy(text + u.size + 1, x.at, x.size);
    return feature_text(text, u.size + x.size + 1);
}

static int learn_sentence(struct trainer *t, const struct tree_sentence *sentence, size_t *wrong)
{
    uint64_t features[TAGGER_FEATURES];
    int32_t scores[TAGS_MAX + 1];
    struct word *words = &t->words[sentence->first];
    const uint8_t *gold = &t->gold[sentence->first];
    for (uint32_t i = 0; i < sentence->count; i++) {
        size_t n = tagger_features(words, sentence->count, i, features);
        tkit_wide_score(&t->learner, features, n, scores);
        unsigned best = 0;
        for (unsigned c = 1; c < t->tag_count; c++)
            if (scores[c] > scores[best])
                best = c;
        if (best != gold[i]) {
            int code = tkit_wide_update(&t->learner, features, n, gold[i], 1);
            if (!code)
                code = tkit_wide_update(&t->learner, features, n, best, -1);
            if (code)
                return code;
            ++*wrong;
        }
        t->learner.clock++;
        words[i].tag_key = tag_key(t, best);
    }
    return TKIT_OK;
}

static int learn(struct trainer *t)
{
    const struct treebank *b = t->job->bank;
    uint32_t *order = tkit_alloc(t->tk, (b->sentence_count + 1) * sizeof *order);
    uint64_t random = t->job->seed * FEATURE_K0 | 1;
    unsigned epochs = t->job->epochs ? t->job->epochs : DEFAULT_EPOCHS;
    int code = order ? tkit_wide_init(&t->learner, t->tk, t->tag_count) : tkit_fail_nomem(t->tk);
    for (unsigned epoch = 0; !code && epoch < epochs; epoch++) {
        size_t wrong = 0, seen = 0;
        if (epoch && epoch % tkit_train_run(epochs, RUNS) == 0)
            tkit_wide_restart(&t->learner);
        tkit_learner_shuffle(order, b->sentence_count, &random);
        for (size_t s = 0; !code && s < b->sentence_count; s++) {
            if (!selected(t, order[s]))
                continue;
            code = learn_sentence(t, &b->sentences[order[s]], &wrong);
            seen += b->sentences[order[s]].count;
            if (!code)
                code = tkit_poll(t->tk);
        }
        if (!code)
            tkit_train_report(t->job, epoch, "%.2f %% right while learning",
                              seen ? 100.0 - 100.0 * (double)wrong / (double)seen : 0.0);
    }
    tkit_free(t->tk, order, (b->sentence_count + 1) * sizeof *order);
    return code;
}

/* ---- tables ---- */

static int write_ambiguity(struct trainer *t, struct model_writer *w)
{
    struct lookup_item *items = tkit_alloc(t->tk, (t->use_count + 1) * sizeof *items);
    if (!items)
        return tkit_fail_nomem(t->tk);
    size_t n = 0;
    for (size_t i = 0; i < t->use_count; i++) {
        if (i && t->uses[i].word == t->uses[i - 1].word)
            continue;
        uint32_t class = ambiguity_of(t, t->uses[i].word, TAGS_MAX);
        if (class != LOOKUP_NONE)
            items[n++] = (struct lookup_item){t->uses[i].word, class};
    }
    int code = tkit_lookup_write(t->tk, items, n, w, "AMBIG");
    tkit_model_writer_section(w, "SURE", t->sure, t->class_count);
    tkit_free(t->tk, items, (t->use_count + 1) * sizeof *items);
    return code;
}

struct feats_use {
    uint64_t key;
    uint32_t feats, count;
};

static int by_key_and_feats(const void *a, const void *b)
{
    const struct feats_use *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return x->feats < y->feats ? -1 : x->feats > y->feats;
}

/* The most frequent FEATS of every key. Returns their number; `uses` is reordered. */
static size_t majority(struct feats_use *uses, size_t n, struct lookup_item *items)
{
    size_t used = 0;
    qsort(uses, n, sizeof *uses, by_key_and_feats);
    for (size_t i = 0; i < n;) {
        uint64_t key = uses[i].key;
        uint32_t best = 0, most = 0;
        while (i < n && uses[i].key == key) {
            uint32_t feats = uses[i].feats, count = 0;
            for (; i < n && uses[i].key == key && uses[i].feats == feats; i++) count++;
            if (count > most) {
                most = count;
                best = feats;
            }
        }
        items[used++] = (struct lookup_item){key, best};
    }
    return used;
}

static uint32_t feats_number(struct str *list, uint32_t *count, struct str feats)
{
    for (uint32_t i = 0; i < *count; i++)
        if (str_equal(list[i], feats))
            return i;
    if (*count >= LOOKUP_NONE)
        return 0;
    list[*count] = feats;
    return (*count)++;
}

static int write_feats(struct trainer *t, struct model_writer *w)
{
    const struct treebank *b = t->job->bank;
    size_t n = b->word_count;
    struct str *list = tkit_alloc(t->tk, LOOKUP_NONE * sizeof *list);
    struct feats_use *uses = tkit_alloc(t->tk, (n + 1) * 2 * sizeof *uses);
    struct lookup_item *items = tkit_alloc(t->tk, (n + 1) * 2 * sizeof *items);
    int code = list && uses && items ? TKIT_OK : tkit_fail_nomem(t->tk);
    if (!code) {
        uint32_t count = 1;
        tkit_buffer text;
        tkit_buffer_init(&text, t->tk);
        list[0] = (struct str){"_", 1};
        for (size_t i = 0; i < n; i++) {
            uint32_t feats = feats_number(list, &count, b->words[i].feats);
            uses[2 * i] = (struct feats_use){feature2(1, t->words[i].lower, t->gold[i]), feats, 0};
            uses[2 * i + 1] = (struct feats_use){feature1(2, t->gold[i]), feats, 0};
        }
        size_t used = majority(uses, 2 * n, items);
        code = tkit_lookup_write(t->tk, items, used, w, "FEATOF");
        for (uint32_t i = 0; i < count; i++) {
            tkit_buffer_add(&text, list[i].at, list[i].size);
            tkit_buffer_putc(&text, 0);
        }
        tkit_model_writer_section(w, "FEATS", text.data, text.size);
        if (!code)
            code = tkit_buffer_status(&text);
        tkit_buffer_free(&text);
    }
    tkit_free(t->tk, list, LOOKUP_NONE * sizeof *list);
    tkit_free(t->tk, uses, (n + 1) * 2 * sizeof *uses);
    tkit_free(t->tk, items, (n + 1) * 2 * sizeof *items);
    return code;
}

static int write_tags(struct trainer *t, struct model_writer *w)
{
    tkit_buffer text;
    tkit_buffer_init(&text, t->tk);
    for (unsigned i = 0; i < t->tag_count; i++) {
        tkit_buffer_add(&text, t->tags[i][0].at, t->tags[i][0].size);
        tkit_buffer_putc(&text, '\t');
        tkit_buffer_add(&text, t->tags[i][1].at, t->tags[i][1].size);
        tkit_buffer_putc(&text, 0);
    }
    tkit_model_writer_section(w, "TAGS", text.data, text.size);
    int code = tkit_buffer_status(&text);
    tkit_buffer_free(&text);
    return code;
}

static int write_model(struct trainer *t, tkit_buffer *out)
{
    struct model_writer w;
    unsigned keep = t->job->options->features ? t->job->options->features : DEFAULT_KEEP;
    tkit_train_begin(t->job, &w, "tagger");
    int code = write_tags(t, &w);
    if (!code)
        code = write_ambiguity(t, &w);
    if (!code)
        code = write_feats(t, &w);
    if (!code)
        code = tkit_wide_write(&t->learner, keep, &w, "TAG");
    if (!code)
        return tkit_model_writer_finish(&w, out);
    tkit_model_writer_free(&w);
    return code;
}

int tkit_tagger_train(const struct train_job *job, unsigned folds, unsigned fold, tkit_buffer *out)
{
    struct trainer t = {.job = job, .tk = job->tk, .folds = folds, .fold = fold};
    int code = prepare(&t);
    if (!code)
        code = learn(&t);
    if (!code)
        code = write_model(&t, out);
    size_t n = job->bank->word_count;
    tkit_wide_free(&t.learner);
    tkit_free(t.tk, t.words, n * sizeof *t.words);
    tkit_free(t.tk, t.gold, n + 1);
    tkit_free(t.tk, t.uses, t.use_capacity * sizeof *t.uses);
    tkit_free(t.tk, t.classes, LOOKUP_NONE * sizeof *t.classes);
    tkit_free(t.tk, t.sure, LOOKUP_NONE);
    return code;
}

/* ---- tags for the layers above ---- */

static int tag_fold(const struct train_job *job, unsigned folds, unsigned fold, struct word *words)
{
    tkit_buffer bytes;
    tkit_model *model = NULL;
    struct tagger tagger = {0};
    tkit_buffer_init(&bytes, job->tk);
    int code = tkit_tagger_train(job, folds, fold, &bytes);
    if (!code)
        code = tkit_model_load(job->tk, "tagger of a fold", bytes.data, bytes.size, &model);
    if (!code)
        code = tkit_tagger_open(&tagger, job->tk, model);
    for (size_t s = 0; !code && s < job->bank->sentence_count; s++) {
        const struct tree_sentence *sentence = &job->bank->sentences[s];
        if (s % folds == fold)
            tkit_tagger_run(&tagger, words + sentence->first, sentence->count);
    }
    tkit_tagger_close(&tagger);
    tkit_model_free(model);
    tkit_buffer_free(&bytes);
    return code;
}

int tkit_tagger_jackknife(const struct train_job *job, unsigned folds, struct word *words)
{
    const struct treebank *b = job->bank;
    for (size_t i = 0; i < b->word_count; i++) {
        tkit_word_make(&words[i], b->words[i].form.at, b->words[i].form.size);
        tkit_lexicon_forms(job->lexicon, &words[i]);
    }
    struct train_job part = *job;
    tkit_train_options options = *job->options;
    part.options = &options;
    part.epochs = FOLD_EPOCHS;
    options.features = 0;
    for (unsigned fold = 0; fold < folds; fold++) {
        int code = tag_fold(&part, folds, fold, words);
        if (code)
            return code;
    }
    return TKIT_OK;
}
