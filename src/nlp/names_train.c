/* Learns names from the entities of UD English GUM (MISC, `Entity=(id-type-...)`).
 *
 * GUM marks every mention, named or not, with all that belongs to it. A name here is the run of proper nouns around a
 * mention's head that is one: "the former mayor of York" has none for the mayor and one for York; "President Biden's
 * plan" has "President Biden". Of crossing candidates the longer one wins. Files without entities are left out. */
#include "nlp/names.h"

#include <stdlib.h>

#include "nlp/tagger.h"

enum { DEFAULT_EPOCHS = 15, RUNS = 3, DEFAULT_KEEP = 35000, FOLDS = 5, DEEPEST = 32 };

struct mention {
    uint32_t first, last, head;
    struct str id;
    uint8_t kind;
};

struct trainer {
    const struct train_job *job;
    tkit *tk;
    struct word *words;
    uint8_t *gold;
    struct name_context *context;
    struct name_memory memory;
    struct wide_learner learner;
};

/* ---- GUM's mentions ---- */

static unsigned class_of(struct str type)
{
    static const char *const types[] = {"person", "organization", "place", "event", "object", NULL};
    unsigned k = 0;
    if (str_is(type, "time"))
        return 0; /* dates are found by rule */
    if (str_is(type, "substance"))
        return 9;
    while (types[k] && !str_is(type, types[k])) k++;
    return 2 * k + 1; /* everything else: other */
}

static struct str next_field(struct str *rest)
{
    const char *dash = memchr(rest->at, '-', rest->size);
    struct str field = {rest->at, dash ? (uint32_t)(dash - rest->at) : rest->size};
    uint32_t used = field.size + (dash != NULL);
    rest->at += used;
    rest->size -= used;
    return field;
}

static struct mention open_mention(struct str text, uint32_t word)
{
    struct mention m = {.first = word, .last = word, .head = UINT32_MAX};
    m.id = next_field(&text);
    m.kind = (uint8_t)class_of(next_field(&text));
    for (int k = 0; k < 3; k++) next_field(&text); /* information status, salience, centering */
    struct str span = next_field(&text);
    uint32_t head = 0, i = 0;
    while (i < span.size && span.at[i] >= '0' && span.at[i] <= '9' && head < 10000)
        head = head * 10 + (uint32_t)(span.at[i++] - '0');
    if (head)
        m.head = word + head - 1;
    return m;
}

static bool is_connector(struct str form)
{
    static const char *const forms[] = {"of", "the", "de", "la", "del", "von", "van", "bin", "al", "&", "-", "/", NULL};
    for (const char *const *f = forms; *f; f++)
        if (str_is(form, *f))
            return true;
    return false;
}

static bool is_name_word(const struct tree_word *w)
{
    return str_is(w->upos, "PROPN") || (w->form.at[0] >= 'A' && w->form.at[0] <= 'Z' && !str_is(w->upos, "PRON") &&
                                        !str_is(w->upos, "DET") && !str_is(w->upos, "ADP"));
}

/* Marks the run around the head, unless a longer name has it. */
static void mark(const struct tree_word *words, const struct mention *m, uint8_t *gold)
{
    if (!m->kind || m->head < m->first || m->head > m->last || !str_is(words[m->head].upos, "PROPN"))
        return;
    uint32_t first = m->head, last = m->head;
    for (uint32_t k = m->head; k-- > m->first && (is_name_word(&words[k]) || is_connector(words[k].form));)
        if (is_name_word(&words[k]))
            first = k;
    for (uint32_t k = m->head + 1; k <= m->last && (is_name_word(&words[k]) || is_connector(words[k].form)); k++)
        if (is_name_word(&words[k]))
            last = k;
    uint32_t length = last - first + 1, taken = 0;
    for (uint32_t k = first; k <= last; k++) taken += gold[k] != 0;
    if (taken) {
        uint32_t low = first, high = last; /* the names that are in the way, whole */
        while (low > 0 && gold[low] && gold[low] % 2 == 0) low--;
        while (gold[high + 1] && gold[high + 1] % 2 == 0) high++;
        if (high - low + 1 > length)
            return;
    }
    for (uint32_t k = first; k <= last; k++) gold[k] = (uint8_t)(m->kind + (k > first));
}

static void read_mentions(const struct tree_word *words, uint32_t count, uint8_t *gold)
{
    struct mention open[DEEPEST];
    unsigned depth = 0;
    for (uint32_t i = 0; i < count; i++) {
        struct str rest = tkit_conllu_value(words[i].misc, "Entity");
        while (rest.size) {
            bool opens = rest.at[0] == '(';
            uint32_t end = opens;
            while (end < rest.size && rest.at[end] != '(' && rest.at[end] != ')') end++;
            bool closes = end < rest.size && rest.at[end] == ')';
            struct str text = {rest.at + opens, end - opens};
            if (opens && depth < DEEPEST)
                open[depth++] = open_mention(text, i);
            if (closes)
                for (unsigned k = depth; k-- > 0;)
                    if (opens ? k + 1 == depth : str_equal(open[k].id, text)) {
                        open[k].last = i;
                        mark(words, &open[k], gold);
                        memmove(&open[k], &open[k + 1], (depth - k - 1) * sizeof *open);
                        depth--;
                        break;
                    }
            rest.at += end + closes;
            rest.size -= end + closes;
        }
    }
}

void tkit_names_gold(const struct treebank *bank, const struct tree_sentence *s, uint8_t *gold)
{
    memset(gold, 0, s->count + 1);
    read_mentions(bank->words + s->first, s->count, gold);
}

/* ---- learning ---- */

static int prepare(struct trainer *t)
{
    const struct treebank *b = t->job->bank;
    size_t n = b->word_count + b->sentence_count + 1;
    t->words = tkit_calloc(t->tk, b->word_count, sizeof *t->words);
    t->gold = tkit_calloc(t->tk, n, 1);
    t->context = tkit_alloc(t->tk, b->word_count * sizeof *t->context);
    if (!t->words || !t->gold || !t->context)
        return tkit_fail_nomem(t->tk);
    int code = tkit_tagger_jackknife(t->job, FOLDS, t->words);
    for (size_t i = 0; !code && i < b->word_count; i++) {
        t->words[i].lemma = tkit_lemma_hash(b->words[i].lemma.at, b->words[i].lemma.size);
        t->words[i].sense = tkit_lexicon_sense(t->job->lexicon, t->words[i].lemma, t->words[i].upos);
    }
    for (size_t s = 0; !code && s < b->sentence_count; s++) {
        const struct tree_sentence *sentence = &b->sentences[s];
        uint8_t *gold = t->gold + sentence->first + s;
        tkit_names_gold(b, sentence, gold);
        if (sentence->new_document || s == 0)
            memset(&t->memory, 0, sizeof t->memory);
        tkit_name_contexts(t->job->lexicon, &t->memory, t->words + sentence->first, sentence->count,
                           t->context + sentence->first);
        for (uint32_t i = 0; i < sentence->count; i++)
            tkit_name_remember(&t->memory, &t->words[sentence->first + i], gold[i]);
    }
    return code;
}

static int learn_sentence(struct trainer *t, size_t number, size_t *wrong)
{
    const struct tree_sentence *s = &t->job->bank->sentences[number];
    const struct word *words = t->words + s->first;
    const uint8_t *gold = t->gold + s->first + number;
    uint64_t features[NAME_FEATURES];
    int32_t scores[NAME_CLASSES];
    unsigned previous = 0, before = 0;
    for (uint32_t i = 0; i < s->count; i++) {
        size_t n = tkit_name_features(words, t->context + s->first, s->count, i, previous, before, features);
        tkit_wide_score(&t->learner, features, n, scores);
        unsigned best = 0;
        for (unsigned c = 1; c < NAME_CLASSES; c++)
            if (scores[c] > scores[best] && tkit_name_follows(c, previous))
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
        before = previous;
        previous = best;
    }
    return TKIT_OK;
}

static int learn(struct trainer *t)
{
    const struct treebank *b = t->job->bank;
    uint32_t *order = tkit_alloc(t->tk, (b->sentence_count + 1) * sizeof *order);
    uint64_t random = t->job->seed * FEATURE_K0 | 1;
    unsigned epochs = t->job->epochs ? t->job->epochs : DEFAULT_EPOCHS;
    int code = order ? tkit_wide_init(&t->learner, t->tk, NAME_CLASSES) : tkit_fail_nomem(t->tk);
    for (unsigned epoch = 0; !code && epoch < epochs; epoch++) {
        size_t wrong = 0, seen = 0;
        if (epoch && epoch % tkit_train_run(epochs, RUNS) == 0)
            tkit_wide_restart(&t->learner);
        tkit_learner_shuffle(order, b->sentence_count, &random);
        for (size_t s = 0; !code && s < b->sentence_count; s++) {
            if (!b->has_entities[b->sentences[order[s]].file])
                continue;
            code = learn_sentence(t, order[s], &wrong);
            seen += b->sentences[order[s]].count;
            if (!code)
                code = tkit_poll(t->tk);
        }
        if (!code && !seen)
            code = tkit_fail(t->tk, TKIT_EINVALID, "no file with entities (MISC: Entity=) to learn names from");
        if (!code)
            tkit_train_report(t->job, epoch, "%.2f %% right while learning",
                              100.0 - 100.0 * (double)wrong / (double)seen);
    }
    tkit_free(t->tk, order, (b->sentence_count + 1) * sizeof *order);
    return code;
}

int tkit_names_train(const struct train_job *job, tkit_buffer *out)
{
    struct trainer *t = tkit_calloc(job->tk, 1, sizeof *t);
    if (!t)
        return tkit_fail_nomem(job->tk);
    t->job = job;
    t->tk = job->tk;
    int code = prepare(t);
    if (!code)
        code = learn(t);
    if (!code) {
        struct model_writer w;
        unsigned keep = job->options->features ? job->options->features : DEFAULT_KEEP;
        tkit_train_begin(job, &w, "names");
        code = tkit_wide_write(&t->learner, keep, &w, "NAM");
        if (!code)
            code = tkit_model_writer_finish(&w, out);
        else
            tkit_model_writer_free(&w);
    }
    size_t n = job->bank->word_count;
    tkit_wide_free(&t->learner);
    tkit_free(t->tk, t->words, n * sizeof *t->words);
    tkit_free(t->tk, t->gold, n + job->bank->sentence_count + 1);
    tkit_free(t->tk, t->context, n * sizeof *t->context);
    tkit_free(job->tk, t, sizeof *t);
    return code;
}
