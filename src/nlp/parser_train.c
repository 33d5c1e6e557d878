/* Learns the parser: a structured perceptron over the beam with updates at the largest violation (Huang, Fayong, Guo
 * 2012), and a perceptron for relations over gold trees.
 *
 * Tags come from taggers that did not see the sentence, as at work. Trees with crossing arcs are made projective by
 * lifting the dependent to its head's head (Nivre and Nilsson 2005), shortest arc first. */
#include "nlp/parser.h"

#include <stdlib.h>

#include "nlp/lemmatizer.h"
#include "nlp/lexicon.h"
#include "nlp/tagger.h"

enum { DEFAULT_EPOCHS = 16, RUNS = 4, TRAIN_BEAM = 8, FOLDS = 5 };
enum { KEEP_HEADS = 360000, KEEP_RELATIONS = 60000 };

struct trainer {
    const struct train_job *job;
    tkit *tk;
    struct word *words;
    uint32_t *heads;      /* of every word of the bank, projective, 1-based in its sentence */
    uint8_t *gold;        /* relations */
    uint8_t *actions;     /* of the sentence at hand */
    uint32_t *path;       /* of states on the gold path */
    int64_t *best_scores;
    uint32_t *best_states;
    size_t longest;
    struct str names[RELATIONS_MAX];
    unsigned name_count;
    struct narrow_learner transitions;
    struct wide_learner relations;
    struct parser_search search;
    struct tree_walk walk;
};

static unsigned relation_number(struct trainer *t, struct str name)
{
    for (unsigned i = 0; i < t->name_count; i++)
        if (str_equal(t->names[i], name))
            return i;
    if (t->name_count == RELATIONS_MAX)
        return 0;
    t->names[t->name_count] = name;
    return t->name_count++;
}

/* ---- projective trees ---- */

/* Whether every word between d and its head descends from the head; walks up, bounded by the sentence. */
static bool arc_is_projective(const uint32_t *heads, uint32_t count, uint32_t d)
{
    uint32_t h = heads[d], low = d < h ? d : h, high = d < h ? h : d;
    if (!h)
        return true;
    for (uint32_t k = low + 1; k < high; k++) {
        uint32_t up = k, steps = 0;
        while (up && up != h && steps++ <= count) up = heads[up];
        if (up != h)
            return false;
    }
    return true;
}

static void make_projective(uint32_t *heads, uint32_t count)
{
    for (;;) {
        uint32_t shortest = 0, length = UINT32_MAX;
        for (uint32_t d = 1; d <= count; d++) {
            uint32_t l = d < heads[d] ? heads[d] - d : d - heads[d];
            if (l < length && !arc_is_projective(heads, count, d)) {
                shortest = d;
                length = l;
            }
        }
        if (!shortest)
            return;
        heads[shortest] = heads[heads[shortest]];
    }
}

/* A tree: one root, no circle. Others are left out of training. */
static bool is_tree(const uint32_t *heads, uint32_t count)
{
    uint32_t roots = 0;
    for (uint32_t d = 1; d <= count; d++) {
        uint32_t up = d, steps = 0;
        roots += !heads[d];
        while (up && steps++ <= count) up = heads[up];
        if (up)
            return false;
    }
    return roots == 1;
}

static int prepare(struct trainer *t)
{
    const struct treebank *b = t->job->bank;
    size_t n = b->word_count + b->sentence_count + 1;
    for (size_t s = 0; s < b->sentence_count; s++)
        if (b->sentences[s].count > t->longest)
            t->longest = b->sentences[s].count;
    size_t steps = 2 * t->longest + 2;
    t->words = tkit_calloc(t->tk, b->word_count, sizeof *t->words);
    t->heads = tkit_alloc(t->tk, n * sizeof *t->heads);
    t->gold = tkit_alloc(t->tk, n);
    t->actions = tkit_alloc(t->tk, steps);
    t->path = tkit_alloc(t->tk, steps * sizeof *t->path);
    t->best_scores = tkit_alloc(t->tk, steps * sizeof *t->best_scores);
    t->best_states = tkit_alloc(t->tk, steps * sizeof *t->best_states);
    if (!t->words || !t->heads || !t->gold || !t->actions || !t->path || !t->best_scores || !t->best_states)
        return tkit_fail_nomem(t->tk);
    for (size_t s = 0; s < b->sentence_count; s++) {
        const struct tree_sentence *sentence = &b->sentences[s];
        uint32_t *heads = t->heads + sentence->first + s; /* one more place a sentence: heads[0] */
        uint8_t *gold = t->gold + sentence->first + s;
        heads[0] = 0;
        for (uint32_t i = 0; i < sentence->count; i++) {
            heads[i + 1] = b->words[sentence->first + i].head;
            gold[i + 1] = (uint8_t)relation_number(t, b->words[sentence->first + i].relation);
        }
        if (is_tree(heads, sentence->count))
            make_projective(heads, sentence->count);
        else
            heads[0] = 1; /* marks a sentence to pass over */
    }
    int code = tkit_tagger_jackknife(t->job, FOLDS, t->words);
    for (size_t i = 0; !code && i < b->word_count; i++) {
        t->words[i].lemma = tkit_lemma_hash(b->words[i].lemma.at, b->words[i].lemma.size);
        t->words[i].sense = tkit_lexicon_sense(t->job->lexicon, t->words[i].lemma, t->words[i].upos);
    }
    return code;
}

/* ---- transitions ---- */

static void score_learner(const void *weights, const uint64_t *features, size_t count, int32_t out[ACTIONS])
{
    int32_t scores[ACTIONS];
    tkit_narrow_score(weights, features, count, scores);
    for (unsigned a = 0; a < ACTIONS; a++) out[a] += scores[a];
}

static void gold_actions(struct trainer *t, const uint32_t *heads, uint32_t count)
{
    struct parser_search *p = &t->search;
    uint32_t at = 0;
    for (uint32_t step = 0; step < 2 * count; step++) {
        const struct state *s = &p->states[at];
        const struct cell *top = &p->cells[s->stack];
        uint32_t root = count + 1, word = s->stack ? top->word : 0, action = SHIFT;
        uint32_t head = word ? (heads[word] ? heads[word] : root) : 0;
        if (word && head == s->front) {
            action = LEFT;
        } else if (word && top->below && head == p->cells[top->below].word) {
            action = RIGHT;
            for (uint32_t d = s->front; d <= count && action == RIGHT; d++)
                if (heads[d] == word)
                    action = SHIFT; /* it has dependents to come */
        }
        t->actions[step] = (uint8_t)action;
        at = tkit_parser_advance(p, at, action, 0);
    }
}

/* Adds `amount` to the features of the last `steps` steps on the way to `state`. */
static int reward(struct trainer *t, uint32_t state, uint32_t steps, int amount)
{
    uint64_t features[PARSER_FEATURES];
    for (; steps; steps--) {
        const struct state *s = &t->search.states[state];
        size_t n = tkit_parser_features(&t->search, &t->search.states[s->before], features);
        int code = tkit_narrow_update(&t->transitions, features, n, s->action, amount);
        if (code)
            return code;
        state = s->before;
    }
    return TKIT_OK;
}

/* Both ways share a beginning; only what follows is learned. */
static int update(struct trainer *t, uint32_t gold, uint32_t predicted)
{
    uint32_t steps = 0;
    for (uint32_t s = predicted; !t->search.states[s].gold; s = t->search.states[s].before) steps++;
    int code = reward(t, gold, steps, 1);
    return code ? code : reward(t, predicted, steps, -1);
}

static int learn_heads(struct trainer *t, size_t sentence, size_t *right)
{
    const struct tree_sentence *s = &t->job->bank->sentences[sentence];
    const uint32_t *heads = t->heads + s->first + sentence;
    struct parser_search *p = &t->search;
    if (heads[0])
        return TKIT_OK;
    int code = tkit_parser_prepare(p, t->words + s->first, s->count);
    if (code)
        return code;
    gold_actions(t, heads, s->count);
    p->cell_count = 1;
    p->state_count = 1;
    uint32_t gold = 0, steps = 2 * s->count, worst = 0;
    int64_t violation = 0;
    bool lost = false, done = true;
    for (uint32_t i = 0; i < steps; i++) {
        int32_t scores[ACTIONS];
        tkit_parser_score_state(p, &p->states[gold], scores);
        gold = tkit_parser_advance(p, gold, t->actions[i], p->states[gold].score + scores[t->actions[i]]);
        p->states[gold].gold = true;
        t->path[i] = gold;
        tkit_parser_step(p, t->actions[i]);
        t->best_states[i] = p->best[0];
        if (!p->states[p->best[0]].gold) {
            int64_t v = p->states[p->best[0]].score - p->states[gold].score;
            if (v >= violation) {
                violation = v;
                worst = i;
                lost = true;
            }
        }
        bool in_beam = false;
        for (unsigned b = 0; b < p->best_count; b++) in_beam |= p->states[p->best[b]].gold;
        if (!in_beam && i > worst + 40) { /* far behind the fork the violation only drifts */
            done = false;
            break;
        }
    }
    if (lost && !(done && p->states[p->best[0]].gold))
        code = update(t, t->path[worst], t->best_states[worst]);
    else
        ++*right;
    t->transitions.clock++;
    return code;
}

/* ---- relations ---- */

static int learn_relations(struct trainer *t, size_t sentence, size_t *wrong)
{
    const struct tree_sentence *s = &t->job->bank->sentences[sentence];
    const uint32_t *heads = t->heads + s->first + sentence;
    const uint8_t *gold = t->gold + s->first + sentence;
    uint64_t features[RELATION_FEATURES];
    int32_t scores[RELATIONS_MAX + 1];
    if (heads[0])
        return TKIT_OK;
    int code = tkit_parser_prepare(&t->search, t->words + s->first, s->count);
    if (!code)
        code = tkit_tree_walk_build(&t->walk, heads, s->count);
    for (uint32_t d = 1; !code && d <= s->count; d++) {
        if (!heads[d])
            continue;
        size_t n = tkit_relation_features(&t->search, &t->walk, heads, gold, d, features);
        tkit_wide_score(&t->relations, features, n, scores);
        unsigned best = 0;
        for (unsigned c = 1; c < t->name_count; c++)
            if (scores[c] > scores[best])
                best = c;
        if (best != gold[d]) {
            code = tkit_wide_update(&t->relations, features, n, gold[d], 1);
            if (!code)
                code = tkit_wide_update(&t->relations, features, n, best, -1);
            ++*wrong;
        }
        t->relations.clock++;
    }
    return code;
}

static int learn(struct trainer *t)
{
    const struct treebank *b = t->job->bank;
    uint32_t *order = tkit_alloc(t->tk, (b->sentence_count + 1) * sizeof *order);
    uint64_t random = t->job->seed * FEATURE_K0 | 1;
    unsigned epochs = t->job->epochs ? t->job->epochs : DEFAULT_EPOCHS;
    int code = order ? tkit_narrow_init(&t->transitions, t->tk) : tkit_fail_nomem(t->tk);
    if (!code)
        code = tkit_wide_init(&t->relations, t->tk, t->name_count);
    t->walk.tk = t->search.tk = t->tk;
    t->search.beam = TRAIN_BEAM;
    t->search.score = score_learner;
    t->search.weights = &t->transitions;
    for (unsigned epoch = 0; !code && epoch < epochs; epoch++) {
        size_t right = 0, wrong = 0;
        if (epoch && epoch % tkit_train_run(epochs, RUNS) == 0) {
            tkit_narrow_restart(&t->transitions);
            tkit_wide_restart(&t->relations);
        }
        tkit_learner_shuffle(order, b->sentence_count, &random);
        for (size_t s = 0; !code && s < b->sentence_count; s++) {
            code = learn_heads(t, order[s], &right);
            if (!code)
                code = learn_relations(t, order[s], &wrong);
            if (!code)
                code = tkit_poll(t->tk);
        }
        if (!code)
            tkit_train_report(t->job, epoch, "%.2f %% of sentences, %.2f %% of relations right while learning",
                              100.0 * (double)right / (double)b->sentence_count,
                              100.0 - 100.0 * (double)wrong / (double)b->word_count);
    }
    tkit_free(t->tk, order, (b->sentence_count + 1) * sizeof *order);
    return code;
}

static int write_model(struct trainer *t, tkit_buffer *out)
{
    struct model_writer w;
    tkit_buffer names;
    unsigned keep = t->job->options->features ? t->job->options->features : KEEP_HEADS;
    unsigned char setting[2] = {TRAIN_BEAM, (unsigned char)relation_number(t, (struct str){"root", 4})};
    tkit_train_begin(t->job, &w, "parser");
    tkit_buffer_init(&names, t->tk);
    for (unsigned i = 0; i < t->name_count; i++) {
        tkit_buffer_add(&names, t->names[i].at, t->names[i].size);
        tkit_buffer_putc(&names, 0);
    }
    tkit_model_writer_section(&w, "RELNAMES", names.data, names.size);
    tkit_model_writer_section(&w, "SETTING", setting, sizeof setting);
    int code = tkit_buffer_status(&names);
    tkit_buffer_free(&names);
    if (!code)
        code = tkit_narrow_write(&t->transitions, keep, &w, "HEADS");
    if (!code)
        code = tkit_wide_write(&t->relations, KEEP_RELATIONS, &w, "REL");
    if (!code)
        return tkit_model_writer_finish(&w, out);
    tkit_model_writer_free(&w);
    return code;
}

int tkit_parser_train(const struct train_job *job, tkit_buffer *out)
{
    struct trainer t = {.job = job, .tk = job->tk};
    int code = prepare(&t);
    if (!code)
        code = learn(&t);
    if (!code)
        code = write_model(&t, out);
    size_t n = job->bank->word_count, both = n + job->bank->sentence_count + 1, steps = 2 * t.longest + 2;
    tkit_narrow_free(&t.transitions);
    tkit_wide_free(&t.relations);
    tkit_parser_search_free(&t.search);
    tkit_tree_walk_free(&t.walk);
    tkit_free(t.tk, t.words, n * sizeof *t.words);
    tkit_free(t.tk, t.heads, both * sizeof *t.heads);
    tkit_free(t.tk, t.gold, both);
    tkit_free(t.tk, t.actions, steps);
    tkit_free(t.tk, t.path, steps * sizeof *t.path);
    tkit_free(t.tk, t.best_scores, steps * sizeof *t.best_scores);
    tkit_free(t.tk, t.best_states, steps * sizeof *t.best_states);
    return code;
}
