/* Learns names from the entities of UD English GUM (MISC, `Entity=(id-type-status-salience-centering-minspan-...`).
 *
 * GUM marks every mention, named or not, with all that belongs to it, and counts off the words that it cannot do
 * without (minspan). A name here is the run of proper nouns around the first of these words, if that is one: "the
 * former mayor of York" has none for the mayor and one for York; "President Biden's plan" has "President Biden". An
 * organisation's may go on behind "and" or "for" with a further word of the minspan. Of crossing candidates the longer
 * one wins. Files without entities are left out. */
#include "nlp/names.h"

#include <stdlib.h>

#include "nlp/tagger.h"

enum {
    DEFAULT_EPOCHS = 60,
    RUNS = 20,
    DEFAULT_KEEP = 35000,
    FOLDS = 5,
    DEEPEST = 32,
    MOST_NAMES = 64,
    ORGANISATION = 2
};

struct mention {
    uint32_t first, last;
    uint32_t words; /* the minspan: bit k is word first + k */
    struct str id;
    uint8_t kind;
};

struct trainer {
    const struct train_job *job;
    tkit *tk;
    struct word *words;
    uint8_t *gold;
    struct name_context *context;
    struct names_scratch scratch;
    struct wide_learner spans, steps;
};

/* ---- GUM's mentions ---- */

static unsigned class_of(struct str type)
{
    static const char *const types[] = {"person", "organization", "place", "event", "object", NULL};
    unsigned k = 0;
    if (str_is(type, "time"))
        return 0; /* dates are found by rule */
    if (str_is(type, "substance"))
        return 5;
    while (types[k] && !str_is(type, types[k])) k++;
    return k + 1; /* everything else: other */
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
    struct mention m = {.first = word, .last = word};
    m.id = next_field(&text);
    m.kind = (uint8_t)class_of(next_field(&text));
    for (int k = 0; k < 3; k++) next_field(&text); /* information status, salience, centering */
    struct str span = next_field(&text);
    for (uint32_t i = 0, number = 0; i < span.size; i++) {
        bool digit = span.at[i] >= '0' && span.at[i] <= '9';
        number = digit && number < 1000 ? number * 10 + (uint32_t)(span.at[i] - '0') : 0;
        if (number && number <= 32 && (i + 1 == span.size || span.at[i + 1] == ','))
            m.words |= 1u << (number - 1);
    }
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

static bool is_proper(const struct tree_word *w)
{
    return str_is(w->upos, "PROPN") || str_is(w->xpos, "NNP") || str_is(w->xpos, "NNPS");
}

static bool is_name_word(const struct tree_word *w)
{
    return is_proper(w) || (w->form.at[0] >= 'A' && w->form.at[0] <= 'Z' && !str_is(w->upos, "PRON") &&
                            !str_is(w->upos, "DET") && !str_is(w->upos, "ADP"));
}

/* Whether a name of an organisation goes on behind this word with a word of the minspan. */
static bool goes_on(const struct tree_word *words, const struct mention *m, uint32_t k)
{
    bool small = str_is(words[k].form, "and") || str_is(words[k].form, "for");
    uint32_t next = k + 1 - m->first;
    return small && m->kind == ORGANISATION && next < 32 && m->words >> next & 1;
}

/* The end of the run of name words from word `k` on, within the mention. */
static uint32_t run_end(const struct tree_word *words, const struct mention *m, uint32_t k)
{
    uint32_t end = k;
    for (; k <= m->last; k++)
        if (is_name_word(&words[k]))
            end = k + 1;
        else if (!is_connector(words[k].form) && !goes_on(words, m, k))
            break;
    return end;
}

/* Marks the run around the first word of the minspan, unless a longer name has it. */
static void mark(const struct tree_word *words, const struct mention *m, uint8_t *gold)
{
    if (!m->kind || !m->words)
        return;
    uint32_t first = m->first + (uint32_t)__builtin_ctz(m->words);
    if (first > m->last || !is_proper(&words[first]))
        return;
    uint32_t end = run_end(words, m, first);
    for (uint32_t k = first; k-- > m->first && (is_name_word(&words[k]) || is_connector(words[k].form));)
        if (is_name_word(&words[k]))
            first = k;
    uint32_t length = end - first, taken = 0;
    for (uint32_t k = first; k < end; k++) taken += gold[k] != 0;
    if (taken) {
        uint32_t low = first, high = end - 1; /* the names that are in the way, whole */
        while (low > 0 && gold[low] && gold[low] % 2 == 0) low--;
        while (gold[high + 1] && gold[high + 1] % 2 == 0) high++;
        if (high - low + 1 > length)
            return;
        memset(gold + low, 0, high - low + 1);
    }
    for (uint32_t k = first; k < end; k++) gold[k] = (uint8_t)(2 * m->kind - (k == first));
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

/* The gold names of a sentence that the model can find, in x->found from `first_found` on. */
static struct name_span next_name(const uint8_t *gold, uint32_t count, uint32_t at)
{
    while (at < count && gold[at] % 2 == 0) at++;
    struct name_span name = {at, at + 1, 0};
    if (at >= count)
        return (struct name_span){count, count, 0};
    name.class = (uint8_t)((gold[at] + 1) / 2);
    while (name.end < count && gold[name.end] == gold[at] + 1) name.end++;
    return name;
}

static int prepare(struct trainer *t)
{
    const struct treebank *b = t->job->bank;
    size_t n = b->word_count + b->sentence_count + 1;
    struct name_memory *memory = &t->scratch.memory;
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
        const struct word *words = t->words + sentence->first;
        uint8_t *gold = t->gold + sentence->first + s;
        tkit_names_gold(b, sentence, gold);
        if (sentence->new_document || s == 0)
            memset(memory, 0, sizeof *memory);
        tkit_name_contexts(t->job->lexicon, memory, words, sentence->count, t->context + sentence->first);
        for (struct name_span name = {0}; (name = next_name(gold, sentence->count, name.end)).class;)
            tkit_name_remember(memory, words, name);
    }
    return code;
}

static void score_spans(const void *weights, const uint64_t *features, size_t count, int32_t *scores)
{
    tkit_wide_score(&((const struct trainer *)weights)->spans, features, count, scores);
}
static void score_steps(const void *weights, const uint64_t *features, size_t count, int32_t *scores)
{
    tkit_wide_score(&((const struct trainer *)weights)->steps, features, count, scores);
}

/* Adds `amount` for one part of a stretch: a name, or a word outside. */
static int reward(struct trainer *t, const struct name_text *text, struct name_span part,
                  const struct name_span *before, int amount)
{
    uint64_t features[NAME_FEATURES];
    size_t n = tkit_name_features(text, part.first, part.end, features);
    int code = tkit_wide_update(&t->spans, features, n, part.class, amount);
    n = tkit_name_steps(text, part.first, before, features);
    return code ? code : tkit_wide_update(&t->steps, features, n, part.class, amount);
}

/* Rewards a division of a stretch: its names, in order, and the words outside. `before` is the last name ahead of
 * it. */
static int reward_all(struct trainer *t, const struct name_text *text, struct name_span stretch,
                      struct name_span before, const struct name_span *names, size_t count, int amount)
{
    int code = TKIT_OK;
    for (uint32_t at = stretch.first; !code && at < stretch.end;) {
        while (count && names->first < at) names++, count--;
        struct name_span part = {at, at + 1, 0};
        if (count && names->first == at)
            part = *names;
        code = reward(t, text, part, &before, amount);
        before = part;
        at = part.end;
    }
    return code;
}

static int learn_sentence(struct trainer *t, size_t number, size_t *wrong, size_t *seen)
{
    const struct tree_sentence *s = &t->job->bank->sentences[number];
    const struct word *words = t->words + s->first;
    const uint8_t *gold = t->gold + s->first + number;
    const struct name_scorer score = {.span = score_spans, .step = score_steps, .weights = t};
    struct name_text text = tkit_name_text(t->job->lexicon, words, t->context + s->first, s->count);
    struct name_span stretch = {0}, names[MOST_NAMES];
    struct names_scratch *x = &t->scratch;
    int code = TKIT_OK;
    x->found_count = 0;
    while (!code && tkit_name_stretch(&text, stretch.end, &stretch)) {
        size_t before = x->found_count, count = 0;
        struct name_span last = before ? x->found[before - 1] : (struct name_span){0};
        code = tkit_name_decode(t->tk, &text, stretch, &score, x);
        bool possible = true;
        for (struct name_span name = next_name(gold, s->count, stretch.first); name.class && name.first < stretch.end;
             name = next_name(gold, s->count, name.end)) {
            possible &= name.end <= stretch.end && name.end - name.first <= NAME_LONGEST && count < MOST_NAMES &&
                        tkit_name_fits(&text, name.first, name.end);
            if (possible)
                names[count++] = name;
        }
        bool same = x->found_count - before == count;
        for (size_t k = 0; same && k < count; k++)
            same = memcmp(&x->found[before + k], &names[k], sizeof *names) == 0;
        ++*seen;
        if (code || !possible || same)
            continue;
        ++*wrong;
        code = reward_all(t, &text, stretch, last, names, count, 1);
        if (!code)
            code = reward_all(t, &text, stretch, last, x->found + before, x->found_count - before, -1);
    }
    t->spans.clock++;
    t->steps.clock++;
    return code;
}

static int learn(struct trainer *t)
{
    const struct treebank *b = t->job->bank;
    uint32_t *order = tkit_alloc(t->tk, (b->sentence_count + 1) * sizeof *order);
    uint64_t random = t->job->seed * FEATURE_K0 | 1;
    unsigned epochs = t->job->epochs ? t->job->epochs : DEFAULT_EPOCHS;
    int code = order ? tkit_wide_init(&t->spans, t->tk, NAME_CLASSES) : tkit_fail_nomem(t->tk);
    if (!code)
        code = tkit_wide_init(&t->steps, t->tk, NAME_CLASSES);
    for (unsigned epoch = 0; !code && epoch < epochs; epoch++) {
        size_t wrong = 0, seen = 0;
        if (epoch && epoch % tkit_train_run(epochs, RUNS) == 0) {
            tkit_wide_restart(&t->spans);
            tkit_wide_restart(&t->steps);
        }
        tkit_learner_shuffle(order, b->sentence_count, &random);
        for (size_t s = 0; !code && s < b->sentence_count; s++) {
            if (!b->has_entities[b->sentences[order[s]].file])
                continue;
            code = learn_sentence(t, order[s], &wrong, &seen);
            if (!code)
                code = tkit_poll(t->tk);
        }
        if (!code && !seen)
            code = tkit_fail(t->tk, TKIT_EINVALID, "no file with entities (MISC: Entity=) to learn names from");
        if (!code)
            tkit_train_report(t->job, epoch, "%.2f %% of stretches right while learning",
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
        code = tkit_wide_write(&t->spans, keep, &w, "SPANS");
        if (!code)
            code = tkit_wide_write(&t->steps, keep, &w, "STEPS");
        if (!code)
            code = tkit_model_writer_finish(&w, out);
        else
            tkit_model_writer_free(&w);
    }
    size_t n = job->bank->word_count;
    tkit_wide_free(&t->spans);
    tkit_wide_free(&t->steps);
    tkit_names_scratch_free(t->tk, &t->scratch);
    tkit_free(t->tk, t->words, n * sizeof *t->words);
    tkit_free(t->tk, t->gold, n + job->bank->sentence_count + 1);
    tkit_free(t->tk, t->context, n * sizeof *t->context);
    tkit_free(job->tk, t, sizeof *t);
    return code;
}
